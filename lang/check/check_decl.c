/* SPDX-License-Identifier: MIT
 * Params and their settings, lists, lets, segments. */
#include "lang/check/checker.h"

#include "runtime/data/calendar.h"
#include "runtime/data/numeric.h"
#include "runtime/data/written.h"

/* ---- params ---- */

static bool is_word(Str text, const char *word) { return str_is(text, word); }

/* `text` without `_`; "12%" with its percent sign as an exponent. */
static Str plain_number(Checker *c, Str text) {
  char *p = arena_bytes(c->arena, (size_t)text.n + 4);
  if (!p) return text;
  uint32_t n = 0;
  for (uint32_t i = 0; i < text.n; i++)
    if (text.p[i] != '_') p[n++] = text.p[i];
  if (n && p[n - 1] == '%') memcpy(p + n - 1, "e-2", 3), n += 2;
  return (Str){p, n};
}

/* The text of a setting as a value of the param's type. */
static bool read_setting(Checker *c, const Type *type, Str text, Value *out, Duration *duration) {
  Str number = plain_number(c, text);
  bool exact = true;
  *out = (Value){.kind = type_value_kind(type), .known = true};
  if (type->optional && is_word(text, "unknown")) {
    out->known = false;
    return true;
  }
  switch (type->kind) {
  case TYPE_BOOLEAN:
    out->truth = is_word(text, "true");
    return out->truth || is_word(text, "false");
  case TYPE_INTEGER:
    return integer_parse(number, &out->i64) == FAULT_NONE;
  case TYPE_NUMBER:
    return number_parse(number, &out->f64) == FAULT_NONE;
  case TYPE_MONEY:
    return money_parse(number, &out->i64, &exact) == FAULT_NONE && exact;
  case TYPE_TEXT:
    out->str = text;
    return true;
  case TYPE_DATE:
    return date_parse(text, &out->i32);
  case TYPE_DATETIME:
    return datetime_parse(text, &out->i64);
  case TYPE_ONE_OF:
    out->i32 = labels_find(type->labels, text);
    return out->i32 >= 0;
  case TYPE_DURATION:
    return duration_parse(text, duration);
  case TYPE_ERROR:
    return true;
  case TYPE_LABEL:
  case TYPE_UNKNOWN:
    return false;
  }
  return false;
}

/* "min_staff", or of a module that the program uses "abc.a_share"; the param, or NULL. */
static Symbol *set_param(const Checker *c, Str name) {
  const Namespace *space = &c->out->program;
  const char *point = memchr(name.p, '.', name.n);
  if (point) {
    uint32_t n = (uint32_t)(point - name.p);
    space = map_get(&space->modules, (Str){name.p, n});
    name = (Str){point + 1, name.n - n - 1};
  }
  Symbol *symbol = space ? map_get(&space->names, name) : NULL;
  return symbol && symbol->kind == SYM_PARAM ? symbol : NULL;
}

static const Setting *setting_of(const Checker *c, const Symbol *param) {
  const Setting *found = NULL; /* of two, the last counts */
  for (uint32_t i = 0; i < c->input->setting_count; i++)
    if (set_param(c, c->input->settings[i].name) == param) found = &c->input->settings[i];
  return found;
}

static void write_param(Checker *c, Symbol *param, const Setting *setting) {
  if (setting) {
    param->param.text = setting->value;
    return;
  }
  if (param->type->kind == TYPE_DURATION || type_is_error(param->type)) {
    const AstNode *with = namespace_with(param), *value = with ? with : param->decl->kid[PARAM_VALUE];
    param->param.text = source_text(c->out->sources, value->span);
    return;
  }
  Buf buf;
  buf_init(&buf, c->hook);
  if (param->param.value.known) value_write(&buf, &param->param.value, param->type->labels);
  else buf_text(&buf, "unknown");
  param->param.text = arena_str(c->arena, buf_view(&buf));
}

static bool is_literal(const AstNode *node) {
  Value value;
  const AstNode *bare = ast_bare(node);
  if (literal_is_number(node) || bare->kind == AST_UNKNOWN || bare->kind == AST_DURATION) return true;
  return literal_value(node, &value) != LITERAL_NONE;
}

/* The literal, brought to the declared type if there is one. */
static void check_param_value(Checker *c, Symbol *param, AstNode *node, const Type *declared) {
  param->type = type_of_kind(TYPE_ERROR, false);
  if (!is_literal(node)) {
    Diag *diag = diag_add(c->diags, DIAG_NOT_A_LITERAL, node->span);
    diag_help(c->diags, diag, "a `let` takes any expression");
    return;
  }
  if (ast_bare(node)->kind == AST_DURATION || (declared && declared->kind == TYPE_DURATION)) {
    if (declared && declared->kind != TYPE_DURATION) {
      if (!type_is_error(check_expr(c, node)) && !type_is_error(declared)) say_wrong_type(c, node, "the value of this param", "of its type");
    } else if (check_duration(c, node, "the value of this param", &param->param.duration)) {
      param->type = node->type;
    }
    return;
  }
  if (declared) {
    if (check_constant(c, node, declared, "the value of this param", &param->param.value))
      param->type = type_optional(declared, declared->optional || !param->param.value.known, c->arena);
    return;
  }
  const Type *type = check_expr(c, node);
  if (type->kind == TYPE_UNKNOWN) adapt(c, node, type = type_of_kind(TYPE_BOOLEAN, true));
  if (constant_of(c, node, &param->param.value)) param->type = type;
}

/* `with a_share = 10%`: a constant of the program that uses the module. */
static void take_with(Checker *c, Symbol *param, AstNode *value) {
  Str what = diag_phrase(c->diags, "the value of `%.*s`", STR_ARG(param->name));
  uint32_t before = c->diags->count;
  c->space = param->space->outside;
  c->current = NULL;
  if (param->type->kind == TYPE_DURATION) check_duration(c, value, what.p, &param->param.duration);
  else if (check_constant(c, value, param->type, what.p, &param->param.value))
    param->type = type_optional(param->type, param->type->optional || !param->param.value.known, c->arena);
  c->space = param->space;
  c->current = param;
  Str note = diag_phrase(c->diags, "`%.*s` is declared here", STR_ARG(param->name));
  note_since(c, before, param->span, note);
}

void check_param(Checker *c, Symbol *param) {
  const AstNode *decl = param->decl;
  const Type *declared = decl->kid[PARAM_TYPE] ? resolve_type(c, decl->kid[PARAM_TYPE], "a param") : NULL;
  const Setting *setting = setting_of(c, param);
  AstNode *with = namespace_with(param);
  check_param_value(c, param, decl->kid[PARAM_VALUE], declared);
  if (type_is_error(param->type)) return;
  if (with) take_with(c, param, with);
  if (setting && !read_setting(c, param->type, setting->value, &param->param.value, &param->param.duration)) {
    Str type = name_of(c, param->type);
    Diag *diag = diag_add(c->diags, DIAG_BAD_SETTING, (Span){0, 0}, STR_ARG(setting->value), STR_ARG(type), STR_ARG(setting->name));
    diag_note(c->diags, diag, param->span, "declared here");
  }
  write_param(c, param, setting);
}

void check_settings(Checker *c) {
  namespace_settings(c);
  for (uint32_t i = 0; i < c->input->setting_count; i++) {
    Str name = c->input->settings[i].name;
    if (set_param(c, name)) continue;
    Diag *diag = diag_add(c->diags, DIAG_UNKNOWN_SETTING, (Span){0, 0}, STR_ARG(name));
    const char *words[64];
    uint32_t count = 0;
    for (uint32_t k = 0; k < c->out->symbol_count && count < 64; k++) {
      const Symbol *param = c->out->symbols[k];
      if (param->kind != SYM_PARAM || (param->space->use && param->space->outside->use)) continue;
      words[count] = symbol_path(c->arena, param).p;
      if (words[count]) count++;
    }
    suggest_words(c, diag, name, words, count);
    if (diag->label.n) diag->help = diag->label; /* it has no place that a label could stand at */
  }
}

/* ---- lists ---- */

/* What two equal items have in common, for a map: the text, or the bytes of the value, kept in `slot`. */
static Str item_key(const Value *item, int64_t *slot) {
  if (item->kind == KIND_TEXT) return item->str;
  *slot = item->kind == KIND_BOOLEAN ? item->truth : item->kind == KIND_DATE ? item->i32 : item->i64;
  if (item->kind == KIND_NUMBER) memcpy(slot, &item->f64, sizeof *slot);
  return (Str){(const char *)slot, sizeof *slot};
}

static void keep_once(Checker *c, Symbol *list) {
  Map seen;
  map_init(&seen, c->hook);
  int64_t *slots = ARENA_ARRAY(c->arena, int64_t, list->list.count + 1);
  uint32_t kept = 0;
  for (uint32_t i = 0; slots && i < list->list.count; i++) {
    Value *item = &list->list.items[i];
    Str key = item_key(item, &slots[i]);
    if (map_get(&seen, key)) continue;
    if (!map_put(&seen, key, list)) return;
    list->list.items[kept++] = *item;
  }
  list->list.count = kept;
}

void check_list(Checker *c, Symbol *list) {
  AstNode *items = list->decl->kid[LISTING_ITEMS];
  list->type = type_of_kind(TYPE_ERROR, false);
  if (!items) {
    if (read_list_file(c, list)) {
      list->type = type_of_kind(TYPE_TEXT, false);
      keep_once(c, list);
    }
    return;
  }
  bool good = true;
  for (uint32_t i = 0; i < items->count; i++) good = !type_is_error(check_expr(c, items->kid[i])) && good;
  if (!good) return;
  const Type *type = unify(c, items->kid, items->count);
  if (!type || type->kind == TYPE_LABEL || type->kind == TYPE_UNKNOWN) {
    for (uint32_t i = 1; i < items->count; i++) {
      AstNode *pair[2] = {items->kid[0], items->kid[i]};
      if (unify(c, pair, 2)) continue;
      Str first = diag_phrase(c->diags, "of type %.*s, as the first one", STR_ARG(name_of(c, pair[0]->type)));
      say_wrong_type(c, pair[1], "this item of the list", first.p);
      return;
    }
    say_wrong_type(c, items->kid[0], "an item of a list", "a value");
    return;
  }
  list->list.items = ARENA_ARRAY(c->arena, Value, items->count + 1);
  for (uint32_t i = 0; list->list.items && i < items->count; i++) {
    Value value;
    const Type *want = type->kind == TYPE_ONE_OF ? type_of_kind(TYPE_TEXT, false) : type_optional(type, false, c->arena);
    if (!check_constant(c, items->kid[i], want, "an item of a list", &value)) return;
    if (!value.known) {
      diag_add(c->diags, DIAG_NOT_CONSTANT, items->kid[i]->span, "an item of a list");
      return;
    }
    list->list.items[list->list.count++] = value;
  }
  list->type = type_optional(type, false, c->arena);
  keep_once(c, list);
}

/* ---- lets and segments ---- */

void check_let(Checker *c, Symbol *let) {
  AstNode *value = let->decl->kid[LET_VALUE], *written = let->decl->kid[LET_TYPE];
  const Type *declared = written ? resolve_type(c, written, "a let") : NULL;
  const Type *type = check_expr(c, value);
  let->type = type_of_kind(TYPE_ERROR, false);
  if (type_is_error(type) || (declared && type_is_error(declared))) {
    if (declared && declared->kind != TYPE_DURATION) let->type = declared;
    return;
  }
  if ((declared && declared->kind == TYPE_DURATION) || type->kind == TYPE_DURATION) {
    Diag *diag = diag_add(c->diags, DIAG_NOT_FOR_PARAMETER, written ? written->span : value->span, STR_ARG(STR("a duration")), "a let");
    diag_help(c->diags, diag, "a `param` may be a duration");
    return;
  }
  if (!declared && type->kind == TYPE_UNKNOWN) declared = type_of_kind(TYPE_BOOLEAN, true);
  if (!declared) {
    let->type = type;
    return;
  }
  if (adapt(c, value, declared)) let->type = type_optional(declared, value->type->optional, c->arena);
  else if (!type_is_error(value->type)) {
    Str name = name_of(c, type_optional(declared, false, c->arena));
    Str wanted = arena_format(c->arena, "%.*s, as declared", STR_ARG(name));
    say_wrong_type(c, value, "the value of this let", wanted.p);
  }
}

void check_segment(Checker *c, Symbol *segment) {
  const AstNode *decl = segment->decl, *criteria = decl->kid[SEGMENT_CRITERIA];
  segment->type = type_of_kind(TYPE_BOOLEAN, false);
  if (decl->kid[SEGMENT_WHEN]) check_condition(c, decl->kid[SEGMENT_WHEN]);
  for (uint32_t i = 0; criteria && i < criteria->count; i++) check_condition(c, criteria->kid[i]->kid[REQUIRE_COND]);
}

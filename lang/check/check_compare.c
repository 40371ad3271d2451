/* SPDX-License-Identifier: MIT
 * Comparisons and tests: `= < …`, `in`, `contains`, `starts with`, `matches`, `is`. */
#include "lang/check/checker.h"

#include "runtime/data/regex.h"
#include "runtime/data/written.h"

static const Type *truth(AstNode *node, bool optional) { return set_type(node, type_of_kind(TYPE_BOOLEAN, optional)); }

/* A text literal beside a `one of` must be in its list. False after a message. */
static bool literals_listed(Checker *c, AstNode **nodes, uint32_t count) {
  const Type *list = NULL;
  bool good = true;
  for (uint32_t i = 0; i < count; i++)
    if (nodes[i]->type->kind == TYPE_ONE_OF) list = nodes[i]->type;
  for (uint32_t i = 0; list && i < count; i++)
    if (ast_bare(nodes[i])->kind == AST_STRING && nodes[i]->type->kind == TYPE_TEXT) good = adapt(c, nodes[i], list) && good;
  return good;
}

static bool has_label(AstNode *const *nodes, uint32_t count) {
  for (uint32_t i = 0; i < count; i++)
    if (nodes[i]->type->kind == TYPE_LABEL) return true;
  return false;
}

static const Type *say_label(Checker *c, AstNode *node, const AstNode *value, const AstNode *label) {
  Diag *diag = diag_add(c->diags, DIAG_LABEL_COMPARED, node->span);
  const AstNode *bare = ast_bare(label);
  if (bare->kind == AST_NAME || bare->kind == AST_STRING) {
    Str left = source_text(c->out->sources, value->span);
    diag_help(c->diags, diag, "write `%.*s is %.*s`", STR_ARG(left), STR_ARG(bare->text));
  }
  return fail(node);
}

/* What helps where two types do not meet. */
static void help_meeting(Checker *c, Diag *diag, const AstNode *left, const AstNode *right) {
  const Type *a = left->type, *b = right->type;
  Str date = habit_date(c, c->arena, type_is_day(a) ? right : left);
  if (habit_quoted(c, diag, left, b) || habit_quoted(c, diag, right, a)) return;
  const AstNode *lasting = a->kind == TYPE_DURATION ? left : b->kind == TYPE_DURATION ? right : NULL;
  const Type *met = lasting == left ? b : a;
  if (lasting && type_is_day(met)) diag_help(c->diags, diag, "a date is compared with a date: `today - 30 days`");
  else if (lasting && type_is_numeric(met))
    diag_help(c->diags, diag, "`days since`, `months since` and `years since` are numbers: write the number without its unit");
  else if (date.n) diag_help(c->diags, diag, "a date has four digits for the year, two each for month and day: `%.*s`", STR_ARG(date));
  else if (type_is_day(a) && type_is_day(b)) diag_help(c->diags, diag, "`date(t)` is the day of a datetime");
  else if (a->kind == TYPE_MONEY || b->kind == TYPE_MONEY)
    diag_help(c->diags, diag, "`money(…)` makes an amount of a number that is no literal");
  else if (type_is_text(a) && type_is_numeric(b) && left->kind != AST_STRING)
    diag_help(c->diags, diag, "a text stands between double quotes; of a text with digits, `number(…)` makes a number");
  else if (type_is_text(a) && b->kind != TYPE_LABEL) diag_help(c->diags, diag, "a text stands between double quotes");
  else if (type_is_day(a) || type_is_day(b)) diag_help(c->diags, diag, "a date is written without quotes: 2027-03-01");
}

static const Type *no_comparison(Checker *c, AstNode *node, const AstNode *a, const AstNode *b) {
  Str left = name_of(c, a->type), right = name_of(c, b->type);
  Diag *diag = diag_add(c->diags, DIAG_NO_COMPARISON, node->span, STR_ARG(left), STR_ARG(right));
  if (!habit_truth(c, diag, node, a, b) && !habit_truth(c, diag, node, b, a)) help_meeting(c, diag, a, b);
  return fail(node);
}

/* Of what meets, that which has no order: a `one of` is none, also where it meets a text. */
static const Type *without_order(AstNode *const *parts, uint32_t count, const Type *met) {
  for (uint32_t i = 0; i < count; i++)
    if (parts[i]->type->kind == TYPE_ONE_OF) return parts[i]->type;
  return type_is_ordered(met) ? NULL : met;
}

const Type *check_compare(Checker *c, AstNode *node) {
  AstNode *sides[2] = {node->kid[COMPARE_LEFT], node->kid[COMPARE_RIGHT]};
  if (habit_null(c, node)) return fail(node);
  hint_beside(c, sides[0], sides[1]);
  check_expr(c, sides[0]);
  if (sides[0]->type->kind == TYPE_LABEL) return say_label(c, node, sides[0], sides[1]);
  const AstNode *outer = c->beside;
  c->beside = node;
  hint_beside(c, sides[1], sides[0]);
  check_expr(c, sides[1]);
  c->beside = outer;
  if (has_label(sides, 2)) return say_label(c, node, sides[1], sides[0]);
  if (!literals_listed(c, sides, 2)) return fail(node);
  const Type *type = unify(c, sides, 2);
  if (!type) return no_comparison(c, node, sides[0], sides[1]);
  if (type_is_error(type)) return fail(node);
  if (type->kind == TYPE_UNKNOWN) {
    type = type_of_kind(TYPE_BOOLEAN, true);
    adapt(c, sides[0], type);
    adapt(c, sides[1], type);
  }
  bool equality = node->op == COMPARE_EQ || node->op == COMPARE_NE;
  const Type *shown = equality ? NULL : without_order(sides, 2, type);
  if (shown) {
    Str name = name_of(c, type_optional(shown, false, c->arena));
    Diag *diag = diag_add(c->diags, DIAG_NO_ORDER, node->span, STR_ARG(name));
    if (shown->kind == TYPE_ONE_OF) diag_help(c->diags, diag, "`text(…)` compares it by the alphabet; `in (…)` asks for several");
    return fail(node);
  }
  return truth(node, type->optional);
}

/* ---- sets ---- */

/* The list that a name stands for, if it does; brackets around it do not matter. */
static Symbol *list_of(const Checker *c, AstNode *set) {
  AstNode *bare = (AstNode *)ast_bare(set);
  Symbol *symbol = bare->kind == AST_NAME || bare->kind == AST_DOT ? find_path(c, bare) : NULL;
  if (!symbol || symbol->kind != SYM_LIST) return NULL;
  symbol->used = true;
  for (AstNode *part = set;; part = part->kid[BRACKETS_INNER]) {
    part->symbol = symbol;
    if (part->kind != AST_BRACKETS) return symbol;
  }
}

static Str written(Checker *c, const Value *value) {
  Buf buf;
  buf_init(&buf, c->hook);
  value_write(&buf, value, NULL);
  return arena_str(c->arena, buf_view(&buf));
}

static const Type *in_range(Checker *c, AstNode *node, AstNode *value, AstNode *range) {
  AstNode *parts[3] = {value, range->kid[RANGE_LO], range->kid[RANGE_HI]};
  check_expr(c, parts[1]);
  check_expr(c, parts[2]);
  if (has_label(parts, 3)) return say_label(c, node, value, parts[1]);
  const Type *type = unify(c, parts, 3);
  if (!type) {
    bool first = parts[0]->type->kind != parts[1]->type->kind;
    return no_comparison(c, node, value, parts[first ? 1 : 2]);
  }
  if (type_is_error(type)) return fail(node);
  const Type *shown = without_order(parts, 3, type);
  if (shown) {
    Str name = name_of(c, type_optional(shown, false, c->arena));
    diag_add(c->diags, DIAG_NO_ORDER, node->span, STR_ARG(name));
    return fail(node);
  }
  if (type->kind == TYPE_UNKNOWN)
    for (int i = 0; i < 3; i++) adapt(c, parts[i], type_of_kind(TYPE_INTEGER, true));
  Value lo, hi;
  if (constant_of(c, parts[1], &lo) && constant_of(c, parts[2], &hi) && lo.known && hi.known && value_order(&lo, &hi) > 0) {
    Diag *diag = diag_add(c->diags, DIAG_RANGE_ORDER, range->span);
    Str a = source_text(c->out->sources, parts[1]->span), b = source_text(c->out->sources, parts[2]->span);
    Str low = written(c, &lo), high = written(c, &hi);
    bool literal = str_equal(a, low) && str_equal(b, high);
    if (literal || !low.n) diag_help(c->diags, diag, "write `%.*s..%.*s`", STR_ARG(b), STR_ARG(a));
    else
      diag_help(c->diags, diag, "it is `%.*s..%.*s`; from the lower to the higher it is `%.*s..%.*s`", STR_ARG(low), STR_ARG(high), STR_ARG(b),
                STR_ARG(a));
    return fail(node);
  }
  return truth(node, type->optional);
}

static const Type *in_items(Checker *c, AstNode *node, AstNode *value, AstNode **items, uint32_t count) {
  AstNode **all = ARENA_ARRAY(c->arena, AstNode *, count + 1);
  if (!all) return fail(node);
  all[0] = value;
  for (uint32_t i = 0; i < count; i++) check_expr(c, all[i + 1] = items[i]);
  if (has_label(all, count + 1)) return say_label(c, node, value, items[0]);
  if (!literals_listed(c, all, count + 1)) return fail(node);
  const Type *type = unify(c, all, count + 1);
  if (!type) {
    for (uint32_t i = 0; i < count; i++) {
      AstNode *pair[2] = {value, items[i]};
      if (!unify(c, pair, 2)) return no_comparison(c, items[i], value, items[i]), fail(node);
    }
    return no_comparison(c, node, value, items[count - 1]);
  }
  if (type_is_error(type)) return fail(node);
  if (type->kind == TYPE_UNKNOWN)
    for (uint32_t i = 0; i <= count; i++) adapt(c, all[i], type_of_kind(TYPE_BOOLEAN, true));
  return truth(node, type->optional);
}

static const Type *in_list(Checker *c, AstNode *node, AstNode *value, const Symbol *list) {
  const Type *type = value->type;
  if (!list->type || type_is_error(list->type) || type_is_error(type)) return fail(node);
  bool numbers = type_is_numeric(type) && type_is_numeric(list->type);
  if (!numbers && !adapt(c, value, type_is_text(list->type) ? type_of_kind(TYPE_TEXT, false) : list->type)) {
    if (type_is_error(value->type)) return fail(node);
    AstNode items = {.kind = AST_NAME, .type = list->type};
    return no_comparison(c, node, value, &items);
  }
  return truth(node, type->optional);
}

const Type *check_in(Checker *c, AstNode *node) {
  AstNode *value = node->kid[IN_VALUE], *set = node->kid[IN_SET];
  if (check_expr(c, value)->kind == TYPE_LABEL) {
    const AstNode *item = set->kind == AST_LIST ? set->kid[0] : set->kind == AST_RANGE ? set->kid[RANGE_LO] : set;
    return say_label(c, node, value, item);
  }
  if (set->kind == AST_RANGE) return in_range(c, node, value, set);
  if (set->kind == AST_LIST) return in_items(c, node, value, set->kid, set->count);
  const Symbol *list = list_of(c, set);
  if (list) return in_list(c, node, value, list);
  if (set->kind == AST_BRACKETS) {
    const Type *type = in_items(c, node, value, &set->kid[BRACKETS_INNER], 1);
    set->type = set->kid[BRACKETS_INNER]->type;
    set->constant = set->kid[BRACKETS_INNER]->constant;
    return type;
  }
  check_expr(c, set);
  if (type_is_error(set->type)) return fail(node);
  Str name = name_of(c, set->type);
  Diag *diag = diag_add(c->diags, DIAG_NOT_A_SET, set->span, "in", "a range, values in brackets or a list", STR_ARG(name));
  habit_set(c, diag, value, set);
  return fail(node);
}

/* ---- texts ---- */

static bool want_text(Checker *c, AstNode *node, const char *what) {
  hint_type(c, node, type_of_kind(TYPE_TEXT, false));
  check_expr(c, node);
  if (type_is_error(node->type)) return false;
  if (adapt(c, node, type_of_kind(TYPE_TEXT, false))) return true;
  Diag *diag = say_wrong_type(c, node, what, "a text");
  Str text = source_text(c->out->sources, node->span);
  if (literal_is_number(ast_bare(node))) diag_help(c->diags, diag, "a text stands between double quotes: `\"%.*s\"`", STR_ARG(text));
  else if (node->type->kind != TYPE_LABEL) diag_help(c->diags, diag, "`text(…)` writes a value out");
  fail(node);
  return false;
}

static const char *affix_word(uint8_t op) {
  switch ((AffixOp)op) {
  case AFFIX_CONTAINS:
    return "contains";
  case AFFIX_STARTS:
    return "starts with";
  case AFFIX_ENDS:
    return "ends with";
  }
  return "";
}

const Type *check_affix(Checker *c, AstNode *node) {
  AstNode *text = node->kid[AFFIX_TEXT], *parts = node->kid[AFFIX_PARTS];
  Str left = diag_phrase(c->diags, "what stands left of `%s`", affix_word(node->op));
  Str right = diag_phrase(c->diags, "what stands behind `%s`", affix_word(node->op));
  bool good = want_text(c, text, left.p), whole = good, optional = good && text->type->optional;
  const Symbol *list = parts->kind == AST_LIST ? NULL : list_of(c, parts);
  if (list) {
    if (!list->type || type_is_error(list->type)) return fail(node);
    if (!type_is_text(list->type)) {
      Str name = diag_phrase(c->diags, "a list of %.*s", STR_ARG(name_of(c, list->type)));
      diag_add(c->diags, DIAG_WRONG_TYPE, parts->span, right.p, "a text or a list of texts", STR_ARG(name));
      return fail(node);
    }
  } else {
    AstNode **items = parts->kind == AST_LIST ? parts->kid : &parts;
    uint32_t count = parts->kind == AST_LIST ? parts->count : 1;
    for (uint32_t i = 0; i < count; i++) {
      if (!whole && literal_is_number(ast_bare(items[i]))) check_expr(c, items[i]); /* told already: numbers are meant */
      else good = want_text(c, items[i], right.p) && good;
      optional = optional || items[i]->type->optional;
    }
  }
  return good ? truth(node, optional) : fail(node);
}

const Type *check_matches(Checker *c, AstNode *node) {
  AstNode *pattern = node->kid[MATCHES_PATTERN];
  bool good = want_text(c, node->kid[MATCHES_TEXT], "what stands left of `matches`");
  Value value;
  const AstNode *outer = c->beside;
  c->beside = node;
  bool constant = check_constant(c, pattern, type_of_kind(TYPE_TEXT, false), "the expression behind `matches`", &value);
  c->beside = outer;
  if (!constant) return fail(node);
  const char *why = "it is unknown";
  if (!value.known || !regex_check(value.str, &why)) {
    diag_add(c->diags, DIAG_BAD_REGEX, pattern->span, STR_ARG(str_from(why)));
    return fail(node);
  }
  return good ? truth(node, node->kid[MATCHES_TEXT]->type->optional) : fail(node);
}

/* ---- labels ---- */

int32_t check_label(Checker *c, AstNode *name, const Type *labels) {
  int32_t code = labels_find(labels->labels, name->text);
  if (code >= 0) {
    name->symbol = (Symbol *)labels->owner;
    set_constant(c, name, labels, (Value){.kind = KIND_CODE, .known = true, .i32 = code});
    return code;
  }
  Diag *diag = diag_add(c->diags, DIAG_UNKNOWN_LABEL, name->span, STR_ARG(labels->owner->name), STR_ARG(name->text));
  suggest_label(c, diag, name->text, labels->labels);
  if (!diag->label.n) {
    Str all = STR("");
    for (uint32_t i = 0; i < labels->labels->count; i++)
      all = arena_format(c->arena, "%.*s%s%.*s", STR_ARG(all), i ? ", " : "", STR_ARG(labels->labels->names[i]));
    diag_help(c->diags, diag, "its labels are %.*s", STR_ARG(all));
  }
  fail(name);
  return -1;
}

const Type *check_is(Checker *c, AstNode *node) {
  AstNode *value = node->kid[IS_VALUE], *labels = node->kid[IS_LABELS];
  const Type *type = check_expr(c, value);
  if (type_is_error(type)) return fail(node);
  if (type->kind != TYPE_LABEL) {
    const AstNode *label = labels->kind == AST_LIST ? labels->kid[0] : labels;
    Str left = source_text(c->out->sources, value->span), name = name_of(c, type);
    const char *quote = type_is_text(type) ? "\"" : "", *knowing = habit_knowing(node);
    Diag *diag = knowing ? diag_add(c->diags, DIAG_FOREIGN_WORD, label->span, STR_ARG(label->text))
                         : diag_add(c->diags, DIAG_NOT_LABELLED, value->span, STR_ARG(name));
    if (knowing) diag_help(c->diags, diag, "write `%.*s is %s`", STR_ARG(left), knowing);
    else if (type->kind == TYPE_BOOLEAN) habit_truth(c, diag, node, value, label);
    else diag_help(c->diags, diag, "write `%.*s %s %s%.*s%s`", STR_ARG(left), node->op ? "!=" : "=", quote, STR_ARG(label->text), quote);
    return fail(node);
  }
  bool good = true;
  if (labels->kind != AST_LIST) good = check_label(c, labels, type) >= 0;
  else
    for (uint32_t i = 0; i < labels->count; i++) good = check_label(c, labels->kid[i], type) >= 0 && good;
  return good ? truth(node, type->optional) : fail(node);
}

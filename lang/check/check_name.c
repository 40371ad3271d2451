/* SPDX-License-Identifier: MIT
 * Names and paths: columns, definitions, parameters, look-ups in other records, the parts of a choice. */
#include "lang/check/checker.h"

static const Type *not_a_value(Checker *c, AstNode *node, Str name, const char *is, const char *help) {
  Diag *diag = diag_add(c->diags, DIAG_NOT_A_VALUE, node->span, STR_ARG(name), is);
  if (help) diag_help(c->diags, diag, "%s", help);
  return fail(node);
}

/* Within `by lowest|highest E` of a choice, the option's own parts. */
static const Type *option_part(Checker *c, AstNode *node) {
  static const struct {
    const char *name;
    TypeKind kind;
  } parts[] = {{"cost", TYPE_MONEY}, {"response", TYPE_NUMBER}, {"price", TYPE_MONEY}, {"margin", TYPE_MONEY}};
  if (!c->best_by) return NULL;
  bool offers = c->best_by->choose.count > 0 && c->best_by->choose.items[0]->kind == SYM_OFFER;
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    if (!str_is(node->text, parts[i].name)) continue;
    if (i >= 2 && !offers) {
      Diag *diag = diag_add(c->diags, DIAG_NO_SUCH_PART, node->span, "channels", STR_ARG(node->text));
      diag_label(c->diags, diag, "a channel has `cost` and `response`");
      return fail(node);
    }
    node->symbol = c->best_by;
    return set_type(node, type_of_kind(parts[i].kind, true));
  }
  return NULL;
}

bool of_a_record(const Symbol *symbol) {
  switch (symbol->kind) {
  case SYM_COLUMN:
  case SYM_LET:
  case SYM_SEGMENT:
  case SYM_SCORE:
  case SYM_CLASSIFY:
  case SYM_CHOOSE:
    return true;
  default:
    return false;
  }
}

/* In a measure: what has a value for each row of `record`. */
static const Type *no_record(Checker *c, AstNode *node, Str name, const Record *record) {
  Str of = record ? record->symbol->name : diag_phrase(c->diags, "the subject");
  Diag *diag = diag_add(c->diags, DIAG_NO_RECORD, node->span, STR_ARG(name), STR_ARG(of));
  const Symbol *column = record ? find_field(record, name) : NULL;
  const Symbol *symbol = column ? column : find_name(c, name);
  bool added = symbol && symbol->type && (type_is_numeric(symbol->type) || symbol->type->kind == TYPE_MONEY);
  if (record && symbol && symbol->kind == SYM_SEGMENT) diag_help(c->diags, diag, "its records are counted by `count(%.*s)`", STR_ARG(name));
  else if (record && added) diag_help(c->diags, diag, "added up it is `sum(%.*s of %.*s)`", STR_ARG(name), STR_ARG(of));
  return fail(node);
}

/* A number about all records, where it may be named: in other measures, in what a test expects, and with a call (`eval`). */
static const Type *use_measure(Checker *c, AstNode *node, Str name, Symbol *measure) {
  if (measure->decl->kid[MEASURE_BY])
    return not_a_value(c, node, name, "a measure with a value for each of its groups", "only a measure without `by` is one value");
  if (c->at_hand != AT_NONE && c->current)
    return not_a_value(c, node, name, "a measure about all records", "name it in other measures and in `expect`; elsewhere write out what it counts");
  c->today = c->today || measure->today;
  node->symbol = measure;
  return measure->type ? set_type(node, measure->type) : fail(node);
}

bool has_record(Checker *c, AstNode *node, const Symbol *symbol) {
  if (c->at_hand != AT_NONE || !of_a_record(symbol)) return true;
  no_record(c, node, source_text(c->out->sources, node->span), c->out->subject);
  return false;
}

static const Type *use_symbol(Checker *c, AstNode *node, Str name, Symbol *symbol) {
  symbol->used = true;
  switch (symbol->kind) {
  case SYM_RECORD:
    return symbol->record->role == RECORD_RELATED
               ? not_a_value(c, node, name, "a record with rows of its own", "`count(…)` counts them, `sum(… of …)` adds up")
               : not_a_value(c, node, name, "a record", "name one of its columns");
  case SYM_LIST:
    return not_a_value(c, node, name, "a list", "a list stands behind `in`, `contains`, `starts with` or `ends with`");
  case SYM_MEASURE:
    return use_measure(c, node, name, symbol);
  default:
    break;
  }
  if (symbol->template || (symbol->kind == SYM_LET && symbol->let.function))
    return not_a_value(c, node, name, symbol_kind_name(symbol), "give it its values in brackets");
  bool formal = c->current && symbol->decl && symbol->decl->kind == AST_FORMAL;
  if (c->current && c->current->kind == SYM_LET && c->current->let.function && of_a_record(symbol) && !formal) {
    Diag *diag = diag_add(c->diags, DIAG_FUNCTION_SEES, node->span, STR_ARG(name));
    diag_help(c->diags, diag, "give it as a parameter: `let %.*s(…, x: TYPE)`", STR_ARG(c->current->name));
    return fail(node);
  }
  if (c->at_hand == AT_NONE && of_a_record(symbol)) return no_record(c, node, name, c->out->subject);
  c->today = c->today || symbol->today;
  node->symbol = symbol;
  if (!symbol->type) return fail(node);
  if (symbol->kind == SYM_PARAM && symbol->type->kind != TYPE_DURATION && !type_is_error(symbol->type))
    node->constant = &symbol->param.value;
  return set_type(node, symbol->type);
}

/* A column of rows that are several to one record. */
static void help_related(Checker *c, Diag *diag, Str name, const Record *related) {
  Str of = related->symbol->name;
  if (row_parent(c, of)) diag_label(c->diags, diag, "did you mean `%.*s.%.*s`?", STR_ARG(of), STR_ARG(name));
  else
    diag_label(c->diags, diag, "a column of `%.*s`, several to one: `sum(… of %.*s)` and the like make one value of them", STR_ARG(of),
               STR_ARG(of));
}

static const Type *unknown_name(Checker *c, AstNode *node, Str name, Span span) {
  const Symbol *service = find_service(c, name);
  if (service) return not_a_value(c, node, name, symbol_kind_name(service), NULL);
  if (map_get(&c->space->modules, name)) return not_a_value(c, node, name, "a module", "name what it gives: `module.name`");
  const Record *related = c->diags->errors <= DIAG_MOST ? related_with(c, name) : NULL; /* later messages are not shown */
  if (related && c->at_hand == AT_NONE) return no_record(c, node, name, related);
  if (unknown_again(c, name, span)) return fail(node);
  Diag *diag = diag_add(c->diags, DIAG_UNKNOWN_NAME, span, STR_ARG(name));
  unknown_keep(c, name, span, diag);
  if (related) help_related(c, diag, name, related);
  else if (!habit_value(c, diag, name)) suggest_name(c, diag, name, hint_for(c, node));
  const AstNode *beside = c->beside && c->beside->kind == AST_COMPARE ? c->beside : NULL;
  if (beside && beside->kid[COMPARE_RIGHT] == node && type_is_text(beside->kid[COMPARE_LEFT]->type))
    diag_help(c->diags, diag, "a text stands between double quotes: `\"%.*s\"`", STR_ARG(name));
  if (!diag->label.n && !diag->help.n) habit_no_name(c, diag);
  return fail(node);
}

/* ---- tests of several records ---- */

/* The first name of a given record. */
static Str given_name(const Checker *c) {
  const AstNode *items = c->test->kid[TEST_ITEMS];
  for (uint32_t i = 0; i < items->count; i++) {
    const AstNode *name = items->kid[i]->kind == AST_GIVEN ? items->kid[i]->kid[GIVEN_NAME] : NULL;
    if (name && !name->symbol) return name->text;
  }
  return STR("a");
}

bool check_whose(Checker *c, const AstNode *node, bool of_record) {
  if (!c->test || !c->several_givens || !of_record) return true;
  Str given = given_name(c), text = source_text(c->out->sources, node->span);
  if (node->kind == AST_NAME) {
    diag_add(c->diags, DIAG_WHOSE_VALUE, node->span, STR_ARG(given), STR_ARG(text));
    return false;
  }
  Diag *diag = diag_add(c->diags, DIAG_WHOSE_VALUE, node->span, STR_ARG(given), STR_ARG(STR("NAME")));
  diag_help(c->diags, diag, "give it a name: `let NAME = %.*s`", STR_ARG(text));
  return false;
}

/* ---- names ---- */

/* Where the row's column hides another name, say which is meant. */
static void lint_hidden(Checker *c, const AstNode *node) {
  const Symbol *other = find_name(c, node->text);
  bool value = other && (of_a_record(other) || other->kind == SYM_PARAM);
  if (!value || !lint_wanted(c, DIAG_HIDDEN_NAME, node->span)) return;
  Str row = c->row->symbol->name, subject = subject_name(c);
  Str what = other->kind == SYM_COLUMN ? diag_phrase(c->diags, "a column of `%.*s`", STR_ARG(subject)) : str_from(symbol_kind_name(other));
  Diag *diag = diag_add(c->diags, DIAG_HIDDEN_NAME, node->span, STR_ARG(node->text), STR_ARG(row), STR_ARG(what));
  if (of_a_record(other))
    diag_help(c->diags, diag, "write `%.*s.%.*s` or `%.*s.%.*s`", STR_ARG(row), STR_ARG(node->text), STR_ARG(subject), STR_ARG(node->text));
  else diag_help(c->diags, diag, "write `%.*s.%.*s` for the column", STR_ARG(row), STR_ARG(node->text));
}

const Type *check_name(Checker *c, AstNode *node) {
  const Type *part = option_part(c, node);
  if (part) return part;
  Symbol *symbol = find_formal(c, node->text);
  Symbol *own = !symbol && c->row ? find_field(c->row, node->text) : NULL;
  if (own) lint_hidden(c, node);
  if (!symbol) symbol = own ? own : find_name(c, node->text);
  if (!symbol) return unknown_name(c, node, node->text, node->span);
  if (!check_whose(c, node, of_a_record(symbol))) return fail(node);
  return use_symbol(c, node, node->text, symbol);
}

/* ---- look-ups ---- */

/* A function that makes one value of a column's many, and takes its type. */
static void suggest_set_function(Checker *c, Diag *diag, const Type *type, Str column, Str set) {
  if (type->kind == TYPE_BOOLEAN) diag_help(c->diags, diag, "`exists(%.*s where %.*s)` asks for one of them", STR_ARG(set), STR_ARG(column));
  else if (type_is_text(type))
    diag_help(c->diags, diag, "`count(%.*s where %.*s = \"…\")` counts some of them", STR_ARG(set), STR_ARG(column));
  else {
    bool day = type->kind == TYPE_DATE || type->kind == TYPE_DATETIME;
    diag_help(c->diags, diag, "`%s(%.*s of %.*s)` and the like make one value of them", day ? "max" : "sum", STR_ARG(column), STR_ARG(set));
  }
}

static const Type *not_a_lookup(Checker *c, AstNode *node, Span span, Str name, const char *why) {
  Diag *diag = diag_add(c->diags, DIAG_NOT_A_LOOKUP, span, STR_ARG(name), why);
  const Record *record = find_record(c, name);
  const Symbol *field = node->kind == AST_DOT && record && record->role == RECORD_RELATED ? find_field(record, node->kid[DOT_NAME]->text) : NULL;
  if (field) suggest_set_function(c, diag, field->type, source_text(c->out->sources, node->span), name);
  return fail(node);
}

/* The type of an undeclared key is what it is first looked up by. */
static bool key_fits(Checker *c, Record *record, AstNode *key) {
  check_expr(c, key);
  const Type *type = key->type;
  if (type_is_error(type)) return false;
  bool declared = record->key_field != UINT32_MAX;
  if (!declared && !record->symbol->used && type->kind == TYPE_INTEGER) record->key_kind = KIND_INTEGER;
  TypeKind want = record->key_kind == KIND_INTEGER ? TYPE_INTEGER : TYPE_TEXT;
  if (adapt(c, key, type_of_kind(want, false))) return true;
  if (type_is_error(key->type)) return false;
  Str what = diag_phrase(c->diags, "the key of `%.*s`", STR_ARG(record->symbol->name));
  say_wrong_type(c, key, what.p, want == TYPE_INTEGER ? "an integer" : "a text");
  return false;
}

/* `companies[siren]`: the record, or NULL after a message. */
static Record *check_index(Checker *c, AstNode *node, AstNode *index) {
  AstNode *name = index->kid[INDEX_RECORD];
  Record *record = name->kind == AST_NAME ? find_record(c, name->text) : NULL;
  if (!record) {
    if (name->kind == AST_NAME && !find_name(c, name->text)) {
      Diag *diag = diag_add(c->diags, DIAG_UNKNOWN_THING, name->span, "record", STR_ARG(name->text));
      suggest_name(c, diag, name->text, NULL);
    } else {
      Str text = source_text(c->out->sources, name->span);
      Diag *diag = diag_add(c->diags, DIAG_NOT_A_LOOKUP, name->span, STR_ARG(text), "it is no record");
      suggest_set(c, diag, text, true);
      fail(node);
    }
    return NULL;
  }
  name->symbol = index->symbol = record->symbol;
  const char *why = record->role == RECORD_RELATED   ? "its rows belong to the subject, several to one"
                    : record->role == RECORD_SUBJECT ? "it is the subject itself, whose columns are named alone"
                    : !record->key.p                 ? "it has no key"
                                                     : NULL;
  if (why) {
    not_a_lookup(c, node, index->span, record->symbol->name, why);
    return NULL;
  }
  bool fits = key_fits(c, record, index->kid[INDEX_KEY]);
  record->symbol->used = true;
  return fits ? record : NULL;
}

static const Type *check_lookup(Checker *c, AstNode *node) {
  Record *record = check_index(c, node, node->kid[DOT_LEFT]);
  if (!record) return fail(node);
  const AstNode *name = node->kid[DOT_NAME];
  Symbol *field = find_field(record, name->text);
  if (!field) {
    Diag *diag = diag_add(c->diags, DIAG_UNKNOWN_COLUMN, name->span, STR_ARG(record->symbol->name), "column", STR_ARG(name->text));
    suggest_field(c, diag, name->text, record);
    return fail(node);
  }
  field->used = true;
  node->symbol = field;
  return set_type(node, type_optional(field->type, true, c->arena));
}

/* ---- paths ---- */

static bool names_given(const Checker *c, const AstNode *left) {
  if (!c->test || !c->named_givens || left->kind != AST_NAME) return false;
  const AstNode *items = c->test->kid[TEST_ITEMS];
  for (uint32_t i = 0; i < items->count; i++) {
    const AstNode *name = items->kid[i]->kind == AST_GIVEN ? items->kid[i]->kid[GIVEN_NAME] : NULL;
    if (name && !name->symbol && str_equal(name->text, left->text)) return true;
  }
  return false;
}

/* `orders.x` where a row of orders is at hand, or of what belongs to it. */
static const Type *check_row_column(Checker *c, AstNode *node, const Record *record) {
  const AstNode *name = node->kid[DOT_NAME];
  Symbol *field = find_field(record, name->text);
  if (field) return use_symbol(c, node, name->text, field);
  Diag *diag = diag_add(c->diags, DIAG_UNKNOWN_COLUMN, name->span, STR_ARG(record->symbol->name), "column", STR_ARG(name->text));
  suggest_field(c, diag, name->text, record);
  return fail(node);
}

/* `prospects.x`, and in tests `a.x`: the name x of the subject. */
static const Type *check_qualified(Checker *c, AstNode *node, bool given) {
  const AstNode *name = node->kid[DOT_NAME];
  Symbol *symbol = find_name(c, name->text);
  if (!symbol || !of_a_record(symbol)) {
    const AstNode *left = node->kid[DOT_LEFT];
    Diag *diag = diag_add(c->diags, DIAG_UNKNOWN_COLUMN, name->span, STR_ARG(left->text), given ? "value" : "column or derived name",
                          STR_ARG(name->text));
    suggest_name(c, diag, name->text, NULL);
    return fail(node);
  }
  return use_symbol(c, node, name->text, symbol);
}

static const Type *choice_part(Checker *c, AstNode *node, Symbol *choose) {
  const AstNode *name = node->kid[DOT_NAME];
  bool cost = str_is(name->text, "cost");
  if (!cost && !str_is(name->text, "response")) {
    static const char *const parts[] = {"cost", "response"};
    Diag *diag = diag_add(c->diags, DIAG_UNKNOWN_COLUMN, name->span, STR_ARG(choose->name), "part", STR_ARG(name->text));
    suggest_words(c, diag, name->text, parts, 2);
    if (!diag->label.n) diag_help(c->diags, diag, "a choice has `cost` and `response`");
    return fail(node);
  }
  node->symbol = choose;
  return set_type(node, type_of_kind(cost ? TYPE_MONEY : TYPE_NUMBER, true));
}

/* `abc.x` */
static const Type *check_member(Checker *c, AstNode *node) {
  Symbol *symbol = find_path(c, node);
  if (symbol) return use_symbol(c, node, source_text(c->out->sources, node->span), symbol);
  say_no_member(c, node, "name", false);
  return fail(node);
}

const Type *check_dot(Checker *c, AstNode *node) {
  if (node->kind == AST_INDEX) {
    if (!check_index(c, node, node)) return fail(node);
    Str text = source_text(c->out->sources, node->span);
    return not_a_value(c, node, text, "a whole row", "name the column: `record[key].column`");
  }
  AstNode *left = node->kid[DOT_LEFT];
  const Record *subject = c->out->subject;
  if (left->kind == AST_INDEX) return check_lookup(c, node);
  if (left->kind == AST_NAME) {
    if (names_given(c, left)) return check_qualified(c, node, true);
    if (subject && !c->space->use && str_equal(left->text, subject->symbol->name)) return check_qualified(c, node, false);
    if (find_module(c, node)) return check_member(c, node);
    const Record *record = find_record(c, left->text), *row = row_parent(c, left->text);
    if (record && row == record) return check_row_column(c, node, row);
    if (record && record->role == RECORD_RELATED)
      return not_a_lookup(c, node, left->span, left->text, "its rows belong to the subject, several to one");
    if (record) {
      Diag *diag = diag_add(c->diags, DIAG_NOT_A_LOOKUP, node->span, STR_ARG(left->text), "the key is missing");
      diag_help(c->diags, diag, "write `%.*s[KEY].%.*s`", STR_ARG(left->text), STR_ARG(node->kid[DOT_NAME]->text));
      return fail(node);
    }
  }
  check_expr(c, left);
  if (type_is_error(left->type)) return fail(node);
  if (left->symbol && left->symbol->kind == SYM_CHOOSE && left->type->kind == TYPE_LABEL) return choice_part(c, node, left->symbol);
  Str text = source_text(c->out->sources, left->span);
  Diag *diag = diag_add(c->diags, DIAG_UNKNOWN_COLUMN, node->kid[DOT_NAME]->span, STR_ARG(text), "part",
                        STR_ARG(node->kid[DOT_NAME]->text));
  diag_help(c->diags, diag, "a point stands behind a record's name or key, or behind a choice");
  return fail(node);
}

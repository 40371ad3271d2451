/* SPDX-License-Identifier: MIT
 * Test blocks: the records given, cell by cell, and what is expected of them. */
#include "lang/check/checker.h"

/* ---- given ---- */

static void check_cells(Checker *c, const Record *record, const AstNode *cells, Span row);

/* A related record by the name of a cell; NULL where the name is a column or nothing. */
static Record *rows_of(const Checker *c, const Record *record, const AstNode *cell) {
  Record *related = find_record(c, cell->kid[SET_NAME]->text);
  bool rows = related && related->role == RECORD_RELATED && related->parent;
  return rows && (cell->kid[SET_VALUE]->kind == AST_LIST || !find_field(record, related->symbol->name)) ? related : NULL;
}

/* `orders = [ { … }, … ]` */
static void check_rows(Checker *c, const Record *record, const AstNode *cell, Record *related) {
  AstNode *name = cell->kid[SET_NAME];
  const AstNode *rows = cell->kid[SET_VALUE];
  Str text = related->symbol->name, of = related->parent->symbol->name;
  if (related->parent != record) {
    Str where = diag_phrase(c->diags, "stand within a record of `%.*s`", STR_ARG(of));
    diag_add(c->diags, DIAG_GIVEN_ROWS, name->span, STR_ARG(text), where.p);
    return;
  }
  name->symbol = related->symbol;
  related->symbol->used = true;
  if (rows->kind != AST_LIST) {
    Diag *diag = diag_add(c->diags, DIAG_GIVEN_ROWS, rows->span, STR_ARG(text), "are given between brackets");
    diag_help(c->diags, diag, "write `%.*s = [ { … }, { … } ]`, or `[]` for none", STR_ARG(text));
    return;
  }
  for (uint32_t i = 0; i < rows->count; i++) check_cells(c, related, rows->kid[i], rows->kid[i]->span);
}

/* `name = [ … ]` where `name` is a column. */
static void say_rows_of_column(Checker *c, const AstNode *value, const Symbol *field) {
  Str type = name_of(c, field->type);
  Str what = diag_phrase(c->diags, "are for related records; it is a column (%.*s)", STR_ARG(type));
  diag_add(c->diags, DIAG_GIVEN_ROWS, value->span, STR_ARG(field->name), what.p);
}

static void check_column(Checker *c, const Record *record, AstNode *cell) {
  AstNode *name = cell->kid[SET_NAME], *value = cell->kid[SET_VALUE];
  Symbol *field = find_field(record, name->text);
  if (!field) {
    Diag *diag = diag_add(c->diags, DIAG_GIVEN_COLUMN, name->span, STR_ARG(name->text), STR_ARG(record->symbol->name));
    suggest_field(c, diag, name->text, record);
    if (!diag->label.n) suggest_set(c, diag, name->text, false);
    return;
  }
  name->symbol = field;
  name->type = field->type;
  field->used = true;
  Value constant;
  Str what = diag_phrase(c->diags, "the value of `%.*s`", STR_ARG(name->text));
  if (value->kind == AST_LIST) {
    say_rows_of_column(c, value, field);
    return;
  }
  if (value->kind == AST_UNKNOWN || field->type->kind != TYPE_MONEY) check_constant(c, value, field->type, what.p, &constant);
  else check_constant(c, value, type_of_kind(TYPE_MONEY, field->type->optional), what.p, &constant);
}

/* No cell twice in a row. */
static void check_once(Checker *c, const AstNode *cells, uint32_t at) {
  const AstNode *name = cells->kid[at]->kid[SET_NAME];
  for (uint32_t i = 0; name->symbol && i < at; i++) {
    if (cells->kid[i]->kid[SET_NAME]->symbol != name->symbol) continue;
    Str what = arena_format(c->arena, "`%.*s`", STR_ARG(name->text));
    diag_add(c->diags, DIAG_TWICE, name->span, STR_ARG(what));
    return;
  }
}

static bool is_given(const AstNode *cells, const Symbol *field) {
  for (uint32_t i = 0; i < cells->count; i++)
    if (cells->kid[i]->kid[SET_NAME]->symbol == field) return true;
  return false;
}

static void check_cells(Checker *c, const Record *record, const AstNode *cells, Span row) {
  for (uint32_t i = 0; i < cells->count; i++) {
    Record *related = rows_of(c, record, cells->kid[i]);
    if (related) check_rows(c, record, cells->kid[i], related);
    else check_column(c, record, cells->kid[i]);
    check_once(c, cells, i);
  }
  for (uint32_t i = 0; i < record->field_count; i++) {
    const Symbol *field = record->fields[i];
    if (!type_is_day(field->type) || field->type->optional || is_given(cells, field)) continue;
    Diag *diag = diag_add(c->diags, DIAG_GIVEN_DATE, row, STR_ARG(field->name));
    diag_help(c->diags, diag, "write `%.*s = 2027-03-01`, or whatever day fits; a date that may be missing is declared `%s?`", STR_ARG(field->name),
              field->type->kind == TYPE_DATE ? "date" : "datetime");
    if (!record->implicit) diag_note(c->diags, diag, field->span, "declared here, without `?`");
  }
}

/* The record that a `given` is a row of; NULL after a message. */
static const Record *record_of(Checker *c, AstNode *given) {
  AstNode *name = given->kid[GIVEN_NAME];
  Record *record = name ? find_record(c, name->text) : NULL;
  if (record && record->role == RECORD_RELATED) {
    Str of = record->of;
    Str where = diag_phrase(c->diags, "stand within a record of `%.*s`", STR_ARG(of));
    Diag *diag = diag_add(c->diags, DIAG_GIVEN_ROWS, name->span, STR_ARG(name->text), where.p);
    diag_help(c->diags, diag, "write `given { %.*s = [ { … } ] }`", STR_ARG(name->text));
    return NULL;
  }
  if (record && record->role == RECORD_LOOKUP) {
    name->symbol = record->symbol;
    record->symbol->used = true;
    return record;
  }
  if (!c->out->subject) diag_add(c->diags, DIAG_GIVEN_NOTHING, given->span);
  return c->out->subject;
}

/* The names of several records of the subject. */
static void check_names(Checker *c, const AstNode *items) {
  Map seen;
  map_init(&seen, c->hook);
  for (uint32_t i = 0; i < items->count; i++) {
    const AstNode *given = items->kid[i], *name = given->kind == AST_GIVEN ? given->kid[GIVEN_NAME] : NULL;
    if (given->kind != AST_GIVEN || (name && name->symbol)) continue;
    if (!name) {
      Diag *diag = diag_add(c->diags, DIAG_GIVEN_NAMES, given->span);
      diag_help(c->diags, diag, "write `given a { … }`, `given b { … }`, and `expect a.… `");
      continue;
    }
    const AstNode *other = map_get(&seen, name->text);
    if (!other && !map_put(&seen, name->text, (void *)name)) return;
    if (other) {
      Diag *diag = diag_add(c->diags, DIAG_NAME_TAKEN, name->span, STR_ARG(name->text));
      diag_note(c->diags, diag, other->span, "first given here");
    }
  }
}

/* The key that a row gives; NULL where it leaves it out. */
static const AstNode *given_key(const Record *record, const AstNode *cells) {
  for (uint32_t i = 0; cells && i < cells->count; i++) {
    const Symbol *field = cells->kid[i]->kid[SET_NAME]->symbol;
    const AstNode *value = cells->kid[i]->kid[SET_VALUE];
    bool column = field && field->kind == SYM_COLUMN && field->column.record == record;
    if (column && field->column.field == record->key_field && value->constant && value->constant->known) return value;
  }
  return NULL;
}

static void check_key(Checker *c, const Record *record, const AstNode *cells, Map *seen) {
  const AstNode *key = given_key(record, cells);
  if (!key) return;
  const Value *value = key->constant;
  Str bytes = value->kind == KIND_TEXT ? value->str
              : value->kind == KIND_CODE ? (Str){(const char *)&value->i32, sizeof value->i32}
                                         : (Str){(const char *)&value->i64, sizeof value->i64};
  const AstNode *other = map_get(seen, bytes);
  if (!other && !map_put(seen, bytes, (void *)key)) return;
  if (!other) return;
  Str text = source_text(c->out->sources, key->span);
  Diag *diag = diag_add(c->diags, DIAG_GIVEN_KEY, key->span, STR_ARG(text), STR_ARG(record->symbol->name));
  diag_note(c->diags, diag, other->span, "first given here");
}

/* The rows of `record` that stand in the cells of `of`, and in the rows of what lies between. */
static void check_row_keys(Checker *c, const Record *record, const Record *of, const AstNode *cells, Map *seen) {
  if (of == record) {
    check_key(c, record, cells, seen);
    return;
  }
  for (uint32_t i = 0; cells && i < cells->count; i++) {
    const Symbol *symbol = cells->kid[i]->kid[SET_NAME]->symbol;
    const AstNode *rows = cells->kid[i]->kid[SET_VALUE];
    if (!symbol || symbol->kind != SYM_RECORD || rows->kind != AST_LIST) continue;
    for (uint32_t k = 0; k < rows->count; k++) check_row_keys(c, record, symbol->record, rows->kid[k], seen);
  }
}

/* No two rows of a record may have one key. */
static void check_keys(Checker *c, const Record *record, const AstNode *items) {
  Map seen;
  map_init(&seen, c->hook);
  for (uint32_t i = 0; i < items->count; i++) {
    const AstNode *given = items->kid[i], *name = given->kind == AST_GIVEN ? given->kid[GIVEN_NAME] : NULL;
    const Record *of = name && name->symbol ? name->symbol->record : c->out->subject;
    if (given->kind == AST_GIVEN && of) check_row_keys(c, record, of, given->kid[GIVEN_CELLS], &seen);
  }
}

/* ---- the whole test ---- */

static void check_on(Checker *c, AstNode *on) {
  check_expr(c, on);
  if (type_is_error(on->type)) return;
  if (!type_is_day(on->type)) {
    say_wrong_type(c, on, "the day of a test", "a date or a datetime");
    return;
  }
  Value value;
  check_constant(c, on, type_optional(on->type, false, c->arena), "the day of a test", &value);
}

static void check_test(Checker *c, AstNode *test) {
  AstNode *items = test->kid[TEST_ITEMS];
  uint32_t subjects = 0, expects = 0;
  c->current = NULL;
  c->today = false;
  if (test->kid[TEST_ON]) check_on(c, test->kid[TEST_ON]);
  bool named = false;
  for (uint32_t i = 0; items && i < items->count; i++) {
    AstNode *item = items->kid[i];
    if (item->kind == AST_EXPECT) expects++;
    if (item->kind != AST_GIVEN) continue;
    const Record *record = record_of(c, item);
    if (record) check_cells(c, record, item->kid[GIVEN_CELLS], item->span);
    if (!record || record != c->out->subject) continue;
    subjects++;
    named = named || item->kid[GIVEN_NAME];
  }
  if (!expects) diag_add(c->diags, DIAG_TEST_EMPTY, test->kid[TEST_TITLE]->span);
  if (subjects > 1) check_names(c, items);
  for (uint32_t i = 0; items && i < c->out->record_count; i++) check_keys(c, c->out->records[i], items);
  c->test = test;
  c->named_givens = named;
  c->several_givens = subjects > 1;
  const AstNode *moving = NULL; /* the first `expect` that hangs on today */
  for (uint32_t i = 0; items && i < items->count; i++) {
    if (items->kid[i]->kind != AST_EXPECT) continue;
    c->today = false;
    check_condition(c, items->kid[i]->kid[EXPECT_COND]);
    if (c->today && !moving) moving = items->kid[i];
  }
  c->test = NULL;
  c->named_givens = c->several_givens = false;
  if (moving && !test->kid[TEST_ON]) diag_add(c->diags, DIAG_TEST_TODAY, moving->kid[EXPECT_COND]->span);
}

void check_tests(Checker *c) {
  AstNode *tree = c->input->tree;
  for (uint32_t i = 0; i < tree->count; i++)
    if (tree->kid[i]->kind == AST_TEST) check_test(c, tree->kid[i]);
}

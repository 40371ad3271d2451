/* SPDX-License-Identifier: MIT
 * The records that a test gives, as records in memory. */
#include "lang/engine/engine_test.h"

/* The cell of that column, or NULL. */
static const AstNode *find_cell(const AstNode *cells, const Record *record, uint32_t field) {
  for (uint32_t i = 0; cells && i < cells->count; i++) {
    const AstNode *cell = cells->kid[i];
    const Symbol *symbol = cell->kind == AST_SET ? cell->kid[SET_NAME]->symbol : NULL;
    if (symbol && symbol == record->fields[field]) return cell;
  }
  return NULL;
}

/* What a column holds that the test leaves out: unknown where it may be, else 0, false, "" or the first of its list; a key its
 * number. */
static Value left_out(const ProgramColumn *column, bool key, uint32_t number, Arena *arena) {
  Value value = {.kind = column->kind, .known = true};
  if (key && column->kind == KIND_INTEGER) value.i64 = number;
  else if (key) value.str = arena_format(arena, "%u", number);
  else if (column->optional) value.known = false;
  else if (column->kind == KIND_TEXT) value.str = STR("");
  return value;
}

Value test_cell(const AstNode *cells, const Record *record, uint32_t field, const ProgramColumn *column, uint32_t number,
                Arena *arena) {
  const AstNode *cell = find_cell(cells, record, field);
  const Value *constant = cell ? cell->kid[SET_VALUE]->constant : NULL;
  return constant ? *constant : left_out(column, record->key_field == field, number, arena);
}

Value test_key(const Record *record, const Value *row, Kind kind, uint32_t number, Arena *arena) {
  if (record->key_field != UINT32_MAX && row[record->key_field].known) return row[record->key_field];
  Value key = {.kind = kind, .known = true};
  if (kind == KIND_TEXT) key.str = arena_format(arena, "%u", number);
  else key.i64 = number;
  return key;
}

static int compare_keys(const Value *a, const Value *b) {
  if (a->kind == KIND_TEXT) return str_compare(a->str, b->str);
  return (a->i64 > b->i64) - (a->i64 < b->i64);
}

/* ---- the subject's ---- */

/* Record i's place in the order of the keys (there are few). */
static uint32_t place_of(const Value *keys, uint32_t count, uint32_t i) {
  uint32_t place = 0;
  for (uint32_t k = 0; k < count; k++) {
    int c = compare_keys(&keys[k], &keys[i]);
    place += c < 0 || (c == 0 && k < i);
  }
  return place;
}

static bool take_records(Arena *arena, const Program *program, const Checked *checked, const TestCase *test, TestRows *rows) {
  const Record *record = checked->subject;
  uint32_t count = test->record_count ? test->record_count : 1, width = record ? record->field_count : 0;
  Value *given = ARENA_ARRAY(arena, Value, (size_t)count * width + 1), *keys = ARENA_ARRAY(arena, Value, count);
  Value *sorted = ARENA_ARRAY(arena, Value, (size_t)count * width + 1), *sorted_keys = ARENA_ARRAY(arena, Value, count);
  rows->place = ARENA_ARRAY(arena, uint32_t, count);
  if (arena->failed) return false;
  for (uint32_t i = 0; i < count; i++) {
    Value *row = given + (size_t)i * width;
    for (uint32_t f = 0; f < width; f++)
      row[f] = test_cell(test->record_count ? test->records[i]->kid[GIVEN_CELLS] : NULL, record, f, &program->columns[f], i + 1, arena);
    keys[i] = record ? test_key(record, row, program->tables[0].key_kind, i + 1, arena)
                     : (Value){.kind = KIND_INTEGER, .known = true, .i64 = i + 1};
  }
  for (uint32_t i = 0; i < count; i++) {
    uint32_t place = rows->place[i] = place_of(keys, count, i);
    sorted_keys[place] = keys[i];
    if (width) memcpy(sorted + (size_t)place * width, given + (size_t)i * width, width * sizeof *given);
  }
  rows->tables[0] = (MemoryRows){.count = count, .keys = sorted_keys, .rows = sorted};
  return !arena->failed && test_related(arena, program, checked, test, keys, rows->tables);
}

/* ---- look-ups ---- */

static void set_lane(LookupColumn *column, uint32_t row, const Value *value) {
  if (!value->known) {
    column->valid[row / 64] &= ~((uint64_t)1 << row % 64);
    return;
  }
  switch (kind_lane(value->kind)) {
  case LANE_BITS: ((uint64_t *)column->data)[row / 64] |= (uint64_t)value->truth << row % 64; break;
  case LANE_I32: ((int32_t *)column->data)[row] = value->i32; break;
  case LANE_I64: ((int64_t *)column->data)[row] = value->i64; break;
  case LANE_F64: ((double *)column->data)[row] = value->f64; break;
  case LANE_STR: ((Str *)column->data)[row] = value->str; break;
  }
}

static bool make_column(Arena *arena, LookupColumn *column, Kind kind, uint32_t rows) {
  size_t words = rows / 64 + 1;
  *column = (LookupColumn){.kind = kind, .valid = ARENA_ARRAY(arena, uint64_t, words), .data = arena_alloc(arena, ((size_t)rows + 64) * sizeof(Str))};
  if (arena->failed) return false;
  memset(column->valid, 0xFF, words * sizeof *column->valid);
  return true;
}

const Record *test_record(const Checked *checked, Str name) {
  for (uint32_t i = 0; i < checked->record_count; i++)
    if (str_equal(checked->records[i]->symbol->name, name)) return checked->records[i];
  return NULL;
}

static Lookup *take_lookup(Arena *arena, const Program *program, const Checked *checked, const TestCase *test, uint32_t table) {
  const Record *record = test_record(checked, program->tables[table].name);
  Lookup *lookup = ARENA_NEW(arena, Lookup);
  int64_t *int_keys = ARENA_ARRAY(arena, int64_t, test->row_count + 1);
  Str *text_keys = ARENA_ARRAY(arena, Str, test->row_count + 1);
  LookupColumn *columns = ARENA_ARRAY(arena, LookupColumn, program->column_count + 1);
  uint32_t first = program->tables[table].first_column;
  Value *row = ARENA_ARRAY(arena, Value, record ? record->field_count + 1 : 1);
  if (arena->failed || !record) return NULL;
  for (uint32_t f = 0; f < record->field_count; f++)
    if (!make_column(arena, &columns[first + f], program->columns[first + f].kind, test->row_count)) return NULL;
  *lookup = (Lookup){.key_kind = program->tables[table].key_kind, .int_keys = int_keys, .text_keys = text_keys, .columns = columns};
  arena_init(&lookup->arena, arena->alloc);
  for (uint32_t i = 0; i < test->row_count; i++) {
    if (test->rows[i]->kid[GIVEN_NAME]->symbol != record->symbol) continue;
    uint32_t at = lookup->rows++;
    for (uint32_t f = 0; f < record->field_count; f++) {
      row[f] = test_cell(test->rows[i]->kid[GIVEN_CELLS], record, f, &program->columns[first + f], at + 1, arena);
      set_lane(&columns[first + f], at, &row[f]);
    }
    Value key = test_key(record, row, lookup->key_kind, at + 1, arena);
    if (lookup->key_kind == KIND_TEXT) text_keys[at] = key.str;
    else int_keys[at] = key.i64;
  }
  return lookup;
}

static bool take_lookups(Arena *arena, const Program *program, const Checked *checked, const TestCase *test, TestRows *rows) {
  for (uint32_t t = 0; t < program->table_count; t++) {
    if (program->tables[t].role != TABLE_LOOKUP) continue;
    uint32_t twice;
    rows->lookups[t] = take_lookup(arena, program, checked, test, t);
    if (!rows->lookups[t] || !lookup_index(rows->lookups[t], &twice)) return false;
  }
  return true;
}

TestRows *test_rows(Arena *arena, const Program *program, const Checked *checked, const TestCase *test) {
  TestRows *rows = ARENA_NEW(arena, TestRows);
  Lookup **lookups = ARENA_ARRAY(arena, Lookup *, program->table_count + 1);
  if (!rows || !lookups) return NULL;
  rows->tables = ARENA_ARRAY(arena, MemoryRows, program->table_count + 1);
  if (!rows->tables || !take_records(arena, program, checked, test, rows)) return NULL;
  rows->lookups = lookups;
  rows->table_count = program->table_count;
  if (take_lookups(arena, program, checked, test, rows)) return rows;
  test_rows_free(rows);
  return NULL;
}

void test_rows_free(TestRows *rows) {
  for (uint32_t t = 0; rows && t < rows->table_count; t++)
    if (rows->lookups[t]) arena_free(&rows->lookups[t]->arena);
}

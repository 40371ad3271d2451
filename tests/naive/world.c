/* SPDX-License-Identifier: MIT */
#include "tests/naive/naive.h"

#include <sqlite3.h>
#include <stdlib.h>

#include "runtime/data/stored.h"

const Table *world_table(const World *world, const Record *record) {
  for (uint32_t i = 0; i < world->count; i++)
    if (world->tables[i].record == record) return &world->tables[i];
  return NULL;
}

int64_t table_find(const Table *table, const Value *key) {
  for (uint32_t low = 0, high = table->count; low < high;) {
    uint32_t middle = low + (high - low) / 2;
    int order = compare_values(key, &table->keys[middle]);
    if (order == 0) return middle;
    if (order < 0) high = middle;
    else low = middle + 1;
  }
  return -1;
}

static Stored stored_cell(sqlite3_stmt *query, int column, Arena *arena) {
  switch (sqlite3_column_type(query, column)) {
    case SQLITE_INTEGER: return (Stored){.type = STORED_INTEGER, .integer = sqlite3_column_int64(query, column)};
    case SQLITE_FLOAT: return (Stored){.type = STORED_REAL, .real = sqlite3_column_double(query, column)};
    case SQLITE_TEXT: {
      Str text = {(const char *)sqlite3_column_text(query, column), (uint32_t)sqlite3_column_bytes(query, column)};
      return (Stored){.type = STORED_TEXT, .text = text.n ? arena_str(arena, text) : STR("")};
    }
    case SQLITE_BLOB: return (Stored){.type = STORED_BLOB, .text = STR("")};
    default: return (Stored){.type = STORED_NULL};
  }
}

/* Key (or for a related record what names its owner), then the fields. */
static sqlite3_stmt *select_all(sqlite3 *db, const Record *record) {
  sqlite3_str *sql = sqlite3_str_new(db);
  Str first = record->role == RECORD_RELATED ? record->by : record->key;
  sqlite3_str_appendf(sql, "SELECT \"%.*w\"", STR_ARG(first));
  for (uint32_t i = 0; i < record->field_count; i++) sqlite3_str_appendf(sql, ", \"%.*w\"", STR_ARG(record->stored[i]));
  if (record->role == RECORD_RELATED && record->key.n) sqlite3_str_appendf(sql, ", \"%.*w\"", STR_ARG(record->key));
  sqlite3_str_appendf(sql, " FROM \"%.*w\"", STR_ARG(record->source));
  char *text = sqlite3_str_finish(sql);
  sqlite3_stmt *query = NULL;
  sqlite3_prepare_v2(db, text, -1, &query, NULL);
  sqlite3_free(text);
  return query;
}

/* The rows as they come, before they are put in order. */
typedef struct Row {
  Value key, *cells;
  Fault *faults;
  uint32_t owner;
} Row;

typedef struct Rows {
  Row *items;
  uint32_t count, size;
} Rows;

static void read_fields(const Record *record, sqlite3_stmt *query, Row *row, Arena *arena) {
  row->cells = ARENA_ARRAY(arena, Value, record->field_count + 1);
  row->faults = ARENA_ARRAY(arena, Fault, record->field_count + 1);
  for (uint32_t i = 0; i < record->field_count; i++) {
    const Type *type = record->fields[i]->type;
    StoredAs as = {.kind = type_value_kind(type), .optional = type->optional};
    if (type->labels) as.labels = *type->labels;
    row->faults[i] = stored_read(&as, stored_cell(query, (int)i + 1, arena), arena, &row->cells[i]);
    row->cells[i].kind = as.kind;
    if (row->faults[i]) row->cells[i].known = false;
  }
}

/* False where the row is nobody's. */
static bool read_row(const Table *table, sqlite3_stmt *query, Row *row, Arena *arena) {
  const Record *record = table->record;
  bool related = record->role == RECORD_RELATED;
  StoredAs as = {.kind = related ? table->parent->record->key_kind : record->key_kind};
  Value first = {0};
  if (stored_read(&as, stored_cell(query, 0, arena), arena, &first) || !first.known) return false;
  row->key = first;
  if (related) {
    int64_t owner = table_find(table->parent, &first);
    if (owner < 0) return false;
    row->owner = (uint32_t)owner;
    as.kind = record->key_kind;
    if (record->key.n) stored_read(&as, stored_cell(query, (int)record->field_count + 1, arena), arena, &row->key);
  }
  read_fields(record, query, row, arena);
  return true;
}

static int by_key(const void *a, const void *b) { return compare_values(&((const Row *)a)->key, &((const Row *)b)->key); }

static void take_rows(Table *table, Rows *rows, Arena *arena) {
  uint32_t fields = table->record->field_count;
  bool keyed = table->record->key.n > 0;
  if (keyed && rows->count) qsort(rows->items, rows->count, sizeof *rows->items, by_key);
  table->count = rows->count;
  table->cells = ARENA_ARRAY(arena, Value, (size_t)rows->count * fields + 1);
  table->faults = ARENA_ARRAY(arena, Fault, (size_t)rows->count * fields + 1);
  table->keys = keyed ? ARENA_ARRAY(arena, Value, rows->count + 1) : NULL;
  table->owner = table->parent ? ARENA_ARRAY(arena, uint32_t, rows->count + 1) : NULL;
  for (uint32_t i = 0; i < rows->count; i++) {
    const Row *row = &rows->items[i];
    memcpy(table->cells + (size_t)i * fields, row->cells, fields * sizeof *row->cells);
    memcpy(table->faults + (size_t)i * fields, row->faults, fields * sizeof *row->faults);
    if (keyed) table->keys[i] = row->key;
    if (table->owner) table->owner[i] = row->owner;
  }
}

static bool read_table(Table *table, sqlite3 *db, Arena *arena, const char **why) {
  Rows rows = {0};
  if (table->record->implicit) {
    take_rows(table, &rows, arena);
    return true;
  }
  sqlite3_stmt *query = select_all(db, table->record);
  if (!query) {
    *why = sqlite3_errmsg(db);
    *why = arena_str(arena, str_from(*why)).p;
    return false;
  }
  while (sqlite3_step(query) == SQLITE_ROW) {
    if (rows.count == rows.size) {
      rows.size = rows.size ? rows.size * 2 : 64;
      rows.items = realloc(rows.items, rows.size * sizeof *rows.items);
    }
    Row row = {0};
    if (read_row(table, query, &row, arena)) rows.items[rows.count++] = row;
  }
  sqlite3_finalize(query);
  take_rows(table, &rows, arena);
  free(rows.items);
  return true;
}

/* Parents before children. */
static bool read_tables(World *world, sqlite3 *db, Arena *arena, const char **why) {
  bool *done = ARENA_ARRAY(arena, bool, world->count + 1);
  for (uint32_t left = world->count; left > 0;) {
    uint32_t before = left;
    for (uint32_t i = 0; i < world->count; i++) {
      Table *table = &world->tables[i];
      const Record *record = table->record;
      if (done[i]) continue;
      if (record->role == RECORD_RELATED) {
        uint32_t parent = 0;
        while (parent < world->count && world->tables[parent].record != record->parent) parent++;
        if (parent == world->count || !done[parent]) continue;
        table->parent = &world->tables[parent];
      }
      if (!read_table(table, db, arena, why)) return false;
      done[i] = true;
      left--;
    }
    if (left == before) {
      *why = "a record's owner is not there";
      return false;
    }
  }
  return true;
}

bool world_read(World *world, const Checked *checked, const char *path, Arena *arena, const char **why) {
  *world = (World){.tables = ARENA_ARRAY(arena, Table, checked->record_count + 1), .count = checked->record_count};
  for (uint32_t i = 0; i < world->count; i++) world->tables[i].record = checked->records[i];
  sqlite3 *db = NULL;
  bool good = sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK;
  if (!good) *why = "the database cannot be opened";
  else good = read_tables(world, db, arena, why);
  sqlite3_close(db);
  return good;
}

/* SPDX-License-Identifier: MIT
 * The rows of related records that a test gives within its records. */
#include "lang/engine/engine_test.h"

/* Rows of one table while they are gathered. */
typedef struct Rows {
  const Record *record;
  uint32_t table, count, size;
  Value *rows, *keys, *own_keys;
} Rows;

typedef struct Gathering {
  Arena *arena;
  const Program *program;
  Rows *tables; /* one a program table */
} Gathering;

static Rows *rows_of(Gathering *g, const Record *record) {
  for (uint32_t t = 0; t < g->program->table_count; t++)
    if (g->tables[t].record == record) return &g->tables[t];
  return NULL;
}

static bool reserve(Gathering *g, Rows *rows) {
  uint32_t width = rows->record->field_count;
  if (rows->count == rows->size) {
    uint32_t size = rows->size ? rows->size * 2 : 8;
    Value *all = ARENA_ARRAY(g->arena, Value, (size_t)size * width + 1), *keys = ARENA_ARRAY(g->arena, Value, size);
    Value *own = ARENA_ARRAY(g->arena, Value, size);
    if (!all || !keys || !own) return false;
    if (rows->count) {
      memcpy(all, rows->rows, (size_t)rows->count * width * sizeof *all);
      memcpy(keys, rows->keys, rows->count * sizeof *keys);
      memcpy(own, rows->own_keys, rows->count * sizeof *own);
    }
    rows->rows = all;
    rows->keys = keys;
    rows->own_keys = own;
    rows->size = size;
  }
  return true;
}

/* The row belongs to the record that it stands in: so says the column by which it is related, where that is declared. */
static bool add_row(Gathering *g, Rows *rows, const AstNode *cells, const Value *of) {
  const Record *record = rows->record;
  const ProgramTable *table = &g->program->tables[rows->table];
  if (!reserve(g, rows)) return false;
  uint32_t number = rows->count + 1;
  Value *row = rows->rows + (size_t)rows->count * record->field_count;
  for (uint32_t f = 0; f < record->field_count; f++) {
    const ProgramColumn *column = &g->program->columns[table->first_column + f];
    bool by = str_equal(column->stored, table->by) && column->kind == of->kind;
    row[f] = by ? *of : test_cell(cells, record, f, column, number, g->arena);
  }
  rows->keys[rows->count] = *of;
  rows->own_keys[rows->count++] = test_key(record, row, table->key_kind, number, g->arena);
  return true;
}

/* The rows within a record's cells, and those within these; as deep as records are related to each other. */
static bool gather(Gathering *g, const AstNode *cells, const Value *key) {
  for (uint32_t i = 0; cells && i < cells->count; i++) {
    const AstNode *list = cells->kid[i]->kid[SET_VALUE];
    const Symbol *symbol = cells->kid[i]->kid[SET_NAME]->symbol;
    Rows *rows = symbol && symbol->kind == SYM_RECORD ? rows_of(g, symbol->record) : NULL;
    for (uint32_t k = 0; rows && k < list->count; k++) {
      if (!add_row(g, rows, list->kid[k], key)) return false;
      Value own = rows->own_keys[rows->count - 1];
      if (!gather(g, list->kid[k], &own)) return false;
    }
  }
  return true;
}

bool test_related(Arena *arena, const Program *program, const Checked *checked, const TestCase *test, const Value *keys,
                  MemoryRows *tables) {
  Gathering g = {.arena = arena, .program = program, .tables = ARENA_ARRAY(arena, Rows, program->table_count + 1)};
  if (!g.tables) return false;
  for (uint32_t t = 0; t < program->table_count; t++) {
    if (program->tables[t].role != TABLE_RELATED) continue;
    g.tables[t].table = t;
    g.tables[t].record = test_record(checked, program->tables[t].name);
    if (!g.tables[t].record) return false;
  }
  for (uint32_t i = 0; i < test->record_count; i++)
    if (!gather(&g, test->records[i]->kid[GIVEN_CELLS], &keys[i])) return false;
  for (uint32_t t = 0; t < program->table_count; t++)
    if (g.tables[t].record)
      tables[t] = (MemoryRows){.count = g.tables[t].count, .keys = g.tables[t].keys, .own_keys = g.tables[t].own_keys,
                               .rows = g.tables[t].rows};
  return true;
}

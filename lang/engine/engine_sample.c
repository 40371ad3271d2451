/* SPDX-License-Identifier: MIT
 * Records held against the tables of a database, and against the first rows that stand there. */
#include "lang/engine/engine_run.h"

#include <string.h>

/* Values that cannot be read are told of where so many of the first ones are such: a few are a run's to count. */
static bool mostly(uint32_t part, uint32_t of) { return of > 0 && part >= of - of / 2; }

static void hold_column(Cible *cible, const ProgramColumn *column, Str table, const BatchColumn *found, uint32_t count) {
  uint32_t strange = 0, known = 0;
  for (uint32_t i = 0; i < count; i++) {
    bool unreadable = found->fault && found->fault[i] == FAULT_UNREADABLE;
    strange += unreadable;
    known += unreadable || !found->vec.valid || mask_get(found->vec.valid, i);
  }
  if (!mostly(strange, known)) return;
  Diag *diag = diag_add(&cible->diags, DIAG_STORED_OTHERWISE, column->span, STR_ARG(column->name), strange, known);
  diag_help(&cible->diags, diag, "`cible profile DB %.*s` shows what the table holds", STR_ARG(table));
}

static Status hold_table(Cible *cible, const Program *program, Store *store, uint32_t table, const ColumnUse *all) {
  const ProgramTable *record = &program->tables[table];
  const Batch *batch = NULL;
  Cursor *cursor = NULL;
  Status status = cursor_open(store, table, all, false, &cible->diags, &cursor);
  if (status == STATUS_OK) status = cursor_part(cursor, 0, &cible->diags);
  if (status == STATUS_OK) status = cursor_next(cursor, &batch, &cible->diags);
  for (uint32_t c = 0; status == STATUS_OK && batch && c < record->column_count; c++)
    hold_column(cible, &program->columns[record->first_column + c], record->source, &batch->columns[c], batch->count);
  if (cursor) cursor_close(cursor);
  return status;
}

static Status hold_tables(Cible *cible, const Program *program, Store *store) {
  ColumnUse *all = MEM_ARRAY(&cible->alloc, ColumnUse, program->column_count);
  if (!all) return STATUS_NO_MEMORY;
  memset(all, COLUMN_VALUES, program->column_count * sizeof *all);
  Status status = STATUS_OK;
  for (uint32_t t = 0; t < program->table_count && status == STATUS_OK; t++) {
    TableRole role = program->tables[t].role;
    bool scanned = role == TABLE_SUBJECT || (role == TABLE_RELATED && program_reads(program, t));
    if (scanned && !program->tables[t].csv) status = hold_table(cible, program, store, t, all);
  }
  mem_free(&cible->alloc, all, program->column_count * sizeof *all);
  return status;
}

CibleStatus cible_check_database(Cible *cible, const CibleProgram *p, const char *database) {
  CibleRun run = {.database = database, .where = -1, .threads = 1};
  Running running;
  StoreConfig config;
  Status status = engine_run_set(cible, p->program, &run, &running);
  if (status == STATUS_OK) status = engine_store_config(cible, p->program, &run, &running, &config);
  if (status == STATUS_OK) status = store_open_sqlite(&config, database, &cible->diags, &running.store);
  if (status == STATUS_OK) status = hold_tables(cible, p->program, running.store);
  return engine_run_end(cible, &running, status);
}

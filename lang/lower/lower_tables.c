/* SPDX-License-Identifier: MIT */
#include "lang/lower/lower_tables.h"

static const TableRole roles[] = {
    [RECORD_SUBJECT] = TABLE_SUBJECT, [RECORD_RELATED] = TABLE_RELATED, [RECORD_LOOKUP] = TABLE_LOOKUP};

/* The table of the record that this one is `of`; PROGRAM_NONE where it is not in the program (yet). */
static uint32_t parent_of(const Lowering *l, const Record *record) {
  for (uint32_t i = 0; record->parent && i < l->checked->record_count; i++)
    if (l->checked->records[i] == record->parent) return l->table[i];
  return PROGRAM_NONE;
}

static void add_table(Lowering *l, const Record *record, uint32_t index, uint32_t *size, uint32_t *column_size) {
  Program *p = l->program;
  Pool *pool = &l->pool;
  uint32_t parent = parent_of(l, record);
  ProgramTable *tables = arena_grow(&p->arena, p->tables, p->table_count, size, sizeof *tables);
  if (!tables) return;
  p->tables = tables;
  l->table[index] = p->table_count;
  l->first_column[index] = p->column_count;
  tables[p->table_count++] = (ProgramTable){.name = pool_str(pool, record->symbol->name),
                                            .title = pool_str(pool, record->symbol->title),
                                            .source = pool_str(pool, record->source),
                                            .csv = record->csv,
                                            .role = roles[record->role],
                                            .optional = record->implicit,
                                            .key = pool_str(pool, record->key),
                                            .key_kind = record->key_kind,
                                            .parent = parent,
                                            .by = pool_str(pool, record->by),
                                            .unit = record->role == RECORD_SUBJECT ? 0 : PROGRAM_NONE,
                                            .first_column = p->column_count,
                                            .span = record->symbol->span};
  for (uint32_t i = 0; i < record->field_count; i++) {
    const Symbol *field = record->fields[i];
    ProgramColumn *columns = arena_grow(&p->arena, p->columns, p->column_count, column_size, sizeof *columns);
    if (!columns) return;
    p->columns = columns;
    p->tables[l->table[index]].column_count++;
    ProgramColumn *column = &columns[p->column_count++];
    *column = (ProgramColumn){.table = l->table[index],
                              .name = pool_str(pool, field->name),
                              .title = pool_str(pool, field->title),
                              .stored = pool_str(pool, record->stored[i]),
                              .kind = type_value_kind(field->type),
                              .optional = field->type->optional,
                              .span = field->span};
    if (field->type->labels) column->labels = pool_copy_labels(pool, field->type->labels);
  }
}

void lower_tables(Lowering *l) {
  const Checked *checked = l->checked;
  Program *p = l->program;
  uint32_t size = 0, column_size = 0;
  p->has_subject = checked->subject != NULL;
  for (uint32_t i = 0; i < checked->record_count; i++) l->table[i] = PROGRAM_NONE;
  for (uint32_t i = 0; i < checked->record_count; i++)
    if (checked->records[i] == checked->subject) add_table(l, checked->records[i], i, &size, &column_size);
  for (bool added = true; added;) { /* each behind its parent */
    added = false;
    for (uint32_t i = 0; i < checked->record_count; i++) {
      const Record *record = checked->records[i];
      bool asked = !record->implicit || record->symbol->used;
      if (!asked || l->table[i] != PROGRAM_NONE || parent_of(l, record) == PROGRAM_NONE) continue;
      add_table(l, record, i, &size, &column_size);
      added = l->table[i] != PROGRAM_NONE;
    }
  }
  for (uint32_t i = 0; i < checked->record_count; i++)
    if (checked->records[i]->role == RECORD_LOOKUP) add_table(l, checked->records[i], i, &size, &column_size);
}

void lower_params(Lowering *l) {
  const Checked *checked = l->checked;
  Program *p = l->program;
  uint32_t size = 0;
  for (uint32_t i = 0; i < checked->symbol_count; i++) {
    const Symbol *symbol = checked->symbols[i];
    if (symbol->kind != SYM_PARAM) continue;
    ProgramParam *params = arena_grow(&p->arena, p->params, p->param_count, &size, sizeof *params);
    if (!params) return;
    p->params = params;
    params[p->param_count++] = (ProgramParam){pool_str(&l->pool, symbol_path(&l->arena, symbol)), pool_str(&l->pool, symbol->title),
                                              pool_str(&l->pool, symbol->param.text)};
  }
}

void lower_sources(Lowering *l) {
  const SourceMap *sources = l->checked->sources;
  for (uint32_t i = 0; sources && i < sources->count; i++)
    if (!source_add(&l->program->sources, sources->files[i]->name, sources->files[i]->text)) return;
}

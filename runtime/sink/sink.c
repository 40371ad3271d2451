/* SPDX-License-Identifier: MIT */
#include "runtime/sink/sink.h"

Status sink_open(const SinkConfig *config, DiagList *diags, Sink **out) {
  *out = NULL;
  switch (config->format) {
  case SINK_TABLE: return sink_table_open(config, diags, out);
  case SINK_CSV:
  case SINK_JSONL: return sink_lines_open(config, diags, out);
  case SINK_SQLITE: return sink_sqlite_open(config, diags, out);
  }
  return STATUS_USAGE;
}

Status sink_finish(Sink *sink, DiagList *diags) { return sink->ops->finish(sink, diags); }

void sink_abandon(Sink *sink) {
  if (sink) sink->ops->abandon(sink);
}

/* The key goes by the name of its field, else of its stored column. */
static SinkColumn key_column(const Program *program) {
  SinkColumn key = {STR("key"), KIND_INTEGER, NULL};
  if (!program->has_subject) return key;
  key.name = program->tables[0].key;
  key.kind = program->tables[0].key_kind;
  for (uint32_t i = 0; i < program->column_count; i++)
    if (program->columns[i].table == 0 && str_equal(program->columns[i].stored, program->tables[0].key)) {
      key.name = program->columns[i].name;
      break;
    }
  return key;
}

SinkColumn sink_column(const SinkConfig *config, uint32_t column) {
  if (column == 0) return key_column(config->program);
  const ProgramDef *def = &config->program->defs[config->columns[column - 1]];
  return (SinkColumn){def->name, def->value, &def->labels};
}

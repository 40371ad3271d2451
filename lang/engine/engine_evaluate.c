/* SPDX-License-Identifier: MIT
 * Expressions that hang on no record, for the public interface. */
#include "lang/engine/engine_run.h"

/* Blocks call only blocks before them: one pass from the first to the definition's own finds out. */
int cible_definition_reads_record(const CibleProgram *p, size_t definition) {
  const Program *program = p->program;
  uint32_t block = program->defs[definition].block;
  uint8_t *reads = mem_new(&p->alloc, program->block_count);
  if (!reads) return 1;
  for (uint32_t b = 0; b <= block; b++) {
    const ProgramBlock *at = &program->blocks[b];
    for (uint32_t i = at->first; i < at->first + at->count; i++) {
      const Instr *instr = &program->code[i];
      if (instr->op == OP_TOUCH || (instr->op == OP_CALL && reads[instr->imm])) reads[b] = 1;
    }
  }
  bool found = reads[block];
  mem_free(&p->alloc, reads, program->block_count);
  return found;
}

/* One record of which nothing is known stands for "no record". */
static Status open_nothing(Cible *cible, const Program *program, Store **store) {
  Value *row = ARENA_ARRAY(&cible->results, Value, program->column_count + 1);
  Value *key = ARENA_NEW(&cible->results, Value);
  MemoryRows *tables = ARENA_ARRAY(&cible->results, MemoryRows, program->table_count + 1);
  if (!row || !key || !tables) return STATUS_NO_MEMORY;
  for (uint32_t i = 0; i < program->column_count; i++) row[i].kind = program->columns[i].kind;
  bool text_key = program->has_subject && program->tables[0].key_kind == KIND_TEXT;
  *key = text_key ? (Value){.kind = KIND_TEXT, .known = true, .str = STR("")} : (Value){.kind = KIND_INTEGER, .known = true};
  tables[0] = (MemoryRows){.count = 1, .keys = key, .rows = row};
  StoreConfig config = {.alloc = &cible->alloc, .program = program, .threads = 1};
  return store_open_memory(&config, tables, NULL, store);
}

typedef struct Kept {
  Cible *cible;
  CibleValue *value;
} Kept;

static CibleStatus keep_value(void *user, const CibleValue *key, const CibleValue *values) {
  (void)key;
  Kept *to = user;
  *to->value = values[0];
  Str text = arena_str(&to->cible->results, (Str){values[0].text, (uint32_t)values[0].length});
  to->value->text = text.p ? text.p : "";
  return CIBLE_OK;
}

CibleStatus cible_evaluate(Cible *cible, const CibleProgram *p, const CibleRun *run, size_t definition, CibleValue *value) {
  Running running;
  Status status = engine_run_set(cible, p->program, run, &running);
  running.job.threads = 1;
  running.job.where = PROGRAM_NONE;
  if (status == STATUS_OK) status = open_nothing(cible, p->program, &running.store);
  running.job.store = running.store;
  Kept to = {cible, value};
  CibleRows rows = {.columns = &definition, .column_count = 1, .order = -1};
  RowJob job;
  RowTaker taker;
  if (status == STATUS_OK) status = engine_row_job(cible, p->program, &rows, &job);
  if (status == STATUS_OK) status = row_taker_init(&taker, cible, p->program, &rows, keep_value, &to);
  if (status != STATUS_OK) return engine_run_end(cible, &running, status);
  RowSink sink = {&taker, row_taker_rows};
  status = engine_run_rows(cible, &running, &job, &sink);
  arena_free(&taker.arena);
  return engine_run_end(cible, &running, status);
}

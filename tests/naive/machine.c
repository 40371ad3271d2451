/* SPDX-License-Identifier: MIT */
#include "tests/naive/machine.h"

#include <stdlib.h>

#include "stdlib/functions.h"

typedef struct Taker {
  Arena *arena;
  Answer *out;
  uint32_t size;
} Taker;

static void grow(Taker *t) {
  Answer *a = t->out;
  uint32_t size = t->size ? t->size * 2 : 64;
  Value *keys = ARENA_ARRAY(t->arena, Value, size), *values = ARENA_ARRAY(t->arena, Value, (size_t)size * a->width + 1);
  if (a->rows) {
    memcpy(keys, a->keys, a->rows * sizeof *keys);
    memcpy(values, a->values, (size_t)a->rows * a->width * sizeof *values);
  }
  a->keys = keys;
  a->values = values;
  t->size = size;
}

static Value kept(const Vector *vector, uint32_t lane, Arena *arena) {
  Value v = vector_get(vector, lane);
  if (v.known && v.kind == KIND_TEXT) v.str = v.str.n ? arena_str(arena, v.str) : STR("");
  return v;
}

static Status take(void *self, const Vector *key, const Vector *const *columns, const Mask *lanes, uint32_t n) {
  Taker *t = self;
  MASK_EACH(lanes, n, lane) {
    if (t->out->rows == t->size) grow(t);
    t->out->keys[t->out->rows] = kept(key, (uint32_t)lane, t->arena);
    for (uint32_t c = 0; c < t->out->width; c++)
      t->out->values[(size_t)t->out->rows * t->out->width + c] = kept(columns[c], (uint32_t)lane, t->arena);
    t->out->rows++;
  }
  return STATUS_OK;
}

int fault_line_order(const void *a, const void *b) {
  const FaultLine *x = a, *y = b;
  if (x->place.from != y->place.from) return x->place.from < y->place.from ? -1 : 1;
  if (x->place.to != y->place.to) return x->place.to < y->place.to ? -1 : 1;
  return (x->kind > y->kind) - (x->kind < y->kind);
}

static void take_faults(Answer *out, const FaultTable *table, Arena *arena) {
  out->faults = ARENA_ARRAY(arena, FaultLine, table->count + 1);
  out->fault_count = table->count;
  for (uint32_t i = 0; i < table->count; i++)
    out->faults[i] = (FaultLine){table->rows[i]->place, table->rows[i]->kind, table->rows[i]->count};
  if (table->count) qsort(out->faults, table->count, sizeof *out->faults, fault_line_order);
}

static Status open_store(const Ask *ask, DiagList *diags, Store **store) {
  StoreConfig config = {.alloc = &alloc_system, .program = ask->program, .batch_size = ask->batch_size, .threads = ask->threads,
                        .key_order = true};
  return store_open_sqlite(&config, ask->db, diags, store);
}

static ExecJob job_of(const Ask *ask, Store *store) {
  return (ExecJob){.alloc = &alloc_system, .program = ask->program, .functions = &fn_table, .store = store, .today = ask->today,
                   .now = ask->now, .threads = ask->threads, .where = ask->where};
}

static bool judge(Status status, const DiagList *diags, const char **why) {
  if (status != STATUS_OK) *why = diags->count ? diags->items[0]->text.p : "the machine stopped";
  return status == STATUS_OK;
}

bool machine_answer(const Ask *ask, Arena *arena, Answer *out, const char **why) {
  *out = (Answer){.width = ask->def_count};
  DiagList diags;
  diag_init(&diags, arena);
  Store *store = NULL;
  Status status = open_store(ask, &diags, &store);
  if (status == STATUS_OK) {
    ExecJob job = job_of(ask, store);
    RowJob rows = {.columns = ask->defs, .column_count = ask->def_count, .order = PROGRAM_NONE};
    Taker taker = {arena, out, 0};
    RowSink sink = {.self = &taker, .rows = take};
    ExecReport report;
    status = exec_rows(&job, &rows, &sink, &diags, &report);
    take_faults(out, &report.faults, arena);
    exec_report_free(&report);
  }
  if (store) store_close(store);
  return judge(status, &diags, why);
}

bool machine_summary(const Ask *ask, Arena *arena, ExecReport *report, Summary *out, const char **why) {
  DiagList diags;
  diag_init(&diags, arena);
  Store *store = NULL;
  Status status = open_store(ask, &diags, &store);
  if (status == STATUS_OK) {
    ExecJob job = job_of(ask, store);
    status = exec_summary(&job, NULL, &diags, report, out);
    if (status != STATUS_OK) exec_report_free(report);
  }
  if (store) store_close(store);
  return judge(status, &diags, why);
}

/* SPDX-License-Identifier: MIT
 * Results for the public interface: values, rows, counts, figures. */
#include "lang/engine/engine_run.h"

#include "runtime/data/written.h"

/* ---- values ---- */

CibleValue engine_value(const Value *value, const Labels *labels, Arena *arena) {
  CibleValue out = {.type = (CibleType)value->kind, .known = value->known, .text = ""};
  if (!value->known) return out;
  switch (value->kind) {
  case KIND_BOOLEAN: out.integer = value->truth; break;
  case KIND_INTEGER: out.integer = value->i64, out.number = (double)value->i64; break;
  case KIND_MONEY: out.integer = value->i64, out.number = (double)value->i64 / MONEY_SCALE; break;
  case KIND_DATETIME: out.integer = value->i64; break;
  case KIND_NUMBER: out.number = value->f64; break;
  case KIND_DATE:
  case KIND_CODE: out.integer = value->i32; break;
  case KIND_TEXT:
  case KIND_COUNT: break;
  }
  Buf text;
  buf_init(&text, arena->alloc);
  value_write(&text, value, labels);
  Str kept = text.failed ? (Str){0} : arena_str(arena, buf_view(&text));
  buf_free(&text);
  if (!kept.p) arena->failed = true;
  out.text = kept.p ? kept.p : "";
  out.length = kept.n;
  return out;
}

/* ---- rows ---- */

Status row_taker_rows(void *self, const Vector *key, const Vector *const *columns, const Mask *lanes, uint32_t n) {
  RowTaker *taker = self;
  for (uint32_t lane = 0; lane < n; lane++) {
    if (!mask_get(lanes, lane)) continue;
    arena_reset(&taker->arena);
    Value key_value = vector_get(key, lane);
    CibleValue key_out = engine_value(&key_value, NULL, &taker->arena);
    if (taker->key && strcmp(taker->key, key_out.text) != 0) continue;
    for (size_t i = 0; i < taker->rows->column_count; i++) {
      Value value = vector_get(columns[i], lane);
      taker->values[i] = engine_value(&value, &taker->program->defs[taker->rows->columns[i]].labels, &taker->arena);
    }
    if (taker->arena.failed) return STATUS_NO_MEMORY;
    CibleStatus status = taker->row(taker->user, &key_out, taker->values);
    if (status != CIBLE_OK) return (Status)status;
  }
  return STATUS_OK;
}

Status engine_row_job(Cible *cible, const Program *program, const CibleRows *rows, RowJob *job) {
  Status status = rows->order < 0 ? STATUS_OK : engine_hold_index(cible, program, (size_t)rows->order, false);
  for (size_t i = 0; status == STATUS_OK && i < rows->column_count; i++)
    status = engine_hold_index(cible, program, rows->columns[i], false);
  if (status != STATUS_OK) return status;
  uint32_t *columns = ARENA_ARRAY(&cible->results, uint32_t, rows->column_count + 1);
  if (!columns) return STATUS_NO_MEMORY;
  for (size_t i = 0; i < rows->column_count; i++) columns[i] = (uint32_t)rows->columns[i];
  *job = (RowJob){.columns = columns, .column_count = (uint32_t)rows->column_count,
                  .order = rows->order < 0 ? PROGRAM_NONE : (uint32_t)rows->order,
                  .descending = rows->descending != 0, .limit = rows->limit};
  return STATUS_OK;
}

Status engine_run_rows(Cible *cible, Running *running, const RowJob *job, RowSink *sink) {
  Status status = exec_rows(&running->job, job, sink, &cible->diags, &cible->report);
  cible->has_report = true;
  return status;
}

Status row_taker_init(RowTaker *taker, Cible *cible, const Program *program, const CibleRows *rows, CibleRowFunction row, void *user) {
  *taker = (RowTaker){.program = program, .rows = rows, .row = row, .user = user};
  arena_init(&taker->arena, &cible->alloc);
  taker->values = ARENA_ARRAY(&cible->results, CibleValue, rows->column_count + 1);
  return taker->values ? STATUS_OK : STATUS_NO_MEMORY;
}

CibleStatus cible_rows(Cible *cible, const CibleProgram *p, const CibleRun *run, const CibleRows *rows, CibleRowFunction row,
                       void *user) {
  Running running;
  RowJob job;
  RowTaker taker;
  Status status = engine_run_begin(cible, p, run, true, &running);
  if (status == STATUS_OK) status = engine_row_job(cible, p->program, rows, &job);
  if (status == STATUS_OK) status = row_taker_init(&taker, cible, p->program, rows, row, user);
  if (status != STATUS_OK) return engine_run_end(cible, &running, status);
  taker.key = run->key;
  RowSink sink = {.self = &taker, .rows = row_taker_rows};
  status = engine_run_rows(cible, &running, &job, &sink);
  arena_free(&taker.arena);
  return engine_run_end(cible, &running, status);
}

/* ---- counts and figures ---- */

CibleStatus cible_count(Cible *cible, const CibleProgram *p, const CibleRun *run, const size_t *definitions, size_t count,
                        uint64_t *counts) {
  Running running;
  Status status = engine_run_begin(cible, p, run, false, &running);
  uint32_t *defs = ARENA_ARRAY(&cible->results, uint32_t, count + 1);
  if (status == STATUS_OK && !defs) status = STATUS_NO_MEMORY;
  for (size_t i = 0; status == STATUS_OK && i < count; i++) status = engine_hold_index(cible, p->program, definitions[i], true);
  if (status == STATUS_OK) {
    for (size_t i = 0; i < count; i++) defs[i] = (uint32_t)definitions[i];
    status = exec_count(&running.job, defs, (uint32_t)count, counts, &cible->diags, &cible->report);
    cible->has_report = true;
  }
  return engine_run_end(cible, &running, status);
}

static CibleFigures figures_of(const DefFigures *from) {
  CibleFigures figures = {.known = from->known, .unknown = from->unknown, .truths = from->truths, .labels = from->labels,
                          .least = from->least, .greatest = from->greatest, .mean = from->mean,
                          .label_costs = from->label_costs};
  memcpy(figures.quartiles, from->quartiles, sizeof figures.quartiles);
  memcpy(figures.bins, from->bins, sizeof figures.bins);
  return figures;
}

CibleStatus cible_summarize(Cible *cible, const CibleProgram *p, const CibleRun *run, const CibleFigures **figures) {
  Running running;
  *figures = NULL;
  Status status = engine_run_begin(cible, p, run, false, &running);
  if (status != STATUS_OK) return engine_run_end(cible, &running, status);
  Summary found;
  status = exec_summary(&running.job, NULL, &cible->diags, &cible->report, &found);
  cible->has_report = true;
  CibleFigures *out = ARENA_ARRAY(&cible->results, CibleFigures, p->program->def_count + 1);
  for (uint32_t i = 0; status == STATUS_OK && out && i < p->program->def_count; i++) out[i] = figures_of(&found.figures[i]);
  if (status == STATUS_OK) engine_take_measures(cible, p->program, found.measures, NULL, 0);
  *figures = out;
  return engine_run_end(cible, &running, status);
}

/* What is no measure first, each with its place in what was wanted. */
typedef struct Wanted {
  SummaryWish wish;
  uint32_t *defs, *places, *measures;
  double *lo, *hi;
} Wanted;

static Status read_wanted(Cible *cible, const Program *program, const CibleWanted *wanted, size_t count, Wanted *out) {
  Arena *arena = &cible->results;
  *out = (Wanted){.defs = ARENA_ARRAY(arena, uint32_t, count + 1), .places = ARENA_ARRAY(arena, uint32_t, count + 1),
                  .measures = ARENA_ARRAY(arena, uint32_t, count + 1), .lo = ARENA_ARRAY(arena, double, count + 1),
                  .hi = ARENA_ARRAY(arena, double, count + 1)};
  if (arena->failed) return STATUS_NO_MEMORY;
  uint32_t told = 0, measures = 0;
  for (size_t i = 0; i < count; i++) {
    size_t index = wanted[i].definition;
    if (index < program->def_count && program->defs[index].kind == DEF_MEASURE) {
      out->measures[measures++] = (uint32_t)index;
      continue;
    }
    Status status = engine_hold_index(cible, program, index, false);
    if (status != STATUS_OK) return status;
    out->defs[told] = (uint32_t)index;
    out->lo[told] = wanted[i].lo;
    out->hi[told] = wanted[i].hi;
    out->places[told++] = (uint32_t)i;
  }
  out->wish = (SummaryWish){out->defs, out->lo, out->hi, told, out->measures, measures};
  return STATUS_OK;
}

CibleStatus cible_figures(Cible *cible, const CibleProgram *p, const CibleRun *run, const CibleWanted *wanted, size_t count,
                          const CibleFigures **figures) {
  Running running;
  *figures = NULL;
  Status status = engine_run_begin(cible, p, run, false, &running);
  Wanted read;
  if (status == STATUS_OK) status = read_wanted(cible, p->program, wanted, count, &read);
  if (status != STATUS_OK) return engine_run_end(cible, &running, status);
  Summary found;
  status = exec_summary(&running.job, &read.wish, &cible->diags, &cible->report, &found);
  cible->has_report = true;
  CibleFigures *out = ARENA_ARRAY(&cible->results, CibleFigures, count + 1);
  for (uint32_t i = 0; status == STATUS_OK && out && i < read.wish.count; i++) out[read.places[i]] = figures_of(&found.figures[i]);
  if (status == STATUS_OK && read.wish.measure_count)
    engine_take_measures(cible, p->program, found.measures, read.measures, read.wish.measure_count);
  *figures = out;
  return engine_run_end(cible, &running, status);
}


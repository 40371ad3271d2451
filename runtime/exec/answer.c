/* SPDX-License-Identifier: MIT */
#include "runtime/exec/answer.h"

#include "runtime/kept/kept_mix.h"

enum { ANSWER_MOST = 1 << 20 /* bytes */ };

/* ---- what is asked ---- */

static bool has_costs(const ProgramDef *def) { return def->kind == DEF_CHOOSE && def->cost != PROGRAM_NONE; }

static void mix_told(KeptMix *mix, const ExecJob *job, const KeptKeys *keys, const SummaryWish *told) {
  const Program *p = job->program;
  mix_number(mix, told->count);
  for (uint32_t i = 0; i < told->count; i++) {
    const ProgramDef *def = &p->defs[told->defs[i]];
    mix_key(mix, &keys->blocks[def->block]);
    mix_number(mix, def->kind);
    mix_number(mix, def->value);
    mix_labels(mix, def->labels);
    mix_bytes(mix, &def->lo, sizeof def->lo);
    mix_bytes(mix, &def->hi, sizeof def->hi);
    mix_bytes(mix, &told->lo[i], sizeof told->lo[i]);
    mix_bytes(mix, &told->hi[i], sizeof told->hi[i]);
    mix_number(mix, has_costs(def));
    if (has_costs(def)) mix_key(mix, &keys->blocks[p->defs[def->cost].block]);
  }
  mix_number(mix, told->measure_count);
  for (uint32_t i = 0; i < told->measure_count; i++) {
    const ProgramDef *def = &p->defs[told->measures[i]];
    mix_key(mix, &keys->blocks[def->block]);
    mix_key(mix, &keys->units[def->unit]);
    mix_number(mix, def->value);
    mix_labels(mix, def->labels);
  }
}

KeptKey answer_key(const ExecJob *job, const SummaryWish *told) {
  const Program *p = job->program;
  if (!job->kept || !kept_results_answers(job->kept)) return (KeptKey){{0}};
  const KeptGround ground = {p, job->functions, store_lookups(job->store), job->today, job->now, job->ticks, job->ages, true};
  Arena arena;
  arena_init(&arena, job->alloc);
  const KeptKeys *keys = kept_keys_make(&ground, &arena);
  KeptMix mix;
  mix_begin(&mix, "summary");
  for (uint32_t t = 0; t < p->table_count; t++) mix_bytes(&mix, &job->ages[t], sizeof job->ages[t]);
  mix_number(&mix, job->where != PROGRAM_NONE);
  if (keys && job->where != PROGRAM_NONE) mix_key(&mix, &keys->blocks[p->defs[job->where].block]);
  if (keys) mix_told(&mix, job, keys, told);
  const KeptKey key = mix_end(&mix);
  arena_free(&arena);
  return keys ? key : (KeptKey){{0}};
}

/* ---- values ---- */

static void put_number(Buf *out, uint64_t number) { buf_add(out, &number, sizeof number); }

static void put_value(Buf *out, const Value *value) {
  put_number(out, (uint64_t)value->kind << 1 | value->known);
  if (!value->known) return;
  switch (kind_lane(value->kind)) {
  case LANE_BITS: put_number(out, value->truth); break;
  case LANE_I32: put_number(out, (uint32_t)value->i32); break;
  case LANE_I64: put_number(out, (uint64_t)value->i64); break;
  case LANE_F64: buf_add(out, &value->f64, sizeof value->f64); break;
  case LANE_STR:
    put_number(out, value->str.n);
    buf_add(out, value->str.p, value->str.n);
    break;
  }
}

/* A value of that kind; of codes one that there is. */
static Value take_value(FiledReading *reading, Kind kind, uint32_t codes, Arena *arena) {
  const uint64_t head = filed_take_number(reading, KIND_COUNT << 1 | 1);
  Value value = {.kind = kind, .known = head & 1};
  reading->failed |= (Kind)(head >> 1) != kind;
  if (!value.known || reading->failed) return value;
  switch (kind_lane(kind)) {
  case LANE_BITS: value.truth = filed_take_number(reading, 1); break;
  case LANE_I32: value.i32 = (int32_t)(uint32_t)filed_take_number(reading, UINT32_MAX); break;
  case LANE_I64: value.i64 = (int64_t)filed_take_number(reading, UINT64_MAX); break;
  case LANE_STR: value.str = arena_str(arena, filed_take_str(reading)); break;
  case LANE_F64: {
    const uint8_t *p = filed_take(reading, sizeof value.f64);
    if (p) memcpy(&value.f64, p, sizeof value.f64);
    break;
  }
  }
  reading->failed |= kind == KIND_CODE && (uint32_t)value.i32 >= codes;
  return value;
}

/* ---- figures ---- */

static void put_figures(Buf *out, const ProgramDef *def, const DefFigures *figures) {
  DefFigures plain = *figures;
  plain.labels = NULL;
  plain.label_costs = NULL;
  buf_add(out, &plain, sizeof plain);
  put_number(out, figures->labels != NULL);
  if (figures->labels) buf_add(out, figures->labels, def->labels.count * sizeof *figures->labels);
  put_number(out, figures->label_costs != NULL);
  if (figures->label_costs) buf_add(out, figures->label_costs, def->labels.count * sizeof *figures->label_costs);
}

static void *take_array(FiledReading *reading, bool wanted, uint32_t count, Arena *arena) {
  const bool there = filed_take_number(reading, 1);
  const size_t bytes = (size_t)count * sizeof(uint64_t);
  reading->failed |= there != wanted;
  const uint8_t *p = there ? filed_take(reading, bytes) : NULL;
  uint64_t *array = p ? ARENA_ARRAY(arena, uint64_t, (size_t)count + 1) : NULL;
  if (array) memcpy(array, p, bytes);
  return array;
}

static void take_figures(FiledReading *reading, const ProgramDef *def, Arena *arena, DefFigures *out) {
  const uint8_t *p = filed_take(reading, sizeof *out);
  if (p) memcpy(out, p, sizeof *out);
  out->labels = take_array(reading, def->value == KIND_CODE, def->labels.count, arena);
  out->label_costs = take_array(reading, has_costs(def), def->labels.count, arena);
}

/* ---- measures ---- */

static uint32_t measure_of(const Program *p, uint32_t def) {
  uint32_t m = 0;
  while (m < p->measure_count && p->measures[m].def != def) m++;
  return m;
}

static void put_table(Buf *out, const ProgramMeasure *measure, const MeasureTable *table) {
  put_number(out, table->rows);
  for (uint64_t i = 0; i < (uint64_t)table->rows * measure->dimension_count; i++) put_value(out, &table->keys[i]);
  for (uint32_t i = 0; i < table->rows; i++) put_value(out, &table->values[i]);
}

static void take_table(FiledReading *reading, const Program *p, const ProgramMeasure *measure, Arena *arena, MeasureTable *out) {
  const uint32_t width = measure->dimension_count;
  const ProgramDef *def = &p->defs[measure->def];
  const uint64_t rows = filed_take_number(reading, ANSWER_MOST);
  Value *keys = ARENA_ARRAY(arena, Value, rows * width + 1), *values = ARENA_ARRAY(arena, Value, rows + 1);
  reading->failed |= !keys || !values;
  for (uint64_t i = 0; !reading->failed && i < rows * width; i++) {
    const ProgramDimension *dimension = &measure->dimensions[i % width];
    keys[i] = take_value(reading, dimension->segments ? KIND_CODE : dimension->kind, dimension->labels.count, arena);
  }
  for (uint64_t i = 0; !reading->failed && i < rows; i++) values[i] = take_value(reading, def->value, def->labels.count, arena);
  *out = (MeasureTable){(uint32_t)rows, keys, values};
}

/* ---- answers ---- */

static bool is_plain(const ExecJob *job, const ExecReport *report) {
  bool plain = report->faults.count == 0;
  for (uint32_t t = 0; report->orphans && t < job->program->table_count; t++) plain = plain && !report->orphans[t];
  return plain;
}

void answer_keep(const ExecJob *job, const KeptKey *key, const SummaryWish *told, const ExecReport *report, const DefFigures *const *figures,
                 const MeasureTable *measures) {
  const Program *p = job->program;
  if (kept_key_is_none(key) || !job_keeps(job) || !is_plain(job, report)) return;
  Buf out;
  buf_init(&out, job->alloc);
  put_number(&out, report->records);
  for (uint32_t i = 0; i < told->count; i++) put_figures(&out, &p->defs[told->defs[i]], figures[i]);
  for (uint32_t i = 0; i < told->measure_count; i++) {
    const uint32_t m = measure_of(p, told->measures[i]);
    put_table(&out, &p->measures[m], &measures[m]);
  }
  if (!out.failed && out.n <= ANSWER_MOST) kept_answer_add(job->kept, key, out.p, out.n);
  buf_free(&out);
}

bool answer_take(const ExecJob *job, const KeptKey *key, const SummaryWish *told, ExecReport *report, DefFigures **figures,
                 MeasureTable **measures) {
  const Program *p = job->program;
  Arena *arena = &report->faults.arena;
  const KeptAnswer *kept = kept_key_is_none(key) ? NULL : kept_answer(job->kept, key);
  if (!kept) return false;
  FiledReading reading = {.p = kept->bytes, .end = kept->bytes + kept->size};
  *figures = ARENA_ARRAY(arena, DefFigures, told->count + 1);
  *measures = ARENA_ARRAY(arena, MeasureTable, p->measure_count + 1);
  uint64_t *orphans = ARENA_ARRAY(arena, uint64_t, p->table_count + 1);
  const uint64_t records = filed_take_number(&reading, UINT64_MAX);
  if (arena->failed) return false;
  for (uint32_t i = 0; i < told->count; i++) take_figures(&reading, &p->defs[told->defs[i]], arena, &(*figures)[i]);
  for (uint32_t i = 0; i < told->measure_count; i++) {
    const uint32_t m = measure_of(p, told->measures[i]);
    take_table(&reading, p, &p->measures[m], arena, &(*measures)[m]);
  }
  if (reading.failed || reading.p != reading.end || arena->failed) return false;
  report->records = records;
  report->orphans = orphans;
  return true;
}

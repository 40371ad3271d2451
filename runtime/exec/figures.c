/* SPDX-License-Identifier: MIT
 * Figures of one definition. All sums are of integers, or exact, so that the order of records never shows. */
#include "runtime/exec/figures.h"

#include <math.h>

#include "runtime/data/numeric.h"

bool figures_init(Figures *figures, const ProgramDef *def, Arena *arena) {
  *figures = (Figures){0};
  if (def->value == KIND_CODE) figures->labels = ARENA_ARRAY(arena, uint64_t, def->labels.count + 1);
  if (def->kind == DEF_CHOOSE && def->cost != PROGRAM_NONE)
    figures->label_costs = ARENA_ARRAY(arena, __int128, def->labels.count + 1);
  if (def->kind == DEF_SCORE) figures->steps = ARENA_ARRAY(arena, uint64_t, SCORE_STEPS);
  return !arena->failed;
}

static void add_extremes(Figures *figures, double number) {
  if (!figures->known || number < figures->least) figures->least = number;
  if (!figures->known || number > figures->greatest) figures->greatest = number;
}

static void add_score(Figures *figures, const ProgramDef *def, double score) {
  double width = def->hi - def->lo, place = width > 0 ? (score - def->lo) / width : 0;
  place = place < 0 ? 0 : place > 1 ? 1 : place;
  uint32_t bin = (uint32_t)(place * SCORE_BINS);
  figures->bins[bin < SCORE_BINS ? bin : SCORE_BINS - 1]++;
  figures->steps[(uint32_t)lround(place * (SCORE_STEPS - 1))]++;
}

static void add_value(Figures *figures, const ProgramDef *def, const Value *value) {
  switch (value->kind) {
  case KIND_BOOLEAN: figures->truths += value->truth; break;
  case KIND_INTEGER:
  case KIND_MONEY:
    add_extremes(figures, value->kind == KIND_MONEY ? number_of_money(value->i64) : (double)value->i64);
    figures->whole += value->i64;
    break;
  case KIND_NUMBER:
    add_extremes(figures, value->f64);
    exact_add(&figures->sum, value->f64);
    if (figures->steps) add_score(figures, def, value->f64);
    break;
  case KIND_CODE:
    if ((uint32_t)value->i32 < def->labels.count) figures->labels[value->i32]++;
    break;
  case KIND_TEXT:
  case KIND_DATE:
  case KIND_DATETIME:
  case KIND_COUNT: break;
  }
  figures->known++;
}

void figures_add(Figures *figures, const ProgramDef *def, const Vector *values, const Vector *costs, const Mask *lanes, uint32_t n) {
  MASK_EACH(lanes, n, lane) {
    Value value = vector_get(values, (uint32_t)lane);
    if (!value.known) {
      figures->unknown++;
      continue;
    }
    add_value(figures, def, &value);
    if (!costs || (uint32_t)value.i32 >= def->labels.count) continue;
    Value cost = vector_get(costs, (uint32_t)lane);
    if (cost.known) figures->label_costs[value.i32] += cost.i64;
  }
}

void figures_merge(Figures *figures, Figures *other, const ProgramDef *def) {
  bool numbers = def->value == KIND_INTEGER || def->value == KIND_MONEY || def->value == KIND_NUMBER;
  if (numbers && other->known && (!figures->known || other->least < figures->least)) figures->least = other->least;
  if (numbers && other->known && (!figures->known || other->greatest > figures->greatest)) figures->greatest = other->greatest;
  figures->known += other->known;
  figures->unknown += other->unknown;
  figures->truths += other->truths;
  figures->whole += other->whole;
  if (def->value == KIND_NUMBER) exact_merge(&figures->sum, &other->sum);
  for (uint32_t i = 0; figures->labels && i < def->labels.count; i++) figures->labels[i] += other->labels[i];
  for (uint32_t i = 0; figures->label_costs && i < def->labels.count; i++) figures->label_costs[i] += other->label_costs[i];
  for (uint32_t i = 0; figures->steps && i < SCORE_STEPS; i++) figures->steps[i] += other->steps[i];
  for (uint32_t i = 0; i < SCORE_BINS; i++) figures->bins[i] += other->bins[i];
}

/* The score at 0-based rank r among the known ones, to a thousandth of its range. */
static double score_at(const Figures *figures, const ProgramDef *def, uint64_t rank) {
  uint32_t step = 0;
  uint64_t before = figures->steps[0];
  while (before <= rank && step < SCORE_STEPS - 1) before += figures->steps[++step];
  return def->lo + (def->hi - def->lo) * step / (SCORE_STEPS - 1);
}

/* Linear between neighbours, at position 1 + p(n - 1), as the language's `quantile`. */
static double quartile(const Figures *figures, const ProgramDef *def, uint32_t quarter) {
  uint64_t span = figures->known - 1, rank = span / 4 * quarter + span % 4 * quarter / 4;
  double rest = (double)(span % 4 * quarter % 4) / 4, low = score_at(figures, def, rank);
  return rest > 0 ? low + (score_at(figures, def, rank + 1) - low) * rest : low;
}

static int64_t held(__int128 sum) { return sum > INT64_MAX ? INT64_MAX : sum < INT64_MIN ? INT64_MIN : (int64_t)sum; }

bool figures_result(Figures *figures, const ProgramDef *def, Arena *arena, DefFigures *out) {
  *out = (DefFigures){.known = figures->known, .unknown = figures->unknown, .truths = figures->truths,
                      .least = figures->least, .greatest = figures->greatest};
  memcpy(out->bins, figures->bins, sizeof out->bins);
  if (figures->known && def->value == KIND_NUMBER) out->mean = exact_mean(&figures->sum, figures->known);
  if (figures->known && (def->value == KIND_INTEGER || def->value == KIND_MONEY))
    out->mean = (double)figures->whole / (double)figures->known / (def->value == KIND_MONEY ? MONEY_SCALE : 1);
  for (uint32_t q = 0; figures->steps && figures->known && q < 3; q++) out->quartiles[q] = quartile(figures, def, q + 1);
  if (figures->labels) {
    out->labels = ARENA_ARRAY(arena, uint64_t, def->labels.count + 1);
    for (uint32_t i = 0; out->labels && i < def->labels.count; i++) out->labels[i] = figures->labels[i];
  }
  if (figures->label_costs) {
    out->label_costs = ARENA_ARRAY(arena, int64_t, def->labels.count + 1);
    for (uint32_t i = 0; out->label_costs && i < def->labels.count; i++) out->label_costs[i] = held(figures->label_costs[i]);
  }
  return !arena->failed;
}

/* SPDX-License-Identifier: MIT
 * Figures of one definition. All sums are of integers, or exact, so that the order of records never shows. */
#include "runtime/exec/figures.h"

#include <math.h>

#include "runtime/base/hot.h"
#include "runtime/data/numeric.h"

bool figures_init(Figures *figures, const ProgramDef *def, double lo, double hi, Arena *arena) {
  bool given = lo < hi;
  *figures = (Figures){.lo = given ? lo : def->lo, .hi = given ? hi : def->hi};
  if (def->value == KIND_CODE) figures->labels = ARENA_ARRAY(arena, uint64_t, def->labels.count + 1);
  if (def->kind == DEF_CHOOSE && def->cost != PROGRAM_NONE)
    figures->label_costs = ARENA_ARRAY(arena, __int128, def->labels.count + 1);
  if (given || def->kind == DEF_SCORE) figures->steps = ARENA_ARRAY(arena, uint64_t, SCORE_STEPS);
  return !arena->failed;
}

static void add_step(Figures *figures, double x) {
  double width = figures->hi - figures->lo, place = width > 0 ? (x - figures->lo) / width : 0;
  place = place < 0 ? 0 : place > 1 ? 1 : place;
  uint32_t bin = (uint32_t)(place * SCORE_BINS);
  figures->bins[bin < SCORE_BINS ? bin : SCORE_BINS - 1]++;
  figures->steps[(uint32_t)lround(place * (SCORE_STEPS - 1))]++;
}

static uint32_t lane_of(const Vector *v, uint64_t lane) { return v->constant ? 0 : (uint32_t)lane; }

HOT static void find_extremes(Figures *figures, const double *numbers, uint32_t count) {
  double least = figures->known ? figures->least : INFINITY, greatest = figures->known ? figures->greatest : -INFINITY;
  for (uint32_t i = 0; i < count; i++) {
    least = numbers[i] < least ? numbers[i] : least;
    greatest = numbers[i] > greatest ? numbers[i] : greatest;
  }
  figures->least = least;
  figures->greatest = greatest;
}

static void add_numbers(Figures *figures, const Vector *values, const Mask *counted, uint32_t n) {
  double some[BATCH_SIZE];
  const double *numbers = values->f64;
  uint32_t count = mask_count(counted, n);
  if (values->constant || count < n) {
    numbers = some;
    count = 0;
    MASK_EACH(counted, n, i) some[count++] = values->f64[lane_of(values, i)];
  }
  find_extremes(figures, numbers, count);
  exact_add_all(&figures->sum, numbers, count);
  for (uint32_t i = 0; figures->steps && i < count; i++) add_step(figures, numbers[i]);
}

static void add_integers(Figures *figures, const Vector *values, const Mask *counted, uint32_t n) {
  int64_t low = INT64_MAX, high = INT64_MIN;
  MASK_EACH(counted, n, i) {
    const int64_t x = values->i64[lane_of(values, i)];
    low = x < low ? x : low;
    high = x > high ? x : high;
    figures->whole += x;
  }
  const bool money = values->kind == KIND_MONEY;
  const double least = money ? number_of_money(low) : (double)low, greatest = money ? number_of_money(high) : (double)high;
  if (!figures->known || least < figures->least) figures->least = least;
  if (!figures->known || greatest > figures->greatest) figures->greatest = greatest;
  if (!figures->steps) return;
  MASK_EACH(counted, n, i) {
    const int64_t x = values->i64[lane_of(values, i)];
    add_step(figures, money ? number_of_money(x) : (double)x);
  }
}

/* Days. */
static void add_dates(Figures *figures, const Vector *values, const Mask *counted, uint32_t n) {
  bool any = figures->known > 0;
  MASK_EACH(counted, n, i) {
    const int32_t day = values->i32[lane_of(values, i)];
    if (!any || day < figures->least) figures->least = day;
    if (!any || day > figures->greatest) figures->greatest = day;
    any = true;
    figures->whole += day;
    if (figures->steps) add_step(figures, day);
  }
}

/* Labels, and what the chosen options cost. */
static void add_labels(Figures *figures, const ProgramDef *def, const Vector *values, const Vector *costs, const Mask *counted,
                       uint32_t n) {
  MASK_EACH(counted, n, i) {
    const uint32_t label = (uint32_t)values->i32[lane_of(values, i)];
    if (label >= def->labels.count) continue;
    figures->labels[label]++;
    if (costs && vector_known(costs, (uint32_t)i)) figures->label_costs[label] += costs->i64[lane_of(costs, i)];
  }
}

static void add_truths(Figures *figures, const Vector *values, const Mask *counted, uint32_t n) {
  for (uint32_t w = 0; w < mask_words(n); w++) {
    const uint64_t truth = values->constant ? -(values->bits->words[0] & 1) : values->bits->words[w];
    figures->truths += (uint32_t)__builtin_popcountll(counted->words[w] & truth);
  }
}

void figures_add(Figures *figures, const ProgramDef *def, const Vector *values, const Vector *costs, const Mask *lanes, uint32_t n) {
  Mask counted;
  for (uint32_t w = 0; w < mask_words(n); w++) {
    const uint64_t known = !values->valid ? ~(uint64_t)0 : values->constant ? -(values->valid->words[0] & 1) : values->valid->words[w];
    counted.words[w] = mask_word(lanes, w, n) & known;
  }
  const uint32_t count = mask_count(&counted, n);
  figures->unknown += mask_count(lanes, n) - count;
  if (!count) return;
  switch (values->kind) {
  case KIND_BOOLEAN: add_truths(figures, values, &counted, n); break;
  case KIND_INTEGER:
  case KIND_DATETIME:
  case KIND_MONEY: add_integers(figures, values, &counted, n); break;
  case KIND_NUMBER: add_numbers(figures, values, &counted, n); break;
  case KIND_DATE: add_dates(figures, values, &counted, n); break;
  case KIND_CODE: add_labels(figures, def, values, costs, &counted, n); break;
  case KIND_TEXT:
  case KIND_COUNT: break;
  }
  figures->known += count;
}

/* Are its values added up as whole numbers? */
static bool is_whole(Kind kind) { return kind == KIND_INTEGER || kind == KIND_MONEY || kind == KIND_DATE || kind == KIND_DATETIME; }

void figures_merge(Figures *figures, Figures *other, const ProgramDef *def) {
  bool numbers = def->value == KIND_NUMBER || is_whole(def->value);
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

/* The value at 0-based rank r among the known ones, to a thousandth of its range. */
static double value_at(const Figures *figures, uint64_t rank) {
  uint32_t step = 0;
  uint64_t before = figures->steps[0];
  while (before <= rank && step < SCORE_STEPS - 1) before += figures->steps[++step];
  return figures->lo + (figures->hi - figures->lo) * step / (SCORE_STEPS - 1);
}

/* Linear between neighbours, at position 1 + p(n - 1), as the language's `quantile`. */
static double quartile(const Figures *figures, uint32_t quarter) {
  uint64_t span = figures->known - 1, rank = span / 4 * quarter + span % 4 * quarter / 4;
  double rest = (double)(span % 4 * quarter % 4) / 4, low = value_at(figures, rank);
  return rest > 0 ? low + (value_at(figures, rank + 1) - low) * rest : low;
}

static int64_t held(__int128 sum) { return sum > INT64_MAX ? INT64_MAX : sum < INT64_MIN ? INT64_MIN : (int64_t)sum; }

bool figures_result(Figures *figures, const ProgramDef *def, Arena *arena, DefFigures *out) {
  *out = (DefFigures){.known = figures->known, .unknown = figures->unknown, .truths = figures->truths,
                      .least = figures->least, .greatest = figures->greatest};
  memcpy(out->bins, figures->bins, sizeof out->bins);
  if (figures->known && def->value == KIND_NUMBER) out->mean = exact_mean(&figures->sum, figures->known);
  if (figures->known && is_whole(def->value))
    out->mean = (double)figures->whole / (double)figures->known / (def->value == KIND_MONEY ? MONEY_SCALE : 1);
  for (uint32_t q = 0; figures->steps && figures->known && q < 3; q++) out->quartiles[q] = quartile(figures, q + 1);
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

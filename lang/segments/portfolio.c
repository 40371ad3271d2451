/* SPDX-License-Identifier: MIT
 * Counting a portfolio, record by record. Memory hangs on the number of segments, not on that of the records. */
#include "lang/segments/portfolio.h"

bool portfolio_init(Portfolio *p, uint32_t segments, bool valued, const Alloc *alloc) {
  *p = (Portfolio){.alloc = alloc, .count = segments, .words = segments / 64 + 1, .valued = valued};
  arena_init(&p->arena, alloc);
  map_init(&p->by_members, alloc);
  p->sizes = ARENA_ARRAY(&p->arena, uint64_t, segments + 1);
  p->only = ARENA_ARRAY(&p->arena, uint64_t, segments + 1);
  p->pairs = ARENA_ARRAY(&p->arena, uint64_t, (size_t)segments * segments + 1);
  p->spreads = ARENA_ARRAY(&p->arena, Spread, segments + 1);
  p->combinations = ARENA_ARRAY(&p->arena, Combination *, COMBINATIONS_MOST);
  p->members = ARENA_ARRAY(&p->arena, uint64_t, p->words);
  return !p->arena.failed;
}

void portfolio_free(Portfolio *p) {
  map_free(&p->by_members);
  arena_free(&p->arena);
}

static void spread_add(Spread *spread, double value) {
  spread->count++;
  exact_add(&spread->sum, value);
  double off = value - spread->mean;
  spread->mean += off / (double)spread->count;
  spread->squares += off * (value - spread->mean);
}

double spread_total(Spread *spread) { return spread->count ? exact_mean(&spread->sum, 1) : 0; }

double spread_mean(Spread *spread) { return spread->count ? exact_mean(&spread->sum, spread->count) : 0; }

static Combination *combination_new(Portfolio *p) {
  Combination *made = ARENA_NEW(&p->arena, Combination);
  uint64_t *members = ARENA_ARRAY(&p->arena, uint64_t, p->words);
  if (!made || !members) return NULL;
  memcpy(members, p->members, p->words * sizeof *members);
  made->members = members;
  if (!map_put(&p->by_members, (Str){(const char *)members, p->words * (uint32_t)sizeof *members}, made)) return NULL;
  p->combinations[p->combination_count++] = made;
  return made;
}

static Combination *combination_of(Portfolio *p) {
  Combination *found = map_get(&p->by_members, (Str){(const char *)p->members, p->words * (uint32_t)sizeof *p->members});
  if (found) return found;
  return p->combination_count < COMBINATIONS_MOST ? combination_new(p) : &p->rest;
}

static bool is_member(const Portfolio *p, uint32_t segment) { return p->members[segment / 64] >> (segment % 64) & 1; }

static void count_pairs(Portfolio *p, const uint32_t *in, uint32_t count) {
  for (uint32_t i = 0; i < count; i++)
    for (uint32_t k = i + 1; k < count; k++) p->pairs[(size_t)in[i] * p->count + in[k]]++;
}

bool portfolio_add(Portfolio *p, const double *value) {
  uint32_t in[SEGMENTS_MOST], count = 0;
  for (uint32_t i = 0; i < p->count; i++)
    if (is_member(p, i)) in[count++] = i;
  Combination *combination = combination_of(p);
  if (!combination) return false;
  p->records++;
  p->covered += count > 0;
  combination->records++;
  for (uint32_t i = 0; i < count; i++) p->sizes[in[i]]++;
  if (count == 1) p->only[in[0]]++;
  count_pairs(p, in, count);
  if (!value) return true;
  spread_add(&p->all, *value);
  spread_add(&combination->spread, *value);
  for (uint32_t i = 0; i < count; i++) spread_add(&p->spreads[in[i]], *value);
  return true;
}

static double between_of(const Portfolio *p, const Spread *spread) {
  double off = spread->mean - p->all.mean;
  return (double)spread->count * off * off;
}

double portfolio_between(const Portfolio *p) {
  if (!p->valued || p->all.count < 2 || !(p->all.squares > 0)) return -1;
  double between = between_of(p, &p->rest.spread);
  for (uint32_t i = 0; i < p->combination_count; i++) between += between_of(p, &p->combinations[i]->spread);
  double share = between / p->all.squares;
  return share > 1 ? 1 : share;
}

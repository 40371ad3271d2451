/* Candidates: whom a campaign could contact, and each way in which it could: a channel (and offer), what that costs and brings, and
 * in which periods it may be. */
#ifndef CIBLE_PLAN_CANDIDATES_H
#define CIBLE_PLAN_CANDIDATES_H

#include "runtime/base/arena.h"
#include "runtime/data/value.h"
#include "runtime/plan/campaign.h"

/* Sets of periods, each set once: they are few, and candidates many. */
typedef struct PeriodSets {
  const Alloc *alloc;
  uint32_t periods, words; /* words of 64 periods a set */
  uint64_t *bits;          /* count * words */
  uint32_t count, size;
  uint32_t *slots, slot_size; /* by hash: 1 + set */
  uint64_t seed;
} PeriodSets;
void period_sets_init(PeriodSets *sets, const Alloc *alloc, uint32_t periods);
void period_sets_free(PeriodSets *sets);
/* The number of the set with these bits (`words` of them, none set behind the last period); PLAN_NONE where memory is out. */
uint32_t period_set(PeriodSets *sets, const uint64_t *bits);
static inline bool period_set_has(const PeriodSets *sets, uint32_t set, uint32_t period) {
  return sets->bits[(size_t)set * sets->words + period / 64] >> (period % 64) & 1;
}
/* The first period of the set that is no earlier than `from`; PLAN_NONE. */
uint32_t period_set_next(const PeriodSets *sets, uint32_t set, uint32_t from);
/* Its last period; PLAN_NONE where it is empty. */
uint32_t period_set_last(const PeriodSets *sets, uint32_t set);

typedef struct Way {
  int64_t cost;      /* >= 0 */
  int64_t effort;    /* of the channel's team, microseconds; 0 without a team */
  double response;   /* 0..1; with an offer, of both */
  uint32_t periods;  /* a PeriodSet, never empty */
  uint16_t channel;
  uint16_t offer;    /* in campaign->offers; UINT16_MAX: none */
} Way;

typedef struct Candidate {
  int64_t value;      /* what a response is worth */
  uint32_t row;       /* which of the subject's records, in key order */
  uint32_t target;
  uint32_t first_way; /* its ways: at least one; those of the next candidate follow */
  uint32_t way_count;
} Candidate;

/* In the order of their keys. Where campaign->best is not set each period is in one way of a candidate at the most: the one that the
 * candidate's own choice takes on that day. */
typedef struct Candidates {
  const Alloc *alloc;
  Candidate *items;
  uint32_t count, size;
  Way *ways;
  uint32_t way_count, way_size;
  PeriodSets sets;
} Candidates;
void candidates_init(Candidates *candidates, const Alloc *alloc, uint32_t periods);
void candidates_free(Candidates *candidates);
/* False where memory is out. Ways are added behind the candidate that they are of. */
bool candidates_add(Candidates *candidates, int64_t value, uint32_t row, uint32_t target);
bool candidates_add_way(Candidates *candidates, const Way *way);

/* What a contact is expected to earn, in 1/10 000: response * value - cost. */
static inline double way_gain(const Way *way, int64_t value) { return way->response * (double)value - (double)way->cost; }

#endif

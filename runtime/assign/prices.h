/* Prices: what the budget, each contact of a channel and each hour of a team are worth to a plan, in each period. Whatever they are,
 * if none is below 0, no plan gains more than the dual that they give. */
#ifndef CIBLE_ASSIGN_PRICES_H
#define CIBLE_ASSIGN_PRICES_H

#include "runtime/plan/candidates.h"
#include "runtime/plan/room.h"

/* Where there is nothing left: more than any gain, and times no effort still nothing. */
#define PRICE_CLOSED 1e200

typedef struct Prices {
  const Candidates *candidates;
  const Room *room;
  uint32_t channels, periods;
  double budget;        /* of 1/10 000 */
  double *contact;      /* channel * periods: of one contact */
  double *effort;       /* team * periods: of a microsecond; those behind the last team's are 0, for channels without a team */
  uint32_t *list_first; /* of each set * channels + channel: where the list of its periods begins, and behind the last where it ends */
  uint32_t *list;       /* the periods of a set that are the cheapest for some effort: the others are left out */
} Prices;

/* All prices are 0, or PRICE_CLOSED. False where memory is out. */
bool prices_make(const Candidates *candidates, const Room *room, Arena *arena, Prices *out);
/* Lists the cheapest periods anew, after prices have changed. False where memory is out. */
bool prices_list(Prices *prices, Arena *arena);
/* By period, for channels of the team (PLAN_NONE: of none). */
static inline double *prices_effort(const Prices *prices, uint32_t team) {
  return prices->effort + (size_t)(team == PLAN_NONE ? prices->room->campaign->team_count : team) * prices->periods;
}
/* What the way would cost in its cheapest period (the earliest of such), beside its cost: `period` says which. */
double prices_least(const Prices *prices, const Way *way, uint32_t *period);
/* What a contact by the way gains beyond what it takes is worth, in its cheapest period. */
double prices_net(const Prices *prices, const Way *way, int64_t value, uint32_t *period);
/* The dual, not less than exact arithmetic would give. */
double prices_dual(const Prices *prices);

#endif

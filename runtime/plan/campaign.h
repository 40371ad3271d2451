/* Campaign: what a `campaign` declaration says, as its planner needs it. Made from the checked rules; texts and arrays are borrowed.
 * Money in 1/10 000, work in microseconds, dates in days from 1970-01-01. */
#ifndef CIBLE_PLAN_CAMPAIGN_H
#define CIBLE_PLAN_CAMPAIGN_H

#include "runtime/base/str.h"
#include "runtime/data/duration.h"

enum { PLAN_NONE = UINT32_MAX };

typedef enum PlanUnit { PLAN_DAY, PLAN_WEEK, PLAN_MONTH } PlanUnit;

/* `capacity 20_000 per week`; of a team its hours. */
typedef struct PlanCapacity {
  bool bounded; /* else without end */
  int64_t amount;
  PlanUnit per;
} PlanCapacity;

typedef struct PlanTeam {
  Str name;
  PlanCapacity work; /* of all its people, microseconds */
} PlanTeam;

typedef struct PlanChannel {
  Str name, title;
  PlanCapacity capacity; /* contacts */
  uint32_t team;         /* in teams; PLAN_NONE */
} PlanChannel;

typedef struct PlanNamed {
  Str name, title;
} PlanNamed;

/* Fewer than `count` contacts in day - per .. day, both included. */
typedef struct PlanLimit {
  int64_t count;
  Duration per; /* days or months */
} PlanLimit;

typedef struct PlanFollow {
  uint32_t channel; /* in channels; PLAN_NONE: that of the contact followed */
  Duration after;   /* days or months */
  int64_t times;    /* at most, for one record */
} PlanFollow;

typedef enum PlanGoal { GOAL_NONE, GOAL_CLIENTS, GOAL_RESPONSES, GOAL_SALES } PlanGoal;

typedef struct PlanCampaign {
  Str name, title;
  int32_t from, to; /* both included */
  PlanUnit by;
  PlanChannel *channels; /* the options of its choice, in order, then those that follow ups alone name */
  uint32_t channel_count, option_count;
  PlanTeam *teams;
  uint32_t team_count;
  PlanNamed *offers; /* the options of its choice of offers; none: it makes none */
  uint32_t offer_count;
  PlanNamed *targets; /* the most wanted first */
  uint32_t target_count;
  PlanLimit *limits;
  uint32_t limit_count;
  PlanFollow *follows;
  uint32_t follow_count;
  bool budgeted;
  int64_t budget, fixed_cost;
  PlanGoal goal;
  double objective;
  double control; /* the share held back, 0..1 */
  bool best;      /* assign best */
} PlanCampaign;

/* The channel of that name; PLAN_NONE where the campaign has none. */
static inline uint32_t plan_channel(const PlanCampaign *campaign, Str name) {
  for (uint32_t i = 0; i < campaign->channel_count; i++)
    if (str_equal(campaign->channels[i].name, name)) return i;
  return PLAN_NONE;
}

/* sum + by; false where no amount is that large. */
static inline bool plan_add_money(int64_t *sum, int64_t by) { return !__builtin_add_overflow(*sum, by, sum); }

#endif

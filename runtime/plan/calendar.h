/* The days of a campaign: its periods, and the windows in which capacities and hours hold. */
#ifndef CIBLE_PLAN_CALENDAR_H
#define CIBLE_PLAN_CALENDAR_H

#include "runtime/base/arena.h"
#include "runtime/plan/campaign.h"

enum { PERIODS_MOST = 4096 };

typedef struct PlanPeriod {
  int32_t first, last; /* days, both included */
  int32_t day;         /* the day of its contacts: its first, or today where that is later and it has not passed */
} PlanPeriod;

typedef struct Calendar {
  PlanPeriod *periods; /* all of them, also those that have passed */
  uint32_t count;
  uint32_t first;      /* the first that has not passed; `count` where all have */
} Calendar;

/* Periods begin on the campaign's first day; a month's end is kept. False where memory is out, or there are over PERIODS_MOST. */
bool calendar_make(const PlanCampaign *campaign, int32_t today, Arena *arena, Calendar *out);
/* The period that holds the day; PLAN_NONE. */
uint32_t calendar_period(const Calendar *calendar, int32_t day);

/* A capacity by the stretches in which it holds: of its own unit, where that is no shorter than a period (a period belongs to the
 * one that holds its contacts' day), else of a period, which takes as much as its days allow (of one that has begun, those that are left), rounded down. The last stretch is
 * cut by the campaign's end, and takes its part, rounded down. */
typedef struct Windows {
  int32_t *first;      /* the first day of each, ascending */
  int64_t *amount;     /* what more than an int64_t holds is INT64_MAX */
  uint32_t *of_period; /* which window each period takes from */
  uint32_t count;
} Windows;
bool windows_make(const PlanCampaign *campaign, const Calendar *calendar, const PlanCapacity *capacity, Arena *arena, Windows *out);
/* The window that holds the day; PLAN_NONE before the campaign and behind its end. */
uint32_t windows_find(const Windows *windows, const PlanCampaign *campaign, int32_t day);

#endif

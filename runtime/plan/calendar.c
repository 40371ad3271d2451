/* SPDX-License-Identifier: MIT
 * Stretches of a unit are counted from the campaign's first day, never from one another: from 31 January on, months begin on
 * 28 February and on 31 March. */
#include "runtime/plan/calendar.h"

#include "runtime/data/calendar.h"

/* The first day of stretch i. The one that begins behind the calendar's last day is a month after a day of December. */
static int32_t stretch_first(int32_t from, PlanUnit unit, uint32_t i) {
  int32_t day = from;
  switch (unit) {
  case PLAN_DAY: return from + (int32_t)i;
  case PLAN_WEEK: return from + 7 * (int32_t)i;
  case PLAN_MONTH:
    if (date_add_months(from, i, &day)) return day;
    return date_add_months(from, (int64_t)i - 1, &day) ? day + 31 : INT32_MAX;
  }
  return day;
}

/* How many stretches begin within the campaign; PERIODS_MOST + 1 where there are more. */
static uint32_t stretch_count(const PlanCampaign *campaign, PlanUnit unit) {
  uint32_t count = 0;
  while (count <= PERIODS_MOST && stretch_first(campaign->from, unit, count) <= campaign->to) count++;
  return count;
}

bool calendar_make(const PlanCampaign *campaign, int32_t today, Arena *arena, Calendar *out) {
  *out = (Calendar){.count = stretch_count(campaign, campaign->by)};
  if (out->count > PERIODS_MOST) return false;
  out->periods = ARENA_ARRAY(arena, PlanPeriod, out->count);
  if (!out->periods) return false;
  out->first = out->count;
  for (uint32_t i = out->count; i-- > 0;) {
    PlanPeriod *period = &out->periods[i];
    period->first = stretch_first(campaign->from, campaign->by, i);
    period->last = i + 1 < out->count ? period[1].first - 1 : campaign->to;
    const bool passed = period->last < today;
    period->day = !passed && today > period->first ? today : period->first;
    if (!passed) out->first = i;
  }
  return true;
}

uint32_t calendar_period(const Calendar *calendar, int32_t day) {
  if (!calendar->count || day < calendar->periods[0].first || day > calendar->periods[calendar->count - 1].last) return PLAN_NONE;
  uint32_t low = 0, high = calendar->count - 1;
  while (low < high) {
    const uint32_t middle = low + (high - low + 1) / 2;
    if (calendar->periods[middle].first <= day) low = middle;
    else high = middle - 1;
  }
  return low;
}

/* ---- windows ---- */

/* amount * days / of, rounded down; what no number holds is as good as without end. */
static int64_t part(int64_t amount, int32_t days, int32_t of) {
  const __int128 all = (__int128)amount * days / of;
  return all > INT64_MAX ? INT64_MAX : (int64_t)all;
}

/* The capacity's unit is shorter than a period: each period takes as much as its days allow. */
static void windows_of_periods(const PlanCapacity *capacity, const Calendar *calendar, Windows *out) {
  for (uint32_t i = 0; i < calendar->count; i++) {
    const PlanPeriod *period = &calendar->periods[i];
    out->first[i] = period->day; /* of one that has begun only the days that are left */
    out->amount[i] = part(capacity->amount, period->last - period->day + 1, capacity->per == PLAN_WEEK ? 7 : 1);
    out->of_period[i] = i;
  }
}

static void windows_of_unit(const PlanCampaign *campaign, const PlanCapacity *capacity, const Calendar *calendar, Windows *out) {
  for (uint32_t i = 0; i < out->count; i++) {
    const int32_t first = stretch_first(campaign->from, capacity->per, i), next = stretch_first(campaign->from, capacity->per, i + 1);
    const int32_t days = (next <= campaign->to ? next : campaign->to + 1) - first;
    out->first[i] = first;
    out->amount[i] = part(capacity->amount, days, next - first);
  }
  for (uint32_t i = 0; i < calendar->count; i++) out->of_period[i] = windows_find(out, campaign, calendar->periods[i].day);
}

bool windows_make(const PlanCampaign *campaign, const Calendar *calendar, const PlanCapacity *capacity, Arena *arena, Windows *out) {
  const bool shorter = capacity->per < campaign->by;
  const uint32_t count = shorter ? calendar->count : stretch_count(campaign, capacity->per);
  *out = (Windows){
      .first = ARENA_ARRAY(arena, int32_t, count),
      .amount = ARENA_ARRAY(arena, int64_t, count),
      .of_period = ARENA_ARRAY(arena, uint32_t, calendar->count),
      .count = count,
  };
  if (!out->first || !out->amount || !out->of_period) return false;
  if (shorter) windows_of_periods(capacity, calendar, out);
  else windows_of_unit(campaign, capacity, calendar, out);
  return true;
}

uint32_t windows_find(const Windows *windows, const PlanCampaign *campaign, int32_t day) {
  if (!windows->count || day < campaign->from || day > campaign->to) return PLAN_NONE;
  uint32_t low = 0, high = windows->count - 1;
  while (low < high) {
    const uint32_t middle = low + (high - low + 1) / 2;
    if (windows->first[middle] <= day) low = middle;
    else high = middle - 1;
  }
  return windows->first[low] <= day ? low : PLAN_NONE;
}

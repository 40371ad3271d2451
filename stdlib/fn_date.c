/* SPDX-License-Identifier: MIT
 * Parts of dates and datetimes, and the clocks of time zones. */
#include "stdlib/kernels.h"

#include "runtime/data/calendar.h"
#include "runtime/data/zone.h"

static int64_t year_of(int32_t date) { return civil_of_date(date).year; }
static int64_t quarter_of(int32_t date) { return (civil_of_date(date).month + 2) / 3; }
static int64_t month_of(int32_t date) { return civil_of_date(date).month; }
static int64_t day_of(int32_t date) { return civil_of_date(date).day; }
/* 1970-01-01 was a Thursday; the shift makes the dividend positive for all dates. */
static int64_t weekday_of(int32_t date) { return (date + 3 + 7 * (int64_t)200000) % 7 + 1; }

#define PART_KERNELS(part)                                                                                             \
  void fn_##part##_date(FnCall *call) {                                                                                \
    EACH_LANE(call, i) call->i64[i] = part##_of(fn_i32(call, 0, i));                                                   \
  }                                                                                                                    \
                                                                                                                       \
  void fn_##part##_datetime(FnCall *call) {                                                                            \
    EACH_LANE(call, i) call->i64[i] = part##_of(date_of_datetime(fn_i64(call, 0, i)));                                 \
  }

PART_KERNELS(year)
PART_KERNELS(quarter)
PART_KERNELS(month)
PART_KERNELS(day)
PART_KERNELS(weekday)

/* Seconds since midnight. */
static int64_t clock_of(int64_t datetime) { return datetime - (int64_t)date_of_datetime(datetime) * 86400; }

void fn_hour(FnCall *call) {
  EACH_LANE(call, i) call->i64[i] = clock_of(fn_i64(call, 0, i)) / 3600;
}

void fn_minute(FnCall *call) {
  EACH_LANE(call, i) call->i64[i] = clock_of(fn_i64(call, 0, i)) / 60 % 60;
}

/* The table that a call site uses; `zone` is NULL where there is none of that name. */
typedef struct ZoneState {
  const Zone *zone;
} ZoneState;

/* The zone's name is a constant: its table is read once. */
static const Zone *zone_of(FnCall *call, uint32_t lane) {
  ZoneState *state = *call->state;
  if (!state) {
    state = ARENA_NEW(call->keep, ZoneState);
    if (!state) return NULL;
    state->zone = zone_open(fn_str(call, 1, lane), call->keep);
    *call->state = state;
  }
  return state->zone;
}

void fn_in_zone(FnCall *call) {
  EACH_LANE(call, i) {
    const Zone *zone = zone_of(call, i);
    int64_t local = zone ? zone_local(zone, fn_i64(call, 0, i)) : 0;
    Fault fault = !zone ? FAULT_UNREADABLE : local < DATETIME_MIN || local > DATETIME_MAX ? FAULT_OUT_OF_RANGE : FAULT_NONE;
    give_i64(call, i, fault, fault ? 0 : local);
  }
}

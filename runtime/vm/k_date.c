/* SPDX-License-Identifier: MIT
 * Dates and datetimes. Whatever is written lies within the calendar, also in lanes that nobody selected. */
#include "runtime/vm/kernel.h"

#include "runtime/data/calendar.h"

static inline int32_t held_date(int32_t date) { return date < DATE_MIN ? DATE_MIN : date > DATE_MAX ? DATE_MAX : date; }

static inline int64_t held_datetime(int64_t datetime) {
  return datetime < DATETIME_MIN ? DATETIME_MIN : datetime > DATETIME_MAX ? DATETIME_MAX : datetime;
}

typedef bool (*AddDate)(int32_t date, int64_t by, int32_t *out);
typedef bool (*AddDatetime)(int64_t datetime, int64_t by, int64_t *out);

static bool add_days(int32_t date, int64_t by, int32_t *out) {
  int64_t sum;
  if (__builtin_add_overflow((int64_t)date, by, &sum) || sum < DATE_MIN || sum > DATE_MAX) return false;
  *out = (int32_t)sum;
  return true;
}

static bool add_seconds(int64_t datetime, int64_t by, int64_t *out) {
  return !__builtin_add_overflow(datetime, by, out) && *out >= DATETIME_MIN && *out <= DATETIME_MAX;
}

static bool add_months(int64_t datetime, int64_t by, int64_t *out) {
  int32_t day = date_of_datetime(datetime), moved;
  if (!date_add_months(day, by, &moved)) return false;
  *out = (int64_t)moved * 86400 + (datetime - (int64_t)day * 86400);
  return true;
}

static void move_dates(Vm *vm, const Instr *instr, AddDate add) {
  Work work;
  if (!work_begin(&work, vm, instr, 2)) return;
  FaultLanes faults;
  bool faulted = false;
  int32_t *out = work.dst->data;
  const uint32_t sa = !work.a.constant, sb = !work.b.constant;
  const Mask *known = work.dst->vec.valid;
  WORK_EACH_KNOWN(work, known, i, {
    int32_t moved;
    if (add(held_date(work.a.i32[i * sa]), work.b.i64[i * sb], &moved)) {
      out[i] = moved;
    } else {
      if (!faulted) faults = (FaultLanes){0};
      faulted = true;
      work_fault(&faults, work_known(&work), i, FAULT_OUT_OF_RANGE);
    }
  })
  if (faulted) work_report(&work, &faults);
}

static void move_datetimes(Vm *vm, const Instr *instr, AddDatetime add) {
  Work work;
  if (!work_begin(&work, vm, instr, 2)) return;
  FaultLanes faults;
  bool faulted = false;
  int64_t *out = work.dst->data;
  const uint32_t sa = !work.a.constant, sb = !work.b.constant;
  const Mask *known = work.dst->vec.valid;
  WORK_EACH_KNOWN(work, known, i, {
    int64_t moved;
    if (add(held_datetime(work.a.i64[i * sa]), work.b.i64[i * sb], &moved)) {
      out[i] = moved;
    } else {
      if (!faulted) faults = (FaultLanes){0};
      faulted = true;
      work_fault(&faults, work_known(&work), i, FAULT_OUT_OF_RANGE);
    }
  })
  if (faulted) work_report(&work, &faults);
}

KERNEL(ADD_DAYS) { move_dates(vm, instr, add_days); }
KERNEL(ADD_MONTHS) { move_dates(vm, instr, date_add_months); }
KERNEL(ADD_SECONDS) { move_datetimes(vm, instr, add_seconds); }
KERNEL(ADD_MONTHS_T) { move_datetimes(vm, instr, add_months); }

HOT KERNEL(DAYS_BETWEEN) {
  Work work;
  if (!work_begin(&work, vm, instr, 2)) return;
  WORK_MAP_2(work, int64_t, int32_t, int32_t, r = (int64_t)y - x);
}

KERNEL(MONTHS_BETWEEN) {
  Work work;
  if (!work_begin(&work, vm, instr, 2)) return;
  int64_t *out = work.dst->data;
  const uint32_t sa = !work.a.constant, sb = !work.b.constant;
  const Mask *known = work.dst->vec.valid;
  WORK_EACH_KNOWN(work, known, i,
                  { out[i] = months_between(held_date(work.a.i32[i * sa]), held_date(work.b.i32[i * sb])); })
}

KERNEL(DAY_OF) {
  Work work;
  if (!work_begin(&work, vm, instr, 1)) return;
  WORK_MAP_1(work, int32_t, int64_t, r = date_of_datetime(held_datetime(x)));
}

/* SPDX-License-Identifier: MIT */
/* One owner's rows, time by time: which picks can have been made so far. */
#include "runtime/data/calendar.h"
#include "runtime/group/sequence_parts.h"

#define NO_LIMIT INT64_MAX

/* `time` moved on by a duration; NO_LIMIT beyond the calendar. */
static int64_t later(Kind kind, int64_t time, Duration by) {
  bool date = kind == KIND_DATE;
  int64_t day = date ? time : date_of_datetime(time), clock = date ? 0 : time - day * 86400, end;
  if (by.unit == DURATION_MONTHS) {
    int32_t moved;
    if (!date_add_months((int32_t)day, by.count, &moved)) return NO_LIMIT;
    return date ? moved : (int64_t)moved * 86400 + clock;
  }
  int64_t count = by.count;
  if (by.unit == DURATION_DAYS && !date && __builtin_mul_overflow(count, 86400, &count)) return NO_LIMIT;
  if (by.unit == DURATION_SECONDS && date) count /= 86400;
  if (__builtin_add_overflow(time, count, &end) || end > (date ? DATE_MAX : DATETIME_MAX)) return NO_LIMIT;
  return end;
}

typedef struct Walk {
  const Sequence *s;
  const SequenceRows *rows;
  int32_t today;
  uint64_t reached;                      /* bit p: picks 0..p made at earlier times, their `no` steps holding */
  int64_t limits[SEQUENCE_STEPS_MOST];   /* of a reached p: the latest time at which some such choice lets pick p + 1 be made */
  size_t next[SEQUENCE_STEPS_MOST];      /* of a `no` bit: the first row behind the time at hand that meets it, or count */
} Walk;

/* When pick p + 1 may be made at the latest, pick p being made at `time`. */
static int64_t limit_behind(const Walk *walk, uint32_t p, int64_t time) {
  if (p + 1 == walk->s->pick_count) return time;
  const ProgramStep *step = &walk->s->steps[walk->s->step_of_bit[p + 1]];
  return step->timed ? later(walk->s->time, time, step->within) : NO_LIMIT;
}

/* Does a `no` step hold among the rows from place `end` on, where those of the last chosen row's time end? */
static bool no_holds(Walk *walk, uint32_t bit, int64_t time, size_t end) {
  const SequenceRows *rows = walk->rows;
  size_t *next = &walk->next[bit];
  if (*next < end) *next = end;
  while (*next < rows->count && !(rows->masks[*next] >> bit & 1)) ++*next;
  const ProgramStep *step = &walk->s->steps[walk->s->step_of_bit[bit]];
  if (!step->timed) return *next == rows->count;
  int64_t limit = later(walk->s->time, time, step->within);
  if (limit == NO_LIMIT) return false;
  int64_t day = walk->s->time == KIND_DATE ? limit : date_of_datetime(limit);
  return day < walk->today && (*next == rows->count || rows->times[*next] > limit);
}

static bool nos_hold(Walk *walk, uint32_t p, int64_t time, size_t end) {
  for (uint32_t bit = walk->s->first_no[p]; bit < walk->s->first_no[p + 1]; bit++)
    if (!no_holds(walk, bit, time, end)) return false;
  return true;
}

/* Of a run of picks from `a` on, those up to the first behind which a `no` step does not hold. */
static uint64_t while_nos_hold(Walk *walk, uint64_t run, uint32_t a, int64_t time, size_t end) {
  for (uint32_t p = a; p < walk->s->pick_count && run >> p & 1; p++)
    if (!nos_hold(walk, p, time, end)) return run & bit_range(0, p);
  return run;
}

/* Bit p where pick p can be the last one made at the time of rows first .. end-1. */
static uint64_t picks_at(Walk *walk, size_t first, size_t end) {
  const Sequence *s = walk->s;
  int64_t time = walk->rows->times[first];
  uint64_t some = 0, last = 0;
  for (size_t i = first; i < end; i++) some |= walk->rows->masks[i];
  for (uint32_t a = 0; a < s->pick_count; a++) {
    if (!(some >> a & 1)) continue;
    if (a > 0 && (!(walk->reached >> (a - 1) & 1) || time > walk->limits[a - 1])) continue;
    uint64_t run = sequence_match(s, walk->rows, first, end, a);
    last |= while_nos_hold(walk, run, a, time, end);
  }
  return last;
}

bool sequence_holds(const Sequence *s, const SequenceRows *rows, int32_t today) {
  Walk walk = {.s = s, .rows = rows, .today = today};
  for (size_t first = 0, end; first < rows->count; first = end) {
    int64_t time = rows->times[first];
    for (end = first + 1; end < rows->count && rows->times[end] == time;) end++;
    uint64_t last = picks_at(&walk, first, end);
    if (last >> (s->pick_count - 1) & 1) return true;
    for (uint32_t p = 0; p < s->pick_count; p++) {
      if (!(last >> p & 1)) continue;
      int64_t limit = limit_behind(&walk, p, time);
      if (!(walk.reached >> p & 1) || limit > walk.limits[p]) walk.limits[p] = limit;
    }
    walk.reached |= last;
  }
  return false;
}

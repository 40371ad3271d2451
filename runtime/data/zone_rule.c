/* SPDX-License-Identifier: MIT */
#include "runtime/data/zone_rule.h"

#include "runtime/data/calendar.h"

enum { HOUR = 3600, DAY = 86400, HOURS_MOST = 167 };

/* What is left to read; `p` is NULL once something was malformed. */
typedef struct Reader {
  const char *p, *end;
} Reader;

static char peek(const Reader *r) { return r->p && r->p < r->end ? *r->p : 0; }

static bool take(Reader *r, char c) {
  if (peek(r) != c) return false;
  r->p++;
  return true;
}

static int32_t take_number(Reader *r, int32_t least, int32_t most) {
  int32_t value = 0, digits = 0;
  for (; peek(r) >= '0' && peek(r) <= '9' && digits < 4; digits++) value = value * 10 + (*r->p++ - '0');
  if (!digits || value < least || value > most) r->p = NULL;
  return value;
}

/* `CET` or `<+03>`: not needed, but it must be there. */
static void skip_name(Reader *r) {
  bool quoted = take(r, '<');
  uint32_t letters = 0;
  for (char c; (c = peek(r)) != 0; letters++, r->p++) {
    bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (!letter && !(quoted && (c == '+' || c == '-' || (c >= '0' && c <= '9')))) break;
  }
  if (letters < 3 || (quoted && !take(r, '>'))) r->p = NULL;
}

/* `-1`, `+5:30`, `26:00:00`, in seconds. */
static int32_t take_time(Reader *r) {
  bool negative = take(r, '-');
  if (!negative) take(r, '+');
  int32_t seconds = take_number(r, 0, HOURS_MOST) * HOUR;
  if (take(r, ':')) seconds += take_number(r, 0, 59) * 60;
  if (take(r, ':')) seconds += take_number(r, 0, 59);
  return negative ? -seconds : seconds;
}

static ZoneChange take_change(Reader *r) {
  ZoneChange change = {.how = ZONE_ORDINAL, .time = 2 * HOUR};
  if (!take(r, ',')) r->p = NULL;
  if (take(r, 'M')) {
    change.how = ZONE_WEEKDAY;
    change.month = take_number(r, 1, 12);
    if (!take(r, '.')) r->p = NULL;
    change.week = take_number(r, 1, 5);
    if (!take(r, '.')) r->p = NULL;
    change.day = take_number(r, 0, 6);
  } else if (take(r, 'J')) {
    change.how = ZONE_JULIAN;
    change.day = take_number(r, 1, 365);
  } else {
    change.day = take_number(r, 0, 365);
  }
  if (take(r, '/')) change.time = take_time(r);
  return change;
}

bool zone_rule_parse(Str text, ZoneRule *out) {
  Reader r = {text.p, text.p + text.n};
  *out = (ZoneRule){0};
  skip_name(&r);
  out->standard = -take_time(&r); /* the rule counts westwards */
  out->summer = out->standard + HOUR;
  if (r.p && r.p < r.end) {
    out->changes = true;
    skip_name(&r);
    if (peek(&r) != ',') out->summer = -take_time(&r);
    out->start = take_change(&r);
    out->end = take_change(&r);
  }
  return r.p != NULL && r.p == r.end;
}

/* 0 is Sunday. */
static int32_t weekday_of(int32_t date) { return ((date % 7) + 4 + 7) % 7; }

static int32_t change_day(const ZoneChange *change, int32_t year) {
  int32_t new_year = date_of_civil((Civil){year, 1, 1});
  switch (change->how) {
  case ZONE_JULIAN: return new_year + change->day - 1 + (change->day >= 60 && month_days(year, 2) == 29);
  case ZONE_ORDINAL: return new_year + change->day;
  case ZONE_WEEKDAY: break;
  }
  int32_t first = date_of_civil((Civil){year, (uint32_t)change->month, 1});
  int32_t day = (change->day - weekday_of(first) + 7) % 7 + (change->week - 1) * 7;
  if (day >= (int32_t)month_days(year, (uint32_t)change->month)) day -= 7;
  return first + day;
}

/* The instant of a change, from the clock that holds before it. */
static int64_t change_instant(const ZoneChange *change, int32_t year, int32_t offset) {
  return (int64_t)change_day(change, year) * DAY + change->time - offset;
}

int32_t zone_rule_offset(const ZoneRule *rule, int64_t datetime) {
  if (!rule->changes) return rule->standard;
  int32_t year = civil_of_date(date_of_datetime(datetime + rule->standard)).year;
  int64_t start = change_instant(&rule->start, year, rule->standard);
  int64_t end = change_instant(&rule->end, year, rule->summer);
  bool summer = start < end ? datetime >= start && datetime < end : !(datetime >= end && datetime < start);
  return summer ? rule->summer : rule->standard;
}

/* The rule at the end of a zone's table, for all times after its last entry: a POSIX TZ text such as
 * `CET-1CEST,M3.5.0,M10.5.0/3`. */
#ifndef CIBLE_DATA_ZONE_RULE_H
#define CIBLE_DATA_ZONE_RULE_H

#include "runtime/base/str.h"

typedef enum ZoneDay { ZONE_JULIAN, ZONE_ORDINAL, ZONE_WEEKDAY } ZoneDay;

/* When in a year the clock changes. */
typedef struct ZoneChange {
  ZoneDay how;
  int32_t day;         /* JULIAN: 1..365, without 29 February; ORDINAL: 0..365; WEEKDAY: 0 is Sunday */
  int32_t month, week; /* WEEKDAY: 1..12; 1..5, 5 is the last */
  int32_t time;        /* seconds from midnight of the clock before the change */
} ZoneChange;

typedef struct ZoneRule {
  int32_t standard, summer; /* seconds east of UTC */
  bool changes;             /* else always standard */
  ZoneChange start, end;    /* of summer time */
} ZoneRule;

/* False where it is malformed. */
bool zone_rule_parse(Str text, ZoneRule *out);
/* Seconds east of UTC at that instant. */
int32_t zone_rule_offset(const ZoneRule *rule, int64_t datetime);

#endif

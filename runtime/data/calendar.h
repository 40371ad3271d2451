/* Days and seconds of the proleptic Gregorian calendar. Dates are days from 1970-01-01, datetimes seconds from then, UTC. */
#ifndef CIBLE_DATA_CALENDAR_H
#define CIBLE_DATA_CALENDAR_H

#include "runtime/base/str.h"
#include "runtime/data/value.h"

typedef struct Civil {
  int32_t year; /* 1..9999 */
  uint32_t month, day;
} Civil;

int32_t date_of_civil(Civil civil); /* the civil date must exist */
Civil civil_of_date(int32_t date);
bool civil_exists(int64_t year, int64_t month, int64_t day); /* within 0001-01-01 .. 9999-12-31 */
uint32_t month_days(int32_t year, uint32_t month);

/* The date `months` later (or earlier), a month's end kept: 31 January + 1 month is the last of February. False beyond the calendar. */
bool date_add_months(int32_t date, int64_t months, int32_t *out);
/* The greatest n with from + n months <= to; for from > to minus that of (to, from). */
int64_t months_between(int32_t from, int32_t to);
/* The day of a datetime (rounds down before 1970). */
int32_t date_of_datetime(int64_t datetime);

/* `YYYY-MM-DD`, nothing else around it. */
bool date_parse(Str text, int32_t *out);
/* `YYYY-MM-DD`, then T or a blank and HH:MM[:SS[.fff]], then nothing (UTC), Z or +HH:MM / -HH:MM; a bare day is its midnight. */
bool datetime_parse(Str text, int64_t *out);
/* `2027-03-01` and `2027-03-01T09:30:00`; the buffer takes 10 and 19 bytes and a NUL. */
enum { DATE_TEXT = 11, DATETIME_TEXT = 20 };
void date_write(int32_t date, char out[DATE_TEXT]);
void datetime_write(int64_t datetime, char out[DATETIME_TEXT]);

#endif

/* SPDX-License-Identifier: MIT */
#include "runtime/data/calendar.h"

/* Years are counted from a 1 March, so that the leap day is a year's last; 400 years (an era) are always 146 097 days. */
enum { ERA_YEARS = 400, ERA_DAYS = 146097, EPOCH_SHIFT = 719468, DAY_SECONDS = 86400 };

int32_t date_of_civil(Civil civil) {
  uint32_t year = (uint32_t)civil.year - (civil.month <= 2);
  uint32_t month = civil.month > 2 ? civil.month - 3 : civil.month + 9; /* 0 is March */
  uint32_t era = year / ERA_YEARS, of_era = year % ERA_YEARS;
  uint32_t day = (153 * month + 2) / 5 + civil.day - 1; /* of the year from March: its months have 153 days in each five */
  return (int32_t)(era * ERA_DAYS + of_era * 365 + of_era / 4 - of_era / 100 + day) - EPOCH_SHIFT;
}

Civil civil_of_date(int32_t date) {
  uint32_t days = (uint32_t)(date + EPOCH_SHIFT);
  uint32_t era = days / ERA_DAYS, of_era = days % ERA_DAYS;
  uint32_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  uint32_t day = of_era - (year * 365 + year / 4 - year / 100);
  uint32_t month = (5 * day + 2) / 153;
  Civil civil = {.day = day - (153 * month + 2) / 5 + 1, .month = month < 10 ? month + 3 : month - 9};
  civil.year = (int32_t)(era * ERA_YEARS + year + (civil.month <= 2));
  return civil;
}

static bool leap(int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

uint32_t month_days(int32_t year, uint32_t month) {
  static const uint8_t days[13] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return days[month] + (month == 2 && leap(year));
}

bool civil_exists(int64_t year, int64_t month, int64_t day) {
  return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
         day <= month_days((int32_t)year, (uint32_t)month);
}

bool date_add_months(int32_t date, int64_t months, int32_t *out) {
  enum { CALENDAR_MONTHS = 9999 * 12 };
  if (months > CALENDAR_MONTHS || months < -CALENDAR_MONTHS) return false;
  Civil civil = civil_of_date(date);
  int64_t month = (int64_t)civil.year * 12 + civil.month - 1 + months;
  if (month < 12 || month >= 12 + CALENDAR_MONTHS) return false;
  civil.year = (int32_t)(month / 12);
  civil.month = (uint32_t)(month % 12) + 1;
  uint32_t last = month_days(civil.year, civil.month);
  if (civil.day > last) civil.day = last;
  *out = date_of_civil(civil);
  return true;
}

int64_t months_between(int32_t from, int32_t to) {
  if (from > to) return -months_between(to, from);
  Civil a = civil_of_date(from), b = civil_of_date(to);
  int64_t months = ((int64_t)b.year - a.year) * 12 + (int64_t)b.month - a.month;
  uint32_t last = month_days(b.year, b.month);
  uint32_t day = a.day < last ? a.day : last; /* where from + months falls in the month of `to` */
  return months - (day > b.day);
}

int32_t date_of_datetime(int64_t datetime) {
  int64_t day = datetime / DAY_SECONDS;
  return (int32_t)(day - (datetime % DAY_SECONDS < 0));
}

static inline uint32_t digit(char c) { return (uint32_t)(uint8_t)c - '0'; }

/* Eight bytes, the first the lowest. */
static inline uint64_t eight(const char *p) {
  uint64_t word = str_eight(p);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  word = __builtin_bswap64(word);
#endif
  return word;
}

/* The ten bytes YYYY-MM-DD at p. Eight are looked at at once: each is its digit, or 0 for a hyphen, once what should stand there is
 * taken away; what then passes 9, or 0, reaches the upper half of its byte. */
static bool read_day(const char *p, int32_t *out) {
  const uint64_t zeros = 0x2d30302d30303030, room = 0x0f06060f06060606, upper = 0xf0f0f0f0f0f0f0f0;
  uint64_t digits = eight(p) ^ zeros;
  uint32_t d0 = digit(p[8]), d1 = digit(p[9]);
  if (((digits | (digits + room)) & upper) | (d0 > 9) | (d1 > 9)) return false;
  uint64_t pairs = digits * 10 + (digits >> 8);
  Civil civil = {(int32_t)((pairs & 0xff) * 100 + (pairs >> 16 & 0xff)), (uint32_t)(pairs >> 40 & 0xff), d0 * 10 + d1};
  static const uint8_t days[256] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}; /* only 29 February hangs on the year */
  bool sure = civil.year != 0 && civil.day - 1 < days[civil.month & 0xff];
  if (!sure && !civil_exists(civil.year, civil.month, civil.day)) return false;
  *out = date_of_civil(civil);
  return true;
}

bool date_parse(Str text, int32_t *out) { return text.n == 10 && read_day(text.p, out); }

/* Two digits at p, at most `most`; -1 where they are not. */
static int32_t read_two(const char *p, uint32_t most) {
  uint32_t tens = digit(p[0]), ones = digit(p[1]);
  uint32_t value = tens * 10 + ones;
  return tens > 9 || ones > 9 || value > most ? -1 : (int32_t)value;
}

/* HH:MM at p as minutes; -1 where it is none. */
static int32_t read_clock(const char *p) {
  int32_t hour = read_two(p, 23), minute = read_two(p + 3, 59);
  return hour < 0 || minute < 0 || p[2] != ':' ? -1 : hour * 60 + minute;
}

/* `:SS` and `.fff` where they stand; false where they are malformed. */
static bool read_seconds(const char **p, const char *end, int32_t *seconds) {
  *seconds = 0;
  if (end - *p < 3 || **p != ':') return true;
  *seconds = read_two(*p + 1, 59);
  if (*seconds < 0) return false;
  *p += 3;
  if (*p == end || **p != '.') return true;
  const char *first = ++*p;
  while (*p < end && digit(**p) <= 9) ++*p;
  return *p > first;
}

/* What ends a datetime: nothing, Z or an offset, which is given in minutes. */
static bool read_offset(const char *p, const char *end, int32_t *minutes) {
  *minutes = 0;
  if (p == end) return true;
  if (end - p == 1) return *p == 'Z';
  if (end - p != 6 || (*p != '+' && *p != '-')) return false;
  int32_t clock = read_clock(p + 1);
  *minutes = *p == '-' ? -clock : clock;
  return clock >= 0;
}

bool datetime_parse(Str text, int64_t *out) {
  int32_t date, clock = 0, seconds = 0, offset = 0;
  if (text.n < 10 || !read_day(text.p, &date)) return false;
  if (text.n > 10) {
    const char *p = text.p + 10, *end = text.p + text.n;
    if (end - p < 6 || (*p != 'T' && *p != ' ')) return false;
    clock = read_clock(p + 1);
    p += 6;
    if (clock < 0 || !read_seconds(&p, end, &seconds) || !read_offset(p, end, &offset)) return false;
  }
  int64_t datetime = (int64_t)date * DAY_SECONDS + ((int64_t)clock - offset) * 60 + seconds;
  if (datetime < DATETIME_MIN || datetime > DATETIME_MAX) return false;
  *out = datetime;
  return true;
}

static char *write_two(char *p, uint32_t value) {
  p[0] = (char)('0' + value / 10);
  p[1] = (char)('0' + value % 10);
  return p + 2;
}

void date_write(int32_t date, char out[DATE_TEXT]) {
  Civil civil = civil_of_date(date);
  char *p = write_two(out, (uint32_t)civil.year / 100);
  p = write_two(p, (uint32_t)civil.year % 100);
  *p++ = '-';
  p = write_two(p, civil.month);
  *p++ = '-';
  p = write_two(p, civil.day);
  *p = 0;
}

void datetime_write(int64_t datetime, char out[DATETIME_TEXT]) {
  int32_t date = date_of_datetime(datetime);
  uint32_t second = (uint32_t)(datetime - (int64_t)date * DAY_SECONDS);
  date_write(date, out);
  char *p = out + 10;
  *p++ = 'T';
  p = write_two(p, second / 3600);
  *p++ = ':';
  p = write_two(p, second / 60 % 60);
  *p++ = ':';
  p = write_two(p, second % 60);
  *p = 0;
}

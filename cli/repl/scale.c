/* SPDX-License-Identifier: MIT */
#include "cli/repl/scale.h"

#include <math.h>
#include <string.h>
#include <time.h>

enum { DAY = 86400, BARS_WANTED = 10, MONTHS_FROM = 120 /* days */, YEARS_FROM = 8 * 366 };

/* ---- values ---- */

/* Digits, in groups of three. */
static void group_digits(Written out, const char *digits, bool negative) {
  size_t whole = strcspn(digits, "."), at = 0;
  if (negative) out[at++] = '-';
  for (size_t i = 0; digits[i]; i++) {
    if (i && i < whole && (whole - i) % 3 == 0) out[at++] = ' ';
    out[at++] = digits[i];
  }
  out[at] = 0;
}

void write_number(Written out, double number) {
  char digits[40];
  double size = fabs(number);
  if (size >= 1e15 || (size < 0.005 && size > 0)) {
    snprintf(out, sizeof(Written), "%.4g", number);
    return;
  }
  snprintf(digits, sizeof digits, number == floor(number) ? "%.0f" : "%.2f", size);
  group_digits(out, digits, number < 0);
}

static void write_money(Written out, double money) {
  char digits[40];
  if (fabs(money) >= 1e15) return write_number(out, money);
  snprintf(digits, sizeof digits, "%.2f", fabs(money));
  group_digits(out, digits, money < 0 && strspn(digits, "0.") < strlen(digits));
}

static bool moment_of(double seconds, struct tm *parts) {
  time_t time = (time_t)floor(seconds);
  return gmtime_r(&time, parts) != NULL;
}

static void write_moment(Written out, double seconds, const char *format) {
  struct tm parts;
  out[0] = 0;
  if (moment_of(seconds, &parts)) strftime(out, sizeof(Written), format, &parts);
}

void write_value(Written out, CibleType type, double value, double within) {
  if (type == CIBLE_DATE || type == CIBLE_DATETIME) {
    double unit = type == CIBLE_DATE ? DAY : 1, known = within * unit;
    const char *whole = type == CIBLE_DATE ? "%Y-%m-%d" : "%Y-%m-%dT%H:%M";
    write_moment(out, value * unit + known / 2, known > 31.0 * DAY ? "%Y" : known > DAY ? "%Y-%m" : whole);
    return;
  }
  if (within > 0) value = round(value / within) * within;
  if (within > 0 && fabs(value - round(value)) < within * 1e-6) value = round(value);
  if (type == CIBLE_MONEY && within < 1) write_money(out, value);
  else write_number(out, value);
}

/* ---- choosing ---- */

/* The least of these steps that is as large; the last one times 2, 4 … where none is. */
static double step_of(const double *steps, size_t count, double least) {
  for (size_t i = 0; i < count; i++)
    if (steps[i] >= least) return steps[i];
  double step = steps[count - 1];
  while (step < least) step *= 2;
  return step;
}

/* 1, 2, 5, 10, 20 … times a power of ten. */
double scale_round(double least) {
  double power = pow(10, floor(log10(least)));
  const double steps[] = {1, 2, 5, 10};
  return power * step_of(steps, 4, least / power * (1 - 1e-12));
}

static double year_of(double seconds) {
  struct tm parts;
  return moment_of(seconds, &parts) ? parts.tm_year + 1900 : 1970;
}

static double month_of(double seconds) {
  struct tm parts;
  return moment_of(seconds, &parts) ? 12.0 * (parts.tm_year + 1900) + parts.tm_mon : 12 * 1970;
}

static ScaleUnit unit_of(CibleType type, double seconds) {
  if (type == CIBLE_INTEGER) return SCALE_WHOLE;
  if (type != CIBLE_DATE && type != CIBLE_DATETIME) return SCALE_NUMBER;
  if (seconds >= (double)YEARS_FROM * DAY) return SCALE_YEAR;
  if (seconds >= (double)MONTHS_FROM * DAY) return SCALE_MONTH;
  return type == CIBLE_DATE || seconds >= 3.0 * DAY ? SCALE_DAY : SCALE_MOMENT;
}

/* A day or a moment in the scale's units. */
static double in_units(const Scale *scale, double value) {
  double seconds = scale->type == CIBLE_DATE ? value * DAY : value;
  switch (scale->unit) {
  case SCALE_YEAR: return year_of(seconds);
  case SCALE_MONTH: return month_of(seconds);
  case SCALE_NUMBER:
  case SCALE_WHOLE:
  case SCALE_DAY:
  case SCALE_MOMENT: break;
  }
  return value;
}

static double step_for(const Scale *scale, double span) {
  static const double months[] = {1, 2, 3, 6, 12}, days[] = {1, 2, 7, 14}, seconds[] = {1, 5, 15, 60, 300, 900, 3600, 10800, 21600};
  double least = span / BARS_WANTED, day = scale->type == CIBLE_DATE ? 1 : DAY;
  switch (scale->unit) {
  case SCALE_WHOLE:
  case SCALE_YEAR: return scale_round(least < 1 ? 1 : least);
  case SCALE_MONTH: return step_of(months, sizeof months / sizeof *months, least);
  case SCALE_DAY: return day * step_of(days, sizeof days / sizeof *days, least / day);
  case SCALE_MOMENT: return step_of(seconds, sizeof seconds / sizeof *seconds, least);
  case SCALE_NUMBER: break;
  }
  return scale_round(least);
}

Scale scale_make(CibleType type, double least, double greatest, double lo, double hi) {
  Scale scale = {.type = type, .unit = unit_of(type, (hi - lo) * (type == CIBLE_DATE ? DAY : 1))};
  double from = in_units(&scale, lo), to = in_units(&scale, hi);
  scale.step = step_for(&scale, to - from);
  scale.lo = floor(from / scale.step + 1e-9) * scale.step;
  scale.bars = (int)floor((to - scale.lo) / scale.step + 1e-9) + 1;
  if (scale.bars > SCALE_BARS) scale.bars = SCALE_BARS;
  scale.below = in_units(&scale, least) < scale.lo;
  scale.above = in_units(&scale, greatest) >= scale.lo + scale.step * scale.bars * (1 + 1e-12);
  return scale;
}

/* A little before the round number, so that this itself falls into the bar that it begins. */
CibleWanted scale_wanted(const Scale *scale, size_t definition) {
  double lo = scale->lo - scale->step * 1e-7;
  return (CibleWanted){definition, lo, lo + scale->step * SCALE_BINS};
}

const char *scale_format(const Scale *scale) {
  switch (scale->unit) {
  case SCALE_YEAR: return "year(%s\n)";
  case SCALE_MONTH: return "year(%s\n) * 12 + month(%s\n) - 1";
  case SCALE_NUMBER:
  case SCALE_WHOLE:
  case SCALE_DAY:
  case SCALE_MOMENT: break;
  }
  return NULL;
}

/* ---- labels ---- */

static void write_place(const Scale *scale, double place, Written out) {
  switch (scale->unit) {
  case SCALE_YEAR: snprintf(out, sizeof(Written), "%.0f", place); break;
  case SCALE_MONTH: snprintf(out, sizeof(Written), "%.0f-%02.0f", floor(place / 12), fmod(place, 12) + 1); break;
  case SCALE_DAY: write_moment(out, scale->type == CIBLE_DATE ? place * DAY : place, "%Y-%m-%d"); break;
  case SCALE_MOMENT: write_moment(out, place, scale->step < 60 ? "%Y-%m-%dT%H:%M:%S" : "%Y-%m-%dT%H:%M"); break;
  case SCALE_NUMBER:
  case SCALE_WHOLE: write_number(out, place); break;
  }
}

/* Between which numbers whole ones lie can be said; of others only from where on. */
void scale_write_bar(const Scale *scale, int bar, Written out) {
  double from = scale->lo + bar * scale->step, one = scale->unit == SCALE_DAY && scale->type == CIBLE_DATETIME ? DAY : 1;
  bool whole = scale->unit != SCALE_NUMBER && scale->unit != SCALE_MOMENT, open = scale->above && bar == scale->bars - 1;
  Written first, last;
  write_place(scale, from, first);
  write_place(scale, from + scale->step - one, last);
  if (scale->below && bar == 0) {
    if (!whole) write_place(scale, from + scale->step, last);
    snprintf(out, sizeof(Written), whole ? tr("up to %s") : tr("under %s"), last);
  } else if (!whole || open) {
    snprintf(out, sizeof(Written), tr("from %s"), first);
  } else if (scale->step <= one) {
    snprintf(out, sizeof(Written), "%s", first);
  } else {
    snprintf(out, sizeof(Written), "%.28s … %.28s", first, last);
  }
}

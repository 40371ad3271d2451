/* SPDX-License-Identifier: MIT
 * Reading cells as they are written in real files: plain and French numbers, amounts in €, dates, yes and no. What could be a
 * code rather than a number (leading zeros, a leading +, more digits than an integer has) is none. */
#include "runtime/cell/reading.h"

#include <strings.h>

#include "runtime/data/calendar.h"
#include "runtime/data/numeric.h"

enum { PLAIN_MOST = 48 }; /* no number that is read from a cell is longer */

/* The length of the blank at the start of s (blank, tab, no-break blank, narrow no-break blank, thin blank); 0: none. */
static uint32_t blank_at(Str s) {
  if (s.n >= 1 && (s.p[0] == ' ' || s.p[0] == '\t')) return 1;
  if (s.n >= 2 && memcmp(s.p, "\xC2\xA0", 2) == 0) return 2;
  if (s.n >= 3 && (memcmp(s.p, "\xE2\x80\xAF", 3) == 0 || memcmp(s.p, "\xE2\x80\x89", 3) == 0)) return 3;
  return 0;
}

static uint32_t blank_before_end(Str s) {
  for (uint32_t n = 1; n <= 3 && n <= s.n; n++)
    if (blank_at((Str){s.p + s.n - n, n}) == n) return n;
  return 0;
}

Str cell_trim(Str cell) {
  for (uint32_t n; (n = blank_at(cell));) cell = (Str){cell.p + n, cell.n - n};
  for (uint32_t n; (n = blank_before_end(cell));) cell.n -= n;
  return cell;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static uint32_t digits_at(Str s, uint32_t at) {
  uint32_t n = 0;
  while (at + n < s.n && is_digit(s.p[at + n])) n++;
  return n;
}

/* A sign and digits that a number is written with: `-12`, not `+33`, not `01000`. The place behind them; 0 where it is not so. */
static uint32_t whole_part(Str s) {
  uint32_t at = s.n && s.p[0] == '-';
  uint32_t n = digits_at(s, at);
  return n == 0 || (n > 1 && s.p[at] == '0') ? 0 : at + n;
}

/* ---- truths ---- */

static Fit read_truth(Str s, Value *out, const char *yes, const char *no) {
  bool truth = s.n == strlen(yes) && strncasecmp(s.p, yes, s.n) == 0;
  if (!truth && !(s.n == strlen(no) && strncasecmp(s.p, no, s.n) == 0)) return FIT_NO;
  *out = (Value){.kind = KIND_BOOLEAN, .known = true, .truth = truth};
  return FIT_YES;
}

static Fit read_true_false(Str s, Value *out) { return read_truth(s, out, "true", "false"); }
static Fit read_yes_no(Str s, Value *out) { return read_truth(s, out, "yes", "no"); }
static Fit read_oui_non(Str s, Value *out) { return read_truth(s, out, "oui", "non"); }
static Fit read_vrai_faux(Str s, Value *out) { return read_truth(s, out, "vrai", "faux"); }

static Fit read_zero_one(Str s, Value *out) { return read_truth(s, out, "1", "0"); }

/* ---- numbers ---- */

static Fit read_integer(Str s, Value *out) {
  *out = (Value){.kind = KIND_INTEGER, .known = true};
  if (whole_part(s) != s.n || s.n == 0) return FIT_NO;
  return integer_parse(s, &out->i64) == FAULT_NONE ? FIT_YES : FIT_NO;
}

static Fit read_point(Str s, Value *out) {
  uint32_t at = whole_part(s), whole = at;
  if (!at) return FIT_NO;
  if (at < s.n && s.p[at] == '.') {
    uint32_t n = digits_at(s, at + 1);
    if (n == 0) return FIT_NO;
    at += 1 + n;
  }
  if (at < s.n && (s.p[at] == 'e' || s.p[at] == 'E')) {
    uint32_t sign = at + 1 < s.n && (s.p[at + 1] == '-' || s.p[at + 1] == '+');
    uint32_t n = digits_at(s, at + 1 + sign);
    if (n == 0) return FIT_NO;
    at += 1 + sign + n;
  }
  if (at != s.n) return FIT_NO;
  int64_t integer;
  if (whole == s.n && integer_parse(s, &integer) != FAULT_NONE) return FIT_NO;
  *out = (Value){.kind = KIND_NUMBER, .known = true};
  return number_parse(s, &out->f64) == FAULT_NONE ? FIT_YES : FIT_NO;
}

/* A number in the French way as `plain`, PLAIN_MOST bytes: groups of three behind blanks made one, the comma a point. */
typedef struct Plain {
  char text[PLAIN_MOST];
  uint32_t n;
  uint32_t decimals;
  bool grouped, comma;
} Plain;

static bool plain_digits(Plain *plain, Str s, uint32_t n) {
  if (plain->n + n >= PLAIN_MOST) return false;
  memcpy(plain->text + plain->n, s.p, n);
  plain->n += n;
  return true;
}

static bool make_plain(Str s, Plain *plain) {
  *plain = (Plain){.n = 0};
  uint32_t at = whole_part(s);
  if (!at || !plain_digits(plain, s, at)) return false;
  uint32_t first = at - (s.p[0] == '-');
  s = (Str){s.p + at, s.n - at};
  for (uint32_t blank; (blank = blank_at(s)); plain->grouped = true) {
    if (first > 3 || digits_at(s, blank) != 3) return false;
    if (!plain_digits(plain, (Str){s.p + blank, 3}, 3)) return false;
    s = (Str){s.p + blank + 3, s.n - blank - 3};
  }
  if (plain->grouped && plain->text[plain->text[0] == '-'] == '0') return false;
  if (s.n == 0) return true;
  plain->decimals = digits_at(s, 1);
  plain->comma = s.p[0] == ',';
  if (!plain->comma || plain->decimals == 0 || plain->decimals + 1 != s.n) return false;
  return plain_digits(plain, STR("."), 1) && plain_digits(plain, (Str){s.p + 1, plain->decimals}, plain->decimals);
}

static Fit read_grouped(Str s, Value *out) {
  Plain plain;
  if (!make_plain(s, &plain) || plain.comma) return FIT_NO;
  *out = (Value){.kind = KIND_INTEGER, .known = true};
  return integer_parse((Str){plain.text, plain.n}, &out->i64) == FAULT_NONE ? FIT_YES : FIT_NO;
}

/* `1,234` may be English for one thousand two hundred and thirty-four. */
static bool may_be_english(const Plain *plain) {
  uint32_t whole = plain->n - plain->decimals - 1 - (plain->text[0] == '-');
  return plain->comma && !plain->grouped && plain->decimals == 3 && whole <= 3 && plain->text[plain->text[0] == '-'] != '0';
}

static Fit read_comma(Str s, Value *out) {
  Plain plain;
  if (!make_plain(s, &plain)) return FIT_NO;
  Str text = {plain.text, plain.n};
  int64_t integer;
  if (!plain.comma && integer_parse(text, &integer) != FAULT_NONE) return FIT_NO;
  *out = (Value){.kind = KIND_NUMBER, .known = true};
  if (number_parse(text, &out->f64) != FAULT_NONE) return FIT_NO;
  return plain.comma && !may_be_english(&plain) ? FIT_SURE : FIT_YES;
}

/* ---- money ---- */

/* Takes `€` off the end; true where it stood there. */
static bool take_euro(Str *s) {
  static const char euro[] = "\xE2\x82\xAC";
  if (s->n < 3 || memcmp(s->p + s->n - 3, euro, 3) != 0) return false;
  s->n -= 3;
  *s = cell_trim(*s);
  return true;
}

/* Amounts that a column of numbers keeps to the last of four decimals. */
static Fit amount(Str plain, bool euro, Value *out) {
  bool exact;
  int64_t back;
  *out = (Value){.kind = KIND_MONEY, .known = true};
  if (money_parse(plain, &out->i64, &exact) != FAULT_NONE || !exact) return FIT_NO;
  if (money_of_number(number_of_money(out->i64), &back) != FAULT_NONE || back != out->i64) return FIT_NO;
  return euro ? FIT_SURE : FIT_YES;
}

static Fit read_money_point(Str s, Value *out) {
  bool euro = take_euro(&s);
  return read_point(s, out) == FIT_NO ? FIT_NO : amount(s, euro, out);
}

static Fit read_money_comma(Str s, Value *out) {
  Plain plain;
  bool euro = take_euro(&s);
  if (!make_plain(s, &plain) || may_be_english(&plain)) return FIT_NO;
  return amount((Str){plain.text, plain.n}, euro, out);
}

/* ---- dates ---- */

static Fit read_date(Str s, Value *out) {
  *out = (Value){.kind = KIND_DATE, .known = true};
  return date_parse(s, &out->i32) ? FIT_YES : FIT_NO;
}

static Fit read_datetime(Str s, Value *out) {
  *out = (Value){.kind = KIND_DATETIME, .known = true};
  return datetime_parse(s, &out->i64) ? FIT_YES : FIT_NO;
}

static int64_t small_number(const char *p, uint32_t n) {
  int64_t value = 0;
  for (uint32_t i = 0; i < n; i++) value = value * 10 + (p[i] - '0');
  return value;
}

/* `31/12/2027` at the start of s as `2027-12-31` in iso; its length in s, 0 where it is none. *sure: its day is no month. */
static uint32_t french_day(Str s, char iso[DATE_TEXT], bool *sure) {
  uint32_t d = digits_at(s, 0);
  if (d < 1 || d > 2 || d >= s.n || s.p[d] != '/') return 0;
  uint32_t m = digits_at(s, d + 1), end = d + 1 + m;
  if (m < 1 || m > 2 || end >= s.n || s.p[end] != '/' || digits_at(s, end + 1) != 4) return 0;
  Civil civil = {(int32_t)small_number(s.p + end + 1, 4), (uint32_t)small_number(s.p + d + 1, m), (uint32_t)small_number(s.p, d)};
  if (!civil_exists(civil.year, civil.month, civil.day)) return 0;
  date_write(date_of_civil(civil), iso);
  *sure = civil.day > 12;
  return end + 5;
}

static Fit read_date_french(Str s, Value *out) {
  char iso[DATE_TEXT];
  bool sure;
  if (s.n == 0 || french_day(s, iso, &sure) != s.n) return FIT_NO;
  return read_date((Str){iso, DATE_TEXT - 1}, out) == FIT_NO ? FIT_NO : sure ? FIT_SURE : FIT_YES;
}

static Fit read_datetime_french(Str s, Value *out) {
  char iso[64];
  bool sure;
  uint32_t n = french_day(s, iso, &sure), rest = s.n - n;
  if (!n || rest >= sizeof iso - DATE_TEXT) return FIT_NO;
  memcpy(iso + DATE_TEXT - 1, s.p + n, rest);
  return read_datetime((Str){iso, DATE_TEXT - 1 + rest}, out) == FIT_NO ? FIT_NO : sure ? FIT_SURE : FIT_YES;
}

/* ---- the table ---- */

static const struct {
  Kind kind;
  const char *form;
  bool needs_sure;
  Fit (*read)(Str s, Value *out);
} readings[READING_COUNT] = {
#define READING(id, kind, form, sure, read) {KIND_##kind, form, sure, read},
    READINGS(READING)
#undef READING
};

Kind reading_kind(Reading reading) { return reading == READING_TEXT ? KIND_TEXT : readings[reading].kind; }
const char *reading_form(Reading reading) { return reading == READING_TEXT ? "" : readings[reading].form; }
bool reading_needs_sure(Reading reading) { return reading != READING_TEXT && readings[reading].needs_sure; }

uint32_t readings_of(Kind kind) {
  uint32_t set = 0;
  for (uint32_t r = 0; r < READING_COUNT; r++)
    if (readings[r].kind == kind) set |= 1u << r;
  return set;
}

Fit reading_read(Reading reading, Str cell, Value *out) {
  cell = cell_trim(cell);
  if (reading != READING_TEXT) return cell.n ? readings[reading].read(cell, out) : FIT_NO;
  *out = (Value){.kind = KIND_TEXT, .known = true, .str = cell};
  return FIT_YES;
}

/* SPDX-License-Identifier: MIT
 * `+ - * /`, the sign, dates and durations; money exactly, in 128 bits. */
#include "tests/naive/naive.h"

#include <math.h>

#include "runtime/data/calendar.h"

/* ---- exact ---- */

bool exact_ratio(__int128 n, __int128 over, int64_t *out) {
  if (over < 0) n = -n, over = -over;
  bool negative = n < 0;
  unsigned __int128 size = negative ? -(unsigned __int128)n : (unsigned __int128)n, whole = size / (unsigned __int128)over;
  unsigned __int128 twice = (size % (unsigned __int128)over) * 2;
  if (twice > (unsigned __int128)over || (twice == (unsigned __int128)over && whole % 2 == 1)) whole++;
  if (whole > (unsigned __int128)INT64_MAX + negative) return false;
  *out = negative ? (int64_t)-(__int128)whole : (int64_t)whole;
  return true;
}

static Value whole_of(const Here *h, const AstNode *node, __int128 value, Kind kind) {
  if (value > INT64_MAX || value < INT64_MIN) return fault_at(h, node->span, FAULT_OVERFLOW, kind);
  return (Value){.kind = kind, .known = true, .i64 = (int64_t)value};
}

static __int128 ten_to(uint32_t n) {
  __int128 p = 1;
  while (n-- > 0) p *= 10;
  return p;
}

/* ---- dates ---- */

int32_t day_of(const Value *value) {
  if (value->kind == KIND_DATE) return value->i32;
  int64_t day = value->i64 / 86400;
  return (int32_t)(value->i64 % 86400 < 0 ? day - 1 : day);
}

bool shift_date(int32_t date, Duration by, int sign, int32_t *out) {
  if (by.unit == DURATION_MONTHS) return date_add_months(date, sign * by.count, out);
  if (by.unit == DURATION_SECONDS) return false;
  __int128 day = (__int128)date + (__int128)sign * by.count;
  *out = (int32_t)day;
  return day >= DATE_MIN && day <= DATE_MAX;
}

bool shift_datetime(int64_t datetime, Duration by, int sign, int64_t *out) {
  if (by.unit == DURATION_SECONDS) {
    __int128 at = (__int128)datetime + (__int128)sign * by.count;
    *out = (int64_t)at;
    return at >= DATETIME_MIN && at <= DATETIME_MAX;
  }
  Value whole = {.kind = KIND_DATETIME, .known = true, .i64 = datetime};
  int32_t day = day_of(&whole), moved = 0;
  if (!shift_date(day, by, sign, &moved)) return false;
  *out = (int64_t)moved * 86400 + (datetime - (int64_t)day * 86400);
  return true;
}

static Value add_duration(const Here *h, const AstNode *node, const AstNode *day, const AstNode *duration, int sign) {
  Value v = eval(h, day);
  Duration by;
  if (!v.known) return v;
  if (!duration_of(duration, &by)) return naive_lost(h->n, "a duration");
  bool good = v.kind == KIND_DATE ? shift_date(v.i32, by, sign, &v.i32) : shift_datetime(v.i64, by, sign, &v.i64);
  return good ? v : fault_at(h, node->span, FAULT_OUT_OF_RANGE, v.kind);
}

/* The greatest n with `from` + n months <= to. */
static int64_t months_up(int32_t from, int32_t to) {
  Civil a = civil_of_date(from), b = civil_of_date(to);
  int64_t n = ((int64_t)b.year - a.year) * 12 + ((int64_t)b.month - (int64_t)a.month) + 1;
  int32_t day = 0;
  while (n > 0 && (!date_add_months(from, n, &day) || day > to)) n--;
  return n;
}

Value eval_since(const Here *h, const AstNode *node) {
  Value v = eval(h, node->kid[SINCE_DATE]);
  if (!v.known) return unknown_of(KIND_INTEGER);
  int32_t day = day_of(&v), today = h->n->today;
  if (node->op == SINCE_DAYS) return integer_of((int64_t)today - day);
  if (node->op == SINCE_DAYS_UNTIL) return integer_of((int64_t)day - today);
  int64_t months = day <= today ? months_up(day, today) : -months_up(today, day);
  return integer_of(node->op == SINCE_YEARS ? months / 12 : months);
}

/* last: today - D < d and d <= today; next: today <= d and d < today + D. */
Value eval_within(const Here *h, const AstNode *node) {
  Value v = eval(h, node->kid[WITHIN_VALUE]);
  Duration span;
  int32_t edge = 0, today = h->n->today;
  if (!duration_of(node->kid[WITHIN_SPAN], &span)) return naive_lost(h->n, "a duration");
  bool good = shift_date(today, span, node->op == 0 ? -1 : 1, &edge);
  if (!good) return fault_at(h, node->span, FAULT_OUT_OF_RANGE, KIND_BOOLEAN);
  if (!v.known) return unknown_of(KIND_BOOLEAN);
  int32_t day = day_of(&v);
  return truth_of(node->op == 0 ? edge < day && day <= today : today <= day && day < edge);
}

/* ---- numbers ---- */

static Value arith_integers(const Here *h, const AstNode *node, int64_t a, int64_t b) {
  switch (node->op) {
    case '+': return whole_of(h, node, (__int128)a + b, KIND_INTEGER);
    case '-': return whole_of(h, node, (__int128)a - b, KIND_INTEGER);
    default: return whole_of(h, node, (__int128)a * b, KIND_INTEGER);
  }
}

static Value arith_numbers(const Here *h, const AstNode *node, double a, double b) {
  switch (node->op) {
    case '+': return number_of(h, node, a + b);
    case '-': return number_of(h, node, a - b);
    case '*': return number_of(h, node, a * b);
    default:
      if (b == 0) return fault_at(h, node->span, FAULT_ZERO_DIVISION, KIND_NUMBER);
      return number_of(h, node, a / b);
  }
}

/* ---- money ---- */

static Value rounded(const Here *h, const AstNode *node, __int128 n, __int128 over) {
  int64_t out;
  if (!exact_ratio(n, over, &out)) return fault_at(h, node->span, FAULT_OVERFLOW, KIND_MONEY);
  return (Value){.kind = KIND_MONEY, .known = true, .i64 = out};
}

/* A double of 1/10 000s, rounded half to even. */
static Value money_near(const Here *h, const AstNode *node, double amount) {
  double whole = nearbyint(amount);
  if (!(whole >= -0x1p63 && whole < 0x1p63)) return fault_at(h, node->span, FAULT_OVERFLOW, KIND_MONEY);
  return (Value){.kind = KIND_MONEY, .known = true, .i64 = (int64_t)whole};
}

/* Money times, or over, what stands at `by`. */
static Value money_by(const Here *h, const AstNode *node, const AstNode *by, int64_t money, Value factor) {
  bool times = node->op == '*';
  int64_t mantissa;
  uint32_t scale;
  if (factor.kind == KIND_INTEGER) mantissa = factor.i64, scale = 0;
  else if (!literal_decimal(by, &mantissa, &scale)) {
    if (times) return money_near(h, node, (double)money * factor.f64);
    if (factor.f64 == 0) return fault_at(h, node->span, FAULT_ZERO_DIVISION, KIND_MONEY);
    return money_near(h, node, (double)money / factor.f64);
  }
  if (times) return rounded(h, node, (__int128)money * mantissa, ten_to(scale));
  if (mantissa == 0) return fault_at(h, node->span, FAULT_ZERO_DIVISION, KIND_MONEY);
  return rounded(h, node, (__int128)money * ten_to(scale), mantissa);
}

static Value arith_money(const Here *h, const AstNode *node, Value a, Value b) {
  const AstNode *left = node->kid[ARITH_LEFT], *right = node->kid[ARITH_RIGHT];
  if (node->op == '+') return whole_of(h, node, (__int128)a.i64 + b.i64, KIND_MONEY);
  if (node->op == '-') return whole_of(h, node, (__int128)a.i64 - b.i64, KIND_MONEY);
  if (node->op == '*') return a.kind == KIND_MONEY ? money_by(h, node, right, a.i64, b) : money_by(h, node, left, b.i64, a);
  if (b.kind != KIND_MONEY) return money_by(h, node, right, a.i64, b);
  if (b.i64 == 0) return fault_at(h, node->span, FAULT_ZERO_DIVISION, KIND_NUMBER);
  return number_of(h, node, (double)a.i64 / (double)b.i64);
}

/* ---- all together ---- */

static Value join(const Here *h, Value a, Value b) {
  char *p = arena_bytes(h->n->arena, (size_t)a.str.n + b.str.n + 1);
  if (a.str.n) memcpy(p, a.str.p, a.str.n);
  if (b.str.n) memcpy(p + a.str.n, b.str.p, b.str.n);
  return text_of((Str){p, a.str.n + b.str.n});
}

static bool is_duration(const AstNode *node) { return node->type && node->type->kind == TYPE_DURATION; }

static Value difference(Value a, Value b) {
  return integer_of(a.kind == KIND_DATE ? (int64_t)a.i32 - b.i32 : a.i64 - b.i64);
}

Value eval_arith(const Here *h, const AstNode *node) {
  const AstNode *left = node->kid[ARITH_LEFT], *right = node->kid[ARITH_RIGHT];
  if (is_duration(right)) return add_duration(h, node, left, right, node->op == '-' ? -1 : 1);
  if (is_duration(left)) return add_duration(h, node, right, left, 1);
  Kind kind = kind_of(node);
  bool text = kind == KIND_TEXT;
  Value a = text ? eval_as(h, left, KIND_TEXT) : eval(h, left), b = text ? eval_as(h, right, KIND_TEXT) : eval(h, right);
  if (!a.known || !b.known) return unknown_of(kind);
  if (text) return join(h, a, b);
  if (a.kind == KIND_MONEY || b.kind == KIND_MONEY) return arith_money(h, node, a, b);
  if (a.kind == KIND_DATE || a.kind == KIND_DATETIME) return difference(a, b);
  if (kind == KIND_INTEGER) return arith_integers(h, node, a.i64, b.i64);
  a = convert(h, left, a, left->type, KIND_NUMBER);
  b = convert(h, right, b, right->type, KIND_NUMBER);
  return arith_numbers(h, node, a.f64, b.f64);
}

Value eval_neg(const Here *h, const AstNode *node) {
  Value v = eval(h, node->kid[NEG_OPERAND]);
  if (!v.known) return v;
  if (v.kind == KIND_NUMBER) return number_of(h, node, -v.f64);
  return whole_of(h, node, -(__int128)v.i64, v.kind);
}

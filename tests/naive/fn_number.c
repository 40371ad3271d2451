/* SPDX-License-Identifier: MIT
 * Functions of numbers, and the dispatch of all. */
#include "tests/naive/functions.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "runtime/data/numeric.h"

Value call_whole(const Call *c, __int128 value) {
  if (value > INT64_MAX || value < INT64_MIN) return call_fault(c, FAULT_OVERFLOW);
  return (Value){.kind = c->info->result, .known = true, .i64 = (int64_t)value};
}

/* Rounded down to a multiple of `unit`. */
static __int128 floor_to(__int128 x, __int128 unit) {
  __int128 rest = x % unit;
  return rest < 0 ? x - rest - unit : x - rest;
}

/* A half goes away from zero. */
static __int128 round_to(__int128 x, __int128 unit) {
  __int128 size = x < 0 ? -x : x;
  size = (size + unit / 2) / unit * unit;
  return x < 0 ? -size : size;
}

/* places of a number whose last digit stands for 10^-scale */
static Value round_whole(const Call *c, int64_t places, int scale) {
  if (places >= scale) return c->a[0];
  if ((__int128)scale - places > 30) return call_whole(c, 0);
  __int128 unit = 1;
  for (int64_t i = places; i < scale; i++) unit *= 10;
  return call_whole(c, round_to(c->a[0].i64, unit));
}

/* The shortest written form, taken as digits and rounded there. */
static Value round_number(const Call *c, int64_t places) {
  char text[64];
  int digits = 1;
  for (; digits <= 17; digits++) { /* the fewest digits that read back the same are the shortest form */
    snprintf(text, sizeof text, "%.*e", digits - 1, c->a[0].f64);
    if (strtod(text, NULL) == c->a[0].f64) break;
  }
  char *e = strchr(text, 'e');
  int64_t exponent = strtol(e + 1, NULL, 10) - (digits - 1); /* of the last digit */
  if (places >= -exponent) return c->a[0];
  __int128 mantissa = 0;
  bool negative = text[0] == '-';
  for (char *p = text; p < e; p++)
    if (*p >= '0' && *p <= '9') mantissa = mantissa * 10 + (*p - '0');
  if (-(__int128)exponent - places > 20) return number_of(c->h, c->node, 0);
  __int128 unit = 1;
  for (int64_t i = places; i < -exponent; i++) unit *= 10;
  mantissa = round_to(mantissa, unit) / unit;
  snprintf(text, sizeof text, "%s%llde%lld", negative ? "-" : "", (long long)mantissa, (long long)-places);
  return number_of(c->h, c->node, strtod(text, NULL));
}

static Value call_order(const Call *c, bool least) {
  Value best = c->a[0];
  for (uint32_t i = 1; i < c->count; i++) {
    int order = compare_values(&c->a[i], &best);
    if (least ? order < 0 : order > 0) best = c->a[i];
  }
  return best;
}

/* lo where lo is above hi: at most hi, then at least lo. */
static Value call_clamp(const Call *c) {
  Value x = c->a[0];
  if (compare_values(&x, &c->a[2]) > 0) x = c->a[2];
  return compare_values(&x, &c->a[1]) < 0 ? c->a[1] : x;
}

static double held(double x, double lo, double hi) { return x < lo ? lo : x > hi ? hi : x; }

/* (x - a) / (b - a), held within 0 and 1: what each of its operations would fault on is a fault of the whole. */
static Value scaled_number(const Call *c) {
  double over = c->a[0].f64 - c->a[1].f64, whole = c->a[2].f64 - c->a[1].f64;
  if (!isfinite(over) || !isfinite(whole)) return call_fault(c, FAULT_OUT_OF_RANGE);
  if (whole == 0) return call_fault(c, FAULT_ZERO_DIVISION);
  double share = over / whole;
  return isfinite(share) ? number_of(c->h, c->node, held(share, 0, 1)) : call_fault(c, FAULT_OUT_OF_RANGE);
}

static Value scaled_money(const Call *c) {
  __int128 over = (__int128)c->a[0].i64 - c->a[1].i64, whole = (__int128)c->a[2].i64 - c->a[1].i64;
  if (over != (int64_t)over || whole != (int64_t)whole) return call_fault(c, FAULT_OVERFLOW);
  if (whole == 0) return call_fault(c, FAULT_ZERO_DIVISION);
  return number_of(c->h, c->node, held((double)over / (double)whole, 0, 1));
}

static Value call_power(const Call *c) {
  long double y = powl(c->a[0].f64, c->a[1].f64);
  return number_of(c->h, c->node, (double)y);
}

static bool call_curve(const Call *c, Value *out) {
  double x = c->a[0].f64;
  switch (c->fn) {
    case FN_SQRT: *out = x < 0 ? call_fault(c, FAULT_OUT_OF_RANGE) : number_of(c->h, c->node, sqrt(x)); return true;
    case FN_LN: *out = x <= 0 ? call_fault(c, FAULT_OUT_OF_RANGE) : number_of(c->h, c->node, (double)logl(x)); return true;
    case FN_EXP: *out = number_of(c->h, c->node, (double)expl(x)); return true;
    case FN_POWER: *out = call_power(c); return true;
    case FN_LOGISTIC: *out = number_of(c->h, c->node, (double)(1 / (1 + expl(-(long double)x)))); return true;
    default: return false;
  }
}

static Value call_divide(const Call *c) {
  __int128 a = c->a[0].i64, b = c->a[1].i64;
  if (b == 0) return call_fault(c, FAULT_ZERO_DIVISION);
  return call_whole(c, c->fn == FN_DIV ? a / b : a % b);
}

bool call_number(const Call *c, Value *out) {
  const Value *a = c->a;
  switch (c->fn) {
    case FN_ABS_INTEGER: case FN_ABS_MONEY: *out = call_whole(c, a->i64 < 0 ? -(__int128)a->i64 : a->i64); return true;
    case FN_ABS_NUMBER: *out = number_of(c->h, c->node, fabs(a->f64)); return true;
    case FN_ROUND_INTEGER: case FN_FLOOR_INTEGER: case FN_CEIL_INTEGER: *out = *a; return true;
    case FN_ROUND_NUMBER: *out = round_number(c, 0); return true;
    case FN_ROUND_NUMBER_TO: *out = round_number(c, a[1].i64); return true;
    case FN_ROUND_MONEY: *out = round_whole(c, 0, 4); return true;
    case FN_ROUND_MONEY_TO: *out = round_whole(c, a[1].i64, 4); return true;
    case FN_ROUND_INTEGER_TO: *out = round_whole(c, a[1].i64, 0); return true;
    case FN_FLOOR_NUMBER: *out = number_of(c->h, c->node, floor(a->f64)); return true;
    case FN_CEIL_NUMBER: *out = number_of(c->h, c->node, ceil(a->f64)); return true;
    case FN_FLOOR_MONEY: *out = call_whole(c, floor_to(a->i64, 10000)); return true;
    case FN_CEIL_MONEY: *out = call_whole(c, -floor_to(-(__int128)a->i64, 10000)); return true;
    case FN_DIV: case FN_MOD: *out = call_divide(c); return true;
    case FN_LEAST_INTEGER: case FN_LEAST_NUMBER: case FN_LEAST_MONEY: case FN_LEAST_DATE: case FN_LEAST_DATETIME: case FN_LEAST_TEXT:
      *out = call_order(c, true);
      return true;
    case FN_GREATEST_INTEGER: case FN_GREATEST_NUMBER: case FN_GREATEST_MONEY: case FN_GREATEST_DATE: case FN_GREATEST_DATETIME:
    case FN_GREATEST_TEXT:
      *out = call_order(c, false);
      return true;
    case FN_CLAMP_INTEGER: case FN_CLAMP_NUMBER: case FN_CLAMP_MONEY: case FN_CLAMP_DATE: case FN_CLAMP_DATETIME:
      *out = call_clamp(c);
      return true;
    case FN_SCALED_NUMBER: *out = scaled_number(c); return true;
    case FN_SCALED_MONEY: *out = scaled_money(c); return true;
    default: return call_curve(c, out);
  }
}

/* least and greatest of many take the kind of the result. */
Value eval_function(const Here *h, const AstNode *node) {
  const AstNode *args = node->kid[CALL_ARGS];
  Call c = {.h = h, .node = node, .count = args->count};
  if (!node->fn) return naive_lost(h->n, "a call of nothing");
  c.fn = (FnId)(node->fn - 1);
  c.info = &fn_table.items[c.fn];
  bool known = true, many = c.count > c.info->arg_count;
  Value all[64];
  for (uint32_t i = 0; i < c.count && i < 64; i++) {
    all[i] = eval_as(h, args->kid[i], c.info->args[many || i >= FN_ARGS_MOST ? 0 : i]);
    known = known && all[i].known;
  }
  if (!known) return unknown_of(c.info->result);
  Value out = unknown_of(c.info->result);
  memcpy(c.a, all, sizeof *all * (c.count < FN_ARGS_MOST ? c.count : FN_ARGS_MOST));
  if (many) {
    for (uint32_t i = 1; i < c.count; i++) {
      Call pair = c;
      pair.count = 2;
      pair.a[0] = i == 1 ? all[0] : out;
      pair.a[1] = all[i];
      call_number(&pair, &out);
    }
    return out;
  }
  if (call_number(&c, &out) || call_text(&c, &out) || call_date(&c, &out) || call_convert(&c, &out) || call_trade(&c, &out)) return out;
  return naive_lost(h->n, c.info->name);
}

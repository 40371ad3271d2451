/* SPDX-License-Identifier: MIT
 * Channels, offers and what is chosen among them. */
#include "tests/naive/naive.h"

#include <math.h>

#include "runtime/data/numeric.h"

bool part_named(Str name, Part *out) {
  static const char *const names[] = {"", "cost", "response", "price", "margin"};
  for (int i = PART_COST; i <= PART_MARGIN; i++)
    if (str_is(name, names[i])) {
      *out = (Part)i;
      return true;
    }
  return false;
}

/* An expression as money(x) gives it. */
static Value money_at(const Here *h, const AstNode *node) {
  Value v = eval(h, node), out = {.kind = KIND_MONEY, .known = true};
  if (!v.known) return unknown_of(KIND_MONEY);
  if (v.kind == KIND_MONEY) return v;
  Fault fault = v.kind == KIND_INTEGER ? money_of_integer(v.i64, &out.i64) : money_of_number(v.f64, &out.i64);
  return fault ? fault_at(h, node->span, fault, KIND_MONEY) : out;
}

/* Effort times the hourly cost: exact from a duration; from minutes as a number, in doubles of 1/10 000s. */
static Value effort_cost(const Here *h, const AstNode *effort, int64_t hour) {
  const AstNode *value = effort->kid[EFFORT_VALUE];
  Value out = {.kind = KIND_MONEY, .known = true};
  Duration time;
  if (effort->op != 1) {
    if (!duration_of(value, &time)) return naive_lost(h->n, "a duration");
    if (!exact_ratio((__int128)hour * time.count, 3600, &out.i64)) return fault_at(h, effort->span, FAULT_OVERFLOW, KIND_MONEY);
    return out;
  }
  Value minutes = eval(h, value);
  if (!minutes.known) return unknown_of(KIND_MONEY);
  if (minutes.kind == KIND_INTEGER) {
    if (!exact_ratio((__int128)hour * minutes.i64, 60, &out.i64)) return fault_at(h, effort->span, FAULT_OVERFLOW, KIND_MONEY);
    return out;
  }
  double amount = nearbyint((double)hour * (minutes.f64 / 60));
  if (!(fabs(amount) < 0x1p63)) return fault_at(h, effort->span, FAULT_OVERFLOW, KIND_MONEY);
  out.i64 = (int64_t)amount;
  return out;
}

static Value option_cost(const Here *h, const Symbol *option) {
  const Service *s = &option->service;
  Value cost = {.kind = KIND_MONEY, .known = true};
  if (s->cost) cost = money_at(h, s->cost);
  if (!s->effort || !s->team) return cost;
  Value effort = effort_cost(h, s->effort, s->team->service.cost ? s->team->service.cost->constant->i64 : 0);
  if (!cost.known || !effort.known) return unknown_of(KIND_MONEY);
  __int128 sum = (__int128)cost.i64 + effort.i64;
  if (sum > INT64_MAX || sum < INT64_MIN) return fault_at(h, s->effort->span, FAULT_OVERFLOW, KIND_MONEY);
  cost.i64 = (int64_t)sum;
  return cost;
}

Value eval_option_part(const Here *h, const Symbol *option, Part part) {
  const Service *s = &option->service;
  Here inside = *h;
  inside.option = NULL;
  switch (part) {
    case PART_WHOLE: break;
    case PART_COST: return option_cost(&inside, option);
    case PART_PRICE: return s->price ? money_at(&inside, s->price) : unknown_of(KIND_MONEY);
    case PART_MARGIN: return s->margin ? money_at(&inside, s->margin) : unknown_of(KIND_MONEY);
    case PART_RESPONSE: {
      Value v = s->response ? eval_as(&inside, s->response, KIND_NUMBER) : unknown_of(KIND_NUMBER);
      if (v.known) v.f64 = v.f64 < 0 ? 0 : v.f64 > 1 ? 1 : v.f64;
      return v;
    }
  }
  return naive_lost(h->n, "a part of an option");
}

/* ---- choosing ---- */

static const AstNode *items_of(const Symbol *option) {
  return option->decl->kid[option->kind == SYM_CHANNEL ? CHANNEL_ITEMS : OFFER_ITEMS];
}

static bool names_option(const AstNode *names, int32_t code) {
  if (names->kind != AST_LIST) return names->constant->i32 == code;
  for (uint32_t i = 0; i < names->count; i++)
    if (names->kid[i]->constant->i32 == code) return true;
  return false;
}

static bool is_available(const Here *h, const Symbol *choose, int32_t code) {
  const AstNode *items = items_of(choose->choose.items[code]), *clauses = choose->decl->kid[CHOOSE_ITEMS];
  for (uint32_t i = 0; items && i < items->count; i++) {
    const AstNode *item = items->kid[i];
    if (item->kind == AST_REQUIRE && !is_true(eval(h, item->kid[REQUIRE_COND]))) return false;
    if (item->kind == AST_EXCLUDE && !is_false(eval(h, item->kid[EXCLUDE_COND]))) return false;
  }
  for (uint32_t i = 0; clauses && i < clauses->count; i++) {
    const AstNode *clause = clauses->kid[i];
    if (clause->kind != AST_FORBID || !names_option(clause->kid[FORBID_OPTIONS], code)) continue;
    if (!is_false(eval(h, clause->kid[FORBID_WHEN]))) return false;
  }
  return true;
}

/* The E of an option; its faults are never counted. */
static Value worth(const Here *h, const Symbol *option, const AstNode *by) {
  Here inside = *h;
  inside.option = option;
  h->n->silent++;
  Value v = eval(&inside, by->kid[BEST_BY_VALUE]);
  h->n->silent--;
  return v;
}

static int32_t best_of(const Here *h, const Symbol *choose, const AstNode *by) {
  int32_t best = (int32_t)choose->choose.count;
  Value best_worth = {0};
  for (int32_t code = 0; code < (int32_t)choose->choose.count; code++) {
    if (!is_available(h, choose, code)) continue;
    if (!by) return code;
    Value v = worth(h, choose->choose.items[code], by);
    if (!v.known) continue;
    int order = best == (int32_t)choose->choose.count ? 1 : compare_values(&v, &best_worth);
    if (best != (int32_t)choose->choose.count && by->op == 0) order = -order;
    if (order <= 0) continue;
    best = code;
    best_worth = v;
  }
  return best;
}

Value eval_choose(const Here *h, const Symbol *choose) {
  const AstNode *clauses = choose->decl->kid[CHOOSE_ITEMS], *by = NULL;
  for (uint32_t i = 0; clauses && i < clauses->count; i++) {
    const AstNode *clause = clauses->kid[i];
    if (clause->kind == AST_BEST_BY) by = clause;
    if (clause->kind != AST_PREFER) continue;
    if (clause->kid[PREFER_WHEN] && !is_true(eval(h, clause->kid[PREFER_WHEN]))) continue;
    int32_t code = clause->kid[PREFER_OPTION]->constant->i32;
    if (is_available(h, choose, code)) return (Value){.kind = KIND_CODE, .known = true, .i32 = code};
  }
  return (Value){.kind = KIND_CODE, .known = true, .i32 = best_of(h, choose, by)};
}

Value eval_choice_part(const Here *h, const Symbol *choose, Part part) {
  Value chosen = eval_symbol(h, choose);
  Kind kind = part == PART_RESPONSE ? KIND_NUMBER : KIND_MONEY;
  if (chosen.i32 >= (int32_t)choose->choose.count) return unknown_of(kind);
  return eval_option_part(h, choose->choose.items[chosen.i32], part);
}

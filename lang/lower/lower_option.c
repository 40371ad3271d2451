/* SPDX-License-Identifier: MIT */
#include "lang/lower/lowering.h"

#include "lang/check/literal.h"

enum { MINUTE_SECONDS = 60, HOUR_MINUTES = 60, HOUR_SECONDS = 3600, DAY_HOURS = 24 };

/* hourly * count / per, exactly, rounded once. */
static IrNode *times_part(Lowering *l, IrNode *hourly, IrNode *count, int64_t per, Span span) {
  IrNode *product = ir_op2(&l->ir, OP_MUL_I, KIND_MONEY, 0, span, hourly, count);
  return ir_op2(&l->ir, OP_DIV_MI, KIND_MONEY, 0, span, product, ir_integer(&l->ir, per));
}

/* What the effort costs: a duration, or a number of minutes, at the team's hourly cost. */
static IrNode *effort_cost(Lowering *l, const AstNode *effort, IrNode *hourly) {
  const AstNode *value = effort->kid[EFFORT_VALUE];
  Span span = effort->span;
  Duration duration;
  if (!effort->op && lower_duration(l, value, &duration)) {
    int64_t seconds = duration.unit == DURATION_SECONDS ? duration.count : duration.count * DAY_HOURS * HOUR_SECONDS;
    return times_part(l, hourly, ir_integer(&l->ir, seconds), HOUR_SECONDS, span);
  }
  int64_t mantissa, per = HOUR_MINUTES;
  uint32_t scale;
  if (literal_decimal(value, &mantissa, &scale) && scale < 12) {
    for (uint32_t i = 0; i < scale; i++) per *= 10;
    return times_part(l, hourly, ir_integer(&l->ir, mantissa), per, span);
  }
  IrNode *minutes = lower_expr(l, value);
  if (minutes && minutes->kind == KIND_INTEGER) return times_part(l, hourly, minutes, HOUR_MINUTES, span);
  minutes = lower_convert(l, minutes, KIND_NUMBER, NULL, span);
  IrNode *hours = ir_op2(&l->ir, OP_DIV_F, KIND_NUMBER, 0, span, minutes, ir_number(&l->ir, HOUR_MINUTES));
  return ir_op2(&l->ir, OP_MUL_MF, KIND_MONEY, 0, span, hourly, hours);
}

IrNode *lower_minutes(Lowering *l, const Symbol *option) {
  const AstNode *effort = option->service.effort;
  Duration duration;
  if (!effort) return ir_unknown(&l->ir, KIND_NUMBER);
  if (effort->op || !lower_duration(l, effort->kid[EFFORT_VALUE], &duration)) return lower_as(l, effort->kid[EFFORT_VALUE], KIND_NUMBER);
  if (duration.unit == DURATION_SECONDS) return ir_number(&l->ir, (double)duration.count / MINUTE_SECONDS);
  return ir_number(&l->ir, (double)duration.count * DAY_HOURS * HOUR_MINUTES);
}

static IrNode *money_of(Lowering *l, const AstNode *clause, IrNode *otherwise) {
  return clause ? lower_as(l, clause, KIND_MONEY) : otherwise;
}

/* Its cost clause (none: 0) plus its effort times its team's hourly cost (no team, or one without a cost: 0). */
static IrNode *cost_of(Lowering *l, const Service *option, IrNode *none) {
  IrNode *cost = money_of(l, option->cost, none);
  const Symbol *team = option->team;
  if (!team || !team->service.cost || !option->effort) return cost;
  IrNode *work = effort_cost(l, option->effort, lower_as(l, team->service.cost, KIND_MONEY));
  return cost == none ? work : ir_op2(&l->ir, OP_ADD_I, KIND_MONEY, 0, option->effort->span, cost, work);
}

static IrNode *response_of(Lowering *l, const AstNode *clause) {
  if (!clause) return ir_unknown(&l->ir, KIND_NUMBER);
  IrNode *response = lower_as(l, clause, KIND_NUMBER);
  return ir_op3(&l->ir, OP_HOLD_F, KIND_NUMBER, 0, clause->span, response, ir_number(&l->ir, 0), ir_number(&l->ir, 1));
}

void lower_option_parts(Lowering *l, const Symbol *option, OptionParts *out) {
  IrNode *none = ir_constant(&l->ir, (Value){.kind = KIND_MONEY, .known = true});
  IrNode *unknown = ir_unknown(&l->ir, KIND_MONEY);
  const Service *service = &option->service;
  out->cost = cost_of(l, service, none);
  out->response = response_of(l, service->response);
  out->price = money_of(l, service->price, unknown);
  out->margin = money_of(l, service->margin, unknown);
}

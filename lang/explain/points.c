/* SPDX-License-Identifier: MIT
 * Points: what each clause of a score gave, in the order and the arithmetic of the score. */
#include "lang/explain/why.h"

#include <math.h>

#include "runtime/data/calendar.h"
#include "runtime/data/numeric.h"

static double held(double x, double lo, double hi) { return x < lo ? lo : x > hi ? hi : x; }

static void give(WhyNode *term, double points, double *sum) {
  term->scored = true;
  term->points = points;
  *sum += points;
}

static void nothing(const WhyPlan *plan, WhyNode *term, const char *note) {
  term->scored = true;
  term->note = note ? why_say(plan, note) : NULL;
}

static void fill_add(const WhyPlan *plan, WhyNode *term, double *sum) {
  double amount;
  const WhyNode *condition = term->condition;
  if (condition && !condition->value.known) nothing(plan, term, "unknown: does nothing");
  else if (condition && !condition->value.truth) nothing(plan, term, NULL);
  else if (!why_number(&term->amount->value, &amount)) nothing(plan, term, "its value is unknown: does nothing");
  else give(term, term->form == WHY_SUBTRACT ? -amount : amount, sum);
}

static void fill_halve(WhyPlan *plan, WhyNode *term, double *sum) {
  const Value *since = &term->amount->value;
  if (!since->known) {
    nothing(plan, term, "the date is unknown: does nothing");
    return;
  }
  int32_t day = since->kind == KIND_DATETIME ? date_of_datetime(since->i64) : since->i32;
  if (day > plan->today) {
    nothing(plan, term, "the date lies ahead: does nothing");
    return;
  }
  int64_t days = (int64_t)plan->today - day;
  double kept = term->number ? (double)powl(0.5L, (long double)days / term->number) : 1;
  term->note = arena_format(plan->arena, days == 1 ? why_say(plan, "after %lld day, %.1f %% is left") : why_say(plan, "after %lld days, %.1f %% is left"),
                            (long long)days, kept * 100).p;
  term->kept = kept;
  give(term, *sum * kept - *sum, sum);
}

typedef struct NumberText {
  char z[NUMBER_TEXT];
} NumberText;

static NumberText write_number(double number) {
  NumberText text = {{0}};
  text.z[number_write(number, text.z)] = 0;
  return text;
}

static const char *held_note(WhyPlan *plan, double at, double of) {
  return arena_format(plan->arena, why_say(plan, "held at %s; its clauses give %s"), write_number(at).z, write_number(of).z).p;
}

static void fill_terms(WhyPlan *plan, WhyNode *parent, double *sum);

static void fill_group(WhyPlan *plan, WhyNode *term, double *sum) {
  double inner = 0, most = 0;
  fill_terms(plan, term, &inner);
  (void)why_number(&term->amount->value, &most);
  double points = held(inner, -most, most);
  if (points != inner) term->note = held_note(plan, points, inner);
  give(term, points, sum);
}

static void fill_terms(WhyPlan *plan, WhyNode *parent, double *sum) {
  for (uint32_t i = 0; i < parent->count; i++) {
    WhyNode *term = parent->parts[i];
    switch (term->form) {
    case WHY_BASE:
    case WHY_ADD:
    case WHY_SUBTRACT: fill_add(plan, term, sum); break;
    case WHY_HALVE: fill_halve(plan, term, sum); break;
    case WHY_GROUP: fill_group(plan, term, sum); break;
    default: break;
    }
  }
}

/* Each known term gives its part of HI - LO, by its weight among the known. */
static void fill_weights(const WhyPlan *plan, WhyNode *node, double lo, double hi) {
  double total = 0, weight, value;
  for (uint32_t i = 0; i < node->count; i++)
    if (why_number(&node->parts[i]->amount->value, &value) && why_number(&node->parts[i]->side[0]->value, &weight)) total += weight;
  for (uint32_t i = 0; i < node->count; i++) {
    WhyNode *term = node->parts[i];
    if (!why_number(&term->amount->value, &value) || !why_number(&term->side[0]->value, &weight)) nothing(plan, term, "unknown: left out");
    else {
      term->scored = true;
      term->points = total ? (hi - lo) * weight * held(value, 0, 1) / total : 0;
    }
  }
}

void why_fill_score(WhyPlan *plan, WhyNode *node) {
  double lo = node->symbol->score.lo, hi = node->symbol->score.hi, sum = 0;
  if (node->symbol->score.form == FORM_WEIGHTED) {
    fill_weights(plan, node, lo, hi);
    return;
  }
  fill_terms(plan, node, &sum);
  if (node->symbol->score.form == FORM_PROBABILITY) node->note = arena_format(plan->arena, why_say(plan, "log-odds %s"), write_number(sum).z).p;
  else if (held(sum, lo, hi) != sum) node->note = held_note(plan, held(sum, lo, hi), sum);
}

/* ---- what if ---- */

/* The sum of the terms with one of them given, or not. */
static double sum_if(const WhyNode *parent, const WhyNode *toggled, bool given) {
  double sum = 0, amount, most = 0;
  for (uint32_t i = 0; i < parent->count; i++) {
    const WhyNode *term = parent->parts[i];
    if (!term->scored) continue;
    if (term->form == WHY_GROUP) {
      (void)why_number(&term->amount->value, &most);
      sum += held(sum_if(term, toggled, given), -most, most);
    } else if (term->form == WHY_HALVE) {
      sum *= term->kept;
    } else if (term == toggled) {
      bool known = given && why_number(&term->amount->value, &amount);
      sum += !known ? 0 : term->form == WHY_SUBTRACT ? -amount : amount;
    } else sum += term->points;
  }
  return sum;
}

bool why_score_if(const WhyNode *score, const WhyNode *term, bool given, double *out) {
  ScoreForm form = score->symbol->score.form;
  if (form == FORM_WEIGHTED) return false;
  double sum = sum_if(score, term, given);
  *out = form == FORM_PROBABILITY ? 1 / (1 + exp(-sum)) : held(sum, score->symbol->score.lo, score->symbol->score.hi);
  return true;
}

/* SPDX-License-Identifier: MIT
 * Segments, scores and classifications of a record. */
#include "tests/naive/naive.h"

#include <math.h>

/* ---- segments ---- */

static bool criterion_holds(const Here *h, const AstNode *criterion) {
  if (criterion->kind == AST_REQUIRE) return is_true(eval(h, criterion->kid[REQUIRE_COND]));
  return is_false(eval(h, criterion->kid[EXCLUDE_COND]));
}

Value eval_segment(const Here *h, const Symbol *symbol) {
  const AstNode *decl = symbol->decl, *criteria = decl->kid[SEGMENT_CRITERIA];
  if (decl->kid[SEGMENT_WHEN]) return truth_of(is_true(eval(h, decl->kid[SEGMENT_WHEN])));
  for (uint32_t i = 0; criteria && i < criteria->count; i++)
    if (!criterion_holds(h, criteria->kid[i])) return truth_of(false);
  return truth_of(true);
}

/* ---- scores ---- */

static double held(double x, double lo, double hi) { return x < lo ? lo : x > hi ? hi : x; }

static Value number_at(const Here *h, const AstNode *node) { return eval_as(h, node, KIND_NUMBER); }

static void add_term(const Here *h, const AstNode *term, double *sum) {
  if (term->kid[ADD_WHEN] && !is_true(eval(h, term->kid[ADD_WHEN]))) return;
  Value v = number_at(h, term->kid[ADD_VALUE]);
  if (v.known) *sum += term->op == 1 ? -v.f64 : v.f64;
}

static void halve(const Here *h, const AstNode *term, double *sum) {
  Duration every;
  Value since = eval(h, term->kid[HALVE_SINCE]);
  if (!duration_of(term->kid[HALVE_EVERY], &every)) {
    naive_lost(h->n, "a duration");
    return;
  }
  if (!since.known) return;
  int64_t days = (int64_t)h->n->today - day_of(&since);
  if (days >= 0) *sum *= (double)powl(0.5L, (long double)days / (long double)every.count);
}

static void score_terms(const Here *h, const AstNode *terms, double *sum) {
  for (uint32_t i = 0; terms && i < terms->count; i++) {
    const AstNode *term = terms->kid[i];
    switch (term->kind) {
      case AST_BASE: {
        Value v = number_at(h, term->kid[BASE_VALUE]);
        if (v.known) *sum += v.f64;
        break;
      }
      case AST_ADD: add_term(h, term, sum); break;
      case AST_HALVE: halve(h, term, sum); break;
      case AST_GROUP: {
        double inner = 0, most = number_at(h, term->kid[GROUP_UP_TO]).f64;
        score_terms(h, term->kid[GROUP_TERMS], &inner);
        *sum += held(inner, -most, most);
        break;
      }
      default: naive_lost(h->n, "a clause of a score"); break;
    }
  }
}

static Value weighted(const Here *h, const Symbol *score) {
  const AstNode *terms = score->decl->kid[SCORE_TERMS];
  double sum = 0, weights = 0, lo = score->score.lo, hi = score->score.hi;
  bool any = false;
  for (uint32_t i = 0; i < terms->count; i++) {
    const AstNode *term = terms->kid[i];
    double weight = number_at(h, term->kid[WEIGHT_WEIGHT]).f64;
    Value v = eval(h, term->kid[WEIGHT_FOR]);
    if (!v.known) continue;
    double e = v.kind == KIND_BOOLEAN ? v.truth : held(v.kind == KIND_INTEGER ? (double)v.i64 : v.f64, 0, 1);
    any = true;
    sum += weight * e;
    weights += weight;
  }
  if (!any) return unknown_of(KIND_NUMBER);
  return number_of(h, score->decl, held(lo + (hi - lo) * (sum / weights), lo, hi));
}

Value eval_score(const Here *h, const Symbol *symbol) {
  if (symbol->score.form == FORM_WEIGHTED) return weighted(h, symbol);
  double sum = 0;
  score_terms(h, symbol->decl->kid[SCORE_TERMS], &sum);
  if (symbol->score.form == FORM_PROBABILITY) return number_of(h, symbol->decl, (double)(1 / (1 + expl(-(long double)sum))));
  return number_of(h, symbol->decl, held(sum, symbol->score.lo, symbol->score.hi));
}

/* ---- classifications ---- */

static Value label_of(const AstNode *one) {
  const AstNode *label = one->kid[CASE_LABEL];
  return (Value){.kind = KIND_CODE, .known = true, .i32 = label->constant->i32};
}

static bool part_fits(const AstNode *part, Value value) {
  if (!value.known) return false;
  if (part->kind != AST_LIST) return part->constant->i32 == value.i32;
  for (uint32_t i = 0; i < part->count; i++)
    if (part->kid[i]->constant->i32 == value.i32) return true;
  return false;
}

static bool cell_fits(const Here *h, const AstNode *ruler, const AstNode *parts) {
  for (uint32_t i = 0; i < parts->count; i++)
    if (!part_fits(parts->kid[i], eval(h, ruler->kid[i]))) return false;
  return true;
}

static bool at_or_above(const Here *h, const AstNode *ruler, const AstNode *bound) {
  Value e = eval(h, ruler), n = eval(h, bound);
  if (!e.known || !n.known) return false;
  if (e.kind == KIND_NUMBER) n = convert(h, bound, n, bound->type, KIND_NUMBER);
  if (n.kind == KIND_NUMBER) e = convert(h, ruler, e, ruler->type, KIND_NUMBER);
  return compare_values(&e, &n) >= 0;
}

static bool case_holds(const Here *h, const AstNode *by, const AstNode *rule) {
  const AstNode *ruler = by ? by->kid[BY_EXPRS] : NULL;
  switch (rule->kind) {
    case AST_CASE_WHEN: {
      bool yes = is_true(eval(h, rule->kid[CASE_WHEN_COND]));
      return rule->op == 1 ? !yes : yes;
    }
    case AST_CASE_FROM: return at_or_above(h, ruler->kind == AST_LIST ? ruler->kid[0] : ruler, rule->kid[CASE_FROM_BOUND]);
    case AST_CASE_FOR: return cell_fits(h, ruler, rule->kid[CASE_FOR_PARTS]);
    default: return true; /* otherwise */
  }
}

Value eval_classify(const Here *h, const Symbol *symbol) {
  const AstNode *cases = symbol->decl->kid[CLASSIFY_CASES], *by = symbol->decl->kid[CLASSIFY_BY];
  if (by && by->kind == AST_RANK_OF) return eval_cut(h, symbol);
  for (uint32_t i = 0; cases && i < cases->count; i++)
    if (case_holds(h, by, cases->kid[i]->kid[CASE_RULE])) return label_of(cases->kid[i]);
  return naive_lost(h->n, "a classification without `otherwise`");
}

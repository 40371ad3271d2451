/* SPDX-License-Identifier: MIT
 * Scores: in points, weighted, or as probability. */
#include "lang/check/checker.h"

#include "runtime/data/numeric.h"

static const char *term_word(const AstNode *term) {
  switch (term->kind) {
  case AST_BASE:
    return "base";
  case AST_ADD:
    return term->op == 1 ? "subtract" : "add";
  case AST_HALVE:
    return "halve";
  case AST_WEIGHT:
    return "weight";
  case AST_GROUP:
    return "group";
  default:
    return "clause";
  }
}

static bool number_constant(Checker *c, AstNode *node, const char *what, double *out) {
  Value value;
  if (!check_constant(c, node, type_of_kind(TYPE_NUMBER, false), what, &value)) return false;
  if (!value.known) {
    diag_add(c->diags, DIAG_NOT_CONSTANT, node->span, what);
    return false;
  }
  *out = value.f64;
  return true;
}

static Str written(Checker *c, double number) {
  char text[NUMBER_TEXT];
  uint32_t n = number_write(number, text);
  return arena_str(c->arena, (Str){text, n});
}

static bool not_negative(Checker *c, AstNode *node, const char *what, double *out) {
  if (!number_constant(c, node, what, out)) return false;
  if (*out >= 0) return true;
  diag_add(c->diags, DIAG_OUT_OF_BOUNDS, node->span, what, "0 or more");
  return false;
}

/* The first clause says which form it is; `as probability` says so itself. */
static ScoreForm form_of(const AstNode *decl) {
  if (decl->op == 1) return FORM_PROBABILITY;
  const AstNode *terms = decl->kid[SCORE_TERMS];
  return terms && terms->count && terms->kid[0]->kind == AST_WEIGHT ? FORM_WEIGHTED : FORM_POINTS;
}

static bool in_form(ScoreForm form, AstKind kind) {
  switch (form) {
  case FORM_POINTS:
    return kind != AST_WEIGHT;
  case FORM_WEIGHTED:
    return kind == AST_WEIGHT;
  case FORM_PROBABILITY:
    return kind == AST_BASE || kind == AST_ADD;
  }
  return false;
}

static void check_halve(Checker *c, AstNode *term) {
  Duration every;
  AstNode *span = term->kid[HALVE_EVERY], *since = term->kid[HALVE_SINCE];
  if (check_duration(c, span, "the time behind `halve every`", &every)) {
    if (every.unit != DURATION_DAYS) {
      Diag *diag = diag_add(c->diags, DIAG_DURATION_WANTED, span->span, "the time behind `halve every`", "in days or weeks");
      if (every.unit == DURATION_MONTHS) diag_label(c->diags, diag, "months are not equally long");
    } else if (every.count < 1) {
      diag_add(c->diags, DIAG_OUT_OF_BOUNDS, span->span, "the time behind `halve every`", "at least a day");
    }
  }
  check_expr(c, since);
  c->today = true;
  if (since->type->kind == TYPE_UNKNOWN) adapt(c, since, type_of_kind(TYPE_DATE, true));
  if (!type_is_error(since->type) && !type_is_day(since->type)) say_wrong_type(c, since, "what stands behind `since`", "a date or a datetime");
}

static void check_weight(Checker *c, AstNode *term) {
  double weight;
  AstNode *value = term->kid[WEIGHT_FOR];
  not_negative(c, term->kid[WEIGHT_WEIGHT], "a weight", &weight);
  check_expr(c, value);
  if (type_is_error(value->type) || value->type->kind == TYPE_BOOLEAN) return;
  if (!adapt(c, value, type_of_kind(TYPE_NUMBER, false))) say_wrong_type(c, value, "what is weighted", "a number from 0 to 1, or a condition");
}

static void check_terms(Checker *c, AstNode *terms, ScoreForm form, bool grouped);

static void check_group(Checker *c, AstNode *group, ScoreForm form) {
  double most;
  not_negative(c, group->kid[GROUP_UP_TO], "the most that a group gives", &most);
  if (group->kid[GROUP_TERMS]) check_terms(c, group->kid[GROUP_TERMS], form, true);
}

/* `add consent`: a condition where points should stand. */
static void check_added(Checker *c, AstNode *term) {
  const char *word = term->op == 1 ? "subtract" : "add", *what = term->op == 1 ? "`subtract`" : "`add`";
  AstNode *value = term->kid[ADD_VALUE];
  const Type *type = check_expr(c, value);
  if (type_is_error(type)) return;
  if (type->kind != TYPE_BOOLEAN) {
    check_number(c, value, what);
    return;
  }
  Diag *diag = say_wrong_type(c, value, what, "a number");
  Str text = source_text(c->out->sources, value->span);
  if (!term->kid[ADD_WHEN]) diag_help(c->diags, diag, "write `%s 5 when %.*s`", word, STR_ARG(text));
  fail(value);
}

static void check_term(Checker *c, AstNode *term, ScoreForm form) {
  switch (term->kind) {
  case AST_BASE:
    check_number(c, term->kid[BASE_VALUE], "`base`");
    break;
  case AST_ADD:
    check_added(c, term);
    if (term->kid[ADD_WHEN]) check_condition(c, term->kid[ADD_WHEN]);
    break;
  case AST_HALVE:
    check_halve(c, term);
    break;
  case AST_WEIGHT:
    check_weight(c, term);
    break;
  case AST_GROUP:
    check_group(c, term, form);
    break;
  default:
    break;
  }
}

static void say_form(Checker *c, const AstNode *term, ScoreForm form) {
  static const char *const with[] = {"a score in points", "a weighted score", "a score as probability"};
  Diag *diag = diag_add(c->diags, DIAG_SCORE_FORMS, term->span, term_word(term), with[form]);
  if (form == FORM_WEIGHTED) diag_help(c->diags, diag, "a weighted score has only `weight W for E` clauses");
}

static void check_terms(Checker *c, AstNode *terms, ScoreForm form, bool grouped) {
  for (uint32_t i = 0; i < terms->count; i++) {
    AstNode *term = terms->kid[i];
    if (!in_form(form, term->kind)) {
      say_form(c, term, form);
      continue;
    }
    if (grouped && (term->kind == AST_GROUP || term->kind == AST_BASE || term->kind == AST_WEIGHT)) {
      if (term->kind == AST_BASE) diag_add(c->diags, DIAG_BASE_PLACE, term->span);
      else diag_add(c->diags, DIAG_SCORE_FORMS, term->span, term_word(term), "a group");
      continue;
    }
    if (term->kind == AST_BASE && i > 0) diag_add(c->diags, DIAG_BASE_PLACE, term->span);
    check_term(c, term, form);
  }
}

/* Weighted: unknown only where every term may be. */
static bool may_be_unknown(const AstNode *terms) {
  for (uint32_t i = 0; i < terms->count; i++)
    if (terms->kid[i]->kind == AST_WEIGHT && !terms->kid[i]->kid[WEIGHT_FOR]->type->optional) return false;
  return true;
}

static void check_weights_sum(Checker *c, const Symbol *score, const AstNode *terms) {
  for (uint32_t i = 0; i < terms->count; i++) {
    if (terms->kid[i]->kind != AST_WEIGHT) return;
    const Value *weight = terms->kid[i]->kid[WEIGHT_WEIGHT]->constant;
    if (!weight || weight->kind != KIND_NUMBER || weight->f64 > 0) return;
  }
  diag_add(c->diags, DIAG_OUT_OF_BOUNDS, score->span, "the sum of the weights", "more than 0");
}

void check_score(Checker *c, Symbol *score) {
  const AstNode *decl = score->decl;
  ScoreForm form = form_of(decl);
  score->score.form = form;
  score->score.lo = 0;
  score->score.hi = 1;
  score->type = type_of_kind(TYPE_NUMBER, false);
  if (form != FORM_PROBABILITY) {
    double lo, hi;
    bool low = number_constant(c, decl->kid[SCORE_LO], "the lower bound of a score", &lo);
    bool high = number_constant(c, decl->kid[SCORE_HI], "the upper bound of a score", &hi);
    if (low && high && lo >= hi) {
      Str a = written(c, lo), b = written(c, hi);
      diag_add(c->diags, DIAG_SCORE_BOUNDS, span_join(decl->kid[SCORE_LO]->span, decl->kid[SCORE_HI]->span), STR_ARG(a), STR_ARG(b));
    } else if (low && high) {
      score->score.lo = lo;
      score->score.hi = hi;
    }
  }
  AstNode *terms = decl->kid[SCORE_TERMS];
  if (!terms) return;
  check_terms(c, terms, form, false);
  if (form != FORM_WEIGHTED) return;
  check_weights_sum(c, score, terms);
  score->type = type_of_kind(TYPE_NUMBER, may_be_unknown(terms));
}

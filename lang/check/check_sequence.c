/* SPDX-License-Identifier: MIT
 * `sequence(visits by at where … then … within 30 days then no …)`: rows in order. */
#include "lang/check/checker.h"

enum { STEPS_MOST = 64 };

static const Record *check_rows(Checker *c, AstNode *node) {
  Symbol *set = check_set(c, node->kid[SEQUENCE_SET]);
  if (!set) return NULL;
  node->symbol = set;
  if (set_row(set)) return set_row(set);
  Str example = set_example(c), subject = subject_name(c);
  Str what = diag_phrase(c->diags, "is about the rows of one record of `%.*s`", STR_ARG(subject));
  Diag *diag = diag_add(c->diags, DIAG_SET_PARTS, node->kid[SEQUENCE_SET]->span, "sequence", what.p);
  if (!str_equal(example, subject)) diag_help(c->diags, diag, "give it a related record, such as `%.*s`", STR_ARG(example));
  return NULL;
}

static bool check_by(Checker *c, AstNode *by) {
  const Type *type = check_expr(c, by);
  if (type_is_error(type)) return false;
  if (type_is_day(type)) return true;
  say_wrong_type(c, by, "what stands behind `by` in a sequence", "a date or a datetime");
  return false;
}

/* `within E`: a constant, of days where the rows have no more than days. */
static bool check_time(Checker *c, AstNode *within, const Type *by) {
  Duration duration;
  if (!check_duration(c, within, "the time of a step", &duration)) return false;
  if (by->kind != TYPE_DATE || duration.unit != DURATION_SECONDS) return true;
  Diag *diag = diag_add(c->diags, DIAG_DURATION_WANTED, within->span, "the time of a step", "in days or longer: the rows go by a date, which has no hours");
  diag_label(c->diags, diag, "such as `1 day`");
  return false;
}

static bool check_step(Checker *c, AstNode *step, const Type *by) {
  AstNode *condition = step->kid[STEP_COND], *within = step->kid[STEP_WITHIN];
  check_condition(c, condition);
  bool good = !type_is_error(condition->type);
  if (!within) return good;
  if (step->op == 1) c->today = true; /* its time must be over */
  return check_time(c, within, by) && good;
}

const Type *check_sequence(Checker *c, AstNode *node) {
  const AstNode *callee = node->kid[SEQUENCE_CALLEE], *steps = node->kid[SEQUENCE_STEPS];
  if (callee->kind != AST_NAME || !str_is(callee->text, "sequence")) {
    Str name = source_text(c->out->sources, callee->span), set = source_text(c->out->sources, node->kid[SEQUENCE_SET]->span);
    bool known = callee->kind == AST_NAME && check_is_aggregate(callee->text);
    Diag *diag = known ? diag_add(c->diags, DIAG_SET_PARTS, node->kid[SEQUENCE_BY]->span, arena_str(c->arena, name).p, "takes no `by` here")
                       : diag_add(c->diags, DIAG_NOT_OF_SETS, callee->span, STR_ARG(name));
    if (known) diag_help(c->diags, diag, "write `%.*s(… of %.*s where …)`", STR_ARG(name), STR_ARG(set));
    return fail(node);
  }
  if (!set_allowed(c, node) || !resolve_count(c, node->span, "the number of steps", steps->count, STEPS_MOST)) return fail(node);
  const Record *row = check_rows(c, node);
  if (!row) return fail(node);
  bool good = true;
  if (c->at_hand == AT_NONE) {
    Str text = source_text(c->out->sources, node->span), subject = subject_name(c);
    diag_add(c->diags, DIAG_NO_RECORD, node->span, STR_ARG(text), STR_ARG(subject));
    good = false;
  } else {
    good = check_whose(c, node, true);
  }
  View outer = view_enter(c, AT_RELATED, row);
  good = check_by(c, node->kid[SEQUENCE_BY]) && good;
  for (uint32_t i = 0; i < steps->count; i++) good = check_step(c, steps->kid[i], node->kid[SEQUENCE_BY]->type) && good;
  view_leave(c, outer);
  return good ? set_type(node, type_of_kind(TYPE_BOOLEAN, false)) : fail(node);
}

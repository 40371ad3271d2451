/* SPDX-License-Identifier: MIT
 * Two comparisons of one value that no record can meet both (`age > 60 and age < 30`), or that every record meets one of
 * (`job != "a" or job != "b"`): joined so by mistake. */
#include "lang/check/checker.h"

enum { PARTS_MOST = 32 }; /* of one side of an `and` or `or`, or of a segment */

/* One part of a condition: the value of `what` against a literal. */
typedef struct Part {
  const AstNode *node, *what;
  CompareOp op;
  Value value;
  bool negated; /* the part is `not node` */
} Part;

static CompareOp opposite(CompareOp op) {
  static const CompareOp others[] = {COMPARE_NE, COMPARE_EQ, COMPARE_GE, COMPARE_GT, COMPARE_LE, COMPARE_LT};
  return others[op];
}

static bool compared(const AstNode *node, Part *out) {
  for (int side = 0; side < 2; side++) {
    const AstNode *literal = ast_bare(node->kid[1 - side]);
    if (!literal->constant || !literal->constant->known || lint_named(literal)) continue;
    out->what = ast_bare(node->kid[side]);
    out->op = side == 0 ? (CompareOp)node->op : lint_mirrored((CompareOp)node->op);
    out->value = *literal->constant;
    return lint_named(out->what);
  }
  return false;
}

static bool part_of(const AstNode *node, bool negated, Part *out) {
  node = ast_bare(node);
  if (node->kind == AST_NOT) return part_of(node->kid[NOT_OPERAND], !negated, out);
  *out = (Part){.node = node, .negated = negated};
  bool found = false;
  if (node->kind == AST_COMPARE) found = compared(node, out);
  else if (node->kind == AST_IS && node->kid[IS_LABELS]->kind == AST_NAME && node->kid[IS_LABELS]->constant) {
    out->what = ast_bare(node->kid[IS_VALUE]);
    out->op = node->op == 1 ? COMPARE_NE : COMPARE_EQ;
    out->value = *node->kid[IS_LABELS]->constant;
    found = true;
  } else if (node->kind == AST_NAME && node->type && node->type->kind == TYPE_BOOLEAN && node->symbol) {
    out->what = node;
    out->op = COMPARE_EQ;
    out->value = (Value){.kind = KIND_BOOLEAN, .known = true, .truth = true};
    found = true;
  }
  if (negated) out->op = opposite(out->op);
  return found;
}

/* -1, 0, 1 of two values; false where they do not compare. */
static bool order_of(const Value *a, const Value *b, int *out) {
  double x = 0, y = 0;
  bool numbers = (a->kind == KIND_INTEGER || a->kind == KIND_NUMBER) && (b->kind == KIND_INTEGER || b->kind == KIND_NUMBER);
  if (numbers) {
    x = a->kind == KIND_INTEGER ? (double)a->i64 : a->f64;
    y = b->kind == KIND_INTEGER ? (double)b->i64 : b->f64;
  } else if (a->kind != b->kind) {
    return false;
  } else if (a->kind == KIND_CODE) {
    x = a->i32, y = b->i32;
  } else if (a->kind == KIND_BOOLEAN) {
    x = a->truth, y = b->truth;
  } else {
    *out = value_order(a, b);
    return true;
  }
  *out = (x > y) - (x < y);
  return true;
}

static bool is_lower(CompareOp op) { return op == COMPARE_GT || op == COMPARE_GE; }
static bool is_upper(CompareOp op) { return op == COMPARE_LT || op == COMPARE_LE; }

/* Does what compares so with the literal of `op` fail it? `order` is that of the value against the literal. */
static bool fails(int order, CompareOp op) {
  switch (op) {
  case COMPARE_EQ:
    return order != 0;
  case COMPARE_NE:
    return order == 0;
  case COMPARE_LT:
    return order >= 0;
  case COMPARE_LE:
    return order > 0;
  case COMPARE_GT:
    return order <= 0;
  case COMPARE_GE:
    return order < 0;
  }
  return false;
}

/* Is there no value that meets both? */
static bool exclude_each_other(const Part *a, const Part *b) {
  int order;
  if (!lint_same(a->what, b->what) || !order_of(&a->value, &b->value, &order)) return false;
  if (a->op == COMPARE_EQ) return fails(order, b->op);
  if (b->op == COMPARE_EQ) return fails(-order, a->op);
  bool both = (a->op == COMPARE_LE || a->op == COMPARE_GE) && (b->op == COMPARE_LE || b->op == COMPARE_GE);
  if (is_upper(a->op) && is_lower(b->op)) return order < 0 || (order == 0 && !both);
  if (is_lower(a->op) && is_upper(b->op)) return order > 0 || (order == 0 && !both);
  return false;
}

static bool cover_all(Part a, Part b) {
  a.op = opposite(a.op);
  b.op = opposite(b.op);
  return exclude_each_other(&a, &b);
}

/* The parts of a chain of `kind`, negated where the whole is; their number. */
static uint32_t collect(const AstNode *node, AstKind kind, bool negated, Part *parts, uint32_t count) {
  node = ast_bare(node);
  if (node->kind == kind) {
    for (uint32_t i = 0; i < 2; i++) count = collect(node->kid[i], kind, negated, parts, count);
    return count;
  }
  return count < PARTS_MOST && part_of(node, negated, &parts[count]) ? count + 1 : count;
}

static Str words(Checker *c, const Part *part) {
  Str text = source_text(c->out->sources, part->node->span);
  return arena_format(c->arena, "%s%.*s", part->negated ? "not " : "", STR_ARG(text));
}

/* Of `x = "a" and x = "b"` one of both was meant; of `x != "a" or x != "b"` neither. */
static void help_set(Checker *c, Diag *diag, const Part *a, const Part *b, CompareOp op) {
  bool written = a->node->kind == AST_COMPARE && b->node->kind == AST_COMPARE && !a->negated && !b->negated;
  bool literals = written && a->op == op && b->op == op && ast_bare(a->node->kid[COMPARE_LEFT]) == a->what && ast_bare(b->node->kid[COMPARE_LEFT]) == b->what;
  if (!literals) return;
  Str what = source_text(c->out->sources, a->what->span);
  Str first = source_text(c->out->sources, a->node->kid[COMPARE_RIGHT]->span), second = source_text(c->out->sources, b->node->kid[COMPARE_RIGHT]->span);
  diag_help(c->diags, diag, "write `%.*s %s (%.*s, %.*s)`", STR_ARG(what), op == COMPARE_EQ ? "in" : "not in", STR_ARG(first), STR_ARG(second));
}

static Diag *say_never(Checker *c, Span span, const Part *a, const Part *b) {
  Str left = words(c, a), right = words(c, b);
  Diag *diag = diag_add(c->diags, DIAG_NONE_MEETS_BOTH, span, STR_ARG(left), STR_ARG(right));
  help_set(c, diag, a, b, COMPARE_EQ);
  return diag;
}

void lint_pairs(Checker *c, const AstNode *logic) {
  Part left[PARTS_MOST], right[PARTS_MOST];
  uint32_t n = collect(logic->kid[0], logic->kind, false, left, 0), m = collect(logic->kid[1], logic->kind, false, right, 0);
  bool both = logic->kind == AST_AND;
  for (uint32_t i = 0; i < n; i++)
    for (uint32_t k = 0; k < m; k++) {
      if (!(both ? exclude_each_other(&left[i], &right[k]) : cover_all(left[i], right[k]))) continue;
      if (!lint_wanted(c, both ? DIAG_NONE_MEETS_BOTH : DIAG_ALL_MEET_ONE, logic->span)) return;
      if (both) {
        say_never(c, logic->span, &left[i], &right[k]);
        return;
      }
      Str what = source_text(c->out->sources, left[i].what->span), a = words(c, &left[i]), b = words(c, &right[k]);
      Diag *diag = diag_add(c->diags, DIAG_ALL_MEET_ONE, logic->span, STR_ARG(what), STR_ARG(a), STR_ARG(b));
      help_set(c, diag, &left[i], &right[k], COMPARE_NE);
      return;
    }
}

void lint_criteria_pairs(Checker *c, const AstNode *criteria) {
  Part parts[PARTS_MOST];
  uint32_t count = 0;
  for (uint32_t i = 0; criteria && i < criteria->count; i++) {
    const AstNode *clause = criteria->kid[i];
    bool require = clause->kind == AST_REQUIRE;
    if (!require && clause->kind != AST_EXCLUDE) continue;
    uint32_t before = count;
    count = collect(clause->kid[REQUIRE_COND], require ? AST_AND : AST_OR, !require, parts, count);
    for (uint32_t k = before; k < count; k++)
      for (uint32_t j = 0; j < before; j++) {
        if (!exclude_each_other(&parts[j], &parts[k])) continue;
        if (!lint_wanted(c, DIAG_NONE_MEETS_BOTH, parts[k].node->span)) return;
        Diag *diag = say_never(c, parts[k].node->span, &parts[j], &parts[k]);
        diag_note(c->diags, diag, parts[j].node->span, "the other one");
        return;
      }
  }
}

/* SPDX-License-Identifier: MIT
 * What people write from habit, as it was meant: `= null`, `is knwon`, `a = 1 or 2`, `in 10-20`, `2027-3-1`. */
#include "lang/check/checker.h"

#include <strings.h>

static Str text_of(const Checker *c, const AstNode *node) { return source_text(c->out->sources, node->span); }

/* ---- what is unknown ---- */

static bool is_null(Str name) {
  static const char *const words[] = {"null", "NULL", "Null", "nil", "none", "None", "NA", "empty", "blank", "missing"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (str_is(name, words[i])) return true;
  return false;
}

bool habit_null(Checker *c, AstNode *node) {
  if (node->op != COMPARE_EQ && node->op != COMPARE_NE) return false;
  for (int i = 0; i < 2; i++) {
    AstNode *side = node->kid[i], *other = node->kid[1 - i];
    const AstNode *bare = ast_bare(side);
    bool formal = c->current && c->current->formal_count;
    if (bare->kind != AST_NAME || !is_null(bare->text) || find_name(c, bare->text) || formal) continue;
    check_expr(c, other);
    Diag *diag = diag_add(c->diags, DIAG_FOREIGN_WORD, side->span, STR_ARG(bare->text));
    Str text = text_of(c, other);
    diag_help(c->diags, diag, "write `%.*s is %s`", STR_ARG(text), node->op == COMPARE_EQ ? "unknown" : "known");
    return true;
  }
  return false;
}

const char *habit_knowing(const AstNode *is) {
  const AstNode *label = is->kid[IS_LABELS];
  if (label->kind != AST_NAME) return NULL;
  unsigned known = str_distance(label->text, STR("known"), 3), unknown = str_distance(label->text, STR("unknown"), 3);
  if (is_null(label->text)) unknown = 0, known = 9;
  if (known > 2 && unknown > 2) return NULL;
  bool positive = known < unknown;
  return positive == (is->op != 1) ? "known" : "unknown";
}

/* ---- ranges and values ---- */

void habit_set(Checker *c, Diag *diag, const AstNode *value, const AstNode *set) {
  Str left = text_of(c, value);
  bool minus = set->kind == AST_ARITH && set->op == '-';
  if (minus) {
    Str lo = text_of(c, set->kid[ARITH_LEFT]), hi = text_of(c, set->kid[ARITH_RIGHT]);
    diag_help(c->diags, diag, "from one value to the other is written `%.*s..%.*s`", STR_ARG(lo), STR_ARG(hi));
    return;
  }
  Str right = text_of(c, set);
  diag_help(c->diags, diag, "for one value write `%.*s = %.*s`", STR_ARG(left), STR_ARG(right));
}

bool habit_quoted(Checker *c, Diag *diag, const AstNode *value, const Type *beside) {
  const AstNode *bare = ast_bare(value);
  if (bare->kind != AST_STRING || (!type_is_numeric(beside) && beside->kind != TYPE_MONEY) || !bare->text.n) return false;
  uint32_t i = bare->text.p[0] == '-', digits = 0;
  for (; i < bare->text.n; i++) {
    char ch = bare->text.p[i];
    if ((ch < '0' || ch > '9') && ch != '.' && ch != '_') return false;
    digits += ch >= '0' && ch <= '9';
  }
  if (digits) diag_help(c->diags, diag, "a number is written without quotes: `%.*s`", STR_ARG(bare->text));
  return digits > 0;
}

/* 1 where the word or number says true, 0 where it says false, -1 where neither. */
static int truth_said(Str text) {
  static const char *const words[][2] = {{"yes", "no"}, {"true", "false"}, {"1", "0"}, {"y", "n"}, {"oui", "non"}, {"vrai", "faux"}, {"o", "n"}, {"on", "off"}, {"t", "f"}};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    for (int k = 0; k < 2; k++)
      if (text.n == strlen(words[i][k]) && strncasecmp(text.p, words[i][k], text.n) == 0) return !k;
  return -1;
}

bool habit_truth(Checker *c, Diag *diag, const AstNode *test, const AstNode *condition, const AstNode *with) {
  const AstNode *said = ast_bare(with);
  if (condition->type->kind != TYPE_BOOLEAN || !(said->kind == AST_STRING || said->kind == AST_NUMBER || said->kind == AST_NAME)) return false;
  Str left = text_of(c, condition);
  int truth = truth_said(said->text);
  bool compares = test->kind == AST_COMPARE && (test->op == COMPARE_EQ || test->op == COMPARE_NE);
  if (truth < 0 || (!compares && test->kind != AST_IS)) {
    diag_help(c->diags, diag, "a condition stands alone: `%.*s`, or `not %.*s`", STR_ARG(left), STR_ARG(left));
    return true;
  }
  bool same = test->kind == AST_IS ? test->op != 1 : test->op == COMPARE_EQ;
  diag_help(c->diags, diag, "a condition stands alone: write `%s%.*s`", (truth == 1) == same ? "" : "not ", STR_ARG(left));
  return true;
}

/* The nodes of `a - b - c` or `a / b / c`, all plain numbers; false where it is none. */
static bool three_numbers(const AstNode *node, uint8_t op) {
  const AstNode *two = node->kind == AST_ARITH && node->op == op ? node->kid[ARITH_LEFT] : NULL;
  return two && two->kind == AST_ARITH && two->op == op && node->kid[ARITH_RIGHT]->kind == AST_NUMBER &&
         two->kid[ARITH_LEFT]->kind == AST_NUMBER && two->kid[ARITH_RIGHT]->kind == AST_NUMBER;
}

/* `2027-3-1`, or as on paper in much of Europe `1/3/2027`. */
Str habit_date(const Checker *c, Arena *arena, const AstNode *node) {
  bool paper = three_numbers(node, '/');
  if (!paper && !three_numbers(node, '-')) return STR("");
  Str text = text_of(c, node);
  int parts[3] = {0}, digits[3] = {0}, at = 0;
  for (uint32_t i = 0; i < text.n; i++) {
    char ch = text.p[i];
    if (ch == (paper ? '/' : '-') && at < 2) at++;
    else if (ch < '0' || ch > '9' || ++digits[at] > 4) return STR("");
    else parts[at] = parts[at] * 10 + (ch - '0');
  }
  int year = paper ? 2 : 0, day = paper ? 0 : 2;
  bool date = digits[year] == 4 && digits[1] < 3 && digits[day] < 3 && parts[1] >= 1 && parts[1] <= 12 && parts[day] >= 1 && parts[day] <= 31;
  return date ? arena_format(arena, "%04d-%02d-%02d", parts[year], parts[1], parts[day]) : STR("");
}

/* ---- what is not said again ---- */

/* "cold, hot" of a label or a list of labels. */
static Str label_names(Checker *c, const AstNode *labels) {
  if (labels->kind != AST_LIST) return labels->text;
  Str all = STR("");
  for (uint32_t i = 0; i < labels->count; i++)
    all = arena_format(c->arena, "%.*s%s%.*s", STR_ARG(all), i ? ", " : "", STR_ARG(labels->kid[i]->text));
  return all;
}

/* The last part of what stands left of an `and` or `or`. */
static const AstNode *part_before(const AstNode *logic) {
  const AstNode *last = logic->kid[0];
  while (last->kind == logic->kind) last = last->kid[1];
  return last;
}

Str habit_label(Checker *c, const AstNode *logic) {
  const AstNode *is = part_before(logic), *name = ast_bare(logic->kid[1]);
  if (is->kind != AST_IS || is->op != (logic->kind == AST_AND) || name->kind != AST_NAME) return STR("");
  const Type *type = is->kid[IS_VALUE]->type;
  if (!type || type->kind != TYPE_LABEL || labels_find(type->labels, name->text) < 0) return STR("");
  Str left = text_of(c, is->kid[IS_VALUE]), names = label_names(c, is->kid[IS_LABELS]);
  return arena_format(c->arena, "`%.*s is %sone of (%.*s, %.*s)`", STR_ARG(left), is->op ? "not " : "", STR_ARG(names), STR_ARG(name->text));
}

static bool is_value_literal(const AstNode *node) {
  node = ast_bare(node);
  return literal_is_number(node) || node->kind == AST_STRING || node->kind == AST_DATE || node->kind == AST_DATETIME;
}

bool habit_repeated(Checker *c, AstNode *logic) {
  AstNode *right = logic->kid[1];
  const AstNode *before = part_before(logic), *name = ast_bare(right);
  if (name->kind == AST_NAME && !find_name(c, name->text)) {
    Str meant = habit_label(c, logic);
    if (!meant.n) return false;
    Diag *diag = diag_add(c->diags, DIAG_UNKNOWN_NAME, right->span, STR_ARG(name->text));
    diag_label(c->diags, diag, "write %.*s", STR_ARG(meant));
    fail(right);
    return true;
  }
  if (!is_value_literal(right)) return false;
  bool told = is_value_literal(before) && type_is_error(before->type);
  uint8_t op = logic->kind == AST_OR ? COMPARE_EQ : COMPARE_NE;
  if (!told && (before->kind != AST_COMPARE || before->op != op)) return false;
  check_expr(c, right);
  if (!told && !type_is_error(right->type)) {
    Str type = name_of(c, right->type);
    Diag *diag = diag_add(c->diags, DIAG_NOT_A_CONDITION, right->span, STR_ARG(type));
    Str value = text_of(c, before->kid[COMPARE_LEFT]), first = text_of(c, before->kid[COMPARE_RIGHT]), next = text_of(c, right);
    diag_help(c->diags, diag, "write `%.*s %s (%.*s, %.*s)`", STR_ARG(value), op == COMPARE_EQ ? "in" : "not in", STR_ARG(first), STR_ARG(next));
  }
  fail(right);
  return true;
}

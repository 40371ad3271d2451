/* SPDX-License-Identifier: MIT
 * Classifications: by cases, by thresholds, and as a matrix over others. */
#include "lang/check/checker.h"

#include "runtime/data/written.h"

typedef struct Shape {
  ClassifyForm form;
  AstNode *value;            /* THRESHOLDS: E; NULL where it is of no use */
  AstNode *const *parts;     /* MATRIX: the classifications */
  uint32_t part_count;
  bool broken;               /* a part is no classification: its cells are not looked at */
} Shape;

/* ---- labels: in the order in which they first stand ---- */

static void give_labels(Checker *c, Symbol *classify, const AstNode *cases) {
  Type *type = ARENA_NEW(c->arena, Type);
  Labels *labels = ARENA_NEW(c->arena, Labels);
  Str *names = ARENA_ARRAY(c->arena, Str, (cases ? cases->count : 0) + 1);
  classify->type = type_of_kind(TYPE_ERROR, false);
  if (cases && !resolve_count(c, classify->span, "the number of cases", cases->count, LABELS_MOST)) return;
  if (!type || !labels || !names) return;
  *labels = (Labels){names, 0};
  for (uint32_t i = 0; cases && i < cases->count; i++) {
    Str name = cases->kid[i]->kid[CASE_LABEL]->text;
    if (labels_find(labels, name) < 0) names[labels->count++] = name;
  }
  *type = (Type){.kind = TYPE_LABEL, .labels = labels, .owner = classify};
  classify->type = type;
  for (uint32_t i = 0; cases && i < cases->count; i++) check_label(c, cases->kid[i]->kid[CASE_LABEL], type);
}

/* ---- what stands behind `by` ---- */

static bool is_matrix(const AstNode *cases) {
  for (uint32_t i = 0; cases && i < cases->count; i++)
    if (cases->kid[i]->kid[CASE_RULE]->kind == AST_CASE_FOR) return true;
  return false;
}

static void check_parts(Checker *c, Shape *shape) {
  for (uint32_t i = 0; i < shape->part_count; i++) {
    AstNode *part = shape->parts[i];
    const Type *type = check_expr(c, part);
    if (type_is_error(type)) shape->broken = true;
    if (type_is_error(type) || type->kind == TYPE_LABEL) continue;
    Str name = name_of(c, type);
    diag_add(c->diags, DIAG_MATRIX_OF, part->span, STR_ARG(name));
    shape->broken = true;
  }
}

static void check_value(Checker *c, Shape *shape) {
  const Type *type = check_expr(c, shape->value);
  bool good = type_is_numeric(type) || type->kind == TYPE_MONEY || type_is_day(type);
  if (!good && !type_is_error(type)) {
    Diag *diag = say_wrong_type(c, shape->value, "what is classified by thresholds", "a number, money or a date");
    if (type->kind == TYPE_LABEL) diag_help(c->diags, diag, "with `by` a classification the cases are `LABEL for a, b`");
  }
  if (!good) shape->value = NULL;
}

static Shape shape_of(Checker *c, const AstNode *decl) {
  Shape shape = {.form = FORM_CASES};
  AstNode *by = decl->kid[CLASSIFY_BY];
  if (!by) return shape;
  AstNode *exprs = by->kid[BY_EXPRS];
  if (exprs->count > 1 || is_matrix(decl->kid[CLASSIFY_CASES])) {
    shape.form = FORM_MATRIX;
    shape.parts = exprs->kid;
    shape.part_count = exprs->count;
    check_parts(c, &shape);
    return shape;
  }
  shape.form = FORM_THRESHOLDS;
  shape.value = exprs->kid[0];
  check_value(c, &shape);
  return shape;
}

/* ---- cases ---- */

static Str written(Checker *c, const Value *value) {
  Buf buf;
  buf_init(&buf, c->hook);
  value_write(&buf, value, NULL);
  return arena_str(c->arena, buf_view(&buf));
}

static void check_threshold(Checker *c, const Shape *shape, AstNode *rule, const AstNode **last) {
  AstNode *bound = rule->kid[CASE_FROM_BOUND];
  Value value;
  if (!shape->value) {
    check_expr(c, bound);
    return;
  }
  /* An integer E with a threshold of 2.5 is compared as a number. */
  const Type *type = type_optional(shape->value->type, false, c->arena);
  check_expr(c, bound);
  if (type->kind == TYPE_INTEGER && bound->type->kind == TYPE_NUMBER) type = type_of_kind(TYPE_NUMBER, false);
  if (!check_constant(c, bound, type, "a threshold", &value)) return;
  if (!value.known) {
    diag_add(c->diags, DIAG_NOT_CONSTANT, bound->span, "a threshold");
    return;
  }
  if (*last && value_order((*last)->constant, &value) <= 0) {
    Str this = written(c, &value), before = written(c, (*last)->constant);
    Diag *diag = diag_add(c->diags, DIAG_THRESHOLD_ORDER, bound->span, STR_ARG(this), STR_ARG(before));
    diag_note(c->diags, diag, (*last)->span, "the threshold before it");
  }
  *last = bound;
}

/* The labels that a part of a cell names; sets the bits of those. False after a message. */
static bool check_part(Checker *c, AstNode *part, const Type *labels) {
  if (part->kind != AST_LIST) return check_label(c, part, labels) >= 0;
  bool good = true;
  for (uint32_t i = 0; i < part->count; i++) good = check_label(c, part->kid[i], labels) >= 0 && good;
  return good;
}

static bool part_has(const AstNode *part, int32_t code) {
  if (part->kind != AST_LIST) return part->constant && part->constant->i32 == code;
  for (uint32_t i = 0; i < part->count; i++)
    if (part->kid[i]->constant && part->kid[i]->constant->i32 == code) return true;
  return false;
}

/* The first label of `a` that `b` has too; -1 where they share none. */
static int32_t shared(const AstNode *a, const AstNode *b) {
  uint32_t count = a->kind == AST_LIST ? a->count : 1;
  for (uint32_t i = 0; i < count; i++) {
    const AstNode *name = a->kind == AST_LIST ? a->kid[i] : a;
    if (name->constant && part_has(b, name->constant->i32)) return name->constant->i32;
  }
  return -1;
}

static void check_overlap(Checker *c, const Shape *shape, const AstNode *cases, uint32_t at) {
  const AstNode *parts = cases->kid[at]->kid[CASE_RULE]->kid[CASE_FOR_PARTS];
  for (uint32_t i = 0; i < at; i++) {
    const AstNode *rule = cases->kid[i]->kid[CASE_RULE];
    if (rule->kind != AST_CASE_FOR || rule->kid[CASE_FOR_PARTS]->count != parts->count) continue;
    Str cell = STR("");
    bool all = true;
    for (uint32_t p = 0; all && p < parts->count; p++) {
      int32_t code = shared(parts->kid[p], rule->kid[CASE_FOR_PARTS]->kid[p]);
      all = code >= 0;
      if (!all) break;
      cell = arena_format(c->arena, "%.*s%s%.*s", STR_ARG(cell), p ? ", " : "", STR_ARG(shape->parts[p]->type->labels->names[code]));
    }
    if (!all) continue;
    Str quoted = arena_format(c->arena, "`%.*s`", STR_ARG(cell));
    Diag *diag = diag_add(c->diags, DIAG_CELL_TWICE, parts->span, STR_ARG(quoted));
    diag_note(c->diags, diag, rule->span, "first given here");
    return;
  }
}

/* The same label twice in one list of a cell. */
static void check_repeats(Checker *c, const AstNode *part) {
  for (uint32_t i = 1; part->kind == AST_LIST && i < part->count; i++)
    for (uint32_t k = 0; k < i; k++)
      if (str_equal(part->kid[i]->text, part->kid[k]->text)) {
        Str what = arena_format(c->arena, "`%.*s`", STR_ARG(part->kid[i]->text));
        diag_add(c->diags, DIAG_TWICE, part->kid[i]->span, STR_ARG(what));
        break;
      }
}

static void check_cell(Checker *c, const Shape *shape, AstNode *cases, uint32_t at) {
  AstNode *parts = cases->kid[at]->kid[CASE_RULE]->kid[CASE_FOR_PARTS];
  if (parts->count != shape->part_count) {
    diag_add(c->diags, DIAG_CELL_PARTS, parts->span, shape->part_count, parts->count);
    return;
  }
  if (shape->broken) return;
  bool good = true;
  for (uint32_t p = 0; p < parts->count; p++) {
    good = check_part(c, parts->kid[p], shape->parts[p]->type) && good;
    check_repeats(c, parts->kid[p]);
  }
  if (good) check_overlap(c, shape, cases, at);
}

const char *case_word(const AstNode *rule) {
  static const char *const cuts[] = {"top", "next", "first", "rest", "otherwise"};
  if (rule->kind == AST_CASE_CUT) return cuts[rule->op <= CUT_OTHERWISE ? rule->op : CUT_OTHERWISE];
  if (rule->kind == AST_CASE_WHEN) return rule->op == 1 ? "unless" : "when";
  return rule->kind == AST_CASE_FROM ? "from" : "for";
}

static bool fits_form(ClassifyForm form, const AstNode *rule) {
  switch (rule->kind) {
  case AST_CASE_WHEN:
    return form != FORM_MATRIX;
  case AST_CASE_FROM:
    return form == FORM_THRESHOLDS;
  case AST_CASE_FOR:
    return form == FORM_MATRIX;
  default:
    return false;
  }
}

static bool is_otherwise(const AstNode *rule) { return rule->kind == AST_CASE_CUT && rule->op == CUT_OTHERWISE; }

static void check_case(Checker *c, const Shape *shape, AstNode *cases, uint32_t at, const AstNode **last) {
  static const char *const with[] = {[FORM_CASES] = "a classification by cases",
                                     [FORM_THRESHOLDS] = "a classification by thresholds",
                                     [FORM_MATRIX] = "a matrix of classifications"};
  AstNode *rule = cases->kid[at]->kid[CASE_RULE];
  if (!fits_form(shape->form, rule)) {
    diag_add(c->diags, DIAG_CASE_FORM, rule->span, case_word(rule), with[shape->form]);
    return;
  }
  if (rule->kind == AST_CASE_WHEN) check_condition(c, rule->kid[CASE_WHEN_COND]);
  if (rule->kind == AST_CASE_FROM) check_threshold(c, shape, rule, last);
  if (rule->kind == AST_CASE_FOR) check_cell(c, shape, cases, at);
}

void check_classify(Checker *c, Symbol *classify) {
  const AstNode *decl = classify->decl;
  AstNode *cases = decl->kid[CLASSIFY_CASES];
  give_labels(c, classify, cases);
  if (decl->kid[CLASSIFY_BY] && decl->kid[CLASSIFY_BY]->kind == AST_RANK_OF) {
    check_ranking(c, classify);
    return;
  }
  if (type_is_error(classify->type)) return;
  Shape shape = shape_of(c, decl);
  classify->classify.form = shape.form;
  const AstNode *last = NULL;
  bool ended = false;
  for (uint32_t i = 0; cases && i < cases->count; i++) {
    const AstNode *rule = cases->kid[i]->kid[CASE_RULE];
    if (ended) {
      diag_add(c->diags, DIAG_AFTER_OTHERWISE, cases->kid[i]->span, "otherwise");
      return;
    }
    ended = is_otherwise(rule);
    if (!ended) check_case(c, &shape, cases, i, &last);
  }
  if (!ended) diag_add(c->diags, DIAG_OTHERWISE_WANTED, classify->span, STR_ARG(classify->name), "otherwise");
}

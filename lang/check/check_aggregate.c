/* SPDX-License-Identifier: MIT
 * Functions of sets: `sum(amount of orders where …)`, `count(hot_smes)`, `rank(value of prospects per sector)`. */
#include "lang/check/checker.h"

#include "stdlib/functions.h"

typedef enum Takes { TAKES_NONE, TAKES_NUMBER, TAKES_ORDERED, TAKES_ANY } Takes;
typedef enum Gives { GIVES_INTEGER, GIVES_TRUTH, GIVES_SAME, GIVES_MEAN, GIVES_NUMBER } Gives;

typedef struct Shape {
  Takes takes;
  Gives gives;
  bool always_known; /* even of no rows */
  bool by, argument, place; /* has `by`, has an argument; is about a place among the population */
} Shape;

static const Shape shapes[AGG_COUNT_OF_ALL] = {
    [AGG_COUNT] = {TAKES_NONE, GIVES_INTEGER, true, false, false, false},
    [AGG_EXISTS] = {TAKES_NONE, GIVES_TRUTH, true, false, false, false},
    [AGG_SUM] = {TAKES_NUMBER, GIVES_SAME, true, false, false, false},
    [AGG_AVERAGE] = {TAKES_NUMBER, GIVES_MEAN, false, false, false, false},
    [AGG_MIN] = {TAKES_ORDERED, GIVES_SAME, false, false, false, false},
    [AGG_MAX] = {TAKES_ORDERED, GIVES_SAME, false, false, false, false},
    [AGG_FIRST] = {TAKES_ANY, GIVES_SAME, false, true, false, false},
    [AGG_LAST] = {TAKES_ANY, GIVES_SAME, false, true, false, false},
    [AGG_COUNT_DISTINCT] = {TAKES_ANY, GIVES_INTEGER, true, false, false, false},
    [AGG_MEDIAN] = {TAKES_NUMBER, GIVES_MEAN, false, false, false, false},
    [AGG_QUANTILE] = {TAKES_NUMBER, GIVES_MEAN, false, false, true, false},
    [AGG_RANK] = {TAKES_ORDERED, GIVES_INTEGER, false, false, false, true},
    [AGG_PERCENT_RANK] = {TAKES_ORDERED, GIVES_NUMBER, false, false, false, true},
    [AGG_RUNNING_SHARE] = {TAKES_NUMBER, GIVES_NUMBER, false, false, false, true},
};

/* One that is being checked. */
typedef struct Use {
  AstNode *node;
  Aggregate function;
  Shape shape;
  Symbol *set;
  const Record *row; /* the related record; NULL over the subject and segments */
} Use;

static const char *name_of_use(const Use *use) { return aggregate_info(use->function)->name; }

bool check_is_aggregate(Str name) {
  Aggregate function;
  return aggregate_find(name, &function) || str_is(name, "sequence") || str_is(name, "control");
}

static Diag *say_shape(Checker *c, Span span, const char *name, const char *what) {
  return diag_add(c->diags, DIAG_SET_PARTS, span, name, what);
}

static Str text_of(const Checker *c, const AstNode *node) { return source_text(c->out->sources, node->span); }

/* ---- what it is called ---- */

static void not_of_sets(Checker *c, const AstNode *callee) {
  const char *words[AGG_COUNT_OF_ALL];
  for (int i = 0; i < AGG_COUNT_OF_ALL; i++) words[i] = aggregate_info((Aggregate)i)->name;
  Str name = text_of(c, callee);
  Diag *diag = diag_add(c->diags, DIAG_NOT_OF_SETS, callee->span, STR_ARG(name));
  if (habit_function(c, diag, name)) return;
  suggest_words(c, diag, name, words, AGG_COUNT_OF_ALL);
}

static void say_sequence(Checker *c, const AstNode *node) {
  Diag *diag = say_shape(c, node->span, "sequence", "needs `by`, a date that puts the rows in order, and its steps");
  Str example = set_example(c);
  diag_help(c->diags, diag, "write `sequence(%.*s by DATE where CONDITION then CONDITION within 30 days)`", STR_ARG(example));
}

static bool find_function(Checker *c, Use *use) {
  const AstNode *callee = use->node->kid[AGGREGATE_CALLEE];
  if (callee->kind == AST_NAME && aggregate_find(callee->text, &use->function)) {
    use->shape = shapes[use->function];
    return true;
  }
  if (callee->kind == AST_NAME && str_is(callee->text, "sequence")) say_sequence(c, use->node);
  else not_of_sets(c, callee);
  return false;
}

/* ---- its parts ---- */

/* `sum(amount)`, `average(revenue where status = "client")` */
static bool say_no_set(Checker *c, const Use *use, const AstNode *value) {
  Diag *diag = say_shape(c, use->node->span, name_of_use(use), "does not say of which records");
  Str text = text_of(c, value);
  const Record *record = value->kind == AST_NAME ? related_with(c, value->text) : NULL;
  const AstNode *owner = value->kind == AST_DOT ? value->kid[DOT_LEFT] : NULL;
  if (owner && owner->kind == AST_NAME) record = find_record(c, owner->text);
  Str of = record ? record->symbol->name : c->out->subject ? subject_name(c) : STR("SET");
  diag_help(c->diags, diag, "write `%s(%.*s of %.*s)`", name_of_use(use), STR_ARG(text), STR_ARG(of));
  return false;
}

/* Puts the set where it belongs. */
static bool take_set(Checker *c, Use *use) {
  AstNode **kid = use->node->kid;
  if (!kid[AGGREGATE_SET]) {
    if (use->shape.takes != TAKES_NONE) return say_no_set(c, use, kid[AGGREGATE_VALUE]);
    kid[AGGREGATE_SET] = kid[AGGREGATE_VALUE];
    kid[AGGREGATE_VALUE] = NULL;
  }
  use->set = check_set(c, kid[AGGREGATE_SET]);
  if (!use->set) return false;
  use->row = set_row(use->set);
  return true;
}

static Str set_name(const Checker *c, const Use *use) { return text_of(c, use->node->kid[AGGREGATE_SET]); }

/* The name of a column that tells when, for a help line. */
static Str day_column(const Checker *c, const Use *use) {
  const Record *record = use->row ? use->row : c->out->subject;
  for (uint32_t i = 0; i < record->field_count; i++)
    if (type_is_day(record->fields[i]->type)) return record->fields[i]->name;
  return STR("DATE");
}

static bool check_by(Checker *c, const Use *use) {
  AstNode *by = use->node->kid[AGGREGATE_BY];
  const char *name = name_of_use(use);
  if (!by && use->shape.by) {
    Diag *diag = say_shape(c, use->node->span, name, "needs `by`, which says what comes first and what last");
    Str text = text_of(c, use->node->kid[AGGREGATE_VALUE]), set = set_name(c, use), day = day_column(c, use);
    diag_help(c->diags, diag, "write `%s(%.*s of %.*s by %.*s)`", name, STR_ARG(text), STR_ARG(set), STR_ARG(day));
    return false;
  }
  if (!by) return true;
  if (!use->shape.by) {
    Diag *diag = say_shape(c, by->span, name, "takes no `by`: only `first` and `last` have an order");
    if (c->current && c->current->kind == SYM_MEASURE)
      diag_help(c->diags, diag, "what a measure is grouped by stands behind the bracket: `%s(…) by …`", name);
    else if (!use->row) diag_help(c->diags, diag, "for each group a value of its own is `per`");
    return false;
  }
  const Type *type = check_expr(c, by);
  if (type_is_error(type)) return false;
  if (type_is_ordered(type)) return true;
  say_wrong_type(c, by, "what stands behind `by`", "a date, a number or another value with an order");
  return false;
}

static bool check_per(Checker *c, const Use *use) {
  AstNode *per = use->node->kid[AGGREGATE_PER];
  if (!per) return true;
  if (use->row) {
    Str set = set_name(c, use), subject = subject_name(c);
    Str what = diag_phrase(c->diags, "takes no `per` over `%.*s`: it is about the rows of one record of `%.*s` already", STR_ARG(set),
                            STR_ARG(subject));
    Diag *diag = say_shape(c, per->span, name_of_use(use), what.p);
    diag_help(c->diags, diag, "`per` goes with `%.*s` and with segments; rows are picked by `where`", STR_ARG(subject));
    return false;
  }
  return check_per_value(c, per);
}

bool check_per_value(Checker *c, AstNode *per) {
  const Type *type = check_expr(c, per);
  if (type_is_error(type)) return false;
  if (type->kind != TYPE_DURATION && type->kind != TYPE_UNKNOWN) return true;
  say_wrong_type(c, per, "what stands behind `per`", "a value");
  return false;
}

/* The 0.9 of `quantile(x of S, 0.9)`. */
static bool check_argument(Checker *c, const Use *use) {
  AstNode *args = use->node->kid[AGGREGATE_ARGS];
  uint32_t count = args ? args->count : 0;
  if (count == use->shape.argument) {
    Value value;
    if (!count) return true;
    if (!check_constant(c, args->kid[0], type_of_kind(TYPE_NUMBER, false), "the place of a quantile", &value)) return false;
    if (value.known && value.f64 >= 0 && value.f64 <= 1) return true;
    Diag *diag = diag_add(c->diags, DIAG_OUT_OF_BOUNDS, args->kid[0]->span, "the place of a quantile", "from 0 to 1");
    Str written = text_of(c, args->kid[0]);
    if (value.known && value.f64 >= 5 && value.f64 <= 100 && args->kid[0]->kind == AST_NUMBER)
      diag_help(c->diags, diag, "write `%.*s%%`", STR_ARG(written));
    return false;
  }
  if (!use->shape.argument) {
    say_shape(c, args->span, name_of_use(use), "takes nothing behind a comma");
    return false;
  }
  Diag *diag = say_shape(c, use->node->span, name_of_use(use), "needs one number from 0 to 1 behind a comma, which says where");
  Str text = text_of(c, use->node->kid[AGGREGATE_VALUE]), set = set_name(c, use);
  diag_help(c->diags, diag, "write `quantile(%.*s of %.*s, 0.9)`", STR_ARG(text), STR_ARG(set));
  return false;
}

/* ---- what is aggregated ---- */

static bool say_counted(Checker *c, const Use *use, const AstNode *value) {
  Diag *diag = say_shape(c, value->span, name_of_use(use), "takes no value: it is about rows");
  Str text = text_of(c, value), set = set_name(c, use);
  if (value->type->kind == TYPE_BOOLEAN)
    diag_help(c->diags, diag, "write `%s(%.*s where %.*s)`", name_of_use(use), STR_ARG(set), STR_ARG(text));
  else
    diag_help(c->diags, diag, "write `%s(%.*s where %.*s is known)`, or `count_distinct(%.*s of %.*s)` for how many different ones",
              name_of_use(use), STR_ARG(set), STR_ARG(text), STR_ARG(text), STR_ARG(set));
  return false;
}

static bool takes(Takes takes, const Type *type) {
  if (type->kind == TYPE_DURATION || type->kind == TYPE_UNKNOWN) return false;
  switch (takes) {
  case TAKES_NONE:
    return false;
  case TAKES_NUMBER:
    return type_is_numeric(type) || type->kind == TYPE_MONEY;
  case TAKES_ORDERED:
    return type_is_ordered(type);
  case TAKES_ANY:
    return true;
  }
  return false;
}

static bool say_value(Checker *c, const Use *use, const AstNode *value) {
  static const char *const words[] = {"nothing", "integers, numbers and money", "integers, numbers, money, dates, datetimes and texts", "values"};
  Str type = name_of(c, type_optional(value->type, false, c->arena)), text = text_of(c, value), set = set_name(c, use);
  Diag *diag = diag_add(c->diags, DIAG_ARGUMENT_TYPE, value->span, STR_ARG(str_from(name_of_use(use))), STR_ARG(type));
  if (value->type->kind == TYPE_BOOLEAN)
    diag_help(c->diags, diag, "rows for which it is true are counted by `count(%.*s where %.*s)`", STR_ARG(set), STR_ARG(text));
  else if (value->type->kind == TYPE_ONE_OF && use->shape.takes == TAKES_ORDERED)
    diag_help(c->diags, diag, "`text(%.*s)` goes by the alphabet", STR_ARG(text));
  else diag_help(c->diags, diag, "it takes %s", words[use->shape.takes]);
  return false;
}

static bool check_value(Checker *c, const Use *use) {
  AstNode *value = use->node->kid[AGGREGATE_VALUE];
  if (!value) return true;
  const Type *type = check_expr(c, value);
  if (type_is_error(type)) return false;
  if (use->shape.takes == TAKES_NONE) return say_counted(c, use, value);
  return takes(use->shape.takes, type) || say_value(c, use, value);
}

/* A place among the population, and `per`, are about one record. */
static bool check_at_hand(Checker *c, const Use *use) {
  const AstNode *node = use->node;
  if (use->shape.place && use->row) {
    Str subject = subject_name(c), set = set_name(c, use);
    Str what = diag_phrase(c->diags, "is a place among the records of `%.*s` or of a segment, not among `%.*s`", STR_ARG(subject), STR_ARG(set));
    Diag *diag = say_shape(c, node->span, name_of_use(use), what.p);
    diag_help(c->diags, diag, "give each record its value first: `let v = sum(… of %.*s)`, then `%s(v of %.*s)`", STR_ARG(set),
              name_of_use(use), STR_ARG(subject));
    return false;
  }
  bool record = use->shape.place || (node->kid[AGGREGATE_PER] && !use->row);
  if (c->at_hand == AT_NONE && record) {
    Str text = text_of(c, node), subject = subject_name(c);
    diag_add(c->diags, DIAG_NO_RECORD, node->span, STR_ARG(text), STR_ARG(subject));
    return false;
  }
  return check_whose(c, node, use->row || record);
}

static const Type *result_type(Checker *c, const Use *use) {
  const AstNode *value = use->node->kid[AGGREGATE_VALUE];
  bool optional = !use->shape.always_known;
  switch (use->shape.gives) {
  case GIVES_INTEGER:
    return type_of_kind(TYPE_INTEGER, optional);
  case GIVES_TRUTH:
    return type_of_kind(TYPE_BOOLEAN, optional);
  case GIVES_NUMBER:
    return type_of_kind(TYPE_NUMBER, optional);
  case GIVES_MEAN:
    return type_of_kind(value->type->kind == TYPE_MONEY ? TYPE_MONEY : TYPE_NUMBER, optional);
  case GIVES_SAME:
    break;
  }
  return type_optional(value->type, optional, c->arena);
}

const Type *check_aggregate(Checker *c, AstNode *node) {
  Use use = {.node = node};
  if (!find_function(c, &use) || !set_allowed(c, node) || !take_set(c, &use)) return fail(node);
  node->op = (uint8_t)use.function;
  node->symbol = use.set;
  bool good = check_at_hand(c, &use);
  View outer = view_enter(c, use.row ? AT_RELATED : AT_SUBJECT, use.row);
  good = check_value(c, &use) && good;
  AstNode *where = node->kid[AGGREGATE_WHERE];
  if (where) check_condition(c, where);
  good = good && !(where && type_is_error(where->type));
  good = check_by(c, &use) && good;
  good = check_per(c, &use) && good;
  view_leave(c, outer);
  good = check_argument(c, &use) && good;
  return good ? set_type(node, result_type(c, &use)) : fail(node);
}

/* ---- `count(orders)` ---- */

static const Type *say_values(Checker *c, AstNode *node, Aggregate function) {
  const char *name = aggregate_info(function)->name;
  const AstNode *args = node->kid[CALL_ARGS];
  Str example = set_example(c);
  if (!args->count) {
    Diag *diag = say_shape(c, node->span, name, "does not say of which records");
    bool counts = shapes[function].takes == TAKES_NONE;
    diag_help(c->diags, diag, "write `%s(%s%.*s)`", name, counts ? "" : "EXPRESSION of ", STR_ARG(example));
    return fail(node);
  }
  Diag *diag = say_shape(c, node->span, name, "is of a set of records, not of values side by side");
  if (function == AGG_MIN || function == AGG_MAX)
    diag_help(c->diags, diag, "of several values it is `%s(…)`", function == AGG_MIN ? "least" : "greatest");
  else if (function == AGG_SUM) diag_help(c->diags, diag, "values are added with `+`");
  else diag_help(c->diags, diag, "write `%s(EXPRESSION of %.*s)`", name, STR_ARG(example));
  return fail(node);
}

const Type *check_aggregate_call(Checker *c, AstNode *node) {
  AstNode *args = node->kid[CALL_ARGS];
  Aggregate function;
  if (!aggregate_find(node->kid[CALL_CALLEE]->text, &function)) {
    if (str_is(node->kid[CALL_CALLEE]->text, "control")) return check_control(c, node);
    say_sequence(c, node);
    return fail(node);
  }
  if (args->count != 1) return say_values(c, node, function);
  AstNode **kid = ARENA_ARRAY(c->arena, AstNode *, AST_AGGREGATE_SLOTS);
  if (!kid) return fail(node);
  kid[AGGREGATE_CALLEE] = node->kid[CALL_CALLEE];
  kid[AGGREGATE_VALUE] = args->kid[0];
  node->kind = AST_AGGREGATE;
  node->kid = kid;
  node->count = AST_AGGREGATE_SLOTS;
  return check_aggregate(c, node);
}

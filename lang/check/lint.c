/* SPDX-License-Identifier: MIT
 * Warnings: what is allowed but seldom meant. */
#include "lang/check/checker.h"

enum { CRITERIA_MOST = 4 };

/* ---- conditions ---- */

static void lint_condition(Checker *c, const AstNode *condition) {
  Truth truth = lint_truth(c, condition);
  if (truth == TRUTH_OPEN || !lint_wanted(c, DIAG_ALWAYS, condition->span)) return;
  diag_add(c->diags, DIAG_ALWAYS, condition->span, truth == TRUTH_TRUE ? "true" : "false");
}

static void lint_doubt(Checker *c, const AstNode *condition, const char *word, Span clause) {
  if (!condition->type || !condition->type->optional || !lint_wanted(c, DIAG_DOUBTFUL, clause)) return;
  Diag *diag = diag_add(c->diags, DIAG_DOUBTFUL, condition->span);
  const AstNode *bare = ast_bare(condition);
  Str text = source_text(c->out->sources, bare->span);
  bool single = bare->kind == AST_NAME || bare->kind == AST_CALL;
  diag_help(c->diags, diag, "`%s %s%.*s%s default false` lets a record pass where it is unknown", word, single ? "" : "(", STR_ARG(text),
            single ? "" : ")");
}

/* `email = unknown` */
static void lint_unknown(Checker *c, const AstNode *compare) {
  for (int i = 0; i < 2; i++) {
    if (ast_bare(compare->kid[i])->kind != AST_UNKNOWN || !lint_wanted(c, DIAG_UNKNOWN_COMPARED, compare->span)) continue;
    Str other = source_text(c->out->sources, compare->kid[1 - i]->span);
    Diag *diag = diag_add(c->diags, DIAG_UNKNOWN_COMPARED, compare->span);
    diag_help(c->diags, diag, "write `%.*s is %s`", STR_ARG(other), compare->op == COMPARE_NE ? "known" : "unknown");
    return;
  }
}

/* `staff in (1, unknown)` */
static void lint_unknown_in(Checker *c, const AstNode *in) {
  const AstNode *set = in->kid[IN_SET];
  for (uint32_t i = 0; set->kind == AST_LIST && i < set->count; i++) {
    if (ast_bare(set->kid[i])->kind != AST_UNKNOWN || !lint_wanted(c, DIAG_UNKNOWN_COMPARED, set->kid[i]->span)) continue;
    Str value = source_text(c->out->sources, in->kid[IN_VALUE]->span);
    Diag *diag = diag_add(c->diags, DIAG_UNKNOWN_COMPARED, set->kid[i]->span);
    diag_help(c->diags, diag, "write `%.*s is %s`", STR_ARG(value), in->op == 1 ? "known" : "unknown");
  }
}

/* `temperature is cold or hot`, where something else is named `hot` too. */
static void lint_label(Checker *c, const AstNode *logic) {
  Str meant = habit_label(c, logic);
  const Symbol *symbol = ast_bare(logic->kid[1])->symbol;
  if (!meant.n || !symbol || !lint_wanted(c, DIAG_LABEL_ALONE, logic->kid[1]->span)) return;
  Diag *diag = diag_add(c->diags, DIAG_LABEL_ALONE, logic->kid[1]->span, STR_ARG(symbol->name), symbol_kind_name(symbol));
  diag_help(c->diags, diag, "for the labels write %.*s", STR_ARG(meant));
}

static void lint_date(Checker *c, const AstNode *minus) {
  if (minus->op != '-') return;
  Str date = habit_date(c, c->arena, minus);
  Value value;
  if (!date.n || !constant_of(c, (AstNode *)minus, &value) || !lint_wanted(c, DIAG_LOOKS_LIKE_DATE, minus->span)) return;
  Diag *diag = diag_add(c->diags, DIAG_LOOKS_LIKE_DATE, minus->span, (long long)value.i64);
  diag_help(c->diags, diag, "a date has four digits for the year, two each for month and day: `%.*s`", STR_ARG(date));
}

/* `balance / 0` */
static void lint_zero(Checker *c, const AstNode *division) {
  const Value *by = ast_bare(division->kid[ARITH_RIGHT])->constant;
  if (division->op != '/' || !by || !by->known || lint_named(division->kid[ARITH_RIGHT])) return;
  bool zero = (by->kind == KIND_NUMBER && by->f64 == 0) || ((by->kind == KIND_INTEGER || by->kind == KIND_MONEY) && by->i64 == 0);
  if (zero && lint_wanted(c, DIAG_BY_ZERO, division->span)) diag_add(c->diags, DIAG_BY_ZERO, division->span);
}

/* A score from 0 to 100 against `50%`, which is 0.5. */
static void lint_share(Checker *c, const AstNode *value, const AstNode *against) {
  const AstNode *score = ast_bare(value), *share = ast_bare(against);
  if (share->kind != AST_PERCENT || score->kind != AST_NAME || !score->symbol || score->symbol->kind != SYM_SCORE) return;
  double lo = score->symbol->score.lo, hi = score->symbol->score.hi;
  if (hi - lo <= 1 || hi <= 1 || !lint_wanted(c, DIAG_SCORE_SHARE, share->span)) return;
  Str written = source_text(c->out->sources, share->span);
  Diag *diag = diag_add(c->diags, DIAG_SCORE_SHARE, share->span, STR_ARG(score->symbol->name), STR_ARG(written));
  diag_help(c->diags, diag, "write `%.*s`", STR_ARG(share->text));
}

/* The conditions of a tree: of criteria, cases, clauses and `if`. */
static void lint_tree(Checker *c, const AstNode *node) {
  if (!node) return;
  switch (node->kind) {
  case AST_REQUIRE:
    lint_condition(c, node->kid[REQUIRE_COND]);
    break;
  case AST_EXCLUDE:
    lint_condition(c, node->kid[EXCLUDE_COND]);
    lint_doubt(c, node->kid[EXCLUDE_COND], "exclude", node->span);
    break;
  case AST_FORBID:
    lint_condition(c, node->kid[FORBID_WHEN]);
    lint_doubt(c, node->kid[FORBID_WHEN], "forbid … when", node->span);
    break;
  case AST_PREFER:
    if (node->kid[PREFER_WHEN]) lint_condition(c, node->kid[PREFER_WHEN]);
    break;
  case AST_ADD:
    if (node->kid[ADD_WHEN]) lint_condition(c, node->kid[ADD_WHEN]);
    break;
  case AST_CASE_WHEN:
    lint_condition(c, node->kid[CASE_WHEN_COND]);
    break;
  case AST_IF:
    lint_condition(c, node->kid[IF_COND]);
    break;
  case AST_AGGREGATE:
    if (node->kid[AGGREGATE_WHERE]) lint_condition(c, node->kid[AGGREGATE_WHERE]);
    break;
  case AST_STEP:
    lint_condition(c, node->kid[STEP_COND]);
    break;
  case AST_COMPARE:
    lint_unknown(c, node);
    for (int i = 0; i < 2; i++) lint_share(c, node->kid[i], node->kid[1 - i]);
    break;
  case AST_IN:
    lint_unknown_in(c, node);
    break;
  case AST_AND:
  case AST_OR:
    lint_label(c, node);
    lint_pairs(c, node);
    break;
  case AST_ARITH:
    lint_date(c, node);
    lint_zero(c, node);
    break;
  case AST_SEGMENT:
    if (node->kid[SEGMENT_WHEN]) lint_condition(c, node->kid[SEGMENT_WHEN]);
    break;
  default:
    break;
  }
  for (uint32_t i = 0; i < node->count; i++) lint_tree(c, node->kid[i]);
}

/* ---- segments ---- */

static void lint_criteria(Checker *c, const Symbol *segment) {
  const AstNode *criteria = segment->decl->kid[SEGMENT_CRITERIA];
  if (!criteria || criteria->count <= CRITERIA_MOST || !lint_wanted(c, DIAG_MANY_CRITERIA, segment->span)) return;
  diag_add(c->diags, DIAG_MANY_CRITERIA, segment->span, STR_ARG(segment->name), criteria->count);
}

static void lint_empty(Checker *c, const Symbol *symbol, const AstNode *list, const char *what, const char *so) {
  if (!list || list->count || !lint_wanted(c, DIAG_EMPTY, symbol->span)) return;
  diag_add(c->diags, DIAG_EMPTY, symbol->span, symbol_kind_name(symbol) + 2, STR_ARG(symbol->name), what, so);
}

/* The one condition of a segment that has but one. */
static const AstNode *only_condition(const AstNode *decl) {
  if (decl->kid[SEGMENT_WHEN]) return decl->kid[SEGMENT_WHEN];
  const AstNode *criteria = decl->kid[SEGMENT_CRITERIA];
  bool one = criteria && criteria->count == 1 && criteria->kid[0]->kind == AST_REQUIRE;
  return one ? criteria->kid[0]->kid[REQUIRE_COND] : NULL;
}

static bool same_segment(const AstNode *a, const AstNode *b) {
  const AstNode *left = only_condition(a), *right = only_condition(b);
  if (left || right) return left && right && lint_same(left, right);
  const AstNode *x = a->kid[SEGMENT_CRITERIA], *y = b->kid[SEGMENT_CRITERIA];
  if (!x || !y || x->count != y->count) return false;
  for (uint32_t i = 0; i < x->count; i++)
    if (x->kid[i]->kind != y->kid[i]->kind || !lint_same(x->kid[i]->kid[REQUIRE_COND], y->kid[i]->kid[REQUIRE_COND])) return false;
  return true;
}

/* The same number for what lint_same takes for the same. */
static uint64_t fingerprint(const AstNode *node, uint64_t seed) {
  node = ast_bare(node);
  if (!node) return seed;
  seed = str_hash(node->text, seed * 31 + node->kind * 256u + node->op);
  for (uint32_t i = 0; i < node->count; i++) seed = fingerprint(node->kid[i], seed);
  return seed;
}

static uint64_t segment_print(const AstNode *decl) {
  const AstNode *only = only_condition(decl), *criteria = decl->kid[SEGMENT_CRITERIA];
  if (only) return fingerprint(only, 1);
  uint64_t print = 2;
  for (uint32_t i = 0; criteria && i < criteria->count; i++)
    print = fingerprint(criteria->kid[i]->kid[REQUIRE_COND], print + criteria->kid[i]->kind);
  return print;
}

/* `seen` maps the fingerprints of the segments before it. */
static void lint_twin(Checker *c, const Symbol *segment, Map *seen) {
  uint64_t *print = ARENA_NEW(c->arena, uint64_t);
  if (!print) return;
  *print = segment_print(segment->decl);
  Str key = {(const char *)print, sizeof *print};
  const Symbol *other = map_get(seen, key);
  if (!other) {
    if (!map_put(seen, key, (void *)segment)) c->arena->failed = true;
    return;
  }
  if (!same_segment(segment->decl, other->decl) || !lint_wanted(c, DIAG_SAME_SEGMENT, segment->span)) return;
  Diag *diag = diag_add(c->diags, DIAG_SAME_SEGMENT, segment->span, STR_ARG(segment->name), STR_ARG(other->name));
  diag_note(c->diags, diag, other->span, "the other one");
}

/* ---- classes ---- */

static void say_unreached(Checker *c, const AstNode *item, const char *why) {
  const AstNode *label = item->kid[CASE_LABEL];
  if (lint_wanted(c, DIAG_NEVER_REACHED, label->span)) diag_add(c->diags, DIAG_NEVER_REACHED, label->span, STR_ARG(label->text), why);
}

static bool taken_before(const AstNode *cases, uint32_t at) {
  const AstNode *rule = cases->kid[at]->kid[CASE_RULE];
  for (uint32_t i = 0; i < at; i++) {
    const AstNode *other = cases->kid[i]->kid[CASE_RULE];
    if (other->kind == rule->kind && other->op == rule->op && lint_same(other->kid[CASE_WHEN_COND], rule->kid[CASE_WHEN_COND])) return true;
  }
  return false;
}

static const Symbol *score_behind_by(const AstNode *decl) {
  const AstNode *by = decl->kid[CLASSIFY_BY];
  if (!by || by->kind != AST_BY || by->kid[BY_EXPRS]->count != 1) return NULL;
  const AstNode *value = ast_bare(by->kid[BY_EXPRS]->kid[0]);
  return value->symbol && value->symbol->kind == SYM_SCORE ? value->symbol : NULL;
}

/* `otherwise` must stand there: it is only told of where its label would be given to nobody. */
static bool new_label(const AstNode *cases, uint32_t at) {
  for (uint32_t i = 0; i < at; i++)
    if (str_equal(cases->kid[i]->kid[CASE_LABEL]->text, cases->kid[at]->kid[CASE_LABEL]->text)) return false;
  return true;
}

static void lint_classes(Checker *c, const Symbol *classify) {
  const AstNode *cases = classify->decl->kid[CLASSIFY_CASES];
  const Symbol *score = score_behind_by(classify->decl);
  const char *all = NULL; /* why nothing comes any further */
  bool by_threshold = false;
  for (uint32_t i = 0; cases && i < cases->count; i++) {
    const AstNode *rule = cases->kid[i]->kid[CASE_RULE];
    if (rule->kind != AST_CASE_WHEN && rule->kind != AST_CASE_FROM) {
      bool left_over = rule->op == CUT_OTHERWISE && !(by_threshold && new_label(cases, i));
      if (all && rule->kind == AST_CASE_CUT && !left_over) say_unreached(c, cases->kid[i], all);
      continue;
    }
    if (all) {
      say_unreached(c, cases->kid[i], all);
      continue;
    }
    if (rule->kind == AST_CASE_WHEN) {
      Truth truth = lint_truth(c, rule->kid[CASE_WHEN_COND]), takes = rule->op == 1 ? TRUTH_FALSE : TRUTH_TRUE;
      if (truth == takes) all = "a case before it takes every record";
      else if (truth != TRUTH_OPEN) say_unreached(c, cases->kid[i], "its condition never lets a record in");
      else if (taken_before(cases, i)) say_unreached(c, cases->kid[i], "a case before it has the same condition");
      continue;
    }
    if (score) lint_share(c, ast_bare(classify->decl->kid[CLASSIFY_BY]->kid[BY_EXPRS]->kid[0]), rule->kid[CASE_FROM_BOUND]);
    const Value *bound = rule->kid[CASE_FROM_BOUND]->constant;
    if (!score || !bound || bound->kind != KIND_NUMBER) continue;
    if (bound->f64 > score->score.hi) say_unreached(c, cases->kid[i], "the score ends below it");
    if (bound->f64 <= score->score.lo && !score->type->optional) all = "the threshold before it takes every record", by_threshold = true;
  }
}

/* ---- channels ---- */

static void lint_channel(Checker *c, const Symbol *channel) {
  const AstNode *items = channel->decl->kid[CHANNEL_ITEMS];
  for (uint32_t i = 0; items && i < items->count; i++)
    if (items->kid[i]->kind == AST_REQUIRE) return;
  if (!lint_wanted(c, DIAG_NO_REQUIRE, channel->span)) return;
  Diag *diag = diag_add(c->diags, DIAG_NO_REQUIRE, channel->span, STR_ARG(channel->name));
  diag_help(c->diags, diag, "such as `require email is known and consent_email`");
}

/* ---- what nothing uses ---- */

/* A run gives out lets, segments, scores, classifications and choices. A let in a file that has others of these and that
 * none of them needs is likely to be left over; one with a title is meant to be read. */
static bool has_plan(const Checker *c) {
  for (uint32_t i = 0; i < c->out->symbol_count; i++) {
    SymbolKind kind = c->out->symbols[i]->kind;
    if (kind == SYM_SEGMENT || kind == SYM_SCORE || kind == SYM_CLASSIFY || kind == SYM_CHOOSE) return true;
  }
  return false;
}

/* Of a file without records, which is a module, what it gives is for others. */
static bool wants_use(const Checker *c, const Symbol *symbol, bool plan) {
  if (!c->out->subject && symbol->kind != SYM_PARAM && symbol->kind != SYM_LIST) return false;
  switch (symbol->kind) {
  case SYM_PARAM:
  case SYM_LIST:
  case SYM_CHANNEL:
  case SYM_OFFER:
  case SYM_TEAM:
    return true;
  case SYM_LET:
    return symbol->let.function || (plan && !symbol->title.n);
  case SYM_RECORD:
    return symbol->record->role == RECORD_LOOKUP;
  default:
    return false;
  }
}

/* Of the kinds that wants_use names. */
static const char *unused_kind(const Symbol *symbol) {
  switch (symbol->kind) {
  case SYM_PARAM:
    return "the param";
  case SYM_LIST:
    return "the list";
  case SYM_CHANNEL:
    return "the channel";
  case SYM_OFFER:
    return "the offer";
  case SYM_TEAM:
    return "the team";
  case SYM_RECORD:
    return "the record";
  default:
    return symbol->let.function ? "the let with parameters" : "the let";
  }
}

static void lint_unused(Checker *c, const Symbol *symbol) {
  if (symbol->used || !lint_wanted(c, DIAG_UNUSED, symbol->span)) return;
  diag_add(c->diags, DIAG_UNUSED, symbol->span, unused_kind(symbol), STR_ARG(symbol->name));
}

static void lint_modules(Checker *c) {
  for (const Namespace *space = c->out->program.next; space; space = space->next)
    if (!space->used && !space->outside->use && lint_wanted(c, DIAG_UNUSED, space->use->span))
      diag_add(c->diags, DIAG_UNUSED, space->use->span, "the module", STR_ARG(space->name));
}

void lint_program(Checker *c) {
  bool plan = has_plan(c);
  if (!c->input->quiet_unused) lint_modules(c);
  Map segments;
  map_init(&segments, c->hook);
  for (uint32_t i = 0; i < c->out->test_count; i++) lint_tree(c, c->out->tests[i]);
  for (uint32_t i = 0; i < c->out->symbol_count; i++) {
    const Symbol *symbol = c->out->symbols[i];
    if (symbol->unlisted) continue;
    if (!c->input->quiet_unused && wants_use(c, symbol, plan)) lint_unused(c, symbol);
    if (symbol->origin) continue; /* its text is its pattern's */
    if (symbol->kind == SYM_SEGMENT) lint_empty(c, symbol, symbol->decl->kid[SEGMENT_CRITERIA], "criteria", "every record belongs to it");
    if (symbol->kind == SYM_SCORE) lint_empty(c, symbol, symbol->decl->kid[SCORE_TERMS], "clauses", "it is the same for every record");
    if (symbol->kind != SYM_COLUMN && symbol->kind != SYM_RECORD) lint_tree(c, symbol->decl);
    if (symbol->kind == SYM_SEGMENT) {
      lint_criteria(c, symbol);
      lint_criteria_pairs(c, symbol->decl->kid[SEGMENT_CRITERIA]);
      lint_twin(c, symbol, &segments);
    }
    if (symbol->kind == SYM_CLASSIFY) lint_classes(c, symbol);
    if (symbol->kind == SYM_CHANNEL) lint_channel(c, symbol);
    if (symbol->kind == SYM_CHOOSE) lint_choose(c, symbol);
  }
}

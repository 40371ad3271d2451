/* SPDX-License-Identifier: MIT
 * The funnel of a segment: what each of its clauses keeps, drops and leaves in doubt, in order and alone. Every figure is the count of
 * a condition, so that one scan finds all of them, over aggregates and ranks too. */
#include "lang/review/review.h"

#include "lang/check/literal.h"
#include "lang/lower/lower.h"

/* The conditions that are counted for each clause; of one: the record passes it, and is in doubt. */
typedef enum Tally { ALONE_KEPT, ALONE_UNKNOWN, KEPT, UNKNOWN, OTHERS, TALLY_COUNT } Tally;

typedef struct Clause {
  AstNode *condition;
  const AstNode *why;
  const char *word;
  bool exclude;
} Clause;

typedef struct Funnel {
  Cible *cible;
  Checked *checked;
  Clause *clauses;
  uint32_t count, size;
} Funnel;

/* ---- the clauses ---- */

static void add_clause(Funnel *f, AstNode *condition, const AstNode *why, const char *word) {
  Clause *clauses = f->clauses;
  if (f->count == f->size) {
    uint32_t size = f->size ? f->size * 2 : 8;
    clauses = ARENA_ARRAY(f->checked->arena, Clause, size);
    if (!clauses) return;
    if (f->count) memcpy(clauses, f->clauses, f->count * sizeof *clauses);
    f->clauses = clauses;
    f->size = size;
  }
  clauses[f->count++] = (Clause){condition, why, word, strcmp(word, "exclude") == 0};
}

/* `when a and b and c`: each part is a clause. */
static void add_parts(Funnel *f, AstNode *condition) {
  condition = (AstNode *)ast_bare(condition);
  uint32_t links = 0;
  const AstNode *left = condition;
  for (; left->kind == AST_AND; left = left->kid[AND_LEFT]) links++;
  add_clause(f, (AstNode *)ast_bare(left), NULL, "when");
  while (links--) {
    const AstNode *link = condition;
    for (uint32_t i = 0; i < links; i++) link = link->kid[AND_LEFT];
    add_clause(f, (AstNode *)ast_bare(link->kid[AND_RIGHT]), NULL, "and");
  }
}

static void take_clauses(Funnel *f, const Symbol *segment) {
  AstNode *when = segment->decl->kid[SEGMENT_WHEN];
  const AstNode *criteria = segment->decl->kid[SEGMENT_CRITERIA];
  if (when) add_parts(f, when);
  for (uint32_t i = 0; criteria && i < criteria->count; i++) {
    const AstNode *item = criteria->kid[i];
    if (item->kind == AST_REQUIRE) add_clause(f, item->kid[REQUIRE_COND], item->kid[REQUIRE_WHY], "require");
    if (item->kind == AST_EXCLUDE) add_clause(f, item->kid[EXCLUDE_COND], item->kid[EXCLUDE_WHY], "exclude");
  }
}

/* ---- the conditions that are counted ---- */

static AstNode *condition(AstNode *node) {
  if (node) node->type = type_of_kind(TYPE_BOOLEAN, true);
  return node;
}

static AstNode *passes(Funnel *f, const Clause *clause) {
  AstNode *node = clause->condition;
  return clause->exclude ? condition(ast_new(f->checked->arena, AST_NOT, node->span, AST_NOT_SLOTS, node)) : node;
}

static AstNode *doubtful(Funnel *f, const Clause *clause) {
  AstNode *node = condition(ast_new(f->checked->arena, AST_IS_KNOWN, clause->condition->span, AST_IS_KNOWN_SLOTS, clause->condition));
  if (node) node->op = 1;
  return node;
}

/* All of them at once: `at least n of (…)`, which is flat however many there are. */
static AstNode *all_of(Funnel *f, AstNode *const *conditions, uint32_t count) {
  Arena *arena = f->checked->arena;
  Span span = count ? conditions[0]->span : (Span){0, 0};
  AstNode *number = ast_leaf(arena, AST_NUMBER, span, (Str){"", 0}), *list = ast_new(arena, AST_LIST, span, 0);
  Value *value = ARENA_NEW(arena, Value);
  if (!number || !list || !value) return NULL;
  *value = (Value){.kind = KIND_INTEGER, .known = true, .i64 = count};
  number->type = type_of_kind(TYPE_INTEGER, false);
  number->constant = value;
  for (uint32_t i = 0; i < count && list; i++) list = ast_push(arena, list, conditions[i]);
  return list ? condition(ast_new(arena, AST_AT_LEAST, span, AST_AT_LEAST_SLOTS, number, list)) : NULL;
}

/* In place of whatever the call asked for, but for its `where`, which stays the first. */
static bool ask(Extra *extras, uint32_t *at, AstNode *node) {
  if (!node) return false;
  extras[(*at)++] = (Extra){.expr = node, .text = STR(""), .condition = true};
  return true;
}

static bool ask_clause(Funnel *f, AstNode **list, uint32_t i, Extra *extras, uint32_t *at) {
  const Clause *clause = &f->clauses[i];
  AstNode *own = list[i], *doubt = doubtful(f, clause);
  if (!doubt || !ask(extras, at, own) || !ask(extras, at, doubt)) return false;
  if (!ask(extras, at, all_of(f, list, i + 1))) return false;
  list[i] = doubt;
  bool good = ask(extras, at, all_of(f, list, i + 1));
  list[i] = list[f->count - 1]; /* all but this one */
  good = good && ask(extras, at, all_of(f, list, f->count - 1));
  list[i] = own;
  return good;
}

static Status ask_all(Funnel *f, uint32_t kept_extras) {
  AstNode **list = ARENA_ARRAY(f->checked->arena, AstNode *, f->count + 1);
  Extra *extras = ARENA_ARRAY(f->checked->arena, Extra, (size_t)f->count * TALLY_COUNT + 2);
  if (!list || !extras) return STATUS_NO_MEMORY;
  uint32_t at = 0;
  if (kept_extras) extras[at++] = f->checked->extras[0];
  for (uint32_t i = 0; i < f->count; i++) {
    list[i] = passes(f, &f->clauses[i]);
    if (!list[i]) return STATUS_NO_MEMORY;
  }
  for (uint32_t i = 0; i < f->count; i++)
    if (!ask_clause(f, list, i, extras, &at)) return STATUS_NO_MEMORY;
  f->checked->extras = extras;
  f->checked->extra_count = at;
  return STATUS_OK;
}

/* ---- counting ---- */

static Status count_all(Funnel *f, const CibleReview *review, const Program *program, uint64_t *counts) {
  Cible *cible = f->cible;
  uint32_t first = review_first_extra(program) + (review->where != NULL), total = f->count * TALLY_COUNT;
  uint32_t *defs = ARENA_ARRAY(&cible->said, uint32_t, total + 1);
  if (!defs) return STATUS_NO_MEMORY;
  for (uint32_t i = 0; i < total; i++) defs[i] = first + i;
  if (review->where) defs[total] = first - 1;
  CibleRun run = *review->run;
  run.where = review->where ? (long)first - 1 : -1;
  run.key = NULL;
  Running running;
  Status status = engine_run_open(cible, program, &run, false, true, &running);
  if (status == STATUS_OK) {
    status = exec_count(&running.job, defs, total + (review->where != NULL), counts, &cible->diags, &cible->report);
    cible->has_report = true;
  }
  return (Status)engine_run_end(cible, &running, status);
}

static void publish_step(Funnel *f, const Clause *clause, const uint64_t *counts, uint64_t came, uint64_t all, uint64_t records,
                         CibleFunnelStep *out) {
  Arena *results = &f->cible->results;
  WhyPlan words = {.checked = f->checked, .arena = results};
  Place place = source_place(&f->cible->sources, clause->condition->span.from);
  *out = (CibleFunnelStep){.word = clause->word, .text = why_words(&words, clause->condition->span).p,
                           .reason = clause->why ? arena_str(results, clause->why->text).p : "",
                           .line = (int)place.line, .column = (int)place.column, .came = came, .kept = counts[KEPT],
                           .unknown = counts[UNKNOWN], .alone_kept = counts[ALONE_KEPT], .alone_unknown = counts[ALONE_UNKNOWN]};
  out->file = place.file ? arena_str(results, place.file->name).p : NULL;
  out->dropped = came - out->kept - out->unknown;
  out->alone_dropped = records - out->alone_kept - out->alone_unknown;
  out->only = counts[OTHERS] - all;
}

static const CibleFunnel *publish(Funnel *f, const Symbol *segment, const uint64_t *counts, uint64_t records) {
  Arena *results = &f->cible->results;
  CibleFunnel *out = ARENA_NEW(results, CibleFunnel);
  CibleFunnelStep *steps = ARENA_ARRAY(results, CibleFunnelStep, f->count + 1);
  if (!out || !steps) return NULL;
  uint64_t all = f->count ? counts[(f->count - 1) * TALLY_COUNT + KEPT] : records, came = records;
  for (uint32_t i = 0; i < f->count; i++) {
    publish_step(f, &f->clauses[i], counts + (size_t)i * TALLY_COUNT, came, all, records, &steps[i]);
    came = steps[i].kept;
  }
  *out = (CibleFunnel){.segment = arena_str(results, segment->name).p, .title = arena_str(results, segment->title).p,
                       .records = records, .kept = all, .steps = steps, .step_count = f->count};
  return results->failed ? NULL : out;
}

/* The segment that the expression names. */
static const Symbol *segment_of(const Extra *extra) {
  const AstNode *bare = ast_bare(extra->expr);
  const Symbol *symbol = bare->kind == AST_NAME || bare->kind == AST_CALL || bare->kind == AST_DOT ? bare->symbol : NULL;
  return symbol && symbol->kind == SYM_SEGMENT && !symbol->template && !symbol->inlined ? symbol : NULL;
}

static Status make_funnel(Cible *cible, const CibleReview *review, const CibleFunnel **out) {
  CibleExpression expressions[2] = {{review->where, 1}, {review->name_count ? review->names[0] : "", 0}};
  uint32_t skip = review->where ? 0 : 1;
  Compilation c;
  Status status = review_check(cible, review, expressions + skip, 2 - skip, "count --funnel", &c);
  if (status != STATUS_OK) return status;
  const Symbol *segment = segment_of(&c.checked->extras[c.checked->extra_count - 1]);
  if (!segment) {
    diag_add(&cible->diags, DIAG_NO_FUNNEL, (Span){0, 0}, expressions[1].text);
    return STATUS_NO;
  }
  Funnel f = {.cible = cible, .checked = c.checked};
  take_clauses(&f, segment);
  status = ask_all(&f, 1 - skip);
  Program *program = status == STATUS_OK ? lower_program(c.checked, &cible->alloc, &cible->diags) : NULL;
  if (!program) return status != STATUS_OK ? status : cible->diags.errors ? STATUS_NO : STATUS_NO_MEMORY;
  uint64_t *counts = ARENA_ARRAY(&cible->said, uint64_t, (size_t)f.count * TALLY_COUNT + 2);
  status = counts ? count_all(&f, review, program, counts) : STATUS_NO_MEMORY;
  program_free(program);
  if (status != STATUS_OK) return status;
  uint64_t records = review->where ? counts[f.count * TALLY_COUNT] : cible->report.records;
  *out = publish(&f, segment, counts, records);
  return *out ? STATUS_OK : STATUS_NO_MEMORY;
}

CibleStatus cible_funnel(Cible *cible, const CibleReview *review, const CibleFunnel **funnel) {
  *funnel = NULL;
  engine_begin(cible);
  engine_forget_run(cible);
  return engine_end(cible, make_funnel(cible, review, funnel));
}

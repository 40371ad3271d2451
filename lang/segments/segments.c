/* SPDX-License-Identifier: MIT
 * Segments held against each other, for the public interface. */
#include <stdlib.h>

#include "lang/segments/portfolio.h"

typedef struct Segmentation {
  Cible *cible;
  const CibleReview *review;
  const char *value;
  CibleProgram *program;
  uint32_t *columns, count; /* definitions of the segments; behind them that of the value */
  uint32_t where;           /* a definition, or PROGRAM_NONE */
  Portfolio portfolio;
} Segmentation;

/* ---- what is asked for ---- */

static Status compile_review(Segmentation *s) {
  const CibleReview *review = s->review;
  CibleCompileOptions options = review->options ? *review->options : (CibleCompileOptions){0};
  CibleExpression *list = mem_new(&s->cible->alloc, (review->name_count + 2) * sizeof *list);
  if (!list) return STATUS_NO_MEMORY;
  size_t count = 0;
  for (size_t i = 0; i < review->name_count; i++) list[count++] = (CibleExpression){review->names[i], 1};
  if (review->where) list[count++] = (CibleExpression){review->where, 1};
  if (s->value) list[count++] = (CibleExpression){s->value, 0};
  options.expressions = list;
  options.expression_count = count;
  options.quiet_unused = 1;
  CibleStatus status = review->text ? cible_compile_text(s->cible, review->path, review->text, review->length, &options, &s->program)
                                    : cible_compile_file(s->cible, review->path, &options, &s->program);
  mem_free(&s->cible->alloc, list, (review->name_count + 2) * sizeof *list);
  return (Status)status;
}

static bool is_number(const ProgramDef *def) {
  return def->value == KIND_INTEGER || def->value == KIND_NUMBER || def->value == KIND_MONEY;
}

static Status choose_columns(Segmentation *s, Arena *arena) {
  const Program *p = s->program->program;
  DiagList *diags = &s->cible->diags;
  s->columns = ARENA_ARRAY(arena, uint32_t, p->def_count + s->review->name_count + 2);
  if (!s->columns) return STATUS_NO_MEMORY;
  for (size_t i = 0; i < s->review->name_count; i++) s->columns[s->count++] = program_def(p, str_from(s->review->names[i]));
  for (uint32_t i = 0; i < p->def_count && !s->review->name_count; i++)
    if (p->defs[i].kind == DEF_SEGMENT) s->columns[s->count++] = i;
  if (!s->count) diag_add(diags, DIAG_NO_SEGMENTS, (Span){0, 0}, s->review->path);
  if (s->count > SEGMENTS_MOST) diag_add(diags, DIAG_TOO_MANY_SEGMENTS, (Span){0, 0}, (int)SEGMENTS_MOST, s->count);
  if (!s->count || s->count > SEGMENTS_MOST) return STATUS_NO;
  s->where = s->review->where ? program_def(p, str_from(s->review->where)) : PROGRAM_NONE;
  if (!s->value) return STATUS_OK;
  s->columns[s->count] = program_def(p, str_from(s->value));
  if (is_number(&p->defs[s->columns[s->count]])) return STATUS_OK;
  diag_add(diags, DIAG_SEGMENT_VALUE, (Span){0, 0}, s->value);
  return STATUS_NO;
}

/* ---- the records ---- */

static bool number_of(const Value *value, double *out) {
  if (!value->known) return false;
  *out = value->kind == KIND_NUMBER ? value->f64 : (double)value->i64;
  if (value->kind == KIND_MONEY) *out /= MONEY_SCALE;
  return true;
}

static Status take_rows(void *self, const Vector *key, const Vector *const *columns, const Mask *lanes, uint32_t n) {
  (void)key;
  Segmentation *s = self;
  Portfolio *p = &s->portfolio;
  MASK_EACH(lanes, n, lane) {
    memset(p->members, 0, p->words * sizeof *p->members);
    for (uint32_t i = 0; i < s->count; i++) {
      Value in = vector_get(columns[i], (uint32_t)lane);
      if (in.known && in.truth) p->members[i / 64] |= (uint64_t)1 << (i % 64);
    }
    Value value = {0};
    double number = 0;
    if (s->value) value = vector_get(columns[s->count], (uint32_t)lane);
    if (!portfolio_add(p, s->value && number_of(&value, &number) ? &number : NULL)) return STATUS_NO_MEMORY;
  }
  return STATUS_OK;
}

static Status read_records(Segmentation *s, Running *running) {
  CibleRun run = *s->review->run;
  run.where = s->where == PROGRAM_NONE ? -1 : (long)s->where;
  run.key = NULL;
  Status status = engine_run_begin(s->cible, s->program, &run, true, running);
  RowJob job = {.columns = s->columns, .column_count = s->count + (s->value != NULL), .order = PROGRAM_NONE};
  RowSink sink = {.self = s, .rows = take_rows};
  return status == STATUS_OK ? engine_run_rows(s->cible, running, &job, &sink) : status;
}

/* ---- publishing ---- */

static CibleSegmentSize publish_size(Segmentation *s, uint32_t i) {
  Portfolio *p = &s->portfolio;
  const ProgramDef *def = &s->program->program->defs[s->columns[i]];
  Spread *spread = &p->spreads[i];
  CibleSegmentSize out = {.name = engine_keep(s->cible, def->name), .title = engine_keep(s->cible, def->title), .records = p->sizes[i],
                          .only = p->only[i], .valued = spread->count, .value = spread_total(spread), .mean = spread_mean(spread), .within = -1};
  bool spreads = spread->count > 1 && p->all.count > 1 && p->all.squares > 0;
  if (spreads) out.within = (spread->squares / (double)spread->count) / (p->all.squares / (double)p->all.count);
  return out;
}

static int larger_overlap(const void *a, const void *b) {
  const CibleOverlap *x = a, *y = b;
  if (x->records != y->records) return x->records > y->records ? -1 : 1;
  if (x->first != y->first) return x->first < y->first ? -1 : 1;
  return (x->second > y->second) - (x->second < y->second);
}

static void publish_overlaps(Segmentation *s, CibleSegments *out) {
  const Portfolio *p = &s->portfolio;
  size_t all = (size_t)p->count * p->count;
  CibleOverlap *overlaps = ARENA_ARRAY(&s->cible->results, CibleOverlap, all + 1);
  for (size_t i = 0; overlaps && i < all; i++)
    if (p->pairs[i]) overlaps[out->overlap_count++] = (CibleOverlap){i / p->count, i % p->count, p->pairs[i]};
  if (overlaps) qsort(overlaps, out->overlap_count, sizeof *overlaps, larger_overlap);
  out->overlaps = overlaps;
}

static int larger_combination(const void *a, const void *b) {
  const CibleCombination *x = a, *y = b;
  if (x->records != y->records) return x->records > y->records ? -1 : 1;
  for (size_t i = 0; i < x->segment_count && i < y->segment_count; i++)
    if (x->segments[i] != y->segments[i]) return x->segments[i] < y->segments[i] ? -1 : 1;
  return (x->segment_count > y->segment_count) - (x->segment_count < y->segment_count);
}

static CibleCombination publish_combination(Segmentation *s, Combination *from) {
  size_t *segments = ARENA_ARRAY(&s->cible->results, size_t, s->count + 1), count = 0;
  for (uint32_t i = 0; segments && i < s->count; i++)
    if (from->members[i / 64] >> (i % 64) & 1) segments[count++] = i;
  return (CibleCombination){segments, count, from->records, spread_total(&from->spread)};
}

static void publish_combinations(Segmentation *s, CibleSegments *out) {
  Portfolio *p = &s->portfolio;
  CibleCombination *all = ARENA_ARRAY(&s->cible->results, CibleCombination, p->combination_count + 1);
  for (uint32_t i = 0; all && i < p->combination_count; i++) all[i] = publish_combination(s, p->combinations[i]);
  if (all) qsort(all, p->combination_count, sizeof *all, larger_combination);
  out->combinations = all;
  out->combination_count = p->combination_count;
  out->other_records = p->rest.records;
}

static CibleSegments *publish(Segmentation *s) {
  Portfolio *p = &s->portfolio;
  Arena *results = &s->cible->results;
  CibleSegments *out = ARENA_NEW(results, CibleSegments);
  CibleSegmentSize *items = ARENA_ARRAY(results, CibleSegmentSize, s->count + 1);
  if (!out || !items) return NULL;
  for (uint32_t i = 0; i < s->count; i++) items[i] = publish_size(s, i);
  *out = (CibleSegments){.value = s->value ? engine_keep(s->cible, str_from(s->value)) : NULL, .records = p->records,
                         .covered = p->covered, .valued = p->all.count, .total = spread_total(&p->all), .mean = spread_mean(&p->all),
                         .between = portfolio_between(p), .items = items, .count = s->count};
  publish_overlaps(s, out);
  publish_combinations(s, out);
  portfolio_remarks(out, s->cible->language, results);
  return results->failed ? NULL : out;
}

CibleStatus cible_segments(Cible *cible, const CibleReview *review, const char *value, const CibleSegments **segments) {
  *segments = NULL;
  Segmentation s = {.cible = cible, .review = review, .value = value};
  Running running = {0};
  CibleSegments *out = NULL;
  Arena arena;
  arena_init(&arena, &cible->alloc);
  engine_begin(cible);
  engine_forget_run(cible);
  Status status = compile_review(&s);
  if (status == STATUS_OK) status = choose_columns(&s, &arena);
  bool counting = status == STATUS_OK;
  if (counting && !portfolio_init(&s.portfolio, s.count, value != NULL, &cible->alloc)) status = STATUS_NO_MEMORY;
  if (status == STATUS_OK) status = read_records(&s, &running);
  if (status == STATUS_OK && !(out = publish(&s))) status = STATUS_NO_MEMORY;
  CibleStatus ended = engine_run_end(cible, &running, status);
  if (counting) portfolio_free(&s.portfolio);
  cible_program_free(s.program);
  arena_free(&arena);
  if (ended == CIBLE_OK) *segments = out;
  return ended;
}

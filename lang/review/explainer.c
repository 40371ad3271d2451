/* SPDX-License-Identifier: MIT
 * Rule files taken apart, and the records that they are explained by. */
#include "lang/review/review.h"

#include <stdio.h>

#include "lang/lower/lower.h"
#include "lang/syntax/parse.h"
#include "runtime/code/image.h"
#include "runtime/data/numeric.h"
#include "runtime/base/utf8.h"

Status review_refuse_image(Cible *cible, const char *path, const char *command) {
  char first[16];
  FILE *file = fopen(path, "rb");
  size_t n = file ? fread(first, 1, sizeof first, file) : 0;
  if (file) fclose(file);
  if (!image_is((Str){first, (uint32_t)n})) return STATUS_OK;
  Diag *diag = diag_add(&cible->diags, DIAG_REVIEW_IMAGE, (Span){0, 0}, path, command);
  diag_help(&cible->diags, diag, "name the rule file; the values alone are given by `cible run %s --select NAME`", path);
  return STATUS_USAGE;
}

/* ---- the plan ---- */

static bool plan_names(WhyPlan *plan, uint32_t count) {
  for (uint32_t i = 0; i < count; i++)
    if (!why_plan_expression(plan, plan->checked->extras[i].expr)) return false;
  return true;
}

/* Every definition that a run would give out. */
static bool plan_all(WhyPlan *plan) {
  const Checked *checked = plan->checked;
  for (uint32_t i = 0; i < checked->symbol_count; i++) {
    const Symbol *symbol = checked->symbols[i];
    if (why_is_definition(symbol) && !symbol->unlisted && !why_plan_symbol(plan, symbol) && plan->arena->failed) return false;
  }
  return true;
}

Status review_check(Cible *cible, const CibleReview *review, const CibleExpression *expressions, size_t count, const char *command,
                    Compilation *out) {
  CibleCompileOptions options = review->options ? *review->options : (CibleCompileOptions){0};
  options.expressions = expressions;
  options.expression_count = count;
  options.quiet_unused = 1;
  Str text = {review->text, review->length > SOURCE_MOST ? SOURCE_MOST + 1 : (uint32_t)review->length};
  Status status = review->text ? STATUS_OK : review_refuse_image(cible, review->path, command);
  if (status == STATUS_OK) status = engine_check(cible, review->path, text, &options, out);
  if (status != STATUS_OK || out->checked->subject) return status;
  diag_add(&cible->diags, DIAG_NO_SUBJECT, (Span){0, 0}, review->path);
  return STATUS_NO;
}

Status explainer_make(Cible *cible, const CibleReview *review, Explainer *out) {
  *out = (Explainer){.cible = cible};
  CibleExpression *names = ARENA_ARRAY(&cible->said, CibleExpression, review->name_count + 1);
  if (!names) return STATUS_NO_MEMORY;
  for (size_t i = 0; i < review->name_count; i++) names[i].text = review->names[i];
  Compilation c;
  Status status = review_check(cible, review, names, review->name_count, "explain", &c);
  if (status != STATUS_OK) return status;
  bool good = why_plan_init(&out->plan, c.checked, cible->language);
  good = good && (c.extra_count ? plan_names(&out->plan, (uint32_t)c.extra_count) : plan_all(&out->plan));
  if (cible->said.failed) return STATUS_NO_MEMORY;
  if (good && out->plan.root_count) return STATUS_OK;
  diag_add(&cible->diags, DIAG_NOTHING_TO_EXPLAIN, (Span){0, 0}, review->path);
  return STATUS_NO;
}

uint32_t review_first_extra(const Program *program) {
  uint32_t def = 0;
  while (def < program->def_count && program->defs[def].kind != DEF_EXPR) def++;
  return def;
}

Status explainer_lower(Explainer *explainer) {
  Cible *cible = explainer->cible;
  explainer->program = lower_program(explainer->plan.checked, &cible->alloc, &cible->diags);
  if (!explainer->program) return cible->diags.errors ? STATUS_NO : STATUS_NO_MEMORY;
  explainer->first_extra = review_first_extra(explainer->program);
  return STATUS_OK;
}

void explainer_free(Explainer *explainer) {
  program_free(explainer->program);
  explainer->program = NULL;
}

/* ---- the records ---- */

bool explainer_key(const Explainer *explainer, const char *text, Arena *arena, Value *out) {
  *out = (Value){.kind = explainer->program->tables[0].key_kind, .known = true};
  Str written = str_from(text);
  if (out->kind == KIND_TEXT) return utf8_nfc(written, arena, &out->str);
  return integer_parse(written, &out->i64) == FAULT_NONE;
}

typedef struct RowCatcher {
  Arena *arena;
  Value *values;
  uint32_t count;
  ExplainerRow row;
  void *user;
} RowCatcher;

static Value lasting(const Vector *vector, uint32_t lane, Arena *arena) {
  Value value = vector_get(vector, lane);
  if (value.known && value.kind == KIND_TEXT) value.str = arena_str(arena, value.str);
  return value;
}

static Status catch_rows(void *self, const Vector *key, const Vector *const *columns, const Mask *lanes, uint32_t n) {
  RowCatcher *catcher = self;
  MASK_EACH(lanes, n, lane) {
    Value own = lasting(key, (uint32_t)lane, catcher->arena);
    for (uint32_t i = 0; i < catcher->count; i++) catcher->values[i] = lasting(columns[i], (uint32_t)lane, catcher->arena);
    if (catcher->arena->failed) return STATUS_NO_MEMORY;
    Status status = catcher->row(catcher->user, &own, catcher->values);
    if (status != STATUS_OK) return status;
  }
  return STATUS_OK;
}

Status explainer_rows(Explainer *explainer, const CibleRun *run, const Value *keys, uint32_t count, ExplainerRow row, void *user) {
  Cible *cible = explainer->cible;
  uint32_t extras = explainer->plan.checked->extra_count;
  uint32_t *columns = ARENA_ARRAY(&cible->said, uint32_t, extras + 1);
  RowCatcher catcher = {&cible->results, ARENA_ARRAY(&cible->said, Value, extras + 1), extras, row, user};
  if (!columns || !catcher.values) return STATUS_NO_MEMORY;
  for (uint32_t i = 0; i < extras; i++) columns[i] = explainer->first_extra + i;
  Running running;
  Status status = engine_run_open(cible, explainer->program, run, true, true, &running);
  RowJob job = {.columns = columns, .column_count = extras, .order = PROGRAM_NONE, .keys = keys, .key_count = count};
  RowSink sink = {.self = &catcher, .rows = catch_rows};
  explainer->plan.today = running.job.today;
  if (status == STATUS_OK) {
    if (cible->has_report) exec_report_free(&cible->report);
    status = engine_run_rows(cible, &running, &job, &sink);
  }
  return (Status)engine_run_end(cible, &running, status);
}

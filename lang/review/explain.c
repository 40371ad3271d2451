/* SPDX-License-Identifier: MIT
 * Why a record is what it is, for the public interface. */
#include "lang/review/review.h"

#include <stdio.h>

#include "runtime/base/utf8.h"
#include "runtime/data/written.h"

/* ---- keys nearby, where there is none like that ---- */

enum { NEAR_MOST = 3 };

typedef struct NearKeys {
  const char *wanted;
  bool integer, parsed;
  int64_t number;
  char text[NEAR_MOST][64];
  uint64_t distance[NEAR_MOST];
  uint32_t count;
  Buf written; /* of the key at hand */
} NearKeys;

static uint64_t distance_of(const NearKeys *near, const Value *key, Str written) {
  if (near->integer && near->parsed) {
    return key->i64 > near->number ? (uint64_t)key->i64 - (uint64_t)near->number : (uint64_t)near->number - (uint64_t)key->i64;
  }
  return str_distance(written, str_from(near->wanted), 3);
}

/* Keeps the nearest, in order; of equally near ones the first read. */
static void offer_key(NearKeys *near, const Value *key) {
  Buf *text = &near->written;
  text->n = 0;
  value_write(text, key, NULL);
  uint64_t distance = distance_of(near, key, buf_view(text));
  bool fits = text->n < sizeof near->text[0] && ((near->integer && near->parsed) || distance <= 3);
  uint32_t at = near->count;
  while (at && near->distance[at - 1] > distance) at--;
  if (fits && at < NEAR_MOST) {
    uint32_t last = near->count < NEAR_MOST ? near->count++ : NEAR_MOST - 1;
    for (uint32_t i = last; i > at; i--) {
      memcpy(near->text[i], near->text[i - 1], sizeof near->text[i]);
      near->distance[i] = near->distance[i - 1];
    }
    snprintf(near->text[at], sizeof near->text[at], "%s", buf_z(text));
    near->distance[at] = distance;
  }
}

static Status near_rows(void *self, const Vector *key, const Vector *const *columns, const Mask *lanes, uint32_t n) {
  (void)columns;
  MASK_EACH(lanes, n, lane) {
    Value value = vector_get(key, (uint32_t)lane);
    offer_key(self, &value);
  }
  return STATUS_OK;
}

static void help_with_keys(Cible *cible, Diag *diag, const NearKeys *near) {
  Buf list;
  buf_init(&list, &cible->alloc);
  for (uint32_t i = 0; i < near->count; i++) {
    if (i) buf_text(&list, ", ");
    utf8_show(&list, str_from(near->text[i]));
  }
  if (near->count) diag_help(&cible->diags, diag, "the nearest: %s", buf_z(&list));
  buf_free(&list);
}

/* Says that there is no such record; the keys are read once more, for those nearby. */
static Status no_such_key(Explainer *explainer, const CibleRun *run) {
  Cible *cible = explainer->cible;
  Value key;
  NearKeys near = {.wanted = run->key, .integer = explainer->program->tables[0].key_kind == KIND_INTEGER};
  near.parsed = explainer_key(explainer, run->key, &cible->said, &key) && near.integer;
  if (near.parsed) near.number = key.i64;
  buf_init(&near.written, &cible->alloc);
  CibleRun all = *run;
  all.key = NULL;
  Running running;
  RowJob job = {.order = PROGRAM_NONE};
  RowSink sink = {.self = &near, .rows = near_rows};
  Status status = engine_run_open(cible, explainer->program, &all, true, true, &running);
  if (status == STATUS_OK) {
    if (cible->has_report) exec_report_free(&cible->report);
    status = engine_run_rows(cible, &running, &job, &sink);
  }
  status = (Status)engine_run_end(cible, &running, status);
  buf_free(&near.written);
  if (status != STATUS_OK) return status;
  Buf shown;
  buf_init(&shown, &cible->alloc);
  utf8_show(&shown, str_from(run->key));
  help_with_keys(cible, diag_add(&cible->diags, DIAG_NO_SUCH_KEY, (Span){0, 0}, buf_z(&shown)), &near);
  buf_free(&shown);
  return STATUS_NO;
}

/* ---- explaining ---- */

typedef struct Explaining {
  Explainer *explainer;
  CibleExplanation *out;
} Explaining;

static Status take_record(void *user, const Value *key, const Value *values) {
  Explaining *explaining = user;
  Cible *cible = explaining->explainer->cible;
  why_fill(&explaining->explainer->plan, values);
  explaining->out = why_publish(&explaining->explainer->plan, key, cible->today, &cible->results);
  return explaining->out ? STATUS_OK : STATUS_NO_MEMORY;
}

static Status explain_record(Explainer *explainer, const CibleRun *run, CibleExplanation **out) {
  Explaining explaining = {explainer, NULL};
  Value key;
  bool written = explainer_key(explainer, run->key, &explainer->cible->said, &key);
  Status status = written ? explainer_rows(explainer, run, &key, 1, take_record, &explaining) : STATUS_OK;
  if (status == STATUS_OK && !explaining.out) return no_such_key(explainer, run);
  *out = explaining.out;
  return status;
}

CibleStatus cible_explain(Cible *cible, const CibleReview *review, const CibleExplanation **explanation) {
  *explanation = NULL;
  engine_begin(cible);
  engine_forget_run(cible);
  Explainer explainer;
  CibleExplanation *found = NULL;
  Status status = explainer_make(cible, review, &explainer);
  if (status == STATUS_OK) status = explainer_lower(&explainer);
  if (status == STATUS_OK && !review->run->key) {
    diag_add(&cible->diags, DIAG_NEEDS_RECORD, (Span){0, 0}, "the explanation");
    status = STATUS_USAGE;
  }
  if (status == STATUS_OK) status = explain_record(&explainer, review->run, &found);
  explainer_free(&explainer);
  *explanation = status == STATUS_OK ? found : NULL;
  return engine_end(cible, status);
}

const char *cible_explanation_text(Cible *cible, const CibleExplanation *explanation, CibleForm form, int width, int color) {
  cible->text.n = 0;
  switch (form) {
  case CIBLE_FORM_TEXT: why_write_text(&cible->text, explanation, width, color != 0, cible->language); break;
  case CIBLE_FORM_JSON: why_write_json(&cible->text, explanation); break;
  case CIBLE_FORM_MARKDOWN: why_write_markdown(&cible->text, explanation, cible->language); break;
  }
  return buf_z(&cible->text);
}

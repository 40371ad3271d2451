/* SPDX-License-Identifier: MIT
 * What came back of a campaign, for the public interface. */
#include <stdlib.h>

#include "lang/campaign/campaign.h"
#include "runtime/data/calendar.h"
#include "runtime/outcome/outcome.h"

static int by_key(const void *a, const void *b) { return ledger_key_order(a, b); }

/* Keys that are looked for among the records. */
typedef struct Search {
  const Value *keys;
  uint32_t count;
  bool *there;
} Search;

static Status note_keys(void *self, const Vector *key, const Vector *const *columns, const Mask *lanes, uint32_t n) {
  (void)columns;
  Search *search = self;
  MASK_EACH(lanes, n, lane) {
    Value wanted = vector_get(key, (uint32_t)lane);
    const Value *found = bsearch(&wanted, search->keys, search->count, sizeof wanted, by_key);
    if (found) search->there[found - search->keys] = true;
  }
  return STATUS_OK;
}

static Status find_keys(void *user, const Value *keys, uint32_t count, bool *there) {
  const CampaignCall *call = user;
  Cible *cible = call->cible;
  Running running;
  Search search = {keys, count, there};
  RowJob job = {.order = PROGRAM_NONE};
  RowSink sink = {.self = &search, .rows = note_keys};
  Status status = engine_run_open(cible, call->program, call->review->run, false, false, &running);
  if (status == STATUS_OK) status = engine_run_rows(cible, &running, &job, &sink);
  engine_run_close(&running);
  return status;
}

static const CibleOutcomeReport *publish(Cible *cible, const CampaignCall *call, const OutcomeReport *from) {
  CibleOutcomeReport *report = ARENA_NEW(&cible->results, CibleOutcomeReport);
  char today[DATE_TEXT];
  date_write(call->today, today);
  if (!report) return NULL;
  *report = (CibleOutcomeReport){.campaign = engine_keep(cible, call->model.plan.name), .today = engine_keep(cible, str_from(today)),
                                 .encoding = engine_keep(cible, str_from(from->encoding)), .delimiter = from->delimiter,
                                 .lines = from->lines, .added = from->added, .changed = from->changed, .known = from->known,
                                 .older = from->older, .replaced = from->replaced, .held = from->held, .suppressed = from->suppressed,
                                 .rejected = from->rejected, .rejects = from->rejects.n ? engine_keep(cible, from->rejects) : NULL};
  return cible->results.failed ? NULL : report;
}

static Status take(Cible *cible, CampaignCall *call, const CibleOutcome *outcome, const CibleOutcomeReport **out) {
  const Record *subject = call->checked->subject;
  const char *database = call->review->run->database;
  if (!database) {
    diag_add(&cible->diags, DIAG_DB_NOT_GIVEN, (Span){0, 0}, STR_ARG(subject->symbol->name));
    return STATUS_USAGE;
  }
  /* The name in the rules, where they declare the key. */
  Str key = subject->key_field == UINT32_MAX ? subject->key : subject->fields[subject->key_field]->name;
  OutcomeJob job = {.alloc = &cible->alloc, .file = outcome->file, .database = database,
                    .csv = {outcome->delimiter, outcome->encoding}, .campaign = call->model.plan.name, .source = call->source,
                    .key = key, .stored_key = subject->key, .key_kind = call->program->tables[0].key_kind,
                    .from = call->model.plan.from, .today = call->today, .rejects = outcome->rejects, .cancel = &cible->cancel,
                    .find = find_keys, .user = call};
  OutcomeReport report;
  Status status = outcome_run(&job, &cible->diags, &report);
  if (status == STATUS_OK) *out = publish(cible, call, &report);
  outcome_report_free(&report);
  return status == STATUS_OK && !*out ? STATUS_NO_MEMORY : status;
}

CibleStatus cible_outcome(Cible *cible, const CibleReview *review, const CibleOutcome *outcome, const CibleOutcomeReport **report) {
  *report = NULL;
  engine_begin(cible);
  engine_forget_run(cible);
  CampaignCall call;
  Status status = campaign_open(cible, review, outcome->campaign, &call);
  if (status == STATUS_OK) status = take(cible, &call, outcome, report);
  campaign_close(&call);
  return engine_end(cible, status);
}

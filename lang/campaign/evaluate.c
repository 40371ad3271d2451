/* SPDX-License-Identifier: MIT
 * cible_evaluate: what a campaign was to bring, and what it brought. */
#include "lang/campaign/evaluate.h"

#include "lang/campaign/survey.h"

/* ---- figures ---- */

void tally_contact(Tally *tally, const LedgerContact *contact) {
  tally->contacts++;
  tally->too_large |= !plan_add_money(&tally->cost, contact->cost);
  tally->expected += contact->response;
  if (!contact->answered) return;
  tally->answered++;
  tally->positive += outcome_is_positive(contact->outcome);
  if (!outcome_is_signed(contact->outcome)) return;
  tally->contracts++;
  if (contact->paid) tally->too_large |= !plan_add_money(&tally->sales, contact->amount);
}

void tally_record(Tally *tally, bool responded, bool won) {
  tally->records++;
  tally->responded += responded;
  tally->won += won;
}

/* ---- one record's contacts ---- */

/* Where the n-th record's contacts end. */
static uint32_t end_of(const Evaluation *e, uint32_t from) {
  uint32_t to = from + 1;
  while (to < e->count && ledger_key_order(&e->contacts[to].key, &e->contacts[from].key) == 0) to++;
  return to;
}

/* Contacts for which `of` gives this group; a record counts in each group that one of its contacts is in. */
typedef uint32_t (*GroupOf)(const Evaluation *e, const LedgerContact *contact);

static uint32_t in_all(const Evaluation *e, const LedgerContact *contact) {
  (void)e, (void)contact;
  return 0;
}

static uint32_t in_channel(const Evaluation *e, const LedgerContact *contact) {
  uint32_t channel = plan_channel(&e->call->model.plan, contact->channel);
  return channel == PLAN_NONE ? e->call->model.plan.channel_count : channel;
}

static uint32_t in_target(const Evaluation *e, const LedgerContact *contact) {
  const PlanCampaign *plan = &e->call->model.plan;
  for (uint32_t i = 0; i < plan->target_count; i++)
    if (str_equal(plan->targets[i].name, contact->target)) return i;
  return plan->target_count;
}

static uint32_t in_offer(const Evaluation *e, const LedgerContact *contact) {
  const PlanCampaign *plan = &e->call->model.plan;
  for (uint32_t i = 0; contact->offer.p && i < plan->offer_count; i++)
    if (str_equal(plan->offers[i].name, contact->offer)) return i;
  return plan->offer_count;
}

static void add_record(const Evaluation *e, Tally *groups, uint32_t group_count, GroupOf of, uint32_t from, uint32_t to) {
  for (uint32_t g = 0; g < group_count; g++) {
    bool met = false, responded = false, won = false;
    for (uint32_t i = from; i < to; i++) {
      const LedgerContact *contact = &e->contacts[i];
      if (of(e, contact) != g) continue;
      tally_contact(&groups[g], contact);
      met = true;
      responded |= contact->answered && outcome_is_positive(contact->outcome);
      won |= contact->answered && outcome_is_signed(contact->outcome);
    }
    if (met) tally_record(&groups[g], responded, won);
  }
}

/* ---- classes ---- */

typedef struct ClassTaker {
  Evaluation *e;
} ClassTaker;

static Status take_classes(void *self, const Vector *keys, const Vector *const *columns, const Mask *lanes, uint32_t n) {
  ClassTaker *taker = self;
  Evaluation *e = taker->e;
  MASK_EACH(lanes, n, lane) {
    Value key = vector_get(keys, (uint32_t)lane);
    uint32_t from = ledger_find(e->contacts, e->count, sizeof *e->contacts, &key);
    if (from == e->count || ledger_key_order(&e->contacts[from].key, &key) != 0) continue;
    uint32_t to = end_of(e, from);
    for (uint32_t c = 0; c < e->class_count; c++) {
      Value label = vector_get(columns[c], (uint32_t)lane);
      uint32_t unknown = e->call->program->defs[e->classes[c]].labels.count;
      add_record(e, &e->by_class[c][label.known ? (uint32_t)label.i32 : unknown], 1, in_all, from, to);
    }
  }
  return STATUS_OK;
}

static bool list_classes(Evaluation *e) {
  const Program *p = e->call->program;
  uint32_t *classes = ARENA_ARRAY(&e->arena, uint32_t, p->def_count + 1);
  e->by_class = ARENA_ARRAY(&e->arena, Tally *, p->def_count + 1);
  if (!classes || !e->by_class) return false;
  for (uint32_t i = 0; i < p->def_count; i++) {
    if (p->defs[i].kind != DEF_CLASSIFY || !p->defs[i].labels.count) continue;
    e->by_class[e->class_count] = ARENA_ARRAY(&e->arena, Tally, p->defs[i].labels.count + 1);
    classes[e->class_count++] = i;
  }
  e->classes = classes;
  return !e->arena.failed;
}

static Status add_classes(Evaluation *e, Running *running) {
  Cible *cible = e->call->cible;
  if (!list_classes(e)) return STATUS_NO_MEMORY;
  if (!e->class_count || !e->count) return STATUS_OK;
  Status status = engine_run_open(cible, e->call->program, e->call->review->run, true, true, running);
  if (status != STATUS_OK) return status;
  ClassTaker taker = {.e = e};
  RowJob rows = {.columns = e->classes, .column_count = e->class_count, .order = PROGRAM_NONE};
  RowSink sink = {.self = &taker, .rows = take_classes};
  return engine_run_rows(cible, running, &rows, &sink);
}

/* ---- the whole ---- */

static bool take_contacts(Evaluation *e, const LedgerContact *contacts, uint32_t count) {
  LedgerContact *own = ARENA_ARRAY(&e->arena, LedgerContact, count + 1);
  if (!own) return false;
  for (uint32_t i = 0; i < count; i++) {
    if (!str_equal(contacts[i].campaign, e->call->model.plan.name)) continue;
    if (contacts[i].sent) own[e->count++] = contacts[i];
    else e->planned++;
  }
  e->contacts = own;
  return true;
}

static void add_held(Evaluation *e) {
  for (uint32_t i = 0; i < e->held_count; i++) {
    const LedgerHeld *held = &e->held[i];
    if (ledger_has(e->contacts, e->count, sizeof *e->contacts, &held->key)) continue; /* contacted after all: it compares nothing */
    e->held_compared++;
    if (!held->answered) continue;
    e->held_responded += outcome_is_positive(held->outcome);
    if (!outcome_is_signed(held->outcome)) continue;
    e->held_won++;
    if (held->paid) e->all.too_large |= !plan_add_money(&e->held_sales, held->amount);
  }
}

static Status add_up(Evaluation *e, Running *running) {
  const PlanCampaign *plan = &e->call->model.plan;
  e->by_channel = ARENA_ARRAY(&e->arena, Tally, plan->channel_count + 1);
  e->by_target = ARENA_ARRAY(&e->arena, Tally, plan->target_count + 1);
  e->by_offer = ARENA_ARRAY(&e->arena, Tally, plan->offer_count + 1);
  if (e->arena.failed) return STATUS_NO_MEMORY;
  for (uint32_t from = 0, to; from < e->count; from = to) {
    to = end_of(e, from);
    add_record(e, &e->all, 1, in_all, from, to);
    add_record(e, e->by_channel, plan->channel_count + 1, in_channel, from, to);
    add_record(e, e->by_target, plan->target_count + 1, in_target, from, to);
    if (plan->offer_count) add_record(e, e->by_offer, plan->offer_count + 1, in_offer, from, to);
  }
  add_held(e);
  if (e->all.too_large) { /* then no part of it is told */
    diag_add(&e->call->cible->diags, DIAG_CAMPAIGN_AMOUNT, e->call->model.symbol->span, STR_ARG(plan->name));
    return STATUS_NO;
  }
  return add_classes(e, running);
}

static Status run_evaluation(Evaluation *e, Running *running, Ledger **ledger) {
  const CampaignCall *call = e->call;
  Cible *cible = call->cible;
  LedgerConfig config = {.alloc = &cible->alloc, .path = call->review->run->database, .source = call->source,
                         .key_kind = call->checked->subject->key_kind, .cancel = &cible->cancel};
  const LedgerContact *contacts;
  uint32_t count;
  Status status = ledger_open(&config, &cible->diags, ledger);
  if (status == STATUS_OK) status = ledger_contacts(*ledger, &contacts, &count, &cible->diags);
  if (status == STATUS_OK) status = ledger_held(*ledger, call->model.plan.name, &e->held, &e->held_count, &cible->diags);
  if (status == STATUS_OK && !take_contacts(e, contacts, count)) status = STATUS_NO_MEMORY;
  return status == STATUS_OK ? add_up(e, running) : status;
}

CibleStatus cible_evaluate_campaign(Cible *cible, const CibleReview *review, const char *campaign, const CibleEvaluation **out) {
  *out = NULL;
  engine_begin(cible);
  engine_forget_run(cible);
  CampaignCall call;
  Running running = {0};
  Ledger *ledger = NULL;
  Status status = campaign_open(cible, review, campaign, &call);
  Evaluation evaluation = {.call = &call};
  arena_init(&evaluation.arena, &cible->alloc);
  if (status == STATUS_OK) status = run_evaluation(&evaluation, &running, &ledger);
  if (status == STATUS_OK) *out = evaluation_publish(&evaluation);
  if (status == STATUS_OK && !*out) status = STATUS_NO_MEMORY;
  ledger_close(ledger);
  arena_free(&evaluation.arena);
  CibleStatus ended = engine_run_end(cible, &running, status);
  campaign_close(&call);
  return ended;
}

/* SPDX-License-Identifier: MIT
 * cible_plan: reads, surveys, assigns, writes. */
#include "lang/campaign/plan.h"

#include <stdlib.h>

/* ---- what stands ---- */

static uint32_t team_named(const PlanCampaign *plan, Str name) {
  for (uint32_t i = 0; i < plan->team_count; i++)
    if (str_equal(plan->teams[i].name, name)) return i;
  return PLAN_NONE;
}

static void charge(PlanRun *plan) {
  const PlanCampaign *campaign = &plan->call->model.plan;
  for (uint32_t i = 0; i < plan->book.standing_count; i++) {
    const LedgerContact *contact = &plan->book.standing[i];
    room_charge(&plan->room, plan_channel(campaign, contact->channel), team_named(campaign, contact->team), contact->at, contact->cost,
                contact->effort, book_is_own(&plan->book, contact));
  }
}

static Status read_ledger(PlanRun *plan, Ledger *ledger, WaysMaker *maker) {
  Cible *cible = plan->call->cible;
  const LedgerContact *contacts;
  uint32_t count;
  Status status = ledger_contacts(ledger, &contacts, &count, &cible->diags);
  if (status == STATUS_OK) status = ledger_suppressed(ledger, &maker->suppressed, &maker->suppressed_count, &cible->diags);
  if (status == STATUS_OK) status = ledger_held(ledger, plan->call->model.plan.name, &plan->held, &plan->held_count, &cible->diags);
  if (status != STATUS_OK) return status;
  return book_init(&plan->book, cible, plan->call, contacts, count) ? STATUS_OK : STATUS_NO_MEMORY;
}

enum { PASSES_FEW = 2 };
static const size_t KEPT_MOST = (size_t)1 << 30; /* bytes of columns that are kept for the passes of a plan */

/* Where the records are read once a period, their columns stay in memory meanwhile. */
static bool keep(PlanRun *plan) {
  Cible *cible = plan->call->cible;
  if (cible->snapshot || plan->call->review->run->memory_limit || plan->calendar.count - plan->calendar.first <= PASSES_FEW) return true;
  if (!survey_daily(plan->call, &plan->arena)) return true;
  plan->keeps = true;
  return cible_keep(cible, KEPT_MOST) == CIBLE_OK;
}

static Status survey(PlanRun *plan) {
  Cible *cible = plan->call->cible;
  if (!keep(plan)) return STATUS_NO_MEMORY;
  plan->wish = (SurveyWish){.call = plan->call, .calendar = &plan->calendar, .contacted = book_keys(&plan->book),
                            .contacted_count = plan->book.standing_count};
  if (!plan->wish.contacted) return STATUS_NO_MEMORY;
  Status status = engine_run_open(cible, plan->call->program, plan->call->review->run, true, true, plan->running);
  if (status == STATUS_OK) status = book_cover(&plan->book, plan->call, plan->running);
  if (status == STATUS_OK) status = survey_make(cible, &plan->wish, plan->running, &plan->survey);
  if (status != STATUS_OK) return status;
  return book_join(&plan->book, &plan->survey) ? STATUS_OK : STATUS_NO_MEMORY;
}

/* ---- what is added ---- */

bool plan_stopped(const PlanRun *plan) {
  const int *cancel = plan->running->job.cancel;
  if (!cancel || !__atomic_load_n(cancel, __ATOMIC_RELAXED)) return false;
  diag_add(&plan->call->cible->diags, DIAG_RUN_STOPPED, (Span){0, 0});
  return true;
}

/* Who can be a candidate, and who is barred from follow ups too. `items` gets the item of each candidate. */
static Status find_candidates(PlanRun *plan, WaysMaker *maker, uint32_t **items) {
  *items = ARENA_ARRAY(&plan->arena, uint32_t, plan->survey.count + 1);
  if (!*items || !ways_init(maker, &plan->arena)) return STATUS_NO_MEMORY;
  for (uint32_t i = 0; i < plan->survey.count; i++) {
    if (survey_at(&plan->survey, i)->target == PLAN_NONE) continue;
    if (plan_stopped(plan)) return STATUS_STOPPED;
    Refusal refusal;
    uint32_t before = plan->candidates.count;
    if (!ways_add(maker, i, &plan->candidates, &refusal)) return STATUS_NO_MEMORY;
    plan->refused[refusal]++;
    plan->control[i] = refusal == REFUSAL_HELD;
    if (plan->candidates.count > before) (*items)[before] = i;
  }
  return STATUS_OK;
}

static bool bar(PlanRun *plan, WaysMaker *maker) {
  plan->barred = ARENA_ARRAY(&plan->arena, bool, plan->survey.count + 1);
  plan->control = ARENA_ARRAY(&plan->arena, bool, plan->survey.count + 1);
  if (!plan->barred || !plan->control) return false;
  for (uint32_t i = 0; i < plan->survey.count; i++) {
    Surveyed *item = survey_at(&plan->survey, i);
    item->held |= ledger_has(plan->held, plan->held_count, sizeof *plan->held, &item->key);
    plan->barred[i] = ways_suppressed(maker, item) || item->held;
  }
  return true;
}

static bool add_first(PlanRun *plan, const uint32_t *items) {
  for (uint32_t i = 0; i < plan->assignment.count; i++) {
    const Placed *placed = &plan->assignment.items[i];
    const Way *way = &plan->candidates.ways[placed->way];
    Planned planned = {.item = items[placed->candidate], .channel = way->channel, .offer = way->offer == UINT16_MAX ? PLAN_NONE : way->offer,
                       .period = placed->period, .at = plan->calendar.periods[placed->period].day, .cost = way->cost, .effort = way->effort,
                       .response = way->response, .step = 1};
    if (!book_add(&plan->book, &planned)) return false;
  }
  return true;
}

static void count_lacking(PlanRun *plan, const uint32_t *placed) {
  for (uint32_t i = 0; i < plan->candidates.count; i++)
    if (!placed[i]) plan->lacking[plan->assignment.lack[i]]++;
}

static Status assign(PlanRun *plan, const uint32_t *items) {
  const bool best = plan->call->model.plan.best;
  uint32_t *placed = ARENA_ARRAY(&plan->arena, uint32_t, plan->candidates.count + 1);
  if (!placed) return STATUS_NO_MEMORY;
  Status status = assign_bound(&plan->candidates, &plan->calendar, &plan->room, &plan->bound);
  if (status == STATUS_OK)
    status = (best ? assign_best : assign_in_order)(&plan->candidates, &plan->calendar, &plan->room, &plan->assignment);
  if (status != STATUS_OK) return status;
  for (uint32_t i = 0; i < plan->assignment.count; i++) placed[plan->assignment.items[i].candidate] = 1;
  count_lacking(plan, placed);
  return add_first(plan, items) ? STATUS_OK : STATUS_NO_MEMORY;
}

/* All sums of a plan are of these. */
static Status hold_amounts(const PlanRun *plan) {
  const Book *book = &plan->book;
  const PlanCampaign *campaign = &plan->call->model.plan;
  int64_t sum = 0;
  bool fits = true;
  for (uint32_t i = 0; i < book->planned_count; i++) fits &= plan_add_money(&sum, book->planned[i].cost);
  for (uint32_t i = 0; i < book->standing_count; i++)
    if (book_is_own(book, &book->standing[i])) fits &= book->standing[i].cost >= 0 && plan_add_money(&sum, book->standing[i].cost);
  if (fits) return STATUS_OK;
  diag_add(&plan->call->cible->diags, DIAG_CAMPAIGN_AMOUNT, plan->call->model.symbol->span, STR_ARG(campaign->name));
  return STATUS_NO;
}

static Status make(PlanRun *plan, WaysMaker *maker) {
  const PlanCampaign *campaign = &plan->call->model.plan;
  uint32_t *items;
  candidates_init(&plan->candidates, plan->arena.alloc, plan->calendar.count);
  *maker = (WaysMaker){.model = &plan->call->model, .calendar = &plan->calendar, .survey = &plan->survey, .book = &plan->book,
                       .suppressed = maker->suppressed, .suppressed_count = maker->suppressed_count};
  if (!room_make(campaign, &plan->calendar, &plan->arena, &plan->room) || !bar(plan, maker)) return STATUS_NO_MEMORY;
  charge(plan);
  Status status = plan_follow_sent(plan);
  if (status == STATUS_OK) status = find_candidates(plan, maker, &items);
  if (status == STATUS_OK) status = assign(plan, items);
  if (status == STATUS_OK) status = plan_follow_planned(plan);
  return status == STATUS_OK ? hold_amounts(plan) : status;
}

/* ---- writing ---- */

static int by_item(const void *a, const void *b) {
  const Planned *x = a, *y = b;
  if (x->item != y->item) return x->item < y->item ? -1 : 1;
  return x->step < y->step ? -1 : x->step > y->step;
}

static LedgerContact contact_of(const PlanRun *plan, const Planned *planned) {
  const PlanCampaign *campaign = &plan->call->model.plan;
  const Surveyed *item = survey_at(&plan->survey, planned->item);
  const PlanChannel *channel = &campaign->channels[planned->channel];
  return (LedgerContact){.key = item->key,
                         .campaign = campaign->name,
                         .channel = channel->name,
                         .offer = planned->offer == PLAN_NONE ? (Str){0} : campaign->offers[planned->offer].name,
                         .step = planned->step,
                         .follow = planned->follow,
                         .at = planned->at,
                         .cost = planned->cost,
                         .effort = planned->effort,
                         .response = planned->response,
                         .value = item->value,
                         .target = item->target == PLAN_NONE ? STR("") : campaign->targets[item->target].name,
                         .team = channel->team == PLAN_NONE ? STR("") : campaign->teams[channel->team].name};
}

static Status write_contacts(PlanRun *plan, Ledger *ledger) {
  const Book *book = &plan->book;
  LedgerContact *contacts = ARENA_ARRAY(&plan->arena, LedgerContact, book->planned_count + 1);
  if (!contacts) return STATUS_NO_MEMORY;
  if (book->planned_count) qsort(book->planned, book->planned_count, sizeof *book->planned, by_item);
  for (uint32_t i = 0; i < book->planned_count; i++) contacts[i] = contact_of(plan, &book->planned[i]);
  return ledger_plan(ledger, plan->call->model.plan.name, contacts, book->planned_count, &plan->call->cible->diags);
}

/* Who was held back once stays so: to drop those that have since come by themselves would make the group worse than it is. */
static Status write_held(PlanRun *plan, Ledger *ledger) {
  const PlanCampaign *campaign = &plan->call->model.plan;
  LedgerHeld *held = ARENA_ARRAY(&plan->arena, LedgerHeld, (size_t)plan->survey.count + plan->held_count + 1);
  uint32_t count = 0;
  if (!held) return STATUS_NO_MEMORY;
  for (uint32_t i = 0; i < plan->held_count; i++) held[count++] = plan->held[i];
  for (uint32_t i = 0; i < plan->survey.count; i++) {
    const Surveyed *item = survey_at(&plan->survey, i);
    if (plan->control[i] && !ledger_has(plan->held, plan->held_count, sizeof *plan->held, &item->key))
      held[count++] = (LedgerHeld){.key = item->key, .target = campaign->targets[item->target].name};
  }
  return ledger_hold(ledger, campaign->name, held, count, &plan->call->cible->diags);
}

static Status write_plan(PlanRun *plan, Ledger *ledger) {
  Status status = write_contacts(plan, ledger);
  if (status == STATUS_OK) status = write_held(plan, ledger);
  return status == STATUS_OK ? ledger_commit(ledger, &plan->call->cible->diags) : status;
}

/* ---- the whole ---- */

static void plan_free(PlanRun *plan) {
  if (plan->candidates.alloc) candidates_free(&plan->candidates);
  if (plan->assignment.alloc) assignment_free(&plan->assignment);
  if (plan->book.model) book_free(&plan->book);
  if (plan->survey.words) survey_free(&plan->survey);
  arena_free(&plan->arena);
}

static Status make_calendar(PlanRun *plan) {
  const CampaignModel *model = &plan->call->model;
  Cible *cible = plan->call->cible;
  if (!calendar_make(&model->plan, plan->call->today, &plan->arena, &plan->calendar)) {
    if (plan->arena.failed) return STATUS_NO_MEMORY;
    diag_add(&cible->diags, DIAG_CAMPAIGN_LONG, model->symbol->span, STR_ARG(model->plan.name), (unsigned)PERIODS_MOST);
    return STATUS_NO;
  }
  if (plan->calendar.first < plan->calendar.count) return STATUS_OK;
  diag_add(&cible->diags, DIAG_CAMPAIGN_OVER, model->symbol->span, STR_ARG(model->plan.name), cible->today);
  return STATUS_NO;
}

/* The ledger stays open: what stands in it is its memory. */
static Status run_plan(PlanRun *plan, bool write, Running *running, Ledger **ledger) {
  const CampaignCall *call = plan->call;
  Cible *cible = call->cible;
  LedgerConfig config = {.alloc = &cible->alloc, .path = call->review->run->database, .source = call->source,
                         .key_kind = call->checked->subject->key_kind, .write = write, .cancel = &cible->cancel};
  WaysMaker maker = {0};
  Status status = make_calendar(plan);
  if (status == STATUS_OK) status = ledger_open(&config, &cible->diags, ledger);
  if (status == STATUS_OK) status = read_ledger(plan, *ledger, &maker);
  if (status == STATUS_OK) status = survey(plan);
  if (status == STATUS_OK) status = make(plan, &maker);
  engine_meter_tables(cible, running);
  engine_run_close(running); /* readers keep a writer from committing */
  return status == STATUS_OK && write ? write_plan(plan, *ledger) : status;
}

CibleStatus cible_plan(Cible *cible, const CibleReview *review, const char *campaign, int dry_run, const CiblePlan **out) {
  *out = NULL;
  engine_begin(cible);
  engine_forget_run(cible);
  CampaignCall call;
  Running running = {0};
  Status status = campaign_open(cible, review, campaign, &call);
  PlanRun plan = {.call = &call, .running = &running};
  arena_init(&plan.arena, &cible->alloc);
  Ledger *ledger = NULL;
  if (status == STATUS_OK) status = run_plan(&plan, !dry_run, &running, &ledger);
  if (status == STATUS_OK) *out = plan_publish(&plan, !dry_run);
  if (status == STATUS_OK && !*out) status = STATUS_NO_MEMORY;
  ledger_close(ledger);
  plan_free(&plan);
  CibleStatus ended = engine_run_end(cible, &running, status);
  if (plan.keeps) cible_keep_nothing(cible);
  campaign_close(&call);
  return ended;
}

/* SPDX-License-Identifier: MIT
 * Follow ups: contacts that come behind a contact, as its campaign says. */
#include "lang/campaign/plan.h"

#include <stdlib.h>

#include "runtime/data/calendar.h"

/* ---- which contacts are to be followed ---- */

typedef struct DueTaker {
  PlanRun *plan;
  const uint32_t *columns; /* by follow up: in which column its step comes, or ASK_NONE */
  uint64_t row;
  uint32_t item;
} DueTaker;

static Status take_due(void *self, const Vector *keys, const Vector *const *columns, const Mask *lanes, uint32_t n) {
  DueTaker *taker = self;
  const Survey *survey = &taker->plan->survey;
  const uint32_t follows = taker->plan->call->model.plan.follow_count;
  (void)keys;
  MASK_EACH(lanes, n, lane) {
    uint64_t row = taker->row++;
    if (taker->item >= survey->count || survey_at(survey, taker->item)->row != row) continue;
    uint32_t item = taker->item++;
    for (uint32_t f = 0; f < follows; f++) {
      if (taker->columns[f] == ASK_NONE) continue;
      Value step = vector_get(columns[taker->columns[f]], (uint32_t)lane);
      taker->plan->due[(size_t)item * follows + f] = step.known ? step.i64 : 0;
    }
  }
  return STATUS_OK;
}

/* By follow up and item, the last step whose contact meets its condition. */
static Status find_due(PlanRun *plan) {
  const CampaignModel *model = &plan->call->model;
  uint32_t *defs = ARENA_ARRAY(&plan->arena, uint32_t, model->plan.follow_count + 1);
  uint32_t *columns = ARENA_ARRAY(&plan->arena, uint32_t, model->plan.follow_count + 1);
  uint32_t count = 0;
  if (!defs || !columns || !book_show(&plan->book, plan->call)) return STATUS_NO_MEMORY;
  for (uint32_t f = 0; f < model->plan.follow_count; f++) {
    columns[f] = model->follows[f] == ASK_NONE ? ASK_NONE : count;
    if (columns[f] != ASK_NONE) defs[count++] = plan->call->first + model->follows[f];
  }
  if (!count) return STATUS_OK; /* what is planned shows all the same: who may be contacted may hang on it */
  DueTaker taker = {.plan = plan, .columns = columns};
  RowJob rows = {.columns = defs, .column_count = count, .order = PROGRAM_NONE};
  RowSink sink = {.self = &taker, .rows = take_due};
  ExecReport report = {0};
  Cible *cible = plan->call->cible;
  Status status = exec_rows(&plan->running->job, &rows, &sink, &cible->diags, &report);
  /* Rounds ask of the same contacts again, and of what the survey has asked: each fault is told once. */
  if (cible->has_report) fault_table_merge_new(&cible->report.faults, &report.faults);
  exec_report_free(&report);
  return status;
}

/* ---- in which order, and when ---- */

typedef struct DueFollow {
  uint32_t item, follow, channel, offer;
  int32_t day; /* no earlier */
  int64_t step;
} DueFollow;

static int by_day(const void *a, const void *b) {
  const DueFollow *x = a, *y = b;
  if (x->day != y->day) return x->day < y->day ? -1 : 1;
  return x->item < y->item ? -1 : x->item > y->item;
}

bool follow_day(int32_t day, const Duration *after, int32_t *out) {
  if (after->unit == DURATION_MONTHS) return date_add_months(day, after->count, out);
  int64_t later = (int64_t)day + after->count;
  *out = later > INT32_MAX ? INT32_MAX : (int32_t)later;
  return true;
}

/* The follow up of the record's last contact: the first that is due and not used up. */
static bool follow_of(const PlanRun *plan, uint32_t item, bool of_sent, DueFollow *out) {
  const CampaignModel *model = &plan->call->model;
  const PlanCampaign *campaign = &model->plan;
  LastContact last = book_last(&plan->book, item);
  if (!last.step || last.sent != of_sent) return false;
  for (uint32_t f = 0; f < campaign->follow_count; f++) {
    const PlanFollow *follow = &campaign->follows[f];
    bool due = model->follows[f] == ASK_NONE || plan->due[(size_t)item * campaign->follow_count + f] == last.step;
    if (!due || book_followed(&plan->book, item, f + 1) >= follow->times) continue;
    *out = (DueFollow){item, f, follow->channel == PLAN_NONE ? last.channel : follow->channel, last.offer, 0, last.step + 1};
    if (out->channel == PLAN_NONE) continue; /* the campaign has it no more */
    return follow_day(last.at, &follow->after, &out->day);
  }
  return false;
}

/* ---- placing ---- */

static bool is_usable(const PlanRun *plan, const DueFollow *due, uint32_t period) {
  const Surveyed *item = survey_at(&plan->survey, due->item);
  if (plan->calendar.periods[period].day < due->day || !survey_open(&plan->survey, &item->channels, due->channel, period)) return false;
  if (due->offer != PLAN_NONE && !survey_open(&plan->survey, &item->offers, due->offer, period)) return false;
  return book_allows(&plan->book, due->item, plan->calendar.periods[period].day);
}

static Status place(PlanRun *plan, const DueFollow *due, bool *placed) {
  const Surveyed *item = survey_at(&plan->survey, due->item);
  const OptionFigures *figures = &item->channels.figures[due->channel];
  const OptionFigures *with = due->offer == PLAN_NONE ? NULL : &item->offers.figures[due->offer];
  double response = with ? figures->response * with->response : figures->response;
  bool offered = due->offer != PLAN_NONE || !plan->call->model.plan.offer_count; /* the offer that was made is made no more */
  bool loses = plan->call->model.plan.best && response * (double)item->value <= (double)figures->cost;
  bool known = offered && !loses && item->valued && figures->cost >= 0 && figures->effort >= 0 && figures->response >= 0 && (!with || with->response >= 0);
  for (uint32_t p = plan->calendar.first; known && p < plan->calendar.count; p++) {
    if (!is_usable(plan, due, p) || room_lacks(&plan->room, due->channel, p, figures->cost, figures->effort) != LACK_NONE) continue;
    room_take(&plan->room, due->channel, p, figures->cost, figures->effort);
    Planned planned = {.item = due->item, .channel = due->channel, .offer = due->offer, .period = p, .at = plan->calendar.periods[p].day,
                       .cost = figures->cost, .effort = figures->effort, .step = due->step, .follow = due->follow + 1,
                       .response = response};
    *placed = true;
    return book_add(&plan->book, &planned) ? STATUS_OK : STATUS_NO_MEMORY;
  }
  plan->follows_left_out++;
  plan->barred[due->item] = true; /* it is not asked again */
  return STATUS_OK;
}

static Status follow_round(PlanRun *plan, bool of_sent, bool *placed) {
  *placed = false;
  Status status = find_due(plan);
  if (status == STATUS_OK && !of_sent && plan->book.tables) status = survey_again(plan->call->cible, &plan->wish, plan->running, &plan->survey);
  DueFollow *dues = mem_new(plan->arena.alloc, (plan->survey.count + 1) * sizeof *dues);
  uint32_t count = 0;
  if (status == STATUS_OK && !dues) status = STATUS_NO_MEMORY;
  for (uint32_t i = 0; status == STATUS_OK && i < plan->survey.count; i++)
    if (!plan->barred[i] && follow_of(plan, i, of_sent, &dues[count])) count++;
  if (status == STATUS_OK) qsort(dues, count, sizeof *dues, by_day);
  for (uint32_t i = 0; status == STATUS_OK && i < count; i++) status = plan_stopped(plan) ? STATUS_STOPPED : place(plan, &dues[i], placed);
  mem_free(plan->arena.alloc, dues, (plan->survey.count + 1) * sizeof *dues);
  return status;
}

Status plan_follow_sent(PlanRun *plan) {
  bool placed;
  if (!plan->call->model.plan.follow_count) return STATUS_OK;
  size_t size = (size_t)plan->survey.count * plan->call->model.plan.follow_count;
  plan->due = ARENA_ARRAY(&plan->arena, int64_t, size + 1);
  return plan->due ? follow_round(plan, true, &placed) : STATUS_NO_MEMORY;
}

Status plan_follow_planned(PlanRun *plan) {
  bool placed = plan->call->model.plan.follow_count > 0;
  Status status = STATUS_OK;
  while (placed && status == STATUS_OK) status = follow_round(plan, false, &placed);
  return status;
}

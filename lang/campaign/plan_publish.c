/* SPDX-License-Identifier: MIT
 * A plan as the public interface gives it. */
#include "lang/campaign/plan.h"

#include "runtime/base/catalog.h"
#include "runtime/data/calendar.h"

static const char *const units[] = {[PLAN_DAY] = N_("day"), [PLAN_WEEK] = N_("week"), [PLAN_MONTH] = N_("month")};
static const char *const goals[] = {[GOAL_CLIENTS] = N_("clients"), [GOAL_RESPONSES] = N_("responses"), [GOAL_SALES] = N_("sales")};
static const double MICRO_MINUTE = 60e6;

const char *cible_plan_reason(CiblePlanReason reason) {
  static const char *const reasons[CIBLE_LEFT_COUNT] = {
      [CIBLE_LEFT_HELD] = N_("in the control group"),
      [CIBLE_LEFT_SUPPRESSED] = N_("on the suppression list"),
      [CIBLE_LEFT_CONTACTED] = N_("contacted before"),
      [CIBLE_LEFT_CLOSED] = N_("no channel or offer may be used, or excluded"),
      [CIBLE_LEFT_UNKNOWN] = N_("cost, response or value unknown"),
      [CIBLE_LEFT_LIMITED] = N_("contacted too often"),
      [CIBLE_LEFT_BUDGET] = N_("no budget left"),
      [CIBLE_LEFT_CAPACITY] = N_("no capacity left"),
      [CIBLE_LEFT_HOURS] = N_("no hours left"),
      [CIBLE_LEFT_LOSING] = N_("would earn nothing"),
  };
  return reason < CIBLE_LEFT_COUNT ? reasons[reason] : "";
}

typedef struct Publisher {
  const PlanRun *plan;
  Cible *cible;
  Arena *arena;
  CiblePlanPart *targets, *channels, *offers;
  CiblePlanPeriod *periods;
  uint64_t *by_channel;   /* period * channels + channel */
  CiblePlanWork *by_team; /* likewise */
} Publisher;

static const char *day_text(Publisher *p, int32_t day) {
  char text[DATE_TEXT];
  date_write(day, text);
  return engine_keep(p->cible, str_from(text));
}

static void add(CiblePlanPart *part, const Planned *planned, const Surveyed *item) {
  part->contacts++;
  part->cost += planned->cost;
  part->responses += planned->response;
  part->value += planned->response * (double)item->value;
  part->minutes += (double)planned->effort / MICRO_MINUTE;
}

static void add_contacts(Publisher *p, CiblePlan *out) {
  const PlanRun *plan = p->plan;
  const PlanCampaign *campaign = &plan->call->model.plan;
  for (uint32_t i = 0; i < plan->book.planned_count; i++) {
    const Planned *planned = &plan->book.planned[i];
    const Surveyed *item = survey_at(&plan->survey, planned->item);
    CiblePlanPeriod *period = &p->periods[planned->period];
    add(&p->channels[planned->channel], planned, item);
    if (item->target != PLAN_NONE) add(&p->targets[item->target], planned, item);
    if (planned->offer != PLAN_NONE) add(&p->offers[planned->offer], planned, item);
    period->contacts++;
    period->cost += planned->cost;
    period->responses += planned->response;
    p->by_channel[planned->period * campaign->channel_count + planned->channel]++;
    uint32_t team = campaign->channels[planned->channel].team;
    if (team != PLAN_NONE) p->by_team[planned->period * campaign->team_count + team].used += (double)planned->effort / MICRO_MINUTE;
    out->contacts++;
    out->follow_ups += planned->follow > 0;
    out->cost += planned->cost;
    out->responses += planned->response;
    out->value += planned->response * (double)item->value;
  }
  out->gain = out->value - (double)out->cost;
}

static void add_sent(const Publisher *p, CiblePlan *out) {
  const Book *book = &p->plan->book;
  for (uint32_t i = 0; i < book->standing_count; i++) {
    if (!book_is_own(book, &book->standing[i])) continue;
    out->sent++;
    out->sent_cost += book->standing[i].cost;
    out->sent_responses += book->standing[i].response;
  }
}

static void add_left(const Publisher *p, CiblePlan *out) {
  static const CiblePlanReason of_refusal[REFUSAL_COUNT] = {
      [REFUSAL_HELD] = CIBLE_LEFT_HELD,     [REFUSAL_SUPPRESSED] = CIBLE_LEFT_SUPPRESSED, [REFUSAL_CONTACTED] = CIBLE_LEFT_CONTACTED,
      [REFUSAL_CLOSED] = CIBLE_LEFT_CLOSED, [REFUSAL_UNKNOWN] = CIBLE_LEFT_UNKNOWN,       [REFUSAL_LIMITED] = CIBLE_LEFT_LIMITED};
  static const CiblePlanReason of_lack[] = {[LACK_NONE] = CIBLE_LEFT_LOSING, [LACK_BUDGET] = CIBLE_LEFT_BUDGET,
                                            [LACK_CAPACITY] = CIBLE_LEFT_CAPACITY, [LACK_HOURS] = CIBLE_LEFT_HOURS};
  for (int i = REFUSAL_NONE + 1; i < REFUSAL_COUNT; i++) out->left[of_refusal[i]] += p->plan->refused[i];
  for (int i = 0; i <= LACK_HOURS; i++) out->left[of_lack[i]] += p->plan->lacking[i];
}

/* By team and window, the effort of what is planned. */
static int64_t *efforts(const Publisher *p) {
  const PlanRun *plan = p->plan;
  const PlanCampaign *campaign = &plan->call->model.plan;
  int64_t *out = ARENA_ARRAY(p->arena, int64_t, (size_t)campaign->team_count * plan->calendar.count + 1);
  for (uint32_t i = 0; out && i < plan->book.planned_count; i++) {
    const Planned *planned = &plan->book.planned[i];
    const uint32_t team = campaign->channels[planned->channel].team;
    if (team == PLAN_NONE || !plan->room.teams[team].bounded) continue;
    out[(size_t)team * plan->calendar.count + plan->room.teams[team].windows.of_period[planned->period]] += planned->effort;
  }
  return out;
}

/* What other contacts leave of the team's time in the period; a window longer than the period is shown whole. */
static double time_there(const PlanRun *plan, const int64_t *planned, uint32_t team, uint32_t period) {
  const RoomSource *source = &plan->room.teams[team];
  if (!source->bounded) return -1;
  const uint32_t window = source->windows.of_period[period];
  const int64_t left = source->left[window] + planned[(size_t)team * plan->calendar.count + window];
  return left > 0 ? (double)left / MICRO_MINUTE : 0;
}

static bool make_periods(Publisher *p, CiblePlan *out) {
  const Calendar *calendar = &p->plan->calendar;
  const PlanCampaign *campaign = &p->plan->call->model.plan;
  p->periods = ARENA_ARRAY(p->arena, CiblePlanPeriod, calendar->count);
  p->by_channel = ARENA_ARRAY(p->arena, uint64_t, (size_t)calendar->count * (campaign->channel_count + 1));
  p->by_team = ARENA_ARRAY(p->arena, CiblePlanWork, (size_t)calendar->count * (campaign->team_count + 1));
  const int64_t *planned = efforts(p);
  if (!p->periods || !p->by_channel || !p->by_team || !planned) return false;
  for (uint32_t i = 0; i < calendar->count; i++) {
    p->periods[i] = (CiblePlanPeriod){.first = day_text(p, calendar->periods[i].first),
                                      .last = day_text(p, calendar->periods[i].last),
                                      .by_channel = p->by_channel + (size_t)i * campaign->channel_count,
                                      .by_team = p->by_team + (size_t)i * campaign->team_count};
    for (uint32_t t = 0; t < campaign->team_count; t++) p->by_team[(size_t)i * campaign->team_count + t].there = time_there(p->plan, planned, t, i);
  }
  out->periods = p->periods;
  out->period_count = calendar->count;
  return true;
}

static bool make_parts(Publisher *p, CiblePlan *out) {
  const PlanCampaign *campaign = &p->plan->call->model.plan;
  p->targets = ARENA_ARRAY(p->arena, CiblePlanPart, campaign->target_count + 1);
  p->channels = ARENA_ARRAY(p->arena, CiblePlanPart, campaign->channel_count + 1);
  p->offers = ARENA_ARRAY(p->arena, CiblePlanPart, campaign->offer_count + 1);
  const char **teams = ARENA_ARRAY(p->arena, const char *, campaign->team_count + 1);
  if (!p->targets || !p->channels || !p->offers || !teams) return false;
  for (uint32_t i = 0; i < campaign->team_count; i++) teams[i] = engine_keep(p->cible, campaign->teams[i].name);
  for (uint32_t i = 0; i < campaign->target_count; i++)
    p->targets[i] = (CiblePlanPart){.name = engine_keep(p->cible, campaign->targets[i].name),
                                    .title = engine_keep(p->cible, campaign->targets[i].title),
                                    .members = p->plan->survey.members[i]};
  for (uint32_t i = 0; i < campaign->channel_count; i++)
    p->channels[i] = (CiblePlanPart){.name = engine_keep(p->cible, campaign->channels[i].name),
                                     .title = engine_keep(p->cible, campaign->channels[i].title),
                                     .team = campaign->channels[i].team == PLAN_NONE ? NULL : teams[campaign->channels[i].team]};
  for (uint32_t i = 0; i < campaign->offer_count; i++)
    p->offers[i] = (CiblePlanPart){.name = engine_keep(p->cible, campaign->offers[i].name),
                                   .title = engine_keep(p->cible, campaign->offers[i].title)};
  for (uint32_t i = 0; i < p->plan->candidates.count; i++) p->targets[p->plan->candidates.items[i].target].candidates++;
  out->targets = p->targets, out->target_count = campaign->target_count;
  out->channels = p->channels, out->channel_count = campaign->channel_count;
  out->offers = p->offers, out->offer_count = campaign->offer_count;
  out->teams = teams, out->team_count = campaign->team_count;
  return true;
}

const CiblePlan *plan_publish(const PlanRun *plan, bool written) {
  Cible *cible = plan->call->cible;
  const PlanCampaign *campaign = &plan->call->model.plan;
  Publisher p = {.plan = plan, .cible = cible, .arena = &cible->results};
  CiblePlan *out = ARENA_NEW(p.arena, CiblePlan);
  if (!out) return NULL;
  *out = (CiblePlan){.campaign = engine_keep(cible, campaign->name),
                     .title = engine_keep(cible, campaign->title),
                     .today = cible->today,
                     .from = day_text(&p, campaign->from),
                     .to = day_text(&p, campaign->to),
                     .by = units[campaign->by],
                     .records = plan->survey.records,
                     .follow_ups_left = plan->follows_left_out,
                     .fixed_cost = campaign->fixed_cost,
                     .budgeted = campaign->budgeted,
                     .budget = campaign->budget,
                     .goal = campaign->goal == GOAL_NONE ? NULL : goals[campaign->goal],
                     .objective = campaign->objective,
                     .best = campaign->best,
                     .first_gain = plan->assignment.gain,
                     .bound = plan->bound,
                     .written = written};
  if (!make_parts(&p, out) || !make_periods(&p, out)) return NULL;
  add_contacts(&p, out);
  add_sent(&p, out);
  add_left(&p, out);
  return p.arena->failed ? NULL : out;
}

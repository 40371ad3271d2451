/* SPDX-License-Identifier: MIT
 * An evaluation as the public interface gives it. */
#include "lang/campaign/evaluate.h"

#include "runtime/base/catalog.h"
#include "runtime/data/calendar.h"
#include "runtime/plan/proportion.h"

static const char *const goals[] = {[GOAL_CLIENTS] = "clients", [GOAL_RESPONSES] = "responses", [GOAL_SALES] = "sales"};

typedef struct Publisher {
  const Evaluation *e;
  Cible *cible;
  CibleResultGroup *groups;
  size_t count;
} Publisher;

static CibleResult result(Publisher *p, Str name, Str title, const Tally *t) {
  return (CibleResult){.name = engine_keep(p->cible, name), .title = engine_keep(p->cible, title), .contacts = t->contacts,
                       .answered = t->answered, .positive = t->positive, .contracts = t->contracts, .records = t->records,
                       .responded = t->responded, .won = t->won, .cost = t->cost, .sales = t->sales, .expected = t->expected};
}

/* Rows that nobody was contacted in are left out, but for those that the campaign names. */
static void add_group(Publisher *p, const char *by, const PlanNamed *names, uint32_t count, const Tally *tallies, const char *other) {
  CibleResult *rows = ARENA_ARRAY(&p->cible->results, CibleResult, count + 1);
  CibleResultGroup *group = &p->groups[p->count++];
  *group = (CibleResultGroup){.by = by, .rows = rows};
  for (uint32_t i = 0; rows && i < count; i++) rows[group->row_count++] = result(p, names[i].name, names[i].title, &tallies[i]);
  if (rows && tallies[count].contacts) rows[group->row_count++] = result(p, str_from(other), STR(""), &tallies[count]);
}

static void add_classes(Publisher *p) {
  const Evaluation *e = p->e;
  for (uint32_t c = 0; c < e->class_count; c++) {
    const ProgramDef *def = &e->call->program->defs[e->classes[c]];
    PlanNamed *names = ARENA_ARRAY(&p->cible->results, PlanNamed, def->labels.count + 1);
    for (uint32_t i = 0; names && i < def->labels.count; i++) names[i] = (PlanNamed){def->labels.names[i], STR("")};
    if (names) add_group(p, engine_keep(p->cible, def->name), names, def->labels.count, e->by_class[c], "unknown");
  }
}

static void add_groups(Publisher *p) {
  const Evaluation *e = p->e;
  const PlanCampaign *plan = &e->call->model.plan;
  PlanNamed *channels = ARENA_ARRAY(&p->cible->results, PlanNamed, plan->channel_count + 1);
  p->groups = ARENA_ARRAY(&p->cible->results, CibleResultGroup, e->class_count + 3);
  if (!channels || !p->groups) return;
  for (uint32_t i = 0; i < plan->channel_count; i++) channels[i] = (PlanNamed){plan->channels[i].name, plan->channels[i].title};
  add_group(p, N_("channel"), channels, plan->channel_count, e->by_channel, N_("(others)"));
  add_group(p, N_("target"), plan->targets, plan->target_count, e->by_target, N_("(none now)"));
  if (plan->offer_count) add_group(p, N_("offer"), plan->offers, plan->offer_count, e->by_offer, N_("(none)"));
  add_classes(p);
}

static CibleInterval interval(Proportion p) { return (CibleInterval){p.share, p.low, p.high}; }

const CibleEvaluation *evaluation_publish(const Evaluation *e) {
  Cible *cible = e->call->cible;
  const PlanCampaign *plan = &e->call->model.plan;
  Publisher p = {.e = e, .cible = cible};
  CibleEvaluation *out = ARENA_NEW(&cible->results, CibleEvaluation);
  if (!out) return NULL;
  char from[DATE_TEXT], to[DATE_TEXT];
  date_write(plan->from, from);
  date_write(plan->to, to);
  const uint64_t won = e->all.won, positive = e->all.positive, contracts = e->all.contracts;
  *out = (CibleEvaluation){.campaign = engine_keep(cible, plan->name), .title = engine_keep(cible, plan->title),
                           .today = cible->today, .from = engine_keep(cible, str_from(from)), .to = engine_keep(cible, str_from(to)),
                           .all = result(&p, STR("all"), STR(""), &e->all), .fixed_cost = plan->fixed_cost,
                           .budgeted = plan->budgeted, .budget = plan->budget, .planned = e->planned,
                           .goal = plan->goal == GOAL_NONE ? NULL : goals[plan->goal], .objective = plan->objective,
                           .reached = plan->goal == GOAL_CLIENTS ? won : plan->goal == GOAL_RESPONSES ? positive : contracts,
                           .control = e->held_compared, .control_responded = e->held_responded, .control_won = e->held_won,
                           .control_sales = e->held_sales};
  out->responded = interval(proportion(e->all.responded, e->all.records));
  out->won = interval(proportion(won, e->all.records));
  out->control_responded_share = interval(proportion(e->held_responded, e->held_compared));
  out->control_won_share = interval(proportion(e->held_won, e->held_compared));
  out->more_responded = interval(proportion_difference(e->all.responded, e->all.records, e->held_responded, e->held_compared));
  out->more_won = interval(proportion_difference(won, e->all.records, e->held_won, e->held_compared));
  add_groups(&p);
  out->groups = p.groups;
  out->group_count = p.count;
  return cible->results.failed ? NULL : out;
}

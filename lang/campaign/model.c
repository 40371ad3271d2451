/* SPDX-License-Identifier: MIT
 * A campaign's declaration as its planner needs it, and the extras that it asks of the program. */
#include "lang/campaign/campaign.h"

#include <math.h>

#include "lang/check/literal.h"
#include "lang/lower/pool.h"

typedef struct Maker {
  Cible *cible;
  Checked *checked;
  Arena *arena;
  CampaignModel *out;
  uint32_t channel_size, team_size;
} Maker;

/* ---- extras ---- */

uint32_t campaign_ask(CampaignModel *model, Checked *checked, Extra extra) {
  if (checked->extra_count >= model->extra_size) {
    uint32_t size = checked->extra_count * 2 + 32;
    Extra *extras = ARENA_ARRAY(checked->arena, Extra, size);
    if (!extras) return ASK_NONE;
    if (checked->extra_count) memcpy(extras, checked->extras, checked->extra_count * sizeof *extras);
    checked->extras = extras;
    model->extra_size = size;
  }
  extra.text = STR("");
  checked->extras[checked->extra_count] = extra;
  return checked->extra_count++;
}

static uint32_t ask(Maker *m, Extra extra) { return campaign_ask(m->out, m->checked, extra); }

static uint32_t ask_condition(Maker *m, AstNode *expr) { return ask(m, (Extra){.expr = expr, .condition = true}); }

static uint32_t ask_part(Maker *m, const Symbol *option, ExtraPart part, AstNode *expr) {
  return ask(m, (Extra){.expr = expr, .part = part, .option = option});
}

static OptionAsk ask_option(Maker *m, const Symbol *option, const AstNode *choice, AstNode *best) {
  const Service *service = &option->service;
  OptionAsk out = {.symbol = option, .cost = ASK_NONE, .minutes = ASK_NONE, .best = ASK_NONE};
  out.available = ask(m, (Extra){.part = EXTRA_AVAILABLE, .option = option, .choice = choice, .condition = true});
  out.response = ask_part(m, option, EXTRA_RESPONSE, NULL);
  if (option->kind == SYM_CHANNEL) out.cost = ask_part(m, option, EXTRA_COST, NULL);
  if (service->effort && service->team) out.minutes = ask_part(m, option, EXTRA_MINUTES, NULL);
  if (best) out.best = ask_part(m, option, EXTRA_BEST, best);
  return out;
}

/* ---- constants ---- */

/* The checker has folded all of these. */
static double number_of(const AstNode *node) {
  const Value *value = node ? node->constant : NULL;
  if (!value || !value->known) return 0;
  return value->kind == KIND_NUMBER ? value->f64 : value->kind == KIND_MONEY ? (double)value->i64 / MONEY_SCALE : (double)value->i64;
}

static int64_t whole_of(double number) { return number >= 9e18 ? INT64_MAX : number > 0 ? (int64_t)floor(number + 1e-9) : 0; }

static int64_t money_of(const AstNode *node) { return node && node->constant && node->constant->known ? node->constant->i64 : 0; }

static PlanUnit unit_of(const AstNode *word) {
  return str_is(word->text, "day") ? PLAN_DAY : str_is(word->text, "week") ? PLAN_WEEK : PLAN_MONTH;
}

/* ---- channels and their teams ---- */

static PlanCapacity capacity_of(const Symbol *channel) {
  const AstNode *items = channel->decl->kid[CHANNEL_ITEMS];
  for (uint32_t i = 0; items && i < items->count; i++) {
    const AstNode *item = items->kid[i];
    if (item->kind == AST_CAPACITY)
      return (PlanCapacity){true, whole_of(number_of(item->kid[CAPACITY_VALUE])), unit_of(item->kid[CAPACITY_PER])};
  }
  return (PlanCapacity){.bounded = false};
}

/* All its people's time in a week, in microseconds. */
static PlanCapacity work_of(const Symbol *team) {
  const AstNode *items = team->decl->kid[TEAM_ITEMS];
  for (uint32_t i = 0; items && i < items->count; i++) {
    const AstNode *item = items->kid[i];
    if (item->kind != AST_PEOPLE) continue;
    Duration time;
    double seconds = item->op == 1 ? number_of(item->kid[PEOPLE_AT]) * 3600 : 0;
    if (item->op != 1 && duration_of(item->kid[PEOPLE_AT], &time)) seconds = (double)time.count;
    return (PlanCapacity){true, whole_of(number_of(item->kid[PEOPLE_COUNT]) * seconds * 1e6), PLAN_WEEK};
  }
  return (PlanCapacity){.bounded = false};
}

static uint32_t team_of(Maker *m, const Symbol *channel) {
  const Symbol *team = channel->service.team;
  PlanCampaign *plan = &m->out->plan;
  if (!team || !channel->service.effort) return PLAN_NONE;
  Str name = symbol_path(m->arena, team); /* modules may have teams of one name */
  for (uint32_t i = 0; i < plan->team_count; i++)
    if (str_equal(plan->teams[i].name, name)) return i;
  PlanTeam *teams = arena_grow(m->arena, plan->teams, plan->team_count, &m->team_size, sizeof *teams);
  if (!teams) return PLAN_NONE;
  plan->teams = teams;
  teams[plan->team_count] = (PlanTeam){name, work_of(team)};
  return plan->team_count++;
}

static void take_prefers(Maker *m, ChoiceAsk *out, const Symbol *choice) {
  const AstNode *items = choice->decl->kid[CHOOSE_ITEMS];
  out->prefers = ARENA_ARRAY(m->arena, PreferAsk, (items ? items->count : 0) + 1);
  for (uint32_t i = 0; out->prefers && items && i < items->count; i++) {
    const AstNode *item = items->kid[i];
    if (item->kind != AST_PREFER) continue;
    uint32_t option = options_place(&choice->choose, item->kid[PREFER_OPTION]->symbol);
    if (option == choice->choose.count) continue;
    out->prefers[out->prefer_count++] = (PreferAsk){item->kid[PREFER_WHEN] ? ask_condition(m, item->kid[PREFER_WHEN]) : ASK_NONE, option};
  }
}

/* A choice of channels or offers, or one alone; room for `more` options behind. */
static void take_choice(Maker *m, ChoiceAsk *out, const Symbol *symbol, uint32_t more) {
  bool choice = symbol->kind == SYM_CHOOSE;
  uint32_t count = choice ? symbol->choose.count : 1;
  out->options = ARENA_ARRAY(m->arena, OptionAsk, count + more);
  if (!out->options) return;
  const AstNode *best = choice ? choose_best(symbol->decl) : NULL;
  for (uint32_t i = 0; i < count; i++)
    out->options[i] = ask_option(m, choice ? symbol->choose.items[i] : symbol, choice ? symbol->decl : NULL, best ? best->kid[BEST_BY_VALUE] : NULL);
  out->count = out->choices = count;
  out->compared = best != NULL;
  out->highest = best && best->op;
  if (choice) take_prefers(m, out, symbol);
}

/* ---- clauses ---- */

static void take_targets(Maker *m, AstNode *value) {
  PlanCampaign *plan = &m->out->plan;
  uint32_t count = value->kind == AST_LIST ? value->count : 1;
  plan->targets = ARENA_ARRAY(m->arena, PlanNamed, count);
  m->out->targets = ARENA_ARRAY(m->arena, uint32_t, count);
  for (uint32_t i = 0; plan->targets && m->out->targets && i < count; i++) {
    AstNode *target = value->kind == AST_LIST ? value->kid[i] : value;
    plan->targets[i] = (PlanNamed){source_text(m->checked->sources, target->span), target->symbol->title};
    m->out->targets[i] = ask_condition(m, target);
    plan->target_count = i + 1;
  }
}

static void take_objective(PlanCampaign *plan, const AstNode *item) {
  Str word = item->kid[OBJECTIVE_OF]->text;
  plan->goal = str_is(word, "clients") ? GOAL_CLIENTS : str_is(word, "responses") ? GOAL_RESPONSES : GOAL_SALES;
  plan->objective = number_of(item->kid[OBJECTIVE_COUNT]);
}

/* The channel that a follow up names, among the campaign's, or behind them. */
static uint32_t follow_channel(Maker *m, const AstNode *by) {
  ChoiceAsk *channels = &m->out->channels;
  if (!by) return PLAN_NONE;
  for (uint32_t i = 0; i < channels->count; i++)
    if (channels->options[i].symbol == by->symbol) return i;
  channels->options[channels->count] = ask_option(m, by->symbol, NULL, NULL);
  return channels->count++;
}

static void take_follow(Maker *m, const AstNode *item) {
  PlanCampaign *plan = &m->out->plan;
  uint32_t at = plan->follow_count++;
  PlanFollow *follow = &plan->follows[at];
  AstNode *when = item->kid[FOLLOW_UP_WHEN], *times = item->kid[FOLLOW_UP_TIMES];
  follow->channel = follow_channel(m, item->kid[FOLLOW_UP_BY]);
  follow->times = times ? whole_of(number_of(times)) : 1;
  duration_of(item->kid[FOLLOW_UP_AFTER], &follow->after);
  m->out->follows[at] = ASK_NONE;
  if (!when) return;
  if (when->kind == AST_AGGREGATE && when->type && when->type->kind == TYPE_INTEGER) m->out->follows[at] = ask(m, (Extra){.expr = when});
  else diag_add(&m->cible->diags, DIAG_FOLLOW_OWN_CONTACTS, when->span);
}

static void take_clause_of(Maker *m, AstNode *clause, uint32_t follows) {
  PlanCampaign *plan = &m->out->plan;
  AstNode *value = clause->kid[CLAUSE_VALUE];
  switch ((ClauseWord)clause->op) {
  case CLAUSE_TARGET: take_targets(m, value); break;
  case CLAUSE_CHANNEL: take_choice(m, &m->out->channels, value->symbol, follows); break;
  case CLAUSE_OFFER: take_choice(m, &m->out->offers, value->symbol, 0); break;
  case CLAUSE_GAIN: m->out->value = ask(m, (Extra){.expr = value, .part = EXTRA_MONEY}); break;
  case CLAUSE_BUDGET:
    plan->budgeted = true;
    plan->budget = money_of(value);
    break;
  case CLAUSE_FIXED_COST: plan->fixed_cost = money_of(value); break;
  case CLAUSE_CONTROL: plan->control = number_of(value); break;
  case CLAUSE_ASSIGN_BEST: plan->best = true; break;
  default: break;
  }
}

static uint32_t count_of(const AstNode *items, AstKind kind) {
  uint32_t count = 0;
  for (uint32_t i = 0; items && i < items->count; i++) count += items->kid[i]->kind == kind;
  return count;
}

static void take_item(Maker *m, AstNode *item, uint32_t follows) {
  PlanCampaign *plan = &m->out->plan;
  switch (item->kind) {
  case AST_CLAUSE: take_clause_of(m, item, follows); break;
  case AST_EXCLUDE: m->out->excludes[m->out->exclude_count++] = ask_condition(m, item->kid[EXCLUDE_COND]); break;
  case AST_OBJECTIVE: take_objective(plan, item); break;
  case AST_PERIOD:
    plan->from = item->kid[PERIOD_FROM]->constant->i32;
    plan->to = item->kid[PERIOD_TO]->constant->i32;
    plan->by = unit_of(item->kid[PERIOD_BY]);
    break;
  case AST_LIMIT: {
    PlanLimit *limit = &plan->limits[plan->limit_count++];
    limit->count = whole_of(number_of(item->kid[LIMIT_COUNT]));
    duration_of(item->kid[LIMIT_PER], &limit->per);
    break;
  }
  default: break;
  }
}

static void take_channels(Maker *m) {
  const ChoiceAsk *channels = &m->out->channels, *offers = &m->out->offers;
  PlanCampaign *plan = &m->out->plan;
  plan->channels = ARENA_ARRAY(m->arena, PlanChannel, channels->count + 1);
  plan->offers = ARENA_ARRAY(m->arena, PlanNamed, offers->count + 1);
  if (!plan->channels || !plan->offers) return;
  for (uint32_t i = 0; i < channels->count; i++) {
    const Symbol *symbol = channels->options[i].symbol;
    plan->channels[i] = (PlanChannel){symbol->name, symbol->title, capacity_of(symbol), team_of(m, symbol)};
  }
  for (uint32_t i = 0; i < offers->count; i++) plan->offers[i] = (PlanNamed){offers->options[i].symbol->name, offers->options[i].symbol->title};
  plan->channel_count = channels->count;
  plan->option_count = channels->choices;
  plan->offer_count = offers->count;
}

Status campaign_model(Cible *cible, Checked *checked, const Symbol *campaign, CampaignModel *out) {
  const AstNode *items = campaign->decl->kid[CAMPAIGN_ITEMS];
  *out = (CampaignModel){.symbol = campaign, .plan = {.name = campaign->name, .title = campaign->title}};
  Maker m = {.cible = cible, .checked = checked, .arena = &cible->said, .out = out};
  uint32_t follows = count_of(items, AST_FOLLOW_UP);
  out->excludes = ARENA_ARRAY(m.arena, uint32_t, count_of(items, AST_EXCLUDE) + 1);
  out->plan.limits = ARENA_ARRAY(m.arena, PlanLimit, count_of(items, AST_LIMIT) + 1);
  out->plan.follows = ARENA_ARRAY(m.arena, PlanFollow, follows + 1);
  out->follows = ARENA_ARRAY(m.arena, uint32_t, follows + 1);
  if (m.arena->failed) return STATUS_NO_MEMORY;
  for (uint32_t i = 0; i < items->count; i++) take_item(&m, items->kid[i], follows);
  for (uint32_t i = 0; i < items->count && !m.arena->failed; i++)
    if (items->kid[i]->kind == AST_FOLLOW_UP) take_follow(&m, items->kid[i]); /* when the channels are known */
  take_channels(&m);
  if (m.arena->failed) return STATUS_NO_MEMORY;
  if (out->channels.count > OPTIONS_MOST || out->offers.count > OPTIONS_MOST)
    diag_add(&cible->diags, DIAG_CAMPAIGN_OPTIONS, campaign->span, STR_ARG(campaign->name), (unsigned)OPTIONS_MOST);
  return cible->diags.errors ? STATUS_NO : STATUS_OK;
}

/* SPDX-License-Identifier: MIT
 * A plan as one JSON object. */
#include "cli/campaign.h"

static const double MONEY = 10000;

static void print_parts(const char *name, const CiblePlanPart *parts, size_t count, bool targets) {
  printf(", \"%s\": [", name);
  for (size_t i = 0; i < count; i++) {
    fputs(i ? ", {\"name\": " : "{\"name\": ", stdout);
    print_json_text(stdout, parts[i].name);
    json_text("title", parts[i].title);
    if (targets) json_count("records", parts[i].members), json_count("candidates", parts[i].candidates);
    json_count("contacts", parts[i].contacts);
    json_money("cost", parts[i].cost);
    json_number("responses", parts[i].responses);
    json_number("value", parts[i].value / MONEY);
    if (parts[i].team) json_text("team", parts[i].team), json_number("minutes", parts[i].minutes);
    putchar('}');
  }
  putchar(']');
}

static void print_period(const CiblePlan *plan, const CiblePlanPeriod *period) {
  fputs("{\"from\": ", stdout);
  print_json_text(stdout, period->first);
  json_text("to", period->last);
  json_count("contacts", period->contacts);
  json_money("cost", period->cost);
  json_number("responses", period->responses);
  fputs(", \"channels\": {", stdout);
  for (size_t c = 0; c < plan->channel_count; c++) {
    if (c) fputs(", ", stdout);
    print_json_text(stdout, plan->channels[c].name);
    printf(": %llu", (unsigned long long)period->by_channel[c]);
  }
  fputs("}, \"teams\": {", stdout);
  for (size_t t = 0; t < plan->team_count; t++) {
    if (t) fputs(", ", stdout);
    print_json_text(stdout, plan->teams[t]);
    fputs(": {\"minutes\": ", stdout);
    json_plain(period->by_team[t].used);
    fputs(", \"there\": ", stdout);
    if (period->by_team[t].there < 0) fputs("null", stdout);
    else json_plain(period->by_team[t].there);
    putchar('}');
  }
  fputs("}}", stdout);
}

static void print_sums(const CiblePlan *plan) {
  json_count("contacts", plan->contacts);
  json_count("follow_ups", plan->follow_ups);
  json_count("follow_ups_left", plan->follow_ups_left);
  json_count("sent", plan->sent);
  json_money("sent_cost", plan->sent_cost);
  json_number("sent_responses", plan->sent_responses);
  json_money("cost", plan->cost);
  json_money("fixed_cost", plan->fixed_cost);
  if (plan->budgeted) json_money("budget", plan->budget);
  else fputs(", \"budget\": null", stdout);
  json_number("responses", plan->responses);
  json_number("value", plan->value / MONEY);
  json_number("gain", plan->gain / MONEY);
  if (plan->goal) {
    fputs(", \"objective\": {\"of\": ", stdout);
    print_json_text(stdout, plan->goal);
    json_number("count", plan->objective);
    putchar('}');
  } else fputs(", \"objective\": null", stdout);
  json_number("first_gain", plan->first_gain / MONEY);
  json_number("bound", plan->bound / MONEY);
}

static const char *const reasons[CIBLE_LEFT_COUNT] = {
    [CIBLE_LEFT_HELD] = "control",      [CIBLE_LEFT_SUPPRESSED] = "suppressed", [CIBLE_LEFT_CONTACTED] = "contacted",
    [CIBLE_LEFT_CLOSED] = "no_channel", [CIBLE_LEFT_UNKNOWN] = "unknown",       [CIBLE_LEFT_LIMITED] = "limit",
    [CIBLE_LEFT_BUDGET] = "budget",     [CIBLE_LEFT_CAPACITY] = "capacity",     [CIBLE_LEFT_HOURS] = "hours",
    [CIBLE_LEFT_LOSING] = "no_gain"};

void print_plan_members(const CiblePlan *plan) {
  fputs("\"campaign\": ", stdout);
  print_json_text(stdout, plan->campaign);
  json_text("title", plan->title);
  json_text("today", plan->today);
  json_text("from", plan->from);
  json_text("to", plan->to);
  json_text("by", plan->by);
  json_count("records", plan->records);
  print_parts("targets", plan->targets, plan->target_count, true);
  print_parts("channels", plan->channels, plan->channel_count, false);
  print_parts("offers", plan->offers, plan->offer_count, false);
  fputs(", \"periods\": [", stdout);
  for (size_t i = 0; i < plan->period_count; i++) {
    if (i) fputs(", ", stdout);
    print_period(plan, &plan->periods[i]);
  }
  putchar(']');
  print_sums(plan);
  fputs(", \"left\": {", stdout);
  for (int i = 0; i < CIBLE_LEFT_COUNT; i++) printf("%s\"%s\": %llu", i ? ", " : "", reasons[i], (unsigned long long)plan->left[i]);
  printf("}, \"assign_best\": %s, \"written\": %s", plan->best ? "true" : "false", plan->written ? "true" : "false");
}

void print_plan_json(Cible *cible, const CiblePlan *plan) {
  fputs("{\"ok\": true, ", stdout);
  print_plan_members(plan);
  fputs(", ", stdout);
  print_json_faults(cible, stdout);
  fputs(", ", stdout);
  print_json_messages(cible, stdout);
  puts("}");
}

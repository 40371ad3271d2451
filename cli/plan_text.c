/* SPDX-License-Identifier: MIT
 * A plan as text: whom, by what, when; and why the others are not. */
#include "cli/campaign.h"

enum { NAME_LEAST = 12, COUNT_WIDTH = 12, MONEY_WIDTH = 16, RESPONSE_WIDTH = 13 };
static const double MONEY = 10000;

static void print_head(const char *text, int width) { print_aligned(stdout, text, width); }

/* ---- targets, channels, offers ---- */

static int widest(const CiblePlanPart *parts, size_t count, int width) {
  for (size_t i = 0; i < count; i++) {
    int columns = text_columns(parts[i].name) + 2;
    if (columns > width) width = columns;
  }
  return width;
}

static void print_part(const CiblePlanPart *part, bool target, int width) {
  print_padded(stdout, part->name, width);
  if (target) {
    print_count(stdout, part->members, COUNT_WIDTH);
    print_count(stdout, part->candidates, COUNT_WIDTH);
  } else printf("%*s", 2 * COUNT_WIDTH, "");
  print_count(stdout, part->contacts, COUNT_WIDTH);
  print_money(stdout, part->cost, MONEY_WIDTH);
  print_decimal(stdout, part->responses, 1, RESPONSE_WIDTH);
  print_decimal(stdout, part->value / MONEY, 2, MONEY_WIDTH);
  putchar('\n');
}

static void print_parts(const char *title, const CiblePlanPart *parts, size_t count, bool targets, int width) {
  if (!count) return;
  putchar('\n');
  print_padded(stdout, title, width);
  print_head(targets ? tr("members") : "", COUNT_WIDTH);
  print_head(targets ? tr("candidates") : "", COUNT_WIDTH);
  print_head(tr("contacts"), COUNT_WIDTH);
  print_head(tr("cost"), MONEY_WIDTH);
  print_head(tr("responses"), RESPONSE_WIDTH);
  print_head(tr("their value"), MONEY_WIDTH);
  putchar('\n');
  for (size_t i = 0; i < count; i++) print_part(&parts[i], targets, width);
}

/* ---- the calendar ---- */

static int column_width(const char *name) {
  int columns = text_columns(name) + 2;
  return columns > COUNT_WIDTH ? columns : COUNT_WIDTH;
}

static void print_period(const CiblePlan *plan, const CiblePlanPeriod *period) {
  printf("%s … %s", period->first, period->last);
  print_count(stdout, period->contacts, COUNT_WIDTH);
  for (size_t c = 0; c < plan->channel_count; c++) print_count(stdout, period->by_channel[c], column_width(plan->channels[c].name));
  for (size_t t = 0; t < plan->team_count; t++) {
    int width = column_width(plan->teams[t]) + 2;
    print_decimal(stdout, period->by_team[t].used / 60, 1, period->by_team[t].there < 0 ? width : width - 8);
    if (period->by_team[t].there < 0) continue;
    fputs(" /", stdout);
    print_decimal(stdout, period->by_team[t].there / 60, 0, 6);
  }
  print_money(stdout, period->cost, MONEY_WIDTH);
  print_decimal(stdout, period->responses, 1, RESPONSE_WIDTH);
  putchar('\n');
}

static void print_calendar(const CiblePlan *plan) {
  putchar('\n');
  print_padded(stdout, tr("Calendar"), 23);
  print_head(tr("contacts"), COUNT_WIDTH);
  for (size_t c = 0; c < plan->channel_count; c++) print_head(plan->channels[c].name, column_width(plan->channels[c].name));
  for (size_t t = 0; t < plan->team_count; t++) {
    char hours[256];
    snprintf(hours, sizeof hours, tr("%s, h"), plan->teams[t]);
    print_head(hours, column_width(plan->teams[t]) + 2);
  }
  print_head(tr("cost"), MONEY_WIDTH);
  print_head(tr("responses"), RESPONSE_WIDTH);
  putchar('\n');
  for (size_t i = 0; i < plan->period_count; i++) print_period(plan, &plan->periods[i]);
}

/* ---- sums ---- */

enum { LABEL_WIDTH = 28, REASON_WIDTH = 46 };

static void print_line(const char *label) {
  fputs("  ", stdout);
  print_padded(stdout, label, LABEL_WIDTH);
}

static void print_budget(const CiblePlan *plan) {
  print_line(tr("cost"));
  print_money(stdout, plan->cost, 0);
  if (plan->fixed_cost) fputs(" + ", stdout), print_money(stdout, plan->fixed_cost, 0), fputs(tr(" once"), stdout);
  if (plan->sent) fputs(" + ", stdout), print_money(stdout, plan->sent_cost, 0), fputs(tr(" spent before"), stdout);
  if (plan->budgeted) {
    fputs(tr(", of a budget of "), stdout);
    print_money(stdout, plan->budget, 0);
  }
  putchar('\n');
}

void print_expected(const CiblePlan *plan) {
  double responses = plan->responses + plan->sent_responses;
  print_decimal(stdout, responses, 1, 0);
  if (plan->goal) {
    fputs(tr(", for an objective of "), stdout);
    print_decimal(stdout, plan->objective, 0, 0);
    printf(" %s", tr(plan->goal));
    if (plan->objective > 0) printf(" (%.0f %%)", responses / plan->objective * 100);
  }
  putchar('\n');
}

static void print_objective(const CiblePlan *plan) {
  print_line(tr("expected responses"));
  print_expected(plan);
}

/* How far from the best: the gap in percent, or that there is nothing to gain. */
static void print_bound(const CiblePlan *plan) {
  print_line(tr("expected gain"));
  print_decimal(stdout, plan->gain / MONEY, 2, 0);
  if (plan->bound > 0) {
    if (plan->follow_ups) fputs(tr("; of first contacts "), stdout), print_decimal(stdout, plan->first_gain / MONEY, 2, 0);
    double gap = (plan->bound - plan->first_gain) / plan->bound * 100;
    printf(tr("; first contacts %.3f %% below a bound that no plan passes ("), gap > 0 ? gap : 0);
    print_decimal(stdout, plan->bound / MONEY, 2, 0);
    putchar(')');
  }
  putchar('\n');
}

static void print_sums(const CiblePlan *plan) {
  putchar('\n');
  print_line(tr("contacts planned"));
  print_count(stdout, plan->contacts, 0);
  if (plan->follow_ups) fputs(tr(", of them follow ups "), stdout), print_count(stdout, plan->follow_ups, 0);
  if (plan->sent) fputs(tr(", beside those made before, "), stdout), print_count(stdout, plan->sent, 0);
  putchar('\n');
  print_budget(plan);
  print_objective(plan);
  print_bound(plan);
  if (plan->follow_ups_left) {
    print_line(tr("follow ups without a place"));
    print_count(stdout, plan->follow_ups_left, 0);
    putchar('\n');
  }
}

static void print_left(const CiblePlan *plan) {
  bool any = false;
  for (int i = 0; i < CIBLE_LEFT_COUNT; i++) any |= plan->left[i] > 0;
  if (any) printf("\n%s\n", tr("in a target, and not contacted"));
  for (int i = 0; i < CIBLE_LEFT_COUNT; i++) {
    if (!plan->left[i]) continue;
    fputs("  ", stdout);
    print_padded(stdout, tr(cible_plan_reason((CiblePlanReason)i)), REASON_WIDTH);
    print_count(stdout, plan->left[i], COUNT_WIDTH);
    putchar('\n');
  }
}

void print_plan(const CiblePlan *plan, const char *database) {
  int width = widest(plan->targets, plan->target_count, NAME_LEAST);
  width = widest(plan->channels, plan->channel_count, width);
  width = widest(plan->offers, plan->offer_count, width);
  print_padded(stdout, plan->campaign, 0);
  if (*plan->title) fputs(", ", stdout), print_padded(stdout, plan->title, 0);
  printf(tr(": %s to %s by %s, planned as of %s\n"), plan->from, plan->to, tr(plan->by), plan->today);
  print_parts(tr("Targets"), plan->targets, plan->target_count, true, width);
  print_parts(tr("Channels"), plan->channels, plan->channel_count, false, width);
  print_parts(tr("Offers"), plan->offers, plan->offer_count, false, width);
  print_calendar(plan);
  print_sums(plan);
  print_left(plan);
  putchar('\n');
  if (plan->written) printf(tr("The plan is written into %s.\n"), database);
  else puts(tr("A dry run: nothing is written."));
}

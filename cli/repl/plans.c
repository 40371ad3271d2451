/* SPDX-License-Identifier: MIT
 * `:plan`, and what a change of the rules does to a plan. */
#include "cli/repl/plans.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/campaign.h"
#include "cli/repl/moves.h"

/* ---- sums ---- */

PlanSums plan_sums(const CiblePlan *plan) { return (PlanSums){plan->contacts, plan->cost, plan->responses, plan->gain}; }

void plans_forget(Plans *plans) {
  for (size_t i = 0; i < plans->count; i++) free(plans->items[i].campaign);
  free(plans->items);
  *plans = (Plans){0};
}

bool plans_keep(Plans *plans, const CiblePlan *plan, PlanSums *before) {
  PlanSeen *place = plans->items;
  size_t i = 0;
  while (i < plans->count && strcmp(place[i].campaign, plan->campaign) != 0) i++;
  bool seen = i < plans->count;
  if (!seen) {
    place = realloc(plans->items, (i + 1) * sizeof *place);
    char *name = place ? strdup(plan->campaign) : NULL;
    if (place) plans->items = place;
    if (!name) return false;
    place[i].campaign = name;
    plans->count++;
  }
  *before = place[i].sums;
  place[i].sums = plan_sums(plan);
  return seen;
}

static void begin_move(const char *what) { printf("  %s: ", what); }

static void print_decimal_move(double was, double is, int decimals) {
  print_decimal(stdout, was, decimals, 0);
  fputs(" → ", stdout);
  print_decimal(stdout, is, decimals, 0);
  fputs(is < was ? " (-" : " (+", stdout);
  print_decimal(stdout, fabs(is - was), decimals, 0);
  puts(")");
}

bool plan_print_move(const PlanSums *was, const PlanSums *is) {
  if (was->contacts == is->contacts && was->cost == is->cost && was->responses == is->responses && was->gain == is->gain) return false;
  if (was->contacts != is->contacts) begin_move(tr("contacts")), print_count_move(was->contacts, is->contacts), putchar('\n');
  if (was->cost != is->cost) begin_move(tr("cost")), print_decimal_move((double)was->cost / 1e4, (double)is->cost / 1e4, 2);
  if (was->responses != is->responses) begin_move(tr("expected responses")), print_decimal_move(was->responses, is->responses, 1);
  if (was->gain != is->gain) begin_move(tr("expected gain")), print_decimal_move(was->gain / 1e4, is->gain / 1e4, 2);
  return true;
}

/* ---- :plan ---- */

/* Only shown: `cible plan` writes it. */
int repl_plan(Repl *repl, const char *words) {
  if (!*words) return repl_needs("plan", tr("a campaign"));
  if (!repl_has_database(repl)) return CIBLE_USAGE;
  CibleRun run;
  CibleCompileOptions options;
  CibleReview review = repl_review(repl, &run, &options);
  const CiblePlan *plan;
  PlanSums before;
  repl_busy(repl);
  int code = repl_finish(repl, cible_plan(repl->cible, &review, words, 1, &plan));
  if (code) return code;
  print_plan(plan, run.database);
  if (!plans_keep(&repl->plans, plan, &before)) return 0;
  PlanSums now = plan_sums(plan);
  putchar('\n');
  puts(tr("since it was last shown"));
  if (!plan_print_move(&before, &now)) puts(tr("  nothing moves"));
  return 0;
}

/* ---- :diff ---- */

/* Marks those of the present declarations that are not as they were, and those that hang on them; NULL where memory is out. */
static bool *mark_changed(Rules *was, Rules *is, const CibleDeclaration **all, size_t *count) {
  if (!rules_outline(is, all, count)) return NULL;
  bool *marked = calloc(*count + 1, sizeof *marked);
  for (size_t i = 0; marked && i < *count; i++) {
    const CibleDeclaration *same = rules_match(was, &(*all)[i]);
    marked[i] = !same || rules_differ(was, same, is, &(*all)[i]);
  }
  if (marked) moves_spread(*all, *count, marked);
  return marked;
}

static int plan_with(Repl *repl, const Rules *rules, const char *campaign, PlanSums *sums) {
  CibleRun run;
  CibleCompileOptions options;
  CibleReview review = repl_review(repl, &run, &options);
  review.text = rules->text;
  review.length = rules->length;
  const CiblePlan *plan;
  repl_busy(repl);
  int code = repl_finish(repl, cible_plan(repl->cible, &review, campaign, 1, &plan));
  if (code == 0) *sums = plan_sums(plan);
  return code;
}

static int diff_plan(Repl *repl, const Rules *was, bool there, const char *campaign) {
  PlanSums before = {0}, now;
  int code = there ? plan_with(repl, was, campaign, &before) : 0;
  if (code == 0) code = plan_with(repl, &repl->rules, campaign, &now);
  if (code) return code;
  putchar('\n');
  printf("%s ", tr("campaign"));
  print_padded(stdout, campaign, 0);
  puts(there ? "" : tr(" is new"));
  if (!plan_print_move(&before, &now)) puts(tr("  its plan stays as it is"));
  return 0;
}

int repl_diff_plans(Repl *repl, Rules *was) {
  const CibleDeclaration *all;
  size_t count;
  bool *marked = mark_changed(was, &repl->rules, &all, &count);
  int code = marked ? 0 : no_memory();
  for (size_t i = 0; marked && i < count; i++) {
    if (!marked[i] || strcmp(all[i].word, "campaign") != 0) continue;
    if (code == 0) code = diff_plan(repl, was, rules_match(was, &all[i]) != NULL, all[i].name);
  }
  free(marked);
  return code;
}

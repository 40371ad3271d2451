/* SPDX-License-Identifier: MIT
 * cible evaluate FILE CAMPAIGN */
#include "cli/campaign.h"

#include <math.h>
#include <string.h>

enum { NAME_LEAST = 14, NAME_MOST = 60, COUNT_WIDTH = 12, MONEY_WIDTH = 16, SALES_MOST = 40, SHARE_WIDTH = 10, LABEL_WIDTH = 38 };
static const double MONEY = 10000;

/* ---- groups ---- */

static int sales_width(void) { return wide_enough(MONEY_WIDTH, tr("sales"), SALES_MOST); }

/* Rows that stand for no name of the rules are in brackets, or unknown. */
static const char *shown(const char *name) { return *name == '(' || strcmp(name, "unknown") == 0 ? tr(name) : name; }

static int widest(const CibleResultGroup *group) {
  int width = wide_enough(NAME_LEAST, tr(group->by), NAME_MOST);
  for (size_t i = 0; i < group->row_count; i++) width = wide_enough(width, shown(group->rows[i].name), NAME_MOST);
  return width;
}

static void print_row(const CibleResult *row, int width) {
  print_padded(stdout, shown(row->name), width);
  print_count(stdout, row->contacts, COUNT_WIDTH);
  print_count(stdout, row->records, COUNT_WIDTH);
  print_count(stdout, row->positive, COUNT_WIDTH);
  print_decimal(stdout, row->expected, 1, COUNT_WIDTH);
  print_count(stdout, row->contracts, COUNT_WIDTH);
  print_share(stdout, row->won, row->records, SHARE_WIDTH);
  print_money(stdout, row->cost, MONEY_WIDTH);
  print_money(stdout, row->sales, sales_width());
  putchar('\n');
}

static void print_group(const CibleResultGroup *group) {
  int width = widest(group);
  putchar('\n');
  print_padded(stdout, tr(group->by), width);
  print_aligned(stdout, tr("contacts"), COUNT_WIDTH);
  print_aligned(stdout, tr("members"), COUNT_WIDTH);
  print_aligned(stdout, tr("positive"), COUNT_WIDTH);
  print_aligned(stdout, tr("expected"), COUNT_WIDTH);
  print_aligned(stdout, tr("contracts"), COUNT_WIDTH);
  print_aligned(stdout, tr("won"), SHARE_WIDTH);
  print_aligned(stdout, tr("cost"), MONEY_WIDTH);
  print_aligned(stdout, tr("sales"), sales_width());
  putchar('\n');
  for (size_t i = 0; i < group->row_count; i++) print_row(&group->rows[i], width);
}

/* ---- indicators ---- */

static void print_label(const char *label) {
  fputs("  ", stdout);
  print_padded(stdout, label, LABEL_WIDTH);
}

static void print_number_of(const char *label, uint64_t count) {
  print_label(label);
  print_count(stdout, count, COUNT_WIDTH);
  putchar('\n');
}

static void print_amount_of(const char *label, int64_t money) {
  print_label(label);
  print_money(stdout, money, COUNT_WIDTH);
  putchar('\n');
}

/* Unknown over nothing. */
static void print_ratio(const char *label, double part, double whole, bool percent) {
  print_label(label);
  if (!(whole > 0)) print_aligned(stdout, tr("unknown"), COUNT_WIDTH);
  else if (percent) printf("%*.1f %%", COUNT_WIDTH - 2, part / whole * 100);
  else print_decimal(stdout, part / whole, 2, COUNT_WIDTH);
  putchar('\n');
}

static void print_objective(const CibleEvaluation *e) {
  if (!e->goal) return;
  print_label(tr("objective"));
  print_decimal(stdout, e->objective, 0, COUNT_WIDTH);
  printf(" %s, ", tr(e->goal));
  print_count(stdout, e->reached, 0);
  printf(tr(" reached"));
  if (e->objective > 0) printf(" (%.1f %%)", (double)e->reached / e->objective * 100);
  putchar('\n');
}

static void print_indicators(const CibleEvaluation *e) {
  const CibleResult *all = &e->all;
  int64_t cost = all->cost + (all->contacts ? e->fixed_cost : 0);
  printf("\n%s\n", tr("indicators"));
  print_objective(e);
  print_amount_of(tr("cost of the campaign"), cost);
  if (e->budgeted) print_amount_of(tr("budget"), e->budget);
  print_amount_of(tr("sales of signed contracts"), all->sales);
  print_number_of(tr("contracts signed"), all->contracts);
  print_number_of(tr("positive contacts"), all->positive);
  print_number_of(tr("new clients"), all->won);
  print_number_of(tr("prospects contacted"), all->records);
  print_number_of(tr("contacts without an outcome"), all->contacts - all->answered);
  print_number_of(tr("contacts not made yet"), e->planned);
  print_ratio(tr("cost / sales"), (double)cost, (double)all->sales, true);
  print_ratio(tr("cost / contract"), (double)cost / MONEY, (double)all->contracts, false);
  print_ratio(tr("contracts / positive contacts"), (double)all->contracts, (double)all->positive, true);
  print_ratio(tr("new clients / prospects contacted"), (double)all->won, (double)all->records, true);
}

/* ---- against the control group ---- */

static void print_interval(CibleInterval interval) {
  if (isnan(interval.value)) fputs(tr("unknown"), stdout);
  else printf(tr("%.2f %% (95 %% sure: %.2f to %.2f)"), interval.value * 100, interval.low * 100, interval.high * 100);
}

static void print_pair(const char *label, CibleInterval contacted, CibleInterval held, CibleInterval more) {
  printf("  %s\n", label);
  print_label(tr("    contacted"));
  print_interval(contacted);
  putchar('\n');
  print_label(tr("    held back"));
  print_interval(held);
  putchar('\n');
  print_label(tr("    what the campaign did"));
  print_interval(more);
  if (!isnan(more.value) && more.low <= 0 && more.high >= 0) fputs(tr(": may be chance"), stdout);
  putchar('\n');
}

static void print_control(const CibleEvaluation *e) {
  if (!e->control) return;
  printf("\n%s", tr("against the control group: "));
  print_count(stdout, e->all.records, 0);
  fputs(tr(" contacted, "), stdout);
  print_count(stdout, e->control, 0);
  puts(tr(" held back"));
  print_pair(tr("new clients"), e->won, e->control_won_share, e->more_won);
  print_pair(tr("responses"), e->responded, e->control_responded_share, e->more_responded);
}

static void print_text(const CibleEvaluation *e) {
  print_padded(stdout, e->campaign, 0);
  if (*e->title) fputs(", ", stdout), print_padded(stdout, e->title, 0);
  printf(tr(": %s to %s, evaluated as of %s\n"), e->from, e->to, e->today);
  print_indicators(e);
  for (size_t i = 0; i < e->group_count; i++) print_group(&e->groups[i]);
  print_control(e);
}

int cmd_evaluate(Cible *cible, const Options *options) {
  const char *campaign = campaign_words(cible, options, 2);
  if (!campaign) return finish_json(cible, CIBLE_USAGE, options);
  ReviewCall call;
  int code = review_open(options, options->words[0], &call);
  if (code != 0) return code;
  const CibleEvaluation *evaluation;
  code = finish(cible, cible_evaluate_campaign(cible, &call.review, campaign, &evaluation), options);
  end_progress();
  if (code == 0 && options->value[OPTION_JSON]) print_evaluation_json(cible, evaluation);
  else if (code == 0) print_text(evaluation);
  if (!options->value[OPTION_JSON] && cible_run_records(cible)) say_run(cible);
  review_close(&call);
  return finish_json(cible, code, options);
}

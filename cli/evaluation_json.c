/* SPDX-License-Identifier: MIT
 * An evaluation as one JSON object. */
#include "cli/campaign.h"

#include <math.h>

static const double MONEY = 10000;

static void print_text(const char *name, const char *text) {
  printf(", \"%s\": ", name);
  print_json_text(stdout, text);
}

static void print_whole(const char *name, uint64_t count) { printf(", \"%s\": %llu", name, (unsigned long long)count); }
static void print_amount(const char *name, int64_t money) { json_number(name, (double)money / MONEY); }

static void print_result(const CibleResult *row) {
  fputs("{\"name\": ", stdout);
  print_json_text(stdout, row->name);
  print_text("title", row->title);
  print_whole("contacts", row->contacts);
  print_whole("answered", row->answered);
  print_whole("positive", row->positive);
  print_whole("contracts", row->contracts);
  print_whole("records", row->records);
  print_whole("responded", row->responded);
  print_whole("won", row->won);
  print_amount("cost", row->cost);
  print_amount("sales", row->sales);
  json_number("expected", row->expected);
  putchar('}');
}

static void print_interval(const char *name, CibleInterval interval) {
  printf(", \"%s\": ", name);
  if (isnan(interval.value)) fputs("null", stdout);
  else printf("{\"value\": %.12g, \"low\": %.12g, \"high\": %.12g}", interval.value, interval.low, interval.high);
}

static void print_groups(const CibleEvaluation *e) {
  fputs(", \"groups\": [", stdout);
  for (size_t i = 0; i < e->group_count; i++) {
    fputs(i ? ", {\"by\": " : "{\"by\": ", stdout);
    print_json_text(stdout, e->groups[i].by);
    fputs(", \"rows\": [", stdout);
    for (size_t k = 0; k < e->groups[i].row_count; k++) {
      if (k) fputs(", ", stdout);
      print_result(&e->groups[i].rows[k]);
    }
    fputs("]}", stdout);
  }
  putchar(']');
}

static void print_control(const CibleEvaluation *e) {
  if (!e->control) {
    fputs(", \"control\": null", stdout);
    return;
  }
  printf(", \"control\": {\"records\": %llu", (unsigned long long)e->control);
  print_whole("responded", e->control_responded);
  print_whole("won", e->control_won);
  print_amount("sales", e->control_sales);
  print_interval("responded_share", e->control_responded_share);
  print_interval("won_share", e->control_won_share);
  print_interval("more_responded", e->more_responded);
  print_interval("more_won", e->more_won);
  putchar('}');
}

void print_evaluation_json(Cible *cible, const CibleEvaluation *e) {
  fputs("{\"ok\": true, \"campaign\": ", stdout);
  print_json_text(stdout, e->campaign);
  print_text("title", e->title);
  print_text("today", e->today);
  print_text("from", e->from);
  print_text("to", e->to);
  fputs(", \"all\": ", stdout);
  print_result(&e->all);
  print_amount("fixed_cost", e->fixed_cost);
  if (e->budgeted) print_amount("budget", e->budget);
  else fputs(", \"budget\": null", stdout);
  print_whole("planned", e->planned);
  if (e->goal) {
    fputs(", \"objective\": {\"of\": ", stdout);
    print_json_text(stdout, e->goal);
    json_number("count", e->objective);
    print_whole("reached", e->reached);
    putchar('}');
  } else fputs(", \"objective\": null", stdout);
  print_interval("responded_share", e->responded);
  print_interval("won_share", e->won);
  print_groups(e);
  print_control(e);
  fputs(", ", stdout);
  print_json_faults(cible, stdout);
  fputs(", ", stdout);
  print_json_messages(cible, stdout);
  puts("}");
}

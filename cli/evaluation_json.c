/* SPDX-License-Identifier: MIT
 * An evaluation as one JSON object. */
#include "cli/campaign.h"

#include <math.h>

static void print_result(const CibleResult *row) {
  fputs("{\"name\": ", stdout);
  print_json_text(stdout, row->name);
  json_text("title", row->title);
  json_count("contacts", row->contacts);
  json_count("answered", row->answered);
  json_count("positive", row->positive);
  json_count("contracts", row->contracts);
  json_count("records", row->records);
  json_count("responded", row->responded);
  json_count("won", row->won);
  json_money("cost", row->cost);
  json_money("sales", row->sales);
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
  json_count("responded", e->control_responded);
  json_count("won", e->control_won);
  json_money("sales", e->control_sales);
  print_interval("responded_share", e->control_responded_share);
  print_interval("won_share", e->control_won_share);
  print_interval("more_responded", e->more_responded);
  print_interval("more_won", e->more_won);
  putchar('}');
}

void print_evaluation_json(Cible *cible, const CibleEvaluation *e) {
  fputs("{\"ok\": true, \"campaign\": ", stdout);
  print_json_text(stdout, e->campaign);
  json_text("title", e->title);
  json_text("today", e->today);
  json_text("from", e->from);
  json_text("to", e->to);
  fputs(", \"all\": ", stdout);
  print_result(&e->all);
  json_money("fixed_cost", e->fixed_cost);
  if (e->budgeted) json_money("budget", e->budget);
  else fputs(", \"budget\": null", stdout);
  json_count("planned", e->planned);
  if (e->goal) {
    fputs(", \"objective\": {\"of\": ", stdout);
    print_json_text(stdout, e->goal);
    json_number("count", e->objective);
    json_count("reached", e->reached);
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

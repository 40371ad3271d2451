/* SPDX-License-Identifier: MIT
 * cible outcome FILE CAMPAIGN RESULTS.csv */
#include "cli/campaign.h"

static void print_part(uint64_t count, const char *what) {
  print_count(stdout, count, 0);
  fputs(what, stdout);
}

static void print_line(uint64_t count, const char *one, const char *many) {
  if (!count) return;
  fputs("  ", stdout);
  print_part(count, count == 1 ? one : many);
  putchar('\n');
}

static void print_report(const CibleOutcome *outcome, const CibleOutcomeReport *report) {
  print_padded(stdout, report->campaign, 0);
  fputs(tr(": "), stdout);
  print_part(report->lines, report->lines == 1 ? tr(" line of ") : tr(" lines of "));
  print_padded(stdout, outcome->file, 0);
  fputs("\n  ", stdout);
  print_part(report->added, tr(" new, "));
  print_part(report->changed, tr(" changed, "));
  print_part(report->known, tr(" known already"));
  putchar('\n');
  print_line(report->older, tr(" is older than what is known"), tr(" are older than what is known"));
  print_line(report->replaced, tr(" counts no more: a later line is about the same contact"),
             tr(" count no more: later lines are about the same contacts"));
  print_line(report->held, tr(" of a record that the campaign holds back"), tr(" of records that the campaign holds back"));
  print_line(report->suppressed, tr(" record wants to hear no more: no campaign will contact it"),
             tr(" records want to hear no more: no campaign will contact them"));
  if (!report->rejects) return;
  fputs("  ", stdout);
  print_part(report->rejected, report->rejected == 1 ? tr(" line rejected: ") : tr(" lines rejected: "));
  print_padded(stdout, report->rejects, 0);
  putchar('\n');
}

static void print_count_member(const char *name, uint64_t count) { printf(", \"%s\": %llu", name, (unsigned long long)count); }

static void print_report_json(Cible *cible, const CibleOutcome *outcome, const CibleOutcomeReport *report) {
  fputs("{\"ok\": true, \"campaign\": ", stdout);
  print_json_text(stdout, report->campaign);
  fputs(", \"file\": ", stdout);
  print_json_text(stdout, outcome->file);
  fputs(", \"today\": ", stdout);
  print_json_text(stdout, report->today);
  print_count_member("lines", report->lines);
  print_count_member("new", report->added);
  print_count_member("changed", report->changed);
  print_count_member("known", report->known);
  print_count_member("older", report->older);
  print_count_member("replaced", report->replaced);
  print_count_member("held", report->held);
  print_count_member("suppressed", report->suppressed);
  print_count_member("rejected", report->rejected);
  fputs(", \"rejects\": ", stdout);
  if (report->rejects) print_json_text(stdout, report->rejects);
  else fputs("null", stdout);
  fputs(", ", stdout);
  print_json_messages(cible, stdout);
  puts("}");
}

static bool read_words(Cible *cible, const Options *options, CibleOutcome *outcome) {
  const char *campaign = campaign_words(cible, options, 3);
  if (!campaign) return false;
  if (options->word_count < 3) complain(MESSAGE_MISSING_WORD, NULL, "outcome", tr("a file of results"));
  else *outcome = (CibleOutcome){.campaign = campaign, .file = options->words[2], .encoding = options->value[OPTION_ENCODING]};
  return options->word_count == 3 && options_delimiter(options, &outcome->delimiter);
}

int cmd_outcome(Cible *cible, const Options *options) {
  CibleOutcome outcome;
  ReviewCall call;
  if (!read_words(cible, options, &outcome)) return finish_json(cible, CIBLE_USAGE, options);
  int code = review_open(options, options->words[0], &call);
  if (code != 0) return code;
  const CibleOutcomeReport *report;
  code = finish(cible, cible_outcome(cible, &call.review, &outcome, &report), options);
  if (code == 0 && options->value[OPTION_JSON]) print_report_json(cible, &outcome, report);
  else if (code == 0) print_report(&outcome, report);
  review_close(&call);
  return finish_json(cible, code, options);
}

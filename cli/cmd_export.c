/* SPDX-License-Identifier: MIT
 * cible export FILE CAMPAIGN --channel C --out F */
#include "cli/campaign.h"

#include <string.h>
#include <strings.h>
#include <unistd.h>

/* ---- what came of it ---- */

static void print_line(FILE *out, uint64_t count, const char *what) {
  if (!count) return;
  print_count(out, count, 10);
  fprintf(out, "  %s\n", what);
}

void print_export(FILE *out, const CibleExport *list, const char *path) {
  print_padded(out, list->campaign, 0);
  if (*list->title) fputs(", ", out), print_padded(out, list->title, 0);
  fputs(tr(": "), out);
  print_padded(out, list->channel, 0);
  fprintf(out, tr(", on %s (planned for %s to %s)\n"), list->on, list->first, list->last);
  print_count(out, list->contacts, 10);
  fputs(list->written ? tr("  contacts in the list, marked sent\n") : tr("  contacts would be in the list\n"), out);
  print_line(out, list->again, tr("of them were exported before on this day"));
  print_line(out, list->blank, tr("of them with something unknown in a text: it is left empty"));
  bool any = false;
  for (int i = 0; i < CIBLE_OUT_COUNT; i++) any |= list->left[i] > 0;
  if (any) fprintf(out, "%s\n", tr("planned, and left out"));
  for (int i = 0; i < CIBLE_OUT_COUNT; i++) print_line(out, list->left[i], tr(cible_export_reason((CibleExportReason)i)));
  if (list->overdue) {
    fputs(tr("planned for an earlier period, and never sent: plan again\n"), out);
    print_line(out, list->overdue, tr("contacts in no list"));
  }
  if (list->written && strcmp(path, "-") != 0) fprintf(out, tr("The list is in %s.\n"), path);
  else if (!list->written) fprintf(out, "%s\n", tr("A dry run: nothing is written."));
}

static void print_text(FILE *out, const char *name, const char *text) {
  fprintf(out, ", \"%s\": ", name);
  print_json_text(out, text);
}

void print_export_json(FILE *out, Cible *cible, const CibleExport *list) {
  static const char *const reasons[CIBLE_OUT_COUNT] = {
      [CIBLE_OUT_SUPPRESSED] = "suppressed", [CIBLE_OUT_HELD] = "control",   [CIBLE_OUT_FOLLOW] = "follow_up",
      [CIBLE_OUT_CHANNEL] = "channel",       [CIBLE_OUT_EXCLUDED] = "excluded", [CIBLE_OUT_OFFER] = "offer",
      [CIBLE_OUT_LIMITED] = "limit",         [CIBLE_OUT_GONE] = "no_record"};
  fputs("{\"ok\": true, \"campaign\": ", out);
  print_json_text(out, list->campaign);
  print_text(out, "title", list->title);
  print_text(out, "channel", list->channel);
  print_text(out, "on", list->on);
  print_text(out, "from", list->first);
  print_text(out, "to", list->last);
  fprintf(out, ", \"contacts\": %llu, \"again\": %llu, \"overdue\": %llu, \"blank\": %llu, \"left_out\": {", (unsigned long long)list->contacts,
          (unsigned long long)list->again, (unsigned long long)list->overdue, (unsigned long long)list->blank);
  for (int i = 0; i < CIBLE_OUT_COUNT; i++) fprintf(out, "%s\"%s\": %llu", i ? ", " : "", reasons[i], (unsigned long long)list->left[i]);
  fputs("}, \"columns\": [", out);
  for (size_t i = 0; i < list->column_count; i++) {
    if (i) fputs(", ", out);
    print_json_text(out, list->columns[i]);
  }
  fprintf(out, "], \"written\": %s, ", list->written ? "true" : "false");
  print_json_faults(cible, out);
  fputs(", ", out);
  print_json_messages(cible, out);
  fputs("}\n", out);
}

/* ---- the call ---- */

static bool missing(const Options *options, const char *what) {
  complain(MESSAGE_MISSING_WORD, NULL, options->command, what);
  return false;
}

static bool read_format(const char *name, const char *path, CibleFormat *format) {
  size_t n = strlen(path);
  *format = n > 6 && strcasecmp(path + n - 6, ".jsonl") == 0 ? CIBLE_JSONL : CIBLE_CSV;
  if (!name) return true;
  if (strcmp(name, "csv") == 0) return *format = CIBLE_CSV, true;
  if (strcmp(name, "jsonl") == 0) return *format = CIBLE_JSONL, true;
  complain(MESSAGE_OPTION_BAD_VALUE, NULL, name, "--format", tr("csv and jsonl are taken"));
  return false;
}

static bool read_wish(const Options *options, CibleExportWish *wish) {
  *wish = (CibleExportWish){.channel = options->value[OPTION_CHANNEL], .on = options->value[OPTION_ON], .path = options->value[OPTION_OUT],
                            .fd = STDOUT_FILENO, .raw = options->value[OPTION_RAW] != NULL, .dry_run = options->value[OPTION_DRY_RUN] != NULL};
  if (!wish->channel) return missing(options, "--channel");
  if (!wish->path && !wish->dry_run) return missing(options, "--out");
  if (!wish->path) wish->path = "-";
  return read_format(options->value[OPTION_FORMAT], wish->path, &wish->format);
}

int cmd_export(Cible *cible, const Options *options) {
  const char *campaign = campaign_words(cible, options, 2);
  CibleExportWish wish;
  if (!campaign || !read_wish(options, &wish)) return finish_json(cible, CIBLE_USAGE, options);
  ReviewCall call;
  int code = review_open(options, options->words[0], &call);
  if (code != 0) return code;
  const CibleExport *list;
  fflush(stdout);
  code = finish(cible, cible_export(cible, &call.review, campaign, &wish, &list), options);
  /* Where the list itself goes to standard output, what came of it goes beside it. */
  FILE *out = code == 0 && list->written && strcmp(wish.path, "-") == 0 ? stderr : stdout;
  if (code == 0 && options->value[OPTION_JSON]) print_export_json(out, cible, list);
  else if (code == 0) print_export(out, list, wish.path);
  if (!options->value[OPTION_JSON] && cible_run_records(cible)) say_run(cible);
  say_stats(cible, options);
  review_close(&call);
  return finish_json(cible, code, options);
}

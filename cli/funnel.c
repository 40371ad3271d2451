/* SPDX-License-Identifier: MIT
 * cible count FILE --funnel SEGMENT */
#include "cli/call.h"

#include <stdlib.h>
#include <string.h>

enum { CLAUSE_MOST = 60, CLAUSE_LEAST = 24, FIGURES = 70 /* columns of the seven figures */ };

/* ---- a table ---- */

static void clause_text(const CibleFunnelStep *step, char *out, size_t size) {
  snprintf(out, size, "%s %s", step->word, step->text);
}

static int clause_width(const CibleFunnel *funnel) {
  int widest = CLAUSE_LEAST, room = terminal_width() ? terminal_width() - FIGURES : CLAUSE_MOST;
  char text[512];
  for (size_t i = 0; i < funnel->step_count; i++) {
    clause_text(&funnel->steps[i], text, sizeof text);
    if (text_columns(text) > widest) widest = text_columns(text);
  }
  if (room > CLAUSE_MOST) room = CLAUSE_MOST;
  return widest > room ? (room < CLAUSE_LEAST ? CLAUSE_LEAST : room) : widest;
}

/* What is too long goes on below, without figures. */
static void print_clause(const char *text, int width) {
  if (text_columns(text) <= width) {
    print_padded(stdout, text, width);
    return;
  }
  print_padded(stdout, text, 0);
  printf("\n%*s", width, "");
}

static void print_step(const CibleFunnelStep *step, int width) {
  char text[4096];
  clause_text(step, text, sizeof text);
  print_clause(text, width);
  print_count(stdout, step->kept, 12);
  print_count(stdout, step->dropped, 12);
  print_count(stdout, step->unknown, 10);
  print_count(stdout, step->alone_kept, 12);
  print_count(stdout, step->alone_unknown, 10);
  print_count(stdout, step->only, 12);
  putchar('\n');
  if (!step->reason[0]) return;
  fputs("  ", stdout);
  print_padded(stdout, step->reason, 0);
  putchar('\n');
}

static void print_table(const CibleFunnel *funnel) {
  int width = clause_width(funnel);
  print_padded(stdout, funnel->segment, 0);
  if (funnel->title[0]) {
    fputs(" \"", stdout);
    print_padded(stdout, funnel->title, 0);
    putchar('"');
  }
  printf("\n%*s", width, "");
  print_aligned(stdout, tr("in order"), 34);
  print_aligned(stdout, tr("alone"), 22);
  print_aligned(stdout, tr("kept out"), 12);
  printf("\n%*s", width, "");
  static const struct { const char *name; int width; } heads[] = {
      {N_("kept"), 12}, {N_("dropped"), 12}, {N_("unknown"), 10}, {N_("kept"), 12}, {N_("unknown"), 10}, {N_("by it alone"), 12}};
  for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) print_aligned(stdout, tr(heads[i].name), heads[i].width);
  putchar('\n');
  print_padded(stdout, tr("all records"), width);
  print_count(stdout, funnel->records, 12);
  putchar('\n');
  for (size_t i = 0; i < funnel->step_count; i++) print_step(&funnel->steps[i], width);
  print_padded(stdout, tr("in the segment"), width);
  print_count(stdout, funnel->kept, 12);
  fputs("  ", stdout);
  print_share(stdout, funnel->kept, funnel->records, 0);
  putchar('\n');
}

/* ---- JSON ---- */

static void print_number(const char *name, uint64_t number) { printf(", \"%s\": %llu", name, (unsigned long long)number); }

static void print_step_json(const CibleFunnelStep *step) {
  printf("{\"word\": \"%s\", \"text\": ", step->word);
  print_json_text(stdout, step->text);
  if (step->reason[0]) {
    fputs(", \"reason\": ", stdout);
    print_json_text(stdout, step->reason);
  }
  if (step->file) {
    fputs(", \"file\": ", stdout);
    print_json_text(stdout, step->file);
    printf(", \"line\": %d, \"column\": %d", step->line, step->column);
  }
  printf(", \"in_order\": {\"came\": %llu", (unsigned long long)step->came);
  print_number("kept", step->kept);
  print_number("dropped", step->dropped);
  print_number("unknown", step->unknown);
  printf("}, \"alone\": {\"kept\": %llu", (unsigned long long)step->alone_kept);
  print_number("dropped", step->alone_dropped);
  print_number("unknown", step->alone_unknown);
  putchar('}');
  print_number("only", step->only);
  putchar('}');
}

static void print_json(Cible *cible, const CibleFunnel *funnel) {
  fputs("{\"ok\": true, \"segment\": ", stdout);
  print_json_text(stdout, funnel->segment);
  print_number("records", funnel->records);
  print_number("kept", funnel->kept);
  fputs(", \"clauses\": [", stdout);
  for (size_t i = 0; i < funnel->step_count; i++) {
    if (i) fputs(", ", stdout);
    print_step_json(&funnel->steps[i]);
  }
  fputs("], ", stdout);
  print_json_faults(cible, stdout);
  puts("}");
}

int count_funnel(Cible *cible, const Options *options) {
  if (options->word_count > 1) {
    complain(MESSAGE_EXTRA_WORD, "a funnel is of one segment; `--where COND` narrows the records", "count --funnel", options->words[1]);
    return CIBLE_USAGE;
  }
  ReviewCall call;
  int code = review_open(options, options->words[0], &call);
  if (code != 0) return code;
  call.review.names = &options->value[OPTION_FUNNEL];
  call.review.name_count = 1;
  const CibleFunnel *funnel;
  code = finish(cible, cible_funnel(cible, &call.review, &funnel), options);
  if (code == 0 && options->value[OPTION_JSON]) print_json(cible, funnel);
  else if (code == 0) print_table(funnel);
  if (!options->value[OPTION_JSON] && cible_run_records(cible)) say_run(cible);
  review_close(&call);
  return finish_json(cible, code, options);
}

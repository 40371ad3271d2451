/* SPDX-License-Identifier: MIT
 * cible count FILE --funnel SEGMENT */
#include "cli/call.h"

#include <stdlib.h>
#include <string.h>

/* The figures of a step, and how wide they stand in each layout: of a wide terminal, of a usual one, of a narrow one. */
enum { CLAUSE_MOST = 60, CLAUSE_LEAST = 24, FIGURES = 6, WIDE = 70, USUAL = 46 };

typedef struct FigureHead {
  const char *name;
  int width;
  bool usual; /* shown in the usual layout too */
} FigureHead;

static const FigureHead heads[FIGURES] = {{N_("kept"), 12, true},  {N_("dropped"), 12, true},   {N_("unknown"), 10, true},
                                          {N_("kept"), 12, false}, {N_("unknown"), 10, false}, {N_("by it alone"), 12, true}};

/* How the table is laid out. */
typedef struct Layout {
  Cible *cible;
  int width;  /* of the clauses; 0: the terminal is so narrow that figures stand below them, each with its name */
  bool usual; /* without what each clause does alone */
} Layout;

/* ---- a table ---- */

static void clause_text(Cible *cible, const CibleFunnelStep *step, char *out, size_t size) {
  snprintf(out, size, "%s %s", step->word, cible_short_words(cible, step->text));
}

static Layout choose_layout(Cible *cible, const CibleFunnel *funnel) {
  int columns = terminal_width(), widest = CLAUSE_LEAST;
  Layout layout = {.cible = cible, .usual = columns && columns < WIDE + CLAUSE_LEAST};
  if (columns && columns < USUAL + CLAUSE_LEAST) return layout;
  int room = columns ? columns - (layout.usual ? USUAL : WIDE) : CLAUSE_MOST;
  char text[512];
  for (size_t i = 0; i < funnel->step_count; i++) {
    clause_text(cible, &funnel->steps[i], text, sizeof text);
    if (text_columns(text) > widest) widest = text_columns(text);
  }
  if (room > CLAUSE_MOST) room = CLAUSE_MOST;
  layout.width = widest > room ? room : widest;
  return layout;
}

/* What is too long goes on below, without figures. */
static void print_clause(const char *text, int width) {
  int columns = terminal_width();
  if (width && text_columns(text) <= width) {
    print_padded(stdout, text, width);
    return;
  }
  print_wrapped(stdout, text, columns, 2);
  if (width) printf("%*s", width, "");
}

static void print_figures(const CibleFunnelStep *step, const Layout *layout) {
  const uint64_t figures[FIGURES] = {step->kept, step->dropped, step->unknown, step->alone_kept, step->alone_unknown, step->only};
  for (int i = 0; i < FIGURES; i++) {
    if (layout->usual && !heads[i].usual) continue;
    if (layout->width) print_count(stdout, figures[i], heads[i].width);
    else {
      fputs("  ", stdout);
      print_count(stdout, figures[i], 0);
      printf(" %s\n", tr(heads[i].name));
    }
  }
  if (layout->width) putchar('\n');
}

static void print_step(const CibleFunnelStep *step, const Layout *layout) {
  char text[4096];
  clause_text(layout->cible, step, text, sizeof text);
  print_clause(text, layout->width);
  print_figures(step, layout);
  if (!step->reason[0]) return;
  fputs("  ", stdout);
  print_wrapped(stdout, step->reason, terminal_width() ? terminal_width() - 2 : 0, 2);
}

static void print_heads(const Layout *layout) {
  if (!layout->usual) {
    printf("%*s", layout->width, "");
    print_aligned(stdout, tr("in order"), 34);
    print_aligned(stdout, tr("alone"), 22);
    print_aligned(stdout, tr("kept out"), 12);
    putchar('\n');
  }
  printf("%*s", layout->width, "");
  for (int i = 0; i < FIGURES; i++)
    if (!layout->usual || heads[i].usual) print_aligned(stdout, tr(heads[i].name), heads[i].width);
  putchar('\n');
}

static void print_total(const char *name, uint64_t count, const Layout *layout) {
  print_padded(stdout, name, layout->width);
  if (!layout->width) fputs(tr(": "), stdout);
  print_count(stdout, count, layout->width ? 12 : 0);
}

static void print_table(Cible *cible, const CibleFunnel *funnel) {
  Layout layout = choose_layout(cible, funnel);
  char head[4096];
  snprintf(head, sizeof head, funnel->title[0] ? "%s \"%s\"" : "%s", funnel->segment, funnel->title);
  print_wrapped(stdout, head, terminal_width(), 2);
  if (layout.width) print_heads(&layout);
  print_total(tr("all records"), funnel->records, &layout);
  putchar('\n');
  for (size_t i = 0; i < funnel->step_count; i++) print_step(&funnel->steps[i], &layout);
  print_total(tr("in the segment"), funnel->kept, &layout);
  fputs(layout.width ? "  " : "\n  ", stdout);
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
  else if (code == 0) print_table(cible, funnel);
  if (!options->value[OPTION_JSON] && cible_run_records(cible)) say_run(cible);
  review_close(&call);
  return finish_json(cible, code, options);
}

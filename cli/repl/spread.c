/* SPDX-License-Identifier: MIT
 * How values are spread over all records: counts, extremes, a histogram. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/repl/repl.h"

enum { BARS = 10, BINS = 20, LABEL_WIDTH = 24, COUNT_WIDTH = 12, SHARE_WIDTH = 9, BAR_MOST = 40 };

typedef char Written[64];

/* "-12 345.60": two digits behind the point where there is a fraction. */
static void write_number(Written out, double number) {
  char digits[40];
  double size = fabs(number);
  if (size >= 1e15 || (size < 0.005 && size > 0)) {
    snprintf(out, sizeof(Written), "%.4g", number);
    return;
  }
  snprintf(digits, sizeof digits, number == floor(number) ? "%.0f" : "%.2f", size);
  size_t whole = strcspn(digits, "."), at = 0;
  if (number < 0) out[at++] = '-';
  for (size_t i = 0; digits[i]; i++) {
    if (i && i < whole && (whole - i) % 3 == 0) out[at++] = ' ';
    out[at++] = digits[i];
  }
  out[at] = 0;
}

void print_number(double number) {
  Written text;
  write_number(text, number);
  fputs(text, stdout);
}

static void write_place(Written out, CibleType type, double place) {
  if (type != CIBLE_DATE && type != CIBLE_DATETIME) {
    write_number(out, place);
    return;
  }
  time_t seconds = (time_t)(floor(place) * (type == CIBLE_DATE ? 86400 : 1));
  struct tm parts;
  out[0] = 0;
  if (gmtime_r(&seconds, &parts)) strftime(out, sizeof(Written), type == CIBLE_DATE ? "%Y-%m-%d" : "%Y-%m-%dT%H:%M", &parts);
}

/* A bar of eighths, as long as the window leaves room for. */
static void print_bar(const Repl *repl, uint64_t part, uint64_t most) {
  static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  int width = repl_columns(repl), room = width ? width - LABEL_WIDTH - COUNT_WIDTH - SHARE_WIDTH - 5 : BAR_MOST;
  if (room > BAR_MOST) room = BAR_MOST;
  if (room < 4 || !part || !most) return;
  uint64_t n = (uint64_t)((unsigned __int128)part * (unsigned)room * 8 / most);
  fputs("  ", stdout);
  for (uint64_t i = 0; i < n / 8; i++) fputs("█", stdout);
  fputs(n ? eighths[n % 8] : "▏", stdout);
}

/* "  big            1 204   12.3 %  ████": of the whole; the bar against the most that is shown. */
static void print_counted(const Repl *repl, const char *label, uint64_t part, uint64_t whole, uint64_t most) {
  int width = repl_columns(repl);
  bool narrow = width && width < LABEL_WIDTH + COUNT_WIDTH + SHARE_WIDTH + 2;
  fputs("  ", stdout);
  print_padded(stdout, label, narrow ? 0 : LABEL_WIDTH);
  if (narrow) putchar(' ');
  print_count(stdout, part, narrow ? 0 : COUNT_WIDTH);
  if (!narrow) print_share(stdout, part, whole, SHARE_WIDTH);
  print_bar(repl, part, most);
  putchar('\n');
}

static void print_unknown(const Repl *repl, const CibleFigures *f) {
  if (f->unknown) print_counted(repl, "unknown", f->unknown, f->known + f->unknown, f->known + f->unknown);
}

static void print_truths(const Repl *repl, const CibleFigures *f) {
  uint64_t all = f->known + f->unknown;
  print_counted(repl, "true", f->truths, all, all);
  print_counted(repl, "false", f->known - f->truths, all, all);
  print_unknown(repl, f);
}

static void print_labels(const Repl *repl, const CibleDefinition *definition, const CibleFigures *f) {
  uint64_t all = f->known + f->unknown;
  for (size_t i = 0; i < definition->label_count; i++) print_counted(repl, definition->labels[i], f->labels[i], all, all);
  print_unknown(repl, f);
}

/* ---- numbers and moments ---- */

static void print_figures(const CibleDefinition *definition, const CibleFigures *f, bool quartiles) {
  const struct { const char *name; double value; bool shown; } all[] = {
      {N_("least"), f->least, true}, {N_("quarter"), f->quartiles[0], quartiles}, {N_("median"), f->quartiles[1], quartiles},
      {N_("3 quarters"), f->quartiles[2], quartiles}, {N_("greatest"), f->greatest, true}, {N_("mean"), f->mean, true}};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    Written text;
    if (!all[i].shown) continue;
    write_place(text, definition->type, all[i].value);
    printf("%s%s %s", i ? ", " : "  ", tr(all[i].name), text);
  }
  putchar('\n');
}

static void print_histogram(const Repl *repl, const CibleDefinition *definition, const CibleFigures *f, double lo, double hi) {
  uint64_t bars[BARS] = {0}, most = 0;
  for (int i = 0; i < BINS; i++) bars[i * BARS / BINS] += f->bins[i];
  for (int i = 0; i < BARS; i++) most = bars[i] > most ? bars[i] : most;
  for (int i = 0; i < BARS; i++) {
    Written from;
    char *label = NULL;
    write_place(from, definition->type, lo + (hi - lo) * i / BARS);
    if (asprintf(&label, tr("from %s"), from) >= 0) print_counted(repl, label, bars[i], f->known, most);
    else return;
    free(label);
  }
}

/* The extremes say where the histogram begins and ends; a score says it itself. */
static int spread_numbers(Repl *repl, const CibleProgram *program, const CibleRun *run, size_t index, const CibleFigures *first) {
  CibleDefinition definition = cible_definition(program, index);
  CibleWanted wanted = {index, first->least, first->greatest};
  if (!first->known || first->least >= first->greatest) {
    if (first->known) print_figures(&definition, first, false);
    print_unknown(repl, first);
    return 0;
  }
  const CibleFigures *figures;
  repl_busy(repl);
  CibleStatus status = cible_figures(repl->cible, program, run, &wanted, 1, &figures);
  if (status != CIBLE_OK) return repl_finish(repl, status);
  print_figures(&definition, figures, true);
  print_histogram(repl, &definition, figures, wanted.lo, wanted.hi);
  print_unknown(repl, figures);
  return 0;
}

int repl_spread(Repl *repl, const CibleProgram *program, const CibleRun *run, size_t index) {
  CibleDefinition definition = cible_definition(program, index);
  CibleWanted wanted = {.definition = index};
  const CibleFigures *figures;
  repl_busy(repl);
  CibleStatus status = cible_figures(repl->cible, program, run, &wanted, 1, &figures);
  if (status != CIBLE_OK) return repl_finish(repl, status);
  switch (definition.type) {
  case CIBLE_BOOLEAN: print_truths(repl, figures); break;
  case CIBLE_LABEL: print_labels(repl, &definition, figures); break;
  case CIBLE_TEXT:
    print_counted(repl, tr("known"), figures->known, figures->known + figures->unknown, figures->known + figures->unknown);
    print_unknown(repl, figures);
    break;
  case CIBLE_INTEGER:
  case CIBLE_NUMBER:
  case CIBLE_MONEY:
  case CIBLE_DATE:
  case CIBLE_DATETIME: {
    CibleFigures first = *figures; /* the next run takes the figures with it */
    return spread_numbers(repl, program, run, index, &first);
  }
  }
  return 0;
}

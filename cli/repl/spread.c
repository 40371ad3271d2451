/* SPDX-License-Identifier: MIT */
#include "cli/repl/spread.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LABEL_WIDTH = 24, COUNT_WIDTH = 12, SHARE_WIDTH = 9, BAR_MOST = 40, NARROWINGS = 4 };

/* What is asked of the records, as definition 0 of a program of its own. */
typedef struct Spread {
  Repl *repl;
  CibleProgram *program;
  CibleRun run;
  size_t index;
  CibleType type;
  CibleFigures all; /* known, unknown, extremes, mean; lists are not kept */
} Spread;

void print_number(double number) {
  Written text;
  write_number(text, number);
  fputs(text, stdout);
}

/* ---- asking ---- */

static void spread_close(Spread *s) {
  cible_program_free(s->program);
  s->program = NULL;
}

static int spread_open(Repl *repl, const char *expression, const char *condition, Spread *out) {
  CibleExpression wanted[2] = {{.text = expression}, {.text = condition, .condition = 1}};
  CibleCompileOptions options = repl_options(repl, wanted, condition ? 2 : 1);
  const Rules *rules = &repl->rules;
  *out = (Spread){.repl = repl};
  int code = repl_finish(repl, cible_compile_text(repl->cible, rules_name(rules), rules->text, rules->length, &options, &out->program));
  if (code) return code;
  out->index = (size_t)cible_definition_find(out->program, expression);
  out->type = cible_definition(out->program, out->index).type;
  out->run = repl_run(repl);
  if (condition) out->run.where = cible_definition_find(out->program, condition);
  return 0;
}

static int ask(Spread *s, const CibleWanted *wanted, const CibleFigures **figures) {
  repl_busy(s->repl);
  return repl_finish(s->repl, cible_figures(s->repl->cible, s->program, &s->run, wanted, 1, figures));
}

static int ask_all(Spread *s, const CibleFigures **figures) {
  CibleWanted wanted = {.definition = s->index};
  int code = ask(s, &wanted, figures);
  if (code == 0) s->all = **figures;
  return code;
}

/* ---- bars ---- */

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

static uint64_t larger(uint64_t a, uint64_t b) { return a > b ? a : b; }

static void print_unknown(const Repl *repl, const CibleFigures *f, uint64_t most) {
  if (f->unknown) print_counted(repl, "unknown", f->unknown, f->known + f->unknown, larger(most, f->unknown));
}

static void print_truths(const Repl *repl, const CibleFigures *f) {
  uint64_t all = f->known + f->unknown, most = larger(larger(f->truths, f->known - f->truths), f->unknown);
  print_counted(repl, "true", f->truths, all, most);
  print_counted(repl, "false", f->known - f->truths, all, most);
  print_unknown(repl, f, most);
}

static void print_labels(const Repl *repl, const CibleDefinition *definition, const CibleFigures *f) {
  uint64_t all = f->known + f->unknown, most = f->unknown;
  for (size_t i = 0; i < definition->label_count; i++) most = larger(most, f->labels[i]);
  for (size_t i = 0; i < definition->label_count; i++) print_counted(repl, definition->labels[i], f->labels[i], all, most);
  print_unknown(repl, f, most);
}

static void print_known(const Repl *repl, const CibleFigures *f) {
  uint64_t most = larger(f->known, f->unknown);
  print_counted(repl, tr("known"), f->known, f->known + f->unknown, most);
  print_unknown(repl, f, most);
}

/* All that are known have one value. */
static void print_constant(const Spread *s) {
  Written text;
  uint64_t all = s->all.known + s->all.unknown, most = larger(s->all.known, s->all.unknown);
  write_value(text, s->type, s->all.least, 0);
  if (s->all.known) print_counted(s->repl, text, s->all.known, all, most);
  print_unknown(s->repl, &s->all, most);
}

/* ---- numbers and moments ---- */

/* Quartiles are known to multiples of `within`. */
static void print_figures(const Spread *s, const double *quartiles, double within) {
  const struct { const char *name; double value, within; } all[] = {
      {N_("least"), s->all.least, 0}, {N_("quarter"), quartiles[0], within}, {N_("median"), quartiles[1], within},
      {N_("3 quarters"), quartiles[2], within}, {N_("greatest"), s->all.greatest, 0}, {N_("mean"), s->all.mean, 0}};
  char *line = NULL;
  size_t length;
  FILE *out = open_memstream(&line, &length);
  if (!out) return;
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    Written text;
    write_value(text, s->type, all[i].value, all[i].within);
    fprintf(out, "%s%s %s", i ? ", " : "  ", tr(all[i].name), text);
  }
  if (fclose(out) == 0) print_wrapped(stdout, line, repl_columns(s->repl), 2);
  free(line);
}

/* What lies further out than three times the middle half is wide would leave no room for the rest: it goes into the bars at the ends. A
 * middle half that is too narrow to be seen is looked at from nearer; where it is one value, that is of no use. */
static int find_range(Spread *s, double *lo, double *hi) {
  CibleWanted range = {s->index, s->all.least, s->all.greatest};
  *lo = range.lo;
  *hi = range.hi;
  for (int i = 0; i < NARROWINGS; i++) {
    const CibleFigures *f;
    int code = ask(s, &range, &f);
    if (code) return code;
    double half = f->quartiles[2] - f->quartiles[0], seen = (range.hi - range.lo) / 1000;
    if (half > 0) *lo = range.lo, *hi = range.hi;
    else if (i && range.hi < *hi) break;
    if (half <= 0) half = seen;
    double from = f->quartiles[0] - 3 * half, to = f->quartiles[2] + 3 * half;
    if (from < range.lo) from = range.lo;
    if (to > range.hi) to = range.hi;
    if (to - from > (range.hi - range.lo) / 2) break;
    range.lo = from;
    range.hi = to;
  }
  return 0;
}

static void print_bars(const Spread *s, const Scale *scale, const CibleFigures *f) {
  uint64_t bars[SCALE_BARS] = {0}, most = s->all.unknown;
  for (int i = 0; i < SCALE_BINS; i++) bars[i < scale->bars ? i : scale->bars - 1] += f->bins[i];
  for (int i = 0; i < scale->bars; i++) most = larger(most, bars[i]);
  for (int i = 0; i < scale->bars; i++) {
    Written label;
    scale_write_bar(scale, i, label);
    print_counted(s->repl, label, bars[i], s->all.known + s->all.unknown, most);
  }
  print_unknown(s->repl, &s->all, most);
}

/* Years and months are counted by an expression of their own. */
static int print_histogram(Spread *s, const char *expression, const char *condition, const Scale *scale) {
  const char *format = scale_format(scale);
  char *text = NULL;
  Spread other = {0}, *counted = s;
  int code = 0;
  if (format && asprintf(&text, format, expression, expression) < 0) return no_memory();
  if (format) {
    code = spread_open(s->repl, text, condition, &other);
    counted = &other;
  }
  CibleWanted wanted = scale_wanted(scale, counted->index);
  const CibleFigures *figures;
  if (code == 0) code = ask(counted, &wanted, &figures);
  if (code == 0) print_bars(s, scale, figures);
  spread_close(&other);
  free(text);
  return code;
}

/* The range for quartiles, so that they are known to a round number; of whole numbers, where it can be, to 1: then they are exact. */
static CibleWanted quartile_range(const Spread *s, double lo, double hi, double *within) {
  bool whole = s->type == CIBLE_INTEGER || s->type == CIBLE_DATE;
  double step = s->type == CIBLE_DATE ? ceil((hi - lo) / 999) : scale_round((hi - lo) / 999);
  if (whole && step < 1) step = 1;
  double from = floor(lo / step + 1e-9) * step;
  *within = whole && step == 1 ? 0 : step;
  return (CibleWanted){s->index, from, from + 1000 * step};
}

static int spread_numbers(Spread *s, const char *expression, const char *condition, Scale *scale) {
  if (!s->all.known || (s->all.least >= s->all.greatest && !scale->bars)) return print_constant(s), 0;
  double lo = s->all.least, hi = s->all.greatest;
  int code = lo < hi ? find_range(s, &lo, &hi) : 0;
  double within = 0;
  CibleWanted wanted = lo < hi ? quartile_range(s, lo, hi, &within) : (CibleWanted){.definition = s->index};
  const CibleFigures *figures;
  if (code == 0) code = ask(s, &wanted, &figures);
  if (code) return code;
  const double same[3] = {lo, lo, lo};
  print_figures(s, lo < hi ? figures->quartiles : same, within);
  if (!scale->bars) *scale = scale_make(s->type, s->all.least, s->all.greatest, lo, hi);
  return print_histogram(s, expression, condition, scale);
}

int repl_spread(Repl *repl, const char *expression, const char *condition, Scale *scale) {
  Spread s;
  const CibleFigures *figures;
  int code = spread_open(repl, expression, condition, &s);
  if (code == 0) code = ask_all(&s, &figures);
  if (code == 0 && s.all.known + s.all.unknown == 0) puts(tr("  no record"));
  else if (code == 0) {
    CibleDefinition definition = cible_definition(s.program, s.index);
    switch (s.type) {
    case CIBLE_BOOLEAN: print_truths(repl, figures); break;
    case CIBLE_LABEL: print_labels(repl, &definition, figures); break;
    case CIBLE_TEXT: print_known(repl, figures); break;
    case CIBLE_INTEGER:
    case CIBLE_NUMBER:
    case CIBLE_MONEY:
    case CIBLE_DATE:
    case CIBLE_DATETIME: code = spread_numbers(&s, expression, condition, scale); break;
    }
  }
  spread_close(&s);
  return code;
}

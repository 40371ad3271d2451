/* SPDX-License-Identifier: MIT
 * What is said of figures: as they are, and what moved. */
#include <math.h>
#include <string.h>

#include "cli/repl/known.h"
#include "cli/repl/spread.h"

enum { MOVED_ROWS = 5 /* of a measure's table, that are told */ };

static bool is_numeric(CibleType type) { return type == CIBLE_INTEGER || type == CIBLE_NUMBER || type == CIBLE_MONEY; }

/* Money as money. */
static void print_amount(CibleType type, double number) {
  if (type == CIBLE_MONEY && fabs(number) < 1e15) print_decimal(stdout, number, 2, 0);
  else print_number(number);
}

static void print_name(const char *name, const char *label) {
  fputs("  ", stdout);
  print_padded(stdout, name, 0);
  if (label) {
    fputs(" is ", stdout);
    print_padded(stdout, label, 0);
  }
  fputs(": ", stdout);
}

void print_count_move(uint64_t was, uint64_t is) {
  print_count(stdout, was, 0);
  fputs(" → ", stdout);
  print_count(stdout, is, 0);
  fputs(is < was ? " (-" : " (+", stdout);
  print_count(stdout, is < was ? was - is : is - was, 0);
  putchar(')');
}

static bool print_counts_move(const char *name, const char *label, uint64_t was, uint64_t is) {
  if (was == is) return false;
  print_name(name, label);
  print_count_move(was, is);
  putchar('\n');
  return true;
}

static void print_amount_move(CibleType type, double was, double is) {
  print_amount(type, was);
  fputs(" → ", stdout);
  print_amount(type, is);
  fputs(is < was ? " (-" : " (+", stdout);
  print_amount(type, fabs(is - was));
  putchar(')');
}

static void print_value(CibleType type, const FigureValue *value) {
  if (!value->text) fputs("unknown", stdout);
  else if (is_numeric(type)) print_amount(type, value->number);
  else print_padded(stdout, value->text, 0);
}

/* One row of a measure; `was` NULL: it is new. */
static void print_row_move(const Figure *figure, size_t row, const FigureValue *was) {
  const FigureValue *is = &figure->values[row];
  print_name(figure->name, figure->labels[row][0] ? figure->labels[row] : NULL);
  if (was && was->text && is->text && is_numeric(figure->type)) {
    print_amount_move(figure->type, was->number, is->number);
  } else {
    if (was) print_value(figure->type, was), fputs(" → ", stdout);
    print_value(figure->type, is);
  }
  putchar('\n');
}

static const FigureValue *find_row(const Figure *figure, const char *label) {
  for (size_t i = 0; i < figure->label_count; i++)
    if (strcmp(figure->labels[i], label) == 0) return &figure->values[i];
  return NULL;
}

static bool same_value(const FigureValue *a, const FigureValue *b) {
  return a->text && b->text ? strcmp(a->text, b->text) == 0 : a->text == b->text;
}

static bool print_rows_move(const Figure *was, const Figure *is) {
  size_t moved = 0, gone = 0;
  for (size_t i = 0; i < is->label_count; i++) {
    const FigureValue *before = find_row(was, is->labels[i]);
    if (before && same_value(before, &is->values[i])) continue;
    if (moved++ < MOVED_ROWS) print_row_move(is, i, before);
  }
  for (size_t i = 0; i < was->label_count && is->label_count < FIGURE_ROWS; i++) gone += !find_row(is, was->labels[i]);
  if (moved > MOVED_ROWS) printf(tr("  … and %zu more rows of "), moved - MOVED_ROWS), print_padded(stdout, is->name, 0), putchar('\n');
  if (gone) print_name(is->name, NULL), printf(gone == 1 ? tr("%zu row less\n") : tr("%zu rows less\n"), gone);
  return moved || gone;
}

static bool print_mean_move(const Figure *was, const Figure *is) {
  if (was->known == is->known && was->mean == is->mean && was->least == is->least && was->greatest == is->greatest) return false;
  print_name(is->name, NULL);
  if (was->known && is->known) {
    printf("%s ", tr("mean"));
    print_amount_move(is->type, was->mean, is->mean);
  }
  if (was->known != is->known) {
    printf("%s%s ", was->known && is->known ? ", " : "", tr("known"));
    print_count_move(was->known, is->known);
  }
  putchar('\n');
  return true;
}

static bool print_labels_move(const Figure *was, const Figure *is) {
  bool moved = false;
  for (size_t i = 0; i < is->label_count; i++) {
    uint64_t before = 0;
    for (size_t k = 0; k < was->label_count; k++)
      if (strcmp(was->labels[k], is->labels[i]) == 0) before = was->counts[k];
    moved |= print_counts_move(is->name, is->labels[i], before, is->counts[i]);
  }
  return print_counts_move(is->name, "unknown", was->unknown, is->unknown) || moved;
}

bool figure_print_move(const Figure *was, const Figure *is) {
  if (!was || was->type != is->type || was->measure != is->measure) {
    figure_print(is);
    return true;
  }
  if (is->measure) return print_rows_move(was, is);
  if (is->type == CIBLE_BOOLEAN) return print_counts_move(is->name, NULL, was->truths, is->truths);
  if (is_numeric(is->type)) return print_mean_move(was, is);
  if (is->type == CIBLE_LABEL) return print_labels_move(was, is);
  if (was->known == is->known) return false;
  print_name(is->name, tr("known"));
  print_count_move(was->known, is->known);
  putchar('\n');
  return true;
}

void figure_print(const Figure *figure) {
  print_name(figure->name, NULL);
  if (figure->measure && figure->label_count == 1 && !figure->labels[0][0]) {
    print_value(figure->type, &figure->values[0]);
  } else if (figure->measure) {
    printf(tr("a table of %llu rows"), (unsigned long long)figure->records);
  } else if (figure->type == CIBLE_BOOLEAN) {
    print_count(stdout, figure->truths, 0);
    fputs(tr(" of "), stdout);
    print_count(stdout, figure->records, 0);
    fputs(" (", stdout);
    print_share(stdout, figure->truths, figure->records, 0);
    putchar(')');
  } else if (figure->type == CIBLE_LABEL) {
    for (size_t i = 0; i < figure->label_count; i++) {
      fputs(i ? ", " : "", stdout);
      print_padded(stdout, figure->labels[i], 0);
      putchar(' ');
      print_count(stdout, figure->counts[i], 0);
    }
  } else if (is_numeric(figure->type) && figure->known) {
    printf("%s ", tr("from"));
    print_amount(figure->type, figure->least);
    fputs(tr(" to "), stdout);
    print_amount(figure->type, figure->greatest);
    fputs(tr(", mean "), stdout);
    print_amount(figure->type, figure->mean);
  } else {
    fputs(tr("known for "), stdout);
    print_count(stdout, figure->known, 0);
  }
  if (figure->unknown && (figure->type == CIBLE_LABEL || (is_numeric(figure->type) && figure->known))) {
    fputs(", unknown ", stdout); /* as the rules have it */
    print_count(stdout, figure->unknown, 0);
  }
  putchar('\n');
}

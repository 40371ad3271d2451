/* SPDX-License-Identifier: MIT
 * Measures of a run: numbers, and tables of a row for each group. */
#include "cli/call.h"
#include "cli/summary.h"

#include <math.h>

enum { NAME_WIDTH = 22, TITLE_WIDTH = 32, KEY_WIDTH_MOST = 50, TEXT_MOST = 60, VALUE_WIDTH = 18, DIMENSIONS_MOST = 64 /* docs/language.md, 12 */ };
enum { DECIMALS_MOST = 6, DIGITS = 4 /* of the smallest ratio, that count */ };

static const char *key_text(const CibleValue *key) { return key->known ? key->text : tr("unknown"); }

static int widest(const CibleMeasure *m, size_t column) {
  int width = text_columns(m->dimensions[column]);
  for (size_t r = 0; r < m->row_count; r++) {
    int w = text_columns(key_text(&m->keys[r * m->dimension_count + column]));
    if (w > width) width = w;
  }
  return width < KEY_WIDTH_MOST ? width : KEY_WIDTH_MOST;
}

/* Of all numbers of a measure, so that their points stand below each other: none for whole ones, two from 1 on, more where a ratio
 * would be nothing but zeros. */
static int decimals_of(const CibleMeasure *m) {
  int decimals = 0;
  for (size_t r = 0; r < m->row_count; r++) {
    double size = fabs(m->values[r].number);
    if (m->values[r].type != CIBLE_NUMBER || !m->values[r].known || size == floor(size)) continue;
    int wanted = size >= 1 ? 2 : DIGITS - 1 - (int)floor(log10(size));
    if (wanted > DECIMALS_MOST) wanted = DECIMALS_MOST;
    if (wanted > decimals) decimals = wanted;
  }
  return decimals;
}

static void print_value(const CibleValue *value, int decimals) {
  if (!value->known) print_aligned(stdout, tr("unknown"), VALUE_WIDTH);
  else if (value->type == CIBLE_NUMBER) print_decimal(stdout, value->number, decimals, VALUE_WIDTH);
  else if (value->type == CIBLE_MONEY) print_money(stdout, value->integer, VALUE_WIDTH);
  else if (value->type == CIBLE_INTEGER && value->integer >= 0) print_count(stdout, (uint64_t)value->integer, VALUE_WIDTH);
  else print_aligned(stdout, value->text, VALUE_WIDTH);
}

/* Values end where that of a measure without groups does. */
static void print_table(const CibleMeasure *m, int decimals, int text_width) {
  int widths[DIMENSIONS_MOST] = {0}, used = 4;
  for (size_t d = 0; d < m->dimension_count; d++) used += (widths[d] = widest(m, d)) + 2;
  int gap = 2 + text_width - used;
  if (gap < 0) gap = 0;
  fputs("    ", stdout);
  for (size_t d = 0; d < m->dimension_count; d++) {
    print_padded(stdout, m->dimensions[d], d + 1 < m->dimension_count ? widths[d] + 2 : 0);
  }
  putchar('\n');
  for (size_t r = 0; r < m->row_count; r++) {
    fputs("    ", stdout);
    for (size_t d = 0; d < m->dimension_count; d++) print_padded(stdout, key_text(&m->keys[r * m->dimension_count + d]), widths[d] + 2);
    printf("%*s", gap, "");
    print_value(&m->values[r], decimals);
    putchar('\n');
  }
}

static void print_measure(const CibleMeasure *m, int name_width, int title_width) {
  int decimals = decimals_of(m);
  fputs("  ", stdout);
  bool alone = m->dimension_count && !m->title[0];
  print_padded(stdout, m->name, alone ? 0 : name_width);
  print_padded(stdout, m->title, m->dimension_count ? 0 : title_width);
  if (!m->dimension_count) print_value(&m->values[0], decimals);
  putchar('\n');
  if (m->dimension_count) print_table(m, decimals, name_width + title_width);
}

void measure_print(const CibleMeasure *m) {
  print_measure(m, wide_enough(NAME_WIDTH, m->name, TEXT_MOST), wide_enough(TITLE_WIDTH, m->title, TEXT_MOST));
}

void measures_print(const Cible *cible) {
  if (cible_measure_count(cible)) puts(tr("\nMeasures"));
  int name_width = NAME_WIDTH, title_width = TITLE_WIDTH;
  for (size_t i = 0; i < cible_measure_count(cible); i++) {
    CibleMeasure m = cible_measure(cible, i);
    name_width = wide_enough(name_width, m.name, TEXT_MOST);
    title_width = wide_enough(title_width, m.title, TEXT_MOST);
  }
  for (size_t i = 0; i < cible_measure_count(cible); i++) {
    CibleMeasure m = cible_measure(cible, i);
    print_measure(&m, name_width, title_width);
  }
}

static void print_rows_json(const CibleMeasure *m) {
  for (size_t r = 0; r < m->row_count; r++) {
    fputs(r ? ", {\"by\": [" : "{\"by\": [", stdout);
    for (size_t d = 0; d < m->dimension_count; d++) {
      if (d) fputs(", ", stdout);
      print_json_value(&m->keys[r * m->dimension_count + d], stdout);
    }
    fputs("], \"value\": ", stdout);
    print_json_value(&m->values[r], stdout);
    putchar('}');
  }
}

void measures_print_json(const Cible *cible) {
  if (!cible_measure_count(cible)) return;
  fputs("\"measures\": [", stdout);
  for (size_t i = 0; i < cible_measure_count(cible); i++) {
    CibleMeasure m = cible_measure(cible, i);
    fputs(i ? ", {\"name\": " : "{\"name\": ", stdout);
    print_json_text(stdout, m.name);
    fputs(", \"by\": [", stdout);
    for (size_t d = 0; d < m.dimension_count; d++) {
      if (d) fputs(", ", stdout);
      print_json_text(stdout, m.dimensions[d]);
    }
    fputs("], \"rows\": [", stdout);
    print_rows_json(&m);
    fputs("]}", stdout);
  }
  fputs("], ", stdout);
}

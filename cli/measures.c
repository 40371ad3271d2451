/* SPDX-License-Identifier: MIT
 * Measures of a run: numbers, and tables of a row for each group. */
#include "cli/call.h"
#include "cli/summary.h"

enum { NAME_WIDTH = 22, TITLE_WIDTH = 32, KEY_WIDTH_MOST = 50, VALUE_WIDTH = 18, DIMENSIONS_MOST = 64 /* docs/language.md, 12 */ };

static int widest(const CibleMeasure *m, size_t column) {
  int width = text_columns(m->dimensions[column]);
  for (size_t r = 0; r < m->row_count; r++) {
    const CibleValue *key = &m->keys[r * m->dimension_count + column];
    int w = text_columns(key->known ? key->text : "unknown");
    if (w > width) width = w;
  }
  return width < KEY_WIDTH_MOST ? width : KEY_WIDTH_MOST;
}

static void print_right(const CibleValue *value) {
  const char *text = value->known ? value->text : "unknown";
  int width = text_columns(text);
  printf("%*s", width < VALUE_WIDTH ? VALUE_WIDTH - width : 0, "");
  print_padded(stdout, text, 0);
}

static void print_table(const CibleMeasure *m) {
  int widths[DIMENSIONS_MOST] = {0};
  for (size_t d = 0; d < m->dimension_count; d++) widths[d] = widest(m, d);
  fputs("    ", stdout);
  for (size_t d = 0; d < m->dimension_count; d++) {
    print_padded(stdout, m->dimensions[d], widths[d]);
    fputs("  ", stdout);
  }
  putchar('\n');
  for (size_t r = 0; r < m->row_count; r++) {
    fputs("    ", stdout);
    for (size_t d = 0; d < m->dimension_count; d++) {
      const CibleValue *key = &m->keys[r * m->dimension_count + d];
      print_padded(stdout, key->known ? key->text : "unknown", widths[d]);
      fputs("  ", stdout);
    }
    print_right(&m->values[r]);
    putchar('\n');
  }
}

void measures_print(const Cible *cible) {
  if (cible_measure_count(cible)) puts(tr("\nMeasures"));
  for (size_t i = 0; i < cible_measure_count(cible); i++) {
    CibleMeasure m = cible_measure(cible, i);
    fputs("  ", stdout);
    print_padded(stdout, m.name, NAME_WIDTH);
    print_padded(stdout, m.title, TITLE_WIDTH);
    if (!m.dimension_count) print_right(&m.values[0]);
    putchar('\n');
    if (m.dimension_count) print_table(&m);
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

/* SPDX-License-Identifier: MIT */
#include "cli/repl/known.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void figure_free(Figure *figure) {
  for (size_t i = 0; i < figure->label_count; i++) {
    free(figure->labels[i]);
    if (figure->values) free(figure->values[i].text);
  }
  free(figure->labels);
  free(figure->counts);
  free(figure->values);
  free(figure->name);
  *figure = (Figure){0};
}

void known_forget(Known *known) {
  for (size_t i = 0; i < known->count; i++) figure_free(&known->items[i]);
  free(known->items);
  *known = (Known){0};
}

static Figure *find(const Known *known, const char *name) {
  for (size_t i = 0; i < known->count; i++)
    if (strcmp(known->items[i].name, name) == 0) return &known->items[i];
  return NULL;
}

const Figure *known_find(const Known *known, const char *name) { return find(known, name); }

void known_drop(Known *known, const char *name) {
  Figure *figure = find(known, name);
  if (!figure) return;
  figure_free(figure);
  *figure = known->items[--known->count];
}

static bool take_labels(Figure *figure, const CibleDefinition *definition, const CibleFigures *figures) {
  figure->labels = calloc(definition->label_count + 1, sizeof *figure->labels);
  figure->counts = calloc(definition->label_count + 1, sizeof *figure->counts);
  if (!figure->labels || !figure->counts) return false;
  for (size_t i = 0; i < definition->label_count; i++) {
    figure->counts[i] = figures->labels[i];
    if (!(figure->labels[i] = strdup(definition->labels[i]))) return false;
    figure->label_count++;
  }
  return true;
}

static Figure *new_figure(Known *known) {
  if (known->count == known->size) {
    size_t size = known->size ? known->size * 2 : 32;
    Figure *items = realloc(known->items, size * sizeof *items);
    if (!items) return NULL;
    known->items = items;
    known->size = size;
  }
  return &known->items[known->count];
}

bool known_put(Known *known, const CibleDefinition *definition, const CibleFigures *figures, uint64_t records) {
  known_drop(known, definition->name);
  Figure *figure = new_figure(known);
  if (!figure) return false;
  *figure = (Figure){.name = strdup(definition->name), .type = definition->type, .records = records, .known = figures->known,
                     .unknown = figures->unknown, .truths = figures->truths, .least = figures->least,
                     .greatest = figures->greatest, .mean = figures->mean};
  bool good = figure->name && (definition->type != CIBLE_LABEL || take_labels(figure, definition, figures));
  if (good) known->count++;
  else figure_free(figure);
  return good;
}

/* "north, A": what stands before a row's value. */
static char *row_label(const CibleMeasure *measure, size_t row) {
  char *label = NULL;
  size_t length;
  FILE *out = open_memstream(&label, &length);
  if (!out) return NULL;
  for (size_t d = 0; d < measure->dimension_count; d++) {
    const CibleValue *key = &measure->keys[row * measure->dimension_count + d];
    fprintf(out, "%s%s", d ? ", " : "", key->known ? key->text : "unknown");
  }
  if (fclose(out) == 0) return label;
  free(label);
  return NULL;
}

static bool take_rows(Figure *figure, const CibleMeasure *measure) {
  size_t count = measure->row_count < FIGURE_ROWS ? measure->row_count : FIGURE_ROWS;
  figure->labels = calloc(count + 1, sizeof *figure->labels);
  figure->values = calloc(count + 1, sizeof *figure->values);
  if (!figure->labels || !figure->values) return false;
  for (size_t i = 0; i < count; i++) {
    const CibleValue *value = &measure->values[i];
    if (!(figure->labels[i] = row_label(measure, i))) return false;
    figure->label_count++;
    figure->values[i] = (FigureValue){value->known ? strdup(value->text) : NULL, value->number};
    if (value->known && !figure->values[i].text) return false;
  }
  return true;
}

bool known_put_measure(Known *known, const CibleDefinition *definition, const CibleMeasure *measure) {
  known_drop(known, definition->name);
  Figure *figure = new_figure(known);
  if (!figure) return false;
  *figure = (Figure){.name = strdup(definition->name), .type = definition->type, .measure = true, .records = measure->row_count};
  if (figure->name && take_rows(figure, measure)) return known->count++, true;
  figure_free(figure);
  return false;
}

bool known_take(Known *known, Figure *figure) {
  Figure *place = new_figure(known);
  if (!place) return false;
  *place = *figure;
  *figure = (Figure){0};
  known->count++;
  return true;
}

void known_hold(Known *known, const char *database) {
  char state[sizeof known->state] = "";
  struct stat info, log = {0};
  char beside[4096];
  if (database && stat(database, &info) == 0) {
    int n = snprintf(beside, sizeof beside, "%s-wal", database);
    if (n < 0 || (size_t)n >= sizeof beside || stat(beside, &log) != 0) log = (struct stat){0};
    snprintf(state, sizeof state, "%llx %llx %llx %llx", (unsigned long long)info.st_ino, (unsigned long long)info.st_size,
             (unsigned long long)info.st_mtim.tv_sec * 1000000000ull + (unsigned long long)info.st_mtim.tv_nsec,
             (unsigned long long)log.st_size ^ (unsigned long long)log.st_mtim.tv_nsec);
  }
  if (strcmp(state, known->state) == 0) return;
  known_forget(known);
  memcpy(known->state, state, sizeof state);
}

/* SPDX-License-Identifier: MIT */
#include "cli/repl/known.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/repl/repl.h"

static void figure_free(Figure *figure) {
  for (size_t i = 0; i < figure->label_count; i++) free(figure->labels[i]);
  free(figure->labels);
  free(figure->counts);
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

/* ---- what is said of them ---- */

static bool is_numeric(CibleType type) { return type == CIBLE_INTEGER || type == CIBLE_NUMBER || type == CIBLE_MONEY; }

static void print_name(const char *name, const char *label) {
  fputs("  ", stdout);
  print_padded(stdout, name, 0);
  if (label) {
    fputs(" is ", stdout);
    print_padded(stdout, label, 0);
  }
  fputs(": ", stdout);
}

static void print_count_move(uint64_t was, uint64_t is) {
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

static bool print_mean_move(const Figure *was, const Figure *is) {
  if (was->known == is->known && was->mean == is->mean && was->least == is->least && was->greatest == is->greatest) return false;
  print_name(is->name, NULL);
  if (was->known && is->known) {
    printf("%s ", tr("mean"));
    print_number(was->mean);
    fputs(" → ", stdout);
    print_number(is->mean);
    fputs(is->mean < was->mean ? " (-" : " (+", stdout);
    print_number(fabs(is->mean - was->mean));
    fputs(")", stdout);
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
  if (!was || was->type != is->type) {
    figure_print(is);
    return true;
  }
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
  if (figure->type == CIBLE_BOOLEAN) {
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
    print_number(figure->least);
    fputs(tr(" to "), stdout);
    print_number(figure->greatest);
    fputs(tr(", mean "), stdout);
    print_number(figure->mean);
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

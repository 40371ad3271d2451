/* SPDX-License-Identifier: MIT */
#include "cli/summary.h"

#include <string.h>

#include "cli/call.h"

enum { NAME_WIDTH = 22, TITLE_WIDTH = 32, TEXT_MOST = 60, COUNT_WIDTH = 12, SHARE_WIDTH = 9, FIGURE_WIDTH = 11 };

typedef struct Summary {
  const CibleProgram *program;
  const CibleFigures *figures;
  uint64_t records;
  int name_width, title_width; /* as its names and titles need them */
} Summary;

static bool has_kind(const Summary *s, CibleDefinitionKind kind) {
  for (size_t i = 0; i < cible_definition_count(s->program); i++)
    if (cible_definition(s->program, i).kind == kind) return true;
  return false;
}

static void print_sized(const Summary *s, const char *indent, const char *name, const char *title, uint64_t count) {
  fputs(indent, stdout);
  print_padded(stdout, name, s->name_width);
  print_padded(stdout, title, s->title_width + 2 - (int)strlen(indent));
  print_count(stdout, count, COUNT_WIDTH);
  print_share(stdout, count, s->records, SHARE_WIDTH);
  print_share_bar(stdout, count, s->records);
  putchar('\n');
}

static void print_segments(const Summary *s) {
  if (!has_kind(s, CIBLE_SEGMENT)) return;
  puts(tr("\nSegments"));
  for (size_t i = 0; i < cible_definition_count(s->program); i++) {
    CibleDefinition d = cible_definition(s->program, i);
    if (d.kind == CIBLE_SEGMENT) print_sized(s, "  ", d.name, d.title, s->figures[i].truths);
  }
}

/* ---- scores ---- */

static void print_spread(const uint64_t bins[20]) {
  static const char *const heights[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  uint64_t most = 0;
  for (int i = 0; i < 20; i++)
    if (bins[i] > most) most = bins[i];
  fputs("  ", stdout);
  for (int i = 0; i < 20; i++)
    fputs(bins[i] && most ? heights[(uint64_t)((unsigned __int128)bins[i] * 7 / most)] : " ", stdout);
}

static void print_head(const Summary *s, const char *what, bool score) {
  static const char *const score_heads[] = {N_("least"), N_("quarter"), N_("median"), N_("3 quarters"), N_("greatest"), N_("mean")};
  static const char *const value_heads[] = {N_("least"), N_("mean"), N_("greatest")};
  putchar('\n');
  print_padded(stdout, tr(what), s->name_width + 2);
  for (int i = 0; score && i < 6; i++) print_aligned(stdout, tr(score_heads[i]), FIGURE_WIDTH);
  if (!score) print_aligned(stdout, tr("known"), COUNT_WIDTH);
  print_aligned(stdout, tr("unknown"), COUNT_WIDTH);
  for (int i = 0; !score && i < 3; i++) print_aligned(stdout, tr(value_heads[i]), FIGURE_WIDTH + 4);
  puts(score ? tr("  spread") : "");
}

static void print_figure(double figure, int decimals, int width, bool any) {
  if (any) print_decimal(stdout, figure == 0 ? 0.0 : figure, decimals, width);
  else print_aligned(stdout, "–", width);
}

static void print_scores(const Summary *s) {
  if (!has_kind(s, CIBLE_SCORE)) return;
  print_head(s, N_("Scores"), true);
  for (size_t i = 0; i < cible_definition_count(s->program); i++) {
    CibleDefinition d = cible_definition(s->program, i);
    const CibleFigures *f = &s->figures[i];
    if (d.kind != CIBLE_SCORE) continue;
    fputs("  ", stdout);
    print_padded(stdout, d.name, s->name_width);
    double shown[6] = {f->least, f->quartiles[0], f->quartiles[1], f->quartiles[2], f->greatest, f->mean};
    for (int k = 0; k < 6; k++) print_figure(shown[k], 2, FIGURE_WIDTH, f->known > 0);
    print_count(stdout, f->unknown, COUNT_WIDTH);
    print_spread(f->bins);
    putchar('\n');
  }
}

/* ---- classes and choices ---- */

static void print_cost(int64_t money) {
  uint64_t cents = money < 0 ? 0 - (uint64_t)money : (uint64_t)money;
  cents = (cents + 50) / 100;
  fputs(tr("  cost "), stdout);
  if (money < 0) putchar('-');
  print_count(stdout, cents / 100, 0);
  printf(".%02u", (unsigned)(cents % 100));
}

static void print_labels(const Summary *s, CibleDefinitionKind kind, const char *head) {
  if (!has_kind(s, kind)) return;
  printf("\n%s\n", tr(head));
  for (size_t i = 0; i < cible_definition_count(s->program); i++) {
    CibleDefinition d = cible_definition(s->program, i);
    const CibleFigures *f = &s->figures[i];
    if (d.kind != kind) continue;
    fputs("  ", stdout);
    print_padded(stdout, d.name, 0);
    fputs(*d.title ? "  " : "", stdout);
    print_padded(stdout, d.title, 0);
    putchar('\n');
    for (size_t k = 0; k < d.label_count; k++) {
      fputs("    ", stdout);
      print_padded(stdout, d.labels[k], s->name_width + s->title_width - 2);
      print_count(stdout, f->labels[k], COUNT_WIDTH);
      print_share(stdout, f->labels[k], s->records, SHARE_WIDTH);
      print_share_bar(stdout, f->labels[k], s->records);
      if (f->label_costs && f->label_costs[k]) print_cost(f->label_costs[k]);
      putchar('\n');
    }
    if (f->unknown) print_sized(s, "    ", tr("unknown"), "", f->unknown);
  }
}

/* ---- values ---- */

static bool is_numeric(CibleType type) { return type == CIBLE_INTEGER || type == CIBLE_NUMBER || type == CIBLE_MONEY; }

static void print_values(const Summary *s) {
  if (!has_kind(s, CIBLE_LET)) return;
  print_head(s, N_("Values"), false);
  for (size_t i = 0; i < cible_definition_count(s->program); i++) {
    CibleDefinition d = cible_definition(s->program, i);
    const CibleFigures *f = &s->figures[i];
    if (d.kind != CIBLE_LET) continue;
    fputs("  ", stdout);
    print_padded(stdout, d.name, s->name_width);
    print_count(stdout, f->known, COUNT_WIDTH);
    print_count(stdout, f->unknown, COUNT_WIDTH);
    if (is_numeric(d.type)) {
      int decimals = d.type == CIBLE_INTEGER ? 0 : 2;
      print_figure(f->least, decimals, FIGURE_WIDTH + 4, f->known > 0);
      print_figure(f->mean, 2, FIGURE_WIDTH + 4, f->known > 0);
      print_figure(f->greatest, decimals, FIGURE_WIDTH + 4, f->known > 0);
    } else if (d.type == CIBLE_BOOLEAN) {
      fputs(tr("     true for "), stdout);
      print_count(stdout, f->truths, 0);
    }
    putchar('\n');
  }
}

static void find_widths(Summary *s) {
  s->name_width = NAME_WIDTH;
  s->title_width = TITLE_WIDTH;
  for (size_t i = 0; i < cible_definition_count(s->program); i++) {
    CibleDefinition d = cible_definition(s->program, i);
    s->name_width = wide_enough(s->name_width, d.name, TEXT_MOST);
    if (d.kind == CIBLE_SEGMENT) s->title_width = wide_enough(s->title_width, d.title, TEXT_MOST);
  }
}

void summary_print(const Cible *cible, const CibleProgram *program, const CibleFigures *figures, const char *file,
                   const char *database) {
  Summary s = {program, figures, cible_run_records(cible), 0, 0};
  find_widths(&s);
  print_padded(stdout, file, 0);
  if (database) {
    fputs(tr(" over "), stdout);
    print_padded(stdout, database, 0);
  }
  fputs(tr(": "), stdout);
  print_count(stdout, s.records, 0);
  printf(s.records == 1 ? tr(" record, today is %s") : tr(" records, today is %s"), cible_run_today(cible));
  if (cible_run_zones(cible)) printf(tr(", time zones %s"), cible_run_zones(cible));
  putchar('\n');
  print_segments(&s);
  print_scores(&s);
  print_labels(&s, CIBLE_CLASSIFY, N_("Classes"));
  print_labels(&s, CIBLE_CHOOSE, N_("Choices"));
  print_values(&s);
  measures_print(cible);
}

/* ---- JSON ---- */

static void print_numbers_json(const CibleDefinition *d, const CibleFigures *f) {
  if (!f->known) return;
  printf(", \"least\": %.15g, \"mean\": %.15g, \"greatest\": %.15g", f->least, f->mean, f->greatest);
  if (d->kind != CIBLE_SCORE) return;
  printf(", \"quartiles\": [%.15g, %.15g, %.15g], \"bins\": [", f->quartiles[0], f->quartiles[1], f->quartiles[2]);
  for (int i = 0; i < 20; i++) printf("%s%llu", i ? ", " : "", (unsigned long long)f->bins[i]);
  putchar(']');
}

static void print_labels_json(const CibleDefinition *d, const CibleFigures *f) {
  fputs(", \"labels\": {", stdout);
  for (size_t k = 0; k < d->label_count; k++) {
    if (k) fputs(", ", stdout);
    print_json_text(stdout, d->labels[k]);
    printf(": %llu", (unsigned long long)f->labels[k]);
  }
  putchar('}');
  if (!f->label_costs) return;
  fputs(", \"costs\": {", stdout);
  for (size_t k = 0; k < d->label_count; k++) {
    if (k) fputs(", ", stdout);
    print_json_text(stdout, d->labels[k]);
    int64_t money = f->label_costs[k];
    uint64_t size = money < 0 ? 0 - (uint64_t)money : (uint64_t)money;
    printf(": %s%llu.%04u", money < 0 ? "-" : "", (unsigned long long)(size / 10000), (unsigned)(size % 10000));
  }
  putchar('}');
}

void summary_print_json(const Cible *cible, const CibleProgram *program, const CibleFigures *figures) {
  static const char *const kinds[] = {"let", "segment", "score", "classify", "choose"};
  printf("{\"ok\": true, \"records\": %llu, \"today\": \"%s\", \"definitions\": [", (unsigned long long)cible_run_records(cible),
         cible_run_today(cible));
  bool first = true;
  for (size_t i = 0; i < cible_definition_count(program); i++) {
    CibleDefinition d = cible_definition(program, i);
    const CibleFigures *f = &figures[i];
    if (d.kind > CIBLE_CHOOSE) continue;
    printf("%s{\"name\": ", first ? "" : ", ");
    first = false;
    print_json_text(stdout, d.name);
    printf(", \"kind\": \"%s\", \"known\": %llu, \"unknown\": %llu", kinds[d.kind], (unsigned long long)f->known,
           (unsigned long long)f->unknown);
    if (d.type == CIBLE_BOOLEAN) printf(", \"true\": %llu", (unsigned long long)f->truths);
    if (is_numeric(d.type)) print_numbers_json(&d, f);
    if (d.type == CIBLE_LABEL) print_labels_json(&d, f);
    putchar('}');
  }
  fputs("], ", stdout);
  measures_print_json(cible);
  print_json_faults(cible, stdout);
  puts("}");
}

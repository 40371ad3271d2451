/* SPDX-License-Identifier: MIT
 * --stats: where the time of a run went, to standard error: for people, or with --json one object on a line. */
#include "cli/cli.h"

typedef struct PhaseRow {
  const char *name;
  double seconds;
} PhaseRow;

enum { PHASE_ROWS = 7, DEFINITIONS_MOST = 15, NAME_WIDEST = 42 };

static void list_phases(const CibleStats *stats, PhaseRow rows[PHASE_ROWS]) {
  const PhaseRow all[PHASE_ROWS] = {{N_("opening"), stats->opening},       {N_("reading"), stats->reading},
                                    {N_("computing"), stats->computing},   {N_("collecting"), stats->collecting},
                                    {N_("writing"), stats->writing},       {N_("waiting"), stats->waiting},
                                    {N_("other"), stats->other}};
  for (int i = 0; i < PHASE_ROWS; i++) rows[i] = all[i];
}

static void print_part(double part, double whole) { fprintf(stderr, "%10.4f s %5.1f %%", part, whole > 0 ? 100 * part / whole : 0); }

static void print_phases(const CibleStats *stats) {
  PhaseRow rows[PHASE_ROWS];
  double all = 0;
  list_phases(stats, rows);
  for (int i = 0; i < PHASE_ROWS; i++) all += rows[i].seconds;
  fprintf(stderr, stats->threads == 1 ? tr("Time: %.3f s, %u thread\n") : tr("Time: %.3f s, %u threads; of all of them together\n"), stats->seconds,
          stats->threads);
  for (int i = 0; i < PHASE_ROWS; i++) {
    fputs("  ", stderr);
    print_padded(stderr, tr(rows[i].name), 10);
    print_part(rows[i].seconds, all);
    fputc('\n', stderr);
  }
}

static void print_tables(const CibleStats *stats) {
  fputs(tr("Read\n"), stderr);
  for (size_t i = 0; i < stats->table_count; i++) {
    const CibleTableStats *table = &stats->tables[i];
    fputs("  ", stderr);
    print_padded(stderr, table->record, 0);
    fputs(": ", stderr);
    print_count(stderr, table->records, 0);
    fprintf(stderr, table->columns == 1 ? tr(" records, %u column, ") : tr(" records, %u columns, "), table->columns);
    if (table->passes > 1) fprintf(stderr, tr("%u times, "), table->passes);
    fprintf(stderr, tr("by %s"), tr(table->path));
    if (table->why) fputs(" (", stderr), print_padded(stderr, tr(table->why), 0), fputc(')', stderr);
    if (table->bytes) fprintf(stderr, tr(", %.1f MB"), (double)table->bytes / 1e6);
    fputc('\n', stderr);
  }
}

static const char *name_of(const CibleDefinitionStats *definition) {
  if (definition->name) return definition->name;
  return definition->source ? definition->source : tr("(a part)");
}

static void print_definitions(const CibleStats *stats) {
  int widest = 0;
  size_t count = stats->definition_count < DEFINITIONS_MOST ? stats->definition_count : DEFINITIONS_MOST;
  for (size_t i = 0; i < count; i++) {
    int columns = text_columns(name_of(&stats->definitions[i]));
    if (columns > widest) widest = columns;
  }
  if (widest > NAME_WIDEST) widest = NAME_WIDEST;
  fputs(tr("Computed, each without what it uses, in parts of the time of computing\n"), stderr);
  for (size_t i = 0; i < count; i++) {
    const CibleDefinitionStats *definition = &stats->definitions[i];
    fputs("  ", stderr);
    print_padded(stderr, name_of(definition), widest);
    print_part(definition->seconds, stats->computing);
    print_count(stderr, definition->records, 14);
    fputs(tr(" records"), stderr);
    if (definition->file) fprintf(stderr, "  %s:%d", definition->file, definition->line);
    fputc('\n', stderr);
  }
  if (stats->definition_count > count) fprintf(stderr, tr("  and %zu more\n"), stats->definition_count - count);
}

/* ---- for programs ---- */

static void print_member(const char *name, const char *text) {
  fprintf(stderr, "\"%s\": ", name);
  if (text) print_json_text(stderr, text);
  else fputs("null", stderr);
}

static void print_tables_json(const CibleStats *stats) {
  fputs(", \"tables\": [", stderr);
  for (size_t i = 0; i < stats->table_count; i++) {
    const CibleTableStats *table = &stats->tables[i];
    fputs(i ? ", {" : "{", stderr);
    print_member("record", table->record);
    fputs(", ", stderr);
    print_member("path", table->path);
    fputs(", ", stderr);
    print_member("why", table->why);
    fprintf(stderr, ", \"records\": %llu, \"passes\": %u, \"columns\": %u, \"bytes\": ", (unsigned long long)table->records,
            table->passes, table->columns);
    if (table->bytes) fprintf(stderr, "%llu}", (unsigned long long)table->bytes);
    else fputs("null}", stderr);
  }
  fputc(']', stderr);
}

static void print_definitions_json(const CibleStats *stats) {
  fputs(", \"definitions\": [", stderr);
  for (size_t i = 0; i < stats->definition_count; i++) {
    const CibleDefinitionStats *definition = &stats->definitions[i];
    fputs(i ? ", {" : "{", stderr);
    print_member("name", definition->name);
    fputs(", ", stderr);
    print_member("source", definition->source);
    fputs(", ", stderr);
    print_member("file", definition->file);
    fprintf(stderr, ", \"line\": %d, \"seconds\": %.6f, \"records\": %llu}", definition->line, definition->seconds,
            (unsigned long long)definition->records);
  }
  fputc(']', stderr);
}

static void print_stats_json(const CibleStats *stats) {
  PhaseRow rows[PHASE_ROWS];
  list_phases(stats, rows);
  fprintf(stderr, "{\"stats\": {\"seconds\": %.6f, \"threads\": %u, \"phases\": {", stats->seconds, stats->threads);
  for (int i = 0; i < PHASE_ROWS; i++) fprintf(stderr, "%s\"%s\": %.6f", i ? ", " : "", rows[i].name, rows[i].seconds);
  fprintf(stderr, "}, \"memory\": %llu", (unsigned long long)stats->memory);
  print_tables_json(stats);
  print_definitions_json(stats);
  fputs("}}\n", stderr);
}

void say_stats(const Cible *cible, const Options *options) {
  const CibleStats *stats = options->value[OPTION_STATS] ? cible_run_stats(cible) : NULL;
  if (!stats) return;
  fflush(stdout); /* what was given stands before what is said of it */
  if (options->value[OPTION_JSON]) {
    print_stats_json(stats);
    return;
  }
  print_phases(stats);
  print_tables(stats);
  print_definitions(stats);
  fprintf(stderr, tr("Memory: %.1f MB at the most, beside what SQLite takes\n"), (double)stats->memory / 1e6);
}

/* SPDX-License-Identifier: MIT
 * cible profile DB [TABLE] */
#include "cli/call.h"

#include <string.h>

static uint64_t known_values(const CibleColumnProfile *c) { return c->integers + c->reals + c->texts + c->blobs; }

/* "integer", "text+integer", "text, date": how the known values are stored, and what they could be read as where that is more. */
static void print_stored(const CibleColumnProfile *c) {
  const struct { const char *name; uint64_t count; } ways[] = {
      {"text", c->texts}, {"integer", c->integers}, {"real", c->reals}, {"blob", c->blobs}};
  char text[64] = "";
  for (int i = 0; i < 4; i++) {
    if (!ways[i].count) continue;
    if (*text) strcat(text, "+");
    strcat(text, ways[i].name); /* as SQLite calls them */
  }
  if (*c->reads) { /* "text, a date": what the rules can take it as */
    strcat(text, ", ");
    strncat(text, c->reads, sizeof text - strlen(text) - 1);
  }
  putchar(' ');
  print_padded(stdout, *text ? text : tr("nothing"), 16);
}

static void print_tops(const CibleColumnProfile *c, uint64_t rows) {
  for (size_t i = 0; i < c->top_count && i < 4; i++) {
    fputs("      ", stdout);
    print_padded(stdout, c->top[i].value, 28);
    print_count(stdout, c->top[i].count, 12);
    print_share(stdout, c->top[i].count, rows, 9);
    print_share_bar(stdout, c->top[i].count, rows);
    putchar('\n');
  }
}

/* Values that are all but unique say nothing, one by one. */
static bool has_tops(const CibleColumnProfile *c, uint64_t known) {
  enum { SEEN_LEAST = 1000 /* of the known, the most frequent is one in so many */ };
  return c->distinct < known && c->top_count && c->top[0].count * SEEN_LEAST >= known;
}

static void print_column(const CibleColumnProfile *c, uint64_t rows) {
  uint64_t known = known_values(c);
  fputs("  ", stdout);
  print_padded(stdout, c->name, 26);
  print_stored(c);
  print_share(stdout, known, rows, 9);
  printf(" %s  %s%s", tr("known"), c->more ? tr("over") : "", c->more ? " " : "");
  print_count(stdout, c->distinct, 0);
  fputs(tr(" distinct"), stdout);
  if (*c->least) {
    fputs("  ", stdout);
    print_padded(stdout, c->least, 0);
    fputs(" … ", stdout);
    print_padded(stdout, c->greatest, 0);
  }
  putchar('\n');
  if (has_tops(c, known)) print_tops(c, rows);
}

static void print_table(const CibleTableProfile *table) {
  print_padded(stdout, table->name, 0);
  fputs(tr(": "), stdout);
  print_count(stdout, table->rows, 0);
  puts(table->rows == 1 ? tr(" record") : tr(" records"));
  for (size_t i = 0; i < table->column_count; i++) print_column(&table->columns[i], table->rows);
  printf("\n%s\n", table->record);
}

static void print_table_json(const CibleTableProfile *table) {
  fputs("{\"table\": ", stdout);
  print_json_text(stdout, table->name);
  printf(", \"records\": %llu, \"columns\": [", (unsigned long long)table->rows);
  for (size_t i = 0; i < table->column_count; i++) {
    const CibleColumnProfile *c = &table->columns[i];
    fputs(i ? ", {\"name\": " : "{\"name\": ", stdout);
    print_json_text(stdout, c->name);
    printf(", \"integers\": %llu, \"reals\": %llu, \"texts\": %llu, \"blobs\": %llu, \"nulls\": %llu, \"blanks\": %llu, "
           "\"distinct\": %llu, \"more\": %s, \"least\": ",
           (unsigned long long)c->integers, (unsigned long long)c->reals, (unsigned long long)c->texts,
           (unsigned long long)c->blobs, (unsigned long long)c->nulls, (unsigned long long)c->blanks,
           (unsigned long long)c->distinct, c->more ? "true" : "false");
    print_json_text(stdout, c->least);
    fputs(", \"greatest\": ", stdout);
    print_json_text(stdout, c->greatest);
    fputs(", \"top\": [", stdout);
    for (size_t k = 0; k < c->top_count; k++) {
      fputs(k ? ", {\"value\": " : "{\"value\": ", stdout);
      print_json_text(stdout, c->top[k].value);
      printf(", \"count\": %llu}", (unsigned long long)c->top[k].count);
    }
    fputs("]}", stdout);
  }
  fputs("], \"record\": ", stdout);
  print_json_text(stdout, table->record);
  puts("}");
}

int cmd_profile(Cible *cible, const Options *options) {
  if (options->word_count == 0 || options->word_count > 2) {
    if (options->word_count) complain(MESSAGE_EXTRA_WORD, NULL, "profile", options->words[2]);
    else complain(MESSAGE_MISSING_WORD, NULL, "profile", tr("a database"));
    return CIBLE_USAGE;
  }
  const CibleTableProfile *tables;
  size_t count;
  const char *table = options->word_count == 2 ? options->words[1] : NULL;
  int code = finish(cible, cible_profile(cible, options->words[0], table, &tables, &count), options);
  for (size_t i = 0; code == 0 && i < count; i++) {
    if (options->value[OPTION_JSON]) print_table_json(&tables[i]);
    else {
      if (i) putchar('\n');
      print_table(&tables[i]);
    }
  }
  return finish_json(cible, code, options);
}

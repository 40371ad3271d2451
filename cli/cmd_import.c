/* SPDX-License-Identifier: MIT
 * cible import FILE.csv --db DB --table T */
#include "cli/call.h"

#include <stdlib.h>
#include <string.h>

static const char *const type_names[] = {"boolean", "integer", "number", "money", "text", "date", "datetime", "label"};

/* The values of a MANY option as pairs, cut at the first `=`; names are owned (pairs_free). */
static bool take_pairs(const Options *options, OptionId id, CiblePair **pairs, size_t *count) {
  *count = 0;
  *pairs = calloc(options->many_count + 1, sizeof **pairs);
  for (size_t i = 0; *pairs && i < options->many_count; i++) {
    if (options->many_id[i] != id) continue;
    char *text = strdup(options->many[i]), *equals = text ? strchr(text, '=') : NULL;
    if (!equals || equals == text || !equals[1]) {
      complain(MESSAGE_OPTION_BAD_VALUE, NULL, options->many[i], option_infos[id].name, option_infos[id].value);
      free(text);
      return false;
    }
    *equals = 0;
    (*pairs)[(*count)++] = (CiblePair){text, equals + 1};
  }
  return *pairs != NULL;
}

static void pairs_free(const CiblePair *pairs, size_t count) {
  for (size_t i = 0; pairs && i < count; i++) free((char *)pairs[i].name);
  free((CiblePair *)pairs);
}

static const char *delimiter_name(char delimiter) {
  switch (delimiter) {
  case ',': return tr("commas");
  case ';': return tr("semicolons");
  case '\t': return tr("tabs");
  case ' ': return tr("blanks");
  default: return tr("bars");
  }
}

/* Forms that need no word: they are how Cible itself writes. */
static bool is_plain(const char *form) {
  return !*form || strcmp(form, "1234") == 0 || strcmp(form, "1234.56") == 0 || strcmp(form, "2027-12-31") == 0;
}

static void print_columns(const CibleImportReport *report) {
  for (size_t i = 0; i < report->column_count; i++) {
    const CibleImportColumn *c = &report->columns[i];
    fputs("  ", stdout);
    print_padded(stdout, c->name, 26);
    printf(" %-9s", type_names[c->type]);
    print_count(stdout, c->known, 12);
    fputs(tr(" known"), stdout);
    if (c->empty) {
      print_count(stdout, c->empty, 12);
      fputs(tr(" empty"), stdout);
    }
    bool more = !is_plain(c->form) || *c->why || strcmp(c->name, c->header) != 0;
    if (!c->empty && more) printf("%18s", "");
    if (!is_plain(c->form)) printf(tr("  written %s"), c->form);
    if (*c->why) {
      fputs("  ", stdout);
      print_padded(stdout, c->why, 0);
    }
    if (strcmp(c->name, c->header) != 0) {
      fputs(tr("  (in the file: `"), stdout);
      print_padded(stdout, c->header, 0);
      fputs("`)", stdout);
    }
    putchar('\n');
  }
}

static void print_key(const CibleImportReport *report) {
  if (!report->key_made || !report->added) return;
  fputs(tr("No key was given: made `"), stdout);
  print_padded(stdout, report->key, 0);
  fputs(tr("`, 1 to "), stdout);
  print_count(stdout, report->added, 0);
  fputs(tr(" in the order of the file."), stdout);
  if (report->candidate_count) {
    fputs(tr(" For a column of your own: --key COL ("), stdout);
    for (size_t i = 0; i < report->candidate_count; i++) {
      if (i) fputs(", ", stdout);
      print_padded(stdout, report->candidates[i], 0);
    }
    fputs(tr(" would do)."), stdout);
  } else fputs(tr(" No column of the file is known and different in every row."), stdout);
  putchar('\n');
}

static void print_doubles(const CibleImportReport *report) {
  for (size_t i = 0; i < report->doubles_count; i++) {
    const CibleImportDoubles *d = &report->doubles[i];
    fputs(tr("Probable doubles by "), stdout);
    print_padded(stdout, tr(d->by), 0);
    fputs(tr(": "), stdout);
    print_count(stdout, d->records, 0);
    fputs(tr(" records in "), stdout);
    print_count(stdout, d->groups, 0);
    fputs(d->groups == 1 ? tr(" group") : tr(" groups"), stdout);
    if (d->example) {
      fputs(tr(" (such as `"), stdout);
      print_padded(stdout, d->example, 0);
      fputs(tr("`: keys "), stdout);
      print_padded(stdout, d->first_key, 0);
      fputs(tr(" and "), stdout);
      print_padded(stdout, d->last_key, 0);
      putchar(')');
    }
    putchar('\n');
  }
}

static void print_report(const CibleImport *import, const CibleImportReport *report) {
  print_padded(stdout, import->file, 0);
  printf(tr(": %s between cells, %s\n"), delimiter_name(report->delimiter), report->encoding);
  if (report->header_like_data) puts(tr("The first line was taken for the header, but it looks like data: has the file a header line?"));
  print_columns(report);
  print_count(stdout, report->added, 0);
  fputs(report->added == 1 ? tr(" record into ") : tr(" records into "), stdout);
  print_padded(stdout, import->table, 0);
  fputs(tr(" of "), stdout);
  print_padded(stdout, import->database, 0);
  if (import->update) {
    fputs(", ", stdout);
    print_count(stdout, report->changed, 0);
    fputs(tr(" changed, "), stdout);
    print_count(stdout, report->same, 0);
    fputs(tr(" as before"), stdout);
  }
  putchar('\n');
  print_key(report);
  if (report->rejects) {
    print_count(stdout, report->rejected, 0);
    fputs(report->rejected == 1 ? tr(" row rejected: ") : tr(" rows rejected: "), stdout);
    print_padded(stdout, report->rejects, 0);
    putchar('\n');
  }
  print_doubles(report);
}

static void print_report_json(const CibleImport *import, const CibleImportReport *report) {
  fputs("{\"ok\": true, \"file\": ", stdout);
  print_json_text(stdout, import->file);
  printf(", \"delimiter\": \"%s\", \"encoding\": ", report->delimiter == '\t' ? "\\t" : (char[2]){report->delimiter, 0});
  print_json_text(stdout, report->encoding);
  printf(", \"rows\": %llu, \"added\": %llu, \"changed\": %llu, \"same\": %llu, \"rejected\": %llu, \"rejects\": ",
         (unsigned long long)report->rows, (unsigned long long)report->added, (unsigned long long)report->changed,
         (unsigned long long)report->same, (unsigned long long)report->rejected);
  if (report->rejects) print_json_text(stdout, report->rejects);
  else fputs("null", stdout);
  fputs(", \"key\": ", stdout);
  print_json_text(stdout, report->key);
  printf(", \"key_made\": %s, \"columns\": [", report->key_made ? "true" : "false");
  for (size_t i = 0; i < report->column_count; i++) {
    const CibleImportColumn *c = &report->columns[i];
    fputs(i ? ", {\"name\": " : "{\"name\": ", stdout);
    print_json_text(stdout, c->name);
    printf(", \"type\": \"%s\", \"known\": %llu, \"empty\": %llu, \"why\": ", type_names[c->type], (unsigned long long)c->known,
           (unsigned long long)c->empty);
    print_json_text(stdout, c->why);
    putchar('}');
  }
  fputs("], \"doubles\": [", stdout);
  for (size_t i = 0; i < report->doubles_count; i++) {
    fputs(i ? ", {\"by\": " : "{\"by\": ", stdout);
    print_json_text(stdout, report->doubles[i].by);
    printf(", \"groups\": %llu, \"records\": %llu}", (unsigned long long)report->doubles[i].groups,
           (unsigned long long)report->doubles[i].records);
  }
  puts("]}");
}

static bool read_call(const Options *options, CibleImport *import) {
  *import = (CibleImport){.file = only_file(options), .database = options->value[OPTION_DB], .table = options->value[OPTION_TABLE],
                          .key = options->value[OPTION_KEY], .encoding = options->value[OPTION_ENCODING],
                          .update = options->value[OPTION_UPDATE] != NULL, .progress = show_kilobytes};
  if (!import->file || !options_delimiter(options, &import->delimiter) || !options_threads(options, &import->threads)) return false;
  if (!import->database || !import->table) {
    complain(MESSAGE_MISSING_WORD, NULL, "import", import->database ? "--table NAME" : "--db FILE");
    return false;
  }
  return take_pairs(options, OPTION_MAP, (CiblePair **)&import->renames, &import->rename_count) &&
         take_pairs(options, OPTION_TYPE, (CiblePair **)&import->types, &import->type_count);
}

int cmd_import(Cible *cible, const Options *options) {
  CibleImport import;
  const CibleImportReport *report;
  int code = CIBLE_USAGE;
  if (read_call(options, &import)) {
    code = finish(cible, cible_import(cible, &import, &report), options);
    if (code == 0 && options->value[OPTION_JSON]) print_report_json(&import, report);
    else if (code == 0) print_report(&import, report);
    code = finish_json(cible, code, options);
  }
  pairs_free(import.renames, import.rename_count);
  pairs_free(import.types, import.type_count);
  return code;
}

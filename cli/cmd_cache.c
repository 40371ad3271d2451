/* SPDX-License-Identifier: MIT
 * cible cache [list | clear | fill FILE] */
#include <string.h>
#include <time.h>

#include "cli/call.h"

static void print_files(const CibleCacheFile *files, size_t count) {
  uint64_t bytes = 0;
  for (size_t i = 0; i < count; i++) {
    char used[32] = "";
    time_t when = (time_t)files[i].used;
    struct tm day;
    if (localtime_r(&when, &day)) strftime(used, sizeof used, "%Y-%m-%d %H:%M", &day);
    bytes += files[i].bytes;
    print_count(stdout, (files[i].bytes + 999999) / 1000000, 8);
    printf(tr(" MB  %s  "), used);
    print_padded(stdout, files[i].database ? files[i].database : tr("(of no use any more)"), 0);
    if (files[i].results) fputs(tr(" (results)"), stdout);
    putchar('\n');
  }
  print_count(stdout, (bytes + 999999) / 1000000, 8);
  printf(tr(" MB  in all\n"));
}

static void print_files_json(const CibleCacheFile *files, size_t count) {
  fputs("{\"ok\": true, \"files\": [", stdout);
  for (size_t i = 0; i < count; i++) {
    fputs(i ? ", {\"path\": " : "{\"path\": ", stdout);
    print_json_text(stdout, files[i].path);
    fputs(", \"database\": ", stdout);
    if (files[i].database) print_json_text(stdout, files[i].database);
    else fputs("null", stdout);
    printf(", \"results\": %s, \"bytes\": %llu, \"used\": %lld}", files[i].results ? "true" : "false", (unsigned long long)files[i].bytes,
           (long long)files[i].used);
  }
  puts("]}");
}

static int list(Cible *cible, const Options *options, const char *folder) {
  const CibleCacheFile *files;
  size_t count;
  int code = finish(cible, cible_cache_list(cible, folder, &files, &count), options);
  if (code == 0 && options->value[OPTION_JSON]) print_files_json(files, count);
  else if (code == 0) print_files(files, count);
  return code;
}

static int clear(Cible *cible, const Options *options, const char *folder) {
  size_t count;
  int code = finish(cible, cible_cache_clear(cible, folder, &count), options);
  if (code == 0 && options->value[OPTION_JSON]) printf("{\"ok\": true, \"removed\": %zu}\n", count);
  else if (code == 0) printf(tr("%zu removed\n"), count);
  return code;
}

/* Columns, then what all definitions come to: the summary of a run. */
static CibleStatus fill_all(Cible *cible, const CibleProgram *program, const CibleRun *run, const char *folder) {
  const CibleFigures *figures;
  CibleStatus status = cible_cache_fill(cible, program, run->database, folder, 0, 0);
  if (status == CIBLE_OK) status = cible_use_cache(cible, folder);
  cible_keep_results(cible, 1, 0, 0);
  return status == CIBLE_OK ? cible_summarize(cible, program, run, &figures) : status;
}

static int fill(Cible *cible, const Options *options, const char *folder) {
  if (options->word_count < 2) {
    complain(MESSAGE_MISSING_WORD, NULL, "cache fill", tr("a file"));
    return CIBLE_USAGE;
  }
  CibleRun run;
  if (!options_run(options, &run)) return CIBLE_USAGE;
  CibleProgram *program = NULL;
  Expressions none = {0};
  Options of_file = *options; /* FILE is what messages are about */
  of_file.words++;
  of_file.word_count--;
  int code = compile_call(cible, &of_file, options->words[1], &none, &program);
  if (code == 0) code = finish(cible, fill_all(cible, program, &run, folder), options);
  cible_program_free(program);
  if (code == 0 && options->value[OPTION_JSON]) puts("{\"ok\": true}");
  return code;
}

int cmd_cache(Cible *cible, const Options *options) {
  char folder[4096];
  const char *word = options->word_count ? options->words[0] : "list";
  if (!cache_folder(folder, sizeof folder)) {
    complain(MESSAGE_NO_CACHE_FOLDER, NULL);
    return CIBLE_IO;
  }
  int code = CIBLE_USAGE;
  if (!strcmp(word, "list")) code = list(cible, options, folder);
  else if (!strcmp(word, "clear")) code = clear(cible, options, folder);
  else if (!strcmp(word, "fill")) code = fill(cible, options, folder);
  else complain(MESSAGE_CACHE_WORD, NULL, word);
  return finish_json(cible, code, options);
}

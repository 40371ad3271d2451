/* SPDX-License-Identifier: MIT
 * cible check FILE… */
#include "cli/call.h"

#include <stdlib.h>

#include "cli/finding.h"

/* What has been said of a file: by its compilation, then by its database. */
typedef struct Said {
  size_t errors, warnings;
  char *lines; /* the messages in JSON */
  size_t length;
  FILE *out; /* to `lines` */
} Said;

/* Takes what the last step has said: the next one forgets it. */
static void take(Cible *cible, ReportFormat format, Said *said, Sarif *sarif) {
  for (size_t i = 0; i < cible_message_count(cible); i++) {
    CibleMessage message = cible_message(cible, i);
    Finding finding = finding_of(&message);
    *(finding.is_error ? &said->errors : &said->warnings) += 1;
    if (format == REPORT_GITHUB) github_print(&finding);
    if (format == REPORT_SARIF) sarif_print(sarif, &finding);
  }
  if (format == REPORT_JSON) fputs(cible_messages_json(cible), said->out);
}

/* `plan` is NULL where it was not asked for. */
static void print_json(Said *said, const char *path, const char *plan, int code) {
  fflush(said->out);
  printf("{\"file\": ");
  print_json_text(stdout, path);
  printf(", \"ok\": %s, \"errors\": %zu, \"warnings\": %zu, ", code ? "false" : "true", said->errors, said->warnings);
  print_json_lines(said->lines, stdout);
  if (plan) fputs(", \"plan\": ", stdout);
  if (plan) print_json_text(stdout, plan);
  puts("}");
}

static int check_file(Cible *cible, const Options *options, const char *path, ReportFormat format, Sarif *sarif) {
  /* Messages in another form than text go to standard output, so finish must not print them. */
  Options silent = *options;
  if (format != REPORT_TEXT) silent.value[OPTION_JSON] = "";
  Said said = {0};
  said.out = open_memstream(&said.lines, &said.length);
  if (!said.out) {
    complain(MESSAGE_NO_MEMORY, NULL);
    return CIBLE_STOPPED;
  }
  CibleProgram *program = NULL;
  int code = compile_call(cible, &silent, path, NULL, &program);
  take(cible, format, &said, sarif);
  if (code == 0 && options->value[OPTION_DB]) {
    code = finish(cible, cible_check_database(cible, program, options->value[OPTION_DB]), &silent);
    take(cible, format, &said, sarif);
  }
  const char *plan = code == 0 && options->value[OPTION_PLAN] ? cible_program_plan(cible, program) : NULL;
  if (plan && format == REPORT_TEXT) fputs(plan, stdout);
  if (format == REPORT_JSON) print_json(&said, path, plan, code);
  fclose(said.out);
  free(said.lines);
  cible_program_free(program);
  if (code == 0 && format == REPORT_TEXT) fprintf(stderr, tr("%s: no errors\n"), path);
  return code;
}

int cmd_check(Cible *cible, const Options *options) {
  ReportFormat format;
  if (!report_format(options, false, &format)) return CIBLE_USAGE;
  if (options->word_count == 0) {
    complain(MESSAGE_MISSING_WORD, NULL, "check", tr("a file"));
    return CIBLE_USAGE;
  }
  int worst = 0;
  Sarif sarif = {0};
  if (format == REPORT_SARIF) sarif_open(&sarif);
  for (size_t i = 0; i < options->word_count; i++) {
    int code = check_file(cible, options, options->words[i], format, &sarif);
    if (code > worst) worst = code;
  }
  if (format == REPORT_SARIF) sarif_close(&sarif, cible);
  return worst;
}

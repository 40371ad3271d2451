/* SPDX-License-Identifier: MIT
 * cible check FILE… */
#include "cli/call.h"
#include "cli/finding.h"

/* `plan` is NULL where it was not asked for. */
static void print_json(Cible *cible, const char *path, const char *plan, int code, size_t errors, size_t warnings) {
  printf("{\"file\": ");
  print_json_text(stdout, path);
  printf(", \"ok\": %s, \"errors\": %zu, \"warnings\": %zu, ", code ? "false" : "true", errors, warnings);
  print_json_messages(cible, stdout);
  if (plan) fputs(", \"plan\": ", stdout);
  if (plan) print_json_text(stdout, plan);
  puts("}");
}

static void tell(Cible *cible, ReportFormat format, const char *path, const char *plan, int code, Sarif *sarif) {
  size_t count = cible_message_count(cible), errors = 0;
  for (size_t i = 0; i < count; i++) {
    CibleMessage message = cible_message(cible, i);
    Finding finding = finding_of(&message);
    errors += finding.is_error;
    if (format == REPORT_GITHUB) github_print(&finding);
    if (format == REPORT_SARIF) sarif_print(sarif, &finding);
  }
  if (format == REPORT_JSON) print_json(cible, path, plan, code, errors, count - errors);
}

static int check_file(Cible *cible, const Options *options, const char *path, ReportFormat format, Sarif *sarif) {
  /* Messages in another form than text go to standard output, so finish must not print them. */
  Options silent = *options;
  if (format != REPORT_TEXT) silent.value[OPTION_JSON] = "";
  CibleProgram *program = NULL;
  int code = compile_call(cible, &silent, path, NULL, &program);
  if (code == 0 && options->value[OPTION_DB])
    code = finish(cible, cible_check_database(cible, program, options->value[OPTION_DB]), &silent);
  const char *plan = code == 0 && options->value[OPTION_PLAN] ? cible_program_plan(cible, program) : NULL;
  if (plan && format == REPORT_TEXT) fputs(plan, stdout);
  tell(cible, format, path, plan, code, sarif);
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

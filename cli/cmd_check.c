/* SPDX-License-Identifier: MIT
 * cible check FILE… */
#include "cli/call.h"

#include <string.h>

typedef enum CheckFormat { CHECK_TEXT, CHECK_JSON, CHECK_SARIF, CHECK_GITHUB } CheckFormat;

static bool read_format(const Options *options, CheckFormat *format) {
  static const char *const names[] = {"text", "json", "sarif", "github"};
  const char *name = options->value[OPTION_FORMAT];
  *format = options->value[OPTION_JSON] ? CHECK_JSON : CHECK_TEXT;
  if (!name) return true;
  for (int i = 0; i < 4; i++)
    if (strcmp(names[i], name) == 0) return *format = (CheckFormat)i, true;
  complain(MESSAGE_OPTION_BAD_VALUE, NULL, name, "--format", "text, json, sarif and github are taken");
  return false;
}

/* One message as a GitHub annotation: line ends and the signs of the format itself are written as %XX. */
static void print_github_text(const char *text) {
  for (; *text; text++) {
    if (strchr("%\r\n", *text)) printf("%%%02X", (unsigned char)*text);
    else putchar(*text);
  }
}

static void print_github(const CibleMessage *m) {
  printf("::%s ", m->is_error ? "error" : "warning");
  if (m->file) printf("file=%s,line=%d,col=%d,", m->file, m->line, m->column);
  printf("title=%s::", m->code);
  print_github_text(m->text);
  putchar('\n');
}

static void print_sarif(const CibleMessage *m, bool first) {
  printf("%s{\"ruleId\": \"%s\", \"level\": \"%s\", \"message\": {\"text\": ", first ? "" : ", ", m->code,
         m->is_error ? "error" : "warning");
  print_json_text(stdout, m->text);
  putchar('}');
  if (m->file) {
    fputs(", \"locations\": [{\"physicalLocation\": {\"artifactLocation\": {\"uri\": ", stdout);
    print_json_text(stdout, m->file);
    printf("}, \"region\": {\"startLine\": %d, \"startColumn\": %d}}}]", m->line, m->column);
  }
  putchar('}');
}

/* What the formats write around and between the files of a call. */
static void open_format(CheckFormat format) {
  if (format == CHECK_SARIF)
    printf("{\"version\": \"2.1.0\", \"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\", \"runs\": [{\"tool\": "
           "{\"driver\": {\"name\": \"cible\", \"version\": \"%s\"}}, \"results\": [",
           cible_version());
}

static void close_format(CheckFormat format) {
  if (format == CHECK_SARIF) puts("]}]}");
}

static void tell(Cible *cible, CheckFormat format, const char *path, const char *plan, int code, bool *first) {
  size_t count = cible_message_count(cible), errors = 0;
  for (size_t i = 0; i < count; i++) {
    CibleMessage message = cible_message(cible, i);
    errors += message.is_error != 0;
    if (format == CHECK_GITHUB) print_github(&message);
    if (format == CHECK_SARIF) print_sarif(&message, *first), *first = false;
  }
  if (format != CHECK_JSON) return;
  printf("{\"file\": ");
  print_json_text(stdout, path);
  printf(", \"ok\": %s, \"errors\": %zu, \"warnings\": %zu, ", code ? "false" : "true", errors, count - errors);
  print_json_messages(cible, stdout);
  if (plan) fputs(", \"plan\": ", stdout);
  if (plan) print_json_text(stdout, plan);
  puts("}");
}

static int check_file(Cible *cible, const Options *options, const char *path, CheckFormat format, bool *first) {
  /* Messages in another form than text go to standard output, so finish must not print them. */
  Options silent = *options;
  if (format != CHECK_TEXT) silent.value[OPTION_JSON] = "";
  CibleProgram *program = NULL;
  int code = compile_call(cible, &silent, path, NULL, &program);
  if (code == 0 && options->value[OPTION_DB])
    code = finish(cible, cible_check_database(cible, program, options->value[OPTION_DB]), &silent);
  const char *plan = code == 0 && options->value[OPTION_PLAN] ? cible_program_plan(cible, program) : NULL;
  if (plan && format == CHECK_TEXT) fputs(plan, stdout);
  tell(cible, format, path, plan, code, first);
  cible_program_free(program);
  if (code == 0 && format == CHECK_TEXT) fprintf(stderr, "%s: no errors\n", path);
  return code;
}

int cmd_check(Cible *cible, const Options *options) {
  CheckFormat format;
  if (!read_format(options, &format)) return CIBLE_USAGE;
  if (options->word_count == 0) {
    complain(MESSAGE_MISSING_WORD, NULL, "check", "a file");
    return CIBLE_USAGE;
  }
  int worst = 0;
  bool first = true;
  open_format(format);
  for (size_t i = 0; i < options->word_count; i++) {
    int code = check_file(cible, options, options->words[i], format, &first);
    if (code > worst) worst = code;
  }
  close_format(format);
  return worst;
}

/* SPDX-License-Identifier: MIT
 * cible fmt FILE… [--check] [--diff] */
#include "cli/call.h"
#include "cli/files.h"

#include <stdlib.h>
#include <string.h>

/* All of standard input, at most one byte more than a rule file may have; the caller frees it. NULL with a message. */
static char *read_input(size_t *length) {
  enum { MOST = (1 << 20) + 1 };
  char *text = malloc(MOST);
  *length = text ? fread(text, 1, MOST, stdin) : 0;
  if (text && !ferror(stdin)) return text;
  complain(text ? MESSAGE_FILE_UNREADABLE : MESSAGE_NO_MEMORY, NULL, 1, "-", tr("the system cannot read it"));
  free(text);
  return NULL;
}

static int format_input(Cible *cible, unsigned flags, CibleFormatted *made) {
  size_t length;
  char *text = read_input(&length);
  if (!text) return CIBLE_IO;
  CibleStatus status = cible_format_text(cible, "(standard input)", text, length, flags, made);
  free(text);
  return (int)status;
}

static void tell_json(Cible *cible, const char *path, int code, bool input, const CibleFormatted *made) {
  fputs("{\"file\": ", stdout);
  print_json_text(stdout, path);
  printf(", \"ok\": %s, \"changed\": %s, ", code ? "false" : "true", made->changed ? "true" : "false");
  if (made->diff[0]) fputs("\"diff\": ", stdout), print_json_text(stdout, made->diff), fputs(", ", stdout);
  if (input && !code) fputs("\"text\": ", stdout), print_json_text(stdout, made->text), fputs(", ", stdout);
  print_json_messages(cible, stdout);
  puts("}");
}

/* What the call asked to be shown of a file. */
static void tell(const Options *options, const char *path, bool input, const CibleFormatted *made) {
  bool check = options->value[OPTION_CHECK] != NULL;
  if (options->value[OPTION_DIFF]) {
    fputs(made->diff, stdout);
  } else if (check) {
    if (made->changed) print_padded(stdout, path, 0), putchar('\n');
  } else if (input) {
    fwrite(made->text, 1, made->length, stdout);
  } else if (made->changed) {
    print_padded(stderr, path, 0);
    fputs(tr(": formatted\n"), stderr);
  }
}

static int format_one(Cible *cible, const Options *options, const char *path) {
  bool check = options->value[OPTION_CHECK] != NULL, diff = options->value[OPTION_DIFF] != NULL, input = strcmp(path, "-") == 0;
  unsigned flags = diff ? CIBLE_FORMAT_DIFF : check || input ? 0 : CIBLE_FORMAT_WRITE;
  CibleFormatted made = {.text = "", .diff = ""};
  int code = input ? format_input(cible, flags, &made) : (int)cible_format_file(cible, path, flags, &made);
  code = finish(cible, (CibleStatus)code, options);
  if (options->value[OPTION_JSON]) tell_json(cible, path, code, input, &made);
  else if (code == 0) tell(options, path, input, &made);
  return code == 0 && check && made.changed ? CIBLE_NO : code;
}

int cmd_fmt(Cible *cible, const Options *options) {
  if (options->word_count == 0) {
    complain(MESSAGE_MISSING_WORD, NULL, "fmt", tr("a file"));
    return CIBLE_USAGE;
  }
  Files files;
  if (!files_find(options->words, options->word_count, &files)) {
    complain(MESSAGE_NO_MEMORY, NULL);
    return CIBLE_STOPPED;
  }
  int worst = 0;
  for (size_t i = 0; i < files.count; i++) {
    int code = format_one(cible, options, files.paths[i]);
    if (code > worst) worst = code;
  }
  files_free(&files);
  return worst;
}

/* SPDX-License-Identifier: MIT
 * cible compile FILE -o F.cibc; cible disasm FILE */
#include "cli/call.h"

#include <stdlib.h>
#include <string.h>

/* The rule file's name with `.cibc` in place of its ending; the caller frees it. */
static char *image_name(const char *path) {
  size_t n = strlen(path);
  if (n > 6 && strcmp(path + n - 6, ".cible") == 0) n -= 6;
  char *name = malloc(n + 6);
  if (name) sprintf(name, "%.*s.cibc", (int)n, path);
  return name;
}

static int write_image(Cible *cible, const Options *options, const CibleProgram *program, const char *path) {
  size_t length;
  CibleStatus status = cible_program_write(cible, program, path, &length);
  int code = finish(cible, status, options);
  if (code || strcmp(path, "-") == 0) return code;
  if (options->value[OPTION_JSON]) {
    fputs("{\"ok\": true, \"file\": ", stdout);
    print_json_text(stdout, path);
    printf(", \"bytes\": %zu}\n", length);
  } else fprintf(stderr, tr("%s: %zu bytes\n"), path, length);
  return 0;
}

int cmd_compile(Cible *cible, const Options *options) {
  const char *path = only_file(options);
  if (!path) return CIBLE_USAGE;
  CibleProgram *program;
  int code = compile_call(cible, options, path, NULL, &program);
  if (code) return finish_json(cible, code, options);
  if (options->value[OPTION_COST]) fputs(cible_program_plan(cible, program), stdout);
  if (options->value[OPTION_COST] && !options->value[OPTION_OUT_SHORT]) {
    cible_program_free(program);
    return 0;
  }
  char *made = options->value[OPTION_OUT_SHORT] ? NULL : image_name(path);
  code = write_image(cible, options, program, made ? made : options->value[OPTION_OUT_SHORT]);
  free(made);
  cible_program_free(program);
  return finish_json(cible, code, options);
}

int cmd_disasm(Cible *cible, const Options *options) {
  const char *path = only_file(options);
  if (!path) return CIBLE_USAGE;
  CibleProgram *program;
  int code = compile_call(cible, options, path, NULL, &program);
  if (code) return code;
  fputs(cible_program_listing(cible, program), stdout);
  cible_program_free(program);
  return 0;
}

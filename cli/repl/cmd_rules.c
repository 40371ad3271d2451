/* SPDX-License-Identifier: MIT
 * Commands on the rules themselves: load, save, take back, look at. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/repl/repl.h"

static int needs(const char *command, const char *what) {
  complain(MESSAGE_REPL_WORD, NULL, command, what);
  return CIBLE_USAGE;
}

static int load(Repl *repl, const char *path) {
  Rules rules;
  int code = rules_read(&rules, path);
  return code ? code : repl_replace(repl, &rules, true);
}

int repl_load(Repl *repl, const char *words) { return *words ? load(repl, words) : needs("load", tr("a file")); }

int repl_reload(Repl *repl, const char *words) {
  (void)words;
  struct stat info;
  const char *path = repl->rules.path;
  if (path && stat(path, &info) == 0 && S_ISFIFO(info.st_mode)) {
    complain(MESSAGE_FILE_UNREADABLE, NULL, (int)strlen(path), path, tr("a pipe gives what it has once"));
    return CIBLE_IO;
  }
  if (path) return load(repl, path);
  complain(MESSAGE_REPL_NOTHING, "`:load FILE` takes the rules of a file", "reload");
  return CIBLE_NO;
}

/* What stands in a file that is included and was declared anew holds at the prompt alone: of such a file that is said at once. */
static void check_saved(Repl *repl) {
  CibleProgram *program = NULL;
  CibleCompileOptions options = repl_options(repl, NULL, 0);
  options.shadow = 0;
  const Rules *rules = &repl->rules;
  CibleStatus status = cible_compile_text(repl->cible, rules_name(rules), rules->text, rules->length, &options, &program);
  cible_program_free(program);
  if (status != CIBLE_NO || !repl->program) return;
  puts(tr("what is included has some of these names too: at the prompt that gives way, in a file it is an error"));
  (void)repl_finish(repl, status);
}

int repl_save(Repl *repl, const char *words) {
  const char *path = *words ? words : repl->rules.path;
  if (!path) return needs("save", tr("a file"));
  int code = rules_write(&repl->rules, path);
  if (code) return code;
  fputs(tr("written to "), stdout);
  print_padded(stdout, path, 0);
  putchar('\n');
  check_saved(repl);
  return 0;
}

int repl_undo(Repl *repl, const char *words) {
  (void)words;
  Rules *before = repl->rules.before, rules;
  if (!before) {
    complain(MESSAGE_REPL_NOTHING, NULL, "undo");
    return CIBLE_NO;
  }
  if (!rules_copy(before, &rules)) return complain(MESSAGE_NO_MEMORY, NULL), CIBLE_STOPPED;
  Rules *further = before->before;
  repl->rules.before = NULL; /* so that it survives the present rules */
  CibleProgram *present = repl->program;
  int code = repl_replace(repl, &rules, false);
  if (repl->program == present) { /* they do not compile: what they include has changed */
    repl->rules.before = before;
    return code;
  }
  repl->rules.before = further;
  before->before = NULL;
  rules_free(before);
  free(before);
  return code;
}

int repl_show(Repl *repl, const char *words) {
  CibleDeclaration found;
  if (!*words) {
    fputs(repl->rules.text, stdout);
    return 0;
  }
  if (!rules_find(&repl->rules, repl->cible, words, &found)) {
    complain(MESSAGE_REPL_NO_NAME, "`:names` lists what they define", words);
    return CIBLE_NO;
  }
  char *file = found.here ? NULL : strdup(found.file);
  Rules other = {0};
  int code = file ? rules_read(&other, file) : 0;
  const Rules *rules = file ? &other : &repl->rules;
  if (file) printf("# %s:%d\n", file, found.line);
  if (code == 0 && found.to <= rules->length) printf("%.*s\n", (int)(found.to - found.from), rules->text + found.from);
  if (file) rules_free(&other);
  free(file);
  return code;
}

/* ---- names ---- */

/* "segment "Large enough"", "classify, label" */
static void print_kind(const Repl *repl, const CibleDeclaration *declaration) {
  fputs(declaration->word, stdout);
  bool defines = strcmp(declaration->space, "name") == 0 && strcmp(declaration->word, "record") != 0;
  long index = repl->program && defines ? cible_definition_find(repl->program, declaration->name) : -1;
  if (index < 0) return;
  CibleDefinition definition = cible_definition(repl->program, (size_t)index);
  if (definition.kind != CIBLE_SEGMENT && definition.kind != CIBLE_MEASURE) printf(", %s", type_word(definition.type));
  if (!definition.title[0]) return;
  fputs("  \"", stdout);
  print_padded(stdout, definition.title, 0);
  putchar('"');
}

int repl_names(Repl *repl, const char *words) {
  const CibleDeclaration *all;
  size_t count;
  int widest = 0;
  CibleStatus status = cible_outline(repl->cible, rules_name(&repl->rules), repl->rules.text, repl->rules.length, 1, &all, &count);
  if (status == CIBLE_NO_MEMORY) return repl_finish(repl, status);
  for (size_t i = 0; i < count; i++)
    if (strcmp(all[i].space, "test") != 0 && text_columns(all[i].name) > widest) widest = text_columns(all[i].name);
  if (widest > 40) widest = 40;
  for (size_t i = 0; i < count; i++) {
    if (strcmp(all[i].space, "test") == 0 || !strstr(all[i].name, words)) continue;
    print_padded(stdout, all[i].name, widest);
    fputs("  ", stdout);
    print_kind(repl, &all[i]);
    putchar('\n');
  }
  return 0;
}

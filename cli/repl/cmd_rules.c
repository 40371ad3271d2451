/* SPDX-License-Identifier: MIT
 * Commands on the rules themselves: load, save, take back, look at. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/repl/repl.h"

/* ---- files ---- */

/* "~/rules.cible" as the shell has it; the caller's to free. */
static char *find_home(const char *path) {
  const char *home = getenv("HOME");
  char *whole = NULL;
  if (path[0] != '~' || path[1] != '/' || !home) return strdup(path);
  return asprintf(&whole, "%s%s", home, path + 1) < 0 ? NULL : whole;
}

static int load(Repl *repl, const char *path) {
  Rules rules;
  int code = rules_read(&rules, path);
  return code ? code : repl_replace(repl, &rules, true, NULL);
}

int repl_load(Repl *repl, const char *words) {
  if (!*words) return repl_needs("load", tr("a file"));
  char *path = find_home(words);
  int code = path ? load(repl, path) : no_memory();
  free(path);
  return code;
}

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
  if (!*words && !repl->rules.path) return repl_needs("save", tr("a file"));
  char *path = find_home(*words ? words : repl->rules.path);
  int code = path ? rules_write(&repl->rules, path) : no_memory();
  if (code == 0) {
    fputs(tr("written to "), stdout);
    print_padded(stdout, path, 0);
    putchar('\n');
    repl_settings(repl, tr("not written, but set for this session alone:"));
    check_saved(repl);
  }
  free(path);
  return code;
}

/* ---- taking back ---- */

/* Adds to `changed` what stands in `a` and does not, or otherwise, in `b`; prints a line each. */
static bool tell_missing(const char *told, Rules *a, Rules *b, bool otherwise, Names *changed) {
  const CibleDeclaration *all;
  size_t count;
  if (!rules_outline(a, &all, &count)) return false;
  for (size_t i = 0; i < count; i++) {
    const CibleDeclaration *same = rules_match(b, &all[i]);
    if (same && (!otherwise || !rules_differ(a, &all[i], b, same))) continue;
    if (told) {
      printf("%s %s ", told, all[i].word);
      print_padded(stdout, all[i].name, 0);
      putchar('\n');
    }
    if (strcmp(all[i].space, "test") != 0 && !names_add(changed, all[i].name)) return false;
  }
  return true;
}

/* Says what goes and what comes back: of another file's rules nothing but its name. */
static bool tell_undone(Rules *present, Rules *before, Names *changed) {
  bool loaded = !present->path != !before->path || (present->path && strcmp(present->loaded, before->loaded) != 0);
  if (loaded) {
    fputs(tr("back at the rules of "), stdout);
    print_padded(stdout, rules_name(before), 0);
    putchar('\n');
  }
  return tell_missing(loaded ? NULL : tr("took back"), present, before, true, changed) &&
         tell_missing(loaded ? NULL : tr("brought back"), before, present, false, changed);
}

int repl_undo(Repl *repl, const char *words) {
  (void)words;
  Rules *before = repl->rules.before, rules;
  Names changed = {0};
  if (!before) {
    complain(MESSAGE_REPL_NOTHING, NULL, "undo");
    return CIBLE_NO;
  }
  if (!rules_copy(before, &rules)) return no_memory();
  int code = tell_undone(&repl->rules, &rules, &changed) ? 0 : no_memory();
  Rules *further = before->before;
  repl->rules.before = NULL; /* so that it survives the present rules */
  CibleProgram *present = repl->program;
  if (code == 0) code = repl_replace(repl, &rules, false, &changed);
  else rules_free(&rules);
  names_free(&changed);
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

/* ---- looking ---- */

/* With the comments on it. */
static void print_source(const Rules *rules, size_t from, size_t to) {
  if (to > rules->length) return;
  rules_widen(rules->text, rules->length, &from, &to);
  repl_print(rules->text + from, to - from);
  putchar('\n');
}

int repl_show(Repl *repl, const char *words) {
  if (!*words) return repl_print(repl->rules.text, repl->rules.length);
  const CibleDeclaration *found = rules_find(&repl->rules, words);
  if (!found) return repl_no_name(repl, words);
  if (found->here) return print_source(&repl->rules, found->from, found->to), 0;
  Rules other;
  int code = rules_read(&other, found->file);
  if (code) return code;
  printf("# %s:%d\n", found->file, found->line);
  print_source(&other, found->from, found->to);
  rules_free(&other);
  return 0;
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
  int widest = 0, window = repl_columns(repl), most = window && window < 80 ? window / 2 : 40;
  if (!rules_outline(&repl->rules, &all, &count)) return no_memory();
  for (size_t i = 0; i < count; i++)
    if (strcmp(all[i].space, "test") != 0 && text_columns(all[i].name) > widest) widest = text_columns(all[i].name);
  if (widest > most) widest = most;
  for (size_t i = 0; i < count && !repl_interrupted(); i++) {
    if (strcmp(all[i].space, "test") == 0 || !strstr(all[i].name, words)) continue;
    print_padded(stdout, all[i].name, widest);
    fputs("  ", stdout);
    print_kind(repl, &all[i]);
    putchar('\n');
  }
  return 0;
}

/* SPDX-License-Identifier: MIT
 * Changes of the rules: the whole program is compiled anew, and takes the place of the one before where it has no errors. */
#include <stdlib.h>
#include <string.h>

#include "cli/repl/moves.h"

static bool keep_before(Repl *repl, Rules *rules) {
  Rules *before = malloc(sizeof *before);
  if (!before) return false;
  rules_rest(&repl->rules);
  *before = repl->rules;
  rules->before = before;
  return true;
}

/* Puts rules that compile in the place of the present ones; `names` are what was changed; with `everything` it may be anything. */
static int take_rules(Repl *repl, Rules *rules, CibleProgram *program, Names *names, bool everything, bool undo) {
  CibleProgram *old = repl->program;
  if (!undo || !keep_before(repl, rules)) rules_free(&repl->rules);
  repl->rules = *rules;
  *rules = (Rules){0};
  repl->program = program;
  int code = moves_tell(repl, old, names, everything ? 0 : names->count, everything);
  cible_program_free(old);
  return code;
}

int repl_replace(Repl *repl, Rules *rules, bool undo, const Names *changed) {
  CibleProgram *program = NULL;
  Names names = {0};
  int code = repl_compile(repl, rules, NULL, &program);
  for (size_t i = 0; code == 0 && changed && i < changed->count; i++)
    if (!names_add(&names, changed->items[i])) code = no_memory();
  if (code == 0) code = take_rules(repl, rules, program, &names, true, undo);
  else cible_program_free(program);
  repl_ready(repl);
  names_free(&names);
  rules_free(rules);
  return code;
}

bool repl_recompile(Repl *repl, const char *changed) {
  CibleProgram *program = NULL, *old = repl->program;
  Names names = {0};
  if (repl_compile(repl, &repl->rules, NULL, &program) != 0) return false;
  repl->program = program;
  if (names_add(&names, changed)) moves_tell(repl, old, &names, 0, true);
  names_free(&names);
  cible_program_free(old);
  return true;
}

/* ---- what was typed ---- */

/* What is said before the figures: "redefined segment hot"; and where it stands now. */
typedef struct Told {
  char *word;
  const char *space; /* for ever */
  bool replaced;
  int first, last; /* lines */
} Told;

static bool put_all(Repl *repl, const char *text, size_t length, Rules *rules, Names *names, Told **told) {
  const CibleDeclaration *all;
  size_t count;
  if (cible_outline(repl->cible, "(prompt)", text, length, 0, &all, &count) != CIBLE_OK) return false;
  bool *replaced = calloc(count + 1, sizeof *replaced), good = replaced && (*told = calloc(count + 1, sizeof **told));
  for (size_t i = 0; good && i < count; i++) {
    good = names_add(names, all[i].name) && ((*told)[i].word = strdup(all[i].word));
    (*told)[i].space = all[i].space;
  }
  good = good && rules_put(&repl->rules, text, all, count, replaced, rules);
  for (size_t i = 0; good && i < count; i++) (*told)[i].replaced = replaced[i];
  free(replaced);
  return good;
}

/* The lines that were typed, as they stand in the rules. */
static bool find_lines(Rules *rules, const Names *names, Told *told) {
  const CibleDeclaration *all;
  size_t count;
  if (!rules_outline(rules, &all, &count)) return false;
  for (size_t i = 0; i < count; i++)
    for (size_t k = 0; all[i].here && k < names->count; k++) {
      if (strcmp(all[i].space, told[k].space) != 0 || strcmp(all[i].name, names->items[k]) != 0) continue;
      told[k].first = told[k].last = all[i].line;
      for (size_t at = all[i].from; at < all[i].to; at++) told[k].last += rules->text[at] == '\n';
    }
  return true;
}

static void say_defined(const Names *names, const Told *told, size_t count) {
  for (size_t i = 0; i < count; i++) {
    printf("%s %s ", told[i].replaced ? tr("redefined") : tr("defined"), told[i].word);
    print_padded(stdout, names->items[i], 0);
    putchar('\n');
  }
}

/* A test may have the name of what it is about. */
static void drop_tests(Names *names, const Told *told) {
  size_t kept = 0;
  for (size_t i = 0; i < names->count; i++) {
    if (strcmp(told[i].space, "test") == 0) free(names->items[i]);
    else names->items[kept++] = names->items[i];
  }
  names->count = kept;
}

int repl_define(Repl *repl, const char *text, size_t length) {
  Rules rules = {0};
  Names names = {0};
  Told *told = NULL;
  CibleProgram *program = NULL;
  int code = put_all(repl, text, length, &rules, &names, &told) ? 0 : no_memory();
  size_t count = names.count;
  if (code == 0 && !find_lines(&rules, &names, told)) code = no_memory();
  if (code == 0 && (code = repl_compile(repl, &rules, NULL, &program))) fputs(tr("The rules stay as they were.\n"), stderr);
  if (code == 0) {
    say_defined(&names, told, count);
    for (size_t i = 0; i < count; i++) repl_say_warnings(repl, rules_name(&rules), told[i].first, told[i].last);
    drop_tests(&names, told);
    code = take_rules(repl, &rules, program, &names, false, true);
  }
  for (size_t i = 0; told && i < count; i++) free(told[i].word);
  free(told);
  names_free(&names);
  rules_free(&rules);
  return code;
}

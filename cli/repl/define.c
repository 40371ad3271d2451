/* SPDX-License-Identifier: MIT
 * Definitions: the whole program is compiled anew, and what moved is told, of what was changed and of all that hangs on it. */
#include <stdlib.h>
#include <string.h>

#include "cli/repl/repl.h"

/* ---- what hangs on what was changed ---- */

/* Names, owned. */
typedef struct Names {
  char **items;
  size_t count, size;
} Names;

static void names_free(Names *names) {
  for (size_t i = 0; i < names->count; i++) free(names->items[i]);
  free(names->items);
  *names = (Names){0};
}

static bool names_add(Names *names, const char *name) {
  if (names->count == names->size) {
    size_t size = names->size ? names->size * 2 : 16;
    char **items = realloc(names->items, size * sizeof *items);
    if (!items) return false;
    names->items = items;
    names->size = size;
  }
  char *copy = strdup(name);
  if (copy) names->items[names->count++] = copy;
  return copy != NULL;
}

static bool names_have(const Names *names, const char *name) {
  for (size_t i = 0; i < names->count; i++)
    if (strcmp(names->items[i], name) == 0) return true;
  return false;
}

static bool uses_marked(const CibleDeclaration *declaration, const bool *marked) {
  for (size_t i = 0; i < declaration->use_count; i++)
    if (marked[declaration->uses[i]]) return true;
  return false;
}

/* Adds to the names all that hang on them. */
static bool add_dependents(Repl *repl, Names *names) {
  const CibleDeclaration *all;
  size_t count;
  const Rules *rules = &repl->rules;
  if (cible_outline(repl->cible, rules_name(rules), rules->text, rules->length, 1, &all, &count) != CIBLE_OK) return false;
  bool *marked = calloc(count + 1, sizeof *marked), more = true, good = marked != NULL;
  for (size_t i = 0; good && i < count; i++) marked[i] = names_have(names, all[i].name);
  while (good && more) {
    more = false;
    for (size_t i = 0; good && i < count; i++) {
      if (marked[i] || !uses_marked(&all[i], marked)) continue;
      more = marked[i] = true;
      good = names_have(names, all[i].name) || names_add(names, all[i].name);
    }
  }
  free(marked);
  return good;
}

/* ---- what moved ---- */

static bool has_figures(const CibleDefinition *definition) { return definition->kind <= CIBLE_CHOOSE; }

/* Asks for the figures of those of the names that `known` does not have yet (`fresh`: of all), and puts them there. */
static int ask_figures(Repl *repl, const CibleProgram *program, const Names *names, bool fresh, Known *known) {
  CibleWanted *wanted = calloc(names->count + 1, sizeof *wanted);
  size_t count = 0;
  if (!wanted) return CIBLE_STOPPED;
  for (size_t i = 0; i < names->count; i++) {
    long found = cible_definition_find(program, names->items[i]);
    if (found < 0) continue;
    CibleDefinition definition = cible_definition(program, (size_t)found);
    if (has_figures(&definition) && (fresh || !known_find(known, names->items[i]))) wanted[count++].definition = (size_t)found;
  }
  CibleRun run = repl_run(repl);
  const CibleFigures *figures = NULL;
  repl_busy(repl);
  CibleStatus status = count ? cible_figures(repl->cible, program, &run, wanted, count, &figures) : CIBLE_OK;
  int code = count ? repl_finish(repl, status) : 0;
  uint64_t records = cible_run_records(repl->cible);
  for (size_t i = 0; code == 0 && i < count; i++) {
    CibleDefinition definition = cible_definition(program, wanted[i].definition);
    if (!known_put(known, &definition, &figures[i], records)) code = CIBLE_STOPPED;
  }
  free(wanted);
  return code;
}

/* The first `named` of the names are told also where they did not move. */
static void print_moves(const Known *was, const Known *is, const Names *names, size_t named) {
  size_t still = 0;
  for (size_t i = 0; i < names->count; i++) {
    const Figure *before = known_find(was, names->items[i]), *now = known_find(is, names->items[i]);
    if (!now || figure_print_move(before, now)) continue;
    if (i < named) figure_print(now);
    else still++;
  }
  if (still) printf(still == 1 ? tr("  %zu stays as before\n") : tr("  %zu stay as before\n"), still);
}

/* The program is the new one; `old` may be NULL. */
static int tell_moves(Repl *repl, const CibleProgram *old, Names *names, size_t named) {
  if (!repl->database || !repl->program) return 0;
  if (!add_dependents(repl, names)) return CIBLE_STOPPED;
  known_hold(&repl->known, repl->database);
  Known is = {0};
  int code = old ? ask_figures(repl, old, names, false, &repl->known) : 0;
  if (code == 0) code = ask_figures(repl, repl->program, names, true, &is);
  if (code == 0) print_moves(&repl->known, &is, names, named);
  for (size_t i = 0; i < names->count; i++) known_drop(&repl->known, names->items[i]);
  for (size_t i = 0; code == 0 && i < is.count; i++)
    if (!known_take(&repl->known, &is.items[i])) code = CIBLE_STOPPED;
  known_forget(&is);
  return code;
}

/* ---- changes ---- */

/* Every name that has figures, of both programs. */
static bool add_all(Names *names, const CibleProgram *program) {
  for (size_t i = 0; program && i < cible_definition_count(program); i++) {
    CibleDefinition definition = cible_definition(program, i);
    if (has_figures(&definition) && !names_have(names, definition.name) && !names_add(names, definition.name)) return false;
  }
  return true;
}

static int no_memory(void) {
  complain(MESSAGE_NO_MEMORY, NULL);
  return CIBLE_STOPPED;
}

static bool keep_before(Repl *repl, Rules *rules) {
  Rules *before = malloc(sizeof *before);
  if (!before) return false;
  *before = repl->rules;
  rules->before = before;
  rules->undos = before->undos + 1;
  return true;
}

/* Puts rules that compile in the place of the present ones; `names` are what was changed; with `everything` it may be anything. */
static int take_rules(Repl *repl, Rules *rules, CibleProgram *program, Names *names, bool everything, bool undo) {
  CibleProgram *old = repl->program;
  bool held = true;
  if (undo) held = keep_before(repl, rules);
  else rules_free(&repl->rules);
  if (!held) rules_free(&repl->rules);
  repl->rules = *rules;
  repl->outline = NULL;
  *rules = (Rules){0};
  repl->program = program;
  int code = everything && (!add_all(names, old) || !add_all(names, program)) ? no_memory() : tell_moves(repl, old, names, everything ? 0 : names->count);
  cible_program_free(old);
  return code;
}

int repl_replace(Repl *repl, Rules *rules, bool undo) {
  CibleProgram *program = NULL;
  Names names = {0};
  int code = repl_compile(repl, rules, NULL, &program);
  if (code == 0) code = take_rules(repl, rules, program, &names, true, undo);
  names_free(&names);
  rules_free(rules);
  return code;
}

bool repl_recompile(Repl *repl) {
  CibleProgram *program = NULL, *old = repl->program;
  Names names = {0};
  if (repl_compile(repl, &repl->rules, NULL, &program) != 0) return false;
  repl->program = program;
  if (add_all(&names, program)) tell_moves(repl, old, &names, 0);
  names_free(&names);
  cible_program_free(old);
  return true;
}

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
  CibleDeclaration *kept = calloc(count + 1, sizeof *kept); /* the list goes with the next call of the handle */
  bool good = kept && (*told = calloc(count + 1, sizeof **told));
  for (size_t i = 0; good && i < count; i++) {
    good = names_add(names, all[i].name) && ((*told)[i].word = strdup(all[i].word));
    (*told)[i].space = all[i].space;
    kept[i] = all[i];
    kept[i].name = good ? names->items[i] : "";
  }
  for (size_t i = 0; good && i < count; i++) good = rules_put(rules, repl->cible, text, &kept[i], &(*told)[i].replaced);
  free(kept);
  return good;
}

/* The lines that were typed, as they stand in the rules. */
static bool find_lines(Repl *repl, const Rules *rules, const Names *names, Told *told) {
  const CibleDeclaration *all;
  size_t count;
  if (!rules_outline(rules, repl->cible, &all, &count)) return false;
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
  int code = rules_copy(&repl->rules, &rules) && put_all(repl, text, length, &rules, &names, &told) ? 0 : no_memory();
  size_t count = names.count;
  if (code == 0 && !find_lines(repl, &rules, &names, told)) code = no_memory();
  if (code == 0) code = repl_compile(repl, &rules, NULL, &program);
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

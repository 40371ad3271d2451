/* SPDX-License-Identifier: MIT
 * Figures of records and measures are computed anew; campaigns are named. */
#include "cli/repl/moves.h"

#include <stdlib.h>
#include <string.h>

/* ---- what hangs on what was changed ---- */

static bool uses_marked(const CibleDeclaration *declaration, const bool *marked) {
  for (size_t i = 0; i < declaration->use_count; i++)
    if (marked[declaration->uses[i]]) return true;
  return false;
}

void moves_spread(const CibleDeclaration *all, size_t count, bool *marked) {
  for (bool more = true; more;) {
    more = false;
    for (size_t i = 0; i < count; i++) {
      if (marked[i] || !uses_marked(&all[i], marked)) continue;
      more = marked[i] = true;
    }
  }
}

/* Adds to the names all that hang on them. */
static bool add_dependents(Repl *repl, Names *names) {
  const CibleDeclaration *all;
  size_t count;
  if (!rules_outline(&repl->rules, &all, &count)) return false;
  bool *marked = calloc(count + 1, sizeof *marked), good = marked != NULL;
  for (size_t i = 0; good && i < count; i++) marked[i] = names_have(names, all[i].name);
  if (good) moves_spread(all, count, marked);
  for (size_t i = 0; good && i < count; i++) {
    if (marked[i] && strcmp(all[i].space, "test") != 0 && !names_have(names, all[i].name)) good = names_add(names, all[i].name);
  }
  free(marked);
  return good;
}

/* ---- figures ---- */

static bool has_figures(const CibleDefinition *definition) {
  return definition->kind <= CIBLE_CHOOSE || definition->kind == CIBLE_MEASURE;
}

static bool put_figures(Repl *repl, const CibleProgram *program, const CibleWanted *wanted, const CibleFigures *figures, size_t count,
                        Known *known) {
  uint64_t records = cible_run_records(repl->cible);
  for (size_t i = 0, measures = 0; i < count; i++) {
    CibleDefinition definition = cible_definition(program, wanted[i].definition);
    if (definition.kind == CIBLE_MEASURE) {
      CibleMeasure measure = cible_measure(repl->cible, measures++);
      if (!known_put_measure(known, &definition, &measure)) return false;
    } else if (!known_put(known, &definition, &figures[i], records)) return false;
  }
  return true;
}

/* Asks for the figures of those of the names that `known` does not have yet (`fresh`: of all), and puts them there. */
static int ask_figures(Repl *repl, const CibleProgram *program, const Names *names, bool fresh, Known *known) {
  if (!cible_program_subject(program)) return 0; /* there are no records to ask */
  CibleWanted *wanted = calloc(names->count + 1, sizeof *wanted);
  size_t count = 0;
  if (!wanted) return no_memory();
  for (size_t i = 0; i < names->count; i++) {
    long found = cible_definition_find(program, names->items[i]);
    if (found < 0) continue;
    CibleDefinition definition = cible_definition(program, (size_t)found);
    if (has_figures(&definition) && (fresh || !known_find(known, names->items[i]))) wanted[count++].definition = (size_t)found;
  }
  CibleRun run = repl_run(repl);
  const CibleFigures *figures = NULL;
  repl_busy(repl);
  int code = count ? repl_finish(repl, cible_figures(repl->cible, program, &run, wanted, count, &figures)) : 0;
  if (code == 0 && !put_figures(repl, program, wanted, figures, count, known)) code = no_memory();
  free(wanted);
  repl_idle();
  return code;
}

/* ---- telling ---- */

/* Plans may take long, and are not made unasked. */
static void print_campaigns(Repl *repl, const Names *names) {
  const CibleDeclaration *all;
  size_t count;
  if (!rules_outline(&repl->rules, &all, &count)) return;
  for (size_t i = 0; i < count; i++) {
    if (strcmp(all[i].word, "campaign") != 0 || !names_have(names, all[i].name)) continue;
    printf("  %s ", tr("campaign"));
    print_padded(stdout, all[i].name, 0);
    fputs(tr(": `:plan "), stdout);
    print_padded(stdout, all[i].name, 0);
    puts(tr("` says what moves"));
  }
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

/* Every name that has figures, of both programs. */
static bool add_all(Names *names, const CibleProgram *program) {
  for (size_t i = 0; program && i < cible_definition_count(program); i++) {
    CibleDefinition definition = cible_definition(program, i);
    if (has_figures(&definition) && !names_have(names, definition.name) && !names_add(names, definition.name)) return false;
  }
  return true;
}

int moves_tell(Repl *repl, const CibleProgram *old, Names *names, size_t named, bool everything) {
  if (!repl->database || !repl->program) return 0;
  if (!add_dependents(repl, names)) return no_memory();
  Names asked = {0};
  bool held = true;
  for (size_t i = 0; held && i < names->count; i++) held = names_add(&asked, names->items[i]);
  if (held && everything) held = add_all(&asked, old) && add_all(&asked, repl->program);
  known_hold(&repl->known, repl->database);
  Known is = {0};
  int code = !held ? no_memory() : old ? ask_figures(repl, old, &asked, false, &repl->known) : 0;
  if (code == 0) code = ask_figures(repl, repl->program, &asked, true, &is);
  if (code == 0) print_moves(&repl->known, &is, &asked, named);
  if (code == 0) print_campaigns(repl, names);
  for (size_t i = 0; i < asked.count; i++) known_drop(&repl->known, asked.items[i]);
  for (size_t i = 0; code == 0 && i < is.count; i++)
    if (!known_take(&repl->known, &is.items[i])) code = no_memory();
  known_forget(&is);
  names_free(&asked);
  return code;
}

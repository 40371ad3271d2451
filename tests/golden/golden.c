/* SPDX-License-Identifier: MIT
 * golden [--update] CASE…: runs the phases that a case's sections name and holds what they say against what
 * stands there.
 *   source, expr, line   the text, and what it is read as; `file NAME` is a file that it may include
 *   tokens, tree         what the lexer and the parser make of it
 *   diagnostics          the messages of reading it
 *   check                the messages of reading and checking it
 *   bytecode             the listing of the program (after its messages, where there are any)
 *   format               the text in the one layout (after its messages, where there are any) */
#include <stdio.h>

#include "lang/check/check.h"
#include "lang/format/format.h"
#include "lang/lower/lower.h"
#include "lang/syntax/module.h"
#include "lang/engine/render.h"
#include "runtime/code/disasm.h"
#include "stdlib/functions.h"
#include "tests/golden/cases.h"

static const char SOURCE_NAME[] = "case.cible";

/* One compilation of a case, made anew for each section. */
typedef struct Run {
  const Case *c;
  Arena arena;
  SourceMap sources;
  DiagList diags;
  AstNode *tree;
  bool incomplete;
} Run;

static Status read_part(void *user, const char *path, Arena *arena, Str *text, const char **why) {
  const Case *c = user;
  char name[256];
  snprintf(name, sizeof name, "file %s", path);
  const Section *section = case_section(c, name);
  if (section)
    *text = case_source(section, arena);
  else
    *why = "there is no such file";
  return section ? STATUS_OK : STATUS_IO;
}

static void start(Run *run, const Case *c) {
  *run = (Run){.c = c};
  arena_init(&run->arena, &alloc_system);
  source_map_init(&run->sources, &run->arena);
  diag_init(&run->diags, &run->arena);
}

/* The tree of the case's text, by the section that holds it. */
static void load(Run *run) {
  const Section *source = case_section(run->c, "source"), *expr = case_section(run->c, "expr"),
                *line = case_section(run->c, "line");
  if (source) {
    Reader reader = {(void *)run->c, read_part};
    run->tree = module_load_text(&run->arena, &run->sources, &reader, SOURCE_NAME,
                                 case_source(source, &run->arena), &run->diags);
  } else if (expr || line) {
    const SourceFile *file =
        source_add(&run->sources, STR("case"), case_source(expr ? expr : line, &run->arena));
    ParseResult result = parse_source(&run->arena, file, expr ? PARSE_EXPR : PARSE_LINE, &run->diags);
    diag_sort(&run->diags);
    run->tree = result.tree;
    run->incomplete = result.incomplete;
  }
}

static void messages(Run *run, Buf *out) {
  if (run->incomplete) buf_text(out, "incomplete\n");
  render_all(&run->diags, &run->sources, (RenderStyle){0}, out);
}

static void say_tokens(Run *run, Buf *out) {
  const Section *source = case_section(run->c, "source");
  if (!source) source = case_section(run->c, "expr");
  if (!source) return;
  const SourceFile *file = source_add(&run->sources, str_from(SOURCE_NAME), case_source(source, &run->arena));
  if (file) parse_dump_tokens(&run->arena, file, &run->sources, &run->diags, out);
}

static void say_tree(Run *run, Buf *out) {
  load(run);
  ast_dump(run->tree, &run->sources, out);
}

static void say_diagnostics(Run *run, Buf *out) {
  load(run);
  messages(run, out);
}

static Checked *check(Run *run) {
  load(run);
  if (!run->tree || run->diags.errors) return NULL;
  CheckInput input = {.arena = &run->arena, .sources = &run->sources, .tree = run->tree};
  return check_program(&input, &run->diags);
}

static void say_check(Run *run, Buf *out) {
  check(run);
  messages(run, out);
}

static void say_bytecode(Run *run, Buf *out) {
  Checked *checked = check(run);
  Program *program = checked ? lower_program(checked, &alloc_system, &run->diags) : NULL;
  messages(run, out);
  if (program) disasm_program(program, &fn_table, out);
  program_free(program);
}

/* Formatting it again must change nothing. */
static void say_format(Run *run, Buf *out) {
  const Section *source = case_section(run->c, "source");
  const SourceFile *file = source ? source_add(&run->sources, str_from(SOURCE_NAME), case_source(source, &run->arena)) : NULL;
  if (!file) return;
  bool made = format_source(&run->arena, file, &run->diags, out) == STATUS_OK;
  messages(run, out);
  if (!made) return;
  Buf again;
  buf_init(&again, &alloc_system);
  file = source_add(&run->sources, str_from(SOURCE_NAME), arena_str(&run->arena, buf_view(out)));
  if (format_source(&run->arena, file, &run->diags, &again) != STATUS_OK || !str_equal(buf_view(out), buf_view(&again)))
    buf_print(out, "and twice:\n%s", buf_z(&again));
  buf_free(&again);
}

static const struct Phase {
  const char *section;
  void (*say)(Run *run, Buf *out);
} phases[] = {
    {"tokens", say_tokens}, {"tree", say_tree},         {"diagnostics", say_diagnostics},
    {"check", say_check},   {"bytecode", say_bytecode}, {"format", say_format},
};

/* What the phase of a section says now; p is NULL where the section is no expectation. */
static Str say(const Case *c, const Section *section, Arena *kept) {
  for (size_t i = 0; i < sizeof phases / sizeof *phases; i++) {
    if (!str_is(section->name, phases[i].section)) continue;
    Run run;
    Buf out;
    start(&run, c);
    buf_init(&out, &alloc_system);
    phases[i].say(&run, &out);
    Str text = arena_str(kept, out.n ? buf_view(&out) : STR(""));
    buf_free(&out);
    arena_free(&run.arena);
    return text;
  }
  return (Str){NULL, 0};
}

typedef struct Tally {
  int passed, failed;
  bool update;
} Tally;

static void run_case(const char *path, Tally *tally) {
  Arena arena;
  Case c;
  Str actual[SECTIONS_MOST];
  bool same = true;
  int expectations = 0;
  arena_init(&arena, &alloc_system);
  bool good = case_read(&c, path, &arena);
  for (int i = 0; good && i < c.count; i++) {
    actual[i] = say(&c, &c.sections[i], &arena);
    if (!actual[i].p) continue;
    expectations++;
    if (str_equal(actual[i], c.sections[i].text)) continue;
    same = false;
    if (!tally->update)
      printf("%s: `%.*s` differs\n=== expected\n%.*s=== actual\n%.*s", path, STR_ARG(c.sections[i].name),
             STR_ARG(c.sections[i].text), STR_ARG(actual[i]));
  }
  if (good && !expectations) printf("%s: expects nothing\n", path);
  if (good && !same && tally->update) same = case_write(&c, actual);
  good = good && same && expectations > 0;
  tally->passed += good;
  tally->failed += !good;
  arena_free(&arena);
}

int main(int argc, char **argv) {
  Tally tally = {0};
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--update") == 0)
      tally.update = true;
    else
      run_case(argv[i], &tally);
  }
  printf("%d passed, %d failed\n", tally.passed, tally.failed);
  return tally.failed || !tally.passed;
}

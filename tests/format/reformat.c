/* SPDX-License-Identifier: MIT
 * One text against the promises of the formatter. */
#include "tests/format/reformat.h"

#include <stdio.h>

#include "lang/engine/engine.h"
#include "runtime/base/utf8.h"
#include "runtime/code/disasm.h"
#include "stdlib/functions.h"

typedef struct Trial {
  const char *name;
  Arena arena;
  SourceMap sources;
  bool good;
} Trial;

static void complain(Trial *trial, const char *what, Str before, Str after) {
  trial->good = false;
  printf("FAILED  %s: %s\n--- before\n%.*s\n--- after\n%.*s\n", trial->name, what, STR_ARG(before), STR_ARG(after));
}

/* In the arena; p is NULL where the text has errors. */
static Str format(Trial *trial, Str text) {
  DiagList diags;
  Buf out;
  diag_init(&diags, &trial->arena);
  buf_init(&out, &alloc_system);
  const SourceFile *file = source_add(&trial->sources, str_from(trial->name), text);
  Status status = format_source(&trial->arena, file, &diags, &out);
  Str made = status == STATUS_OK ? arena_str(&trial->arena, out.n ? buf_view(&out) : STR("")) : (Str){0};
  buf_free(&out);
  return made;
}

/* All tokens, then all comments without the blanks at their ends, one a line. */
static Str contents(Trial *trial, Str text) {
  DiagList diags;
  Buf out;
  diag_init(&diags, &trial->arena);
  buf_init(&out, &alloc_system);
  const SourceFile *file = source_add(&trial->sources, str_from(trial->name), text);
  ParseResult parsed = parse_source(&trial->arena, file, PARSE_PROGRAM, &diags);
  for (uint32_t i = 0; i < parsed.token_count; i++)
    buf_print(&out, "%d %d %.*s\n", parsed.tokens[i].kind, (int)parsed.tokens[i].class, STR_ARG(parsed.tokens[i].text));
  for (uint32_t i = 0; i < text.n; i++) {
    char quote = text.p[i];
    if (quote == '"' || quote == '`')
      for (i++; i < text.n && text.p[i] != quote; i++) i += quote == '"' && text.p[i] == '\\';
    if (quote != '#') continue;
    uint32_t from = i;
    while (i < text.n && text.p[i] != '\n' && text.p[i] != '\r') i++;
    buf_print(&out, "%.*s\n", STR_ARG(utf8_trim((Str){text.p + from, i - from})));
  }
  Str made = arena_str(&trial->arena, out.n ? buf_view(&out) : STR(""));
  buf_free(&out);
  return made;
}

/* What the text compiles to: messages without their places, the listing without its. */
static Str meaning(Trial *trial, Str text) {
  Cible *cible;
  CibleProgram *program = NULL;
  Buf out;
  buf_init(&out, &alloc_system);
  if (cible_open(NULL, &cible) != CIBLE_OK) return STR("");
  CibleStatus status = cible_compile_text(cible, trial->name, text.p, text.n, NULL, &program);
  buf_print(&out, "%d\n", (int)status);
  for (size_t i = 0; i < cible_message_count(cible); i++) {
    CibleMessage message = cible_message(cible, i);
    buf_print(&out, "%s %s\n", message.code, message.text);
  }
  if (program) {
    memset(program->program->spans, 0, sizeof(Span) * program->program->code_count);
    disasm_program(program->program, &fn_table, &out);
  }
  cible_program_free(program);
  cible_close(cible);
  Str made = arena_str(&trial->arena, buf_view(&out));
  buf_free(&out);
  return made;
}

static void hold(Trial *trial, const char *what, Str before, Str after) {
  if (trial->good && !str_equal(before, after)) complain(trial, what, before, after);
}

/* The text, and texts of its tokens, in the layout. */
static void hold_scrambled(Trial *trial, Str text, uint64_t seed) {
  Random random = {seed};
  const SourceFile *file = source_add(&trial->sources, str_from(trial->name), text);
  Str one = scramble(&trial->arena, file, &random, false), other = scramble(&trial->arena, file, &random, false);
  hold(trial, "how lines were broken shows", format(trial, one), format(trial, other));
  Str remarked = scramble(&trial->arena, file, &random, true), made = format(trial, remarked);
  if (!made.p) complain(trial, "a comment is an error", text, remarked);
  hold(trial, "a token or comment among many differs", contents(trial, remarked), contents(trial, made));
  hold(trial, "twice is not once, with comments", made, format(trial, made));
}

bool reformat_holds(const char *name, Str text, uint64_t seed) {
  Trial trial = {.name = name, .good = true};
  arena_init(&trial.arena, &alloc_system);
  source_map_init(&trial.sources, &trial.arena);
  Str made = format(&trial, text);
  if (made.p) {
    hold(&trial, "twice is not once", made, format(&trial, made));
    hold(&trial, "a token or comment differs", contents(&trial, text), contents(&trial, made));
    hold(&trial, "the meaning differs", meaning(&trial, text), meaning(&trial, made));
    hold_scrambled(&trial, text, seed);
  }
  arena_free(&trial.arena);
  return trial.good;
}

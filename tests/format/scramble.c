/* SPDX-License-Identifier: MIT
 * The same tokens, laid out as nobody would. */
#include <stdio.h>

#include "lang/format/layout.h"
#include "tests/format/reformat.h"

/* Marks that need no blank beside them, whatever stands there. */
static bool is_lone(Str text) { return text.n == 1 && strchr("(),[]{}", text.p[0]); }

static void add_remark(Buf *out, Random *random) {
  buf_text(out, random_below(random, 2) ? "\n" : "");
  buf_print(out, "%*s# \"` } %u\n", (int)random_below(random, 3), "", random_below(random, 1000));
  if (random_below(random, 4) == 0) buf_text(out, "\n\n");
}

static void add_blank(Buf *out, Random *random, bool needed, bool remarks) {
  static const char *const blanks[] = {" ", "  ", "\n", "\t", "\n    ", "\xC2\xA0", " \n\t"};
  if (remarks && random_below(random, 12) == 0) add_remark(out, random);
  else if (needed || random_below(random, 2)) buf_text(out, blanks[random_below(random, sizeof blanks / sizeof *blanks)]);
}

/* Comments may stand within an operator of several words, too. */
static void add_token(Buf *out, const Token *token, Str text, Random *random, bool remarks) {
  bool several = token->class == TOKEN_OPERATOR || token->class == TOKEN_DURATION;
  for (uint32_t i = 0; i < text.n; i++) {
    if (several && text.p[i] == ' ') add_blank(out, random, true, remarks);
    else buf_char(out, text.p[i]);
  }
}

Str scramble(Arena *arena, const SourceFile *file, Random *random, bool remarks) {
  DiagList diags;
  diag_init(&diags, arena);
  ParseResult parsed = parse_source(arena, file, PARSE_PROGRAM, &diags);
  Layout l = {.arena = arena, .file = file, .tokens = parsed.tokens, .count = parsed.token_count};
  if (!parsed.tokens || !layout_trivia(&l)) return STR("");
  Buf out;
  buf_init(&out, arena->alloc);
  for (uint32_t i = 0; i < l.count; i++) {
    bool needed = i > 0 && !is_lone(l.texts[i]) && !is_lone(l.texts[i - 1]);
    add_blank(&out, random, needed, remarks);
    add_token(&out, &l.tokens[i], l.texts[i], random, remarks);
  }
  Str text = arena_str(arena, out.n ? buf_view(&out) : STR(""));
  buf_free(&out);
  return text;
}

/* SPDX-License-Identifier: MIT
 * The blanks of a line: what stands side by side, and how wide everything is where nothing is broken. */
#include "lang/format/layout.h"

#include "runtime/base/utf8.h"

static bool is_mark(const Layout *l, uint32_t i, const char *marks) {
  const Token *token = &l->tokens[i];
  return token->class == TOKEN_OPERATOR && l->texts[i].n == 1 && strchr(marks, l->texts[i].p[0]);
}

static bool is_range(const Layout *l, uint32_t i) { return l->tokens[i].class == TOKEN_OPERATOR && str_is(l->texts[i], ".."); }

/* Without a look at the tree: brackets, commas, points. */
static bool joined(const Layout *l, uint32_t i) {
  if (i == 0) return true;
  if (is_mark(l, i - 1, "(.") || is_mark(l, i, "),.:?") || is_range(l, i - 1) || is_range(l, i)) return true;
  return is_mark(l, i - 1, "[") && is_mark(l, i, "]");
}

static void join(Layout *l, uint32_t i) { layout_gap(l, i)->joined = true; }

/* `segments (a, b)` of a measure reads as a list, not as a call. */
static bool is_segments(const AstNode *callee) { return callee->kind == AST_NAME && str_is(callee->text, "segments"); }

static void join_kinds(Layout *l, const AstNode *node, bool dimension) {
  switch (node->kind) {
  case AST_NEG: join(l, layout_first(l, node) + 1); break;
  case AST_CALL:
    if (dimension && is_segments(node->kid[CALL_CALLEE])) break;
    join(l, layout_last(l, node->kid[CALL_CALLEE]) + 1);
    break;
  case AST_AGGREGATE:
  case AST_SEQUENCE: join(l, layout_last(l, node->kid[0]) + 1); break;
  case AST_INDEX: {
    uint32_t open = layout_last(l, node->kid[INDEX_RECORD]) + 1;
    join(l, open);
    join(l, open + 1);
    join(l, layout_last(l, node));
    break;
  }
  case AST_LET:
  case AST_SEGMENT:
  case AST_SCORE:
  case AST_CLASSIFY:
  case AST_CHANNEL:
  case AST_OFFER: {
    uint32_t after = layout_last(l, node->kid[0]) + 1;
    if (is_mark(l, after, "(")) join(l, after);
    break;
  }
  default: break;
  }
}

static void join_tree(Layout *l, const AstNode *node, bool dimension) {
  join_kinds(l, node, dimension);
  for (uint32_t i = 0; i < node->count; i++)
    if (node->kid[i]) join_tree(l, node->kid[i], node->kind == AST_MEASURE ? i == MEASURE_BY : dimension && node->kind == AST_LIST);
}

static uint32_t width_of(Str text) {
  for (uint32_t i = 0; i < text.n; i++)
    if ((unsigned char)text.p[i] > 127) return utf8_width(text);
  return text.n;
}

/* `2027-3-1` is a subtraction, but hardly meant: it stays as it is, so that its warning does too. */
static void join_likely_date(Layout *l, uint32_t minus) {
  if (minus + 2 >= l->count || !is_mark(l, minus, "-") || !is_mark(l, minus + 2, "-")) return;
  for (uint32_t i = minus - 1; i < minus + 4; i++) {
    bool number = i % 2 != minus % 2;
    uint32_t digits = l->texts[i].n;
    if (number && (l->tokens[i].class != TOKEN_NUMBER || (i < minus ? digits != 4 : digits > 2))) return;
    if (i >= minus && l->tokens[i].span.from != l->tokens[i - 1].span.to) return;
  }
  for (uint32_t i = minus; i < minus + 4; i++) join(l, i);
}

bool layout_spacing(Layout *l, const AstNode *tree) {
  l->starts = ARENA_ARRAY(l->arena, uint32_t, l->count);
  l->ends = ARENA_ARRAY(l->arena, uint32_t, l->count);
  l->stops = ARENA_ARRAY(l->arena, uint32_t, l->count);
  if (!l->starts || !l->ends || !l->stops) return false;
  for (uint32_t i = 0; i < l->count; i++)
    if (joined(l, i)) join(l, i);
  for (uint32_t i = 1; i < l->count; i++) join_likely_date(l, i);
  join_tree(l, tree, false);
  uint32_t at = 0, stops = 0;
  for (uint32_t i = 0; i < l->count; i++) {
    l->starts[i] = at + !l->gaps[i].joined;
    l->ends[i] = at = l->starts[i] + width_of(l->texts[i]);
    l->stops[i] = stops += l->gaps[i].count > 0;
  }
  return true;
}

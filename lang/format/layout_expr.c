/* SPDX-License-Identifier: MIT
 * Expressions that do not fit: operators begin lines, brackets hold lines of their own. */
#include "lang/format/layout.h"

/* ---- lists ---- */

/* One item after another, as many on a line as there is room for; each on its own where `each`. */
static void lay_items(Layout *l, const AstNode *list, uint32_t indent, uint32_t tail, bool each) {
  bool broken = false;
  for (uint32_t i = 0; i < list->count; i++) {
    const AstNode *item = list->kid[i];
    uint32_t first = layout_first(l, item), last = layout_last(l, item), behind = i + 1 == list->count ? tail : 1;
    if (i > 0) {
      layout_pass(l, first - 1, indent); /* a comment before the comma */
      if (!layout_pass(l, first, indent) && (each || broken || !layout_fits(l, first, last, behind)))
        layout_line(l, first, indent);
    }
    uint32_t line = l->line;
    layout_expr(l, item, indent + 2, behind);
    broken = l->line != line;
  }
}

/* The end of a block in brackets: comments before it belong to the inside. */
static void close_block(Layout *l, uint32_t close, uint32_t indent) {
  layout_line(l, close, indent);
  layout_gap(l, close)->inner = (uint16_t)(indent + 2);
}

/* An item with a line of its own needs no deeper lines below it than the operators of a chain do. */
static void lay_block(Layout *l, uint32_t open, const AstNode *list, uint32_t close, bool each) {
  uint32_t base = layout_indent(l);
  if (open + 1 < close) {
    layout_line(l, open + 1, base + 2);
    lay_items(l, list, base + 2, 0, each);
  }
  close_block(l, close, base);
}

void layout_bracket(Layout *l, uint32_t open, const AstNode *list, uint32_t close) { lay_block(l, open, list, close, false); }

/* ---- rows of tests ---- */

void layout_row(Layout *l, uint32_t open, const AstNode *cells, uint32_t close, uint32_t tail) {
  if (!layout_fits(l, open, close, tail)) lay_block(l, open, cells, close, false);
}

/* The braces of a row within a list of rows: an empty one's span holds them, else they stand around its cells. */
static uint32_t row_open(const Layout *l, const AstNode *row) { return layout_first(l, row) - (row->count > 0); }
static uint32_t row_close(const Layout *l, const AstNode *row) { return layout_last(l, row) + (row->count > 0); }

static bool same_names(const AstNode *row, const AstNode *other) {
  bool same = row->count == other->count;
  for (uint32_t i = 0; same && i < row->count; i++)
    same = str_equal(row->kid[i]->kid[SET_NAME]->text, other->kid[i]->kid[SET_NAME]->text);
  return same;
}

/* Neighbouring rows of one line each, of the same few names: as a table. `line`: the row has no more than one. */
static uint32_t add_row(Layout *l, AlignRow *table, uint32_t count, const AstNode *rows, uint32_t i, bool line) {
  const AstNode *row = rows->kid[i];
  if (count && !(line && same_names(row, rows->kid[i - 1]))) {
    layout_align(l, table, count);
    count = 0;
  }
  if (!line || row->count > ALIGN_COLUMNS) return count;
  table[count] = (AlignRow){.first = row_open(l, row), .last = row_close(l, row)};
  if (i + 1 < rows->count) table[count].last++; /* the comma */
  for (uint32_t k = 1; k < row->count; k++) table[count].cell[k] = layout_first(l, row->kid[k]);
  return count + 1;
}

/* `[ … ]`, one row a line. */
static void lay_rows(Layout *l, uint32_t open, const AstNode *rows, uint32_t close) {
  uint32_t base = layout_indent(l), indent = base + 2, count = 0;
  AlignRow *table = ARENA_ARRAY(l->arena, AlignRow, rows->count + 1);
  if (!table) return;
  for (uint32_t i = 0; i < rows->count; i++) {
    uint32_t first = row_open(l, rows->kid[i]), end = row_close(l, rows->kid[i]);
    if (i > 0) layout_pass(l, first - 1, indent);
    layout_line(l, first, indent);
    layout_row(l, first, rows->kid[i], end, 1);
    count = add_row(l, table, count, rows, i, l->line == first && layout_whole(l, first, end + 1));
  }
  layout_align(l, table, count);
  if (open + 1 < close || layout_gap(l, close)->count) close_block(l, close, base);
}

static void lay_setting(Layout *l, const AstNode *set, uint32_t indent, uint32_t tail) {
  uint32_t equals = layout_last(l, set->kid[SET_NAME]) + 1;
  const AstNode *value = set->kid[SET_VALUE];
  layout_pass(l, equals, indent);
  if (value->kind == AST_LIST) {
    layout_pass(l, equals + 1, indent);
    lay_rows(l, equals + 1, value, layout_last(l, set));
  } else {
    layout_value(l, value, indent, tail);
  }
}

/* ---- operators ---- */

static int level_of(const AstNode *node) {
  switch (node->kind) {
  case AST_OR: return 1;
  case AST_AND: return 2;
  case AST_ARITH: return node->op == '+' || node->op == '-' ? 3 : 4;
  case AST_DEFAULT: return 5;
  default: return 0;
  }
}

/* Operands of one level, each on its line, with its operator before it. */
static void lay_chain(Layout *l, const AstNode *node, int level, uint32_t indent, uint32_t tail) {
  if (level_of(node) != level) {
    layout_expr(l, node, indent + 2, tail);
    return;
  }
  lay_chain(l, node->kid[0], level, indent, 0);
  uint32_t op = layout_last(l, node->kid[0]) + 1;
  layout_line(l, op, indent);
  layout_pass(l, op + 1, indent + 2);
  lay_chain(l, node->kid[1], level, indent, tail);
}

/* Does it end in a bracket that can hold lines of its own? */
static bool is_bracketed(const AstNode *node) {
  switch (node->kind) {
  case AST_CALL:
  case AST_AGGREGATE:
  case AST_SEQUENCE:
  case AST_BRACKETS:
  case AST_AT_LEAST:
  case AST_LIST: return true;
  default: return false;
  }
}

static void lay_list_in_brackets(Layout *l, const AstNode *list) {
  lay_block(l, layout_first(l, list), list, layout_last(l, list), false);
}

/* A left side, an operator of `words` tokens, a right side: `a = b`, `x in (…)`. */
static void lay_pair(Layout *l, const AstNode *left, const AstNode *right, uint32_t indent, uint32_t tail) {
  uint32_t op = layout_last(l, left) + 1, first = op + 1, last = layout_last(l, right);
  layout_expr(l, left, indent, 0);
  if (!layout_pass(l, op, indent) && !layout_fits(l, op, last, tail) && !is_bracketed(right))
    layout_line(l, op, indent);
  layout_pass(l, first, indent + 2);
  if (layout_fits(l, first, last, tail)) return;
  if (right->kind == AST_LIST) lay_list_in_brackets(l, right);
  else layout_expr(l, right, indent + 2, tail);
}

static void lay_range(Layout *l, const AstNode *node, uint32_t indent, uint32_t tail) {
  layout_expr(l, node->kid[RANGE_LO], indent, 2);
  uint32_t dots = layout_last(l, node->kid[RANGE_LO]) + 1;
  layout_pass(l, dots, indent);
  layout_pass(l, dots + 1, indent);
  layout_expr(l, node->kid[RANGE_HI], indent, tail);
}

/* `temperature is one of (…)`; `x is known` and `x is hot` have nothing to break but x. */
static void lay_is(Layout *l, const AstNode *node, uint32_t indent, uint32_t tail) {
  uint32_t last = layout_last(l, node), after = layout_last(l, node->kid[0]) + 1;
  const AstNode *labels = node->kind == AST_IS ? node->kid[IS_LABELS] : NULL;
  bool several = labels && labels->kind == AST_LIST;
  layout_expr(l, node->kid[0], indent, several ? layout_width(l, after, after + 1) + 1 : l->ends[last] - l->ends[after - 1] + tail);
  for (uint32_t t = after; t <= last && !(several && t > after + 1); t++) layout_pass(l, t, indent);
  if (several && !layout_fits(l, after + 1, last, tail)) lay_block(l, after + 1, labels, last, false);
}

static void lay_prefixed(Layout *l, const AstNode *operand, uint32_t indent, uint32_t tail) {
  layout_pass(l, layout_first(l, operand), indent);
  layout_expr(l, operand, indent, tail);
}

/* `if C then A`, and below it `else …`. */
static void lay_if(Layout *l, const AstNode *node, uint32_t indent, uint32_t tail) {
  const AstNode *cond = node->kid[IF_COND], *arm = node->kid[IF_THEN], *other = node->kid[IF_ELSE];
  uint32_t first = layout_first(l, node), then = layout_last(l, cond) + 1, otherwise = layout_last(l, arm) + 1;
  if (!layout_fits(l, first, otherwise - 1, 0)) {
    layout_pass(l, first + 1, indent + 4);
    layout_expr(l, cond, indent + 4, 0);
    layout_line(l, then, indent + 2);
    layout_pass(l, then + 1, indent + 4);
    layout_expr(l, arm, indent + 4, 0);
  }
  layout_line(l, otherwise, indent);
  bool chain = other->kind == AST_IF;
  layout_pass(l, otherwise + 1, chain ? indent : indent + 2);
  if (chain) lay_if(l, other, indent, tail); /* broken as a whole */
  else layout_expr(l, other, indent + 2, tail);
}

/* ---- brackets ---- */

/* `(…)` around one expression. */
static void lay_brackets(Layout *l, const AstNode *node) {
  uint32_t open = layout_first(l, node), base = layout_indent(l);
  layout_line(l, open + 1, base + 2);
  layout_expr(l, node->kid[BRACKETS_INNER], base + 2, 0);
  close_block(l, layout_last(l, node), base);
}

static void lay_call(Layout *l, const AstNode *node, uint32_t indent) {
  uint32_t open = layout_last(l, node->kid[CALL_CALLEE]) + 1;
  layout_expr(l, node->kid[CALL_CALLEE], indent, 1);
  layout_pass(l, open, indent);
  lay_block(l, open, node->kid[CALL_ARGS], layout_last(l, node), false);
}

static void lay_at_least(Layout *l, const AstNode *node, uint32_t indent) {
  uint32_t open = layout_first(l, node->kid[AT_LEAST_CONDS]) - 1;
  for (uint32_t t = layout_first(l, node) + 1; t <= open; t++) layout_pass(l, t, indent);
  lay_block(l, open, node->kid[AT_LEAST_CONDS], layout_last(l, node), true);
}

/* `sum(amount of orders where …)`: its parts on lines of their own. */
static void lay_aggregate(Layout *l, const AstNode *node, uint32_t indent) {
  uint32_t open = layout_last(l, node->kid[0]) + 1, close = layout_last(l, node), base;
  layout_expr(l, node->kid[0], indent, 1);
  layout_pass(l, open, indent);
  base = layout_indent(l);
  layout_line(l, open + 1, base + 2);
  Phrase phrase;
  if (layout_phrase_read(l, node, open + 1, close - 1, &phrase)) layout_phrase(l, &phrase, base + 2, 0, true);
  close_block(l, close, base);
}

/* `companies[siren].staff`: only what stands within the brackets may be long. */
static void lay_path(Layout *l, const AstNode *node, uint32_t indent, uint32_t tail) {
  uint32_t last = layout_last(l, node), after = layout_last(l, node->kid[0]) + 1;
  layout_expr(l, node->kid[0], indent, l->ends[last] - l->ends[after - 1] + tail);
  layout_pass(l, after, indent);
  if (node->kind == AST_INDEX) {
    layout_pass(l, after + 1, indent);
    layout_expr(l, node->kid[INDEX_KEY], indent, 1 + tail);
    layout_pass(l, last, indent);
  } else {
    layout_pass(l, last, indent);
  }
}

/* ---- all of them ---- */

/* What has no layout of its own: it goes on, comments apart. */
static void lay_plain(Layout *l, uint32_t first, uint32_t last, uint32_t indent) {
  for (uint32_t t = first + 1; t <= last; t++) layout_pass(l, t, indent);
}

void layout_expr(Layout *l, const AstNode *node, uint32_t indent, uint32_t tail) {
  uint32_t first = layout_first(l, node), last = layout_last(l, node);
  if (layout_fits(l, first, last, tail)) return;
  switch (node->kind) {
  case AST_LIST: lay_items(l, node, indent, tail, false); break;
  case AST_SET: lay_setting(l, node, indent, tail); break;
  case AST_OR:
  case AST_AND:
  case AST_ARITH:
  case AST_DEFAULT: lay_chain(l, node, level_of(node), indent, tail); break;
  case AST_COMPARE:
  case AST_MATCHES:
  case AST_AFFIX:
  case AST_IN:
  case AST_WITHIN: lay_pair(l, node->kid[0], node->kid[1], indent, tail); break;
  case AST_RANGE: lay_range(l, node, indent, tail); break;
  case AST_IS:
  case AST_IS_KNOWN: lay_is(l, node, indent, tail); break;
  case AST_NOT:
  case AST_NEG:
  case AST_SINCE: lay_prefixed(l, node->kid[0], indent, tail); break;
  case AST_IF: lay_if(l, node, indent, tail); break;
  case AST_BRACKETS: lay_brackets(l, node); break;
  case AST_CALL: lay_call(l, node, indent); break;
  case AST_AT_LEAST: lay_at_least(l, node, indent); break;
  case AST_AGGREGATE:
  case AST_SEQUENCE: lay_aggregate(l, node, indent); break;
  case AST_DOT:
  case AST_INDEX: lay_path(l, node, indent, tail); break;
  default: lay_plain(l, first, last, indent); break;
  }
}

void layout_value(Layout *l, const AstNode *node, uint32_t indent, uint32_t tail) {
  uint32_t first = layout_first(l, node), last = layout_last(l, node);
  if (!layout_pass(l, first, indent) && !layout_fits(l, first, last, tail)) {
    bool below = layout_whole(l, first, last) && indent + layout_width(l, first, last) + tail <= FORMAT_WIDTH;
    if (below || !is_bracketed(node)) layout_line(l, first, indent);
  }
  layout_expr(l, node, indent, tail);
}

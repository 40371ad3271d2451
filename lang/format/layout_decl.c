/* SPDX-License-Identifier: MIT
 * Declarations, their blocks, and the rows of clauses that are aligned in them. */
#include "lang/format/layout.h"

#include "lang/syntax/decl.h"

/* Neighbouring clauses of one kind, each on one line. */
typedef struct Table {
  AlignRow *rows;
  uint32_t count;
  int family; /* of the clauses; 0: none */
} Table;

/* Clauses of one family are aligned with one another; 0: never aligned. */
static int family_of(const AstNode *node) {
  enum { FAMILY_TERMS = AST_KIND_COUNT, FAMILY_CLAUSES, FAMILY_FILES };
  switch (node->kind) {
  case AST_BASE:
  case AST_ADD:
  case AST_HALVE:
  case AST_WEIGHT: return FAMILY_TERMS;
  case AST_INCLUDE:
  case AST_USE: return FAMILY_FILES;
  case AST_FIELD:
  case AST_CASE:
  case AST_GIVEN:
  case AST_EXPECT:
  case AST_PARAM:
  case AST_LISTING:
  case AST_MEASURE: return node->kind;
  case AST_LET:
  case AST_SEGMENT:
  case AST_SCORE:
  case AST_CLASSIFY:
  case AST_CHANNEL:
  case AST_OFFER: return decl_block(node) || node->kid[LET_FORMALS] ? 0 : (int)node->kind;
  default: return decl_block(node) ? 0 : FAMILY_CLAUSES;
  }
}
_Static_assert((int)LET_FORMALS == (int)SEGMENT_FORMALS && (int)LET_FORMALS == (int)SCORE_FORMALS &&
                   (int)LET_FORMALS == (int)CLASSIFY_FORMALS && (int)LET_FORMALS == (int)CHANNEL_FORMALS &&
                   (int)LET_FORMALS == (int)OFFER_FORMALS,
               "formals stand in one slot");

static void end_table(Layout *l, Table *table) {
  layout_align(l, table->rows, table->count);
  table->count = 0;
}

/* Does something stand between the line before and this one: a blank line, a comment with a line of its own? */
static bool is_apart(const Layout *l, uint32_t token) {
  const Gap *gap = layout_gap(l, token);
  return gap->blank || gap->apart || gap->count > 1 || (gap->count && l->comments[gap->first].own_line);
}

/* Takes the first line of a clause that has its layout into the table, or begins another. */
static void add_row(Layout *l, Table *table, const Phrase *phrase, int family) {
  uint32_t first = phrase->parts[0].first, last = phrase->parts[phrase->part_count - 1].last;
  if (!family || family != table->family || is_apart(l, first)) end_table(l, table);
  table->family = family;
  if (!family) return;
  AlignRow *row = &table->rows[table->count++];
  *row = (AlignRow){.first = first, .last = first};
  while (row->last < last && !layout_gap(l, row->last + 1)->line) row->last++;
  row->more = row->last < last;
  for (uint32_t i = 0; i < phrase->part_count && phrase->parts[i].first <= row->last; i++) {
    const Part *part = &phrase->parts[i];
    bool hanging = part->assign && part->first == row->last; /* a `=` whose value stands below */
    if (part->column && !row->cell[part->column] && !hanging) row->cell[part->column] = part->first;
  }
}

static void lay_node(Layout *l, const AstNode *node, Table *table);

static uint32_t widest_field(const Layout *l, const AstNode *items) {
  enum { NAME_MOST = 32 };
  uint32_t widest = 0;
  for (uint32_t i = 0; i < items->count; i++) {
    const AstNode *name = items->kid[i]->kind == AST_FIELD ? items->kid[i]->kid[FIELD_NAME] : NULL;
    uint32_t width = name ? layout_width(l, layout_first(l, name), layout_last(l, name)) : 0;
    if (width > widest && width <= NAME_MOST) widest = width;
  }
  return widest;
}

static void lay_block(Layout *l, const AstNode *items, uint32_t close, uint32_t indent) {
  Table table = {.rows = ARENA_ARRAY(l->arena, AlignRow, items->count + 1)};
  if (!table.rows) return;
  l->field_width = widest_field(l, items);
  for (uint32_t i = 0; i < items->count; i++) {
    uint32_t first = layout_first(l, items->kid[i]);
    layout_line(l, first, indent + 2);
    layout_gap(l, first)->group = true;
    layout_gap(l, first)->opening = i == 0;
    lay_node(l, items->kid[i], &table);
  }
  end_table(l, &table);
  if (!items->count && !layout_gap(l, close)->count) return;
  layout_line(l, close, indent);
  Gap *gap = layout_gap(l, close);
  gap->inner = (uint16_t)(indent + 2);
  gap->group = gap->closing = true;
  gap->opening = items->count == 0;
}

/* `given NAME { … }`: a clause whose second part is a row. */
static void lay_given(Layout *l, const AstNode *given, Table *table) {
  uint32_t first = layout_first(l, given), last = layout_last(l, given), open = first + 1, indent = layout_indent(l);
  if (given->kid[GIVEN_NAME]) {
    layout_pass(l, open, indent + 2);
    open = layout_last(l, given->kid[GIVEN_NAME]) + 1;
  }
  layout_pass(l, open, indent + 2);
  layout_row(l, open, given->kid[GIVEN_CELLS], last, 0);
  Part parts[] = {{first, open - 1, 0, false}, {open, last, COLUMN_TITLE, false}};
  Phrase phrase = {.node = given, .parts = parts, .part_count = 2};
  add_row(l, table, &phrase, l->line == first ? AST_GIVEN : 0);
}

/* A declaration or clause whose first token starts a line. */
static void lay_node(Layout *l, const AstNode *node, Table *table) {
  enum { CLAUSE_INDENT = 2, HEAD_INDENT = 4, BRACE_TAIL = 2 }; /* lines of a head stand deeper than the block below */
  uint32_t first = layout_first(l, node), last = layout_last(l, node), indent = layout_indent(l);
  const AstNode *items = decl_block(node);
  if (node->kind == AST_GIVEN) {
    lay_given(l, node, table);
    return;
  }
  uint32_t open = !items ? last + 1 : items->count ? layout_first(l, items) - 1 : last - 1;
  Phrase phrase;
  if (!layout_phrase_read(l, node, first, open - 1, &phrase)) return;
  layout_phrase(l, &phrase, indent + (items ? HEAD_INDENT : CLAUSE_INDENT), items ? BRACE_TAIL : 0, false);
  if (items) {
    layout_pass(l, open, indent);
    lay_block(l, items, last, indent);
  }
  add_row(l, table, &phrase, family_of(node));
}

static bool is_long(const Layout *l, const AstNode *decl) {
  uint32_t first = layout_first(l, decl), last = layout_last(l, decl);
  return !layout_whole(l, first, last) || layout_width(l, first, last) > FORMAT_WIDTH;
}

/* Blocks stand by themselves, and so does what takes several lines, but for its kind: a group of lets is its author's. */
static bool stands_apart(const Layout *l, const AstNode *before, const AstNode *decl) {
  if (decl_block(before) || decl_block(decl)) return true;
  return before->kind != decl->kind && (is_long(l, before) || is_long(l, decl));
}

void layout_program(Layout *l, const AstNode *tree) {
  Table table = {.rows = ARENA_ARRAY(l->arena, AlignRow, tree->count + 1)};
  if (!table.rows) return;
  for (uint32_t i = 0; i < tree->count; i++) {
    const AstNode *decl = tree->kid[i];
    uint32_t first = layout_first(l, decl);
    layout_line(l, first, 0);
    layout_gap(l, first)->group = true;
    layout_gap(l, first)->apart = i > 0 && stands_apart(l, tree->kid[i - 1], decl);
    lay_node(l, decl, &table);
  }
  end_table(l, &table);
  layout_line(l, l->count - 1, 0);
  layout_gap(l, l->count - 1)->group = true;
}

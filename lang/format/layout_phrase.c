/* SPDX-License-Identifier: MIT
 * Phrases: clauses, heads of declarations and the insides of aggregates, cut into parts. */
#include "lang/format/layout.h"

/* ---- what a phrase is made of ---- */

/* Nodes that are no more than words around others: their kids are atoms of the phrase. */
static bool is_transparent(const AstNode *node, const AstNode *above) {
  switch (node->kind) {
  case AST_BY:
  case AST_RANK_OF:
  case AST_CASE_WHEN:
  case AST_CASE_FROM:
  case AST_CASE_CUT:
  case AST_CASE_FOR:
  case AST_CSV:
  case AST_TYPE:
  case AST_STEP: return true;
  case AST_LIST: return above->kind == AST_AGGREGATE || above->kind == AST_SEQUENCE;
  default: return false;
  }
}

static uint32_t count_atoms(const AstNode *node) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < node->count; i++)
    if (node->kid[i]) n += is_transparent(node->kid[i], node) ? count_atoms(node->kid[i]) : 1;
  return n;
}

/* In the order of the text, whatever that of the slots. */
static void add_atom(Layout *l, Phrase *phrase, const AstNode *node) {
  uint32_t at = phrase->atom_count++;
  for (; at > 0 && phrase->atoms[at - 1].node->span.from > node->span.from; at--) phrase->atoms[at] = phrase->atoms[at - 1];
  phrase->atoms[at] = (Atom){node, layout_first(l, node), layout_last(l, node)};
}

/* The labels of a matrix are words like others: their lists' spans leave brackets out. */
static void add_atoms(Layout *l, Phrase *phrase, const AstNode *node, uint32_t last) {
  if (node->kind == AST_CASE_FOR) return;
  for (uint32_t i = 0; i < node->count; i++) {
    const AstNode *kid = node->kid[i];
    if (!kid || (kid->kind == AST_LIST && kid->count == 0)) continue;
    if (is_transparent(kid, node)) add_atoms(l, phrase, kid, last);
    else if (layout_first(l, kid) <= last) add_atom(l, phrase, kid);
  }
}

/* ---- where a part begins ---- */

/* The words of a node's own at which a part of it begins. */
static const char *breaks_of(AstKind kind) {
  switch (kind) {
  case AST_USE: return " as with ";
  case AST_PARAM:
  case AST_LET:
  case AST_CHANNEL:
  case AST_OFFER: return " = ";
  case AST_LISTING: return " = from column ";
  case AST_RECORD: return " from key of ";
  case AST_SEGMENT: return " = when ";
  case AST_SCORE: return " = from as ";
  case AST_CLASSIFY: return " = by among per ";
  case AST_CHOOSE: return " among ";
  case AST_MEASURE: return " = by ";
  case AST_TEST: return " on ";
  case AST_FIELD: return " column ";
  case AST_CASE: return " when unless from top next first rest otherwise for ";
  case AST_ADD:
  case AST_FORBID:
  case AST_PREFER: return " when ";
  case AST_WEIGHT: return " for ";
  case AST_HALVE: return " since ";
  case AST_GROUP: return " up ";
  case AST_PERIOD: return " to by ";
  case AST_FOLLOW_UP: return " by after up when ";
  case AST_AGGREGATE: return " where by per ";
  case AST_SEQUENCE: return " then then_no ";
  default: return " ";
  }
}

static bool breaks_at(const Layout *l, const AstNode *node, uint32_t token) {
  Str word = l->texts[token];
  const char *at = breaks_of(node->kind);
  if (node->kind == AST_SEQUENCE && str_is(word, "then no")) return true;
  for (; *at; at += strcspn(at, " ")) {
    at += strspn(at, " ");
    if (str_equal((Str){at, (uint32_t)strcspn(at, " ")}, word)) return true;
  }
  return false;
}

/* Clauses whose second word opens a column: `when`, `for`; of others it goes on with what stands before. */
static int column_of_word(AstKind kind) {
  switch (kind) {
  case AST_USE:
  case AST_HALVE:
  case AST_GROUP:
  case AST_PERIOD:
  case AST_FOLLOW_UP:
  case AST_AGGREGATE:
  case AST_SEQUENCE: return 0;
  case AST_FIELD:
  case AST_CASE: return COLUMN_RULE;
  case AST_ADD:
  case AST_FORBID:
  case AST_PREFER:
  case AST_WEIGHT: return COLUMN_TITLE;
  default: return COLUMN_RULE;
  }
}

/* The column of a title, of a reason, of a field's type, of a test's row; 0 for what is none. */
static int column_of_atom(const AstNode *node, const Atom *atom) {
  const AstNode *last = node->count ? node->kid[node->count - 1] : NULL;
  switch (node->kind) {
  case AST_FIELD:
    if (atom->node == node->kid[FIELD_TITLE]) return COLUMN_WHY;
    return atom->node != node->kid[FIELD_NAME] && atom->node != node->kid[FIELD_STORED] ? COLUMN_TITLE : 0;
  case AST_CASE:
    if (atom->node == node->kid[CASE_TITLE]) return COLUMN_TITLE;
    return atom->node == node->kid[CASE_WHY] ? COLUMN_WHY : 0;
  case AST_PARAM:
  case AST_LISTING:
  case AST_RECORD:
  case AST_LET:
  case AST_SEGMENT:
  case AST_SCORE:
  case AST_CLASSIFY:
  case AST_CHANNEL:
  case AST_OFFER:
  case AST_TEAM:
  case AST_CHOOSE:
  case AST_CAMPAIGN:
  case AST_MEASURE: return atom->node == node->kid[1] ? COLUMN_TITLE : 0;
  default: return atom->node == last && last->kind == AST_STRING && atom->node != node->kid[0] ? COLUMN_WHY : 0;
  }
}

/* `one of (…)` has words before its first atom: the type begins at the first of them. */
static bool begins_type(const Phrase *phrase, uint32_t token) {
  return phrase->node->kind == AST_FIELD && phrase->part_count == 1 && token == phrase->atoms[0].last + 1;
}

static void begin_part(Phrase *phrase, uint32_t token, int column, bool assign) {
  if (phrase->part_count) phrase->parts[phrase->part_count - 1].last = token - 1;
  phrase->parts[phrase->part_count++] = (Part){token, token, column, assign};
}

static void cut_parts(Layout *l, Phrase *phrase, uint32_t first, uint32_t last) {
  begin_part(phrase, first, 0, false);
  uint32_t atom = 0;
  for (uint32_t t = first; t <= last; t++) {
    if (t > first && begins_type(phrase, t)) begin_part(phrase, t, COLUMN_TITLE, false);
    if (atom < phrase->atom_count && phrase->atoms[atom].first == t) {
      int column = column_of_atom(phrase->node, &phrase->atoms[atom]);
      bool begun = phrase->parts[phrase->part_count - 1].first == t;
      if (column && t > first && !begun && !(phrase->node->kind == AST_FIELD && column == COLUMN_TITLE))
        begin_part(phrase, t, column, false);
      t = phrase->atoms[atom++].last;
    } else if (t > first && breaks_at(l, phrase->node, t)) {
      begin_part(phrase, t, column_of_word(phrase->node->kind), str_is(l->texts[t], "="));
    }
  }
  phrase->parts[phrase->part_count - 1].last = last;
}

bool layout_phrase_read(Layout *l, const AstNode *node, uint32_t first, uint32_t last, Phrase *phrase) {
  enum { WORDS_MOST = 4 }; /* words without an atom of their own that may begin a part: `rest`, `otherwise` … */
  uint32_t atoms = count_atoms(node);
  *phrase = (Phrase){.node = node, .atoms = ARENA_ARRAY(l->arena, Atom, atoms + 1),
                     .parts = ARENA_ARRAY(l->arena, Part, 2 * atoms + WORDS_MOST)};
  if (!phrase->atoms || !phrase->parts) return false;
  add_atoms(l, phrase, node, last);
  while (phrase->atom_count && phrase->atoms[0].first < first) {
    phrase->atoms++;
    phrase->atom_count--;
  }
  cut_parts(l, phrase, first, last);
  return true;
}

/* ---- breaking it ---- */

/* A comma of the phrase's own, in a matrix's case: what stands up to the next one goes on the next line where it has to. */
static void pass_own(Layout *l, uint32_t token, uint32_t last, uint32_t indent) {
  if (layout_pass(l, token, indent) || !str_is(l->texts[token - 1], ",")) return;
  uint32_t end = token;
  for (int depth = 0; end < last && !(depth == 0 && str_is(l->texts[end + 1], ",")); end++)
    depth += str_is(l->texts[end], "(") - str_is(l->texts[end + 1], ")");
  if (!layout_fits(l, token, end, end < last)) layout_line(l, token, indent);
}

/* A part whose first token has its place. */
static void break_part(Layout *l, const Phrase *phrase, const Part *part, uint32_t indent, uint32_t tail) {
  if (layout_fits(l, part->first, part->last, tail)) return;
  uint32_t inner = part->first == l->line ? layout_indent(l) + 2 : indent, atom = 0;
  for (uint32_t t = part->first; t <= part->last; t++) {
    while (atom < phrase->atom_count && phrase->atoms[atom].first < t) atom++;
    const Atom *here = atom < phrase->atom_count ? &phrase->atoms[atom] : NULL;
    if (here && here->first == t) {
      uint32_t behind = l->ends[part->last] - l->ends[here->last] + tail;
      bool value = part->assign && t == part->first + 1;
      if (value) {
        layout_value(l, here->node, inner, behind);
      } else {
        if (t > part->first) layout_pass(l, t, inner);
        layout_expr(l, here->node, inner, behind);
      }
      t = here->last;
      continue;
    }
    if (t > part->first) pass_own(l, t, part->last, inner);
    if (here && here->first == t + 1 && here->node->kind == AST_LIST && str_is(l->texts[t], "(")) {
      uint32_t close = here->last + 1;
      if (!layout_fits(l, t, close, l->ends[part->last] - l->ends[close] + tail)) layout_bracket(l, t, here->node, close);
      t = close;
    }
  }
}

/* The type of a field stays beside its name, under the types above it; its list is broken where it will not fit there. */
static bool is_field_type(const Phrase *phrase, const Part *part) {
  return phrase->node->kind == AST_FIELD && part->column == COLUMN_TITLE;
}

static uint32_t aligned_by(const Layout *l, const Phrase *phrase) {
  const AstNode *name = phrase->node->kid[FIELD_NAME];
  uint32_t own = layout_width(l, layout_first(l, name), layout_last(l, name));
  return l->field_width > own ? l->field_width - own : 0;
}

void layout_phrase(Layout *l, const Phrase *phrase, uint32_t indent, uint32_t tail, bool each) {
  bool broken = false;
  for (uint32_t i = 0; i < phrase->part_count; i++) {
    const Part *part = &phrase->parts[i];
    uint32_t behind = i + 1 == phrase->part_count ? tail : 0, line = l->line;
    bool beside = is_field_type(phrase, part) && layout_whole(l, phrase->parts[0].first, part->first);
    if (beside) behind += aligned_by(l, phrase);
    if (i > 0 && !layout_pass(l, part->first, indent) && !part->assign && !beside)
      if (each || broken || !layout_fits(l, part->first, part->last, behind)) layout_line(l, part->first, indent);
    if (i > 0) line = l->line;
    break_part(l, phrase, part, indent, behind);
    broken = l->line != line && l->line != part->last; /* a line that begins with its closing bracket goes on */
  }
}

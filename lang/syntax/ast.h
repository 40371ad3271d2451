/* The abstract syntax tree. Nodes are uniform: a kind, a span, the kids that ast.def names, and what the checker found out.
 * All memory is the compilation's arena; nothing is freed on its own. */
#ifndef CIBLE_LANG_AST_H
#define CIBLE_LANG_AST_H

#include "runtime/base/buf.h"
#include "runtime/base/span.h"
#include "runtime/data/value.h"

typedef enum AstKind {
#define AST(kind, word, ...) AST_##kind,
#define LEAF(kind, word) AST_##kind,
#define MANY(kind, word) AST_##kind,
#include "lang/syntax/ast.def"
#undef AST
#undef LEAF
#undef MANY
  AST_KIND_COUNT
} AstKind;

/* The slots: node->kid[LET_VALUE]. */
#define AST(kind, word, ...) enum { __VA_ARGS__, AST_##kind##_SLOTS };
#define LEAF(kind, word)
#define MANY(kind, word)
#include "lang/syntax/ast.def"
#undef AST
#undef LEAF
#undef MANY

typedef enum CompareOp { COMPARE_EQ, COMPARE_NE, COMPARE_LT, COMPARE_LE, COMPARE_GT, COMPARE_GE } CompareOp;
typedef enum AffixOp { AFFIX_CONTAINS, AFFIX_STARTS, AFFIX_ENDS } AffixOp;
typedef enum SinceUnit { SINCE_DAYS, SINCE_MONTHS, SINCE_YEARS, SINCE_DAYS_UNTIL } SinceUnit;
typedef enum CutWord { CUT_TOP, CUT_NEXT, CUT_FIRST, CUT_REST, CUT_OTHERWISE } CutWord;
typedef enum ClauseWord {
  CLAUSE_COST,
  CLAUSE_FIXED_COST,
  CLAUSE_RESPONSE,
  CLAUSE_TEAM,
  CLAUSE_EXPORT,
  CLAUSE_SUBJECT,
  CLAUSE_MESSAGE,
  CLAUSE_PRICE,
  CLAUSE_MARGIN,
  CLAUSE_INTERNAL,
  CLAUSE_EXTERNAL,
  CLAUSE_TARGET,
  CLAUSE_CHANNEL,
  CLAUSE_OFFER,
  CLAUSE_BUDGET,
  CLAUSE_GAIN, /* `value E` of a campaign */
  CLAUSE_CONTROL,
  CLAUSE_ASSIGN_BEST,
} ClauseWord;

/* What the checker leaves on the nodes, for lowering:
 *
 * type      Every expression has its final one. Lowering converts where an operand's differs from what is wanted: INTEGER to
 *           NUMBER (two sides of COMPARE, ARITH, IN, IF's arms, DEFAULT, arguments, `add`), ONE_OF to TEXT. Two sides of type
 *           ONE_OF with labels_same() compare by code; otherwise both become texts. IF, DEFAULT: the node's type is that of
 *           the result, to which both arms are converted. Money literals are of type MONEY already.
 * constant  On literals, signed literals (NEG and the literal below it), params, brackets around these, and on every
 *           expression where the language asks for a constant (bounds, thresholds, weights, patterns, salts, zones, sizes,
 *           `on`, cells): the folded Value, already of the type wanted there (LO, HI, N, W: NUMBER; a threshold: of the
 *           type of E; a cell: of the column's kind). A node with a constant need not be looked into, except for the exact
 *           decimal beside money's `*` and `/`: literal_decimal (lang/check/literal.h). `unknown`: a Value that is not known.
 *           DURATION nodes and duration params have type DURATION and no constant: duration_of (lang/check/literal.h).
 * symbol    NAME: the symbol it stands for (COLUMN, PARAM, LIST, LET, SEGMENT, SCORE, CLASSIFY, CHOOSE, FORMAL).
 *           DOT `prospects.x`: as the NAME x. DOT over INDEX, `companies[siren].staff`: the COLUMN of the look-up; the INDEX
 *           has the RECORD as symbol and no type; INDEX_KEY is INTEGER, or TEXT or ONE_OF, as the key.
 *           DOT `contact.cost`, `contact.response`: the CHOOSE; DOT_NAME tells which part.
 *           NAME cost, response, price, margin within BEST_BY_VALUE: the CHOOSE; the option's own part is meant.
 *           CALL of a let: the LET, arguments as its formals want; CALL of a function: none, but `fn`.
 *           CLAUSE_TEAM's name: the TEAM. Names in CHOOSE_AMONG, FORBID_OPTIONS, PREFER_OPTION: the CHANNEL or OFFER, with
 *           the option's code as `constant` (CODE). INDEX_RECORD, GIVEN_NAME of a look-up: the RECORD. SET_NAME in a
 *           `given`: the COLUMN.
 *           In an EXPECT with named givens: DOT `a.x`: as the NAME x, while DOT_LEFT is a NAME without type and symbol
 *           whose text is the given's; DOT `a.contact.cost` likewise.
 * labels    A label's NAME (IS_LABELS, CASE_LABEL, CASE_FOR_PARTS, in both forms) has the CLASSIFY or CHOOSE as symbol and its
 *           code as `constant` (CODE).
 * IN        SET: RANGE; LIST of expressions; NAME or DOT with symbol LIST; BRACKETS around such a name, or around one
 *           expression, then a list of one. AFFIX_PARTS: the same without RANGE, or a plain text expression.
 * sets      AGGREGATE: `op` is its Aggregate (runtime/code/aggregate.h), `symbol` its set: a RECORD (related, or the subject) or a
 *           SEGMENT. The checker writes `count(orders)`, a CALL, as an AGGREGATE too; of every AGGREGATE the kid SET is then the
 *           set, VALUE what is aggregated (NULL of count and exists), and of quantile the only one of ARGS has its number as
 *           `constant` (NUMBER, 0..1). BY stands only in first and last, PER only over the subject and segments.
 *           Over a related record VALUE, WHERE and BY are computed for its rows: there a SYM_COLUMN whose column.record is the set
 *           is the row's own, one of another related record is of the row's parent (Record.parent), one of the subject, and every
 *           LET, SEGMENT, SCORE, CLASSIFY and CHOOSE, is the value of the row's subject. So is every AGGREGATE and SEQUENCE within.
 *           Over the subject or a segment VALUE, WHERE, BY and PER are computed for each record of the subject.
 *           DOT `orders.x` within an aggregate: the COLUMN, as the NAME x would be; DOT_LEFT has neither type nor symbol.
 *           SEQUENCE: `symbol` the related RECORD; BY of type DATE or DATETIME; each STEP_COND BOOLEAN, for its rows;
 *           STEP_WITHIN by duration_of, DAYS or MONTHS where BY is a DATE.
 *           RANK_OF: AMONG has the SEGMENT (or the subject's RECORD) as symbol; the cuts are the CLASSIFY's (symbol.h). A CASE_CUT
 *           needs not be looked into.
 *           MEASURE_VALUE: aggregates in it that stand in no other are over all rows that have a subject; a NAME of a MEASURE (one
 *           without dimensions) is its value, of each group where the measure that names it has dimensions. MEASURE_BY: NAME,
 *           DOT or CALL of a definition or column, or CALL `segments (a, b)`, whose arguments have the SEGMENTs as symbols. What a
 *           NAME stands for hangs on the aggregate: measure_dimension (lang/check/check.h). In an EXPECT, a NAME of a MEASURE is
 *           its value.
 *           SET_NAME in a `given` whose value is a LIST: the related RECORD; each row is a LIST of SET, in which rows of a record
 *           that is `of` that one may stand in turn.
 * CALL      `fn` is the overload that fits after widening. least and greatest of more than two arguments: one overload of two,
 *           to be nested from the left; the node's type is the result's. */
typedef struct AstNode AstNode;
struct Type;
struct Symbol;

struct AstNode {
  AstKind kind;
  uint8_t op;
  Span span;
  Str text;         /* of leaves */
  uint32_t count;   /* kids */
  AstNode **kid;
  uint32_t depth;   /* of the tree below, lists not counted: 1 for a leaf; the parser refuses over AST_DEPTH_MOST */
  /* Set by the checker, on expressions: */
  const struct Type *type;  /* after widening of literals; NULL on what is no value */
  struct Symbol *symbol;    /* of a NAME or DOT that refers to one; of a CALL of a let */
  const Value *constant;    /* literals and params, already of `type` */
  uint32_t fn;              /* CALL of a scalar function: 1 + FnId; 0 else */
};

enum { AST_DEPTH_MOST = 200 };

/* NULL where memory is out (sticky in the arena). Kids may be NULL where the slot may. */
AstNode *ast_new(Arena *arena, AstKind kind, Span span, uint32_t count, ...);
AstNode *ast_leaf(Arena *arena, AstKind kind, Span span, Str text);
/* Appends to a LIST or PROGRAM (or NULL: makes a LIST); widens its span. */
AstNode *ast_push(Arena *arena, AstNode *list, AstNode *item);
/* The tree as the parser made it, without what the checker has found out; a USE without its module. */
AstNode *ast_copy(Arena *arena, const AstNode *node);
const char *ast_word(AstKind kind);
/* The tree as indented text, one node a line, with spans as line:column where `sources` is given. */
void ast_dump(const AstNode *node, const SourceMap *sources, Buf *out);

#endif

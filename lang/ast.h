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
#include "lang/ast.def"
#undef AST
#undef LEAF
#undef MANY
  AST_KIND_COUNT
} AstKind;

/* The slots: node->kid[LET_VALUE]. */
#define AST(kind, word, ...) enum { __VA_ARGS__, AST_##kind##_SLOTS };
#define LEAF(kind, word)
#define MANY(kind, word)
#include "lang/ast.def"
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
  uint32_t depth;   /* of the tree below: 1 for a leaf; the parser refuses over AST_DEPTH_MOST */
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
const char *ast_word(AstKind kind);
/* The tree as indented text, one node a line, with spans as line:column where `sources` is given. */
void ast_dump(const AstNode *node, const SourceMap *sources, Buf *out);

#endif

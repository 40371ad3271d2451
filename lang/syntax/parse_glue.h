/* What the actions of parser.y are written with. Included by the generated parser alone. */
#ifndef CIBLE_LANG_PARSE_GLUE_H
#define CIBLE_LANG_PARSE_GLUE_H

#include "lang/syntax/parse_state.h"

/* The stack has room for every tree of AST_DEPTH_MOST levels (at most 8 symbols a level) and never grows: a
 * full one means that the nesting is too deep, and bison need not ask for memory. */
#define YYINITDEPTH 2000
#define YYMAXDEPTH 2000
#define YYSTACK_ALLOC(size) ((void)(size), NULL)

#define YYLLOC_DEFAULT(cur, rhs, n)                                                                          \
  ((cur) = (n) ? (Span){YYRHSLOC(rhs, 1).from, YYRHSLOC(rhs, n).to}                                          \
               : (Span){YYRHSLOC(rhs, 0).to, YYRHSLOC(rhs, 0).to})

#define NODE(kind, span, ...) ast_new(parser->arena, AST_##kind, span, AST_##kind##_SLOTS, __VA_ARGS__)
#define NODE_OP(kind, code, span, ...) parse_op(NODE(kind, span, __VA_ARGS__), code)
#define LIST_OF(kind, span) ast_new(parser->arena, AST_##kind, span, 0)
#define PUSH(list, item) ast_push(parser->arena, list, item)
#define LEAF_OF(kind, span, z) ast_leaf(parser->arena, AST_##kind, span, STR(z))
#define WORD_OF(span, z) LEAF_OF(WORD, span, z)
#define PART(parts, name) ((parts) ? (parts)->name : NULL)
#define HEAD(head) PART(head, name), PART(head, title), PART(head, formals)

AstNode *parse_op(AstNode *node, int op);
AstNode *parse_optional(AstNode *type, Span span);
Head *parse_head(Parser *parser, AstNode *name, AstNode *title, AstNode *formals);
Link *parse_link(Parser *parser, AstNode *key, AstNode *of, AstNode *by);
Parts *parse_parts(Parser *parser, AstNode *set);
/* Fills a part that may be given once. */
void parse_part(Parser *parser, AstNode **part, AstNode *value, const char *word);
void parse_argument(Parser *parser, Parts *parts, AstNode *value);
AstNode *parse_prepend(Parser *parser, Span span, AstNode *first, const AstNode *rest);
/* The token that is read next (while recovering: the place where reading goes on). */
const Token *parse_next(Parser *parser, Span *span);
AstNode *parse_leaf(Parser *parser, const Token *token);

#endif

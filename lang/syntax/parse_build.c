/* SPDX-License-Identifier: MIT
 * How the parser's actions build nodes out of more than one piece. */
#include "lang/syntax/parse_glue.h"

AstNode *parse_op(AstNode *node, int op) {
  if (node) node->op = (uint8_t)op;
  return node;
}

AstNode *parse_optional(AstNode *type, Span span) {
  if (type) type->span = span;
  return parse_op(type, 1);
}

Head *parse_head(Parser *parser, AstNode *name, AstNode *title, AstNode *formals) {
  Head *head = ARENA_NEW(parser->arena, Head);
  if (head) *head = (Head){name, title, formals};
  return head;
}

Link *parse_link(Parser *parser, AstNode *key, AstNode *of, AstNode *by) {
  Link *link = ARENA_NEW(parser->arena, Link);
  if (link) *link = (Link){key, of, by};
  return link;
}

Parts *parse_parts(Parser *parser, AstNode *set) {
  Parts *parts = ARENA_NEW(parser->arena, Parts);
  if (parts) parts->set = set;
  return parts;
}

void parse_part(Parser *parser, AstNode **part, AstNode *value, const char *word) {
  if (!part || !value) return;
  if (*part)
    parse_complain_twice(parser, value->span, word);
  else
    *part = value;
}

void parse_argument(Parser *parser, Parts *parts, AstNode *value) {
  if (parts) parts->args = ast_push(parser->arena, parts->args, value);
}

AstNode *parse_prepend(Parser *parser, Span span, AstNode *first, const AstNode *rest) {
  AstNode *list = ast_push(parser->arena, NULL, first);
  for (uint32_t i = 0; rest && i < rest->count; i++) list = ast_push(parser->arena, list, rest->kid[i]);
  if (list) list->span = span;
  return list;
}

/* The parts from..to of a chain as a balanced tree. */
static AstNode *balance(Parser *parser, AstKind kind, const AstNode *parts, uint32_t from, uint32_t to) {
  if (to - from == 1) return parts->kid[from];
  uint32_t half = from + (to - from + 1) / 2;
  AstNode *left = balance(parser, kind, parts, from, half), *right = balance(parser, kind, parts, half, to);
  return left && right ? ast_new(parser->arena, kind, span_join(left->span, right->span), 2, left, right)
                       : NULL;
}

AstNode *parse_chain(Parser *parser, AstKind kind, const AstNode *parts) {
  enum { FROM_THE_LEFT = 16 };
  if (!parts || parser->arena->failed) return NULL;
  if (parts->count > FROM_THE_LEFT) return balance(parser, kind, parts, 0, parts->count);
  AstNode *left = parts->kid[0];
  for (uint32_t i = 1; i < parts->count && left; i++)
    left = ast_new(parser->arena, kind, span_join(left->span, parts->kid[i]->span), 2, left, parts->kid[i]);
  return left;
}

AstNode *parse_shallow(Parser *parser, AstNode *tree) {
  if (!tree || tree->depth <= AST_DEPTH_MOST) return tree;
  const AstNode *node = tree;
  for (int level = 1; level < AST_DEPTH_MOST; level++) {
    const AstNode *deepest = NULL;
    for (uint32_t i = 0; i < node->count; i++)
      if (node->kid[i] && (!deepest || node->kid[i]->depth > deepest->depth)) deepest = node->kid[i];
    if (!deepest) break;
    node = deepest;
  }
  parse_complain_depth(parser, node->span);
  return NULL;
}

AstNode *parse_declared(Parser *parser, AstNode *program, AstNode *decl) {
  if (decl)
    while (parser->decl + 1 < parser->lex->count &&
           parser->lex->tokens[parser->decl].span.from < decl->span.to)
      parser->decl++;
  decl = parse_shallow(parser, decl);
  return decl ? ast_push(parser->arena, program, decl) : program;
}

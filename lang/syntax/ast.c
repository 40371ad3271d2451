/* SPDX-License-Identifier: MIT
 * Making nodes. */
#include "lang/syntax/ast.h"

#include <stdarg.h>

/* How many kids there is room for: lists grow by doubling, and their count alone tells when. */
static uint32_t room_for(uint32_t count) {
  uint32_t room = 4;
  while (room < count) room *= 2;
  return room;
}

/* Lists are no level of their own: people count brackets, calls and operators. */
static void note_depth(AstNode *node, const AstNode *kid) {
  uint32_t own = node->kind == AST_LIST || node->kind == AST_PROGRAM ? 0 : 1;
  if (kid && kid->depth + own > node->depth) node->depth = kid->depth + own;
}

AstNode *ast_new(Arena *arena, AstKind kind, Span span, uint32_t count, ...) {
  AstNode *node = ARENA_NEW(arena, AstNode);
  bool many = kind == AST_LIST || kind == AST_PROGRAM;
  AstNode **kids = count ? ARENA_ARRAY(arena, AstNode *, many ? room_for(count) : count) : NULL;
  if (!node || (count && !kids)) return NULL;
  *node = (AstNode){.kind = kind, .span = span, .count = count, .kid = kids, .depth = 1};
  va_list args;
  va_start(args, count);
  for (uint32_t i = 0; i < count; i++) {
    kids[i] = va_arg(args, AstNode *);
    note_depth(node, kids[i]);
  }
  va_end(args);
  return node;
}

AstNode *ast_leaf(Arena *arena, AstKind kind, Span span, Str text) {
  AstNode *node = ast_new(arena, kind, span, 0);
  if (node) node->text = text;
  return node;
}

AstNode *ast_push(Arena *arena, AstNode *list, AstNode *item) {
  if (!item) return list;
  if (!list) return ast_new(arena, AST_LIST, item->span, 1, item);
  if (!list->count || list->count == room_for(list->count)) {
    AstNode **kids = ARENA_ARRAY(arena, AstNode *, room_for(list->count + 1));
    if (!kids) return list;
    if (list->count) memcpy(kids, list->kid, list->count * sizeof(AstNode *));
    list->kid = kids;
  }
  list->span = list->count ? span_join(list->span, item->span) : item->span;
  list->kid[list->count++] = item;
  note_depth(list, item);
  return list;
}

AstNode *ast_copy(Arena *arena, const AstNode *node) {
  if (!node) return NULL;
  AstNode *copy = ARENA_NEW(arena, AstNode);
  AstNode **kids = node->count ? ARENA_ARRAY(arena, AstNode *, room_for(node->count)) : NULL;
  if (!copy || (node->count && !kids)) return NULL;
  *copy = (AstNode){.kind = node->kind, .op = node->op, .span = node->span, .text = node->text, .count = node->count,
                    .kid = kids, .depth = node->depth};
  for (uint32_t i = 0; i < node->count; i++)
    kids[i] = node->kind == AST_USE && i == USE_TREE ? NULL : ast_copy(arena, node->kid[i]);
  return copy;
}

const char *ast_word(AstKind kind) {
  static const char *const words[AST_KIND_COUNT] = {
#define AST(kind, word, ...) word,
#define LEAF(kind, word) word,
#define MANY(kind, word) word,
#include "lang/syntax/ast.def"
#undef AST
#undef LEAF
#undef MANY
  };
  return words[kind];
}

/* SPDX-License-Identifier: MIT */
#include "lang/syntax/decl.h"

#include "runtime/base/map.h"

static const AstNode *name_node(const AstNode *decl, const char **space) {
  *space = "name";
  switch (decl->kind) {
  case AST_INCLUDE: return *space = "include", decl->kid[INCLUDE_PATH];
  case AST_USE: return *space = "module", decl->kid[USE_AS] ? decl->kid[USE_AS] : decl->kid[USE_PATH];
  case AST_TEST: return *space = "test", decl->kid[TEST_TITLE];
  case AST_CHANNEL:
  case AST_OFFER:
  case AST_TEAM:
  case AST_CAMPAIGN: return *space = "service", decl->kid[0];
  default: return decl->count ? decl->kid[0] : NULL;
  }
}

/* "std/abc" is `abc` where it is used. */
static Str module_name(Str path) {
  for (uint32_t i = path.n; i > 0; i--)
    if (path.p[i - 1] == '/') return (Str){path.p + i, path.n - i};
  return path;
}

Str decl_name(const AstNode *decl, const char **space) {
  const AstNode *name = name_node(decl, space);
  if (!name) return (Str){0};
  return decl->kind == AST_USE && !decl->kid[USE_AS] ? module_name(name->text) : name->text;
}

const AstNode *decl_block(const AstNode *node) {
  switch (node->kind) {
  case AST_RECORD: return node->kid[RECORD_FIELDS];
  case AST_SEGMENT: return node->kid[SEGMENT_CRITERIA];
  case AST_SCORE: return node->kid[SCORE_TERMS];
  case AST_GROUP: return node->kid[GROUP_TERMS];
  case AST_CLASSIFY: return node->kid[CLASSIFY_CASES];
  case AST_CHANNEL: return node->kid[CHANNEL_ITEMS];
  case AST_OFFER: return node->kid[OFFER_ITEMS];
  case AST_TEAM: return node->kid[TEAM_ITEMS];
  case AST_CHOOSE: return node->kid[CHOOSE_ITEMS];
  case AST_CAMPAIGN: return node->kid[CAMPAIGN_ITEMS];
  case AST_TEST: return node->kid[TEST_ITEMS];
  default: return NULL;
  }
}

/* ---- what gives way ---- */

/* "service mail" */
static Str key_of(Arena *arena, const AstNode *decl) {
  const char *space;
  Str name = decl_name(decl, &space);
  return name.p ? arena_format(arena, "%s %.*s", space, STR_ARG(name)) : (Str){0};
}

bool decl_shadow(Arena *arena, const SourceMap *sources, AstNode *program) {
  Map own;
  map_init(&own, arena->alloc);
  bool good = true;
  const SourceFile *top = sources->count ? sources->files[0] : NULL;
  for (uint32_t i = 0; good && i < program->count; i++) {
    Str key = source_of(sources, program->kid[i]->span) == top ? key_of(arena, program->kid[i]) : (Str){0};
    if (key.p) good = map_put(&own, key, program->kid[i]);
  }
  uint32_t kept = 0;
  for (uint32_t i = 0; good && i < program->count; i++) {
    AstNode *decl = program->kid[i];
    Str key = source_of(sources, decl->span) == top ? (Str){0} : key_of(arena, decl);
    if (!key.p || !map_get(&own, key)) program->kid[kept++] = decl;
  }
  if (good) program->count = kept;
  map_free(&own);
  return good && !arena->failed;
}

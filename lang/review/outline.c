/* SPDX-License-Identifier: MIT
 * The declarations of a rule file, with their places and what they name: what a prompt needs to replace one, and to know which others
 * hang on it. Names alone are looked at, so that it may be told of rules with errors too. */
#include "lang/review/review.h"

#include "lang/syntax/decl.h"
#include "lang/syntax/parse.h"
#include "runtime/base/map.h"

/* What is typed as one of the words of `uses` may stand for: a declaration, or the record that has such a field. */
typedef struct Meaning Meaning;
struct Meaning {
  size_t declaration;
  Meaning *next;
};

typedef struct Outline {
  Cible *cible;
  const SourceFile *top;
  CibleDeclaration *items;
  const AstNode **nodes;
  size_t count;
  Map meanings;
  size_t *found, found_count; /* of the declaration under way */
  size_t *seen;               /* the last declaration, plus 1, that named it */
} Outline;

/* ---- what was typed ---- */

static bool is_blank(const ParseResult *parsed) { return parsed->tree && parsed->tree->kind == AST_PROGRAM && parsed->tree->count == 0; }

CibleStatus cible_read_typed(Cible *cible, const char *name, const char *text, size_t length, CibleTyped *typed) {
  engine_begin(cible);
  *typed = CIBLE_TYPED_NOTHING;
  if (length > SOURCE_MOST) length = SOURCE_MOST + 1;
  const SourceFile *file = source_add(&cible->sources, str_from(name), (Str){text, (uint32_t)length});
  if (!file) return engine_end(cible, STATUS_NO_MEMORY);
  ParseResult parsed = parse_source(&cible->said, file, PARSE_LINE, &cible->diags);
  if (parsed.incomplete) *typed = CIBLE_TYPED_UNFINISHED;
  else if (!parsed.tree || cible->diags.errors) return engine_end(cible, STATUS_NO);
  else if (parsed.tree->kind != AST_PROGRAM) *typed = CIBLE_TYPED_EXPRESSION;
  else if (!is_blank(&parsed)) *typed = CIBLE_TYPED_DECLARATIONS;
  return engine_end(cible, STATUS_OK);
}

const char *cible_tree_text(Cible *cible, const char *expression) {
  engine_begin(cible);
  const SourceFile *file = source_add(&cible->sources, STR("(expression)"), str_from(expression));
  AstNode *tree = file ? parse_source(&cible->said, file, PARSE_EXPR, &cible->diags).tree : NULL;
  if (engine_end(cible, STATUS_OK) != CIBLE_OK || !tree || cible->diags.errors) return NULL;
  cible->text.n = 0;
  ast_dump(tree, NULL, &cible->text);
  return buf_z(&cible->text);
}

/* ---- declarations ---- */

static void add_declaration(Outline *o, const AstNode *decl) {
  const char *space;
  Str name = decl_name(decl, &space);
  if (!name.p) return;
  const SourceFile *file = source_of(&o->cible->sources, decl->span);
  Place place = source_place(&o->cible->sources, decl->span.from);
  if (!file) return;
  o->nodes[o->count] = decl;
  o->items[o->count++] = (CibleDeclaration){
      .word = decl->kind == AST_LISTING ? "list" : ast_word(decl->kind), .name = arena_str(&o->cible->said, name).p, .space = space,
      .file = file->name.p, .line = (int)place.line, .here = file == o->top,
      .from = decl->span.from - file->base, .to = decl->span.to - file->base};
}

static CibleField field_of(Outline *o, const AstNode *node) {
  Arena *arena = &o->cible->said;
  const AstNode *type = node->kid[FIELD_TYPE], *texts = type ? type->kid[TYPE_TEXTS] : NULL;
  const char **list = ARENA_ARRAY(arena, const char *, (texts ? texts->count : 0) + 1);
  for (uint32_t i = 0; texts && list && i < texts->count; i++) list[i] = arena_str(arena, texts->kid[i]->text).p;
  Str written = type ? source_text(&o->cible->sources, type->span) : STR("");
  return (CibleField){.name = arena_str(arena, node->kid[FIELD_NAME]->text).p, .type = arena_str(arena, written).p,
                      .texts = list, .text_count = texts ? texts->count : 0};
}

static bool take_fields(Outline *o) {
  for (size_t i = 0; i < o->count; i++) {
    const AstNode *nodes = o->nodes[i]->kind == AST_RECORD ? o->nodes[i]->kid[RECORD_FIELDS] : NULL;
    CibleField *fields = nodes ? ARENA_ARRAY(&o->cible->said, CibleField, nodes->count + 1) : NULL;
    if (nodes && !fields) return false;
    for (uint32_t k = 0; nodes && k < nodes->count; k++) fields[k] = field_of(o, nodes->kid[k]);
    o->items[i].fields = fields;
    o->items[i].field_count = nodes ? nodes->count : 0;
  }
  return true;
}

/* ---- what they name ---- */

static bool add_meaning(Outline *o, Str word, size_t declaration) {
  Meaning *meaning = ARENA_NEW(&o->cible->said, Meaning);
  if (!meaning) return false;
  *meaning = (Meaning){declaration, map_get(&o->meanings, word)};
  return map_put(&o->meanings, word, meaning);
}

static bool add_meanings(Outline *o) {
  for (size_t i = 0; i < o->count; i++) {
    bool named = strcmp(o->items[i].space, "test") != 0 && strcmp(o->items[i].space, "include") != 0;
    if (named && !add_meaning(o, str_from(o->items[i].name), i)) return false;
    const AstNode *fields = o->nodes[i]->kind == AST_RECORD ? o->nodes[i]->kid[RECORD_FIELDS] : NULL;
    for (uint32_t k = 0; fields && k < fields->count; k++)
      if (!add_meaning(o, fields->kid[k]->kid[FIELD_NAME]->text, i)) return false;
  }
  return true;
}

static void find_uses(Outline *o, const AstNode *node, size_t self) {
  if (!node || node->kind == AST_PROGRAM) return; /* a module's own tree */
  if (node->kind == AST_NAME)
    for (const Meaning *m = map_get(&o->meanings, node->text); m; m = m->next) {
      if (m->declaration == self || o->seen[m->declaration] == self + 1) continue;
      o->seen[m->declaration] = self + 1;
      o->found[o->found_count++] = m->declaration;
    }
  for (uint32_t i = 0; i < node->count; i++) find_uses(o, node->kid[i], self);
}

static bool take_uses(Outline *o) {
  Arena *arena = &o->cible->said;
  o->found = ARENA_ARRAY(arena, size_t, o->count + 1);
  o->seen = ARENA_ARRAY(arena, size_t, o->count + 1);
  for (size_t i = 0; i < o->count && o->found && o->seen; i++) {
    o->found_count = 0;
    find_uses(o, o->nodes[i], i);
    size_t *uses = ARENA_ARRAY(arena, size_t, o->found_count + 1);
    if (!uses) return false;
    memcpy(uses, o->found, o->found_count * sizeof *uses);
    o->items[i].uses = uses;
    o->items[i].use_count = o->found_count;
  }
  return o->found && o->seen;
}

static bool outline_tree(Outline *o, const AstNode *tree) {
  o->items = ARENA_ARRAY(&o->cible->said, CibleDeclaration, tree->count + 1);
  o->nodes = ARENA_ARRAY(&o->cible->said, const AstNode *, tree->count + 1);
  for (uint32_t i = 0; o->items && o->nodes && i < tree->count; i++) add_declaration(o, tree->kid[i]);
  map_init(&o->meanings, &o->cible->alloc);
  bool done = o->items && o->nodes && take_fields(o) && add_meanings(o) && take_uses(o);
  map_free(&o->meanings);
  return done;
}

CibleStatus cible_outline(Cible *cible, const char *name, const char *text, size_t length, int includes,
                          const CibleDeclaration **declarations, size_t *count) {
  engine_begin(cible);
  *declarations = NULL;
  *count = 0;
  if (length > SOURCE_MOST) length = SOURCE_MOST + 1;
  Str source = {text, (uint32_t)length};
  Outline outline = {.cible = cible};
  AstNode *tree = NULL;
  if (includes) tree = module_load_text(&cible->said, &cible->sources, &reader_files, name, source, &cible->diags);
  else {
    const SourceFile *file = source_add(&cible->sources, str_from(name), source);
    if (file) tree = parse_source(&cible->said, file, PARSE_PROGRAM, &cible->diags).tree;
  }
  if (includes && tree && !decl_shadow(&cible->said, &cible->sources, tree)) return engine_end(cible, STATUS_NO_MEMORY);
  if (cible->said.failed) return engine_end(cible, STATUS_NO_MEMORY);
  if (!tree) return engine_end(cible, STATUS_NO);
  outline.top = cible->sources.count ? cible->sources.files[0] : NULL;
  if (!outline_tree(&outline, tree)) return engine_end(cible, STATUS_NO_MEMORY);
  *declarations = outline.items;
  *count = outline.count;
  return engine_end(cible, cible->diags.errors ? STATUS_NO : STATUS_OK);
}

/* SPDX-License-Identifier: MIT
 * The clauses in which two versions of a program differ, in their own words. How they are laid out, and their comments, are no
 * difference. Params are told by their values, tests move no record. */
#include "lang/compare/compare.h"
#include "lang/syntax/decl.h"
#include "lang/syntax/module.h"

typedef struct Clause {
  Str words;
  bool same; /* the other version has it too */
} Clause;

typedef struct Clauses {
  const AstNode *decl;
  Clause *items; /* the first: what stands before the braces, or all where there are none */
  uint32_t count;
} Clauses;

typedef struct Comparing {
  Cible *cible;
  Arena *arena;
  CibleClauseChange *out;
  size_t count;
} Comparing;

static bool is_told(const AstNode *decl) {
  return decl->kind != AST_PARAM && decl->kind != AST_TEST && decl->kind != AST_INCLUDE && decl->kind != AST_USE;
}

static const AstNode *declared(const AstNode *tree, const AstNode *like) {
  const char *space, *own;
  Str name = decl_name(like, &space);
  for (uint32_t i = 0; i < tree->count; i++)
    if (str_equal(decl_name(tree->kid[i], &own), name) && strcmp(own, space) == 0) return tree->kid[i];
  return NULL;
}

/* ---- clauses ---- */

static Str words(const Comparing *c, uint32_t from, uint32_t to) { return why_source_words(&c->cible->sources, (Span){from, to}, c->arena); }

static bool read_clauses(const Comparing *c, const AstNode *decl, Clauses *out) {
  const AstNode *block = decl_block(decl);
  uint32_t inner = block ? block->count : 0, head = inner ? block->kid[0]->span.from : decl->span.to;
  *out = (Clauses){.decl = decl, .items = ARENA_ARRAY(c->arena, Clause, inner + 1), .count = inner + 1};
  if (!out->items) return false;
  Str opening = words(c, decl->span.from, head);
  while (inner && opening.n && (opening.p[opening.n - 1] == '{' || opening.p[opening.n - 1] == ' ')) opening.n--;
  out->items[0].words = arena_str(c->arena, opening);
  for (uint32_t i = 0; i < inner; i++) out->items[i + 1].words = words(c, block->kid[i]->span.from, block->kid[i]->span.to);
  return !c->arena->failed;
}

/* Clauses that both have, each once. */
static void match(Clauses *old, Clauses *new) {
  for (uint32_t i = 0; i < old->count; i++)
    for (uint32_t k = 0; k < new->count && !old->items[i].same; k++)
      if (!new->items[k].same && str_equal(old->items[i].words, new->items[k].words)) old->items[i].same = new->items[k].same = true;
}

static const Clause *next_other(const Clauses *of, uint32_t *at) {
  while (*at < of->count && of->items[*at].same) ++*at;
  return *at < of->count ? &of->items[(*at)++] : NULL;
}

static const char *keep(const Comparing *c, const Clause *clause) { return clause ? engine_keep(c->cible, clause->words) : NULL; }

/* What is left stands beside what is left of the other, in order: mostly a clause and what became of it. */
static void tell(Comparing *c, const Clauses *old, const Clauses *new) {
  const char *space;
  const char *name = engine_keep(c->cible, decl_name(new->decl, &space));
  uint32_t a = 0, b = 0;
  for (;;) {
    const Clause *before = next_other(old, &a), *after = next_other(new, &b);
    if (!before && !after) return;
    c->out[c->count++] = (CibleClauseChange){name, keep(c, before), keep(c, after)};
  }
}

static bool compare_decl(Comparing *c, const AstNode *before, const AstNode *after) {
  Clauses old, new;
  if (!read_clauses(c, before, &old) || !read_clauses(c, after, &new)) return false;
  match(&old, &new);
  CibleClauseChange *more = ARENA_ARRAY(&c->cible->results, CibleClauseChange, c->count + old.count + new.count + 1);
  if (!more) return false;
  if (c->count) memcpy(more, c->out, c->count * sizeof *more);
  c->out = more;
  tell(c, &old, &new);
  return true;
}

/* ---- versions ---- */

static const AstNode *read_version(Comparing *c, const CibleReview *review) {
  DiagList unheard;
  diag_init(&unheard, c->arena);
  Str text = {review->text, (uint32_t)review->length};
  if (review->text) return module_load_text(c->arena, &c->cible->sources, &reader_files, review->path, text, &unheard);
  return module_load(c->arena, &c->cible->sources, &reader_files, review->path, &unheard);
}

bool clauses_compare(Cible *cible, const CibleReview *before, const CibleReview *after, Arena *arena, const CibleClauseChange **out,
                     size_t *count) {
  Comparing c = {.cible = cible, .arena = arena};
  const AstNode *old = read_version(&c, before), *new = old ? read_version(&c, after) : NULL;
  for (uint32_t i = 0; old && new && i < new->count; i++) {
    const AstNode *same = is_told(new->kid[i]) ? declared(old, new->kid[i]) : NULL;
    if (same && !compare_decl(&c, same, new->kid[i])) return false;
  }
  *out = c.out;
  *count = c.count;
  return !arena->failed;
}

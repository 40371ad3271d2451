/* SPDX-License-Identifier: MIT
 * Rules in which something does not fit the grammar: the other declarations are checked all the same, and what is wrong in those is
 * told that cannot come from what was not understood. Nothing is told of a declaration that names, itself or through others, a word of
 * the parts that were lost; nor of anything where a file or a record is lost, on which all may hang. */
#include "lang/engine/engine_rest.h"

#include "lang/syntax/decl.h"
#include "lang/syntax/lex.h"
#include "runtime/base/map.h"

typedef struct Rest {
  Arena *arena;
  const SourceMap *sources;
  const DiagList *said; /* by reader and parser */
  Map words;            /* what a name may stand for that is not known: LOST or TAINTED */
  Map declared;         /* by what is whole */
  AstNode **decls;      /* that are whole */
  bool *tainted;
  uint32_t count;
  bool good;            /* memory is not out */
} Rest;

/* What the words are known by. */
static const char LOST[] = "lost", TAINTED[] = "tainted", DECLARED[] = "declared";

/* ---- what was lost ---- */

/* Errors of files, not of a place in one: what stands there is not known. */
static bool is_of_file(DiagCode code) {
  switch (code) {
  case DIAG_FILE_UNREADABLE:
  case DIAG_INCLUDE_TOO_DEEP:
  case DIAG_TOO_MANY_MODULES:
  case DIAG_SOURCE_TOO_LARGE:
  case DIAG_UTF16:
  case DIAG_NUL_BYTE:
  case DIAG_NOT_UTF8:
  case DIAG_NO_MEMORY: return true;
  default: return false;
  }
}

static bool is_letter(char c) {
  return c == '_' || (unsigned char)c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void note(Rest *r, Map *map, Str word, const char *what) {
  if (r->good && word.n) r->good = map_put(map, word, (void *)what);
}

static bool is_hit(const Rest *r, Span span) {
  for (uint32_t i = 0; i < r->said->count; i++) {
    const Diag *diag = r->said->items[i];
    if (diag->span.from <= span.to && diag->span.to >= span.from) return true;
  }
  return false;
}

/* The next word, text in quotes or sign of a text, comments left out; `*at` moves behind it. Empty at the end. */
static Str next_token(Str text, uint32_t *at) {
  uint32_t i = *at;
  while (i < text.n && (strchr(" \t\r\n", text.p[i]) || text.p[i] == '#')) {
    if (text.p[i] == '#')
      while (i < text.n && text.p[i] != '\n') i++;
    else i++;
  }
  uint32_t from = i;
  while (i < text.n && is_letter(text.p[i])) i++;
  char quote = i == from && i < text.n ? text.p[i] : 0;
  if (quote) i++;
  if (quote == '"' || quote == '`') {
    while (i < text.n && text.p[i] != quote && text.p[i] != '\n') i++;
    if (i < text.n) i++;
  }
  *at = i;
  return (Str){text.p + from, i - from};
}

static bool opens_declaration(Str token) { return (lex_word_flags(token) & WORD_DECL) != 0; }

static bool begins_line(Str text, Str token) {
  uint32_t at = (uint32_t)(token.p - text.p);
  while (at && strchr(" \t", text.p[at - 1])) at--;
  return at == 0 || text.p[at - 1] == '\n';
}

/* What is declared where the error is, has no name that can be trusted: it is missing, or broken off by the error itself. */
static bool is_nameless(Str text, uint32_t error) {
  uint32_t at = 0, tokens = 0;
  Str token, name = {0};
  while ((token = next_token(text, &at)).n && (uint32_t)(token.p - text.p) < error) {
    if (opens_declaration(token) && begins_line(text, token)) tokens = 0, name = (Str){0};
    if (++tokens == 2) name = token;
  }
  if (tokens <= 2 || lex_word_flags(name) || !(is_letter(name.p[0]) || name.p[0] == '`' || name.p[0] == '"')) return tokens > 0;
  const char *behind = name.p + name.n;
  return behind < text.p + text.n && !strchr(" \t\r\n(=:{", *behind);
}

/* Whatever could be a name in a text between whole declarations; where an error is in it, also what looks like a comment or a text in
 * quotes. False where a record, a file, a module or a name that nobody knows may have been lost. */
static bool lose_words(Rest *r, Str text, uint32_t base) {
  bool unknown = false, hit = is_hit(r, (Span){base, base + text.n});
  for (uint32_t i = 0; i < text.n;) {
    uint32_t from = i;
    while (i < text.n && is_letter(text.p[i])) i++;
    Str word = {text.p + from, i - from};
    unknown |= str_is(word, "record") || (hit && (str_is(word, "include") || str_is(word, "use") || str_is(word, "cible")));
    note(r, &r->words, word, LOST);
    if (i > from) continue;
    if (!hit && text.p[i] == '#')
      while (i < text.n && text.p[i] != '\n') i++;
    else if (text.p[i++] == '`') { /* a name of any letters */
      uint32_t to = i;
      while (to < text.n && text.p[to] != '`') to++;
      note(r, &r->words, (Str){text.p + i, to - i}, LOST);
    }
  }
  for (uint32_t i = 0; i < r->said->count; i++) {
    uint32_t error = r->said->items[i]->span.from;
    if (error >= base && error <= base + text.n) unknown |= is_nameless(text, error - base);
  }
  return !unknown;
}

/* ---- what is whole ---- */

/* The record whose columns have no name before them: the one that says so or that another is `of`, or the only one. */
static bool is_subject(const AstNode *tree, const AstNode *record) {
  bool only = true;
  for (uint32_t i = 0; i < tree->count; i++) {
    const AstNode *other = tree->kid[i];
    if (other->kind != AST_RECORD || other == record) continue;
    const AstNode *of = other->kid[RECORD_OF];
    only = false;
    if (of && !record->kid[RECORD_OF] && str_equal(of->text, record->kid[RECORD_NAME]->text)) return true;
  }
  return only || record->op != 0;
}

static void declare(Rest *r, const AstNode *tree, const AstNode *decl) {
  const char *space;
  note(r, &r->declared, decl_name(decl, &space), DECLARED);
  const AstNode *fields = decl->kind == AST_RECORD && is_subject(tree, decl) ? decl->kid[RECORD_FIELDS] : NULL;
  for (uint32_t i = 0; fields && i < fields->count; i++) note(r, &r->declared, fields->kid[i]->kid[FIELD_NAME]->text, DECLARED);
}

/* A module is whole where all of its files are. */
static bool is_whole_use(const Rest *r, const AstNode *decl) {
  const AstNode *module = decl->kid[USE_TREE];
  for (uint32_t i = 0; module && i < module->count; i++) {
    const SourceFile *file = source_of(r->sources, module->kid[i]->span);
    if (file && is_hit(r, (Span){file->base, file->base + file->text.n})) return false;
  }
  return module != NULL;
}

/* Behind it comes what is no declaration: it was cut off there. */
static bool is_cut_off(const SourceFile *file, const AstNode *decl, const AstNode *next) {
  uint32_t from = decl->span.to - file->base, to = next ? next->span.from - file->base : file->text.n, at = 0;
  Str token = from < to ? next_token((Str){file->text.p + from, to - from}, &at) : (Str){0};
  return token.n && !opens_declaration(token);
}

static const AstNode *next_in(const Rest *r, const SourceFile *file, const AstNode *tree, uint32_t i) {
  while (++i < tree->count)
    if (source_of(r->sources, tree->kid[i]->span) == file) return tree->kid[i];
  return NULL;
}

static bool is_whole(const Rest *r, const SourceFile *file, const AstNode *tree, uint32_t i) {
  const AstNode *decl = tree->kid[i];
  if (is_hit(r, decl->span) || is_cut_off(file, decl, next_in(r, file, tree, i))) return false;
  return decl->kind != AST_USE || is_whole_use(r, decl);
}

/* Sets apart what is whole in one file of the program; all else in it is lost. False where nothing can be told of the rest. */
static bool set_apart(Rest *r, const SourceFile *file, const AstNode *tree) {
  uint32_t lost = file->base;
  for (uint32_t i = 0; i <= tree->count; i++) {
    AstNode *decl = i < tree->count ? tree->kid[i] : NULL;
    if (decl && (source_of(r->sources, decl->span) != file || !is_whole(r, file, tree, i))) continue;
    uint32_t to = decl ? decl->span.from : file->base + file->text.n;
    if (to > lost && !lose_words(r, (Str){file->text.p + (lost - file->base), to - lost}, lost)) return false;
    if (!decl) break;
    lost = decl->span.to;
    r->decls[r->count++] = decl;
    declare(r, tree, decl);
  }
  return r->good;
}

static bool has_declaration(const Rest *r, const SourceFile *file, const AstNode *tree) {
  for (uint32_t i = 0; i < tree->count; i++)
    if (source_of(r->sources, tree->kid[i]->span) == file) return true;
  return false;
}

/* Every error lies in a file of which the program has declarations (or which is the first): else a whole file may be lost. */
static bool are_placed(const Rest *r, const AstNode *tree) {
  for (uint32_t i = 0; i < r->said->count; i++) {
    const Diag *diag = r->said->items[i];
    const SourceFile *file = diag->span.to ? source_of(r->sources, diag->span) : NULL;
    if (!file || is_of_file(diag->code) || (file != r->sources->files[0] && !has_declaration(r, file, tree))) return false;
  }
  return r->said->left_out == 0;
}

static bool find_whole(Rest *r, const AstNode *tree) {
  if (!are_placed(r, tree)) return false;
  for (uint32_t i = 0; i < r->sources->count; i++) {
    const SourceFile *file = r->sources->files[i];
    if ((i == 0 || has_declaration(r, file, tree)) && !set_apart(r, file, tree)) return false;
  }
  return r->good;
}

/* ---- what hangs on what was lost ---- */

/* Labels hang on the classification that stands before them, or that they are of. */
static bool is_label(const AstNode *parent, uint32_t kid) {
  return (parent->kind == AST_IS && kid == IS_LABELS) || (parent->kind == AST_CASE && kid == CASE_LABEL) || parent->kind == AST_CASE_FOR;
}

static bool names_lost(const Rest *r, const AstNode *node) {
  if (node->kind == AST_NAME || node->kind == AST_WORD) {
    const void *what = map_get(&r->words, node->text);
    return what == TAINTED || (what == LOST && !map_get(&r->declared, node->text));
  }
  if (node->kind == AST_PROGRAM) return false; /* a module's own tree */
  for (uint32_t i = 0; i < node->count; i++)
    if (node->kid[i] && !is_label(node, i) && names_lost(r, node->kid[i])) return true;
  return false;
}

static void spread_taint(Rest *r) {
  const char *space;
  for (bool more = true; more && r->good;) {
    more = false;
    for (uint32_t i = 0; i < r->count; i++) {
      bool record = r->decls[i]->kind == AST_RECORD; /* which names nothing but records, and of those none is lost */
      if (r->tainted[i] || record || !names_lost(r, r->decls[i])) continue;
      more = r->tainted[i] = true;
      note(r, &r->words, decl_name(r->decls[i], &space), TAINTED);
    }
  }
}

/* ---- the check ---- */

/* Only what stands in a declaration is told: that there is no record, say, may be the fault of what was lost. */
static bool is_placed(const Rest *r, const Diag *diag) {
  for (uint32_t i = 0; i < r->count; i++)
    if (diag->span.to && diag->span.from >= r->decls[i]->span.from && diag->span.to <= r->decls[i]->span.to) return true;
  return false;
}

static void check_whole(Rest *r, SourceMap *sources, const CheckInput *input, DiagList *diags) {
  AstNode *program = ast_new(r->arena, AST_PROGRAM, (Span){0, 0}, 0);
  DiagList found;
  diag_init(&found, r->arena);
  found.language = diags->language;
  for (uint32_t i = 0; program && i < r->count; i++)
    if (!r->tainted[i]) program = ast_push(r->arena, program, r->decls[i]);
  if (!program) return;
  CheckInput rest = *input;
  rest.tree = program;
  rest.sources = sources;
  rest.extra_count = 0;
  rest.quiet_unused = true;
  (void)check_program(&rest, &found);
  for (uint32_t i = 0; i < found.count; i++)
    if (diag_info(found.items[i]->code)->severity == SEVERITY_ERROR && is_placed(r, found.items[i])) diag_copy(diags, found.items[i]);
}

void engine_check_rest(const CheckInput *input, const Alloc *alloc, DiagList *diags) {
  const AstNode *tree = input->tree;
  Rest r = {.arena = input->arena, .sources = input->sources, .said = diags, .good = true,
            .decls = ARENA_ARRAY(input->arena, AstNode *, tree->count + 1), .tainted = ARENA_ARRAY(input->arena, bool, tree->count + 1)};
  if (!r.decls || !r.tainted || !r.sources->count) return;
  map_init(&r.words, alloc);
  map_init(&r.declared, alloc);
  if (find_whole(&r, tree)) spread_taint(&r);
  else r.good = false;
  if (r.good) check_whole(&r, input->sources, input, diags);
  map_free(&r.words);
  map_free(&r.declared);
}

/* SPDX-License-Identifier: MIT
 * `# allow W03` silences a warning: on the line before its place, or before the clause or declaration that it stands in. */
#include "lang/check/checker.h"

static bool is_letter(char ch) { return (ch >= 'A' && ch <= 'Z') || (ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9'); }

/* Does a comment line `# allow W01, W03` name the code? */
static bool line_allows(Str line, const char *code) {
  uint32_t i = 0;
  while (i < line.n && (line.p[i] == ' ' || line.p[i] == '\t')) i++;
  if (i == line.n || line.p[i] != '#') return false;
  for (i++; i < line.n && (line.p[i] == ' ' || line.p[i] == '\t'); i++) continue;
  static const char word[] = "allow";
  if (line.n - i < sizeof word - 1 || memcmp(line.p + i, word, sizeof word - 1) != 0) return false;
  for (i += sizeof word - 1; i < line.n; i++) {
    uint32_t from = i;
    while (i < line.n && is_letter(line.p[i])) i++;
    if (str_is((Str){line.p + from, i - from}, code)) return true;
  }
  return false;
}

/* Does `# allow CODE` stand on the line before the one of this offset? */
static bool allowed_before(const SourceFile *file, uint32_t offset, const char *code) {
  uint32_t at = offset - file->base;
  while (at > 0 && file->text.p[at - 1] != '\n') at--;
  if (at == 0) return false;
  uint32_t end = at - 1, from = end;
  while (from > 0 && file->text.p[from - 1] != '\n') from--;
  return line_allows((Str){file->text.p + from, end - from}, code);
}

static bool is_clause(const AstNode *node) {
  return node->kind > AST_PROGRAM && node->kind < AST_IF && node->kind != AST_SET && node->kind != AST_FORMAL;
}

/* The innermost clause or declaration around the place, which may go over several lines; NULL where there is none. */
static const AstNode *clause_around(const AstNode *list, Span span) {
  const AstNode *found = NULL;
  for (uint32_t i = 0; list && i < list->count; i++) {
    const AstNode *kid = list->kid[i];
    if (!kid) continue;
    if (kid->kind == AST_USE && !found) found = clause_around(kid->kid[USE_TREE], span);
    if (kid->span.from > span.from || kid->span.to < span.to || kid->kind >= AST_IF) continue;
    const AstNode *inner = clause_around(kid, span);
    return inner ? inner : is_clause(kid) && list->kind <= AST_PROGRAM ? kid : NULL;
  }
  return found;
}

bool lint_wanted(const Checker *c, DiagCode code, Span span) {
  const SourceFile *file = source_of(c->out->sources, span);
  if (!file) return true;
  const char *name = diag_info(code)->code;
  if (allowed_before(file, span.from, name)) return false;
  const AstNode *clause = clause_around(c->out->tree, span);
  return !clause || !allowed_before(file, clause->span.from, name);
}

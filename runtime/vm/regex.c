/* SPDX-License-Identifier: MIT */
#include "runtime/vm/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "runtime/data/regex.h"

enum { WORKSPACE = 1024, WORKSPACE_MOST = 1 << 20 /* ints */ };

struct Regex {
  Arena *arena;
  pcre2_code *code;
  pcre2_match_data *match;
  int *workspace;
  size_t workspace_size;
};

static void *take(size_t size, void *arena) { return arena_alloc(arena, size); }
/* An arena gives all back at once. */
static void leave(void *ptr, void *arena) {
  (void)ptr;
  (void)arena;
}

static pcre2_code *compile(Str pattern, uint32_t options, pcre2_compile_context *context) {
  int error;
  PCRE2_SIZE at;
  return pcre2_compile((PCRE2_SPTR)(pattern.p ? pattern.p : ""), pattern.n, options | regex_options(), &error, &at,
                       context);
}

/* Everything before the match is made a part of it, and the match is held at the text's start: all starting points are then
 * tried at once, where a search would begin again at each. */
static pcre2_code *compile_search(Str pattern, Arena *arena, pcre2_compile_context *context) {
  if (!compile(pattern, 0, context)) return NULL;
  static const char before[] = "(?s:.*?)(?:", after[] = ")";
  size_t n = sizeof before - 1 + pattern.n + sizeof after - 1;
  char *whole = arena_bytes(arena, n + 1);
  if (!whole) return NULL;
  memcpy(whole, before, sizeof before - 1);
  if (pattern.n) memcpy(whole + sizeof before - 1, pattern.p, pattern.n);
  memcpy(whole + sizeof before - 1 + pattern.n, after, sizeof after);
  return compile((Str){whole, (uint32_t)n}, PCRE2_ANCHORED, context);
}

Regex *regex_compile(Str pattern, Arena *arena) {
  pcre2_general_context *general = pcre2_general_context_create(take, leave, arena);
  pcre2_compile_context *context = general ? pcre2_compile_context_create(general) : NULL;
  Regex *regex = ARENA_NEW(arena, Regex);
  if (!context || !regex) return NULL;
  regex->arena = arena;
  regex->code = compile_search(pattern, arena, context);
  regex->match = pcre2_match_data_create(1, general);
  regex->workspace = ARENA_ARRAY(arena, int, WORKSPACE);
  regex->workspace_size = WORKSPACE;
  return regex->code && regex->match && regex->workspace ? regex : NULL;
}

static bool grow_workspace(Regex *regex) {
  size_t size = regex->workspace_size * 4;
  int *workspace = size > WORKSPACE_MOST ? NULL : ARENA_ARRAY(regex->arena, int, size);
  if (!workspace) return false;
  regex->workspace = workspace;
  regex->workspace_size = size;
  return true;
}

bool regex_found(Regex *regex, Str text) {
  int result;
  do
    result = pcre2_dfa_match(regex->code, (PCRE2_SPTR)(text.p ? text.p : ""), text.n, 0, PCRE2_DFA_SHORTEST, regex->match,
                             NULL, regex->workspace, regex->workspace_size);
  while (result == PCRE2_ERROR_DFA_WSSIZE && grow_workspace(regex));
  return result >= 0;
}

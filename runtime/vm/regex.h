/* Regular expressions of `matches`, searched by PCRE2's DFA matcher: one pass over the text, whatever the expression. */
#ifndef CIBLE_VM_REGEX_H
#define CIBLE_VM_REGEX_H

#include "runtime/base/arena.h"

typedef struct Regex Regex;

/* Lives as long as the arena. NULL where memory is out or the expression is none. */
Regex *regex_compile(Str pattern, Arena *arena);
/* Is the expression found anywhere in the text? */
bool regex_found(Regex *regex, Str text);

#endif

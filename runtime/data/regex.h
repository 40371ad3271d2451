/* Which regular expressions `matches` takes: those that the checker passes and the VM compiles. */
#ifndef CIBLE_DATA_REGEX_H
#define CIBLE_DATA_REGEX_H

#include "runtime/base/str.h"

enum { REGEX_PATTERN_MOST = 4096 }; /* bytes */

/* What the pattern is compiled with (PCRE2_* flags): UTF-8, Unicode classes, no \C. */
uint32_t regex_options(void);

/* Is it of the regular subset that a DFA runs in linear time (no back-references, looking around, recursion, conditions,
 * atomic or possessive parts, verbs, callouts, \K, \C, \G), with at most a hundred parts repeated, and well formed? Else *why
 * says what is wrong, for people; it is static. */
bool regex_check(Str pattern, const char **why);

#endif

/* UTF-8 and Unicode, by utf8proc. */
#ifndef CIBLE_BASE_UTF8_H
#define CIBLE_BASE_UTF8_H

#include "runtime/base/arena.h"
#include "runtime/base/buf.h"

/* Is it UTF-8, without surrogates? (A NUL is a code point like others here.) */
bool utf8_valid(Str text);
/* The same in NFC: `text` itself where it is already, else made in `arena`. False where memory is out or it is not UTF-8. */
bool utf8_nfc(Str text, Arena *arena, Str *out) __attribute__((warn_unused_result));
/* Composes the text after options of utf8proc (0: none) and `map` (NULL: none) have been applied to its parts: for upper, lower
 * and fold. False as above. */
bool utf8_compose(Str text, Arena *arena, int options, int32_t (*map)(int32_t point, void *user), void *user, Str *out)
    __attribute__((warn_unused_result));
/* The code point at byte `at`; gives its length in bytes (U+FFFD and 1 where it is not UTF-8). */
uint32_t utf8_next(Str text, uint32_t at, uint32_t *point);
/* Without the blanks (Unicode's White_Space) at both ends. */
Str utf8_trim(Str text);
uint32_t utf8_length(Str text); /* code points */
/* Columns that a terminal takes for it: wide characters 2, marks 0. */
uint32_t utf8_width(Str text);
/* Appends the text with control characters (also C1, and those that turn the writing direction) shown as \u{…}: for terminals. */
void utf8_show(Buf *out, Str text);

#endif

/* UTF-8 and Unicode, by utf8proc. */
#ifndef CIBLE_BASE_UTF8_H
#define CIBLE_BASE_UTF8_H

#include "runtime/base/arena.h"
#include "runtime/base/buf.h"

/* Is it UTF-8, without surrogates? (A NUL is a code point like others here.) */
bool utf8_valid(Str text);
/* The same in NFC: `text` itself where it is already, else made in `arena`. False where memory is out or it is not UTF-8. */
bool utf8_nfc(Str text, Arena *arena, Str *out) __attribute__((warn_unused_result));
/* The code point at byte `at`; gives its length in bytes (U+FFFD and 1 where it is not UTF-8). */
uint32_t utf8_next(Str text, uint32_t at, uint32_t *point);
/* Without the blanks (Unicode's White_Space) at both ends. */
Str utf8_trim(Str text);
uint32_t utf8_length(Str text); /* code points */
/* Columns that a terminal takes for it: wide characters 2, marks 0. */
uint32_t utf8_width(Str text);
/* Appends the text with control characters (also C1, and those that turn the writing direction) shown as \u{…}: for terminals. */
void utf8_show(Buf *out, Str text);

/* Unicode's full case mappings, without locale, in NFC. `fold` is the full case folding, marks dropped, and œ æ ß written as oe
 * ae ss: for finding what a person would call the same. `text` itself where nothing changes. False where memory is out. */
bool utf8_upper(Str text, Arena *arena, Str *out) __attribute__((warn_unused_result));
bool utf8_lower(Str text, Arena *arena, Str *out) __attribute__((warn_unused_result));
bool utf8_fold(Str text, Arena *arena, Str *out) __attribute__((warn_unused_result));

#endif

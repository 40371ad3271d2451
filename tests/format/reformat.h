/* Holds the formatter to its promises, for one text: it changes no token and no comment, formatting twice changes nothing, how
 * lines were broken before does not show, and the program compiles to the same bytecode with the same messages. */
#ifndef CIBLE_TESTS_FORMAT_REFORMAT_H
#define CIBLE_TESTS_FORMAT_REFORMAT_H

#include "examples/data/random.h"
#include "lang/format/format.h"

/* `name` is where the text's includes are looked for. False, with what differs printed, where a promise is broken. */
bool reformat_holds(const char *name, Str text, uint64_t seed);

/* scramble.c: the text's tokens with other blanks and line ends between, in the arena. Comments are left out, and where
 * `remarks` is set new ones are put in at random places. */
Str scramble(Arena *arena, const SourceFile *file, Random *random, bool remarks);

#endif

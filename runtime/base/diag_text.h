/* The texts of messages: formats filled in, in the language that the messages have. */
#ifndef CIBLE_BASE_DIAG_TEXT_H
#define CIBLE_BASE_DIAG_TEXT_H

#include <stdarg.h>

#include "runtime/base/arena.h"
#include "runtime/base/catalog.h"

/* The format, translated, with its arguments. A piece given to `%s` is a phrase of the catalog itself, and translated too, unless it
 * stands between backquotes, as the words of rules do; what is given to `%.*s` stays as it is. Translations take the arguments
 * in the order of the original. Cut where it is very long; empty where memory is out. */
Str diag_format(Arena *arena, Language language, const char *format, va_list args);

#endif

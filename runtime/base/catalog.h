/* Messages in other languages than English: catalogs of gettext (the folder po, compiled by msgfmt), built into the library. They are
 * looked up by the English text; nothing asks for the process's locale or changes it. */
#ifndef CIBLE_BASE_CATALOG_H
#define CIBLE_BASE_CATALOG_H

#include <stdbool.h>

/* Marks a text that is translated where it is said. */
#define N_(english) english

typedef enum Language { LANGUAGE_ENGLISH, LANGUAGE_FRENCH } Language;

/* By its code, "fr", "fr_FR.UTF-8", "en"; false where there is none of it. */
bool catalog_language(const char *name, Language *out);
/* The text in the language; itself where it has no translation. */
const char *catalog_translate(Language language, const char *english);

#endif

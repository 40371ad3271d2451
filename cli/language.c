/* SPDX-License-Identifier: MIT
 * The language of what is said, from the environment as gettext reads it; machine formats are the same in all. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

static const char *language = "en"; /* of the process; set once, before anything is said */

static const char *set(const char *name) {
  const char *value = getenv(name);
  return value && *value ? value : NULL;
}

/* No language at all. C.UTF-8 is none either, but lets LANGUAGE choose, as with gettext. */
static bool is_plain(const char *locale) { return strcmp(locale, "POSIX") == 0 || strcmp(locale, "C") == 0; }

static const char *known(const char *name) {
  return strncmp(name, "fr", 2) == 0 ? "fr" : strncmp(name, "en", 2) == 0 ? "en" : NULL;
}

void language_choose(Cible *cible) {
  const char *locale = set("LC_ALL");
  if (!locale) locale = set("LC_MESSAGES");
  if (!locale) locale = set("LANG");
  if (locale && is_plain(locale)) return; /* as for gettext, no list of languages counts then */
  const char *found = NULL;
  for (const char *list = set("LANGUAGE"); list && *list && !found; list += strcspn(list, ":"), list += *list == ':') found = known(list);
  if (!found && locale) found = known(locale);
  if (found) language = found;
  if (cible && cible_set_language(cible, language) != CIBLE_OK) language = "en";
}

const char *tr(const char *english) { return cible_translation(language, english); }

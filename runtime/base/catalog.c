/* SPDX-License-Identifier: MIT */
#include "runtime/base/catalog.h"

#include <stdint.h>
#include <string.h>

/* The compiled catalog, made by po/embed.sh. Its layout (GNU gettext manual, "The Format of GNU MO Files"), in little-endian words:
 * mark, revision, number of texts, where the table of originals stands, where that of translations does; an entry of a table is
 * length and place of a text that ends in a NUL. The originals are sorted by their bytes. */
extern const unsigned char catalog_fr[];

static uint32_t word_at(const unsigned char *p) {
  return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static const char *text_at(const unsigned char *catalog, uint32_t table, uint32_t index) {
  return (const char *)catalog + word_at(catalog + word_at(catalog + table) + 8 * index + 4);
}

static const char *look_up(const unsigned char *catalog, const char *text) {
  uint32_t from = 0, to = word_at(catalog + 8);
  while (from < to) {
    uint32_t middle = from + (to - from) / 2;
    int order = strcmp(text, text_at(catalog, 12, middle));
    if (order == 0) return text_at(catalog, 16, middle);
    if (order < 0) to = middle;
    else from = middle + 1;
  }
  return text;
}

bool catalog_language(const char *name, Language *out) {
  static const struct {
    const char *code;
    Language language;
  } known[] = {{"en", LANGUAGE_ENGLISH}, {"fr", LANGUAGE_FRENCH}};
  size_t n = strcspn(name, "_.@-");
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (strlen(known[i].code) == n && strncmp(known[i].code, name, n) == 0) return *out = known[i].language, true;
  return false;
}

const char *catalog_translate(Language language, const char *english) {
  switch (language) {
  case LANGUAGE_ENGLISH:
    return english;
  case LANGUAGE_FRENCH:
    return *english ? look_up(catalog_fr, english) : english; /* the empty text is the catalog's head */
  }
  return english;
}

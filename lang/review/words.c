/* SPDX-License-Identifier: MIT
 * Clause words for a person: long lists in short. */
#include "lang/review/review.h"

#include "runtime/base/utf8.h"

enum { LIST_MOST = 6 /* items of a list that are told one by one */ };

/* The list that opens at `from`: where it closes, how many items it has, and where the first ends. 0 where it holds more than
 * literals. */
static uint32_t literal_list(Str text, uint32_t from, uint32_t *count, uint32_t *first) {
  bool quoted = false, starts = true;
  *count = 1;
  *first = 0;
  for (uint32_t i = from + 1; i < text.n; i++) {
    char c = text.p[i];
    if (quoted) quoted = c != '"' || text.p[i - 1] == '\\';
    else if (c == ')') {
      if (!*first) *first = i;
      return i;
    } else if (c == ',') {
      if (!*first) *first = i;
      ++*count;
      starts = true;
    } else if (c != ' ') {
      if (starts && c != '"' && c != '-' && (c < '0' || c > '9')) return 0;
      starts = false;
      quoted = c == '"';
    }
  }
  return 0;
}

void why_write_words(Buf *out, const char *words, Language language) {
  Str text = str_from(words);
  bool quoted = false;
  uint32_t from = 0;
  for (uint32_t i = 0; i < text.n; i++) {
    if (text.p[i] == '"' && !(quoted && text.p[i - 1] == '\\')) quoted = !quoted;
    uint32_t count, first, end = !quoted && text.p[i] == '(' ? literal_list(text, i, &count, &first) : 0;
    if (!end || count <= LIST_MOST) continue;
    bool texts = text.p[i + 1] == '"';
    utf8_show(out, (Str){text.p + from, first - from});
    buf_text(out, ", … ");
    buf_print(out, texts ? catalog_translate(language, "%u texts") : catalog_translate(language, "%u values"), count);
    from = i = end;
  }
  utf8_show(out, (Str){text.p + from, text.n - from});
}

const char *cible_short_words(Cible *cible, const char *text) {
  cible->text.n = 0;
  why_write_words(&cible->text, text, cible->language);
  return buf_z(&cible->text);
}

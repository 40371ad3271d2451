/* Dict: the distinct texts of a column, numbered from 0 in the order met. It only grows while a scan runs, so that what was
 * computed for a code stays true. Code 0 is always the empty text, so that a lane without a value has a code that exists. */
#ifndef CIBLE_DATA_DICT_H
#define CIBLE_DATA_DICT_H

#include "runtime/base/arena.h"

enum { DICT_RECENT = 1024 };

typedef struct Dict {
  Arena texts;
  Str *items;
  uint32_t count, size; /* count >= 1 */
  uint32_t *slots;      /* open addressing: code + 1, 0 free */
  uint32_t slot_count;
  uint64_t seed;
  int32_t recent[DICT_RECENT]; /* codes met last, by a cheap mix of a text's ends: most texts are found there without a hash */
} Dict;

bool dict_init(Dict *dict, const Alloc *alloc) __attribute__((warn_unused_result));
void dict_free(Dict *dict);
/* As dict_code, of a text that was not met lately. */
int32_t dict_code_slow(Dict *dict, Str text, int32_t *recent);

static inline uint32_t dict_mix(Str text) {
  uint64_t ends;
  if (text.n >= 8) ends = str_eight(text.p) * 3 + str_eight(text.p + text.n - 8);
  else if (text.n >= 4) ends = (uint64_t)str_four(text.p) << 32 | str_four(text.p + text.n - 4);
  else ends = text.n ? (uint64_t)(uint8_t)text.p[0] << 16 | (uint64_t)(uint8_t)text.p[text.n / 2] << 8 | (uint8_t)text.p[text.n - 1] : 0;
  return (uint32_t)((ends + text.n) * 0x9e3779b97f4a7c15u >> 54);
}

/* The code of a text that was met lately; -1 where it may be another. */
static inline int32_t dict_recent(const Dict *dict, Str text) {
  int32_t code = dict->recent[dict_mix(text)];
  return str_equal(dict->items[code], text) ? code : -1;
}

/* The text's code, added where it is new (the bytes are copied); -1 where memory is out. */
static inline int32_t dict_code(Dict *dict, Str text) {
  int32_t *recent = &dict->recent[dict_mix(text)];
  return str_equal(dict->items[*recent], text) ? *recent : dict_code_slow(dict, text, recent);
}
static inline Str dict_text(const Dict *dict, int32_t code) {
  return (uint32_t)code < dict->count ? dict->items[code] : STR("");
}

#endif

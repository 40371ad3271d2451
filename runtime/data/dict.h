/* Dict: the distinct texts of a column, numbered from 0 in the order met. It only grows while a scan runs, so that what was
 * computed for a code stays true. Code 0 is always the empty text, so that a lane without a value has a code that exists. */
#ifndef CIBLE_DATA_DICT_H
#define CIBLE_DATA_DICT_H

#include "runtime/base/arena.h"

enum { DICT_RECENT_BITS = 11, DICT_RECENT = 1 << DICT_RECENT_BITS };

/* A text met lately, all zero for the empty one: what tells most texts from all others stands beside the code. */
typedef struct DictRecent {
  StrEnds ends;
  uint32_t n;
  int32_t code;
} DictRecent;

typedef struct Dict {
  Arena texts;
  Str *items;
  uint32_t count, size; /* count >= 1 */
  uint32_t *slots;      /* open addressing: code + 1, 0 free */
  uint32_t slot_count;
  uint64_t seed;
  DictRecent recent[DICT_RECENT]; /* by a cheap mix of a text's ends: most texts are found there without a hash */
} Dict;

bool dict_init(Dict *dict, const Alloc *alloc) __attribute__((warn_unused_result));
void dict_free(Dict *dict);
/* The code of a text that the dictionary has; -1 where it has none such. */
int32_t dict_find(Dict *dict, Str text);
/* As dict_code, of a text that was not met lately. */
int32_t dict_code_slow(Dict *dict, Str text);

static inline uint32_t dict_mix(StrEnds ends, uint32_t n) {
  return (uint32_t)((ends.first * 3 + ends.last + n) * 0x9e3779b97f4a7c15u >> (64 - DICT_RECENT_BITS));
}

/* The code of a text that was met lately, of which these are the ends; -1 where it may be another. */
static inline int32_t dict_recent(const Dict *dict, Str text, StrEnds ends) {
  const DictRecent *recent = &dict->recent[dict_mix(ends, text.n)];
  bool same = ((recent->ends.first ^ ends.first) | (recent->ends.last ^ ends.last) | (recent->n ^ text.n)) == 0;
  if (text.n > STR_ENDS_MOST && same) same = memcmp(dict->items[recent->code].p, text.p, text.n) == 0;
  return same ? recent->code : -1;
}

/* The text's code, added where it is new (the bytes are copied); -1 where memory is out. */
static inline int32_t dict_code(Dict *dict, Str text) {
  int32_t code = dict_recent(dict, text, str_ends(text));
  return code < 0 ? dict_code_slow(dict, text) : code;
}
static inline Str dict_text(const Dict *dict, int32_t code) {
  return (uint32_t)code < dict->count ? dict->items[code] : STR("");
}

#endif

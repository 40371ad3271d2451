/* Dict: the distinct texts of a column, numbered from 0 in the order met. It only grows while a scan runs, so that what was
 * computed for a code stays true. Code 0 is always the empty text, so that a lane without a value has a code that exists. */
#ifndef CIBLE_DATA_DICT_H
#define CIBLE_DATA_DICT_H

#include "runtime/base/arena.h"

typedef struct Dict {
  Arena texts;
  Str *items;
  uint32_t count, size; /* count >= 1 */
  uint32_t *slots;      /* open addressing: code + 1, 0 free */
  uint32_t slot_count;
  uint64_t seed;
} Dict;

bool dict_init(Dict *dict, const Alloc *alloc) __attribute__((warn_unused_result));
void dict_free(Dict *dict);
/* The text's code, added where it is new (the bytes are copied); -1 where memory is out. */
int32_t dict_code(Dict *dict, Str text);
static inline Str dict_text(const Dict *dict, int32_t code) {
  return (uint32_t)code < dict->count ? dict->items[code] : STR("");
}

#endif

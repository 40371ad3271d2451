/* KeyIndex: from the key of a record to its ordinal, its place in key order. Built once, then shared by threads.
 * Integer keys that come one after the other take nothing; those that lie close together are a bitmap with counts (a quarter of a
 * byte to 16 bytes a key), others a hash table;
 * text keys are a hash table that owns its texts. */
#ifndef CIBLE_GROUP_KEY_INDEX_H
#define CIBLE_GROUP_KEY_INDEX_H

#include "runtime/data/slot_values.h"

typedef struct KeyIndex KeyIndex;

/* `kind` is INTEGER or TEXT. NULL where memory is out. */
KeyIndex *key_index_new(const Alloc *alloc, Kind kind);
void key_index_free(KeyIndex *index); /* NULL is let be */
/* Adds the next n records, all known: they take the next ordinals. False where memory is out (or 2^32 - 1 keys are reached). */
MUST_CHECK bool key_index_add(KeyIndex *index, const Vector *key, uint32_t n);

typedef enum KeyIndexEnd { KEY_INDEX_READY, KEY_INDEX_NO_MEMORY, KEY_INDEX_TWICE } KeyIndexEnd;
/* Ends the adding. TWICE: some key was met before; *twice (may be NULL) is the first ordinal of which that is true. */
MUST_CHECK KeyIndexEnd key_index_seal(KeyIndex *index, uint32_t *twice);

uint32_t key_index_count(const KeyIndex *index);
/* What it takes. */
size_t key_index_bytes(const KeyIndex *index);
/* The ordinals of a batch of keys of the same kind (sealed index only); ORDINAL_NONE for an unknown one and one that is not there. */
void key_index_find(const KeyIndex *index, const Vector *foreign, uint32_t n, uint32_t *ordinals);

#endif

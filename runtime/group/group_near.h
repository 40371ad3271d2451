/* GroupNear: a table straight from small keys to their groups, for a GroupMap alone. Labels and truths are small numbers, and so are
 * texts that stand in a dictionary: a row's keys side by side are its place in the table. */
#ifndef CIBLE_GROUP_GROUP_NEAR_H
#define CIBLE_GROUP_GROUP_NEAR_H

#include "runtime/base/status.h"
#include "runtime/data/dict.h"
#include "runtime/data/vector.h"

static const uint32_t NEAR_NOWHERE = UINT32_MAX; /* a place: some key is not small, or a text that is not known yet */

/* Codes of a dictionary as the map's own. */
typedef struct OwnCodes {
  const Dict *dict;
  uint32_t *codes; /* own code + 1; 0: not known yet */
  uint32_t size;
} OwnCodes;

typedef struct GroupNear {
  const Alloc *alloc;
  uint32_t width, digit; /* bits a key; 0: there is no table */
  uint32_t *groups;      /* by place: 0, or what the map has put there */
  OwnCodes *own;         /* one a key */
} GroupNear;

/* Keys of other kinds, and very many of them, have no table: then no other function but near_free is to be called. False where
 * memory is out. */
MUST_CHECK bool near_init(GroupNear *near, const Alloc *alloc, const Kind *kinds, uint32_t width);
void near_free(GroupNear *near);
/* Dictionaries of keys that were given before may be gone. */
void near_forget(GroupNear *near);
/* The places of n rows. False where memory is out. */
MUST_CHECK bool near_places(GroupNear *near, const Vector *const *keys, uint32_t n, uint32_t *places);
/* The text of key k with that code in its dictionary, the one given last, has this code of the map's own. */
void near_learn(GroupNear *near, uint32_t k, int32_t code, int32_t own);

#endif

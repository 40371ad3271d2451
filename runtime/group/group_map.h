/* GroupMap: from the keys of a row (dimensions of a measure, the K of `per K`) to the id of its group: 0, 1, 2 … in the order first
 * met. An unknown key is a key like others, or of no group, as the map was made. Owns its texts. */
#ifndef CIBLE_GROUP_GROUP_MAP_H
#define CIBLE_GROUP_GROUP_MAP_H

#include "runtime/data/slot_values.h"

enum { GROUP_WIDTH_MOST = 64 };

typedef struct GroupMap GroupMap;

/* `width` keys (0..GROUP_WIDTH_MOST; of none there is one group, id 0 from the beginning) of these kinds. NULL where memory is out. */
GroupMap *group_map_new(const Alloc *alloc, const Kind *kinds, uint32_t width, bool unknown_is_none);
void group_map_free(GroupMap *map); /* NULL is let be */

/* Before the rows of another table or pass: dictionaries of keys given before may be gone. */
void group_map_begin(GroupMap *map);
/* The group of each row of `lanes` (NULL: all n), made where it is new; ORDINAL_NONE for rows outside, and for those with an unknown
 * key where that is of no group. False where memory is out. */
MUST_CHECK bool group_map_find(GroupMap *map, const Vector *const *keys, const Mask *lanes, uint32_t n, uint32_t *ids);

uint32_t group_map_count(const GroupMap *map);
/* A key of a group; its text lives as long as the map. */
Value group_map_key(const GroupMap *map, uint32_t id, uint32_t part);
/* All ids by their first key, then their second …: labels in declared order, else ascending; unknown last. `ids` takes count
 * members. False where memory is out. */
MUST_CHECK bool group_map_order(const GroupMap *map, uint32_t *ids);

#endif

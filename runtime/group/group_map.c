/* SPDX-License-Identifier: MIT */
#include "runtime/group/group_map.h"

#include "runtime/data/dict.h"
#include "runtime/group/group_near.h"
#include "runtime/group/sort_key.h"

/* The keys of group g are cells[g * width] and on: sort keys, or codes of `texts`; 0 where unknown. */
struct GroupMap {
  const Alloc *alloc;
  uint32_t width;
  Kind kinds[GROUP_WIDTH_MOST];
  bool unknown_is_none;
  Dict texts;
  uint64_t *cells;
  uint64_t *known; /* a bit a key, a word a group */
  uint32_t count, size;
  uint32_t *slots; /* id + 1, 0 free */
  uint64_t slot_count;
  uint64_t seed;
  GroupNear near;  /* id + 1, or IN_NONE */
};

enum { FIRST_GROUPS = 64 };
static const uint32_t IN_NONE = UINT32_MAX; /* in no group: some key is unknown */

static size_t cell_bytes(const GroupMap *map, uint32_t groups) { return (size_t)groups * map->width * sizeof *map->cells; }

GroupMap *group_map_new(const Alloc *alloc, const Kind *kinds, uint32_t width, bool unknown_is_none) {
  GroupMap *map = MEM_NEW(alloc, GroupMap);
  if (!map) return NULL;
  map->alloc = alloc;
  if (!dict_init(&map->texts, alloc)) {
    mem_free(alloc, map, sizeof *map);
    return NULL;
  }
  map->width = width;
  map->unknown_is_none = unknown_is_none;
  map->seed = str_seed();
  map->count = width == 0;
  if (width) memcpy(map->kinds, kinds, width * sizeof *kinds);
  if (near_init(&map->near, alloc, kinds, width)) return map;
  group_map_free(map);
  return NULL;
}

void group_map_free(GroupMap *map) {
  if (!map) return;
  mem_free(map->alloc, map->cells, cell_bytes(map, map->size));
  mem_free(map->alloc, map->known, map->size * sizeof *map->known);
  mem_free(map->alloc, map->slots, map->slot_count * sizeof *map->slots);
  near_free(&map->near);
  dict_free(&map->texts);
  mem_free(map->alloc, map, sizeof *map);
}

void group_map_begin(GroupMap *map) { near_forget(&map->near); }

/* The keys of one row. */
typedef struct GroupTuple {
  uint64_t cells[GROUP_WIDTH_MOST];
  uint64_t known;
} GroupTuple;

/* False where memory is out. */
static bool read_tuple(GroupMap *map, const Vector *const *keys, uint32_t row, GroupTuple *tuple) {
  tuple->known = 0;
  for (uint32_t k = 0; k < map->width; k++) {
    const Vector *v = keys[k];
    uint32_t lane = v->constant ? 0 : row;
    tuple->cells[k] = 0;
    if (!vector_known(v, row)) continue;
    tuple->known |= (uint64_t)1 << k;
    if (v->kind != KIND_TEXT) {
      tuple->cells[k] = sort_key_at(v, lane);
      continue;
    }
    int32_t code = dict_code(&map->texts, v->dict ? dict_text(v->dict, v->i32[lane]) : v->str[lane]);
    if (code < 0) return false;
    tuple->cells[k] = (uint64_t)code;
  }
  return true;
}

static uint64_t mix(uint64_t h, uint64_t word) {
  unsigned __int128 product = (unsigned __int128)(h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
  return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t hash(const GroupMap *map, const uint64_t *cells, uint64_t known) {
  uint64_t h = mix(map->seed, known);
  for (uint32_t k = 0; k < map->width; k++) h = mix(h ^ map->seed, cells[k]);
  return h;
}

static bool is_group(const GroupMap *map, uint32_t id, const GroupTuple *tuple) {
  return map->known[id] == tuple->known &&
         memcmp(map->cells + (size_t)id * map->width, tuple->cells, cell_bytes(map, 1)) == 0;
}

static bool grow_slots(GroupMap *map) {
  uint64_t count = map->slot_count ? map->slot_count * 2 : FIRST_GROUPS * 2;
  uint32_t *slots = MEM_ARRAY(map->alloc, uint32_t, count);
  if (!slots) return false;
  for (uint32_t id = 0; id < map->count; id++) {
    uint64_t at = hash(map, map->cells + (size_t)id * map->width, map->known[id]) & (count - 1);
    while (slots[at]) at = (at + 1) & (count - 1);
    slots[at] = id + 1;
  }
  mem_free(map->alloc, map->slots, map->slot_count * sizeof *slots);
  map->slots = slots;
  map->slot_count = count;
  return true;
}

static bool grow_groups(GroupMap *map) {
  uint64_t size = map->size ? map->size * (uint64_t)2 : FIRST_GROUPS;
  if (size >= ORDINAL_NONE) size = ORDINAL_NONE - 1;
  if (size == map->size) return false;
  uint64_t *cells = MEM_ARRAY(map->alloc, uint64_t, size * map->width);
  uint64_t *known = MEM_ARRAY(map->alloc, uint64_t, size);
  if (!cells || !known) {
    mem_free(map->alloc, cells, size * map->width * sizeof *cells);
    mem_free(map->alloc, known, size * sizeof *known);
    return false;
  }
  if (map->count) {
    memcpy(cells, map->cells, cell_bytes(map, map->count));
    memcpy(known, map->known, map->count * sizeof *known);
  }
  mem_free(map->alloc, map->cells, cell_bytes(map, map->size));
  mem_free(map->alloc, map->known, map->size * sizeof *map->known);
  map->cells = cells;
  map->known = known;
  map->size = (uint32_t)size;
  return true;
}

/* The tuple's group, made where it is new; ORDINAL_NONE where memory is out. */
static uint32_t find(GroupMap *map, const GroupTuple *tuple) {
  if (map->count * (uint64_t)2 >= map->slot_count && !grow_slots(map)) return ORDINAL_NONE;
  uint64_t at = hash(map, tuple->cells, tuple->known) & (map->slot_count - 1);
  for (; map->slots[at]; at = (at + 1) & (map->slot_count - 1))
    if (is_group(map, map->slots[at] - 1, tuple)) return map->slots[at] - 1;
  if (map->count == map->size && !grow_groups(map)) return ORDINAL_NONE;
  uint32_t id = map->count++;
  memcpy(map->cells + (size_t)id * map->width, tuple->cells, cell_bytes(map, 1));
  map->known[id] = tuple->known;
  map->slots[at] = id + 1;
  return id;
}

/* The group of one row, made where it is new. False where memory is out. */
static bool find_row(GroupMap *map, const Vector *const *keys, uint32_t row, uint32_t *id) {
  const uint64_t all = map->width == 64 ? ~(uint64_t)0 : ((uint64_t)1 << map->width) - 1;
  GroupTuple tuple;
  *id = ORDINAL_NONE;
  if (!read_tuple(map, keys, row, &tuple)) return false;
  if (map->near.digit)
    for (uint32_t k = 0; k < map->width; k++)
      if (keys[k]->dict && tuple.known >> k & 1) near_learn(&map->near, k, keys[k]->i32[keys[k]->constant ? 0 : row], (int32_t)tuple.cells[k]);
  if (map->unknown_is_none && tuple.known != all) return true;
  *id = find(map, &tuple);
  return *id != ORDINAL_NONE;
}

/* By the table of small keys; what it does not know is found as ever, and put there. */
static bool find_near(GroupMap *map, const Vector *const *keys, const Mask *lanes, uint32_t n, uint32_t *ids) {
  uint32_t places[BATCH_SIZE], *groups = map->near.groups;
  if (!near_places(&map->near, keys, n, places)) return false;
  for (uint32_t i = 0; i < n; i++) {
    const uint32_t place = places[i], group = place == NEAR_NOWHERE ? 0 : groups[place];
    ids[i] = group == IN_NONE ? ORDINAL_NONE : group - 1;
    if (lanes && !mask_get(lanes, i)) {
      ids[i] = ORDINAL_NONE;
    } else if (!group) {
      if (!find_row(map, keys, i, &ids[i])) return false;
      if (place != NEAR_NOWHERE) groups[place] = ids[i] == ORDINAL_NONE ? IN_NONE : ids[i] + 1;
    }
  }
  return true;
}

/* Has the table a place for these keys? */
static bool are_near(const GroupMap *map, const Vector *const *keys) {
  bool near = map->near.digit > 0;
  for (uint32_t k = 0; near && k < map->width; k++) near = keys[k]->kind != KIND_TEXT || keys[k]->dict;
  return near;
}

bool group_map_find(GroupMap *map, const Vector *const *keys, const Mask *lanes, uint32_t n, uint32_t *ids) {
  if (are_near(map, keys)) return find_near(map, keys, lanes, n, ids);
  for (uint32_t i = 0; i < n; i++) {
    ids[i] = ORDINAL_NONE;
    if (lanes && !mask_get(lanes, i)) continue;
    if (!map->width) ids[i] = 0;
    else if (!find_row(map, keys, i, &ids[i])) return false;
  }
  return true;
}

uint32_t group_map_count(const GroupMap *map) { return map->count; }

Value group_map_key(const GroupMap *map, uint32_t id, uint32_t part) {
  Kind kind = map->kinds[part];
  uint64_t cell = map->cells[(size_t)id * map->width + part];
  if (!(map->known[id] >> part & 1)) return (Value){.kind = kind};
  if (kind != KIND_TEXT) return sort_key_value(kind, cell);
  return (Value){.kind = kind, .known = true, .str = dict_text(&map->texts, (int32_t)cell)};
}

/* By the first key in which they differ; unknown behind all that is known. */
static int compare(const GroupMap *map, uint32_t a, uint32_t b) {
  for (uint32_t k = 0; k < map->width; k++) {
    uint64_t x = map->cells[(size_t)a * map->width + k], y = map->cells[(size_t)b * map->width + k];
    bool x_known = map->known[a] >> k & 1, y_known = map->known[b] >> k & 1;
    if (x_known != y_known) return x_known ? -1 : 1;
    if (x == y) continue;
    if (map->kinds[k] != KIND_TEXT) return x < y ? -1 : 1;
    return str_compare(dict_text(&map->texts, (int32_t)x), dict_text(&map->texts, (int32_t)y));
  }
  return 0;
}

/* Merges sorted runs of ids, from..middle and middle..end. */
static void merge(const GroupMap *map, const uint32_t *ids, uint64_t from, uint64_t middle, uint64_t end, uint32_t *to) {
  uint64_t left = from, right = middle;
  for (uint64_t at = from; at < end; at++) {
    bool take_left = right == end || (left < middle && compare(map, ids[left], ids[right]) <= 0);
    to[at] = take_left ? ids[left++] : ids[right++];
  }
}

bool group_map_order(const GroupMap *map, uint32_t *ids) {
  uint64_t n = map->count;
  uint32_t *room = MEM_ARRAY(map->alloc, uint32_t, n);
  if (!room) return false;
  for (uint32_t id = 0; id < n; id++) ids[id] = id;
  for (uint64_t width = 1; width < n; width *= 2) {
    for (uint64_t from = 0; from < n; from += 2 * width) {
      uint64_t middle = from + width < n ? from + width : n, end = from + 2 * width < n ? from + 2 * width : n;
      merge(map, ids, from, middle, end, room);
    }
    memcpy(ids, room, n * sizeof *ids);
  }
  mem_free(map->alloc, room, n * sizeof *room);
  return true;
}

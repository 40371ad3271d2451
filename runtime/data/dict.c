/* SPDX-License-Identifier: MIT */
#include "runtime/data/dict.h"

enum { FIRST_ITEMS = 64 };

bool dict_init(Dict *dict, const Alloc *alloc) {
  *dict = (Dict){.seed = str_seed()};
  arena_init(&dict->texts, alloc);
  if (dict_code_slow(dict, STR("")) == 0) return true;
  dict_free(dict);
  return false;
}

void dict_free(Dict *dict) {
  const Alloc *alloc = dict->texts.alloc;
  if (!alloc) return;
  mem_free(alloc, dict->items, dict->size * sizeof *dict->items);
  mem_free(alloc, dict->slots, dict->slot_count * sizeof *dict->slots);
  arena_free(&dict->texts);
  *dict = (Dict){0};
}

static inline uint32_t *slot_of(const Dict *dict, uint32_t *slots, uint32_t slot_count, Str text) {
  uint32_t i = (uint32_t)str_hash(text, dict->seed) & (slot_count - 1);
  while (slots[i] && !str_equal(dict->items[slots[i] - 1], text)) i = (i + 1) & (slot_count - 1);
  return &slots[i];
}

/* Doubles the room for items; there are always two slots an item. */
static bool grow(Dict *dict) {
  if (dict->size > INT32_MAX / 4) return false;
  const Alloc *alloc = dict->texts.alloc;
  uint32_t size = dict->size ? dict->size * 2 : FIRST_ITEMS, slot_count = size * 2;
  uint32_t *slots = MEM_ARRAY(alloc, uint32_t, slot_count);
  if (!slots) return false;
  Str *items = mem_resize(alloc, dict->items, dict->size * sizeof *items, size * sizeof *items);
  if (!items) {
    mem_free(alloc, slots, slot_count * sizeof *slots);
    return false;
  }
  dict->items = items;
  for (uint32_t i = 0; i < dict->count; i++) *slot_of(dict, slots, slot_count, items[i]) = i + 1;
  mem_free(alloc, dict->slots, dict->slot_count * sizeof *slots);
  dict->slots = slots;
  dict->slot_count = slot_count;
  dict->size = size;
  return true;
}

static int32_t note(Dict *dict, Str text, uint32_t slot) {
  StrEnds ends = str_ends(text);
  dict->recent[dict_mix(ends, text.n)] = (DictRecent){ends, text.n, (int32_t)slot - 1};
  return (int32_t)slot - 1;
}

int32_t dict_find(Dict *dict, Str text) {
  int32_t code = dict_recent(dict, text, str_ends(text));
  if (code >= 0) return code;
  uint32_t slot = *slot_of(dict, dict->slots, dict->slot_count, text);
  return slot ? note(dict, text, slot) : -1;
}

int32_t dict_code_slow(Dict *dict, Str text) {
  if (dict->count == dict->size && !grow(dict)) return -1;
  uint32_t *slot = slot_of(dict, dict->slots, dict->slot_count, text);
  if (!*slot) {
    Str copy = arena_str(&dict->texts, text);
    if (!copy.p) return -1;
    dict->items[dict->count] = copy;
    *slot = ++dict->count;
  }
  return note(dict, text, *slot);
}

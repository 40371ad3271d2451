/* SPDX-License-Identifier: MIT */
#include "runtime/group/group_near.h"

#include "runtime/base/hot.h"

enum { PLACE_BITS = 15, DIGIT_MOST = 12, CODES_LEAST = 64 };

static size_t table_bytes(const GroupNear *near) { return ((size_t)1 << near->digit * near->width) * sizeof *near->groups; }

bool near_init(GroupNear *near, const Alloc *alloc, const Kind *kinds, uint32_t width) {
  *near = (GroupNear){.alloc = alloc, .width = width};
  uint32_t digit = width ? PLACE_BITS / width : 0;
  for (uint32_t k = 0; k < width; k++)
    if (kinds[k] != KIND_CODE && kinds[k] != KIND_BOOLEAN && kinds[k] != KIND_TEXT) digit = 0;
  if (digit < 2) return true;
  near->digit = digit < DIGIT_MOST ? digit : DIGIT_MOST;
  near->groups = mem_new(alloc, table_bytes(near));
  near->own = MEM_ARRAY(alloc, OwnCodes, width);
  return near->groups && near->own;
}

void near_free(GroupNear *near) {
  mem_free(near->alloc, near->groups, table_bytes(near));
  for (uint32_t k = 0; near->own && k < near->width; k++)
    mem_free(near->alloc, near->own[k].codes, near->own[k].size * sizeof *near->own[k].codes);
  mem_free(near->alloc, near->own, near->width * sizeof *near->own);
}

void near_forget(GroupNear *near) {
  for (uint32_t k = 0; near->own && k < near->width; k++) near->own[k].dict = NULL;
}

/* Room for all of the dictionary's codes; nothing is known of those of another. */
static bool follow_dict(const GroupNear *near, OwnCodes *own, const Dict *dict) {
  if (own->dict != dict && own->codes) memset(own->codes, 0, own->size * sizeof *own->codes);
  own->dict = dict;
  if (dict->count <= own->size) return true;
  const uint32_t size = dict->count + dict->count / 2 + CODES_LEAST;
  uint32_t *codes = mem_resize(near->alloc, own->codes, own->size * sizeof *codes, size * sizeof *codes);
  if (!codes) return false;
  memset(codes + own->size, 0, (size - own->size) * sizeof *codes);
  own->codes = codes;
  own->size = size;
  return true;
}

void near_learn(GroupNear *near, uint32_t k, int32_t code, int32_t own) {
  if ((uint32_t)code < near->own[k].size) near->own[k].codes[code] = (uint32_t)own + 1;
}

/* The number of a known key + 1. */
static uint32_t number_of(const OwnCodes *own, const Vector *v, uint32_t lane) {
  if (v->kind == KIND_BOOLEAN) return 1 + mask_get(v->bits, lane);
  if (v->kind != KIND_TEXT) return (uint32_t)v->i32[lane] + 1;
  const uint32_t code = v->dict ? (uint32_t)v->i32[lane] : 0, met = v->dict && code < own->size ? own->codes[code] : 0;
  return met ? met : NEAR_NOWHERE;
}

/* Of each row in a vector of keys: the key's number + 1, 0 where it is unknown. */
HOT static void number_keys(const OwnCodes *own, const Vector *v, uint32_t n, uint32_t *numbers) {
  if (v->constant) {
    const uint32_t one = vector_known(v, 0) ? number_of(own, v, 0) : 0;
    for (uint32_t i = 0; i < n; i++) numbers[i] = one;
    return;
  }
  if (v->kind == KIND_CODE)
    for (uint32_t i = 0; i < n; i++) numbers[i] = (uint32_t)v->i32[i] + 1;
  else
    for (uint32_t i = 0; i < n; i++) numbers[i] = number_of(own, v, i);
  if (!v->valid) return;
  for (uint32_t i = 0; i < n; i++) numbers[i] = mask_get(v->valid, i) ? numbers[i] : 0;
}

/* Adds a key's digit to each row's place. */
HOT static void add_digit(const uint32_t *numbers, uint32_t digit, uint32_t n, uint32_t *places) {
  const uint32_t limit = (uint32_t)1 << digit;
  for (uint32_t i = 0; i < n; i++)
    places[i] = places[i] == NEAR_NOWHERE || numbers[i] >= limit ? NEAR_NOWHERE : places[i] << digit | numbers[i];
}

bool near_places(GroupNear *near, const Vector *const *keys, uint32_t n, uint32_t *places) {
  uint32_t numbers[BATCH_SIZE];
  memset(places, 0, n * sizeof *places);
  for (uint32_t k = 0; k < near->width; k++) {
    if (keys[k]->dict && !follow_dict(near, &near->own[k], keys[k]->dict)) return false;
    number_keys(&near->own[k], keys[k], n, numbers);
    add_digit(numbers, near->digit, n, places);
  }
  return true;
}

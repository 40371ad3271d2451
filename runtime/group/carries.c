/* SPDX-License-Identifier: MIT */
#include "runtime/group/carries.h"

enum { FIRST_SIZE = 16 };

void carries_free(Carries *carries) {
  mem_free(carries->alloc, carries->slots, carries->size * sizeof *carries->slots);
  *carries = (Carries){.alloc = carries->alloc};
}

/* Where the owner is, or would be. Owners are ordinals, not a user's data: no input makes this slow. */
static Carry *slot_of(Carry *slots, uint32_t size, uint32_t owner) {
  uint32_t at = (uint32_t)(owner * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (size - 1);
  while (slots[at].used && slots[at].owner != owner) at = (at + 1) & (size - 1);
  return &slots[at];
}

static bool grow(Carries *carries) {
  uint32_t size = carries->size ? carries->size * 2 : FIRST_SIZE;
  Carry *slots = MEM_ARRAY(carries->alloc, Carry, size);
  if (!slots) return false;
  for (uint32_t i = 0; i < carries->size; i++)
    if (carries->slots[i].used) *slot_of(slots, size, carries->slots[i].owner) = carries->slots[i];
  mem_free(carries->alloc, carries->slots, carries->size * sizeof *slots);
  carries->slots = slots;
  carries->size = size;
  return true;
}

bool carries_add(Carries *carries, uint32_t owner, int64_t times) {
  if (carries->count * (uint64_t)2 >= carries->size && !grow(carries)) return false;
  Carry *carry = slot_of(carries->slots, carries->size, owner);
  if (!carry->used) {
    *carry = (Carry){.owner = owner, .used = true};
    carries->count++;
  }
  carry->times += times;
  return true;
}

int64_t carries_get(const Carries *carries, uint32_t owner) {
  return carries->count ? slot_of(carries->slots, carries->size, owner)->times : 0;
}

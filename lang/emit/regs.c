/* SPDX-License-Identifier: MIT */
#include "lang/emit/emit.h"

/* A block is one straight run, and a selection only skips ahead: a temporary is held from where it is first met to where it
 * is last met, and no longer. A result never shares with an operand of its own instruction. */
typedef struct Placing {
  Emitter *e;
  BlockDraft *block;
  uint32_t *last;             /* where each temporary is met last */
  bool *placed;
  bool *taken[KIND_COUNT];    /* slots in use */
} Placing;

static uint32_t fields(const Draft *d, uint32_t out[5]) {
  uint32_t all[] = {d->dst, d->a, d->b, d->c, d->d}, count = 0;
  for (uint32_t i = 0; i < 5; i++)
    if (all[i] >= TEMP_FIRST) out[count++] = all[i] - TEMP_FIRST;
  return count;
}

static void take_slot(Placing *p, uint32_t temp) {
  BlockDraft *b = p->block;
  Kind kind = b->temps[temp];
  uint32_t slot = 0;
  while (p->taken[kind][slot]) slot++;
  p->taken[kind][slot] = true;
  b->slots[temp] = slot;
  p->placed[temp] = true;
  if (slot >= b->used[kind]) b->used[kind] = slot + 1;
}

static void note_call(Placing *p, uint32_t callee) {
  BlockDraft *b = p->block;
  CallSite *calls = arena_grow(p->e->arena, b->calls, b->call_count, &b->call_size, sizeof *calls);
  if (!calls) return;
  b->calls = calls;
  CallSite *site = &calls[b->call_count++];
  *site = (CallSite){.block = callee};
  for (uint32_t kind = 0; kind < KIND_COUNT; kind++)
    for (uint32_t slot = 0; slot < b->used[kind]; slot++)
      if (p->taken[kind][slot]) site->held[kind] = slot + 1;
}

static void place_all(Placing *p) {
  BlockDraft *b = p->block;
  for (uint32_t i = 0; i < b->count; i++) {
    uint32_t temps[5], count = fields(&b->code[i], temps);
    if (b->code[i].op == OP_CALL) note_call(p, b->code[i].imm);
    for (uint32_t k = 0; k < count; k++)
      if (!p->placed[temps[k]]) take_slot(p, temps[k]);
    for (uint32_t k = 0; k < count; k++)
      if (p->last[temps[k]] == i) p->taken[b->temps[temps[k]]][b->slots[temps[k]]] = false;
  }
}

void regs_place(Emitter *e) {
  BlockDraft *b = e->block;
  Placing p = {.e = e, .block = b};
  uint32_t temps[5], size = b->temp_count + 1;
  b->slots = ARENA_ARRAY(e->arena, uint32_t, size);
  p.last = ARENA_ARRAY(e->arena, uint32_t, size);
  p.placed = ARENA_ARRAY(e->arena, bool, size);
  for (uint32_t kind = 0; kind < KIND_COUNT; kind++) p.taken[kind] = ARENA_ARRAY(e->arena, bool, size);
  if (e->arena->failed) return;
  for (uint32_t i = 0; i < b->count; i++) {
    uint32_t count = fields(&b->code[i], temps);
    for (uint32_t k = 0; k < count; k++) p.last[temps[k]] = i;
  }
  place_all(&p);
}

void regs_overlay(Emitter *e, uint32_t first[KIND_COUNT]) {
  uint32_t needed[KIND_COUNT] = {0};
  for (uint32_t i = e->block_count; i-- > 1;) { /* callers come behind what they call */
    const BlockDraft *b = &e->blocks[i];
    for (uint32_t k = 0; k < b->call_count; k++) {
      BlockDraft *callee = &e->blocks[b->calls[k].block];
      for (uint32_t kind = 0; kind < KIND_COUNT; kind++) {
        uint32_t above = b->base[kind] + b->calls[k].held[kind];
        if (above > callee->base[kind]) callee->base[kind] = above;
      }
    }
    for (uint32_t kind = 0; kind < KIND_COUNT; kind++)
      if (b->base[kind] + b->used[kind] > needed[kind]) needed[kind] = b->base[kind] + b->used[kind];
  }
  for (uint32_t kind = 0; kind < KIND_COUNT; kind++) {
    first[kind] = e->program->reg_count;
    for (uint32_t i = 0; i < needed[kind] && e->program->reg_count <= UINT16_MAX; i++) emit_reg(e, (Kind)kind, REG_TEMP, 0);
  }
}

/* SPDX-License-Identifier: MIT */
#include "runtime/leaves/patch.h"

enum { FIRST_ITEMS = 64, SMALL_BLOCKS = 64, TIMES_FULL = 4 /* as many blocks as full ones would be, at most, beside some small ones */ };

typedef struct Making {
  Patch *patch;
  const PatchGround *kept;
  uint64_t ordinal;      /* of the next kept record … */
  uint32_t block, lane;  /* … which is there */
  uint32_t current;      /* the kept block in whose place records are put */
  uint32_t filled, run;  /* of the block under way: its records; its first run */
  uint64_t fresh;        /* before it */
  bool is_first, failed; /* it stands for `current`, rather than for what did not fit in */
} Making;

static void *grow(const Alloc *alloc, void *items, uint32_t count, uint32_t *size, size_t width) {
  if (count < *size) return items;
  const uint32_t more = *size ? *size * 2 : FIRST_ITEMS;
  void *grown = mem_resize(alloc, items, *size * width, more * width);
  if (grown) *size = more;
  return grown;
}

/* ---- blocks ---- */

static void close_block(Making *m) {
  Patch *patch = m->patch;
  if (!m->filled || m->failed) return;
  PatchBlock *blocks = grow(patch->alloc, patch->blocks, patch->block_count, &patch->block_size, sizeof *blocks);
  m->failed |= !blocks;
  if (!blocks) return;
  patch->blocks = blocks;
  const PatchRun *first = &patch->runs[m->run];
  const uint32_t runs = patch->run_count - m->run, old = m->is_first && m->current < m->kept->block_count ? m->current : PATCH_FRESH;
  const bool whole = runs == 1 && old != PATCH_FRESH && first->block == old && !first->lane && first->count == m->kept->counts[old];
  const uint32_t place = patch->block_count < m->kept->block_count ? patch->block_count : PATCH_FRESH;
  patch->moved |= old != place;
  blocks[patch->block_count++] = (PatchBlock){.run = m->run, .run_count = runs, .old = old, .count = (uint16_t)m->filled, .whole = whole, .fresh = m->fresh};
  patch->records += m->filled;
  m->run = patch->run_count;
  m->filled = 0;
  m->fresh = patch->fresh;
  m->is_first = false;
}

static void add_run(Making *m, PatchRun run) {
  Patch *patch = m->patch;
  PatchRun *last = patch->run_count > m->run ? &patch->runs[patch->run_count - 1] : NULL;
  const bool joins = last && last->block == run.block && (run.block == PATCH_FRESH || last->lane + last->count == run.lane);
  if (joins) {
    last->count += run.count;
    return;
  }
  PatchRun *runs = grow(patch->alloc, patch->runs, patch->run_count, &patch->run_size, sizeof *runs);
  m->failed |= !runs;
  if (!runs) return;
  patch->runs = runs;
  runs[patch->run_count++] = run;
}

/* Puts records where those of the kept block `of` stood. */
static void put(Making *m, uint32_t of, PatchRun run) {
  if (of != m->current) {
    close_block(m);
    m->current = of;
    m->is_first = true;
  }
  while (run.count && !m->failed) {
    if (m->filled == BATCH_SIZE) close_block(m);
    PatchRun some = run;
    if (some.count > BATCH_SIZE - m->filled) some.count = BATCH_SIZE - m->filled;
    add_run(m, some);
    m->filled += some.count;
    if (run.block == PATCH_FRESH) m->patch->fresh += some.count;
    run.lane += some.count;
    run.count -= some.count;
  }
}

/* The kept records from here on that are of one block, up to so many. */
static uint32_t here(const Making *m, uint64_t most) {
  const uint32_t left = m->kept->counts[m->block] - m->lane;
  return most < left ? (uint32_t)most : left;
}

static void pass(Making *m, uint32_t count) {
  m->lane += count;
  if (m->lane < m->kept->counts[m->block]) return;
  m->lane = 0;
  m->block++;
}

static void keep(Making *m, uint64_t count) {
  for (uint32_t n; count && !m->failed; count -= n) {
    n = here(m, count);
    put(m, m->block, (PatchRun){m->block, m->lane, n});
    pass(m, n);
  }
}

/* `gone` kept records give way to `come` fresh ones: one to one as far as it goes; more stay with the block before them. */
static void replace(Making *m, uint64_t gone, uint64_t come) {
  for (uint32_t n; gone && !m->failed; gone -= n) {
    n = here(m, gone);
    const uint32_t fresh = come < n ? (uint32_t)come : n;
    if (fresh) put(m, m->block, (PatchRun){PATCH_FRESH, 0, fresh});
    come -= fresh;
    pass(m, n);
  }
  for (uint32_t n; come && !m->failed; come -= n) {
    n = come < BATCH_SIZE ? (uint32_t)come : BATCH_SIZE;
    put(m, m->current, (PatchRun){PATCH_FRESH, 0, n});
  }
}

/* ---- leaves ---- */

static void note_leaf(Making *m, uint32_t leaf, uint64_t fresh) {
  Patch *patch = m->patch;
  PatchLeaf *leaves = grow(patch->alloc, patch->leaves, patch->leaf_count, &patch->leaf_size, sizeof *leaves);
  m->failed |= !leaves;
  if (!leaves) return;
  patch->leaves = leaves;
  leaves[patch->leaf_count++] = (PatchLeaf){leaf, fresh};
  patch->wanted[leaf / 64] |= (uint64_t)1 << (leaf % 64);
}

/* Leaves of both states come by their least rowids. */
static void match(Making *m, const LeafMark *marks, uint32_t count) {
  const LeafMark *old = m->kept->marks;
  const uint32_t old_count = m->kept->leaf_count;
  uint64_t gone = 0, come = 0;
  for (uint32_t i = 0, j = 0; (i < old_count || j < count) && !m->failed;) {
    const bool both = i < old_count && j < count;
    if (both && leaf_mark_same(&old[i], &marks[j])) {
      replace(m, gone, come);
      keep(m, marks[j].rows);
      gone = come = 0;
      i++, j++;
      continue;
    }
    const bool goes = both ? old[i].first <= marks[j].first : i < old_count;
    const bool comes = both ? marks[j].first <= old[i].first : j < count;
    if (comes) note_leaf(m, j, m->patch->fresh + come);
    if (comes) come += marks[j++].rows;
    if (goes) gone += old[i++].rows;
  }
  replace(m, gone, come);
  close_block(m);
}

Status patch_make(Patch *patch, const PatchGround *kept, const LeafMark *marks, uint32_t leaf_count, const Alloc *alloc) {
  *patch = (Patch){.alloc = alloc, .of_leaves = leaf_count, .wanted = MEM_ARRAY(alloc, uint64_t, leaf_count / 64 + 1)};
  if (!patch->wanted) return STATUS_NO_MEMORY;
  Making m = {.patch = patch, .kept = kept, .is_first = true};
  match(&m, marks, leaf_count);
  if (m.failed) return STATUS_NO_MEMORY;
  patch->moved |= patch->block_count < kept->block_count;
  const bool small = patch->block_count > kept->block_count && patch->block_count > SMALL_BLOCKS + TIMES_FULL * (patch->records / BATCH_SIZE);
  return small || patch->fresh > patch->records / 4 * 3 + BATCH_SIZE ? STATUS_NO : STATUS_OK;
}

void patch_free(Patch *patch) {
  if (patch->runs) mem_free(patch->alloc, patch->runs, patch->run_size * sizeof *patch->runs);
  if (patch->blocks) mem_free(patch->alloc, patch->blocks, patch->block_size * sizeof *patch->blocks);
  if (patch->leaves) mem_free(patch->alloc, patch->leaves, patch->leaf_size * sizeof *patch->leaves);
  if (patch->wanted) mem_free(patch->alloc, patch->wanted, (patch->of_leaves / 64 + 1) * sizeof *patch->wanted);
  *patch = (Patch){0};
}

void patch_fresh_lanes(const Patch *patch, uint32_t block, Mask *fresh) {
  const PatchBlock *of = &patch->blocks[block];
  mask_none(fresh);
  uint32_t at = 0;
  for (uint32_t r = of->run; r < of->run + of->run_count; r++) {
    const PatchRun *run = &patch->runs[r];
    const bool stays = run->block == of->old && run->lane == at;
    for (uint32_t i = 0; i < run->count; i++, at++)
      if (!stays) mask_set(fresh, at);
  }
}

/* SPDX-License-Identifier: MIT */
#include "runtime/pages/run_pile.h"

#include <errno.h>
#include <stdlib.h>

void run_pile_init(RunPile *pile, const Alloc *alloc) { *pile = (RunPile){.alloc = alloc}; }

void run_pile_free(RunPile *pile) {
  for (uint32_t i = 0; i < pile->count; i++) row_run_free(&pile->runs[i]);
  if (pile->runs) mem_free(pile->alloc, pile->runs, pile->room * sizeof *pile->runs);
  run_pile_init(pile, pile->alloc);
}

int run_pile_take(RunPile *pile, RowRun *run) {
  if (!run->count) return 0;
  if (pile->count == pile->room) {
    uint32_t room = pile->room ? pile->room * 2 : 16;
    RowRun *runs = mem_resize(pile->alloc, pile->runs, pile->room * sizeof *runs, room * sizeof *runs);
    if (!runs) return ENOMEM;
    pile->runs = runs;
    pile->room = room;
  }
  pile->runs[pile->count++] = *run;
  row_run_init(run, run->cells.alloc, run->by_key);
  return 0;
}

/* ---- the order ---- */

typedef struct CellRef {
  uint64_t rank; /* the key, or the beginning of the text, in order as unsigned numbers */
  const uint8_t *cell;
  uint32_t size;
} CellRef;

static Str entry_text(const uint8_t *cell) {
  uint64_t bytes;
  return record_text(varint_read(cell, &bytes), 0);
}

static uint64_t text_rank(Str text) {
  uint64_t word = short_word(text.p, text.n < 8 ? text.n : 8);
  return __builtin_bswap64(word);
}

static uint64_t key_rank(const uint8_t *cell) {
  uint64_t bytes, key;
  varint_read(varint_read(cell, &bytes), &key);
  return key ^ (uint64_t)1 << 63;
}

static int compare_keys(const void *left, const void *right) {
  uint64_t a = ((const CellRef *)left)->rank, b = ((const CellRef *)right)->rank;
  return (a > b) - (a < b);
}

static int compare_texts(const void *left, const void *right) {
  int order = compare_keys(left, right);
  return order ? order : str_compare(entry_text(((const CellRef *)left)->cell), entry_text(((const CellRef *)right)->cell));
}

static CellRef *list_cells(const RunPile *pile, bool is_index, size_t count) {
  CellRef *refs = MEM_ARRAY(pile->alloc, CellRef, count);
  size_t n = 0;
  for (uint32_t r = 0; refs && r < pile->count; r++) {
    const RowRun *run = &pile->runs[r];
    const uint8_t *cell = (const uint8_t *)run->cells.p;
    for (uint32_t i = 0; i < run->count; cell += run->sizes[i++])
      refs[n++] = (CellRef){is_index ? text_rank(entry_text(cell)) : key_rank(cell), cell, run->sizes[i]};
  }
  return refs;
}

/* As most are that come from a table. */
static bool is_sorted(const CellRef *refs, size_t count, int (*compare)(const void *, const void *)) {
  for (size_t i = 1; i < count; i++)
    if (compare(&refs[i - 1], &refs[i]) > 0) return false;
  return true;
}

int run_pile_build(const RunPile *pile, TreeBuild *tree, const uint8_t **twice) {
  int (*compare)(const void *, const void *) = tree->is_index ? compare_texts : compare_keys;
  size_t count = 0;
  for (uint32_t r = 0; r < pile->count; r++) count += pile->runs[r].count;
  if (!count) return 0;
  CellRef *refs = list_cells(pile, tree->is_index, count);
  if (!refs) return ENOMEM;
  if (!is_sorted(refs, count, compare)) qsort(refs, count, sizeof *refs, compare);
  int error = 0;
  for (size_t i = 0; i < count && !error; i++) {
    bool again = i && compare(&refs[i - 1], &refs[i]) == 0;
    if (again) *twice = refs[i].cell;
    error = again ? EEXIST : tree_add(tree, refs[i].cell, &refs[i].size, 1);
  }
  mem_free(pile->alloc, refs, count * sizeof *refs);
  return error;
}

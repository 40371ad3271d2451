/* SPDX-License-Identifier: MIT
 * Rows in blocks of typed columns, and their sorting: references are sorted, then the rows copied in that order. */
#include "runtime/exec/row_store.h"

#include <stdlib.h>

#include "runtime/data/dict.h"

void row_store_init(RowStore *rows, const Alloc *alloc, uint32_t width) {
  *rows = (RowStore){.width = width};
  arena_init(&rows->arena, alloc);
}

void row_store_free(RowStore *rows) {
  const Alloc *alloc = rows->arena.alloc;
  if (rows->blocks) mem_free(alloc, rows->blocks, rows->size * sizeof *rows->blocks);
  rows->blocks = NULL;
  rows->count = rows->size = 0;
  arena_free(&rows->arena);
}

static size_t lane_bytes(Kind kind) {
  switch (kind_lane(kind)) {
  case LANE_BITS: return sizeof(Mask);
  case LANE_I32: return sizeof(int32_t) * BATCH_SIZE;
  case LANE_I64:
  case LANE_F64: return sizeof(int64_t) * BATCH_SIZE;
  case LANE_STR: return sizeof(Str) * BATCH_SIZE;
  }
  return 0;
}

static RowBlock *add_block(RowStore *rows, const Vector *const *vecs) {
  Arena *arena = &rows->arena;
  if (rows->count == rows->size) {
    uint32_t size = rows->size ? rows->size * 2 : 8;
    RowBlock **blocks = mem_resize(arena->alloc, rows->blocks, rows->size * sizeof *blocks, size * sizeof *blocks);
    if (!blocks) return NULL;
    rows->blocks = blocks;
    rows->size = size;
  }
  RowBlock *block = ARENA_NEW(arena, RowBlock);
  if (!block) return NULL;
  block->vecs = ARENA_ARRAY(arena, Vector, rows->width);
  block->valid = ARENA_ARRAY(arena, Mask, rows->width);
  block->lanes = ARENA_ARRAY(arena, RowLanes *, rows->width);
  if (!block->vecs || !block->valid || !block->lanes) return NULL;
  for (uint32_t c = 0; c < rows->width; c++) {
    block->lanes[c] = arena_alloc(arena, lane_bytes(vecs[c]->kind));
    if (!block->lanes[c]) return NULL;
    block->vecs[c] = (Vector){.kind = vecs[c]->kind, .valid = &block->valid[c], .data = block->lanes[c]};
  }
  return rows->blocks[rows->count++] = block;
}

static Str keep_text(Arena *arena, Str text) {
  char *p = arena_bytes(arena, text.n);
  if (p && text.n) memcpy(p, text.p, text.n);
  return p ? (Str){p, text.n} : STR("");
}

/* Rows to copy, all into one block: lanes of the vectors, and where the first of them goes. */
typedef struct Putting {
  RowStore *rows;
  const uint32_t *list;
  uint32_t count, at;
} Putting;

/* Lane i of the list; a constant has one. */
static inline uint32_t lane_of(const Putting *p, const Vector *from, uint32_t i) { return from->constant ? 0 : p->list[i]; }

static void put_texts(const Putting *p, const Vector *from, const Mask *valid, Str *to) {
  for (uint32_t i = 0; i < p->count; i++) {
    uint32_t lane = lane_of(p, from, i);
    bool known = mask_get(valid, p->at + i);
    to[i] = known ? keep_text(&p->rows->arena, from->dict ? dict_text(from->dict, from->i32[lane]) : from->str[lane]) : STR("");
  }
}

/* Bits first .. first + count - 1 of `from` behind the first `at` of `to`, where there are none yet. */
static void put_run_of_bits(const Mask *from, uint32_t first, uint32_t count, Mask *to, uint32_t at) {
  for (uint32_t i = 0; i < count;) {
    const uint32_t bit = (first + i) % 64, to_bit = (at + i) % 64, most = 64 - (bit > to_bit ? bit : to_bit);
    const uint32_t n = most < count - i ? most : count - i;
    const uint64_t mask = n < 64 ? ((uint64_t)1 << n) - 1 : ~(uint64_t)0;
    to->words[(at + i) / 64] |= (from->words[(first + i) / 64] >> bit & mask) << to_bit;
    i += n;
  }
}

static const Mask every = {{[0 ... MASK_WORDS - 1] = ~(uint64_t)0}};

/* Rows that lie side by side and are all known, of no texts: whole lanes at once. */
static bool put_run(const Putting *p, const Vector *from, Mask *valid, RowLanes *lanes) {
  const uint32_t first = p->list[0];
  if (p->list[p->count - 1] - first != p->count - 1 || from->constant || from->valid || !from->data) return false;
  switch (kind_lane(from->kind)) {
  case LANE_BITS: put_run_of_bits(from->bits, first, p->count, &lanes->bits, p->at); break;
  case LANE_I32: memcpy(lanes->i32 + p->at, from->i32 + first, p->count * sizeof(int32_t)); break;
  case LANE_I64:
  case LANE_F64: memcpy(lanes->i64 + p->at, from->i64 + first, p->count * sizeof(int64_t)); break;
  case LANE_STR: return false;
  }
  put_run_of_bits(&every, 0, p->count, valid, p->at);
  return true;
}

/* Unknown values are stored as 0, whatever their lane holds. */
#define PUT_LANES(LANE)                                                                                               \
  for (uint32_t i = 0; i < p->count; i++)                                                                             \
    lanes->LANE[p->at + i] = mask_get(valid, p->at + i) ? from->LANE[lane_of(p, from, i)] : 0

static void put_column(const Putting *p, const Vector *from, Mask *valid, RowLanes *lanes) {
  if (put_run(p, from, valid, lanes)) return;
  if (!from->valid) put_run_of_bits(&every, 0, p->count, valid, p->at);
  else
    for (uint32_t i = 0; i < p->count; i++)
      if (vector_known(from, p->list[i])) mask_set(valid, p->at + i);
  switch (kind_lane(from->kind)) {
  case LANE_BITS:
    for (uint32_t i = 0; i < p->count; i++)
      if (mask_get(valid, p->at + i) && mask_get(from->bits, lane_of(p, from, i))) mask_set(&lanes->bits, p->at + i);
    break;
  case LANE_I32: PUT_LANES(i32); break;
  case LANE_I64: PUT_LANES(i64); break;
  case LANE_F64: PUT_LANES(f64); break;
  case LANE_STR: put_texts(p, from, valid, lanes->str + p->at); break;
  }
}

static bool add_lanes(RowStore *rows, const Vector *const *vecs, const uint32_t *list, uint32_t count) {
  for (uint32_t done = 0; done < count;) {
    RowBlock *block = rows->count ? rows->blocks[rows->count - 1] : NULL;
    if (!block || block->count == BATCH_SIZE) block = add_block(rows, vecs);
    if (!block) return false;
    uint32_t room = BATCH_SIZE - block->count, left = count - done;
    Putting putting = {rows, list + done, left < room ? left : room, block->count};
    for (uint32_t c = 0; c < rows->width; c++) put_column(&putting, vecs[c], &block->valid[c], block->lanes[c]);
    block->count += putting.count;
    done += putting.count;
  }
  return true;
}

bool row_store_add(RowStore *rows, const Vector *const *vecs, const Mask *lanes, uint32_t n) {
  uint32_t list[BATCH_SIZE], count = 0;
  MASK_EACH(lanes, n, lane) list[count++] = (uint32_t)lane;
  return add_lanes(rows, vecs, list, count) && !rows->arena.failed;
}

uint64_t row_store_count(const RowStore *rows) {
  return rows->count ? (uint64_t)(rows->count - 1) * BATCH_SIZE + rows->blocks[rows->count - 1]->count : 0;
}

/* ---- sorting ---- */

typedef struct RowRef {
  const RowBlock *block;
  uint32_t lane;
} RowRef;

static int compare_values(const Value *a, const Value *b) {
  switch (a->kind) {
  case KIND_BOOLEAN: return (int)a->truth - (int)b->truth;
  case KIND_INTEGER:
  case KIND_MONEY:
  case KIND_DATETIME: return (a->i64 > b->i64) - (a->i64 < b->i64);
  case KIND_NUMBER: return (a->f64 > b->f64) - (a->f64 < b->f64);
  case KIND_DATE:
  case KIND_CODE: return (a->i32 > b->i32) - (a->i32 < b->i32);
  case KIND_TEXT: return str_compare(a->str, b->str);
  case KIND_COUNT: break;
  }
  return 0;
}

static int compare_rows(const void *left, const void *right, void *self) {
  const RowRef *l = left, *r = right;
  const RowOrder *order = self;
  Value a = vector_get(&l->block->vecs[order->column], l->lane), b = vector_get(&r->block->vecs[order->column], r->lane);
  int c = a.known && b.known ? compare_values(&a, &b) : 0;
  if (a.known != b.known) return a.known ? -1 : 1;
  if (c) return order->descending ? -c : c;
  Value key_a = vector_get(&l->block->vecs[0], l->lane), key_b = vector_get(&r->block->vecs[0], r->lane);
  return compare_values(&key_a, &key_b);
}

bool row_store_sort(RowStore *rows, const RowOrder *order, uint64_t limit) {
  const Alloc *alloc = rows->arena.alloc;
  uint64_t count = row_store_count(rows), at = 0;
  if (!count) return true;
  RowRef *refs = MEM_ARRAY(alloc, RowRef, count);
  if (!refs) return false;
  for (uint32_t b = 0; b < rows->count; b++)
    for (uint32_t lane = 0; lane < rows->blocks[b]->count; lane++) refs[at++] = (RowRef){rows->blocks[b], lane};
  qsort_r(refs, count, sizeof *refs, compare_rows, (void *)(uintptr_t)order);
  RowStore sorted;
  row_store_init(&sorted, alloc, rows->width);
  const Vector **vecs = MEM_ARRAY(alloc, const Vector *, rows->width);
  bool good = vecs != NULL;
  for (uint64_t i = 0; good && i < count && (!limit || i < limit); i++) {
    for (uint32_t c = 0; c < rows->width; c++) vecs[c] = &refs[i].block->vecs[c];
    good = add_lanes(&sorted, vecs, &refs[i].lane, 1);
  }
  good = good && !sorted.arena.failed;
  if (vecs) mem_free(alloc, vecs, rows->width * sizeof *vecs);
  mem_free(alloc, refs, count * sizeof *refs);
  if (!good) {
    row_store_free(&sorted);
    return false;
  }
  row_store_free(rows);
  *rows = sorted;
  return true;
}

/* SPDX-License-Identifier: MIT
 * Lanes copied column by column: one plain loop each. */
#include "runtime/exec/gather.h"

typedef union GatherLanes {
  Mask bits;
  int32_t i32[BATCH_SIZE];
  int64_t i64[BATCH_SIZE];
  double f64[BATCH_SIZE];
  Str str[BATCH_SIZE];
} GatherLanes;

typedef struct GatherColumn {
  GatherLanes *lanes; /* made when first needed: columns that nothing reads have none */
  Mask valid;
  uint8_t faults[BATCH_SIZE];
} GatherColumn;

struct Gather {
  Arena arena;
  Arena texts; /* of the records pending */
  uint32_t column_count;
  Batch batch;
  GatherColumn key;
  GatherColumn *columns;
};

Gather *gather_new(const Alloc *alloc, const Program *program) {
  Gather *gather = MEM_NEW(alloc, Gather);
  if (!gather) return NULL;
  arena_init(&gather->arena, alloc);
  arena_init(&gather->texts, alloc);
  gather->column_count = program->has_subject ? program->tables[0].column_count : 0;
  gather->batch.columns = ARENA_ARRAY(&gather->arena, BatchColumn, gather->column_count + 1);
  gather->columns = ARENA_ARRAY(&gather->arena, GatherColumn, gather->column_count + 1);
  if (!gather->arena.failed) return gather;
  gather_free(gather);
  return NULL;
}

void gather_free(Gather *gather) {
  if (!gather) return;
  const Alloc *alloc = gather->arena.alloc;
  arena_free(&gather->arena);
  arena_free(&gather->texts);
  mem_free(alloc, gather, sizeof *gather);
}

void gather_reset(Gather *gather) {
  gather->batch.count = 0;
  arena_reset(&gather->texts);
}

const Batch *gather_pending(const Gather *gather) { return &gather->batch; }

/* A column that is one value for all lanes stands for a column that nothing reads, and is always the same. */
static bool vector_fits(const Vector *pending, const Vector *more) {
  return pending->dict == more->dict && pending->constant == more->constant;
}

bool gather_fits(const Gather *gather, const Batch *batch) {
  if (!gather->batch.count) return true;
  if (!vector_fits(&gather->batch.key, &batch->key)) return false;
  for (uint32_t c = 0; c < gather->column_count; c++)
    if (!vector_fits(&gather->batch.columns[c].vec, &batch->columns[c].vec)) return false;
  return true;
}

/* ---- copying ---- */

/* The records to copy, and where the first of them goes. */
typedef struct Taking {
  Gather *gather;
  bool lasting; /* texts need no copy */
  const uint32_t *list;
  uint32_t count, at;
} Taking;

static void take_bits(const Taking *t, const Mask *from, Mask *to) {
  for (uint32_t i = 0; i < t->count;) {
    uint32_t bit = (t->at + i) % 64, most = 64 - bit < t->count - i ? 64 - bit : t->count - i;
    uint64_t *word = &to->words[(t->at + i) / 64], bits = 0;
    for (uint32_t k = 0; k < most; k++) bits |= (uint64_t)mask_get(from, t->list[i + k]) << k;
    *word = (bit ? *word & (((uint64_t)1 << bit) - 1) : 0) | bits << bit;
    i += most;
  }
}

/* Texts usually go with their batch; those of a dictionary stay. */
static void take_texts(const Taking *t, const Vector *from, Str *to) {
  if (t->lasting) {
    for (uint32_t i = 0; i < t->count; i++) to[i] = from->str[t->list[i]];
    return;
  }
  for (uint32_t i = 0; i < t->count; i++) {
    Str text = vector_known(from, t->list[i]) ? from->str[t->list[i]] : STR("");
    char *p = text.n ? arena_bytes(&t->gather->texts, text.n) : NULL;
    if (p) memcpy(p, text.p, text.n);
    to[i] = p ? (Str){p, text.n} : STR("");
  }
}

#define TAKE_LANES(LANE) \
  for (uint32_t i = 0; i < t->count; i++) lanes->LANE[t->at + i] = from->LANE[t->list[i]]

static void take_lanes(const Taking *t, const Vector *from, GatherLanes *lanes) {
  if (from->dict) {
    TAKE_LANES(i32);
    return;
  }
  switch (kind_lane(from->kind)) {
  case LANE_BITS: take_bits(t, from->bits, &lanes->bits); break;
  case LANE_I32: TAKE_LANES(i32); break;
  case LANE_I64: TAKE_LANES(i64); break;
  case LANE_F64: TAKE_LANES(f64); break;
  case LANE_STR: take_texts(t, from, lanes->str + t->at); break;
  }
}

/* `into` is the pending vector: all known as long as every lane is. */
static void take_valid(const Taking *t, const Vector *from, Mask *valid, Vector *into) {
  if (!from->valid && !into->valid) return;
  if (!into->valid) mask_first(valid, t->at);
  into->valid = valid;
  if (from->valid) take_bits(t, from->valid, valid);
  else
    for (uint32_t i = 0; i < t->count; i++) mask_set(valid, t->at + i);
}

static void take_faults(const Taking *t, const uint8_t *from, uint8_t *faults, BatchColumn *into) {
  if (!from && !into->fault) return;
  if (!into->fault) memset(faults, 0, t->at);
  into->fault = faults;
  for (uint32_t i = 0; i < t->count; i++) faults[t->at + i] = from ? from[t->list[i]] : 0;
}

static bool take_column(const Taking *t, const BatchColumn *from, GatherColumn *column, BatchColumn *into) {
  if (!t->at) *into = (BatchColumn){.vec = from->vec};
  if (from->vec.constant) return true;
  if (!column->lanes) column->lanes = ARENA_NEW(&t->gather->arena, GatherLanes);
  if (!column->lanes) return false;
  if (!t->at) {
    into->vec.data = column->lanes;
    into->vec.valid = NULL;
  }
  take_lanes(t, &from->vec, column->lanes);
  take_valid(t, &from->vec, &column->valid, &into->vec);
  take_faults(t, from->fault, column->faults, into);
  return true;
}

uint32_t gather_take(Gather *gather, const Batch *batch, const uint32_t *list, uint32_t count, bool *ok) {
  Batch *pending = &gather->batch;
  uint32_t room = BATCH_SIZE - pending->count;
  Taking taking = {gather, batch->lasting, list, count < room ? count : room, pending->count};
  BatchColumn key = {.vec = pending->key};
  *ok = take_column(&taking, &(BatchColumn){.vec = batch->key}, &gather->key, &key);
  pending->key = pending->own_key = key.vec;
  for (uint32_t c = 0; *ok && c < gather->column_count; c++)
    *ok = take_column(&taking, &batch->columns[c], &gather->columns[c], &pending->columns[c]);
  *ok = *ok && !gather->texts.failed;
  pending->count += taking.count;
  return taking.count;
}

/* SPDX-License-Identifier: MIT */
#include "runtime/snapshot/column_block.h"

#include <math.h>

#include "runtime/base/hot.h"

enum { SLACK = 8 /* bytes behind the data */, SHORT_TEXT = 8, CENTS = 100 };

/* ---- making ---- */

/* A column as it is to be kept: whole numbers, or what it is of itself. */
typedef struct Plan {
  const BatchColumn *column;
  uint32_t n;
  BlockForm form;
  uint8_t width, scale;
  int64_t base;
  int64_t wholes[BATCH_SIZE];
  uint32_t payload; /* bytes */
} Plan;

static bool known(const Plan *plan, uint32_t lane) { return vector_known(&plan->column->vec, lane); }

static uint8_t width_of(uint64_t difference) {
  return difference == 0 ? 0 : difference <= UINT8_MAX ? 1 : difference <= UINT16_MAX ? 2 : difference <= UINT32_MAX ? 4 : 8;
}

static bool is_run(const Plan *plan) {
  if (plan->column->vec.valid) return false;
  for (uint32_t i = 1; i < plan->n; i++)
    if (plan->wholes[i] != (int64_t)((uint64_t)plan->wholes[0] + i)) return false;
  return true;
}

/* Lanes that are not known are kept as the least. */
static void plan_wholes(Plan *plan, BlockForm form) {
  int64_t least = INT64_MAX, most = INT64_MIN;
  for (uint32_t i = 0; i < plan->n; i++) {
    if (!known(plan, i)) continue;
    if (plan->wholes[i] < least) least = plan->wholes[i];
    if (plan->wholes[i] > most) most = plan->wholes[i];
  }
  if (least > most) least = most = 0;
  for (uint32_t i = 0; i < plan->n; i++)
    if (!known(plan, i)) plan->wholes[i] = least;
  plan->form = form == BLOCK_WHOLE && plan->n > 1 && is_run(plan) ? BLOCK_RUN : form;
  plan->base = plan->form == BLOCK_RUN ? plan->wholes[0] : least;
  plan->width = plan->form == BLOCK_RUN ? 0 : width_of((uint64_t)most - (uint64_t)least);
  plan->payload = plan->width * plan->n;
}

static bool scales(Plan *plan, const double *lanes, uint8_t scale) {
  for (uint32_t i = 0; i < plan->n; i++) {
    if (!known(plan, i)) continue;
    double scaled = lanes[i] * scale;
    if (!(fabs(scaled) < 1e15)) return false;
    plan->wholes[i] = llrint(scaled);
    if ((double)plan->wholes[i] / scale != lanes[i]) return false;
  }
  plan->scale = scale;
  return true;
}

static void plan_numbers(Plan *plan, const double *lanes) {
  plan->form = BLOCK_REAL;
  plan->payload = plan->n * (uint32_t)sizeof *lanes;
  if (!scales(plan, lanes, 1) && !scales(plan, lanes, CENTS)) return;
  plan_wholes(plan, BLOCK_SCALED);
}

static Str text_at(const Plan *plan, uint32_t lane) { return known(plan, lane) ? plan->column->vec.str[lane] : STR(""); }

static void plan_texts(Plan *plan) {
  uint64_t bytes = 0;
  bool all_short = true;
  for (uint32_t i = 0; i < plan->n; i++) {
    Str text = text_at(plan, i);
    bytes += text.n;
    all_short &= text.n <= SHORT_TEXT && (!text.n || !memchr(text.p, 0, text.n));
  }
  plan->form = all_short ? BLOCK_SHORT : BLOCK_TEXTS;
  plan->payload = all_short ? plan->n * SHORT_TEXT : plan->n * (uint32_t)sizeof(uint32_t) + (uint32_t)bytes;
}

static void plan_column(Plan *plan, const int32_t *codes) {
  const Vector *vec = &plan->column->vec;
  if (vec->dict) {
    for (uint32_t i = 0; i < plan->n; i++) plan->wholes[i] = codes[i];
    plan_wholes(plan, BLOCK_CODES);
    return;
  }
  switch (kind_lane(vec->kind)) {
  case LANE_BITS:
    plan->form = BLOCK_BITS;
    plan->payload = mask_words(plan->n) * (uint32_t)sizeof(uint64_t);
    return;
  case LANE_I32:
    for (uint32_t i = 0; i < plan->n; i++) plan->wholes[i] = vec->i32[i];
    break;
  case LANE_I64: memcpy(plan->wholes, vec->i64, plan->n * sizeof *vec->i64); break;
  case LANE_F64: plan_numbers(plan, vec->f64); return;
  case LANE_STR: plan_texts(plan); return;
  }
  plan_wholes(plan, BLOCK_WHOLE);
}

static void put_differences(const Plan *plan, uint8_t *to) {
  for (uint32_t i = 0; i < plan->n; i++) {
    uint64_t difference = (uint64_t)plan->wholes[i] - (uint64_t)plan->base;
    switch (plan->width) {
    case 1: to[i] = (uint8_t)difference; break;
    case 2: ((uint16_t *)(void *)to)[i] = (uint16_t)difference; break;
    case 4: ((uint32_t *)(void *)to)[i] = (uint32_t)difference; break;
    case 8: ((uint64_t *)(void *)to)[i] = difference; break;
    }
  }
}

static void put_texts(const Plan *plan, uint8_t *to) {
  uint32_t *ends = (uint32_t *)(void *)to, end = 0;
  uint8_t *bytes = to + plan->n * sizeof *ends;
  for (uint32_t i = 0; i < plan->n; i++) {
    Str text = text_at(plan, i);
    if (text.n) memcpy(bytes + end, text.p, text.n);
    ends[i] = end += text.n;
  }
}

static void put_payload(const Plan *plan, uint8_t *to) {
  switch (plan->form) {
  case BLOCK_BITS: memcpy(to, plan->column->vec.bits, plan->payload); break;
  case BLOCK_REAL: memcpy(to, plan->column->vec.f64, plan->payload); break;
  case BLOCK_TEXTS: put_texts(plan, to); break;
  case BLOCK_RUN: break;
  case BLOCK_WHOLE:
  case BLOCK_SCALED:
  case BLOCK_CODES: put_differences(plan, to); break;
  case BLOCK_SHORT:
    for (uint32_t i = 0; i < plan->n; i++) {
      Str text = text_at(plan, i);
      if (text.n) memcpy(to + i * SHORT_TEXT, text.p, text.n);
    }
    break;
  }
}

/* A mask, a byte a record, and what stands behind each begin at a multiple of eight. */
static uint32_t mask_bytes(uint32_t n) { return mask_words(n) * (uint32_t)sizeof(uint64_t); }
static uint32_t fault_bytes(uint32_t n) { return (n + 7) / 8 * 8; }

ColumnBlock *column_block_make(const Alloc *alloc, const BatchColumn *column, const int32_t *codes, uint32_t n) {
  Plan plan = {.column = column, .n = n};
  plan_column(&plan, codes);
  const Mask *valid = column->vec.valid;
  uint32_t before = (valid ? mask_bytes(n) : 0) + (column->fault ? fault_bytes(n) : 0);
  ColumnBlock *block = mem_new(alloc, sizeof *block + before + plan.payload + SLACK);
  if (!block) return NULL;
  *block = (ColumnBlock){.count = (uint16_t)n, .form = (uint8_t)plan.form, .width = plan.width, .scale = plan.scale, .base = plan.base,
                         .has_valid = valid != NULL, .has_faults = column->fault != NULL, .bytes = before + plan.payload + SLACK};
  uint8_t *to = block->data;
  if (valid) memcpy(to, valid, mask_bytes(n));
  if (valid) to += mask_bytes(n);
  if (column->fault) memcpy(to, column->fault, n);
  put_payload(&plan, block->data + before);
  return block;
}

ColumnBlock *column_block_copy(const Alloc *alloc, const ColumnBlock *block) {
  ColumnBlock *copy = mem_resize(alloc, NULL, 0, column_block_size(block));
  if (copy) memcpy(copy, block, column_block_size(block));
  return copy;
}

void column_block_free(const Alloc *alloc, ColumnBlock *block) {
  if (block) mem_free(alloc, block, column_block_size(block));
}

/* ---- holding a block of unknown origin to what reading takes for granted ---- */

static bool fits_kind(BlockForm form, Kind kind) {
  switch (form) {
  case BLOCK_BITS: return kind_lane(kind) == LANE_BITS;
  case BLOCK_WHOLE:
  case BLOCK_RUN: return kind_lane(kind) == LANE_I32 || kind_lane(kind) == LANE_I64;
  case BLOCK_SCALED:
  case BLOCK_REAL: return kind_lane(kind) == LANE_F64;
  case BLOCK_CODES:
  case BLOCK_SHORT:
  case BLOCK_TEXTS: return kind_lane(kind) == LANE_STR;
  }
  return false;
}

/* BODY for each of a block's n differences d. */
#define EACH_WIDTH(block, from, BODY)                                                              \
  switch ((block)->width) {                                                                        \
  case 0: for (uint32_t i = 0; i < n; i++) { const uint64_t d = 0; BODY; } break;                  \
  case 1: for (uint32_t i = 0; i < n; i++) { const uint64_t d = (from)[i]; BODY; } break;          \
  case 2: for (uint32_t i = 0; i < n; i++) { const uint64_t d = ((const uint16_t *)(const void *)(from))[i]; BODY; } break; \
  case 4: for (uint32_t i = 0; i < n; i++) { const uint64_t d = ((const uint32_t *)(const void *)(from))[i]; BODY; } break; \
  default: for (uint32_t i = 0; i < n; i++) { const uint64_t d = ((const uint64_t *)(const void *)(from))[i]; BODY; } break; \
  }

HOT static uint32_t greatest_difference(const ColumnBlock *block, const uint8_t *from) {
  const uint32_t n = block->count;
  uint32_t most = 0;
  EACH_WIDTH(block, from, most = (uint32_t)d > most ? (uint32_t)d : most)
  return most;
}

static bool codes_are_sound(const ColumnBlock *block, const uint8_t *from, uint32_t dict_count) {
  if (block->base < 0 || block->base >= (int64_t)dict_count || block->width > 4) return false;
  return (uint64_t)block->base + greatest_difference(block, from) < dict_count;
}

static bool texts_are_sound(const ColumnBlock *block, const uint8_t *from, uint64_t payload) {
  const uint32_t *ends = (const uint32_t *)(const void *)from;
  uint64_t room = payload - block->count * sizeof *ends;
  if (payload < block->count * sizeof *ends) return false;
  for (uint32_t i = 0; i < block->count; i++)
    if ((i && ends[i] < ends[i - 1]) || ends[i] > room) return false;
  return true;
}

bool column_block_is_sound(const ColumnBlock *block, size_t room, Kind kind, uint32_t dict_count) {
  if (room < sizeof *block || block->bytes > room - sizeof *block || !block->count || block->count > BATCH_SIZE) return false;
  BlockForm form = (BlockForm)block->form;
  uint8_t width = block->width;
  bool widths = width <= 2 || width == 4 || width == 8, scales = form != BLOCK_SCALED || block->scale == 1 || block->scale == CENTS;
  if (!fits_kind(form, kind) || !widths || !scales) return false;
  uint64_t before = (block->has_valid ? mask_bytes(block->count) : 0) + (block->has_faults ? fault_bytes(block->count) : 0);
  if (block->bytes < before + SLACK) return false;
  uint64_t payload = block->bytes - before - SLACK, n = block->count;
  const uint8_t *from = block->data + before;
  switch (form) {
  case BLOCK_BITS: return payload >= mask_bytes(block->count);
  case BLOCK_REAL: return payload >= n * sizeof(double);
  case BLOCK_SHORT: return payload >= n * SHORT_TEXT;
  case BLOCK_RUN: return true;
  case BLOCK_WHOLE:
  case BLOCK_SCALED: return payload >= n * width;
  case BLOCK_CODES: return payload >= n * width && codes_are_sound(block, from, dict_count);
  case BLOCK_TEXTS: return texts_are_sound(block, from, payload);
  }
  return false;
}

/* ---- reading ---- */

HOT static void read_i32(const ColumnBlock *block, const uint8_t *from, int32_t *to) {
  uint32_t n = block->count;
  const uint32_t base = (uint32_t)block->base;
  if (block->form == BLOCK_RUN) for (uint32_t i = 0; i < n; i++) to[i] = (int32_t)(base + i);
  else EACH_WIDTH(block, from, to[i] = (int32_t)(base + (uint32_t)d))
}

HOT static void read_i64(const ColumnBlock *block, const uint8_t *from, int64_t *to) {
  uint32_t n = block->count;
  const uint64_t base = (uint64_t)block->base;
  if (block->form == BLOCK_RUN) for (uint32_t i = 0; i < n; i++) to[i] = (int64_t)(base + i);
  else EACH_WIDTH(block, from, to[i] = (int64_t)(base + d))
}

HOT static void read_scaled(const ColumnBlock *block, const uint8_t *from, double *to) {
  uint32_t n = block->count;
  const double scale = block->scale;
  /* Sums of whole numbers below 2^53 are exact; of the conversions to double, that from int32 is the quick one. */
  const double base = (double)block->base, raised = base + 0x1p31;
  if (block->width == 8) EACH_WIDTH(block, from, to[i] = (base + (double)(int64_t)d) / scale)
  else if (block->scale == 1) EACH_WIDTH(block, from, to[i] = raised + (double)(int32_t)((uint32_t)d ^ 0x80000000u))
  else EACH_WIDTH(block, from, to[i] = (raised + (double)(int32_t)((uint32_t)d ^ 0x80000000u)) / scale)
}

/* How many bytes there are before the padding. A damaged file may have a NUL among them: the text ends there. */
static inline uint32_t short_length(const char *p) {
  const uint64_t word = str_eight(p), ones = 0x0101010101010101u, empty = (word - ones) & ~word & ones << 7;
  return empty ? (uint32_t)__builtin_ctzll(empty) / 8 : SHORT_TEXT;
}

static void read_short(const ColumnBlock *block, const uint8_t *from, Str *to) {
  for (uint32_t i = 0; i < block->count; i++) {
    const char *p = (const char *)from + i * SHORT_TEXT;
    to[i] = (Str){p, short_length(p)};
  }
}

static void read_texts(const ColumnBlock *block, const uint8_t *from, Str *to) {
  const uint32_t *ends = (const uint32_t *)(const void *)from;
  const char *bytes = (const char *)(from + block->count * sizeof *ends);
  for (uint32_t i = 0, begin = 0; i < block->count; begin = ends[i++]) to[i] = (Str){bytes + begin, ends[i] - begin};
}

static const void *read_payload(const ColumnBlock *block, Kind kind, const uint8_t *from, BlockRoom *room) {
  switch ((BlockForm)block->form) {
  case BLOCK_BITS: memcpy(&room->bits, from, mask_bytes(block->count)); break;
  case BLOCK_REAL: return from;
  case BLOCK_SCALED: read_scaled(block, from, room->f64); break;
  case BLOCK_CODES: read_i32(block, from, room->i32); break;
  case BLOCK_SHORT: read_short(block, from, room->str); break;
  case BLOCK_TEXTS: read_texts(block, from, room->str); break;
  case BLOCK_WHOLE:
  case BLOCK_RUN:
    if (kind_lane(kind) == LANE_I32) read_i32(block, from, room->i32);
    else read_i64(block, from, room->i64);
    break;
  }
  return &room->bits;
}

void column_block_read(const ColumnBlock *block, Kind kind, const Dict *dict, BlockRoom *room, BatchColumn *out) {
  const uint8_t *from = block->data;
  *out = (BatchColumn){.vec = {.kind = kind, .dict = block->form == BLOCK_CODES ? dict : NULL}};
  if (block->has_valid) {
    memcpy(&room->valid, from, mask_bytes(block->count));
    out->vec.valid = &room->valid;
    from += mask_bytes(block->count);
  }
  if (block->has_faults) {
    out->fault = from;
    from += fault_bytes(block->count);
  }
  out->vec.data = read_payload(block, kind, from, room);
}

/* SPDX-License-Identifier: MIT */
/* Count_distinct, median, quantile: all values of an owner, sorted. */
#include "runtime/group/accumulator_parts.h"
#include "runtime/group/quantile.h"
#include "runtime/group/radix.h"
#include "runtime/group/sort_key.h"

/* A text is its code in the dictionary: equal where the texts are. False where memory is out. */
static bool key_at(Accumulator *acc, const Vector *v, uint32_t lane, uint64_t *key) {
  if (v->kind != KIND_TEXT) {
    *key = sort_key_at(v, lane);
    return true;
  }
  int32_t code = dict_code(&acc->dict, v->dict ? dict_text(v->dict, v->i32[lane]) : v->str[lane]);
  *key = (uint64_t)code;
  return code >= 0;
}

bool acc_bag_add(Accumulator *acc, const AccumulatorRows *rows) {
  for (uint32_t k = 0; k < rows->count; k++) {
    uint32_t row = rows->rows[k];
    uint64_t key;
    if (!key_at(acc, rows->value, row_lane(rows->value, row), &key)) return false;
    if (!bag_add(&acc->bag, rows->owners[k], key, 0)) return false;
  }
  return true;
}

static size_t largest(const BagGroups *groups) {
  size_t most = 0;
  for (uint32_t o = 0; o < groups->owners; o++) {
    size_t n = groups->ends[o] - bag_first(groups, o);
    if (n > most) most = n;
  }
  return most;
}

static int64_t distinct(const uint64_t *keys, size_t n) {
  int64_t count = n > 0;
  for (size_t i = 1; i < n; i++) count += keys[i] != keys[i - 1];
  return count;
}

/* The result of sorted values; unknown where there are none. */
static Value result_of(const Accumulator *acc, const uint64_t *keys, size_t n) {
  Aggregate function = acc->spec.function;
  if (function == AGG_COUNT_DISTINCT) return (Value){.kind = KIND_INTEGER, .known = true, .i64 = distinct(keys, n)};
  if (!n) return (Value){.kind = accumulator_kind(&acc->spec)};
  return quantile_of(keys, n, acc->spec.value, function == AGG_MEDIAN ? 0.5 : acc->spec.argument);
}

static bool finish_groups(const Accumulator *acc, const BagGroups *groups, uint64_t *room, SlotValues *out) {
  for (uint32_t o = 0; o < groups->owners; o++) {
    size_t first = bag_first(groups, o), n = groups->ends[o] - first;
    radix_sort(groups->keys + first, NULL, n, room, NULL);
    Value value = result_of(acc, groups->keys + first, n);
    if (!slot_set(out, o, &value)) return false;
  }
  return true;
}

bool acc_bag_finish(Accumulator *acc, uint32_t count, SlotValues *out) {
  if (!slot_reserve(out, count)) return false;
  out->count = count;
  BagGroups groups;
  bool done = bag_group(&acc->bag, count, &groups);
  if (done) {
    size_t most = largest(&groups);
    uint64_t *room = MEM_ARRAY(acc->alloc, uint64_t, most);
    done = room && finish_groups(acc, &groups, room, out);
    mem_free(acc->alloc, room, most * sizeof *room);
  }
  bag_groups_free(&groups);
  return done;
}

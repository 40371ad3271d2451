/* SPDX-License-Identifier: MIT */
/* Ordinals by their texts: first by eight bytes as a number, then what is equal in these by comparing. */
#include "runtime/group/order_parts.h"
#include "runtime/group/radix.h"

/* The first eight bytes; those that a shorter text has not are 0. Falls as texts rise. */
static uint64_t falling_prefix(Str text) {
  unsigned char bytes[8] = {0};
  if (text.n) memcpy(bytes, text.p, text.n < 8 ? text.n : 8);
  uint64_t prefix = 0;
  for (int i = 0; i < 8; i++) prefix = prefix << 8 | bytes[i];
  return ~prefix;
}

static bool all_equal(const Str *texts, const uint32_t *ordinals, uint32_t n) {
  for (uint32_t i = 1; i < n; i++)
    if (!str_equal(texts[ordinals[0]], texts[ordinals[i]])) return false;
  return true;
}

/* Merges two sorted runs that lie side by side, the greatest first, the left one first among equals. */
static void merge(const Str *texts, const uint32_t *from, uint32_t middle, uint32_t end, uint32_t *to) {
  uint32_t left = 0, right = middle;
  for (uint32_t at = 0; at < end; at++) {
    bool take_left =
        right == end || (left < middle && str_compare(texts[from[left]], texts[from[right]]) >= 0);
    to[at] = take_left ? from[left++] : from[right++];
  }
}

static void merge_sort(const Str *texts, uint32_t *ordinals, uint32_t n, uint32_t *room) {
  for (uint64_t width = 1; width < n; width *= 2) {
    for (uint64_t from = 0; from < n; from += 2 * width) {
      uint64_t end = from + 2 * width < n ? from + 2 * width : n;
      uint64_t middle = from + width < n ? from + width : n;
      merge(texts, ordinals + from, (uint32_t)(middle - from), (uint32_t)(end - from), room + from);
    }
    memcpy(ordinals, room, n * sizeof *ordinals);
  }
}

void text_order(Order *order) {
  const Str *texts = order->input.values->str;
  const uint32_t n = order->count;
  uint32_t *ordinals = order->ordinals, *room = order->spare_ordinals;
  uint64_t *keys = order->keys, key = 0;
  for (uint32_t i = 0; i < n; i++) keys[i] = falling_prefix(texts[ordinals[i]]);
  radix_sort_shared(order->input.threads, keys, ordinals, n, order->spare_keys, room);
  for (uint32_t first = 0, end; first < n; first = end) {
    for (end = first + 1; end < n && keys[end] == keys[first];) end++;
    if (!all_equal(texts, ordinals + first, end - first)) merge_sort(texts, ordinals + first, end - first, room);
    for (uint32_t i = first; i < end; i++) {
      if (i && !str_equal(texts[ordinals[i - 1]], texts[ordinals[i]])) key++;
      keys[i] = key;
    }
  }
}

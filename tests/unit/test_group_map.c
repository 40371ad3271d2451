/* SPDX-License-Identifier: MIT */
#include "tests/unit/failing.h"
#include "tests/unit/group_kit.h"

#include "runtime/group/group_map.h"

enum { ROWS = 4000, WIDTH = 3 };
static const Kind kinds[WIDTH] = {KIND_CODE, KIND_TEXT, KIND_INTEGER};
static Value cells[WIDTH][ROWS];
static bool in[ROWS];
static uint32_t ids[ROWS];
static KitVector kits[WIDTH];

static void make_rows(uint64_t seed) {
  for (uint32_t i = 0; i < ROWS; i++) {
    for (uint32_t k = 0; k < WIDTH; k++) cells[k][i] = kit_value(&seed, kinds[k], 6);
    in[i] = kit_below(&seed, 6) != 0;
  }
}

static bool find_all(GroupMap *map, uint32_t width, uint32_t cut) {
  for (uint32_t from = 0; from < ROWS; from += cut) {
    uint32_t n = ROWS - from < cut ? ROWS - from : cut;
    const Vector *keys[WIDTH];
    Mask lanes;
    mask_none(&lanes);
    for (uint32_t i = 0; i < n; i++)
      if (in[from + i]) mask_set(&lanes, i);
    for (uint32_t k = 0; k < width; k++) keys[k] = kit_vector(&kits[k], kinds[k], cells[k] + from, n);
    if (!group_map_find(map, keys, &lanes, n, ids + from)) return false;
  }
  return true;
}

static bool same_keys(uint32_t a, uint32_t b, uint32_t width) {
  for (uint32_t k = 0; k < width; k++)
    if (!kit_same(cells[k][a], cells[k][b])) return false;
  return true;
}

static bool has_unknown(uint32_t row, uint32_t width) {
  for (uint32_t k = 0; k < width; k++)
    if (!cells[k][row].known) return true;
  return false;
}

/* Ids are given in the order first met. */
static void check_ids(const GroupMap *map, uint32_t width, bool unknown_is_none) {
  static uint32_t firsts[ROWS];
  uint32_t groups = 0;
  for (uint32_t i = 0; i < ROWS; i++) {
    if (!in[i] || (unknown_is_none && has_unknown(i, width))) {
      ck_assert_uint_eq(ids[i], ORDINAL_NONE);
      continue;
    }
    uint32_t id = 0;
    while (id < groups && !same_keys(firsts[id], i, width)) id++;
    if (id == groups) firsts[groups++] = i;
    ck_assert_uint_eq(ids[i], id);
  }
  ck_assert_uint_eq(group_map_count(map), groups);
  for (uint32_t id = 0; id < groups; id++)
    for (uint32_t k = 0; k < width; k++) ck_assert(kit_same(group_map_key(map, id, k), cells[k][firsts[id]]));
}

static int compare_groups(const GroupMap *map, uint32_t a, uint32_t b, uint32_t width) {
  for (uint32_t k = 0; k < width; k++) {
    Value x = group_map_key(map, a, k), y = group_map_key(map, b, k);
    if (x.known != y.known) return x.known ? -1 : 1;
    int c = x.known ? kit_compare(x, y) : 0;
    if (c) return c;
  }
  return 0;
}

START_TEST(groups_are_numbered_as_met) {
  static const uint32_t cuts[] = {1, 7, BATCH_SIZE};
  make_rows(4);
  for (uint32_t width = 1; width <= WIDTH; width++) {
    for (uint32_t c = 0; c < 3; c++) {
      GroupMap *map = group_map_new(&alloc_system, kinds, width, _i);
      ck_assert(find_all(map, width, cuts[c]));
      check_ids(map, width, _i);
      group_map_free(map);
    }
  }
}
END_TEST

START_TEST(groups_are_put_in_order) {
  make_rows(5);
  GroupMap *map = group_map_new(&alloc_system, kinds, WIDTH, false);
  ck_assert(find_all(map, WIDTH, 100));
  uint32_t n = group_map_count(map);
  static uint32_t order[ROWS];
  static bool seen[ROWS];
  ck_assert(group_map_order(map, order));
  for (uint32_t i = 0; i < n; i++) {
    ck_assert(order[i] < n && !seen[order[i]]);
    seen[order[i]] = true;
    if (i) ck_assert_int_lt(compare_groups(map, order[i - 1], order[i], WIDTH), 0);
  }
  group_map_free(map);
}
END_TEST

START_TEST(every_kind_is_a_key) {
  Kind kind = (Kind)_i;
  uint64_t seed = 8;
  Value values[100];
  for (int i = 0; i < 100; i++) values[i] = kit_value(&seed, kind, 5);
  GroupMap *map = group_map_new(&alloc_system, &kind, 1, false);
  const Vector *key = kit_vector(&kits[0], kind, values, 100);
  ck_assert(group_map_find(map, &key, NULL, 100, ids));
  for (int i = 0; i < 100; i++) ck_assert(kit_same(group_map_key(map, ids[i], 0), values[i]));
  static uint32_t order[100];
  ck_assert(group_map_order(map, order));
  for (uint32_t i = 1; i < group_map_count(map); i++) ck_assert_int_lt(compare_groups(map, order[i - 1], order[i], 1), 0);
  group_map_free(map);
}
END_TEST

START_TEST(without_keys_there_is_one_group) {
  make_rows(6);
  GroupMap *map = group_map_new(&alloc_system, NULL, 0, false);
  ck_assert_uint_eq(group_map_count(map), 1);
  ck_assert(find_all(map, 0, 1000));
  for (uint32_t i = 0; i < ROWS; i++) ck_assert_uint_eq(ids[i], in[i] ? 0 : ORDINAL_NONE);
  uint32_t order[1] = {9};
  ck_assert(group_map_order(map, order));
  ck_assert_uint_eq(order[0], 0);
  group_map_free(map);
}
END_TEST

START_TEST(constants_and_texts_are_copied) {
  Kind text = KIND_TEXT;
  char bytes[] = "north";
  Str str = str_from(bytes);
  Vector v = {.kind = KIND_TEXT, .constant = true, .str = &str};
  const Vector *key = &v;
  GroupMap *map = group_map_new(&alloc_system, &text, 1, true);
  ck_assert(group_map_find(map, &key, NULL, 3, ids));
  bytes[0] = 'N';
  ck_assert(group_map_find(map, &key, NULL, 3, ids + 3));
  ck_assert(ids[0] == 0 && ids[2] == 0 && ids[3] == 1 && ids[5] == 1);
  ck_assert(str_is(group_map_key(map, 0, 0).str, "north"));
  group_map_free(map);
}
END_TEST

static bool whole_life(const Alloc *alloc) {
  static uint32_t order[ROWS];
  GroupMap *map = group_map_new(alloc, kinds, WIDTH, false);
  bool done = map && find_all(map, WIDTH, 1000) && group_map_order(map, order);
  group_map_free(map);
  return done;
}

START_TEST(out_of_memory_is_told) {
  make_rows(3);
  for (long before = 0;; before++) {
    Failing failing = {.before = before};
    Alloc alloc = failing_alloc(&failing);
    bool done = whole_life(&alloc);
    ck_assert(done != failing.failed);
    if (done) break;
  }
}
END_TEST

Suite *suite_group_map(void) {
  Suite *suite = suite_create("group_map");
  TCase *tc = tcase_create("group_map");
  tcase_add_loop_test(tc, groups_are_numbered_as_met, 0, 2);
  tcase_add_test(tc, groups_are_put_in_order);
  tcase_add_loop_test(tc, every_kind_is_a_key, 0, KIND_COUNT);
  tcase_add_test(tc, without_keys_there_is_one_group);
  tcase_add_test(tc, constants_and_texts_are_copied);
  tcase_add_test(tc, out_of_memory_is_told);
  suite_add_tcase(suite, tc);
  return suite;
}

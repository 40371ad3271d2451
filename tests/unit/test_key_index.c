/* SPDX-License-Identifier: MIT */
#include "tests/unit/failing.h"
#include "tests/unit/group_kit.h"

#include "runtime/group/key_index.h"

enum { KEYS = 5000 };
static Value keys[KEYS];
static KitVector kit;
static uint32_t ordinals[BATCH_SIZE];

static bool add_all(KeyIndex *index, Kind kind, uint32_t count, uint32_t cut) {
  for (uint32_t from = 0; from < count; from += cut) {
    uint32_t n = count - from < cut ? count - from : cut;
    if (!key_index_add(index, kit_vector(&kit, kind, keys + from, n), n)) return false;
  }
  return true;
}

/* Every key is found at its place, and what stands beside it only where it is a key. */
static void check_all(const KeyIndex *index, Kind kind, uint32_t count) {
  ck_assert_int_eq(key_index_count(index), count);
  for (uint32_t from = 0; from < count; from += BATCH_SIZE) {
    uint32_t n = count - from < BATCH_SIZE ? count - from : BATCH_SIZE;
    key_index_find(index, kit_vector(&kit, kind, keys + from, n), n, ordinals);
    for (uint32_t i = 0; i < n; i++) ck_assert_int_eq(ordinals[i], from + i);
  }
}

static void check_ints(int64_t first, int64_t step, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) keys[i] = kit_int(first + step * i);
  KeyIndex *index = key_index_new(&alloc_system, KIND_INTEGER);
  ck_assert(add_all(index, KIND_INTEGER, count, 1000));
  ck_assert_int_eq(key_index_seal(index, NULL), KEY_INDEX_READY);
  check_all(index, KIND_INTEGER, count);
  Value foreign[] = {kit_int(first == INT64_MIN ? 7 : first - 1), kit_int(first + 1), kit_int(keys[count - 1].i64 - 1), kit_unknown(KIND_INTEGER),
                     kit_int(INT64_MIN), kit_int(INT64_MAX), kit_int(first)};
  key_index_find(index, kit_vector(&kit, KIND_INTEGER, foreign, 7), 7, ordinals);
  for (uint32_t i = 0; i < 7; i++) {
    uint32_t wanted = ORDINAL_NONE;
    for (uint32_t k = 0; k < count; k++)
      if (foreign[i].known && keys[k].i64 == foreign[i].i64) wanted = k;
    ck_assert_uint_eq(ordinals[i], wanted);
  }
  key_index_free(index);
}

START_TEST(integers_lie_close_or_far) {
  static const int64_t steps[] = {1, 2, 3, 63, 64, 65, 1000, INT64_C(1000000007)};
  for (uint32_t s = 0; s < sizeof steps / sizeof *steps; s++) {
    check_ints(1, steps[s], KEYS);
    check_ints(-4000, steps[s], KEYS);
    check_ints(INT64_MAX - steps[s] * 10, steps[s], 10);
    check_ints(INT64_MIN, steps[s], 10);
    check_ints(5, steps[s], 1);
  }
}
END_TEST

START_TEST(both_ends_of_the_integers) {
  keys[0] = kit_int(INT64_MIN), keys[1] = kit_int(0), keys[2] = kit_int(INT64_MAX);
  KeyIndex *index = key_index_new(&alloc_system, KIND_INTEGER);
  ck_assert(add_all(index, KIND_INTEGER, 3, 1));
  ck_assert_int_eq(key_index_seal(index, NULL), KEY_INDEX_READY);
  check_all(index, KIND_INTEGER, 3);
  key_index_free(index);
}
END_TEST

START_TEST(integers_in_any_order) {
  for (uint32_t i = 0; i < KEYS; i++) keys[i] = kit_int((int64_t)((i * 7919u) % KEYS));
  KeyIndex *index = key_index_new(&alloc_system, KIND_INTEGER);
  ck_assert(add_all(index, KIND_INTEGER, KEYS, 2048));
  ck_assert_int_eq(key_index_seal(index, NULL), KEY_INDEX_READY);
  check_all(index, KIND_INTEGER, KEYS);
  key_index_free(index);
}
END_TEST

/* One after the other up to some place, then otherwise: one left out, one before all, one of those before. */
START_TEST(integers_are_whole_to_a_place) {
  static const uint32_t places[] = {1, 2, 63, 999, 1000, 1001, 2048, KEYS - 1};
  static const uint32_t cuts[] = {1, 1000, 2048};
  for (uint32_t t = 0; t < 3 * sizeof places / sizeof *places; t++) {
    const uint32_t place = places[t / 3], way = t % 3;
    uint32_t twice = 0;
    for (uint32_t i = 0; i < KEYS; i++) keys[i] = kit_int(-30 + (int64_t)i + (way == 0 && i >= place));
    if (way == 1) keys[place] = kit_int(-1000);
    if (way == 2) keys[place] = keys[place / 2];
    KeyIndex *index = key_index_new(&alloc_system, KIND_INTEGER);
    ck_assert(add_all(index, KIND_INTEGER, KEYS, cuts[t % 3]));
    ck_assert_int_eq(key_index_seal(index, &twice), way == 2 ? KEY_INDEX_TWICE : KEY_INDEX_READY);
    if (way == 2) ck_assert_uint_eq(twice, place);
    else check_all(index, KIND_INTEGER, KEYS);
    key_index_free(index);
  }
}
END_TEST

static char names[KEYS][12];
static void name_keys(void) {
  for (uint32_t i = 0; i < KEYS; i++) {
    snprintf(names[i], sizeof names[i], "k%u", i);
    keys[i] = (Value){.kind = KIND_TEXT, .known = true, .str = str_from(names[i])};
  }
}

START_TEST(texts_are_owned) {
  name_keys();
  KeyIndex *index = key_index_new(&alloc_system, KIND_TEXT);
  ck_assert(add_all(index, KIND_TEXT, KEYS, 777));
  ck_assert_int_eq(key_index_seal(index, NULL), KEY_INDEX_READY);
  check_all(index, KIND_TEXT, KEYS);
  memset(names[3], 'x', 2); /* no key now; the index has its own */
  Value foreign[] = {keys[3], keys[4], kit_unknown(KIND_TEXT), {.kind = KIND_TEXT, .known = true, .str = STR("k3")},
                     {.kind = KIND_TEXT, .known = true, .str = STR("")}};
  key_index_find(index, kit_vector(&kit, KIND_TEXT, foreign, 5), 5, ordinals);
  ck_assert_uint_eq(ordinals[0], ORDINAL_NONE);
  ck_assert_uint_eq(ordinals[1], 4);
  ck_assert_uint_eq(ordinals[2], ORDINAL_NONE);
  ck_assert_uint_eq(ordinals[3], 3);
  ck_assert_uint_eq(ordinals[4], ORDINAL_NONE);
  key_index_free(index);
}
END_TEST

START_TEST(a_constant_finds_one_for_all) {
  keys[0] = kit_int(10), keys[1] = kit_int(20);
  KeyIndex *index = key_index_new(&alloc_system, KIND_INTEGER);
  ck_assert(add_all(index, KIND_INTEGER, 2, 2));
  ck_assert_int_eq(key_index_seal(index, NULL), KEY_INDEX_READY);
  int64_t key = 20;
  key_index_find(index, &(Vector){.kind = KIND_INTEGER, .constant = true, .i64 = &key}, 3, ordinals);
  for (int i = 0; i < 3; i++) ck_assert_uint_eq(ordinals[i], 1);
  key_index_free(index);
}
END_TEST

START_TEST(no_keys_find_nothing) {
  for (int text = 0; text < 2; text++) {
    Kind kind = text ? KIND_TEXT : KIND_INTEGER;
    KeyIndex *index = key_index_new(&alloc_system, kind);
    ck_assert_int_eq(key_index_seal(index, NULL), KEY_INDEX_READY);
    Value one = {.kind = kind, .known = true};
    key_index_find(index, kit_vector(&kit, kind, &one, 1), 1, ordinals);
    ck_assert_uint_eq(ordinals[0], ORDINAL_NONE);
    key_index_free(index);
  }
}
END_TEST

START_TEST(a_key_met_twice_is_told) {
  uint32_t twice = 0;
  for (uint32_t i = 0; i < 10; i++) keys[i] = kit_int(i / 2 * 3 + i % 2);
  keys[7] = keys[2];
  KeyIndex *index = key_index_new(&alloc_system, KIND_INTEGER);
  ck_assert(add_all(index, KIND_INTEGER, 10, 10));
  ck_assert_int_eq(key_index_seal(index, &twice), KEY_INDEX_TWICE);
  ck_assert_uint_eq(twice, 7);
  key_index_free(index);
  name_keys();
  keys[9] = keys[0];
  index = key_index_new(&alloc_system, KIND_TEXT);
  ck_assert(add_all(index, KIND_TEXT, 10, 10));
  ck_assert_int_eq(key_index_seal(index, &twice), KEY_INDEX_TWICE);
  ck_assert_uint_eq(twice, 9);
  key_index_free(index);
}
END_TEST

static bool build(const Alloc *alloc, Kind kind) {
  KeyIndex *index = key_index_new(alloc, kind);
  bool done = index && add_all(index, kind, KEYS, 1000) && key_index_seal(index, NULL) == KEY_INDEX_READY;
  if (done) check_all(index, kind, KEYS);
  key_index_free(index);
  return done;
}

START_TEST(out_of_memory_is_told) {
  for (int way = 0; way < 3; way++) {
    if (way == 2) name_keys();
    else
      for (uint32_t i = 0; i < KEYS; i++) keys[i] = kit_int(way ? (int64_t)i * 1000 : (int64_t)i);
    Failing failing = {0};
    for (long before = 0;; before++) {
      failing = (Failing){.before = before};
      Alloc alloc = failing_alloc(&failing);
      bool done = build(&alloc, way == 2 ? KIND_TEXT : KIND_INTEGER);
      ck_assert(done != failing.failed);
      if (done) break;
    }
  }
}
END_TEST

Suite *suite_key_index(void) {
  Suite *suite = suite_create("key_index");
  TCase *tc = tcase_create("key_index");
  tcase_add_test(tc, integers_lie_close_or_far);
  tcase_add_test(tc, both_ends_of_the_integers);
  tcase_add_test(tc, integers_in_any_order);
  tcase_add_test(tc, integers_are_whole_to_a_place);
  tcase_add_test(tc, texts_are_owned);
  tcase_add_test(tc, a_constant_finds_one_for_all);
  tcase_add_test(tc, no_keys_find_nothing);
  tcase_add_test(tc, a_key_met_twice_is_told);
  tcase_add_test(tc, out_of_memory_is_told);
  suite_add_tcase(suite, tc);
  return suite;
}

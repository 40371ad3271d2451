/* SPDX-License-Identifier: MIT */
#include "tests/unit/failing.h"
#include "tests/unit/group_kit.h"

enum { VALUES = 700 };
static const uint32_t cuts[] = {1, 3, 64, 100, VALUES};
static Value expected[VALUES];
static SlotValues slot;
static SlotRoom room;
static KitVector kit;

static void make(Kind kind, uint32_t unknown, uint64_t seed) {
  for (uint32_t i = 0; i < VALUES; i++) expected[i] = kit_value(&seed, kind, unknown);
}

static bool append_all(SlotValues *to, Kind kind, uint32_t cut) {
  for (uint32_t from = 0; from < VALUES; from += cut) {
    uint32_t n = VALUES - from < cut ? VALUES - from : cut;
    if (!slot_append(to, kit_vector(&kit, kind, expected + from, n), NULL, n)) return false;
  }
  return true;
}

START_TEST(what_is_added_is_read_in_runs) {
  for (uint32_t c = 0; c < sizeof cuts / sizeof *cuts; c++) {
    for (uint32_t unknown = 0; unknown < 3; unknown++) {
      make((Kind)_i, unknown ? unknown * 2 : 0, c + 1);
      slot_init(&slot, &alloc_system, (Kind)_i);
      ck_assert(append_all(&slot, (Kind)_i, cuts[c]));
      ck_assert_int_eq(slot.count, VALUES);
      for (uint32_t first = 0; first < VALUES; first += 37) {
        uint32_t n = VALUES - first < 130 ? VALUES - first : 130;
        Vector view;
        slot_view(&slot, first, n, &view, &room);
        for (uint32_t i = 0; i < n; i++) ck_assert(kit_same(vector_get(&view, i), expected[first + i]));
      }
      slot_free(&slot);
    }
  }
}
END_TEST

START_TEST(any_ordinals_are_gathered) {
  make((Kind)_i, 3, 7);
  slot_init(&slot, &alloc_system, (Kind)_i);
  ck_assert(append_all(&slot, (Kind)_i, 64));
  uint32_t ordinals[300];
  uint64_t seed = 3;
  for (uint32_t i = 0; i < 300; i++) ordinals[i] = i % 7 == 0 ? ORDINAL_NONE : i % 11 == 0 ? VALUES : kit_below(&seed, VALUES);
  Vector v;
  slot_gather(&slot, ordinals, 300, &v, &room);
  for (uint32_t i = 0; i < 300; i++) {
    Value wanted = ordinals[i] < VALUES ? expected[ordinals[i]] : kit_unknown((Kind)_i);
    ck_assert(kit_same(vector_get(&v, i), wanted));
    ck_assert(kit_same(slot_get(&slot, ordinals[i]), wanted));
  }
  slot_free(&slot);
}
END_TEST

START_TEST(one_value_stands_for_all) {
  Kind kind = (Kind)_i;
  uint64_t seed = 11;
  for (int known = 0; known < 2; known++) {
    slot_init(&slot, &alloc_system, kind);
    ck_assert(slot_extend(&slot, 1));
    slot.single = true;
    Value one = kit_value(&seed, kind, 0);
    one.known = known;
    ck_assert(slot_set(&slot, 0, &one));
    Vector v;
    slot_view(&slot, 1000, 5, &v, &room);
    ck_assert(v.constant);
    ck_assert(kit_same(vector_get(&v, 4), one));
    slot_gather(&slot, (uint32_t[]){ORDINAL_NONE, 9}, 2, &v, &room);
    ck_assert(kit_same(vector_get(&v, 1), one));
    ck_assert(kit_same(slot_get(&slot, 77), one));
    slot_free(&slot);
  }
}
END_TEST

START_TEST(lanes_outside_are_unknown) {
  make(KIND_MONEY, 0, 1);
  slot_init(&slot, &alloc_system, KIND_MONEY);
  Mask lanes;
  mask_none(&lanes);
  mask_set(&lanes, 2);
  ck_assert(slot_append(&slot, kit_vector(&kit, KIND_MONEY, expected, 5), NULL, 5));
  ck_assert(slot_append(&slot, kit_vector(&kit, KIND_MONEY, expected, 5), &lanes, 5));
  ck_assert(slot_append(&slot, kit_vector(&kit, KIND_MONEY, expected, 5), NULL, 5));
  for (uint32_t i = 0; i < 15; i++)
    ck_assert(kit_same(slot_get(&slot, i), i < 5 || i == 7 || i >= 10 ? expected[i % 5] : kit_unknown(KIND_MONEY)));
  slot_free(&slot);
}
END_TEST

START_TEST(constants_are_spread) {
  slot_init(&slot, &alloc_system, KIND_TEXT);
  char text[] = "abc";
  Str str = str_from(text);
  Vector v = {.kind = KIND_TEXT, .constant = true, .str = &str};
  ck_assert(slot_append(&slot, &v, NULL, 3));
  text[0] = 'x'; /* it was copied */
  for (uint32_t i = 0; i < 3; i++) ck_assert(str_is(slot_get(&slot, i).str, "abc"));
  slot_free(&slot);
}
END_TEST

START_TEST(a_known_number_takes_no_more_than_it_needs) {
  slot_init(&slot, &alloc_system, KIND_MONEY);
  ck_assert(slot_reserve(&slot, 1000));
  ck_assert_int_eq(slot.size, 1000);
  Value value = kit_money(5);
  KitVector one;
  for (uint32_t i = 0; i < 1000; i++) ck_assert(slot_append(&slot, kit_vector(&one, KIND_MONEY, &value, 1), NULL, 1));
  ck_assert_int_eq(slot.size, 1000);
  ck_assert_ptr_null(slot.known);
  slot_free(&slot);
}
END_TEST

START_TEST(values_come_and_go) {
  slot_init(&slot, &alloc_system, KIND_BOOLEAN);
  ck_assert(slot_extend(&slot, 70));
  Value yes = {.kind = KIND_BOOLEAN, .known = true, .truth = true}, no = {.kind = KIND_BOOLEAN, .known = true};
  Value unknown = kit_unknown(KIND_BOOLEAN);
  ck_assert(slot_set(&slot, 69, &yes));
  ck_assert(slot_truth(&slot, 69) && !slot_known(&slot, 68));
  ck_assert(slot_set(&slot, 69, &no));
  ck_assert(slot_known(&slot, 69) && !slot_truth(&slot, 69));
  ck_assert(slot_set(&slot, 69, &unknown));
  ck_assert(!slot_known(&slot, 69));
  ck_assert(!slot_get(&slot, 70).known);
  slot_free(&slot);
}
END_TEST

START_TEST(out_of_memory_is_told) {
  make((Kind)_i, 5, 1);
  Failing failing = {0};
  do {
    long before = failing.before;
    failing.failed = false;
    Alloc alloc = failing_alloc(&failing);
    slot_init(&slot, &alloc, (Kind)_i);
    bool done = append_all(&slot, (Kind)_i, 100) && slot_extend(&slot, VALUES + 1000);
    ck_assert(done != failing.failed);
    slot_free(&slot);
    failing.before = before + 1;
  } while (failing.failed);
}
END_TEST

Suite *suite_slot_values(void) {
  Suite *suite = suite_create("slot_values");
  TCase *tc = tcase_create("slot_values");
  tcase_add_loop_test(tc, what_is_added_is_read_in_runs, 0, KIND_COUNT);
  tcase_add_loop_test(tc, any_ordinals_are_gathered, 0, KIND_COUNT);
  tcase_add_loop_test(tc, one_value_stands_for_all, 0, KIND_COUNT);
  tcase_add_test(tc, lanes_outside_are_unknown);
  tcase_add_test(tc, constants_are_spread);
  tcase_add_test(tc, a_known_number_takes_no_more_than_it_needs);
  tcase_add_test(tc, values_come_and_go);
  tcase_add_loop_test(tc, out_of_memory_is_told, 0, KIND_COUNT);
  suite_add_tcase(suite, tc);
  return suite;
}

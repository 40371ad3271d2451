/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>

#include "runtime/vm/fault_table.h"

static FaultTable table;
static int64_t keys[BATCH_SIZE];
static Batch batch;
static const Span here = {10, 20}, there = {5, 9};

static void begin(void) {
  fault_table_init(&table, &alloc_system);
  for (int64_t i = 0; i < BATCH_SIZE; i++) keys[i] = 1000 - i;
  batch = (Batch){.count = 100, .key = {.kind = KIND_INTEGER, .i64 = keys}};
}
static void end(void) { fault_table_free(&table); }

START_TEST(counts_lanes_and_keeps_lowest_keys) {
  Mask lanes;
  mask_first(&lanes, 70);
  fault_table_add(&table, here, FAULT_OVERFLOW, &lanes, &batch, NULL);
  ck_assert_uint_eq(table.total, 70);
  ck_assert_uint_eq(table.rows[0]->count, 70);
  ck_assert_uint_eq(table.rows[0]->key_count, 3);
  ck_assert_int_eq(table.rows[0]->keys[0].i64, 1000 - 69);
  ck_assert_int_eq(table.rows[0]->keys[2].i64, 1000 - 67);
}
END_TEST

START_TEST(lanes_behind_the_end_do_not_count) {
  Mask lanes;
  mask_first(&lanes, BATCH_SIZE);
  fault_table_add(&table, here, FAULT_OVERFLOW, &lanes, &batch, NULL);
  ck_assert_uint_eq(table.total, 100);
}
END_TEST

START_TEST(a_record_counts_once_a_place_and_batch) {
  Mask lanes = {{3}};
  fault_table_add(&table, here, FAULT_OVERFLOW, &lanes, &batch, NULL);
  lanes.words[0] = 7;
  fault_table_add(&table, here, FAULT_OVERFLOW, &lanes, &batch, NULL);
  ck_assert_uint_eq(table.total, 3);
  fault_table_add(&table, here, FAULT_ZERO_DIVISION, &lanes, &batch, NULL);
  ck_assert_uint_eq(table.total, 3);
  ck_assert_uint_eq(table.count, 1);
  fault_table_batch(&table);
  fault_table_add(&table, here, FAULT_OVERFLOW, &lanes, &batch, NULL);
  ck_assert_uint_eq(table.total, 6);
}
END_TEST

START_TEST(places_count_apart) {
  Mask lanes = {{1}};
  fault_table_add(&table, here, FAULT_MISSING, &lanes, &batch, NULL);
  fault_table_add(&table, there, FAULT_MISSING, &lanes, &batch, NULL);
  ck_assert_uint_eq(table.count, 2);
  ck_assert_uint_eq(table.total, 2);
}
END_TEST

START_TEST(sorted_by_place_then_kind) {
  Mask one = {{1}}, two = {{2}};
  fault_table_add(&table, here, FAULT_OUT_OF_RANGE, &one, &batch, NULL);
  fault_table_add(&table, here, FAULT_MISSING, &two, &batch, NULL);
  fault_table_add(&table, there, FAULT_OVERFLOW, &one, &batch, NULL);
  fault_table_sort(&table);
  ck_assert_uint_eq(table.rows[0]->place.from, 5);
  ck_assert_int_eq(table.rows[1]->kind, FAULT_MISSING);
  ck_assert_int_eq(table.rows[2]->kind, FAULT_OUT_OF_RANGE);
}
END_TEST

START_TEST(merging_shows_no_order) {
  FaultTable other;
  fault_table_init(&other, &alloc_system);
  Mask low = {{1}}, high = {{(uint64_t)7 << 40}};
  fault_table_add(&table, here, FAULT_MISSING, &low, &batch, NULL);
  fault_table_add(&other, here, FAULT_MISSING, &high, &batch, NULL);
  fault_table_add(&other, there, FAULT_OVERFLOW, &low, &batch, NULL);
  fault_table_merge(&table, &other);
  fault_table_sort(&table);
  ck_assert_uint_eq(table.total, 5);
  ck_assert_uint_eq(table.rows[1]->count, 4);
  ck_assert_int_eq(table.rows[1]->keys[0].i64, 1000 - 42);
  ck_assert_int_eq(table.rows[1]->keys[2].i64, 1000 - 40);
  fault_table_free(&other);
}
END_TEST

START_TEST(text_keys_are_copied_and_ordered) {
  char text[] = "zz";
  Str texts[] = {{text, 2}, STR("b"), STR("a"), STR("c")};
  batch.key = (Vector){.kind = KIND_TEXT, .str = texts};
  batch.count = 4;
  Mask lanes = {{15}};
  fault_table_add(&table, here, FAULT_MISSING, &lanes, &batch, NULL);
  text[0] = 'a';
  ck_assert(str_is(table.rows[0]->keys[0].str, "a"));
  ck_assert(str_is(table.rows[0]->keys[1].str, "b"));
  ck_assert(str_is(table.rows[0]->keys[2].str, "c"));
}
END_TEST

START_TEST(without_a_batch_it_counts_once) {
  Mask lanes = {{1}};
  fault_table_add(&table, here, FAULT_OVERFLOW, &lanes, NULL, NULL);
  ck_assert_uint_eq(table.total, 1);
  ck_assert_uint_eq(table.rows[0]->key_count, 0);
}
END_TEST

START_TEST(nothing_selected_makes_no_row) {
  Mask lanes = {{0}};
  fault_table_add(&table, here, FAULT_OVERFLOW, &lanes, &batch, NULL);
  ck_assert_uint_eq(table.count, 0);
}
END_TEST

START_TEST(what_was_counted_before_is_only_noted) {
  Mask lanes = {{6}}, more = {{14}};
  table.counted_before = true;
  fault_table_add(&table, here, FAULT_MISSING, &lanes, &batch, NULL);
  ck_assert_uint_eq(table.total, 0);
  table.counted_before = false;
  fault_table_add(&table, here, FAULT_MISSING, &more, &batch, NULL);
  ck_assert_uint_eq(table.total, 1);
  ck_assert_uint_eq(table.rows[0]->key_count, 1);
  ck_assert_int_eq(table.rows[0]->keys[0].i64, vector_get(&batch.key, 3).i64);
}
END_TEST

Suite *suite_fault_table(void) {
  Suite *suite = suite_create("fault_table");
  TCase *tc = tcase_create("fault_table");
  tcase_add_checked_fixture(tc, begin, end);
  tcase_add_test(tc, counts_lanes_and_keeps_lowest_keys);
  tcase_add_test(tc, lanes_behind_the_end_do_not_count);
  tcase_add_test(tc, a_record_counts_once_a_place_and_batch);
  tcase_add_test(tc, places_count_apart);
  tcase_add_test(tc, sorted_by_place_then_kind);
  tcase_add_test(tc, merging_shows_no_order);
  tcase_add_test(tc, text_keys_are_copied_and_ordered);
  tcase_add_test(tc, without_a_batch_it_counts_once);
  tcase_add_test(tc, nothing_selected_makes_no_row);
  tcase_add_test(tc, what_was_counted_before_is_only_noted);
  suite_add_tcase(suite, tc);
  return suite;
}

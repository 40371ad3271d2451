/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>

#include "runtime/data/lookup.h"

static Lookup lookup;
static uint32_t twice;

static void begin(void) {
  lookup = (Lookup){.key_kind = KIND_INTEGER};
  arena_init(&lookup.arena, &alloc_system);
}
static void end(void) { arena_free(&lookup.arena); }

START_TEST(finds_each_integer) {
  static int64_t keys[1000];
  for (int64_t i = 0; i < 1000; i++) keys[i] = (i - 500) * 65536;
  lookup.rows = 1000;
  lookup.int_keys = keys;
  ck_assert(lookup_index(&lookup, &twice));
  for (int32_t i = 0; i < 1000; i++) ck_assert_int_eq(lookup_find_int(&lookup, keys[i]), i);
  ck_assert_int_eq(lookup_find_int(&lookup, 1), -1);
  ck_assert_int_eq(lookup_find_int(&lookup, INT64_MIN), -1);
}
END_TEST

START_TEST(finds_each_text) {
  Str keys[] = {STR("b"), STR(""), STR("abc"), {"a\0b", 3}};
  lookup.key_kind = KIND_TEXT;
  lookup.rows = 4;
  lookup.text_keys = keys;
  ck_assert(lookup_index(&lookup, &twice));
  for (int32_t i = 0; i < 4; i++) ck_assert_int_eq(lookup_find_text(&lookup, keys[i]), i);
  ck_assert_int_eq(lookup_find_text(&lookup, STR("a")), -1);
}
END_TEST

START_TEST(equal_keys_are_told) {
  int64_t keys[] = {7, 8, 9, 8};
  lookup.rows = 4;
  lookup.int_keys = keys;
  ck_assert(!lookup_index(&lookup, &twice));
  ck_assert_int_eq(twice, 3);
}
END_TEST

START_TEST(equal_texts_are_told) {
  Str keys[] = {STR("x"), STR("x")};
  lookup.key_kind = KIND_TEXT;
  lookup.rows = 2;
  lookup.text_keys = keys;
  ck_assert(!lookup_index(&lookup, &twice));
  ck_assert_int_eq(twice, 1);
}
END_TEST

START_TEST(empty_table_has_no_key) {
  ck_assert_int_eq(lookup_find_int(&lookup, 0), -1);
  ck_assert(lookup_index(&lookup, &twice));
  ck_assert_int_eq(lookup_find_int(&lookup, 0), -1);
  ck_assert_int_eq(lookup_find_text(&lookup, STR("")), -1);
}
END_TEST

static void *no_memory(void *user, void *ptr, size_t old_size, size_t new_size) {
  (void)user, (void)ptr, (void)old_size, (void)new_size;
  return NULL;
}

START_TEST(out_of_memory_is_no_equal_key) {
  static const Alloc poor = {no_memory, NULL};
  arena_init(&lookup.arena, &poor);
  ck_assert(!lookup_index(&lookup, &twice));
  ck_assert_uint_eq(twice, UINT32_MAX);
}
END_TEST

Suite *suite_lookup(void) {
  Suite *suite = suite_create("lookup");
  TCase *tc = tcase_create("lookup");
  tcase_add_checked_fixture(tc, begin, end);
  tcase_add_test(tc, finds_each_integer);
  tcase_add_test(tc, finds_each_text);
  tcase_add_test(tc, equal_keys_are_told);
  tcase_add_test(tc, equal_texts_are_told);
  tcase_add_test(tc, empty_table_has_no_key);
  tcase_add_test(tc, out_of_memory_is_no_equal_key);
  suite_add_tcase(suite, tc);
  return suite;
}

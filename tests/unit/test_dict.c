/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>

#include "runtime/data/dict.h"
#include "runtime/data/fn.h"

static Dict dict;

static void begin(void) { ck_assert(dict_init(&dict, &alloc_system)); }
static void end(void) { dict_free(&dict); }

START_TEST(empty_text_is_code_0) {
  ck_assert_int_eq(dict.count, 1);
  ck_assert_int_eq(dict_code(&dict, STR("")), 0);
  ck_assert(str_equal(dict_text(&dict, 0), STR("")));
}
END_TEST

START_TEST(same_text_same_code) {
  int32_t a = dict_code(&dict, STR("lead")), b = dict_code(&dict, STR("client"));
  ck_assert_int_eq(a, 1);
  ck_assert_int_eq(b, 2);
  ck_assert_int_eq(dict_code(&dict, STR("lead")), a);
  ck_assert_int_eq(dict.count, 3);
}
END_TEST

START_TEST(texts_are_copied) {
  char text[] = "abc";
  int32_t code = dict_code(&dict, str_from(text));
  text[0] = 'x';
  ck_assert(str_equal(dict_text(&dict, code), STR("abc")));
}
END_TEST

START_TEST(codes_stay_while_it_grows) {
  char text[16];
  for (int i = 0; i < 10000; i++) {
    int n = snprintf(text, sizeof text, "text %d", i);
    ck_assert_int_eq(dict_code(&dict, (Str){text, (uint32_t)n}), i + 1);
  }
  for (int i = 0; i < 10000; i++) {
    int n = snprintf(text, sizeof text, "text %d", i);
    ck_assert(str_equal(dict_text(&dict, i + 1), (Str){text, (uint32_t)n}));
  }
}
END_TEST

START_TEST(nul_and_length_count) {
  int32_t a = dict_code(&dict, (Str){"a\0b", 3}), b = dict_code(&dict, STR("a"));
  ck_assert_int_ne(a, b);
  ck_assert_int_eq(dict_text(&dict, a).n, 3);
}
END_TEST

/* Of all lengths around those that their ends tell apart; finding adds nothing. */
START_TEST(found_or_not) {
  char text[60];
  memset(text, 'x', sizeof text);
  for (uint32_t n = 0; n < 40; n++) ck_assert_int_eq(dict_code(&dict, (Str){text, n}), (int32_t)n);
  for (uint32_t n = 1; n < 40; n++) {
    ck_assert_int_eq(dict_find(&dict, (Str){text, n}), (int32_t)n);
    text[n / 2] = 'y';
    ck_assert_int_eq(dict_find(&dict, (Str){text, n}), -1);
    text[n / 2] = 'x';
  }
  ck_assert_int_eq(dict_find(&dict, (Str){"x\0", 2}), -1);
  ck_assert_int_eq(dict.count, 40);
}
END_TEST

START_TEST(code_that_does_not_exist_is_empty) {
  ck_assert_int_eq(dict_text(&dict, -1).n, 0);
  ck_assert_int_eq(dict_text(&dict, 1).n, 0);
  ck_assert_int_eq(dict_text(&dict, INT32_MAX).n, 0);
}
END_TEST

static void *no_memory(void *user, void *ptr, size_t old_size, size_t new_size) {
  int *left = user;
  if (new_size && (*left)-- <= 0) return NULL;
  return alloc_system.fn(NULL, ptr, old_size, new_size);
}

START_TEST(out_of_memory_is_told) {
  for (int allowed = 0; allowed < 3; allowed++) {
    int left = allowed;
    Dict poor;
    ck_assert(!dict_init(&poor, &(Alloc){no_memory, &left}));
  }
}
END_TEST

START_TEST(out_of_memory_keeps_what_is_there) {
  int left = 1 << 20;
  Alloc alloc = {no_memory, &left};
  Dict poor;
  ck_assert(dict_init(&poor, &alloc));
  left = 0;
  char text[16];
  int32_t code = 0;
  for (int i = 0; i < 1000 && code >= 0; i++) {
    int n = snprintf(text, sizeof text, "%d", i);
    code = dict_code(&poor, (Str){text, (uint32_t)n});
  }
  ck_assert_int_eq(code, -1);
  ck_assert(str_equal(dict_text(&poor, 1), STR("0")));
  dict_free(&poor);
}
END_TEST

START_TEST(vector_and_fn_read_codes) {
  int32_t codes[2] = {dict_code(&dict, STR("one")), dict_code(&dict, STR("two"))};
  Vector v = {.kind = KIND_TEXT, .i32 = codes, .dict = &dict};
  ck_assert(str_equal(vector_get(&v, 1).str, STR("two")));
  FnCall call = {.args = {&v}, .n = 2};
  ck_assert(str_equal(fn_str(&call, 0, 0), STR("one")));
  v.constant = true;
  ck_assert(str_equal(fn_str(&call, 0, 1), STR("one")));
}
END_TEST

START_TEST(vector_gives_each_lane) {
  Mask bits = {{2}}, valid = {{1}};
  ck_assert(!vector_get(&(Vector){.kind = KIND_BOOLEAN, .bits = &bits}, 0).truth);
  ck_assert(vector_get(&(Vector){.kind = KIND_BOOLEAN, .bits = &bits}, 1).truth);
  int32_t dates[] = {5, 6};
  ck_assert_int_eq(vector_get(&(Vector){.kind = KIND_DATE, .i32 = dates}, 1).i32, 6);
  double numbers[] = {5, 6.5};
  ck_assert(vector_get(&(Vector){.kind = KIND_NUMBER, .f64 = numbers}, 1).f64 == 6.5);
  int64_t money[] = {5, 6};
  Vector v = {.kind = KIND_MONEY, .i64 = money, .valid = &valid};
  ck_assert(vector_get(&v, 0).known && vector_get(&v, 0).i64 == 5);
  ck_assert(!vector_get(&v, 1).known);
  Str texts[] = {STR("a"), STR("b")};
  ck_assert(str_is(vector_get(&(Vector){.kind = KIND_TEXT, .str = texts}, 1).str, "b"));
}
END_TEST

Suite *suite_dict(void) {
  Suite *suite = suite_create("dict");
  TCase *tc = tcase_create("dict");
  tcase_add_checked_fixture(tc, begin, end);
  tcase_add_test(tc, empty_text_is_code_0);
  tcase_add_test(tc, same_text_same_code);
  tcase_add_test(tc, texts_are_copied);
  tcase_add_test(tc, codes_stay_while_it_grows);
  tcase_add_test(tc, nul_and_length_count);
  tcase_add_test(tc, found_or_not);
  tcase_add_test(tc, code_that_does_not_exist_is_empty);
  tcase_add_test(tc, out_of_memory_is_told);
  tcase_add_test(tc, out_of_memory_keeps_what_is_there);
  tcase_add_test(tc, vector_and_fn_read_codes);
  tcase_add_test(tc, vector_gives_each_lane);
  suite_add_tcase(suite, tc);
  return suite;
}

/* SPDX-License-Identifier: MIT
 * Members of several batches in one: every lane with its value, its validity and its fault, at any place. */
#include "tests/unit/program_kit.h"

#include <check.h>
#include <stdio.h>

#include "runtime/data/dict.h"
#include "runtime/exec/gather.h"

enum { COLUMNS = 5 };

static Kit kit;
static Gather *gather;
static int64_t keys[BATCH_SIZE], money[BATCH_SIZE];
static int32_t days[BATCH_SIZE], codes[BATCH_SIZE];
static Mask truths, known;
static Str texts[BATCH_SIZE];
static char letters[BATCH_SIZE][8];
static uint8_t faults[BATCH_SIZE];
static Dict dict;
static BatchColumn columns[COLUMNS];
static Batch batch;

/* What stands in record k: by its key alone, so that it can be told after it has moved. */
static bool truth_of(int64_t k) { return k % 3 == 0; }
static bool known_of(int64_t k) { return k % 5 != 0; }
static uint8_t fault_of(int64_t k) { return k % 10 == 0 ? FAULT_MISSING : FAULT_NONE; }

static void fill(int64_t first, uint32_t count, bool all_known) {
  mask_none(&truths);
  mask_none(&known);
  for (uint32_t i = 0; i < count; i++) {
    int64_t k = keys[i] = first + i;
    money[i] = k * 10000;
    days[i] = (int32_t)(k % 1000);
    codes[i] = (int32_t)(k % 2) + 1;
    if (truth_of(k)) mask_set(&truths, i);
    if (known_of(k)) mask_set(&known, i);
    snprintf(letters[i], sizeof letters[i], "x%d", (int)k);
    texts[i] = str_from(letters[i]);
    faults[i] = fault_of(k);
  }
  const Mask *valid = all_known ? NULL : &known;
  const uint8_t *faulted = all_known ? NULL : faults;
  batch = (Batch){.count = count, .key = {.kind = KIND_INTEGER, .i64 = keys}, .columns = columns};
  columns[0] = (BatchColumn){.vec = {.kind = KIND_MONEY, .valid = valid, .i64 = money}, .fault = faulted};
  columns[1] = (BatchColumn){.vec = {.kind = KIND_DATE, .i32 = days}};
  columns[2] = (BatchColumn){.vec = {.kind = KIND_BOOLEAN, .valid = valid, .bits = &truths}};
  columns[3] = (BatchColumn){.vec = {.kind = KIND_TEXT, .valid = valid, .str = texts}};
  columns[4] = (BatchColumn){.vec = {.kind = KIND_TEXT, .i32 = codes, .dict = &dict}};
}

static void begin(void) {
  kit_begin(&kit);
  kit.p->column_count = COLUMNS;
  kit_place_columns(kit.p);
  gather = gather_new(&alloc_system, kit.p);
  ck_assert_ptr_nonnull(gather);
  ck_assert(dict_init(&dict, &alloc_system));
  ck_assert(dict_code(&dict, STR("even")) == 1 && dict_code(&dict, STR("odd")) == 2);
}

static void end(void) {
  gather_free(gather);
  dict_free(&dict);
  kit_end(&kit);
}

/* Takes every step-th record; how many went in. */
static uint32_t take_each(uint32_t step) {
  uint32_t list[BATCH_SIZE], count = 0;
  for (uint32_t i = 0; i < batch.count; i += step) list[count++] = i;
  bool ok;
  ck_assert(gather_fits(gather, &batch));
  uint32_t taken = gather_take(gather, &batch, list, count, &ok);
  ck_assert(ok);
  return taken;
}

/* `known_from`: records before that key were taken while all were known. */
static void expect_lane(const Batch *got, uint32_t lane, int64_t k, int64_t known_from) {
  bool is_known = k < known_from || known_of(k);
  ck_assert_int_eq(vector_get(&got->key, lane).i64, k);
  Value value = vector_get(&got->columns[0].vec, lane);
  ck_assert_int_eq(value.known, is_known);
  if (is_known) ck_assert_int_eq(value.i64, k * 10000);
  ck_assert_int_eq(got->columns[0].fault ? got->columns[0].fault[lane] : 0, k < known_from ? FAULT_NONE : fault_of(k));
  ck_assert_int_eq(vector_get(&got->columns[1].vec, lane).i32, k % 1000);
  value = vector_get(&got->columns[2].vec, lane);
  ck_assert_int_eq(value.known, is_known);
  if (is_known) ck_assert_int_eq(value.truth, truth_of(k));
  value = vector_get(&got->columns[3].vec, lane);
  char text[16];
  snprintf(text, sizeof text, "x%d", (int)k);
  if (is_known) ck_assert(str_is(value.str, text));
  ck_assert(str_is(vector_get(&got->columns[4].vec, lane).str, k % 2 ? "odd" : "even"));
}

START_TEST(lanes_of_many_batches_stand_in_order) {
  const Batch *got = gather_pending(gather);
  ck_assert_uint_eq(got->count, 0);
  for (uint32_t b = 0; b < 4; b++) {
    fill(100 * b, 100, b < 2);
    ck_assert_uint_eq(take_each(7), 15);
  }
  memset(letters, '?', sizeof letters);
  ck_assert_uint_eq(got->count, 60);
  for (uint32_t lane = 0; lane < 60; lane++) expect_lane(got, lane, 100 * (lane / 15) + lane % 15 * 7, 200);
}
END_TEST

START_TEST(known_lanes_stand_behind_unknown_ones) {
  fill(0, 70, false);
  take_each(1);
  fill(1000, 70, true);
  take_each(1);
  const Batch *got = gather_pending(gather);
  for (uint32_t lane = 70; lane < 140; lane++) {
    ck_assert(vector_get(&got->columns[0].vec, lane).known);
    ck_assert_int_eq(got->columns[0].fault[lane], FAULT_NONE);
  }
  ck_assert(!vector_get(&got->columns[0].vec, 65).known);
}
END_TEST

START_TEST(no_more_is_taken_than_there_is_room) {
  fill(0, 2048, false);
  ck_assert_uint_eq(take_each(2), 1024);
  fill(5000, 2000, false);
  ck_assert_uint_eq(take_each(1), 1024);
  const Batch *got = gather_pending(gather);
  ck_assert_uint_eq(got->count, BATCH_SIZE);
  expect_lane(got, 1023, 2046, 0);
  expect_lane(got, 2047, 6023, 0);
  gather_reset(gather);
  ck_assert_uint_eq(got->count, 0);
  fill(9000, 64, true);
  ck_assert_uint_eq(take_each(1), 64);
  ck_assert_ptr_null(got->columns[0].vec.valid);
  ck_assert_ptr_null(got->columns[0].fault);
  expect_lane(got, 63, 9063, 9999);
}
END_TEST

START_TEST(texts_of_another_dictionary_do_not_fit) {
  fill(0, 10, false);
  take_each(1);
  columns[4].vec = columns[3].vec;
  ck_assert(!gather_fits(gather, &batch));
  gather_reset(gather);
  ck_assert(gather_fits(gather, &batch));
}
END_TEST

Suite *suite_gather(void);
Suite *suite_gather(void) {
  Suite *suite = suite_create("gather");
  TCase *tc = tcase_create("gather");
  tcase_add_checked_fixture(tc, begin, end);
  tcase_add_test(tc, lanes_of_many_batches_stand_in_order);
  tcase_add_test(tc, known_lanes_stand_behind_unknown_ones);
  tcase_add_test(tc, no_more_is_taken_than_there_is_room);
  tcase_add_test(tc, texts_of_another_dictionary_do_not_fit);
  suite_add_tcase(suite, tc);
  return suite;
}

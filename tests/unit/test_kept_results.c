/* SPDX-License-Identifier: MIT
 * Results between runs: lanes come back as they went in, what is used longest ago goes first, and no limit or lack of memory harms. */
#include <check.h>

#include "runtime/kept/kept_results.h"
#include "tests/unit/failing.h"

enum { N = 1500 };

static double numbers[BATCH_SIZE];
static int32_t days[BATCH_SIZE];
static Mask truths, valid;

static void fill(void) {
  mask_none(&truths);
  mask_none(&valid);
  for (uint32_t i = 0; i < BATCH_SIZE; i++) {
    numbers[i] = i * 0.5 - 7;
    days[i] = (int32_t)i * 3;
    if (i % 3 == 0) mask_set(&truths, i);
    if (i % 7) mask_set(&valid, i);
  }
}

static Vector vector_of(Kind kind) {
  if (kind_lane(kind) == LANE_BITS) return (Vector){.kind = kind, .bits = &truths, .valid = &valid};
  if (kind_lane(kind) == LANE_I32) return (Vector){.kind = kind, .i32 = days, .valid = &valid};
  return (Vector){.kind = kind, .f64 = numbers, .valid = &valid};
}

/* Every lane where `which` says so, and no other, is as in `from`: in its own place, or where `places` says. */
static void hold(const KeptLanes *lanes, Kind kind, const Vector *from, const Mask *which) {
  Mask done, known;
  double data[BATCH_SIZE];
  kept_lanes_spread(lanes, kind, &(LaneRoom){&done, &known, data});
  const Vector got = {.kind = kind, .valid = &known, .data = data};
  for (uint32_t i = 0; i < N; i++) {
    ck_assert_int_eq(mask_get(&done, i), mask_get(which, i));
    if (!mask_get(which, i)) continue;
    const Value a = vector_get(from, i), b = vector_get(&got, i);
    ck_assert_int_eq(a.known, b.known);
    if (a.known) ck_assert_mem_eq(&a.f64, &b.f64, kind_lane(kind) == LANE_BITS ? 1 : kind_lane(kind) == LANE_I32 ? 4 : 8);
  }
}

static const Kind kinds[] = {KIND_BOOLEAN, KIND_DATE, KIND_NUMBER};

START_TEST(test_lanes) {
  fill();
  const Kind kind = kinds[_i];
  const Vector from = vector_of(kind);
  Mask some, both, all;
  mask_none(&some);
  for (uint32_t i = 0; i < N; i += i % 5 ? 1 : 4) mask_set(&some, i);
  KeptLanes *few = kept_lanes_make(&alloc_system, NULL, N, &from, &some, NULL);
  hold(few, kind, &from, &some);
  Vector view;
  ck_assert(!kept_lanes_view(few, kind, &view));
  both = some;
  mask_none(&some);
  for (uint32_t i = 3; i < N; i += 9) mask_set(&some, i), mask_set(&both, i);
  KeptLanes *more = kept_lanes_make(&alloc_system, few, N, &from, &some, NULL);
  hold(more, kind, &from, &both);
  if (kind != KIND_BOOLEAN) ck_assert_uint_gt(kept_lanes_bytes(more, kind), kept_lanes_bytes(few, kind));
  mask_first(&all, N);
  KeptLanes *every = kept_lanes_make(&alloc_system, more, N, &from, &all, NULL), *at_once = kept_lanes_make(&alloc_system, NULL, N, &from, &all, NULL);
  hold(every, kind, &from, &all);
  hold(at_once, kind, &from, &all);
  ck_assert(kept_lanes_view(at_once, kind, &view));
  for (uint32_t i = 0; i < N; i++) ck_assert_int_eq(vector_known(&view, i), mask_get(&valid, i));
  kept_lanes_free(&alloc_system, few, kind);
  kept_lanes_free(&alloc_system, more, kind);
  kept_lanes_free(&alloc_system, every, kind);
  kept_lanes_free(&alloc_system, at_once, kind);
}
END_TEST

static KeptRun run_of(uint32_t batch, uint32_t first, const uint32_t *lanes, uint32_t count) {
  KeptRun run = {.batch = batch, .first = first, .count = count};
  for (uint32_t i = 0; i < count; i++) mask_set(&run.lanes, lanes[i]);
  return run;
}

static void hold_lane(const Vector *from, uint32_t lane, const Vector *got, uint32_t at) {
  const Value a = vector_get(from, lane), b = vector_get(got, at);
  ck_assert_int_eq(a.known, b.known);
  if (a.known && kind_lane(from->kind) == LANE_BITS) ck_assert_int_eq(a.truth, b.truth);
  else if (a.known && kind_lane(from->kind) == LANE_I32) ck_assert_int_eq(a.i32, b.i32);
  else if (a.known) ck_assert_double_eq(a.f64, b.f64);
}

/* Records of four batches put together: of the first all that is kept, of the second nothing is, of the third all but one, of the
 * fourth more. `wanted`: the lane of `from` that each has. */
START_TEST(test_put_together) {
  fill();
  const Kind kind = kinds[_i];
  const Vector from = vector_of(kind);
  const KeptRun runs[4] = {run_of(0, 0, (const uint32_t[]){4, 700}, 2), run_of(1, 2, (const uint32_t[]){3}, 1),
                           run_of(2, 3, (const uint32_t[]){0, 1, 1499}, 3), run_of(3, 6, (const uint32_t[]){63, 64, 900}, 3)};
  const KeptRun made = run_of(2, 10, (const uint32_t[]){0, 1, 1499}, 3); /* where the third batch's were computed */
  Mask few, most, done, known;
  mask_none(&few);
  mask_set(&few, 1), mask_set(&few, 1499);
  mask_first(&most, N);
  mask_clear(&most, 64);
  KeptLanes *batches[4] = {kept_lanes_make(&alloc_system, NULL, N, &from, &runs[0].lanes, NULL), NULL,
                           kept_lanes_make(&alloc_system, NULL, N, &from, &few, &made),
                           kept_lanes_make(&alloc_system, NULL, N, &from, &most, NULL)};
  double data[BATCH_SIZE];
  kept_lanes_gather(batches, kind, runs, 4, &(LaneRoom){&done, &known, data});
  const Vector got = {.kind = kind, .valid = &known, .data = data};
  static const int wanted[9] = {4, 700, -1, -1, 11, 12, 63, -1, 900};
  for (uint32_t i = 0; i < 9; i++) {
    ck_assert_int_eq(mask_get(&done, i), wanted[i] >= 0);
    if (wanted[i] >= 0) hold_lane(&from, (uint32_t)wanted[i], &got, i);
  }
  for (int i = 0; i < 4; i++) kept_lanes_free(&alloc_system, batches[i], kind);
}
END_TEST

/* A run of records as they were computed, over a word's border, is kept and found again. */
START_TEST(test_whole_run) {
  fill();
  const Kind kind = kinds[_i];
  const Vector from = vector_of(kind);
  KeptRun run = {.first = 50};
  for (uint32_t lane = 7; lane < N; lane += 11) mask_set(&run.lanes, lane), run.count++;
  Mask computed, lanes, done, known;
  mask_first(&computed, N);
  kept_run_marked(&run, &computed, &lanes);
  ck_assert_mem_eq(&lanes, &run.lanes, sizeof lanes);
  KeptLanes *kept = kept_lanes_make(&alloc_system, NULL, N, &from, &lanes, &run);
  double data[BATCH_SIZE];
  kept_lanes_gather(&kept, kind, &run, 1, &(LaneRoom){&done, &known, data});
  const Vector got = {.kind = kind, .valid = &known, .data = data};
  for (uint32_t i = 0; i < BATCH_SIZE; i++) {
    const bool is_of_run = i >= run.first && i < run.first + run.count;
    ck_assert_int_eq(mask_get(&done, i), is_of_run);
    if (is_of_run) hold_lane(&from, i, &got, i);
  }
  mask_clear(&computed, 50 + 3);
  kept_run_marked(&run, &computed, &lanes);
  ck_assert(!mask_get(&lanes, 7 + 3 * 11));
  ck_assert_uint_eq(mask_count(&lanes, N), run.count - 1);
  kept_lanes_free(&alloc_system, kept, kind);
}
END_TEST

START_TEST(test_constants) {
  static const double seven = 7;
  static const Mask unknown;
  Mask all;
  mask_first(&all, N);
  for (int known = 0; known < 2; known++) {
    const Vector from = {.kind = KIND_NUMBER, .constant = true, .f64 = &seven, .valid = known ? NULL : &unknown};
    KeptLanes *lanes = kept_lanes_make(&alloc_system, NULL, N, &from, &all, NULL);
    hold(lanes, KIND_NUMBER, &from, &all);
    kept_lanes_free(&alloc_system, lanes, KIND_NUMBER);
  }
}
END_TEST

/* ---- what goes, and what stays ---- */

/* What is taken out is gone to the last bit, as if it had never been computed. */
START_TEST(test_lanes_that_go) {
  fill();
  const Kind kind = kinds[_i];
  const Vector from = vector_of(kind);
  Mask all, gone, left;
  mask_first(&all, N);
  mask_none(&gone);
  for (uint32_t i = 0; i < N; i += 1 + i % 5) mask_set(&gone, i);
  for (uint32_t w = 0; w < MASK_WORDS; w++) left.words[w] = all.words[w] & ~gone.words[w];
  KeptLanes *whole = kept_lanes_make(&alloc_system, NULL, N, &from, &all, NULL), *some = kept_lanes_without(&alloc_system, whole, kind, &gone, N);
  KeptLanes *made = kept_lanes_make(&alloc_system, NULL, N, &from, &left, NULL);
  hold(some, kind, &from, &left);
  ck_assert_uint_eq(kept_lanes_bytes(some, kind), kept_lanes_bytes(made, kind));
  ck_assert_uint_eq(some->here, made->here);
  if (kind_lane(kind) == LANE_BITS) ck_assert_mem_eq(some->data, made->data, sizeof(Mask));
  ck_assert_ptr_null(kept_lanes_without(&alloc_system, some, kind, &all, N));
  kept_lanes_free(&alloc_system, whole, kind);
  kept_lanes_free(&alloc_system, some, kind);
  kept_lanes_free(&alloc_system, made, kind);
}
END_TEST

static KeptKey key(uint8_t n) { return (KeptKey){{n, 1}}; }

/* One whole batch of the block with that key: N numbers. */
static KeptBlock *keep(KeptResults *results, uint8_t n) {
  fill();
  const Vector from = vector_of(KIND_NUMBER);
  Mask all;
  mask_first(&all, N);
  KeptKey k = key(n);
  KeptBlock *block = kept_block(results, &k, &(KeptBlockOf){.kind = KIND_NUMBER, .of = 0, .parts = 1});
  if (block) kept_lanes_add(results, block, 0, N, &from, &all, NULL);
  return block;
}

static bool has(KeptResults *results, uint8_t n) {
  KeptKey k = key(n);
  KeptBlock *block = kept_block(results, &k, &(KeptBlockOf){.kind = KIND_NUMBER, .of = 0, .parts = 1});
  return block && block->batches[0];
}

START_TEST(test_longest_ago_goes_first) {
  const size_t room = 3 * (N * sizeof(double) + 2000);
  KeptResults *results = kept_results_new(&alloc_system);
  for (uint8_t n = 1; n <= 3; n++) {
    kept_results_begin(results, room);
    keep(results, n);
  }
  kept_results_begin(results, room);
  ck_assert(has(results, 1)); /* asked for again */
  keep(results, 4);
  ck_assert_uint_le(kept_results_bytes(results), room);
  kept_results_begin(results, room);
  ck_assert(has(results, 1) && has(results, 3) && has(results, 4) && !has(results, 2));
  kept_results_begin(results, 0);
  ck_assert_uint_eq(kept_results_bytes(results), 0);
  kept_results_free(results);
}
END_TEST

/* What the run under way has asked for never goes; what has no room is not kept. */
START_TEST(test_of_this_run) {
  const size_t room = 2 * (N * sizeof(double) + 2000);
  KeptResults *results = kept_results_new(&alloc_system);
  kept_results_begin(results, room);
  KeptBlock *first = keep(results, 1), *second = keep(results, 2);
  KeptBlock *third = keep(results, 3);
  ck_assert(first->batches[0] && second->batches[0] && (!third || !third->batches[0]));
  ck_assert_uint_le(kept_results_bytes(results), room);
  kept_results_free(results);
}
END_TEST

/* Blocks that are spare take no more than half of the room. */
START_TEST(test_spare) {
  KeptResults *results = kept_results_new(&alloc_system);
  const size_t room = 4 * (N * sizeof(double) + 2000);
  kept_results_begin(results, room);
  fill();
  const Vector from = vector_of(KIND_NUMBER);
  Mask all;
  mask_first(&all, N);
  for (uint8_t n = 1; n <= 4; n++) {
    KeptKey k = key(n);
    KeptBlock *block = kept_block(results, &k, &(KeptBlockOf){.kind = KIND_NUMBER, .of = 0, .parts = 1});
    block->is_spare = n != 3;
    kept_lanes_add(results, block, 0, N, &from, &all, NULL);
  }
  ck_assert(has(results, 1) && has(results, 2) && has(results, 3) && !has(results, 4));
  kept_results_free(results);
}
END_TEST

START_TEST(test_slots_and_units) {
  KeptResults *results = kept_results_new(&alloc_system);
  kept_results_begin(results, SIZE_MAX);
  SlotValues values;
  slot_init(&values, &alloc_system, KIND_INTEGER);
  ck_assert(slot_extend(&values, 9));
  KeptKey k = key(1);
  ck_assert_ptr_null(kept_slot(results, &k, 0));
  kept_slot_add(results, &k, &values);
  ck_assert_uint_eq(values.count, 0);
  ck_assert_uint_eq(kept_slot(results, &k, 0)->values.count, 9);
  uint32_t bases[2] = {0, 5};
  kept_unit_add(results, &k, &(KeptUnit){.orphans = 3});
  kept_unit_add(results, &k, &(KeptUnit){.numbered = true, .parts = 2, .bases = bases, .count = 8, .orphans = 4});
  const KeptUnit *unit = kept_unit(results, &k);
  ck_assert(unit->numbered && unit->bases[1] == 5 && unit->orphans == 4);
  slot_free(&values);
  kept_results_free(results);
}
END_TEST

/* Memory may run out anywhere: less is kept, and nothing leaks or is counted twice. */
START_TEST(test_out_of_memory) {
  for (long before = 0, done = 0; !done; before++) {
    Failing failing = {.before = before};
    const Alloc alloc = failing_alloc(&failing);
    KeptResults *results = kept_results_new(&alloc);
    if (!results) continue;
    kept_results_begin(results, SIZE_MAX);
    keep(results, 1);
    keep(results, 2);
    keep(results, 1);
    uint32_t bases[1] = {0};
    KeptKey k = key(1);
    kept_unit_add(results, &k, &(KeptUnit){.numbered = true, .parts = 1, .bases = bases});
    SlotValues values;
    slot_init(&values, &alloc, KIND_NUMBER);
    if (slot_extend(&values, 9)) kept_slot_add(results, &k, &values);
    slot_free(&values);
    kept_results_forget(results);
    ck_assert_uint_eq(kept_results_bytes(results), 0);
    kept_results_free(results);
    done = !failing.failed;
  }
}
END_TEST

Suite *suite_kept_results(void) {
  Suite *suite = suite_create("kept_results");
  TCase *tests = tcase_create("results");
  tcase_add_loop_test(tests, test_lanes, 0, 3);
  tcase_add_loop_test(tests, test_lanes_that_go, 0, 3);
  tcase_add_loop_test(tests, test_put_together, 0, 3);
  tcase_add_loop_test(tests, test_whole_run, 0, 3);
  tcase_add_test(tests, test_constants);
  tcase_add_test(tests, test_longest_ago_goes_first);
  tcase_add_test(tests, test_of_this_run);
  tcase_add_test(tests, test_spare);
  tcase_add_test(tests, test_slots_and_units);
  tcase_add_test(tests, test_out_of_memory);
  suite_add_tcase(suite, tests);
  return suite;
}

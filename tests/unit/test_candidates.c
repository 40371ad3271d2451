/* SPDX-License-Identifier: MIT */
#include "runtime/plan/candidates.h"

#include <check.h>

#include "tests/unit/failing.h"
#include "tests/unit/plan_kit.h"

START_TEST(sets_stand_once) {
  PeriodSets sets;
  period_sets_init(&sets, &alloc_system, 70);
  ck_assert_uint_eq(sets.words, 2);
  for (int round = 0; round < 2; round++)
    for (uint32_t i = 0; i < 1000; i++) {
      const uint64_t bits[2] = {i * UINT64_C(0x10001), i % 64};
      ck_assert_uint_eq(period_set(&sets, bits), i);
    }
  ck_assert_uint_eq(sets.count, 1000);
  for (uint32_t i = 0; i < 1000; i++)
    for (uint32_t p = 0; p < 70; p++)
      ck_assert(period_set_has(&sets, i, p) == ((p < 64 ? i * UINT64_C(0x10001) >> p : i % 64 >> (p - 64)) & 1));
  period_sets_free(&sets);
}
END_TEST

START_TEST(the_next_and_the_last_period) {
  PeriodSets sets;
  period_sets_init(&sets, &alloc_system, 130);
  const uint64_t bits[3] = {UINT64_C(1) << 5 | UINT64_C(1) << 63, 0, 2}, none[3] = {0};
  const uint32_t set = period_set(&sets, bits), empty = period_set(&sets, none);
  for (uint32_t from = 0; from < 200; from++) {
    ck_assert_uint_eq(period_set_next(&sets, set, from), from <= 5 ? 5 : from <= 63 ? 63 : from <= 129 ? 129 : PLAN_NONE);
    ck_assert_uint_eq(period_set_next(&sets, empty, from), PLAN_NONE);
  }
  ck_assert_uint_eq(period_set_last(&sets, set), 129);
  ck_assert_uint_eq(period_set_last(&sets, empty), PLAN_NONE);
  period_sets_free(&sets);
}
END_TEST

static bool fill(Candidates *candidates) {
  for (uint32_t i = 0; i < 3000; i++) {
    const uint64_t bits = i % 100 + 1;
    const uint32_t set = period_set(&candidates->sets, &bits);
    const Way way = {.cost = i, .response = 0.5, .periods = set};
    if (set == PLAN_NONE || !candidates_add(candidates, i, i, 0)) return false;
    for (uint32_t j = 0; j <= i % 3; j++)
      if (!candidates_add_way(candidates, &way)) return false;
  }
  return true;
}

START_TEST(candidates_without_memory) {
  bool done = false;
  for (long at = 0; !done; at++) {
    Failing failing = {.before = at};
    const Alloc alloc = failing_alloc(&failing);
    Candidates candidates;
    candidates_init(&candidates, &alloc, 7);
    done = fill(&candidates);
    ck_assert(done == !failing.failed);
    if (done) {
      ck_assert_uint_eq(candidates.count, 3000);
      ck_assert_uint_eq(candidates.sets.count, 100);
      for (uint32_t i = 0, first = 0; i < 3000; i++) {
        const Candidate *candidate = &candidates.items[i];
        ck_assert(candidate->row == i && candidate->first_way == first && candidate->way_count == i % 3 + 1);
        ck_assert_int_eq(candidates.ways[first].cost, i);
        first += candidate->way_count;
      }
    }
    candidates_free(&candidates);
  }
}
END_TEST

static Room small_room(PlanKit *kit) {
  const PlanShape shape = {.seed = 1, .candidates = 1, .channels = 2, .teams = 1, .days = 14, .by = PLAN_WEEK, .tightness = 1};
  kit_make(kit, &shape);
  kit->channels[0] = (PlanChannel){.capacity = {true, 3, PLAN_WEEK}, .team = 0};
  kit->channels[1] = (PlanChannel){.team = PLAN_NONE};
  kit->teams[0].work = (PlanCapacity){true, 1000, PLAN_MONTH};
  kit->campaign.budgeted = true;
  kit->campaign.budget = 150;
  kit->campaign.fixed_cost = 50;
  return kit_room(kit);
}

START_TEST(room_is_taken_and_given_up_to_its_end) {
  PlanKit kit;
  Room room = small_room(&kit);
  ck_assert_int_eq(room.budget, 100);
  ck_assert_int_eq(room_lacks(&room, 0, 0, 100, 451), LACK_NONE); /* 14 days of 31, the longest month */
  ck_assert_int_eq(room_lacks(&room, 0, 0, 101, 1), LACK_BUDGET);
  ck_assert_int_eq(room_lacks(&room, 0, 0, 1, 1001), LACK_HOURS);
  for (int i = 0; i < 3; i++) room_take(&room, 0, 1, 30, 100);
  ck_assert_int_eq(room_lacks(&room, 0, 1, 0, 0), LACK_CAPACITY);
  ck_assert_int_eq(room_lacks(&room, 0, 0, 10, 0), LACK_NONE);
  ck_assert_int_eq(room_lacks(&room, 0, 0, 11, 0), LACK_BUDGET);
  ck_assert_int_eq(room_lacks(&room, 1, 1, 10, INT64_MAX), LACK_NONE); /* no team, no end of contacts */
  kit_free(&kit);
}
END_TEST

START_TEST(what_stands_is_charged) {
  PlanKit kit;
  Room room = small_room(&kit);
  const int32_t day = kit.campaign.from + 8;
  room_charge(&room, 0, PLAN_NONE, day, 70, 10, true);
  ck_assert_int_eq(room.budget, 30);
  room_charge(&room, 0, PLAN_NONE, day, 70, 10, false);
  ck_assert_int_eq(room.budget, 30);
  ck_assert_int_eq(room.channels[0].left[0], 3);
  ck_assert_int_eq(room.channels[0].left[1], 1);
  room_charge(&room, 0, PLAN_NONE, kit.campaign.from - 1, 5, 10, true);
  room_charge(&room, 0, PLAN_NONE, kit.campaign.to + 1, 5, 10, true);
  ck_assert_int_eq(room.budget, 20);
  ck_assert_int_eq(room.channels[0].left[1], 1);
  for (int i = 0; i < 4; i++) room_charge(&room, 0, PLAN_NONE, day, INT64_MAX, INT64_MAX, true);
  ck_assert_int_eq(room.channels[0].left[1], -3);
  ck_assert_int_eq(room.budget, INT64_MIN);
  ck_assert_int_eq(room_lacks(&room, 1, 0, 0, 0), LACK_BUDGET); /* more is spent than there was: nothing is free any more */
  kit_free(&kit);
}
END_TEST

START_TEST(room_without_memory) {
  PlanKit kit;
  small_room(&kit);
  bool done = false;
  for (long at = 0; !done; at++) {
    Failing failing = {.before = at, .forever = true};
    const Alloc alloc = failing_alloc(&failing);
    Arena arena;
    arena_init(&arena, &alloc);
    Room room;
    done = room_make(&kit.campaign, &kit.calendar, &arena, &room);
    ck_assert(done == !failing.failed);
    arena_free(&arena);
  }
  kit_free(&kit);
}
END_TEST

Suite *suite_candidates(void) {
  Suite *suite = suite_create("candidates");
  TCase *tcase = tcase_create("candidates");
  tcase_add_test(tcase, sets_stand_once);
  tcase_add_test(tcase, the_next_and_the_last_period);
  tcase_add_test(tcase, candidates_without_memory);
  tcase_add_test(tcase, room_is_taken_and_given_up_to_its_end);
  tcase_add_test(tcase, what_stands_is_charged);
  tcase_add_test(tcase, room_without_memory);
  suite_add_tcase(suite, tcase);
  return suite;
}

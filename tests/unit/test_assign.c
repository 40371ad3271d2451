/* SPDX-License-Identifier: MIT */
#include "runtime/assign/assign.h"

#include <check.h>

#include "tests/unit/failing.h"
#include "tests/unit/plan_kit.h"

enum { SMALL_CASES = 1500 };

/* ---- in order, once more and slowly ---- */

static double first_gain(const Candidates *candidates, const Candidate *candidate) {
  for (uint32_t period = 0;; period++)
    for (uint32_t i = 0; i < candidate->way_count; i++) {
      const Way *way = &candidates->ways[candidate->first_way + i];
      if (period_set_has(&candidates->sets, way->periods, period)) return way_gain(way, candidate->value);
    }
}

/* Does a go before b? */
static bool goes_before(const Candidates *candidates, uint32_t a, uint32_t b) {
  const Candidate *one = &candidates->items[a], *other = &candidates->items[b];
  if (one->target != other->target) return one->target < other->target;
  const double gain = first_gain(candidates, one), other_gain = first_gain(candidates, other);
  return gain != other_gain ? gain > other_gain : a < b;
}

/* Where the candidate goes; what it lacks where nowhere. */
static RoomLack place(const PlanKit *kit, Room *room, uint32_t at, Placed *placed) {
  const Candidate *candidate = &kit->candidates.items[at];
  RoomLack lack = LACK_NONE;
  for (uint32_t period = 0; period < kit->calendar.count; period++) {
    bool first = true;
    for (uint32_t i = candidate->first_way; i < candidate->first_way + candidate->way_count; i++) {
      const Way *way = &kit->candidates.ways[i];
      if (!period_set_has(&kit->candidates.sets, way->periods, period)) continue;
      const RoomLack lacks = room_lacks(room, way->channel, period, way->cost, way->effort);
      if (lacks == LACK_NONE) {
        room_take(room, way->channel, period, way->cost, way->effort);
        *placed = (Placed){at, i, period};
        return LACK_NONE;
      }
      if (first) lack = lacks;
      first = false;
    }
  }
  return lack;
}

static void naive_in_order(PlanKit *kit, Placed *placed, RoomLack *lack) {
  bool done[64] = {false};
  Room room = kit_room(kit);
  for (uint32_t turn = 0; turn < kit->candidates.count; turn++) {
    uint32_t next = PLAN_NONE;
    for (uint32_t i = 0; i < kit->candidates.count; i++)
      if (!done[i] && (next == PLAN_NONE || goes_before(&kit->candidates, i, next))) next = i;
    done[next] = true;
    placed[next].way = PLAN_NONE;
    lack[next] = place(kit, &room, next, &placed[next]);
  }
}

START_TEST(in_order_is_as_it_is_written) {
  for (uint64_t seed = 0; seed < SMALL_CASES; seed++) {
    PlanKit kit;
    const PlanShape shape = kit_small(seed, 60);
    kit_make(&kit, &shape);
    Placed placed[64];
    RoomLack lack[64];
    naive_in_order(&kit, placed, lack);
    Room room = kit_room(&kit);
    Assignment assignment;
    ck_assert_int_eq(assign_in_order(&kit.candidates, &kit.calendar, &room, &assignment), STATUS_OK);
    kit_kept(&kit, &assignment, &room);
    uint32_t count = 0;
    for (uint32_t i = 0; i < kit.candidates.count; i++) {
      ck_assert_uint_eq(assignment.lack[i], lack[i]);
      if (placed[i].way == PLAN_NONE) continue;
      ck_assert_uint_lt(count, assignment.count);
      ck_assert_mem_eq(&assignment.items[count++], &placed[i], sizeof *placed);
    }
    ck_assert_uint_eq(count, assignment.count);
    assignment_free(&assignment);
    kit_free(&kit);
  }
}
END_TEST

/* ---- bad days ---- */

typedef Status (*Assign)(const Candidates *candidates, const Calendar *calendar, Room *room, Assignment *out);
static const Assign assigns[] = {assign_in_order};

START_TEST(assignments_without_memory) {
  PlanKit kit;
  const PlanShape shape = {
      .seed = 3, .candidates = 500, .channels = 3, .teams = 2, .days = 40, .by = PLAN_WEEK, .tightness = 0.5, .best = true};
  kit_make(&kit, &shape);
  bool done = false;
  for (long at = 0; !done; at++) {
    Failing failing = {.before = at, .forever = at % 2};
    const Alloc alloc = failing_alloc(&failing);
    Candidates candidates = kit.candidates;
    candidates.alloc = &alloc;
    Room room = kit_room(&kit);
    Assignment assignment;
    done = assigns[_i](&candidates, &kit.calendar, &room, &assignment) == STATUS_OK;
    ck_assert(done == !failing.failed);
    assignment_free(&assignment);
  }
  kit_free(&kit);
}
END_TEST

START_TEST(nobody_and_no_room) {
  PlanKit kit;
  const PlanShape shape = {.seed = 4, .candidates = 30, .channels = 2, .teams = 1, .days = 10, .by = PLAN_DAY, .tightness = 1, .odd = true};
  kit_make(&kit, &shape);
  Candidates none;
  candidates_init(&none, &alloc_system, kit.calendar.count);
  Room room = kit_room(&kit);
  Assignment assignment;
  ck_assert_int_eq(assigns[_i](&none, &kit.calendar, &room, &assignment), STATUS_OK);
  ck_assert_uint_eq(assignment.count, 0);
  assignment_free(&assignment);
  kit.campaign.budgeted = true;
  kit.campaign.budget = 0;
  kit.campaign.fixed_cost = 1;
  room = kit_room(&kit);
  ck_assert_int_eq(assigns[_i](&kit.candidates, &kit.calendar, &room, &assignment), STATUS_OK);
  ck_assert_uint_eq(assignment.count, 0);
  assignment_free(&assignment);
  kit_free(&kit);
}
END_TEST

Suite *suite_assign(void) {
  Suite *suite = suite_create("assign");
  TCase *tcase = tcase_create("assign");
  tcase_add_test(tcase, in_order_is_as_it_is_written);
  tcase_add_loop_test(tcase, assignments_without_memory, 0, sizeof assigns / sizeof *assigns);
  tcase_add_loop_test(tcase, nobody_and_no_room, 0, sizeof assigns / sizeof *assigns);
  suite_add_tcase(suite, tcase);
  return suite;
}

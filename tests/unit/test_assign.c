/* SPDX-License-Identifier: MIT */
#include "runtime/assign/assign.h"

#include <check.h>
#include <math.h>

#include "tests/unit/failing.h"
#include "tests/unit/plan_kit.h"

enum { SMALL_CASES = 400 };

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
      HOLDS(assignment.lack[i] == lack[i]);
      if (placed[i].way == PLAN_NONE) continue;
      HOLDS(count < assignment.count && memcmp(&assignment.items[count], &placed[i], sizeof *placed) == 0);
      count++;
    }
    ck_assert_uint_eq(count, assignment.count);
    assignment_free(&assignment);
    kit_free(&kit);
  }
}
END_TEST

/* ---- best, and the bound ---- */

/* The greatest gain there is, of the candidates from `at` on, by trying everything. */
static double greatest(const PlanKit *kit, Room *room, uint32_t at) {
  if (at == kit->candidates.count) return 0;
  const Candidate *candidate = &kit->candidates.items[at];
  double most = greatest(kit, room, at + 1);
  for (uint32_t i = candidate->first_way; i < candidate->first_way + candidate->way_count; i++) {
    const Way *way = &kit->candidates.ways[i];
    for (uint32_t period = 0; period < kit->calendar.count; period++) {
      if (!period_set_has(&kit->candidates.sets, way->periods, period)) continue;
      if (room_lacks(room, way->channel, period, way->cost, way->effort) != LACK_NONE) continue;
      room_take(room, way->channel, period, way->cost, way->effort);
      const double gain = way_gain(way, candidate->value) + greatest(kit, room, at + 1);
      room_give(room, way->channel, period, way->cost, way->effort);
      if (gain > most) most = gain;
    }
  }
  return most;
}

/* In order, less what its losing contacts lose. */
static double gain_in_order(PlanKit *kit) {
  Room room = kit_room(kit);
  Assignment assignment;
  double gain = 0;
  ck_assert_int_eq(assign_in_order(&kit->candidates, &kit->calendar, &room, &assignment), STATUS_OK);
  for (uint32_t i = 0; i < assignment.count; i++) {
    const Placed *placed = &assignment.items[i];
    const double of_one = way_gain(&kit->candidates.ways[placed->way], kit->candidates.items[placed->candidate].value);
    if (of_one > 0) gain += of_one;
  }
  ck_assert(gain >= assignment.gain);
  assignment_free(&assignment);
  return gain;
}

/* The best plan, which keeps to everything that any must; its gain, and the bound. */
static double best(PlanKit *kit, double *bound) {
  Room room = kit_room(kit), again = kit_room(kit);
  Assignment assignment, second;
  ck_assert_int_eq(assign_bound(&kit->candidates, &kit->calendar, &room, bound), STATUS_OK);
  ck_assert_int_eq(assign_best(&kit->candidates, &kit->calendar, &room, &assignment), STATUS_OK);
  kit_kept(kit, &assignment, &room);
  bool placed[70000] = {false};
  for (uint32_t i = 0; i < assignment.count; i++) {
    const Placed *item = &assignment.items[i];
    HOLDS(way_gain(&kit->candidates.ways[item->way], kit->candidates.items[item->candidate].value) > 0);
    placed[item->candidate] = true;
  }
  for (uint32_t i = 0; i < kit->candidates.count; i++) {
    double most = 0;
    const Candidate *candidate = &kit->candidates.items[i];
    for (uint32_t k = 0; k < candidate->way_count; k++)
      most = fmax(most, way_gain(&kit->candidates.ways[candidate->first_way + k], candidate->value));
    HOLDS((assignment.lack[i] == LACK_NONE) == (placed[i] || most <= 0));
  }
  const double gain = assignment.gain;
  if (kit->candidates.count <= 60) { /* once more, the same */
    ck_assert_int_eq(assign_best(&kit->candidates, &kit->calendar, &again, &second), STATUS_OK);
    HOLDS(assignment.count == second.count);
    HOLDS(memcmp(assignment.items, second.items, assignment.count * sizeof *assignment.items) == 0);
    assignment_free(&second);
  }
  assignment_free(&assignment);
  ck_assert_double_le(gain, *bound);
  ck_assert_double_ge(gain, gain_in_order(kit));
  return gain;
}

START_TEST(best_and_bound_on_small_cases) {
  for (uint64_t seed = 0; seed < SMALL_CASES; seed++) {
    PlanKit kit;
    PlanShape shape = kit_small(seed, seed % 2 ? 60 : 4);
    double bound;
    shape.days = shape.candidates <= 4 ? 1 + shape.days % 10 : shape.days;
    kit_make(&kit, &shape);
    const double gain = best(&kit, &bound);
    if (shape.candidates <= 4) {
      const double most = greatest(&kit, &kit.room, 0);
      ck_assert_double_le(most, bound);
      ck_assert_double_le(gain, most * (1 + 1e-12));
    }
    kit_free(&kit);
  }
}
END_TEST

static const PlanShape large[] = {
    {.seed = 1, .candidates = 4000, .channels = 3, .teams = 2, .days = 91, .by = PLAN_WEEK, .tightness = 0.3, .best = true},
    {.seed = 2, .candidates = 4000, .channels = 2, .teams = 1, .days = 30, .by = PLAN_DAY, .tightness = 0.1, .best = true, .whole_sets = true},
    {.seed = 3, .candidates = 12000, .channels = 4, .teams = 2, .days = 91, .by = PLAN_WEEK, .tightness = 0.5, .best = true, .odd = true},
    {.seed = 4, .candidates = 4000, .channels = 3, .teams = 0, .days = 180, .by = PLAN_MONTH, .tightness = 0.6, .best = true},
    {.seed = 5, .candidates = 4000, .channels = 3, .teams = 2, .days = 91, .by = PLAN_WEEK, .tightness = 0.4},
    {.seed = 6, .candidates = 4000, .channels = 3, .teams = 2, .days = 91, .by = PLAN_WEEK, .tightness = 5, .best = true},
};

START_TEST(best_is_near_the_bound_on_large_cases) {
  PlanKit kit;
  double bound;
  kit_make(&kit, &large[_i]);
  const double gain = best(&kit, &bound);
  ck_assert_msg(gain > bound * 0.999, "a gap of %g %%", 100 * (1 - gain / bound));
  kit_free(&kit);
}
END_TEST

/* ---- bad days ---- */

typedef Status (*Assign)(const Candidates *candidates, const Calendar *calendar, Room *room, Assignment *out);
static const Assign assigns[] = {assign_in_order, assign_best};

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

START_TEST(the_bound_without_memory) {
  PlanKit kit;
  const PlanShape shape = {.seed = 3, .candidates = 300, .channels = 3, .teams = 2, .days = 40, .by = PLAN_WEEK, .tightness = 0.5};
  kit_make(&kit, &shape);
  bool done = false;
  for (long at = 0; !done; at++) {
    Failing failing = {.before = at, .forever = at % 2};
    const Alloc alloc = failing_alloc(&failing);
    Candidates candidates = kit.candidates;
    candidates.alloc = &alloc;
    double bound;
    done = assign_bound(&candidates, &kit.calendar, &kit.room, &bound) == STATUS_OK;
    ck_assert(done == !failing.failed);
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
  double bound;
  ck_assert_int_eq(assigns[_i](&none, &kit.calendar, &room, &assignment), STATUS_OK);
  ck_assert_int_eq(assign_bound(&none, &kit.calendar, &room, &bound), STATUS_OK);
  ck_assert_double_eq(bound, 0);
  ck_assert_uint_eq(assignment.count, 0);
  assignment_free(&assignment);
  kit.campaign.budgeted = true;
  kit.campaign.budget = 0;
  kit.campaign.fixed_cost = 1;
  room = kit_room(&kit);
  ck_assert_int_eq(assign_bound(&kit.candidates, &kit.calendar, &room, &bound), STATUS_OK);
  ck_assert_double_eq(bound, 0);
  ck_assert_int_eq(assigns[_i](&kit.candidates, &kit.calendar, &room, &assignment), STATUS_OK);
  ck_assert_uint_eq(assignment.count, 0);
  assignment_free(&assignment);
  kit_free(&kit);
}
END_TEST

Suite *suite_assign(void) {
  Suite *suite = suite_create("assign");
  TCase *tcase = tcase_create("assign");
  tcase_set_timeout(tcase, 60);
  tcase_add_test(tcase, in_order_is_as_it_is_written);
  tcase_add_test(tcase, best_and_bound_on_small_cases);
  tcase_add_loop_test(tcase, best_is_near_the_bound_on_large_cases, 0, sizeof large / sizeof *large);
  tcase_add_test(tcase, the_bound_without_memory);
  tcase_add_loop_test(tcase, assignments_without_memory, 0, sizeof assigns / sizeof *assigns);
  tcase_add_loop_test(tcase, nobody_and_no_room, 0, sizeof assigns / sizeof *assigns);
  suite_add_tcase(suite, tcase);
  return suite;
}

/* SPDX-License-Identifier: MIT
 * Times the planning of campaigns made up at random: `bench-assign [CANDIDATES [day|week|month [DAYS]]]`. */
#include <string.h>
#include <time.h>

#include "tests/unit/plan_kit.h"

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static PlanUnit unit_of(const char *name) { return strcmp(name, "day") == 0 ? PLAN_DAY : strcmp(name, "month") == 0 ? PLAN_MONTH : PLAN_WEEK; }

static void measure(const PlanShape *shape) {
  PlanKit kit;
  Assignment best, in_order;
  double bound;
  kit_make(&kit, shape);
  Room room = kit_room(&kit);
  const double start = seconds();
  HOLDS(assign_in_order(&kit.candidates, &kit.calendar, &room, &in_order) == STATUS_OK);
  const double ordered = seconds();
  HOLDS(assign_bound(&kit.candidates, &kit.calendar, &kit.room, &bound) == STATUS_OK);
  const double bounded = seconds();
  room = kit_room(&kit);
  HOLDS(assign_best(&kit.candidates, &kit.calendar, &room, &best) == STATUS_OK);
  const double done = seconds();
  printf("%10u %9u %12.5f %11.1f %10.2f %9.2f %9.2f\n", kit.candidates.count, best.count, 100 * (1 - best.gain / bound),
         100 * (1 - in_order.gain / bound), ordered - start, bounded - ordered, done - bounded);
  assignment_free(&best);
  assignment_free(&in_order);
  kit_free(&kit);
}

int main(int argc, char **argv) {
  PlanShape shape = {
      .candidates = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 100000,
      .channels = 3,
      .teams = 2,
      .by = argc > 2 ? unit_of(argv[2]) : PLAN_WEEK,
      .days = argc > 3 ? (uint32_t)strtoul(argv[3], NULL, 10) : 91,
      .tightness = 0.3,
      .best = true,
  };
  puts("candidates contacted best, gap % in order, % in order s   bound s    best s");
  for (shape.seed = 1; shape.seed <= 3; shape.seed++) {
    shape.odd = shape.seed == 2;
    measure(&shape);
  }
  return 0;
}

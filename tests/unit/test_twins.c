/* SPDX-License-Identifier: MIT
 * Twins: groups of equal things, few in memory or many through a file, against what is known of them. */
#include "runtime/group/twins.h"

#include <check.h>

typedef struct Seen {
  size_t groups, things;
  bool ordered;
} Seen;

static int see(void *user, const Twin *things, size_t count) {
  Seen *seen = user;
  seen->groups++;
  seen->things += count;
  for (size_t i = 1; i < count; i++) seen->ordered &= things[i - 1].number < things[i].number;
  return 0;
}

static int first(void *user, const Twin *things, size_t count) {
  (void)user, (void)things, (void)count;
  return 7;
}

static const struct {
  size_t count, kinds; /* thing i is of kind i % kinds */
} cases[] = {{0, 1}, {1, 1}, {2, 1}, {2, 2}, {1000, 999}, {1000, 1}, {300000, 299990}, {300000, 1000}, {200000, 1}};

START_TEST(groups_are_found) {
  const uint64_t seeds[2] = {1, 2};
  Seen seen = {.ordered = true};
  Twins *twins = twins_new(&alloc_system);
  ck_assert_ptr_nonnull(twins);
  for (size_t i = 0; i < cases[_i].count; i++) {
    uint64_t kind = i % cases[_i].kinds;
    Twin twin = twin_of((Str){(const char *)&kind, sizeof kind}, seeds, (int64_t)i);
    ck_assert_int_eq(twins_add(twins, &twin, 1), 0);
  }
  size_t kinds = cases[_i].kinds, count = cases[_i].count, groups = 0, things = 0;
  for (size_t k = 0; k < kinds; k++) {
    size_t members = count / kinds + (k < count % kinds);
    groups += members > 1;
    things += members > 1 ? members : 0;
  }
  ck_assert_int_eq(twins_each(twins, see, &seen), 0);
  ck_assert_uint_eq(seen.groups, groups);
  ck_assert_uint_eq(seen.things, things);
  ck_assert(seen.ordered);
  ck_assert_int_eq(twins_each(twins, first, NULL), groups ? 7 : 0);
  twins_free(twins);
}
END_TEST

Suite *suite_twins(void) {
  Suite *suite = suite_create("twins");
  TCase *tcase = tcase_create("twins");
  tcase_add_loop_test(tcase, groups_are_found, 0, sizeof cases / sizeof *cases);
  suite_add_tcase(suite, tcase);
  return suite;
}

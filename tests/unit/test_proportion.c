/* SPDX-License-Identifier: MIT
 * Intervals, held against published examples: Newcombe 1998, Statistics in Medicine 17, tables II of both papers (method 3 and 10). */
#include "runtime/plan/proportion.h"

#include <check.h>
#include <math.h>

static void near(double is, double wanted) { ck_assert_msg(fabs(is - wanted) < 5e-5, "%.6f is not %.4f", is, wanted); }

/* 81 of 263: 0.3080, 0.2553 to 0.3662; 15 of 148; 0 of 20; 1 of 29. */
START_TEST(one_share) {
  Proportion p = proportion(81, 263);
  near(p.share, 0.3080), near(p.low, 0.2553), near(p.high, 0.3662);
  p = proportion(15, 148);
  near(p.low, 0.0624), near(p.high, 0.1605);
  p = proportion(0, 20);
  near(p.low, 0), near(p.high, 0.1611);
  p = proportion(1, 29);
  near(p.low, 0.0061), near(p.high, 0.1718);
  p = proportion(20, 20);
  near(p.high, 1), near(p.low, 0.8389);
}
END_TEST

/* 56 of 70 less 48 of 80: 0.0524 to 0.3339; 9 of 10 less 3 of 10: 0.1705 to 0.8090; 10 of 10 less 0 of 20: 0.6791 to 1. */
START_TEST(two_shares) {
  Proportion d = proportion_difference(56, 70, 48, 80);
  near(d.share, 0.2), near(d.low, 0.0524), near(d.high, 0.3339);
  d = proportion_difference(9, 10, 3, 10);
  near(d.low, 0.1705), near(d.high, 0.8090);
  d = proportion_difference(10, 10, 0, 20);
  near(d.low, 0.6791), near(d.high, 1);
  d = proportion_difference(0, 10, 0, 20);
  near(d.low, -0.1611), near(d.high, 0.2775);
}
END_TEST

START_TEST(of_nothing) {
  ck_assert(isnan(proportion(0, 0).share));
  ck_assert(isnan(proportion_difference(1, 2, 0, 0).low));
  ck_assert(isnan(proportion_difference(0, 0, 1, 2).high));
}
END_TEST

Suite *suite_proportion(void) {
  Suite *suite = suite_create("proportion");
  TCase *c = tcase_create("intervals");
  tcase_add_test(c, one_share);
  tcase_add_test(c, two_shares);
  tcase_add_test(c, of_nothing);
  suite_add_tcase(suite, c);
  return suite;
}

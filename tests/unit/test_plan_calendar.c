/* SPDX-License-Identifier: MIT */
#include "runtime/plan/calendar.h"

#include <check.h>

#include "runtime/data/calendar.h"
#include "tests/unit/failing.h"

static int32_t day_of(const char *text) {
  int32_t out = 0;
  ck_assert_msg(date_parse(str_from(text), &out), "%s", text);
  return out;
}

static PlanCampaign campaign_of(const char *from, const char *to, PlanUnit by) {
  return (PlanCampaign){.from = day_of(from), .to = day_of(to), .by = by};
}

static const struct {
  const char *from, *to;
  PlanUnit by;
  uint32_t count;
  const char *firsts[4]; /* of its first periods; NULL: no more are looked at */
} calendars[] = {
    {"2027-03-01", "2027-03-03", PLAN_DAY, 3, {"2027-03-01", "2027-03-02", "2027-03-03"}},
    {"2027-03-03", "2027-03-03", PLAN_MONTH, 1, {"2027-03-03"}},
    {"2027-03-03", "2027-03-16", PLAN_WEEK, 2, {"2027-03-03", "2027-03-10"}},
    {"2027-03-03", "2027-03-17", PLAN_WEEK, 3, {"2027-03-03", "2027-03-10", "2027-03-17"}},
    {"2027-01-31", "2027-05-30", PLAN_MONTH, 4, {"2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"}},
    {"2028-01-30", "2028-03-29", PLAN_MONTH, 2, {"2028-01-30", "2028-02-29"}},
    {"9999-12-20", "9999-12-31", PLAN_WEEK, 2, {"9999-12-20", "9999-12-27"}},
    {"9999-11-30", "9999-12-31", PLAN_MONTH, 2, {"9999-11-30", "9999-12-30"}},
    {"0001-01-01", "0001-01-02", PLAN_DAY, 2, {"0001-01-01", "0001-01-02"}},
    {"2027-03-03", "2027-03-02", PLAN_DAY, 0, {NULL}},
    {"2027-01-01", "2038-03-20", PLAN_DAY, PERIODS_MOST + 1, {NULL}},
    {"2027-01-01", "2038-03-19", PLAN_DAY, PERIODS_MOST, {"2027-01-01"}},
};

START_TEST(periods_begin_on_the_first_day) {
  const PlanCampaign campaign = campaign_of(calendars[_i].from, calendars[_i].to, calendars[_i].by);
  Arena arena;
  arena_init(&arena, &alloc_system);
  Calendar calendar;
  const bool made = calendar_make(&campaign, campaign.from, &arena, &calendar);
  ck_assert(made == (calendars[_i].count <= PERIODS_MOST));
  ck_assert_uint_eq(calendar.count, calendars[_i].count);
  for (uint32_t i = 0; made && i < calendar.count; i++) {
    const PlanPeriod *period = &calendar.periods[i];
    if (i < 4 && calendars[_i].firsts[i]) ck_assert_int_eq(period->first, day_of(calendars[_i].firsts[i]));
    ck_assert_int_eq(period->last, i + 1 < calendar.count ? period[1].first - 1 : campaign.to);
    ck_assert_int_eq(period->day, period->first);
    for (int32_t day = period->first; day <= period->last; day++) ck_assert_uint_eq(calendar_period(&calendar, day), i);
  }
  if (made) {
    ck_assert_uint_eq(calendar.first, 0);
    ck_assert_uint_eq(calendar_period(&calendar, campaign.from - 1), PLAN_NONE);
    if (calendar.count) ck_assert_uint_eq(calendar_period(&calendar, campaign.to + 1), PLAN_NONE);
  }
  arena_free(&arena);
}
END_TEST

static const struct {
  const char *today;
  uint32_t first;
  const char *day; /* of the contacts of that period */
} todays[] = {
    {"2027-02-01", 0, "2027-03-01"}, {"2027-03-01", 0, "2027-03-01"}, {"2027-03-07", 0, "2027-03-07"}, {"2027-03-08", 1, "2027-03-08"},
    {"2027-03-18", 2, "2027-03-18"}, {"2027-03-19", 3, NULL},         {"2028-01-01", 3, NULL},
};

START_TEST(periods_pass) {
  const PlanCampaign campaign = campaign_of("2027-03-01", "2027-03-18", PLAN_WEEK);
  Arena arena;
  arena_init(&arena, &alloc_system);
  Calendar calendar;
  ck_assert(calendar_make(&campaign, day_of(todays[_i].today), &arena, &calendar));
  ck_assert_uint_eq(calendar.count, 3);
  ck_assert_uint_eq(calendar.first, todays[_i].first);
  for (uint32_t i = 0; i < 3; i++)
    ck_assert_int_eq(calendar.periods[i].day, i == calendar.first ? day_of(todays[_i].day) : calendar.periods[i].first);
  arena_free(&arena);
}
END_TEST

static const struct {
  const char *from, *to;
  PlanUnit by, per;
  int64_t amount;
  int64_t amounts[6]; /* of the windows, up to -1 */
} windows[] = {
    {"2027-03-01", "2027-03-17", PLAN_WEEK, PLAN_WEEK, 100, {100, 100, 42, -1}},
    {"2027-03-01", "2027-03-14", PLAN_WEEK, PLAN_WEEK, 100, {100, 100, -1}},
    {"2027-03-01", "2027-03-03", PLAN_DAY, PLAN_DAY, 7, {7, 7, 7, -1}},
    {"2027-03-01", "2027-03-10", PLAN_DAY, PLAN_WEEK, 10, {10, 4, -1}},
    {"2027-03-01", "2027-03-10", PLAN_WEEK, PLAN_DAY, 10, {70, 30, -1}},
    {"2027-01-31", "2027-04-29", PLAN_MONTH, PLAN_DAY, 3, {84, 93, 90, -1}},
    {"2027-01-31", "2027-04-29", PLAN_MONTH, PLAN_WEEK, 10, {40, 44, 42, -1}},
    {"2027-01-31", "2027-03-14", PLAN_WEEK, PLAN_MONTH, 1000, {1000, 483, -1}},
    {"2027-01-31", "2027-03-15", PLAN_MONTH, PLAN_MONTH, 31, {31, 16, -1}},
    {"9999-12-05", "9999-12-31", PLAN_DAY, PLAN_MONTH, 31, {27, -1}},
    {"9999-12-31", "9999-12-31", PLAN_DAY, PLAN_MONTH, 62, {2, -1}},
    {"9999-11-30", "9999-12-31", PLAN_WEEK, PLAN_MONTH, 310, {310, 20, -1}},
    {"2027-03-01", "2027-03-04", PLAN_MONTH, PLAN_WEEK, INT64_MAX, {INT64_C(5270498306774157604), -1}},
    {"2027-03-01", "2027-03-31", PLAN_MONTH, PLAN_DAY, INT64_MAX / 2, {INT64_MAX, -1}},
    {"2027-03-01", "2027-03-04", PLAN_WEEK, PLAN_WEEK, 0, {0, -1}},
    {"2027-03-01", "2027-03-04", PLAN_WEEK, PLAN_WEEK, 1, {0, -1}},
};

START_TEST(windows_hold_their_part) {
  const PlanCampaign campaign = campaign_of(windows[_i].from, windows[_i].to, windows[_i].by);
  Arena arena;
  arena_init(&arena, &alloc_system);
  Calendar calendar;
  ck_assert(calendar_make(&campaign, campaign.from, &arena, &calendar));
  Windows made;
  const PlanCapacity capacity = {true, windows[_i].amount, windows[_i].per};
  ck_assert(windows_make(&campaign, &calendar, &capacity, &arena, &made));
  uint32_t count = 0;
  for (; windows[_i].amounts[count] >= 0; count++) {
    ck_assert_uint_lt(count, made.count);
    ck_assert_int_eq(made.amount[count], windows[_i].amounts[count]);
  }
  ck_assert_uint_eq(made.count, count);
  for (uint32_t i = 0; i < calendar.count; i++)
    ck_assert_uint_eq(made.of_period[i], windows_find(&made, &campaign, calendar.periods[i].day));
  ck_assert_uint_eq(windows_find(&made, &campaign, campaign.from - 1), PLAN_NONE);
  ck_assert_uint_eq(windows_find(&made, &campaign, campaign.to + 1), PLAN_NONE);
  for (uint32_t i = 0; i < made.count; i++) ck_assert_uint_eq(windows_find(&made, &campaign, made.first[i]), i);
  arena_free(&arena);
}
END_TEST

/* A week across the turn of a month takes from the month of its contacts' day, which moves with today. */
START_TEST(a_period_takes_from_its_days_window) {
  const PlanCampaign campaign = campaign_of("2027-03-01", "2027-04-10", PLAN_WEEK);
  const PlanCapacity capacity = {true, 100, PLAN_MONTH};
  Arena arena;
  arena_init(&arena, &alloc_system);
  Calendar calendar;
  Windows made;
  ck_assert(calendar_make(&campaign, day_of("2027-03-30"), &arena, &calendar));
  ck_assert(windows_make(&campaign, &calendar, &capacity, &arena, &made));
  ck_assert_uint_eq(made.of_period[4], 0);
  ck_assert(calendar_make(&campaign, day_of("2027-04-02"), &arena, &calendar));
  ck_assert(windows_make(&campaign, &calendar, &capacity, &arena, &made));
  ck_assert_uint_eq(made.of_period[4], 1);
  arena_free(&arena);
}
END_TEST

START_TEST(calendars_without_memory) {
  const PlanCampaign campaign = campaign_of("2027-03-01", "2027-12-31", PLAN_DAY);
  const PlanCapacity capacity = {true, 100, PLAN_MONTH};
  bool done = false;
  for (long at = 0; !done; at++) {
    Failing failing = {.before = at, .forever = true};
    const Alloc alloc = failing_alloc(&failing);
    Arena arena;
    arena_init(&arena, &alloc);
    Calendar calendar;
    Windows made;
    done = calendar_make(&campaign, campaign.from, &arena, &calendar) && windows_make(&campaign, &calendar, &capacity, &arena, &made);
    ck_assert(done == !failing.failed);
    arena_free(&arena);
  }
}
END_TEST

#define ROWS(a) (int)(sizeof(a) / sizeof *(a))

Suite *suite_plan_calendar(void) {
  Suite *suite = suite_create("plan_calendar");
  TCase *tcase = tcase_create("plan_calendar");
  tcase_add_loop_test(tcase, periods_begin_on_the_first_day, 0, ROWS(calendars));
  tcase_add_loop_test(tcase, periods_pass, 0, ROWS(todays));
  tcase_add_loop_test(tcase, windows_hold_their_part, 0, ROWS(windows));
  tcase_add_test(tcase, a_period_takes_from_its_days_window);
  tcase_add_test(tcase, calendars_without_memory);
  suite_add_tcase(suite, tcase);
  return suite;
}

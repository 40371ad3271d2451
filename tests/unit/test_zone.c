/* SPDX-License-Identifier: MIT
 * Time zones, by what clocks are known to have shown. */
#include "runtime/data/zone.h"

#include <check.h>

#include "runtime/data/calendar.h"
#include "runtime/data/zone_rule.h"

static Arena arena;

static void setup(void) { arena_init(&arena, &alloc_system); }
static void teardown(void) { arena_free(&arena); }

static int64_t instant(const char *text) {
  int64_t out = 0;
  ck_assert_msg(datetime_parse(str_from(text), &out), "%s", text);
  return out;
}

static const struct {
  const char *zone, *utc, *local;
} clocks[] = {
    {"Europe/Paris", "2027-01-15T12:00", "2027-01-15T13:00:00"},
    {"Europe/Paris", "2027-07-15T12:00", "2027-07-15T14:00:00"},
    {"Europe/Paris", "2027-03-28T00:59:59", "2027-03-28T01:59:59"},
    {"Europe/Paris", "2027-03-28T01:00", "2027-03-28T03:00:00"},
    {"Europe/Paris", "2027-10-31T00:59:59", "2027-10-31T02:59:59"},
    {"Europe/Paris", "2027-10-31T01:00", "2027-10-31T02:00:00"},
    {"Europe/Paris", "2040-07-01T00:00", "2040-07-01T02:00:00"},
    {"Europe/Paris", "2040-12-31T23:30", "2041-01-01T00:30:00"},
    {"Europe/Paris", "9999-07-01T00:00", "9999-07-01T02:00:00"},
    {"Europe/Paris", "1975-07-01T12:00", "1975-07-01T13:00:00"},
    {"Europe/Paris", "1850-01-01T00:00", "1850-01-01T00:09:21"},
    {"Europe/London", "2027-07-15T12:00", "2027-07-15T13:00:00"},
    {"Europe/Dublin", "2050-01-15T12:00", "2050-01-15T12:00:00"},
    {"Europe/Dublin", "2050-07-15T12:00", "2050-07-15T13:00:00"},
    {"America/New_York", "2045-01-15T12:00", "2045-01-15T07:00:00"},
    {"America/New_York", "2045-03-12T07:00", "2045-03-12T03:00:00"},
    {"America/New_York", "2045-11-05T05:59:59", "2045-11-05T01:59:59"},
    {"America/New_York", "2045-11-05T06:00", "2045-11-05T01:00:00"},
    {"Australia/Sydney", "2060-01-15T12:00", "2060-01-15T23:00:00"},
    {"Australia/Sydney", "2060-07-15T12:00", "2060-07-15T22:00:00"},
    {"Asia/Kolkata", "2027-01-15T12:00", "2027-01-15T17:30:00"},
    {"Asia/Tokyo", "2100-01-15T12:00", "2100-01-15T21:00:00"},
    {"Asia/Dubai", "2200-07-01T00:00", "2200-07-01T04:00:00"},
    {"Etc/UTC", "2027-01-15T12:00", "2027-01-15T12:00:00"},
    {"UTC", "1900-01-15T12:00", "1900-01-15T12:00:00"},
    {"Etc/GMT+5", "2027-01-15T12:00", "2027-01-15T07:00:00"},
    {"America/Argentina/Buenos_Aires", "2027-01-15T12:00", "2027-01-15T09:00:00"},
};

START_TEST(clocks_show) {
  const Zone *zone = zone_open(str_from(clocks[_i].zone), &arena);
  ck_assert_msg(zone != NULL, "%s", clocks[_i].zone);
  char out[DATETIME_TEXT];
  datetime_write(zone_local(zone, instant(clocks[_i].utc)), out);
  ck_assert_str_eq(out, clocks[_i].local);
}
END_TEST

static const char *const no_zones[] = {"",
                                       "Europe",
                                       "Europe/",
                                       "Europe/Pariss",
                                       "europe/paris",
                                       "/Europe/Paris",
                                       "Europe//Paris",
                                       "../zoneinfo/Europe/Paris",
                                       "Europe/../Europe/Paris",
                                       "Europe/./Paris",
                                       "/usr/share/zoneinfo/Europe/Paris",
                                       "posix/Europe/Paris",
                                       "right/Europe/Paris",
                                       "localtime",
                                       "posixrules",
                                       "tzdata.zi",
                                       "zone.tab",
                                       "+VERSION",
                                       "Europe/Paris ",
                                       "Éurope/Paris",
                                       "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"};

START_TEST(names_that_are_no_zone) {
  ck_assert(!zone_exists(str_from(no_zones[_i])));
  ck_assert_ptr_null(zone_open(str_from(no_zones[_i]), &arena));
}
END_TEST

START_TEST(a_name_with_a_nul_is_no_zone) {
  ck_assert(!zone_exists(STR("Europe/Paris\0x")));
  ck_assert(zone_exists(STR("Europe/Paris")));
}
END_TEST

START_TEST(the_version_is_told) {
  Str version = zone_version(&arena);
  ck_assert_uint_ge(version.n, 5);
  ck_assert_msg(version.p[0] == '2', "%.*s", STR_ARG(version));
}
END_TEST

static const struct {
  const char *rule, *utc;
  int32_t offset; /* hours */
} rules[] = {
    {"CET-1CEST,M3.5.0,M10.5.0/3", "2027-07-01", 2},
    {"CET-1CEST,M3.5.0,M10.5.0/3", "2027-12-01", 1},
    {"<+03>-3", "2027-12-01", 3},
    {"AAA0BBB,J60/0,J61/0", "2027-03-01T12:00", 1},
    {"AAA0BBB,J60/0,J61/0", "2028-03-01T12:00", 1},
    {"AAA0BBB,J60/0,J61/0", "2028-02-29T12:00", 0},
    {"AAA0BBB,59/0,60/0", "2028-02-29T12:00", 1},
    {"AAA0BBB,59/0,60/0", "2027-03-01T12:00", 1},
    {"AAA0BBB-2,0/0,J365/26", "2027-12-31T23:00", 2},
    {"AAA5BBB4,M11.1.0/-1,M2.1.0/26:30", "2027-01-10", -4},
};

START_TEST(rules_hold) {
  ZoneRule rule;
  ck_assert(zone_rule_parse(str_from(rules[_i].rule), &rule));
  ck_assert_int_eq(zone_rule_offset(&rule, instant(rules[_i].utc)), rules[_i].offset * 3600);
}
END_TEST

static const char *const no_rules[] = {"", "CET", "CE-1", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0",
                                       "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,J0,J10", "CET-1CEST,366,10", "<+03-3", "CET-1x", "CET-200",
                                       "CET-1:60", "CET-1CEST,M3.5.0,M10.5.0/3 ", "CET-1CEST,M3-5.0,M10.5.0"};

START_TEST(rules_that_are_malformed) {
  ZoneRule rule;
  ck_assert_msg(!zone_rule_parse(str_from(no_rules[_i]), &rule), "%s", no_rules[_i]);
}
END_TEST

Suite *suite_zone(void) {
  Suite *suite = suite_create("zone");
  TCase *c = tcase_create("zone");
  tcase_add_checked_fixture(c, setup, teardown);
  tcase_add_loop_test(c, clocks_show, 0, sizeof clocks / sizeof *clocks);
  tcase_add_loop_test(c, names_that_are_no_zone, 0, sizeof no_zones / sizeof *no_zones);
  tcase_add_test(c, a_name_with_a_nul_is_no_zone);
  tcase_add_test(c, the_version_is_told);
  tcase_add_loop_test(c, rules_hold, 0, sizeof rules / sizeof *rules);
  tcase_add_loop_test(c, rules_that_are_malformed, 0, sizeof no_rules / sizeof *no_rules);
  suite_add_tcase(suite, c);
  return suite;
}

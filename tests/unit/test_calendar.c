/* SPDX-License-Identifier: MIT */
#include "runtime/data/calendar.h"

#include <check.h>

static int32_t date(const char *text) {
  int32_t out = 0;
  ck_assert_msg(date_parse(str_from(text), &out), "%s", text);
  return out;
}

START_TEST(every_day_of_the_calendar) {
  Civil civil = {1, 1, 1};
  for (int32_t d = DATE_MIN; d <= DATE_MAX; d++) {
    Civil back = civil_of_date(d);
    if (back.year != civil.year || back.month != civil.month || back.day != civil.day) ck_abort_msg("day %d", d);
    if (date_of_civil(civil) != d) ck_abort_msg("civil of day %d", d);
    if (++civil.day > month_days(civil.year, civil.month)) civil.day = 1, civil.month++;
    if (civil.month > 12) civil.month = 1, civil.year++;
  }
  ck_assert_int_eq(civil.year, 10000);
}
END_TEST

START_TEST(months_have_their_days) {
  ck_assert_uint_eq(month_days(2027, 2), 28);
  ck_assert_uint_eq(month_days(2028, 2), 29);
  ck_assert_uint_eq(month_days(1900, 2), 28);
  ck_assert_uint_eq(month_days(2000, 2), 29);
  ck_assert_uint_eq(month_days(2027, 4), 30);
  ck_assert_uint_eq(month_days(2027, 12), 31);
}
END_TEST

START_TEST(days_that_exist) {
  ck_assert(civil_exists(1, 1, 1) && civil_exists(9999, 12, 31) && civil_exists(2028, 2, 29));
  ck_assert(!civil_exists(0, 1, 1) && !civil_exists(10000, 1, 1) && !civil_exists(2027, 2, 29));
  ck_assert(!civil_exists(2027, 0, 1) && !civil_exists(2027, 13, 1) && !civil_exists(2027, 1, 0) && !civil_exists(2027, 4, 31));
  ck_assert(!civil_exists(INT64_MAX, 1, 1) && !civil_exists(2027, INT64_MIN, 1) && !civil_exists(2027, 1, INT64_MAX));
}
END_TEST

static const struct {
  const char *from;
  int64_t months;
  const char *to; /* NULL: beyond the calendar */
} additions[] = {
    {"2027-01-31", 1, "2027-02-28"},  {"2028-01-31", 1, "2028-02-29"},   {"2027-03-31", -1, "2027-02-28"},
    {"2027-12-15", 1, "2028-01-15"},  {"2027-01-15", -1, "2026-12-15"},  {"2028-02-29", 12, "2029-02-28"},
    {"2028-02-29", 48, "2032-02-29"}, {"2027-05-05", 0, "2027-05-05"},   {"9999-12-31", 1, NULL},
    {"0001-01-01", -1, NULL},         {"0001-01-31", 1, "0001-02-28"},   {"0001-01-01", 9998 * 12 + 11, "9999-12-01"},
    {"2027-01-01", INT64_MAX, NULL},  {"2027-01-01", INT64_MIN, NULL},   {"9999-12-31", -(9998 * 12 + 11), "0001-01-31"},
};

START_TEST(months_are_added) {
  int32_t out = 0;
  bool done = date_add_months(date(additions[_i].from), additions[_i].months, &out);
  ck_assert(done == (additions[_i].to != NULL));
  if (done) ck_assert_int_eq(out, date(additions[_i].to));
}
END_TEST

START_TEST(months_between_are_the_most_that_can_be_added) {
  ck_assert_int_eq(months_between(date("2027-01-31"), date("2027-02-28")), 1);
  ck_assert_int_eq(months_between(date("2027-01-31"), date("2027-02-27")), 0);
  ck_assert_int_eq(months_between(date("2027-02-28"), date("2027-01-31")), -1);
  ck_assert_int_eq(months_between(date("2027-01-15"), date("2027-01-15")), 0);
  ck_assert_int_eq(months_between(date("2028-02-29"), date("2029-02-28")), 12);
  ck_assert_int_eq(months_between(date("2026-12-15"), date("2027-12-14")), 11);
  for (int32_t from = date("2027-01-25"); from < date("2028-04-02"); from++) {
    for (int32_t to = from; to < from + 800; to += 13) {
      int64_t n = months_between(from, to);
      int32_t at = 0, next = 0;
      ck_assert(date_add_months(from, n, &at) && date_add_months(from, n + 1, &next));
      ck_assert(at <= to && next > to);
    }
  }
}
END_TEST

START_TEST(the_day_of_an_instant) {
  ck_assert_int_eq(date_of_datetime(0), 0);
  ck_assert_int_eq(date_of_datetime(-1), -1);
  ck_assert_int_eq(date_of_datetime(86399), 0);
  ck_assert_int_eq(date_of_datetime(-86400), -1);
  ck_assert_int_eq(date_of_datetime(-86401), -2);
  ck_assert_int_eq(date_of_datetime(DATETIME_MIN), DATE_MIN);
  ck_assert_int_eq(date_of_datetime(DATETIME_MAX), DATE_MAX);
}
END_TEST

static const char *const no_dates[] = {"",           "2027-3-01",  "2027-03-1",  "20270301",    "2027/03/01", "2027-02-29", "2027-13-01",
                                       "2027-00-10", "2027-01-00", "0000-01-01", "02027-03-01", " 2027-03-01", "2027-03-01 ", "2027-04-31",
                                       "1900-02-29", "2027-03-0a", "+027-03-01", "2027-03-32",  "2027-03--1"};

START_TEST(texts_that_are_no_date) {
  int32_t out = 77;
  ck_assert(!date_parse(str_from(no_dates[_i]), &out));
  ck_assert_int_eq(out, 77);
}
END_TEST

START_TEST(every_byte_of_a_date_is_looked_at) {
  static const char date[] = "1111-11-11";
  for (int at = 0; at < 10; at++)
    for (int byte = 0; byte < 256; byte++) {
      char text[11];
      memcpy(text, date, sizeof text);
      text[at] = (char)byte;
      bool hyphen = at == 4 || at == 7, digit = byte >= '0' && byte <= '9';
      bool date_there = hyphen ? byte == '-' : digit && (at != 5 || byte <= '1') && (at != 6 || byte <= '2') && (at != 8 || byte <= '3');
      if (at == 8 && byte == '3') date_there = false; /* 31 November */
      int32_t out;
      ck_assert_msg(date_parse((Str){text, 10}, &out) == date_there, "byte %d at %d", byte, at);
    }
}
END_TEST

START_TEST(dates_are_read_and_written) {
  static const char *const texts[] = {"0001-01-01", "1970-01-01", "1969-12-31", "2028-02-29", "9999-12-31", "2000-02-29", "2027-10-31"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    char out[DATE_TEXT];
    date_write(date(texts[i]), out);
    ck_assert_str_eq(out, texts[i]);
  }
  ck_assert_int_eq(date("1970-01-02"), 1);
}
END_TEST

static const struct {
  const char *text, *written; /* NULL: no datetime */
} datetimes[] = {
    {"2027-03-01", "2027-03-01T00:00:00"},
    {"2027-03-01T09:30", "2027-03-01T09:30:00"},
    {"2027-03-01 09:30", "2027-03-01T09:30:00"},
    {"2027-03-01T09:30:15", "2027-03-01T09:30:15"},
    {"2027-03-01T09:30:15.999", "2027-03-01T09:30:15"},
    {"2027-03-01T09:30:15.1234567Z", "2027-03-01T09:30:15"},
    {"2027-03-01T09:30Z", "2027-03-01T09:30:00"},
    {"2027-03-01T00:30+01:00", "2027-02-28T23:30:00"},
    {"2027-02-28T23:30:10-05:30", "2027-03-01T05:00:10"},
    {"1969-12-31T23:59:59", "1969-12-31T23:59:59"},
    {"9999-12-31T23:59:59", "9999-12-31T23:59:59"},
    {"0001-01-01T00:00:00+00:00", "0001-01-01T00:00:00"},
    {"0001-01-01T00:00+00:01", NULL},
    {"9999-12-31T23:59:59-00:01", NULL},
    {"2027-03-01T", NULL},
    {"2027-03-01Z", NULL},
    {"2027-03-01T9:30", NULL},
    {"2027-03-01T09", NULL},
    {"2027-03-01T0930", NULL},
    {"2027-03-01T24:00", NULL},
    {"2027-03-01T09:60", NULL},
    {"2027-03-01T09:30:60", NULL},
    {"2027-03-01T09:30:5", NULL},
    {"2027-03-01T09:30:15.", NULL},
    {"2027-03-01T09:30:15,5", NULL},
    {"2027-03-01T09:30.5", NULL},
    {"2027-03-01T09:30z", NULL},
    {"2027-03-01T09:30+0100", NULL},
    {"2027-03-01T09:30+01", NULL},
    {"2027-03-01T09:30+24:00", NULL},
    {"2027-03-01T09:30 +01:00", NULL},
    {"2027-03-01  09:30", NULL},
    {"2027-03-01t09:30", NULL},
    {"2027-02-29T09:30", NULL},
    {"", NULL},
};

START_TEST(datetimes_are_read_and_written) {
  int64_t datetime;
  char out[DATETIME_TEXT];
  bool read = datetime_parse(str_from(datetimes[_i].text), &datetime);
  ck_assert_msg(read == (datetimes[_i].written != NULL), "%s", datetimes[_i].text);
  if (!read) return;
  datetime_write(datetime, out);
  ck_assert_str_eq(out, datetimes[_i].written);
}
END_TEST

Suite *suite_calendar(void) {
  Suite *suite = suite_create("calendar");
  TCase *c = tcase_create("calendar");
  tcase_add_test(c, every_day_of_the_calendar);
  tcase_add_test(c, months_have_their_days);
  tcase_add_test(c, days_that_exist);
  tcase_add_loop_test(c, months_are_added, 0, sizeof additions / sizeof *additions);
  tcase_add_test(c, months_between_are_the_most_that_can_be_added);
  tcase_add_test(c, the_day_of_an_instant);
  tcase_add_loop_test(c, texts_that_are_no_date, 0, sizeof no_dates / sizeof *no_dates);
  tcase_add_test(c, every_byte_of_a_date_is_looked_at);
  tcase_add_test(c, dates_are_read_and_written);
  tcase_add_loop_test(c, datetimes_are_read_and_written, 0, sizeof datetimes / sizeof *datetimes);
  suite_add_tcase(suite, c);
  return suite;
}

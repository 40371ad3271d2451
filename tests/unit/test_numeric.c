/* SPDX-License-Identifier: MIT
 * Integers, numbers and money as text; the roundings. */
#include "runtime/data/numeric.h"

#include <check.h>
#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const char *written(double number) {
  static char out[NUMBER_TEXT + 1];
  out[number_write(number, out)] = 0;
  return out;
}

static double read_number(const char *text) {
  double out = NAN;
  ck_assert_msg(number_parse(str_from(text), &out) == FAULT_NONE, "%s", text);
  return out;
}

/* ---- integers ---- */

static const struct {
  const char *text;
  Fault fault;
  int64_t value;
} integers[] = {
    {"0", FAULT_NONE, 0},
    {"-0", FAULT_NONE, 0},
    {"+12", FAULT_NONE, 12},
    {"0012", FAULT_NONE, 12},
    {"9223372036854775807", FAULT_NONE, INT64_MAX},
    {"-9223372036854775808", FAULT_NONE, INT64_MIN},
    {"9223372036854775808", FAULT_OVERFLOW, 0},
    {"-9223372036854775809", FAULT_OVERFLOW, 0},
    {"99999999999999999999999999", FAULT_OVERFLOW, 0},
    {"18446744073709551617", FAULT_OVERFLOW, 0},
    {"", FAULT_UNREADABLE, 0},
    {"-", FAULT_UNREADABLE, 0},
    {"+-1", FAULT_UNREADABLE, 0},
    {"1.0", FAULT_UNREADABLE, 0},
    {"1_000", FAULT_UNREADABLE, 0},
    {" 1", FAULT_UNREADABLE, 0},
    {"1e3", FAULT_UNREADABLE, 0},
    {"99999999999999999999999999x", FAULT_UNREADABLE, 0},
};

START_TEST(integers_are_read) {
  int64_t out = 0;
  ck_assert_int_eq(integer_parse(str_from(integers[_i].text), &out), integers[_i].fault);
  ck_assert_int_eq(out, integers[_i].value);
}
END_TEST

START_TEST(integers_are_written) {
  char out[NUMBER_TEXT + 1];
  static const int64_t values[] = {0, 7, -7, 10, 1234567890, INT64_MAX, INT64_MIN};
  for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
    char expected[NUMBER_TEXT];
    snprintf(expected, sizeof expected, "%lld", (long long)values[i]);
    out[integer_write(values[i], out)] = 0;
    ck_assert_str_eq(out, expected);
  }
}
END_TEST

START_TEST(integers_of_every_length_are_written) {
  char out[NUMBER_TEXT + 1], expected[NUMBER_TEXT];
  uint64_t seed = 3, power = 1;
  for (int digits = 1; digits <= 19; digits++, power *= 10)
    for (int i = 0; i < 40; i++) {
      seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
      const int64_t near = (int64_t)(i < 3 ? power + (uint64_t)i - 1 : power + (seed >> 1) % (power * (digits < 19 ? 9 : 8)));
      const int64_t value = i % 2 ? -near : near;
      snprintf(expected, sizeof expected, "%lld", (long long)value);
      out[integer_write(value, out)] = 0;
      ck_assert_str_eq(out, expected);
    }
}
END_TEST

/* ---- numbers ---- */

static const struct {
  const char *text, *written;
} numbers[] = {
    {"0", "0"},
    {"-0", "0"},
    {"-0.0e5", "0"},
    {"1", "1"},
    {"-1.50", "-1.5"},
    {"+.5", "0.5"},
    {"5.", "5"},
    {"1e6", "1000000"},
    {"1E+2", "100"},
    {"0.000001", "0.000001"},
    {"0.0000001", "1e-7"},
    {"0.00000123", "0.00000123"},
    {"1.25e-7", "1.25e-7"},
    {"100000000000000000000", "100000000000000000000"},
    {"999999999999999900000", "999999999999999900000"},
    {"1e21", "1e+21"},
    {"1.5e300", "1.5e+300"},
    {"123456789012345680000", "123456789012345680000"},
    {"0.1", "0.1"},
    {"0.30000000000000004", "0.30000000000000004"},
    {"5e-324", "5e-324"},
    {"4.9406564584124654e-324", "5e-324"},
    {"2.4703282292062327e-324", "0"},
    {"2.4703282292062328e-324", "5e-324"},
    {"2.2250738585072011e-308", "2.225073858507201e-308"},
    {"2.2250738585072014e-308", "2.2250738585072014e-308"},
    {"1.7976931348623157e308", "1.7976931348623157e+308"},
    {"1.7976931348623158e308", "1.7976931348623157e+308"},
    {"9007199254740993", "9007199254740992"},
    {"9007199254740993.0000000000000000000000000000000000000000001", "9007199254740994"},
    {"9007199254740992.9999999999999999999999999999999999999999999", "9007199254740992"},
    {"1e23", "1e+23"},
    {"9.999999999999997e22", "9.999999999999997e+22"},
    {"5.684341886080802e-14", "5.684341886080802e-14"},
    {"0.000000000000000000000000000000000000000000000000000001e54", "1"},
    {"1e-400", "0"},
    {"0e999999999999", "0"},
    {"123456789.125", "123456789.125"},
    {"2251799813685249.5", "2251799813685249.5"},
    {"1e15", "1000000000000000"},
    {"999999999999999.9", "999999999999999.9"},
};

START_TEST(numbers_are_read_and_written) {
  ck_assert_str_eq(written(read_number(numbers[_i].text)), numbers[_i].written);
}
END_TEST

static const struct {
  const char *text;
  Fault fault;
} no_numbers[] = {
    {"", FAULT_UNREADABLE},      {".", FAULT_UNREADABLE},      {"-", FAULT_UNREADABLE},    {"e5", FAULT_UNREADABLE},
    {"1e", FAULT_UNREADABLE},    {"1e+", FAULT_UNREADABLE},    {"1,5", FAULT_UNREADABLE},  {"1.5.2", FAULT_UNREADABLE},
    {"0x10", FAULT_UNREADABLE},  {"inf", FAULT_UNREADABLE},    {"nan", FAULT_UNREADABLE},  {"1 000", FAULT_UNREADABLE},
    {"--1", FAULT_UNREADABLE},   {"1_000", FAULT_UNREADABLE},  {"1e5x", FAULT_UNREADABLE}, {"1e5.0", FAULT_UNREADABLE},
    {"1e309", FAULT_OUT_OF_RANGE}, {"-1e309", FAULT_OUT_OF_RANGE}, {"1e999999999999999999999", FAULT_OUT_OF_RANGE},
    {"1.7976931348623159e308", FAULT_OUT_OF_RANGE},
};

START_TEST(texts_that_are_no_number) {
  double out = 7;
  ck_assert_int_eq(number_parse(str_from(no_numbers[_i].text), &out), no_numbers[_i].fault);
  ck_assert(out == 7);
}
END_TEST

/* xorshift: the same numbers on each run */
static uint64_t state;
static uint64_t next(void) {
  state ^= state << 13;
  state ^= state >> 7;
  return state ^= state << 17;
}

static double any_double(int how) {
  double number;
  uint64_t bits = next();
  switch (how) {
  case 0: memcpy(&number, &bits, sizeof number); break;
  case 1: number = (double)(bits % 100000000) / 100; break;
  case 2: number = (double)(bits >> 11) / 9007199254740992.0; break;
  case 3: number = ldexp(1, (int)(bits % 2098) - 1074); break;
  default: number = (double)(bits >> 11) * ldexp(1, -(int)(bits % 128)); break;
  }
  return isfinite(number) ? number : 0;
}

START_TEST(any_number_reads_back_the_same_and_has_no_shorter_form) {
  state = 88172645463325252ull;
  for (int i = 0; i < 60000; i++) {
    double number = any_double(i % 5), back;
    const char *text = written(number);
    ck_assert_int_eq(number_parse(str_from(text), &back), FAULT_NONE);
    ck_assert_msg(back == number, "%s is not %a", text, number);
    int digits = 0, zeros = 0;
    for (const char *p = text; *p && *p != 'e'; p++) {
      if (*p >= '0' && *p <= '9' && (digits || *p != '0')) digits++, zeros = *p == '0' ? zeros + 1 : 0;
    }
    digits -= zeros;
    char shorter[64];
    snprintf(shorter, sizeof shorter, "%.*e", digits > 2 ? digits - 2 : 0, number);
    ck_assert_msg(digits < 2 || strtod(shorter, NULL) != number, "%s could be %s", text, shorter);
  }
}
END_TEST

START_TEST(very_long_texts_are_read_to_the_last_digit) {
  enum { LONG = 3000 };
  char text[LONG + 20];
  memset(text, '0', sizeof text);
  memcpy(text, "9007199254740993.", 17); /* half way between two doubles: the even one … */
  ck_assert(number_parse((Str){text, LONG}, &(double){0}) == FAULT_NONE);
  double number;
  ck_assert_int_eq(number_parse((Str){text, LONG}, &number), FAULT_NONE);
  ck_assert(number == 9007199254740992.0);
  text[LONG - 1] = '1'; /* … unless any digit follows */
  ck_assert_int_eq(number_parse((Str){text, LONG}, &number), FAULT_NONE);
  ck_assert(number == 9007199254740994.0);
  memset(text, '0', sizeof text);
  memcpy(text + LONG, "1e3000", 6);
  text[0] = '.';
  ck_assert_int_eq(number_parse((Str){text, LONG + 6}, &number), FAULT_NONE);
  ck_assert(number == 1);
}
END_TEST

START_TEST(no_locale_shows) {
  setlocale(LC_ALL, "fr_FR.UTF-8"); /* where it exists, the point is a comma */
  ck_assert(read_number("2.5") == 2.5);
  ck_assert(read_number("2.51234567890123456789") == 2.51234567890123456789);
  ck_assert_str_eq(written(0.30000000000000004), "0.30000000000000004");
  setlocale(LC_ALL, "C");
}
END_TEST

/* ---- money ---- */

static const struct {
  const char *text;
  Fault fault;
  const char *written;
  bool exact;
} moneys[] = {
    {"12.5", FAULT_NONE, "12.50", true},
    {"-12.5", FAULT_NONE, "-12.50", true},
    {"12", FAULT_NONE, "12.00", true},
    {"12.345", FAULT_NONE, "12.345", true},
    {"12.3456", FAULT_NONE, "12.3456", true},
    {"12.0500", FAULT_NONE, "12.05", true},
    {"0.0001", FAULT_NONE, "0.0001", true},
    {"-0.00004", FAULT_NONE, "0.00", false},
    {"0.00005", FAULT_NONE, "0.00", false},
    {"0.00015", FAULT_NONE, "0.0002", false},
    {"0.00025", FAULT_NONE, "0.0002", false},
    {"0.00025000000000000000000000000000000000000000000001", FAULT_NONE, "0.0003", false},
    {"0.000250000000000000000000000000000000000000000000000", FAULT_NONE, "0.0002", false},
    {"1e3", FAULT_NONE, "1000.00", true},
    {"1e-50", FAULT_NONE, "0.00", false},
    {"0e99", FAULT_NONE, "0.00", true},
    {"922337203685477.5807", FAULT_NONE, "922337203685477.5807", true},
    {"-922337203685477.5808", FAULT_NONE, "-922337203685477.5808", true},
    {"922337203685477.58075", FAULT_OVERFLOW, NULL, false},
    {"922337203685477.5808", FAULT_OVERFLOW, NULL, false},
    {"1e15", FAULT_OVERFLOW, NULL, false},
    {"99999999999999999999999999999999999999999999", FAULT_OVERFLOW, NULL, false},
    {"1e30", FAULT_OVERFLOW, NULL, false},
    {"12,5", FAULT_UNREADABLE, NULL, false},
    {"", FAULT_UNREADABLE, NULL, false},
    {"12 €", FAULT_UNREADABLE, NULL, false},
};

START_TEST(money_is_read_and_written) {
  int64_t money = 0;
  bool exact = false;
  char out[NUMBER_TEXT + 1];
  ck_assert_int_eq(money_parse(str_from(moneys[_i].text), &money, &exact), moneys[_i].fault);
  if (moneys[_i].fault) return;
  out[money_write(money, out)] = 0;
  ck_assert_str_eq(out, moneys[_i].written);
  ck_assert_int_eq(exact, moneys[_i].exact);
}
END_TEST

START_TEST(money_of_numbers_goes_by_their_written_form) {
  int64_t money;
  ck_assert(money_of_number(2.675, &money) == FAULT_NONE && money == 26750);
  ck_assert(money_of_number(0.12345, &money) == FAULT_NONE && money == 1234);
  ck_assert(money_of_number(-0.12355, &money) == FAULT_NONE && money == -1236);
  ck_assert(money_of_number(0, &money) == FAULT_NONE && money == 0);
  ck_assert(money_of_number(1e-300, &money) == FAULT_NONE && money == 0);
  ck_assert(money_of_number(922337203685477, &money) == FAULT_NONE && money == 9223372036854770000);
  ck_assert_int_eq(money_of_number(1e15, &money), FAULT_OVERFLOW);
  ck_assert_int_eq(money_of_number(-DBL_MAX, &money), FAULT_OVERFLOW);
  ck_assert(money_of_integer(-12, &money) == FAULT_NONE && money == -120000);
  ck_assert_int_eq(money_of_integer(922337203685478, &money), FAULT_OVERFLOW);
}
END_TEST

START_TEST(numbers_of_money_are_the_nearest) {
  ck_assert(number_of_money(123400) == 12.34);
  ck_assert(number_of_money(-1) == -0.0001);
  ck_assert(number_of_money(INT64_MAX) == 922337203685477.5807);
  ck_assert(number_of_money(INT64_MIN) == -922337203685477.5808);
  ck_assert(number_of_money(9007199254740993) == 900719925474.0993);
}
END_TEST

/* ---- decimals and roundings ---- */

static const struct {
  const char *text;
  bool fits;
  int64_t mantissa;
  uint32_t scale;
} decimals[] = {
    {"2.5", true, 25, 1},
    {"1e6", true, 1000000, 0},
    {"-0.05", true, -5, 2},
    {"2.500", true, 25, 1},
    {"0.000", true, 0, 0},
    {"1e-18", true, 1, 18},
    {"1e-19", false, 0, 0},
    {"9223372036854775807", true, INT64_MAX, 0},
    {"9223372036854775808", false, 0, 0},
    {"1e19", false, 0, 0},
    {"0.1234567890123456789", false, 0, 0},
    {"x", false, 0, 0},
};

START_TEST(decimals_are_taken_apart) {
  int64_t mantissa = 0;
  uint32_t scale = 0;
  ck_assert_msg(decimal_parse(str_from(decimals[_i].text), &mantissa, &scale) == decimals[_i].fits, "%s", decimals[_i].text);
  if (!decimals[_i].fits) return;
  ck_assert_int_eq(mantissa, decimals[_i].mantissa);
  ck_assert_uint_eq(scale, decimals[_i].scale);
}
END_TEST

static const struct {
  int64_t a, b, c;
  bool fits;
  int64_t result;
} muldivs[] = {
    {7, 1, 2, true, 4},    {5, 1, 2, true, 2},    {-7, 1, 2, true, -4},   {-5, 1, 2, true, -2},
    {7, 1, -2, true, -4},  {10, 1, 3, true, 3},   {11, 1, 3, true, 4},    {INT64_MAX, INT64_MAX, INT64_MAX, true, INT64_MAX},
    {INT64_MIN, 1, 1, true, INT64_MIN},           {INT64_MIN, -1, 1, false, 0},
    {INT64_MIN, INT64_MIN, INT64_MIN, true, INT64_MIN}, {INT64_MAX, 3, 2, false, 0},
    {1, 1, INT64_MIN, true, 0},                   {0, -5, 3, true, 0},    {INT64_MAX, 1, 2, true, 4611686018427387904},
};

START_TEST(products_over_a_divisor_are_rounded_once) {
  int64_t out = 0;
  ck_assert(muldiv_half_even(muldivs[_i].a, muldivs[_i].b, muldivs[_i].c, &out) == muldivs[_i].fits);
  if (muldivs[_i].fits) ck_assert_int_eq(out, muldivs[_i].result);
}
END_TEST

START_TEST(halves_go_to_the_even_integer) {
  int64_t out;
  ck_assert(integer_half_even(2.5, &out) == FAULT_NONE && out == 2);
  ck_assert(integer_half_even(3.5, &out) == FAULT_NONE && out == 4);
  ck_assert(integer_half_even(-0.5, &out) == FAULT_NONE && out == 0);
  ck_assert(integer_half_even(-9223372036854775808.0, &out) == FAULT_NONE && out == INT64_MIN);
  ck_assert_int_eq(integer_half_even(9223372036854775808.0, &out), FAULT_OVERFLOW);
  ck_assert_int_eq(integer_half_even(NAN, &out), FAULT_OVERFLOW);
  ck_assert_int_eq(integer_half_even(-INFINITY, &out), FAULT_OVERFLOW);
}
END_TEST

static const struct {
  double number;
  int64_t places;
  double rounded;
} roundings[] = {
    {2.675, 2, 2.68},  {1.005, 2, 1.01},   {-1.005, 2, -1.01}, {0.5, 0, 1},      {-0.5, 0, -1},    {0.4999, 0, 0}, {1234.5, -2, 1200},
    {50, -2, 100},     {49.999, -2, 0},    {5e-324, 300, 0},   {5e-324, 324, 5e-324}, {1e300, 2, 1e300}, {0, 2, 0},
    {0.1 + 0.2, 17, 0.1 + 0.2}, {0.1 + 0.2, 16, 0.3}, {99.995, 2, 100}, {1e22, -22, 1e22}, {5e22, -23, 1e23}, {-0.04, 1, 0},
};

START_TEST(rounding_goes_by_the_written_form) {
  double out = number_round(roundings[_i].number, roundings[_i].places);
  ck_assert_msg(out == roundings[_i].rounded, "%.17g, not %.17g", out, roundings[_i].rounded);
  ck_assert(out != 0 || !signbit(out));
}
END_TEST

Suite *suite_numeric(void) {
  Suite *suite = suite_create("numeric");
  TCase *c = tcase_create("integers");
  tcase_add_loop_test(c, integers_are_read, 0, sizeof integers / sizeof *integers);
  tcase_add_test(c, integers_are_written);
  tcase_add_test(c, integers_of_every_length_are_written);
  suite_add_tcase(suite, c);
  c = tcase_create("numbers");
  tcase_add_loop_test(c, numbers_are_read_and_written, 0, sizeof numbers / sizeof *numbers);
  tcase_add_loop_test(c, texts_that_are_no_number, 0, sizeof no_numbers / sizeof *no_numbers);
  tcase_add_test(c, any_number_reads_back_the_same_and_has_no_shorter_form);
  tcase_add_test(c, very_long_texts_are_read_to_the_last_digit);
  tcase_add_test(c, no_locale_shows);
  suite_add_tcase(suite, c);
  c = tcase_create("money");
  tcase_add_loop_test(c, money_is_read_and_written, 0, sizeof moneys / sizeof *moneys);
  tcase_add_test(c, money_of_numbers_goes_by_their_written_form);
  tcase_add_test(c, numbers_of_money_are_the_nearest);
  suite_add_tcase(suite, c);
  c = tcase_create("roundings");
  tcase_add_loop_test(c, decimals_are_taken_apart, 0, sizeof decimals / sizeof *decimals);
  tcase_add_loop_test(c, products_over_a_divisor_are_rounded_once, 0, sizeof muldivs / sizeof *muldivs);
  tcase_add_test(c, halves_go_to_the_even_integer);
  tcase_add_loop_test(c, rounding_goes_by_the_written_form, 0, sizeof roundings / sizeof *roundings);
  suite_add_tcase(suite, c);
  return suite;
}

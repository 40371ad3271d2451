/* SPDX-License-Identifier: MIT */
#include "runtime/data/written.h"

#include <check.h>
#include <stdlib.h>

static const Str names[] = {{"hot", 3}, {"luke, warm", 10}};
static const Labels labels = {names, 2};
static Buf out;

static void setup(void) { buf_init(&out, &alloc_system); }
static void teardown(void) { buf_free(&out); }

#define TEXT(value) {.kind = KIND_TEXT, .known = true, .str = {value, sizeof(value) - 1}}

static const struct {
  Value value;
  const char *plain, *csv, *json;
} rows[] = {
    {{.kind = KIND_BOOLEAN, .known = true, .truth = true}, "true", "true", "true"},
    {{.kind = KIND_BOOLEAN, .known = true}, "false", "false", "false"},
    {{.kind = KIND_INTEGER, .known = true, .i64 = -12}, "-12", "-12", "-12"},
    {{.kind = KIND_INTEGER, .known = true, .i64 = 9007199254740993}, "9007199254740993", "9007199254740993", "9007199254740993"},
    {{.kind = KIND_NUMBER, .known = true, .f64 = 2.5}, "2.5", "2.5", "2.5"},
    {{.kind = KIND_NUMBER, .known = true, .f64 = 1e21}, "1e+21", "1e+21", "1e+21"},
    {{.kind = KIND_NUMBER, .known = true, .f64 = 100}, "100", "100", "100"},
    {{.kind = KIND_MONEY, .known = true, .i64 = 125000}, "12.50", "12.50", "12.50"},
    {{.kind = KIND_MONEY, .known = true, .i64 = -1}, "-0.0001", "-0.0001", "-0.0001"},
    {{.kind = KIND_MONEY, .known = true, .i64 = INT64_MIN}, "-922337203685477.5808", "-922337203685477.5808", "-922337203685477.5808"},
    {{.kind = KIND_DATE, .known = true, .i32 = 0}, "1970-01-01", "1970-01-01", "\"1970-01-01\""},
    {{.kind = KIND_DATETIME, .known = true, .i64 = -1}, "1969-12-31T23:59:59", "1969-12-31T23:59:59", "\"1969-12-31T23:59:59\""},
    {{.kind = KIND_CODE, .known = true, .i32 = 0}, "hot", "hot", "\"hot\""},
    {{.kind = KIND_CODE, .known = true, .i32 = 1}, "luke, warm", "\"luke, warm\"", "\"luke, warm\""},
    {{.kind = KIND_CODE, .known = true, .i32 = 2}, "", "\"\"", "\"\""},
    {{.kind = KIND_CODE, .known = true, .i32 = -1}, "", "\"\"", "\"\""},
    {TEXT("abc"), "abc", "abc", "\"abc\""},
    {TEXT(""), "", "\"\"", "\"\""},
    {TEXT(" "), " ", " ", "\" \""},
    {TEXT("a,b"), "a,b", "\"a,b\"", "\"a,b\""},
    {TEXT("a;b"), "a;b", "a;b", "\"a;b\""},
    {TEXT("a\"b\""), "a\"b\"", "\"a\"\"b\"\"\"", "\"a\\\"b\\\"\""},
    {TEXT("a\nb"), "a\nb", "\"a\nb\"", "\"a\\nb\""},
    {TEXT("a\rb"), "a\rb", "\"a\rb\"", "\"a\\rb\""},
    {TEXT("\\\t\b\f"), "\\\t\b\f", "\\\t\b\f", "\"\\\\\\t\\b\\f\""},
    {TEXT("\x01\x1F\x7F"), "\x01\x1F\x7F", "\x01\x1F\x7F", "\"\\u0001\\u001f\\u007f\""},
    {TEXT("été 😀"), "été 😀", "été 😀", "\"été 😀\""},
    {TEXT("true"), "true", "true", "\"true\""},
    {{.kind = KIND_TEXT}, "", "", "null"},
    {{.kind = KIND_NUMBER}, "", "", "null"},
    {{.kind = KIND_CODE, .i32 = 1}, "", "", "null"},
};

START_TEST(values_are_written) {
  value_write(&out, &rows[_i].value, &labels);
  ck_assert_str_eq(buf_z(&out), rows[_i].plain);
  out.n = 0;
  value_write_csv(&out, &rows[_i].value, &labels);
  ck_assert_str_eq(buf_z(&out), rows[_i].csv);
  out.n = 0;
  value_write_json(&out, &rows[_i].value, &labels);
  ck_assert_str_eq(buf_z(&out), rows[_i].json);
}
END_TEST

START_TEST(writing_appends) {
  text_write_csv(&out, STR("a"));
  buf_char(&out, ',');
  text_write_csv(&out, STR("\""));
  text_write_json(&out, STR("x"));
  ck_assert_str_eq(buf_z(&out), "a,\"\"\"\"\"x\"");
}
END_TEST

START_TEST(a_nul_is_a_character) {
  text_write_json(&out, STR("a\0b"));
  ck_assert_str_eq(buf_z(&out), "\"a\\u0000b\"");
  out.n = 0;
  text_write_csv(&out, STR("a\0b"));
  ck_assert(str_equal(buf_view(&out), STR("a\0b")));
}
END_TEST

Suite *suite_written(void) {
  Suite *suite = suite_create("written");
  TCase *c = tcase_create("written");
  tcase_add_checked_fixture(c, setup, teardown);
  tcase_add_loop_test(c, values_are_written, 0, sizeof rows / sizeof *rows);
  tcase_add_test(c, writing_appends);
  tcase_add_test(c, a_nul_is_a_character);
  suite_add_tcase(suite, c);
  return suite;
}

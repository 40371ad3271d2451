/* SPDX-License-Identifier: MIT
 * Stored values, read by each declared type. */
#include "runtime/data/stored.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "runtime/data/written.h"

static Arena arena;
static const Str names[] = {{"suspect", 7}, {"lead", 4}, {"é", 2}, {"12", 2}};

static void setup(void) { arena_init(&arena, &alloc_system); }
static void teardown(void) { arena_free(&arena); }

#define I(value) {.type = STORED_INTEGER, .integer = (value)}
#define R(value) {.type = STORED_REAL, .real = (value)}
#define T(value) {.type = STORED_TEXT, .text = {value, sizeof(value) - 1}}
#define B(value) {.type = STORED_BLOB, .text = {value, sizeof(value) - 1}}

/* Of plain columns; the result as written, or "!fault". */
static const struct {
  Kind kind;
  Stored stored;
  const char *expected;
} rows[] = {
    {KIND_INTEGER, I(12), "12"},
    {KIND_INTEGER, I(INT64_MIN), "-9223372036854775808"},
    {KIND_INTEGER, R(12.0), "12"},
    {KIND_INTEGER, R(-0.0), "0"},
    {KIND_INTEGER, R(12.5), "!unreadable"},
    {KIND_INTEGER, R(9223372036854775808.0), "!overflow"},
    {KIND_INTEGER, R(INFINITY), "!overflow"},
    {KIND_INTEGER, T("12"), "12"},
    {KIND_INTEGER, T(" -12\t"), "-12"},
    {KIND_INTEGER, T("\xC2\xA0" "12\xC2\xA0"), "12"},
    {KIND_INTEGER, T("12.0"), "!unreadable"},
    {KIND_INTEGER, T("1 2"), "!unreadable"},
    {KIND_INTEGER, T("twelve"), "!unreadable"},
    {KIND_INTEGER, T("9223372036854775808"), "!overflow"},
    {KIND_INTEGER, T(""), "!unreadable"},
    {KIND_INTEGER, T("  "), "!unreadable"},
    {KIND_INTEGER, T("1\0"), "!unreadable"},
    {KIND_INTEGER, B("12"), "!unreadable"},
    {KIND_INTEGER, {.type = STORED_NULL}, "!missing"},
    {KIND_NUMBER, I(12), "12"},
    {KIND_NUMBER, R(2.5), "2.5"},
    {KIND_NUMBER, R(-0.0), "0"},
    {KIND_NUMBER, R(INFINITY), "!out of range"},
    {KIND_NUMBER, T(" 2.5 "), "2.5"},
    {KIND_NUMBER, T("2,5"), "!unreadable"},
    {KIND_NUMBER, T("1e999"), "!out of range"},
    {KIND_NUMBER, T("12%"), "!unreadable"},
    {KIND_NUMBER, B("2"), "!unreadable"},
    {KIND_MONEY, I(12), "12.00"},
    {KIND_MONEY, I(INT64_MAX), "!overflow"},
    {KIND_MONEY, R(2.675), "2.675"},
    {KIND_MONEY, R(0.12345), "0.1234"},
    {KIND_MONEY, R(1e300), "!overflow"},
    {KIND_MONEY, R(-INFINITY), "!overflow"},
    {KIND_MONEY, T("12.34565"), "12.3456"},
    {KIND_MONEY, T("12.34575"), "12.3458"},
    {KIND_MONEY, T("12 EUR"), "!unreadable"},
    {KIND_MONEY, B("2"), "!unreadable"},
    {KIND_BOOLEAN, I(0), "false"},
    {KIND_BOOLEAN, I(1), "true"},
    {KIND_BOOLEAN, I(2), "!unreadable"},
    {KIND_BOOLEAN, R(1.0), "true"},
    {KIND_BOOLEAN, R(0.5), "!unreadable"},
    {KIND_BOOLEAN, T("true"), "true"},
    {KIND_BOOLEAN, T(" false "), "false"},
    {KIND_BOOLEAN, T("1"), "true"},
    {KIND_BOOLEAN, T("0"), "false"},
    {KIND_BOOLEAN, T("True"), "!unreadable"},
    {KIND_BOOLEAN, T("yes"), "!unreadable"},
    {KIND_BOOLEAN, T("01"), "!unreadable"},
    {KIND_BOOLEAN, B("1"), "!unreadable"},
    {KIND_DATE, T("2027-03-01"), "2027-03-01"},
    {KIND_DATE, T(" 2027-03-01\n"), "2027-03-01"},
    {KIND_DATE, T("2027-03-01T23:59"), "2027-03-01"},
    {KIND_DATE, T("2027-03-01 00:30+02:00"), "2027-02-28"},
    {KIND_DATE, T("01/03/2027"), "!unreadable"},
    {KIND_DATE, T("2027-02-30"), "!unreadable"},
    {KIND_DATE, I(20270301), "!unreadable"},
    {KIND_DATE, R(2461100.5), "!unreadable"},
    {KIND_DATE, T(""), "!unreadable"},
    {KIND_DATETIME, T("2027-03-01"), "2027-03-01T00:00:00"},
    {KIND_DATETIME, T(" 2027-03-01 09:30:15.5Z "), "2027-03-01T09:30:15"},
    {KIND_DATETIME, T("2027-03-01T09"), "!unreadable"},
    {KIND_DATETIME, I(1772359800), "!unreadable"},
    {KIND_TEXT, T("abc"), "abc"},
    {KIND_TEXT, T(" abc "), " abc "},
    {KIND_TEXT, T(""), ""},
    {KIND_TEXT, T("  "), "  "},
    {KIND_TEXT, T("e\xCC\x81"), "é"},
    {KIND_TEXT, I(1000), "1000"},
    {KIND_TEXT, I(-7), "-7"},
    {KIND_TEXT, R(1.0), "!unreadable"},
    {KIND_TEXT, T("caf\xE9"), "!unreadable"},
    {KIND_TEXT, B("abc"), "!unreadable"},
    {KIND_TEXT, {.type = STORED_NULL}, "!missing"},
    {KIND_CODE, T("lead"), "lead"},
    {KIND_CODE, T("e\xCC\x81"), "é"},
    {KIND_CODE, I(12), "12"},
    {KIND_CODE, T("client"), "!unreadable"},
    {KIND_CODE, T(" lead"), "!unreadable"},
    {KIND_CODE, T("Lead"), "!unreadable"},
    {KIND_CODE, T(""), "!unreadable"},
    {KIND_CODE, R(12.0), "!unreadable"},
    {KIND_CODE, {.type = STORED_NULL}, "!missing"},
};

static void check(Kind kind, bool optional, Stored stored, const char *expected) {
  StoredAs as = {.kind = kind, .labels = {names, 4}, .optional = optional};
  Value value;
  Buf out;
  buf_init(&out, &alloc_system);
  Fault fault = stored_read(&as, stored, &arena, &value);
  ck_assert_int_eq(value.kind, kind);
  if (fault) {
    ck_assert(!value.known);
    buf_print(&out, "!%s", fault_name(fault));
  } else if (value.known) {
    value_write(&out, &value, &as.labels);
  } else {
    buf_char(&out, '?');
  }
  ck_assert_str_eq(buf_z(&out), expected);
  buf_free(&out);
}

START_TEST(plain_columns) { check(rows[_i].kind, false, rows[_i].stored, rows[_i].expected); }
END_TEST

/* `?` turns NULL and blank texts into unknown, and nothing else. */
START_TEST(optional_columns) {
  Stored stored = rows[_i].stored;
  bool blank = stored.type == STORED_NULL || (stored.type == STORED_TEXT && strspn(stored.text.p, " ") == stored.text.n);
  check(rows[_i].kind, true, stored, blank ? "?" : rows[_i].expected);
}
END_TEST

START_TEST(optional_blanks_are_unicode_blanks) {
  check(KIND_TEXT, true, (Stored)T("\xC2\xA0 \t"), "?");
  check(KIND_NUMBER, true, (Stored)T("\xE2\x80\xAF"), "?");
  check(KIND_CODE, true, (Stored)T("   "), "?");
}
END_TEST

START_TEST(texts_are_borrowed_where_they_can_be) {
  StoredAs as = {.kind = KIND_TEXT};
  Stored stored = T("déjà");
  Value value;
  ck_assert_int_eq(stored_read(&as, stored, &arena, &value), FAULT_NONE);
  ck_assert_ptr_eq(value.str.p, stored.text.p);
}
END_TEST

START_TEST(texts_beyond_a_mebibyte_are_faults) {
  uint32_t n = (1 << 20) + 1;
  char *p = arena_bytes(&arena, n);
  memset(p, 'a', n);
  StoredAs as = {.kind = KIND_TEXT};
  Value value;
  ck_assert_int_eq(stored_read(&as, (Stored){.type = STORED_TEXT, .text = {p, n}}, &arena, &value), FAULT_OVERFLOW);
  ck_assert_int_eq(stored_read(&as, (Stored){.type = STORED_TEXT, .text = {p, n - 1}}, &arena, &value), FAULT_NONE);
}
END_TEST

static void *refuse(void *user, void *ptr, size_t old_size, size_t new_size) {
  (void)user, (void)ptr, (void)old_size, (void)new_size;
  return NULL;
}

START_TEST(no_memory_is_no_fault) {
  static const Alloc none = {refuse, NULL};
  static const Stored stored[] = {I(12), T("e\xCC\x81")};
  for (size_t i = 0; i < 2; i++) {
    for (Kind kind = KIND_TEXT; kind <= KIND_CODE; kind += KIND_CODE - KIND_TEXT) {
      Arena poor;
      arena_init(&poor, &none);
      StoredAs as = {.kind = kind, .labels = {names, 4}};
      Value value;
      ck_assert_int_eq(stored_read(&as, stored[i], &poor, &value), FAULT_NONE);
      ck_assert(poor.failed && !value.known);
    }
  }
}
END_TEST

Suite *suite_stored(void) {
  Suite *suite = suite_create("stored");
  TCase *c = tcase_create("stored");
  tcase_add_checked_fixture(c, setup, teardown);
  tcase_add_loop_test(c, plain_columns, 0, sizeof rows / sizeof *rows);
  tcase_add_loop_test(c, optional_columns, 0, sizeof rows / sizeof *rows);
  tcase_add_test(c, optional_blanks_are_unicode_blanks);
  tcase_add_test(c, texts_are_borrowed_where_they_can_be);
  tcase_add_test(c, texts_beyond_a_mebibyte_are_faults);
  tcase_add_test(c, no_memory_is_no_fault);
  suite_add_tcase(suite, c);
  return suite;
}

/* SPDX-License-Identifier: MIT
 * How cells are read: each reading by itself. What columns become of them is in test_import.c. */
#include "runtime/cell/reading.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "runtime/data/calendar.h"
#include "runtime/cell/words.h"

/* The first reading that the cell fits, its value, `!` where it is sure. */
static const char *read_first(const char *cell) {
  static char shown[96];
  char day[DATE_TEXT], time[DATETIME_TEXT];
  for (int r = 0; r < READING_COUNT; r++) {
    Value v;
    Fit fit = reading_read((Reading)r, str_from(cell), &v);
    if (fit == FIT_NO) continue;
    const char *sure = fit == FIT_SURE ? "!" : "";
    switch (v.kind) {
    case KIND_BOOLEAN: snprintf(shown, sizeof shown, "boolean %d%s", v.truth, sure); break;
    case KIND_INTEGER: snprintf(shown, sizeof shown, "integer %lld%s", (long long)v.i64, sure); break;
    case KIND_NUMBER: snprintf(shown, sizeof shown, "number %.15g%s", v.f64, sure); break;
    case KIND_MONEY: snprintf(shown, sizeof shown, "money %lld%s", (long long)v.i64, sure); break;
    case KIND_DATE: date_write(v.i32, day); snprintf(shown, sizeof shown, "date %s%s", day, sure); break;
    case KIND_DATETIME: datetime_write(v.i64, time); snprintf(shown, sizeof shown, "datetime %s%s", time, sure); break;
    default: return "?";
    }
    return shown;
  }
  return "text";
}

static const struct {
  const char *cell, *expected;
} cells[] = {
    {"true", "boolean 1"}, {"FALSE", "boolean 0"}, {"Yes", "boolean 1"}, {"no", "boolean 0"}, {"Oui", "boolean 1"},
    {"NON", "boolean 0"}, {"vrai", "boolean 1"}, {"Faux", "boolean 0"}, {"y", "text"}, {"ouii", "text"}, {"truee", "text"},
    {"0", "integer 0"}, {"1", "integer 1"}, {"-12", "integer -12"}, {" 12 ", "integer 12"}, {"\xC2\xA0" "12", "integer 12"},
    {"12\t", "integer 12"}, {"9223372036854775807", "integer 9223372036854775807"},
    {"-9223372036854775808", "integer -9223372036854775808"}, {"9223372036854775808", "text"},
    {"123456789012345678901234567890", "text"}, {"01000", "text"}, {"005720784", "text"}, {"00", "text"}, {"-01", "text"},
    {"+33123456789", "text"}, {"+5", "text"}, {"-", "text"}, {"--5", "text"}, {"1 234", "integer 1234"},
    {"1 234 567", "integer 1234567"}, {"1\xC2\xA0" "234", "integer 1234"}, {"1\xE2\x80\xAF" "234", "integer 1234"},
    {"12 34", "text"}, {"1 2345", "text"}, {"1234 567", "text"}, {"0 123", "text"}, {"01 23 45 67 89", "text"},
    {"1  234", "text"}, {"2.5", "number 2.5"}, {"-0.25", "number -0.25"}, {"0.5", "number 0.5"}, {"00.5", "text"},
    {".5", "text"}, {"5.", "text"}, {"1e3", "number 1000"}, {"1E-2", "number 0.01"}, {"1e999", "text"}, {"-1e999", "text"},
    {"1e", "text"}, {"e5", "text"}, {"inf", "text"}, {"nan", "text"}, {"0x10", "text"}, {"1_000", "text"}, {"1.2.3", "text"},
    {"1,5", "number 1.5!"}, {"-1,5", "number -1.5!"}, {"1 234,56", "number 1234.56!"}, {"1\xE2\x80\xAF" "234,5", "number 1234.5!"},
    {"1,234", "number 1.234"}, {"12,345", "number 12.345"}, {"0,234", "number 0.234!"}, {"1234,567", "number 1234.567!"},
    {"1 234,567", "number 1234.567!"}, {"1,2345", "number 1.2345!"}, {",5", "text"}, {"5,", "text"}, {"1,2,3", "text"},
    {"1.234,5", "text"}, {"1,234.5", "text"}, {"12 €", "money 120000!"}, {"12.50 €", "money 125000!"},
    {"12,50€", "money 125000!"}, {"1 234,56 €", "money 12345600!"}, {"1\xC2\xA0" "234,56\xC2\xA0€", "money 12345600!"},
    {"-3,5 €", "money -35000!"}, {"0,1234 €", "money 1234!"}, {"0,12345 €", "text"}, {"1,234 €", "text"}, {"€", "text"},
    {"€ 12", "text"}, {"99999999999999999999 €", "text"}, {"2027-12-31", "date 2027-12-31"}, {"2024-02-29", "date 2024-02-29"},
    {"2025-02-29", "text"}, {"2027-13-01", "text"}, {"2027-1-1", "text"}, {"31/12/2027", "date 2027-12-31!"},
    {"03/04/2027", "date 2027-04-03"}, {"3/4/2027", "date 2027-04-03"}, {"12/31/2027", "text"}, {"29/02/2025", "text"},
    {"29/02/2024", "date 2024-02-29!"}, {"31/12/27", "text"}, {"1/1/0000", "text"}, {"31/12/2027x", "text"}, {"31-12-2027", "text"},
    {"2027-03-01T09:30", "datetime 2027-03-01T09:30:00"}, {"2027-03-01 09:30:15", "datetime 2027-03-01T09:30:15"},
    {"2027-03-01T09:30Z", "datetime 2027-03-01T09:30:00"}, {"2027-03-01T09:30+01:00", "datetime 2027-03-01T08:30:00"},
    {"2027-03-01T25:00", "text"}, {"31/12/2027 09:30", "datetime 2027-12-31T09:30:00!"},
    {"03/04/2027 09:30:15", "datetime 2027-04-03T09:30:15"}, {"31/12/2027 9h", "text"}, {"n/a", "text"}, {"", "text"}, {" ", "text"},
    {"\xE2\x80\x8F" "12", "text"}, {"１２", "text"},
};

START_TEST(cell_case) { ck_assert_msg(strcmp(read_first(cells[_i].cell), cells[_i].expected) == 0, "`%s`: %s, not %s", cells[_i].cell, read_first(cells[_i].cell), cells[_i].expected); }
END_TEST

START_TEST(zero_one_is_a_truth_where_it_is_asked) {
  Value v;
  ck_assert_int_eq(reading_read(READING_ZERO_ONE, STR(" 1"), &v), FIT_YES);
  ck_assert(v.truth);
  ck_assert_int_eq(reading_read(READING_ZERO_ONE, STR("0"), &v), FIT_YES);
  ck_assert(!v.truth);
  ck_assert_int_eq(reading_read(READING_ZERO_ONE, STR("2"), &v), FIT_NO);
}
END_TEST

START_TEST(cells_are_not_read_over_their_end) {
  Value v;
  for (int r = 0; r < READING_COUNT; r++)
    for (uint32_t n = 0; n < 12; n++) {
      char *exact = malloc(n + 1);
      ck_assert_ptr_nonnull(exact);
      memcpy(exact, "31/12/2027 0", n);
      (void)reading_read((Reading)r, (Str){exact, n}, &v);
      memcpy(exact, "1 234,5678 €", n);
      (void)reading_read((Reading)r, (Str){exact, n}, &v);
      free(exact);
    }
}
END_TEST

START_TEST(a_long_cell_is_text) {
  char cell[4096];
  memset(cell, '1', sizeof cell - 1);
  cell[sizeof cell - 1] = 0;
  ck_assert_str_eq(read_first(cell), "text");
  for (size_t i = 1; i + 1 < sizeof cell; i += 4) cell[i] = ' ';
  ck_assert_str_eq(read_first(cell), "text");
}
END_TEST

static const struct {
  const char *name;
  Role role;
} names[] = {
    {"siren", ROLE_SIREN}, {"SIRET", ROLE_SIRET}, {"codePostal", ROLE_POSTCODE}, {"Code postal", ROLE_POSTCODE},
    {"code_postal", ROLE_POSTCODE}, {"CP", ROLE_POSTCODE}, {"cpu", ROLE_NONE}, {"e-mail", ROLE_EMAIL}, {"Email", ROLE_EMAIL},
    {"Téléphone", ROLE_PHONE}, {"TÉLÉPHONE", ROLE_PHONE}, {"company phone", ROLE_PHONE}, {"Raison sociale", ROLE_NAME},
    {"last_name", ROLE_NAME}, {"lastName", ROLE_NAME}, {"Société", ROLE_NAME}, {"username", ROLE_NONE}, {"intel", ROLE_NONE},
    {"Code NAF", ROLE_CODE}, {"amount", ROLE_NONE}, {"", ROLE_NONE}, {"___", ROLE_NONE},
};

START_TEST(name_case) { ck_assert_msg(role_of_name(str_from(names[_i].name)) == names[_i].role, "%s", names[_i].name); }
END_TEST

START_TEST(folding_drops_case_and_marks) {
  char out[64];
  uint32_t n = fold_text(STR("Cœur d'ÉTÉ Straße"), out, sizeof out);
  ck_assert(str_is((Str){out, n}, "coeur d'ete strasse"));
  ck_assert_uint_eq(fold_text(STR("éééé"), out, 3), 3);
}
END_TEST

Suite *suite_infer(void) {
  Suite *suite = suite_create("infer");
  TCase *tcase = tcase_create("infer");
  tcase_add_loop_test(tcase, cell_case, 0, sizeof cells / sizeof *cells);
  tcase_add_test(tcase, zero_one_is_a_truth_where_it_is_asked);
  tcase_add_test(tcase, cells_are_not_read_over_their_end);
  tcase_add_test(tcase, a_long_cell_is_text);
  tcase_add_loop_test(tcase, name_case, 0, sizeof names / sizeof *names);
  tcase_add_test(tcase, folding_drops_case_and_marks);
  suite_add_tcase(suite, tcase);
  return suite;
}

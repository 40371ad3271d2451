/* SPDX-License-Identifier: MIT
 * The encodings of CSV files: marks, UTF-8 by its shape, what uchardet says, what is given. */
#include "runtime/csv/csv.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[40];
static char path[64];
static Arena arena;
static DiagList diags;

static void setup(void) {
  strcpy(folder, "/tmp/cible-enc-XXXXXX");
  ck_assert_ptr_nonnull(mkdtemp(folder));
  snprintf(path, sizeof path, "%s/in.csv", folder);
  arena_init(&arena, &alloc_system);
  diag_init(&diags, &arena);
}

static void teardown(void) {
  unlink(path);
  rmdir(folder);
  arena_free(&arena);
}

#define BYTES(text) (text), sizeof(text) - 1

/* Every cell of the file between brackets, and the encoding before them. */
static const char *read_as(const char *bytes, size_t n, const char *given) {
  static char shown[512];
  FILE *f = fopen(path, "wb");
  ck_assert_ptr_nonnull(f);
  ck_assert_uint_eq(fwrite(bytes, 1, n, f), n);
  fclose(f);
  CsvOptions options = {.encoding = given};
  Csv *csv;
  const CsvRow *row;
  Status status = csv_open(&alloc_system, path, &options, &diags, &csv);
  if (status) return status == STATUS_USAGE ? "usage" : "io";
  int at = snprintf(shown, sizeof shown, "%s ", csv_encoding(csv));
  while (csv_next(csv, &row, &diags) == STATUS_OK && row)
    for (uint32_t i = 0; i < row->count && at < 400; i++)
      at += snprintf(shown + at, sizeof shown - (size_t)at, "%s[%.*s]", row->defect ? "!" : "", STR_ARG(row->cells[i]));
  csv_close(csv);
  return shown;
}

static const struct {
  const char *bytes;
  size_t n;
  const char *given, *expected;
} cases[] = {
    {BYTES("a,b\n"), NULL, "UTF-8 [a][b]"},
    {BYTES(""), NULL, "UTF-8 "},
    {BYTES("\xEF\xBB\xBF"), NULL, "UTF-8 "},
    {BYTES("\xEF\xBB\xBF\xC3\xA9,b\n"), NULL, "UTF-8 [é][b]"},
    {BYTES("\xC3\xA9\n"), NULL, "UTF-8 [é]"},
    {BYTES("caf\xE9,cr\xE8me\n"), NULL, "CP1252 [café][crème]"},
    {BYTES("10 \x80,\x9Cuf\n"), NULL, "CP1252 [10 €][œuf]"},
    {BYTES("\xFF\xFE" "a\0,\0b\0\n\0"), NULL, "UTF-16LE [a][b]"},
    {BYTES("\xFF\xFE" "\xE9\0;\0\xAC\x20\n\0"), NULL, "UTF-16LE [é][€]"},
    {BYTES("\xFE\xFF" "\0a\0,\0b\0\n"), NULL, "UTF-16BE [a][b]"},
    {BYTES("a\0,\0b\0\n\0"), NULL, "UTF-16LE [a][b]"},
    {BYTES("\0a\0,\0b\0\n"), NULL, "UTF-16BE [a][b]"},
    {BYTES("\xFF\xFE" "a\0,\0\x3D\xD8\x00\xDE\n\0"), NULL, "UTF-16LE [a][😀]"},
    {BYTES("\xFF\xFE" "a\0,\0\x3D\xD8\n\0"), NULL, "UTF-16LE ![a]![\xEF\xBF\xBD]"},
    {BYTES("\xFF\xFE" "a\0,\0b"), NULL, "UTF-16LE ![a]![\xEF\xBF\xBD]"},
    {BYTES("\xFF\xFE\0\0" "a\0\0\0"), NULL, "UTF-32LE [a]"},
    {BYTES("caf\xE9\n"), "latin1", "latin1 [café]"},
    {BYTES("10 \xA4\n"), "iso-8859-15", "iso-8859-15 [10 €]"},
    {BYTES("caf\xE9\n"), "utf-8", "UTF-8 ![caf\xEF\xBF\xBD]"},
    {BYTES("\xEF\xBB\xBF" "a\n"), "utf8", "UTF-8 [a]"},
    {BYTES("\xEF\xBB\xBF" "a\n"), "UTF-8", "UTF-8 [a]"},
    {BYTES("\xFF\xFE" "a\0"), "utf-16", "UTF-16LE [a]"},
    {BYTES("\xFE\xFF\0a"), "utf16", "UTF-16BE [a]"},
    {BYTES("a\0"), "utf-16le", "utf-16le [a]"},
    {BYTES("x\x81y\nok\n"), "cp1252", "cp1252 ![x\xEF\xBF\xBDy][ok]"},
    {BYTES("\x93\xFA\x96\x7B\n"), "shift_jis", "shift_jis [日本]"},
    {BYTES("a\n"), "klingon", "usage"},
    {BYTES("a\n"), "", "usage"},
    {BYTES("a\n"), "latin1//TRANSLIT", "usage"},
    {BYTES("a\n"), "../../lib", "usage"},
    {BYTES("a\n"), "a-name-that-is-much-longer-than-any-encoding-has", "usage"},
};

START_TEST(encoding_case) {
  ck_assert_str_eq(read_as(cases[_i].bytes, cases[_i].n, cases[_i].given), cases[_i].expected);
}
END_TEST

START_TEST(letters_far_down_the_file_count) {
  size_t n = 3 << 20;
  char *bytes = malloc(n + 8);
  ck_assert_ptr_nonnull(bytes);
  for (size_t i = 0; i < n; i++) bytes[i] = i % 16 == 15 ? '\n' : 'x';
  memcpy(bytes + n, "caf\xE9\n", 5);
  ck_assert_ptr_nonnull(strstr(read_as(bytes, n + 5, NULL), "CP1252 "));
  memcpy(bytes + n, "caf\xC3\xA9\n", 6);
  ck_assert_ptr_nonnull(strstr(read_as(bytes, n + 6, NULL), "UTF-8 "));
  free(bytes);
}
END_TEST

START_TEST(a_character_cut_between_reads_is_whole) {
  /* The reader takes its input in blocks of 64 KiB; the three bytes of each € fall on every side of their ends. */
  for (int shift = 0; shift < 3; shift++) {
    FILE *f = fopen(path, "wb");
    ck_assert_ptr_nonnull(f);
    for (int i = 0; i < shift; i++) fputc('x', f);
    for (int i = 0; i < 100000; i++) fputs(i % 100 == 99 ? "€\n" : "€", f);
    fclose(f);
    Csv *csv;
    const CsvRow *row;
    CsvOptions options = {.encoding = "utf8"};
    uint32_t rows = 0;
    ck_assert_int_eq(csv_open(&alloc_system, path, &options, &diags, &csv), STATUS_OK);
    while (csv_next(csv, &row, &diags) == STATUS_OK && row) {
      ck_assert_int_eq(row->defect, CSV_GOOD);
      rows++;
    }
    ck_assert_uint_eq(rows, 1000);
    csv_close(csv);
  }
}
END_TEST

START_TEST(other_alphabets_are_asked_of_uchardet) {
  static const char word[] = "\xCC\xEE\xF1\xEA\xE2\xE0 \xEA\xEE\xEC\xEF\xE0\xED\xE8\xFF \xE3\xEE\xF0\xEE\xE4\n"; /* CP1251 */
  char bytes[sizeof word * 40];
  size_t n = 0;
  for (int i = 0; i < 40; i++, n += sizeof word - 1) memcpy(bytes + n, word, sizeof word - 1);
  ck_assert_ptr_nonnull(strstr(read_as(bytes, n, NULL), "WINDOWS-1251 [Москва компания город]"));
}
END_TEST

START_TEST(many_latin_letters_are_cp1252) {
  static const char line[] = "Soci\xE9t\xE9 g\xE9n\xE9rale,10 \x80,h\xF4tel\n";
  char bytes[sizeof line * 40];
  size_t n = 0;
  for (int i = 0; i < 40; i++, n += sizeof line - 1) memcpy(bytes + n, line, sizeof line - 1);
  ck_assert_ptr_nonnull(strstr(read_as(bytes, n, NULL), "[Société générale][10 €][hôtel]"));
}
END_TEST

Suite *suite_csv_encoding(void) {
  Suite *suite = suite_create("csv_encoding");
  TCase *tcase = tcase_create("csv_encoding");
  tcase_add_checked_fixture(tcase, setup, teardown);
  tcase_add_loop_test(tcase, encoding_case, 0, sizeof cases / sizeof *cases);
  tcase_add_test(tcase, letters_far_down_the_file_count);
  tcase_add_test(tcase, a_character_cut_between_reads_is_whole);
  tcase_add_test(tcase, other_alphabets_are_asked_of_uchardet);
  tcase_add_test(tcase, many_latin_letters_are_cp1252);
  suite_add_tcase(suite, tcase);
  return suite;
}

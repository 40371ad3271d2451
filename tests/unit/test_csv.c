/* SPDX-License-Identifier: MIT
 * The CSV reader: rows, quotes, line ends, defects, delimiters, limits. Rows are compared as one text:
 * `line:cell|cell!defect;` with quoted cells between quotes. */
#include "runtime/csv/csv.h"

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/cible-csv-XXXXXX";
static char path[64];
static Arena arena;
static DiagList diags;
static Buf shown;

static void setup(void) {
  strcpy(folder, "/tmp/cible-csv-XXXXXX");
  ck_assert_ptr_nonnull(mkdtemp(folder));
  snprintf(path, sizeof path, "%s/in.csv", folder);
  arena_init(&arena, &alloc_system);
  diag_init(&diags, &arena);
  buf_init(&shown, &alloc_system);
}

static void teardown(void) {
  unlink(path);
  rmdir(folder);
  arena_free(&arena);
  buf_free(&shown);
}

static void put(const char *bytes, size_t n) {
  FILE *f = fopen(path, "wb");
  ck_assert_ptr_nonnull(f);
  ck_assert_uint_eq(fwrite(bytes, 1, n, f), n);
  fclose(f);
}

static void show_row(const CsvRow *row) {
  static const char defects[] = " OWTLM";
  buf_print(&shown, "%llu:", (unsigned long long)row->line);
  for (uint32_t i = 0; i < row->count; i++) {
    if (i) buf_char(&shown, '|');
    if (row->quoted[i]) buf_char(&shown, '"');
    buf_str(&shown, row->cells[i]);
    if (row->quoted[i]) buf_char(&shown, '"');
  }
  if (row->defect) buf_print(&shown, "!%c", defects[row->defect]);
  buf_char(&shown, ';');
}

static const char *show_rest(Csv *csv) {
  const CsvRow *row;
  shown.n = 0;
  for (;;) {
    ck_assert_int_eq(csv_next(csv, &row, &diags), STATUS_OK);
    if (!row) return buf_z(&shown);
    show_row(row);
  }
}

static const char *read_bytes(const char *bytes, size_t n, char delimiter) {
  CsvOptions options = {.delimiter = delimiter};
  Csv *csv;
  put(bytes, n);
  ck_assert_int_eq(csv_open(&alloc_system, path, &options, &diags, &csv), STATUS_OK);
  const char *result = show_rest(csv);
  csv_close(csv);
  return result;
}

#define ROWS(text, expected) ck_assert_str_eq(read_bytes(text, sizeof(text) - 1, ','), expected)

static const struct {
  const char *text, *rows;
} cases[] = {
    {"", ""},
    {"\xEF\xBB\xBF", ""},
    {"a", "1:a;"},
    {"a\n", "1:a;"},
    {"a,b\n1,2\n", "1:a|b;2:1|2;"},
    {"a,b\n1,2", "1:a|b;2:1|2;"},
    {"\xEF\xBB\xBF" "a,b\n", "1:a|b;"},
    {"a,b\r\n1,2\r\n", "1:a|b;2:1|2;"},
    {"a,b\r1,2\r", "1:a|b;2:1|2;"},
    {"a\rb\nc\r\nd", "1:a;2:b;3:c;4:d;"},
    {"a\n\nb\n\r\n\rc", "1:a;3:b;6:c;"},
    {"\n\n", ""},
    {"a,", "1:a|;"},
    {",", "1:|;"},
    {",\n,,\n", "1:|;2:||;"},
    {" a , b ", "1: a | b ;"},
    {"\"a\"", "1:\"a\";"},
    {"\"\"", "1:\"\";"},
    {"\"\"\n", "1:\"\";"},
    {"\"\",\"\"", "1:\"\"|\"\";"},
    {"\"a,b\",c", "1:\"a,b\"|c;"},
    {"\"a\"\"b\"", "1:\"a\"b\";"},
    {"\"\"\"\"", "1:\"\"\";"},
    {"\"\"\"a\"\"\",\"b\"", "1:\"\"a\"\"|\"b\";"},
    {"\"a\"\"\"\"b\",\"\"\"c\"", "1:\"a\"\"b\"|\"\"c\";"},
    {"\"a\nb\",c\nd", "1:\"a\nb\"|c;3:d;"},
    {"\"a\r\nb\rc\",d\r\ne", "1:\"a\r\nb\rc\"|d;4:e;"},
    {"\"a\"\r\n\"b\"\r\n", "1:\"a\";2:\"b\";"},
    {"\"a\"\r\"b\"\r", "1:\"a\";2:\"b\";"},
    {"5\" pipe,x\n", "1:5\" pipe|x;"},
    {"a\"b\"c\n", "1:a\"b\"c;"},
    {"x,\"a\"b,c\nd,e\n", "1:x|\"a\"!W;2:d|e;"},
    {"\"a\" ,b\nc\n", "1:\"a\"!W;2:c;"},
    {"a,\"b\nc,d\ne,f\n", "1:a!O;2:c|d;3:e|f;"},
    {"a,\"b\nc,\"d\"\ne,f\n", "1:a|\"b\nc,\"!O;2:c|\"d\";3:e|f;"},
    {"\"", "1:!O;"},
    {"a,\"", "1:a!O;"},
    {"\"\"\"", "1:!O;"},
    {"a,\"b\r\nc\r\n", "1:a!O;2:c;"},
    {"\x1A", "1:\x1A;"},
};

START_TEST(row_case) { ck_assert_str_eq(read_bytes(cases[_i].text, strlen(cases[_i].text), ','), cases[_i].rows); }
END_TEST

START_TEST(nul_is_no_text) {
  ROWS("a,b\nx\0y,2\n3,4\n", "1:a|b;2:x\xEF\xBF\xBDy|2!T;3:3|4;");
  ROWS("a,b\n12345678\0,2\n", "1:a|b;2:12345678\xEF\xBF\xBD|2!T;");
}
END_TEST

START_TEST(broken_utf8_is_rejected_by_row) {
  ROWS("é,é,é\na\xFF,b\nc,d\n", "1:é|é|é;2:a\xEF\xBF\xBD|b!T;3:c|d;");
  ROWS("éé,éé,éé\n\xE9t\xC3,\xF0\x9F\n", "1:éé|éé|éé;2:\xEF\xBF\xBDt\xEF\xBF\xBD|\xEF\xBF\xBD\xEF\xBF\xBD!T;");
}
END_TEST

START_TEST(surrogates_and_overlong_forms_are_no_text) {
  CsvOptions options = {.delimiter = ',', .encoding = "utf-8"};
  static const char text[] = "\xED\xA0\x80\n\xC0\x80\n\xF4\x90\x80\x80\nok\n";
  Csv *csv;
  put(text, sizeof text - 1);
  ck_assert_int_eq(csv_open(&alloc_system, path, &options, &diags, &csv), STATUS_OK);
  const char *rows = show_rest(csv);
  ck_assert_ptr_nonnull(strstr(rows, "4:ok;"));
  int defects = 0;
  for (const char *p = rows; (p = strstr(p, "!T")); p++) defects++;
  ck_assert_int_eq(defects, 3);
  csv_close(csv);
}
END_TEST

static char delimiter_of(const char *text) {
  Csv *csv;
  put(text, strlen(text));
  ck_assert_int_eq(csv_open(&alloc_system, path, NULL, &diags, &csv), STATUS_OK);
  char found = csv_delimiter(csv);
  csv_close(csv);
  return found;
}

START_TEST(delimiters_are_found) {
  ck_assert_int_eq(delimiter_of("a,b\n1,2\n"), ',');
  ck_assert_int_eq(delimiter_of("a;b\n1;2\n"), ';');
  ck_assert_int_eq(delimiter_of("a\tb\n1\t2\n"), '\t');
  ck_assert_int_eq(delimiter_of("a|b\n1|2\n"), '|');
  ck_assert_int_eq(delimiter_of("a;b\n1,5;2,5\n3,5;4,5\n"), ';');
  ck_assert_int_eq(delimiter_of("\"a;x\",b\n\"c;d;e\",f\n"), ',');
  ck_assert_int_eq(delimiter_of("name,city, etc;zone;x\nDupont, fils;1;2\nMartin;3;4\n"), ';');
  ck_assert_int_eq(delimiter_of("alone\n1\n2\n"), ',');
  ck_assert_int_eq(delimiter_of("alone\n1,5\n2,5\n"), ',');
  ck_assert_int_eq(delimiter_of(""), ',');
}
END_TEST

START_TEST(columns_aligned_by_blanks) {
  ck_assert_int_eq(delimiter_of("id  day n\n 01  97  1\n 02  98 12  \n"), ' ');
  ck_assert_int_eq(delimiter_of("full name\nJean Dupont\nLuc Martin\n"), ',');
  ck_assert_int_eq(delimiter_of("text\nsome  words here\nothers  are there now\n"), ',');
  ck_assert_str_eq(read_bytes(" 01  97\t1\r\n02 \"a b\"  c \n", 23, ' '), "1:01|97|1;2:02|\"a b\"|c;");
}
END_TEST

START_TEST(delimiter_given_wins) { ck_assert_str_eq(read_bytes("a;b\n1;2\n", 8, ','), "1:a;b;2:1;2;"); }
END_TEST

START_TEST(the_longest_line_is_read_and_a_longer_one_is_not) {
  size_t most = CSV_LINE_MOST, n = 0;
  char *text = malloc(4 * most);
  ck_assert_ptr_nonnull(text);
  memset(text, 'x', most);
  n = most;
  text[n++] = '\n';
  memset(text + n, 'y', most + 1);
  n += most + 1;
  memcpy(text + n, "\r\nshort\r\n", 9);
  n += 9;
  put(text, n);
  free(text);
  Csv *csv;
  const CsvRow *row;
  CsvOptions options = {.delimiter = ','};
  ck_assert_int_eq(csv_open(&alloc_system, path, &options, &diags, &csv), STATUS_OK);
  ck_assert_int_eq(csv_next(csv, &row, &diags), STATUS_OK);
  ck_assert_int_eq(row->defect, CSV_GOOD);
  ck_assert_uint_eq(row->cells[0].n, most);
  ck_assert_int_eq(csv_next(csv, &row, &diags), STATUS_OK);
  ck_assert_int_eq(row->defect, CSV_LINE_TOO_LONG);
  ck_assert_uint_eq(row->count, 0);
  ck_assert_str_eq(show_rest(csv), "3:short;");
  csv_close(csv);
}
END_TEST

START_TEST(a_line_over_many_windows_is_one_bad_row) {
  FILE *f = fopen(path, "wb");
  ck_assert_ptr_nonnull(f);
  fputs("a,b\n", f);
  for (int i = 0; i < 400000; i++) fputs("0123456789", f);
  fputs("\r\nc,d\n", f);
  fclose(f);
  Csv *csv;
  const CsvRow *row;
  ck_assert_int_eq(csv_open(&alloc_system, path, NULL, &diags, &csv), STATUS_OK);
  ck_assert_int_eq(csv_next(csv, &row, &diags), STATUS_OK);
  ck_assert_int_eq(csv_next(csv, &row, &diags), STATUS_OK);
  ck_assert_int_eq(row->defect, CSV_LINE_TOO_LONG);
  ck_assert_int_eq(row->raw.p[9], '9');
  ck_assert_str_eq(show_rest(csv), "3:c|d;");
  csv_close(csv);
}
END_TEST

START_TEST(an_open_quote_costs_one_line_of_a_large_file) {
  FILE *f = fopen(path, "wb");
  ck_assert_ptr_nonnull(f);
  fputs("a,b\n1,\"open\n", f);
  for (int i = 0; i < 300000; i++) fputs("1,2\n", f);
  fclose(f);
  Csv *csv;
  const CsvRow *row;
  uint32_t good = 0, bad = 0;
  ck_assert_int_eq(csv_open(&alloc_system, path, NULL, &diags, &csv), STATUS_OK);
  while (csv_next(csv, &row, &diags) == STATUS_OK && row) *(row->defect ? &bad : &good) += 1;
  ck_assert_uint_eq(bad, 1);
  ck_assert_uint_eq(good, 300001);
  csv_close(csv);
}
END_TEST

START_TEST(rows_across_windows_are_whole) {
  FILE *f = fopen(path, "wb");
  ck_assert_ptr_nonnull(f);
  for (int i = 0; i < 60000; i++) fprintf(f, "%d,\"cell \"\"%d\"\"\r\nof row\",%d\r\n", i, i, i * 2);
  fclose(f);
  Csv *csv;
  const CsvRow *row;
  char expected[64];
  CsvOptions options = {.delimiter = ','};
  ck_assert_int_eq(csv_open(&alloc_system, path, &options, &diags, &csv), STATUS_OK);
  for (int i = 0; i < 60000; i++) {
    ck_assert_int_eq(csv_next(csv, &row, &diags), STATUS_OK);
    ck_assert_uint_eq(row->count, 3);
    int n = snprintf(expected, sizeof expected, "cell \"%d\"\r\nof row", i);
    ck_assert(str_equal(row->cells[1], (Str){expected, (uint32_t)n}));
    ck_assert_uint_eq(row->line, (uint64_t)i * 2 + 1);
  }
  ck_assert_int_eq(csv_next(csv, &row, &diags), STATUS_OK);
  ck_assert_ptr_null(row);
  ck_assert_uint_eq(csv_bytes_read(csv), csv_bytes_total(csv));
  csv_close(csv);
}
END_TEST

START_TEST(columns_have_a_limit) {
  char text[2 * CSV_COLUMNS_MOST + 8];
  memset(text, ',', sizeof text);
  ck_assert_ptr_nonnull(strstr(read_bytes(text, CSV_COLUMNS_MOST, ','), "!M;"));
  text[CSV_COLUMNS_MOST - 1] = '\n';
  ck_assert_ptr_null(strstr(read_bytes(text, CSV_COLUMNS_MOST, ','), "!"));
}
END_TEST

START_TEST(raw_is_the_row_as_it_stands) {
  Csv *csv;
  const CsvRow *row;
  put("a,\"b \"\"x\"\"\"\r\n", 13);
  ck_assert_int_eq(csv_open(&alloc_system, path, NULL, &diags, &csv), STATUS_OK);
  ck_assert_int_eq(csv_next(csv, &row, &diags), STATUS_OK);
  ck_assert(str_is(row->raw, "a,\"b \"\"x\"\"\""));
  csv_close(csv);
}
END_TEST

START_TEST(reading_twice_gives_the_same) {
  Csv *csv;
  put("\xEF\xBB\xBF" "a;b\n1;2\n", 11);
  ck_assert_int_eq(csv_open(&alloc_system, path, NULL, &diags, &csv), STATUS_OK);
  ck_assert_str_eq(show_rest(csv), "1:a|b;2:1|2;");
  ck_assert_int_eq(csv_rewind(csv, &diags), STATUS_OK);
  ck_assert_str_eq(show_rest(csv), "1:a|b;2:1|2;");
  csv_close(csv);
}
END_TEST

START_TEST(a_fifo_is_read_twice_too) {
  ck_assert_int_eq(mkfifo(path, 0600), 0);
  pid_t child = fork();
  if (child == 0) {
    int fd = open(path, O_WRONLY);
    _exit(fd < 0 || write(fd, "a,b\n1,2\n", 8) != 8);
  }
  Csv *csv;
  ck_assert_int_eq(csv_open(&alloc_system, path, NULL, &diags, &csv), STATUS_OK);
  ck_assert_str_eq(show_rest(csv), "1:a|b;2:1|2;");
  ck_assert_int_eq(csv_rewind(csv, &diags), STATUS_OK);
  ck_assert_str_eq(show_rest(csv), "1:a|b;2:1|2;");
  ck_assert(!csv_changed(csv));
  csv_close(csv);
}
END_TEST

START_TEST(a_file_that_grows_is_noticed) {
  Csv *csv;
  put("a,b\n", 4);
  ck_assert_int_eq(csv_open(&alloc_system, path, NULL, &diags, &csv), STATUS_OK);
  ck_assert(!csv_changed(csv));
  put("a,b\nc,d\n", 8);
  ck_assert(csv_changed(csv));
  csv_close(csv);
}
END_TEST

static void refused(const char *name, const char *why) {
  Csv *csv;
  diag_init(&diags, &arena);
  ck_assert_int_eq(csv_open(&alloc_system, name, NULL, &diags, &csv), STATUS_IO);
  ck_assert_ptr_null(csv);
  ck_assert_uint_eq(diags.errors, 1);
  ck_assert_ptr_nonnull(strstr(diags.items[0]->text.p, why));
}

START_TEST(what_is_no_file_is_refused) {
  refused(folder, "folder");
  refused(path, "No such file");
  refused("/dev/zero", "not a file");
  ck_assert_int_eq(symlink("in.csv", path), 0);
  refused(path, "symbolic");
}
END_TEST

START_TEST(a_symbolic_link_is_followed) {
  char link[80];
  Csv *csv;
  put("a,b\n", 4);
  snprintf(link, sizeof link, "%s/link", folder);
  ck_assert_int_eq(symlink(path, link), 0);
  ck_assert_int_eq(csv_open(&alloc_system, link, NULL, &diags, &csv), STATUS_OK);
  ck_assert_str_eq(show_rest(csv), "1:a|b;");
  csv_close(csv);
  unlink(link);
}
END_TEST

typedef struct Failing {
  int left;
} Failing;

static void *failing_alloc(void *user, void *ptr, size_t old_size, size_t new_size) {
  Failing *failing = user;
  if (new_size && failing->left-- <= 0) return NULL;
  return alloc_system.fn(NULL, ptr, old_size, new_size);
}

START_TEST(memory_that_is_out_is_an_error) {
  put("a,b\nx\xFF,\xC3\xA9\xC3\xA9\n", 13);
  for (int i = 0; i < 8; i++) {
    Failing failing = {i};
    Alloc alloc = {failing_alloc, &failing};
    Csv *csv;
    const CsvRow *row;
    Status status = csv_open(&alloc, path, NULL, &diags, &csv);
    while (!status) {
      status = csv_next(csv, &row, &diags);
      if (!status && !row) break;
    }
    csv_close(csv);
    ck_assert_int_eq(status, i < 4 ? STATUS_NO_MEMORY : STATUS_OK);
  }
}
END_TEST

Suite *suite_csv(void) {
  Suite *suite = suite_create("csv");
  TCase *tcase = tcase_create("csv");
  tcase_add_checked_fixture(tcase, setup, teardown);
  tcase_add_loop_test(tcase, row_case, 0, sizeof cases / sizeof *cases);
  tcase_add_test(tcase, nul_is_no_text);
  tcase_add_test(tcase, broken_utf8_is_rejected_by_row);
  tcase_add_test(tcase, surrogates_and_overlong_forms_are_no_text);
  tcase_add_test(tcase, delimiters_are_found);
  tcase_add_test(tcase, columns_aligned_by_blanks);
  tcase_add_test(tcase, delimiter_given_wins);
  tcase_add_test(tcase, the_longest_line_is_read_and_a_longer_one_is_not);
  tcase_add_test(tcase, a_line_over_many_windows_is_one_bad_row);
  tcase_add_test(tcase, an_open_quote_costs_one_line_of_a_large_file);
  tcase_add_test(tcase, rows_across_windows_are_whole);
  tcase_add_test(tcase, columns_have_a_limit);
  tcase_add_test(tcase, raw_is_the_row_as_it_stands);
  tcase_add_test(tcase, reading_twice_gives_the_same);
  tcase_add_test(tcase, a_fifo_is_read_twice_too);
  tcase_add_test(tcase, a_file_that_grows_is_noticed);
  tcase_add_test(tcase, what_is_no_file_is_refused);
  tcase_add_test(tcase, a_symbolic_link_is_followed);
  tcase_add_test(tcase, memory_that_is_out_is_an_error);
  suite_add_tcase(suite, tcase);
  return suite;
}

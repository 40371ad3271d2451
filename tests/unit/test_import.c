/* SPDX-License-Identifier: MIT
 * Imports: a file in, a table out, both as text; rejects, keys, updates, and what must leave nothing behind. */
#include "tests/unit/import_kit.h"

#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- kinds of columns ---- */

static const struct {
  const char *cells; /* of one column, `|` between the rows */
  const char *type;  /* as declared */
  const char *stored;
  ImportWhy why;
} columns[] = {
    {"1|2|-3", "INTEGER", "1;2;-3;", IMPORT_FOUND},
    {"1||3", "INTEGER", "1;NULL;3;", IMPORT_FOUND},
    {"0|1", "INTEGER", "0;1;", IMPORT_FOUND},
    {"1|2.5", "REAL", "1.0;2.5;", IMPORT_FOUND},
    {"1 234|5", "INTEGER", "1234;5;", IMPORT_FOUND},
    {"1 234,56|12", "REAL", "1234.56;12.0;", IMPORT_FOUND},
    {"1,5|2.5", "TEXT", "'1,5';'2.5';", IMPORT_BROKEN},
    {"1,234|2,345", "TEXT", "'1,234';'2,345';", IMPORT_AMBIGUOUS},
    {"1,234|2,5", "REAL", "1.234;2.5;", IMPORT_FOUND},
    {"12 €|1 234,50 €", "DECIMAL", "12;1234.5;", IMPORT_FOUND},
    {"12 €|13", "DECIMAL", "12;13;", IMPORT_FOUND},
    {"01000|75001", "TEXT", "'01000';'75001';", IMPORT_FOUND},
    {"75001|01000", "TEXT", "'75001';'01000';", IMPORT_BROKEN},
    {"+33123|+33456", "TEXT", "'+33123';'+33456';", IMPORT_FOUND},
    {"1|1e999", "TEXT", "'1';'1e999';", IMPORT_BROKEN},
    {"1|99999999999999999999", "TEXT", "'1';'99999999999999999999';", IMPORT_BROKEN},
    {"yes|no|YES", "BOOLEAN", "1;0;1;", IMPORT_FOUND},
    {"oui|non|", "BOOLEAN", "1;0;NULL;", IMPORT_FOUND},
    {"oui|no", "TEXT", "'oui';'no';", IMPORT_BROKEN},
    {"true|false|1", "TEXT", "'true';'false';'1';", IMPORT_BROKEN},
    {"2027-01-02|2027-12-31", "DATE", "'2027-01-02';'2027-12-31';", IMPORT_FOUND},
    {"2027-01-02|2027-12-31 10:00", "DATETIME", "'2027-01-02T00:00:00';'2027-12-31T10:00:00';", IMPORT_FOUND},
    {"03/04/2027|31/12/2027", "DATE", "'2027-04-03';'2027-12-31';", IMPORT_FOUND},
    {"03/04/2027|01/02/2027", "TEXT", "'03/04/2027';'01/02/2027';", IMPORT_AMBIGUOUS},
    {"03/04/2027|12/31/2027", "TEXT", "'03/04/2027';'12/31/2027';", IMPORT_BROKEN},
    {"28/02/2025|29/02/2025", "TEXT", "'28/02/2025';'29/02/2025';", IMPORT_BROKEN},
    {"31/12/27|30/12/27", "TEXT", "'31/12/27';'30/12/27';", IMPORT_FOUND},
    {"31/12/2027 08:00|01/01/2027", "DATETIME", "'2027-12-31T08:00:00';'2027-01-01T00:00:00';", IMPORT_FOUND},
    {"12|n/a", "TEXT", "'12';'n/a';", IMPORT_BROKEN},
    {" a |b", "TEXT", "' a ';'b';", IMPORT_FOUND},
    {"  |", "TEXT", "NULL;", IMPORT_EMPTY},
    {"a\xE2\x80\x8B|\xE2\x80\xAE" "b", "TEXT", "'a\xE2\x80\x8B';'\xE2\x80\xAE" "b';", IMPORT_FOUND},
};

START_TEST(column_case) {
  char text[512] = "n;c\n";
  size_t at = strlen(text);
  int row = 1;
  at += (size_t)sprintf(text + at, "%d;", row);
  for (const char *p = columns[_i].cells; *p; p++) {
    if (*p == '|') at += (size_t)sprintf(text + at, "\n%d;", ++row);
    else text[at++] = *p;
  }
  text[at] = 0;
  job.csv.delimiter = ';';
  TAKES(text);
  char type[32];
  snprintf(type, sizeof type, "'%s';", columns[_i].type);
  ck_assert_str_eq(query("SELECT type FROM pragma_table_info('t') WHERE name = 'c'"), type);
  const char *stored = query("SELECT c FROM t ORDER BY id");
  if (columns[_i].why == IMPORT_EMPTY) ck_assert_ptr_nonnull(strstr(stored, columns[_i].stored));
  else ck_assert_str_eq(stored, columns[_i].stored);
  ck_assert_int_eq(report.columns[1].why, columns[_i].why);
}
END_TEST

START_TEST(the_cell_that_broke_a_guess_is_told) {
  TAKES("c\n1\n2\nn/a\nx\n");
  ck_assert_int_eq(report.columns[0].why, IMPORT_BROKEN);
  ck_assert_int_eq(report.columns[0].guess, KIND_INTEGER);
  ck_assert_uint_eq(report.columns[0].line, 4);
  ck_assert(str_is(report.columns[0].cell, "n/a"));
}
END_TEST

START_TEST(columns_named_as_codes_keep_their_digits) {
  TAKES("siren,phone,amount\n552100554,123456789,12\n");
  ck_assert_str_eq(query("SELECT siren, phone, amount FROM t"), "'552100554','123456789',12;");
  ck_assert_int_eq(report.columns[0].why, IMPORT_IDENTIFIER);
}
END_TEST

START_TEST(a_kind_can_be_given) {
  ImportType types[] = {{"d", KIND_DATE}, {"n", KIND_NUMBER}, {"b", KIND_BOOLEAN}, {"m", KIND_MONEY}, {"s", KIND_TEXT}};
  job.types = types;
  job.type_count = 5;
  TAKES("d;n;b;m;s\n03/04/2027;1,234;1;12;7\n2027-01-01;5;oui;1,50 €;8\n04/05/2027;x;0;1;9\n");
  ck_assert_str_eq(query("SELECT d, n, b, m, s FROM t"), "'2027-04-03',1.234,1,12,'7';'2027-01-01',5.0,1,1.5,'8';");
  ck_assert_uint_eq(report.rejected, 1);
  ck_assert_str_eq(rejects(), "line,reason,row\r\n4,`n` holds no number: `x`,04/05/2027;x;0;1;9\r\n");
  types[0].column = "dd";
  unlink(db_path);
  refuses(NULL, STATUS_USAGE, "E413");
}
END_TEST

/* ---- names ---- */

START_TEST(names_are_made_where_they_are_missing_or_doubled) {
  TAKES("a,,A,a,\n1,2,3,4,\n5,6,7,8,\n"); /* the last column has neither name nor cells */
  ck_assert_str_eq(query("SELECT name FROM pragma_table_info('t')"), "'id';'a';'column_2';'A_2';'a_3';");
  ck_assert(!report.columns[0].made);
  ck_assert(report.columns[1].made);
  ck_assert(report.columns[2].made);
  ck_assert(report.columns[4].left_out);
}
END_TEST

START_TEST(names_reach_sql_quoted) {
  job.table = "t\"); DROP TABLE x; --";
  TAKES("\"a\"\"b\",\"c]; --\",select,order no.\n1,2,3,4\n");
  ck_assert_str_eq(query("SELECT name FROM pragma_table_info('t\"); DROP TABLE x; --')"), "'id';'a\"b';'c]; --';'select';'order no.';");
  ck_assert_str_eq(query("SELECT \"a\"\"b\", \"order no.\" FROM \"t\"\"); DROP TABLE x; --\""), "1,4;");
}
END_TEST

START_TEST(columns_are_renamed) {
  ImportRename renames[] = {{"Raison sociale", "name"}, {"b", "c"}};
  job.renames = renames;
  job.rename_count = 2;
  TAKES("Raison sociale,b\nx,1\n");
  ck_assert_str_eq(query("SELECT name, c FROM t"), "'x',1;");
  unlink(db_path);
  renames[1].to = "NAME";
  refuses(NULL, STATUS_USAGE, "E414");
  renames[1] = (ImportRename){"bb", "c"};
  refuses(NULL, STATUS_USAGE, "E413");
  ck_assert_ptr_nonnull(strstr(diags.items[0]->help.p, "`b`"));
  renames[1] = (ImportRename){"b", "c\nd"};
  refuses(NULL, STATUS_NO, "E412");
}
END_TEST

START_TEST(control_characters_in_names_are_refused) {
  refuses("a,\"b\tc\"\n1,2\n", STATUS_NO, "E412");
  refuses("a,\"b\nc\"\n1,2\n", STATUS_NO, "E412");
  refuses("a,b\xC2\x85\n1,2\n", STATUS_NO, "E412");
  refuses("a,b\x1B[31m\n1,2\n", STATUS_NO, "E412");
  ck_assert_ptr_null(strchr(diags.items[0]->text.p, '\x1B'));
  ck_assert_int_eq(files_there(), 1);
}
END_TEST

START_TEST(headers_that_cannot_be) {
  refuses("", STATUS_NO, "E410");
  refuses("\xEF\xBB\xBF", STATUS_NO, "E410");
  refuses("\n\n", STATUS_NO, "E410");
  refuses("a,\"b\n1,2\n", STATUS_NO, "E411");
  ck_assert_int_eq(files_there(), 1);
}
END_TEST

START_TEST(a_header_that_looks_like_data_is_told) {
  TAKES("12,Dupont\n13,Martin\n");
  ck_assert(report.header_like_data);
  unlink(db_path);
  TAKES("no,name\n13,Martin\n");
  ck_assert(!report.header_like_data);
}
END_TEST

START_TEST(a_header_alone_makes_an_empty_table) {
  TAKES("a,b\n");
  ck_assert_str_eq(query("SELECT count(*) FROM t"), "0;");
  ck_assert_uint_eq(report.rows, 0);
}
END_TEST

/* ---- keys ---- */

START_TEST(a_key_is_made_where_none_is_given) {
  TAKES("code,v\nx,1\ny,1\n");
  ck_assert(report.key_made);
  ck_assert(str_is(report.key, "id"));
  ck_assert_uint_eq(report.candidate_count, 1);
  ck_assert(str_is(report.candidates[0], "code"));
  ck_assert_str_eq(query("SELECT id, code FROM t"), "1,'x';2,'y';");
}
END_TEST

START_TEST(the_made_key_gives_way_to_columns_of_its_name) {
  TAKES("ID,row_id\n7,8\n");
  ck_assert(str_is(report.key, "row_id_2"));
  ck_assert_uint_eq(report.candidate_count, 2);
}
END_TEST

START_TEST(a_key_given_is_known_and_unique) {
  job.key = "k";
  TAKES("k,v\n1,a\n2,b\n1,c\n,d\n");
  ck_assert_str_eq(query("SELECT k, v FROM t"), "1,'a';2,'b';");
  ck_assert_str_eq(query("SELECT name, pk FROM pragma_table_info('t')"), "'k',1;'v',0;");
  ck_assert_uint_eq(report.rejected, 2);
  ck_assert_str_eq(rejects(), "line,reason,row\r\n4,its key stands in a row before it,\"1,c\"\r\n5,its key is missing,\",d\"\r\n");
}
END_TEST

START_TEST(a_key_is_an_integer_or_a_text) {
  job.key = "k";
  TAKES("k\n1.5\n2.5\n");
  ck_assert_str_eq(query("SELECT k FROM t"), "'1.5';'2.5';");
  ck_assert_int_eq(report.columns[0].why, IMPORT_KEY);
}
END_TEST

START_TEST(keys_are_one_where_their_composed_forms_are) {
  job.key = "k";
  TAKES("k\ncaf\xC3\xA9\ncafe\xCC\x81\n");
  ck_assert_uint_eq(report.rejected, 1);
}
END_TEST

START_TEST(a_key_that_is_not_there) {
  job.key = "codd";
  refuses("code,v\n1,2\n", STATUS_USAGE, "E413");
  ck_assert_ptr_nonnull(strstr(diags.items[0]->help.p, "code"));
}
END_TEST

/* ---- rejects ---- */

static const struct {
  const char *rows, *stored, *reason;
} bad[] = {
    {"1,2\n3\n", "1,2;", "3,it has 1 cells where the header line has 2,3"},
    {"1,2\n3,4,5\n", "1,2;", "3,it has 3 cells where the header line has 2,\"3,4,5\""},
    {"1,2\n3,\"4\n5,6\n", "1,2;5,6;", "3,a quote is opened and never closed,\"3,\"\"4\""},
    {"1,2\n\"3\"x,4\n", "1,2;", "3,text stands behind a closing quote,\"\"\"3\"\"x,4\""},
};

START_TEST(reject_case) {
  char text[128], expected[256];
  snprintf(text, sizeof text, "a,b\n%s", bad[_i].rows);
  TAKES(text);
  ck_assert_str_eq(query("SELECT a, b FROM t"), bad[_i].stored);
  snprintf(expected, sizeof expected, "line,reason,row\r\n%s\r\n", bad[_i].reason);
  ck_assert_str_eq(rejects(), expected);
  ck_assert_uint_eq(report.rejected, 1);
}
END_TEST

START_TEST(rows_with_a_nul_are_rejected) {
  put_bytes(in_path, "a,b\n1,2\n3,\0\n", 12);
  TAKES(NULL);
  ck_assert_uint_eq(report.rejected, 1);
  ck_assert_ptr_nonnull(strstr(rejects(), "no text in UTF-8"));
}
END_TEST

START_TEST(a_file_of_bad_rows_alone_is_an_error) {
  refuses("a,b\n1\n2\n", STATUS_NO, "E424");
  ck_assert_int_eq(files_there(), 1);
}
END_TEST

START_TEST(no_rejects_no_file) {
  TAKES("a\n1\n");
  ck_assert_uint_eq(report.rejects.n, 0);
  ck_assert_int_eq(files_there(), 2);
}
END_TEST

/* ---- updates ---- */

START_TEST(the_same_import_twice_changes_nothing) {
  job.key = "k";
  job.update = true;
  TAKES("k,v,d,m\n1,a,31/12/2027,\"1,50 €\"\n2,b,,\"2 €\"\n");
  ck_assert_uint_eq(report.added, 2);
  TAKES(NULL);
  ck_assert_uint_eq(report.added, 0);
  ck_assert_uint_eq(report.changed, 0);
  ck_assert_uint_eq(report.same, 2);
  ck_assert_str_eq(query("SELECT * FROM t"), "1,'a','2027-12-31',1.5;2,'b',NULL,2;");
}
END_TEST

START_TEST(an_update_adds_and_changes) {
  job.key = "k";
  TAKES("k,v,w\n1,a,x\n2,b,y\n");
  job.update = true;
  TAKES("k,v\n2,B\n3,c\n3,d\n1,a\n");
  ck_assert_uint_eq(report.added, 1);
  ck_assert_uint_eq(report.changed, 1);
  ck_assert_uint_eq(report.same, 1);
  ck_assert_uint_eq(report.rejected, 1);
  ck_assert_str_eq(query("SELECT * FROM t"), "1,'a','x';2,'B','y';3,'c',NULL;");
}
END_TEST

START_TEST(an_update_takes_the_tables_key_and_kinds) {
  job.key = "k";
  TAKES("k,n\n1,10\n");
  job.key = NULL;
  job.update = true;
  TAKES("k,n\n1,11\n2,abc\n");
  ck_assert_uint_eq(report.rejected, 1);
  ck_assert_str_eq(query("SELECT * FROM t"), "1,11;");
}
END_TEST

START_TEST(updates_that_cannot_be) {
  job.update = true;
  refuses("k,v\n1,2\n", STATUS_USAGE, "E416");
  job.update = false;
  job.key = "k";
  TAKES("k,v\n1,2\n");
  refuses(NULL, STATUS_NO, "E415");
  job.update = true;
  refuses("k,w\n1,2\n", STATUS_NO, "E417");
  job.key = "v";
  refuses("k,v\n1,2\n", STATUS_NO, "E416");
  ck_assert_str_eq(query("SELECT * FROM t"), "1,2;");
}
END_TEST

/* ---- doubles ---- */

START_TEST(probable_doubles_are_reported) {
  TAKES("nom;code_postal;email;tel\nCafé du Port;01000;A@x.fr;01 23 45 67 89\nCAFE DU PORT;01000;b@x.fr;+33 1 23 45 67 89\n"
        "Café du Port;75001;a@X.FR;\nautre;75001;;\n");
  ck_assert_uint_eq(report.doubles_count, 3);
  ck_assert_str_eq(report.doubles[0].by, "name and postcode");
  ck_assert_uint_eq(report.doubles[0].groups, 1);
  ck_assert_uint_eq(report.doubles[0].records, 2);
  ck_assert(str_is(report.doubles[0].examples[0].shown, "cafeduport 01000"));
  ck_assert(str_is(report.doubles[0].examples[0].first, "1"));
  ck_assert(str_is(report.doubles[0].examples[0].last, "2"));
  ck_assert_str_eq(report.doubles[1].by, "e-mail");
  ck_assert(str_is(report.doubles[1].examples[0].shown, "a@x.fr"));
  ck_assert_str_eq(report.doubles[2].by, "phone");
  ck_assert(str_is(report.doubles[2].examples[0].shown, "0123456789"));
}
END_TEST

START_TEST(files_without_people_have_no_doubles) {
  TAKES("a,b\n1,2\n1,2\n");
  ck_assert_uint_eq(report.doubles_count, 0);
}
END_TEST

/* ---- all or nothing ---- */

START_TEST(databases_that_cannot_be) {
  job.database = folder;
  refuses("a\n1\n", STATUS_IO, "E361");
  char path[80];
  snprintf(path, sizeof path, "%s/no/p.db", folder);
  job.database = path;
  refuses(NULL, STATUS_IO, "E364");
  job.database = in_path;
  refuses(NULL, STATUS_IO, "E303");
  job.database = "/dev/null";
  refuses(NULL, STATUS_IO, "E419");
  job.database = "";
  refuses(NULL, STATUS_IO, "E364");
  ck_assert_int_eq(files_there(), 1);
}
END_TEST

START_TEST(tables_that_cannot_be) {
  job.table = "sqlite_master";
  refuses("a\n1\n", STATUS_USAGE, "E423");
  job.table = "";
  refuses(NULL, STATUS_USAGE, "E423");
  job.table = "a\nb";
  refuses(NULL, STATUS_USAGE, "E423");
}
END_TEST

START_TEST(a_second_table_joins_the_first) {
  TAKES("a\n1\n");
  job.table = "u";
  TAKES("b\n2\n");
  ck_assert(!report.new_database);
  ck_assert_str_eq(query("SELECT t.a, u.b FROM t, u"), "1,2;");
  ck_assert_str_eq(query("PRAGMA journal_mode"), "'delete';");
}
END_TEST

static int stop = 1;

START_TEST(a_stop_leaves_nothing) {
  job.cancel = &stop;
  refuses("a\n1\n", STATUS_STOPPED, "E422");
  ck_assert_int_eq(files_there(), 1);
}
END_TEST

static void grow_file(void *user, uint64_t bytes, uint64_t of) {
  (void)user, (void)bytes, (void)of;
  FILE *f = fopen(in_path, "ab");
  ck_assert_ptr_nonnull(f);
  fputs("5,6\n", f);
  fclose(f);
}

static void put_rows(int rows) {
  FILE *f = fopen(in_path, "wb");
  ck_assert_ptr_nonnull(f);
  fputs("a,b\n", f);
  for (int i = 0; i < rows; i++) fprintf(f, "%d,some text to fill the file %d\n", i, i);
  fclose(f);
}

START_TEST(a_file_that_grows_is_not_loaded) {
  put_rows(20000);
  job.progress = grow_file;
  refuses(NULL, STATUS_IO, "E418");
  ck_assert_int_eq(files_there(), 1);
}
END_TEST

START_TEST(a_full_disk_leaves_nothing) {
  put_rows(20000);
  pid_t child = fork();
  if (child == 0) {
    struct rlimit limit = {100000, 100000};
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &limit);
    _exit(import(NULL) == STATUS_IO && diags.errors == 1 ? 0 : 1);
  }
  int status;
  waitpid(child, &status, 0);
  ck_assert_int_eq(status, 0);
  ck_assert_int_eq(files_there(), 1);
}
END_TEST

START_TEST(a_full_disk_leaves_the_old_database) {
  TAKES("a\n1\n");
  put_rows(20000);
  pid_t child = fork();
  if (child == 0) {
    struct rlimit limit = {60000, 60000};
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &limit);
    job.table = "u";
    _exit(import(NULL) == STATUS_IO ? 0 : 1);
  }
  int status;
  waitpid(child, &status, 0);
  ck_assert_int_eq(status, 0);
  ck_assert_str_eq(query("SELECT name FROM sqlite_schema"), "'t';");
  ck_assert_str_eq(query("PRAGMA integrity_check"), "'ok';");
}
END_TEST

START_TEST(two_at_once_lose_nothing) {
  put_rows(20000);
  pid_t child = fork();
  if (child == 0) {
    job.table = "u";
    _exit(import(NULL));
  }
  Status status = import(NULL);
  int other;
  waitpid(child, &other, 0);
  other = WEXITSTATUS(other);
  ck_assert(status == STATUS_OK || other == STATUS_OK);
  ck_assert(status == STATUS_OK || diags.items[0]->code == DIAG_IMPORT_NEW_THERE);
  const char *expected = status == STATUS_OK && other == STATUS_OK ? "2;" : "1;";
  ck_assert_str_eq(query("SELECT count(*) FROM sqlite_schema WHERE type = 'table'"), expected);
  ck_assert_int_eq(files_there(), 2);
}
END_TEST

START_TEST(a_fifo_and_standard_input_are_taken) {
  char fifo[80];
  snprintf(fifo, sizeof fifo, "%s/fifo", folder);
  ck_assert_int_eq(mkfifo(fifo, 0600), 0);
  pid_t child = fork();
  if (child == 0) {
    int fd = open(fifo, O_WRONLY);
    _exit(fd < 0 || write(fd, "a,b\n1,2\n3\n", 10) != 10);
  }
  job.file = fifo;
  TAKES(NULL);
  ck_assert_str_eq(query("SELECT a, b FROM t"), "1,2;");
  unlink(fifo);
  job.file = "-";
  job.table = "u";
  put_bytes(in_path, "c\n9\n8,7\n", 8);
  int was = dup(0), fd = open(in_path, O_RDONLY);
  dup2(fd, 0);
  job.csv.delimiter = ',';
  TAKES(NULL);
  dup2(was, 0);
  close(was);
  close(fd);
  ck_assert_str_eq(query("SELECT c FROM u"), "9;");
  snprintf(fifo, sizeof fifo, "%s.rejects.csv", db_path);
  ck_assert(str_is(report.rejects, fifo));
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

START_TEST(memory_that_is_out_leaves_nothing) {
  put_bytes(in_path, "nom,cp,v\nx,1,2\nx,1,3\n4\n", 24);
  Status status = STATUS_NO_MEMORY;
  for (int i = 0; i < 100 && status != STATUS_OK; i++) {
    Failing failing = {i};
    Alloc alloc = {failing_alloc, &failing};
    job.alloc = &alloc;
    job.table = "t";
    job.csv.delimiter = ',';
    status = import(NULL);
    if (status) ck_assert_int_eq(status, STATUS_NO_MEMORY);
    ck_assert_int_eq(files_there(), status ? 1 : 3);
    import_report_free(&report);
  }
  ck_assert_int_eq(status, STATUS_OK);
}
END_TEST

/* ---- real files, where the shared data folder is present ---- */

static bool real_file(const char *name, char *path, size_t size) {
  const char *data = getenv("CIBLE_SHARED_DATA");
  snprintf(path, size, "%s/%s", data ? data : "../shared/data", name);
  if (access(path, R_OK) == 0) return true;
  printf("skipped: the shared data folder has no %s\n", name);
  return false;
}

START_TEST(the_bank_file_loads) {
  char packed[256], command[512];
  if (!real_file("bank/bank-full.csv.gz", packed, sizeof packed)) return;
  snprintf(command, sizeof command, "gunzip -c '%s' > '%s'", packed, in_path);
  ck_assert_int_eq(system(command), 0);
  TAKES(NULL);
  ck_assert_uint_eq(report.added, 45211);
  ck_assert_int_eq(report.delimiter, ';');
  ck_assert(report.key_made);
  ck_assert_uint_eq(report.candidate_count, 0);
  ck_assert_str_eq(query("SELECT sum(y), sum(balance), typeof(max(job)), count(DISTINCT job), max(id) FROM t"),
                   "5289,61589682,'text',12,45211;");
}
END_TEST

START_TEST(the_french_firms_load) {
  char path[256];
  if (!real_file("french-firms/french_companies_50plus.csv", path, sizeof path)) return;
  job.file = path;
  job.key = "siren";
  TAKES(NULL);
  ck_assert_uint_eq(report.rows, 7361);
  ck_assert_uint_eq(report.rejected, 0);
  ck_assert_str_eq(query("SELECT count(*), sum(typeof(siren) = 'text'), sum(length(siren) = 9) FROM t"), "7361,7361,7361;");
  ck_assert_str_eq(query("SELECT count(*) > 0 FROM t WHERE siren LIKE '00%'"), "1;");
}
END_TEST

START_TEST(the_invoices_load) {
  char path[256];
  if (!real_file("online-retail/online_retail_invoices.csv", path, sizeof path)) return;
  job.file = path;
  TAKES(NULL);
  ck_assert_uint_eq(report.rejected, 0);
  ck_assert_str_eq(query("SELECT type FROM pragma_table_info('t') WHERE name IN ('InvoiceDate', 'CustomerID', 'Amount')"),
                   "'DATETIME';'INTEGER';'REAL';");
}
END_TEST

START_TEST(the_postcodes_keep_their_zeros) {
  char path[256];
  if (!real_file("french-reference/postcodes.csv", path, sizeof path)) return;
  job.file = path;
  TAKES(NULL);
  ck_assert_str_eq(query("SELECT code_postal FROM t WHERE id = 1"), "'01000';");
}
END_TEST

START_TEST(the_cdnow_master_loads) {
  char path[256];
  if (!real_file("cdnow/CDNOW_master.txt", path, sizeof path)) return;
  job.file = path;
  TAKES(NULL);
  ck_assert_uint_eq(report.added, 69659);
  ck_assert_str_eq(query("SELECT count(DISTINCT customer_id), sum(number_of_cds), round(sum(dollar_value), 2) FROM t"),
                   "23570,167881,2500315.63;");
}
END_TEST

Suite *suite_import(void) {
  Suite *suite = suite_create("import");
  TCase *tcase = tcase_create("import");
  tcase_set_timeout(tcase, 60);
  tcase_add_checked_fixture(tcase, setup, teardown);
  tcase_add_loop_test(tcase, column_case, 0, sizeof columns / sizeof *columns);
  tcase_add_loop_test(tcase, reject_case, 0, sizeof bad / sizeof *bad);
  tcase_add_test(tcase, the_cell_that_broke_a_guess_is_told);
  tcase_add_test(tcase, columns_named_as_codes_keep_their_digits);
  tcase_add_test(tcase, a_kind_can_be_given);
  tcase_add_test(tcase, names_are_made_where_they_are_missing_or_doubled);
  tcase_add_test(tcase, names_reach_sql_quoted);
  tcase_add_test(tcase, columns_are_renamed);
  tcase_add_test(tcase, control_characters_in_names_are_refused);
  tcase_add_test(tcase, headers_that_cannot_be);
  tcase_add_test(tcase, a_header_that_looks_like_data_is_told);
  tcase_add_test(tcase, a_header_alone_makes_an_empty_table);
  tcase_add_test(tcase, a_key_is_made_where_none_is_given);
  tcase_add_test(tcase, the_made_key_gives_way_to_columns_of_its_name);
  tcase_add_test(tcase, a_key_given_is_known_and_unique);
  tcase_add_test(tcase, a_key_is_an_integer_or_a_text);
  tcase_add_test(tcase, keys_are_one_where_their_composed_forms_are);
  tcase_add_test(tcase, a_key_that_is_not_there);
  tcase_add_test(tcase, rows_with_a_nul_are_rejected);
  tcase_add_test(tcase, a_file_of_bad_rows_alone_is_an_error);
  tcase_add_test(tcase, no_rejects_no_file);
  tcase_add_test(tcase, the_same_import_twice_changes_nothing);
  tcase_add_test(tcase, an_update_adds_and_changes);
  tcase_add_test(tcase, an_update_takes_the_tables_key_and_kinds);
  tcase_add_test(tcase, updates_that_cannot_be);
  tcase_add_test(tcase, probable_doubles_are_reported);
  tcase_add_test(tcase, files_without_people_have_no_doubles);
  tcase_add_test(tcase, databases_that_cannot_be);
  tcase_add_test(tcase, tables_that_cannot_be);
  tcase_add_test(tcase, a_second_table_joins_the_first);
  tcase_add_test(tcase, a_stop_leaves_nothing);
  tcase_add_test(tcase, a_file_that_grows_is_not_loaded);
  tcase_add_test(tcase, a_full_disk_leaves_nothing);
  tcase_add_test(tcase, a_full_disk_leaves_the_old_database);
  tcase_add_test(tcase, two_at_once_lose_nothing);
  tcase_add_test(tcase, a_fifo_and_standard_input_are_taken);
  tcase_add_test(tcase, memory_that_is_out_leaves_nothing);
  tcase_add_test(tcase, the_bank_file_loads);
  tcase_add_test(tcase, the_french_firms_load);
  tcase_add_test(tcase, the_invoices_load);
  tcase_add_test(tcase, the_cdnow_master_loads);
  tcase_add_test(tcase, the_postcodes_keep_their_zeros);
  suite_add_tcase(suite, tcase);
  return suite;
}

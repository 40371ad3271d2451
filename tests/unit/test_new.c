/* SPDX-License-Identifier: MIT
 * Starter projects: whole or not at all, never over what is there, and made to measure for a database. */
#include "runtime/project/new.h"

#include <check.h>
#include <dirent.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <signal.h>
#include <unistd.h>

#include "runtime/import/import.h"

static char folder[40];
static char project[64], db_path[64];
static Arena arena;
static DiagList diags;
static NewJob job;
static const char *const *files;

static void setup(void) {
  strcpy(folder, "/tmp/cible-new-XXXXXX");
  ck_assert_ptr_nonnull(mkdtemp(folder));
  snprintf(project, sizeof project, "%s/project", folder);
  snprintf(db_path, sizeof db_path, "%s/p.db", folder);
  arena_init(&arena, &alloc_system);
  diag_init(&diags, &arena);
  job = (NewJob){.alloc = &alloc_system, .folder = project};
}

/* Removes a folder of files and folders of files. */
static void remove_all(const char *path, int depth) {
  DIR *dir = opendir(path);
  for (struct dirent *entry; dir && (entry = readdir(dir));) {
    char inner[400];
    if (entry->d_name[0] == '.' && (!entry->d_name[1] || entry->d_name[1] == '.')) continue;
    snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
    if (unlink(inner) && depth) remove_all(inner, depth - 1);
  }
  if (dir) closedir(dir);
  rmdir(path);
}

static void teardown(void) {
  remove_all(folder, 1);
  arena_free(&arena);
}

static int count_in(const char *path) {
  DIR *dir = opendir(path);
  int n = 0;
  if (!dir) return -1;
  for (struct dirent *entry; (entry = readdir(dir));) n += strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
  closedir(dir);
  return n;
}

static const char *text_of(const char *name) {
  static char text[8192];
  char path[100];
  snprintf(path, sizeof path, "%s/%s", project, name);
  FILE *f = fopen(path, "rb");
  ck_assert_ptr_nonnull(f);
  text[fread(text, 1, sizeof text - 1, f)] = 0;
  fclose(f);
  return text;
}

#define HAS(name, part) ck_assert_msg(strstr(text_of(name), part) != NULL, "%s has no %s:\n%s", name, part, text_of(name))

static void make(void) {
  diag_init(&diags, &arena);
  Status status = project_new(&job, &diags, &files);
  ck_assert_msg(status == STATUS_OK, "%d %s", status, diags.count ? diags.items[0]->text.p : "?");
}

static void refuses(Status status, const char *code) {
  diag_init(&diags, &arena);
  ck_assert_int_eq(project_new(&job, &diags, &files), status);
  ck_assert_uint_eq(diags.errors, 1);
  ck_assert_str_eq(diag_info(diags.items[0]->code)->code, code);
}

static void make_database(const char *sql) {
  sqlite3 *db;
  char *error = NULL;
  ck_assert_int_eq(sqlite3_open(db_path, &db), SQLITE_OK);
  ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, &error) == SQLITE_OK, "%s", error);
  sqlite3_close(db);
  job.database = db_path;
}

START_TEST(the_sample_is_whole) {
  make();
  ck_assert_int_eq(count_in(project), 4);
  ck_assert_int_eq(count_in(folder), 1);
  int n = 0;
  for (; files[n]; n++) ck_assert_int_gt((int)strlen(text_of(files[n])), 100);
  ck_assert_int_eq(n, 4);
}
END_TEST

START_TEST(the_sample_imports_without_a_reject) {
  make();
  char csv[100];
  snprintf(csv, sizeof csv, "%s/prospects.csv", project);
  ImportJob import = {.alloc = &alloc_system, .file = csv, .database = db_path, .table = "prospects", .key = "id"};
  ImportReport report;
  ck_assert_int_eq(import_run(&import, &diags, &report), STATUS_OK);
  ck_assert_uint_eq(report.added, 12);
  ck_assert_uint_eq(report.rejected, 0);
  static const Kind kinds[] = {KIND_INTEGER, KIND_TEXT, KIND_TEXT, KIND_TEXT, KIND_INTEGER, KIND_MONEY, KIND_DATE,
                               KIND_TEXT, KIND_TEXT, KIND_TEXT, KIND_BOOLEAN, KIND_BOOLEAN, KIND_INTEGER, KIND_INTEGER};
  for (uint32_t i = 0; i < report.column_count; i++) ck_assert_int_eq(report.columns[i].kind, kinds[i]);
  import_report_free(&report);
}
END_TEST

START_TEST(an_empty_folder_is_filled) {
  ck_assert_int_eq(mkdir(project, 0700), 0);
  make();
  ck_assert_int_eq(count_in(project), 4);
}
END_TEST

START_TEST(nothing_is_overwritten) {
  make();
  refuses(STATUS_IO, "E430");
  ck_assert_int_eq(count_in(project), 4);
  job.folder = folder;
  refuses(STATUS_IO, "E430");
  char file[100];
  snprintf(file, sizeof file, "%s/README.md", project);
  job.folder = file;
  refuses(STATUS_IO, "E430");
}
END_TEST

START_TEST(folders_that_cannot_be) {
  char path[100];
  snprintf(path, sizeof path, "%s/no/project", folder);
  job.folder = path;
  refuses(STATUS_IO, "E431");
  job.folder = "";
  refuses(STATUS_IO, "E431");
  ck_assert_int_eq(count_in(folder), 0);
}
END_TEST

START_TEST(a_slash_at_the_end_does_not_matter) {
  char path[100];
  snprintf(path, sizeof path, "%s//", project);
  job.folder = path;
  make();
  ck_assert_int_eq(count_in(project), 4);
  ck_assert_int_eq(count_in(folder), 1);
}
END_TEST

START_TEST(a_full_disk_leaves_nothing) {
  for (int there = 0; there < 2; there++) {
    if (there) ck_assert_int_eq(mkdir(project, 0700), 0);
    pid_t child = fork();
    if (child == 0) {
      struct rlimit limit = {1000, 1000};
      signal(SIGXFSZ, SIG_IGN);
      setrlimit(RLIMIT_FSIZE, &limit);
      _exit(project_new(&job, &diags, &files) == STATUS_IO ? 0 : 1);
    }
    int status;
    waitpid(child, &status, 0);
    ck_assert_int_eq(status, 0);
    ck_assert_int_eq(count_in(project), there ? 0 : -1);
    ck_assert_int_eq(count_in(folder), there);
  }
}
END_TEST

START_TEST(a_schema_is_read_from_a_database) {
  make_database("CREATE TABLE firms (id INTEGER PRIMARY KEY, status TEXT, staff INTEGER, email TEXT, tel TEXT, founded DATE);"
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20) INSERT INTO firms SELECT i,"
                " CASE WHEN i % 3 THEN 'lead' ELSE 'client' END, i * 10, 'a@b.example', '01', '2020-01-01' FROM n");
  make();
  ck_assert_int_eq(count_in(project), 3);
  HAS("schema.cible", "record firms from \"firms\" key id {");
  HAS("rules.cible", "require status = \"lead\"");
  HAS("rules.cible", "staff >= 110");
  HAS("rules.cible", "valid_email(email)");
  HAS("rules.cible", "valid_phone(tel)");
  HAS("rules.cible", "founded = 2027-03-01");
  HAS("README.md", db_path);
}
END_TEST

START_TEST(names_of_columns_are_not_taken) {
  make_database("CREATE TABLE wanted (id INTEGER PRIMARY KEY, interest INTEGER, temperature REAL, approach TEXT);"
                "INSERT INTO wanted VALUES (1, 1, 1.5, 'x'), (2, 5, 2.5, 'y')");
  make();
  HAS("rules.cible", "segment wanted_ ");
  HAS("rules.cible", "score interest_ ");
  HAS("rules.cible", "classify temperature_ by interest_ ");
  HAS("rules.cible", "choose approach_ ");
}
END_TEST

START_TEST(a_table_of_a_key_alone_will_do) {
  make_database("CREATE TABLE t (k TEXT PRIMARY KEY NOT NULL); INSERT INTO t VALUES ('a'), ('b')");
  make();
  HAS("rules.cible", "require length(k) > 0");
  HAS("rules.cible", "given { k = \"x\" }");
}
END_TEST

START_TEST(the_largest_keyed_table_is_taken) {
  make_database("CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (id INTEGER PRIMARY KEY); CREATE TABLE c (x);"
                "INSERT INTO a VALUES (1); INSERT INTO b VALUES (1), (2); INSERT INTO c VALUES (1), (1), (1)");
  make();
  HAS("schema.cible", "record b from");
}
END_TEST

START_TEST(databases_that_will_not_do) {
  make_database("CREATE TABLE t (x); INSERT INTO t VALUES (1), (1)");
  refuses(STATUS_NO, "E432");
  job.database = "/tmp/no/such.db";
  refuses(STATUS_IO, "E301");
  ck_assert_int_eq(count_in(project), -1);
}
END_TEST

Suite *suite_new(void) {
  Suite *suite = suite_create("new");
  TCase *tcase = tcase_create("new");
  tcase_add_checked_fixture(tcase, setup, teardown);
  tcase_add_test(tcase, the_sample_is_whole);
  tcase_add_test(tcase, the_sample_imports_without_a_reject);
  tcase_add_test(tcase, an_empty_folder_is_filled);
  tcase_add_test(tcase, nothing_is_overwritten);
  tcase_add_test(tcase, folders_that_cannot_be);
  tcase_add_test(tcase, a_slash_at_the_end_does_not_matter);
  tcase_add_test(tcase, a_full_disk_leaves_nothing);
  tcase_add_test(tcase, a_schema_is_read_from_a_database);
  tcase_add_test(tcase, names_of_columns_are_not_taken);
  tcase_add_test(tcase, a_table_of_a_key_alone_will_do);
  tcase_add_test(tcase, the_largest_keyed_table_is_taken);
  tcase_add_test(tcase, databases_that_will_not_do);
  suite_add_tcase(suite, tcase);
  return suite;
}

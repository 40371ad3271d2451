/* What tests of imports share: a file in a folder of its own, the import, and what came of it. */
#ifndef CIBLE_TESTS_IMPORT_KIT_H
#define CIBLE_TESTS_IMPORT_KIT_H

#include "runtime/import/import.h"

#include <check.h>
#include <dirent.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[40];
static char in_path[64], db_path[64];
static Arena arena;
static DiagList diags;
static ImportReport report;
static ImportJob job;
static Buf shown;

static inline void setup(void) {
  strcpy(folder, "/tmp/cible-imp-XXXXXX");
  ck_assert_ptr_nonnull(mkdtemp(folder));
  snprintf(in_path, sizeof in_path, "%s/in.csv", folder);
  snprintf(db_path, sizeof db_path, "%s/p.db", folder);
  arena_init(&arena, &alloc_system);
  buf_init(&shown, &alloc_system);
  job = (ImportJob){.alloc = &alloc_system, .file = in_path, .database = db_path, .table = "t"};
  report = (ImportReport){.rows = 0};
  arena_init(&report.arena, &alloc_system);
}

static inline void teardown(void) {
  DIR *dir = opendir(folder);
  char path[400];
  for (struct dirent *entry; dir && (entry = readdir(dir));) {
    snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
    unlink(path);
  }
  closedir(dir);
  rmdir(folder);
  import_report_free(&report);
  arena_free(&arena);
  buf_free(&shown);
}

static inline void put_bytes(const char *path, const char *bytes, size_t n) {
  FILE *f = fopen(path, "wb");
  ck_assert_ptr_nonnull(f);
  ck_assert_uint_eq(fwrite(bytes, 1, n, f), n);
  fclose(f);
}

static inline Status import(const char *text) {
  if (text) put_bytes(in_path, text, strlen(text));
  import_report_free(&report);
  diag_init(&diags, &arena);
  return import_run(&job, &diags, &report);
}

#define TAKES(file) ck_assert_msg(import(file) == STATUS_OK, "%s", diags.count ? diags.items[0]->text.p : "?")

static inline void refuses(const char *text, Status status, const char *code) {
  ck_assert_int_eq(import(text), status);
  ck_assert_uint_ge(diags.errors, 1);
  ck_assert_str_eq(diag_info(diags.items[0]->code)->code, code);
  ck_assert_uint_eq(report.rejects.n, 0);
}

/* The rows that a query yields, as SQL literals: `1,'a';2,NULL;`. */
static inline const char *query(const char *sql) {
  sqlite3 *db;
  sqlite3_stmt *stmt;
  shown.n = 0;
  ck_assert_int_eq(sqlite3_open_v2(db_path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
  ck_assert_msg(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK, "%s", sqlite3_errmsg(db));
  while (sqlite3_step(stmt) == SQLITE_ROW) {
    for (int i = 0; i < sqlite3_column_count(stmt); i++) {
      if (i) buf_char(&shown, ',');
      int type = sqlite3_column_type(stmt, i);
      const char *quote = type == SQLITE_TEXT ? "'" : "";
      buf_print(&shown, "%s%s%s", quote, type == SQLITE_NULL ? "NULL" : (const char *)sqlite3_column_text(stmt, i), quote);
    }
    buf_char(&shown, ';');
  }
  sqlite3_finalize(stmt);
  sqlite3_close(db);
  return buf_z(&shown);
}

static inline const char *rejects(void) {
  static char text[4096];
  char path[80];
  snprintf(path, sizeof path, "%s.rejects.csv", in_path);
  FILE *f = fopen(path, "rb");
  if (!f) return "";
  text[fread(text, 1, sizeof text - 1, f)] = 0;
  fclose(f);
  return text;
}

static inline int files_there(void) {
  int n = 0;
  DIR *dir = opendir(folder);
  for (struct dirent *entry; (entry = readdir(dir));) n += entry->d_name[0] != '.';
  closedir(dir);
  return n;
}

#endif

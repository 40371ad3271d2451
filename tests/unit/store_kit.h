/* Databases, fields and definitions by hand, for the tests of stores and runs. */
#ifndef CIBLE_TESTS_STORE_KIT_H
#define CIBLE_TESTS_STORE_KIT_H

#include <check.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/program_kit.h"

#include "runtime/snapshot/store_snapshot.h"

typedef struct StoreKit {
  Kit kit;
  char folder[64];
  char path[128]; /* of the database in it */
  StoreConfig config;
  Store *store;
  Snapshot *snapshot; /* where it is set, the database is read through it */
} StoreKit;

static inline void store_kit_begin(StoreKit *s) {
  *s = (StoreKit){0};
  kit_begin(&s->kit);
  snprintf(s->folder, sizeof s->folder, "/tmp/cible-unit-XXXXXX");
  ck_assert_ptr_nonnull(mkdtemp(s->folder));
  snprintf(s->path, sizeof s->path, "%s/people.db", s->folder);
  s->config = (StoreConfig){.alloc = &alloc_system, .program = s->kit.p, .threads = 1, .key_order = true};
}

static inline void store_kit_end(StoreKit *s) {
  char command[200];
  store_close(s->store);
  snapshot_free(s->snapshot);
  kit_end(&s->kit);
  snprintf(command, sizeof command, "rm -rf '%s'", s->folder);
  ck_assert_int_eq(system(command), 0);
}

/* Runs SQL on a database of the test's folder, as any other program would. */
static inline void store_kit_sql(const char *path, const char *sql) {
  sqlite3 *db = NULL;
  char *error = NULL;
  ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
  int code = sqlite3_exec(db, sql, NULL, NULL, &error);
  ck_assert_msg(code == SQLITE_OK, "%s: %s", sql, error ? error : "");
  sqlite3_close(db);
}

/* The first cell of a query's first row, as text; "" where there is none. */
static inline const char *store_kit_ask(const char *path, const char *sql) {
  static char answer[4096];
  sqlite3 *db = NULL;
  sqlite3_stmt *stmt = NULL;
  answer[0] = 0;
  ck_assert_int_eq(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
  ck_assert_msg(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK, "%s: %s", sql, sqlite3_errmsg(db));
  if (sqlite3_step(stmt) == SQLITE_ROW && sqlite3_column_text(stmt, 0))
    snprintf(answer, sizeof answer, "%s", sqlite3_column_text(stmt, 0));
  sqlite3_finalize(stmt);
  sqlite3_close(db);
  return answer;
}

/* A database of pages of 512 bytes with a long text of the letter z: the page behind the text's first is nowhere. */
static inline void store_kit_cut_text(const char *path) {
  unsigned char page[512];
  FILE *file = fopen(path, "r+b");
  bool done = false;
  for (long at = 0; !done && fread(page, sizeof page, 1, file) == 1; at += (long)sizeof page) {
    done = page[0] == 0 && memcmp(page + 4, "zzzzzzzz", 8) == 0;
    if (!done) continue;
    fseek(file, at, SEEK_SET);
    fwrite("\x7f\xff\xff\xf0", 4, 1, file);
  }
  fclose(file);
  ck_assert(done);
}

/* A field of the subject; its register. */
static inline uint16_t store_kit_field(StoreKit *s, const char *stored, Kind kind, bool optional) {
  uint16_t reg = kit_column(&s->kit, kind);
  ProgramColumn *column = &s->kit.p->columns[s->kit.p->column_count - 1];
  column->name = column->stored = str_from(stored);
  column->optional = optional;
  return reg;
}

/* A definition that gives a field as it is; its number. */
static inline uint32_t store_kit_def(StoreKit *s, const char *name, Kind kind, uint16_t field) {
  uint16_t result = kit_block(&s->kit, kind);
  kit_op(&s->kit, OP_TOUCH, 0, field, 0, s->kit.p->regs[field].index);
  kit_op(&s->kit, kit_copy(kind), result, field, 0, 0);
  uint32_t def = s->kit.p->def_count - 1;
  s->kit.p->defs[def].name = str_from(name);
  return def;
}

static inline Status store_kit_open(StoreKit *s) {
  Status status = store_open_sqlite(&s->config, s->path, &s->kit.diags, &s->store);
  if (status != STATUS_OK || !s->snapshot) return status;
  SnapshotUse use = {.snapshot = s->snapshot, .builds = true};
  return store_open_snapshot(&s->config, s->store, &use, &s->kit.diags, &s->store);
}

/* The code of the first message. */
static inline const char *store_kit_code(const StoreKit *s) {
  return s->kit.diags.count ? diag_info(s->kit.diags.items[0]->code)->code : "none";
}

#endif

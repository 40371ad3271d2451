/* SPDX-License-Identifier: MIT
 * Others at work while tables are read by their pages: each scan sees one state, whoever writes, and a file that is cut short
 * meanwhile is an error at most. */
#include <pthread.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>

#include "tests/unit/pages_kit.h"
#include "tests/unit/store_kit.h"

enum { THREADS = 2, SCANS = 25, SECONDS_MOST = 30 };

static StoreKit s;

/* Ids far apart, so that there are many parts. The sum of `a` is 0 in every state, and `s` says what `a` is. */
static const char table[] = "CREATE TABLE people(id INTEGER PRIMARY KEY, a INTEGER, s TEXT);"
                            "WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 3000)"
                            "INSERT INTO people SELECT n * 50, (n % 2 * 2 - 1) * (n + 1) / 2, 'is ' || (n % 2 * 2 - 1) * (n + 1) / 2 FROM i;"
                            "UPDATE people SET a = a - (SELECT sum(a) FROM people) WHERE id = 50; UPDATE people SET s = 'is ' || a";

static void set_up(void) {
  store_kit_begin(&s);
  pages_kit_column(&s.kit, 0, STR("a"), KIND_INTEGER, false);
  pages_kit_column(&s.kit, 0, STR("s"), KIND_TEXT, false);
  kit_place_columns(s.kit.p);
  s.config.threads = THREADS;
}

static void tear_down(void) { store_kit_end(&s); }

/* ---- a writer of its own ---- */

/* Each of these leaves the sum as it is; records whose id is no multiple of 50 come and go in pairs. */
static const char *const changes[] = {
    "UPDATE people SET a = a + CASE WHEN id % 100 THEN 7 ELSE -7 END WHERE id % 50 = 0",
    "INSERT INTO people(id, a) SELECT id + 1, a FROM people WHERE id % 500 = 0 UNION ALL SELECT id + 2, -a FROM people WHERE id % 500 = 0",
    "UPDATE people SET a = a + iif(id = 50, 1000, -1000) WHERE id IN (50, 150000)",
    "UPDATE people SET a = -a",
    "DELETE FROM people WHERE id % 50",
};

typedef struct Shared {
  volatile bool stop;
  volatile int commits;
} Shared;

static void change(sqlite3 *db, unsigned round, bool wal) {
  char text[400];
  snprintf(text, sizeof text, "BEGIN IMMEDIATE; %s; UPDATE people SET s = 'is ' || a WHERE s IS NOT 'is ' || a; COMMIT", changes[round % 5]);
  if (sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK) sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
  if (round % 20 == 7) sqlite3_exec(db, "VACUUM", NULL, NULL, NULL);
  if (wal && round % 3 == 0) sqlite3_exec(db, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL);
}

static void write_on(const char *path, bool wal, Shared *shared) {
  sqlite3 *db = NULL;
  time_t end = time(NULL) + SECONDS_MOST;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  sqlite3_open(path, &db);
  sqlite3_busy_timeout(db, 1000);
  sqlite3_exec(db, "PRAGMA synchronous=OFF; PRAGMA wal_autocheckpoint=20", NULL, NULL, NULL);
  for (unsigned round = 0; !shared->stop && time(NULL) < end; round++) {
    change(db, round, wal);
    shared->commits++;
    usleep(2000);
  }
  sqlite3_close(db);
  _exit(0);
}

/* ---- readers ---- */

typedef struct Reader {
  pthread_t thread;
  Cursor *cursor;
  uint32_t first, step, parts;
  Arena messages;
  DiagList diags;
  Status status;
  int64_t sum;
  uint64_t records;
  bool torn; /* a text that is not its number's */
} Reader;

static void take(Reader *reader, const Batch *batch) {
  char wanted[40];
  for (uint32_t lane = 0; lane < batch->count; lane++, reader->records++) {
    Value a = vector_get(&batch->columns[0].vec, lane), text = vector_get(&batch->columns[1].vec, lane);
    snprintf(wanted, sizeof wanted, "is %lld", (long long)a.i64);
    reader->sum += a.i64;
    reader->torn |= !a.known || !text.known || !str_is(text.str, wanted);
  }
}

static void *read_parts(void *self) {
  Reader *reader = self;
  for (uint32_t part = reader->first; part < reader->parts && reader->status == STATUS_OK; part += reader->step) {
    const Batch *batch = NULL;
    reader->status = cursor_part(reader->cursor, part, &reader->diags);
    while (reader->status == STATUS_OK) {
      reader->status = cursor_next(reader->cursor, &batch, &reader->diags);
      if (reader->status != STATUS_OK || !batch) break;
      take(reader, batch);
    }
  }
  return NULL;
}

/* All of the table by as many threads as the store gives; was it read by its pages? */
static bool read_once(void) {
  Reader readers[THREADS] = {0};
  Status status = store_kit_open(&s);
  if (status != STATUS_OK) ck_abort_msg("%s", store_kit_code(&s));
  uint32_t threads = store_cursors(s.store);
  bool pages = !strcmp(store_reader(s.store, 0), "pages");
  for (uint32_t i = 0; i < threads; i++) {
    Reader *reader = &readers[i];
    *reader = (Reader){.first = i, .step = threads, .parts = store_parts(s.store, 0)};
    arena_init(&reader->messages, &alloc_system);
    diag_init(&reader->diags, &reader->messages);
    ck_assert_int_eq(cursor_open(s.store, 0, NULL, false, &s.kit.diags, &reader->cursor), STATUS_OK);
  }
  for (uint32_t i = 0; i < threads; i++) ck_assert_int_eq(pthread_create(&readers[i].thread, NULL, read_parts, &readers[i]), 0);
  int64_t sum = 0;
  uint64_t records = 0;
  for (uint32_t i = 0; i < threads; i++) {
    Reader *reader = &readers[i];
    pthread_join(reader->thread, NULL);
    if (reader->status != STATUS_OK) ck_abort_msg("%s", diag_info(reader->diags.items[0]->code)->code);
    ck_assert(!reader->torn);
    sum += reader->sum;
    records += reader->records;
    cursor_close(reader->cursor);
    arena_free(&reader->messages);
  }
  store_close(s.store);
  s.store = NULL;
  ck_assert_int_eq(sum, 0);
  ck_assert(records == 3000 || records == 3600);
  return pages;
}

/* Scans while another process writes: how many of them went by pages. */
static int read_beside(bool wal) {
  Shared *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  ck_assert_ptr_ne(shared, MAP_FAILED);
  pid_t child = fork();
  ck_assert_int_ge(child, 0);
  if (!child) write_on(s.path, wal, shared);
  while (!shared->commits) usleep(1000);
  int pages = 0, before = shared->commits;
  for (int i = 0; i < SCANS || (shared->commits < before + 10 && i < 20 * SCANS); i++) pages += read_once();
  shared->stop = true;
  int status = 0;
  ck_assert_int_eq(waitpid(child, &status, 0), child);
  ck_assert_int_eq(status, 0);
  ck_assert_int_gt(shared->commits, before);
  munmap(shared, sizeof *shared);
  return pages;
}

START_TEST(test_writer_with_a_journal) {
  store_kit_sql(s.path, table);
  ck_assert_int_ge(read_beside(false), SCANS);
}
END_TEST

/* By pages where the WAL happens to be empty. */
START_TEST(test_writer_with_a_wal) {
  store_kit_sql(s.path, "PRAGMA journal_mode=WAL");
  store_kit_sql(s.path, table);
  read_beside(true);
}
END_TEST

/* ---- in between the parts of one scan ---- */

static Reader reader;
static sqlite3 *other;

/* The scan is by pages; one part of many has been read. */
static void begin_scan(const char *before) {
  if (before) store_kit_sql(s.path, before);
  store_kit_sql(s.path, table);
  ck_assert_int_eq(sqlite3_open(s.path, &other), SQLITE_OK);
  sqlite3_busy_timeout(other, 0);
  ck_assert_int_eq(store_kit_open(&s), STATUS_OK);
  ck_assert_str_eq(store_reader(s.store, 0), "pages");
  ck_assert_uint_gt(store_parts(s.store, 0), 5);
  reader = (Reader){.step = 1, .parts = 1};
  arena_init(&reader.messages, &alloc_system);
  diag_init(&reader.diags, &reader.messages);
  ck_assert_int_eq(cursor_open(s.store, 0, NULL, false, &s.kit.diags, &reader.cursor), STATUS_OK);
  read_parts(&reader);
  ck_assert_uint_gt(reader.records, 0);
}

static void read_rest(void) {
  reader.first = 1;
  reader.parts = store_parts(s.store, 0);
  read_parts(&reader);
}

static void end_scan(void) {
  cursor_close(reader.cursor);
  arena_free(&reader.messages);
  store_close(s.store);
  s.store = NULL;
  sqlite3_close(other);
}

static void expect_old_state(void) {
  read_rest();
  ck_assert_int_eq(reader.status, STATUS_OK);
  ck_assert_int_eq(reader.sum, 0);
  ck_assert_uint_eq(reader.records, 3000);
  ck_assert(!reader.torn);
  end_scan();
}

static const char all_changed[] = "UPDATE people SET a = a * 10 + 1, s = 'changed'; DELETE FROM people WHERE id % 150 = 0";

/* The change waits until the scan has ended. */
START_TEST(test_commit_in_between) {
  begin_scan(NULL);
  ck_assert_int_eq(sqlite3_exec(other, all_changed, NULL, NULL, NULL), SQLITE_BUSY);
  expect_old_state();
}
END_TEST

/* The change goes into the WAL, and not on into the file. */
START_TEST(test_commit_and_checkpoint_in_between) {
  begin_scan("PRAGMA journal_mode=WAL");
  ck_assert_int_eq(sqlite3_exec(other, all_changed, NULL, NULL, NULL), SQLITE_OK);
  sqlite3_exec(other, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL);
  sqlite3_exec(other, "VACUUM", NULL, NULL, NULL);
  expect_old_state();
  ck_assert_str_eq(store_kit_ask(s.path, "SELECT count(*) FROM people WHERE s = 'changed'"), "2000");
}
END_TEST

/* Cut short by a program that asks nobody: what is still there, or an error. */
START_TEST(test_cut_short_in_between) {
  static const long pages[] = {0, 1, 2, 3, 7, 20};
  for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
    begin_scan(NULL);
    ck_assert_int_eq(truncate(s.path, pages[i] * 4096 + (long)i), 0);
    read_rest();
    ck_assert(!reader.torn);
    ck_assert(reader.status == STATUS_IO ? reader.diags.count == 1 : reader.records == 3000 && reader.sum == 0);
    end_scan();
    remove(s.path);
  }
}
END_TEST

Suite *suite_page_writers(void) {
  Suite *suite = suite_create("page_writers");
  TCase *tc = tcase_create("writers");
  tcase_set_timeout(tc, 120);
  tcase_add_checked_fixture(tc, set_up, tear_down);
  tcase_add_test(tc, test_writer_with_a_journal);
  tcase_add_test(tc, test_writer_with_a_wal);
  tcase_add_test(tc, test_commit_in_between);
  tcase_add_test(tc, test_commit_and_checkpoint_in_between);
  tcase_add_test(tc, test_cut_short_in_between);
  suite_add_tcase(suite, tc);
  return suite;
}

/* SPDX-License-Identifier: MIT
 * Odd databases, each made by SQLite itself: by their pages the same records come out as by SQLite's own loop, whatever the size of
 * batches and whichever columns are late. */
#include "tests/unit/pages_kit.h"
#include "tests/unit/store_kit.h"

enum { PEOPLE, ORDERS };

/* How a database is made. */
typedef struct Form {
  const char *name;
  int page_size; /* 0: as SQLite likes */
  int reserved;  /* bytes at the end of each page */
  const char *before, *after; /* SQL before the first table, and in the end; may be NULL */
} Form;

static StoreKit s;
static sqlite3 *db; /* while the database is being made */

static void set_up(void) {
  store_kit_begin(&s);
  db = NULL;
}

static void tear_down(void) {
  sqlite3_close(db);
  store_kit_end(&s);
}

/* ---- making ---- */

static void sql(const char *text) {
  char *error = NULL;
  if (sqlite3_exec(db, text, NULL, NULL, &error) != SQLITE_OK) ck_abort_msg("%.200s: %s", text, error);
}

__attribute__((format(printf, 1, 2))) static void sql_of(const char *format, ...) {
  va_list args;
  va_start(args, format);
  char *text = sqlite3_vmprintf(format, args);
  va_end(args);
  sql(text);
  sqlite3_free(text);
}

static void begin(const Form *form) {
  int reserved = form->reserved;
  remove(s.path);
  ck_assert_int_eq(sqlite3_open(s.path, &db), SQLITE_OK);
  ck_assert_int_eq(sqlite3_file_control(db, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved), SQLITE_OK);
  if (form->page_size) sql_of("PRAGMA page_size=%d", form->page_size);
  sql("PRAGMA synchronous=OFF");
  if (form->before) sql(form->before);
}

static void finish(const char *after) {
  if (after) sql(after);
  ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
  db = NULL;
}

#define COUNT(to) "WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < " #to ") "

/* a has no affinity, r REAL, s TEXT, n INTEGER; n and y stand behind s, which may be long. a, s and y are late. */
#define TABLE "people(id INTEGER PRIMARY KEY, a, r REAL, s TEXT, n INTEGER, y)"
#define NAMES "a r s n y"

static void add_integers(void) {
  sql(COUNT(62) ", v(x) AS (SELECT 1 << n FROM i UNION ALL SELECT (1 << n) - 1 FROM i UNION ALL SELECT (1 << n) + 1 FROM i"
      " UNION ALL SELECT -(1 << n) FROM i UNION ALL SELECT -(1 << n) - 1 FROM i UNION ALL SELECT 1 - (1 << n) FROM i"
      " UNION ALL VALUES (0), (1), (-1), (9223372036854775807), (-9223372036854775807 - 1))"
      "INSERT INTO people(a, r, s, n, y) SELECT x, x, x, x, x FROM v");
}

static void add_reals(void) {
  sql("WITH v(x) AS (VALUES (0.0), (-0.0), (1.0), (0.5), (-2.25), (0.1), (1e15), (123456.7891), (9007199254740992.0), (9007199254740994.0),"
      " (-9007199254740992.0), (-9007199254740994.0), (9223372036854775807.0), (-9223372036854775808.0), (1e19), (1e300), (-1e300),"
      " (9e999), (-9e999), (1e-320), (99999999999.9999), (0.00005), (140737488355327.0), (140737488355329.5))"
      "INSERT INTO people(a, r, s, n, y) SELECT x, x, x, x, x FROM v");
}

static void add_others(void) {
  sql("WITH v(x) AS (VALUES (NULL), (''), (' '), ('a'), ('  b '), ('red'), ('blue'), ('Red'), ('2027-03-01'), (' 2027-03-01'), ('2027-02-30'),"
      " ('2027-03-01 09:30'), ('2027-03-01T09:30:00+02:00'), ('12'), ('-1.50'), ('true'), ('0'), ('a' || char(0) || 'b'), (char(0)), ('é'),"
      " ('e' || char(769)), ('\xf0\x9f\x8d\x93'), (CAST(x'61ff' AS TEXT)), (CAST(x'c3' AS TEXT)), (CAST(x'eda080' AS TEXT)), (x''), (x'00'),"
      " (x'31'), (zeroblob(100)), ('exactly eight bytes and some more of them'))"
      "INSERT INTO people(a, r, s, n, y) SELECT x, x, x, x, x FROM v");
}

/* Texts around the length at which a record leaves its page, and at which it needs one page more. */
static void add_long(int usable) {
  sql_of(COUNT(70) ", v(x) AS (SELECT %d + n FROM i UNION ALL SELECT %d + n FROM i WHERE n < 12 UNION ALL VALUES (%d))"
         "INSERT INTO people(a, r, s, n, y) SELECT x, x, printf('%%.*c', x, 'x'), -x, 'behind' FROM v",
         usable - 80, 2 * usable - 50, 5 * usable);
  sql("INSERT INTO people(a, r, s, n, y) VALUES('before', 2, CAST(zeroblob(3000) AS TEXT), 3, zeroblob(5000))");
}

static void add_all(const Form *form) {
  add_integers();
  add_reals();
  add_others();
  add_long((form->page_size ? form->page_size : 4096) - form->reserved);
}

/* ---- holding one against the other ---- */

static void scan(PagesSeen *seen, PagesWay way) {
  pages_scan(seen, &s.kit, &s.config, s.path, way);
  if (seen->status != STATUS_OK) ck_abort_msg("%s, step_only %d: %s", seen->code, way.step_only, s.path);
}

static void expect_equal(const char *name, const PagesSeen *seen, const PagesSeen *wanted) {
  if (pages_same(seen, wanted)) return;
  Buf out;
  buf_init(&out, &alloc_system);
  pages_difference(seen, wanted, &out);
  ck_abort_msg("%s%s", name, buf_z(&out));
}

/* All tables by their pages, and the same by steps: so many records. */
static uint64_t expect_same(const char *name) {
  static const PagesWay ways[] = {{0}, {.batch_size = 1}, {.batch_size = 3, .late = LATE_ALL}, {.late = LATE_ALL}, {.batch_size = 300}};
  PagesSeen wanted, seen;
  pages_seen_begin(&wanted);
  pages_seen_begin(&seen);
  scan(&wanted, (PagesWay){.step_only = true});
  for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
    scan(&seen, ways[i]);
    if (strcmp(seen.reader, "pages")) ck_abort_msg("%s: read by %s", name, seen.reader);
    expect_equal(name, &seen, &wanted);
  }
  scan(&wanted, (PagesWay){.step_only = true, .late = LATE_SOME});
  for (uint32_t size = 0; size < 1000; size += 500) {
    scan(&seen, (PagesWay){.late = LATE_SOME, .batch_size = size});
    expect_equal(name, &seen, &wanted);
  }
  uint64_t records = wanted.records;
  pages_seen_end(&wanted);
  pages_seen_end(&seen);
  return records;
}

/* ---- the corpus ---- */

/* Every kind of value in a database of that form. */
static void expect_form(const Form *form) {
  begin(form);
  sql("CREATE TABLE " TABLE);
  add_all(form);
  finish(form->after);
  ck_assert_uint_gt(expect_same(form->name), 300);
}

START_TEST(test_page_sizes) {
  static const int reserved[] = {0, 1, 32, 250};
  char name[60];
  pages_kit_columns(&s.kit, PEOPLE, NAMES);
  for (int size = 512, i = 0; size <= 65536; size *= 2, i++) {
    snprintf(name, sizeof name, "pages of %d bytes", size);
    expect_form(&(Form){.name = name, .page_size = size});
    if (size > 512 && size < 65536 && i % 2) continue;
    int more = reserved[size == 512 ? 2 : 1 + i % 3];
    snprintf(name, sizeof name, "pages of %d bytes, %d reserved", size, more);
    expect_form(&(Form){.name = name, .page_size = size, .reserved = more});
  }
}
END_TEST

START_TEST(test_forms) {
  static const Form forms[] = {
      {"auto-vacuum", 1024, 0, "PRAGMA auto_vacuum=FULL", "DELETE FROM people WHERE id % 5 = 0"},
      {"auto-vacuum by steps", 512, 0, "PRAGMA auto_vacuum=INCREMENTAL", "DELETE FROM people WHERE id % 3 = 0; PRAGMA incremental_vacuum(7)"},
      {"records deleted", 512, 0, NULL, "DELETE FROM people WHERE id % 7 < 2"},
      {"records changed", 512, 0, NULL, "UPDATE people SET s = substr(s, 1, 20), y = zeroblob(id % 400) WHERE id % 2; UPDATE people SET a = y WHERE id % 3"},
      {"vacuumed", 1024, 0, NULL, "DELETE FROM people WHERE id % 6 = 0; VACUUM"},
      {"pages of another size by VACUUM", 4096, 0, NULL, "PRAGMA page_size=2048; VACUUM"},
      {"a journal that stays", 4096, 0, "PRAGMA journal_mode=PERSIST", NULL},
      {"a WAL without frames", 4096, 0, "PRAGMA journal_mode=WAL", NULL},
      {"secure delete", 1024, 0, "PRAGMA secure_delete=ON", "DELETE FROM people WHERE id % 4 = 1"},
  };
  pages_kit_columns(&s.kit, PEOPLE, NAMES);
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) expect_form(&forms[i]);
}
END_TEST

/* In the old format 0 and 1 take a byte. */
START_TEST(test_old_format) {
  Form form = {.name = "the format before 3.3.0"};
  pages_kit_columns(&s.kit, PEOPLE, NAMES);
  begin(&form);
  ck_assert_int_eq(sqlite3_db_config(db, SQLITE_DBCONFIG_LEGACY_FILE_FORMAT, 1, NULL), SQLITE_OK);
  sql("CREATE TABLE " TABLE);
  add_all(&form);
  finish(NULL);
  ck_assert_str_eq(store_kit_ask(s.path, "SELECT count(*) > 300 FROM people"), "1");
  expect_same(form.name);
}
END_TEST

START_TEST(test_strict) {
  pages_kit_columns(&s.kit, PEOPLE, "a r s n y");
  begin(&(Form){.page_size = 1024});
  sql("CREATE TABLE people(id INTEGER PRIMARY KEY, a ANY, r REAL, s TEXT, n INT, y BLOB) STRICT");
  sql("INSERT INTO people VALUES(1, 5, 5, '5', 5, x'05'), (2, '5', 5.5, '', -1, x''), (3, NULL, NULL, NULL, NULL, NULL),"
      " (4, 1e300, 9007199254740993, 'é', 9223372036854775807, zeroblob(2000)), (-5, x'00', -1, printf('%.*c', 2000, 'x'), 0, x'ff')");
  finish(NULL);
  ck_assert_uint_eq(expect_same("a STRICT table"), 5);
}
END_TEST

/* By the words of its type a column is REAL or not, and then its whole numbers are kept as integers. */
START_TEST(test_types_of_columns) {
  pages_kit_columns(&s.kit, PEOPLE, "b c d e f g h i j k l m");
  begin(&(Form){0});
  sql("CREATE TABLE people(id INTEGER PRIMARY KEY, b DOUBLE PRECISION, c FLOAT, d \"floating point\", e REALTEXT, f BLOBREAL, g 'point', h DECIMAL(10, 2),"
      " i NUMERIC, j rEaL, k \"real blob\", l \"CHARREAL\", m BOOLEAN);"
      "INSERT INTO people SELECT id, v, v, v, v, v, v, v, v, v, v, v, v FROM (SELECT 1 id, 7 v UNION SELECT 2, 7.5 UNION SELECT 3, -140737488355328"
      " UNION SELECT 4, 9007199254740993 UNION SELECT 5, NULL UNION SELECT 6, 'text' UNION SELECT 7, '1e3')");
  finish(NULL);
  ck_assert_uint_eq(expect_same("types of columns"), 7);
}
END_TEST

/* Records from before their columns were added: of each length, with defaults of every type, beside those that have them. */
START_TEST(test_added_columns) {
  static const char *const defaults[] = {"b DEFAULT 7",          "c DEFAULT 'added'", "d REAL DEFAULT 7",         "e",
                                         "f DEFAULT -9.25",      "g DEFAULT x'00ff'", "h INTEGER DEFAULT '12'",   "i TEXT DEFAULT 12 NOT NULL",
                                         "j DEFAULT NULL",       "k DEFAULT ''",      "l DEFAULT '2027-03-01'",   "m REAL DEFAULT -0.0",
                                         "o DEFAULT 9e999",      "p DEFAULT TRUE",    "q DEFAULT 'e\xcc\x81'",    "r DEFAULT 9223372036854775807"};
  pages_kit_columns(&s.kit, PEOPLE, "a b c d e f g h i j k l m o p q r");
  begin(&(Form){.page_size = 512});
  sql("CREATE TABLE people(id INTEGER PRIMARY KEY, a)");
  for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++) {
    sql("INSERT INTO people(a) VALUES(5), (printf('%.*c', 700, 'x')), (NULL)");
    sql_of("ALTER TABLE people ADD COLUMN %s", defaults[i]);
  }
  sql("INSERT INTO people(a) VALUES(6); INSERT INTO people(a, b, c, d) VALUES(1, 2, 3, 4)");
  finish(NULL);
  ck_assert_uint_eq(expect_same("added columns"), 50);
}
END_TEST

START_TEST(test_altered_tables) {
  pages_kit_columns(&s.kit, PEOPLE, "b c e");
  begin(&(Form){0});
  sql("CREATE TABLE folk(number INTEGER PRIMARY KEY, a, b, c); INSERT INTO folk VALUES(1, 2, 3, 4), (5, 6, 7, 8);"
      "ALTER TABLE folk DROP COLUMN a; ALTER TABLE folk ADD COLUMN d DEFAULT 9; INSERT INTO folk VALUES(10, 11, 12, 13);"
      "ALTER TABLE folk RENAME TO people; ALTER TABLE people RENAME COLUMN number TO id; ALTER TABLE people RENAME COLUMN d TO e");
  finish(NULL);
  ck_assert_uint_eq(expect_same("altered tables"), 3);
}
END_TEST

/* The header of a record goes on behind its page too. */
START_TEST(test_many_columns) {
  enum { COLUMNS = 1990 };
  pages_kit_columns(&s.kit, PEOPLE, "f0 f1 g200 f500 g1200 f1988 g1989");
  begin(&(Form){.page_size = 512});
  Buf text;
  buf_init(&text, &alloc_system);
  buf_text(&text, "CREATE TABLE people(id INTEGER PRIMARY KEY");
  for (int i = 0; i < COLUMNS; i++) buf_print(&text, ", %c%d", i == 200 || i == 1200 || i == 1989 ? 'g' : 'f', i);
  buf_text(&text, ")");
  sql(buf_z(&text));
  for (int row = 0; row < 4; row++) {
    text.n = 0;
    buf_text(&text, "INSERT INTO people VALUES(NULL");
    for (int i = 0; i < COLUMNS; i++) buf_print(&text, row == 0 ? ", NULL" : row == 1 ? ", %d" : row == 2 ? ", printf('%%.*c', %d, 'x')" : ", -%d.5", row == 2 ? i % 200 : i);
    buf_text(&text, ")");
    sql(buf_z(&text));
  }
  buf_free(&text);
  finish(NULL);
  ck_assert_uint_eq(expect_same("many columns"), 4);
}
END_TEST

START_TEST(test_long_texts) {
  pages_kit_columns(&s.kit, PEOPLE, "a r s n y");
  begin(&(Form){.page_size = 1024});
  sql("CREATE TABLE " TABLE ";"
      "INSERT INTO people SELECT column1, column1, 1, printf('%.*c', column1, 'x'), 2, 'behind' FROM (VALUES (1000), (1048576), (1048577), (3000000), (1048575));"
      "INSERT INTO people VALUES(7, 'before', 1, zeroblob(20000000), 3, 'far behind'), (8, 'é', 2, 'short', 4, 'behind')");
  finish(NULL);
  ck_assert_uint_eq(expect_same("long texts"), 7);
}
END_TEST

/* Rowids of every length, below zero and at both ends; of many parts. */
START_TEST(test_rowids) {
  pages_kit_columns(&s.kit, PEOPLE, "a s");
  begin(&(Form){.page_size = 512});
  sql("CREATE TABLE people(a, id INTEGER PRIMARY KEY, s);" COUNT(62) ", v(x) AS (SELECT 1 << n FROM i UNION SELECT (1 << n) - 1 FROM i UNION"
      " SELECT -(1 << n) FROM i UNION SELECT 1 - (1 << n) FROM i UNION VALUES (9223372036854775807), (-9223372036854775807 - 1), (0))"
      "INSERT INTO people SELECT x, x, 'text ' || x FROM v");
  finish(NULL);
  ck_assert_uint_gt(expect_same("rowids"), 200);
}
END_TEST

START_TEST(test_rowids_in_runs) {
  pages_kit_columns(&s.kit, PEOPLE, "a s");
  begin(&(Form){.page_size = 1024});
  sql("CREATE TABLE people(id INTEGER PRIMARY KEY, a, s);" COUNT(2000) "INSERT INTO people SELECT n * 50 + (n / 100) * 100000, n, 'text ' || n % 17 FROM i;"
      COUNT(3000) "INSERT OR IGNORE INTO people SELECT n - 16384, -n, NULL FROM i; DELETE FROM people WHERE id BETWEEN 1000 AND 40000 AND id % 3");
  finish(NULL);
  expect_same("rowids in runs");
  PagesSeen seen;
  pages_seen_begin(&seen);
  scan(&seen, (PagesWay){0});
  ck_assert_uint_gt(seen.parts, 50);
  pages_seen_end(&seen);
}
END_TEST

/* Small pages and many rows: a tree of many levels, its leaves in no order in the file. */
START_TEST(test_deep_tree) {
  pages_kit_column(&s.kit, PEOPLE, STR("a"), KIND_INTEGER, true);
  pages_kit_column(&s.kit, PEOPLE, STR("s"), KIND_TEXT, true);
  pages_kit_column(&s.kit, PEOPLE, STR("r"), KIND_NUMBER, true);
  kit_place_columns(s.kit.p);
  begin(&(Form){.page_size = 512});
  sql("CREATE TABLE " TABLE ";" COUNT(30000) "INSERT INTO people SELECT (n * 7919) % 90001, n, n / 4.0, printf('%.*c', 40 + n % 90, 'x'), n, NULL FROM i");
  finish("DELETE FROM people WHERE id % 11 = 0");
  ck_assert_uint_gt(expect_same("a deep tree"), 20000);
}
END_TEST

/* Tables without a key of their own, among them an empty one; the primary key is apart from the rowid, or stands in the record. */
START_TEST(test_related_tables) {
  static const char *const tables[] = {
      "orders(person, a, s, id)", "orders(person INTEGER PRIMARY KEY, a, s, id)", "orders(id INTEGER PRIMARY KEY DESC, person, a, s)",
      "orders(id INTEGER, person, a, s, PRIMARY KEY(id DESC))", "orders(id INT PRIMARY KEY, person REAL, a, s)", "orders(rowid, person TEXT, a, s, id)",
      "orders(person, a, s, id INTEGER, PRIMARY KEY(id, person))", "orders(id \"INTEGER\" PRIMARY KEY AUTOINCREMENT, person, a UNIQUE, s)"};
  pages_kit_columns(&s.kit, PEOPLE, "a");
  pages_kit_related(&s.kit, "orders", "person");
  pages_kit_columns(&s.kit, ORDERS, "id s a");
  for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
    begin(&(Form){.page_size = 512});
    sql_of("CREATE TABLE %s; CREATE TABLE people(id INTEGER PRIMARY KEY, a)", tables[i]);
    expect_same(tables[i]);
    sql(COUNT(100) "INSERT INTO orders(person, id, a, s) SELECT n * 3 - 7, n * 2, n, 'order ' || n FROM i");
    finish(NULL);
    ck_assert_uint_eq(expect_same(tables[i]), 100);
  }
}
END_TEST

/* One record alone, of keys that are there and not. */
START_TEST(test_one_record) {
  static const char *const keys[] = {"1", "500", "-5", "1000", "1001", "9223372036854775807", "x"};
  pages_kit_columns(&s.kit, PEOPLE, "a s");
  begin(&(Form){.page_size = 512});
  sql("CREATE TABLE " TABLE ";" COUNT(1000) "INSERT INTO people(id, a, s) SELECT n, n, 'text ' || n FROM i; DELETE FROM people WHERE id BETWEEN 490 AND 510");
  finish(NULL);
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    s.config.only_key = keys[i];
    ck_assert_uint_le(expect_same(keys[i]), 1);
  }
}
END_TEST

/* SQLite writes no REAL that is not a number; it reads one as NULL. */
START_TEST(test_not_a_number) {
  static const uint64_t patterns[] = {0x7ff8000000000000, 0x7ff0000000000001, 0xffffffffffffffff, 0xfff8dead0000beef};
  pages_kit_columns(&s.kit, PEOPLE, "a r");
  begin(&(Form){.page_size = 512});
  sql("CREATE TABLE " TABLE "; INSERT INTO people(a, r) VALUES(1.5, 1234.5678), (1234.5678, 1.5), (2.5, 3.5)");
  finish(NULL);
  uint8_t page[512], found[8] = {0x40, 0x93, 0x4a, 0x45, 0x6d, 0x5c, 0xfa, 0xad};
  for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
    FILE *file = fopen(s.path, "r+b");
    int patched = 0;
    uint64_t bits = __builtin_bswap64(patterns[i]);
    ck_assert_int_eq(fseek(file, 512, SEEK_SET), 0);
    ck_assert_uint_eq(fread(page, 1, sizeof page, file), sizeof page);
    for (size_t at = 0; at + 8 <= sizeof page; at++)
      if (!memcmp(page + at, found, 8)) memcpy(page + at, &bits, 8), patched++;
    ck_assert_int_eq(patched, 2);
    memcpy(found, &bits, 8);
    ck_assert_int_eq(fseek(file, 512, SEEK_SET), 0);
    ck_assert_uint_eq(fwrite(page, 1, sizeof page, file), sizeof page);
    fclose(file);
    ck_assert_str_eq(store_kit_ask(s.path, "SELECT count(*) FROM people WHERE a IS NULL OR r IS NULL"), "2");
    expect_same("not a number");
  }
}
END_TEST

Suite *suite_page_corpus(void) {
  Suite *suite = suite_create("page_corpus");
  TCase *tc = tcase_create("corpus");
  tcase_set_timeout(tc, 120);
  tcase_add_checked_fixture(tc, set_up, tear_down);
  tcase_add_test(tc, test_page_sizes);
  tcase_add_test(tc, test_forms);
  tcase_add_test(tc, test_old_format);
  tcase_add_test(tc, test_strict);
  tcase_add_test(tc, test_types_of_columns);
  tcase_add_test(tc, test_added_columns);
  tcase_add_test(tc, test_altered_tables);
  tcase_add_test(tc, test_many_columns);
  tcase_add_test(tc, test_long_texts);
  tcase_add_test(tc, test_rowids);
  tcase_add_test(tc, test_rowids_in_runs);
  tcase_add_test(tc, test_deep_tree);
  tcase_add_test(tc, test_related_tables);
  tcase_add_test(tc, test_one_record);
  tcase_add_test(tc, test_not_a_number);
  suite_add_tcase(suite, tc);
  return suite;
}

/* SPDX-License-Identifier: MIT
 * Related records as batches: which tables are needed, the order of their rows, keys of both sides, parts, passes by any columns. */
#include "tests/unit/store_kit.h"

#include "runtime/base/buf.h"
#include "runtime/data/written.h"
#include "tests/unit/failing.h"

enum { SUBJECT, ORDERS, LINES };

static StoreKit s;
static Buf seen;

static uint32_t add_table(const char *name, uint32_t parent, const char *by) {
  Program *p = s.kit.p;
  p->tables[p->table_count] = (ProgramTable){.name = str_from(name), .source = str_from(name), .role = TABLE_RELATED,
                                             .key_kind = KIND_INTEGER, .parent = parent, .by = str_from(by)};
  kit_place_columns(p);
  return p->table_count++;
}

/* The columns of a table are added before those of the next. */
static uint32_t add_column(uint32_t table, const char *stored, Kind kind) {
  Program *p = s.kit.p;
  p->columns[p->column_count++] = (ProgramColumn){.table = table, .name = str_from(stored), .stored = str_from(stored),
                                                  .kind = kind, .used = true, .optional = true};
  kit_place_columns(p);
  return p->column_count - 1;
}

/* people(name) — orders(amount, note) of people by person — lines(n) of orders by order_no */
static void set_up(void) {
  store_kit_begin(&s);
  buf_init(&seen, &alloc_system);
  store_kit_field(&s, "name", KIND_TEXT, true);
  add_table("orders", SUBJECT, "person");
  add_column(ORDERS, "amount", KIND_NUMBER);
  add_column(ORDERS, "note", KIND_TEXT);
}

static void tear_down(void) {
  buf_free(&seen);
  store_kit_end(&s);
}

static void add_lines(Kind key_kind) {
  s.kit.p->tables[ORDERS].key = STR("no");
  s.kit.p->tables[ORDERS].key_kind = key_kind;
  add_table("lines", ORDERS, "order_no");
  add_column(LINES, "n", KIND_INTEGER);
}

static void see_value(const Vector *vector, uint32_t lane) {
  Value value = vector_get(vector, lane);
  if (value.known) value_write(&seen, &value, NULL);
  else buf_char(&seen, '?');
}

/* key[/own key]|column|… */
static void see_batch(const Batch *batch, uint32_t table) {
  const ProgramTable *record = &s.kit.p->tables[table];
  for (uint32_t lane = 0; lane < batch->count; lane++) {
    see_value(&batch->key, lane);
    if (table && program_is_parent(s.kit.p, table)) {
      buf_char(&seen, '/');
      see_value(&batch->own_key, lane);
    }
    for (uint32_t c = 0; c < record->column_count; c++) {
      buf_char(&seen, '|');
      see_value(&batch->columns[c].vec, lane);
      if (batch->columns[c].fault && batch->columns[c].fault[lane]) buf_char(&seen, '!');
    }
    buf_char(&seen, '\n');
  }
}

static Status scan_part(Cursor *cursor, uint32_t table, uint32_t part) {
  const Batch *batch = NULL;
  Status status = cursor_part(cursor, part, &s.kit.diags);
  while (status == STATUS_OK) {
    status = cursor_next(cursor, &batch, &s.kit.diags);
    if (status != STATUS_OK || !batch) break;
    see_batch(batch, table);
  }
  return status;
}

static Status scan(uint32_t table, const ColumnUse *columns) {
  Cursor *cursor = NULL;
  Status status = cursor_open(s.store, table, columns, false, &s.kit.diags, &cursor);
  for (uint32_t part = 0; status == STATUS_OK && part < store_parts(s.store, table); part++)
    status = scan_part(cursor, table, part);
  cursor_close(cursor);
  return status;
}

static const char *rows_of(uint32_t table, const ColumnUse *columns) {
  seen.n = 0;
  ck_assert_int_eq(scan(table, columns), STATUS_OK);
  return seen.n ? buf_z(&seen) : "";
}

static void open_on(const char *sql) {
  store_kit_sql(s.path, sql);
  Status status = store_kit_open(&s);
  if (status != STATUS_OK) ck_abort_msg("%s", store_kit_code(&s));
}

static void refused(const char *sql, const char *code, const char *part) {
  store_kit_sql(s.path, sql);
  Status status = store_kit_open(&s);
  for (uint32_t t = 0; status == STATUS_OK && t < s.kit.p->table_count; t++) status = scan(t, NULL);
  ck_assert_int_eq(status, STATUS_NO);
  ck_assert_str_eq(store_kit_code(&s), code);
  Str text = s.kit.diags.items[0]->text;
  if (!memmem(text.p, text.n, part, strlen(part))) ck_abort_msg("`%.*s` lacks `%s`", STR_ARG(text), part);
}

#define PEOPLE "CREATE TABLE people(id INTEGER PRIMARY KEY, name TEXT); INSERT INTO people VALUES(1, 'a'), (2, 'b');"
#define ORDERS_TABLE "CREATE TABLE orders(person, amount, note);"

/* ---- order ---- */

START_TEST(test_rows_come_in_the_order_of_the_table) {
  open_on(PEOPLE ORDERS_TABLE "INSERT INTO orders VALUES(2, 3, 'z'), (1, 1.5, 'y'), (2, NULL, NULL), (1, 1, 'a')");
  ck_assert_str_eq(rows_of(ORDERS, NULL), "2|3|z\n1|1.5|y\n2|?|?\n1|1|a\n");
  ck_assert_str_eq(rows_of(SUBJECT, NULL), "1|a\n2|b\n");
  ck_assert_uint_eq(store_count(s.store, ORDERS), 4);
}
END_TEST

START_TEST(test_indexes_do_not_show) {
  open_on(PEOPLE ORDERS_TABLE "INSERT INTO orders VALUES(2, 3, 'z'), (1, 1.5, 'y'), (2, 1, 'b');"
          "CREATE INDEX covering ON orders(person, amount, note); CREATE INDEX part ON orders(amount DESC); ANALYZE");
  ck_assert_str_eq(rows_of(ORDERS, NULL), "2|3|z\n1|1.5|y\n2|1|b\n");
}
END_TEST

/* Far apart, they are stepped through; and a rowid may be negative. */
START_TEST(test_sparse_rowids) {
  open_on(PEOPLE ORDERS_TABLE "INSERT INTO orders(rowid, person, amount) VALUES(9000000000, 1, 3), (-7, 2, 1), (5, 1, 2), (6, 1, 4)");
  ck_assert_str_eq(rows_of(ORDERS, NULL), "2|1|?\n1|2|?\n1|4|?\n1|3|?\n");
}
END_TEST

START_TEST(test_names_of_the_rowid_are_taken) {
  open_on(PEOPLE "CREATE TABLE orders(rowid, person, amount, note, _rowid_);"
          "INSERT INTO orders VALUES(9, 2, 3, 'z', 9), (8, 1, 1.5, 'y', 8); CREATE INDEX i ON orders(person, amount, note)");
  ck_assert_str_eq(rows_of(ORDERS, NULL), "2|3|z\n1|1.5|y\n");
}
END_TEST

START_TEST(test_all_names_of_the_rowid_are_taken) {
  open_on(PEOPLE "CREATE TABLE orders(rowid, person, amount, note, _rowid_, OID);"
          "INSERT INTO orders VALUES(9, 2, 3, 'z', 9, 9), (8, 1, 1.5, 'y', 8, 8)");
  ck_assert_str_eq(rows_of(ORDERS, NULL), "1|1.5|y\n2|3|z\n");
}
END_TEST

START_TEST(test_a_key_that_is_the_rowid) {
  open_on(PEOPLE "CREATE TABLE orders(rowid INTEGER PRIMARY KEY, person, amount, note); INSERT INTO orders VALUES(9, 2, 3, 'z'), (8, 1, 1, 'y')");
  ck_assert_str_eq(rows_of(ORDERS, NULL), "1|1|y\n2|3|z\n");
}
END_TEST

START_TEST(test_without_rowid_by_the_primary_key) {
  open_on(PEOPLE "CREATE TABLE orders(person, at TEXT COLLATE NOCASE, amount, note, PRIMARY KEY(at DESC, person)) WITHOUT ROWID;"
          "INSERT INTO orders VALUES(2, 'x', 3, 'z'), (1, 'x', 1.5, 'y'), (2, 'A', 1, 'b'), (1, 'b', 2, NULL);"
          "CREATE INDEX i ON orders(person, amount, note)");
  ck_assert_str_eq(rows_of(ORDERS, NULL), "2|1|b\n1|2|?\n1|1.5|y\n2|3|z\n");
  ck_assert_uint_eq(store_parts(s.store, ORDERS), 1);
}
END_TEST

/* Whatever columns a pass reads, rows stand in one order. */
START_TEST(test_view) {
  ColumnUse only_note[] = {COLUMN_UNUSED, COLUMN_UNUSED, COLUMN_VALUES};
  open_on(PEOPLE "CREATE TABLE t(p, a, n); CREATE VIEW orders AS SELECT p AS person, a AS amount, n AS note FROM t;"
          "INSERT INTO t VALUES(2, 3, 'a'), (1, 7, 'b'), (2, 1, 'z'), (1, 5, 'd'), (NULL, 1, 'q')");
  ck_assert_str_eq(rows_of(ORDERS, NULL), "?|1|q\n1|5|d\n1|7|b\n2|1|z\n2|3|a\n");
  ck_assert_str_eq(rows_of(ORDERS, only_note), "?|?|q\n1|?|d\n1|?|b\n2|?|z\n2|?|a\n");
}
END_TEST

START_TEST(test_virtual_table) {
  open_on(PEOPLE "CREATE VIRTUAL TABLE orders USING fts5(person, amount, note);"
          "INSERT INTO orders VALUES(2, 3, 'z'), (1, 1.5, 'y'), ('x', NULL, 'k')");
  ck_assert_str_eq(rows_of(ORDERS, NULL), "1|1.5|y\n2|3|z\n?|?|k\n");
}
END_TEST

/* ---- keys ---- */

START_TEST(test_foreign_keys_are_read_as_the_key_is) {
  open_on(PEOPLE ORDERS_TABLE "INSERT INTO orders(person) VALUES(1), ('2'), (2.0), ('x'), (NULL), (x'31'), ('  '), (1.5), (99)");
  ck_assert_str_eq(rows_of(ORDERS, NULL), "1|?|?\n2|?|?\n2|?|?\n?|?|?\n?|?|?\n?|?|?\n?|?|?\n?|?|?\n99|?|?\n");
}
END_TEST

START_TEST(test_foreign_keys_of_text) {
  s.kit.p->tables[SUBJECT].key_kind = KIND_TEXT;
  open_on("CREATE TABLE people(id TEXT PRIMARY KEY NOT NULL, name TEXT); " ORDERS_TABLE
          "INSERT INTO orders(person) VALUES('b'), ('a'), ('b'), (NULL), (7)");
  Cursor *cursor = NULL;
  const Batch *batch = NULL;
  ck_assert_int_eq(cursor_open(s.store, ORDERS, NULL, false, &s.kit.diags, &cursor), STATUS_OK);
  ck_assert_int_eq(cursor_part(cursor, 0, &s.kit.diags), STATUS_OK);
  ck_assert_int_eq(cursor_next(cursor, &batch, &s.kit.diags), STATUS_OK);
  ck_assert_uint_eq(batch->count, 5);
  ck_assert_ptr_null(batch->key.dict);
  ck_assert_int_eq(batch->key.kind, KIND_TEXT);
  ck_assert(str_is(batch->key.str[2], "b") && !vector_known(&batch->key, 3));
  ck_assert(!vector_known(&batch->own_key, 0));
  cursor_close(cursor);
}
END_TEST

#define LINES_TABLE "CREATE TABLE lines(order_no, n); INSERT INTO lines VALUES(20, 1), (10, 2), (20, 3);"

START_TEST(test_a_parent_gives_its_own_key) {
  add_lines(KIND_INTEGER);
  open_on(PEOPLE "CREATE TABLE orders(no UNIQUE, person, amount, note); INSERT INTO orders VALUES(20, 2, 1, 'b'), (10, 1, 2, 'a');" LINES_TABLE);
  ck_assert_str_eq(rows_of(ORDERS, NULL), "2/20|1|b\n1/10|2|a\n");
  ck_assert_str_eq(rows_of(LINES, NULL), "20|1\n10|2\n20|3\n");
}
END_TEST

START_TEST(test_a_parent_by_text) {
  add_lines(KIND_TEXT);
  open_on(PEOPLE "CREATE VIEW orders AS SELECT 'o' || id AS no, id AS person, 1 AS amount, NULL AS note FROM people;" LINES_TABLE);
  ck_assert_str_eq(rows_of(ORDERS, NULL), "1/o1|1|?\n2/o2|1|?\n");
}
END_TEST

/* Nothing is asked of a key that nothing is related to. */
START_TEST(test_own_keys_that_nobody_needs) {
  s.kit.p->tables[ORDERS].key = STR("no");
  open_on(PEOPLE "CREATE TABLE orders(no, person, amount, note); INSERT INTO orders VALUES(1, 1, 1, 'a'), (1, 2, 2, 'b'), (NULL, 2, 2, 'b')");
  ck_assert_str_eq(rows_of(ORDERS, NULL), "1|1|a\n2|2|b\n2|2|b\n");
}
END_TEST

#define ORDERS_OF(keys) PEOPLE "CREATE TABLE orders(no, person, amount, note); INSERT INTO orders(no) VALUES" keys ";" LINES_TABLE

START_TEST(test_own_key_twice) {
  add_lines(KIND_INTEGER);
  refused(ORDERS_OF("(1), (2), ('1')"), "E313", "no");
}
END_TEST

START_TEST(test_own_key_missing) {
  add_lines(KIND_INTEGER);
  refused(ORDERS_OF("(1), (NULL)"), "E315", "no");
}
END_TEST

START_TEST(test_own_key_that_is_no_integer) {
  add_lines(KIND_INTEGER);
  refused(ORDERS_OF("(1), ('x')"), "E314", "\"x\"");
}
END_TEST

/* What the table declares is believed, and what stands in it is met by the scan. */
START_TEST(test_own_key_against_its_type) {
  add_lines(KIND_INTEGER);
  refused(PEOPLE "CREATE TABLE orders(no INT NOT NULL UNIQUE, person, amount, note); INSERT INTO orders(no) VALUES(1), ('x');" LINES_TABLE,
          "E314", "\"x\"");
}
END_TEST

START_TEST(test_a_parent_without_a_key) {
  add_lines(KIND_INTEGER);
  s.kit.p->tables[ORDERS].key = STR("");
  store_kit_sql(s.path, ORDERS_OF("(1)"));
  ck_assert_int_ne(store_kit_open(&s), STATUS_OK);
}
END_TEST

/* ---- which tables are needed ---- */

static void use_nothing(uint32_t table) {
  for (uint32_t i = 0; i < s.kit.p->column_count; i++)
    if (s.kit.p->columns[i].table == table) s.kit.p->columns[i].used = false;
}

START_TEST(test_a_record_that_nothing_uses_needs_no_table) {
  use_nothing(ORDERS);
  open_on(PEOPLE);
  Cursor *cursor = NULL;
  ck_assert_int_eq(cursor_open(s.store, ORDERS, NULL, false, &s.kit.diags, &cursor), STATUS_USAGE);
  ck_assert_ptr_null(cursor);
}
END_TEST

/* count(orders) reads no column. */
START_TEST(test_a_record_whose_rows_are_counted) {
  ProgramUnit units[] = {{UNIT_RECORDS, SUBJECT}, {UNIT_RECORDS, ORDERS}};
  ProgramSlot slot = {.kind = SLOT_AGGREGATE, .rows = 1, .owner = 0, .value = PROGRAM_NONE, .where = PROGRAM_NONE, .by = PROGRAM_NONE};
  use_nothing(ORDERS);
  s.kit.p->units = units;
  s.kit.p->unit_count = 2;
  s.kit.p->slots = &slot;
  s.kit.p->slot_count = 1;
  open_on(PEOPLE ORDERS_TABLE "INSERT INTO orders(person) VALUES(2), (1), (2)");
  ck_assert_str_eq(rows_of(ORDERS, NULL), "2|?|?\n1|?|?\n2|?|?\n");
}
END_TEST

START_TEST(test_a_parent_of_rows_that_are_read) {
  add_lines(KIND_INTEGER);
  use_nothing(ORDERS);
  ck_assert(program_reads(s.kit.p, ORDERS) && program_is_parent(s.kit.p, ORDERS) && !program_is_parent(s.kit.p, LINES));
  use_nothing(LINES);
  ck_assert(!program_reads(s.kit.p, ORDERS) && !program_is_parent(s.kit.p, ORDERS) && program_reads(s.kit.p, SUBJECT));
}
END_TEST

START_TEST(test_table_that_is_missing) { refused(PEOPLE "CREATE TABLE order_(x)", "E310", "orders"); }
END_TEST
START_TEST(test_column_that_is_missing) { refused(PEOPLE "CREATE TABLE orders(person, amount)", "E311", "note"); }
END_TEST
START_TEST(test_foreign_key_that_is_missing) {
  refused(PEOPLE "CREATE TABLE orders(persons, amount, note)", "E311", "person");
  ck_assert_str_eq(s.kit.diags.items[0]->label.p, "did you mean `persons`?");
}
END_TEST

START_TEST(test_a_table_that_need_not_be_there) {
  s.kit.p->tables[ORDERS].optional = true;
  open_on(PEOPLE);
  ck_assert_str_eq(rows_of(ORDERS, NULL), "");
  ck_assert_uint_eq(store_parts(s.store, ORDERS), 1);
  ck_assert_uint_eq(store_count(s.store, ORDERS), 0);
}
END_TEST

/* ---- passes ---- */

START_TEST(test_only_wanted_columns) {
  ColumnUse amount[] = {COLUMN_UNUSED, COLUMN_VALUES, COLUMN_UNUSED};
  open_on(PEOPLE ORDERS_TABLE "INSERT INTO orders VALUES(2, 3, 'z'), (1, 'x', 'y')");
  ck_assert_str_eq(rows_of(ORDERS, amount), "2|3|?\n1|?!|?\n");
  ck_assert_str_eq(rows_of(SUBJECT, amount), "1|?\n2|?\n");
  ck_assert_str_eq(rows_of(ORDERS, NULL), "2|3|z\n1|?!|y\n");
}
END_TEST

START_TEST(test_one_cursor_a_connection) {
  if (s.snapshot) return; /* whose cursors need none */
  Cursor *one = NULL, *two = NULL;
  open_on(PEOPLE ORDERS_TABLE);
  ck_assert_int_eq(cursor_open(s.store, ORDERS, NULL, false, &s.kit.diags, &one), STATUS_OK);
  ck_assert_int_eq(cursor_open(s.store, SUBJECT, NULL, false, &s.kit.diags, &two), STATUS_USAGE);
  cursor_close(one);
  ck_assert_int_eq(cursor_open(s.store, SUBJECT, NULL, false, &s.kit.diags, &two), STATUS_OK);
  cursor_close(two);
}
END_TEST

/* ---- parts ---- */

#define MANY PEOPLE ORDERS_TABLE "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000) " \
  "INSERT INTO orders(rowid, person, amount) SELECT i + i / 100, i % 3, i FROM n"

START_TEST(test_parts_hang_on_the_table_alone) {
  open_on(MANY);
  uint32_t parts = store_parts(s.store, ORDERS);
  ck_assert_uint_eq(parts, 3);
  ck_assert_uint_eq(store_parts(s.store, SUBJECT), 1);
  ck_assert_uint_eq(store_cursors(s.store), 1);
  char *alone = strdup(rows_of(ORDERS, NULL));
  store_close(s.store);
  s.config.threads = 2;
  ck_assert_int_eq(store_kit_open(&s), STATUS_OK);
  ck_assert_uint_eq(store_parts(s.store, ORDERS), parts);
  ck_assert_uint_eq(store_cursors(s.store), 2);
  Cursor *cursors[2];
  for (int i = 0; i < 2; i++) ck_assert_int_eq(cursor_open(s.store, ORDERS, NULL, false, &s.kit.diags, &cursors[i]), STATUS_OK);
  seen.n = 0;
  for (uint32_t part = 0; part < parts; part++) ck_assert_int_eq(scan_part(cursors[part % 2], ORDERS, part), STATUS_OK);
  ck_assert_str_eq(buf_z(&seen), alone);
  for (int i = 0; i < 2; i++) cursor_close(cursors[i]);
  free(alone);
}
END_TEST

START_TEST(test_batch_sizes) {
  store_kit_sql(s.path, PEOPLE ORDERS_TABLE "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) "
                "INSERT INTO orders(rowid, person, amount, note) SELECT i + (i > 3000) * 9000, i % 3, i, 'n' || i % 7 FROM n");
  char *whole = NULL;
  static const uint32_t sizes[] = {2048, 3, 1};
  for (int i = 0; i < 3; i++) {
    s.config.batch_size = sizes[i];
    ck_assert_int_eq(store_kit_open(&s), STATUS_OK);
    const char *rows = rows_of(ORDERS, NULL);
    if (!whole) whole = strdup(rows);
    ck_assert_str_eq(rows, whole);
    store_close(s.store);
    s.store = NULL;
  }
  free(whole);
}
END_TEST

/* ---- the subject's order ---- */

START_TEST(test_slots_want_the_subject_in_key_order) {
  ProgramSlot slot = {.rows = PROGRAM_NONE};
  s.config.key_order = false;
  s.kit.p->slots = &slot;
  s.kit.p->slot_count = 1;
  open_on("CREATE TABLE people(id INT NOT NULL UNIQUE, name TEXT); INSERT INTO people VALUES(3, 'c'), (1, 'a'), (2, 'b');" ORDERS_TABLE);
  ck_assert_str_eq(rows_of(SUBJECT, NULL), "1|a\n2|b\n3|c\n");
}
END_TEST

/* ---- other sources ---- */

static void use_csv(uint32_t table, const char *name, const char *text) {
  char path[160];
  snprintf(path, sizeof path, "%s/%s", s.folder, name);
  FILE *file = fopen(path, "wb");
  fputs(text, file);
  fclose(file);
  s.kit.p->tables[table].csv = true;
  s.kit.p->tables[table].source = arena_str(&s.kit.p->arena, str_from(path));
}

START_TEST(test_csv_beside_a_database) {
  use_csv(ORDERS, "orders.csv", "person,rowid,amount,note\n2,1,3,z\nx,2,,\n1,3,1.5,y\n");
  open_on(PEOPLE);
  ck_assert_str_eq(rows_of(ORDERS, NULL), "2|3|z\n?|?|?\n1|1.5|y\n");
  ck_assert_str_eq(rows_of(SUBJECT, NULL), "1|a\n2|b\n");
}
END_TEST

START_TEST(test_all_from_csv) {
  add_lines(KIND_TEXT);
  use_csv(SUBJECT, "people.csv", "id,name\n2,b\n1,a\n");
  use_csv(ORDERS, "orders.csv", "person,no,amount,note\n2,o2,3,z\n1,o1,1.5,y\n");
  use_csv(LINES, "lines.csv", "order_no,n\no2,1\no9,2\n");
  ck_assert_int_eq(store_open_sqlite(&s.config, NULL, &s.kit.diags, &s.store), STATUS_OK);
  ck_assert_str_eq(rows_of(SUBJECT, NULL), "1|a\n2|b\n");
  ck_assert_str_eq(rows_of(ORDERS, NULL), "2/o2|3|z\n1/o1|1.5|y\n");
  ck_assert_str_eq(rows_of(LINES, NULL), "o2|1\no9|2\n");
}
END_TEST

START_TEST(test_csv_without_the_foreign_key) {
  use_csv(ORDERS, "orders.csv", "persons,amount,note\n2,3,z\n");
  refused(PEOPLE, "E323", "person");
}
END_TEST

START_TEST(test_csv_that_nothing_uses) {
  s.kit.p->tables[ORDERS].csv = true;
  s.kit.p->tables[ORDERS].source = STR("nowhere.csv");
  use_nothing(ORDERS);
  open_on(PEOPLE);
}
END_TEST

START_TEST(test_memory) {
  add_lines(KIND_INTEGER);
  Value people[] = {kit_int(1), kit_int(2)}, names[] = {kit_text("a"), kit_unknown(KIND_TEXT)};
  Value by[] = {kit_int(2), kit_unknown(KIND_INTEGER), kit_int(1)}, no[] = {kit_int(7), kit_int(5), kit_int(6)};
  Value orders[] = {kit_num(3), kit_text("z"), kit_num(4), kit_unknown(KIND_TEXT), kit_unknown(KIND_NUMBER), kit_text("y")};
  Fault faults[] = {FAULT_NONE, FAULT_NONE, FAULT_NONE, FAULT_NONE, FAULT_UNREADABLE, FAULT_NONE};
  MemoryRows tables[] = {{.count = 2, .keys = people, .rows = names},
                         {.count = 3, .keys = by, .own_keys = no, .rows = orders, .faults = faults}, {0}};
  ColumnUse note[] = {COLUMN_UNUSED, COLUMN_UNUSED, COLUMN_VALUES, COLUMN_UNUSED};
  s.config.batch_size = 2;
  ck_assert_int_eq(store_open_memory(&s.config, tables, NULL, &s.store), STATUS_OK);
  ck_assert_str_eq(rows_of(SUBJECT, NULL), "1|a\n2|?\n");
  ck_assert_str_eq(rows_of(ORDERS, NULL), "2/7|3|z\n?/5|4|?\n1/6|?!|y\n");
  ck_assert_str_eq(rows_of(ORDERS, note), "2/7|?|z\n?/5|?|?\n1/6|?|y\n");
  ck_assert_str_eq(rows_of(LINES, NULL), "");
  ck_assert_uint_eq(store_count(s.store, ORDERS), 3);
}
END_TEST

START_TEST(test_out_of_memory) {
  add_lines(KIND_TEXT);
  store_kit_sql(s.path, PEOPLE "CREATE TABLE orders(person, no TEXT, amount, note, PRIMARY KEY(no)) WITHOUT ROWID;"
                "INSERT INTO orders VALUES(1, 'a', 2, 'n'), (2, 'b', 3, 'm');" LINES_TABLE);
  Status status = STATUS_NO_MEMORY;
  for (long i = 0; status != STATUS_OK; i++) {
    Failing failing = {.before = i};
    Alloc alloc = failing_alloc(&failing);
    s.config.alloc = &alloc;
    status = store_kit_open(&s);
    for (uint32_t t = 0; status == STATUS_OK && t < 3; t++) status = scan(t, NULL);
    ck_assert(status == STATUS_OK ? !failing.failed : status == STATUS_NO_MEMORY);
    store_close(s.store);
    s.store = NULL;
  }
}
END_TEST

/* Whatever the way of reading, the rows are the same. */
static void set_up_stepping(void) {
  set_up();
  s.config.step_only = true;
}

static void set_up_snapshot(void) {
  set_up();
  s.snapshot = snapshot_new(&alloc_system, 0);
}

static TCase *cases(const char *name, void (*begin)(void)) {
  TCase *tc = tcase_create(name);
  tcase_add_checked_fixture(tc, begin, tear_down);
  tcase_add_test(tc, test_rows_come_in_the_order_of_the_table);
  tcase_add_test(tc, test_indexes_do_not_show);
  tcase_add_test(tc, test_sparse_rowids);
  tcase_add_test(tc, test_names_of_the_rowid_are_taken);
  tcase_add_test(tc, test_all_names_of_the_rowid_are_taken);
  tcase_add_test(tc, test_a_key_that_is_the_rowid);
  tcase_add_test(tc, test_without_rowid_by_the_primary_key);
  tcase_add_test(tc, test_view);
  tcase_add_test(tc, test_virtual_table);
  tcase_add_test(tc, test_foreign_keys_are_read_as_the_key_is);
  tcase_add_test(tc, test_foreign_keys_of_text);
  tcase_add_test(tc, test_a_parent_gives_its_own_key);
  tcase_add_test(tc, test_a_parent_by_text);
  tcase_add_test(tc, test_own_keys_that_nobody_needs);
  tcase_add_test(tc, test_own_key_twice);
  tcase_add_test(tc, test_own_key_missing);
  tcase_add_test(tc, test_own_key_that_is_no_integer);
  tcase_add_test(tc, test_own_key_against_its_type);
  tcase_add_test(tc, test_a_parent_without_a_key);
  tcase_add_test(tc, test_a_record_that_nothing_uses_needs_no_table);
  tcase_add_test(tc, test_a_record_whose_rows_are_counted);
  tcase_add_test(tc, test_a_parent_of_rows_that_are_read);
  tcase_add_test(tc, test_table_that_is_missing);
  tcase_add_test(tc, test_column_that_is_missing);
  tcase_add_test(tc, test_foreign_key_that_is_missing);
  tcase_add_test(tc, test_a_table_that_need_not_be_there);
  tcase_add_test(tc, test_only_wanted_columns);
  tcase_add_test(tc, test_one_cursor_a_connection);
  tcase_add_test(tc, test_parts_hang_on_the_table_alone);
  tcase_add_test(tc, test_batch_sizes);
  tcase_add_test(tc, test_slots_want_the_subject_in_key_order);
  tcase_add_test(tc, test_csv_beside_a_database);
  tcase_add_test(tc, test_all_from_csv);
  tcase_add_test(tc, test_csv_without_the_foreign_key);
  tcase_add_test(tc, test_csv_that_nothing_uses);
  tcase_add_test(tc, test_memory);
  tcase_add_test(tc, test_out_of_memory);
  return tc;
}

Suite *suite_related(void) {
  Suite *suite = suite_create("related");
  suite_add_tcase(suite, cases("by pages", set_up));
  suite_add_tcase(suite, cases("stepping", set_up_stepping));
  suite_add_tcase(suite, cases("from a snapshot", set_up_snapshot));
  return suite;
}

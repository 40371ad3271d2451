/* SPDX-License-Identifier: MIT
 * Writing rows: CSV, JSON lines, tables for terminals, tables in databases new and old. */
#include "tests/unit/store_kit.h"

#include "runtime/sink/sink.h"

static StoreKit s;
static char out[160];
static uint32_t columns[4];
static SinkConfig config;
static KitLanes keys, names, amounts, flags, colours;
static Vector key, vecs[4];
static const Vector *pointers[4] = {&vecs[0], &vecs[1], &vecs[2], &vecs[3]};

static void add_def(uint32_t i, const char *name, Kind kind) {
  ProgramDef *def = &s.kit.p->defs[s.kit.p->def_count];
  *def = (ProgramDef){.kind = DEF_LET, .name = str_from(name), .value = kind};
  if (kind == KIND_CODE) def->labels = kit_labels;
  columns[i] = s.kit.p->def_count++;
}

static void set_up(void) {
  store_kit_begin(&s);
  snprintf(out, sizeof out, "%s/out", s.folder);
  store_kit_field(&s, "id", KIND_INTEGER, false);
  s.kit.p->columns[0].name = STR("ident");
  add_def(0, "name", KIND_TEXT);
  add_def(1, "amount", KIND_MONEY);
  add_def(2, "flag", KIND_BOOLEAN);
  add_def(3, "colour", KIND_CODE);
  config = (SinkConfig){.alloc = &alloc_system, .program = s.kit.p, .columns = columns, .column_count = 4, .path = out, .fd = -1};
  static const char *const texts[] = {"a,\"b\"", "", NULL, "\x1b[31mred"};
  static const int64_t money[] = {10000, 12500, -5, 123456};
  for (uint32_t i = 0; i < 4; i++) {
    kit_set_lane(&keys, i, kit_int(i + 1));
    kit_set_lane(&names, i, texts[i] ? kit_text(texts[i]) : kit_unknown(KIND_TEXT));
    kit_set_lane(&amounts, i, (Value){.kind = KIND_MONEY, .known = i != 2, .i64 = money[i]});
    kit_set_lane(&flags, i, kit_bool(i % 2));
    kit_set_lane(&colours, i, i == 3 ? kit_unknown(KIND_CODE) : kit_code((int32_t)i));
  }
  key = kit_batch_column(&keys, KIND_INTEGER).vec;
  vecs[0] = kit_batch_column(&names, KIND_TEXT).vec;
  vecs[1] = kit_batch_column(&amounts, KIND_MONEY).vec;
  vecs[2] = kit_batch_column(&flags, KIND_BOOLEAN).vec;
  vecs[3] = kit_batch_column(&colours, KIND_CODE).vec;
}

static void tear_down(void) { store_kit_end(&s); }

static Status give(Sink *sink, uint64_t lanes) {
  Mask mask = {{lanes}};
  return sink->rows.rows(sink->rows.self, &key, pointers, &mask, 4);
}

static Status write_all(SinkFormat format, uint64_t lanes) {
  Sink *sink = NULL;
  config.format = format;
  Status status = sink_open(&config, &s.kit.diags, &sink);
  if (status != STATUS_OK) return status;
  status = give(sink, lanes);
  if (status == STATUS_OK) return sink_finish(sink, &s.kit.diags);
  sink_abandon(sink);
  return status;
}

static void expect_file(const char *wanted) {
  static char text[20000];
  FILE *file = fopen(out, "rb");
  ck_assert_ptr_nonnull(file);
  size_t n = fread(text, 1, sizeof text - 1, file);
  fclose(file);
  text[n] = 0;
  ck_assert_str_eq(text, wanted);
}

START_TEST(test_csv) {
  ck_assert_int_eq(write_all(SINK_CSV, 15), STATUS_OK);
  expect_file("ident,name,amount,flag,colour\r\n1,\"a,\"\"b\"\"\",1.00,false,red\r\n2,\"\",1.25,true,green\r\n"
              "3,,,false,blue\r\n4,\x1b[31mred,12.3456,true,\r\n");
}
END_TEST

START_TEST(test_csv_of_no_rows) {
  ck_assert_int_eq(write_all(SINK_CSV, 0), STATUS_OK);
  expect_file("ident,name,amount,flag,colour\r\n");
}
END_TEST

START_TEST(test_jsonl) {
  ck_assert_int_eq(write_all(SINK_JSONL, 5), STATUS_OK);
  expect_file("{\"ident\":1,\"name\":\"a,\\\"b\\\"\",\"amount\":1.00,\"flag\":false,\"colour\":\"red\"}\n"
              "{\"ident\":3,\"name\":null,\"amount\":null,\"flag\":false,\"colour\":\"blue\"}\n");
}
END_TEST

START_TEST(test_table) {
  ck_assert_int_eq(write_all(SINK_TABLE, 3), STATUS_OK);
  expect_file("ident  name   amount  flag   colour\n─────  ─────  ──────  ─────  ──────\n"
              "    1  a,\"b\"    1.00  false  red\n    2           1.25  true   green\n");
}
END_TEST

START_TEST(test_table_obeys_no_control_characters) {
  ck_assert_int_eq(write_all(SINK_TABLE, 8), STATUS_OK);
  FILE *file = fopen(out, "rb");
  for (int c; (c = fgetc(file)) != EOF;) ck_assert_int_ne(c, 0x1b);
  fclose(file);
}
END_TEST

START_TEST(test_table_fits_the_terminal) {
  config.width = 24;
  ck_assert_int_eq(write_all(SINK_TABLE, 1), STATUS_OK);
  FILE *file = fopen(out, "rb");
  char line[200];
  while (fgets(line, sizeof line, file)) {
    uint32_t width = 0;
    for (const char *p = line; *p && *p != '\n'; p++) width += ((uint8_t)*p & 0xc0) != 0x80;
    ck_assert_uint_le(width, 29); /* the key is whole, and four columns are never narrower than four */
  }
  fclose(file);
}
END_TEST

/* Does a line of the output begin with these words, whole? */
static bool has_line(const char *begins) {
  FILE *file = fopen(out, "rb");
  char line[400];
  bool found = false;
  while (fgets(line, sizeof line, file)) found |= strncmp(line + strspn(line, " "), begins, strlen(begins)) == 0;
  fclose(file);
  return found;
}

START_TEST(test_table_in_blocks_cuts_no_key) {
  enum { TIMES = 80000 /* of four rows: more than one block */ };
  Sink *sink = NULL;
  config.format = SINK_TABLE;
  ck_assert_int_eq(sink_open(&config, &s.kit.diags, &sink), STATUS_OK);
  for (int i = 0; i < TIMES; i++) {
    if (i == TIMES - 1) kit_set_lane(&keys, 3, kit_int(123456789012));
    ck_assert_int_eq(give(sink, 15), STATUS_OK);
  }
  ck_assert_int_eq(sink_finish(sink, &s.kit.diags), STATUS_OK);
  ck_assert(has_line("123456789012  "));
  FILE *file = fopen(out, "rb");
  int lines = 0;
  for (int c; (c = fgetc(file)) != EOF;) lines += c == '\n';
  fclose(file);
  ck_assert_int_eq(lines, 4 * TIMES + 2);
}
END_TEST

static const char LONG[] = "a text of more columns than are laid out for one cell, which is seventy-eight long";

START_TEST(test_table_off_a_terminal_cuts_nothing) {
  kit_set_lane(&names, 0, kit_text(LONG));
  ck_assert_int_eq(write_all(SINK_TABLE, 3), STATUS_OK);
  char wanted[200];
  snprintf(wanted, sizeof wanted, "1  %s    1.00  false", LONG);
  ck_assert(has_line(wanted));
}
END_TEST

START_TEST(test_table_on_a_narrow_terminal_keeps_the_key) {
  config.width = 20;
  s.kit.p->columns[0].kind = KIND_TEXT;
  s.kit.p->tables[0].key_kind = KIND_TEXT;
  for (uint32_t i = 0; i < 4; i++) kit_set_lane(&keys, i, kit_text(LONG));
  key = kit_batch_column(&keys, KIND_TEXT).vec;
  ck_assert_int_eq(write_all(SINK_TABLE, 1), STATUS_OK);
  ck_assert(has_line(LONG));
}
END_TEST

START_TEST(test_table_shows_no_noise_of_doubles) {
  static const double numbers[] = {0.1 + 0.2, 1.024000000000001, 123456789012345.0, 1e-7 / 3};
  for (uint32_t i = 0; i < 4; i++) kit_set_lane(&flags, i, (Value){.kind = KIND_NUMBER, .known = true, .f64 = numbers[i]});
  s.kit.p->defs[columns[2]].value = KIND_NUMBER;
  vecs[2] = kit_batch_column(&flags, KIND_NUMBER).vec;
  config.columns = &columns[2];
  config.column_count = 1;
  pointers[0] = &vecs[2];
  ck_assert_int_eq(write_all(SINK_TABLE, 15), STATUS_OK);
  pointers[0] = &vecs[0];
  expect_file("ident              flag\n─────  ────────────────\n    1               0.3\n    2             1.024\n"
              "    3   123456789012345\n    4  3.33333333333e-8\n");
}
END_TEST

START_TEST(test_abandoned_sinks_leave_nothing) {
  for (int format = SINK_TABLE; format <= SINK_SQLITE; format++) {
    Sink *sink = NULL;
    config.format = (SinkFormat)format;
    ck_assert_int_eq(sink_open(&config, &s.kit.diags, &sink), STATUS_OK);
    ck_assert_int_eq(give(sink, 15), STATUS_OK);
    sink_abandon(sink);
    ck_assert_int_ne(access(out, F_OK), 0);
  }
  sink_abandon(NULL);
}
END_TEST

/* ---- SQLite ---- */

START_TEST(test_new_database) {
  ck_assert_int_eq(write_all(SINK_SQLITE, 15), STATUS_OK);
  ck_assert_str_eq(store_kit_ask(out, "SELECT group_concat(quote(ident) || quote(name) || quote(amount) || quote(flag) || quote(colour), ';') "
                                      "FROM people"),
                   "1'a,\"b\"'10'red';2''1.251'green';3NULLNULL0'blue';4'\x1b[31mred'12.34561NULL");
  ck_assert_str_eq(store_kit_ask(out, "PRAGMA integrity_check"), "ok");
  ck_assert_str_eq(store_kit_ask(out, "PRAGMA journal_mode"), "delete");
  ck_assert_str_eq(store_kit_ask(out, "SELECT group_concat(type) FROM pragma_table_info('people')"),
                   "INTEGER,TEXT,NUMERIC,INTEGER,TEXT");
}
END_TEST

START_TEST(test_text_keys) {
  static const char *const texts[] = {"b", "a longer key", "", "c"};
  s.kit.p->columns[0].kind = KIND_TEXT;
  s.kit.p->tables[0].key_kind = KIND_TEXT;
  for (uint32_t i = 0; i < 4; i++) kit_set_lane(&keys, i, kit_text(texts[i]));
  key = kit_batch_column(&keys, KIND_TEXT).vec;
  for (int i = 0; i < 2; i++) { /* into a new file, and over what the first has made */
    ck_assert_int_eq(write_all(SINK_SQLITE, 15), STATUS_OK);
    ck_assert_str_eq(store_kit_ask(out, "SELECT group_concat(quote(ident), ';') FROM people INDEXED BY sqlite_autoindex_people_1"),
                     "'';'a longer key';'b';'c'");
    ck_assert_str_eq(store_kit_ask(out, "SELECT group_concat(quote(ident), ';') FROM (SELECT ident FROM people ORDER BY rowid)"),
                     "'b';'a longer key';'';'c'");
    ck_assert_str_eq(store_kit_ask(out, "PRAGMA integrity_check"), "ok");
  }
  kit_set_lane(&keys, 3, kit_text("b"));
  ck_assert_int_eq(write_all(SINK_SQLITE, 15), STATUS_IO);
  ck_assert_str_eq(store_kit_code(&s), "E360");
}
END_TEST

START_TEST(test_rows_in_any_order) {
  for (uint32_t i = 0; i < 4; i++) kit_set_lane(&keys, i, kit_int((int64_t)(i * 7 % 4) - 2));
  config.any_order = true;
  ck_assert_int_eq(write_all(SINK_SQLITE, 15), STATUS_OK);
  ck_assert_str_eq(store_kit_ask(out, "SELECT group_concat(ident || ':' || ifnull(colour, '')) FROM people"), "-2:red,-1:,0:blue,1:green");
  ck_assert_str_eq(store_kit_ask(out, "PRAGMA integrity_check"), "ok");
}
END_TEST

/* Each kind as SQLite would keep it, known and not, at its edges. */
START_TEST(test_stored_forms) {
  static const int64_t money[] = {INT64_MAX, -INT64_MAX, 1000000000000000001, 5000};
  static const double numbers[] = {0.1, 3, -1e300, 140737488355328.0};
  for (uint32_t i = 0; i < 4; i++) {
    kit_set_lane(&names, i, (Value){.kind = KIND_DATE, .known = i != 1, .i32 = (int32_t)i * 10000});
    kit_set_lane(&amounts, i, (Value){.kind = KIND_MONEY, .known = true, .i64 = money[i]});
    kit_set_lane(&flags, i, (Value){.kind = KIND_NUMBER, .known = true, .f64 = numbers[i]});
    kit_set_lane(&colours, i, (Value){.kind = KIND_DATETIME, .known = i != 2, .i64 = (int64_t)i * 86401});
  }
  static const Kind kinds[] = {KIND_DATE, KIND_MONEY, KIND_NUMBER, KIND_DATETIME};
  KitLanes *const lanes[] = {&names, &amounts, &flags, &colours};
  for (uint32_t c = 0; c < 4; c++) {
    s.kit.p->defs[columns[c]].value = kinds[c];
    vecs[c] = kit_batch_column(lanes[c], kinds[c]).vec;
  }
  for (int i = 0; i < 2; i++) {
    ck_assert_int_eq(write_all(SINK_SQLITE, 15), STATUS_OK);
    ck_assert_str_eq(store_kit_ask(out, "SELECT group_concat(quote(name) || ' ' || typeof(amount) || printf('%.14g', amount) || ' ' || typeof(flag) || "
                                        "quote(flag) || ' ' || quote(colour), ';') FROM people"),
                     "'1970-01-01' real9.2233720368548e+14 real0.1 '1970-01-01T00:00:00';"
                     "NULL real-9.2233720368548e+14 real3.0 '1970-01-02T00:00:01';"
                     "'2024-10-04' integer1e+14 real-1.0e+300 NULL;"
                     "'2052-02-20' real0.5 real140737488355328.0 '1970-01-04T00:00:03'");
  }
}
END_TEST

/* Rows whose texts are short are made another way than those with a long one; in the file there is no difference. */
START_TEST(test_texts_of_any_length) {
  static char letters[3001];
  static const uint32_t lengths[] = {8, 57, 58, 3000};
  memset(letters, 'x', sizeof letters - 1);
  for (uint32_t i = 0; i < 4; i++)
    kit_set_lane(&names, i, (Value){.kind = KIND_TEXT, .known = true, .str = {letters, lengths[i]}});
  static const struct {
    uint64_t lanes;
    const char *wanted;
  } cases[] = {{1, "1 8"}, {3, "1 8,2 57"}, {4, "3 58"}, {7, "1 8,2 57,3 58"}, {15, "1 8,2 57,3 58,4 3000"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    ck_assert_int_eq(write_all(SINK_SQLITE, cases[i].lanes), STATUS_OK);
    ck_assert_str_eq(store_kit_ask(out, "SELECT group_concat(ident || ' ' || length(replace(name, 'y', ''))) FROM people"), cases[i].wanted);
    ck_assert_str_eq(store_kit_ask(out, "SELECT count(*) FROM people WHERE replace(name, 'x', '') <> ''"), "0");
    ck_assert_str_eq(store_kit_ask(out, "PRAGMA integrity_check"), "ok");
  }
}
END_TEST

/* A constant stands for all lanes. */
START_TEST(test_constants) {
  vecs[1].constant = vecs[2].constant = vecs[3].constant = true;
  ck_assert_int_eq(write_all(SINK_SQLITE, 6), STATUS_OK);
  ck_assert_str_eq(store_kit_ask(out, "SELECT group_concat(ident || amount || flag || colour, ';') FROM people"), "210red;310red");
}
END_TEST

START_TEST(test_database_of_another_encoding) {
  store_kit_sql(out, "PRAGMA encoding = 'UTF-16le'; CREATE TABLE mine(x); INSERT INTO mine VALUES('k\xc3\xa9pt')");
  ck_assert_int_eq(write_all(SINK_SQLITE, 15), STATUS_OK);
  ck_assert_str_eq(store_kit_ask(out, "SELECT group_concat(ident || quote(name) || quote(colour), ';') FROM people"),
                   "1'a,\"b\"''red';2'''green';3NULL'blue';4'\x1b[31mred'NULL");
  ck_assert_str_eq(store_kit_ask(out, "SELECT x FROM mine"), "k\xc3\xa9pt");
  ck_assert_str_eq(store_kit_ask(out, "PRAGMA integrity_check"), "ok");
}
END_TEST

START_TEST(test_more_columns_than_sqlite_takes) {
  enum { MANY = 2100 };
  static uint32_t many[MANY];
  static ProgramDef defs[MANY];
  static char def_names[MANY][8];
  for (uint32_t i = 0; i < MANY; i++) {
    snprintf(def_names[i], sizeof def_names[i], "d%u", i);
    defs[i] = (ProgramDef){.kind = DEF_LET, .name = str_from(def_names[i]), .value = KIND_INTEGER};
    many[i] = i;
  }
  s.kit.p->defs = defs;
  config.columns = many;
  config.column_count = MANY;
  ck_assert_int_eq(write_all(SINK_SQLITE, 15), STATUS_IO);
  ck_assert_str_eq(store_kit_code(&s), "E360");
  ck_assert_int_ne(access(out, F_OK), 0);
}
END_TEST

START_TEST(test_own_table_is_replaced) {
  ck_assert_int_eq(write_all(SINK_SQLITE, 15), STATUS_OK);
  store_kit_sql(out, "CREATE TABLE mine(x); INSERT INTO mine VALUES('kept')");
  ck_assert_int_eq(write_all(SINK_SQLITE, 1), STATUS_OK);
  ck_assert_str_eq(store_kit_ask(out, "SELECT count(*) FROM people"), "1");
  ck_assert_str_eq(store_kit_ask(out, "SELECT x FROM mine"), "kept");
}
END_TEST

START_TEST(test_own_table_among_others_is_replaced) {
  store_kit_sql(out, "CREATE TABLE mine(x); INSERT INTO mine VALUES('kept')");
  ck_assert_int_eq(write_all(SINK_SQLITE, 15), STATUS_OK);
  ck_assert_int_eq(write_all(SINK_SQLITE, 1), STATUS_OK);
  ck_assert_str_eq(store_kit_ask(out, "SELECT count(*) FROM people"), "1");
  ck_assert_str_eq(store_kit_ask(out, "SELECT x FROM mine"), "kept");
}
END_TEST

START_TEST(test_a_new_file_holds_one_table) {
  ck_assert_int_eq(write_all(SINK_SQLITE, 15), STATUS_OK);
  ck_assert_str_eq(store_kit_ask(out, "SELECT count(*) FROM sqlite_schema WHERE type = 'table'"), "1");
}
END_TEST

START_TEST(test_foreign_table_is_not_replaced) {
  store_kit_sql(out, "CREATE TABLE People(x); INSERT INTO People VALUES('kept')");
  ck_assert_int_eq(write_all(SINK_SQLITE, 1), STATUS_IO);
  ck_assert_str_eq(store_kit_code(&s), "E367");
  ck_assert_str_eq(store_kit_ask(out, "SELECT x FROM people"), "kept");
}
END_TEST

START_TEST(test_table_made_anew_by_another_is_not_replaced) {
  ck_assert_int_eq(write_all(SINK_SQLITE, 15), STATUS_OK);
  store_kit_sql(out, "DROP TABLE people; CREATE TABLE people(x)");
  ck_assert_int_eq(write_all(SINK_SQLITE, 1), STATUS_IO);
  ck_assert_str_eq(store_kit_code(&s), "E367");
}
END_TEST

START_TEST(test_input_is_not_replaced) {
  store_kit_sql(out, "CREATE TABLE people(id INTEGER PRIMARY KEY)");
  config.database = out;
  ck_assert_int_eq(write_all(SINK_SQLITE, 1), STATUS_IO);
  ck_assert_str_eq(store_kit_code(&s), "E366");
}
END_TEST

START_TEST(test_results_beside_the_input) {
  s.kit.p->tables[0].source = STR("firms");
  store_kit_sql(out, "CREATE TABLE firms(id INTEGER PRIMARY KEY)");
  config.database = out;
  ck_assert_int_eq(write_all(SINK_SQLITE, 3), STATUS_OK);
  ck_assert_str_eq(store_kit_ask(out, "SELECT count(*) FROM people"), "2");
}
END_TEST

START_TEST(test_not_a_database) {
  FILE *file = fopen(out, "wb");
  for (int i = 0; i < 1000; i++) fputs("text ", file);
  fclose(file);
  ck_assert_int_eq(write_all(SINK_SQLITE, 1), STATUS_IO);
  ck_assert_str_eq(store_kit_code(&s), "E370");
}
END_TEST

START_TEST(test_no_stream) {
  config.path = "-";
  ck_assert_int_eq(write_all(SINK_SQLITE, 1), STATUS_USAGE);
  ck_assert_str_eq(store_kit_code(&s), "E369");
}
END_TEST

START_TEST(test_names_that_come_twice) {
  columns[1] = columns[0];
  pointers[1] = &vecs[0];
  s.kit.p->defs[columns[0]].name = STR("IDENT");
  ck_assert_int_eq(write_all(SINK_SQLITE, 1), STATUS_OK);
  ck_assert_str_eq(store_kit_ask(out, "SELECT group_concat(name) FROM pragma_table_info('people')"),
                   "ident,IDENT_2,IDENT_3,flag,colour");
  pointers[1] = &vecs[1];
}
END_TEST

START_TEST(test_hostile_names) {
  s.kit.p->tables[0].name = STR("x\"; DROP TABLE cible_results; --");
  s.kit.p->defs[columns[0]].name = STR("a\" INTEGER, \"b");
  ck_assert_int_eq(write_all(SINK_SQLITE, 1), STATUS_OK);
  ck_assert_str_eq(store_kit_ask(out, "SELECT name FROM sqlite_schema WHERE type = 'table'"), "x\"; DROP TABLE cible_results; --");
}
END_TEST

START_TEST(test_key_twice_is_refused) {
  kit_set_lane(&keys, 1, kit_int(1));
  ck_assert_int_eq(write_all(SINK_SQLITE, 3), STATUS_IO);
  ck_assert_str_eq(store_kit_code(&s), "E360");
  ck_assert_int_ne(access(out, F_OK), 0);
}
END_TEST

Suite *suite_sinks(void) {
  Suite *suite = suite_create("sinks");
  TCase *tc = tcase_create("sinks");
  tcase_set_timeout(tc, 30);
  tcase_add_checked_fixture(tc, set_up, tear_down);
  tcase_add_test(tc, test_csv);
  tcase_add_test(tc, test_csv_of_no_rows);
  tcase_add_test(tc, test_jsonl);
  tcase_add_test(tc, test_table);
  tcase_add_test(tc, test_table_obeys_no_control_characters);
  tcase_add_test(tc, test_table_fits_the_terminal);
  tcase_add_test(tc, test_table_in_blocks_cuts_no_key);
  tcase_add_test(tc, test_table_off_a_terminal_cuts_nothing);
  tcase_add_test(tc, test_table_on_a_narrow_terminal_keeps_the_key);
  tcase_add_test(tc, test_table_shows_no_noise_of_doubles);
  tcase_add_test(tc, test_abandoned_sinks_leave_nothing);
  tcase_add_test(tc, test_new_database);
  tcase_add_test(tc, test_text_keys);
  tcase_add_test(tc, test_rows_in_any_order);
  tcase_add_test(tc, test_stored_forms);
  tcase_add_test(tc, test_texts_of_any_length);
  tcase_add_test(tc, test_constants);
  tcase_add_test(tc, test_database_of_another_encoding);
  tcase_add_test(tc, test_more_columns_than_sqlite_takes);
  tcase_add_test(tc, test_own_table_is_replaced);
  tcase_add_test(tc, test_foreign_table_is_not_replaced);
  tcase_add_test(tc, test_own_table_among_others_is_replaced);
  tcase_add_test(tc, test_a_new_file_holds_one_table);
  tcase_add_test(tc, test_table_made_anew_by_another_is_not_replaced);
  tcase_add_test(tc, test_input_is_not_replaced);
  tcase_add_test(tc, test_results_beside_the_input);
  tcase_add_test(tc, test_not_a_database);
  tcase_add_test(tc, test_no_stream);
  tcase_add_test(tc, test_names_that_come_twice);
  tcase_add_test(tc, test_hostile_names);
  tcase_add_test(tc, test_key_twice_is_refused);
  suite_add_tcase(suite, tc);
  return suite;
}

/* SPDX-License-Identifier: MIT
 * Columns that come as they are asked for: lane by lane, more of them later, and at once where most were asked for before. */
#include "tests/unit/store_kit.h"

enum { X, N, COLUMNS };

static StoreKit s;
static Cursor *cursor;
static const Batch *batch;

/* n stands behind s, which may be long. */
static void set_up(void) {
  store_kit_begin(&s);
  store_kit_field(&s, "x", KIND_TEXT, false);
  store_kit_field(&s, "n", KIND_INTEGER, false);
  cursor = NULL;
}

static void tear_down(void) {
  cursor_close(cursor);
  store_kit_end(&s);
}

/* Of record i x is `text i`, and n is i, but a fault where 7 divides i. */
static void open_people(uint32_t count, const char *before, const char *then, uint32_t batch_size) {
  char sql[400];
  snprintf(sql, sizeof sql,
           "%sCREATE TABLE people(id INTEGER PRIMARY KEY, x TEXT, s, n);"
           "WITH RECURSIVE i(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM i WHERE i < %u)"
           "INSERT INTO people SELECT i, 'text ' || i, NULL, CASE WHEN i %% 7 THEN i ELSE 'x' END FROM i",
           before, count);
  store_kit_sql(s.path, sql);
  if (then) store_kit_sql(s.path, then);
  s.config.batch_size = batch_size;
}

static void open_cursor(void) {
  ck_assert_int_eq(store_open_sqlite(&s.config, s.path, &s.kit.diags, &s.store), STATUS_OK);
  ck_assert_str_eq(store_reader(s.store, 0), "pages");
  ck_assert_int_eq(cursor_open(s.store, 0, NULL, true, &s.kit.diags, &cursor), STATUS_OK);
  ck_assert_int_eq(cursor_part(cursor, 0, &s.kit.diags), STATUS_OK);
}

static void next_batch(void) {
  ck_assert_int_eq(cursor_next(cursor, &batch, &s.kit.diags), STATUS_OK);
  ck_assert_ptr_nonnull(batch);
}

static Mask each(uint32_t step, uint32_t from) {
  Mask lanes = {{0}};
  for (uint32_t lane = from; lane < batch->count; lane += step) mask_set(&lanes, lane);
  return lanes;
}

static bool is_here(uint32_t column, uint32_t lane) { return !batch->columns[column].here || mask_get(batch->columns[column].here, lane); }

static void check_lane(uint32_t column, uint32_t lane) {
  const BatchColumn *from = &batch->columns[column];
  const int64_t i = vector_get(&batch->key, lane).i64;
  const Value value = vector_get(&from->vec, lane);
  char text[40];
  ck_assert(is_here(column, lane));
  snprintf(text, sizeof text, "text %d", (int)i);
  ck_assert_uint_eq(from->fault ? from->fault[lane] : FAULT_NONE, column == N && i % 7 == 0 ? FAULT_UNREADABLE : FAULT_NONE);
  ck_assert_int_eq(value.known, column == X || i % 7 != 0);
  if (value.known) ck_assert(column == X ? str_is(value.str, text) : value.i64 == i);
}

static void ask(uint32_t column, Mask lanes) {
  ck_assert(batch_read(batch, column, &lanes));
  MASK_EACH(&lanes, batch->count, lane) check_lane(column, (uint32_t)lane);
}

START_TEST(test_more_and_more_lanes) {
  open_people(5000, "", NULL, 0);
  open_cursor();
  for (int i = 0; i < 2; i++) {
    next_batch();
    for (uint32_t column = X; column < COLUMNS; column++) {
      ck_assert(!is_here(column, 0));
      ask(column, each(97, 3));
      ck_assert(is_here(column, 100) && !is_here(column, 101));
      ask(column, each(10, 0));
      ask(column, each(97, 3)); /* what was here stays as it was */
      ask(column, each(i ? 1 : 3, 0));
      ask(column, each(97, 3));
    }
  }
}
END_TEST

/* Texts that do not repeat lose their dictionary, whichever lanes are asked for. */
START_TEST(test_texts_without_a_dictionary) {
  open_people(16000, "", NULL, 0);
  open_cursor();
  for (int i = 0; i < 7; i++) {
    next_batch();
    const bool gone = i > 4 && !batch->columns[X].vec.dict;
    if (i < 4) ask(X, each(1, 0));
    ask(X, each(500, 30));
    ck_assert(i <= 4 || gone);
    for (uint32_t lane = 0; lane < batch->count; lane++) vector_get(&batch->columns[X].vec, lane); /* no text of a batch that is gone */
  }
}
END_TEST

START_TEST(test_at_once_where_most_are_asked_for) {
  open_people(100, "", NULL, 10);
  open_cursor();
  next_batch();
  ck_assert_ptr_nonnull(batch->columns[X].here);
  ask(X, each(2, 0));
  ask(N, each(4, 0));
  next_batch();
  ck_assert_ptr_null(batch->columns[X].here);
  for (uint32_t lane = 0; lane < 10; lane++) check_lane(X, lane);
  ck_assert(!is_here(N, 0));
  ask(N, each(1, 2));
  next_batch();
  ck_assert_ptr_null(batch->columns[X].here);
  ck_assert_ptr_null(batch->columns[N].here);
  for (uint32_t lane = 0; lane < 10; lane++) check_lane(N, lane);
  ck_assert_int_eq(cursor_part(cursor, 0, &s.kit.diags), STATUS_OK); /* a part begins anew */
  next_batch();
  ck_assert(!is_here(X, 0) && !is_here(N, 0));
}
END_TEST

START_TEST(test_all_at_once_where_nobody_asks_by_lane) {
  open_people(100, "", NULL, 10);
  open_cursor();
  cursor_close(cursor);
  ck_assert_int_eq(cursor_open(s.store, 0, NULL, false, &s.kit.diags, &cursor), STATUS_OK);
  ck_assert_int_eq(cursor_part(cursor, 0, &s.kit.diags), STATUS_OK);
  for (int i = 0; i < 3; i++) {
    next_batch();
    for (uint32_t lane = 0; lane < 20; lane++) check_lane(lane / 10 ? X : N, lane % 10);
  }
}
END_TEST

/* Behind 17 MB, which are not put together here: SQLite is asked for that record alone. */
START_TEST(test_strange_where_asked_for) {
  open_people(40, "", "UPDATE people SET s = zeroblob(17 << 20) WHERE id = 20", 8);
  open_cursor();
  next_batch();
  next_batch();
  next_batch();
  ask(N, each(8, 1));
  ask(N, each(2, 1)); /* lane 3 is record 20 */
  ask(X, each(8, 3));
  ask(X, each(1, 0));
  ask(N, each(1, 0));
  next_batch();
  ask(N, each(1, 0));
}
END_TEST

START_TEST(test_damage_where_asked_for) {
  open_people(40, "PRAGMA page_size=512; ", "UPDATE people SET s = printf('%.*c', 4000, 'z') WHERE id = 20", 8);
  store_kit_cut_text(s.path);
  open_cursor();
  next_batch();
  next_batch();
  next_batch();
  ask(N, each(8, 1));
  Mask lanes = each(8, 3);
  ck_assert(!batch_read(batch, N, &lanes));
  ck_assert_int_eq(batch->source->failed, STATUS_IO);
  ck_assert_uint_eq(s.kit.diags.count, 1);
  ck_assert(!batch_read(batch, N, &lanes)); /* told once */
  ck_assert_uint_eq(s.kit.diags.count, 1);
}
END_TEST

/* Records from before their column was added, met in some lanes alone. */
START_TEST(test_added_column) {
  store_kit_sql(s.path, "CREATE TABLE people(id INTEGER PRIMARY KEY, x TEXT);"
                        "WITH RECURSIVE i(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM i WHERE i < 40) INSERT INTO people SELECT i, 'text ' || i FROM i;"
                        "ALTER TABLE people ADD COLUMN n INTEGER DEFAULT 20");
  s.config.batch_size = 8;
  open_cursor();
  next_batch();
  next_batch();
  next_batch();
  ask(N, each(8, 3));
  ask(X, each(8, 3));
  next_batch();
  Mask lanes = each(3, 0);
  ck_assert(batch_read(batch, N, &lanes));
  MASK_EACH(&lanes, batch->count, lane) ck_assert_int_eq(vector_get(&batch->columns[N].vec, (uint32_t)lane).i64, 20);
}
END_TEST

Suite *suite_lanes(void);
Suite *suite_lanes(void) {
  Suite *suite = suite_create("lanes");
  TCase *tc = tcase_create("lanes");
  tcase_add_checked_fixture(tc, set_up, tear_down);
  tcase_add_test(tc, test_more_and_more_lanes);
  tcase_add_test(tc, test_texts_without_a_dictionary);
  tcase_add_test(tc, test_at_once_where_most_are_asked_for);
  tcase_add_test(tc, test_all_at_once_where_nobody_asks_by_lane);
  tcase_add_test(tc, test_strange_where_asked_for);
  tcase_add_test(tc, test_damage_where_asked_for);
  tcase_add_test(tc, test_added_column);
  suite_add_tcase(suite, tc);
  return suite;
}

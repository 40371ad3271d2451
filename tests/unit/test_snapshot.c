/* SPDX-License-Identifier: MIT
 * Blocks give back what went into them, whatever their form; a snapshot is read again, grows, and begins anew with its database. */
#include "tests/unit/store_kit.h"

#include <math.h>

#include "runtime/snapshot/cache_file.h"

static BlockRoom room;

/* Makes a block of n lanes, holds what comes back against it, and gives its bytes. */
static size_t there_and_back(Vector vec, uint32_t n, BlockForm form) {
  BatchColumn in = {.vec = vec}, out;
  ColumnBlock *block = column_block_make(&alloc_system, &in, NULL, n);
  ck_assert_ptr_nonnull(block);
  ck_assert_int_eq(block->form, form);
  column_block_read(block, vec.kind, NULL, &room, &out);
  for (uint32_t i = 0; i < n; i++) {
    Value a = vector_get(&vec, i), b = vector_get(&out.vec, i);
    ck_assert_int_eq(a.known, b.known);
    if (!a.known) continue;
    if (kind_lane(vec.kind) == LANE_STR) ck_assert(str_equal(a.str, b.str));
    else if (kind_lane(vec.kind) == LANE_I32) ck_assert_int_eq(a.i32, b.i32);
    else if (kind_lane(vec.kind) == LANE_BITS) ck_assert_int_eq(a.truth, b.truth);
    else ck_assert_int_eq(a.i64, b.i64); /* numbers too: to the last bit */
  }
  size_t size = column_block_size(block);
  column_block_free(&alloc_system, block);
  return size;
}

START_TEST(test_whole_numbers) {
  static int64_t lanes[BATCH_SIZE];
  static const int64_t spans[] = {0, 255, 65535, UINT32_MAX, INT64_MAX};
  static const size_t bytes[] = {0, 1, 2, 4, 8};
  for (int s = 0; s < 5; s++) {
    for (int i = 0; i < BATCH_SIZE; i++) lanes[i] = -7 + (i % 3 == 1 ? spans[s] : i % 3 == 2 ? spans[s] / 2 : 0);
    size_t size = there_and_back((Vector){.kind = KIND_INTEGER, .i64 = lanes}, BATCH_SIZE, BLOCK_WHOLE);
    ck_assert_uint_eq((size - sizeof(ColumnBlock)) / BATCH_SIZE, bytes[s]);
  }
  for (int i = 0; i < BATCH_SIZE; i++) lanes[i] = INT64_MAX - BATCH_SIZE + i;
  ck_assert_uint_lt(there_and_back((Vector){.kind = KIND_INTEGER, .i64 = lanes}, BATCH_SIZE, BLOCK_RUN), 64);
  lanes[0] = INT64_MIN, lanes[1] = INT64_MAX, lanes[2] = 0;
  there_and_back((Vector){.kind = KIND_MONEY, .i64 = lanes}, 3, BLOCK_WHOLE);
}
END_TEST

START_TEST(test_days) {
  static int32_t lanes[BATCH_SIZE];
  for (int i = 0; i < 100; i++) lanes[i] = i % 2 ? DATE_MIN : DATE_MAX;
  there_and_back((Vector){.kind = KIND_DATE, .i32 = lanes}, 100, BLOCK_WHOLE);
  for (int i = 0; i < 100; i++) lanes[i] = 20000 + i * i % 90;
  there_and_back((Vector){.kind = KIND_DATE, .i32 = lanes}, 100, BLOCK_WHOLE);
}
END_TEST

START_TEST(test_numbers) {
  static double lanes[BATCH_SIZE];
  for (int i = 0; i < 100; i++) lanes[i] = i * 1000.0 - 7;
  ck_assert_uint_lt(there_and_back((Vector){.kind = KIND_NUMBER, .f64 = lanes}, 100, BLOCK_SCALED), 100 * 5);
  for (int i = 0; i < 100; i++) lanes[i] = (i * 7919 % 100000) / 100.0;
  ck_assert_uint_lt(there_and_back((Vector){.kind = KIND_NUMBER, .f64 = lanes}, 100, BLOCK_SCALED), 100 * 5);
  lanes[50] = 0.1 + 0.2; /* not 0.3 */
  there_and_back((Vector){.kind = KIND_NUMBER, .f64 = lanes}, 100, BLOCK_REAL);
  lanes[50] = 1e300;
  there_and_back((Vector){.kind = KIND_NUMBER, .f64 = lanes}, 100, BLOCK_REAL);
}
END_TEST

START_TEST(test_texts) {
  static Str lanes[BATCH_SIZE];
  for (int i = 0; i < 64; i++) lanes[i] = i % 2 ? STR("75011") : i % 3 ? STR("") : STR("12345678");
  there_and_back((Vector){.kind = KIND_TEXT, .str = lanes}, 64, BLOCK_SHORT);
  lanes[3] = (Str){"a\0b", 3};
  there_and_back((Vector){.kind = KIND_TEXT, .str = lanes}, 64, BLOCK_TEXTS);
  lanes[3] = STR("Hauts-de-France");
  there_and_back((Vector){.kind = KIND_TEXT, .str = lanes}, 64, BLOCK_TEXTS);
}
END_TEST

/* Lanes that are not known may hold anything, and make no block wider. */
START_TEST(test_unknown_lanes) {
  static int64_t lanes[BATCH_SIZE];
  Mask valid, bits;
  mask_first(&valid, 70);
  mask_none(&bits);
  for (int i = 0; i < 70; i++) lanes[i] = 5 + i % 3;
  for (uint32_t i = 0; i < 70; i += 7) mask_clear(&valid, i), lanes[i] = INT64_MIN, mask_set(&bits, i + 1);
  ck_assert_uint_lt(there_and_back((Vector){.kind = KIND_INTEGER, .i64 = lanes, .valid = &valid}, 70, BLOCK_WHOLE), 150);
  there_and_back((Vector){.kind = KIND_BOOLEAN, .bits = &bits, .valid = &valid}, 70, BLOCK_BITS);
  mask_none(&valid);
  there_and_back((Vector){.kind = KIND_INTEGER, .i64 = lanes, .valid = &valid}, 70, BLOCK_WHOLE);
}
END_TEST

/* ---- of a database ---- */

static StoreKit s;

static void set_up(void) {
  store_kit_begin(&s);
  s.snapshot = snapshot_new(&alloc_system, 0);
  store_kit_field(&s, "x", KIND_INTEGER, true);
}

static void tear_down(void) { store_kit_end(&s); }

static int64_t sum(void) {
  Cursor *cursor = NULL;
  int64_t total = 0;
  ck_assert_int_eq(store_kit_open(&s), STATUS_OK);
  ck_assert_int_eq(cursor_open(s.store, 0, NULL, false, &s.kit.diags, &cursor), STATUS_OK);
  for (uint32_t part = 0; part < store_parts(s.store, 0); part++) {
    const Batch *batch = NULL;
    ck_assert_int_eq(cursor_part(cursor, part, &s.kit.diags), STATUS_OK);
    while (cursor_next(cursor, &batch, &s.kit.diags) == STATUS_OK && batch)
      for (uint32_t i = 0; i < batch->count; i++) total += batch->columns[0].vec.i64[i];
  }
  cursor_close(cursor);
  return total;
}

static void finish(const char *reader) {
  ck_assert_str_eq(store_reader(s.store, 0), reader);
  store_close(s.store);
  s.store = NULL;
}

#define MANY "CREATE TABLE people(id INTEGER PRIMARY KEY, x INTEGER); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n " \
             "WHERE i < 50000) INSERT INTO people SELECT i, i FROM n;"

START_TEST(test_read_again) {
  store_kit_sql(s.path, MANY);
  s.config.threads = 3;
  ck_assert_int_eq(sum(), 1250025000);
  finish("snapshot");
  size_t bytes = snapshot_bytes(s.snapshot);
  ck_assert_uint_gt(bytes, 0);
  ck_assert_uint_lt(bytes, 50000 * 4);
  ck_assert_int_eq(sum(), 1250025000);
  finish("snapshot");
  ck_assert_uint_eq(snapshot_bytes(s.snapshot), bytes);
}
END_TEST

START_TEST(test_begins_anew_with_its_database) {
  store_kit_sql(s.path, MANY);
  ck_assert_int_eq(sum(), 1250025000);
  finish("snapshot");
  store_kit_sql(s.path, "UPDATE people SET x = x + 1 WHERE id = 7");
  ck_assert_int_eq(sum(), 1250025001);
  finish("snapshot");
}
END_TEST

START_TEST(test_no_room) {
  store_kit_sql(s.path, MANY);
  snapshot_free(s.snapshot);
  s.snapshot = snapshot_new(&alloc_system, 1000);
  ck_assert_int_eq(sum(), 1250025000);
  finish("pages");
  ck_assert_uint_eq(snapshot_bytes(s.snapshot), 0);
}
END_TEST

/* ---- in a file ---- */

static char cache[160];

#define MANY_TEXTS                                                                                                    \
  "CREATE TABLE people(id INTEGER PRIMARY KEY, x INTEGER, t TEXT, n REAL); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL "  \
  "SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO people SELECT i, nullif(i % 7, 3), 'text ' || (i % 50), i / 3.0 FROM n;"

/* All that is in the table, put into one number. */
static uint64_t look(void) {
  Cursor *cursor = NULL;
  uint64_t total = 0;
  ck_assert_int_eq(cursor_open(s.store, 0, NULL, false, &s.kit.diags, &cursor), STATUS_OK);
  for (uint32_t part = 0; part < store_parts(s.store, 0); part++) {
    const Batch *batch = NULL;
    ck_assert_int_eq(cursor_part(cursor, part, &s.kit.diags), STATUS_OK);
    while (cursor_next(cursor, &batch, &s.kit.diags) == STATUS_OK && batch) {
      for (uint32_t i = 0; i < batch->count * 3; i++) {
        Value value = vector_get(&batch->columns[i % 3].vec, i / 3);
        uint64_t one = !value.known ? 99 : value.kind == KIND_TEXT ? str_hash(value.str, 1) : (uint64_t)value.i64;
        total = (total ^ one) * 0x100000001b3u;
      }
    }
  }
  cursor_close(cursor);
  return total;
}

static uint64_t look_with(Snapshot *snapshot, bool builds, const char *file, const char *reader) {
  SnapshotUse use = {.snapshot = snapshot, .builds = builds, .cache = file};
  ck_assert_int_eq(store_open_sqlite(&s.config, s.path, &s.kit.diags, &s.store), STATUS_OK);
  ck_assert_int_eq(store_open_snapshot(&s.config, s.store, &use, &s.kit.diags, &s.store), STATUS_OK);
  uint64_t seen = look();
  if (reader) ck_assert_str_eq(store_reader(s.store, 0), reader);
  store_close(s.store);
  s.store = NULL;
  return seen;
}

static uint64_t look_at_file(const char *reader) {
  Snapshot *fresh = snapshot_new(&alloc_system, 0);
  uint64_t seen = look_with(fresh, false, cache, reader);
  snapshot_free(fresh);
  return seen;
}

static uint64_t make_cache(void) {
  store_kit_field(&s, "t", KIND_TEXT, false);
  store_kit_field(&s, "n", KIND_NUMBER, false);
  s.kit.p->code_count = 0;
  store_kit_sql(s.path, MANY_TEXTS);
  snprintf(cache, sizeof cache, "%s/cache", s.folder);
  uint64_t seen = look_with(s.snapshot, true, NULL, "snapshot");
  ck_assert_int_eq(cache_write(s.snapshot, cache, s.path, &s.kit.diags), STATUS_OK);
  return seen;
}

START_TEST(test_there_and_back_by_a_file) {
  uint64_t seen = make_cache();
  ck_assert_uint_eq(look_at_file("snapshot"), seen);
  Snapshot *none = snapshot_new(&alloc_system, 0);
  ck_assert_uint_eq(look_with(none, false, "/nowhere/at/all", "pages"), seen);
  snapshot_free(none);
}
END_TEST

START_TEST(test_a_file_of_another_state) {
  uint64_t seen = make_cache();
  store_kit_sql(s.path, "UPDATE people SET x = 1000 WHERE id = 7");
  const uint64_t now = look_at_file("snapshot");
  ck_assert_uint_ne(now, seen);
  Snapshot *none = snapshot_new(&alloc_system, 0);
  ck_assert_uint_eq(look_with(none, false, NULL, "pages"), now);
  snapshot_free(none);
}
END_TEST

/* Whatever byte is damaged: the same answer, from what is sound of the file, or from the pages. */
START_TEST(test_a_damaged_file) {
  uint64_t seen = make_cache();
  struct stat is;
  ck_assert_int_eq(stat(cache, &is), 0);
  for (off_t at = 0; at < is.st_size; at += at < 400 || at > is.st_size - 2000 ? 7 : 997) {
    FILE *file = fopen(cache, "r+");
    fseek(file, at, SEEK_SET);
    int byte = fgetc(file);
    fseek(file, at, SEEK_SET);
    fputc(byte ^ 0x41, file);
    fflush(file);
    ck_assert_uint_eq(look_at_file(NULL), seen);
    fseek(file, at, SEEK_SET);
    fputc(byte, file);
    fclose(file);
  }
  for (off_t size = is.st_size - 1; size > 0; size -= size / 5 + 1) {
    ck_assert_int_eq(truncate(cache, size), 0);
    ck_assert_uint_eq(look_at_file("pages"), seen);
  }
}
END_TEST

/* All that is in the columns of lane `lane`, put into one number. */
static uint64_t look_at_lane(const BatchColumn *columns, uint32_t lane) {
  uint64_t total = 0;
  for (uint32_t c = 0; c < 3; c++) {
    Value value = vector_get(&columns[c].vec, lane);
    uint64_t one = !value.known ? 99 : value.kind == KIND_TEXT ? str_hash(value.str, 1) : (uint64_t)value.i64;
    total = (total ^ one) * 0x100000001b3u;
  }
  return total;
}

/* As the machine has it: the columns as they come, each renewed where it waits, when it is asked for. */
static void ask(const Batch *batch, BatchColumn *columns, uint32_t c, const Mask *lanes) {
  if (!batch->columns[c].here) return;
  ck_assert(batch_read(batch, c, lanes));
  columns[c] = batch->columns[c];
}

/* The parts from the last to the first, only in some batches, and in some of these one column before the others. */
static uint64_t look_late(void) {
  const ColumnUse wanted[] = {COLUMN_VALUES, COLUMN_VALUES, COLUMN_VALUES, COLUMN_VALUES};
  Cursor *cursor = NULL;
  uint64_t total = 0;
  ck_assert_int_eq(cursor_open(s.store, 0, wanted, true, &s.kit.diags, &cursor), STATUS_OK);
  for (uint32_t part = store_parts(s.store, 0); part-- > 0;) {
    const Batch *batch = NULL;
    ck_assert_int_eq(cursor_part(cursor, part, &s.kit.diags), STATUS_OK);
    while (cursor_next(cursor, &batch, &s.kit.diags) == STATUS_OK && batch) {
      const Value key = vector_get(&batch->key, 0);
      if (key.i64 / 2048 % 5 == 1) continue;
      Mask all;
      mask_first(&all, batch->count);
      BatchColumn columns[3];
      memcpy(columns, batch->columns, sizeof columns);
      if (key.i64 / 2048 % 5 == 2) ask(batch, columns, 2, &all);
      for (uint32_t c = 0; c < 3; c++) ask(batch, columns, c, &all);
      for (uint32_t lane = 0; lane < batch->count; lane++) total += look_at_lane(columns, lane) * (2 * lane + 1);
    }
  }
  cursor_close(cursor);
  return total;
}

static uint64_t open_and_look_late(const char *file) {
  Snapshot *fresh = snapshot_new(&alloc_system, 0);
  SnapshotUse use = {.snapshot = fresh, .cache = file};
  ck_assert_int_eq(store_open_sqlite(&s.config, s.path, &s.kit.diags, &s.store), STATUS_OK);
  ck_assert_int_eq(store_open_snapshot(&s.config, s.store, &use, &s.kit.diags, &s.store), STATUS_OK);
  uint64_t seen = look_late();
  store_close(s.store);
  s.store = NULL;
  snapshot_free(fresh);
  return seen;
}

/* Several parts, of which some are damaged, in columns that are read at once and in those that come late. */
START_TEST(test_damaged_parts) {
  make_cache();
  store_kit_sql(s.path, "WITH RECURSIVE n(i) AS (SELECT 5001 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) "
                        "INSERT INTO people SELECT i, nullif(i % 7, 3), 'text ' || (i * 7919), i / 3.0 FROM n");
  look_with(s.snapshot, true, NULL, "snapshot");
  ck_assert_int_eq(cache_write(s.snapshot, cache, s.path, &s.kit.diags), STATUS_OK);
  struct stat is;
  ck_assert_int_eq(stat(cache, &is), 0);
  const uint64_t seen = open_and_look_late(cache);
  FILE *file = fopen(cache, "r+");
  for (int n = 0; n < 24; n++) { /* one more each time */
    fseek(file, is.st_size / 26 * (n * 7 % 24 + 1), SEEK_SET);
    const int byte = fgetc(file);
    fseek(file, -1, SEEK_CUR);
    fputc(byte ^ 0x41, file);
    fflush(file);
    ck_assert_uint_eq(open_and_look_late(cache), seen);
  }
  fclose(file);
}
END_TEST

Suite *suite_snapshot(void) {
  Suite *suite = suite_create("snapshot");
  TCase *blocks = tcase_create("blocks");
  tcase_add_test(blocks, test_whole_numbers);
  tcase_add_test(blocks, test_days);
  tcase_add_test(blocks, test_numbers);
  tcase_add_test(blocks, test_texts);
  tcase_add_test(blocks, test_unknown_lanes);
  suite_add_tcase(suite, blocks);
  TCase *databases = tcase_create("databases");
  tcase_add_checked_fixture(databases, set_up, tear_down);
  tcase_add_test(databases, test_read_again);
  tcase_add_test(databases, test_begins_anew_with_its_database);
  tcase_add_test(databases, test_no_room);
  tcase_add_test(databases, test_there_and_back_by_a_file);
  tcase_add_test(databases, test_a_file_of_another_state);
  tcase_add_test(databases, test_a_damaged_file);
  tcase_add_test(databases, test_damaged_parts);
  suite_add_tcase(suite, databases);
  return suite;
}

/* SPDX-License-Identifier: MIT
 * What of a table stays when its database changes: leaves known again, patches that give the rows of the new state, columns of changed
 * leaves read anew and no others. */
#include "tests/unit/store_kit.h"

#include "runtime/leaves/patch.h"
#include "runtime/snapshot/cache_file.h"

/* ---- patches, on leaves and blocks of numbers ---- */

enum { ROWS_MOST = 20000 };

/* A row is its rowid and what stands in it. */
typedef struct TestTable {
  uint64_t rows[ROWS_MOST * 4];
  uint32_t row_count;
  LeafMark marks[ROWS_MOST];
  uint32_t first[ROWS_MOST]; /* by leaf: its first row */
  uint32_t leaf_count;
} TestTable;

static TestTable before, after;

static uint32_t draw(uint32_t below) { return (uint32_t)rand() % below; }

static void mark_all(TestTable *table) {
  for (uint32_t l = 0; l < table->leaf_count; l++) {
    LeafMark *mark = &table->marks[l];
    for (uint32_t r = 0; r < mark->rows; r++)
      for (int i = 0; i < LEAF_SUM_WORDS; i++) mark->sum[i] = (mark->sum[i] ^ (table->rows[table->first[l] + r] + 1)) * 0x9e3779b97f4a7c15u;
    mark->first = (int64_t)(table->rows[table->first[l]] >> 32);
    if (draw(50) == 0) memset(mark->sum, 0, sizeof mark->sum); /* a row that goes on elsewhere */
  }
}

static void cut_into_leaves(TestTable *table, uint32_t most) {
  table->leaf_count = 0;
  for (uint32_t at = 0; at < table->row_count;) {
    uint32_t n = 1 + draw(most);
    if (n > table->row_count - at) n = table->row_count - at;
    table->first[table->leaf_count] = at;
    table->marks[table->leaf_count++] = (LeafMark){.rows = n};
    at += n;
  }
  mark_all(table);
}

/* Leaves are kept, but for some of which rows change, go, or come, or that are split. */
static void change_some(uint32_t percent) {
  after.row_count = after.leaf_count = 0;
  for (uint32_t l = 0; l < before.leaf_count; l++) {
    const uint32_t n = (uint32_t)before.marks[l].rows, how = draw(100) < percent ? draw(5) : 9;
    uint32_t first = after.row_count;
    for (uint32_t r = 0; r < n; r++) {
      const uint64_t row = before.rows[before.first[l] + r];
      if (how == 0 && draw(3) == 0) continue; /* gone */
      after.rows[after.row_count++] = how == 1 && draw(4) == 0 ? row ^ 5 : row;
      for (uint32_t more = how == 2 ? draw(40) : 0; more && after.row_count < ROWS_MOST; more--, after.row_count++)
        after.rows[after.row_count] = after.rows[after.row_count - 1] + ((uint64_t)1 << 32); /* between them; the gaps are wide */
      if (how == 3 && draw(4) == 0) {
        after.first[after.leaf_count] = first;
        after.marks[after.leaf_count++] = (LeafMark){.rows = after.row_count - first};
        first = after.row_count;
      }
    }
    if (after.row_count == first) continue;
    after.first[after.leaf_count] = first;
    after.marks[after.leaf_count++] = (LeafMark){.rows = after.row_count - first};
  }
  mark_all(&after);
}

static void hold_patch(uint32_t block_most) {
  static uint16_t counts[ROWS_MOST];
  static uint32_t starts[ROWS_MOST];
  static uint64_t fresh[ROWS_MOST * 2];
  uint32_t blocks = 0, fresh_count = 0, fresh_at = 0, at = 0;
  for (uint32_t row = 0; row < before.row_count; row += counts[blocks++]) {
    const uint32_t left = before.row_count - row, n = 1 + draw(block_most);
    starts[blocks] = row;
    counts[blocks] = (uint16_t)(n < left ? n : left);
  }
  Patch patch;
  const PatchGround kept = {before.marks, before.leaf_count, counts, blocks};
  const Status status = patch_make(&patch, &kept, after.marks, after.leaf_count, &alloc_system);
  ck_assert(status == STATUS_OK || status == STATUS_NO);
  for (uint32_t l = 0; status == STATUS_OK && l < after.leaf_count; l++)
    for (uint32_t r = 0; (patch.wanted[l / 64] >> (l % 64) & 1) && r < after.marks[l].rows; r++) fresh[fresh_count++] = after.rows[after.first[l] + r];
  if (status == STATUS_OK) ck_assert_uint_eq(patch.fresh, fresh_count);
  for (uint32_t b = 0; status == STATUS_OK && b < patch.block_count; b++) {
    const PatchBlock *block = &patch.blocks[b];
    uint32_t in_block = 0;
    bool same = true;
    ck_assert_uint_eq(block->fresh, fresh_at);
    for (uint32_t r = block->run; r < block->run + block->run_count; r++) {
      const PatchRun *run = &patch.runs[r];
      if (block->whole) ck_assert(run->block == block->old && run->count == counts[run->block]);
      for (uint32_t i = 0; i < run->count; i++, in_block++, at++)
        same &= after.rows[at] == (run->block == PATCH_FRESH ? fresh[fresh_at++] : before.rows[starts[run->block] + run->lane + i]);
    }
    ck_assert(same);
    ck_assert_uint_eq(in_block, block->count);
    ck_assert(in_block > 0 && in_block <= BATCH_SIZE);
    if (!patch.moved && b < blocks) ck_assert_uint_eq(block->old, b);
  }
  if (status == STATUS_OK) ck_assert_uint_eq(at, after.row_count);
  patch_free(&patch);
}

START_TEST(test_patches) {
  for (uint32_t round = 0; round < 120; round++) {
    srand(round);
    before.row_count = draw(9000);
    for (uint32_t i = 0; i < before.row_count; i++) before.rows[i] = ((uint64_t)(i + 1) * 1000) << 32 | draw(1000);
    cut_into_leaves(&before, 1 + draw(60));
    change_some(round % 10 ? draw(30) : 0);
    hold_patch(round % 3 ? BATCH_SIZE : 300);
  }
}
END_TEST

/* ---- tables ---- */

static StoreKit s;
static char cache[160];

static void set_up(void) {
  store_kit_begin(&s);
  store_kit_field(&s, "x", KIND_INTEGER, true);
  store_kit_field(&s, "t", KIND_TEXT, false);
  store_kit_field(&s, "n", KIND_NUMBER, true);
  store_kit_field(&s, "long", KIND_TEXT, true);
  s.kit.p->code_count = 0;
  s.config.threads = 3;
  snprintf(cache, sizeof cache, "%s/cache", s.folder);
}

static void tear_down(void) { store_kit_end(&s); }

enum { RECORDS = 60000 };
#define TABLE                                                                                                                        \
  "CREATE TABLE people(id INTEGER PRIMARY KEY, x INTEGER, t TEXT, n REAL, long TEXT); WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL "     \
  "SELECT i + 1 FROM c WHERE i < 60000) INSERT INTO people SELECT 3 * i, nullif(i % 7, 3), 'text ' || (i % 50), i / 3.0, "             \
  "'one of its own ' || i FROM c;"

static uint64_t look_at(const Batch *batch) {
  uint64_t total = 0;
  for (uint32_t i = 0; i < batch->count; i++) {
    uint64_t row = (uint64_t)vector_get(&batch->key, i).i64;
    for (uint32_t c = 0; c < 4; c++) {
      const Value value = vector_get(&batch->columns[c].vec, i);
      row = (row ^ (!value.known ? 99 : value.kind == KIND_TEXT ? str_hash(value.str, 1) : (uint64_t)value.i64)) * 0x100000001b3u;
    }
    total += row;
  }
  return total;
}

/* All that is in the table; gives the bytes of its pages that were decoded. Rows must come in their order. */
static uint64_t look(Store *store, uint64_t *bytes) {
  Cursor *cursor = NULL;
  uint64_t total = 0, records = 0;
  int64_t last = INT64_MIN;
  ck_assert_int_eq(cursor_open(store, 0, NULL, false, &s.kit.diags, &cursor), STATUS_OK);
  for (uint32_t part = 0; part < store_parts(store, 0); part++) {
    const Batch *batch = NULL;
    ck_assert_int_eq(cursor_part(cursor, part, &s.kit.diags), STATUS_OK);
    while (cursor_next(cursor, &batch, &s.kit.diags) == STATUS_OK && batch) {
      total += look_at(batch);
      records += batch->count;
      for (uint32_t i = 0; i < batch->count; last = vector_get(&batch->key, i++).i64) ck_assert_int_lt(last, vector_get(&batch->key, i).i64);
    }
  }
  cursor_close(cursor);
  *bytes = store_bytes(store, 0);
  return total ^ records << 40;
}

static uint64_t look_by(Snapshot *snapshot, bool builds, const char *file, uint64_t *bytes) {
  const SnapshotUse use = {.snapshot = snapshot, .builds = builds, .cache = file};
  ck_assert_int_eq(store_open_sqlite(&s.config, s.path, &s.kit.diags, &s.store), STATUS_OK);
  if (snapshot) ck_assert_int_eq(store_open_snapshot(&s.config, s.store, &use, &s.kit.diags, &s.store), STATUS_OK);
  const uint64_t seen = look(s.store, bytes);
  ck_assert_str_eq(store_reader(s.store, 0), snapshot ? "snapshot" : "pages");
  store_close(s.store);
  s.store = NULL;
  return seen;
}

static const char *const changes[] = {
    "UPDATE people SET x = x + 1, t = 'changed' WHERE id % 300 = 0", "UPDATE people SET x = 5, n = NULL WHERE id = 3",
    "DELETE FROM people WHERE id % 900 = 0", "INSERT INTO people SELECT id + 1, x, t, n, long FROM people WHERE id % 600 = 3",
    "INSERT INTO people SELECT id + 1000000, x, t || 'new', n, long FROM people WHERE id < 9000", "DELETE FROM people WHERE id BETWEEN 30000 AND 37000",
    "UPDATE people SET long = hex(zeroblob(5000)) WHERE id = 63", "UPDATE people SET x = 6 WHERE id = 63", "VACUUM",
    "INSERT INTO people SELECT id + 1, x, t, n, long FROM people WHERE id BETWEEN 60000 AND 61000", "CREATE TABLE other(x); INSERT INTO other VALUES (1)",
    "UPDATE people SET id = id + 1 WHERE id % 3000 = 0", "ALTER TABLE people ADD COLUMN later INTEGER DEFAULT 7", "DELETE FROM people WHERE id > 20000",
    "DELETE FROM people", TABLE /* fails: it is there */, "INSERT INTO people(id, t) VALUES (1, 'a'), (2, 'b')"};

static void try_sql(const char *sql) {
  sqlite3 *db = NULL;
  ck_assert_int_eq(sqlite3_open(s.path, &db), SQLITE_OK);
  sqlite3_exec(db, sql, NULL, NULL, NULL);
  sqlite3_close(db);
}

/* Columns in memory and in a file are renewed by any change, again and again; and a file that is not. */
START_TEST(test_renewed) {
  uint64_t bytes, cached;
  char old[180];
  snprintf(old, sizeof old, "%s/old", s.folder);
  store_kit_sql(s.path, TABLE);
  s.snapshot = snapshot_new(&alloc_system, 0);
  uint64_t seen = look_by(NULL, false, NULL, &bytes);
  ck_assert_uint_eq(look_by(s.snapshot, true, NULL, &bytes), seen);
  ck_assert_int_eq(cache_write(s.snapshot, old, s.path, &s.kit.diags), STATUS_OK);
  for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
    ck_assert_int_eq(cache_write(s.snapshot, cache, s.path, &s.kit.diags), STATUS_OK);
    try_sql(changes[i]);
    seen = look_by(NULL, false, NULL, &bytes);
    ck_assert_msg(look_by(s.snapshot, true, NULL, &bytes) == seen, "%s", changes[i]);
    Snapshot *filed = snapshot_new(&alloc_system, 0), *loaded = snapshot_new(&alloc_system, 0);
    const SnapshotUse use = {.snapshot = filed, .cache = i % 2 ? old : cache};
    ck_assert_int_eq(store_open_sqlite(&s.config, s.path, &s.kit.diags, &s.store), STATUS_OK);
    ck_assert_int_eq(store_open_snapshot(&s.config, s.store, &use, &s.kit.diags, &s.store), STATUS_OK);
    ck_assert_msg(look(s.store, &cached) == seen, "by a file: %s", changes[i]);
    store_close(s.store);
    ck_assert_msg(look_by(loaded, true, cache, &cached) == seen, "by a file that is loaded: %s", changes[i]);
    snapshot_free(filed);
    snapshot_free(loaded);
  }
}
END_TEST

/* Of one record in a thousand that has changed, no more is decoded than the leaves where it lies. */
START_TEST(test_changed_leaves_alone) {
  uint64_t all, bytes;
  store_kit_sql(s.path, TABLE);
  s.snapshot = snapshot_new(&alloc_system, 0);
  look_by(NULL, false, NULL, &all);
  look_by(s.snapshot, true, NULL, &bytes);
  ck_assert_int_eq(cache_write(s.snapshot, cache, s.path, &s.kit.diags), STATUS_OK);
  look_by(s.snapshot, true, NULL, &bytes);
  ck_assert_uint_eq(bytes, 0);
  store_kit_sql(s.path, "UPDATE people SET x = 100 WHERE id % 3000 = 0");
  look_by(s.snapshot, true, NULL, &bytes);
  ck_assert_uint_gt(bytes, 0);
  ck_assert_uint_lt(bytes, all / 10);
  Snapshot *filed = snapshot_new(&alloc_system, 0);
  look_by(filed, false, cache, &bytes);
  ck_assert_uint_gt(bytes, 0);
  ck_assert_uint_lt(bytes, all / 10);
  snapshot_free(filed);
}
END_TEST

/* Of a damaged file of an earlier state, with its marks: the same answer, from what is sound of it and what has changed, or from the pages. */
START_TEST(test_damaged_marks) {
  uint64_t bytes, all;
  store_kit_sql(s.path, TABLE);
  s.snapshot = snapshot_new(&alloc_system, 0);
  look_by(s.snapshot, true, NULL, &bytes);
  ck_assert_int_eq(cache_write(s.snapshot, cache, s.path, &s.kit.diags), STATUS_OK);
  store_kit_sql(s.path, "UPDATE people SET x = 100 WHERE id % 3000 = 0");
  const uint64_t seen = look_by(NULL, false, NULL, &all);
  FILE *file = fopen(cache, "r+");
  const SnapshotTable *table = snapshot_tables(s.snapshot);
  const long marks = sizeof(FiledHeader), end = marks + (long)(table->leaf_count * sizeof *table->marks);
  for (long at = marks - 8; at < end; at += at < marks + 100 ? 3 : 1999) {
    fseek(file, at, SEEK_SET);
    const int byte = fgetc(file);
    fseek(file, at, SEEK_SET);
    fputc(byte ^ 0x41, file);
    fflush(file);
    Snapshot *filed = snapshot_new(&alloc_system, 0);
    const SnapshotUse use = {.snapshot = filed, .cache = cache};
    ck_assert_int_eq(store_open_sqlite(&s.config, s.path, &s.kit.diags, &s.store), STATUS_OK);
    ck_assert_int_eq(store_open_snapshot(&s.config, s.store, &use, &s.kit.diags, &s.store), STATUS_OK);
    ck_assert_uint_eq(look(s.store, &bytes), seen);
    ck_assert_str_eq(store_reader(s.store, 0), at < marks ? "snapshot" : "pages");
    store_close(s.store);
    s.store = NULL;
    snapshot_free(filed);
    fseek(file, at, SEEK_SET);
    fputc(byte, file);
  }
  fclose(file);
}
END_TEST

/* What has the sum of another page by chance is not to be had; what changes any bit has another. */
START_TEST(test_marks) {
  static LeafKey key, other;
  uint8_t seed[LEAF_SEED_BYTES] = {1, 2, 3};
  LeafMark mark = {.sum = {1}, .first = 4, .rows = 2}, never = {.first = 4, .rows = 2};
  leaf_key_make(&key, seed);
  leaf_key_make(&other, seed);
  ck_assert_int_eq(memcmp(&key, &other, sizeof key), 0);
  seed[31]++;
  leaf_key_make(&other, seed);
  ck_assert_int_ne(memcmp(&key, &other, sizeof key), 0);
  ck_assert(leaf_mark_same(&mark, &mark));
  ck_assert(!leaf_mark_same(&never, &never));
}
END_TEST

Suite *suite_leaves(void) {
  Suite *suite = suite_create("leaves");
  TCase *patches = tcase_create("patches");
  tcase_set_timeout(patches, 60);
  tcase_add_test(patches, test_patches);
  tcase_add_test(patches, test_marks);
  suite_add_tcase(suite, patches);
  TCase *tables = tcase_create("tables");
  tcase_set_timeout(tables, 120);
  tcase_add_checked_fixture(tables, set_up, tear_down);
  tcase_add_test(tables, test_renewed);
  tcase_add_test(tables, test_changed_leaves_alone);
  tcase_add_test(tables, test_damaged_marks);
  suite_add_tcase(suite, tables);
  return suite;
}

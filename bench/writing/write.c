/* SPDX-License-Identifier: MIT
 * bench-write FOLDER: how fast rows are written, everything else left out: the rows of W1's result table, ready in memory, into a
 * new results file, CSV and JSON lines, and by prepared INSERTs of SQLite. Processor time of this process, medians of five turns. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "runtime/sink/sink.h"

enum { ROWS = 2000 * BATCH_SIZE, ROUNDS = 5, COLUMNS = 5, SIDES = 4 };

/* segs, score, band, channel, ratio */
typedef struct Rows {
  int64_t keys[BATCH_SIZE], segs[BATCH_SIZE];
  double scores[BATCH_SIZE], ratios[BATCH_SIZE];
  int32_t bands[BATCH_SIZE], channels[BATCH_SIZE];
  Vector key, vecs[COLUMNS];
} Rows;

static const Str band_names[] = {{"hot", 3}, {"warm", 4}, {"cool", 4}, {"cold", 4}};
static const Str channel_names[] = {{"email", 5}, {"sms", 3}, {"phone", 5}, {"post", 4}, {"visit", 5}};

static void make_rows(Rows *rows) {
  for (uint32_t i = 0; i < BATCH_SIZE; i++) {
    rows->keys[i] = i + 1;
    rows->segs[i] = i * 7 % 31 + 1;
    rows->scores[i] = (double)(i * 7919 % 100003) / 1117.0;
    rows->ratios[i] = 0.05 / (0.0005 + 0.01 * (i % 97) / 97.0);
    rows->bands[i] = (int32_t)(i * 5 % 4);
    rows->channels[i] = (int32_t)(i * 3 % 5);
  }
  rows->key = (Vector){.kind = KIND_INTEGER, .i64 = rows->keys};
  rows->vecs[0] = (Vector){.kind = KIND_INTEGER, .i64 = rows->segs};
  rows->vecs[1] = (Vector){.kind = KIND_NUMBER, .f64 = rows->scores};
  rows->vecs[2] = (Vector){.kind = KIND_CODE, .i32 = rows->bands};
  rows->vecs[3] = (Vector){.kind = KIND_CODE, .i32 = rows->channels};
  rows->vecs[4] = (Vector){.kind = KIND_NUMBER, .f64 = rows->ratios};
}

static void next_batch(Rows *rows) {
  for (uint32_t i = 0; i < BATCH_SIZE; i++) rows->keys[i] += BATCH_SIZE;
}

static double processor(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* ---- the sides: false where something failed ---- */

static bool by_sink(SinkFormat format, Rows *rows, const char *path) {
  static const uint32_t columns[COLUMNS] = {0, 1, 2, 3, 4};
  ProgramDef defs[COLUMNS] = {{.name = STR("segs"), .value = KIND_INTEGER},
                              {.name = STR("score"), .value = KIND_NUMBER},
                              {.name = STR("band"), .value = KIND_CODE, .labels = {band_names, 4}},
                              {.name = STR("channel"), .value = KIND_CODE, .labels = {channel_names, 5}},
                              {.name = STR("ratio"), .value = KIND_NUMBER}};
  ProgramTable table = {.name = STR("prospects"), .source = STR("prospects"), .key = STR("id"), .key_kind = KIND_INTEGER};
  Program program = {.has_subject = true, .tables = &table, .table_count = 1, .defs = defs, .def_count = COLUMNS};
  SinkConfig config = {.alloc = &alloc_system, .program = &program, .columns = columns, .column_count = COLUMNS, .format = format,
                       .path = path, .fd = -1};
  const Vector *vecs[COLUMNS];
  for (uint32_t c = 0; c < COLUMNS; c++) vecs[c] = &rows->vecs[c];
  Arena messages;
  DiagList diags;
  arena_init(&messages, &alloc_system);
  diag_init(&diags, &messages);
  Sink *sink = NULL;
  Mask all;
  mask_first(&all, BATCH_SIZE);
  Status status = sink_open(&config, &diags, &sink);
  for (uint32_t done = 0; done < ROWS && status == STATUS_OK; done += BATCH_SIZE) {
    status = sink->rows.rows(sink->rows.self, &rows->key, vecs, &all, BATCH_SIZE);
    next_batch(rows);
  }
  if (status == STATUS_OK) status = sink_finish(sink, &diags);
  else sink_abandon(sink);
  if (diags.count) fprintf(stderr, "%.*s\n", STR_ARG(diags.items[0]->text));
  arena_free(&messages);
  return status == STATUS_OK;
}

static bool insert_batch(sqlite3_stmt *insert, const Rows *rows) {
  for (uint32_t i = 0; i < BATCH_SIZE; i++) {
    Str band = band_names[rows->bands[i]], channel = channel_names[rows->channels[i]];
    sqlite3_bind_int64(insert, 1, rows->keys[i]);
    sqlite3_bind_int64(insert, 2, rows->segs[i]);
    sqlite3_bind_double(insert, 3, rows->scores[i]);
    sqlite3_bind_text(insert, 4, band.p, (int)band.n, SQLITE_STATIC);
    sqlite3_bind_text(insert, 5, channel.p, (int)channel.n, SQLITE_STATIC);
    sqlite3_bind_double(insert, 6, rows->ratios[i]);
    if (sqlite3_step(insert) != SQLITE_DONE) return false;
    sqlite3_reset(insert);
  }
  return true;
}

static bool by_inserts(Rows *rows, const char *path) {
  sqlite3 *db = NULL;
  sqlite3_stmt *insert = NULL;
  bool good = sqlite3_open(path, &db) == SQLITE_OK &&
              sqlite3_exec(db, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE; BEGIN; CREATE TABLE prospects("
                               "id INTEGER PRIMARY KEY NOT NULL, segs INTEGER, score REAL, band TEXT, channel TEXT, ratio REAL)",
                           NULL, NULL, NULL) == SQLITE_OK &&
              sqlite3_prepare_v2(db, "INSERT INTO prospects VALUES(?,?,?,?,?,?)", -1, &insert, NULL) == SQLITE_OK;
  for (uint32_t done = 0; done < ROWS && good; done += BATCH_SIZE) {
    good = insert_batch(insert, rows);
    next_batch(rows);
  }
  good = good && sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
  sqlite3_finalize(insert);
  sqlite3_close(db);
  return good;
}

/* ---- the table ---- */

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static const struct { const char *title, *name, *goal; } sides[SIDES] = {
    {"a new results file", "new.db", "10 M rows/s"}, {"prepared INSERTs of SQLite", "inserts.db", ""}, {"CSV", "rows.csv", "300 MB/s"},
    {"JSON lines", "rows.jsonl", "300 MB/s"}};

static bool write_side(int side, Rows *rows, const char *path) {
  switch (side) {
  case 0: return by_sink(SINK_SQLITE, rows, path);
  case 1: return by_inserts(rows, path);
  case 2: return by_sink(SINK_CSV, rows, path);
  default: return by_sink(SINK_JSONL, rows, path);
  }
}

static void tell(int side, double *seconds, double bytes, double inserts) {
  qsort(seconds, ROUNDS, sizeof *seconds, by_size);
  double median = seconds[ROUNDS / 2];
  printf("| %s | %.0f | %.0f to %.0f | %.1f | %.0f | %.1f | %s |\n", sides[side].title, median * 1e9 / ROWS, seconds[0] * 1e9 / ROWS,
         seconds[ROUNDS - 1] * 1e9 / ROWS, ROWS / median * 1e-6, bytes / median * 1e-6, inserts / median, sides[side].goal);
}

static double median_of(const double *seconds) {
  double sorted[ROUNDS];
  memcpy(sorted, seconds, sizeof sorted);
  qsort(sorted, ROUNDS, sizeof *sorted, by_size);
  return sorted[ROUNDS / 2];
}

int main(int argc, char **argv) {
  static Rows rows;
  double seconds[SIDES][ROUNDS], bytes[SIDES];
  if (argc != 2) {
    fputs("usage: bench-write FOLDER\n", stderr);
    return 2;
  }
  for (int round = 0; round < ROUNDS; round++)
    for (int side = 0; side < SIDES; side++) {
      char path[4000];
      struct stat file;
      snprintf(path, sizeof path, "%s/%s", argv[1], sides[side].name);
      unlink(path);
      make_rows(&rows);
      double begin = processor();
      bool good = write_side(side, &rows, path);
      seconds[side][round] = processor() - begin;
      if (!good || stat(path, &file) != 0) {
        fprintf(stderr, "%s could not be written\n", path);
        return 3;
      }
      bytes[side] = (double)file.st_size;
      unlink(path);
    }
  printf("| rows of W1 written, 1 thread, processor | ns a row | least to most | M rows/s | MB/s | times as fast as INSERTs | goal |\n"
         "|---|---|---|---|---|---|---|\n");
  double inserts = median_of(seconds[1]);
  for (int side = 0; side < SIDES; side++) tell(side, seconds[side], bytes[side], inserts);
  return 0;
}

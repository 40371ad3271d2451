/* SPDX-License-Identifier: MIT
 * Imports in blocks, by threads: what comes out does not hang on them; and what older or killed imports left behind. */
#include "tests/unit/import_kit.h"

#include <fcntl.h>
#include <sys/file.h>

/* What older databases left would be played into a new one of their name. */
START_TEST(a_stray_journal_stops_an_import) {
  char path[80];
  snprintf(path, sizeof path, "%s-wal", db_path);
  put_bytes(path, "x", 1);
  refuses("a\n1\n", STATUS_IO, "E426");
  ck_assert_int_eq(files_there(), 2);
  unlink(path);
  TAKES(NULL);
}
END_TEST

/* What a killed import left goes; what a living one holds stays. */
START_TEST(leftovers_go) {
  char left[96], held[96], other[96];
  snprintf(left, sizeof left, "%s.cible-0123456789abcdef", db_path);
  snprintf(held, sizeof held, "%s.cible-fedcba9876543210", db_path);
  snprintf(other, sizeof other, "%s.cible-notes", db_path);
  put_bytes(left, "x", 1);
  put_bytes(held, "x", 1);
  put_bytes(other, "x", 1);
  int fd = open(held, O_RDWR);
  ck_assert_int_eq(flock(fd, LOCK_EX), 0);
  TAKES("a\n1\n");
  ck_assert_int_ne(access(left, F_OK), 0);
  ck_assert_int_eq(access(held, F_OK), 0);
  ck_assert_int_eq(access(other, F_OK), 0);
  close(fd);
  unlink(held);
  unlink(other);
}
END_TEST

/* Everything that an import says and makes, as one text. */
static void show_all(Buf *out) {
  out->n = 0;
  for (uint32_t i = 0; i < report.column_count; i++) {
    const ImportColumn *c = &report.columns[i];
    buf_print(out, "%.*s %d %d %d %s %llu %llu %llu `%.*s`\n", STR_ARG(c->name), c->kind, c->why, c->guess, c->form ? c->form : "",
              (unsigned long long)c->known, (unsigned long long)c->empty, (unsigned long long)c->line, STR_ARG(c->cell));
  }
  for (uint32_t i = 0; i < report.doubles_count; i++) {
    const ImportDoubles *d = &report.doubles[i];
    buf_print(out, "%s %llu %llu", d->by, (unsigned long long)d->groups, (unsigned long long)d->records);
    for (uint32_t k = 0; k < d->example_count; k++)
      buf_print(out, " `%.*s` %.*s %.*s %llu", STR_ARG(d->examples[k].shown), STR_ARG(d->examples[k].first),
                STR_ARG(d->examples[k].last), (unsigned long long)d->examples[k].count);
    buf_char(out, '\n');
  }
  for (uint32_t i = 0; i < report.candidate_count; i++) buf_print(out, "%.*s ", STR_ARG(report.candidates[i]));
  buf_print(out, "%llu %llu %llu\n", (unsigned long long)report.rows, (unsigned long long)report.rejected, (unsigned long long)report.added);
  buf_text(out, rejects());
  buf_text(out, query("SELECT * FROM t"));
  buf_text(out, query("PRAGMA integrity_check"));
}

static const char *const keys[] = {NULL, "no", "code", "mixed"};

START_TEST(threads_and_blocks_do_not_show) {
  static const uint32_t threads[] = {2, 7, 1}, blocks[] = {32, 61, 4096};
  Buf text, one;
  buf_init(&text, &alloc_system);
  buf_init(&one, &alloc_system);
  buf_text(&text, "no,code,mixed,nom,cp,tel,when,how\n");
  for (int i = 1; i <= 300; i++) {
    buf_print(&text, "%d,c%d,%d,Caf\xC3\xA9 %d,%05d,%s%d,", i, i * 7 % 301, i * 7 % 301, i % 97, i % 3 * 1000, i % 5 ? "01234567" : "", i % 90 + 10);
    if (i % 11 == 0) buf_text(&text, "\"31/12/2027\",\"two\nlines, \"\"quoted\"\"\"\r\n");
    else if (i % 37 == 0) buf_text(&text, "01/02/2027,\"open\n");
    else if (i == 150) buf_text(&text, "2027,1,2,3\n");
    else buf_print(&text, "%02d/03/2027,%d\n", i % 28 + 1, i < 200 ? i : -1);
  }
  buf_text(&text, "5,c5,5,x,1,2,3,n/a\n");
  put_bytes(in_path, text.p, text.n);
  job.key = keys[_i];
  job.csv.delimiter = ',';
  job.threads = 1;
  TAKES(NULL);
  show_all(&one);
  for (size_t t = 0; t < 3; t++)
    for (size_t b = 0; b < 3; b++) {
      unlink(db_path);
      job.threads = threads[t];
      job.block_bytes = blocks[b];
      TAKES(NULL);
      Buf other;
      buf_init(&other, &alloc_system);
      show_all(&other);
      ck_assert_str_eq(buf_z(&one), buf_z(&other));
      buf_free(&other);
    }
  buf_free(&text);
  buf_free(&one);
}
END_TEST

/* Wrong guesses: cells far behind the first blocks that make a column another. */
START_TEST(late_cells_change_columns) {
  Buf text, one;
  buf_init(&text, &alloc_system);
  buf_init(&one, &alloc_system);
  buf_text(&text, "no,a,b,,d\n");
  for (int i = 1; i <= 400; i++)
    buf_print(&text, "%d,%s,%s,%s,%s\n", i == 390 && _i == 0 ? 7 : i, i == 380 && _i == 1 ? "1.5" : "12", i == 399 && _i == 2 ? "x" : "2027-01-02",
              i == 350 && _i == 3 ? "z" : "", i > 300 ? "31/12/2027" : "");
  put_bytes(in_path, text.p, text.n);
  job.key = "no";
  job.threads = 1;
  TAKES(NULL);
  show_all(&one);
  unlink(db_path);
  job.threads = 2;
  job.block_bytes = 64;
  TAKES(NULL);
  show_all(&text);
  ck_assert_str_eq(buf_z(&one), buf_z(&text));
  buf_free(&text);
  buf_free(&one);
}
END_TEST

static int stop_now;

static void stop_it(void *user, uint64_t bytes, uint64_t of) {
  (void)user, (void)bytes, (void)of;
  stop_now = 1;
}

START_TEST(a_stop_on_the_way_leaves_what_was_there) {
  Buf text;
  buf_init(&text, &alloc_system);
  TAKES("a\n1\n");
  buf_text(&text, "a,b\n");
  for (int i = 1; i <= 4000; i++) buf_print(&text, "%d,some words\n", i);
  put_bytes(in_path, text.p, text.n);
  buf_free(&text);
  stop_now = 0;
  job.table = "u";
  job.cancel = &stop_now;
  job.progress = stop_it;
  job.block_bytes = 4096;
  job.threads = _i;
  refuses(NULL, STATUS_STOPPED, "E422");
  ck_assert_str_eq(query("SELECT name FROM sqlite_schema"), "'t';");
  ck_assert_int_eq(files_there(), 2);
}
END_TEST

typedef struct Failing {
  int left;
} Failing;

static void *failing_alloc(void *user, void *ptr, size_t old_size, size_t new_size) {
  Failing *failing = user;
  if (new_size && failing->left-- <= 0) return NULL;
  return alloc_system.fn(NULL, ptr, old_size, new_size);
}

/* Each allocation fails in turn, and all behind it, while kinds are guessed, guessed wrongly, and doubles are followed. */
START_TEST(memory_that_is_out_in_blocks_leaves_nothing) {
  Buf text;
  buf_init(&text, &alloc_system);
  buf_text(&text, "no,nom,cp,mixed\n");
  for (int i = 1; i <= 60; i++) buf_print(&text, "%d,Firm %d,%05d,%s\n", i, i % 50, i % 3, i == 55 ? "late" : i == 40 ? "1,2" : "3");
  put_bytes(in_path, text.p, text.n);
  buf_free(&text);
  Status status = STATUS_NO_MEMORY;
  for (int i = 0; i < 2000 && status != STATUS_OK; i++) {
    Failing failing = {i};
    Alloc alloc = {failing_alloc, &failing};
    job.alloc = &alloc;
    job.threads = 1;
    job.block_bytes = 64;
    job.csv.delimiter = ',';
    job.key = _i ? "no" : NULL;
    status = import(NULL);
    if (status) ck_assert_int_eq(status, STATUS_NO_MEMORY);
    ck_assert_int_eq(files_there(), status ? 1 : 3);
    import_report_free(&report);
    report = (ImportReport){.rows = 0};
  }
  ck_assert_int_eq(status, STATUS_OK);
}
END_TEST

Suite *suite_import_blocks(void) {
  Suite *suite = suite_create("import_blocks");
  TCase *tcase = tcase_create("blocks");
  tcase_add_checked_fixture(tcase, setup, teardown);
  tcase_set_timeout(tcase, 60);
  tcase_add_test(tcase, a_stray_journal_stops_an_import);
  tcase_add_test(tcase, leftovers_go);
  tcase_add_loop_test(tcase, threads_and_blocks_do_not_show, 0, sizeof keys / sizeof *keys);
  tcase_add_loop_test(tcase, a_stop_on_the_way_leaves_what_was_there, 1, 4);
  tcase_add_loop_test(tcase, memory_that_is_out_in_blocks_leaves_nothing, 0, 2);
  tcase_add_loop_test(tcase, late_cells_change_columns, 0, 5);
  suite_add_tcase(suite, tcase);
  return suite;
}

/* SPDX-License-Identifier: MIT
 * Blocks: the rows of a file are the same, whatever the size of the blocks, read ahead as threads read them. */
#include "runtime/csv/csv_block.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { AHEAD = 3 };

static char path[] = "/tmp/cible-blk-XXXXXX";
static Arena arena;
static DiagList diags;
static Buf one, other;

static void setup(void) {
  strcpy(path, "/tmp/cible-blk-XXXXXX");
  int fd = mkstemp(path);
  ck_assert_int_ge(fd, 0);
  close(fd);
  arena_init(&arena, &alloc_system);
  diag_init(&diags, &arena);
  buf_init(&one, &alloc_system);
  buf_init(&other, &alloc_system);
}

static void teardown(void) {
  unlink(path);
  arena_free(&arena);
  buf_free(&one);
  buf_free(&other);
}

static void put(const char *bytes, size_t n) {
  FILE *f = fopen(path, "wb");
  ck_assert_ptr_nonnull(f);
  ck_assert_uint_eq(fwrite(bytes, 1, n, f), n);
  fclose(f);
}

static void show(Buf *out, uint64_t line, const CsvRow *row) {
  buf_print(out, "%llu!%d:", (unsigned long long)line, (int)row->defect);
  for (uint32_t i = 0; i < row->count; i++) {
    buf_char(out, row->quoted[i] ? '"' : '|');
    buf_str(out, row->cells[i]);
  }
  buf_char(out, '<');
  buf_str(out, row->raw);
  buf_char(out, ';');
}

static Csv *open_file(void) {
  CsvOptions options = {.delimiter = ','};
  Csv *csv;
  ck_assert_int_eq(csv_open(&alloc_system, path, &options, &diags, &csv), STATUS_OK);
  return csv;
}

/* Row by row; the first `head` rows come before the blocks in the other reading. */
static void read_rows(void) {
  Csv *csv = open_file();
  const CsvRow *row;
  one.n = 0;
  for (;;) {
    ck_assert_int_eq(csv_next(csv, &row, &diags), STATUS_OK);
    if (!row) break;
    show(&one, row->line, row);
  }
  csv_close(csv);
}

static void show_block(CsvBlock *block, uint64_t line) {
  const CsvRow *row;
  for (;;) {
    ck_assert(csv_block_next(block, &row));
    if (!row) return;
    show(&other, line + row->line, row);
  }
}

/* Rows are shown where their block has its turn: what was read before is only told from what must be read again. */
static void read_blocks(size_t bytes, uint32_t head) {
  Csv *csv = open_file();
  CsvBlock *blocks[AHEAD];
  const CsvRow *row;
  other.n = 0;
  for (uint32_t i = 0; i < head; i++) {
    ck_assert_int_eq(csv_next(csv, &row, &diags), STATUS_OK);
    if (row) show(&other, row->line, row);
  }
  for (int i = 0; i < AHEAD; i++) ck_assert_ptr_nonnull(blocks[i] = csv_block_new(csv, bytes));
  for (bool last = false; !last;) {
    Buf seen[AHEAD];
    int n = 0;
    for (; n < AHEAD && !last; n++) {
      ck_assert_int_eq(csv_block_read(csv, blocks[n]), 0);
      last = csv_block_is_last(blocks[n]);
      Buf all = other;
      buf_init(&other, &alloc_system);
      show_block(blocks[n], 0);
      seen[n] = other;
      other = all;
    }
    for (int i = 0; i < n; i++) {
      uint64_t line;
      Buf all = other;
      buf_init(&other, &alloc_system);
      bool anew = csv_block_join(csv, blocks[i]);
      if (anew) show_block(blocks[i], 0);
      ck_assert(csv_block_leave(csv, blocks[i], &line));
      Buf *rows = anew ? &other : &seen[i];
      /* Lines count from the block's beginning: shown again from the file's. */
      for (const char *p = buf_z(rows), *end = p + rows->n; p < end;) {
        char *rest;
        unsigned long long at = strtoull(p, &rest, 10);
        const char *next = memmem(rest, (size_t)(end - rest), "<", 1);
        next = next ? memchr(next, ';', (size_t)(end - next)) : end;
        next = next ? next + 1 : end;
        buf_print(&all, "%llu", line + at);
        buf_add(&all, rest, (size_t)(next - rest));
        p = next;
      }
      buf_free(&seen[i]);
      buf_free(&other);
      other = all;
    }
  }
  for (int i = 0; i < AHEAD; i++) csv_block_free(blocks[i]);
  csv_close(csv);
}

static void same_rows(size_t bytes, uint32_t head) {
  read_blocks(bytes, head);
  if (one.n == other.n && (one.n == 0 || memcmp(one.p, other.p, one.n) == 0)) return;
  ck_abort_msg("blocks of %zu behind %u rows: %.300s\nbut: %.300s", bytes, head, buf_z(&one), buf_z(&other));
}

static void same_everywhere(const char *text, size_t n) {
  put(text, n);
  read_rows();
  static const size_t sizes[] = {CSV_BLOCK_LEAST, 47, 100, 1000};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) same_rows(sizes[i], i & 1);
}

static const char *const texts[] = {
    "", "\n", "a,b", "a,b\n", "a,b\r\nc,d\r\n", "a\rb\rc\r", "a\n\n\nb\r\n\r\nc\r\r\n",
    "name,text\n1,\"one\ntwo\n\nthree\"\n2,\"a \"\"quoted\"\" one\r\nmore\"\r\n3,5\" pipe\n4,x\n",
    "a,\"open\nb,c\nd,e\nf,\"g\"\nh,i\nlong long long long long long long long long line,j\n",
    "a,\"b\"c\nd,\"e\nf\"g\nh,i\n\"\"\"\"\n\"\n", "a,\xFF\nb,c\n\xC3\xA9,\xC3\n",
};

START_TEST(text_case) { same_everywhere(texts[_i], strlen(texts[_i])); }
END_TEST

/* Texts of the characters that matter. */
START_TEST(random_texts_have_the_same_rows) {
  static const char letters[] = "aab,,\"\"\n\n\r";
  char text[400];
  uint32_t state = 12345;
  for (int round = 0; round < 60; round++) {
    size_t n = (size_t)round * 6;
    for (size_t i = 0; i < n; i++) {
      state = state * 1664525 + 1013904223;
      text[i] = letters[(state >> 16) % (sizeof letters - 1)];
    }
    same_everywhere(text, n);
  }
}
END_TEST

/* What is longer than a row may be, in one block and over many. */
static void long_text(const char *before, char fill, size_t n, const char *behind) {
  Buf text;
  buf_init(&text, &alloc_system);
  buf_text(&text, before);
  buf_fill(&text, fill, n);
  buf_text(&text, behind);
  put(text.p, text.n);
  buf_free(&text);
  read_rows();
  same_rows(CSV_BLOCK_MOST, 0);
  same_rows(50000, 1);
  same_rows(50001, 0);
}

START_TEST(long_lines_are_one_row) {
  long_text("a,b\n1,", 'x', 3000000, "\r\n2,3\n");
  long_text("a,b\n1,", 'x', 3000000, "\r2,3\r");
  long_text("a,b\n1,", 'x', 3000000, "");
  long_text("a,b\n1,", 'x', (1 << 20) - 2, "\n2,3\n");
  long_text("a,b\n1,\"open\n4,", 'x', 3000000, "\n2,3\n");
  long_text("a,b\n1,\"open\n", '\n', 1500000, "4,\"\n2,3\n");
}
END_TEST

Suite *suite_csv_block(void) {
  Suite *suite = suite_create("csv_block");
  TCase *tcase = tcase_create("rows");
  tcase_add_checked_fixture(tcase, setup, teardown);
  tcase_set_timeout(tcase, 60);
  tcase_add_loop_test(tcase, text_case, 0, sizeof texts / sizeof *texts);
  tcase_add_test(tcase, random_texts_have_the_same_rows);
  tcase_add_test(tcase, long_lines_are_one_row);
  suite_add_tcase(suite, tcase);
  return suite;
}

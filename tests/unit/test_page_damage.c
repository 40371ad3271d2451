/* SPDX-License-Identifier: MIT
 * A small database, damaged at every byte and cut short at every length: by its pages and by SQLite's own loop the same records
 * come out, or both refuse. CIBLE_DAMAGE=all tries all values at every byte and length (some minutes); else some of them. */
#include <fcntl.h>

#include "tests/unit/pages_check.h"
#include "tests/unit/pages_small.h"

enum { PAGE = 512 };

static StoreKit s;
static uint8_t *bytes; /* of the undamaged file */
static size_t size;
static int file;

static void load(void) {
  FILE *in = fopen(s.path, "rb");
  ck_assert_ptr_nonnull(in);
  bytes = malloc(1 << 20);
  size = fread(bytes, 1, 1 << 20, in);
  fclose(in);
  file = open(s.path, O_WRONLY);
  ck_assert_int_ge(file, 0);
}

static void set_up(void) {
  store_kit_begin(&s);
  pages_small_program(&s.kit);
  store_kit_sql(s.path, "PRAGMA page_size=512;" PAGES_SMALL);
  load();
}

static void tear_down(void) {
  close(file);
  free(bytes);
  store_kit_end(&s);
}

static void write_at(size_t at, const void *p, size_t n) { ck_assert_int_eq(pwrite(file, p, n, (off_t)at), (ssize_t)n); }

/* A number of its own each time: xorshift. */
static uint64_t next(uint64_t *seed) {
  *seed ^= *seed << 13;
  *seed ^= *seed >> 7;
  return *seed ^= *seed << 17;
}

static bool wants_all(void) {
  const char *wanted = getenv("CIBLE_DAMAGE");
  return wanted && !strcmp(wanted, "all");
}

/* Where a page says how it is to be read, and where its first cell ends. */
static bool is_telling(size_t at) { return at < 100 || at % PAGE < 12 || at % PAGE >= PAGE - 8; }

START_TEST(test_every_byte) {
  bool all = wants_all();
  char what[80];
  for (size_t at = 0; at < size; at++) {
    uint8_t old = bytes[at], values[] = {0, 0xff, old ^ 1, (uint8_t)(old + 1), 0x80};
    for (size_t v = 0; v < sizeof values; v++) {
      if (values[v] == old || !(all || is_telling(at) || v * 2 == at % 10)) continue;
      write_at(at, &values[v], 1);
      snprintf(what, sizeof what, "byte %zu of page %zu: %02x, not %02x", at % PAGE, at / PAGE + 1, values[v], old);
      pages_check_same(&s, LANES_WHOLE, what);
      if (all) pages_check_same(&s, LANES_SOME, what);
    }
    write_at(at, &old, 1);
  }
}
END_TEST

START_TEST(test_every_length) {
  bool all = wants_all();
  char what[80];
  for (size_t length = size; length--;) {
    bool at_edge = length % PAGE < 2 || length % PAGE == PAGE - 1 || length < 110;
    ck_assert_int_eq(ftruncate(file, (off_t)length), 0);
    if (all || at_edge || length % 16 == 0) {
      snprintf(what, sizeof what, "cut short to %zu bytes", length);
      pages_check_same(&s, LANES_WHOLE, what);
    }
  }
}
END_TEST

/* Several bytes at a time, anywhere or by whole pages: a page in another's place is sound in itself. */
START_TEST(test_many_bytes) {
  uint64_t seed = 1;
  char what[40];
  uint8_t *hurt = malloc(size);
  for (int round = 0; round < (wants_all() ? 20000 : 500); round++) {
    memcpy(hurt, bytes, size);
    for (uint64_t i = next(&seed) % 4 + 1; i; i--) {
      if (next(&seed) % 4) hurt[next(&seed) % size] = (uint8_t)next(&seed);
      else memcpy(hurt + next(&seed) % (size / PAGE) * PAGE, bytes + next(&seed) % (size / PAGE) * PAGE, PAGE);
    }
    write_at(0, hurt, size);
    snprintf(what, sizeof what, "many bytes, round %d", round);
    pages_check_same(&s, (PagesLanes)(round % 3), what);
  }
  free(hurt);
}
END_TEST

Suite *suite_page_damage(void) {
  Suite *suite = suite_create("page_damage");
  TCase *tc = tcase_create("damage");
  tcase_set_timeout(tc, 0);
  tcase_add_checked_fixture(tc, set_up, tear_down);
  tcase_add_test(tc, test_every_byte);
  tcase_add_test(tc, test_every_length);
  tcase_add_test(tc, test_many_bytes);
  suite_add_tcase(suite, tc);
  return suite;
}

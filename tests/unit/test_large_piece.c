/* SPDX-License-Identifier: MIT
 * Large pieces, by themselves and through the allocator, which goes over to them and back. */
#include "runtime/base/large_piece.h"

#include <check.h>
#include <stdint.h>
#include <string.h>

#include "runtime/base/alloc_count.h"

enum { SMALL = 1 << 20, LARGE = 5 << 20, LARGER = 23 << 20 };

/* Bytes that tell their place and `kind`. */
static void fill(uint8_t *p, size_t from, size_t to, uint8_t kind) {
  for (size_t i = from; i < to; i++) p[i] = (uint8_t)(i * 7 + i / 4096 + kind);
}

static bool is_filled(const uint8_t *p, size_t from, size_t to, uint8_t kind) {
  for (size_t i = from; i < to; i++)
    if (p[i] != (uint8_t)(i * 7 + i / 4096 + kind)) return false;
  return true;
}

static bool is_zero(const uint8_t *p, size_t from, size_t to) {
  for (size_t i = from; i < to; i++)
    if (p[i]) return false;
  return true;
}

START_TEST(small_pieces_are_not_large) {
  ck_assert(!is_large_piece(0));
  ck_assert(!is_large_piece(SMALL));
  ck_assert(is_large_piece(LARGE) == LARGE_PIECES);
}
END_TEST

START_TEST(a_piece_comes_zeroed) {
  if (!LARGE_PIECES) return;
  uint8_t *p = large_piece_new(LARGE + 13);
  ck_assert_ptr_nonnull(p);
  ck_assert(is_zero(p, 0, LARGE + 13));
  large_piece_free(p, LARGE + 13);
}
END_TEST

/* Whether it grows where it stands or has to move. */
START_TEST(growing_keeps_what_is_there) {
  if (!LARGE_PIECES) return;
  uint8_t *pieces[4];
  for (int i = 0; i < 4; i++) {
    pieces[i] = large_piece_new(LARGE);
    ck_assert_ptr_nonnull(pieces[i]);
    fill(pieces[i], 0, LARGE, (uint8_t)i);
  }
  for (int i = 0; i < 4; i++) {
    pieces[i] = large_piece_resize(pieces[i], LARGE, LARGER + 100);
    ck_assert_ptr_nonnull(pieces[i]);
    ck_assert(is_zero(pieces[i], LARGE, LARGER + 100));
  }
  for (int i = 0; i < 4; i++) {
    ck_assert(is_filled(pieces[i], 0, LARGE, (uint8_t)i));
    large_piece_free(pieces[i], LARGER + 100);
  }
}
END_TEST

START_TEST(what_was_given_back_comes_as_zeros) {
  if (!LARGE_PIECES) return;
  uint8_t *p = large_piece_new(LARGER);
  ck_assert_ptr_nonnull(p);
  memset(p, 0xff, LARGER);
  p = large_piece_resize(p, LARGER, LARGE + 100);
  ck_assert_ptr_nonnull(p);
  p = large_piece_resize(p, LARGE + 100, LARGE + 200); /* in the same page */
  ck_assert(is_zero(p, LARGE + 100, LARGE + 200));
  memset(p, 0xff, LARGE + 200);
  p = large_piece_resize(p, LARGE + 200, LARGER);
  ck_assert_uint_eq(p[LARGE + 199], 0xff);
  ck_assert(is_zero(p, LARGE + 200, LARGER));
  large_piece_free(p, LARGER);
}
END_TEST

START_TEST(absurd_sizes_are_refused) {
  if (!LARGE_PIECES) return; /* sanitizers end the program */
  ck_assert_ptr_null(large_piece_new(SIZE_MAX - 10));
  ck_assert_ptr_null(mem_new(&alloc_system, SIZE_MAX - 10));
  uint8_t *p = mem_new(&alloc_system, LARGE);
  fill(p, 0, LARGE, 1);
  ck_assert_ptr_null(mem_resize(&alloc_system, p, LARGE, SIZE_MAX - 10));
  ck_assert(is_filled(p, 0, LARGE, 1));
  mem_free(&alloc_system, p, LARGE);
}
END_TEST

/* Small, large, larger, and back, with what is new zeroed; each way through the counted hook, too. */
static void go_through(const Alloc *alloc) {
  const size_t sizes[] = {100, SMALL, LARGE, LARGER, LARGE + 5000, SMALL, LARGER, 10};
  size_t size = 0;
  uint8_t *p = NULL;
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    p = mem_grow(alloc, p, size, sizes[i]);
    ck_assert_ptr_nonnull(p);
    const size_t kept = size < sizes[i] ? size : sizes[i];
    ck_assert(is_filled(p, 0, kept, 3));
    ck_assert(is_zero(p, kept, sizes[i]));
    fill(p, kept, sizes[i], 3);
    size = sizes[i];
  }
  mem_free(alloc, p, size);
  p = mem_new(alloc, LARGE);
  ck_assert_ptr_nonnull(p);
  ck_assert(is_zero(p, 0, LARGE));
  mem_free(alloc, p, LARGE);
}

START_TEST(the_allocator_goes_over_to_them) { go_through(&alloc_system); }
END_TEST

START_TEST(counting_is_of_what_was_asked_for) {
  AllocCount count;
  alloc_count_begin(&count, alloc_system, 40 << 20);
  Alloc counted = alloc_counted(&count);
  ck_assert_ptr_eq(alloc_behind(&counted)->fn, alloc_system.fn);
  go_through(&counted);
  ck_assert_uint_eq(count.held, 0);
  ck_assert_uint_eq(count.most, LARGER);
  void *p = mem_new(&counted, LARGER);
  ck_assert_uint_eq(count.held, LARGER);
  ck_assert_ptr_null(mem_new(&counted, LARGER));
  ck_assert(count.refused);
  mem_free(&counted, p, LARGER);
}
END_TEST

Suite *suite_large_piece(void) {
  Suite *s = suite_create("large_piece");
  TCase *tc = tcase_create("large_piece");
  tcase_add_test(tc, small_pieces_are_not_large);
  tcase_add_test(tc, a_piece_comes_zeroed);
  tcase_add_test(tc, growing_keeps_what_is_there);
  tcase_add_test(tc, what_was_given_back_comes_as_zeros);
  tcase_add_test(tc, absurd_sizes_are_refused);
  tcase_add_test(tc, the_allocator_goes_over_to_them);
  tcase_add_test(tc, counting_is_of_what_was_asked_for);
  suite_add_tcase(s, tc);
  return s;
}

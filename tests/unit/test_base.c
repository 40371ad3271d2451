/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>

#include "runtime/base/arena.h"
#include "runtime/base/buf.h"
#include "runtime/base/diag.h"
#include "runtime/base/map.h"
#include "tests/unit/failing.h"

static void expect_str(Str s, const char *z) {
  if (!str_is(s, z)) ck_abort_msg("\"%.*s\" is not \"%s\"", STR_ARG(s), z);
}

START_TEST(lined_memory_begins_at_a_line) {
  for (size_t size = 0; size < 300000; size = size * 3 + 1) {
    unsigned char *p = mem_new_lined(&alloc_system, size);
    ck_assert_ptr_nonnull(p);
    ck_assert_uint_eq((uintptr_t)p % 64, 0);
    for (size_t i = 0; i < size; i += 100) ck_assert_uint_eq(p[i], 0);
    memset(p, 0xAB, size);
    mem_free_lined(&alloc_system, p, size);
  }
  mem_free_lined(&alloc_system, NULL, 100);
  ck_assert_ptr_null(mem_new_lined(&alloc_system, SIZE_MAX - 10));
}
END_TEST

/* ---- arena ---- */

START_TEST(arena_memory_is_zeroed_and_aligned) {
  Arena arena;
  arena_init(&arena, &alloc_system);
  for (size_t size = 0; size < 5000; size += 7) {
    unsigned char *p = arena_alloc(&arena, size);
    ck_assert_ptr_nonnull(p);
    ck_assert_uint_eq((uintptr_t)p % 16, 0);
    bool zeroed = true;
    for (size_t i = 0; i < size; i++) zeroed = zeroed && p[i] == 0;
    ck_assert(zeroed);
    memset(p, 0xAB, size);
  }
  arena_free(&arena);
  ck_assert_uint_eq(arena.taken, 0);
}
END_TEST

START_TEST(arena_reset_keeps_the_newest_block) {
  Arena arena;
  arena_init(&arena, &alloc_system);
  arena_reset(&arena);
  arena_alloc(&arena, 100);
  arena_alloc(&arena, 100000);
  char *before = arena_bytes(&arena, 1);
  ck_assert_ptr_nonnull(before);
  arena_reset(&arena);
  size_t taken = arena.taken;
  ck_assert_uint_ge(taken, 100000);
  arena_alloc(&arena, 50000);
  ck_assert_uint_eq(arena.taken, taken);
  arena_free(&arena);
}
END_TEST

START_TEST(arena_texts) {
  Arena arena;
  arena_init(&arena, &alloc_system);
  Str copy = arena_str(&arena, STR("a\0b"));
  ck_assert_uint_eq(copy.n, 3);
  ck_assert_mem_eq(copy.p, "a\0b", 4);
  ck_assert_uint_eq(arena_str(&arena, (Str){NULL, 0}).n, 0);
  expect_str(arena_format(&arena, "%d-%s", 42, "x"), "42-x");
  expect_str(arena_format(&arena, "%s", ""), "");
  arena_free(&arena);
}
END_TEST

START_TEST(arena_failure_is_sticky) {
  Failing failing = {.before = 1};
  Alloc alloc = failing_alloc(&failing);
  Arena arena;
  arena_init(&arena, &alloc);
  ck_assert_ptr_nonnull(arena_alloc(&arena, 10));
  ck_assert_ptr_null(arena_alloc(&arena, 100000));
  ck_assert(arena.failed);
  ck_assert_ptr_null(arena_alloc(&arena, 1));
  ck_assert_ptr_null(arena_str(&arena, STR("x")).p);
  expect_str(arena_format(&arena, "x"), "");
  arena_reset(&arena);
  ck_assert(!arena.failed);
  ck_assert_ptr_nonnull(arena_alloc(&arena, 1));
  arena_free(&arena);
}
END_TEST

START_TEST(arena_refuses_absurd_sizes) {
  Arena arena;
  arena_init(&arena, &alloc_system);
  ck_assert_ptr_null(arena_alloc(&arena, SIZE_MAX));
  ck_assert_ptr_null(arena_alloc(&arena, SIZE_MAX / 2));
  ck_assert(arena.failed);
  arena_free(&arena);
}
END_TEST

/* ---- buf ---- */

START_TEST(buf_grows) {
  Buf buf;
  buf_init(&buf, &alloc_system);
  ck_assert_str_eq(buf_z(&buf), "");
  for (int i = 0; i < 10000; i++) buf_char(&buf, (char)('a' + i % 26));
  ck_assert_uint_eq(buf.n, 10000);
  ck_assert_int_eq(buf.p[9999], 'a' + 9999 % 26);
  buf_fill(&buf, '.', 3);
  buf_text(&buf, "t");
  buf_str(&buf, STR("s"));
  buf_print(&buf, "%05d", 7);
  buf_add(&buf, "", 0);
  ck_assert_str_eq(buf_z(&buf) + 10000, "...ts00007");
  ck_assert_uint_eq(buf_view(&buf).n, 10010);
  buf_free(&buf);
  ck_assert_uint_eq(buf.n, 0);
}
END_TEST

START_TEST(buf_failure_is_sticky) {
  Failing failing = {.before = 1, .forever = true};
  Alloc alloc = failing_alloc(&failing);
  Buf buf;
  buf_init(&buf, &alloc);
  buf_text(&buf, "kept");
  buf_fill(&buf, 'x', 1000);
  ck_assert(buf.failed);
  buf_text(&buf, "more");
  ck_assert_uint_eq(buf.n, 4);
  ck_assert_str_eq(buf_z(&buf), "");
  buf_free(&buf);
}
END_TEST

START_TEST(buf_refuses_absurd_sizes) {
  Buf buf;
  buf_init(&buf, &alloc_system);
  ck_assert_ptr_null(buf_room(&buf, SIZE_MAX));
  ck_assert(buf.failed);
  buf_free(&buf);
}
END_TEST

/* ---- map ---- */

START_TEST(map_keeps_what_it_is_given) {
  static char keys[3000][16];
  Map map;
  map_init(&map, &alloc_system);
  ck_assert_ptr_null(map_get(&map, STR("none")));
  for (int i = 0; i < 3000; i++) {
    snprintf(keys[i], sizeof keys[i], "k%d", i);
    ck_assert(map_put(&map, str_from(keys[i]), keys[i]));
  }
  ck_assert_uint_eq(map.count, 3000);
  for (int i = 0; i < 3000; i++) ck_assert_ptr_eq(map_get(&map, str_from(keys[i])), keys[i]);
  ck_assert_ptr_null(map_get(&map, STR("k3000")));
  map_free(&map);
}
END_TEST

START_TEST(map_replaces_and_tells_keys_apart) {
  int a, b;
  Map map;
  map_init(&map, &alloc_system);
  ck_assert(map_put(&map, STR("x"), &a) && map_put(&map, STR("x"), &b));
  ck_assert_uint_eq(map.count, 1);
  ck_assert_ptr_eq(map_get(&map, STR("x")), &b);
  ck_assert(map_put(&map, (Str){NULL, 0}, &a));
  ck_assert_ptr_eq(map_get(&map, STR("")), &a);
  ck_assert(map_put(&map, STR("x\0y"), &a));
  ck_assert_ptr_eq(map_get(&map, STR("x\0y")), &a);
  ck_assert_ptr_eq(map_get(&map, STR("x")), &b);
  map_free(&map);
}
END_TEST

START_TEST(map_is_as_before_where_memory_is_out) {
  Failing failing = {.before = 1, .forever = true};
  Alloc alloc = failing_alloc(&failing);
  static char keys[16][16];
  Map map;
  map_init(&map, &alloc);
  int put = 0;
  for (int i = 0; i < 16; i++) {
    snprintf(keys[i], sizeof keys[i], "%d", i);
    if (!map_put(&map, str_from(keys[i]), keys[i])) break;
    put++;
  }
  ck_assert_int_eq(put, 12);
  ck_assert_uint_eq(map.count, 12);
  for (int i = 0; i < 12; i++) ck_assert_ptr_eq(map_get(&map, str_from(keys[i])), keys[i]);
  map_free(&map);
}
END_TEST

/* ---- str ---- */

static const struct {
  const char *a, *b;
  int order;
} comparisons[] = {{"", "", 0}, {"a", "", 1}, {"", "a", -1}, {"a", "b", -1}, {"ab", "a", 1}, {"\xC3\xA9", "z", 1}, {"Z", "a", -1}};

START_TEST(str_compares_by_bytes) {
  int order = str_compare(str_from(comparisons[_i].a), str_from(comparisons[_i].b));
  ck_assert_int_eq((order > 0) - (order < 0), comparisons[_i].order);
  ck_assert_int_eq(str_equal(str_from(comparisons[_i].a), str_from(comparisons[_i].b)), comparisons[_i].order == 0);
}
END_TEST

static const struct {
  const char *a, *b;
  unsigned limit, distance;
} distances[] = {
    {"", "", 2, 0},          {"staff", "staff", 2, 0}, {"stafff", "staff", 2, 1}, {"satff", "staff", 2, 1},
    {"staff", "stuff", 2, 1}, {"abc", "", 5, 3},        {"", "abc", 1, 2},         {"kitten", "sitting", 5, 3},
    {"ab", "ba", 2, 1},      {"abcdef", "ghijkl", 2, 3},
};

START_TEST(str_distance_counts_edits) {
  ck_assert_uint_eq(str_distance(str_from(distances[_i].a), str_from(distances[_i].b), distances[_i].limit), distances[_i].distance);
}
END_TEST

START_TEST(str_distance_gives_up_on_long_names) {
  char name[80];
  memset(name, 'x', sizeof name);
  ck_assert_uint_eq(str_distance((Str){name, 80}, (Str){name, 80}, 2), 3);
  ck_assert_uint_eq(str_distance((Str){name, 64}, (Str){name, 64}, 2), 0);
}
END_TEST

/* Texts of every short length, each with every one of its bytes changed in turn. */
START_TEST(every_byte_of_a_text_counts) {
  char a[40], b[40];
  for (uint32_t n = 0; n < sizeof a; n++) {
    for (uint32_t i = 0; i < n; i++) a[i] = b[i] = (char)(i + 1);
    ck_assert(str_equal((Str){a, n}, (Str){b, n}));
    ck_assert_uint_eq(str_hash((Str){a, n}, 1), str_hash((Str){b, n}, 1));
    for (uint32_t i = 0; i < n; i++) {
      b[i] ^= 0x40;
      ck_assert(!str_equal((Str){a, n}, (Str){b, n}));
      ck_assert_uint_ne(str_hash((Str){a, n}, 1), str_hash((Str){b, n}, 1));
      b[i] ^= 0x40;
    }
  }
}
END_TEST

START_TEST(str_hash_tells_texts_and_seeds_apart) {
  ck_assert_uint_eq(str_hash(STR("abc"), 1), str_hash(STR("abc"), 1));
  ck_assert_uint_ne(str_hash(STR("abc"), 1), str_hash(STR("abd"), 1));
  ck_assert_uint_ne(str_hash(STR("abc"), 1), str_hash(STR("abc"), 2));
  ck_assert_uint_ne(str_hash(STR("a"), 1), str_hash(STR("a\0"), 1));
  ck_assert_uint_ne(str_hash(STR("12345678"), 1), str_hash(STR("123456789"), 1));
}
END_TEST

/* ---- spans ---- */

static Arena span_arena;
static SourceMap spans;

static void spans_up(void) {
  arena_init(&span_arena, &alloc_system);
  source_map_init(&spans, &span_arena);
}

static void spans_down(void) { arena_free(&span_arena); }

static void expect_place(uint32_t offset, uint32_t line, uint32_t column, const char *text) {
  Place place = source_place(&spans, offset);
  ck_assert_ptr_nonnull(place.file);
  ck_assert_uint_eq(place.line, line);
  ck_assert_uint_eq(place.column, column);
  expect_str(place.text, text);
}

START_TEST(places_in_one_file) {
  const SourceFile *file = source_add(&spans, STR("a"), STR("ab\ncd\r\né!\n\nx"));
  ck_assert_uint_eq(file->base, 1);
  expect_place(1, 1, 1, "ab");
  expect_place(3, 1, 3, "ab");
  expect_place(4, 2, 1, "cd");
  expect_place(6, 2, 3, "cd");
  expect_place(8, 3, 1, "é!");
  expect_place(10, 3, 2, "é!");
  expect_place(12, 4, 1, "");
  expect_place(13, 5, 1, "x");
  expect_place(14, 5, 2, "x");
}
END_TEST

START_TEST(a_lone_cr_ends_a_line) {
  source_add(&spans, STR("a"), STR("a\rb\r\nc\r"));
  expect_place(1, 1, 1, "a");
  expect_place(3, 2, 1, "b");
  expect_place(6, 3, 1, "c");
  expect_place(8, 4, 1, "");
}
END_TEST

START_TEST(places_in_several_files) {
  source_add(&spans, STR("a"), STR("one"));
  source_add(&spans, STR("b"), STR(""));
  source_add(&spans, STR("c"), STR("two"));
  expect_str(source_of(&spans, (Span){1, 2})->name, "a");
  expect_str(source_of(&spans, (Span){4, 4})->name, "a");
  expect_str(source_of(&spans, (Span){5, 5})->name, "b");
  expect_str(source_of(&spans, (Span){6, 7})->name, "c");
  expect_str(source_text(&spans, (Span){6, 8}), "tw");
  expect_str(source_text(&spans, (Span){2, 99}), "ne");
  expect_str(source_text(&spans, (Span){0, 0}), "");
  ck_assert_ptr_null(source_of(&spans, (Span){0, 0}));
}
END_TEST

START_TEST(no_file_no_place) {
  ck_assert_ptr_null(source_place(&spans, 1).file);
  ck_assert_ptr_null(source_of(&spans, (Span){1, 2}));
}
END_TEST

START_TEST(spans_join) {
  Span joined = span_join((Span){5, 7}, (Span){2, 6});
  ck_assert(joined.from == 2 && joined.to == 7);
  joined = span_join((Span){0, 0}, (Span){2, 6});
  ck_assert(joined.from == 2 && joined.to == 6);
  joined = span_join((Span){2, 6}, (Span){0, 0});
  ck_assert(joined.from == 2 && joined.to == 6);
}
END_TEST

START_TEST(many_files_grow_the_map) {
  for (int i = 0; i < 100; i++) ck_assert_ptr_nonnull(source_add(&spans, STR("f"), STR("text")));
  ck_assert_uint_eq(spans.count, 100);
  ck_assert_uint_eq(spans.files[99]->base, 1 + 99 * 5);
}
END_TEST

/* ---- diagnostics ---- */

/* Lines are marked now and then, so that a place deep in a large text is found from nearby. */
START_TEST(places_in_a_large_text) {
  Arena arena;
  SourceMap sources;
  char text[3 * 5000 + 1];
  for (int i = 0; i < 5000; i++) memcpy(text + i * 3, "ab\n", 3);
  arena_init(&arena, &alloc_system);
  source_map_init(&sources, &arena);
  const SourceFile *file = source_add(&sources, STR("large"), (Str){text, sizeof text - 1});
  ck_assert_ptr_nonnull(file);
  for (uint32_t at = 0; at < sizeof text; at += 7) {
    Place place = source_place(&sources, file->base + at);
    ck_assert_uint_eq(place.line, at / 3 + 1);
    ck_assert_uint_eq(place.column, at % 3 + 1);
  }
  arena_free(&arena);
}
END_TEST

START_TEST(messages_have_codes_of_their_own) {
  for (int i = 1; i < DIAG_COUNT; i++) {
    const DiagInfo *info = diag_info((DiagCode)i);
    ck_assert_int_eq(diag_find(info->code), i);
    ck_assert_int_eq(info->code[0], info->severity == SEVERITY_ERROR ? 'E' : 'W');
    ck_assert_uint_gt(strlen(info->explanation), 10);
  }
  ck_assert_int_eq(diag_find("E999"), DIAG_NONE);
  ck_assert_int_eq(diag_find(""), DIAG_NONE);
}
END_TEST

START_TEST(at_most_twenty_errors_are_kept) {
  DiagList list;
  diag_init(&list, &span_arena);
  for (int i = 0; i < 30; i++) {
    Diag *diag = diag_add(&list, DIAG_FOREIGN_COMMENT, (Span){1, 2}, "x");
    diag_label(&list, diag, "label %d", i);
    diag_note(&list, diag, (Span){1, 2}, "note");
  }
  ck_assert_uint_eq(list.count, 20);
  ck_assert_uint_eq(list.errors, 30);
  ck_assert_uint_eq(list.left_out, 10);
  expect_str(list.items[0]->label, "label 0");
}
END_TEST

START_TEST(messages_are_sorted_and_told_once) {
  DiagList list;
  diag_init(&list, &span_arena);
  diag_add(&list, DIAG_FOREIGN_COMMENT, (Span){9, 10}, "c");
  diag_add(&list, DIAG_FOREIGN_COMMENT, (Span){3, 4}, "b");
  diag_add(&list, DIAG_FOREIGN_COMMENT, (Span){3, 4}, "b again");
  diag_add(&list, DIAG_NO_MEMORY, (Span){0, 0});
  diag_add(&list, DIAG_NO_MEMORY, (Span){0, 0});
  diag_sort(&list);
  ck_assert_uint_eq(list.count, 4);
  ck_assert_uint_eq(list.errors, 4);
  ck_assert_uint_eq(list.items[0]->span.from, 0);
  ck_assert_uint_eq(list.items[3]->span.from, 9);
}
END_TEST

START_TEST(notes_stay_in_order) {
  DiagList list;
  diag_init(&list, &span_arena);
  Diag *diag = diag_add(&list, DIAG_FOREIGN_COMMENT, (Span){1, 2}, "x");
  diag_note(&list, diag, (Span){1, 2}, "first");
  diag_note(&list, diag, (Span){2, 3}, "second %d", 2);
  diag_help(&list, diag, "help");
  expect_str(diag->notes->text, "first");
  expect_str(diag->notes->next->text, "second 2");
  ck_assert_ptr_null(diag->notes->next->next);
  expect_str(diag->help, "help");
}
END_TEST

START_TEST(messages_need_no_memory_to_be_counted) {
  Failing failing = {.before = 0, .forever = true};
  Alloc alloc = failing_alloc(&failing);
  Arena arena;
  arena_init(&arena, &alloc);
  DiagList list;
  diag_init(&list, &arena);
  Diag *diag = diag_add(&list, DIAG_FOREIGN_COMMENT, (Span){1, 2}, "x");
  ck_assert_ptr_nonnull(diag);
  diag_help(&list, diag, "help");
  diag_note(&list, diag, (Span){1, 2}, "note");
  ck_assert_uint_eq(list.errors, 1);
  ck_assert_uint_eq(list.count, 0);
  arena_free(&arena);
}
END_TEST

#define COUNT(array) (int)(sizeof array / sizeof *array)

Suite *suite_base(void);
Suite *suite_base(void) {
  Suite *suite = suite_create("base");
  TCase *memory = tcase_create("memory");
  tcase_add_test(memory, lined_memory_begins_at_a_line);
  tcase_add_test(memory, arena_memory_is_zeroed_and_aligned);
  tcase_add_test(memory, arena_reset_keeps_the_newest_block);
  tcase_add_test(memory, arena_texts);
  tcase_add_test(memory, arena_failure_is_sticky);
  tcase_add_test(memory, arena_refuses_absurd_sizes);
  tcase_add_test(memory, buf_grows);
  tcase_add_test(memory, buf_failure_is_sticky);
  tcase_add_test(memory, buf_refuses_absurd_sizes);
  tcase_add_test(memory, map_keeps_what_it_is_given);
  tcase_add_test(memory, map_replaces_and_tells_keys_apart);
  tcase_add_test(memory, map_is_as_before_where_memory_is_out);
  suite_add_tcase(suite, memory);
  TCase *text = tcase_create("text");
  tcase_add_loop_test(text, str_compares_by_bytes, 0, COUNT(comparisons));
  tcase_add_loop_test(text, str_distance_counts_edits, 0, COUNT(distances));
  tcase_add_test(text, str_distance_gives_up_on_long_names);
  tcase_add_test(text, every_byte_of_a_text_counts);
  tcase_add_test(text, str_hash_tells_texts_and_seeds_apart);
  suite_add_tcase(suite, text);
  TCase *place = tcase_create("place");
  tcase_add_checked_fixture(place, spans_up, spans_down);
  tcase_add_test(place, places_in_one_file);
  tcase_add_test(place, a_lone_cr_ends_a_line);
  tcase_add_test(place, places_in_several_files);
  tcase_add_test(place, no_file_no_place);
  tcase_add_test(place, spans_join);
  tcase_add_test(place, many_files_grow_the_map);
  tcase_add_test(place, messages_have_codes_of_their_own);
  tcase_add_test(place, at_most_twenty_errors_are_kept);
  tcase_add_test(place, messages_are_sorted_and_told_once);
  tcase_add_test(place, places_in_a_large_text);
  tcase_add_test(place, notes_stay_in_order);
  tcase_add_test(place, messages_need_no_memory_to_be_counted);
  suite_add_tcase(suite, place);
  return suite;
}

/* SPDX-License-Identifier: MIT
 * Reading real files; what includes mean is in tests/golden/include. */
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lang/syntax/module.h"
#include "tests/unit/failing.h"

static Arena arena;
static SourceMap sources;
static DiagList diags;
static char folder[64];

static void up(void) {
  arena_init(&arena, &alloc_system);
  source_map_init(&sources, &arena);
  diag_init(&diags, &arena);
  snprintf(folder, sizeof folder, "/tmp/cible-module-XXXXXX");
  ck_assert_ptr_nonnull(mkdtemp(folder));
}

static const char *path_of(const char *name) { return arena_format(&arena, "%s/%s", folder, name).p; }

static void write_file(const char *name, Str text) {
  FILE *file = fopen(path_of(name), "wb");
  ck_assert_ptr_nonnull(file);
  ck_assert_uint_eq(fwrite(text.p, 1, text.n, file), text.n);
  fclose(file);
}

static void down(void) {
  static const char *const names[] = {"a.cible", "sub/b.cible", "sub", "pipe", "link.cible", "."};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    const char *path = path_of(names[i]);
    if (unlink(path) != 0) rmdir(path);
  }
  rmdir(folder);
  arena_free(&arena);
}

static AstNode *load(const char *name) { return module_load(&arena, &sources, &reader_files, path_of(name), &diags); }

static void expect_unreadable(const char *name, const char *why) {
  AstNode *tree = load(name);
  ck_assert(tree && tree->count == 0);
  ck_assert_uint_eq(diags.errors, 1);
  ck_assert_int_eq(diags.items[0]->code, DIAG_FILE_UNREADABLE);
  ck_assert_msg(strstr(diags.items[0]->text.p, why) != NULL, "%s", diags.items[0]->text.p);
}

START_TEST(a_file_and_its_include) {
  ck_assert_int_eq(mkdir(path_of("sub"), 0700), 0);
  write_file("a.cible", STR("include \"sub/b.cible\"\ninclude \"sub/../sub/b.cible\"\nlet a = 1\n"));
  write_file("sub/b.cible", STR("include \"../a.cible\"\nlet b = 2"));
  AstNode *tree = load("a.cible");
  ck_assert_uint_eq(diags.errors, 0);
  ck_assert_uint_eq(tree->count, 2);
  ck_assert_uint_eq(sources.count, 2);
  ck_assert(str_is(tree->kid[0]->kid[LET_NAME]->text, "b"));
  ck_assert(str_is(sources.files[1]->name, path_of("sub/b.cible")));
}
END_TEST

START_TEST(a_missing_file) { expect_unreadable("none.cible", "there is no such file"); }
END_TEST

START_TEST(a_folder) { expect_unreadable(".", "it is a folder"); }
END_TEST

START_TEST(a_path_through_a_file) {
  write_file("a.cible", STR(""));
  expect_unreadable("a.cible/b.cible", "part of the path is no folder");
}
END_TEST

START_TEST(a_circle_of_links) {
  ck_assert_int_eq(symlink("link.cible", path_of("link.cible")), 0);
  expect_unreadable("link.cible", "round in a circle");
}
END_TEST

START_TEST(a_pipe_that_nobody_writes_to) {
  ck_assert_int_eq(mkfifo(path_of("pipe"), 0600), 0);
  expect_unreadable("pipe", "nobody writes to it");
}
END_TEST

START_TEST(a_file_without_end) {
  AstNode *tree = module_load(&arena, &sources, &reader_files, "/dev/zero", &diags);
  ck_assert(tree && tree->count == 0);
  ck_assert_int_eq(diags.items[0]->code, DIAG_SOURCE_TOO_LARGE);
}
END_TEST

START_TEST(no_path_at_all) {
  module_load(&arena, &sources, &reader_files, "", &diags);
  ck_assert_int_eq(diags.items[0]->code, DIAG_FILE_UNREADABLE);
}
END_TEST

START_TEST(a_text_in_memory_includes_files_beside_its_name) {
  write_file("a.cible", STR("let a = 1\n"));
  AstNode *tree = module_load_text(&arena, &sources, &reader_files, path_of("memory.cible"), STR("include \"a.cible\""), &diags);
  ck_assert_uint_eq(diags.errors, 0);
  ck_assert_uint_eq(tree->count, 1);
}
END_TEST

/* ---- spellings of a path, seen by a reader that keeps what it was asked for ---- */

static Status note_path(void *user, const char *path, Arena *to, Str *text, const char **why) {
  (void)why;
  *(Str *)user = arena_str(to, str_from(path));
  *text = STR("");
  return STATUS_OK;
}

static const struct {
  const char *from, *include, *path;
} spellings[] = {
    {"main.cible", "a.cible", "a.cible"},         {"main.cible", "./a.cible", "a.cible"},
    {"main.cible", "../a.cible", "../a.cible"},   {"main.cible", "x/../../a.cible", "../a.cible"},
    {"d/main.cible", "a.cible", "d/a.cible"},     {"d/main.cible", "../a.cible", "a.cible"},
    {"d/main.cible", "../../a.cible", "../a.cible"}, {"/d/main.cible", "a.cible", "/d/a.cible"},
    {"/d/main.cible", "../../../a.cible", "/a.cible"}, {"d/main.cible", "/x//y/./a.cible", "/x/y/a.cible"},
    {"./d//main.cible", "e/a.cible", "d/e/a.cible"}, {"d/e/main.cible", "../f/a.cible", "d/f/a.cible"},
    {"main.cible", "é/ü.cible", "é/ü.cible"},
};

START_TEST(paths_have_one_spelling) {
  Str seen = STR("");
  Reader reader = {&seen, note_path};
  Str text = arena_format(&arena, "include \"%s\"", spellings[_i].include);
  ck_assert_ptr_nonnull(module_load_text(&arena, &sources, &reader, spellings[_i].from, text, &diags));
  ck_assert_msg(str_is(seen, spellings[_i].path), "%.*s", STR_ARG(seen));
}
END_TEST

/* ---- lacking memory ---- */

static bool load_with(Failing *failing, const char *path) {
  Alloc alloc = failing_alloc(failing);
  Arena small;
  SourceMap map;
  DiagList list;
  arena_init(&small, &alloc);
  source_map_init(&map, &small);
  diag_init(&list, &small);
  AstNode *tree = module_load(&small, &map, &reader_files, path, &list);
  bool good = tree && tree->count == 2 && list.errors == 0;
  ck_assert(good || list.errors > 0);
  arena_free(&small);
  return good;
}

START_TEST(lacking_memory_is_an_error) {
  ck_assert_int_eq(mkdir(path_of("sub"), 0700), 0);
  write_file("a.cible", STR("include \"sub/b.cible\"\nlet a = 1\n"));
  write_file("sub/b.cible", STR("let b = 2"));
  const char *path = path_of("a.cible");
  Failing all = {.before = 1000};
  ck_assert(load_with(&all, path));
  for (long i = 0; i < 1000 - all.before; i++) {
    Failing once = {.before = i}, forever = {.before = i, .forever = true};
    ck_assert(!load_with(&once, path));
    ck_assert(!load_with(&forever, path));
  }
}
END_TEST

Suite *suite_module(void);
Suite *suite_module(void) {
  Suite *suite = suite_create("module");
  TCase *tests = tcase_create("module");
  tcase_add_checked_fixture(tests, up, down);
  tcase_add_test(tests, a_file_and_its_include);
  tcase_add_test(tests, a_missing_file);
  tcase_add_test(tests, a_folder);
  tcase_add_test(tests, a_path_through_a_file);
  tcase_add_test(tests, a_circle_of_links);
  tcase_add_test(tests, a_pipe_that_nobody_writes_to);
  tcase_add_test(tests, a_file_without_end);
  tcase_add_test(tests, no_path_at_all);
  tcase_add_test(tests, a_text_in_memory_includes_files_beside_its_name);
  tcase_add_loop_test(tests, paths_have_one_spelling, 0, (int)(sizeof spellings / sizeof *spellings));
  tcase_add_test(tests, lacking_memory_is_an_error);
  suite_add_tcase(suite, tests);
  return suite;
}

/* SPDX-License-Identifier: MIT
 * Output files: whole under their name, or not there at all. */
#include "tests/unit/store_kit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>

#include "runtime/base/output.h"

static StoreKit s;
static char path[160];

static void set_up(void) {
  store_kit_begin(&s);
  snprintf(path, sizeof path, "%s/out.txt", s.folder);
}

static void tear_down(void) { store_kit_end(&s); }

static Output *open_output(const char *name) {
  Output *output = NULL;
  ck_assert_int_eq(output_open(&alloc_system, name, -1, &s.kit.diags, &output), STATUS_OK);
  return output;
}

static int files_in_folder(void) {
  int count = 0;
  DIR *folder = opendir(s.folder);
  for (struct dirent *entry; (entry = readdir(folder));) count += entry->d_name[0] != '.' || strlen(entry->d_name) > 2;
  closedir(folder);
  return count;
}

static void expect_content(const char *wanted) {
  char text[100] = "";
  FILE *file = fopen(path, "rb");
  ck_assert_ptr_nonnull(file);
  size_t n = fread(text, 1, sizeof text - 1, file);
  fclose(file);
  text[n] = 0;
  ck_assert_str_eq(text, wanted);
}

START_TEST(test_commit) {
  Output *output = open_output(path);
  ck_assert_int_eq(output_write(output, "one ", 4, &s.kit.diags), STATUS_OK);
  ck_assert_int_eq(output_write(output, "two", 3, &s.kit.diags), STATUS_OK);
  ck_assert_int_ne(access(path, F_OK), 0);
  ck_assert_int_eq(output_commit(output, &s.kit.diags), STATUS_OK);
  expect_content("one two");
  ck_assert_int_eq(files_in_folder(), 1);
}
END_TEST

START_TEST(test_abandon_leaves_nothing) {
  Output *output = open_output(path);
  ck_assert_int_eq(output_write(output, "x", 1, &s.kit.diags), STATUS_OK);
  output_abandon(output);
  ck_assert_int_eq(files_in_folder(), 0);
}
END_TEST

START_TEST(test_abandon_keeps_the_old_file) {
  output_abandon(NULL);
  Output *output = open_output(path);
  ck_assert_int_eq(output_write(output, "old", 3, &s.kit.diags), STATUS_OK);
  ck_assert_int_eq(output_commit(output, &s.kit.diags), STATUS_OK);
  chmod(path, 0640);
  output = open_output(path);
  ck_assert_int_eq(output_write(output, "new", 3, &s.kit.diags), STATUS_OK);
  output_abandon(output);
  expect_content("old");
  output = open_output(path);
  ck_assert_int_eq(output_write(output, "new", 3, &s.kit.diags), STATUS_OK);
  ck_assert_int_eq(output_commit(output, &s.kit.diags), STATUS_OK);
  expect_content("new");
  struct stat file;
  stat(path, &file);
  ck_assert_int_eq(file.st_mode & 0777, 0640);
}
END_TEST

START_TEST(test_link_is_followed) {
  char link[200];
  snprintf(link, sizeof link, "%s/link", s.folder);
  close(open(path, O_CREAT | O_WRONLY, 0666));
  ck_assert_int_eq(symlink(path, link), 0);
  Output *output = open_output(link);
  ck_assert_int_eq(output_write(output, "x", 1, &s.kit.diags), STATUS_OK);
  ck_assert_int_eq(output_commit(output, &s.kit.diags), STATUS_OK);
  struct stat file;
  lstat(link, &file);
  ck_assert(S_ISLNK(file.st_mode));
  expect_content("x");
}
END_TEST

static void expect_refused(const char *name, const char *code) {
  Output *output = NULL;
  ck_assert_int_eq(output_open(&alloc_system, name, -1, &s.kit.diags, &output), STATUS_IO);
  ck_assert_ptr_null(output);
  ck_assert_str_eq(store_kit_code(&s), code);
}

START_TEST(test_folder) { expect_refused(s.folder, "E361"); }
END_TEST
START_TEST(test_no_folder) { expect_refused("/tmp/cible-no-such-folder/x", "E364"); }
END_TEST
START_TEST(test_empty_name) { expect_refused("", "E364"); }
END_TEST

/* What the system says, in the user's words; as root no file is refused, so the words are asked for directly. */
static const struct {
  int error;
  const char *code;
} refusals[] = {{EACCES, "E365"}, {EPERM, "E365"},  {EROFS, "E365"}, {ENOSPC, "E363"}, {EDQUOT, "E363"}, {EPIPE, "E362"},
                {EISDIR, "E361"}, {ENOENT, "E364"}, {ENOTDIR, "E364"}, {EIO, "E360"},  {12345, "E360"}};

START_TEST(test_every_refusal_has_its_words) {
  ck_assert_int_eq(output_fault(&s.kit.diags, "out.csv", refusals[_i].error), STATUS_IO);
  ck_assert_uint_eq(s.kit.diags.count, 1);
  ck_assert_str_eq(store_kit_code(&s), refusals[_i].code);
}
END_TEST

START_TEST(test_full_disk) {
  Output *output = open_output("/dev/full");
  ck_assert_int_eq(output_write(output, "x", 1, &s.kit.diags), STATUS_OK);
  ck_assert_int_eq(output_flush(output, &s.kit.diags), STATUS_IO);
  ck_assert_str_eq(store_kit_code(&s), "E363");
  ck_assert_int_eq(output_write(output, "x", 1, &s.kit.diags), STATUS_IO);
  ck_assert_int_eq(output_commit(output, &s.kit.diags), STATUS_IO);
  ck_assert_uint_eq(s.kit.diags.count, 1);
}
END_TEST

START_TEST(test_closed_pipe) {
  int ends[2];
  signal(SIGPIPE, SIG_IGN);
  ck_assert_int_eq(pipe(ends), 0);
  close(ends[0]);
  Output *output = NULL;
  ck_assert_int_eq(output_open(&alloc_system, "-", ends[1], &s.kit.diags, &output), STATUS_OK);
  ck_assert_int_eq(output_write(output, "x", 1, &s.kit.diags), STATUS_OK);
  ck_assert_int_eq(output_commit(output, &s.kit.diags), STATUS_IO);
  ck_assert_str_eq(store_kit_code(&s), "E362");
  close(ends[1]);
}
END_TEST

START_TEST(test_held_stream_gets_all_or_nothing) {
  for (int commit = 0; commit < 2; commit++) {
    int ends[2];
    char text[10] = "";
    Output *output = NULL;
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(output_open(&alloc_system, NULL, ends[1], &s.kit.diags, &output), STATUS_OK);
    ck_assert_int_eq(output_hold(output, &s.kit.diags), STATUS_OK);
    ck_assert_int_eq(output_write(output, "held", 4, &s.kit.diags), STATUS_OK);
    ck_assert_int_eq(output_flush(output, &s.kit.diags), STATUS_OK);
    if (commit) ck_assert_int_eq(output_commit(output, &s.kit.diags), STATUS_OK);
    else output_abandon(output);
    close(ends[1]);
    ck_assert_int_eq(read(ends[0], text, 9), commit ? 4 : 0);
    close(ends[0]);
  }
}
END_TEST

START_TEST(test_more_than_the_buffer) {
  static char block[50000];
  memset(block, 'a', sizeof block);
  Output *output = open_output(path);
  for (int i = 0; i < 7; i++) ck_assert_int_eq(output_write(output, block, sizeof block, &s.kit.diags), STATUS_OK);
  ck_assert_int_eq(output_commit(output, &s.kit.diags), STATUS_OK);
  struct stat file;
  stat(path, &file);
  ck_assert_int_eq(file.st_size, 350000);
}
END_TEST

Suite *suite_output(void) {
  Suite *suite = suite_create("output");
  TCase *tc = tcase_create("output");
  tcase_add_checked_fixture(tc, set_up, tear_down);
  tcase_add_test(tc, test_commit);
  tcase_add_test(tc, test_abandon_leaves_nothing);
  tcase_add_test(tc, test_abandon_keeps_the_old_file);
  tcase_add_test(tc, test_link_is_followed);
  tcase_add_test(tc, test_folder);
  tcase_add_test(tc, test_no_folder);
  tcase_add_test(tc, test_empty_name);
  tcase_add_loop_test(tc, test_every_refusal_has_its_words, 0, sizeof refusals / sizeof *refusals);
  tcase_add_test(tc, test_full_disk);
  tcase_add_test(tc, test_closed_pipe);
  tcase_add_test(tc, test_held_stream_gets_all_or_nothing);
  tcase_add_test(tc, test_more_than_the_buffer);
  suite_add_tcase(suite, tc);
  return suite;
}

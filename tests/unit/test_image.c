/* SPDX-License-Identifier: MIT
 * Images: what is written reads back the same; whatever is changed in one is refused or runs without harm. */
#include <check.h>
#include <stdlib.h>

#include "runtime/code/disasm.h"
#include "runtime/code/image.h"
#include "runtime/code/image_format.h"
#include "tests/unit/program_sample.h"

static Kit kit;
static Buf image;
static SampleData data;

static void begin(void) {
  sample_begin(&kit);
  buf_init(&image, &alloc_system);
  image_write(kit.p, &image);
  sample_data(&data, 100);
  uint32_t twice;
  arena_init(&data.lookup.arena, &alloc_system);
  ck_assert(lookup_index(&data.lookup, &twice));
}
static void end(void) {
  buf_free(&image);
  arena_free(&data.lookup.arena);
  kit_end(&kit);
}

static Status read_image(Str bytes, Program **out) { return image_read(&alloc_system, bytes, &kit.diags, out); }

START_TEST(reads_back_the_same_bytes) {
  Program *program;
  ck_assert_int_eq(read_image(buf_view(&image), &program), STATUS_OK);
  Buf again;
  buf_init(&again, &alloc_system);
  image_write(program, &again);
  ck_assert_uint_eq(again.n, image.n);
  ck_assert(memcmp(again.p, image.p, image.n) == 0);
  ck_assert_int_eq(verify_program(program, &sample_table, &kit.diags), STATUS_OK);
  buf_free(&again);
  program_free(program);
}
END_TEST

START_TEST(says_what_is_an_image) {
  ck_assert(image_is(buf_view(&image)));
  ck_assert(!image_is(STR("segment x when true")));
  ck_assert(!image_is(STR("")));
}
END_TEST

START_TEST(every_prefix_is_refused) {
  Program *program;
  for (uint32_t n = 0; n < image.n; n++) {
    kit.diags.count = kit.diags.errors = 0;
    ck_assert_int_eq(read_image((Str){image.p, n}, &program), STATUS_NO);
    ck_assert_ptr_null(program);
    ck_assert_uint_eq(kit.diags.errors, 1);
  }
}
END_TEST

START_TEST(bytes_behind_are_refused) {
  buf_char(&image, 0);
  Program *program;
  ck_assert_int_eq(read_image(buf_view(&image), &program), STATUS_NO);
}
END_TEST

START_TEST(another_version_is_named) {
  image.p[8] = 9;
  Program *program;
  ck_assert_int_eq(read_image(buf_view(&image), &program), STATUS_NO);
  ck_assert_int_eq(kit.diags.items[0]->code, DIAG_IMAGE_VERSION);
}
END_TEST

START_TEST(a_changed_byte_is_found) {
  image.p[image.n / 2] ^= 1;
  Program *program;
  ck_assert_int_eq(read_image(buf_view(&image), &program), STATUS_NO);
  ck_assert_int_eq(kit.diags.items[0]->code, DIAG_IMAGE_DAMAGED);
}
END_TEST

static int allowed;
static void *counted(void *user, void *ptr, size_t old_size, size_t new_size) {
  (void)user;
  if (new_size && allowed-- <= 0) return NULL;
  return alloc_system.fn(NULL, ptr, old_size, new_size);
}

START_TEST(out_of_memory_is_told) {
  static const Alloc poor = {counted, NULL};
  for (int n = 0; n < 100; n++) {
    Program *program;
    allowed = n;
    Status status = image_read(&poor, buf_view(&image), &kit.diags, &program);
    if (status == STATUS_OK) {
      program_free(program);
      return;
    }
    ck_assert_int_eq(status, STATUS_NO_MEMORY);
  }
  ck_abort_msg("never enough memory");
}
END_TEST

/* ---- mutations ---- */

static uint64_t state;
static uint32_t random_below(uint32_t n) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (uint32_t)(state >> 33) % n;
}

static void mend_checksum(void) {
  Str body = {image.p + IMAGE_HEADER_SIZE, (uint32_t)image.n - IMAGE_HEADER_SIZE};
  uint64_t sum = image_checksum(body);
  for (int i = 0; i < 8; i++) image.p[IMAGE_CHECKSUM_AT + i] = (char)(sum >> (8 * i));
}

/* Reads every lane of every result, as a sink would. */
static uint64_t run(const Program *program) {
  const Lookup *lookups[4] = {NULL, &data.lookup};
  if (program->column_count != SAMPLE_COLUMNS + 1 || program->table_count != 2) return 0;
  for (uint32_t i = 0; i < SAMPLE_COLUMNS; i++)
    if (program->columns[i].kind != sample_kinds[i] || program->columns[i].table) return 0;
  if (program->columns[SAMPLE_COLUMNS].kind != KIND_INTEGER) return 0;
  if (program->tables[1].key_kind != KIND_TEXT) return 0;
  VmConfig config = {.alloc = &alloc_system, .program = program, .functions = &sample_table, .today = 20000, .lookups = lookups};
  Vm *vm = vm_new(&config);
  if (!vm) return 0;
  uint64_t sum = 0;
  for (int round = 0; round < 2; round++) {
    vm_bind(vm, &data.batch);
    for (uint32_t d = 0; d < program->def_count; d++) {
      const Vector *v = vm_need(vm, d, NULL);
      for (uint32_t i = 0; v && i < data.batch.count; i++) {
        Value value = vector_get(v, i);
        if (value.kind == KIND_TEXT && value.known) sum += str_hash(value.str, 0);
        if (value.kind == KIND_CODE && value.known) {
          ck_assert_uint_lt((uint32_t)value.i32, program->defs[d].labels.count);
        }
      }
    }
  }
  vm_free(vm);
  return sum;
}

/* Thousands of images, each changed in one to three bytes at random or so that small numbers stay small. */
START_TEST(mutations_are_refused_or_harmless) {
  state = 0x9E3779B97F4A7C15ull + (uint64_t)_i;
  char *original = malloc(image.n);
  memcpy(original, image.p, image.n);
  uint32_t accepted = 0;
  for (int n = 0; n < 2000; n++) {
    memcpy(image.p, original, image.n);
    for (uint32_t k = 1 + random_below(3); k > 0; k--) {
      /* Mostly in the later half, where registers, blocks and code are. */
      uint32_t half = (uint32_t)image.n / 2, at = random_below(4) ? half + random_below((uint32_t)image.n - half)
                                                                : IMAGE_HEADER_SIZE + random_below((uint32_t)image.n - IMAGE_HEADER_SIZE);
      image.p[at] = (char)(random_below(3) ? random_below(64) : random_below(256));
    }
    mend_checksum();
    arena_free(&kit.messages);
    arena_init(&kit.messages, &alloc_system);
    diag_init(&kit.diags, &kit.messages);
    Program *program;
    if (read_image(buf_view(&image), &program) != STATUS_OK) continue;
    if (verify_program(program, &sample_table, &kit.diags) == STATUS_OK) {
      accepted++;
      run(program);
      Buf listing;
      buf_init(&listing, &alloc_system);
      disasm_program(program, &sample_table, &listing);
      buf_free(&listing);
    }
    program_free(program);
  }
  ck_assert_uint_gt(accepted, 20);
  free(original);
}
END_TEST

/* ---- the listing ---- */

static bool lists(Buf *listing, const char *line) { return strstr(buf_z(listing), line) != NULL; }

START_TEST(listing_is_for_people) {
  Buf listing;
  buf_init(&listing, &alloc_system);
  disasm_program(kit.p, &sample_table, &listing);
  ck_assert(lists(&listing, "subject people from \"people\" key id (integer)\n"));
  ck_assert(lists(&listing, "look-up firms from csv \"firms.csv\" key name (text)\n"));
  ck_assert(lists(&listing, "  size integer column \"Size\"\n"));
  ck_assert(lists(&listing, "  col one of (red, green, blue, none)?\n"));
  ck_assert(lists(&listing, "\nprologue, once a run\n"));
  ck_assert(lists(&listing, " = today, -365"));
  ck_assert(lists(&listing, "\nblock 1 def -> R"));
  ck_assert(lists(&listing, "call         block 1 def"));
  ck_assert(lists(&listing, ", \"^a.*c$\""));
  ck_assert(lists(&listing, "(\"abc\", \"été\")"));
  ck_assert(lists(&listing, "35 / 1e2"));
  ck_assert(lists(&listing, "every 90 days"));
  ck_assert(lists(&listing, " = salted(col, \"salt\")"));
  ck_assert(lists(&listing, "firms.size"));
  ck_assert(lists(&listing, "; kit.cible:1:2  egment "));
  buf_free(&listing);
}
END_TEST

Suite *suite_image(void) {
  Suite *suite = suite_create("image");
  TCase *tc = tcase_create("image");
  tcase_add_checked_fixture(tc, begin, end);
  tcase_set_timeout(tc, 60);
  tcase_add_test(tc, reads_back_the_same_bytes);
  tcase_add_test(tc, says_what_is_an_image);
  tcase_add_test(tc, every_prefix_is_refused);
  tcase_add_test(tc, bytes_behind_are_refused);
  tcase_add_test(tc, another_version_is_named);
  tcase_add_test(tc, a_changed_byte_is_found);
  tcase_add_test(tc, out_of_memory_is_told);
  tcase_add_test(tc, listing_is_for_people);
  tcase_add_loop_test(tc, mutations_are_refused_or_harmless, 0, 4);
  suite_add_tcase(suite, tc);
  return suite;
}

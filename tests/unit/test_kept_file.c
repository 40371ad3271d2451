/* SPDX-License-Identifier: MIT
 * Results in a file: there and back, and whatever is not sound is as if it were not there. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/kept/kept_form.h"
#include "runtime/kept/kept_results.h"
#include "tests/unit/program_kit.h"

enum { BATCHES = 11, CODES = 5, LAYOUT = 77 };

static Kit kit;
static char path[100];
static uint16_t records[BATCHES];
static const KeptKey truths = {{1}}, numbers = {{2}}, codes = {{3}}, slot_key = {{4}}, text_key = {{5}}, unit_key = {{6}}, question = {{7}}, answer_key = {{8}};
static const Str state = {"a state", 7};

static void set_up(void) {
  kit_begin(&kit);
  snprintf(path, sizeof path, "/tmp/cible-kept-%d", (int)getpid());
  for (uint32_t b = 0; b < BATCHES; b++) records[b] = (uint16_t)(b % 3 ? BATCH_SIZE : 100 + b);
}

static void tear_down(void) {
  unlink(path);
  kit_end(&kit);
}

static uint64_t mixed(uint64_t n) { return (n + 1) * 0x9e3779b97f4a7c15u >> 7; }

/* Lane i of batch b is here / is known. */
static bool is_here(Kind kind, uint32_t b, uint32_t i) { return b % 4 == 2 || kind == KIND_CODE || mixed(b * 5000 + i) % 3 > 0; }
static bool is_known(uint32_t b, uint32_t i) { return b % 2 || mixed(b * 7000 + i) % 5 > 0; }

static void add_block(KeptResults *results, const KeptKey *key, Kind kind) {
  static union {
    Mask bits;
    int32_t i32[BATCH_SIZE];
    double f64[BATCH_SIZE];
  } room;
  KeptBlock *block = kept_block(results, key, &(KeptBlockOf){kind, CODES, LAYOUT, 2});
  ck_assert_ptr_nonnull(block);
  for (uint32_t b = 0; b < BATCHES; b++) {
    Mask here, known;
    mask_none(&here);
    mask_none(&known);
    memset(&room, 0, sizeof room);
    for (uint32_t i = 0; i < records[b]; i++) {
      if (is_here(kind, b, i)) mask_set(&here, i);
      if (is_known(b, i)) mask_set(&known, i);
      if (kind == KIND_BOOLEAN && mixed(i) % 2) mask_set(&room.bits, i);
      if (kind == KIND_NUMBER) room.f64[i] = (double)mixed(i * 3 + b) / 7;
      if (kind == KIND_CODE) room.i32[i] = (int32_t)(mixed(i + b) % CODES);
    }
    const Vector vec = {.kind = kind, .valid = &known, .data = &room};
    if (b != 5) kept_lanes_add(results, block, b, records[b], &vec, &here, NULL); /* of one nothing is known */
  }
  block->counts[0] = KEPT_PART_BATCHES;
  block->counts[1] = BATCHES - KEPT_PART_BATCHES;
}

static void add_slots(KeptResults *results) {
  SlotValues plain, texts;
  slot_init(&plain, &alloc_system, KIND_INTEGER);
  slot_init(&texts, &alloc_system, KIND_TEXT);
  ck_assert(slot_extend(&plain, 300) && slot_extend(&texts, 70));
  for (uint32_t i = 0; i < 300; i += 1 + i % 3) ck_assert(slot_set(&plain, i, &(Value){.kind = KIND_INTEGER, .known = true, .i64 = (int64_t)mixed(i)}));
  for (uint32_t i = 0; i < 70; i += 2) {
    char text[40];
    snprintf(text, sizeof text, "%.*s%u", (int)(i % 20), "abcdefghijklmnopqrst", i);
    ck_assert(slot_set(&texts, i, &(Value){.kind = KIND_TEXT, .known = true, .str = str_from(text)}));
  }
  kept_slot_add(results, &slot_key, &plain);
  kept_slot_add(results, &text_key, &texts);
  slot_free(&plain);
  slot_free(&texts);
}

static KeptResults *fresh(size_t most) {
  KeptResults *results = kept_results_new(&alloc_system);
  ck_assert_ptr_nonnull(results);
  ck_assert(kept_results_lay_out(results, LAYOUT, records, BATCHES));
  kept_results_begin(results, most);
  return results;
}

static KeptResults *make(void) {
  KeptResults *results = fresh(1 << 28);
  uint32_t bases[] = {0, 0, 0};
  uint32_t count = 0;
  for (uint32_t b = 0; b < BATCHES; b++) {
    if (b == KEPT_PART_BATCHES) bases[1] = count;
    count += records[b];
  }
  kept_results_ask(results, &question);
  add_block(results, &truths, KIND_BOOLEAN);
  add_block(results, &numbers, KIND_NUMBER);
  add_block(results, &codes, KIND_CODE);
  add_slots(results);
  kept_answer_add(results, &answer_key, "an answer", 9);
  kept_unit_add(results, &unit_key, &(KeptUnit){.numbered = true, .of = LAYOUT, .count = count, .parts = 2, .bases = bases, .orphans = 9});
  return results;
}

static void write_with(KeptResults *results, uint64_t most) {
  ck_assert_int_eq(kept_results_write(results, path, state, "people.db", most, &kit.diags), STATUS_OK);
}

/* What the file has, as a run that adds nothing finds it; NULL: it is of no use. */
static KeptResults *take(Str of) {
  KeptFile *file = kept_file_open(&alloc_system, path, of);
  if (!file) return NULL;
  KeptResults *results = fresh(0);
  kept_results_set_file(results, file);
  return results;
}

/* Of each lane that the file gives: what went in. How many there are; how many parts have any is added to `parts`. */
static uint32_t hold_parts(KeptResults *results, const KeptKey *key, Kind kind, uint32_t *parts) {
  KeptBlock *block = kept_block(results, key, &(KeptBlockOf){kind, CODES, LAYOUT, 2});
  KeptRoom room = {0};
  uint32_t lanes = 0;
  bool good = true;
  for (uint32_t part = 0; block && part < 2; part++) {
    uint32_t batches;
    KeptLanes *const *found = kept_block_part(results, block, part, &room, &batches);
    *parts += batches > 0;
    for (uint32_t b = 0; b < batches; b++) {
      const uint32_t batch = part * KEPT_PART_BATCHES + b;
      if (!found[b]) continue;
      ck_assert_uint_eq(found[b]->count, records[batch]);
      uint32_t place = 0;
      for (uint32_t i = 0; i < found[b]->count; i++) {
        good = good && mask_get(&found[b]->done, i) == is_here(kind, batch, i);
        if (!mask_get(&found[b]->done, i)) continue;
        good = good && mask_get(&found[b]->known, i) == is_known(batch, i);
        if (!is_known(batch, i)) place++;
        else if (kind == KIND_BOOLEAN) good = good && mask_get((const Mask *)found[b]->data, i) == (mixed(i) % 2 != 0);
        else if (kind == KIND_NUMBER) good = good && ((const double *)found[b]->data)[place++] == (double)mixed(i * 3 + batch) / 7;
        else good = good && ((const int32_t *)found[b]->data)[place++] == (int32_t)(mixed(i + batch) % CODES);
        lanes++;
      }
    }
  }
  kept_room_free(&room, &alloc_system);
  ck_assert(good);
  return lanes;
}

static uint32_t hold_block(KeptResults *results, const KeptKey *key, Kind kind) {
  uint32_t parts = 0;
  return hold_parts(results, key, kind, &parts);
}

static uint32_t hold_slots(KeptResults *results) {
  const KeptSlot *plain = kept_slot(results, &slot_key, 0), *texts = kept_slot(results, &text_key, 0);
  uint32_t found = 0;
  for (uint32_t i = 0, next = 0; plain && i < 300; i++) {
    const Value value = slot_get(&plain->values, i);
    ck_assert(value.known == (i == next));
    if (value.known) ck_assert_int_eq(value.i64, (int64_t)mixed(i));
    if (value.known) next += 1 + i % 3;
    found++;
  }
  for (uint32_t i = 0; texts && i < 70; i++) {
    const Value value = slot_get(&texts->values, i);
    char text[40];
    snprintf(text, sizeof text, "%.*s%u", (int)(i % 20), "abcdefghijklmnopqrst", i);
    ck_assert(value.known == (i % 2 == 0));
    if (value.known) ck_assert(str_equal(value.str, str_from(text)));
    found++;
  }
  return found;
}

static uint32_t hold_unit(KeptResults *results) {
  const KeptUnit *unit = kept_unit(results, &unit_key);
  if (!unit) return 0;
  uint32_t count = 0;
  for (uint32_t b = 0; b < BATCHES; b++) {
    if (b == KEPT_PART_BATCHES) ck_assert_uint_eq(unit->bases[1], count);
    count += records[b];
  }
  ck_assert(unit->numbered && unit->parts == 2 && unit->orphans == 9 && unit->count == count && !unit->index);
  return 1;
}

static uint32_t hold_answer(KeptResults *results) {
  const KeptAnswer *answer = kept_answer(results, &answer_key);
  if (answer) ck_assert(answer->size == 9 && !memcmp(answer->bytes, "an answer", 9));
  return answer != NULL;
}

/* All that is found is right; how much that is. */
static uint32_t hold_all(KeptResults *results) {
  uint32_t found = hold_block(results, &truths, KIND_BOOLEAN) + hold_block(results, &numbers, KIND_NUMBER) + hold_block(results, &codes, KIND_CODE);
  found += hold_slots(results) + hold_unit(results) + hold_answer(results);
  kept_results_ask(results, &question);
  return found + kept_results_answered(results);
}

START_TEST(test_there_and_back) {
  KeptResults *results = make();
  const uint32_t all = hold_block(results, &truths, KIND_BOOLEAN) + hold_block(results, &numbers, KIND_NUMBER) +
                       hold_block(results, &codes, KIND_CODE) + hold_slots(results) + 3;
  struct stat is;
  write_with(results, 1 << 28);
  kept_results_free(results);
  ck_assert_int_eq(stat(path, &is), 0);
  results = take(state);
  ck_assert_ptr_nonnull(results);
  ck_assert_uint_eq(hold_all(results), all);
  ck_assert_ptr_null(kept_block(results, &truths, &(KeptBlockOf){KIND_NUMBER, CODES, LAYOUT, 2}));
  kept_results_free(results);
  Arena arena;
  arena_init(&arena, &alloc_system);
  ck_assert_str_eq(kept_file_database(&arena, path), "people.db");
  arena_free(&arena);
}
END_TEST

static void expect_no_part(KeptResults *results, const KeptKey *key, KeptBlockOf of) {
  KeptBlock *block = kept_block(results, key, &of);
  KeptRoom room = {0};
  uint32_t batches;
  kept_block_part(results, block, 0, &room, &batches);
  ck_assert_uint_eq(batches, 0);
  kept_room_free(&room, &alloc_system);
}

/* Codes that there are no labels for are of another program. */
START_TEST(test_codes_without_labels) {
  KeptResults *results = make();
  write_with(results, 1 << 28);
  kept_results_free(results);
  results = take(state);
  expect_no_part(results, &codes, (KeptBlockOf){KIND_CODE, CODES - 1, LAYOUT, 2});
  kept_results_free(results);
}
END_TEST

START_TEST(test_of_another) {
  KeptResults *results = make();
  write_with(results, 1 << 28);
  kept_results_free(results);
  ck_assert_ptr_null(take(STR("another")));
  FiledWriting other; /* another build of the engine */
  filed_begin(&other, path, &kept_form, &alloc_system, &kit.diags);
  filed_note_str(&other, STR("another build"));
  filed_note_str(&other, state);
  filed_note_str(&other, STR("people.db"));
  filed_note_number(&other, 0);
  ck_assert_int_eq(filed_end(&other), STATUS_OK);
  ck_assert_ptr_null(take(state));
  /* Batches of other sizes: nothing of them is taken. */
  results = make();
  write_with(results, 1 << 28);
  kept_results_free(results);
  records[3]--;
  results = take(state);
  expect_no_part(results, &numbers, (KeptBlockOf){KIND_NUMBER, CODES, LAYOUT, 2});
  kept_results_free(results);
}
END_TEST

/* What a file of make() has, each as far as it is found. */
enum { THINGS = 8, BLOCKS = 3 };
typedef struct Found {
  uint32_t amount[THINGS]; /* the blocks' first: lanes */
  uint32_t parts[BLOCKS];
} Found;

static Found find_things(KeptResults *results) {
  static const KeptKey *const blocks[BLOCKS] = {&truths, &numbers, &codes};
  static const Kind kinds[BLOCKS] = {KIND_BOOLEAN, KIND_NUMBER, KIND_CODE};
  Found found = {{0}, {0}};
  for (int i = 0; i < BLOCKS; i++) found.amount[i] = hold_parts(results, blocks[i], kinds[i], &found.parts[i]);
  hold_slots(results);
  found.amount[3] = kept_slot(results, &slot_key, 0) != NULL;
  found.amount[4] = kept_slot(results, &text_key, 0) != NULL;
  found.amount[5] = hold_unit(results);
  found.amount[6] = hold_answer(results);
  kept_results_ask(results, &question);
  found.amount[7] = kept_results_answered(results);
  return found;
}

/* One byte among the pieces is damaged: one thing at most is not there as a whole. Is a part of it there? */
static bool hold_damage(const Found *sound, KeptResults *results) {
  const Found found = find_things(results);
  int less = 0;
  bool in_part = false;
  for (int i = 0; i < THINGS; i++) {
    ck_assert_uint_le(found.amount[i], sound->amount[i]);
    less += found.amount[i] < sound->amount[i];
    in_part |= i < BLOCKS && found.amount[i] < sound->amount[i] && found.parts[i] == 1;
  }
  ck_assert_int_le(less, 1);
  return in_part;
}

/* Whatever byte is damaged, and wherever it is cut short: what is found is right, and what is sound is found. */
START_TEST(test_damaged) {
  KeptResults *results = make();
  struct stat is;
  FiledHeader header;
  int in_part = 0;
  write_with(results, 1 << 28);
  kept_results_free(results);
  ck_assert_int_eq(stat(path, &is), 0);
  results = take(state);
  const Found sound = find_things(results);
  for (int i = 0; i < BLOCKS; i++) ck_assert_uint_eq(sound.parts[i], 2);
  kept_results_free(results);
  FILE *file = fopen(path, "r+");
  ck_assert_int_eq(fseek(file, -(long)sizeof header, SEEK_END), 0);
  ck_assert_uint_eq(fread(&header, sizeof header, 1, file), 1);
  const off_t directory = (off_t)header.directory_at;
  for (off_t at = 0; at < is.st_size; at += at >= (off_t)sizeof header && at + 211 < directory ? 211 : 1) {
    fseek(file, at, SEEK_SET);
    const int byte = fgetc(file);
    fseek(file, at, SEEK_SET);
    fputc(byte ^ 0x41, file);
    fflush(file);
    results = take(state);
    if (at >= (off_t)sizeof header && at < directory) ck_assert_ptr_nonnull(results);
    if (results) in_part += hold_damage(&sound, results);
    kept_results_free(results);
    fseek(file, at, SEEK_SET);
    fputc(byte, file);
  }
  fclose(file);
  ck_assert_int_gt(in_part, 100);
  for (off_t size = is.st_size - 1; size > 0; size -= size / 5 + 1) {
    ck_assert_int_eq(truncate(path, size), 0);
    ck_assert_ptr_null(take(state));
  }
}
END_TEST

/* A later run adds to what is there; what has no room goes, the old first. */
START_TEST(test_added_to) {
  KeptResults *results = make();
  const KeptKey more = {{9}};
  struct stat is;
  write_with(results, 1 << 28);
  kept_results_free(results);
  ck_assert_int_eq(stat(path, &is), 0);
  results = fresh(1 << 28);
  kept_results_set_file(results, kept_file_open(&alloc_system, path, state));
  add_block(results, &more, KIND_BOOLEAN);
  write_with(results, 1 << 28);
  kept_results_free(results);
  results = take(state);
  const uint32_t all = hold_all(results);
  ck_assert_uint_gt(hold_block(results, &more, KIND_BOOLEAN), 0);
  kept_results_free(results);
  results = fresh(1 << 28);
  kept_results_set_file(results, kept_file_open(&alloc_system, path, state));
  add_block(results, &more, KIND_BOOLEAN);
  write_with(results, 9000);
  kept_results_free(results);
  results = take(state);
  ck_assert_uint_gt(hold_block(results, &more, KIND_BOOLEAN), 0);
  ck_assert_uint_lt(hold_all(results), all);
  kept_results_free(results);
}
END_TEST

/* Terms of scores come last, and take no more than a quarter: also those that were there before. */
START_TEST(test_terms_come_last) {
  const KeptKey more = {{9}};
  for (uint64_t most = 200000; most <= 2000000; most += 1800000) {
    KeptResults *results = make();
    kept_block(results, &numbers, &(KeptBlockOf){KIND_NUMBER, CODES, LAYOUT, 2})->is_spare = true;
    write_with(results, most);
    kept_results_free(results);
    results = take(state);
    ck_assert((hold_block(results, &numbers, KIND_NUMBER) > 0) == (most > 1000000));
    ck_assert(hold_block(results, &truths, KIND_BOOLEAN) && hold_block(results, &codes, KIND_CODE) && hold_slots(results) == 370);
    ck_assert(hold_answer(results) && hold_unit(results));
    kept_results_free(results);
  }
  KeptResults *results = fresh(1 << 28);
  kept_results_set_file(results, kept_file_open(&alloc_system, path, state));
  add_block(results, &more, KIND_BOOLEAN);
  write_with(results, 200000);
  kept_results_free(results);
  results = take(state);
  ck_assert_uint_eq(hold_block(results, &numbers, KIND_NUMBER), 0);
  ck_assert(hold_block(results, &more, KIND_BOOLEAN) && hold_block(results, &truths, KIND_BOOLEAN) && hold_block(results, &codes, KIND_CODE));
  kept_results_ask(results, &question);
  ck_assert(kept_results_answered(results));
  kept_results_free(results);
}
END_TEST

Suite *suite_kept_file(void) {
  Suite *suite = suite_create("kept_file");
  TCase *cases = tcase_create("files");
  tcase_set_timeout(cases, 60);
  tcase_add_checked_fixture(cases, set_up, tear_down);
  tcase_add_test(cases, test_there_and_back);
  tcase_add_test(cases, test_codes_without_labels);
  tcase_add_test(cases, test_of_another);
  tcase_add_test(cases, test_damaged);
  tcase_add_test(cases, test_added_to);
  tcase_add_test(cases, test_terms_come_last);
  suite_add_tcase(suite, cases);
  return suite;
}

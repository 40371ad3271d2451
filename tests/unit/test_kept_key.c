/* SPDX-License-Identifier: MIT
 * Keys of kept results: what may change a value changes the key, what may not leaves it. */
#include "tests/unit/lower_rig.h"

#include "runtime/kept/kept_key.h"

/* The key of the definition's block, by a clock that may go on. */
static KeptKey key_by(const char *text, const char *name, int32_t today, bool ticks) {
  Rig rig;
  Arena arena;
  arena_init(&arena, &alloc_system);
  rig_compile(&rig, text, NULL, 0);
  ck_assert_msg(rig.program != NULL, "%s\n%s", text, rig_message(&rig));
  const KeptGround ground = {rig.program, &fn_table, NULL, today, (int64_t)today * 86400, ticks, NULL, false};
  const KeptKeys *keys = kept_keys_make(&ground, &arena);
  const uint32_t def = program_def(rig.program, str_from(name));
  ck_assert(keys && def != PROGRAM_NONE);
  const KeptKey key = keys->blocks[rig.program->defs[def].block];
  program_free(rig.program);
  arena_free(&rig.arena);
  arena_free(&arena);
  return key;
}

static KeptKey key_of(const char *text, const char *name, int32_t today) { return key_by(text, name, today, false); }

static const char records[] = RIG_SCHEMA "record q from \"q\" of p by p { v integer?  w number?  at date?  code text? }\n";

typedef struct Pair {
  const char *a, *b; /* definitions of x */
} Pair;

static bool is_same(const Pair *pair, int32_t today_a, int32_t today_b) {
  char a[2000], b[2000];
  snprintf(a, sizeof a, "%s%s\n", records, pair->a);
  snprintf(b, sizeof b, "%s%s\n", records, pair->b);
  const KeptKey first = key_of(a, "found", today_a), second = key_of(b, "found", today_b);
  ck_assert(!kept_key_is_none(&first) && !kept_key_is_none(&second));
  return kept_key_equal(&first, &second);
}

START_TEST(test_what_matters) {
  static const Pair pairs[] = {
      {"segment found when a > 3", "segment found when a > 4"},
      {"segment found when a > 3", "segment found when b > 3"},
      {"segment found when a > 3", "segment found when a >= 3"},
      {"segment found when a > 3", "segment found when not (a > 3)"},
      {"let found = x + 0.5", "let found = x + 0.25"},
      {"let found = a", "let found = a default 0"},
      {"let found = x - y", "let found = y - x"},
      {"segment found when s = \"lo\"", "segment found when s = \"mid\""},
      {"segment found when t in (\"a\", \"b\")", "segment found when t in (\"a\", \"c\")"},
      {"segment found when t matches \"^a\"", "segment found when t matches \"^b\""},
      {"segment found when t starts with \"a\"", "segment found when t ends with \"a\""},
      {"let found = round(x, 1)", "let found = round(x, 2)"},
      {"let found = floor(x)", "let found = ceil(x)"},
      {"let w = a * 2 let found = w + w", "let w = a * 3 let found = w + w"},
      {"param n1 = 2 let found = a * n1", "param n1 = 3 let found = a * n1"},
      {"segment found when d < today - 10 days", "segment found when d < today - 11 days"},
      {"score found from 0 to 9 { base 1 add 2 when f }", "score found from 0 to 9 { base 1 add 2 when g }"},
      {"score found from 0 to 9 { base 1 add 2 when f }", "score found from 0 to 8 { base 1 add 2 when f }"},
      {"classify found by a { U from 3 V otherwise }", "classify found by a { U from 4 V otherwise }"},
      {"let found = count(q) + 0", "let found = count(q where v > 0) + 0"},
      {"let found = count(q where v > 1) + 0", "let found = count(q where v > 2) + 0"},
      {"let found = sum(v of q) + 0", "let found = max(v of q) + 0"},
      {"let found = sum(v of q) + 0", "let found = sum(v * 2 of q) + 0"},
      {"let found = quantile(w of q, 0.5) + 0", "let found = quantile(w of q, 0.25) + 0"},
      {"let found = sum(a of p) + 0", "let found = sum(a of p per s) + 0"},
      {"let found = rank(a of p) + 0", "let found = rank(b of p) + 0"},
      {"classify found by share of x { A first 80% B rest }", "classify found by share of x { A first 70% B rest }"},
      {"classify found by rank of x { A top 3 B rest }", "classify found by rank of x { A top 4 B rest }"},
      {"segment found when sequence(q by at where v > 1 then v > 2 within 3 days)",
       "segment found when sequence(q by at where v > 1 then v > 2 within 4 days)"},
      {"segment found when sequence(q by at where v > 1 then v > 2 within 3 days)",
       "segment found when sequence(q by at where v > 1 then v > 2 within 3 months)"},
  };
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
    ck_assert_msg(!is_same(&pairs[i], 1, 1), "one key for\n%s\n%s", pairs[i].a, pairs[i].b);
}
END_TEST

START_TEST(test_what_does_not) {
  static const Pair pairs[] = {
      {"segment found when a > 3", "\n\n  segment found \"With a title\"\n  when a > 3"},
      {"segment found when a > 3", "let before = x * y let w2 = before + before segment found when a > 3"},
      {"let w = a * 2 let found = w + w", "let v = a * 2 let found = v + v"},
      {"param n1 = 2 let found = a * n1", "param n2 = 2 param n3 = 7 let found = a * n2"},
      {"param n1 = 2 param n2 = 5 let w = b * n2 let found = a * n1", "param n1 = 2 param n2 = 6 let w = b * n2 let found = a * n1"},
      {"classify found by a { U from 3 V otherwise }", "classify found by a { Other from 3 Names otherwise }"},
      {"let found = count(q where v > 1) + 0", "let w = sum(v of q) let found = count(q where v > 1) + 0"},
      {"segment found when d < today - 10 days", "segment w when d < today - 40 days segment found when d < today - 10 days"},
  };
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
    ck_assert_msg(is_same(&pairs[i], 1, 1), "two keys for\n%s\n%s", pairs[i].a, pairs[i].b);
}
END_TEST

START_TEST(test_the_day) {
  const Pair with = {"segment found when d < today", "segment found when d < today"};
  const Pair far = {"segment found when d < today - 10 days", "segment found when d < today - 10 days"};
  const Pair slot = {"let found = count(q where at < today) + 0", "let found = count(q where at < today) + 0"};
  const Pair without = {"segment found when a > 3", "segment found when a > 3"};
  ck_assert(is_same(&with, 5, 5) && !is_same(&with, 5, 6));
  ck_assert(is_same(&far, 5, 5) && !is_same(&far, 5, 6));
  ck_assert(is_same(&slot, 5, 5) && !is_same(&slot, 5, 6));
  ck_assert(is_same(&without, 5, 6));
}
END_TEST

/* By a clock that goes on only what does not hang on it has a key, wherever the clock is asked. */
START_TEST(test_a_clock_that_goes_on) {
  static const char *const hanging[] = {
      "let found = a + hour(now)",
      "let found = a + (hour(now) * 2 + 1)",
      "let found = if hour(now) > 12 and weekday(today) > 3 then a else b",
      "let w = a + hour(now) let found = w * 2",
      "let found = count(q where v > hour(now)) + 0",
      "segment found when rank(a + hour(now) of p) <= 10",
  };
  for (size_t i = 0; i < sizeof hanging / sizeof *hanging; i++) {
    char text[2000];
    snprintf(text, sizeof text, "%s%s\n", records, hanging[i]);
    const KeptKey going_on = key_by(text, "found", 1, true), standing = key_by(text, "found", 1, false);
    ck_assert_msg(kept_key_is_none(&going_on), "a key for\n%s", hanging[i]);
    ck_assert_msg(!kept_key_is_none(&standing), "no key for\n%s", hanging[i]);
  }
  char text[2000];
  snprintf(text, sizeof text, "%slet w = a + hour(now)\nsegment found when d < today - 10 days\n", records);
  const KeptKey without = key_by(text, "found", 1, true);
  ck_assert(!kept_key_is_none(&without));
}
END_TEST

/* The same name and code over columns or tables that are others. */
START_TEST(test_columns) {
  static const char *const schemas[] = {
      "record p from \"p\" key id { id integer  c integer? }\n",
      "record p from \"p\" key id { id integer  c integer }\n",
      "record p from \"p\" key id { id integer  c number? }\n",
      "record p from \"p2\" key id { id integer  c integer? }\n",
      "record p from \"p\" key no { id integer  no integer  c integer? }\n",
      "record p from \"p\" key id { id integer  c integer? column \"c2\" }\n",
  };
  enum { SCHEMAS = sizeof schemas / sizeof *schemas };
  KeptKey keys[SCHEMAS];
  for (size_t i = 0; i < SCHEMAS; i++) {
    char text[300];
    snprintf(text, sizeof text, "%ssegment found when c > 3\n", schemas[i]);
    keys[i] = key_of(text, "found", 1);
    for (size_t k = 0; k < i; k++) ck_assert_msg(!kept_key_equal(&keys[i], &keys[k]), "one key for\n%s%s", schemas[i], schemas[k]);
  }
}
END_TEST

/* Codes of other labels are other values. */
START_TEST(test_labels) {
  const KeptKey a = key_of("record p from \"p\" key id { id integer  c one of (\"u\", \"v\")? }\nsegment found when c = \"u\"\n", "found", 1);
  const KeptKey b = key_of("record p from \"p\" key id { id integer  c one of (\"u\", \"w\")? }\nsegment found when c = \"u\"\n", "found", 1);
  ck_assert(!kept_key_equal(&a, &b));
}
END_TEST

/* Groups of a measure are of one run: what is computed for them has no key. */
START_TEST(test_measures_have_none) {
  Rig rig;
  Arena arena;
  arena_init(&arena, &alloc_system);
  rig_compile(&rig, RIG_SCHEMA "measure m1 = sum(a of p) / count(p) by s\nlet w = sum(a of p)\n", NULL, 0);
  const KeptKeys *keys = kept_keys_make(&(KeptGround){rig.program, &fn_table, NULL, 1, 86400, false, NULL, false}, &arena);
  ck_assert_ptr_nonnull(keys);
  uint32_t without = 0;
  for (uint32_t i = 0; i < rig.program->slot_count; i++) {
    const uint32_t owner = rig.program->slots[i].owner;
    const bool grouped = owner != PROGRAM_NONE && rig.program->units[owner].kind == UNIT_GROUPS;
    ck_assert_int_eq(kept_key_is_none(&keys->slots[i]), grouped);
    without += grouped;
  }
  ck_assert_uint_gt(without, 0);
  program_free(rig.program);
  arena_free(&rig.arena);
  arena_free(&arena);
}
END_TEST

Suite *suite_kept_key(void) {
  Suite *suite = suite_create("kept_key");
  TCase *tests = tcase_create("keys");
  tcase_add_test(tests, test_what_matters);
  tcase_add_test(tests, test_what_does_not);
  tcase_add_test(tests, test_the_day);
  tcase_add_test(tests, test_a_clock_that_goes_on);
  tcase_add_test(tests, test_columns);
  tcase_add_test(tests, test_labels);
  tcase_add_test(tests, test_measures_have_none);
  suite_add_tcase(suite, tests);
  return suite;
}

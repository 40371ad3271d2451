/* SPDX-License-Identifier: MIT
 * One record after another: what it gives is what a batch of one gives, for every definition; fields are read as if stored. */
#include <check.h>

#include "lang/engine/engine_record.h"

static const char source[] =
    "record people from \"people\" key id {\n"
    "  id integer  name text?  origin text  country text?  status one of (\"lead\", \"client\", \"former\")?\n"
    "  value number?  adults integer?  price money?  born date?  asked boolean?  wanted boolean\n"
    "}\n"
    "list near = (\"RU\", \"FR\", \"BE\")\n"
    "segment usual { require origin = \"MOW\" or country = \"RU\"  require value >= 100 or adults = 1 }\n"
    "segment some when (origin = \"MOW\" or country = \"RU\") and (value >= 100 or adults = 1)\n"
    "segment nobody { require country in near  require status in (\"lead\", \"former\")  exclude asked }\n"
    "segment known when value is known and (not asked or wanted) and status != \"client\"\n"
    "segment deep when (asked or wanted and (value >= 100 or adults = 1)) and "
    "(origin = \"MOW\" or country = \"RU\" and not asked or status = \"lead\")\n"
    "segment none_of when not (asked and wanted and adults = 1) and not (status = \"lead\" or value is known)\n"
    "segment again when usual or asked or wanted and usual\n"
    "segment texts when name starts with (\"Jo\", \"An\") or name contains \"mm\" or origin < country\n"
    "segment numbers when adults in (1, 2, 3, 7, 400) or value in 10..50 or born < 1990-01-01\n"
    "let is_some = (origin = \"MOW\" or country = \"RU\") and (value >= 100 or adults = 1)\n"
    "let half = value / 2 - adults * 3\n"
    "let over = 1 / adults\n"
    "let great = adults * 4_000_000_000 * 4_000_000_000\n"
    "let age = days since born\n"
    "let either = if wanted then value else adults\n"
    "let gross = price * 1.2\n"
    "let loud = upper(name)\n"
    "score worth from 0 to 100 {\n"
    "  base 10  add 20 * scaled(value, 0, 200)  add 5 when asked  subtract 7 when usual  add adults\n"
    "}\n"
    "classify band by worth { hot from 60  warm from 20  cold otherwise }\n"
    "channel mail { require name is known  cost 0.5  response 0.01 + scaled(value, 0, 200) / 10 }\n"
    "channel phone { require adults >= 1  cost 2  response 0.05 }\n"
    "choose way among mail, phone { by lowest number(cost) / response }\n";

enum { FIELDS = 11, RECORDS = 1500 };
static const char *const names[FIELDS] = {"id", "name", "origin", "country", "status", "value", "adults", "price", "born", "asked", "wanted"};
static const char *const texts[] = {"MOW", "RU", "FR", "lead", "client", "Joan", "Emma", "", "  x ", "2001-02-03", "1980-12-31", "\xc3\xa9",
                                    "e\xcc\x81", "seven\xc3\xa9", "twelve let\xc3\xa9rs", "true", "0", "12", "nothing at all"};

static Cible *cible;
static CibleProgram *program;
static CibleRecord *plain, *vectors;
static const CibleRun run = {.today = "2026-01-01"};

static void begin(void) {
  ck_assert_int_eq(cible_open(NULL, &cible), CIBLE_OK);
  const CibleCompileOptions options = {.quiet_unused = 1};
  CibleStatus status = cible_compile_text(cible, "record.cible", source, strlen(source), &options, &program);
  ck_assert_msg(status == CIBLE_OK, "%s", cible_messages_text(cible, 0));
  ck_assert_int_eq(cible_record_open(cible, program, &run, &plain), CIBLE_OK);
  ck_assert_int_eq(cible_record_open(cible, program, &run, &vectors), CIBLE_OK);
  vectors->vectors_only = true;
}

static void end(void) {
  cible_record_free(plain);
  cible_record_free(vectors);
  cible_program_free(program);
  cible_close(cible);
}

static uint32_t below(uint64_t *seed, uint32_t n) {
  *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (uint32_t)(*seed >> 33) % n;
}

static CibleStatus set(CibleRecord *record, size_t field, uint32_t way, uint64_t seed) {
  const char *text = texts[below(&seed, sizeof texts / sizeof *texts)];
  switch (way) {
  case 0: return cible_record_set_unknown(record, field);
  case 1: return cible_record_set_integer(record, field, (int64_t)below(&seed, 5) - 1);
  case 2: return cible_record_set_number(record, field, below(&seed, 500) / 2.0);
  case 3: return cible_record_set_integer(record, field, INT64_MAX / 2 - below(&seed, 3));
  default: return cible_record_set_text(record, field, text, strlen(text));
  }
}

static void hold_against_each_other(void) {
  for (size_t d = 0; d < cible_definition_count(program); d++) {
    CibleValue one, other;
    const CibleDefinition def = cible_definition(program, d);
    ck_assert_int_eq(cible_record_value(plain, d, &one), CIBLE_OK);
    ck_assert_int_eq(cible_record_value(vectors, d, &other), CIBLE_OK);
    ck_assert_msg(one.known == other.known && strcmp(one.text, other.text) == 0 && one.type == other.type &&
                      (!one.known || (one.integer == other.integer && one.number == other.number)),
                  "%s: %s, %s in a batch", def.name, one.known ? one.text : "unknown", other.known ? other.text : "unknown");
    const int truth = one.known ? (int)one.integer : -1;
    if (def.type == CIBLE_BOOLEAN) ck_assert_int_eq(cible_record_holds(plain, d), truth);
  }
}

START_TEST(a_record_is_as_a_batch_of_one) {
  begin();
  uint64_t seed = 5;
  for (int i = 0; i < RECORDS; i++) {
    if (below(&seed, 10) == 0) cible_record_clear(plain), cible_record_clear(vectors);
    for (uint32_t f = below(&seed, 3); f < FIELDS; f += 1 + below(&seed, 3)) {
      const uint32_t way = below(&seed, 7);
      ck_assert_int_eq(cible_record_field(plain, names[f]), f);
      ck_assert_int_eq(set(plain, f, way, seed), set(vectors, f, way, seed));
    }
    hold_against_each_other();
  }
  end();
}
END_TEST

static int holds(const char *name) { return cible_record_holds(plain, (size_t)cible_definition_find(program, name)); }

START_TEST(fields_are_read_as_if_stored) {
  begin();
  ck_assert_int_eq(cible_record_field(plain, "nobody"), -1);
  ck_assert_int_eq(cible_record_set_integer(plain, FIELDS, 1), CIBLE_USAGE);
  ck_assert_int_eq(holds("is_some"), -1);
  ck_assert_int_eq(cible_record_set_text(plain, 2, "MOW", 3), CIBLE_OK);
  ck_assert_int_eq(cible_record_set_integer(plain, 5, 100), CIBLE_OK); /* a number */
  ck_assert_int_eq(holds("is_some"), 1);
  ck_assert_int_eq(cible_record_set_text(plain, 5, "99.5", 4), CIBLE_OK);
  ck_assert_int_eq(holds("is_some"), -1); /* adults unknown */
  ck_assert_int_eq(cible_record_set_integer(plain, 6, 2), CIBLE_OK);
  ck_assert_int_eq(holds("is_some"), 0);
  ck_assert_int_eq(cible_record_set_text(plain, 6, "many", 4), CIBLE_NO);
  ck_assert_int_eq(holds("is_some"), -1);
  ck_assert_int_eq(cible_record_set_text(plain, 4, "gone", 4), CIBLE_NO); /* none of the labels */
  ck_assert_int_eq(cible_record_set_text(plain, 4, "client", 6), CIBLE_OK);
  CibleValue value;
  ck_assert_int_eq(cible_record_value(plain, (size_t)cible_definition_find(program, "status"), &value), CIBLE_OK);
  ck_assert_str_eq(value.text, "client");
  ck_assert_int_eq(cible_record_holds(plain, (size_t)cible_definition_find(program, "half")), -1); /* no condition */
  ck_assert_int_eq(cible_record_value(plain, 1000, &value), CIBLE_USAGE);
  cible_record_clear(plain);
  ck_assert_int_eq(holds("is_some"), -1);
  end();
}
END_TEST

/* A condition that was computed before it is asked for: the result of the first block, which is register 0. */
START_TEST(what_is_computed_already_settles_nothing_else) {
  static const char small[] =
      "record people from \"people\" key id { id integer  origin text  asked boolean }\n"
      "segment usual when origin = \"MOW\"\n"
      "let one_of = usual or asked\n"
      "let both_of = usual and asked\n";
  CibleRecord *record;
  ck_assert_int_eq(cible_open(NULL, &cible), CIBLE_OK);
  ck_assert_int_eq(cible_compile_text(cible, "small.cible", small, strlen(small), NULL, &program), CIBLE_OK);
  ck_assert_int_eq(cible_record_open(cible, program, &run, &record), CIBLE_OK);
  const size_t one_of = (size_t)cible_definition_find(program, "one_of"), both_of = (size_t)cible_definition_find(program, "both_of");
  for (int i = 0; i < 4; i++) {
    const int is_usual = i & 1, is_asked = i >> 1;
    ck_assert_int_eq(cible_record_set_text(record, 1, is_usual ? "MOW" : "LED", 3), CIBLE_OK);
    ck_assert_int_eq(cible_record_set_integer(record, 2, is_asked), CIBLE_OK);
    ck_assert_int_eq(cible_record_holds(record, one_of), is_usual | is_asked);
    ck_assert_int_eq(cible_record_holds(record, both_of), is_usual & is_asked);
  }
  cible_record_free(record);
  cible_program_free(program);
  cible_close(cible);
}
END_TEST

Suite *suite_record(void) {
  Suite *s = suite_create("record");
  TCase *tc = tcase_create("all");
  tcase_add_test(tc, a_record_is_as_a_batch_of_one);
  tcase_add_test(tc, fields_are_read_as_if_stored);
  tcase_add_test(tc, what_is_computed_already_settles_nothing_else);
  suite_add_tcase(s, tc);
  return s;
}

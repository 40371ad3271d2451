/* SPDX-License-Identifier: MIT
 * Declarations, compiled and run: segments, scores, classifications, choices; what is computed once; where faults count. */
#include "tests/unit/lower_rig.h"

#define ROWS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define NONE ((const char *const[]){NULL})

static void open_rules(Rig *rig, const char *rules, const char *const *extras, const char *const *rows) {
  char *text = NULL;
  ck_assert(asprintf(&text, "%s%s", RIG_SCHEMA, rules) > 0);
  rig_open(rig, text, extras, rows);
  free(text);
}

/* The values of a definition, one a row, with blanks between. */
static void expect(Rig *rig, const char *name, const char *values) {
  char got[512] = "";
  for (uint32_t i = 0; i < rig->batch.count; i++) {
    if (i) strcat(got, " ");
    strncat(got, rig_get(rig, name, i), 40);
  }
  ck_assert_msg(strcmp(got, values) == 0, "%s: %s, not %s", name, got, values);
}

static void expect_rules(const char *rules, const char *const *rows, const char *name, const char *values, unsigned faults) {
  Rig rig;
  open_rules(&rig, rules, NONE, rows);
  expect(&rig, name, values);
  ck_assert_msg(rig_faults(&rig) == faults, "%u faults, not %u", (unsigned)rig_faults(&rig), faults);
  rig_close(&rig);
}

START_TEST(segments) {
  const char *rules = "segment s1 { require a > 1 require b > 1 exclude f }\n segment s2 when a > 1\n"
                      "segment s3 { exclude (f) default false } segment s4 when s1 or not s2";
  const char *const *rows = ROWS("a=2 b=2 f=false", "a=2 b=2 f=true", "a=2 b=2", "a=1 b=2 f=false", "b=2 f=false", "a=2 f=false");
  expect_rules(rules, rows, "s1", "true false false false false false", 0);
  expect_rules(rules, rows, "s2", "true true true false false true", 0);
  expect_rules(rules, rows, "s3", "true false true true true true", 0);
  expect_rules(rules, rows, "s4", "true false false true true false", 0);
}
END_TEST

START_TEST(segment_stops_at_the_clause_that_decides) {
  const char *rules = "segment s1 { require a > 1 require 1 / b > 0 exclude n > 3 }";
  expect_rules(rules, ROWS("a=1 b=0 n=!"), "s1", "false", 0);
  expect_rules(rules, ROWS("b=0 n=!"), "s1", "false", 0);
  expect_rules(rules, ROWS("a=2 b=0 n=!"), "s1", "false", 1);
  expect_rules(rules, ROWS("a=2 b=1 n=!"), "s1", "false", 1);
  expect_rules(rules, ROWS("a=2 b=1 n=3"), "s1", "true", 0);
  expect_rules(rules, ROWS("a=2 b=0 n=0", "a=1 b=0 n=0", "a=2 b=0 n=0"), "s1", "false false false", 2);
}
END_TEST

START_TEST(long_segment) {
  char rules[8192] = "segment s1 {";
  for (int i = 0; i < 150; i++) sprintf(rules + strlen(rules), " exclude a = %d", i);
  strcat(rules, " require a is known }");
  expect_rules(rules, ROWS("a=0", "a=63", "a=64", "a=149", "a=150", "b=1"), "s1", "false false false false true false", 0);
}
END_TEST

START_TEST(score_in_points) {
  const char *rules = "score sc from 0 to 100 { base 10 add 30 when a > 1 add 2 * x subtract 5 when f "
                      "group \"G\" up to 15 { add 10 when a > 1 add 10 when g subtract 50 when h } }";
  expect_rules(rules, ROWS("k=1", "a=2", "a=2 g=true", "a=2 x=0.5 f=true", "a=0 h=true", "x=400", "f=true x=-10"), "sc",
               "10 50 55 46 0 100 0", 0);
}
END_TEST

START_TEST(score_without_base_and_halved) {
  const char *rules = "score sc from -50 to 50 { add 40 when f halve every 10 days since d add 1 }";
  expect_rules(rules, ROWS("f=true d=2026-11-24", "f=true d=2026-11-14", "f=true d=2026-11-04", "f=true", "f=true d=2026-11-25", "k=1"),
               "sc", "41 21 11 41 41 1", 0);
  rules = "score sc from 0 to 50 { base a group \"G\" up to 20 { add 8 halve every 1 week since z } }";
  expect_rules(rules, ROWS("a=1 z=2026-11-17T23:00", "z=2026-11-24T00:00"), "sc", "5 8", 0);
}
END_TEST

START_TEST(score_needs_a_value_only_where_its_condition_is_true) {
  const char *rules = "score sc from 0 to 9 { add 1 / b when a > 1 add n when f }";
  expect_rules(rules, ROWS("a=1 b=0 n=!"), "sc", "0", 0);
  expect_rules(rules, ROWS("a=2 b=0 n=!"), "sc", "0", 1);
  expect_rules(rules, ROWS("a=2 b=0 n=! f=true"), "sc", "0", 2);
}
END_TEST

START_TEST(score_weighted) {
  const char *rules = "score sc from 0 to 100 { weight 3 for x weight 1 for f }";
  expect_rules(rules, ROWS("x=0.5 f=true", "x=2 f=false", "x=-1 f=true", "f=true", "x=0.25", "k=1"), "sc", "62.5 75 25 100 25 ?", 0);
  expect_rules("score sc from 10 to 20 { weight 1 for x }", ROWS("x=0", "x=1"), "sc", "10 20", 0);
}
END_TEST

START_TEST(score_as_probability) {
  const char *rules = "score sc as probability { base 0 add 1000 when f subtract 1000 when g }";
  expect_rules(rules, ROWS("k=1", "f=true", "g=true"), "sc", "0.5 1 0", 0);
}
END_TEST

START_TEST(classify_cases) {
  const char *rules = "classify c { one when a = 1 none unless f two when 1 / b > 0 rest_ otherwise }";
  expect_rules(rules, ROWS("a=1 f=false", "a=2 f=false", "a=2", "f=true b=1", "f=true b=-1"), "c", "one none none two rest_", 0);
  expect_rules(rules, ROWS("a=1 b=0"), "c", "one", 0);
  expect_rules(rules, ROWS("a=2 f=true b=0"), "c", "rest_", 1);
}
END_TEST

START_TEST(classify_thresholds) {
  const char *rules = "classify c by x { hot from 60 vip when f warm from 30.5 cold otherwise }";
  expect_rules(rules, ROWS("x=60", "x=59.9 f=true", "x=30.5", "x=30", "k=1", "f=true"), "c", "hot vip warm cold cold vip", 0);
  expect_rules("classify c by m { big from 10.5 small otherwise }", ROWS("m=10.5", "m=10.4999"), "c", "big small", 0);
}
END_TEST

START_TEST(classify_matrix) {
  const char *rules = "classify c1 by a { hi from 5 lo otherwise } classify c2 { yes when f no otherwise }"
                      "classify c by c1, c2 { top for hi, yes mid for hi, no mid for lo, (yes, no) other otherwise }";
  expect_rules(rules, ROWS("a=5 f=true", "a=5 f=false", "a=1 f=true", "a=1"), "c", "top mid mid mid", 0);
  rules = "classify c1 by a { hi from 5 lo otherwise } classify c by c1, c1 { x for hi, hi y otherwise } let z1 = c is x "
          "let z2 = c is not one of (x, y)";
  expect_rules(rules, ROWS("a=5", "a=1"), "z1", "true false", 0);
  expect_rules(rules, ROWS("a=5", "a=1"), "z2", "false false", 0);
}
END_TEST

START_TEST(long_classification) {
  char rules[8192] = "classify c {";
  for (int i = 0; i < 150; i++) sprintf(rules + strlen(rules), " l%d when a = %d", i, i);
  strcat(rules, " l149 when f last otherwise }");
  expect_rules(rules, ROWS("a=0", "a=63", "a=64", "a=149", "a=150", "f=true"), "c", "l0 l63 l64 l149 last l149", 0);
}
END_TEST

static const char options[] =
    "team desk { internal people 3 at 35 hours per week cost 24 per hour }\n"
    "channel email { require t is known cost 0.05 response x }\n"
    "channel phone { require f exclude g cost 0.20 effort 12 minutes team desk response 2% + y }\n"
    "channel visit { require k > 5 effort 2.5 minutes team desk }\n";

static void expect_choice(const char *choice, const char *const *rows, const char *name, const char *values, unsigned faults) {
  char *rules = NULL;
  ck_assert(asprintf(&rules, "%s%s", options, choice) > 0);
  expect_rules(rules, rows, name, values, faults);
  free(rules);
}

START_TEST(choose_lowest) {
  const char *choice = "choose ch among email, phone, visit { by lowest cost / response }";
  const char *const *rows = ROWS("t=a x=0.01 k=9", "t=a x=0.01 f=true g=false y=0.98", "f=true g=false y=0.5 k=1", "f=true y=0.5 k=1",
                                 "t=a k=9", "t=a x=0.0001 f=true g=false y=0.98 k=1");
  expect_choice(choice, rows, "ch", "email email phone none none phone", 0);
}
END_TEST

START_TEST(choose_parts) {
  const char *choice = "choose ch among email, phone, visit { prefer visit }";
  const char *const *rows = ROWS("t=a x=0.01 k=9", "t=a x=0.01 k=1", "f=true g=false y=0.5 k=1", "f=true g=false y=5 k=1", "k=1");
  expect_choice(choice, rows, "ch", "visit email phone phone none", 0);
  expect_choice(choice, rows, "ch.cost", "1.00 0.05 5.00 5.00 ?", 0);
  expect_choice(choice, rows, "ch.response", "? 0.01 0.52 1 ?", 0);
}
END_TEST

START_TEST(choose_forbid_and_prefer) {
  const char *choice = "choose ch among email, phone { forbid email when a > 1 prefer phone when b > 1 prefer email when b > 0 }";
  expect_choice(choice, ROWS("t=a a=1", "t=a", "t=a a=1 f=true g=false b=2", "t=a a=1 f=true g=false b=1", "t=a a=2 f=true g=false",
                             "t=a a=1 g=false b=2"),
                "ch", "email none phone email phone email", 0);
}
END_TEST

START_TEST(choose_ties_and_highest) {
  const char *rules = "channel c1 { require f response 1% } channel c2 { require f response 2% } channel c3 { require g response 2% }"
                      "choose ch among c1, c2, c3 { by highest response } choose low among c1, c2, c3 { by lowest a }"
                      "choose m1 among c1, c3 { prefer c3 by lowest cost }";
  const char *const *rows = ROWS("f=true g=true a=1", "g=true a=1", "f=true", "k=1");
  expect_rules(rules, rows, "ch", "c2 c3 c2 none", 0);
  expect_rules(rules, rows, "low", "c1 c3 none none", 0);
  expect_rules(rules, rows, "m1", "c3 c3 c1 none", 0);
}
END_TEST

START_TEST(choose_offers) {
  const char *rules = "offer o1 { price 10 margin 3 response 1% } offer o2 { require f price 20 margin 2.5 response 5% }"
                      "choose o among o1, o2 { by highest margin * response }";
  expect_rules(rules, ROWS("f=true", "f=false"), "o", "o2 o1", 0);
}
END_TEST

START_TEST(effort_in_other_words_costs_the_same) {
  const char *rules = "team d1 { internal people 1 at 35 hours per week cost 25 per hour }"
                      "channel c1 { effort 12 minutes team d1 response 1% } channel c2 { effort (2 + 10) minutes team d1 response 1% }"
                      "channel c3 { effort a minutes team d1 response 1% } channel c4 { effort x minutes team d1 response 1% }"
                      "channel c5 { cost 1 effort 1 hour team d1 response 1% } channel c6 { cost a response 1% }"
                      "choose h1 among c1 { prefer c1 } choose h2 among c2 { prefer c2 } choose h3 among c3 { prefer c3 }"
                      "choose h4 among c4 { prefer c4 } choose h5 among c5 { prefer c5 } choose h6 among c6 { prefer c6 }";
  static const char *const names[] = {"h1.cost", "h2.cost", "h3.cost", "h4.cost", "h5.cost", "h6.cost"};
  static const char *const values[] = {"5.00", "5.00", "5.00", "5.00", "26.00", "12.00"};
  expect_rules(rules, ROWS("a=12 x=12"), names[_i], values[_i], 0);
}
END_TEST

START_TEST(best_by_is_quiet_but_not_deaf) {
  const char *rules = "let v = 1 / b\nchannel c1 { require f response 1% }\nchoose ch among c1 { by lowest v }\nsegment s1 when v > 0";
  Rig rig;
  open_rules(&rig, rules, NONE, ROWS("f=true b=0", "f=true b=1"));
  expect(&rig, "ch", "none c1");
  ck_assert_uint_eq(rig_faults(&rig), 0);
  expect(&rig, "s1", "false true");
  ck_assert_uint_eq(rig_faults(&rig), 1);
  rig_close(&rig);
}
END_TEST

START_TEST(stored_fault_in_a_best_by_is_quiet) {
  const char *rules = "channel c1 { require f response 1% } choose ch among c1 { by lowest n } let z1 = n + 1";
  Rig rig;
  open_rules(&rig, rules, NONE, ROWS("f=true n=!"));
  expect(&rig, "ch", "none");
  ck_assert_uint_eq(rig_faults(&rig), 0);
  expect(&rig, "z1", "?");
  ck_assert_uint_eq(rig_faults(&rig), 1);
  rig_close(&rig);
}
END_TEST

START_TEST(let_is_computed_once) {
  const char *rules = "let v = a * a + 1\nlet w = v + v\nsegment s1 when v > 1 and w > 1\nscore sc from 0 to 99 { add v add w when s1 }";
  Rig rig;
  open_rules(&rig, rules, NONE, ROWS("a=2", "a=0", "b=1"));
  expect(&rig, "sc", "15 1 0");
  expect(&rig, "v", "5 1 ?");
  expect(&rig, "w", "10 2 ?");
  expect(&rig, "s1", "true false false");
  const VmBlockCount *counts = vm_block_counts(rig.vm);
  ck_assert_uint_eq(counts[rig_block(&rig, "v")].lanes, 3);
  ck_assert_uint_eq(counts[rig_block(&rig, "w")].lanes, 3);
  rig_close(&rig);
}
END_TEST

START_TEST(let_fault_counts_once_a_record) {
  const char *rules = "let v = 1 / b\nlet w = v + v\nlet z1 = v is unknown\nlet z2 = v default 3";
  Rig rig;
  open_rules(&rig, rules, NONE, ROWS("b=0", "b=2", "b=0"));
  expect(&rig, "w", "? 1 ?");
  expect(&rig, "z1", "true false true");
  expect(&rig, "z2", "3 0.5 3");
  ck_assert_uint_eq(rig_faults(&rig), 2);
  ck_assert_uint_eq(vm_block_counts(rig.vm)[rig_block(&rig, "v")].lanes, 3);
  rig_close(&rig);
}
END_TEST

START_TEST(let_is_computed_only_where_needed) {
  Rig rig;
  open_rules(&rig, "let v = a * a\nsegment s1 { require f require v > 1 }", NONE, ROWS("a=2 f=true", "a=2 f=false", "a=2"));
  expect(&rig, "s1", "true false false");
  ck_assert_uint_eq(vm_block_counts(rig.vm)[rig_block(&rig, "v")].lanes, 1);
  rig_close(&rig);
}
END_TEST

START_TEST(shared_texts_are_tested_once) {
  Rig rig;
  open_rules(&rig, "segment s1 when t contains \"ab\" segment s2 { require f require t contains \"ab\" } let z1 = t contains \"ab\"", NONE,
             ROWS("t=abc f=true"));
  expect(&rig, "s2", "true");
  ck_assert_uint_eq(rig_count_op(&rig, OP_CONTAINS), 1);
  rig_close(&rig);
}
END_TEST

START_TEST(what_can_fault_stays_apart) {
  Rig rig;
  open_rules(&rig, "let v = 1 / b\nlet w = 1 / b", NONE, ROWS("b=0"));
  expect(&rig, "v", "?");
  expect(&rig, "w", "?");
  ck_assert_uint_eq(rig_faults(&rig), 2);
  ck_assert_uint_eq(rig_count_op(&rig, OP_DIV_F), 2);
  rig_close(&rig);
}
END_TEST

START_TEST(argument_is_computed_once) {
  Rig rig;
  open_rules(&rig, "let cube(v: integer): integer = v * v * v\nlet w = cube(length(upper(t)))", NONE, ROWS("t=abc"));
  expect(&rig, "w", "27");
  ck_assert_uint_eq(rig_count_op(&rig, OP_FN), 2);
  rig_close(&rig);
}
END_TEST

START_TEST(clock_and_constants_are_for_the_prologue) {
  Rig rig;
  open_rules(&rig, "let start = today - 12 months\nlet w = d > start\nlet five = 2 + 3", NONE, ROWS("d=2026-01-01"));
  expect(&rig, "start", "2025-11-24");
  expect(&rig, "w", "true");
  expect(&rig, "five", "5");
  ck_assert_uint_eq(rig_count_op(&rig, OP_ADD_I), 0);
  const ProgramBlock *prologue = &rig.program->blocks[0];
  uint32_t months = 0;
  for (uint32_t i = 0; i < prologue->count; i++) months += rig.program->code[prologue->first + i].op == OP_ADD_MONTHS;
  ck_assert_uint_eq(months, 1);
  rig_close(&rig);
}
END_TEST

START_TEST(invariant_fault_counts_only_where_needed) {
  const char *rules = "segment s1 { require f require d > today + 9000 years }";
  expect_rules(rules, ROWS("f=false d=2026-01-01"), "s1", "false", 0);
  expect_rules(rules, ROWS("f=true d=2026-01-01", "f=true d=2026-01-01", "f=false"), "s1", "false false false", 2);
}
END_TEST

START_TEST(only_columns_that_are_read_are_used) {
  Rig rig;
  open_rules(&rig, "let v = a + n", NONE, ROWS("a=1 n=2"));
  uint32_t used = 0;
  for (uint32_t i = 0; i < rig.program->column_count; i++) used += rig.program->columns[i].used;
  ck_assert_uint_eq(used, 2);
  expect(&rig, "a", "1");
  expect(&rig, "n", "2");
  ck_assert_uint_eq(rig.program->defs[0].kind, DEF_COLUMN);
  ck_assert_uint_eq(program_def(rig.program, STR("b")), PROGRAM_NONE);
  rig_close(&rig);
}
END_TEST

START_TEST(definitions_keep_the_order_of_the_text) {
  Rig rig;
  open_rules(&rig, "channel c1 { require f response 1% } choose ch among c1 { prefer c1 } segment s1 when v > 1 let v = a", ROWS("v + 1", "s"),
             ROWS("a=1"));
  static const char *const names[] = {"a", "s", "f", "ch", "s1", "v", "v + 1", "s", "ch.cost", "ch.response"};
  ck_assert_uint_eq(rig.program->def_count, 10);
  for (uint32_t i = 0; i < 10; i++)
    ck_assert_msg(str_is(rig.program->defs[i].name, names[i]), "%u: %.*s", i, STR_ARG(rig.program->defs[i].name));
  const ProgramDef *choice = &rig.program->defs[3];
  ck_assert(str_is(rig.program->defs[choice->cost].name, "ch.cost"));
  ck_assert(str_is(rig.program->defs[choice->response].name, "ch.response"));
  ck_assert_uint_eq(choice->labels.count, 2);
  rig_close(&rig);
}
END_TEST

START_TEST(long_chains_of_lets) {
  char *rules = malloc(1 << 16);
  strcpy(rules, "let v0 = a + 1\n");
  for (int i = 1; i < 1500; i++) sprintf(rules + strlen(rules), "let v%d = v%d + 1\n", i, i - 1);
  Rig rig;
  open_rules(&rig, rules, NONE, ROWS("a=0"));
  expect(&rig, "v1499", "1500");
  uint32_t temps = 0;
  for (uint32_t i = 0; i < rig.program->reg_count; i++) temps += rig.program->regs[i].role == REG_TEMP;
  ck_assert_uint_le(temps, 2); /* laid over each other */
  rig_close(&rig);
  free(rules);
}
END_TEST

START_TEST(long_chains_of_days) {
  char *rules = malloc(1 << 17);
  strcpy(rules, "let v0 = today + 1 day\nlet w0 = year(today)\n");
  for (int i = 1; i < 1000; i++)
    sprintf(rules + strlen(rules), "let v%d = v%d + 1 day\nlet w%d = least(w%d, %d)\n", i, i - 1, i, i - 1, 3000 + i);
  Rig rig;
  open_rules(&rig, rules, NONE, ROWS("a=0"));
  expect(&rig, "v999", "2029-08-20");
  expect(&rig, "w999", "2026");
  ck_assert_uint_eq(rig_faults(&rig), 0);
  rig_close(&rig);
  free(rules);
}
END_TEST

START_TEST(long_chains_of_conditions) {
  char *rules = malloc(1 << 16);
  strcpy(rules, "segment s1 when a = 0");
  for (int i = 1; i < 2000; i++) sprintf(rules + strlen(rules), " or a = %d", i);
  expect_rules(rules, ROWS("a=1999", "a=2000", "b=1"), "s1", "true false false", 0);
  free(rules);
}
END_TEST

static const char *refusal(const char *rules) {
  static char text[512];
  Rig rig;
  char *whole = NULL;
  ck_assert(asprintf(&whole, "%s%s", RIG_SCHEMA, rules) > 0);
  rig_compile(&rig, whole, NULL, 0);
  ck_assert_ptr_null(rig.program);
  snprintf(text, sizeof text, "%s", rig_message(&rig));
  rig_close(&rig);
  free(whole);
  return text;
}

START_TEST(lets_that_grow_without_end_are_refused) {
  char rules[4096] = "let v0(p: integer): integer = p * p\n";
  for (int i = 1; i < 30; i++) sprintf(rules + strlen(rules), "let v%d(p: integer): integer = v%d(p) + v%d(p + %d)\n", i, i - 1, i - 1, i);
  strcat(rules, "let w = v29(a)");
  ck_assert_ptr_nonnull(strstr(refusal(rules), "too large"));
}
END_TEST

START_TEST(lets_written_out_too_deep_are_refused) {
  char rules[32768] = "let v0(p: integer): integer = p + 1\n";
  for (int i = 1; i < 400; i++) sprintf(rules + strlen(rules), "let v%d(p: integer): integer = v%d(p) + 1\n", i, i - 1);
  strcat(rules, "let w = v399(a)");
  ck_assert_ptr_nonnull(strstr(refusal(rules), "levels deep"));
}
END_TEST

/* Gives no more than so many allocations. */
typedef struct Short {
  int left;
} Short;

static void *short_alloc(void *user, void *ptr, size_t old_size, size_t new_size) {
  Short *s = user;
  if (new_size > old_size && s->left-- <= 0) return NULL;
  return alloc_system.fn(alloc_system.user, ptr, old_size, new_size);
}

START_TEST(memory_that_runs_out_gives_no_program) {
  const char *rules = RIG_SCHEMA "list sizes = (1, 2)\nlet v = a in sizes and 1 / b > 0\nsegment s1 { require v exclude t contains \"x\" }"
                                 "score sc from 0 to 9 { add 1 when s1 }\nchannel c1 { require f cost 1 response 1% }"
                                 "choose ch among c1 { by lowest cost }\nclassify c by sc { hi from 5 lo otherwise }";
  Rig rig = {0};
  arena_init(&rig.arena, &alloc_system);
  source_map_init(&rig.sources, &rig.arena);
  diag_init(&rig.diags, &rig.arena);
  AstNode *tree = module_load_text(&rig.arena, &rig.sources, &reader_files, "rig.cible", str_from(rules), &rig.diags);
  CheckInput input = {.arena = &rig.arena, .sources = &rig.sources, .tree = tree, .quiet_unused = true};
  Checked *checked = check_program(&input, &rig.diags);
  ck_assert_msg(checked != NULL, "%s", rig_message(&rig));
  bool done = false;
  for (int most = 0; most < 400 && !done; most++) {
    Short s = {most};
    Alloc alloc = {short_alloc, &s};
    uint32_t errors = rig.diags.errors;
    Program *program = lower_program(checked, &alloc, &rig.diags);
    done = program != NULL;
    ck_assert(done || rig.diags.errors > errors || rig.diags.left_out || rig.diags.count);
    program_free(program);
  }
  ck_assert(done);
  arena_free(&rig.arena);
}
END_TEST

START_TEST(look_ups) {
  Rig rig;
  const char *rules = "record firms from \"firms\" key siren { siren text  staff integer  city one of (\"A\", \"B\")?  big boolean?  }\n"
                      "let v = firms[t].staff + 1\nlet w = firms[t].city = \"B\"\nlet z1 = firms[u].staff\nlet z2 = f and firms[t].staff > 1";
  char *text = NULL;
  ck_assert(asprintf(&text, "%s%s", "subject " RIG_SCHEMA, rules) > 0);
  rig_compile(&rig, text, NULL, 0);
  ck_assert_msg(rig.program != NULL, "%s", rig_message(&rig));
  Lookup *firms = &rig.lookups[0];
  arena_init(&firms->arena, &alloc_system);
  static const Str keys[] = {{"x", 1}, {"y", 1}, {"z", 1}};
  static const int64_t staff[] = {10, 20, 0};
  static const int32_t city[] = {0, 1, 0};
  static uint8_t fault[] = {0, 0, FAULT_UNREADABLE};
  static uint64_t staff_known = 3, city_known = 7;
  firms->rows = 3;
  firms->key_kind = KIND_TEXT;
  firms->text_keys = keys;
  firms->columns = ARENA_ARRAY(&firms->arena, LookupColumn, rig.program->column_count);
  for (uint32_t i = 0; i < rig.program->column_count; i++) {
    if (rig.program->columns[i].table != 1) continue;
    if (str_is(rig.program->columns[i].name, "staff"))
      firms->columns[i] = (LookupColumn){KIND_INTEGER, &staff_known, fault, (void *)staff};
    if (str_is(rig.program->columns[i].name, "city")) firms->columns[i] = (LookupColumn){KIND_CODE, &city_known, NULL, (void *)city};
  }
  uint32_t twice;
  ck_assert(lookup_index(firms, &twice));
  rig.lookup_list[1] = firms;
  rig_start(&rig, ROWS("t=x", "t=y u=x", "t=none", "k=1", "t=z f=true"), 5);
  expect(&rig, "v", "11 21 ? ? ?");
  ck_assert_uint_eq(rig_faults(&rig), 1);
  expect(&rig, "w", "false true ? ? false");
  expect(&rig, "z1", "? 10 ? ? ?");
  expect(&rig, "z2", "? ? ? ? ?");
  ck_assert_uint_eq(rig_faults(&rig), 1); /* the field's place, once a record */
  ck_assert_uint_eq(rig_count_op(&rig, OP_FIND_T), 2);
  arena_free(&firms->arena);
  rig_close(&rig);
  free(text);
}
END_TEST

START_TEST(no_subject) {
  Rig rig;
  rig_open(&rig, "let v = 2 * 3\nlet w = today + 1 day", NONE, ROWS(""));
  expect(&rig, "v", "6");
  expect(&rig, "w", "2026-11-25");
  rig_close(&rig);
}
END_TEST

Suite *suite_lower(void) {
  Suite *suite = suite_create("lower");
  TCase *tests = tcase_create("declarations");
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, segments);
  tcase_add_test(tests, segment_stops_at_the_clause_that_decides);
  tcase_add_test(tests, long_segment);
  tcase_add_test(tests, score_in_points);
  tcase_add_test(tests, score_without_base_and_halved);
  tcase_add_test(tests, score_needs_a_value_only_where_its_condition_is_true);
  tcase_add_test(tests, score_weighted);
  tcase_add_test(tests, score_as_probability);
  tcase_add_test(tests, classify_cases);
  tcase_add_test(tests, classify_thresholds);
  tcase_add_test(tests, classify_matrix);
  tcase_add_test(tests, long_classification);
  tcase_add_test(tests, choose_lowest);
  tcase_add_test(tests, choose_parts);
  tcase_add_test(tests, choose_forbid_and_prefer);
  tcase_add_test(tests, choose_ties_and_highest);
  tcase_add_test(tests, choose_offers);
  tcase_add_loop_test(tests, effort_in_other_words_costs_the_same, 0, 6);
  tcase_add_test(tests, best_by_is_quiet_but_not_deaf);
  tcase_add_test(tests, stored_fault_in_a_best_by_is_quiet);
  tcase_add_test(tests, let_is_computed_once);
  tcase_add_test(tests, let_fault_counts_once_a_record);
  tcase_add_test(tests, let_is_computed_only_where_needed);
  tcase_add_test(tests, shared_texts_are_tested_once);
  tcase_add_test(tests, what_can_fault_stays_apart);
  tcase_add_test(tests, argument_is_computed_once);
  tcase_add_test(tests, clock_and_constants_are_for_the_prologue);
  tcase_add_test(tests, invariant_fault_counts_only_where_needed);
  tcase_add_test(tests, only_columns_that_are_read_are_used);
  tcase_add_test(tests, definitions_keep_the_order_of_the_text);
  tcase_add_test(tests, long_chains_of_lets);
  tcase_add_test(tests, long_chains_of_days);
  tcase_add_test(tests, long_chains_of_conditions);
  tcase_add_test(tests, lets_that_grow_without_end_are_refused);
  tcase_add_test(tests, lets_written_out_too_deep_are_refused);
  tcase_add_test(tests, memory_that_runs_out_gives_no_program);
  tcase_add_test(tests, look_ups);
  tcase_add_test(tests, no_subject);
  suite_add_tcase(suite, tests);
  return suite;
}

/* SPDX-License-Identifier: MIT
 * Every kernel of functions.def, by the cases of function_cases.def, each in four ways: all arguments constant; flat vectors
 * in which a third of the lanes are wanted; texts by dictionary; and mixed, the first argument a vector, the others constant. */
#include "stdlib/functions.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "runtime/data/dict.h"
#include "runtime/data/stored.h"
#include "runtime/data/written.h"

enum { LANES = 130, SENTINEL = 0xA5 };

typedef struct Case {
  FnId id;
  const char *expected;
  const char *args[FN_ARGS_MOST];
} Case;

static const Case cases[] = {
#define CASE(id, expected, ...) {FN_##id, expected, {__VA_ARGS__}},
#include "tests/unit/function_cases.def"
#undef CASE
};

enum { CASES = sizeof cases / sizeof *cases };

typedef enum Way { CONSTANT, FLAT, BY_DICT, MIXED, WAYS } Way;

static Arena texts, keep, made;
static Dict dict;

static void setup(void) {
  arena_init(&texts, &alloc_system);
  arena_init(&keep, &alloc_system);
  arena_init(&made, &alloc_system);
  ck_assert(dict_init(&dict, &alloc_system));
}

static void teardown(void) {
  arena_free(&texts);
  arena_free(&keep);
  arena_free(&made);
  dict_free(&dict);
}

static Value argument(Kind kind, const char *text) {
  if (kind == KIND_TEXT) return (Value){.kind = kind, .known = true, .str = str_from(text)};
  StoredAs as = {.kind = kind};
  Value value;
  ck_assert_msg(stored_read(&as, (Stored){.type = STORED_TEXT, .text = str_from(text)}, &made, &value) == FAULT_NONE,
                "argument %s is no %s", text, kind_name(kind));
  return value;
}

/* The value in every lane (in one, where constant). */
static Vector vector_of(Value value, bool constant, bool by_dict) {
  Vector v = {.kind = value.kind, .constant = constant};
  uint32_t n = constant ? 1 : LANES;
  void *data = arena_alloc(&made, LANES * sizeof(Str) + sizeof(Mask));
  v.data = data;
  for (uint32_t i = 0; i < n; i++) {
    switch (kind_lane(value.kind)) {
    case LANE_BITS:
      if (value.truth) mask_set(data, i);
      break;
    case LANE_I32: ((int32_t *)data)[i] = value.i32; break;
    case LANE_I64: ((int64_t *)data)[i] = value.i64; break;
    case LANE_F64: ((double *)data)[i] = value.f64; break;
    case LANE_STR:
      if (by_dict) {
        ((int32_t *)data)[i] = dict_code(&dict, value.str);
        v.dict = &dict;
      } else {
        ((Str *)data)[i] = value.str;
      }
    }
  }
  return v;
}

static size_t lane_size(Lane lane) {
  switch (lane) {
  case LANE_BITS: return 0;
  case LANE_I32: return sizeof(int32_t);
  case LANE_I64: return sizeof(int64_t);
  case LANE_F64: return sizeof(double);
  case LANE_STR: return sizeof(Str);
  }
  return 0;
}

static void shown(const FnCall *call, Kind kind, uint32_t lane, Buf *out) {
  if (!mask_get(call->valid, lane)) {
    if (call->faults[lane]) {
      buf_print(out, "!%s", fault_name(call->faults[lane]));
    } else {
      buf_text(out, "?");
    }
    return;
  }
  Vector v = {.kind = kind, .data = call->out};
  Value value = {.kind = kind, .known = true};
  switch (kind_lane(kind)) {
  case LANE_BITS: value.truth = mask_get(v.bits, lane); break;
  case LANE_I32: value.i32 = v.i32[lane]; break;
  case LANE_I64: value.i64 = v.i64[lane]; break;
  case LANE_F64: value.f64 = v.f64[lane]; break;
  case LANE_STR: value.str = v.str[lane];
  }
  value_write(out, &value, NULL);
}

/* Lanes that were not wanted are as they were. */
static void check_untouched(const FnCall *call, Kind kind, uint32_t lane) {
  size_t size = lane_size(kind_lane(kind));
  const uint8_t *bytes = (const uint8_t *)call->out + lane * size;
  for (size_t k = 0; k < size; k++) ck_assert_uint_eq(bytes[k], SENTINEL);
  ck_assert_uint_eq(call->faults[lane], 0);
  ck_assert(!mask_get(call->valid, lane));
  if (kind == KIND_BOOLEAN) ck_assert(!mask_get(call->bits, lane));
}

static void run_case(const Case *c, Way way) {
  const FnInfo *info = &fn_table.items[c->id];
  Vector args[FN_ARGS_MOST];
  FnCall call = {.n = way == CONSTANT ? 1 : LANES, .texts = &texts, .keep = &keep};
  for (uint8_t a = 0; a < info->arg_count; a++) {
    ck_assert_msg(c->args[a] != NULL, "%s: too few arguments", info->name);
    bool constant = way == CONSTANT || (a && (way == MIXED || (a == 1 && info->flags & FN_CONST_2)));
    args[a] = vector_of(argument(info->args[a], c->args[a]), constant, way == BY_DICT);
    call.args[a] = &args[a];
  }
  Mask lanes = {0}, valid;
  uint8_t faults[LANES] = {0};
  void *state = NULL;
  for (uint32_t i = way == CONSTANT ? 0 : 1; i < call.n; i += 3) mask_set(&lanes, i);
  valid = lanes;
  void *out = arena_alloc(&made, LANES * sizeof(Str) + sizeof(Mask));
  if (info->result != KIND_BOOLEAN) memset(out, SENTINEL, LANES * sizeof(Str));
  call.out = out;
  call.lanes = &lanes;
  call.valid = &valid;
  call.faults = faults;
  call.state = &state;
  for (int again = 0; again < 2; again++) info->kernel(&call);
  Buf text;
  buf_init(&text, &alloc_system);
  for (uint32_t i = 0; i < call.n; i++) {
    if (!mask_get(&lanes, i)) {
      check_untouched(&call, info->result, i);
      continue;
    }
    text.n = 0;
    shown(&call, info->result, i, &text);
    ck_assert_msg(strcmp(buf_z(&text), c->expected) == 0, "%s(%s, %s, %s) way %d lane %u: %s, not %s", info->name, c->args[0],
                  c->args[1], c->args[2], (int)way, i, buf_z(&text), c->expected);
  }
  ck_assert(call.faulted == (c->expected[0] == '!'));
  buf_free(&text);
}

START_TEST(case_holds) {
  for (Way way = CONSTANT; way < WAYS; way++) run_case(&cases[_i], way);
}
END_TEST

START_TEST(every_function_has_a_case) {
  bool met[FN_COUNT] = {false};
  for (int i = 0; i < CASES; i++) met[cases[i].id] = true;
  for (int i = 0; i < FN_COUNT; i++) ck_assert_msg(met[i], "no case for %s, row %d", fn_table.items[i].name, i);
}
END_TEST

START_TEST(table_is_whole) {
  ck_assert_uint_eq(fn_table.count, FN_COUNT);
  for (int i = 0; i < FN_COUNT; i++) {
    const FnInfo *info = &fn_table.items[i];
    ck_assert(info->kernel && info->doc[0] && info->example[0] && info->parameters[0]);
    ck_assert(info->arg_count >= 1 && info->arg_count <= FN_ARGS_MOST);
    ck_assert_msg(strstr(info->example, info->name) != NULL, "example of %s", info->name);
    if (info->flags & FN_CONST_2) ck_assert(info->args[1] == KIND_TEXT);
    int first = fn_find(str_from(info->name));
    ck_assert_int_ge(first, 0);
    /* Overloads are neighbours. */
    for (int k = first; k <= i; k++) ck_assert_str_eq(fn_table.items[k].name, info->name);
  }
}
END_TEST

START_TEST(unknown_names) {
  ck_assert_int_eq(fn_find(STR("nothing")), -1);
  ck_assert_int_eq(fn_find(STR("")), -1);
  ck_assert_int_eq(fn_find(STR("ROUND")), -1);
  ck_assert_int_eq(fn_find(STR("abs")), FN_ABS_INTEGER);
}
END_TEST

/* A call of a text function on one lane. */
static void call_one(FnId id, const Vector *args, void **state, Str *out, Mask *valid, uint8_t *fault) {
  const FnInfo *info = &fn_table.items[id];
  Mask lanes = {{1}};
  *valid = lanes;
  *fault = 0;
  FnCall call = {.n = 1, .lanes = &lanes, .str = out, .valid = valid, .faults = fault, .texts = &texts, .state = state, .keep = &keep};
  for (uint8_t a = 0; a < info->arg_count; a++) call.args[a] = &args[a];
  info->kernel(&call);
}

START_TEST(texts_beyond_a_mebibyte_are_faults) {
  uint32_t n = (1 << 20) - 1;
  char *p = arena_bytes(&made, n + 2);
  memset(p, 'a', n + 2);
  memcpy(p + n - 1, "\xC3\x9F", 2); /* ß, which becomes SS: as many bytes */
  Vector args[3];
  void *state = NULL;
  Str out;
  Mask valid;
  uint8_t fault;
  args[0] = vector_of((Value){.kind = KIND_TEXT, .str = {p, n + 1}}, true, false);
  call_one(FN_UPPER, args, &state, &out, &valid, &fault);
  ck_assert(mask_get(&valid, 0) && fault == 0 && out.n == n + 1);
  p[0] = (char)0xC5; /* ŉ becomes three bytes */
  p[1] = (char)0x89;
  call_one(FN_UPPER, args, &state, &out, &valid, &fault);
  ck_assert(!mask_get(&valid, 0) && fault == FAULT_OVERFLOW);

  args[1] = vector_of((Value){.kind = KIND_TEXT, .str = STR("\xC3\x9F")}, true, false);
  args[2] = vector_of((Value){.kind = KIND_TEXT, .str = STR("sss")}, true, false);
  call_one(FN_REPLACE, args, &state, &out, &valid, &fault);
  ck_assert(!mask_get(&valid, 0) && fault == FAULT_OVERFLOW);
}
END_TEST

START_TEST(distinct_texts_are_mapped_once) {
  int32_t codes[LANES];
  Str out[LANES];
  Mask lanes, valid;
  uint8_t faults[LANES] = {0};
  void *state = NULL;
  for (uint32_t i = 0; i < LANES; i++) codes[i] = dict_code(&dict, i % 2 ? STR("PARIS") : STR("LYON"));
  mask_first(&lanes, LANES);
  Vector arg = {.kind = KIND_TEXT, .i32 = codes, .dict = &dict};
  FnCall call = {.args = {&arg}, .n = LANES, .lanes = &lanes, .str = out, .valid = &valid, .faults = faults,
                 .texts = &texts, .state = &state, .keep = &keep};
  fn_table.items[FN_LOWER].kernel(&call);
  ck_assert(out[1].p == out[3].p && out[0].p == out[2].p);
  ck_assert(str_is(out[1], "paris") && str_is(out[0], "lyon"));
  /* The dictionary grows: what was made stays, and the new text is found. */
  for (uint32_t i = 0; i < 60; i++) {
    char name[8];
    snprintf(name, sizeof name, "T%u", i);
    codes[i] = dict_code(&dict, str_from(name));
  }
  const char *before = out[99].p;
  fn_table.items[FN_LOWER].kernel(&call);
  ck_assert(out[99].p == before);
  ck_assert(str_is(out[59], "t59"));
  /* Another dictionary at the same place is another one. */
  dict_free(&dict);
  ck_assert(dict_init(&dict, &alloc_system));
  dict.seed ^= 1;
  for (uint32_t i = 0; i < LANES; i++) codes[i] = dict_code(&dict, STR("BREST"));
  fn_table.items[FN_LOWER].kernel(&call);
  ck_assert(str_is(out[7], "brest"));
}
END_TEST

static void *refuse(void *user, void *ptr, size_t old_size, size_t new_size) {
  (void)user, (void)ptr, (void)old_size, (void)new_size;
  return NULL;
}

START_TEST(without_memory_the_arena_says_so) {
  static const Alloc none = {refuse, NULL};
  static const struct {
    FnId id;
    const char *args[3];
  } rows[] = {{FN_LOWER, {"ABC"}},
              {FN_UPPER, {"été"}},
              {FN_FOLD, {"été"}},
              {FN_REPLACE, {"abc", "b", "x"}},
              {FN_EMAIL_DOMAIN, {"a@B.FR"}}};
  for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
    arena_free(&texts);
    arena_init(&texts, &none);
    Vector args[3];
    void *state = NULL;
    Str out;
    Mask valid;
    uint8_t fault;
    for (uint8_t a = 0; a < fn_table.items[rows[r].id].arg_count; a++)
      args[a] = vector_of(argument(KIND_TEXT, rows[r].args[a]), true, false);
    call_one(rows[r].id, args, &state, &out, &valid, &fault);
    ck_assert_msg(texts.failed, "%s", fn_table.items[rows[r].id].name);
    ck_assert(out.n == 0 || out.p != NULL);
  }
}
END_TEST

Suite *suite_functions(void) {
  Suite *suite = suite_create("functions");
  TCase *c = tcase_create("kernels");
  tcase_add_checked_fixture(c, setup, teardown);
  tcase_add_loop_test(c, case_holds, 0, CASES);
  tcase_add_test(c, every_function_has_a_case);
  tcase_add_test(c, table_is_whole);
  tcase_add_test(c, unknown_names);
  tcase_add_test(c, texts_beyond_a_mebibyte_are_faults);
  tcase_add_test(c, distinct_texts_are_mapped_once);
  tcase_add_test(c, without_memory_the_arena_says_so);
  suite_add_tcase(suite, c);
  return suite;
}

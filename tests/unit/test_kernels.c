/* SPDX-License-Identifier: MIT
 * Every kernel against a plain reference, lane by lane: all sizes of batches, selections of all densities, constants on every
 * side, unknowns, faults. An instruction of opcodes.def that has no reference here fails the suite. */
#include <check.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "runtime/data/calendar.h"
#include "runtime/data/dict.h"
#include "runtime/data/numeric.h"
#include "tests/unit/program_kit.h"

static uint64_t random_state = 88172645463325252ull;

static uint32_t random_below(uint32_t n) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  random_state ^= random_state << 17;
  return (uint32_t)(random_state >> 33) % n;
}

/* ---- the functions, sets and look-up that instructions meet ---- */

static void fn_not_negative(FnCall *c) { /* a fault where x < 0, unknown where x = 7 */
  MASK_EACH(c->lanes, c->n, i) {
    int64_t x = fn_i64(c, 0, (uint32_t)i);
    c->i64[i] = x;
    if (x < 0) fn_fault(c, (uint32_t)i, FAULT_OUT_OF_RANGE);
    if (x == 7) fn_unknown(c, (uint32_t)i);
  }
}
static void fn_mix(FnCall *c) { /* four arguments of four kinds */
  MASK_EACH(c->lanes, c->n, i)
  c->f64[i] = (double)fn_str(c, 0, (uint32_t)i).n + (double)(fn_i64(c, 1, (uint32_t)i) % 1000) +
              fn_i32(c, 2, (uint32_t)i) + fn_bool(c, 3, (uint32_t)i);
}
static const FnInfo functions[] = {
    {.name = "not_negative", .result = KIND_INTEGER, .arg_count = 1, .args = {KIND_INTEGER}, .kernel = fn_not_negative},
    {.name = "mix", .result = KIND_NUMBER, .arg_count = 4, .args = {KIND_TEXT, KIND_INTEGER, KIND_DATE, KIND_BOOLEAN},
     .kernel = fn_mix},
};
static const FnTable table = {functions, 2};

static const char *const texts[] = {"", "a", "ab", "abc", "bca", "é", "été", "lead", "client", "a.b", "zz", "cab"};
enum { TEXTS = sizeof texts / sizeof *texts };
static const Value int_items[] = {{.kind = KIND_INTEGER, .known = true, .i64 = -3},
                                  {.kind = KIND_INTEGER, .known = true, .i64 = 5},
                                  {.kind = KIND_INTEGER, .known = true, .i64 = 2}};
static const Value wide_items[] = {{.kind = KIND_INTEGER, .known = true, .i64 = INT64_MIN},
                                   {.kind = KIND_INTEGER, .known = true, .i64 = INT64_MAX},
                                   {.kind = KIND_INTEGER, .known = true, .i64 = 2}};
static const Value number_items[] = {{.kind = KIND_NUMBER, .known = true, .f64 = 2.5},
                                     {.kind = KIND_NUMBER, .known = true, .f64 = -1e308}};
static const Value code_items[] = {{.kind = KIND_CODE, .known = true, .i32 = 3},
                                   {.kind = KIND_CODE, .known = true, .i32 = 0}};
static Value text_items[3];

enum { SET_INTS, SET_WIDE, SET_NUMBERS, SET_CODES, SET_TEXTS, SET_EMPTY };

static int64_t row_keys[] = {5, -2, 0};
static int32_t row_codes[] = {2, 0, 1};
static int64_t row_ints[] = {50, -20, 0};
static double row_numbers[] = {0.5, -2.5, 0};
static Str row_texts[3];
static uint64_t row_bits[] = {5};
static uint64_t row_valid[] = {5}; /* row 1 is unknown */
static uint8_t row_faults[] = {0, FAULT_UNREADABLE, 0};
static Lookup lookup_ints, lookup_texts;

/* ---- what is expected ---- */

typedef struct Case {
  Opcode op;
  Kind dst, in[4];
  uint32_t imm;
  uint8_t operands;
  bool by_dict; /* text columns are codes of a dictionary */
} Case;

static Value known_or(bool known, Value value) {
  value.known = known;
  return value;
}
static Value truth(bool t) { return kit_bool(t); }

static Value integer_of(Kind kind, bool overflow, int64_t r, Fault *fault) {
  if (overflow) *fault = FAULT_OVERFLOW;
  return (Value){.kind = kind, .known = !overflow, .i64 = r};
}
static Value number_of(double r, Fault *fault) {
  if (!isfinite(r)) *fault = FAULT_OUT_OF_RANGE;
  return known_or(isfinite(r), kit_num(r == 0 ? 0.0 : r));
}
static Value faulty(Kind kind, Fault kind_of_fault, Fault *fault) {
  *fault = kind_of_fault;
  return kit_unknown(kind);
}
static Value checked(Kind kind, Fault met, int64_t r, Fault *fault) {
  *fault = met;
  return (Value){.kind = kind, .known = !met, .i64 = r};
}
static bool found(Str x, Str part) { return part.n == 0 || (x.n >= part.n && memmem(x.p, x.n, part.p, part.n)); }
static bool begins(Str x, Str part) { return x.n >= part.n && memcmp(x.p, part.p, part.n) == 0; }
static bool finishes(Str x, Str part) { return x.n >= part.n && memcmp(x.p + x.n - part.n, part.p, part.n) == 0; }
static bool any(bool (*test)(Str, Str), Str x) {
  for (int i = 0; i < 3; i++)
    if (test(x, text_items[i].str)) return true;
  return false;
}
static int compare(const Value *a, const Value *b) {
  switch (kind_lane(a->kind)) {
  case LANE_BITS: return a->truth - b->truth;
  case LANE_I32: return (a->i32 > b->i32) - (a->i32 < b->i32);
  case LANE_I64: return (a->i64 > b->i64) - (a->i64 < b->i64);
  case LANE_F64: return (a->f64 > b->f64) - (a->f64 < b->f64);
  case LANE_STR: return str_compare(a->str, b->str);
  }
  return 0;
}
static bool member(const Program *p, const Case *c, Value x) {
  const ProgramSet *set = &p->sets[c->imm];
  for (uint32_t i = 0; i < set->count; i++)
    if (compare(&set->items[i], &x) == 0) return true;
  return false;
}
static Value fetched(Kind kind, int32_t row, Fault *fault) {
  if (row < 0 || row > 2) return kit_unknown(kind);
  if (row == 1) return faulty(kind, FAULT_UNREADABLE, fault);
  Value v = {.kind = kind, .known = true};
  switch (kind_lane(kind)) {
  case LANE_BITS: v.truth = row_bits[0] >> row & 1; break;
  case LANE_I32: v.i32 = row_codes[row]; break;
  case LANE_I64: v.i64 = row_ints[row]; break;
  case LANE_F64: v.f64 = row_numbers[row]; break;
  case LANE_STR: v.str = row_texts[row]; break;
  }
  return v;
}

/* The result of instructions that say themselves what an unknown operand makes; `old` is what the destination holds. */
static bool expect_any(const Case *c, const Value *in, Value old, Value *out) {
  const Value a = in[0], b = in[1];
  bool ka = a.known && a.kind == KIND_BOOLEAN, kb = b.known && b.kind == KIND_BOOLEAN;
  bool at = ka && a.truth, af = ka && !a.truth, bt = kb && b.truth, bf = kb && !b.truth;
  switch (c->op) {
  case OP_COPY_B: case OP_COPY_D: case OP_COPY_I: case OP_COPY_F: case OP_COPY_T: *out = a; return true;
  case OP_PICK_B: case OP_PICK_D: case OP_PICK_I: case OP_PICK_F: *out = in[at ? 1 : 2]; return true;
  case OP_KNOWN: *out = truth(a.known); return true;
  case OP_AND: *out = known_or((at && bt) || af || bf, truth(at && bt)); return true;
  case OP_OR: *out = known_or(at || bt || (af && bf), truth(at || bt)); return true;
  case OP_TALLY: *out = old; out->i32 += at; return true;
  case OP_TALLY_OPEN: *out = old; out->i32 += !af; return true;
  case OP_ACC_ADD: case OP_ACC_SUB:
    *out = old;
    if (!a.known || !old.known) return true;
    out->f64 += c->op == OP_ACC_ADD ? a.f64 : -a.f64;
    if (out->f64 > DBL_MAX) out->f64 = DBL_MAX;
    if (out->f64 < -DBL_MAX) out->f64 = -DBL_MAX;
    return true;
  case OP_HALVE:
    *out = old;
    if (a.known && b.known && old.known && a.i32 < b.i32)
      out->f64 = out->f64 * (double)exp2l(-(long double)((int64_t)b.i32 - a.i32) / c->imm) + 0.0;
    return true;
  case OP_KEEP_LOWEST_F: case OP_KEEP_LOWEST_I: case OP_KEEP_HIGHEST_F: case OP_KEEP_HIGHEST_I: {
    bool low = c->op == OP_KEEP_LOWEST_F || c->op == OP_KEEP_LOWEST_I;
    bool better = b.known && (!a.known || (low ? compare(&b, &a) < 0 : compare(&b, &a) > 0));
    *out = better ? kit_code((int32_t)c->imm) : old;
    return true;
  }
  default: return false;
  }
}

static bool expect_numbers(const Case *c, Value a, Value b, Value d, Value *out, Fault *fault) {
  int64_t r = 0;
  bool over;
  static const ProgramDecimal decimal = {125, 2};
  switch (c->op) {
  case OP_ADD_I: over = __builtin_add_overflow(a.i64, b.i64, &r); *out = integer_of(c->dst, over, r, fault); return true;
  case OP_SUB_I: over = __builtin_sub_overflow(a.i64, b.i64, &r); *out = integer_of(c->dst, over, r, fault); return true;
  case OP_MUL_I: over = __builtin_mul_overflow(a.i64, b.i64, &r); *out = integer_of(c->dst, over, r, fault); return true;
  case OP_NEG_I: over = __builtin_sub_overflow(0, a.i64, &r); *out = integer_of(c->dst, over, r, fault); return true;
  case OP_DIV_MI:
    if (!b.i64) { *out = faulty(c->dst, FAULT_ZERO_DIVISION, fault); return true; }
    over = !muldiv_half_even(a.i64, 1, b.i64, &r); *out = integer_of(c->dst, over, r, fault); return true;
  case OP_MUL_MF: { Fault f = integer_half_even((double)a.i64 * b.f64, &r); *out = checked(c->dst, f, r, fault); return true; }
  case OP_DIV_MF: {
    if (b.f64 == 0) { *out = faulty(c->dst, FAULT_ZERO_DIVISION, fault); return true; }
    Fault f = integer_half_even((double)a.i64 / b.f64, &r); *out = checked(c->dst, f, r, fault); return true;
  }
  case OP_MUL_MC: over = !muldiv_half_even(a.i64, decimal.mantissa, 100, &r); *out = integer_of(c->dst, over, r, fault); return true;
  case OP_DIV_MC: over = !muldiv_half_even(a.i64, 100, decimal.mantissa, &r); *out = integer_of(c->dst, over, r, fault); return true;
  case OP_DIV_MM:
    if (!b.i64) *out = faulty(c->dst, FAULT_ZERO_DIVISION, fault);
    else *out = number_of((double)a.i64 / (double)b.i64, fault);
    return true;
  case OP_NUM_I: *out = kit_num((double)a.i64); return true;
  case OP_NUM_B: *out = kit_num(a.truth); return true;
  case OP_ADD_F: *out = number_of(a.f64 + b.f64, fault); return true;
  case OP_SUB_F: *out = number_of(a.f64 - b.f64, fault); return true;
  case OP_MUL_F: *out = number_of(a.f64 * b.f64, fault); return true;
  case OP_DIV_F:
    if (b.f64 == 0) *out = faulty(c->dst, FAULT_ZERO_DIVISION, fault);
    else *out = number_of(a.f64 / b.f64, fault);
    return true;
  case OP_NEG_F: *out = kit_num(a.f64 == 0 ? 0.0 : -a.f64); return true;
  case OP_HOLD_F: { double h = a.f64 > d.f64 ? d.f64 : a.f64; *out = kit_num(h < b.f64 ? b.f64 : h); return true; }
  default: return false;
  }
}

static bool expect_dates(const Case *c, Value a, Value b, Value *out, Fault *fault) {
  *out = (Value){.kind = c->dst, .known = true};
  bool right;
  switch (c->op) {
  case OP_ADD_DAYS:
    right = b.i64 < 10000000 && b.i64 > -10000000 && a.i32 + b.i64 >= DATE_MIN && a.i32 + b.i64 <= DATE_MAX;
    if (right) out->i32 = (int32_t)(a.i32 + b.i64);
    break;
  case OP_ADD_MONTHS: right = date_add_months(a.i32, b.i64, &out->i32); break;
  case OP_ADD_SECONDS:
    right = !__builtin_add_overflow(a.i64, b.i64, &out->i64) && out->i64 >= DATETIME_MIN && out->i64 <= DATETIME_MAX;
    break;
  case OP_ADD_MONTHS_T: {
    int32_t day = date_of_datetime(a.i64), moved = 0;
    right = date_add_months(day, b.i64, &moved);
    out->i64 = (int64_t)moved * 86400 + (a.i64 - (int64_t)day * 86400);
    break;
  }
  case OP_DAYS_BETWEEN: out->i64 = (int64_t)b.i32 - a.i32; return true;
  case OP_MONTHS_BETWEEN: out->i64 = months_between(a.i32, b.i32); return true;
  case OP_DAY_OF: out->i32 = date_of_datetime(a.i64); return true;
  default: return false;
  }
  if (!right) *out = faulty(c->dst, FAULT_OUT_OF_RANGE, fault);
  return true;
}

static bool expect_truths(const Program *p, const Case *c, Value a, Value b, Value *out) {
  switch (c->op) {
  case OP_EQ_B: case OP_EQ_D: case OP_EQ_I: case OP_EQ_F: case OP_EQ_T: *out = truth(compare(&a, &b) == 0); return true;
  case OP_NE_B: case OP_NE_D: case OP_NE_I: case OP_NE_F: case OP_NE_T: *out = truth(compare(&a, &b) != 0); return true;
  case OP_LT_D: case OP_LT_I: case OP_LT_F: case OP_LT_T: *out = truth(compare(&a, &b) < 0); return true;
  case OP_LE_D: case OP_LE_I: case OP_LE_F: case OP_LE_T: *out = truth(compare(&a, &b) <= 0); return true;
  case OP_IN_D: case OP_IN_I: case OP_IN_F: case OP_IN_T: *out = truth(member(p, c, a)); return true;
  case OP_CONTAINS: *out = truth(found(a.str, b.str)); return true;
  case OP_STARTS: *out = truth(begins(a.str, b.str)); return true;
  case OP_ENDS: *out = truth(finishes(a.str, b.str)); return true;
  case OP_CONTAINS_SET: *out = truth(any(found, a.str)); return true;
  case OP_STARTS_SET: *out = truth(any(begins, a.str)); return true;
  case OP_ENDS_SET: *out = truth(any(finishes, a.str)); return true;
  case OP_MATCHES: *out = truth(found(a.str, STR("b")) || str_is(a.str, "été")); return true; /* "b|^é.é$" */
  case OP_NOT: *out = truth(!a.truth); return true;
  case OP_AT_LEAST: *out = known_or(a.i32 >= (int32_t)c->imm || b.i32 < (int32_t)c->imm, truth(a.i32 >= (int32_t)c->imm)); return true;
  default: return false;
  }
}

static bool expect_others(const Case *c, const Value *in, Value *out, Fault *fault) {
  static char joined[64];
  Value a = in[0], b = in[1];
  switch (c->op) {
  case OP_JOIN:
    memcpy(joined, a.str.p, a.str.n);
    memcpy(joined + a.str.n, b.str.p, b.str.n);
    *out = (Value){.kind = KIND_TEXT, .known = true, .str = {joined, a.str.n + b.str.n}};
    return true;
  case OP_TEXT_OF: *out = (Value){.kind = KIND_TEXT, .known = true, .str = kit_label_names[a.i32]}; return true;
  case OP_FIND_I:
    *out = kit_unknown(KIND_CODE);
    for (int32_t i = 0; i < 3; i++)
      if (row_keys[i] == a.i64) *out = kit_code(i);
    return true;
  case OP_FIND_T:
    *out = kit_unknown(KIND_CODE);
    for (int32_t i = 0; i < 3; i++)
      if (str_equal(row_texts[i], a.str)) *out = kit_code(i);
    return true;
  case OP_FETCH_B: case OP_FETCH_D: case OP_FETCH_I: case OP_FETCH_F: case OP_FETCH_T: *out = fetched(c->dst, a.i32, fault); return true;
  case OP_FN:
    if (c->imm == 1) *out = kit_num((double)a.str.n + (double)(b.i64 % 1000) + in[2].i32 + in[3].truth);
    else if (a.i64 < 0) *out = faulty(c->dst, FAULT_OUT_OF_RANGE, fault);
    else *out = known_or(a.i64 != 7, kit_int(a.i64));
    return true;
  default: return false;
  }
}

/* False where the suite knows no such instruction. */
static bool expected(const Program *p, const Case *c, const Value *in, Value old, Value *out, Fault *fault) {
  if (expect_any(c, in, old, out)) return true;
  bool known = true;
  for (int i = 0; i < c->operands; i++) known &= in[i].known;
  Value zero[4];
  for (int i = 0; i < 4; i++) {
    zero[i] = known && i < c->operands ? in[i] : (Value){.kind = c->in[i]};
    if (!zero[i].known && zero[i].kind == KIND_TEXT) zero[i].str = STR("");
  }
  bool covered = expect_numbers(c, zero[0], zero[1], zero[2], out, fault) || expect_dates(c, zero[0], zero[1], out, fault) ||
                 expect_truths(p, c, zero[0], zero[1], out) || expect_others(c, zero, out, fault);
  if (known) return covered;
  *out = kit_unknown(c->dst);
  *fault = FAULT_NONE;
  return covered;
}

/* ---- random operands ---- */

static int64_t random_integer(void) {
  static const int64_t rare[] = {0, INT64_MAX, INT64_MIN, -1, 1, 7};
  if (random_below(8) == 0) return rare[random_below(6)];
  return (int64_t)random_below(12) - 5;
}

static double random_number(void) {
  static const double rare[] = {0, 1e308, -1e308, 2.5, 5e-324, DBL_MAX, -2.5};
  if (random_below(6) == 0) return rare[random_below(7)];
  return ((double)random_below(2000) - 1000) / 8;
}

static Value random_value(Kind kind, bool may_be_unknown) {
  Value v = {.kind = kind, .known = !may_be_unknown || random_below(5) != 0};
  if (!v.known) return v;
  switch (kind) {
  case KIND_BOOLEAN: v.truth = random_below(2); break;
  case KIND_INTEGER:
  case KIND_MONEY: v.i64 = random_integer(); break;
  case KIND_NUMBER: v.f64 = random_number(); break;
  case KIND_TEXT: v.str = str_from(texts[random_below(TEXTS)]); break;
  case KIND_DATE: v.i32 = random_below(10) ? (int32_t)random_below(20000) : random_below(2) ? DATE_MIN : DATE_MAX; break;
  case KIND_DATETIME: v.i64 = random_below(10) ? (int64_t)random_below(2000000000) - 1000000000 : DATETIME_MAX; break;
  case KIND_CODE: v.i32 = (int32_t)random_below(4); break;
  case KIND_COUNT: break;
  }
  return v;
}

/* ---- one case: its program, its batch, and the comparison ---- */

enum { SELECTED, INITIAL, OPERAND, COLUMNS = 6 };
typedef struct Bench {
  Kit kit;
  Case c;
  uint16_t regs[COLUMNS];
  bool constant[COLUMNS];
  Value values[COLUMNS]; /* of constants */
  bool rw;
} Bench;

static KitLanes lanes[COLUMNS], key_lanes;
static int32_t codes[COLUMNS][BATCH_SIZE];

static Kind kind_of(const Bench *b, int column) {
  return column == SELECTED ? KIND_BOOLEAN : column == INITIAL ? b->c.dst : b->c.in[column - OPERAND];
}

static void fill_parts(Program *p) {
  for (int i = 0; i < 3; i++) text_items[i] = kit_text((const char *[]){"ab", "é", "client"}[i]);
  const ProgramSet sets[] = {{KIND_INTEGER, int_items, 3}, {KIND_INTEGER, wide_items, 3}, {KIND_NUMBER, number_items, 2},
                             {KIND_CODE, code_items, 2},   {KIND_TEXT, text_items, 3},    {KIND_TEXT, NULL, 0}};
  memcpy(p->sets, sets, sizeof sets);
  p->set_count = 6;
  p->regexes[0] = STR("b|^é.é$");
  p->regex_count = 1;
  p->decimals[0] = (ProgramDecimal){125, 2};
  p->decimal_count = 1;
  p->labels[0] = kit_labels;
  p->labels_count = 1;
  p->tables[1] = (ProgramTable){.name = STR("ints"), .source = STR("ints"), .role = TABLE_LOOKUP, .unit = PROGRAM_NONE, .key = STR("id"), .key_kind = KIND_INTEGER};
  p->tables[2] = (ProgramTable){.name = STR("texts"), .source = STR("texts"), .role = TABLE_LOOKUP, .unit = PROGRAM_NONE, .key = STR("id"), .key_kind = KIND_TEXT};
  p->table_count = 3;
}

/* Columns of the look-up, behind the subject's; the first one's index is what FETCH is given. */
static uint32_t add_lookup_column(Bench *b) {
  Program *p = b->kit.p;
  p->columns[p->column_count] = (ProgramColumn){.table = 1, .name = STR("x"), .stored = STR("x"), .kind = b->c.dst, .used = true};
  if (b->c.dst == KIND_CODE) p->columns[p->column_count].labels = kit_labels;
  uint32_t column = p->column_count++;
  kit_place_columns(p);
  return column;
}

static void make_program(Bench *b, uint32_t constants) {
  kit_begin(&b->kit);
  fill_parts(b->kit.p);
  for (int i = 0; i < OPERAND + b->c.operands; i++) {
    b->constant[i] = i >= OPERAND && constants >> (i - OPERAND) & 1;
    b->values[i] = random_value(kind_of(b, i), true);
    b->regs[i] = b->constant[i] ? kit_constant(&b->kit, b->values[i]) : kit_column(&b->kit, kind_of(b, i));
  }
  const OpcodeInfo *info = opcode_info(b->c.op);
  if (info->imm == IMM_COLUMN) b->c.imm = add_lookup_column(b);
  b->rw = info->dst >= OPERAND_RWB;
  uint16_t result = kit_block(&b->kit, b->c.dst);
  kit_op(&b->kit, kit_copy(b->c.dst), result, b->regs[INITIAL], 0, 0);
  uint32_t where = kit_op(&b->kit, OP_WHERE_TRUE, 0, b->regs[SELECTED], 0, 0);
  uint16_t dst = b->rw ? result : kit_temp(&b->kit, b->c.dst), first = b->regs[OPERAND];
  if (info->a >= OPERAND_RWB) {
    first = kit_temp(&b->kit, b->c.in[0]);
    kit_op(&b->kit, kit_copy(b->c.in[0]), first, b->regs[OPERAND], 0, 0);
  }
  uint32_t at = kit_op(&b->kit, b->c.op, dst, first, b->regs[OPERAND + 1], b->c.imm);
  b->kit.p->code[at].c = b->regs[OPERAND + 2];
  b->kit.p->code[at].d = b->regs[OPERAND + 3];
  if (!b->rw) kit_op(&b->kit, kit_copy(b->c.dst), result, dst, 0, 0);
  kit_close(&b->kit, where);
  /* A choice of KEEP is not read by any definition here: rows and counts are no labels either. */
  if (b->c.dst == KIND_CODE) b->kit.p->defs[0].labels = (Labels){kit_label_names, 4};
}

static bool is_count(const Case *c) {
  return c->dst == KIND_CODE && (c->op == OP_TALLY || c->op == OP_TALLY_OPEN || c->op == OP_FIND_I || c->op == OP_FIND_T);
}

static BatchColumn column_of(Bench *b, int i, Dict *dict) {
  BatchColumn column = kit_batch_column(&lanes[i], kind_of(b, i));
  if (kind_of(b, i) != KIND_TEXT || !b->c.by_dict) return column;
  for (uint32_t k = 0; k < BATCH_SIZE; k++)
    codes[i][k] = mask_get(&lanes[i].valid, k) ? dict_code(dict, lanes[i].str[k]) : 0x7FFFFFFF;
  column.vec.i32 = codes[i];
  column.vec.dict = dict;
  return column;
}

/* density: in sixteenths; 0 none, 16 all. */
static void fill_lanes(Bench *b, uint32_t n, uint32_t density, bool unknowns) {
  for (int i = 0; i < OPERAND + b->c.operands; i++)
    for (uint32_t k = 0; k < n; k++) {
      Value v = random_value(kind_of(b, i), unknowns && !(i == INITIAL && (b->c.op == OP_TALLY || b->c.op == OP_TALLY_OPEN)));
      if (i == SELECTED) v = kit_bool(random_below(16) < density);
      kit_set_lane(&lanes[i], k, v);
    }
  for (uint32_t k = 0; k < n; k++) key_lanes.i64[k] = k;
}

static bool same(const Value *a, const Value *b) {
  if (a->known != b->known) return false;
  return !a->known || (compare(a, b) == 0 && !(a->kind == KIND_NUMBER && signbit(a->f64) != signbit(b->f64)));
}

static Value lane_value(Bench *b, int column, uint32_t k) {
  if (b->constant[column]) return b->values[column];
  Vector v = {.kind = kind_of(b, column), .valid = &lanes[column].valid, .data = &lanes[column].bits};
  return vector_get(&v, k);
}

static void compare_lanes(Bench *b, const Vector *got, uint32_t n, uint64_t faults_before, uint64_t faults_after) {
  uint64_t faults = 0;
  for (uint32_t k = 0; k < n; k++) {
    Value in[4] = {0}, old = lane_value(b, INITIAL, k), want = old, have = vector_get(got, k);
    for (int i = 0; i < b->c.operands; i++) in[i] = lane_value(b, OPERAND + i, k);
    Fault fault = FAULT_NONE;
    if (lane_value(b, SELECTED, k).truth && !expected(b->kit.p, &b->c, in, old, &want, &fault))
      ck_abort_msg("no reference for `%s`: add it to this suite", opcode_info(b->c.op)->text);
    faults += fault != FAULT_NONE;
    if (!same(&want, &have)) ck_abort_msg("`%s`: lane %u of %u differs", opcode_info(b->c.op)->text, k, n);
  }
  ck_assert_uint_eq(faults_after - faults_before, faults);
}

static void run_batches(Bench *b, Vm *vm, Dict *dict) {
  static const uint32_t sizes[] = {1, 3, 64, 65, 200, 2048}, densities[] = {16, 0, 1, 8, 15};
  for (uint32_t s = 0; s < 6; s++)
    for (uint32_t d = 0; d < (sizes[s] == 2048 ? 3u : 5u); d++) {
      uint32_t n = sizes[s];
      fill_lanes(b, n, densities[d], (s + d) % 2);
      BatchColumn columns[COLUMNS];
      uint32_t column = 0;
      for (int i = 0; i < OPERAND + b->c.operands; i++)
        if (!b->constant[i]) columns[column++] = column_of(b, i, dict);
      Batch batch = {.count = n, .key = {.kind = KIND_INTEGER, .i64 = key_lanes.i64}, .columns = columns};
      vm_bind(vm, &batch);
      uint64_t before = vm_faults(vm)->total;
      const Vector *got = vm_need(vm, 0, NULL);
      ck_assert_ptr_nonnull(got);
      compare_lanes(b, got, n, before, vm_faults(vm)->total);
    }
}

static void set_lookup_column(Bench *b, LookupColumn *columns) {
  void *data[] = {row_bits, row_codes, row_ints, row_numbers, row_texts};
  columns[b->c.imm] = (LookupColumn){.kind = b->c.dst, .valid = row_valid, .fault = row_faults, .data = data[kind_lane(b->c.dst)]};
  lookup_ints.columns = columns;
}

static void run_case(const Case *c, uint32_t constants) {
  Bench b = {.c = *c};
  make_program(&b, constants);
  if (!is_count(c) && verify_program(b.kit.p, &table, &b.kit.diags) != STATUS_OK)
    ck_abort_msg("`%s`: %.*s", opcode_info(c->op)->text, STR_ARG(b.kit.diags.items[0]->text));
  LookupColumn columns[COLUMNS + 1] = {0};
  if (opcode_info(c->op)->imm == IMM_COLUMN) set_lookup_column(&b, columns);
  const Lookup *lookups[] = {NULL, &lookup_ints, &lookup_texts};
  Dict dict;
  ck_assert(dict_init(&dict, &alloc_system));
  VmConfig config = {.alloc = &alloc_system, .program = b.kit.p, .functions = &table, .lookups = lookups};
  Vm *vm = vm_new(&config);
  ck_assert_ptr_nonnull(vm);
  run_batches(&b, vm, &dict);
  vm_free(vm);
  dict_free(&dict);
  kit_end(&b.kit);
}

/* ---- which kinds each instruction is run with ---- */

static Kind kind_of_lane(Operand operand) {
  switch (operand) {
  case OPERAND_B: case OPERAND_RWB: return KIND_BOOLEAN;
  case OPERAND_D: case OPERAND_RWD: return KIND_DATE;
  case OPERAND_I: case OPERAND_RWI: return KIND_INTEGER;
  case OPERAND_F: case OPERAND_RWF: return KIND_NUMBER;
  case OPERAND_T: case OPERAND_RWT: return KIND_TEXT;
  case OPERAND_X: return KIND_MONEY;
  case OPERAND__: break;
  }
  return KIND_BOOLEAN;
}

static Case case_of(Opcode op) {
  const OpcodeInfo *info = opcode_info(op);
  Case c = {.op = op, .dst = kind_of_lane(info->dst), .in = {kind_of_lane(info->a), kind_of_lane(info->b), kind_of_lane(info->c)}};
  c.operands = (uint8_t)((info->a != OPERAND__) + (info->b != OPERAND__) + (info->c != OPERAND__));
  if (info->dst == OPERAND_RWD && op != OP_COPY_D) c.dst = KIND_CODE;
  if (op == OP_AT_LEAST) c.in[0] = c.in[1] = KIND_CODE, c.imm = 2;
  if (info->imm == IMM_LABELS || info->imm == IMM_COLUMN) c.in[0] = KIND_CODE;
  if (op == OP_FETCH_D || op == OP_FIND_I || op == OP_FIND_T) c.dst = KIND_CODE;
  if (op == OP_FIND_T) c.imm = 2;
  if (op == OP_FIND_I) c.imm = 1;
  if (op == OP_ADD_SECONDS || op == OP_ADD_MONTHS_T) c.dst = c.in[0] = KIND_DATETIME;
  if (op == OP_DAY_OF) c.in[0] = KIND_DATETIME;
  if (op == OP_HALVE) c.imm = 90;
  if (info->imm == IMM_LABEL) c.imm = 3;
  if (op == OP_IN_D) c.in[0] = KIND_CODE, c.imm = SET_CODES;
  if (op == OP_IN_F) c.imm = SET_NUMBERS;
  if (info->imm == IMM_SET && c.in[0] == KIND_TEXT) c.imm = SET_TEXTS;
  return c;
}

static bool is_control(Opcode op) { return op <= OP_LOUD; }

static void begin(void) {
  for (int i = 0; i < 3; i++) row_texts[i] = str_from((const char *[]){"ab", "zz", "é"}[i]);
  lookup_ints = (Lookup){.rows = 3, .key_kind = KIND_INTEGER, .int_keys = row_keys};
  lookup_texts = (Lookup){.rows = 3, .key_kind = KIND_TEXT, .text_keys = row_texts};
  uint32_t twice;
  arena_init(&lookup_ints.arena, &alloc_system);
  arena_init(&lookup_texts.arena, &alloc_system);
  ck_assert(lookup_index(&lookup_ints, &twice) && lookup_index(&lookup_texts, &twice));
}
static void end(void) {
  arena_free(&lookup_ints.arena);
  arena_free(&lookup_texts.arena);
}

/* Each instruction with every operand a column or a constant, in all ways; texts flat and by dictionary. */
START_TEST(every_opcode) {
  Opcode op = (Opcode)_i;
  if (is_control(op) || op == OP_FN) return;
  Case c = case_of(op);
  for (uint32_t constants = 0; constants < 1u << c.operands; constants++)
    for (int repeat = 0; repeat < (constants ? 3 : 1); repeat++) run_case(&c, constants);
  c.by_dict = true;
  if (c.in[0] == KIND_TEXT) run_case(&c, 0);
  if (c.in[0] == KIND_TEXT && c.operands > 1) run_case(&c, 1), run_case(&c, 2);
}
END_TEST

START_TEST(functions_of_one_and_four) {
  Case one = {.op = OP_FN, .dst = KIND_INTEGER, .in = {KIND_INTEGER}, .operands = 1};
  run_case(&one, 0);
  for (int repeat = 0; repeat < 4; repeat++) run_case(&one, 1);
  Case four = {.op = OP_FN, .dst = KIND_NUMBER, .in = {KIND_TEXT, KIND_INTEGER, KIND_DATE, KIND_BOOLEAN}, .imm = 1, .operands = 4};
  for (uint32_t constants = 0; constants < 16; constants++) run_case(&four, constants);
  four.by_dict = true;
  run_case(&four, 0);
}
END_TEST

START_TEST(sets_far_apart_and_empty) {
  Case wide = case_of(OP_IN_I);
  wide.imm = SET_WIDE;
  run_case(&wide, 0);
  Case empty = case_of(OP_IN_T);
  empty.imm = SET_EMPTY;
  run_case(&empty, 0);
}
END_TEST

START_TEST(dates_in_sets_and_codes_compared) {
  Case equal = case_of(OP_EQ_D);
  equal.in[0] = equal.in[1] = KIND_CODE;
  run_case(&equal, 0);
  run_case(&equal, 2);
  Case copy = case_of(OP_COPY_D);
  copy.dst = copy.in[0] = KIND_CODE;
  run_case(&copy, 0);
}
END_TEST

Suite *suite_kernels(void) {
  Suite *suite = suite_create("kernels");
  TCase *tc = tcase_create("kernels");
  tcase_add_checked_fixture(tc, begin, end);
  tcase_set_timeout(tc, 120);
  tcase_add_loop_test(tc, every_opcode, 0, OP_COUNT);
  tcase_add_test(tc, functions_of_one_and_four);
  tcase_add_test(tc, sets_far_apart_and_empty);
  tcase_add_test(tc, dates_in_sets_and_codes_compared);
  suite_add_tcase(suite, tc);
  return suite;
}

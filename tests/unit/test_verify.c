/* SPDX-License-Identifier: MIT
 * The verifier: the sample is accepted; each thing done wrong to it is refused, with its own words. */
#include <check.h>
#include <math.h>

#include "runtime/code/need.h"
#include "runtime/code/stack_need.h"
#include "tests/unit/program_sample.h"

static Kit kit;
static Program *p;

static void begin(void) {
  sample_begin(&kit);
  p = kit.p;
}
static void end(void) { kit_end(&kit); }

static void accepted(void) {
  if (verify_program(p, &sample_table, &kit.diags) != STATUS_OK) ck_abort_msg("%.*s", STR_ARG(kit.diags.items[0]->text));
}

static void refused(const char *why) {
  ck_assert_int_eq(verify_program(p, &sample_table, &kit.diags), STATUS_NO);
  ck_assert_uint_eq(kit.diags.errors, 1);
  ck_assert_int_eq(kit.diags.items[0]->code, DIAG_PROGRAM_REFUSED);
  Str text = kit.diags.items[0]->text;
  if (!memmem(text.p, text.n, why, strlen(why))) ck_abort_msg("not `%s` but `%.*s`", why, STR_ARG(text));
}

/* The first instruction of that kind. */
static Instr *op(Opcode wanted) {
  for (uint32_t i = 0; i < p->code_count; i++)
    if (p->code[i].op == wanted) return &p->code[i];
  ck_abort_msg("the sample has no such instruction");
  return NULL;
}
static uint16_t reg_of(RegRole role, Kind kind) {
  for (uint32_t i = 0; i < p->reg_count; i++)
    if (p->regs[i].role == role && p->regs[i].kind == kind) return (uint16_t)i;
  ck_abort_msg("the sample has no such register");
  return 0;
}

#define REFUSED(name, why, ...)                                                                                        \
  START_TEST(name) {                                                                                                   \
    __VA_ARGS__;                                                                                                       \
    refused(why);                                                                                                      \
  }                                                                                                                    \
  END_TEST

START_TEST(sample_is_accepted) { accepted(); }
END_TEST

/* operands */
REFUSED(register_that_does_not_exist, "no such register", op(OP_LE_I)->a = (uint16_t)p->reg_count)
REFUSED(destination_that_does_not_exist, "no such register", op(OP_LE_I)->dst = 60000)
REFUSED(operand_of_another_lane, "an operand is of the wrong type", op(OP_LE_I)->a = reg_of(REG_COLUMN, KIND_TEXT))
REFUSED(result_of_another_lane, "its result is of the wrong type", op(OP_LE_I)->dst = reg_of(REG_TEMP, KIND_NUMBER))
REFUSED(code_for_a_date, "an operand is of the wrong kind", op(OP_HALVE)->a = reg_of(REG_COLUMN, KIND_CODE))
REFUSED(pick_of_two_kinds, "an operand is of the wrong kind", Instr *pick = op(OP_AND); pick->op = OP_PICK_D;
        pick->dst = reg_of(REG_TEMP, KIND_CODE); pick->b = reg_of(REG_COLUMN, KIND_CODE); pick->c = reg_of(REG_COLUMN, KIND_DATE))
REFUSED(writes_a_constant, "cannot be written", op(OP_NUM_I)->dst = reg_of(REG_CONSTANT, KIND_NUMBER))
REFUSED(writes_a_column, "cannot be written", op(OP_FETCH_I)->dst = reg_of(REG_COLUMN, KIND_INTEGER))
REFUSED(writes_the_clock, "cannot be written", op(OP_ADD_DAYS)->dst = reg_of(REG_CLOCK, KIND_DATE))
REFUSED(writes_another_result, "the result of another block", p->code[p->blocks[4].first].dst = (uint16_t)p->blocks[3].result)
REFUSED(whole_write_of_a_result, "more of a result than", op(OP_LE_I)->dst = (uint16_t)p->blocks[1].result)
REFUSED(prologue_written_later, "a register of the prologue", uint16_t r = reg_of(REG_PROLOGUE, KIND_DATE);
        p->regs[r].kind = KIND_NUMBER; p->code[0].op = OP_NEG_F; p->code[0].a = reg_of(REG_CONSTANT, KIND_NUMBER);
        op(OP_NUM_I)->dst = r)
REFUSED(read_before_written, "read before it is written", op(OP_MATCHES)->dst = op(OP_LE_I)->dst; op(OP_LE_I)->op = OP_LE_D;
        *op(OP_LE_D) = (Instr){.op = OP_KNOWN, .dst = reg_of(REG_TEMP, KIND_BOOLEAN), .a = reg_of(REG_TEMP, KIND_NUMBER)})
REFUSED(result_read_before_its_call, "before its block is called", *op(OP_CALL) = (Instr){.op = OP_TOUCH})
REFUSED(prologue_reads_a_column, "the column is of other records", op(OP_ADD_DAYS)->b = reg_of(REG_COLUMN, KIND_INTEGER))
REFUSED(datetime_by_arithmetic, "no datetime", p->regs[op(OP_MUL_MC)->dst].kind = KIND_DATETIME)

/* immediates */
REFUSED(no_such_opcode, "no such instruction", p->code[3].op = OP_COUNT)
REFUSED(call_of_itself, "calls no block before it", op(OP_CALL)->imm = 2)
REFUSED(call_of_a_later_block, "calls no block before it", op(OP_CALL)->imm = 5)
REFUSED(call_of_the_prologue, "calls no block before it", op(OP_CALL)->imm = 0)
REFUSED(no_such_column, "no such column", op(OP_TOUCH)->imm = p->column_count)
REFUSED(column_that_is_not_read, "no such column", p->columns[SAMPLE_COLUMNS].used = false)
REFUSED(touch_of_a_look_up, "the column is of other records", op(OP_TOUCH)->imm = SAMPLE_COLUMNS)
REFUSED(fetch_of_the_subject, "not looked up", op(OP_FETCH_I)->imm = SAMPLE_STAFF)
REFUSED(fetch_of_another_kind, "of another kind", p->columns[SAMPLE_COLUMNS].kind = KIND_MONEY)
REFUSED(no_such_set, "no such set", op(OP_IN_T)->imm = 1)
REFUSED(set_of_another_kind, "set is of another kind", static const Value one = {.kind = KIND_INTEGER, .known = true};
        p->sets[0] = ((ProgramSet){KIND_INTEGER, &one, 1}))
REFUSED(no_such_expression, "no such expression", op(OP_MATCHES)->imm = 1)
REFUSED(no_such_decimal, "no such decimal", op(OP_MUL_MC)->imm = 1)
REFUSED(no_such_labels, "no such labels", op(OP_TEXT_OF)->imm = 1)
REFUSED(no_such_table, "no such record", op(OP_FIND_T)->imm = 2)
REFUSED(find_in_a_related_record, "has no unit", p->tables[1].role = TABLE_RELATED; p->tables[1].parent = 0; p->tables[1].by = STR("x"))
REFUSED(table_without_key, "has no key", p->tables[1].key = STR(""))
REFUSED(key_of_another_kind, "the key is of another kind", p->tables[1].key_kind = KIND_INTEGER)
REFUSED(halving_every_0_days, "halves every 0 days", op(OP_HALVE)->imm = 0)
REFUSED(label_too_great, "no such label", op(OP_KEEP_LOWEST_F)->imm = 1u << 31)

/* functions */
REFUSED(no_such_function, "no such function", op(OP_FN)->imm = 2)
REFUSED(code_for_a_text, "an argument is of the wrong kind", op(OP_FN)->imm = 1; op(OP_FN)->a = reg_of(REG_COLUMN, KIND_CODE))
REFUSED(function_result_of_another_kind, "its result is of the wrong kind", op(OP_FN)->dst = reg_of(REG_TEMP, KIND_MONEY))
REFUSED(argument_that_must_be_constant, "not a constant", Instr *fn = op(OP_FN) + 2; ck_assert(fn->op == OP_FN);
        fn->b = reg_of(REG_COLUMN, KIND_TEXT))

/* selections */
REFUSED(end_without_where, "closes nothing", p->code[p->blocks[1].first].op = OP_END)
REFUSED(where_left_open, "leaves a selection open", op(OP_END)->op = OP_QUIET; op(OP_QUIET)->op = OP_TOUCH)
REFUSED(loud_for_a_where, "closes something else", op(OP_END)->op = OP_LOUD)
REFUSED(end_for_a_quiet, "closes something else", op(OP_LOUD)->op = OP_END)
REFUSED(jump_elsewhere, "jumps elsewhere", op(OP_WHERE_NOT_FALSE)->imm--)
REFUSED(jump_out_of_the_block, "jumps elsewhere", op(OP_WHERE_NOT_FALSE)->imm = 1u << 30)

/* parts */
REFUSED(block_beyond_the_code, "within the code", p->blocks[6].count++)
REFUSED(blocks_that_overlap, "does not stand behind", p->blocks[2].first--)
REFUSED(block_count_that_wraps, "within the code", p->blocks[6].count = UINT32_MAX)
REFUSED(code_outside_of_blocks, "outside of all blocks", p->blocks[6].count--)
REFUSED(no_prologue, "no prologue", p->block_count = 0)
REFUSED(prologue_with_a_result, "the prologue has a result", p->blocks[0].result = p->blocks[1].result)
REFUSED(result_of_another_block, "no result of its own", p->blocks[1].result = p->blocks[2].result)
REFUSED(result_of_no_block, "the result of no block", kit_reg(&kit, KIND_BOOLEAN, REG_RESULT, 99))
REFUSED(constant_that_does_not_exist, "not a constant", p->regs[reg_of(REG_CONSTANT, KIND_TEXT)].index = 99)
REFUSED(constant_of_another_kind, "not a constant", p->regs[reg_of(REG_CONSTANT, KIND_TEXT)].kind = KIND_MONEY)
REFUSED(column_register_of_a_look_up, "of other records", p->regs[reg_of(REG_COLUMN, KIND_INTEGER)].index = SAMPLE_COLUMNS)
REFUSED(column_register_without_subject, "has a unit", p->has_subject = false; p->tables[0].role = TABLE_LOOKUP)
REFUSED(clock_of_another_kind, "no clock", p->regs[reg_of(REG_CLOCK, KIND_DATE)].index = CLOCK_NOW)
REFUSED(clock_that_does_not_exist, "no clock", p->regs[reg_of(REG_CLOCK, KIND_DATE)].index = 2)
REFUSED(column_of_no_record, "has no record", p->columns[0].table = 2)
REFUSED(columns_out_of_order, "in the order of the records", p->columns[0].table = 1)
REFUSED(code_column_without_texts, "do not go together", p->columns[SAMPLE_STATUS].labels.count = 0)
REFUSED(key_that_is_a_number, "neither an integer nor a text", p->tables[0].key_kind = KIND_NUMBER)
REFUSED(two_subjects, "no subject", p->tables[1].role = TABLE_SUBJECT)
REFUSED(no_subject_after_all, "no subject", p->tables[0].role = TABLE_LOOKUP)
REFUSED(absent_look_up, "cannot be absent", p->tables[1].optional = true)
REFUSED(related_to_itself, "no record before it", p->tables[1].role = TABLE_RELATED; p->tables[1].by = STR("x");
        p->tables[1].parent = 1)
REFUSED(related_by_nothing, "no record before it", p->tables[1].role = TABLE_RELATED; p->tables[1].parent = 0)
REFUSED(columns_of_no_table, "behind those before it", p->tables[1].first_column--)
REFUSED(columns_beyond_the_last, "behind those before it", p->tables[1].column_count = UINT32_MAX)
REFUSED(columns_too_few, "in the order of the records", p->tables[1].column_count = 0)
REFUSED(subject_without_record, "no record", p->table_count = 0)

/* values */
REFUSED(infinite_constant, "not finite", p->constants[p->regs[reg_of(REG_CONSTANT, KIND_NUMBER)].index].f64 = INFINITY)
REFUSED(negative_zero, "negative zero", p->constants[p->regs[reg_of(REG_CONSTANT, KIND_NUMBER)].index].f64 = -0.0)
REFUSED(text_that_is_no_utf8, "not UTF-8", p->constants[p->regs[reg_of(REG_CONSTANT, KIND_TEXT)].index].str = STR("\xff"))
REFUSED(name_that_is_no_utf8, "not UTF-8", p->tables[0].name = STR("\xc3"))
REFUSED(date_before_year_1, "a date of the constants", kit_constant(&kit, kit_date(DATE_MIN - 1)))
REFUSED(datetime_after_year_9999, "a datetime of the constants",
        kit_constant(&kit, (Value){.kind = KIND_DATETIME, .known = true, .i64 = DATETIME_MAX + 1}))
REFUSED(negative_label, "negative", kit_constant(&kit, kit_code(-1)))
REFUSED(decimal_of_19_places, "too many places", p->decimals[0].scale = 19)
REFUSED(set_with_an_unknown, "another kind", static const Value none = {.kind = KIND_TEXT}; p->sets[0].items = &none; p->sets[0].count = 1)
REFUSED(set_of_booleans, "of booleans", p->sets[0].kind = KIND_BOOLEAN)
REFUSED(expression_beyond_linear_time, "expression 0", p->regexes[0] = STR("(a)\\1"))

/* definitions */
REFUSED(definition_of_the_prologue, "has no block", p->defs[0].block = 0)
REFUSED(definition_of_no_block, "has no block", p->defs[0].block = p->block_count)
REFUSED(definition_of_another_kind, "of another kind than its block", p->defs[0].value = KIND_NUMBER)
REFUSED(segment_that_is_a_number, "of another kind than its block", p->defs[1].kind = DEF_SEGMENT)
REFUSED(score_without_bounds, "of another kind than its block", p->defs[1].kind = DEF_SCORE; p->defs[1].hi = NAN)
REFUSED(label_that_a_definition_lacks, "labels that it does not have", p->defs[3].labels.count = 3)
REFUSED(count_given_as_a_label, "labels that it does not have", p->code[p->blocks[4].first + p->blocks[4].count - 2].op = OP_TALLY;
        p->code[p->blocks[4].first + p->blocks[4].count - 2].a = (uint16_t)p->blocks[1].result;
        p->code[p->blocks[4].first + 2] = (Instr){.op = OP_CALL, .imm = 1}; p->code[p->blocks[4].first + p->blocks[4].count - 1] = (Instr){.op = OP_TOUCH})
REFUSED(labels_of_a_number, "labels do not go together", p->defs[1].labels = kit_labels)
REFUSED(choice_without_its_cost, "no such cost", p->defs[3].kind = DEF_CHOOSE; p->defs[3].cost = 99)
REFUSED(choice_with_a_cost_of_numbers, "no such cost", p->defs[3].kind = DEF_CHOOSE; p->defs[3].cost = 1)

/* slots and measures: the sample has none, so that each case brings its own; definition 0 is a truth, 1 a number */
static ProgramSlot *give_slot(SlotKind kind, Aggregate function, uint32_t value, Kind value_kind) {
  p->slots[p->slot_count++] = (ProgramSlot){.kind = kind, .function = function, .value_kind = value_kind, .owner = PROGRAM_NONE,
                                            .value = value, .where = PROGRAM_NONE, .by = PROGRAM_NONE};
  return p->slots;
}
static void give_key(ProgramSlot *slot) {
  static const uint32_t keys[] = {0};
  slot->owner = 0;
  slot->keys = keys;
  slot->key_count = 1;
}
/* A measure of `count` segments, of which there are no more than keys may be. */
static void give_measure(uint32_t count) {
  uint32_t last = p->def_count - 1;
  p->defs[last].unit = p->blocks[p->defs[last].block].unit = 1;
  p->units[p->unit_count++] = (ProgramUnit){UNIT_GROUPS, 0};
  Str *names = ARENA_ARRAY(&p->arena, Str, count + 1);
  p->measures[0] = (ProgramMeasure){.name = STR("m"), .unit = 1, .def = last, .dimension_count = 1};
  p->measures[0].dimensions = ARENA_ARRAY(&p->arena, ProgramDimension, 1);
  p->measures[0].dimensions[0] = (ProgramDimension){.kind = KIND_BOOLEAN, .segments = true, .labels = {names, count}};
  p->measure_count = 1;
}
START_TEST(slot_for_all_is_accepted) {
  give_slot(SLOT_AGGREGATE, AGG_SUM, 1, KIND_NUMBER);
  accepted();
}
END_TEST
START_TEST(operands_that_no_function_takes_are_not_needed) {
  Instr *fn = op(OP_FN);
  fn->c = fn->d = UINT16_MAX;
  accepted();
  Need need;
  ck_assert(need_init(&need, p, &p->arena));
  for (uint32_t i = 0; i < p->def_count; i++) need_def(&need, i);
  need_follow(&need, true);
  ck_assert(need.columns[SAMPLE_STAFF]);
}
END_TEST
REFUSED(sum_of_truths, "gives no value of its kind", give_slot(SLOT_AGGREGATE, AGG_SUM, 0, KIND_NUMBER))
REFUSED(slot_with_keys_for_nobody, "has keys but no owner", give_key(give_slot(SLOT_AGGREGATE, AGG_SUM, 1, KIND_NUMBER)); p->slots->owner = PROGRAM_NONE)
REFUSED(kept_value_with_a_key, "keys that it does not need", give_key(give_slot(SLOT_KEEP, AGG_SUM, 1, KIND_NUMBER)))
REFUSED(cut_without_classes, "no classification", give_slot(SLOT_CUT, AGG_SUM, 1, KIND_CODE)->owner = 0)
REFUSED(measure_of_no_segments, "labels do not go together", give_measure(0))
REFUSED(measure_of_too_many_segments, "too many dimensions", give_measure(65))
REFUSED(measure_without_its_keys, "cannot belong to groups", give_measure(2); give_slot(SLOT_AGGREGATE, AGG_SUM, 1, KIND_NUMBER)->owner = 1)
REFUSED(measure_with_too_few_keys, "not the keys of its dimensions", give_measure(2); give_key(give_slot(SLOT_AGGREGATE, AGG_SUM, 1, KIND_NUMBER)); p->slots->owner = 1)
REFUSED(measure_keyed_by_another_kind, "not the keys of its dimensions", give_measure(1); give_key(give_slot(SLOT_AGGREGATE, AGG_SUM, 1, KIND_NUMBER)); p->slots->owner = 1; p->measures->dimensions->kind = KIND_INTEGER; p->measures->dimensions->segments = false; p->measures->dimensions->labels.count = 0)

/* Selections nested to the limit are taken, one more is not. */
START_TEST(nesting_has_a_limit) {
  Kit deep;
  kit_begin(&deep);
  Program *q = deep.p;
  q->code = ARENA_ARRAY(&q->arena, Instr, 3 * NARROW_MOST);
  q->spans = ARENA_ARRAY(&q->arena, Span, 3 * NARROW_MOST);
  uint16_t column = kit_column(&deep, KIND_BOOLEAN), result = kit_block(&deep, KIND_BOOLEAN);
  kit_op(&deep, OP_COPY_B, result, column, 0, 0);
  for (uint32_t i = 0; i < NARROW_MOST; i++) kit_op(&deep, OP_WHERE_TRUE, 0, column, 0, 2 * NARROW_MOST - i);
  for (uint32_t i = 0; i < NARROW_MOST; i++) kit_op(&deep, OP_END, 0, 0, 0, 0);
  ck_assert_int_eq(verify_program(q, &sample_table, &deep.diags), STATUS_OK);
  StackNeed need;
  ck_assert(stack_need(q, &alloc_system, &need));
  ck_assert_uint_eq(need.selections, NARROW_MOST + 1);
  ck_assert_uint_eq(need.frames, 1);
  for (uint32_t i = 1; i <= NARROW_MOST; i++) q->code[i].imm += 2;
  q->code[2 * NARROW_MOST + 1] = (Instr){.op = OP_END};
  q->code[2 * NARROW_MOST + 2] = (Instr){.op = OP_END};
  memmove(&q->code[2], &q->code[1], 2 * NARROW_MOST * sizeof *q->code);
  q->code[1] = (Instr){.op = OP_WHERE_TRUE, .a = column, .imm = 2 * NARROW_MOST + 3};
  q->code_count += 2;
  q->blocks[1].count += 2;
  ck_assert_int_eq(verify_program(q, &sample_table, &deep.diags), STATUS_NO);
  kit_end(&deep);
}
END_TEST

START_TEST(stack_adds_up_over_calls) {
  StackNeed need;
  ck_assert(stack_need(p, &alloc_system, &need));
  ck_assert_uint_eq(need.frames, 3);     /* choice -> score -> segment */
  ck_assert_uint_eq(need.selections, 4); /* one each, and the segment's where */
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
  const Alloc *whole = p->arena.alloc;
  p->arena.alloc = &poor;
  int n = 0;
  for (Status status = STATUS_NO_MEMORY; status != STATUS_OK; n++) {
    allowed = n;
    status = verify_program(p, &sample_table, &kit.diags);
    ck_assert(status == STATUS_OK || status == STATUS_NO_MEMORY);
  }
  p->arena.alloc = whole;
  ck_assert_int_gt(n, 1);
}
END_TEST

Suite *suite_verify(void) {
  Suite *suite = suite_create("verify");
  TCase *tc = tcase_create("verify");
  tcase_add_checked_fixture(tc, begin, end);
  tcase_add_test(tc, sample_is_accepted);
  tcase_add_test(tc, register_that_does_not_exist);
  tcase_add_test(tc, destination_that_does_not_exist);
  tcase_add_test(tc, operand_of_another_lane);
  tcase_add_test(tc, result_of_another_lane);
  tcase_add_test(tc, code_for_a_date);
  tcase_add_test(tc, pick_of_two_kinds);
  tcase_add_test(tc, writes_a_constant);
  tcase_add_test(tc, writes_a_column);
  tcase_add_test(tc, writes_the_clock);
  tcase_add_test(tc, writes_another_result);
  tcase_add_test(tc, whole_write_of_a_result);
  tcase_add_test(tc, prologue_written_later);
  tcase_add_test(tc, read_before_written);
  tcase_add_test(tc, result_read_before_its_call);
  tcase_add_test(tc, prologue_reads_a_column);
  tcase_add_test(tc, datetime_by_arithmetic);
  tcase_add_test(tc, no_such_opcode);
  tcase_add_test(tc, call_of_itself);
  tcase_add_test(tc, call_of_a_later_block);
  tcase_add_test(tc, call_of_the_prologue);
  tcase_add_test(tc, no_such_column);
  tcase_add_test(tc, column_that_is_not_read);
  tcase_add_test(tc, touch_of_a_look_up);
  tcase_add_test(tc, fetch_of_the_subject);
  tcase_add_test(tc, fetch_of_another_kind);
  tcase_add_test(tc, no_such_set);
  tcase_add_test(tc, set_of_another_kind);
  tcase_add_test(tc, no_such_expression);
  tcase_add_test(tc, no_such_decimal);
  tcase_add_test(tc, no_such_labels);
  tcase_add_test(tc, no_such_table);
  tcase_add_test(tc, find_in_a_related_record);
  tcase_add_test(tc, table_without_key);
  tcase_add_test(tc, key_of_another_kind);
  tcase_add_test(tc, halving_every_0_days);
  tcase_add_test(tc, label_too_great);
  tcase_add_test(tc, no_such_function);
  tcase_add_test(tc, code_for_a_text);
  tcase_add_test(tc, function_result_of_another_kind);
  tcase_add_test(tc, argument_that_must_be_constant);
  tcase_add_test(tc, end_without_where);
  tcase_add_test(tc, where_left_open);
  tcase_add_test(tc, loud_for_a_where);
  tcase_add_test(tc, end_for_a_quiet);
  tcase_add_test(tc, jump_elsewhere);
  tcase_add_test(tc, jump_out_of_the_block);
  tcase_add_test(tc, block_beyond_the_code);
  tcase_add_test(tc, blocks_that_overlap);
  tcase_add_test(tc, block_count_that_wraps);
  tcase_add_test(tc, code_outside_of_blocks);
  tcase_add_test(tc, no_prologue);
  tcase_add_test(tc, prologue_with_a_result);
  tcase_add_test(tc, result_of_another_block);
  tcase_add_test(tc, result_of_no_block);
  tcase_add_test(tc, constant_that_does_not_exist);
  tcase_add_test(tc, constant_of_another_kind);
  tcase_add_test(tc, column_register_of_a_look_up);
  tcase_add_test(tc, column_register_without_subject);
  tcase_add_test(tc, clock_of_another_kind);
  tcase_add_test(tc, clock_that_does_not_exist);
  tcase_add_test(tc, column_of_no_record);
  tcase_add_test(tc, columns_out_of_order);
  tcase_add_test(tc, code_column_without_texts);
  tcase_add_test(tc, key_that_is_a_number);
  tcase_add_test(tc, two_subjects);
  tcase_add_test(tc, no_subject_after_all);
  tcase_add_test(tc, absent_look_up);
  tcase_add_test(tc, related_to_itself);
  tcase_add_test(tc, related_by_nothing);
  tcase_add_test(tc, columns_of_no_table);
  tcase_add_test(tc, columns_beyond_the_last);
  tcase_add_test(tc, columns_too_few);
  tcase_add_test(tc, subject_without_record);
  tcase_add_test(tc, infinite_constant);
  tcase_add_test(tc, negative_zero);
  tcase_add_test(tc, text_that_is_no_utf8);
  tcase_add_test(tc, name_that_is_no_utf8);
  tcase_add_test(tc, date_before_year_1);
  tcase_add_test(tc, datetime_after_year_9999);
  tcase_add_test(tc, negative_label);
  tcase_add_test(tc, decimal_of_19_places);
  tcase_add_test(tc, set_with_an_unknown);
  tcase_add_test(tc, set_of_booleans);
  tcase_add_test(tc, expression_beyond_linear_time);
  tcase_add_test(tc, definition_of_the_prologue);
  tcase_add_test(tc, definition_of_no_block);
  tcase_add_test(tc, definition_of_another_kind);
  tcase_add_test(tc, segment_that_is_a_number);
  tcase_add_test(tc, score_without_bounds);
  tcase_add_test(tc, label_that_a_definition_lacks);
  tcase_add_test(tc, count_given_as_a_label);
  tcase_add_test(tc, labels_of_a_number);
  tcase_add_test(tc, choice_without_its_cost);
  tcase_add_test(tc, choice_with_a_cost_of_numbers);
  tcase_add_test(tc, slot_for_all_is_accepted);
  tcase_add_test(tc, operands_that_no_function_takes_are_not_needed);
  tcase_add_test(tc, sum_of_truths);
  tcase_add_test(tc, slot_with_keys_for_nobody);
  tcase_add_test(tc, kept_value_with_a_key);
  tcase_add_test(tc, cut_without_classes);
  tcase_add_test(tc, measure_of_no_segments);
  tcase_add_test(tc, measure_of_too_many_segments);
  tcase_add_test(tc, measure_without_its_keys);
  tcase_add_test(tc, measure_with_too_few_keys);
  tcase_add_test(tc, measure_keyed_by_another_kind);
  tcase_add_test(tc, nesting_has_a_limit);
  tcase_add_test(tc, stack_adds_up_over_calls);
  tcase_add_test(tc, out_of_memory_is_told);
  suite_add_tcase(suite, tc);
  return suite;
}

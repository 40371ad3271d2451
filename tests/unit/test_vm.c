/* SPDX-License-Identifier: MIT
 * The VM: computed once and only where needed, selections, faults, batches; folding. */
#include <check.h>

#include "tests/unit/program_sample.h"

static Kit kit;
static SampleData data;
static Vm *vm;

static Vm *new_vm(const Alloc *alloc) {
  static const Lookup *lookups[2];
  lookups[1] = &data.lookup;
  VmConfig config = {.alloc = alloc, .program = kit.p, .functions = &sample_table, .today = 20000, .now = 5, .lookups = lookups};
  return vm_new(&config);
}

/* The sample on 100 records. */
static void begin(void) {
  memset(&data, 0, sizeof data);
  sample_begin(&kit);
  ck_assert_int_eq(verify_program(kit.p, &sample_table, &kit.diags), STATUS_OK);
  sample_data(&data, 100);
  arena_init(&data.lookup.arena, &alloc_system);
  uint32_t twice;
  ck_assert(lookup_index(&data.lookup, &twice));
  ck_assert_ptr_nonnull(vm = new_vm(&alloc_system));
  vm_bind(vm, &data.batch);
}
static void end(void) {
  vm_free(vm);
  arena_free(&data.lookup.arena);
  kit_end(&kit);
}

static uint64_t lanes_computed(uint32_t block) { return vm_block_counts(vm)[block].lanes; }

START_TEST(computes_what_is_asked) {
  const Vector *big = vm_need(vm, 0, NULL);
  for (uint32_t i = 0; i < 100; i++) {
    Value staff = vector_get(&data.columns[SAMPLE_STAFF].vec, i), name = vector_get(&data.columns[SAMPLE_NAME].vec, i);
    bool matches = str_is(name.str, "abc") || str_is(name.str, "ac");
    Value got = vector_get(big, i);
    if (!matches || (staff.known && staff.i64 < 10)) ck_assert(got.known && !got.truth);
    else if (staff.known) ck_assert(got.known && got.truth);
    else ck_assert(!got.known);
  }
}
END_TEST

START_TEST(computed_once_a_batch) {
  vm_need(vm, 0, NULL);
  vm_need(vm, 0, NULL);
  vm_need(vm, 1, NULL);
  ck_assert_uint_eq(lanes_computed(1), 100);
  ck_assert_uint_eq(vm_block_counts(vm)[1].entries, 1);
  vm_bind(vm, &data.batch);
  vm_need(vm, 1, NULL);
  ck_assert_uint_eq(lanes_computed(1), 200);
}
END_TEST

START_TEST(more_lanes_compute_only_what_is_missing) {
  Mask some = {{0xFF}}, more = {{0xFFF}};
  vm_need(vm, 0, &some);
  ck_assert_uint_eq(lanes_computed(1), 8);
  vm_need(vm, 0, &more);
  ck_assert_uint_eq(lanes_computed(1), 12);
  const Vector *v = vm_need(vm, 0, NULL);
  ck_assert_uint_eq(lanes_computed(1), 100);
  ck_assert(!vector_get(v, 1).truth && vector_get(v, 1).known);
}
END_TEST

START_TEST(nothing_wanted_computes_nothing) {
  Mask none = {{0}};
  ck_assert_ptr_nonnull(vm_need(vm, 0, &none));
  ck_assert_uint_eq(vm_block_counts(vm)[1].entries, 0);
}
END_TEST

START_TEST(lanes_behind_the_end_are_not_computed) {
  Mask all;
  mask_first(&all, BATCH_SIZE);
  vm_need(vm, 0, &all);
  ck_assert_uint_eq(lanes_computed(1), 100);
}
END_TEST

/* The choice asks for the score quietly: its faults count only when somebody asks for it aloud. */
START_TEST(quiet_faults_count_when_asked_aloud) {
  for (uint32_t i = 0; i < 100; i++) {
    kit_set_lane(&data.lanes[SAMPLE_STAFF], i, kit_int(20));
    kit_set_lane(&data.lanes[SAMPLE_NAME], i, kit_text("abc"));
  }
  data.lanes[SAMPLE_STAFF].fault[7] = FAULT_MISSING;
  vm_need(vm, 3, NULL);
  ck_assert_uint_eq(vm_faults(vm)->total, 0);
  vm_need(vm, 1, NULL);
  ck_assert_uint_eq(vm_faults(vm)->total, 1);
  ck_assert_uint_eq(lanes_computed(2), 200);
  vm_need(vm, 3, NULL);
  vm_need(vm, 1, NULL);
  ck_assert_uint_eq(lanes_computed(2), 200);
  ck_assert_uint_eq(vm_faults(vm)->total, 1);
}
END_TEST

START_TEST(what_is_computed_aloud_serves_a_choice) {
  vm_need(vm, 1, NULL);
  vm_need(vm, 3, NULL);
  ck_assert_uint_eq(lanes_computed(2), 100);
}
END_TEST

START_TEST(touch_counts_selected_lanes_by_kind_and_key) {
  data.lanes[SAMPLE_STAFF].fault[3] = FAULT_MISSING;
  data.lanes[SAMPLE_STAFF].fault[64] = FAULT_UNREADABLE;
  data.lanes[SAMPLE_STAFF].fault[99] = FAULT_UNREADABLE;
  Mask wanted;
  mask_first(&wanted, 90);
  vm_need(vm, 0, &wanted);
  const FaultTable *faults = vm_faults(vm);
  ck_assert_uint_eq(faults->total, 2);
  ck_assert_uint_eq(faults->count, 2);
  ck_assert_int_eq(faults->rows[1]->kind, FAULT_UNREADABLE);
  ck_assert_int_eq(faults->rows[1]->keys[0].i64, 64);
  vm_need(vm, 0, NULL);
  ck_assert_uint_eq(faults->total, 3);
}
END_TEST

/* 0.5 / staff where the firm is in the segment: only there can a zero divide, and there it cannot. */
START_TEST(faults_count_only_where_selected) {
  for (uint32_t i = 0; i < 100; i++) {
    kit_set_lane(&data.lanes[SAMPLE_STAFF], i, kit_int(i % 2 ? 0 : 20));
    kit_set_lane(&data.lanes[SAMPLE_NAME], i, kit_text("abc"));
  }
  const Vector *score = vm_need(vm, 1, NULL);
  ck_assert_uint_eq(vm_faults(vm)->total, 0);
  /* founded is 0 and 10 days after 1970, a year ago 19635: halved away, but the sums stand in these proportions. */
  ck_assert(vector_get(score, 98).f64 > vector_get(score, 97).f64);
}
END_TEST

START_TEST(texts_live_until_the_next_batch) {
  const Vector *text = vm_need(vm, 4, NULL);
  ck_assert(str_is(vector_get(text, 1).str, "greenac"));
  ck_assert(!vector_get(text, 0).known);
  data.batch.count = 3;
  vm_bind(vm, &data.batch);
  text = vm_need(vm, 4, NULL);
  ck_assert(str_is(vector_get(text, 2).str, "bluex"));
}
END_TEST

START_TEST(look_ups_find_their_row) {
  const Vector *size = vm_need(vm, 5, NULL);
  ck_assert_int_eq(vector_get(size, 0).i64, 14);
  ck_assert(!vector_get(size, 1).known);
  ck_assert_int_eq(vector_get(size, 2).i64, 16);
}
END_TEST

START_TEST(labels_take_their_default) {
  const Vector *label = vm_need(vm, 2, NULL);
  ck_assert_int_eq(vector_get(label, 3).i32, 0);
  ck_assert_int_eq(vector_get(label, 2).i32, 2);
}
END_TEST

static int allowed;
static void *counted(void *user, void *ptr, size_t old_size, size_t new_size) {
  (void)user;
  if (new_size && allowed-- <= 0) return NULL;
  return alloc_system.fn(NULL, ptr, old_size, new_size);
}

/* Each allocation fails once: no VM, or no answer; never a wrong one. */
START_TEST(out_of_memory_is_told) {
  static const Alloc poor = {counted, NULL};
  for (int n = 0;; n++) {
    allowed = n;
    Vm *made = new_vm(&poor);
    if (!made) continue;
    vm_bind(made, &data.batch);
    bool answered = true;
    for (uint32_t d = 0; d < kit.p->def_count; d++) answered &= vm_need(made, d, NULL) != NULL;
    bool enough = allowed > 0;
    vm_free(made);
    if (enough) {
      ck_assert(answered);
      return;
    }
  }
}
END_TEST

/* ---- small programs of their own ---- */

static Kit own;
static int64_t own_keys[BATCH_SIZE];

static Vm *own_vm(uint32_t n, Batch *batch) {
  if (verify_program(own.p, &sample_table, &own.diags) != STATUS_OK) ck_abort_msg("%.*s", STR_ARG(own.diags.items[0]->text));
  VmConfig config = {.alloc = &alloc_system, .program = own.p, .functions = &sample_table, .today = 20000};
  Vm *made = vm_new(&config);
  ck_assert_ptr_nonnull(made);
  for (uint32_t i = 0; i < n; i++) own_keys[i] = i;
  *batch = (Batch){.count = n, .key = {.kind = KIND_INTEGER, .i64 = own_keys}};
  if (!own.p->column_count) vm_bind(made, batch);
  return made;
}

START_TEST(a_constant_that_faults_counts_for_each_record) {
  kit_begin(&own);
  uint16_t one = kit_constant(&own, kit_num(1)), zero = kit_constant(&own, kit_num(0));
  uint16_t result = kit_block(&own, KIND_NUMBER), t = kit_temp(&own, KIND_NUMBER);
  kit_op(&own, OP_DIV_F, t, one, zero, 0);
  kit_op(&own, OP_COPY_F, result, t, 0, 0);
  Batch batch;
  Vm *made = own_vm(70, &batch);
  const Vector *v = vm_need(made, 0, NULL);
  ck_assert(!vector_get(v, 69).known);
  ck_assert_uint_eq(vm_faults(made)->total, 70);
  ck_assert_int_eq(vm_faults(made)->rows[0]->kind, FAULT_ZERO_DIVISION);
  vm_free(made);
  kit_end(&own);
}
END_TEST

START_TEST(a_fault_of_the_prologue_counts_once) {
  kit_begin(&own);
  uint16_t much = kit_constant(&own, kit_int(INT64_MAX));
  uint16_t p0 = kit_reg(&own, KIND_INTEGER, REG_PROLOGUE, 0);
  kit_op(&own, OP_ADD_I, p0, much, much, 0);
  uint16_t result = kit_block(&own, KIND_INTEGER);
  kit_op(&own, OP_COPY_I, result, p0, 0, 0);
  Batch batch;
  Vm *made = own_vm(70, &batch);
  ck_assert(!vector_get(vm_need(made, 0, NULL), 69).known);
  ck_assert_uint_eq(vm_faults(made)->total, 1);
  vm_free(made);
  kit_end(&own);
}
END_TEST

/* A temporary that held one value for all lanes, changed in some. */
START_TEST(a_constant_is_spread_before_it_is_changed) {
  kit_begin(&own);
  uint16_t one = kit_constant(&own, kit_num(1)), two = kit_constant(&own, kit_num(2));
  uint16_t yes = kit_column(&own, KIND_BOOLEAN);
  uint16_t result = kit_block(&own, KIND_NUMBER), t = kit_temp(&own, KIND_NUMBER);
  kit_op(&own, OP_ADD_F, t, one, two, 0);
  uint32_t where = kit_op(&own, OP_WHERE_TRUE, 0, yes, 0, 0);
  kit_op(&own, OP_ACC_ADD, t, one, 0, 0);
  kit_close(&own, where);
  kit_op(&own, OP_ADD_F, t, t, two, 0);
  kit_op(&own, OP_COPY_F, result, t, 0, 0);
  Batch batch;
  Vm *made = own_vm(130, &batch);
  static KitLanes lanes;
  for (uint32_t i = 0; i < 130; i++) kit_set_lane(&lanes, i, kit_bool(i % 3 == 0));
  BatchColumn column = kit_batch_column(&lanes, KIND_BOOLEAN);
  batch.columns = &column;
  vm_bind(made, &batch);
  const Vector *v = vm_need(made, 0, NULL);
  for (uint32_t i = 0; i < 130; i++) ck_assert(vector_get(v, i).f64 == (i % 3 == 0 ? 6 : 5));
  vm_free(made);
  kit_end(&own);
}
END_TEST

/* Operands and result in one register, with a fault: what was divided is seen as it was. */
START_TEST(a_result_may_take_its_operands_place) {
  kit_begin(&own);
  uint16_t x = kit_column(&own, KIND_NUMBER), one = kit_constant(&own, kit_num(1));
  uint16_t result = kit_block(&own, KIND_NUMBER), t = kit_temp(&own, KIND_NUMBER);
  kit_op(&own, OP_SUB_F, t, x, one, 0);
  kit_op(&own, OP_DIV_F, t, one, t, 0);
  kit_op(&own, OP_COPY_F, result, t, 0, 0);
  Batch batch;
  Vm *made = own_vm(100, &batch);
  static KitLanes lanes;
  for (uint32_t i = 0; i < 100; i++) kit_set_lane(&lanes, i, kit_num(i));
  BatchColumn column = kit_batch_column(&lanes, KIND_NUMBER);
  batch.columns = &column;
  vm_bind(made, &batch);
  const Vector *v = vm_need(made, 0, NULL);
  ck_assert(!vector_get(v, 1).known);
  ck_assert(vector_get(v, 3).f64 == 0.5);
  ck_assert_uint_eq(vm_faults(made)->total, 1);
  ck_assert_int_eq(vm_faults(made)->rows[0]->keys[0].i64, 1);
  vm_free(made);
  kit_end(&own);
}
END_TEST

/* The copy that ends a block trades registers the first time; then it leaves alone what is there. */
START_TEST(a_result_keeps_its_lanes_when_more_are_asked_for) {
  kit_begin(&own);
  uint16_t x = kit_column(&own, KIND_NUMBER), one = kit_constant(&own, kit_num(1));
  uint16_t first = kit_block(&own, KIND_NUMBER), t = kit_temp(&own, KIND_NUMBER);
  kit_op(&own, OP_ADD_F, t, x, one, 0);
  kit_op(&own, OP_COPY_F, first, t, 0, 0);
  uint16_t second = kit_block(&own, KIND_NUMBER);
  kit_op(&own, OP_SUB_F, t, one, x, 0);
  kit_op(&own, OP_COPY_F, second, t, 0, 0);
  Batch batch;
  Vm *made = own_vm(130, &batch);
  static KitLanes lanes;
  for (uint32_t i = 0; i < 130; i++) kit_set_lane(&lanes, i, i % 7 ? kit_num(i) : kit_unknown(KIND_NUMBER));
  BatchColumn column = kit_batch_column(&lanes, KIND_NUMBER);
  batch.columns = &column;
  static const Mask some = {{0x0F0F, 0xFF}};
  for (int round = 0; round < 3; round++) {
    vm_bind(made, &batch);
    vm_need(made, 0, &some);
    vm_need(made, 1, &some);
    const Vector *sums = vm_need(made, 0, NULL), *rests = vm_need(made, 1, NULL);
    for (uint32_t i = 0; i < 130; i++) {
      Value sum = vector_get(sums, i), rest = vector_get(rests, i);
      ck_assert(sum.known == (i % 7 != 0) && rest.known == sum.known);
      if (sum.known) ck_assert(sum.f64 == i + 1.0 && rest.f64 == 1.0 - i);
    }
  }
  vm_free(made);
  kit_end(&own);
}
END_TEST

/* What an `and` decides on the left alone holds also where the right side was not computed, or none of it was. */
START_TEST(logic_puts_together_all_lanes) {
  kit_begin(&own);
  uint16_t left = kit_column(&own, KIND_BOOLEAN), right = kit_column(&own, KIND_BOOLEAN);
  uint16_t both = kit_block(&own, KIND_BOOLEAN), t = kit_temp(&own, KIND_BOOLEAN), whole = kit_temp(&own, KIND_BOOLEAN);
  uint32_t where = kit_op(&own, OP_WHERE_NOT_FALSE, 0, left, 0, 0);
  kit_op(&own, OP_NOT, t, right, 0, 0);
  kit_close(&own, where);
  kit_op(&own, OP_AND, whole, left, t, 0);
  kit_op(&own, OP_COPY_B, both, whole, 0, 0);
  Batch batch;
  Vm *made = own_vm(130, &batch);
  static KitLanes lanes[2];
  for (uint32_t round = 0; round < 2; round++) {
    for (uint32_t i = 0; i < 130; i++) {
      kit_set_lane(&lanes[0], i, kit_bool(!round && i % 2));
      kit_set_lane(&lanes[1], i, kit_bool(i % 3 == 0));
    }
    BatchColumn columns[2] = {kit_batch_column(&lanes[0], KIND_BOOLEAN), kit_batch_column(&lanes[1], KIND_BOOLEAN)};
    batch.columns = columns;
    vm_bind(made, &batch);
    const Vector *v = vm_need(made, 0, NULL);
    for (uint32_t i = 0; i < 130; i++) {
      Value got = vector_get(v, i);
      ck_assert(got.known && got.truth == (!round && i % 2 && i % 3));
    }
  }
  vm_free(made);
  kit_end(&own);
}
END_TEST

/* ---- folding ---- */

static Arena folded;
static bool fold(Opcode op, uint32_t imm, Value a, Value b, Kind result, Value *out) {
  return vm_fold(kit.p, &sample_table, (Instr){.op = (uint16_t)op, .imm = imm}, (Value[]){a, b}, result, &folded, out);
}

START_TEST(folds_by_the_same_kernels) {
  arena_init(&folded, &alloc_system);
  Value out;
  ck_assert(fold(OP_ADD_I, 0, kit_int(2), kit_int(3), KIND_INTEGER, &out) && out.i64 == 5);
  ck_assert(fold(OP_MUL_F, 0, kit_num(0), kit_num(-1), KIND_NUMBER, &out) && out.f64 == 0 && !__builtin_signbit(out.f64));
  ck_assert(fold(OP_JOIN, 0, kit_text("a"), kit_text("bc"), KIND_TEXT, &out) && str_is(out.str, "abc"));
  ck_assert(fold(OP_MATCHES, 0, kit_text("abc"), kit_text(""), KIND_BOOLEAN, &out) && out.truth);
  ck_assert(fold(OP_IN_T, 0, kit_text("x"), kit_text(""), KIND_BOOLEAN, &out) && !out.truth);
  ck_assert(fold(OP_TEXT_OF, 0, kit_code(1), kit_code(0), KIND_TEXT, &out) && str_is(out.str, "green"));
  ck_assert(fold(OP_FN, 0, kit_int(4), kit_int(0), KIND_INTEGER, &out) && out.i64 == 8);
  ck_assert(fold(OP_COPY_D, 0, kit_date(7), kit_int(0), KIND_DATE, &out) && out.i32 == 7);
  arena_free(&folded);
}
END_TEST

START_TEST(folding_knows_unknowns) {
  arena_init(&folded, &alloc_system);
  Value out;
  ck_assert(fold(OP_ADD_I, 0, kit_int(2), kit_unknown(KIND_INTEGER), KIND_INTEGER, &out) && !out.known);
  ck_assert(fold(OP_AND, 0, kit_bool(false), kit_unknown(KIND_BOOLEAN), KIND_BOOLEAN, &out) && out.known && !out.truth);
  ck_assert(fold(OP_OR, 0, kit_bool(false), kit_unknown(KIND_BOOLEAN), KIND_BOOLEAN, &out) && !out.known);
  ck_assert(fold(OP_KNOWN, 0, kit_unknown(KIND_MONEY), kit_int(0), KIND_BOOLEAN, &out) && out.known && !out.truth);
  arena_free(&folded);
}
END_TEST

START_TEST(folding_refuses_faults) {
  arena_init(&folded, &alloc_system);
  Value out;
  ck_assert(!fold(OP_DIV_F, 0, kit_num(1), kit_num(0), KIND_NUMBER, &out));
  ck_assert(!fold(OP_ADD_I, 0, kit_int(INT64_MAX), kit_int(1), KIND_INTEGER, &out));
  ck_assert(!fold(OP_ADD_DAYS, 0, kit_date(DATE_MAX), kit_int(1), KIND_DATE, &out));
  arena_free(&folded);
}
END_TEST

START_TEST(folding_tells_of_memory) {
  static const Alloc poor = {counted, NULL};
  int n = 0;
  for (bool done = false; !done; n++) {
    arena_init(&folded, &poor);
    allowed = n;
    Value out;
    done = fold(OP_JOIN, 0, kit_text("a"), kit_text("b"), KIND_TEXT, &out);
    if (done) ck_assert(str_is(out.str, "ab"));
    arena_free(&folded);
  }
  ck_assert_int_gt(n, 2);
}
END_TEST

Suite *suite_vm(void) {
  Suite *suite = suite_create("vm");
  TCase *tc = tcase_create("vm");
  tcase_add_checked_fixture(tc, begin, end);
  tcase_set_timeout(tc, 60);
  tcase_add_test(tc, computes_what_is_asked);
  tcase_add_test(tc, computed_once_a_batch);
  tcase_add_test(tc, more_lanes_compute_only_what_is_missing);
  tcase_add_test(tc, nothing_wanted_computes_nothing);
  tcase_add_test(tc, lanes_behind_the_end_are_not_computed);
  tcase_add_test(tc, quiet_faults_count_when_asked_aloud);
  tcase_add_test(tc, what_is_computed_aloud_serves_a_choice);
  tcase_add_test(tc, touch_counts_selected_lanes_by_kind_and_key);
  tcase_add_test(tc, faults_count_only_where_selected);
  tcase_add_test(tc, texts_live_until_the_next_batch);
  tcase_add_test(tc, look_ups_find_their_row);
  tcase_add_test(tc, labels_take_their_default);
  tcase_add_test(tc, out_of_memory_is_told);
  tcase_add_test(tc, a_constant_that_faults_counts_for_each_record);
  tcase_add_test(tc, a_fault_of_the_prologue_counts_once);
  tcase_add_test(tc, a_constant_is_spread_before_it_is_changed);
  tcase_add_test(tc, a_result_may_take_its_operands_place);
  tcase_add_test(tc, a_result_keeps_its_lanes_when_more_are_asked_for);
  tcase_add_test(tc, logic_puts_together_all_lanes);
  tcase_add_test(tc, folds_by_the_same_kernels);
  tcase_add_test(tc, folding_knows_unknowns);
  tcase_add_test(tc, folding_refuses_faults);
  tcase_add_test(tc, folding_tells_of_memory);
  suite_add_tcase(suite, tc);
  return suite;
}

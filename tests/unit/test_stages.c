/* SPDX-License-Identifier: MIT
 * Stages: small programs full of sets, put together at random, over small tables. What they give does not hang on the size of
 * batches; memory may run out anywhere; and bytecode that was changed is refused or runs without harm. */
#include "tests/unit/failing.h"
#include "tests/unit/lower_rig.h"

#include "runtime/code/image.h"
#include "runtime/code/image_format.h"
#include "runtime/code/verify.h"
#include "runtime/exec/exec.h"

enum { RECORDS = 40, ROWS = 90, LINES = 120, PICKED = 7 };

static const char schema[] =
    "record people from \"people\" key id { id integer  city text?  amount money?  n integer?  v number?  ok boolean?  d date?\n"
    "  c one of (\"a\", \"b\", \"c\")? }\n"
    "record orders from \"orders\" of people by person key no { no integer  at date?  product text?  price money?  q integer?\n"
    "  paid boolean? }\n"
    "record lines from \"lines\" of orders by order_no { sku text?  units integer? }\n"
    "let bought = sum(price of orders)\n"
    "let lines_of = sum(units of lines)\n"
    "segment rich when bought > 40 and amount is known\n"
    "segment many when lines_of > 3\n"
    "classify abc by share of bought among rich { A first 80% B next 15% C rest }\n"
    "classify top by rank of v per city { T top 10% M next 2 Z rest }\n";

/* Any of them may stand beside any other. */
static const char *const declarations[] = {
    "let w1 = last(product of orders by at)",
    "let w2 = first(price of orders where q > 3 by at)",
    "let w3 = count_distinct(sku of lines where units > 0)",
    "let w4 = quantile(price of orders, 0.9) default bought",
    "let w5 = median(units of lines where orders.paid)",
    "let w6 = exists(orders where price > people.amount)",
    "let w7 = rank(bought of people)",
    "let w8 = percent_rank(amount of rich per c)",
    "let w9 = running_share(bought of people)",
    "let x1 = count(rich per city)",
    "let x2 = sum(amount of people per ok)",
    "let x3 = min(d of people per v) > max(at of orders)",
    "let x4 = sum(10 / (n - 3) of people)",
    "let x5 = sum(units * 4_611_686_018_427_387_904 of lines)",
    "let x6 = sum(price * 100_000_000_000 of orders)",
    "let x7 = sequence(orders by at where q > 10 then q < 5 within 30 days then no product = \"x\" within 10 days)",
    "let x8 = count(orders where sum(units of lines) > 2)",
    "let x9 = count(rich where abc is A) + count(people where top is T)",
    "classify y1 by rank of running_share(amount of people) { X top 7 Y rest }",
    "let y2 = count(lines where people.n > units and orders.q < 9)",
    "let y3 = last(c of people by v) = \"b\"",
    "let y4 = average(v of many)",
    "measure z1 = sum(price of orders) / count(people) by city, abc",
    "measure z2 = count(people) by segments(rich, many), ok, n",
    "measure z3 = sum(units of lines) - count(orders where paid)",
    "measure z4 = last(price of orders by at) by product, top",
    "measure z5 = average(10 / (n - 3) of rich) by c",
};
enum { DECLARATIONS = sizeof declarations / sizeof *declarations };

static uint64_t state;
static uint32_t below(uint32_t n) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (uint32_t)(state >> 33) % n;
}

/* ---- the tables ---- */

typedef struct Bench {
  Rig rig;
  Arena arena; /* of the tables */
  MemoryRows *tables;
  Buf seen;
} Bench;

static Value random_value(const ProgramColumn *column) {
  static const char *const texts[] = {"x", "y", "", "\x01\x1b[2J\n", "été", "zz"};
  Value v = {.kind = column->kind, .known = below(6) != 0};
  switch (kind_lane(column->kind)) {
  case LANE_BITS: v.truth = below(2); break;
  case LANE_I32: v.i32 = column->kind == KIND_CODE ? (int32_t)below(column->labels.count) : 20300 + (int32_t)below(90); break;
  case LANE_I64: v.i64 = column->kind == KIND_MONEY ? (int64_t)below(200) * 1234 - 9999 : (int64_t)below(16) - 1; break;
  case LANE_F64: v.f64 = below(9) / 4.0 - 0.5; break;
  case LANE_STR: v.str = str_from(texts[below(6)]); break;
  }
  return v;
}

static Value number(int64_t i) { return (Value){.kind = KIND_INTEGER, .known = true, .i64 = i}; }

static MemoryRows random_rows(Bench *b, uint32_t table, uint32_t count, uint32_t parents) {
  const ProgramTable *t = &b->rig.program->tables[table];
  Value *keys = ARENA_ARRAY(&b->arena, Value, count + 1), *own = ARENA_ARRAY(&b->arena, Value, count + 1);
  Value *rows = ARENA_ARRAY(&b->arena, Value, (size_t)count * t->column_count + 1);
  Fault *faults = ARENA_ARRAY(&b->arena, Fault, (size_t)count * t->column_count + 1);
  for (uint32_t i = 0; i < count; i++) {
    own[i] = number((i * 7) % count + 1);
    keys[i] = parents ? number(below(parents + 4)) : number(i + 1);
    keys[i].known = !parents || below(12) != 0;
    for (uint32_t c = 0; c < t->column_count; c++) {
      const ProgramColumn *column = &b->rig.program->columns[t->first_column + c];
      Value *v = &rows[i * t->column_count + c];
      *v = random_value(column);
      if (!v->known && below(3) == 0) faults[i * t->column_count + c] = FAULT_UNREADABLE;
      if (str_is(column->name, "id")) *v = keys[i];
      if (str_is(column->name, "no")) *v = own[i];
    }
  }
  return (MemoryRows){.count = count, .keys = keys, .own_keys = own, .rows = rows, .faults = faults};
}

static void make_tables(Bench *b, bool empty) {
  const Program *p = b->rig.program;
  arena_init(&b->arena, &alloc_system);
  buf_init(&b->seen, &alloc_system);
  b->tables = ARENA_ARRAY(&b->arena, MemoryRows, p->table_count + 1);
  for (uint32_t i = 0; i < p->table_count; i++) {
    Str name = p->tables[i].name;
    if (str_is(name, "people")) b->tables[i] = random_rows(b, i, empty ? 0 : RECORDS, 0);
    if (str_is(name, "orders")) b->tables[i] = random_rows(b, i, ROWS, RECORDS);
    if (str_is(name, "lines")) b->tables[i] = random_rows(b, i, LINES, ROWS);
  }
}

/* ---- a run ---- */

static void see(Bench *b, const Value *value, const Labels *labels) {
  if (value->known) value_write(&b->seen, value, labels);
  else buf_char(&b->seen, '?');
  buf_char(&b->seen, ' ');
}

typedef struct RowsSeen {
  Bench *bench;
  const Program *program;
  const uint32_t *defs;
  uint32_t count;
} RowsSeen;

static Status see_rows(void *self, const Vector *key, const Vector *const *columns, const Mask *lanes, uint32_t n) {
  const RowsSeen *rows = self;
  MASK_EACH(lanes, n, lane) {
    Value value = vector_get(key, (uint32_t)lane);
    see(rows->bench, &value, NULL);
    for (uint32_t c = 0; c < rows->count; c++) {
      value = vector_get(columns[c], (uint32_t)lane);
      if (value.known && value.kind == KIND_CODE) ck_assert_uint_lt((uint32_t)value.i32, rows->program->defs[rows->defs[c]].labels.count);
      see(rows->bench, &value, &rows->program->defs[rows->defs[c]].labels);
    }
  }
  return STATUS_OK;
}

static void see_measures(Bench *b, const Program *p, const Summary *summary) {
  for (uint32_t m = 0; m < p->measure_count; m++) {
    const ProgramMeasure *measure = &p->measures[m];
    const MeasureTable *table = &summary->measures[m];
    for (uint32_t r = 0; r < table->rows; r++) {
      for (uint32_t d = 0; d < measure->dimension_count; d++) see(b, &table->keys[r * measure->dimension_count + d], &measure->dimensions[d].labels);
      see(b, &table->values[r], &p->defs[measure->def].labels);
    }
  }
}

static void see_faults(Bench *b, const ExecReport *report) {
  for (uint32_t i = 0; i < report->faults.count; i++) {
    const FaultRow *row = report->faults.rows[i];
    buf_print(&b->seen, "%u..%u %d: %llu; ", row->place.from, row->place.to, (int)row->kind, (unsigned long long)row->count);
  }
}

/* All that a program gives: rows of every definition of the subject, the figures and measures; into `seen`. */
static Status run(Bench *b, const Program *p, const Alloc *alloc, uint32_t batch_size) {
  uint32_t *defs = ARENA_ARRAY(&b->arena, uint32_t, p->def_count + 1), count = 0;
  for (uint32_t i = 0; i < p->def_count; i++)
    if (p->defs[i].unit == 0 && p->defs[i].kind != DEF_INPUT) defs[count++] = i;
  StoreConfig config = {.alloc = alloc, .program = p, .batch_size = batch_size, .threads = 1, .key_order = true};
  Store *store = NULL;
  b->seen.n = 0;
  Status status = store_open_memory(&config, b->tables, b->rig.lookup_list, &store);
  ExecJob job = {.alloc = alloc, .program = p, .functions = &fn_table, .store = store, .today = 20400, .now = 20400 * 86400,
                 .threads = 1, .where = PROGRAM_NONE};
  RowsSeen seen = {b, p, defs, count};
  RowSink sink = {.self = &seen, .rows = see_rows};
  RowJob rows = {.columns = defs, .column_count = count, .order = PROGRAM_NONE};
  if (status == STATUS_OK) {
    ExecReport report;
    status = exec_rows(&job, &rows, &sink, &b->rig.diags, &report);
    if (status == STATUS_OK) see_faults(b, &report);
    exec_report_free(&report);
  }
  if (status == STATUS_OK) {
    ExecReport report;
    Summary summary;
    status = exec_summary(&job, NULL, &b->rig.diags, &report, &summary);
    if (status == STATUS_OK) see_measures(b, p, &summary);
    if (status == STATUS_OK) see_faults(b, &report);
    exec_report_free(&report);
  }
  store_close(store);
  return status;
}

/* ---- programs ---- */

static void open_bench(Bench *b, int seed) {
  Buf text;
  bool taken[DECLARATIONS] = {false};
  state = 0x9E3779B97F4A7C15ull * (uint64_t)(seed + 1);
  buf_init(&text, &alloc_system);
  buf_str(&text, str_from(schema));
  for (uint32_t i = 0; i < PICKED; i++) {
    uint32_t pick = below(DECLARATIONS);
    if (!taken[pick]) buf_print(&text, "%s\n", declarations[pick]);
    taken[pick] = true;
  }
  *b = (Bench){0};
  rig_compile(&b->rig, buf_z(&text), NULL, 0);
  ck_assert_msg(b->rig.program != NULL, "%s\n%s", buf_z(&text), rig_message(&b->rig));
  make_tables(b, seed % 8 == 7);
  buf_free(&text);
}

static void close_bench(Bench *b) {
  buf_free(&b->seen);
  arena_free(&b->arena);
  rig_close(&b->rig);
}

START_TEST(batches_do_not_show) {
  static const uint32_t sizes[] = {0, 1, 3, 64};
  Bench b;
  open_bench(&b, _i);
  char *first = NULL;
  for (int i = 0; i < 4; i++) {
    ck_assert_int_eq(run(&b, b.rig.program, &alloc_system, sizes[i]), STATUS_OK);
    if (!first) first = strdup(buf_z(&b.seen));
    ck_assert_str_eq(first, buf_z(&b.seen));
  }
  free(first);
  close_bench(&b);
}
END_TEST

START_TEST(memory_may_run_out_anywhere) {
  Bench b;
  open_bench(&b, _i);
  ck_assert_int_eq(run(&b, b.rig.program, &alloc_system, 16), STATUS_OK);
  char *whole = strdup(buf_z(&b.seen));
  Failing failing = {0};
  Alloc alloc = failing_alloc(&failing);
  long n = 0;
  for (bool failed = true; failed; n++) {
    failing = (Failing){.before = n, .forever = n % 2};
    Status status = run(&b, b.rig.program, &alloc, 16);
    failed = failing.failed;
    if (status == STATUS_OK) ck_assert_str_eq(whole, buf_z(&b.seen));
    else ck_assert_msg(failed && status == STATUS_NO_MEMORY, "request %ld: status %d", n, (int)status);
  }
  ck_assert_int_gt(n, 50);
  free(whole);
  close_bench(&b);
}
END_TEST

/* ---- changed bytecode ---- */

static void mend_checksum(Buf *image) {
  uint64_t sum = image_checksum((Str){image->p + IMAGE_HEADER_SIZE, (uint32_t)image->n - IMAGE_HEADER_SIZE});
  for (int i = 0; i < 8; i++) image->p[IMAGE_CHECKSUM_AT + i] = (char)(sum >> (8 * i));
}

/* The tables are made for the program as it was: others are not run. */
static bool same_tables(const Program *a, const Program *b) {
  bool same = a->table_count == b->table_count && a->column_count == b->column_count && a->has_subject == b->has_subject;
  for (uint32_t i = 0; same && i < a->table_count; i++)
    same = a->tables[i].role == b->tables[i].role && a->tables[i].key_kind == b->tables[i].key_kind &&
           a->tables[i].column_count == b->tables[i].column_count && a->tables[i].parent == b->tables[i].parent;
  for (uint32_t i = 0; same && i < a->column_count; i++)
    same = a->columns[i].kind == b->columns[i].kind && a->columns[i].labels.count == b->columns[i].labels.count;
  return same;
}

static void change(Buf *image) {
  for (uint32_t k = 1 + below(3); k > 0; k--) {
    uint32_t at = IMAGE_HEADER_SIZE + below((uint32_t)image->n - IMAGE_HEADER_SIZE);
    image->p[at] = (char)(below(4) ? below(24) : below(256));
  }
  mend_checksum(image);
}

START_TEST(changed_bytecode_is_refused_or_harmless) {
  Bench b;
  open_bench(&b, _i);
  Buf image;
  buf_init(&image, &alloc_system);
  image_write(b.rig.program, &image);
  char *original = malloc(image.n);
  memcpy(original, image.p, image.n);
  uint32_t run_count = 0;
  for (int n = 0; n < 600; n++) {
    memcpy(image.p, original, image.n);
    change(&image);
    Program *program;
    if (image_read(&alloc_system, buf_view(&image), &b.rig.diags, &program) != STATUS_OK) continue;
    if (verify_program(program, &fn_table, &b.rig.diags) == STATUS_OK && same_tables(program, b.rig.program)) {
      run_count++;
      (void)!run(&b, program, &alloc_system, 16);
    }
    program_free(program);
  }
  ck_assert_uint_gt(run_count, 20);
  buf_free(&image);
  free(original);
  close_bench(&b);
}
END_TEST

static void add_case(Suite *suite, const char *name, const TTest *test, int loops) {
  TCase *tests = tcase_create(name);
  tcase_set_timeout(tests, 60);
  tcase_add_loop_test(tests, test, 0, loops);
  suite_add_tcase(suite, tests);
}

Suite *suite_stages(void) {
  Suite *suite = suite_create("stages");
  add_case(suite, "batches", batches_do_not_show, 24);
  add_case(suite, "memory", memory_may_run_out_anywhere, 3);
  add_case(suite, "bytecode", changed_bytecode_is_refused_or_harmless, 4);
  return suite;
}

/* SPDX-License-Identifier: MIT
 * Running the tests of a rule file. */
#include "lang/engine/engine_test.h"

#include "lang/lower/fold.h"
#include "lang/lower/lower.h"
#include "runtime/data/calendar.h"
#include "runtime/data/written.h"
#include "runtime/exec/stages.h"
#include "stdlib/functions.h"

/* One test under way. */
typedef struct TestRun {
  Cible *cible;
  const Program *program;
  const Checked *checked;
  const TestCase *test;
  TestRows *rows;
  uint32_t first_extra; /* the def of the first extra */
  Store *store;
  Stages stages;
  bool staged; /* the stages are to be freed */
  ExecReport report;
  BatchPlace place;
  Cursor *cursor;
  Vm *vm;
  const Batch *batch;
  Value today, now; /* of this test */
  uint32_t number;
  const TestWatcher *watcher; /* may be NULL */
} TestRun;

static void test_clock(const TestCase *test, int32_t *today, int64_t *now) {
  const AstNode *on = test->node->kid[TEST_ON];
  const Value *at = on ? on->constant : NULL;
  if (!at) return;
  *now = at->kind == KIND_DATETIME ? at->i64 : (int64_t)at->i32 * 86400;
  *today = at->kind == KIND_DATETIME ? date_of_datetime(*now) : at->i32;
}

/* Slots that what is expected needs are made from all that the test gives. */
static Status make_stages(TestRun *run, const VmConfig *vm, ExecJob *job) {
  const Program *p = run->program;
  *job = (ExecJob){.alloc = &run->cible->alloc, .program = p, .functions = &fn_table, .store = run->store, .today = vm->today,
                   .now = vm->now, .threads = 1, .where = PROGRAM_NONE};
  uint32_t *defs = ARENA_ARRAY(&run->cible->said, uint32_t, p->def_count + 1), count = 0;
  for (uint32_t i = run->first_extra; defs && i < p->def_count; i++)
    if (p->defs[i].kind == DEF_EXPR) defs[count++] = i;
  fault_table_init(&run->report.faults, job->alloc);
  run->staged = true;
  return defs ? stages_make(&run->stages, job, defs, count, &run->cible->diags, &run->report) : STATUS_NO_MEMORY;
}

static Status open_test(TestRun *run, ExecJob *job) {
  Cible *cible = run->cible;
  run->rows = test_rows(&cible->said, run->program, run->checked, run->test);
  if (!run->rows) return STATUS_NO_MEMORY;
  StoreConfig config = {.alloc = &cible->alloc, .program = run->program, .threads = 1};
  Status status = store_open_memory(&config, run->rows->tables, (const Lookup *const *)run->rows->lookups, &run->store);
  VmConfig vm = {.alloc = &cible->alloc, .program = run->program, .functions = &fn_table};
  CibleRun clock = {.where = -1};
  if (status == STATUS_OK) status = engine_clock(cible, &clock, &vm.today, &vm.now);
  test_clock(run->test, &vm.today, &vm.now);
  if (status == STATUS_OK) status = make_stages(run, &vm, job);
  if (status == STATUS_OK) status = cursor_open(run->store, 0, NULL, false, &cible->diags, &run->cursor);
  if (status == STATUS_OK) status = cursor_part(run->cursor, 0, &cible->diags);
  if (status == STATUS_OK) status = cursor_next(run->cursor, &run->batch, &cible->diags);
  if (status != STATUS_OK || !run->batch) return status == STATUS_OK ? STATUS_NO_MEMORY : status;
  run->today = (Value){.kind = KIND_DATE, .known = true, .i32 = vm.today};
  run->now = (Value){.kind = KIND_DATETIME, .known = true, .i64 = vm.now};
  vm.lookups = store_lookups(run->store);
  vm.slots = run->stages.made;
  run->vm = vm_new(&vm);
  if (!run->vm) return STATUS_NO_MEMORY;
  vm_bind_at(run->vm, run->batch, &run->place);
  return STATUS_OK;
}

static void close_test(TestRun *run) {
  vm_free(run->vm);
  if (run->staged) stages_free(&run->stages);
  if (run->staged) exec_report_free(&run->report);
  if (run->cursor) cursor_close(run->cursor);
  if (run->store) store_close(run->store);
  test_rows_free(run->rows);
}

/* The value of what an `expect` needs, of the record that is meant. */
static bool need_value(TestRun *run, const TestNeed *need, Value *out) {
  uint32_t lane = run->rows->place[need->record];
  const Vector *vector = vm_need(run->vm, run->first_extra + need->extra, NULL);
  if (!vector || lane >= run->batch->count) return false;
  *out = vector_get(vector, lane);
  return true;
}

static void show_value(Buf *out, const SourceMap *sources, const TestNeed *need, const Value *value, const Labels *labels) {
  if (out->n) buf_text(out, "; ");
  buf_str(out, source_text(sources, need->node->span));
  buf_text(out, " = ");
  if (value->known && value->kind == KIND_TEXT) text_write_json(out, value->str); /* quotes show an empty one, and blanks */
  else if (value->known) value_write(out, value, labels);
  else buf_text(out, "unknown");
}

/* Conditions over several records are folded, for which the day of the test is a constant. */
static void set_clock(AstNode *node, const TestRun *run) {
  if (node->kind == AST_TODAY) node->constant = &run->today;
  if (node->kind == AST_NOW) node->constant = &run->now;
  for (uint32_t i = 0; i < node->count; i++)
    if (node->kid[i]) set_clock(node->kid[i], run);
}

/* Is the condition true? What its parts were goes to `saw`. */
static Status decide(TestRun *run, TestExpect *expect, bool *holds, Buf *saw) {
  AstNode *condition = expect->node->kid[EXPECT_COND];
  Value truth = {0};
  for (uint32_t i = 0; i < expect->need_count; i++) {
    const TestNeed *need = &expect->needs[i];
    Value *value = ARENA_NEW(&run->cible->said, Value);
    if (!value || !need_value(run, need, value)) return STATUS_NO_MEMORY;
    if (need->node == condition) truth = *value;
    if (expect->mixed) need->node->constant = value;
    if (need->shown) show_value(saw, &run->cible->sources, need, value, &run->program->defs[run->first_extra + need->extra].labels);
  }
  if (expect->mixed) set_clock(condition, run);
  if (expect->mixed && !fold_expr(&run->cible->said, condition, &truth)) truth = (Value){0};
  *holds = truth.known && truth.kind == KIND_BOOLEAN && truth.truth;
  return STATUS_OK;
}

static Status take_line(TestRun *run, TestExpect *expect, CibleTestLine *line) {
  Cible *cible = run->cible;
  Place place = source_place(&cible->sources, expect->node->span.from);
  *line = (CibleTestLine){.file = place.file ? place.file->name.p : "", .line = (int)place.line, .saw = "",
                          .expect = arena_str(&cible->results, source_text(&cible->sources, expect->node->kid[EXPECT_COND]->span)).p};
  Buf saw;
  buf_init(&saw, &cible->alloc);
  bool holds = false;
  Status status = decide(run, expect, &holds, &saw);
  line->passed = holds;
  if (!holds) line->saw = arena_str(&cible->results, buf_view(&saw)).p;
  buf_free(&saw);
  return status;
}

/* The values of the extras of a record of the batch. */
static void take_values(TestRun *run, uint32_t lane, Value *out) {
  for (uint32_t i = 0; i < run->checked->extra_count; i++) out[i] = vector_get(vm_need(run->vm, run->first_extra + i, NULL), lane);
}

static bool need_all(TestRun *run) {
  for (uint32_t i = 0; i < run->checked->extra_count; i++)
    if (!vm_need(run->vm, run->first_extra + i, NULL)) return false;
  return true;
}

/* Every value of every record that the test gives. */
static Status show_records(TestRun *run) {
  Value *values = ARENA_ARRAY(&run->cible->said, Value, run->checked->extra_count + 1);
  if (!values || !need_all(run)) return STATUS_NO_MEMORY;
  for (uint32_t lane = 0; lane < run->batch->count; lane++) {
    take_values(run, lane, values);
    if (!run->watcher->record(run->watcher->self, run->number, run->today.i32, values)) return STATUS_NO_MEMORY;
  }
  return STATUS_OK;
}

static Status run_test(TestRun *run, CibleTest *out) {
  const TestCase *test = run->test;
  Cible *cible = run->cible;
  Place place = source_place(&cible->sources, test->node->span.from);
  CibleTestLine *lines = ARENA_ARRAY(&cible->results, CibleTestLine, test->expect_count + 1);
  *out = (CibleTest){.title = arena_str(&cible->results, test->node->kid[TEST_TITLE]->text).p,
                     .file = place.file ? place.file->name.p : "", .line = (int)place.line,
                     .passed = 1, .lines = lines, .line_count = test->expect_count};
  if (!lines) return STATUS_NO_MEMORY;
  ExecJob job;
  Status status = open_test(run, &job);
  for (uint32_t i = 0; status == STATUS_OK && i < test->expect_count; i++) {
    status = take_line(run, &test->expects[i], &lines[i]);
    if (!lines[i].passed) out->passed = 0;
  }
  if (status == STATUS_OK && run->watcher) status = show_records(run);
  close_test(run);
  return status;
}

static uint32_t first_extra(const Program *program) {
  uint32_t def = 0;
  while (def < program->def_count && program->defs[def].kind != DEF_EXPR) def++;
  return def;
}

static Status run_tests(Cible *cible, const Checked *checked, TestCase *cases, const Program *program, const TestWatcher *watcher,
                        CibleTest **tests, size_t *count) {
  CibleTest *out = ARENA_ARRAY(&cible->results, CibleTest, checked->test_count + 1);
  if (!out) return STATUS_NO_MEMORY;
  bool failed = false;
  for (uint32_t i = 0; i < checked->test_count; i++) {
    TestRun run = {.cible = cible, .program = program, .checked = checked, .test = &cases[i], .first_extra = first_extra(program),
                   .number = i, .watcher = watcher};
    Status status = run_test(&run, &out[i]);
    if (status != STATUS_OK) return status;
    failed |= !out[i].passed;
    *count = i + 1;
  }
  *tests = out;
  return failed ? STATUS_NO : STATUS_OK;
}

/* ---- why lines fail ---- */

static Status explain_test(TestRun *run, const TestExplainer *explainer, CibleTestLine *lines) {
  ExecJob job;
  Status status = open_test(run, &job);
  uint32_t records = status == STATUS_OK ? run->batch->count : 0;
  const Value **values = ARENA_ARRAY(&run->cible->said, const Value *, records + 1);
  if (status == STATUS_OK && (!values || !need_all(run))) status = STATUS_NO_MEMORY;
  for (uint32_t i = 0; status == STATUS_OK && i < records; i++) {
    Value *own = ARENA_ARRAY(&run->cible->said, Value, run->checked->extra_count + 1);
    if (!own) status = STATUS_NO_MEMORY;
    else take_values(run, run->rows->place[i], own);
    values[i] = own;
  }
  for (uint32_t i = 0; status == STATUS_OK && i < run->test->expect_count; i++)
    if (!lines[i].passed && !explainer->line(explainer->self, run->number, i, run->today.i32, values, &lines[i])) status = STATUS_NO_MEMORY;
  close_test(run);
  return status;
}

static Status explain_tests(Cible *cible, Checked *checked, const TestCase *cases, const TestExplainer *explainer, CibleTest *tests) {
  if (!explainer->ask(explainer->self, cible, checked, cases, tests)) return STATUS_NO_MEMORY;
  DiagList unheard;
  diag_init(&unheard, &cible->said);
  Program *program = lower_program(checked, &cible->alloc, &unheard);
  if (!program) return STATUS_OK;
  Status status = STATUS_OK;
  for (uint32_t i = 0; status == STATUS_OK && i < checked->test_count; i++) {
    TestRun run = {.cible = cible, .program = program, .checked = checked, .test = &cases[i], .first_extra = first_extra(program),
                   .number = i};
    if (!tests[i].passed) status = explain_test(&run, explainer, (CibleTestLine *)tests[i].lines);
  }
  program_free(program);
  return status;
}

CibleStatus engine_test_file(Cible *cible, const char *path, const CibleCompileOptions *options, const TestWatcher *watcher,
                             const TestExplainer *explainer, const CibleTest **tests, size_t *count) {
  *tests = NULL;
  *count = 0;
  engine_begin(cible);
  engine_forget_run(cible);
  Compilation c;
  Status status = engine_check(cible, path, (Str){0}, options, &c);
  if (status != STATUS_OK) return engine_end(cible, status);
  if (c.checked->test_count == 0) {
    diag_add(&cible->diags, DIAG_NO_TESTS, (Span){0, 0}, path);
    return engine_end(cible, STATUS_NO);
  }
  TestCase *cases = test_cases(c.checked);
  if (cases && watcher && !watcher->ask(watcher->self, c.checked)) cases = NULL;
  Program *program = cases ? lower_program(c.checked, &cible->alloc, &cible->diags) : NULL;
  if (!program) return engine_end(cible, cible->diags.errors ? STATUS_NO : STATUS_NO_MEMORY);
  CibleTest *ran = NULL;
  status = run_tests(cible, c.checked, cases, program, watcher, &ran, count);
  program_free(program);
  if (status == STATUS_NO && explainer) {
    Status explained = explain_tests(cible, c.checked, cases, explainer, ran);
    if (explained != STATUS_OK) status = explained;
  }
  CibleStatus ended = engine_end(cible, status);
  if (ended > CIBLE_NO) *count = 0; /* some of them alone are no answer */
  *tests = *count ? ran : NULL;
  return ended;
}

/* A rig for the suites of lowering: a rule text is compiled, records are written as "a=3 t=abc n=!", and definitions are asked
 * of the VM. Columns that a record does not name are unknown; `!` is a stored value that is missing against the rule's word. */
#ifndef CIBLE_TESTS_LOWER_RIG_H
#define CIBLE_TESTS_LOWER_RIG_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "lang/check/check.h"
#include "lang/lower/lower.h"
#include "lang/syntax/module.h"
#include "runtime/code/disasm.h"
#include "runtime/data/calendar.h"
#include "runtime/data/numeric.h"
#include "runtime/data/written.h"
#include "runtime/vm/vm.h"
#include "stdlib/functions.h"

enum { RIG_ROWS = 64, RIG_EXTRAS = 8 };

typedef struct Rig {
  Arena arena;
  SourceMap sources;
  DiagList diags;
  Program *program;
  Vm *vm;
  Batch batch;
  Lookup lookups[4];
  const Lookup *lookup_list[8];
} Rig;

#define RIG_SCHEMA                                                                                                     \
  "record p from \"p\" key id { id integer  a integer?  b integer?  x number?  y number?  m money?  t text?  u text?  " \
  "d date?  e date?  z datetime?  s one of (\"lo\", \"mid\", \"hi\")?  f boolean?  g boolean?  h boolean?  "           \
  "n integer  k integer }\n"

__attribute__((unused)) static void rig_compile(Rig *rig, const char *text, const char *const *extras, uint32_t count) {
  *rig = (Rig){0};
  arena_init(&rig->arena, &alloc_system);
  source_map_init(&rig->sources, &rig->arena);
  diag_init(&rig->diags, &rig->arena);
  AstNode *tree = module_load_text(&rig->arena, &rig->sources, &reader_files, "rig.cible", str_from(text), &rig->diags);
  Extra list[RIG_EXTRAS] = {0};
  for (uint32_t i = 0; i < count; i++) {
    const SourceFile *file = source_add(&rig->sources, STR("extra"), str_from(extras[i]));
    list[i] = (Extra){.expr = parse_source(&rig->arena, file, PARSE_EXPR, &rig->diags).tree, .text = str_from(extras[i])};
  }
  CheckInput input = {.arena = &rig->arena, .sources = &rig->sources, .tree = tree, .extras = list, .extra_count = count,
                      .quiet_unused = true};
  Checked *checked = rig->diags.errors ? NULL : check_program(&input, &rig->diags);
  if (checked) rig->program = lower_program(checked, &alloc_system, &rig->diags);
}

__attribute__((unused)) static const char *rig_message(const Rig *rig) {
  for (uint32_t i = 0; i < rig->diags.count; i++)
    if (diag_info(rig->diags.items[i]->code)->severity == SEVERITY_ERROR) return rig->diags.items[i]->text.p;
  return "";
}

__attribute__((unused)) static Value rig_value(const ProgramColumn *column, Str text) {
  Value v = {.kind = column->kind, .known = true};
  switch (column->kind) {
    case KIND_BOOLEAN: v.truth = str_is(text, "true"); break;
    case KIND_INTEGER: ck_assert(integer_parse(text, &v.i64) == FAULT_NONE); break;
    case KIND_NUMBER: ck_assert(number_parse(text, &v.f64) == FAULT_NONE); break;
    case KIND_MONEY: ck_assert(money_parse(text, &v.i64, NULL) == FAULT_NONE); break;
    case KIND_TEXT: v.str = text; break;
    case KIND_DATE: ck_assert(date_parse(text, &v.i32)); break;
    case KIND_DATETIME: ck_assert(datetime_parse(text, &v.i64)); break;
    case KIND_CODE:
      v.i32 = labels_find(&column->labels, text);
      ck_assert_int_ge(v.i32, 0);
      break;
    case KIND_COUNT: break;
  }
  return v;
}

__attribute__((unused)) static void rig_store(void *data, uint32_t lane, const Value *v) {
  switch (kind_lane(v->kind)) {
    case LANE_BITS:
      if (v->truth) mask_set(data, lane);
      break;
    case LANE_I32: ((int32_t *)data)[lane] = v->i32; break;
    case LANE_I64: ((int64_t *)data)[lane] = v->i64; break;
    case LANE_F64: ((double *)data)[lane] = v->f64; break;
    case LANE_STR: ((Str *)data)[lane] = v->known ? v->str : STR(""); break;
  }
}

/* The cell of that name in "a=3 t=abc"; p is NULL where there is none. */
__attribute__((unused)) static Str rig_cell(const char *row, Str name) {
  for (const char *at = row; *at;) {
    size_t n = strcspn(at, " "), key = strcspn(at, "=");
    if (key == name.n && memcmp(at, name.p, key) == 0) return (Str){at + key + 1, (uint32_t)(n - key - 1)};
    at += n;
    at += strspn(at, " ");
  }
  return (Str){NULL, 0};
}

__attribute__((unused)) static void rig_rows(Rig *rig, const char *const *rows, uint32_t count) {
  const Program *p = rig->program;
  rig->batch.count = count;
  rig->batch.columns = ARENA_ARRAY(&rig->arena, BatchColumn, p->column_count + 1);
  int64_t *keys = ARENA_ARRAY(&rig->arena, int64_t, BATCH_SIZE);
  for (uint32_t i = 0; i < count; i++) keys[i] = i + 1;
  rig->batch.key = (Vector){.kind = KIND_INTEGER, .i64 = keys};
  for (uint32_t c = 0; c < p->column_count && p->columns[c].table == 0; c++) {
    const ProgramColumn *column = &p->columns[c];
    Mask *valid = ARENA_NEW(&rig->arena, Mask);
    void *data = arena_alloc(&rig->arena, BATCH_SIZE * sizeof(Str));
    uint8_t *fault = ARENA_ARRAY(&rig->arena, uint8_t, BATCH_SIZE);
    for (uint32_t i = 0; i < count; i++) {
      Str cell = rig_cell(rows[i], column->name);
      Value value = {.kind = column->kind};
      if (cell.p && str_is(cell, "!")) fault[i] = FAULT_MISSING;
      else if (cell.p) value = rig_value(column, cell);
      if (value.known) mask_set(valid, i);
      rig_store(data, i, &value);
    }
    rig->batch.columns[c] = (BatchColumn){.vec = {.kind = column->kind, .valid = valid, .data = data}, .fault = fault};
  }
}

__attribute__((unused)) static void rig_start(Rig *rig, const char *const *rows, uint32_t count) {
  rig_rows(rig, rows, count);
  int32_t today;
  int64_t now;
  ck_assert(date_parse(STR("2026-11-24"), &today) && datetime_parse(STR("2026-11-24T09:59"), &now));
  VmConfig config = {.alloc = &alloc_system, .program = rig->program, .functions = &fn_table, .today = today, .now = now,
                     .lookups = rig->lookup_list};
  rig->vm = vm_new(&config);
  ck_assert_ptr_nonnull(rig->vm);
  vm_bind(rig->vm, &rig->batch);
}

/* Compiles (which must succeed) and binds the rows, a NULL at their end. */
__attribute__((unused)) static void rig_open(Rig *rig, const char *text, const char *const *extras, const char *const *rows) {
  uint32_t extra_count = 0, count = 0;
  while (extras && extras[extra_count]) extra_count++;
  while (rows[count]) count++;
  rig_compile(rig, text, extras, extra_count);
  ck_assert_msg(rig->program != NULL, "%s: %s", extra_count ? extras[0] : text, rig_message(rig));
  rig_start(rig, rows, count);
}

__attribute__((unused)) static void rig_close(Rig *rig) {
  if (rig->vm) vm_free(rig->vm);
  program_free(rig->program);
  arena_free(&rig->arena);
}

/* The value as it is written out; "?" where unknown. In the rig's arena. */
__attribute__((unused)) static const char *rig_get(Rig *rig, const char *name, uint32_t lane) {
  uint32_t def = program_def(rig->program, str_from(name));
  ck_assert_msg(def != PROGRAM_NONE, "no definition %s", name);
  const Vector *vector = vm_need(rig->vm, def, NULL);
  ck_assert_ptr_nonnull(vector);
  Value value = vector_get(vector, lane);
  if (!value.known) return "?";
  Buf buf;
  buf_init(&buf, &alloc_system);
  value_write(&buf, &value, &rig->program->defs[def].labels);
  Str text = arena_str(&rig->arena, buf_view(&buf));
  buf_free(&buf);
  return text.n ? text.p : "";
}

__attribute__((unused)) static uint64_t rig_faults(const Rig *rig) { return vm_faults(rig->vm)->total; }

__attribute__((unused)) static uint32_t rig_block(const Rig *rig, const char *name) {
  uint32_t def = program_def(rig->program, str_from(name));
  ck_assert(def != PROGRAM_NONE);
  return rig->program->defs[def].block;
}

__attribute__((unused)) static uint32_t rig_count_op(const Rig *rig, Opcode op) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < rig->program->code_count; i++) count += rig->program->code[i].op == op;
  return count;
}

/* One expression over one record: its value and how many faults were counted. */
typedef struct RigCase {
  const char *expr, *row, *value;
  unsigned faults;
} RigCase;

__attribute__((unused)) static void rig_case(const char *declarations, const RigCase *c) {
  Rig rig;
  char *text = NULL;
  ck_assert(asprintf(&text, "%s%s", RIG_SCHEMA, declarations) > 0);
  rig_open(&rig, text, (const char *const[]){c->expr, NULL}, (const char *const[]){c->row, NULL});
  const char *got = rig_get(&rig, c->expr, 0);
  ck_assert_msg(strcmp(got, c->value) == 0, "%s with %s: %s, not %s", c->expr, c->row, got, c->value);
  ck_assert_msg(rig_faults(&rig) == c->faults, "%s with %s: %u faults, not %u", c->expr, c->row, (unsigned)rig_faults(&rig), c->faults);
  rig_close(&rig);
  free(text);
}

#endif

/* SPDX-License-Identifier: MIT
 * One record after another, set field by field, for the public interface. What a field is given is read as if it were stored. */
#include "lang/engine/engine_record.h"

#include <math.h>

#include "runtime/store/source.h"
#include "stdlib/functions.h"

enum { PLAIN_MOST = 4096 /* bytes of a text that is looked through here */ };

/* ---- making ---- */

/* Fields that no instruction reads can be set all the same. */
static bool make_fields(CibleRecord *r) {
  const Program *p = r->program;
  r->field_count = p->has_subject ? p->tables[0].column_count : 0;
  r->fields = ARENA_ARRAY(&r->arena, RecordField, r->field_count + 1);
  r->columns = ARENA_ARRAY(&r->arena, BatchColumn, r->field_count + 1);
  if (r->arena.failed) return false;
  for (uint32_t i = 0; i < r->field_count; i++) {
    RecordField *field = &r->fields[i];
    field->as = (StoredAs){p->columns[i].kind, p->columns[i].labels, p->columns[i].optional};
    field->value = scalar_column(r->scalar, i);
    if (!field->value) field->value = &field->unread;
    *field->value = (Value){.kind = field->as.kind};
    r->columns[i].vec = (Vector){.kind = field->as.kind, .valid = &field->known, .data = &field->lane};
    r->columns[i].fault = &field->lane_fault;
  }
  const Kind key = p->has_subject ? p->tables[0].key_kind : KIND_INTEGER;
  r->batch = (Batch){.count = 1, .key = store_unread(key), .own_key = store_unread(key), .columns = r->columns};
  return true;
}

static Status make(CibleRecord *r, Cible *cible, const CibleRun *run) {
  Running running;
  Status status = engine_run_set(cible, r->program, run, &running);
  StoreConfig config = {.alloc = &r->alloc, .program = r->program, .threads = 1};
  if (status == STATUS_OK && run->database) status = store_open_sqlite(&config, run->database, &cible->diags, &r->store);
  if (status != STATUS_OK) return status;
  VmConfig vm = {.alloc = &r->alloc, .program = r->program, .functions = &fn_table, .today = running.job.today,
                 .now = running.job.now, .lookups = r->store ? store_lookups(r->store) : NULL};
  r->vm = vm_new(&vm);
  r->scalar = r->vm ? scalar_new(&r->alloc, r->program, r->vm) : NULL;
  return r->scalar && make_fields(r) ? STATUS_OK : STATUS_NO_MEMORY;
}

CibleStatus cible_record_open(Cible *cible, const CibleProgram *program, const CibleRun *run, CibleRecord **out) {
  CibleRun every = *run;
  every.where = -1;
  CibleRecord *r = MEM_NEW(&cible->alloc, CibleRecord);
  Status status = r ? STATUS_OK : STATUS_NO_MEMORY;
  if (r) {
    r->alloc = cible->alloc;
    r->program = program->program;
    arena_init(&r->arena, &r->alloc);
    arena_init(&r->said, &r->alloc);
    status = make(r, cible, &every);
  }
  if (status != STATUS_OK) cible_record_free(r);
  *out = status == STATUS_OK ? r : NULL;
  return engine_end(cible, status);
}

void cible_record_free(CibleRecord *r) {
  if (!r) return;
  for (uint32_t i = 0; r->fields && i < r->field_count; i++) mem_free(&r->alloc, r->fields[i].room, r->fields[i].size);
  scalar_free(r->scalar);
  vm_free(r->vm);
  if (r->store) store_close(r->store);
  arena_free(&r->said);
  arena_free(&r->arena);
  const Alloc alloc = r->alloc;
  mem_free(&alloc, r, sizeof *r);
}

/* ---- setting ---- */

long cible_record_field(const CibleRecord *r, const char *name) {
  for (uint32_t i = 0; i < r->field_count; i++)
    if (str_equal(r->program->columns[i].name, str_from(name))) return i;
  return -1;
}

void cible_record_clear(CibleRecord *r) {
  r->begun = false;
  for (uint32_t i = 0; i < r->field_count; i++) {
    r->fields[i].value->known = false;
    r->fields[i].fault = FAULT_NONE;
  }
}

/* A copy of the text becomes the field's value. */
static CibleStatus keep_text(CibleRecord *r, RecordField *field, Str text) {
  if (text.n > field->size) {
    const uint32_t size = text.n * 2;
    char *room = mem_resize(&r->alloc, field->room, field->size, size);
    if (!room) return CIBLE_NO_MEMORY;
    field->room = room;
    field->size = size;
  }
  if (text.n) memcpy(field->room, text.p, text.n);
  field->value->str = (Str){field->room ? field->room : "", text.n};
  field->value->known = true;
  return CIBLE_OK;
}

static CibleStatus set_stored(CibleRecord *r, RecordField *field, Stored stored) {
  Value value;
  arena_reset(&r->said);
  field->value->known = false;
  field->fault = stored_read(&field->as, stored, &r->said, &value);
  if (r->said.failed) return CIBLE_NO_MEMORY;
  if (value.known && value.kind == KIND_TEXT) return keep_text(r, field, value.str);
  *field->value = value;
  return field->fault == FAULT_NONE ? CIBLE_OK : CIBLE_NO;
}

/* The field, of which nothing is known from before; NULL where there is none. */
static RecordField *begin_set(CibleRecord *r, size_t index) {
  r->begun = false;
  if (index >= r->field_count) return NULL;
  r->fields[index].fault = FAULT_NONE;
  return &r->fields[index];
}

CibleStatus cible_record_set_unknown(CibleRecord *r, size_t index) {
  RecordField *field = begin_set(r, index);
  if (!field) return CIBLE_USAGE;
  field->value->known = false;
  return CIBLE_OK;
}

CibleStatus cible_record_set_integer(CibleRecord *r, size_t index, int64_t integer) {
  RecordField *field = begin_set(r, index);
  if (!field) return CIBLE_USAGE;
  if (field->as.kind != KIND_INTEGER) return set_stored(r, field, (Stored){.type = STORED_INTEGER, .integer = integer});
  field->value->i64 = integer;
  field->value->known = true;
  return CIBLE_OK;
}

CibleStatus cible_record_set_number(CibleRecord *r, size_t index, double number) {
  RecordField *field = begin_set(r, index);
  if (!field) return CIBLE_USAGE;
  if (field->as.kind != KIND_NUMBER || !isfinite(number)) return set_stored(r, field, (Stored){.type = STORED_REAL, .real = number});
  field->value->f64 = number + 0.0;
  field->value->known = true;
  return CIBLE_OK;
}

/* Whether no byte of some is above 127. */
static inline bool is_ascii(const char *p, uint32_t n) {
  if (n < 4) return ((p[0] | p[n / 2] | p[n - 1]) & 0x80) == 0;
  if (n < 8) return ((str_four(p) | str_four(p + n - 4)) & 0x80808080u) == 0;
  uint64_t high = str_eight(p + n - 8);
  for (uint32_t i = 0; i + 8 < n; i += 8) high |= str_eight(p + i);
  return (high & 0x8080808080808080u) == 0;
}

/* Neither padded nor blank nor in need of being composed: read as it stands. */
static inline bool is_plain(Str text) {
  return text.n && text.n <= PLAIN_MOST && (uint8_t)text.p[0] > ' ' && is_ascii(text.p, text.n);
}

CibleStatus cible_record_set_text(CibleRecord *r, size_t index, const char *text, size_t length) {
  RecordField *field = begin_set(r, index);
  if (!field || length > UINT32_MAX / 4) return CIBLE_USAGE;
  const Str given = {text, (uint32_t)length};
  if (field->as.kind != KIND_TEXT || !is_plain(given)) return set_stored(r, field, (Stored){.type = STORED_TEXT, .text = given});
  field->value->str = given;
  field->value->known = true;
  return CIBLE_OK;
}

/* ---- asking ---- */

/* The fields as a batch of one. */
static void bind(CibleRecord *r) {
  for (uint32_t i = 0; i < r->field_count; i++) {
    RecordField *field = &r->fields[i];
    const Value *value = field->value;
    const Fault missing = field->as.optional ? FAULT_NONE : FAULT_MISSING;
    field->known.words[0] = value->known;
    field->lane_fault = (uint8_t)(value->known ? FAULT_NONE : field->fault ? field->fault : missing);
    if (!value->known) continue;
    switch (kind_lane(value->kind)) {
    case LANE_BITS: field->lane.bits.words[0] = value->truth; break;
    case LANE_I32: field->lane.i32 = value->i32; break;
    case LANE_I64: field->lane.i64 = value->i64; break;
    case LANE_F64: field->lane.f64 = value->f64; break;
    case LANE_STR: field->lane.str = value->str; break;
    }
  }
  vm_bind(r->vm, &r->batch);
  r->bound = true;
}

/* By the VM; NULL where memory is out. */
static const Value *compute_batch(CibleRecord *r, size_t definition) {
  if (!r->bound) bind(r);
  const Vector *vector = vm_need(r->vm, (uint32_t)definition, NULL);
  if (vector) r->found = vector_get(vector, 0);
  return vector ? &r->found : NULL;
}

static inline const Value *compute(CibleRecord *r, size_t definition) {
  if (!r->begun) {
    scalar_begin(r->scalar);
    r->bound = false;
    r->begun = true;
  }
  const Value *value = r->vectors_only ? NULL : scalar_need(r->scalar, (uint32_t)definition);
  return value ? value : compute_batch(r, definition);
}

int cible_record_holds(CibleRecord *r, size_t definition) {
  if (definition >= r->program->def_count || r->program->defs[definition].value != KIND_BOOLEAN) return -1;
  const Value *value = compute(r, definition);
  return value && value->known ? value->truth : -1;
}

CibleStatus cible_record_value(CibleRecord *r, size_t definition, CibleValue *out) {
  if (definition >= r->program->def_count) return CIBLE_USAGE;
  arena_reset(&r->said);
  const Value *value = compute(r, definition);
  if (!value) return CIBLE_NO_MEMORY;
  *out = engine_value(value, &r->program->defs[definition].labels, &r->said);
  return r->said.failed ? CIBLE_NO_MEMORY : CIBLE_OK;
}

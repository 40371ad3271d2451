/* SPDX-License-Identifier: MIT
 * Each count is held against the bytes that are left before memory is taken for it, so that no image, whatever it says, makes
 * the reader take more than a small multiple of its own size. */
#include "runtime/code/image.h"

#include "runtime/code/image_format.h"

typedef struct Reader {
  Arena *arena;
  Str bytes;
  uint32_t at;
  bool failed; /* sticky: what is read then is zero */
} Reader;

static const unsigned char *take(Reader *r, uint32_t n) {
  if (r->failed || n > r->bytes.n - r->at) {
    r->failed = true;
    return NULL;
  }
  const unsigned char *p = (const unsigned char *)r->bytes.p + r->at;
  r->at += n;
  return p;
}

static uint64_t get_uint(Reader *r, uint32_t size) {
  const unsigned char *p = take(r, size);
  uint64_t v = 0;
  for (uint32_t i = 0; p && i < size; i++) v |= (uint64_t)p[i] << (8 * i);
  return v;
}

static uint8_t get_u8(Reader *r) { return (uint8_t)get_uint(r, 1); }
static uint16_t get_u16(Reader *r) { return (uint16_t)get_uint(r, 2); }
static uint32_t get_u32(Reader *r) { return (uint32_t)get_uint(r, 4); }
static uint64_t get_u64(Reader *r) { return get_uint(r, 8); }

static double get_f64(Reader *r) {
  uint64_t bits = get_u64(r);
  double v;
  memcpy(&v, &bits, sizeof v);
  return v;
}

/* A byte that must be below `count`. */
static uint8_t get_enum(Reader *r, uint8_t count) {
  uint8_t v = get_u8(r);
  if (v < count) return v;
  r->failed = true;
  return 0;
}

static bool get_bool(Reader *r) { return get_enum(r, 2); }
static Kind get_kind(Reader *r) { return (Kind)get_enum(r, KIND_COUNT); }

static Str get_str(Reader *r) {
  uint32_t n = get_u32(r);
  const unsigned char *p = take(r, n);
  Str copy = p ? arena_str(r->arena, (Str){(const char *)p, n}) : STR("");
  return copy.p ? copy : STR("");
}

static Span get_span(Reader *r) {
  uint32_t from = get_u32(r);
  return (Span){from, get_u32(r)};
}

/* How many follow, each of at least `least` bytes. */
static uint32_t get_count(Reader *r, uint32_t least) {
  uint32_t count = get_u32(r);
  if (count <= (r->bytes.n - r->at) / least) return count;
  r->failed = true;
  return 0;
}

static Labels get_labels(Reader *r) {
  uint32_t count = get_count(r, 4);
  Str *names = ARENA_ARRAY(r->arena, Str, count);
  if (!names) return (Labels){0};
  for (uint32_t i = 0; i < count; i++) names[i] = get_str(r);
  return (Labels){names, count};
}

static Value get_value(Reader *r) {
  Value value = {.kind = get_kind(r)};
  value.known = get_bool(r);
  if (!value.known) return value;
  switch (kind_lane(value.kind)) {
  case LANE_BITS: value.truth = get_bool(r); break;
  case LANE_I32: value.i32 = (int32_t)get_u32(r); break;
  case LANE_I64: value.i64 = (int64_t)get_u64(r); break;
  case LANE_F64: value.f64 = get_f64(r); break;
  case LANE_STR: value.str = get_str(r); break;
  }
  return value;
}

static ProgramTable get_table(Reader *r) {
  ProgramTable table = {.name = get_str(r)};
  table.title = get_str(r);
  table.source = get_str(r);
  table.csv = get_bool(r);
  table.role = (TableRole)get_enum(r, TABLE_LOOKUP + 1);
  table.empty = get_bool(r);
  table.key = get_str(r);
  table.key_kind = get_kind(r);
  table.parent = get_u32(r);
  table.by = get_str(r);
  table.unit = get_u32(r);
  table.first_column = get_u32(r);
  table.column_count = get_u32(r);
  table.span = get_span(r);
  return table;
}

static ProgramColumn get_column(Reader *r) {
  ProgramColumn column = {.table = get_u32(r)};
  column.name = get_str(r);
  column.title = get_str(r);
  column.stored = get_str(r);
  column.kind = get_kind(r);
  column.labels = get_labels(r);
  column.optional = get_bool(r);
  column.used = get_bool(r);
  column.span = get_span(r);
  return column;
}

static ProgramReg get_reg(Reader *r) {
  ProgramReg reg = {.kind = get_kind(r)};
  reg.role = (RegRole)get_enum(r, REG_SLOT + 1);
  reg.index = get_u32(r);
  return reg;
}

static ProgramSet get_set(Reader *r) {
  ProgramSet set = {.kind = get_kind(r)};
  uint32_t count = get_count(r, 2);
  Value *items = ARENA_ARRAY(r->arena, Value, count);
  for (uint32_t i = 0; items && i < count; i++) items[i] = get_value(r);
  set.items = items;
  set.count = items ? count : 0;
  return set;
}

static Str get_regex(Reader *r) { return get_str(r); }

static ProgramDecimal get_decimal(Reader *r) {
  ProgramDecimal decimal = {.mantissa = (int64_t)get_u64(r)};
  decimal.scale = get_u32(r);
  return decimal;
}

/* Reads a list whose items take at least `least` bytes each. */
#define GET_EACH(r, T, count, items, least, get)                                                                       \
  do {                                                                                                                 \
    (count) = get_count(r, least);                                                                                     \
    (items) = ARENA_ARRAY((r)->arena, T, count);                                                                       \
    for (uint32_t i = 0; (items) && i < (count); i++) (items)[i] = get(r);                                             \
  } while (0)

static ProgramUnit get_unit(Reader *r) {
  ProgramUnit unit = {.kind = (UnitKind)get_enum(r, UNIT_GROUPS + 1)};
  unit.index = get_u32(r);
  return unit;
}

static ProgramCut get_cut(Reader *r) {
  ProgramCut cut = {.size = (CutSize)get_enum(r, SIZE_REST + 1)};
  cut.label = get_u32(r);
  cut.count = (int64_t)get_u64(r);
  cut.share = get_decimal(r);
  return cut;
}

static ProgramStep get_step(Reader *r) {
  ProgramStep step = {.no = get_bool(r)};
  step.timed = get_bool(r);
  step.within.unit = (DurationUnit)get_enum(r, DURATION_MONTHS + 1);
  step.within.count = (int64_t)get_u64(r);
  step.condition = get_u32(r);
  return step;
}

static ProgramSlot get_slot(Reader *r) {
  ProgramSlot slot = {.kind = (SlotKind)get_enum(r, SLOT_SEQUENCE + 1)};
  slot.function = (Aggregate)get_enum(r, AGG_COUNT_OF_ALL);
  slot.by_share = get_bool(r);
  slot.value_kind = get_kind(r);
  slot.labels = get_labels(r);
  slot.rows = get_u32(r);
  slot.owner = get_u32(r);
  slot.level = get_u32(r);
  slot.value = get_u32(r);
  slot.where = get_u32(r);
  slot.by = get_u32(r);
  uint32_t *keys;
  ProgramCut *cuts;
  ProgramStep *steps;
  GET_EACH(r, uint32_t, slot.key_count, keys, 4, get_u32);
  slot.keys = keys;
  slot.argument = get_f64(r);
  GET_EACH(r, ProgramCut, slot.cut_count, cuts, 25, get_cut);
  slot.cuts = cuts;
  GET_EACH(r, ProgramStep, slot.step_count, steps, 15, get_step);
  slot.steps = steps;
  slot.span = get_span(r);
  return slot;
}

static ProgramDimension get_dimension(Reader *r) {
  ProgramDimension dimension = {.name = get_str(r)};
  dimension.kind = get_kind(r);
  dimension.labels = get_labels(r);
  dimension.segments = get_bool(r);
  return dimension;
}

static ProgramMeasure get_measure(Reader *r) {
  ProgramMeasure measure = {.name = get_str(r)};
  measure.title = get_str(r);
  measure.unit = get_u32(r);
  measure.def = get_u32(r);
  GET_EACH(r, ProgramDimension, measure.dimension_count, measure.dimensions, 10, get_dimension);
  measure.span = get_span(r);
  return measure;
}

static ProgramBlock get_block(Reader *r) {
  ProgramBlock block = {.name = get_str(r)};
  block.unit = get_u32(r);
  block.first = get_u32(r);
  block.count = get_u32(r);
  block.result = get_u32(r);
  block.span = get_span(r);
  return block;
}

static Instr get_instr(Reader *r) {
  Instr instr = {.op = get_u16(r)};
  instr.dst = get_u16(r);
  instr.a = get_u16(r);
  instr.b = get_u16(r);
  instr.c = get_u16(r);
  instr.d = get_u16(r);
  instr.imm = get_u32(r);
  return instr;
}

static ProgramDef get_def(Reader *r) {
  ProgramDef def = {.kind = (DefKind)get_enum(r, DEF_MEASURE + 1)};
  def.unit = get_u32(r);
  def.name = get_str(r);
  def.title = get_str(r);
  def.value = get_kind(r);
  def.labels = get_labels(r);
  def.block = get_u32(r);
  def.lo = get_f64(r);
  def.hi = get_f64(r);
  def.cost = get_u32(r);
  def.response = get_u32(r);
  def.span = get_span(r);
  return def;
}

static ProgramParam get_param(Reader *r) {
  ProgramParam param = {.name = get_str(r)};
  param.title = get_str(r);
  param.text = get_str(r);
  return param;
}

static void get_sources(Reader *r, SourceMap *sources) {
  uint32_t count = get_count(r, 8);
  for (uint64_t i = 0; i < count && !r->failed; i++) {
    Str name = get_str(r), text = get_str(r);
    source_add(sources, name, text);
  }
}

static void get_body(Reader *r, Program *p) {
  get_sources(r, &p->sources);
  p->has_subject = get_bool(r);
  GET_EACH(r, ProgramTable, p->table_count, p->tables, 48, get_table);
  GET_EACH(r, ProgramColumn, p->column_count, p->columns, 31, get_column);
  GET_EACH(r, Value, p->constant_count, p->constants, 2, get_value);
  GET_EACH(r, ProgramReg, p->reg_count, p->regs, 6, get_reg);
  GET_EACH(r, ProgramSet, p->set_count, p->sets, 5, get_set);
  GET_EACH(r, Str, p->regex_count, p->regexes, 4, get_regex);
  GET_EACH(r, ProgramDecimal, p->decimal_count, p->decimals, 12, get_decimal);
  GET_EACH(r, Labels, p->labels_count, p->labels, 4, get_labels);
  GET_EACH(r, ProgramBlock, p->block_count, p->blocks, 28, get_block);
  GET_EACH(r, Instr, p->code_count, p->code, 16, get_instr);
  p->spans = ARENA_ARRAY(r->arena, Span, p->code_count);
  for (uint32_t i = 0; p->spans && i < p->code_count; i++) p->spans[i] = get_span(r);
  GET_EACH(r, ProgramDef, p->def_count, p->defs, 54, get_def);
  GET_EACH(r, ProgramParam, p->param_count, p->params, 12, get_param);
  GET_EACH(r, ProgramUnit, p->unit_count, p->units, 5, get_unit);
  GET_EACH(r, ProgramSlot, p->slot_count, p->slots, 60, get_slot);
  GET_EACH(r, ProgramMeasure, p->measure_count, p->measures, 28, get_measure);
  if (r->at != r->bytes.n) r->failed = true;
}

bool image_is(Str bytes) {
  return bytes.n >= IMAGE_MAGIC_SIZE && memcmp(bytes.p, IMAGE_MAGIC, IMAGE_MAGIC_SIZE) == 0;
}

static Status refuse(DiagList *diags, const char *why) {
  diag_add(diags, DIAG_IMAGE_DAMAGED, (Span){0, 0}, why);
  return STATUS_NO;
}

/* The body, if the header is right. */
static Status check_header(Str bytes, DiagList *diags, Str *body) {
  if (!image_is(bytes) || bytes.n < IMAGE_HEADER_SIZE) return refuse(diags, "it does not begin as one");
  Reader header = {.bytes = bytes, .at = IMAGE_MAGIC_SIZE};
  uint32_t version = get_u32(&header);
  if (version != IMAGE_VERSION) {
    diag_add(diags, DIAG_IMAGE_VERSION, (Span){0, 0}, version, (unsigned)IMAGE_VERSION);
    return STATUS_NO;
  }
  uint64_t length = get_u64(&header), checksum = get_u64(&header);
  *body = (Str){bytes.p + IMAGE_HEADER_SIZE, bytes.n - IMAGE_HEADER_SIZE};
  if (length != body->n) return refuse(diags, length > body->n ? "it is cut short" : "something stands behind its end");
  if (checksum != image_checksum(*body)) return refuse(diags, "its checksum is wrong");
  return STATUS_OK;
}

Status image_read(const Alloc *alloc, Str bytes, DiagList *diags, Program **out) {
  *out = NULL;
  Str body;
  Status status = check_header(bytes, diags, &body);
  if (status != STATUS_OK) return status;
  Program *program = program_new(alloc);
  if (!program) return STATUS_NO_MEMORY;
  Reader reader = {.arena = &program->arena, .bytes = body};
  get_body(&reader, program);
  if (!reader.failed && !program->arena.failed) {
    *out = program;
    return STATUS_OK;
  }
  status = program->arena.failed ? STATUS_NO_MEMORY : refuse(diags, "its parts do not fit together");
  program_free(program);
  return status;
}

/* SPDX-License-Identifier: MIT
 * Each count is held against the bytes that are left before memory is taken for it, so that no image, whatever it says, makes
 * the reader take more than a small multiple of its own size. */
#include "runtime/code/image.h"

#include "runtime/code/image_format.h"
#include "runtime/code/image_reader.h"

static ProgramTable get_table(Reader *r) {
  ProgramTable table = {.name = reader_str(r)};
  table.title = reader_str(r);
  table.source = reader_str(r);
  table.csv = reader_bool(r);
  table.role = (TableRole)reader_enum(r, TABLE_LOOKUP + 1);
  table.optional = reader_bool(r);
  table.key = reader_str(r);
  table.key_kind = reader_kind(r);
  table.parent = reader_u32(r);
  table.by = reader_str(r);
  table.unit = reader_u32(r);
  table.first_column = reader_u32(r);
  table.column_count = reader_u32(r);
  table.span = reader_span(r);
  return table;
}

static ProgramColumn get_column(Reader *r) {
  ProgramColumn column = {.table = reader_u32(r)};
  column.name = reader_str(r);
  column.title = reader_str(r);
  column.stored = reader_str(r);
  column.kind = reader_kind(r);
  column.labels = reader_labels(r);
  column.optional = reader_bool(r);
  column.used = reader_bool(r);
  column.span = reader_span(r);
  return column;
}

static ProgramReg get_reg(Reader *r) {
  ProgramReg reg = {.kind = reader_kind(r)};
  reg.role = (RegRole)reader_enum(r, REG_SLOT + 1);
  reg.index = reader_u32(r);
  return reg;
}

static ProgramSet get_set(Reader *r) {
  ProgramSet set = {.kind = reader_kind(r)};
  uint32_t count = reader_count(r, 2);
  Value *items = ARENA_ARRAY(r->arena, Value, count);
  for (uint32_t i = 0; items && i < count; i++) items[i] = reader_value(r);
  set.items = items;
  set.count = items ? count : 0;
  return set;
}

static Str get_regex(Reader *r) { return reader_str(r); }

static ProgramDecimal get_decimal(Reader *r) {
  ProgramDecimal decimal = {.mantissa = (int64_t)reader_u64(r)};
  decimal.scale = reader_u32(r);
  return decimal;
}

static ProgramUnit get_unit(Reader *r) {
  ProgramUnit unit = {.kind = (UnitKind)reader_enum(r, UNIT_GROUPS + 1)};
  unit.index = reader_u32(r);
  return unit;
}

static ProgramCut get_cut(Reader *r) {
  ProgramCut cut = {.size = (CutSize)reader_enum(r, SIZE_REST + 1)};
  cut.label = reader_u32(r);
  cut.count = (int64_t)reader_u64(r);
  cut.share = get_decimal(r);
  return cut;
}

static ProgramStep get_step(Reader *r) {
  ProgramStep step = {.no = reader_bool(r)};
  step.timed = reader_bool(r);
  step.within.unit = (DurationUnit)reader_enum(r, DURATION_MONTHS + 1);
  step.within.count = (int64_t)reader_u64(r);
  step.condition = reader_u32(r);
  return step;
}

static ProgramSlot get_slot(Reader *r) {
  ProgramSlot slot = {.kind = (SlotKind)reader_enum(r, SLOT_SEQUENCE + 1)};
  slot.function = (Aggregate)reader_enum(r, AGG_COUNT_OF_ALL);
  slot.by_share = reader_bool(r);
  slot.value_kind = reader_kind(r);
  slot.labels = reader_labels(r);
  slot.rows = reader_u32(r);
  slot.owner = reader_u32(r);
  slot.level = reader_u32(r);
  slot.value = reader_u32(r);
  slot.where = reader_u32(r);
  slot.by = reader_u32(r);
  uint32_t *keys;
  ProgramCut *cuts;
  ProgramStep *steps;
  READ_EACH(r, uint32_t, slot.key_count, keys, 4, reader_u32);
  slot.keys = keys;
  slot.argument = reader_f64(r);
  READ_EACH(r, ProgramCut, slot.cut_count, cuts, 25, get_cut);
  slot.cuts = cuts;
  READ_EACH(r, ProgramStep, slot.step_count, steps, 15, get_step);
  slot.steps = steps;
  slot.span = reader_span(r);
  return slot;
}

static ProgramDimension get_dimension(Reader *r) {
  ProgramDimension dimension = {.name = reader_str(r)};
  dimension.kind = reader_kind(r);
  dimension.labels = reader_labels(r);
  dimension.segments = reader_bool(r);
  return dimension;
}

static ProgramMeasure get_measure(Reader *r) {
  ProgramMeasure measure = {.name = reader_str(r)};
  measure.title = reader_str(r);
  measure.unit = reader_u32(r);
  measure.def = reader_u32(r);
  READ_EACH(r, ProgramDimension, measure.dimension_count, measure.dimensions, 10, get_dimension);
  measure.span = reader_span(r);
  return measure;
}

static ProgramBlock get_block(Reader *r) {
  ProgramBlock block = {.name = reader_str(r)};
  block.unit = reader_u32(r);
  block.first = reader_u32(r);
  block.count = reader_u32(r);
  block.result = reader_u32(r);
  block.span = reader_span(r);
  return block;
}

static Instr get_instr(Reader *r) {
  Instr instr = {.op = reader_u16(r)};
  instr.dst = reader_u16(r);
  instr.a = reader_u16(r);
  instr.b = reader_u16(r);
  instr.c = reader_u16(r);
  instr.d = reader_u16(r);
  instr.imm = reader_u32(r);
  return instr;
}

static ProgramDef get_def(Reader *r) {
  ProgramDef def = {.kind = (DefKind)reader_enum(r, DEF_MEASURE + 1)};
  def.unit = reader_u32(r);
  def.name = reader_str(r);
  def.title = reader_str(r);
  def.value = reader_kind(r);
  def.labels = reader_labels(r);
  def.block = reader_u32(r);
  def.lo = reader_f64(r);
  def.hi = reader_f64(r);
  def.cost = reader_u32(r);
  def.response = reader_u32(r);
  def.span = reader_span(r);
  return def;
}

static ProgramParam get_param(Reader *r) {
  ProgramParam param = {.name = reader_str(r)};
  param.title = reader_str(r);
  param.text = reader_str(r);
  return param;
}

static void get_sources(Reader *r, SourceMap *sources) {
  uint32_t count = reader_count(r, 8);
  for (uint64_t i = 0; i < count && !r->failed; i++) {
    Str name = reader_str(r), text = reader_str(r);
    source_add(sources, name, text);
  }
}

static void get_body(Reader *r, Program *p) {
  get_sources(r, &p->sources);
  p->has_subject = reader_bool(r);
  READ_EACH(r, ProgramTable, p->table_count, p->tables, 48, get_table);
  READ_EACH(r, ProgramColumn, p->column_count, p->columns, 31, get_column);
  READ_EACH(r, Value, p->constant_count, p->constants, 2, reader_value);
  READ_EACH(r, ProgramReg, p->reg_count, p->regs, 6, get_reg);
  READ_EACH(r, ProgramSet, p->set_count, p->sets, 5, get_set);
  READ_EACH(r, Str, p->regex_count, p->regexes, 4, get_regex);
  READ_EACH(r, ProgramDecimal, p->decimal_count, p->decimals, 12, get_decimal);
  READ_EACH(r, Labels, p->labels_count, p->labels, 4, reader_labels);
  READ_EACH(r, ProgramBlock, p->block_count, p->blocks, 28, get_block);
  READ_EACH(r, Instr, p->code_count, p->code, 16, get_instr);
  p->spans = ARENA_ARRAY(r->arena, Span, p->code_count);
  for (uint32_t i = 0; p->spans && i < p->code_count; i++) p->spans[i] = reader_span(r);
  READ_EACH(r, ProgramDef, p->def_count, p->defs, 54, get_def);
  READ_EACH(r, ProgramParam, p->param_count, p->params, 12, get_param);
  READ_EACH(r, ProgramUnit, p->unit_count, p->units, 5, get_unit);
  READ_EACH(r, ProgramSlot, p->slot_count, p->slots, 60, get_slot);
  READ_EACH(r, ProgramMeasure, p->measure_count, p->measures, 28, get_measure);
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
  uint32_t version = reader_u32(&header);
  if (version != IMAGE_VERSION) {
    diag_add(diags, DIAG_IMAGE_VERSION, (Span){0, 0}, version, (unsigned)IMAGE_VERSION);
    return STATUS_NO;
  }
  uint64_t length = reader_u64(&header), checksum = reader_u64(&header);
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

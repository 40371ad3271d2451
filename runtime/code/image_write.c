/* SPDX-License-Identifier: MIT
 * The format is described in docs/bytecode.md; image_read.c reads the same fields in the same order. */
#include "runtime/code/image.h"

#include "runtime/code/image_format.h"

static void put_u8(Buf *out, uint8_t v) { buf_char(out, (char)v); }

static void put_u16(Buf *out, uint16_t v) {
  put_u8(out, (uint8_t)v);
  put_u8(out, (uint8_t)(v >> 8));
}

static void put_u32(Buf *out, uint32_t v) {
  put_u16(out, (uint16_t)v);
  put_u16(out, (uint16_t)(v >> 16));
}

static void put_u64(Buf *out, uint64_t v) {
  put_u32(out, (uint32_t)v);
  put_u32(out, (uint32_t)(v >> 32));
}

static void put_f64(Buf *out, double v) {
  uint64_t bits;
  memcpy(&bits, &v, sizeof bits);
  put_u64(out, bits);
}

static void put_str(Buf *out, Str s) {
  put_u32(out, s.n);
  buf_str(out, s);
}

static void put_span(Buf *out, Span span) {
  put_u32(out, span.from);
  put_u32(out, span.to);
}

static void put_labels(Buf *out, Labels labels) {
  put_u32(out, labels.count);
  for (uint32_t i = 0; i < labels.count; i++) put_str(out, labels.names[i]);
}

static void put_value(Buf *out, const Value *value) {
  put_u8(out, (uint8_t)value->kind);
  put_u8(out, value->known);
  if (!value->known) return;
  switch (kind_lane(value->kind)) {
  case LANE_BITS: put_u8(out, value->truth); break;
  case LANE_I32: put_u32(out, (uint32_t)value->i32); break;
  case LANE_I64: put_u64(out, (uint64_t)value->i64); break;
  case LANE_F64: put_f64(out, value->f64); break;
  case LANE_STR: put_str(out, value->str); break;
  }
}

static void put_table(Buf *out, const ProgramTable *table) {
  put_str(out, table->name);
  put_str(out, table->title);
  put_str(out, table->source);
  put_u8(out, table->csv);
  put_u8(out, (uint8_t)table->role);
  put_u8(out, table->optional);
  put_str(out, table->key);
  put_u8(out, (uint8_t)table->key_kind);
  put_u32(out, table->parent);
  put_str(out, table->by);
  put_u32(out, table->unit);
  put_u32(out, table->first_column);
  put_u32(out, table->column_count);
  put_span(out, table->span);
}

static void put_column(Buf *out, const ProgramColumn *column) {
  put_u32(out, column->table);
  put_str(out, column->name);
  put_str(out, column->title);
  put_str(out, column->stored);
  put_u8(out, (uint8_t)column->kind);
  put_labels(out, column->labels);
  put_u8(out, column->optional);
  put_u8(out, column->used);
  put_span(out, column->span);
}

static void put_reg(Buf *out, const ProgramReg *reg) {
  put_u8(out, (uint8_t)reg->kind);
  put_u8(out, (uint8_t)reg->role);
  put_u32(out, reg->index);
}

static void put_set(Buf *out, const ProgramSet *set) {
  put_u8(out, (uint8_t)set->kind);
  put_u32(out, set->count);
  for (uint32_t i = 0; i < set->count; i++) put_value(out, &set->items[i]);
}

static void put_decimal(Buf *out, const ProgramDecimal *decimal) {
  put_u64(out, (uint64_t)decimal->mantissa);
  put_u32(out, decimal->scale);
}

static void put_unit(Buf *out, const ProgramUnit *unit) {
  put_u8(out, (uint8_t)unit->kind);
  put_u32(out, unit->index);
}

static void put_cut(Buf *out, const ProgramCut *cut) {
  put_u8(out, (uint8_t)cut->size);
  put_u32(out, cut->label);
  put_u64(out, (uint64_t)cut->count);
  put_decimal(out, &cut->share);
}

static void put_step(Buf *out, const ProgramStep *step) {
  put_u8(out, step->no);
  put_u8(out, step->timed);
  put_u8(out, (uint8_t)step->within.unit);
  put_u64(out, (uint64_t)step->within.count);
  put_u32(out, step->condition);
}

static void put_slot(Buf *out, const ProgramSlot *slot) {
  put_u8(out, (uint8_t)slot->kind);
  put_u8(out, (uint8_t)slot->function);
  put_u8(out, slot->by_share);
  put_u8(out, (uint8_t)slot->value_kind);
  put_labels(out, slot->labels);
  put_u32(out, slot->rows);
  put_u32(out, slot->owner);
  put_u32(out, slot->level);
  put_u32(out, slot->value);
  put_u32(out, slot->where);
  put_u32(out, slot->by);
  put_u32(out, slot->key_count);
  for (uint32_t i = 0; i < slot->key_count; i++) put_u32(out, slot->keys[i]);
  put_f64(out, slot->argument);
  put_u32(out, slot->cut_count);
  for (uint32_t i = 0; i < slot->cut_count; i++) put_cut(out, &slot->cuts[i]);
  put_u32(out, slot->step_count);
  for (uint32_t i = 0; i < slot->step_count; i++) put_step(out, &slot->steps[i]);
  put_span(out, slot->span);
}

static void put_dimension(Buf *out, const ProgramDimension *dimension) {
  put_str(out, dimension->name);
  put_u8(out, (uint8_t)dimension->kind);
  put_labels(out, dimension->labels);
  put_u8(out, dimension->segments);
}

static void put_measure(Buf *out, const ProgramMeasure *measure) {
  put_str(out, measure->name);
  put_str(out, measure->title);
  put_u32(out, measure->unit);
  put_u32(out, measure->def);
  put_u32(out, measure->dimension_count);
  for (uint32_t i = 0; i < measure->dimension_count; i++) put_dimension(out, &measure->dimensions[i]);
  put_span(out, measure->span);
}

static void put_block(Buf *out, const ProgramBlock *block) {
  put_str(out, block->name);
  put_u32(out, block->unit);
  put_u32(out, block->first);
  put_u32(out, block->count);
  put_u32(out, block->result);
  put_span(out, block->span);
}

static void put_instr(Buf *out, const Instr *instr) {
  put_u16(out, instr->op);
  put_u16(out, instr->dst);
  put_u16(out, instr->a);
  put_u16(out, instr->b);
  put_u16(out, instr->c);
  put_u16(out, instr->d);
  put_u32(out, instr->imm);
}

static void put_def(Buf *out, const ProgramDef *def) {
  put_u8(out, (uint8_t)def->kind);
  put_u32(out, def->unit);
  put_str(out, def->name);
  put_str(out, def->title);
  put_u8(out, (uint8_t)def->value);
  put_labels(out, def->labels);
  put_u32(out, def->block);
  put_f64(out, def->lo);
  put_f64(out, def->hi);
  put_u32(out, def->cost);
  put_u32(out, def->response);
  put_span(out, def->span);
}

static void put_param(Buf *out, const ProgramParam *param) {
  put_str(out, param->name);
  put_str(out, param->title);
  put_str(out, param->text);
}

#define PUT_EACH(out, count, items, put)                                                                               \
  do {                                                                                                                 \
    put_u32(out, count);                                                                                               \
    for (uint32_t i = 0; i < (count); i++) put(out, &(items)[i]);                                                      \
  } while (0)

static void put_body(Buf *out, const Program *p) {
  put_u32(out, p->sources.count);
  for (uint32_t i = 0; i < p->sources.count; i++) {
    put_str(out, p->sources.files[i]->name);
    put_str(out, p->sources.files[i]->text);
  }
  put_u8(out, p->has_subject);
  PUT_EACH(out, p->table_count, p->tables, put_table);
  PUT_EACH(out, p->column_count, p->columns, put_column);
  PUT_EACH(out, p->constant_count, p->constants, put_value);
  PUT_EACH(out, p->reg_count, p->regs, put_reg);
  PUT_EACH(out, p->set_count, p->sets, put_set);
  put_u32(out, p->regex_count);
  for (uint32_t i = 0; i < p->regex_count; i++) put_str(out, p->regexes[i]);
  PUT_EACH(out, p->decimal_count, p->decimals, put_decimal);
  put_u32(out, p->labels_count);
  for (uint32_t i = 0; i < p->labels_count; i++) put_labels(out, p->labels[i]);
  PUT_EACH(out, p->block_count, p->blocks, put_block);
  PUT_EACH(out, p->code_count, p->code, put_instr);
  for (uint32_t i = 0; i < p->code_count; i++) put_span(out, p->spans[i]);
  PUT_EACH(out, p->def_count, p->defs, put_def);
  PUT_EACH(out, p->param_count, p->params, put_param);
  PUT_EACH(out, p->unit_count, p->units, put_unit);
  PUT_EACH(out, p->slot_count, p->slots, put_slot);
  PUT_EACH(out, p->measure_count, p->measures, put_measure);
}

static void set_u64(char *at, uint64_t v) {
  for (int i = 0; i < 8; i++) at[i] = (char)(v >> (8 * i));
}

void image_write(const Program *program, Buf *out) {
  size_t start = out->n;
  buf_add(out, IMAGE_MAGIC, IMAGE_MAGIC_SIZE);
  put_u32(out, IMAGE_VERSION);
  put_u64(out, 0);
  put_u64(out, 0);
  put_body(out, program);
  if (out->failed) return;
  char *image = out->p + start;
  Str body = {image + IMAGE_HEADER_SIZE, (uint32_t)(out->n - start - IMAGE_HEADER_SIZE)};
  set_u64(image + IMAGE_LENGTH_AT, body.n);
  set_u64(image + IMAGE_CHECKSUM_AT, image_checksum(body));
}

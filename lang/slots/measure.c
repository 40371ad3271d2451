/* SPDX-License-Identifier: MIT
 * Measures: expressions over slots whose owners are the groups of their dimensions. */
#include "lang/slots/set.h"

const AstNode *measure_segments(const AstNode *dimension) {
  if (dimension->kind != AST_CALL || !str_is(dimension->kid[CALL_CALLEE]->text, "segments")) return NULL;
  return dimension->kid[CALL_ARGS];
}

static Kind value_kind(const Symbol *measure) { return type_value_kind(measure->type); }

/* Within a measure the aggregates of another are grouped as its own are. */
IrNode *lower_measure_value(Lowering *l, const Symbol *measure) {
  const Symbol *outside = l->measure;
  if (!outside) {
    if (measure->decl->kid[MEASURE_BY]) return NULL;
    l->measure = measure;
  }
  IrNode *node = lower_as(l, measure->decl->kid[MEASURE_VALUE], value_kind(measure));
  l->measure = outside;
  return node;
}

static bool describe_segments(Lowering *l, const AstNode *names, ProgramDimension *out) {
  Str *labels = ARENA_ARRAY(&l->program->arena, Str, names->count + 1);
  if (!labels) return false;
  for (uint32_t i = 0; i < names->count; i++) labels[i] = pool_str(&l->pool, names->kid[i]->text);
  *out = (ProgramDimension){.name = pool_str(&l->pool, STR("segments")), .kind = KIND_BOOLEAN, .segments = true,
                            .labels = {.names = labels, .count = names->count}};
  return true;
}

static bool describe_dimensions(Lowering *l, const AstNode *by, ProgramMeasure *out) {
  out->dimensions = ARENA_ARRAY(&l->program->arena, ProgramDimension, by->count + 1);
  for (uint32_t i = 0; out->dimensions && i < by->count; i++) {
    const AstNode *dimension = by->kid[i], *segments = measure_segments(dimension);
    const Type *type = dimension->type;
    ProgramDimension *d = &out->dimensions[out->dimension_count++];
    if (segments && !describe_segments(l, segments, d)) return false;
    if (segments) continue;
    *d = (ProgramDimension){.name = pool_str(&l->pool, source_text(l->checked->sources, dimension->span)),
                            .kind = type_value_kind(type)};
    if (type->labels && d->kind == KIND_CODE) d->labels = pool_copy_labels(&l->pool, type->labels);
  }
  return out->dimensions && !l->program->arena.failed;
}

IrNode *lower_measure(Lowering *l, const Symbol *measure, uint32_t index, ProgramMeasure *out) {
  const AstNode *by = measure->decl->kid[MEASURE_BY];
  *out = (ProgramMeasure){.name = pool_str(&l->pool, measure->name), .title = pool_str(&l->pool, measure->title),
                          .unit = unit_of_measure(l, index), .span = measure->span};
  if (out->unit == PROGRAM_NONE || (by && !describe_dimensions(l, by, out))) return NULL;
  uint32_t unit = l->ir.unit;
  l->ir.unit = out->unit;
  l->measure = measure;
  IrNode *node = lower_as(l, measure->decl->kid[MEASURE_VALUE], value_kind(measure));
  l->measure = NULL;
  l->ir.unit = unit;
  return node;
}

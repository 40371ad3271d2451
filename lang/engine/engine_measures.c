/* SPDX-License-Identifier: MIT
 * Measures for the public interface. */
#include "lang/engine/engine_run.h"

static const char **dimension_names(const ProgramMeasure *measure, Arena *arena) {
  const char **names = ARENA_ARRAY(arena, const char *, measure->dimension_count + 1);
  for (uint32_t i = 0; names && i < measure->dimension_count; i++) names[i] = arena_str(arena, measure->dimensions[i].name).p;
  return names;
}

/* The code of a segment among those of `segments (…)` is told by its name, as a label is. */
static CibleMeasure measure_of(const Program *program, const ProgramMeasure *measure, const MeasureTable *table, Arena *arena) {
  uint32_t width = measure->dimension_count;
  CibleValue *keys = ARENA_ARRAY(arena, CibleValue, (size_t)table->rows * width + 1);
  CibleValue *values = ARENA_ARRAY(arena, CibleValue, table->rows + 1);
  for (uint32_t r = 0; keys && values && r < table->rows; r++) {
    values[r] = engine_value(&table->values[r], &program->defs[measure->def].labels, arena);
    for (uint32_t d = 0; d < width; d++)
      keys[(size_t)r * width + d] = engine_value(&table->keys[(size_t)r * width + d], &measure->dimensions[d].labels, arena);
  }
  return (CibleMeasure){.name = arena_str(arena, measure->name).p, .title = arena_str(arena, measure->title).p,
                        .dimension_count = width, .row_count = table->rows, .dimensions = dimension_names(measure, arena),
                        .keys = keys, .values = values};
}

static uint32_t find_measure(const Program *program, uint32_t def) {
  uint32_t i = 0;
  while (i < program->measure_count && program->measures[i].def != def) i++;
  return i;
}

void engine_take_measures(Cible *cible, const Program *program, const MeasureTable *tables, const uint32_t *defs, uint32_t def_count) {
  uint32_t count = defs ? def_count : program->measure_count;
  CibleMeasure *measures = ARENA_ARRAY(&cible->results, CibleMeasure, count + 1);
  for (uint32_t i = 0; measures && i < count; i++) {
    uint32_t at = defs ? find_measure(program, defs[i]) : i;
    measures[i] = measure_of(program, &program->measures[at], &tables[at], &cible->results);
  }
  if (cible->results.failed) return;
  cible->measures = measures;
  cible->measure_count = count;
}

size_t cible_measure_count(const Cible *cible) { return cible->measure_count; }

CibleMeasure cible_measure(const Cible *cible, size_t index) {
  return index < cible->measure_count ? cible->measures[index] : (CibleMeasure){.name = "", .title = ""};
}

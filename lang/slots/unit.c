/* SPDX-License-Identifier: MIT
 * Units: the subject's is the first, then one a related record, then one a measure with dimensions. */
#include "lang/slots/slot.h"

static bool add_unit(Lowering *l, UnitKind kind, uint32_t index) {
  Program *p = l->program;
  ProgramUnit *units = arena_grow(&p->arena, p->units, p->unit_count, &l->unit_size, sizeof *units);
  if (!units) return false;
  p->units = units;
  units[p->unit_count++] = (ProgramUnit){kind, index};
  return true;
}

bool units_list(Lowering *l) {
  Program *p = l->program;
  if (!add_unit(l, UNIT_RECORDS, 0)) return false;
  for (uint32_t i = 0; i < p->table_count; i++) {
    ProgramTable *table = &p->tables[i];
    if (table->role == TABLE_LOOKUP) continue;
    table->unit = table->role == TABLE_SUBJECT ? 0 : p->unit_count;
    if (table->role == TABLE_RELATED && !add_unit(l, UNIT_RECORDS, i)) return false;
  }
  return true;
}

uint32_t unit_of_measure(Lowering *l, uint32_t measure) {
  return add_unit(l, UNIT_GROUPS, measure) ? l->program->unit_count - 1 : PROGRAM_NONE;
}

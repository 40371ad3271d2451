/* SPDX-License-Identifier: MIT
 * Units, slots and measures: what a pass may be made from without a check, and that passes come to an end. */
#include "runtime/code/verify_parts.h"

enum { STEPS_MOST = 64, KEYS_MOST = 64 /* of a group */ };

/* A related record stands behind its parent, so that the way up ends at the subject. */
static bool check_parent(Verifier *v, uint32_t index) {
  const ProgramTable *table = &v->program->tables[index];
  if (table->role != TABLE_RELATED) return true;
  if (table->parent >= index || v->program->tables[table->parent].role == TABLE_LOOKUP)
    return verify_refuse(v, "record %u is related to none before it", index);
  if (table->parent && v->program->tables[table->parent].unit >= table->unit) return verify_refuse(v, "record %u is read before its parent", index);
  return v->program->tables[table->parent].key.n || verify_refuse(v, "the parent of record %u has no key", index);
}

static bool check_unit(Verifier *v, uint32_t index) {
  const Program *p = v->program;
  const ProgramUnit *unit = &p->units[index];
  if (unit->kind == UNIT_GROUPS)
    return (unit->index < p->measure_count && p->measures[unit->index].unit == index) ||
           verify_refuse(v, "unit %u is of no measure", index);
  if (index == 0 && !p->has_subject) return unit->index == 0 || verify_refuse(v, "unit 0 is not the subject's");
  bool own = unit->index < p->table_count && p->tables[unit->index].unit == index;
  return (own && p->tables[unit->index].role == (index ? TABLE_RELATED : TABLE_SUBJECT)) ||
         verify_refuse(v, "unit %u is of no record", index);
}

bool verify_units(Verifier *v) {
  const Program *p = v->program;
  if (!p->unit_count) return verify_refuse(v, "there is no unit for the subject");
  for (uint32_t i = 0; i < p->table_count; i++) {
    TableRole role = p->tables[i].role;
    if ((role == TABLE_SUBJECT) != (i == 0 && p->has_subject)) return verify_refuse(v, "record %u is in the place of another", i);
    if (role != TABLE_LOOKUP && p->tables[i].unit >= p->unit_count) return verify_refuse(v, "record %u has no unit", i);
    if (role == TABLE_LOOKUP && p->tables[i].unit != PROGRAM_NONE) return verify_refuse(v, "look-up %u has a unit", i);
    if (!check_parent(v, i)) return false;
  }
  for (uint32_t i = 0; i < p->unit_count; i++)
    if (!check_unit(v, i)) return false;
  return true;
}

bool verify_reads_slot(const Program *program, uint32_t unit, uint32_t slot) {
  return program_unit_above(program, program->slots[slot].owner, unit);
}

/* ---- slots ---- */

static bool is_input(const Program *p, uint32_t def, uint32_t unit) { return def < p->def_count && p->defs[def].unit == unit; }

static bool is_truth(const Program *p, uint32_t def, uint32_t unit) {
  return is_input(p, def, unit) && p->defs[def].value == KIND_BOOLEAN;
}

static bool check_steps(Verifier *v, uint32_t index) {
  const Program *p = v->program;
  const ProgramSlot *slot = &p->slots[index];
  if (!slot->step_count || slot->step_count > STEPS_MOST || slot->steps[0].no)
    return verify_refuse(v, "slot %u has no first step, or too many", index);
  if (slot->value_kind != KIND_BOOLEAN || slot->value != PROGRAM_NONE || slot->key_count || !is_input(p, slot->by, slot->rows) ||
      (p->defs[slot->by].value != KIND_DATE && p->defs[slot->by].value != KIND_DATETIME))
    return verify_refuse(v, "slot %u is no sequence in time", index);
  for (uint32_t i = 0; i < slot->step_count; i++) {
    if (!is_truth(p, slot->steps[i].condition, slot->rows)) return verify_refuse(v, "a step of slot %u has no condition", index);
    if (slot->steps[i].within.count < 0) return verify_refuse(v, "a step of slot %u goes back in time", index);
  }
  return true;
}

static bool is_number(Kind kind) { return kind == KIND_INTEGER || kind == KIND_NUMBER || kind == KIND_MONEY; }
static bool is_rankable(Kind kind) { return kind == KIND_INTEGER || kind == KIND_NUMBER || kind == KIND_MONEY || kind == KIND_DATE || kind == KIND_DATETIME; }

static bool check_cuts(Verifier *v, uint32_t index) {
  const ProgramSlot *slot = &v->program->slots[index];
  if (slot->value_kind != KIND_CODE || slot->rows != 0 || slot->owner != 0 || slot->key_count > 1 || !slot->cut_count)
    return verify_refuse(v, "slot %u is no classification of the subject", index);
  Kind of = slot->value == PROGRAM_NONE ? KIND_COUNT : v->program->defs[slot->value].value;
  if (!is_rankable(of) || (slot->by_share && !is_number(of)))
    return verify_refuse(v, "slot %u cannot be ranked", index);
  for (uint32_t i = 0; i < slot->cut_count; i++) {
    const ProgramCut *cut = &slot->cuts[i];
    if ((cut->size == SIZE_REST) != (i + 1 == slot->cut_count)) return verify_refuse(v, "slot %u does not end in its rest", index);
    if (cut->label >= slot->labels.count || cut->count < 0 || cut->share.scale > 18 || cut->share.mantissa < 0)
      return verify_refuse(v, "slot %u has a class that cannot be", index);
  }
  return true;
}

/* What the function gives of values of that kind; KIND_COUNT where it takes none such. */
static Kind aggregate_gives(const Program *p, const ProgramSlot *slot) {
  Kind of = slot->value == PROGRAM_NONE ? KIND_COUNT : p->defs[slot->value].value;
  switch (slot->function) {
  case AGG_COUNT: return slot->value == PROGRAM_NONE ? KIND_INTEGER : KIND_COUNT;
  case AGG_EXISTS: return slot->value == PROGRAM_NONE ? KIND_BOOLEAN : KIND_COUNT;
  case AGG_SUM: return of != KIND_COUNT && is_number(of) ? of : KIND_COUNT;
  case AGG_AVERAGE:
  case AGG_MEDIAN:
  case AGG_QUANTILE: return of == KIND_MONEY ? KIND_MONEY : of != KIND_COUNT && is_number(of) ? KIND_NUMBER : KIND_COUNT;
  case AGG_MIN:
  case AGG_MAX: return of == KIND_BOOLEAN || of == KIND_CODE ? KIND_COUNT : of;
  case AGG_FIRST:
  case AGG_LAST: return of;
  case AGG_COUNT_DISTINCT: return of == KIND_COUNT ? KIND_COUNT : KIND_INTEGER;
  case AGG_RANK: return of != KIND_COUNT && (is_rankable(of) || of == KIND_TEXT) ? KIND_INTEGER : KIND_COUNT;
  case AGG_PERCENT_RANK: return of != KIND_COUNT && (is_rankable(of) || of == KIND_TEXT) ? KIND_NUMBER : KIND_COUNT;
  case AGG_RUNNING_SHARE: return of != KIND_COUNT && is_number(of) ? KIND_NUMBER : KIND_COUNT;
  case AGG_COUNT_OF_ALL: break;
  }
  return KIND_COUNT;
}

static bool check_aggregate(Verifier *v, uint32_t index) {
  const Program *p = v->program;
  const ProgramSlot *slot = &p->slots[index];
  if (aggregate_gives(p, slot) != slot->value_kind) return verify_refuse(v, "slot %u gives no value of its kind", index);
  bool ends = slot->function == AGG_FIRST || slot->function == AGG_LAST;
  if (ends != (slot->by != PROGRAM_NONE)) return verify_refuse(v, "slot %u has an order that it does not need, or none", index);
  if (!(slot->argument >= 0 && slot->argument <= 1)) return verify_refuse(v, "slot %u has an argument out of 0..1", index);
  bool ranks = aggregate_info(slot->function)->kept == KEPT_ORDER;
  return !ranks || (slot->rows == 0 && slot->owner == 0) || verify_refuse(v, "slot %u ranks what is not the subject", index);
}

/* How many keys of a slot say to which group of the dimension a row belongs. */
static uint32_t key_count(const ProgramDimension *dimension) { return dimension->segments ? dimension->labels.count : 1; }

/* A slot of groups has the keys of their dimensions, of the same kinds. */
static bool check_keys(Verifier *v, uint32_t index, const ProgramMeasure *measure) {
  const Program *p = v->program;
  const ProgramSlot *slot = &p->slots[index];
  if (slot->kind != SLOT_AGGREGATE || !slot->key_count) return verify_refuse(v, "slot %u cannot belong to groups", index);
  uint32_t key = 0;
  for (uint32_t i = 0; i < measure->dimension_count; i++) {
    const ProgramDimension *dimension = &measure->dimensions[i];
    for (uint32_t k = 0; k < key_count(dimension); k++, key++)
      if (key == slot->key_count || p->defs[slot->keys[key]].value != dimension->kind)
        return verify_refuse(v, "slot %u has not the keys of its dimensions", index);
  }
  return key == slot->key_count || verify_refuse(v, "slot %u has not the keys of its dimensions", index);
}

/* An owner is above the rows, is their groups, or is nobody; a population `per K` has one key. */
static bool check_owner(Verifier *v, uint32_t index) {
  const Program *p = v->program;
  const ProgramSlot *slot = &p->slots[index];
  if (slot->owner == PROGRAM_NONE) return slot->key_count == 0 || verify_refuse(v, "slot %u has keys but no owner", index);
  if (slot->owner >= p->unit_count) return verify_refuse(v, "slot %u has no owner", index);
  const ProgramUnit *owner = &p->units[slot->owner];
  if (owner->kind == UNIT_GROUPS) return check_keys(v, index, &p->measures[owner->index]);
  bool takes_key = slot->owner == 0 && slot->rows == 0 && slot->kind != SLOT_KEEP;
  if (slot->key_count > takes_key) return verify_refuse(v, "slot %u has keys that it does not need", index);
  return program_unit_above(p, slot->owner, slot->rows) || verify_refuse(v, "slot %u is of rows that are not its owner's", index);
}

/* Levels are passes, so there are no more of them than slots; and a slot brings what its kind is made from, nothing else. */
static bool check_extent(Verifier *v, uint32_t index) {
  const ProgramSlot *slot = &v->program->slots[index];
  if (slot->level >= v->program->slot_count) return verify_refuse(v, "slot %u is made after all passes", index);
  if ((slot->kind != SLOT_SEQUENCE && slot->step_count) || (slot->kind != SLOT_CUT && slot->cut_count) ||
      ((slot->kind == SLOT_CUT || slot->kind == SLOT_KEEP) && slot->by != PROGRAM_NONE))
    return verify_refuse(v, "slot %u brings what it is not made from", index);
  return true;
}

static bool check_slot(Verifier *v, uint32_t index) {
  const Program *p = v->program;
  const ProgramSlot *slot = &p->slots[index];
  if (slot->rows >= p->unit_count || p->units[slot->rows].kind != UNIT_RECORDS || !p->has_subject)
    return verify_refuse(v, "slot %u has no rows", index);
  bool inputs = (slot->value == PROGRAM_NONE || is_input(p, slot->value, slot->rows)) &&
                (slot->by == PROGRAM_NONE || is_input(p, slot->by, slot->rows)) &&
                (slot->where == PROGRAM_NONE || is_truth(p, slot->where, slot->rows));
  for (uint32_t i = 0; i < slot->key_count; i++) inputs &= is_input(p, slot->keys[i], slot->rows);
  if (!inputs) return verify_refuse(v, "slot %u is made from what is not its rows'", index);
  if (!verify_names(v, slot->labels.names, slot->labels.count, "slots")) return false;
  if (!check_owner(v, index) || !check_extent(v, index)) return false;
  switch (slot->kind) {
  case SLOT_KEEP:
    return (slot->value != PROGRAM_NONE && slot->owner == slot->rows && p->defs[slot->value].value == slot->value_kind) ||
           verify_refuse(v, "slot %u keeps no value of its kind", index);
  case SLOT_AGGREGATE: return check_aggregate(v, index);
  case SLOT_CUT: return check_cuts(v, index);
  case SLOT_SEQUENCE: return check_steps(v, index);
  }
  return false;
}

static bool check_dimensions(Verifier *v, uint32_t index) {
  const ProgramMeasure *measure = &v->program->measures[index];
  uint64_t keys = 0;
  for (uint32_t i = 0; i < measure->dimension_count; i++) {
    const ProgramDimension *dimension = &measure->dimensions[i];
    if (dimension->segments ? dimension->kind != KIND_BOOLEAN || !dimension->labels.count
                            : (dimension->kind == KIND_CODE) != (dimension->labels.count > 0))
      return verify_refuse(v, "a dimension of measure %u and its labels do not go together", index);
    if (!verify_names(v, &dimension->name, 1, "dimensions") ||
        !verify_names(v, dimension->labels.names, dimension->labels.count, "dimensions"))
      return false;
    keys += key_count(dimension);
  }
  return keys <= KEYS_MOST || verify_refuse(v, "measure %u has too many dimensions", index);
}

static bool check_measure(Verifier *v, uint32_t index) {
  const Program *p = v->program;
  const ProgramMeasure *measure = &p->measures[index];
  if (measure->unit >= p->unit_count || p->units[measure->unit].kind != UNIT_GROUPS || p->units[measure->unit].index != index)
    return verify_refuse(v, "measure %u has no unit of its own", index);
  if (!is_input(p, measure->def, measure->unit)) return verify_refuse(v, "measure %u has no value", index);
  const Str names[] = {measure->name, measure->title};
  return verify_names(v, names, 2, "measures") && check_dimensions(v, index);
}

bool verify_slots(Verifier *v) {
  const Program *p = v->program;
  if (p->slot_count > SLOTS_MOST) return verify_refuse(v, "there are more than %d sets", SLOTS_MOST);
  for (uint32_t i = 0; i < p->measure_count; i++)
    if (!check_measure(v, i)) return false;
  for (uint32_t i = 0; i < p->slot_count; i++)
    if (!check_slot(v, i)) return false;
  return true;
}

static bool is_below(const Verifier *v, uint32_t def, uint32_t level) {
  return def == PROGRAM_NONE || v->levels[v->program->defs[def].block] <= level;
}

bool verify_levels(Verifier *v) {
  const Program *p = v->program;
  for (uint32_t i = 0; i < p->slot_count; i++) {
    const ProgramSlot *slot = &p->slots[i];
    bool below = is_below(v, slot->value, slot->level) && is_below(v, slot->where, slot->level) && is_below(v, slot->by, slot->level);
    for (uint32_t k = 0; k < slot->key_count; k++) below &= is_below(v, slot->keys[k], slot->level);
    for (uint32_t k = 0; k < slot->step_count; k++) below &= is_below(v, slot->steps[k].condition, slot->level);
    if (!below) return verify_refuse(v, "slot %u is made from what needs it", i);
  }
  return true;
}

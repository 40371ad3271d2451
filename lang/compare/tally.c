/* SPDX-License-Identifier: MIT
 * What two versions make of the same records: who goes where, what it costs before and after. */
#include "lang/compare/compare.h"

/* ---- what is compared ---- */

static bool is_listed(const ProgramDef *def) {
  return def->kind == DEF_LET || def->kind == DEF_SEGMENT || def->kind == DEF_SCORE || def->kind == DEF_CLASSIFY || def->kind == DEF_CHOOSE;
}

static const ProgramDef *named(const Program *program, Str name) {
  for (uint32_t i = 0; i < program->def_count; i++)
    if (is_listed(&program->defs[i]) && str_equal(program->defs[i].name, name)) return &program->defs[i];
  return NULL;
}

static uint32_t ask(uint32_t *columns, uint32_t *count, uint32_t def) {
  if (def == PROGRAM_NONE) return PROGRAM_NONE;
  columns[*count] = def;
  return (*count)++;
}

static void take_side(TallySide *side, const Program *program, const ProgramDef *def, uint32_t *columns, uint32_t *count) {
  *side = (TallySide){.def = def, .column = PROGRAM_NONE, .cost = PROGRAM_NONE, .response = PROGRAM_NONE};
  if (!def) return;
  side->column = ask(columns, count, (uint32_t)(def - program->defs));
  if (def->kind != DEF_CHOOSE) return;
  side->cost = ask(columns, count, def->cost);
  side->response = ask(columns, count, def->response);
}

static uint32_t states_of(const ProgramDef *def) {
  if (!def) return 0;
  return (def->value == KIND_BOOLEAN ? 2 : def->labels.count) + 2;
}

static bool add(TallyList *list, const Program *old_program, const Program *new_program, const ProgramDef *old, const ProgramDef *new) {
  Tally *tally = &list->items[list->count++];
  const ProgramDef *any = new ? new : old;
  tally->name = any->name;
  take_side(&tally->old_side, old_program, old, list->old_columns, &list->old_count);
  take_side(&tally->new_side, new_program, new, list->new_columns, &list->new_count);
  tally->compared = old && new && old->value == new->value;
  tally->flows = any->value == KIND_BOOLEAN || any->value == KIND_CODE;
  if (!tally->compared || !tally->flows) return true;
  tally->old_states = states_of(old);
  tally->new_states = states_of(new);
  tally->cells = ARENA_ARRAY(list->arena, Cell, (size_t)tally->old_states * tally->new_states);
  return tally->cells != NULL;
}

bool tally_make(TallyList *list, const Program *old_program, const Program *new_program, Arena *arena) {
  uint32_t most = old_program->def_count + new_program->def_count + 1;
  *list = (TallyList){.arena = arena, .items = ARENA_ARRAY(arena, Tally, most), .old_columns = ARENA_ARRAY(arena, uint32_t, most * 3),
                      .new_columns = ARENA_ARRAY(arena, uint32_t, most * 3)};
  if (arena->failed) return false;
  for (uint32_t i = 0; i < new_program->def_count; i++) {
    const ProgramDef *def = &new_program->defs[i];
    if (is_listed(def) && !add(list, old_program, new_program, named(old_program, def->name), def)) return false;
  }
  for (uint32_t i = 0; i < old_program->def_count; i++) {
    const ProgramDef *def = &old_program->defs[i];
    if (is_listed(def) && !named(new_program, def->name) && !add(list, old_program, new_program, def, NULL)) return false;
  }
  return true;
}

/* ---- counting ---- */

static void count_side(TallySide *side, const Value *row) {
  if (!side->def || !row) return;
  const Value *value = &row[side->column];
  double number;
  side->records++;
  if (!value->known) return;
  side->known++;
  if (value->kind == KIND_BOOLEAN) side->size += value->truth;
  else if ((value->kind == KIND_INTEGER || value->kind == KIND_NUMBER || value->kind == KIND_MONEY) && why_number(value, &number))
    exact_add(&side->sum, number);
  if (side->def->kind != DEF_CHOOSE) return;
  side->size += (uint32_t)value->i32 + 1 < side->def->labels.count; /* the last is `none` */
  if (side->cost != PROGRAM_NONE && row[side->cost].known) side->costs += row[side->cost].i64;
  if (side->response != PROGRAM_NONE && row[side->response].known) exact_add(&side->responses, row[side->response].f64);
}

static uint32_t state_of(const TallySide *side, const Value *row, uint32_t states) {
  if (!row) return states - 1;
  const Value *value = &row[side->column];
  if (!value->known) return states - 2;
  return value->kind == KIND_BOOLEAN ? value->truth : (uint32_t)value->i32;
}

Str tally_state(const Tally *tally, bool old_version, uint32_t state) {
  const ProgramDef *def = old_version ? tally->old_side.def : tally->new_side.def;
  uint32_t states = old_version ? tally->old_states : tally->new_states;
  if (state + 1 == states) return STR("absent");
  if (state + 2 == states) return STR("unknown");
  if (def->value == KIND_CODE) return def->labels.names[state];
  if (def->kind == DEF_SEGMENT) return state ? STR("in") : STR("out");
  return state ? STR("true") : STR("false");
}

static bool keep_key(TallyList *list, Cell *cell, const Value *key) {
  if (cell->key_count == MOVERS_MOST) return true;
  Value kept = *key;
  if (kept.kind == KIND_TEXT) kept.str = arena_str(list->arena, key->str);
  cell->keys[cell->key_count++] = kept;
  return !list->arena->failed;
}

static bool count_flow(TallyList *list, Tally *tally, const Value *key, const Value *old_row, const Value *new_row) {
  uint32_t from = state_of(&tally->old_side, old_row, tally->old_states);
  uint32_t to = state_of(&tally->new_side, new_row, tally->new_states);
  Cell *cell = &tally->cells[from * tally->new_states + to];
  cell->records++;
  if (str_equal(tally_state(tally, true, from), tally_state(tally, false, to))) return true;
  tally->moved++;
  return keep_key(list, cell, key);
}

static bool is_same(const Value *a, const Value *b) {
  if (a->known != b->known || !a->known) return a->known == b->known;
  switch (a->kind) {
  case KIND_BOOLEAN: return a->truth == b->truth;
  case KIND_NUMBER: return a->f64 == b->f64;
  case KIND_TEXT: return str_equal(a->str, b->str);
  case KIND_DATE:
  case KIND_CODE: return a->i32 == b->i32;
  case KIND_INTEGER:
  case KIND_MONEY:
  case KIND_DATETIME: return a->i64 == b->i64;
  case KIND_COUNT: return true;
  }
  return true;
}

static void count_values(Tally *tally, const Value *old_row, const Value *new_row) {
  double a, b;
  if (!old_row || !new_row) {
    tally->moved++;
    return;
  }
  const Value *before = &old_row[tally->old_side.column], *after = &new_row[tally->new_side.column];
  if (is_same(before, after)) return;
  tally->moved++;
  if (!why_number(before, &a) || !why_number(after, &b)) return;
  if (b > a) tally->higher++;
  else tally->lower++;
}

Status tally_take(void *self, const Value *key, const Value *old_row, const Value *new_row) {
  TallyList *list = self;
  if (old_row && new_row) list->both++;
  else if (old_row) list->only_old++;
  else list->only_new++;
  for (uint32_t i = 0; i < list->count; i++) {
    Tally *tally = &list->items[i];
    count_side(&tally->old_side, old_row);
    count_side(&tally->new_side, new_row);
    if (!tally->compared) continue;
    if (!tally->flows) count_values(tally, old_row, new_row);
    else if (!count_flow(list, tally, key, old_row, new_row)) return STATUS_NO_MEMORY;
  }
  return STATUS_OK;
}

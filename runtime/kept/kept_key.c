/* SPDX-License-Identifier: MIT */
#include "runtime/kept/kept_key.h"

#include "runtime/data/zone.h"
#include "runtime/kept/kept_mix.h"

typedef struct Making {
  const KeptGround *ground;
  const Program *p;
  Arena *arena;
  KeptKeys *keys;
  bool *block_made, *slot_made;
  KeptKey *prologue; /* by register: what the prologue puts into it … */
  bool *ticking;     /* … which hangs on a clock that goes on */
  KeptKey *lookups;  /* by table: what stands in it */
  KeptKey *units;    /* as KeptKeys has them, but for what changes in records */
  uint32_t *names;   /* by register: beyond `before`, its place among the temporaries that the block under way has named */
  uint32_t named, before;
} Making;

/* ---- tables ---- */

static void mix_table(KeptMix *mix, const Making *m, uint32_t table) {
  const ProgramTable *t = &m->p->tables[table];
  mix_str(mix, t->source);
  mix_number(mix, t->csv);
  mix_number(mix, t->role);
  mix_number(mix, t->optional);
  mix_str(mix, t->key);
  mix_number(mix, t->key_kind);
  mix_str(mix, t->by);
}

/* Which groups there are hangs on what a measure's slots are made from. */
static KeptKey key_of_groups(const Making *m, const ProgramMeasure *measure) {
  if (!m->ground->groups) return (KeptKey){{0}};
  KeptMix mix;
  mix_begin(&mix, "groups");
  mix_number(&mix, measure->dimension_count);
  for (uint32_t d = 0; d < measure->dimension_count; d++) {
    mix_number(&mix, measure->dimensions[d].kind);
    mix_labels(&mix, measure->dimensions[d].labels);
    mix_number(&mix, measure->dimensions[d].segments);
  }
  return mix_end(&mix);
}

/* The records of a table, with those that they belong to; `numbered`: as they are and have keys. */
static KeptKey key_of_unit(const Making *m, uint32_t unit, bool numbered) {
  if (m->p->units[unit].kind != UNIT_RECORDS) return key_of_groups(m, &m->p->measures[m->p->units[unit].index]);
  KeptMix mix;
  mix_begin(&mix, numbered ? "numbered unit" : "unit");
  for (uint32_t t = m->p->units[unit].index;; t = m->p->tables[t].parent) {
    const KeptAge age = m->ground->ages ? m->ground->ages[t] : (KeptAge){0};
    mix_table(&mix, m, t);
    mix_number(&mix, age.layout);
    mix_number(&mix, numbered ? age.keys : 0);
    if (m->p->tables[t].role != TABLE_RELATED) return mix_end(&mix);
  }
}

static void mix_bits(KeptMix *mix, const uint64_t *bits, uint32_t rows) {
  mix_number(mix, bits != NULL);
  for (uint32_t r = 0; bits && r < rows; r++) mix_number(mix, bits[r / 64] >> (r % 64) & 1);
}

static void mix_lookup_column(KeptMix *mix, const LookupColumn *column, uint32_t rows) {
  mix_number(mix, column->data != NULL);
  if (!column->data) return;
  mix_bits(mix, column->valid, rows);
  mix_bytes(mix, column->fault, column->fault ? rows : 0);
  for (uint32_t r = 0; r < rows; r++) {
    const bool known = !column->valid || (column->valid[r / 64] >> (r % 64) & 1);
    if (!known) continue;
    switch (kind_lane(column->kind)) {
    case LANE_BITS: mix_number(mix, ((const uint64_t *)column->data)[r / 64] >> (r % 64) & 1); break;
    case LANE_I32: mix_number(mix, (uint32_t)((const int32_t *)column->data)[r]); break;
    case LANE_I64: mix_number(mix, (uint64_t)((const int64_t *)column->data)[r]); break;
    case LANE_F64: mix_bytes(mix, (const double *)column->data + r, sizeof(double)); break;
    case LANE_STR: mix_str(mix, ((const Str *)column->data)[r]); break;
    }
  }
}

/* All that a look-up record holds: its file may change while the database does not. */
static KeptKey key_of_lookup(const Making *m, uint32_t table) {
  const Lookup *lookup = m->ground->lookups ? m->ground->lookups[table] : NULL;
  const ProgramTable *t = &m->p->tables[table];
  if (!lookup) return (KeptKey){{0}};
  KeptMix mix;
  mix_begin(&mix, "lookup");
  mix_number(&mix, lookup->rows);
  for (uint32_t r = 0; r < lookup->rows; r++) {
    if (lookup->key_kind == KIND_TEXT) mix_str(&mix, lookup->text_keys[r]);
    else mix_number(&mix, (uint64_t)lookup->int_keys[r]);
  }
  for (uint32_t c = t->first_column; c < t->first_column + t->column_count; c++) {
    mix_str(&mix, m->p->columns[c].stored);
    mix_number(&mix, m->p->columns[c].kind);
    mix_lookup_column(&mix, &lookup->columns[c], lookup->rows);
  }
  return mix_end(&mix);
}

static void mix_column(KeptMix *mix, const Making *m, uint32_t column) {
  const ProgramColumn *c = &m->p->columns[column];
  mix_str(mix, c->stored);
  mix_number(mix, c->kind);
  mix_labels(mix, c->labels);
  mix_number(mix, c->optional);
  if (m->p->tables[c->table].role == TABLE_LOOKUP) mix_key(mix, &m->lookups[c->table]);
  else mix_key(mix, &m->units[m->p->tables[c->table].unit]);
}

/* ---- instructions ---- */

/* Temporaries are numbered as they are met: which registers they are does not matter. */
static void mix_temporary(KeptMix *mix, Making *m, uint32_t reg) {
  if (m->names[reg] <= m->before) m->names[reg] = ++m->named;
  mix_number(mix, m->names[reg] - m->before);
}

/* Within the prologue: what the register holds there. */
static void mix_prologue(KeptMix *mix, const Making *m, uint32_t reg) {
  mix_bytes(mix, &m->prologue[reg], sizeof(KeptKey));
  mix->unkeyed |= m->ticking[reg];
}

static void mix_clock(KeptMix *mix, const Making *m, uint32_t clock) {
  mix_number(mix, clock == CLOCK_TODAY ? (uint64_t)m->ground->today : (uint64_t)m->ground->now);
  mix_number(mix, clock);
  mix->unkeyed |= clock == CLOCK_NOW && m->ground->ticks;
}

static void mix_reg(KeptMix *mix, Making *m, uint32_t reg, uint32_t block) {
  const ProgramReg *r = &m->p->regs[reg];
  mix_number(mix, r->role);
  mix_number(mix, r->kind);
  switch (r->role) {
  case REG_TEMP:
    if (block) mix_temporary(mix, m, reg);
    else mix_prologue(mix, m, reg);
    break;
  case REG_RESULT:
    if (r->index == block) mix_str(mix, STR("own"));
    else mix_key(mix, &m->keys->blocks[r->index]);
    break;
  case REG_PROLOGUE:
    if (block) mix_key(mix, &m->prologue[reg]);
    else mix_prologue(mix, m, reg);
    break;
  case REG_CONSTANT: mix_value(mix, &m->p->constants[r->index]); break;
  case REG_COLUMN: mix_column(mix, m, r->index); break;
  case REG_CLOCK: mix_clock(mix, m, r->index); break;
  case REG_SLOT: mix_key(mix, &m->keys->slots[r->index]); break;
  }
}

static void mix_set(KeptMix *mix, const ProgramSet *set) {
  mix_number(mix, set->kind);
  mix_number(mix, set->count);
  for (uint32_t i = 0; i < set->count; i++) mix_value(mix, &set->items[i]);
}

static void mix_function(KeptMix *mix, const Making *m, uint32_t index) {
  const FnInfo *info = &m->ground->functions->items[index];
  mix_number(mix, index);
  mix_str(mix, str_from(info->name));
  if (info->flags & FN_CONST_2) mix_str(mix, zone_version(m->arena)); /* it may look into the system's time zones */
}

static void mix_immediate(KeptMix *mix, Making *m, const Instr *instr, uint32_t first) {
  const uint32_t imm = instr->imm;
  switch (opcode_info((Opcode)instr->op)->imm) {
  case IMM__: break;
  case IMM_N:
  case IMM_LABEL:
  case IMM_DAYS: mix_number(mix, imm); break;
  case IMM_JUMP: mix_number(mix, imm - first); break;
  case IMM_BLOCK: mix_key(mix, &m->keys->blocks[imm]); break;
  case IMM_COLUMN: mix_column(mix, m, imm); break;
  case IMM_TABLE: mix_key(mix, &m->lookups[imm]); break;
  case IMM_SET: mix_set(mix, &m->p->sets[imm]); break;
  case IMM_REGEX: mix_str(mix, m->p->regexes[imm]); break;
  case IMM_DECIMAL:
    mix_number(mix, (uint64_t)m->p->decimals[imm].mantissa);
    mix_number(mix, m->p->decimals[imm].scale);
    break;
  case IMM_LABELS: mix_labels(mix, m->p->labels[imm]); break;
  case IMM_FN: mix_function(mix, m, imm); break;
  }
}

/* The registers that the instruction reads; how many. */
static uint32_t sources(const Making *m, const Instr *instr, uint16_t *out) {
  const OpcodeInfo *info = opcode_info((Opcode)instr->op);
  const uint16_t regs[] = {instr->a, instr->b, instr->c, instr->d};
  const bool reads[] = {info->a, info->b, info->c, false};
  const uint32_t arguments = instr->op == OP_FN ? m->ground->functions->items[instr->imm].arg_count : 0;
  uint32_t count = 0;
  for (uint32_t i = 0; i < 4; i++)
    if (instr->op == OP_FN ? i < arguments : reads[i]) out[count++] = regs[i];
  return count;
}

/* Those, then the one that it writes. */
static void mix_operands(KeptMix *mix, Making *m, const Instr *instr, uint32_t block) {
  const OpcodeInfo *info = opcode_info((Opcode)instr->op);
  uint16_t regs[4];
  const uint32_t count = sources(m, instr, regs);
  for (uint32_t i = 0; i < count; i++) mix_reg(mix, m, regs[i], block);
  const bool begins = !block && (info->dst < OPERAND_RWB || (instr->op >= OP_COPY_B && instr->op <= OP_COPY_T));
  if (begins) mix_number(mix, m->p->regs[instr->dst].kind); /* what the prologue's register held before is gone */
  else if (info->dst) mix_reg(mix, m, instr->dst, block);
}

static void mix_instr(KeptMix *mix, Making *m, const Instr *instr, uint32_t block) {
  mix_number(mix, instr->op);
  mix_immediate(mix, m, instr, m->p->blocks[block].first);
  mix_operands(mix, m, instr, block);
}

/* ---- the prologue, blocks, slots ---- */

/* What the prologue leaves in a register: the instruction that wrote it, with what its operands held, stands for it. Of one that does
 * not run straight on, all that was before it. */
static void key_prologue(Making *m) {
  const ProgramBlock *prologue = &m->p->blocks[0];
  KeptMix before;
  mix_begin(&before, "prologue");
  bool straight = true;
  for (uint32_t i = prologue->first; i < prologue->first + prologue->count; i++) {
    const Instr *instr = &m->p->code[i];
    const OpcodeInfo *info = opcode_info((Opcode)instr->op);
    const bool writes = info->dst != OPERAND__;
    const bool counts = instr->op == OP_QUIET || instr->op == OP_LOUD; /* or not: faults alone */
    straight &= counts || (writes && info->a < OPERAND_RWB); /* one register written, and no other */
    mix_instr(&before, m, instr, 0);
    KeptMix mix = before;
    if (straight) {
      mix_begin(&mix, "prologue's");
      mix_instr(&mix, m, instr, 0);
    }
    if (!writes) continue;
    m->ticking[instr->dst] = mix.unkeyed;
    m->prologue[instr->dst] = mix_end(&mix);
  }
}

static void key_block(Making *m, uint32_t index) {
  const ProgramBlock *block = &m->p->blocks[index];
  KeptMix mix;
  mix_begin(&mix, "block");
  mix_key(&mix, &m->units[block->unit]);
  mix_number(&mix, m->p->regs[block->result].kind);
  m->before = m->named;
  for (uint32_t i = block->first; i < block->first + block->count; i++) mix_instr(&mix, m, &m->p->code[i], index);
  m->keys->blocks[index] = mix_end(&mix);
}

static void mix_def(KeptMix *mix, const Making *m, uint32_t def) {
  mix_number(mix, def != PROGRAM_NONE);
  if (def == PROGRAM_NONE) return;
  mix_number(mix, m->p->defs[def].value);
  mix_key(mix, &m->keys->blocks[m->p->defs[def].block]);
}

static void mix_cuts(KeptMix *mix, const ProgramSlot *slot) {
  mix_number(mix, slot->cut_count);
  for (uint32_t i = 0; i < slot->cut_count; i++) {
    const ProgramCut *cut = &slot->cuts[i];
    mix_number(mix, cut->size);
    mix_number(mix, cut->label);
    mix_number(mix, cut->size == SIZE_COUNT ? (uint64_t)cut->count : 0);
    mix_number(mix, cut->size == SIZE_SHARE ? (uint64_t)cut->share.mantissa : 0);
    mix_number(mix, cut->size == SIZE_SHARE ? cut->share.scale : 0);
  }
}

static void mix_steps(KeptMix *mix, const Making *m, const ProgramSlot *slot) {
  mix_number(mix, slot->step_count);
  for (uint32_t i = 0; i < slot->step_count; i++) {
    const ProgramStep *step = &slot->steps[i];
    mix_number(mix, step->no);
    mix_number(mix, step->timed);
    mix_number(mix, step->timed ? step->within.unit : 0);
    mix_number(mix, step->timed ? (uint64_t)step->within.count : 0);
    mix_def(mix, m, step->condition);
  }
  if (slot->step_count) mix_number(mix, (uint64_t)m->ground->today);
}

static void key_slot(Making *m, uint32_t index) {
  const ProgramSlot *slot = &m->p->slots[index];
  KeptMix mix;
  mix_begin(&mix, "slot");
  mix_number(&mix, slot->kind);
  mix_number(&mix, slot->kind == SLOT_AGGREGATE ? slot->function : 0);
  mix_number(&mix, slot->by_share);
  mix_number(&mix, slot->value_kind);
  mix_key(&mix, &m->keys->units[slot->rows]);
  const ProgramUnit *rows = &m->p->units[slot->rows];
  mix_number(&mix, m->ground->ages && rows->kind == UNIT_RECORDS ? m->ground->ages[rows->index].values : 0);
  mix_number(&mix, slot->owner != PROGRAM_NONE);
  if (slot->owner != PROGRAM_NONE) mix_key(&mix, &m->keys->units[slot->owner]);
  mix_def(&mix, m, slot->value);
  mix_def(&mix, m, slot->where);
  mix_def(&mix, m, slot->by);
  mix_number(&mix, slot->key_count);
  for (uint32_t i = 0; i < slot->key_count; i++) mix_def(&mix, m, slot->keys[i]);
  mix_bytes(&mix, &slot->argument, sizeof slot->argument);
  mix_cuts(&mix, slot);
  mix_steps(&mix, m, slot);
  m->keys->slots[index] = mix_end(&mix);
}

/* ---- all of them ---- */

static bool def_is_made(const Making *m, uint32_t def) { return def == PROGRAM_NONE || m->block_made[m->p->defs[def].block]; }

static bool slot_is_ready(const Making *m, const ProgramSlot *slot) {
  bool ready = def_is_made(m, slot->value) && def_is_made(m, slot->where) && def_is_made(m, slot->by);
  for (uint32_t i = 0; i < slot->key_count; i++) ready &= def_is_made(m, slot->keys[i]);
  for (uint32_t i = 0; i < slot->step_count; i++) ready &= def_is_made(m, slot->steps[i].condition);
  return ready;
}

static bool reg_is_made(const Making *m, uint32_t reg, uint32_t block) {
  const ProgramReg *r = &m->p->regs[reg];
  if (r->role == REG_RESULT) return r->index == block || m->block_made[r->index];
  return r->role != REG_SLOT || m->slot_made[r->index];
}

static bool block_is_ready(const Making *m, uint32_t index) {
  const ProgramBlock *block = &m->p->blocks[index];
  for (uint32_t i = block->first; i < block->first + block->count; i++) {
    const Instr *instr = &m->p->code[i];
    if (instr->op == OP_CALL && !m->block_made[instr->imm]) return false;
    uint16_t regs[4];
    for (uint32_t k = sources(m, instr, regs); k; k--)
      if (!reg_is_made(m, regs[k - 1], index)) return false;
  }
  return true;
}

/* Blocks stand behind those that they call, slots may stand anywhere: round after round until nothing more is ready. What then has no
 * key is not kept. */
static void key_all(Making *m) {
  for (bool more = true; more;) {
    more = false;
    for (uint32_t b = 1; b < m->p->block_count; b++) {
      if (m->block_made[b] || !block_is_ready(m, b)) continue;
      key_block(m, b);
      more = m->block_made[b] = true;
    }
    for (uint32_t s = 0; s < m->p->slot_count; s++) {
      if (m->slot_made[s] || !slot_is_ready(m, &m->p->slots[s])) continue;
      key_slot(m, s);
      more = m->slot_made[s] = true;
    }
  }
}

KeptKeys *kept_keys_make(const KeptGround *ground, Arena *arena) {
  const Program *p = ground->program;
  Making m = {.ground = ground, .p = p, .arena = arena, .keys = ARENA_NEW(arena, KeptKeys),
              .block_made = ARENA_ARRAY(arena, bool, p->block_count + 1), .slot_made = ARENA_ARRAY(arena, bool, p->slot_count + 1),
              .prologue = ARENA_ARRAY(arena, KeptKey, p->reg_count + 1), .ticking = ARENA_ARRAY(arena, bool, p->reg_count + 1),
              .lookups = ARENA_ARRAY(arena, KeptKey, p->table_count + 1),
              .units = ARENA_ARRAY(arena, KeptKey, p->unit_count + 1), .names = ARENA_ARRAY(arena, uint32_t, p->reg_count + 1)};
  KeptKey *blocks = ARENA_ARRAY(arena, KeptKey, p->block_count + 1), *slots = ARENA_ARRAY(arena, KeptKey, p->slot_count + 1);
  KeptKey *units = ARENA_ARRAY(arena, KeptKey, p->unit_count + 1);
  if (arena->failed || !p->block_count) return NULL;
  *m.keys = (KeptKeys){blocks, slots, units};
  for (uint32_t u = 0; u < p->unit_count; u++) units[u] = key_of_unit(&m, u, true), m.units[u] = key_of_unit(&m, u, false);
  for (uint32_t t = 0; t < p->table_count; t++)
    if (p->tables[t].role == TABLE_LOOKUP) m.lookups[t] = key_of_lookup(&m, t);
  key_prologue(&m);
  key_all(&m);
  return arena->failed ? NULL : m.keys;
}

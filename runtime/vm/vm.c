/* SPDX-License-Identifier: MIT
 * Making a VM, binding batches, asking for definitions. */
#include "runtime/vm/vm_state.h"

#include "runtime/code/stack_need.h"

static void *lanes_new(Vm *vm, Lane lane) { return arena_alloc(&vm->keep, lanes_size(lane, BATCH_SIZE)); }

static bool make_constant(Vm *vm, Vector *vec, const Value *value) {
  static const Mask unknown;
  vec->constant = true;
  if (!value->known) vec->valid = &unknown;
  void *lane = arena_alloc(&vm->keep, sizeof(Mask));
  if (!lane) return false;
  vec->data = lane;
  if (!value->known) return true;
  switch (kind_lane(value->kind)) {
  case LANE_BITS: ((Mask *)lane)->words[0] = value->truth; break;
  case LANE_I32: *(int32_t *)lane = value->i32; break;
  case LANE_I64: *(int64_t *)lane = value->i64; break;
  case LANE_F64: *(double *)lane = value->f64; break;
  case LANE_STR: *(Str *)lane = value->str; break;
  }
  return true;
}

static bool make_clock(Vm *vm, Vector *vec, Clock clock, const VmConfig *config) {
  Value value = {.kind = vec->kind, .known = true};
  if (clock == CLOCK_TODAY) value.i32 = config->today;
  else value.i64 = config->now;
  return make_constant(vm, vec, &value);
}

/* A register of its own lanes; a column has none until a batch is bound. */
static bool make_reg(Vm *vm, Reg *reg, const ProgramReg *from, const VmConfig *config) {
  reg->vec.kind = from->kind;
  switch (from->role) {
  case REG_CONSTANT: return make_constant(vm, &reg->vec, &vm->program->constants[from->index]);
  case REG_CLOCK: return make_clock(vm, &reg->vec, from->index, config);
  case REG_COLUMN:
  case REG_SLOT: return true;
  case REG_TEMP:
  case REG_RESULT:
  case REG_PROLOGUE:
    reg->data = lanes_new(vm, kind_lane(from->kind));
    reg->known = ARENA_NEW(&vm->keep, Mask);
    reg->vec.data = reg->data;
    return reg->data && reg->known;
  }
  return false;
}

static bool is_of_unit(const Program *program, const ProgramBlock *block, uint32_t unit) {
  return block == program->blocks || block->unit == unit;
}

/* Which registers the blocks of the unit name: what is of other units takes no memory. */
static bool *find_regs(Vm *vm) {
  const Program *p = vm->program;
  bool *named = ARENA_ARRAY(&vm->keep, bool, p->reg_count + 1);
  for (uint32_t b = 0; named && b < p->block_count; b++) {
    const ProgramBlock *block = &p->blocks[b];
    if (!is_of_unit(p, block, vm->unit)) continue;
    if (b) named[block->result] = true;
    for (uint32_t i = block->first; i < block->first + block->count; i++) {
      const Instr *instr = &p->code[i];
      const uint16_t regs[] = {instr->dst, instr->a, instr->b, instr->c, instr->d};
      for (int k = 0; k < 5; k++)
        if (regs[k] < p->reg_count) named[regs[k]] = true;
    }
  }
  return named;
}

static bool reads_slot(const Vm *vm, const ProgramReg *reg) {
  return reg->role == REG_SLOT && program_unit_above(vm->program, vm->program->slots[reg->index].owner, vm->unit);
}

static bool is_own_column(const Vm *vm, const ProgramReg *reg) {
  return reg->role == REG_COLUMN && vm->program->tables[vm->program->columns[reg->index].table].unit == vm->unit;
}

static bool make_regs(Vm *vm, const VmConfig *config) {
  const Program *p = vm->program;
  const bool *named = find_regs(vm);
  vm->bound = ARENA_ARRAY(&vm->keep, uint32_t, p->reg_count + 1);
  vm->rooms = ARENA_ARRAY(&vm->keep, SlotRoom *, p->reg_count + 1);
  vm->column_regs = ARENA_ARRAY(&vm->keep, uint32_t, p->column_count + 1);
  if (!named || !vm->bound || !vm->rooms || !vm->column_regs) return false;
  for (uint32_t c = 0; c < p->column_count; c++) vm->column_regs[c] = PROGRAM_NONE;
  for (uint32_t i = 0; i < p->reg_count; i++) {
    const ProgramReg *from = &p->regs[i];
    if (!named[i] && from->role != REG_PROLOGUE) continue;
    if (!make_reg(vm, &vm->regs[i], from, config)) return false;
    if (reads_slot(vm, from) && !(vm->rooms[i] = ARENA_NEW(&vm->keep, SlotRoom))) return false;
    if (is_own_column(vm, from)) vm->column_regs[from->index] = i;
    if (is_own_column(vm, from) || reads_slot(vm, from) || from->role == REG_RESULT) vm->bound[vm->bound_count++] = i;
  }
  return true;
}

static uint32_t first_column_of(const Program *program, uint32_t unit) {
  const ProgramUnit *u = unit < program->unit_count ? &program->units[unit] : NULL;
  return u && u->kind == UNIT_RECORDS && u->index < program->table_count ? program->tables[u->index].first_column : 0;
}

/* The blocks whose results an earlier pass has kept. */
static bool make_kept(Vm *vm) {
  const Program *p = vm->program;
  vm->kept_blocks = vm->kept ? ARENA_ARRAY(&vm->keep, uint32_t, p->block_count) : NULL;
  for (uint32_t b = 1; vm->kept_blocks && b < p->block_count; b++) {
    if (!vm->kept[b] || p->blocks[b].unit != vm->unit) continue;
    SlotRoom **room = &vm->rooms[p->blocks[b].result];
    if (!(*room = ARENA_NEW(&vm->keep, SlotRoom))) return false;
    vm->kept_blocks[vm->kept_count++] = b;
  }
  return vm->kept_blocks || !vm->kept;
}

static bool make_parts(Vm *vm, const VmConfig *config) {
  const Program *program = vm->program;
  StackNeed need;
  if (!stack_need(program, vm->alloc, &need)) return false;
  vm->regs = ARENA_ARRAY(&vm->keep, Reg, program->reg_count);
  vm->blocks = ARENA_ARRAY(&vm->keep, BlockState, program->block_count);
  vm->counts = ARENA_ARRAY(&vm->keep, VmBlockCount, program->block_count);
  if (config->timed) vm->spent = ARENA_ARRAY(&vm->keep, uint64_t, program->block_count + 1);
  vm->sites = ARENA_ARRAY(&vm->keep, void *, program->code_count);
  /* The first of each stands below the block that is asked for. */
  vm->selections = ARENA_ARRAY(&vm->keep, Selection, need.selections + 1);
  vm->frames = ARENA_ARRAY(&vm->keep, Frame, need.frames + 1);
  vm->spare = lanes_new(vm, LANE_I64);
  vm->scratch = lanes_new(vm, LANE_STR);
  vm->fn_faults = ARENA_ARRAY(&vm->keep, uint8_t, BATCH_SIZE);
  vm->ordinals = ARENA_ARRAY(&vm->keep, uint32_t, BATCH_SIZE);
  if (vm->keep.failed) return false;
  return make_regs(vm, config) && make_kept(vm);
}

/* What the prologue computes stays: each of its registers is one value for all lanes from then on. */
static void run_prologue(Vm *vm) {
  static const Mask one = {{1}};
  vm->n = 1;
  vm->texts = &vm->keep;
  vm_run(vm, 0, &one);
  for (uint32_t i = 0; i < vm->program->reg_count; i++)
    if (vm->program->regs[i].role == REG_PROLOGUE) vm->regs[i].vec.constant = true;
  vm->texts = &vm->batch_texts;
}

Vm *vm_new(const VmConfig *config) {
  Vm *vm = MEM_NEW(config->alloc, Vm);
  if (!vm) return NULL;
  vm->alloc = config->alloc;
  vm->program = config->program;
  vm->functions = config->functions;
  vm->lookups = config->lookups;
  vm->slots = config->slots;
  vm->kept = config->kept;
  vm->kept_faulted = config->kept_faulted;
  vm->unit = config->unit;
  vm->first_column = first_column_of(config->program, config->unit);
  arena_init(&vm->keep, config->alloc);
  arena_init(&vm->batch_texts, config->alloc);
  fault_table_init(&vm->faults, config->alloc);
  vm->faults.unit = config->unit;
  vm->faults.keep_records = config->keep_records;
  bool made = make_parts(vm, config);
  if (made && vm->program->block_count) run_prologue(vm);
  if (made && !vm->no_memory && !vm->keep.failed && !vm->faults.arena.failed) return vm;
  vm_free(vm);
  return NULL;
}

void vm_free(Vm *vm) {
  if (!vm) return;
  arena_free(&vm->keep);
  arena_free(&vm->batch_texts);
  fault_table_free(&vm->faults);
  mem_free(vm->alloc, vm, sizeof *vm);
}

/* Texts of the batch before are about to go: no register may hold on to them. */
static void forget_texts(Vm *vm) {
  for (uint32_t i = 0; i < vm->program->reg_count; i++) {
    Reg *reg = &vm->regs[i];
    if (!reg->has_texts || vm->program->regs[i].role == REG_PROLOGUE) continue;
    memset(reg->data, 0, lanes_size(LANE_STR, BATCH_SIZE));
    reg->has_texts = false;
  }
  arena_reset(&vm->batch_texts);
}

/* What the batch's own records have in `values`: a run of them in place, else record by record. */
static void view_own(Vm *vm, const SlotValues *values, Vector *vec, SlotRoom *room) {
  const BatchPlace *place = vm->place;
  if (!place->indexes) {
    slot_view(values, place->base + place->first, vm->n, vec, room);
    return;
  }
  for (uint32_t i = 0; i < vm->n; i++) vm->ordinals[i] = place->base + place->indexes[i];
  slot_gather(values, vm->ordinals, vm->n, vec, room);
}

/* A slot's values for the records of the batch. */
static void bind_slot(Vm *vm, uint32_t reg) {
  const ProgramReg *from = &vm->program->regs[reg];
  const SlotValues *values = vm->slots ? vm->slots[from->index] : NULL;
  const BatchPlace *place = vm->place;
  Vector *vec = &vm->regs[reg].vec;
  SlotRoom *room = vm->rooms[reg];
  uint32_t owner = vm->program->slots[from->index].owner;
  if (!values || (!values->single && !place)) {
    mask_none(&room->valid);
    *vec = (Vector){.kind = from->kind, .constant = true, .valid = &room->valid, .data = &room->bits};
  } else if (values->single) {
    slot_view(values, 0, vm->n, vec, room);
  } else if (owner == vm->unit) {
    view_own(vm, values, vec, room);
  } else {
    slot_gather(values, place->up[owner], vm->n, vec, room);
  }
}

/* Results that an earlier pass has kept stand ready, as if their blocks had run; in which lanes faults were met is not known any more. */
static void bind_kept(Vm *vm) {
  for (uint32_t i = 0; i < vm->kept_count && vm->place; i++) {
    uint32_t block = vm->kept_blocks[i], reg = vm->program->blocks[block].result;
    BlockState *state = &vm->blocks[block];
    view_own(vm, vm->kept[block], &vm->regs[reg].vec, vm->rooms[reg]);
    mask_first(&state->done, vm->n);
    state->quiet_done = state->done;
    state->entered = state->quietly = true;
    if (!vm->kept_faulted || !vm->kept_faulted[block]) continue;
    state->faulted = state->done;
    state->has_faulted = true;
  }
}

void vm_bind_at(Vm *vm, const Batch *batch, const BatchPlace *place) {
  forget_texts(vm);
  fault_table_batch(&vm->faults);
  vm->batch = batch;
  vm->place = place;
  vm->n = batch->count;
  for (uint32_t i = 0; i < vm->program->block_count; i++) {
    BlockState *state = &vm->blocks[i];
    if (!state->entered) continue;
    mask_none(&state->done);
    if (state->quietly) mask_none(&state->quiet_done);
    if (state->recalled) vm_forget_recalled(vm, i);
    state->entered = state->quietly = state->has_faulted = false;
  }
  for (uint32_t i = 0; i < vm->bound_count; i++) {
    uint32_t reg = vm->bound[i];
    const ProgramReg *from = &vm->program->regs[reg];
    Vector *vec = &vm->regs[reg].vec;
    if (from->role == REG_COLUMN) *vec = batch->columns[from->index - vm->first_column].vec;
    else if (from->role == REG_SLOT) bind_slot(vm, reg);
    else vec->valid = NULL;
  }
  bind_kept(vm);
}

void vm_bind(Vm *vm, const Batch *batch) { vm_bind_at(vm, batch, NULL); }

const Vector *vm_need(Vm *vm, uint32_t def, const Mask *wanted) {
  const ProgramDef *asked = &vm->program->defs[def];
  Mask lanes;
  mask_first(&lanes, vm->n);
  if (wanted)
    for (uint32_t w = 0; w < MASK_WORDS; w++) lanes.words[w] &= wanted->words[w];
  vm_run(vm, asked->block, &lanes);
  if (vm->no_memory || vm->unread || vm->keep.failed || vm->batch_texts.failed || vm->faults.arena.failed) return NULL;
  return &vm->regs[vm->program->blocks[asked->block].result].vec;
}

bool vm_need_again(Vm *vm, uint32_t def) {
  vm->faults.counted_before = true;
  const Vector *vector = vm_need(vm, def, NULL);
  vm->faults.counted_before = false;
  return vector != NULL;
}

const BatchPlace *vm_place(const Vm *vm) { return vm->place; }

const FaultTable *vm_faults(const Vm *vm) { return &vm->faults; }

const VmBlockCount *vm_block_counts(const Vm *vm) { return vm->counts; }

const uint64_t *vm_spent(const Vm *vm) { return vm->spent; }

uint64_t vm_read_time(const Vm *vm) { return vm->read_time; }

/* SPDX-License-Identifier: MIT
 * Look-ups: the row of a key, and a column in a row. */
#include "runtime/vm/kernel.h"

/* NULL where the run has no such table: then no key is found. */
static const Lookup *lookup_of(const Vm *vm, uint32_t table) { return vm->lookups ? vm->lookups[table] : NULL; }

static void find(Vm *vm, const Instr *instr, bool by_text) {
  Work work;
  if (!work_begin(&work, vm, instr, 1)) return;
  const Lookup *lookup = lookup_of(vm, instr->imm);
  int32_t *out = work.dst->data;
  Mask *known = work_known(&work);
  WORK_EACH_KNOWN(work, known, i, {
    int32_t row = -1;
    if (lookup && by_text) row = lookup_find_text(lookup, text_at(&work.a, i));
    else if (lookup) row = lookup_find_int(lookup, work.a.i64[work.a.constant ? 0 : i]);
    out[i] = row < 0 ? 0 : row;
    if (row < 0) mask_clear(known, i);
  })
}

KERNEL(FIND_I) { find(vm, instr, false); }
KERNEL(FIND_T) { find(vm, instr, true); }

static inline bool row_bit(const uint64_t *bits, uint32_t row) { return bits[row / 64] >> (row % 64) & 1; }

static void fetch_value(Reg *dst, uint32_t lane, const void *data, uint32_t row) {
  switch (kind_lane(dst->vec.kind)) {
  case LANE_BITS:
    mask_clear(dst->data, lane);
    if (row_bit(data, row)) mask_set(dst->data, lane);
    break;
  case LANE_I32: ((int32_t *)dst->data)[lane] = ((const int32_t *)data)[row]; break;
  case LANE_I64: ((int64_t *)dst->data)[lane] = ((const int64_t *)data)[row]; break;
  case LANE_F64: ((double *)dst->data)[lane] = ((const double *)data)[row]; break;
  case LANE_STR: ((Str *)dst->data)[lane] = ((const Str *)data)[row]; break;
  }
}

static void fetch(Vm *vm, const Instr *instr) {
  Work work;
  if (!work_begin(&work, vm, instr, 1)) return;
  const Lookup *lookup = lookup_of(vm, vm->program->columns[instr->imm].table);
  const LookupColumn *column = lookup && lookup->columns ? &lookup->columns[instr->imm] : NULL;
  Mask *known = work_known(&work);
  FaultLanes faults;
  bool faulted = false;
  WORK_EACH_KNOWN(work, known, i, {
    uint32_t row = (uint32_t)work.a.i32[work.a.constant ? 0 : i];
    if (!column || !column->data || row >= lookup->rows) {
      mask_clear(known, i);
    } else if (column->fault && column->fault[row]) {
      if (!faulted) faults = (FaultLanes){0};
      faulted = true;
      work_fault(&faults, known, i, column->fault[row]);
    } else if (column->valid && !row_bit(column->valid, row)) {
      mask_clear(known, i);
    } else {
      fetch_value(work.dst, i, column->data, row);
    }
  })
  if (faulted) work_report(&work, &faults);
}

KERNEL(FETCH_B) { fetch(vm, instr); }
KERNEL(FETCH_D) { fetch(vm, instr); }
KERNEL(FETCH_I) { fetch(vm, instr); }
KERNEL(FETCH_F) { fetch(vm, instr); }
KERNEL(FETCH_T) { fetch(vm, instr); }

/* SPDX-License-Identifier: MIT
 * One instruction on constants: a VM of one lane, four constant registers and a result. */
#include "runtime/vm/kernel.h"

enum { RESULT, OPERANDS, REGS = 1 + FN_ARGS_MOST, LANES = 64 /* kernels may write a whole word of lanes */ };

typedef union Lanes {
  Mask bits;
  int64_t i64[LANES];
  double f64[LANES];
  Str str[LANES];
} Lanes;

typedef struct Folding {
  Vm vm;
  Program program;
  Instr code[1];
  Span spans[1];
  void *sites[1];
  Selection selections[1];
  Frame frame;
  Reg regs[REGS];
  Lanes lanes[REGS];
  Mask known[REGS];
  Lanes scratch;
  uint8_t fn_faults[LANES];
} Folding;

static uint32_t operand_count(const Instr *instr, const FnTable *functions) {
  const OpcodeInfo *info = opcode_info(instr->op);
  if (instr->op == OP_FN) return functions->items[instr->imm].arg_count;
  return (info->a != OPERAND__) + (info->b != OPERAND__) + (info->c != OPERAND__);
}

static void set_operand(Folding *f, uint32_t index, const Value *value) {
  Reg *reg = &f->regs[OPERANDS + index];
  Lanes *lanes = &f->lanes[OPERANDS + index];
  reg->vec = (Vector){.kind = value->kind, .constant = true, .data = lanes};
  reg->data = lanes;
  reg->known = &f->known[OPERANDS + index];
  if (!value->known) {
    reg->vec.valid = reg->known;
    return;
  }
  switch (kind_lane(value->kind)) {
  case LANE_BITS: lanes->bits.words[0] = value->truth; break;
  case LANE_I32: *(int32_t *)(void *)lanes = value->i32; break;
  case LANE_I64: lanes->i64[0] = value->i64; break;
  case LANE_F64: lanes->f64[0] = value->f64; break;
  case LANE_STR: lanes->str[0] = value->str; break;
  }
}

static void prepare(Folding *f, const Program *program, const FnTable *functions, Instr instr, Kind result) {
  f->program = *program;
  f->code[0] = instr;
  f->code[0].dst = RESULT;
  f->code[0].a = OPERANDS;
  f->code[0].b = OPERANDS + 1;
  f->code[0].c = OPERANDS + 2;
  f->code[0].d = OPERANDS + 3;
  f->program.code = f->code;
  f->program.spans = f->spans;
  f->program.code_count = 1;
  f->selections[0] = (Selection){.mask = {{1}}, .count = 1, .dense = true, .scanned = true};
  f->regs[RESULT] = (Reg){.vec = {.kind = result, .data = &f->lanes[RESULT]}, .data = &f->lanes[RESULT],
                          .known = &f->known[RESULT]};
  f->vm.program = &f->program;
  f->vm.functions = functions;
  f->vm.texts = &f->vm.batch_texts;
  f->vm.n = 1;
  f->vm.regs = f->regs;
  f->vm.sites = f->sites;
  f->vm.selection = f->vm.selections = f->selections;
  f->vm.frame = f->vm.frames = &f->frame;
  f->vm.scratch = &f->scratch;
  f->vm.fn_faults = f->fn_faults;
}

bool vm_fold(const Program *program, const FnTable *functions, Instr instr, const Value *operands, Kind result, Arena *arena,
             Value *out) {
  const Alloc *alloc = arena->alloc;
  Folding *f = MEM_NEW(alloc, Folding);
  if (!f) return false;
  prepare(f, program, functions, instr, result);
  f->vm.alloc = alloc;
  arena_init(&f->vm.keep, alloc);
  arena_init(&f->vm.batch_texts, alloc);
  fault_table_init(&f->vm.faults, alloc);
  for (uint32_t i = 0; i < operand_count(&instr, functions); i++) set_operand(f, i, &operands[i]);
  vm_step(&f->vm, f->code);
  *out = vector_get(&f->regs[RESULT].vec, 0);
  if (out->known && out->kind == KIND_TEXT) out->str = arena_str(arena, out->str);
  bool failed = f->vm.no_memory || f->vm.keep.failed || f->vm.batch_texts.failed || f->vm.faults.arena.failed;
  bool folded = f->vm.faults.total == 0 && !failed && !arena->failed;
  fault_table_free(&f->vm.faults);
  arena_free(&f->vm.batch_texts);
  arena_free(&f->vm.keep);
  mem_free(alloc, f, sizeof *f);
  return folded;
}

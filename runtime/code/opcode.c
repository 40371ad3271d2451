/* SPDX-License-Identifier: MIT */
#include "runtime/code/opcode.h"

static const OpcodeInfo infos[OP_COUNT] = {
#define OP(id, text, dst, a, b, c, imm, faults, doc)                                                                   \
  {text, OPERAND_##dst, OPERAND_##a, OPERAND_##b, OPERAND_##c, IMM_##imm, faults, doc},
#include "runtime/code/opcodes.def"
#undef OP
};

const OpcodeInfo *opcode_info(Opcode op) { return &infos[op]; }

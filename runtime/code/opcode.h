/* What is known of each instruction, from opcodes.def. */
#ifndef CIBLE_CODE_OPCODE_H
#define CIBLE_CODE_OPCODE_H

#include <stdbool.h>
#include <stdint.h>

typedef enum Opcode {
#define OP(id, text, dst, a, b, c, imm, faults, doc) OP_##id,
#include "runtime/code/opcodes.def"
#undef OP
  OP_COUNT
} Opcode;

/* What an operand may be; the letters of opcodes.def. */
typedef enum Operand {
  OPERAND__, /* none */
  OPERAND_B,
  OPERAND_D,
  OPERAND_I,
  OPERAND_F,
  OPERAND_T,
  OPERAND_X, /* any lane */
  OPERAND_RWB,
  OPERAND_RWD,
  OPERAND_RWI,
  OPERAND_RWF,
  OPERAND_RWT,
} Operand;

typedef enum Immediate {
  IMM__,
  IMM_N,
  IMM_JUMP,
  IMM_BLOCK,
  IMM_COLUMN,
  IMM_TABLE,
  IMM_SET,
  IMM_REGEX,
  IMM_DECIMAL,
  IMM_LABELS,
  IMM_FN,
  IMM_LABEL,
  IMM_DAYS,
} Immediate;

typedef struct OpcodeInfo {
  const char *text;
  Operand dst, a, b, c;
  Immediate imm;
  bool faults;
  const char *doc;
} OpcodeInfo;

const OpcodeInfo *opcode_info(Opcode op);
/* Does the instruction ask of its operands only whether they are known? */
static inline bool opcode_asks_whether_known(Opcode op) { return op == OP_KNOWN || op == OP_WHERE_KNOWN || op == OP_WHERE_UNKNOWN; }

#endif

/* The disassembler: tables, registers and blocks of a program, each instruction with the source it comes from beside it. */
#ifndef CIBLE_CODE_DISASM_H
#define CIBLE_CODE_DISASM_H

#include "runtime/base/buf.h"
#include "runtime/code/program.h"
#include "runtime/data/fn.h"

/* All of it. */
void disasm_program(const Program *program, const FnTable *functions, Buf *out);
/* What one definition comes down to: its block and those without a name that it calls; those of other definitions are named alone. */
void disasm_definition(const Program *program, const FnTable *functions, uint32_t def, Buf *out);

#endif

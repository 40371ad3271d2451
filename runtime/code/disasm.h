/* The disassembler: tables, registers and blocks of a program, each instruction with the source it comes from beside it. */
#ifndef CIBLE_CODE_DISASM_H
#define CIBLE_CODE_DISASM_H

#include "runtime/base/buf.h"
#include "runtime/code/program.h"
#include "runtime/data/fn.h"

void disasm_program(const Program *program, const FnTable *functions, Buf *out);

#endif

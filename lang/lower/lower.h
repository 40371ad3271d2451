/* Checked program -> bytecode: expressions become a graph without repeats (ir), then blocks, registers and instructions. */
#ifndef CIBLE_LANG_LOWER_H
#define CIBLE_LANG_LOWER_H

#include "lang/check/symbol.h"
#include "runtime/base/status.h"
#include "runtime/code/program.h"

/* A new program, verified (in all builds). Its defs: first the subject's columns that it reads (DEF_COLUMN), then the
 * declarations that give a value a record, in the order of the text, then the extras, then parts (of choices). NULL where
 * memory is out or a limit is passed (told in `diags`). */
Program *lower_program(const Checked *checked, const Alloc *alloc, DiagList *diags);

#endif

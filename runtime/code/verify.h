/* The verifier: accepts a program, from the compiler or from a file, only if nothing that it does can reach outside its
 * registers, columns, constants and blocks, and every selection is closed. What it accepts, the VM runs without a check. */
#ifndef CIBLE_CODE_VERIFY_H
#define CIBLE_CODE_VERIFY_H

#include "runtime/base/diag.h"
#include "runtime/base/status.h"
#include "runtime/code/program.h"
#include "runtime/data/fn.h"

/* STATUS_OK, or STATUS_NO with one message in `diags` that names block, instruction and reason. */
Status verify_program(const Program *program, const FnTable *functions, DiagList *diags) MUST_CHECK;

#endif

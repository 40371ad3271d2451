/* The plan of a program, for people: which tables are read, in which order, for what, and at what cost. */
#ifndef CIBLE_CODE_PLAN_H
#define CIBLE_CODE_PLAN_H

#include "runtime/base/buf.h"
#include "runtime/base/catalog.h"
#include "runtime/code/program.h"

/* Of a run that asks for every definition and measure. Memory running out shows in `out`. */
void plan_write(const Program *program, Language language, Buf *out);

#endif

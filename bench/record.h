/* One record at a time: what a host pays that compiles a rule once and asks it of each record as it comes. */
#ifndef CIBLE_BENCH_RECORD_H
#define CIBLE_BENCH_RECORD_H

#include <stdbool.h>

/* Prints a table of nanoseconds a record. False where the rule and C written by hand do not agree. */
bool record_bench(void);

#endif

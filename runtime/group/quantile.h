/* Quantile: the value at position 1 + p(n - 1) of sorted ones, linear between neighbours. */
#ifndef CIBLE_GROUP_QUANTILE_H
#define CIBLE_GROUP_QUANTILE_H

#include <stddef.h>

#include "runtime/data/value.h"

/* `keys` are the sort keys of n > 0 values of `kind` (INTEGER, NUMBER, MONEY), ascending; 0 <= p <= 1. p(n - 1) is taken as a double,
 * so that 0.9 of 11 values is the tenth itself; what lies behind its point is then exact. Money is rounded once, half to even;
 * integers and numbers are x + (y - x) * fraction in doubles. The result is MONEY or a NUMBER. */
Value quantile_of(const uint64_t *keys, size_t n, Kind kind, double p);

#endif

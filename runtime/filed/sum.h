/* A sum (XXH3) that a damaged file does not have by chance; it keeps nobody from forging one. */
#ifndef CIBLE_FILED_SUM_H
#define CIBLE_FILED_SUM_H

#include <stddef.h>
#include <stdint.h>

uint64_t filed_sum(const void *bytes, size_t n);
/* The same by wide vectors, for processors that have them. */
uint64_t filed_sum_wide(const void *bytes, size_t n);

#endif

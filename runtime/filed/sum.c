/* SPDX-License-Identifier: MIT
 * xxHash is compiled in: a sum is asked for every 100 KB, and another shared library would have to be loaded by every command. It is
 * compiled twice: the sums are the same, and a processor may have no wide vectors. */
#include "runtime/filed/sum.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#if defined(__x86_64__) && !defined(__clang__)
uint64_t filed_sum(const void *bytes, size_t n) { return __builtin_cpu_supports("avx2") ? filed_sum_wide(bytes, n) : XXH3_64bits(bytes, n); }
#else
uint64_t filed_sum(const void *bytes, size_t n) { return XXH3_64bits(bytes, n); }
#endif

/* HOT: a function with an inner loop that is worth wider vectors. gcc compiles it twice, for AVX2 (and no more: nothing is multiplied
 * and added in one step) and for any x86-64, and the loader picks; results are the same (tests/determinism holds them against each
 * other: PLAIN leaves the second form alone). The address and the thread sanitizer do not go with the loader's early choice. */
#ifndef CIBLE_BASE_HOT_H
#define CIBLE_BASE_HOT_H

/* <features.h>, which says whether this is glibc, comes with any header. */
#include <stdint.h>

#if defined(__x86_64__) && defined(__GLIBC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) \
    && !defined(PLAIN)
#define HOT __attribute__((target_clones("avx2", "default")))
#else
#define HOT
#endif

#endif

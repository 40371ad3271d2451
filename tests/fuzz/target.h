/* What a fuzz target offers: libFuzzer's interface, and inputs to begin with. */
#ifndef CIBLE_TESTS_FUZZ_TARGET_H
#define CIBLE_TESTS_FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>

/* Tries one input; aborts where something is wrong. Always 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A good input; the caller frees it. NULL behind the last. */
uint8_t *fuzz_seed(unsigned number, size_t *size);

#endif

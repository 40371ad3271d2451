/* W1 and W4 written out in C by hand over the columns that the VM reads: what its instructions are held against. Every product and
 * sum is taken in the order of the rules, so that the sums are the same to the last bit. */
#ifndef CIBLE_BENCH_FUSED_H
#define CIBLE_BENCH_FUSED_H

#include "bench/columns.h"
#include "runtime/code/program.h"

typedef struct Sums {
  uint64_t rows, marks; /* marks: segments, band and channel as one number, see mark_of */
  double score, ratio;
} Sums;

/* A sum of these tells whether two ways through the records agree on them. */
static inline uint64_t mark_of(uint64_t segments, uint64_t band, uint64_t channel) { return segments * 4096 + band * 64 + channel; }

/* Where the columns stand in a batch, and which texts are in the lists. Made once for a program of prospects.cible. */
typedef struct Fused Fused;

/* NULL where memory is out or a column is missing. */
Fused *fused_new(const Program *program, const Columns *columns, int32_t today);
void fused_free(Fused *fused);
/* Members of any segment: their scores, ratios and marks summed. */
Sums fused_w1(const Fused *fused);
/* The sizes of the five segments, summed. */
Sums fused_w4(const Fused *fused);

#endif

/* ExactSum: the sum of finite doubles without any rounding until it is asked for, so that neither order nor threads show. */
#ifndef CIBLE_EXEC_EXACT_SUM_H
#define CIBLE_EXEC_EXACT_SUM_H

#include <stdint.h>

enum { EXACT_LIMBS = 68 };

/* A fixed-point number: limb i stands for 2^(32 i - 1074), so that the least double is the lowest bit. Limbs hold more than 32
 * bits between carries. */
typedef struct ExactSum {
  int64_t limbs[EXACT_LIMBS];
  uint32_t pending; /* additions since the last carry */
} ExactSum;

void exact_add(ExactSum *sum, double number);
void exact_merge(ExactSum *sum, ExactSum *other);
/* The sum over n (n > 0), correct to about 18 digits before the last rounding; may be infinite where the sum is. */
double exact_mean(ExactSum *sum, uint64_t n);

#endif

/* ExactSum: the sum of finite doubles without any rounding until it is asked for, so that neither order nor threads show. */
#ifndef CIBLE_EXEC_EXACT_SUM_H
#define CIBLE_EXEC_EXACT_SUM_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { EXACT_LIMBS = 68 };

/* A fixed-point number: limb i stands for 2^(32 i - 1074), so that the least double is the lowest bit. Limbs hold more than 32
 * bits between carries. */
typedef struct ExactSum {
  int64_t limbs[EXACT_LIMBS];
  uint32_t pending; /* additions since the last carry */
} ExactSum;

enum { EXACT_CARRY_AFTER = 1 << 29 };
/* Brings the limbs into the one form that a sum has, whatever the order of its additions. */
void exact_carry(ExactSum *sum);

/* Mantissas of one exponent, with their signs: of one number, or of several added up. */
static inline void exact_add_mantissas(ExactSum *sum, uint32_t exponent, int64_t mantissas) {
  const uint32_t shift = exponent ? exponent - 1 : 0; /* above the least double */
  const int64_t sign = mantissas < 0 ? -1 : 1;
  const unsigned __int128 wide = (unsigned __int128)(mantissas < 0 ? -(uint64_t)mantissas : (uint64_t)mantissas) << (shift % 32);
  int64_t *limb = &sum->limbs[shift / 32];
  limb[0] += sign * (int64_t)(uint32_t)wide;
  limb[1] += sign * (int64_t)(uint32_t)(wide >> 32);
  limb[2] += sign * (int64_t)(uint32_t)(wide >> 64);
  if (++sum->pending == EXACT_CARRY_AFTER) exact_carry(sum);
}

/* The number is mantissa * 2^(exponent - 1075), but for exponent 0, which is that of 1. */
static inline int64_t exact_mantissa(double number, uint32_t *exponent) {
  uint64_t bits;
  memcpy(&bits, &number, sizeof bits);
  *exponent = bits >> 52 & 0x7ff;
  const uint64_t turned = -(bits >> 63), mantissa = (bits & (((uint64_t)1 << 52) - 1)) | (uint64_t)(*exponent > 0) << 52;
  return (int64_t)((mantissa ^ turned) - turned);
}

static inline void exact_add(ExactSum *sum, double number) {
  uint32_t exponent;
  const int64_t mantissa = exact_mantissa(number, &exponent);
  exact_add_mantissas(sum, exponent, mantissa);
}
/* The same of many. */
void exact_add_all(ExactSum *sum, const double *numbers, size_t count);
void exact_merge(ExactSum *sum, ExactSum *other);
/* The sum over n (n > 0), correct to about 18 digits before the last rounding; may be infinite where the sum is. */
double exact_mean(ExactSum *sum, uint64_t n);

#endif

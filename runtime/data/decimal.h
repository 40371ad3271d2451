/* Decimal: a decimal text taken apart, before it becomes a number or money. Shared by the readers of numeric.h alone. */
#ifndef CIBLE_DATA_DECIMAL_H
#define CIBLE_DATA_DECIMAL_H

#include "runtime/base/str.h"

typedef struct Decimal {
  bool negative;
  bool more;                /* digits other than 0 follow that found no room: the value is a little greater than told */
  unsigned __int128 digits; /* up to 38 of them … */
  int64_t exponent;         /* … times ten to this */
} Decimal;

enum { DECIMAL_DIGITS = 38 };

/* A sign, digits with at most one point, an exponent; nothing around. False where it is none. */
bool decimal_scan(Str text, Decimal *out);
/* digits * 10^exponent as the nearest double; infinite where it is too great. */
double decimal_double(uint64_t digits, int64_t exponent);
/* 10^n for n <= 19. */
extern const uint64_t powers_of_ten[20];
static inline uint64_t power_of_ten(uint32_t n) { return powers_of_ten[n]; }

#endif

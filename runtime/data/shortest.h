/* The shortest decimal that reads back as the same double; of several, the nearest to it. */
#ifndef CIBLE_DATA_SHORTEST_H
#define CIBLE_DATA_SHORTEST_H

#include <stdint.h>

typedef struct Shortest {
  uint64_t digits;  /* at most 17 digits, the last not 0; 0 for zero */
  int32_t exponent; /* times ten to this */
} Shortest;

/* Of a finite double that is not negative. */
Shortest shortest_of(double number);

#endif

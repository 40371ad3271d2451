/* Duration: a stretch of time as written: months (months, years), or days (days, weeks), or seconds (minutes, hours). */
#ifndef CIBLE_DATA_DURATION_H
#define CIBLE_DATA_DURATION_H

#include <stdint.h>

typedef enum DurationUnit { DURATION_SECONDS, DURATION_DAYS, DURATION_MONTHS } DurationUnit;
typedef struct Duration {
  DurationUnit unit;
  int64_t count;
} Duration;

#endif

/* Random programs by the number, each held against the machine; one that differs is made small. */
#ifndef CIBLE_TESTS_NAIVE_CAMPAIGN_H
#define CIBLE_TESTS_NAIVE_CAMPAIGN_H

#include <stdbool.h>
#include <stdint.h>

typedef struct Campaign {
  uint64_t seed;
  uint32_t programs;
  const char *folder; /* where databases are made */
  bool sets;          /* with related records, aggregates, cuts and measures */
  bool show;          /* print each program */
} Campaign;

/* How many programs differ (or cannot be compared); each is printed. */
uint32_t campaign_run(const Campaign *campaign);

#endif

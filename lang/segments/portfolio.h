/* A portfolio: the segments of a program over all records, counted alone, by pairs and by the combinations in which records are. */
#ifndef CIBLE_LANG_PORTFOLIO_H
#define CIBLE_LANG_PORTFOLIO_H

#include "lang/engine/engine_run.h"
#include "runtime/base/map.h"
#include "runtime/exec/exact_sum.h"

enum { SEGMENTS_MOST = 512, COMBINATIONS_MOST = 4096 };

/* Values gone by: how many, their exact sum, their mean and the sum of squares about it (Welford, in the order of the keys). */
typedef struct Spread {
  uint64_t count;
  ExactSum sum;
  double mean, squares;
} Spread;

typedef struct Combination {
  uint64_t *members; /* one bit a segment */
  uint64_t records;
  Spread spread;
} Combination;

typedef struct Portfolio {
  const Alloc *alloc;
  Arena arena;
  uint32_t count, words; /* segments; 64 of them a word */
  bool valued;
  uint64_t records, covered;
  uint64_t *sizes, *only, *pairs; /* pairs: count * count, first < second */
  Spread *spreads; /* by segment */
  Spread all;
  Map by_members;
  Combination **combinations; /* in the order of their first record */
  uint32_t combination_count;
  Combination rest; /* of all beyond COMBINATIONS_MOST */
  uint64_t *members; /* of the record at hand */
} Portfolio;

/* False where memory is out; portfolio_free whatever is returned. */
bool portfolio_init(Portfolio *portfolio, uint32_t segments, bool valued, const Alloc *alloc);
void portfolio_free(Portfolio *portfolio);
/* A record: members[i / 64] bit i % 64 of `portfolio->members` are its segments; its value, or NULL. False where memory is out. */
bool portfolio_add(Portfolio *portfolio, const double *value);
double spread_total(Spread *spread);
double spread_mean(Spread *spread); /* of nothing 0 */
/* The share of all variance that lies between the combinations; negative where there is none. */
double portfolio_between(const Portfolio *portfolio);

/* What there is to remark. */
void portfolio_remarks(CibleSegments *out, Language language, Arena *arena);

#endif

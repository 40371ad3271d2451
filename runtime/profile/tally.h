/* Tally: what one column holds, value by value: counts, extremes, the distinct values up to a bound, and which kinds read all. */
#ifndef CIBLE_PROFILE_TALLY_H
#define CIBLE_PROFILE_TALLY_H

#include "runtime/base/buf.h"
#include "runtime/base/map.h"
#include "runtime/data/stored.h"
#include "runtime/profile/profile.h"

typedef struct TallyValue {
  Str value;
  uint64_t count;
} TallyValue;

typedef struct Tally {
  ProfileColumn *info;
  Arena values, scratch; /* of the distinct values; of one value being read */
  Map map;               /* value -> TallyValue */
  TallyValue **list;     /* in the order met */
  uint32_t list_count, list_size;
  size_t bytes_most;     /* for the distinct values */
  uint32_t possible;     /* set (1 << Kind) of the kinds that read every value so far */
  uint64_t failed[KIND_COUNT];
  bool padded_numbers;   /* a text that is a number, but not as numbers are written: 007, +33 */
  bool times;            /* a text that is a datetime and no plain date */
  bool bare_truths;      /* 0 or 1: a truth only where the column is declared so */
  uint64_t finite;             /* of the integers and reals … */
  double least, greatest, sum; /* … and of these */
  int64_t least_integer, greatest_integer;
  Buf least_text, greatest_text;
} Tally;

void tally_init(Tally *tally, const Alloc *alloc, ProfileColumn *info, size_t bytes_most);
void tally_free(Tally *tally);
/* False where memory is out. */
bool tally_add(Tally *tally, Stored stored) __attribute__((warn_unused_result));
/* Fills the column's figures; texts go to `arena`. */
void tally_end(Tally *tally, Arena *arena);

#endif

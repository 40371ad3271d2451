/* What the files of the accumulator share; nobody else includes it. */
#ifndef CIBLE_GROUP_ACCUMULATOR_PARTS_H
#define CIBLE_GROUP_ACCUMULATOR_PARTS_H

#include "runtime/data/dict.h"
#include "runtime/group/accumulator.h"
#include "runtime/group/bag.h"
#include "runtime/group/carries.h"

/* A text of an owner that may be replaced: laid out so that an array of them can become one of Str. */
typedef struct OwnedText {
  char *p;
  uint32_t n, room; /* bytes */
} OwnedText;

/* What is kept of each owner: an array by ordinal, 0 where nothing was added. */
typedef enum OwnerArrayId {
  OWNER_MET,     /* a bit: has it a row? */
  OWNER_COUNT,   /* rows */
  OWNER_SUM,     /* of integers and money, wrapping round at 64 bits (see carries) */
  OWNER_NUMBER,  /* of numbers … */
  OWNER_LOST,    /* … and what its additions lost */
  OWNER_BEST,    /* the value kept: a sort key, or an OwnedText */
  OWNER_BEST_BY, /* FIRST, LAST: what it goes by, likewise */
  OWNER_ARRAYS
} OwnerArrayId;

typedef struct OwnerArray {
  union {
    void *p; /* NULL: not kept, or no room yet */
    uint64_t *words;
    int64_t *ints;
    double *numbers;
    OwnedText *texts;
  };
  size_t bytes;
  uint32_t width; /* bits an owner; 0: not kept */
} OwnerArray;

typedef enum AccumulatorFamily { FAMILY_TALLY, FAMILY_BEST, FAMILY_BAG } AccumulatorFamily;

struct Accumulator {
  const Alloc *alloc;
  AccumulatorSpec spec;
  AccumulatorFamily family;
  uint32_t owners; /* room in the arrays */
  OwnerArray arrays[OWNER_ARRAYS];
  Carries carries; /* of OWNER_SUM */
  Arena texts;     /* of OWNER_BEST and OWNER_BEST_BY */
  Bag bag;         /* values as sort keys, or codes of `dict` */
  Dict dict;
  bool has_dict;
  uint32_t *faults;
  uint32_t fault_count, fault_size;
};

enum { OWNERS_AHEAD = 32 };

/* The rows of a call that count: those selected, with an owner, their input known. */
typedef struct AccumulatorRows {
  const Vector *value, *by;
  uint32_t count;
  bool one_owner; /* all are owner 0's */
  uint16_t rows[BATCH_SIZE];
  uint32_t owners[BATCH_SIZE + OWNERS_AHEAD]; /* of each of these rows; behind the last, owner 0 */
} AccumulatorRows;

static inline uint32_t row_lane(const Vector *v, uint32_t row) { return v->constant ? 0 : row; }

/* Owners come in any order: asks the memory for what is kept of one that comes up soon. */
#define FETCH_AHEAD(rows, k, array) __builtin_prefetch(&(array)[(rows)->owners[(k) + OWNERS_AHEAD]], 1)

/* Add rows for whose owners there is room. False where memory is out. */
bool acc_tally_add(Accumulator *acc, const AccumulatorRows *rows);
bool acc_best_add(Accumulator *acc, const AccumulatorRows *rows);
bool acc_bag_add(Accumulator *acc, const AccumulatorRows *rows);
/* Fill `out`, which is empty and of the right kind; there is room for `count` owners. */
bool acc_tally_finish(Accumulator *acc, uint32_t count, SlotValues *out);
bool acc_best_finish(Accumulator *acc, uint32_t count, SlotValues *out);
bool acc_bag_finish(Accumulator *acc, uint32_t count, SlotValues *out);

/* Notes a result that does not fit; owners come in ascending order. */
bool accumulator_fault(Accumulator *acc, uint32_t owner);
/* The array becomes the result's data, whose lanes are as wide; or which of them are known. */
void accumulator_give_data(Accumulator *acc, OwnerArrayId array, uint32_t count, SlotValues *out);
void accumulator_give_known(Accumulator *acc, OwnerArrayId array, SlotValues *out);

static inline bool owner_met(const Accumulator *acc, uint32_t owner) {
  return acc->arrays[OWNER_MET].words[owner / 64] >> (owner % 64) & 1;
}

#endif

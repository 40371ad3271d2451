/* Pool: the tables of a program under construction: constants, sets, regular expressions, decimals, lists of labels.
 * All that it holds is copied into the program's arena. */
#ifndef CIBLE_LANG_POOL_H
#define CIBLE_LANG_POOL_H

#include "runtime/code/program.h"
#include "runtime/data/fn.h"

typedef struct Pool {
  Program *program; /* its tables are complete after each call: folding reads them */
  const FnTable *functions;
  uint32_t constant_size, set_size, regex_size, decimal_size, labels_size;
} Pool;

/* Each gives the index; 0 where memory is out (the arena then says so). All but constants are kept once. */
uint32_t pool_constant(Pool *pool, Value value);
/* The items are all known and of one kind; equal ones are kept once, in the order given. */
uint32_t pool_set(Pool *pool, Kind kind, const Value *items, uint32_t count);
uint32_t pool_regex(Pool *pool, Str pattern);
uint32_t pool_decimal(Pool *pool, int64_t mantissa, uint32_t scale);
uint32_t pool_labels(Pool *pool, const Labels *labels);

/* Copies, in the program's arena. */
Str pool_str(Pool *pool, Str s);
Labels pool_copy_labels(Pool *pool, const Labels *labels);

bool value_same(const Value *a, const Value *b);
uint64_t value_hash(const Value *v);

/* Room for one more item in an array of the arena; NULL where memory is out. The old array is left behind. */
void *arena_grow(Arena *arena, void *items, uint32_t count, uint32_t *size, size_t item_size);

#endif

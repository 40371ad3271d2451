/* Lookup: a look-up record held in memory: its needed columns, and an index from key to row. Made by the store, read by VMs. */
#ifndef CIBLE_VM_LOOKUP_H
#define CIBLE_VM_LOOKUP_H

#include "runtime/base/arena.h"
#include "runtime/data/batch.h"

typedef struct LookupColumn {
  Kind kind;
  uint64_t *valid; /* a bit a row; NULL: all known */
  uint8_t *fault;  /* a Fault a row; NULL: none */
  void *data;      /* rows of the kind's lane; BITS: a bit a row; texts are Str */
} LookupColumn;

typedef struct Lookup {
  Arena arena; /* owns all below */
  uint32_t rows;
  Kind key_kind;         /* INTEGER or TEXT */
  const int64_t *int_keys;
  const Str *text_keys;
  uint32_t *slots;       /* open addressing over keys: row + 1, 0 free */
  uint32_t slot_count;   /* a power of two */
  uint64_t seed;
  LookupColumn *columns; /* one a program column; those of other tables and unused ones have data NULL */
} Lookup;

/* Builds the index over the keys set; false where memory is out, or where two keys are equal (then *twice is the row). */
bool lookup_index(Lookup *lookup, uint32_t *twice);
/* The row, or -1. */
int32_t lookup_find_int(const Lookup *lookup, int64_t key);
int32_t lookup_find_text(const Lookup *lookup, Str key);

#endif

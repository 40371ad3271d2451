/* What the blocks and slots of a program mean, as keys: two that are equal give the same for every record of one state of a database,
 * in whatever programs they stand.
 *
 * Into the key of a block go its instructions with what they stand on: constants, columns by table, stored name and kind, sets,
 * expressions, functions, the clock where it is asked for, the keys of the blocks and slots that it uses, and all that stands in the
 * look-up records. What may not matter does not go in: names, titles, places in the text, numbers of registers and blocks. */
#ifndef CIBLE_KEPT_KEPT_KEY_H
#define CIBLE_KEPT_KEPT_KEY_H

#include <string.h>

#include "runtime/base/arena.h"
#include "runtime/code/program.h"
#include "runtime/data/fn.h"
#include "runtime/data/lookup.h"

typedef struct KeptKey {
  uint8_t bytes[32];
} KeptKey;

static inline bool kept_key_equal(const KeptKey *a, const KeptKey *b) { return memcmp(a, b, sizeof *a) == 0; }
/* A thing that cannot be kept. */
static inline bool kept_key_is_none(const KeptKey *key) { return kept_key_equal(key, &(KeptKey){{0}}); }

/* One each, by number. Units of groups, and what is made for them, have none: their groups are of one run. */
typedef struct KeptKeys {
  KeptKey *blocks, *slots, *units;
} KeptKeys;

/* What a program's code stands on beside itself: as VmConfig has it. */
typedef struct KeptGround {
  const Program *program;
  const FnTable *functions;
  const Lookup *const *lookups; /* NULL: none is used */
  int32_t today;
  int64_t now;
} KeptGround;

/* In the arena; NULL where memory is out. */
KeptKeys *kept_keys_make(const KeptGround *ground, Arena *arena);

#endif

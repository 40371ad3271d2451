/* What the blocks and slots of a program mean, as keys: two that are equal give the same for every record of one state of a database,
 * in whatever programs they stand.
 *
 * Into the key of a block go its instructions with what they stand on: constants, columns by table, stored name and kind, sets,
 * expressions, functions, the clock where it is asked for, the keys of the blocks and slots that it uses, and all that stands in the
 * look-up records. What may not matter does not go in: names, titles, places in the text, numbers of registers and blocks.
 *
 * Records may change under a block: its results are of those that have not. A slot is made from all of them: into its key goes
 * the age of the records that it is made from and that it is of, and with it into those of all blocks that use it. */
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

/* What has become of a table's records since they have been kept: each of these is another number from the next change of its sort on. */
typedef struct KeptAge {
  uint64_t layout; /* records do not have their places any more */
  uint64_t keys;   /* some have come or gone, or have other keys */
  uint64_t values; /* something in some */
} KeptAge;

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
  bool ticks;          /* that second is the run's alone: what hangs on it has no key */
  const KeptAge *ages; /* by table; NULL: no record changes */
  bool groups;         /* what is of groups has keys too: for those who only ask whether it is the same */
} KeptGround;

/* In the arena; NULL where memory is out. */
KeptKeys *kept_keys_make(const KeptGround *ground, Arena *arena);

#endif

/* Leaf marks: by what a leaf of a table is known again in another state of its database.
 *
 * The sum is NH, as UMAC and VMAC have it, over the page's words, taken twice: under a key drawn at random, two pages that differ
 * have the same one with a probability of 2^-128, whatever they hold, also where somebody has chosen them who does not know the key.
 * A leaf with rows that go on on other pages is never the same as another: its bytes do not say what stands there. */
#ifndef CIBLE_PAGES_LEAF_MARK_H
#define CIBLE_PAGES_LEAF_MARK_H

#include "runtime/pages/leaf_list.h"
#include "runtime/pages/page_format.h"

enum { LEAF_SUM_WORDS = 4, LEAF_SEED_BYTES = 32, LEAF_KEY_WORDS = PAGE_SIZE_MOST / 8 + 2 };

typedef struct LeafMark {
  uint64_t sum[LEAF_SUM_WORDS]; /* all 0: never the same as another */
  int64_t first;                /* its least rowid */
  uint64_t rows;
} LeafMark;

static inline bool leaf_mark_same(const LeafMark *a, const LeafMark *b) {
  static const uint64_t never[LEAF_SUM_WORDS];
  return !memcmp(a, b, sizeof *a) && memcmp(a->sum, never, sizeof never) != 0;
}

typedef struct LeafKey {
  uint64_t words[LEAF_KEY_WORDS];
} LeafKey;

/* The same key of the same seed. */
void leaf_key_make(LeafKey *key, const uint8_t seed[LEAF_SEED_BYTES]);

/* Marks the leaves `from` to `end - 1` of the list; `marks` is that of the first. PAGES_STRANGE where the rows of one of them are not
 * sure to be those that SQLite would find there. */
PageStatus leaf_marks_make(const PageSource *file, const LeafList *list, uint32_t from, uint32_t end, const LeafKey *key, LeafMark *marks);

#endif

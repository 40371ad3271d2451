/* LeafList: the leaves of a table's b-tree, in the order of its rowids. */
#ifndef CIBLE_PAGES_LEAF_LIST_H
#define CIBLE_PAGES_LEAF_LIST_H

#include "runtime/base/alloc.h"
#include "runtime/pages/page_source.h"

typedef struct Leaf {
  int64_t last;  /* no rowid in it is greater; every one in it is greater than the last of the leaf before */
  uint32_t page;
} Leaf;

typedef struct LeafList {
  const Alloc *alloc;
  Leaf *items;
  uint32_t count, size;
} LeafList;

/* Reads the interior pages alone. The list must be freed whatever the outcome. */
PageStatus leaf_list_make(LeafList *list, const PageSource *file, uint32_t root, const Alloc *alloc);
void leaf_list_free(LeafList *list);
/* The first leaf in which that rowid or a greater one could be; `count` where there is none. */
uint32_t leaf_list_find(const LeafList *list, int64_t rowid);
/* How many leaves from `leaf` on lie one behind the other in the file, up to `most`. */
uint32_t leaf_list_run(const LeafList *list, uint32_t leaf, uint32_t most);

#endif

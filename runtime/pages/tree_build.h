/* TreeBuild: a b-tree from its cells in order: leaves are filled one after the other, the pages above them are made at the end.
 *
 * Cells come as | varint payload bytes | varint rowid, of a table | payload |; what a page cannot hold goes to overflow pages.
 * The tree hangs on its cells alone, not on how many of them come at once. Functions give 0 or an errno. */
#ifndef CIBLE_PAGES_TREE_BUILD_H
#define CIBLE_PAGES_TREE_BUILD_H

#include "runtime/base/buf.h"
#include "runtime/pages/page_file.h"

/* A finished page of a level. */
typedef struct TreeChild {
  uint32_t page;
  size_t key_end; /* in `keys` */
} TreeChild;

enum { LEAF_CELLS_MOST = (BUILT_PAGE_SIZE - PAGE_LEAF_HEAD) / (CELL_BYTES_LEAST + CELL_POINTER_BYTES) };

typedef struct TreeBuild {
  PageFile *file;
  bool is_index;
  uint32_t cells, bytes;            /* of the leaf that is being filled */
  uint8_t content[BUILT_PAGE_SIZE]; /* its cells, one behind the other */
  uint16_t begins[LEAF_CELLS_MOST]; /* where each of them begins */
  TreeChild *children;
  uint32_t count, room;
  Buf keys;  /* behind each child what parts it from the next: the varint of a rowid, or a cell of the index */
  Buf local; /* a cell without what went to overflow pages */
} TreeBuild;

void tree_begin(TreeBuild *tree, PageFile *file, bool is_index);
/* Cells that stand one behind the other. */
int tree_add(TreeBuild *tree, const uint8_t *cells, const uint32_t *sizes, uint32_t count);
/* Writes what is left; the number of the tree's first page goes to *root. */
int tree_end(TreeBuild *tree, uint32_t *root);
/* The same where that is to be page 1, which is filled, behind the room for the file's header, but not written. */
int tree_end_first(TreeBuild *tree, uint8_t first_page[BUILT_PAGE_SIZE]);
void tree_free(TreeBuild *tree);

#endif

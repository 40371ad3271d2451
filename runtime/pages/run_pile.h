/* RunPile: runs of rows whose keys come in any order, kept in memory until all are there and then built into a tree by key. */
#ifndef CIBLE_PAGES_RUN_PILE_H
#define CIBLE_PAGES_RUN_PILE_H

#include "runtime/pages/record_write.h"
#include "runtime/pages/tree_build.h"

typedef struct RunPile {
  const Alloc *alloc;
  RowRun *runs;
  uint32_t count, room;
} RunPile;

void run_pile_init(RunPile *pile, const Alloc *alloc);
void run_pile_free(RunPile *pile);
/* Takes the run's rows and memory; it is empty then. 0 or an errno. */
int run_pile_take(RunPile *pile, RowRun *run);
/* Rows by key come in the order of their keys, entries of an index (text, rowid) in that of their texts. EEXIST where one comes
 * twice: its cell goes to *twice. */
int run_pile_build(const RunPile *pile, TreeBuild *tree, const uint8_t **twice);

#endif

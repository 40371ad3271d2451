/* A crew: threads that take the blocks of the file in turn. Each looks at its block's rows on its own; what it found is put together
 * block after block, so that neither the number of threads nor the size of blocks shows in what comes out. */
#ifndef CIBLE_IMPORT_CREW_H
#define CIBLE_IMPORT_CREW_H

#include "runtime/csv/csv_block.h"
#include "runtime/import/import_parts.h"

typedef struct CrewTask {
  void *self;
  /* A thread's own room; NULL: memory is out. */
  void *(*part_new)(void *self);
  void (*part_free)(void *self, void *part);
  /* All rows of a block, into the part, which forgets what it held. In any thread, more than once for some blocks.
   * STATUS_NO_MEMORY, without a message, is all that can fail. */
  Status (*block)(void *self, void *part, CsvBlock *block);
  /* In the order of the blocks, one at a time. `line` is that of the block's first row. */
  Status (*merge)(void *self, void *part, CsvBlock *block, uint64_t line);
} CrewTask;

/* Reads on, at most so many blocks; *all: the file has been read to its end. */
Status crew_run(Import *im, const CrewTask *task, uint64_t blocks_most, bool *all) MUST_CHECK;

#endif

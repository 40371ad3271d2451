/* Patch: how the records of a table, kept in blocks, become those of another state of its database. Leaves that are there in both
 * states have the same records; those of the others, fresh ones, are read anew and take the places of the ones that are gone, block
 * by block, so that a change here moves nothing there. */
#ifndef CIBLE_LEAVES_PATCH_H
#define CIBLE_LEAVES_PATCH_H

#include "runtime/base/alloc.h"
#include "runtime/base/status.h"
#include "runtime/data/mask.h"
#include "runtime/pages/leaf_mark.h"

enum { PATCH_FRESH = UINT32_MAX };

/* Records one behind the other, from one place. */
typedef struct PatchRun {
  uint32_t block; /* of the kept ones; PATCH_FRESH: the next fresh ones */
  uint32_t lane;  /* there, the first */
  uint32_t count;
} PatchRun;

typedef struct PatchBlock {
  uint32_t run, run_count; /* its records */
  uint32_t old;            /* the kept block in whose place it is; PATCH_FRESH: in none's */
  uint16_t count;          /* 1 .. BATCH_SIZE */
  bool whole;              /* it is that block */
  uint64_t fresh;          /* fresh records before it */
} PatchBlock;

/* A leaf that has changed. */
typedef struct PatchLeaf {
  uint32_t leaf;
  uint64_t fresh; /* fresh records before it */
} PatchLeaf;

typedef struct Patch {
  const Alloc *alloc;
  PatchRun *runs;
  PatchBlock *blocks;
  PatchLeaf *leaves;
  uint64_t *wanted; /* by leaf: has it changed? */
  uint32_t run_count, run_size, block_count, block_size, leaf_count, leaf_size, of_leaves;
  uint64_t records, fresh;
  bool moved;       /* not every kept block has its place still */
} Patch;

/* What is kept: the records of each block. */
typedef struct PatchGround {
  const LeafMark *marks;
  uint32_t leaf_count;
  const uint16_t *counts;
  uint32_t block_count;
} PatchGround;

/* STATUS_NO where it is not worth it, as too little would stay or blocks become too small. To be freed whatever is returned. */
Status patch_make(Patch *patch, const PatchGround *kept, const LeafMark *marks, uint32_t leaf_count, const Alloc *alloc) MUST_CHECK;
void patch_free(Patch *patch);
/* Which of a block's records do not stand in the lanes of the kept block that they had there. */
void patch_fresh_lanes(const Patch *patch, uint32_t block, Mask *fresh);

#endif

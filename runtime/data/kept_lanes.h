/* KeptLanes: what a block gives for the records of one batch, in those lanes that a run has computed and in which neither it nor what
 * it called met a fault. Kept between runs; not of texts. Where few lanes are here, few are stored; one never changes. */
#ifndef CIBLE_DATA_KEPT_LANES_H
#define CIBLE_DATA_KEPT_LANES_H

#include "runtime/base/alloc.h"
#include "runtime/data/vector.h"

typedef struct KeptLanes {
  uint32_t count;  /* records of the batch */
  uint32_t here;   /* how many of them have a lane here */
  bool all_known;  /* of these, all values are */
  Mask done;       /* which lanes are here … */
  Mask known;      /* … and of these, which values are known */
  uint16_t before[MASK_WORDS]; /* how many lanes are here before those of a word */
  uint64_t data[]; /* of the lanes that are here, one behind the other; of LANE_BITS a Mask of the batch */
} KeptLanes;

/* Bytes of a lane; 0: a bit. */
size_t kept_lane_width(Kind kind);
/* Bytes that it takes. */
size_t kept_lanes_bytes(const KeptLanes *lanes, Kind kind);
void kept_lanes_free(const Alloc *alloc, KeptLanes *lanes, Kind kind); /* NULL is let be */
/* Records of one batch among those of others, put together in their order. */
typedef struct KeptRun {
  uint32_t batch, first, count; /* where the first of them stands, and how many there are */
  Mask lanes;                   /* which of the batch they are */
} KeptRun;
/* Which of them are in `marked`, by where they stand; as lanes of their batch. */
void kept_run_marked(const KeptRun *run, const Mask *marked, Mask *lanes);

/* Those of `old` (NULL: none) and of a batch of `count` records those of `more`, where a vector has them: in the same lanes, or where
 * the run has put them (NULL: none). NULL where memory is out. */
KeptLanes *kept_lanes_make(const Alloc *alloc, const KeptLanes *old, uint32_t count, const Vector *from, const Mask *more,
                           const KeptRun *run);

/* Those of `old` but for `gone`, of a batch that has `count` records now; NULL where none are left, or memory is out. */
KeptLanes *kept_lanes_without(const Alloc *alloc, const KeptLanes *old, Kind kind, const Mask *gone, uint32_t count);

/* Are all of them here? Then as a vector, valid as long as they are. */
bool kept_lanes_view(const KeptLanes *lanes, Kind kind, Vector *out);

/* Lanes of a batch, as they are to be computed with. */
typedef struct LaneRoom {
  Mask *done, *known;
  void *data; /* BATCH_SIZE lanes; a Mask of LANE_BITS */
} LaneRoom;
/* Puts them where they belong in their batch. */
void kept_lanes_spread(const KeptLanes *lanes, Kind kind, const LaneRoom *room);

/* Puts those of runs together; of what is not in `batches` (NULL: none of that batch is) nothing is done. */
void kept_lanes_gather(KeptLanes *const *batches, Kind kind, const KeptRun *runs, uint32_t count, const LaneRoom *room);

#endif

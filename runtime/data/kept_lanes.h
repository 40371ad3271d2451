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

/* Bytes that it takes. */
size_t kept_lanes_bytes(const KeptLanes *lanes, Kind kind);
void kept_lanes_free(const Alloc *alloc, KeptLanes *lanes, Kind kind); /* NULL is let be */
/* Those of `old` (NULL: none) and of a batch of `count` records those of `more`, where a vector has them: in the same lanes, or, the
 * first of them in lane places[0], and so on. NULL where memory is out. */
KeptLanes *kept_lanes_make(const Alloc *alloc, const KeptLanes *old, uint32_t count, const Vector *from, const Mask *more,
                           const uint32_t *places);

/* Are all of them here? Then as a vector, valid as long as they are. */
bool kept_lanes_view(const KeptLanes *lanes, Kind kind, Vector *out);

/* Lanes of a batch, as they are to be computed with. */
typedef struct LaneRoom {
  Mask *done, *known;
  void *data; /* BATCH_SIZE lanes; a Mask of LANE_BITS */
} LaneRoom;
/* Puts them where they belong in their batch. */
void kept_lanes_spread(const KeptLanes *lanes, Kind kind, const LaneRoom *room);

/* Where a record stands that was put together with those of other batches: its batch, and its lane there. */
static inline uint32_t kept_spot(uint32_t batch, uint32_t lane) { return batch * BATCH_SIZE + lane; }
/* Puts together those at n `spots`, which come batch by batch; of what is not in `batches` (NULL: none of that batch is) nothing is done. */
void kept_lanes_gather(KeptLanes *const *batches, Kind kind, const uint32_t *spots, uint32_t n, const LaneRoom *room);

#endif

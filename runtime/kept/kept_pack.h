/* Kept lanes as bytes, and back: only what cannot be found out again is written. */
#ifndef CIBLE_KEPT_KEPT_PACK_H
#define CIBLE_KEPT_KEPT_PACK_H

#include "runtime/base/buf.h"
#include "runtime/data/kept_lanes.h"
#include "runtime/filed/filed.h"

/* Adds lanes of a batch; NULL: nothing of it is known. */
void kept_pack(Buf *out, const KeptLanes *lanes, Kind kind);
/* Bytes that lanes of any batch take at most. */
size_t kept_unpacked_most(Kind kind);
/* The next batch's lanes, of which codes must be below `codes`, made in `to`. False where it has none; what is not sound fails the reading. */
bool kept_unpack(FiledReading *reading, Kind kind, uint32_t codes, KeptLanes *to);

#endif

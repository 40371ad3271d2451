/* Time zones: the system's own tables (TZif, /usr/share/zoneinfo), read without the C library's, which knows one zone only
 * and takes it from the environment. */
#ifndef CIBLE_DATA_ZONE_H
#define CIBLE_DATA_ZONE_H

#include "runtime/base/arena.h"

typedef struct Zone Zone;

/* The table of an IANA name ("Europe/Paris"), read into `arena`. NULL where there is no such zone or memory is out. */
const Zone *zone_open(Str name, Arena *arena);
/* Is there such a zone? For the checker. */
bool zone_exists(Str name);
/* The local clock of an instant (seconds from 1970-01-01T00:00 of that clock). */
int64_t zone_local(const Zone *zone, int64_t datetime);
/* The version of the system's tables ("2026f"); empty where they do not say. */
Str zone_version(Arena *arena);

#endif

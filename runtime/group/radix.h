/* Radix sort: 64-bit keys, ascending, stable, in time proportional to their number. */
#ifndef CIBLE_GROUP_RADIX_H
#define CIBLE_GROUP_RADIX_H

#include <stddef.h>
#include <stdint.h>

/* Sorts `keys`, and `with` (NULL: none) along with them. The other two are room for as many each (room_with NULL where `with` is). */
void radix_sort(uint64_t *keys, uint32_t *with, size_t n, uint64_t *room, uint32_t *room_with);
/* The same in as many threads, the calling one among them; few are sorted in it alone. */
void radix_sort_shared(uint32_t threads, uint64_t *keys, uint32_t *with, size_t n, uint64_t *room, uint32_t *room_with);
/* The same, only so far that each is on its side of every stop (places, `stop_count` of them). */
void radix_part_shared(uint32_t threads, uint64_t *keys, uint32_t *with, size_t n, uint64_t *room, uint32_t *room_with,
                       const uint32_t *stops, uint32_t stop_count);

#endif

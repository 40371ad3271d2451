/* Twins: which of many things come more than once. A thing is told by a print, 128 bits of hash of what it has in common with its
 * like, and a number. Memory does not grow with the things: they wait in parts by their prints, in a file without a name. */
#ifndef CIBLE_GROUP_TWINS_H
#define CIBLE_GROUP_TWINS_H

#include "runtime/base/alloc.h"
#include "runtime/base/str.h"

typedef struct Twin {
  uint64_t print[2];
  int64_t number;
} Twin;

typedef struct Twins Twins;

/* NULL where memory is out. */
Twins *twins_new(const Alloc *alloc);
void twins_free(Twins *twins);
/* 0 or an errno. */
int twins_add(Twins *twins, const Twin *things, size_t count);
uint64_t twins_count(const Twins *twins);
/* `group`: things of one print, two at least, in the order of their numbers; groups come in no order that means anything. What it
 * gives back, if not 0, ends the search. 0, that, or an errno below 0. */
int twins_each(Twins *twins, int (*group)(void *user, const Twin *things, size_t count), void *user);

static inline Twin twin_of(Str text, const uint64_t seeds[2], int64_t number) {
  return (Twin){{str_hash(text, seeds[0]), str_hash(text, seeds[1])}, number};
}

#endif

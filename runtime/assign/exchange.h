/* Exchange: a plan is bettered contact by contact. */
#ifndef CIBLE_ASSIGN_EXCHANGE_H
#define CIBLE_ASSIGN_EXCHANGE_H

#include "runtime/assign/assign_parts.h"

/* Some of the candidates, in an order. */
typedef struct Group {
  const uint32_t *items;
  uint32_t count;
} Group;

/* Each candidate, by its key, goes where it gains most with what is left and what it takes itself. True where anything changed. */
bool exchange_each(const Candidates *candidates, Room *room, Chosen *chosen);
/* Who would gain, but finds its windows full, takes the place of one who can go to another window by the same way. `order` says who is
 * first. False where memory is out. */
bool exchange_windows(const Candidates *candidates, Room *room, Group order, Chosen *chosen);

/* Each of `wanting` makes way together with one of `others` who is contacted; both then go where they gain most: kept where the two gain
 * more together. At most so many pairs are tried. False where memory is out. */
bool exchange_pairs(const Candidates *candidates, Room *room, Group wanting, Group others, uint64_t tries, Chosen *chosen);
/* Each, those who gain most first, goes to the earliest period that has room for the same way. False where memory is out. */
bool exchange_earlier(const Candidates *candidates, Room *room, Chosen *chosen);

#endif

/* Sets: related rows, populations, and what is made of them. */
#ifndef CIBLE_TESTS_NAIVE_SETS_H
#define CIBLE_TESTS_NAIVE_SETS_H

#include "runtime/code/aggregate.h"
#include "tests/naive/naive.h"

/* A row that counts: its value, and what it is ordered by. */
typedef struct Member {
  const Table *table;
  uint32_t row;
  Value value, by;
} Member;

typedef struct Members {
  Member *items;
  uint32_t count, size;
} Members;

/* Which rows a set has. */
typedef struct SetOf {
  const Symbol *set; /* a RECORD or a SEGMENT; NULL: all records of the subject */
  const AstNode *value, *where, *by, *per; /* NULL where there is none */
} SetOf;

/* The rows of the set, as it is seen from h, whose condition is true and whose value and `by` (as far as there are any) are known.
 * In the order of the table. */
Members members_of(const Here *h, const SetOf *set);
/* The record at hand itself, among them; -1 where it is not. */
int64_t member_self(const Members *members, const Here *h);

Value set_tally(const Here *h, const AstNode *node, const Members *members);
Value set_order(const Here *h, const AstNode *node, const Members *members);

#endif

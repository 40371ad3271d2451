/* A glance: the cells that files are full of (1234, 1234.56, 2027-12-31), known without trying reading after reading. Says what
 * reading_read says, or nothing. */
#ifndef CIBLE_CELL_GLANCE_H
#define CIBLE_CELL_GLANCE_H

#include "runtime/cell/reading.h"

/* The set of the readings that the cell fits, none of them FIT_SURE; 0: reading_read must tell. */
uint32_t glance_fits(Str cell);
/* The same, and the value of the reading INTEGER, POINT or DATE, where the cell has it. Some that are known have a set that is not: then
 * *fits is 0. False: reading_read must tell. */
bool glance_integer(Str cell, int64_t *out, uint32_t *fits);
bool glance_number(Str cell, double *out, uint32_t *fits);
bool glance_date(Str cell, int32_t *out, uint32_t *fits);

/* Does the cell hold nothing but blanks? */
static inline bool cell_is_empty(Str cell) {
  if (cell.n == 0) return true;
  unsigned char first = (unsigned char)cell.p[0];
  bool maybe = first == ' ' || first == '\t' || first == 0xC2 || first == 0xE2;
  return maybe && cell_trim(cell).n == 0;
}

#endif

/* LeafRows: the rows of a run of leaves, as records of bytes, in ascending rowid, batch by batch. Pages are read some
 * at a time, so that their records are looked at while they are near, into one buffer, where they lie as long as their batch. */
#ifndef CIBLE_PAGES_LEAF_ROWS_H
#define CIBLE_PAGES_LEAF_ROWS_H

#include "runtime/base/arena.h"
#include "runtime/pages/leaf_list.h"

typedef struct LeafRow {
  const uint8_t *record; /* its bytes, as far as they lie in one piece; PAGE_SLACK bytes more may be read */
  uint32_t local;        /* how many those are */
  uint32_t in_leaf;      /* how many of them the leaf itself holds */
  uint32_t overflow;     /* the page on which the others begin; 0 where there are none */
  uint32_t size;         /* all of them */
  int64_t rowid;
} LeafRow;

typedef struct LeafRows {
  const Alloc *alloc;
  const PageSource *file;
  const LeafList *list;
  uint8_t *buffer;
  uint32_t room;            /* pages that fit there */
  uint32_t loaded, at;      /* pages that are there; the one that is being read */
  uint32_t cell;            /* of that page: the next */
  uint32_t *numbers;        /* of the leaves whose pages are loaded */
  uint32_t next_leaf, end_leaf; /* the next to load; behind the last that there is */
  const uint64_t *wanted;   /* by leaf: is it wanted? NULL: all are */
  int64_t first, last;      /* rowids wanted */
  int64_t before;           /* the last one met; meaningful where any_before */
  bool any_before, done;
  uint32_t page_rows;       /* on the page met last: how many pages to load at a time */
  LeafRow *rows;
  uint32_t count, most;     /* of the batch; how many there can be */
  Arena texts;              /* records that had to be put together */
  uint64_t bytes;           /* read so far, for statistics */
} LeafRows;

/* Makes room for at most `most` rows at a time. It must be freed whatever the outcome. `file` and `list` are borrowed. */
PageStatus leaf_rows_init(LeafRows *rows, const PageSource *file, const LeafList *list, uint32_t most, const Alloc *alloc);
void leaf_rows_free(LeafRows *rows);
/* Begins with the rowids from `first` to `last`. */
void leaf_rows_begin(LeafRows *rows, int64_t first, int64_t last);
/* Begins with the leaves from `leaf` to `end - 1` that are wanted: a bit each, borrowed. */
void leaf_rows_pick(LeafRows *rows, const uint64_t *wanted, uint32_t leaf, uint32_t end);
/* Another batch begins: the rows before it, and what leaf_rows_prefix made of them, are gone. */
void leaf_rows_forget(LeafRows *rows);
/* Adds the next rows to the batch, until there are `upto` of them (at most as many as there is room for), its pages fill the
 * buffer, or no more are wanted. A batch that stays empty is the end. After anything but PAGES_OK it must begin anew. */
PageStatus leaf_rows_more(LeafRows *rows, uint32_t upto);
/* Makes the first `need` bytes of a record lie in one piece: its record and local are set anew. */
PageStatus leaf_rows_prefix(LeafRows *rows, LeafRow *row, uint64_t need);

#endif

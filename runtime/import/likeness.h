/* Likeness: what the rows of a table that is built have in common, found while they are loaded. A tracker follows one thing: what
 * tells a person or firm (a name with a postcode, an e-mail …), or the values of a column that could be the key. */
#ifndef CIBLE_IMPORT_LIKENESS_H
#define CIBLE_IMPORT_LIKENESS_H

#include "runtime/cell/same.h"
#include "runtime/group/twins.h"
#include "runtime/import/import_parts.h"

enum { LIKE_NAMES_MOST = 3, LIKE_TEXT_MOST = (LIKE_NAMES_MOST + 1) * (SAME_MOST + 1) };

typedef struct Tracker {
  Twins *twins;
  const char *by;       /* what doubles are told by; NULL: the values of a column */
  Role role;
  uint32_t names[LIKE_NAMES_MOST], name_count; /* columns: indices of parts */
  int32_t postcode;     /* -1: none */
  bool probed, dead;    /* dead: two rows have one value, so that the column is no key */
} Tracker;

typedef struct Likeness {
  const Import *im;
  Tracker *trackers;
  uint32_t count, room;
  uint32_t *value_of;   /* a part's place among the values of a row */
  uint64_t seeds[2];
} Likeness;

/* What a thread finds in a block: a list of Twin for each tracker. */
typedef struct LikePart {
  Buf *found;
} LikePart;

Likeness *likeness_new(const Import *im);
void likeness_free(Likeness *likeness);
bool like_part_init(LikePart *part, const Likeness *likeness);
void like_part_clear(LikePart *part, const Likeness *likeness);
void like_part_free(LikePart *part, const Likeness *likeness);
/* A row; `number` tells it from others in the block, or is its key. False where memory is out. */
bool like_row(LikePart *part, const Likeness *likeness, const Value *values, int64_t number);
/* Block after block; `before` is added to the numbers. 0 or an errno. */
int likeness_add(Likeness *likeness, LikePart *part, int64_t before);

/* What the row is told by, in room of LIKE_TEXT_MOST bytes; false where that says nothing. `texts` are those of names and postcode. */
bool like_text(const Tracker *tracker, const Str *texts, char *room, Str *out);

#endif

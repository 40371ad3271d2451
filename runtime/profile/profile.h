/* Profile: what the tables of a database hold, column by column, and a `record` declaration that reads every stored value of
 * them. One scan a table, read only; memory is bounded by PROFILE_DISTINCT_MOST values a column. */
#ifndef CIBLE_PROFILE_PROFILE_H
#define CIBLE_PROFILE_PROFILE_H

#include "runtime/base/buf.h"
#include "runtime/base/diag.h"
#include "runtime/base/status.h"
#include "runtime/data/value.h"

enum { PROFILE_DISTINCT_MOST = 10000, PROFILE_TOP = 8, PROFILE_LABELS_MOST = 12 };

typedef struct ProfileTop {
  Str value;
  uint64_t count;
} ProfileTop;

typedef struct ProfileColumn {
  Str name, declared;
  uint64_t integers, reals, texts, blobs, nulls, blanks; /* stored as; texts without blank ones */
  uint64_t distinct;    /* known values; where `more`, at least so many */
  bool more;
  Str least, greatest;  /* empty where nothing is known */
  double mean;          /* of integers and reals */
  ProfileTop top[PROFILE_TOP]; /* the most frequent first; where `more`, among the first PROFILE_DISTINCT_MOST met */
  uint32_t top_count;
  /* the suggestion */
  Kind kind;            /* CODE: `one of` these: */
  Str labels[PROFILE_LABELS_MOST];
  uint32_t label_count;
  bool optional;
  uint64_t unreadable;  /* values that the kind does not read (where no kind reads all) */
} ProfileColumn;

typedef struct ProfileTable {
  Str name;
  uint64_t rows;
  ProfileColumn *columns;
  uint32_t column_count;
  int32_t key;  /* a column that is known and unique, integer or text; -1 where there is none */
  Str record;   /* the suggested declaration */
} ProfileTable;

typedef struct Profile {
  Arena arena; /* owns all */
  ProfileTable *tables;
  uint32_t count;
} Profile;

typedef struct ProfileJob {
  const Alloc *alloc;
  const char *database;
  const char *table; /* a table or view; NULL: every table */
  const int *cancel; /* may be NULL */
} ProfileJob;

/* Free with profile_free, whatever the status. */
Status profile_run(const ProfileJob *job, DiagList *diags, Profile *out) MUST_CHECK;
void profile_free(Profile *profile);

/* A word that a rule file can use as a name as it stands. */
bool profile_plain_name(Str name);
/* A name as a rule file writes it: between backquotes where it must be. */
void profile_write_name(Buf *out, Str name);
/* The name of a column's field in table->record; `arena` is for what must be made on the way. */
void profile_write_field(Buf *out, const ProfileTable *table, uint32_t i, Arena *arena);
/* A text literal, quotes and all. */
void profile_write_text(Buf *out, Str text);

#endif

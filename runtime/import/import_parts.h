/* The parts of an import, for runtime/import alone. */
#ifndef CIBLE_IMPORT_IMPORT_PARTS_H
#define CIBLE_IMPORT_IMPORT_PARTS_H

#include "runtime/cell/reading.h"
#include "runtime/cell/words.h"
#include "runtime/import/import.h"
#include "runtime/import/rejects.h"

typedef struct Table Table;
struct Likeness;
struct RowRun;
struct sqlite3;

typedef struct ImportPart {
  ImportColumn *info; /* in the report */
  Role role;
  uint32_t possible; /* set of readings that every cell so far fits */
  uint32_t sure;     /* those that one cell at least can only be read by */
  bool given;        /* the kind was given: any reading of it will do, cell by cell */
  bool in_table;     /* false: without name and without any cell, left out */
  Reading reading;
} ImportPart;

typedef struct Import {
  const ImportJob *job;
  DiagList *diags;
  ImportReport *report;
  Csv *csv;
  ImportPart *parts;
  uint32_t count;
  int32_t key;       /* index of the key's part; -1: a numbered column is made */
  bool ascending;    /* known keys are integers as they stand, each greater than the one before … */
  bool any_key;      /* … this one, where there is any */
  int64_t last_key;
  Table *table;
  struct Likeness *likeness; /* of rows that are built into a table; else NULL */
  Rejects rejects;
  uint64_t bytes_before; /* of the reading before, for progress … */
  uint64_t weight;       /* … and what this one's bytes count */
} Import;

/* ---- header.c: from the first row to named columns ---- */
Status import_header(Import *im) MUST_CHECK;
/* The part named so, in the table or in the file; -1 where there is none. */
int32_t import_find(const Import *im, Str name);
/* A name of the rowid that no column has; NULL where they have all. */
const char *import_rowid(const Import *im);

/* ---- infer.c ---- */
/* Finds the kinds from the rows of that many blocks; *all: these were all. */
Status import_infer(Import *im, uint64_t blocks_most, bool *all) MUST_CHECK;

/* ---- load.c ---- */
/* Loads the rows as they were inferred. `guessed`: from the first blocks alone; then all rows are looked at here, and *wrong says that
 * what was made is of no use, because later ones are not so. */
Status import_load(Import *im, bool guessed, bool *wrong) MUST_CHECK;

/* ---- import.c ---- */
/* STATUS_STOPPED, with its message, where the caller wants to stop. */
Status import_stopped(Import *im) MUST_CHECK;
/* So many bytes of this reading have been read. For the calling thread. */
void import_progress(Import *im, uint64_t bytes);

/* ---- table_file.c, table.c, table_build.c: the table that is loaded ---- */
Status table_open(Import *im) MUST_CHECK;
/* Creates the table, or holds the file's columns against it. */
Status table_begin(Import *im) MUST_CHECK;
/* Is it a new table that is built from records, not by SQLite? Are the records' keys those of the file? */
bool table_is_built(const Table *table);
bool table_is_by_key(const Table *table);
/* The next rows of a table that is built. */
Status table_add(Import *im, struct RowRun *rows) MUST_CHECK;
/* Then: all rows are there. */
Status table_end(Import *im) MUST_CHECK;
/* Can a new table be built from rows as they were inferred? */
bool table_can_build(const Import *im);
/* A key came twice in a table that is built, which only SQLite can sort out: all must be loaded again. */
bool table_wants_again(const Table *table);
/* Back to before table_begin, which then makes a table that rows come into through SQLite, if so wanted. */
Status table_undo(Import *im, bool row_by_row) MUST_CHECK;
/* One row through SQLite. values: one a column of the table, in the file's order. *refused: NULL, or why the table does not take the row (the text is
 * valid until the next call). */
Status table_put(Import *im, const Value *values, const char **refused) MUST_CHECK;
/* Of these reasons, that a row before it has its key. */
extern const char table_same_key[];
/* Is the table there already, and which kind has its column (-1: it has none of that name)? */
bool table_is_there(const Table *table);
int table_column_kind(const Table *table, Str name);
/* Its primary key, where that is one column; empty else. */
Str table_key(const Table *table);
/* Brings everything to the point where only table_commit can still fail; the table shows by that alone. */
Status table_prepare_commit(Import *im) MUST_CHECK;
Status table_commit(Import *im) MUST_CHECK;
/* Where questions to the loaded table go. */
struct sqlite3 *table_connection(Table *table);
/* The message of what the connection, or the one that is asked, did not do; the status. */
Status table_fault(Import *im);
Status table_asked_fault(Import *im);
/* Undoes what is not committed, and a new file with it; frees the table. */
void table_close(Table *table);

/* A failed call (an errno) on the files of the import; the status. */
Status import_system_fault(Import *im, int error);

/* ---- doubles.c: questions to the loaded table; doubles_built.c where they were followed ---- */
Status import_candidates(Import *im) MUST_CHECK;
Status import_doubles(Import *im) MUST_CHECK;
Status import_doubles_built(Import *im) MUST_CHECK;
/* *followed: it is known, and *unique says it. */
Status import_unique_built(Import *im, uint32_t column, bool *followed, bool *unique) MUST_CHECK;

/* Is every cell of the column known and of a kind that keys have? */
static inline bool import_may_be_key(const Import *im, uint32_t i) {
  const ImportColumn *info = im->parts[i].info;
  return im->parts[i].in_table && info->empty == 0 && info->known && (info->kind == KIND_INTEGER || info->kind == KIND_TEXT);
}

static inline Status import_no_memory(DiagList *diags) {
  diag_add(diags, DIAG_NO_MEMORY, (Span){0, 0});
  return STATUS_NO_MEMORY;
}

#endif

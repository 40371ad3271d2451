/* The parts of an import, for runtime/import alone. */
#ifndef CIBLE_IMPORT_IMPORT_PARTS_H
#define CIBLE_IMPORT_IMPORT_PARTS_H

#include "runtime/base/output.h"
#include "runtime/cell/reading.h"
#include "runtime/cell/words.h"
#include "runtime/import/import.h"

typedef struct Table Table;
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
  Output *rejects;   /* opened by the first one */
  uint64_t bytes_before; /* of the reading before, for progress */
} Import;

/* ---- header.c: from the first row to named columns ---- */
Status import_header(Import *im) MUST_CHECK;
/* The part named so, in the table or in the file; -1 where there is none. */
int32_t import_find(const Import *im, Str name);

/* ---- infer.c: the first reading ---- */
Status import_infer(Import *im) MUST_CHECK;

/* ---- load.c: the second ---- */
Status import_load(Import *im) MUST_CHECK;
/* Is the row whole, with a cell for each column? Why not, else. */
const char *import_row_defect(const Import *im, const CsvRow *row, char *room, size_t size);

/* ---- import.c ---- */
/* STATUS_STOPPED, with its message, where the caller wants to stop. */
Status import_stopped(Import *im) MUST_CHECK;
/* So many bytes of this reading have been read. For the calling thread. */
void import_progress(Import *im, uint64_t bytes);

/* ---- rejects.c ---- */
/* `rest`: reason and row, as they stand in the file. */
Status import_reject(Import *im, uint64_t line, Str rest) MUST_CHECK;

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
/* A key came twice in a table that is built, which only SQLite can sort out: all must be loaded again. */
bool table_wants_again(const Table *table);
Status table_begin_again(Import *im) MUST_CHECK;
/* One row through SQLite. values: one a column of the table, in the file's order. *refused: NULL, or why the table does not take the row (the text is
 * valid until the next call). */
Status table_put(Import *im, const Value *values, const char **refused) MUST_CHECK;
/* Is the table there already, and which kind has its column (-1: it has none of that name)? */
bool table_is_there(const Table *table);
int table_column_kind(const Table *table, Str name);
/* Its primary key, where that is one column; empty else. */
Str table_key(const Table *table);
/* Brings everything to the point where only table_commit can still fail; the table shows by that alone. */
Status table_prepare_commit(Import *im) MUST_CHECK;
Status table_commit(Import *im) MUST_CHECK;
struct sqlite3 *table_connection(Table *table);
/* The message of what the connection did not do; the status. */
Status table_fault(Import *im);
/* Undoes what is not committed, and a new file with it; frees the table. */
void table_close(Table *table);

/* ---- doubles.c: questions to the loaded table ---- */
Status import_candidates(Import *im) MUST_CHECK;
Status import_doubles(Import *im) MUST_CHECK;

static inline Status import_no_memory(DiagList *diags) {
  diag_add(diags, DIAG_NO_MEMORY, (Span){0, 0});
  return STATUS_NO_MEMORY;
}

#endif

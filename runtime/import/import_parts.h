/* The parts of an import, for runtime/import alone. */
#ifndef CIBLE_IMPORT_IMPORT_PARTS_H
#define CIBLE_IMPORT_IMPORT_PARTS_H

#include "runtime/base/output.h"
#include "runtime/import/import.h"
#include "runtime/import/reading.h"
#include "runtime/import/words.h"

typedef struct Table Table;
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
/* STATUS_STOPPED where the caller wants to stop; tells the progress. */
Status import_pulse(Import *im) MUST_CHECK;

/* ---- rejects.c ---- */
Status import_reject(Import *im, const CsvRow *row, const char *reason) MUST_CHECK;

/* ---- table.c: the table that is loaded; the only part that writes SQL ---- */
Status table_open(Import *im) MUST_CHECK;
/* Creates the table, or holds the file's columns against it; the transaction is open from here on. */
Status table_begin(Import *im) MUST_CHECK;
/* values: one a column of the table, in the file's order. *refused: NULL, or why the table does not take the row (the text is
 * valid until the next call). */
Status table_put(Import *im, const Value *values, const char **refused) MUST_CHECK;
/* Is the table there already, and which kind has its column (-1: it has none of that name)? */
bool table_is_there(const Table *table);
int table_column_kind(const Table *table, Str name);
/* Its primary key, where that is one column; empty else. */
Str table_key(const Table *table);
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

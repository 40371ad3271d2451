/* Import: a CSV file of prospects into a table of a SQLite database. The file is read twice: first every cell is looked at, so
 * that the types found hold for all rows, then the rows are loaded, in one transaction: all of them or nothing. Rows that
 * cannot be taken go to a file of their own with line and reason. */
#ifndef CIBLE_IMPORT_IMPORT_H
#define CIBLE_IMPORT_IMPORT_H

#include "runtime/base/diag.h"
#include "runtime/base/status.h"
#include "runtime/data/value.h"
#include "runtime/csv/csv.h"

typedef struct ImportRename {
  const char *from, *to; /* a column of the header line; its name in the table */
} ImportRename;

typedef struct ImportType {
  const char *column;
  Kind kind; /* every kind but CODE; cells that do not fit are rejected */
} ImportType;

typedef struct ImportJob {
  const Alloc *alloc;
  const char *file;     /* "-": standard input */
  const char *database; /* made where it is not there */
  const char *table;    /* must not be there, but with `update` */
  const char *key;      /* NULL: a numbered column is made */
  CsvOptions csv;
  const ImportRename *renames;
  uint32_t rename_count;
  const ImportType *types;
  uint32_t type_count;
  bool update; /* rows of known key replace what is there; needs a key */
  const char *rejects; /* the file for rows not taken; NULL: FILE.rejects.csv, or beside the database where that cannot be */
  const int *cancel;   /* set to non-zero elsewhere to stop; may be NULL */
  uint32_t threads;    /* 0: the machine's cores; says nothing about results */
  uint32_t block_bytes; /* what a thread reads at once, CSV_BLOCK_LEAST to CSV_BLOCK_MOST; 0: as is best */
  /* Called now and then, from the calling thread, with the bytes read of both readings; may be NULL. */
  void (*progress)(void *user, uint64_t bytes, uint64_t of);
  void *progress_user;
} ImportJob;

typedef enum ImportWhy {
  IMPORT_FOUND,      /* every cell is of the kind */
  IMPORT_EMPTY,      /* no cell holds anything */
  IMPORT_BROKEN,     /* text, because one cell is not of the kind that those before it were */
  IMPORT_AMBIGUOUS,  /* text, because the cells can be read in two ways (03/04/2027, 1,234) */
  IMPORT_IDENTIFIER, /* text, because its name says so: a postcode, a phone number, a SIREN keep their zeros */
  IMPORT_KEY,        /* text, because keys are integers or texts */
  IMPORT_GIVEN,      /* as the call, or the table, has it */
} ImportWhy;

typedef struct ImportColumn {
  Str name;   /* in the table */
  Str header; /* in the file, as it stands */
  bool made;  /* the name was made: the header was empty, or one before it bears it */
  bool left_out; /* neither a name nor any cell: the table has no such column */
  Kind kind;
  ImportWhy why;
  const char *form; /* how cells are written: "1 234,56", "31/12/2027" */
  uint64_t known, empty;
  uint64_t line; /* IMPORT_BROKEN, IMPORT_AMBIGUOUS: the first such cell … */
  Str cell;      /* … what it holds (cut short) … */
  Kind guess;    /* … and what the column would have been */
} ImportColumn;

enum { IMPORT_EXAMPLES = 3, IMPORT_CANDIDATES = 5 };

/* Records that may be one and the same. */
typedef struct ImportDoubles {
  const char *by;           /* "name and postcode", "e-mail", … */
  uint64_t groups, records; /* so many groups with two records or more; records in them */
  struct {
    Str shown;       /* what they share */
    Str first, last; /* the least and greatest key */
    uint64_t count;
  } examples[IMPORT_EXAMPLES];
  uint32_t example_count;
} ImportDoubles;

enum { IMPORT_DOUBLES_MOST = 5 };

typedef struct ImportReport {
  Arena arena; /* owns all texts */
  const char *encoding;
  char delimiter;
  bool header_like_data; /* the first line holds numbers or dates: perhaps the file has no header line */
  ImportColumn *columns;
  uint32_t column_count;
  uint64_t rows;     /* read, without the header */
  uint64_t rejected;
  uint64_t added, changed, same; /* `changed` and `same` with `update` alone */
  Str rejects;       /* the file of rejected rows; empty where there are none */
  Str key;
  bool key_made;     /* numbered 1..added in the order of the file */
  Str candidates[IMPORT_CANDIDATES]; /* columns that could be the key */
  uint32_t candidate_count;
  ImportDoubles doubles[IMPORT_DOUBLES_MOST];
  uint32_t doubles_count;
  bool new_database;
  double seconds;
} ImportReport;

/* Free the report with import_report_free, whatever the status. */
Status import_run(const ImportJob *job, DiagList *diags, ImportReport *report) MUST_CHECK;
void import_report_free(ImportReport *report);

#endif

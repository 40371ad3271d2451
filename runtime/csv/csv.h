/* A streaming CSV reader: RFC 4180 with what real files do (delimiter and encoding given or found, CR, LF or CRLF, a BOM).
 * Used by import, by `record … from csv` and by `list … from`. Memory: one buffer and one line (at most CSV_LINE_MOST). */
#ifndef CIBLE_STORE_CSV_H
#define CIBLE_STORE_CSV_H

#include "runtime/base/buf.h"
#include "runtime/base/diag.h"
#include "runtime/base/status.h"

enum { CSV_LINE_MOST = 1 << 20, CSV_COLUMNS_MOST = 2000 };

typedef struct Csv Csv;

typedef struct CsvOptions {
  char delimiter;       /* 0: found among , ; tab | and runs of blanks; ' ' is any run of blanks and tabs */
  const char *encoding; /* NULL: found (BOM, UTF-8, else uchardet, with CP1252 for its doubts); names as iconv knows them */
} CsvOptions;

typedef enum CsvDefect {
  CSV_GOOD,
  CSV_QUOTE_OPEN,     /* a quote that is never closed */
  CSV_QUOTE_WITHIN,   /* text behind a closing quote (a quote in an unquoted cell is a character like others) */
  CSV_NOT_TEXT,       /* bytes that the encoding does not have, or a NUL */
  CSV_LINE_TOO_LONG,
  CSV_TOO_MANY_CELLS, /* over CSV_COLUMNS_MOST */
} CsvDefect;

typedef struct CsvRow {
  uint64_t line;     /* where it begins, from 1 */
  uint32_t count;
  const Str *cells;  /* UTF-8, unquoted; valid until the next row */
  const bool *quoted;
  CsvDefect defect;  /* the row is to be rejected; cells hold what could be read */
  Str raw;           /* the bytes of the row as they stand in the file (converted to UTF-8 where possible) */
} CsvRow;

/* Opens a regular file, or a FIFO or standard input ("-"); a folder, or what cannot be read, is a message and STATUS_IO. The
 * header is not treated specially: it is the first row. */
Status csv_open(const Alloc *alloc, const char *path, const CsvOptions *options, DiagList *diags, Csv **out) MUST_CHECK;
/* STATUS_OK with *row NULL at the end. Lines without any character are passed over. STATUS_IO where reading fails. */
Status csv_next(Csv *csv, const CsvRow **row, DiagList *diags) MUST_CHECK;
/* The message of a failed read (an errno); STATUS_IO. */
Status csv_fault(int error, DiagList *diags);
/* Back to the first row. What cannot be read twice was copied by csv_open to a file without a name. */
Status csv_rewind(Csv *csv, DiagList *diags) MUST_CHECK;
/* Has the file been written since csv_open? */
bool csv_changed(const Csv *csv);
/* What was found or given. */
char csv_delimiter(const Csv *csv);
const char *csv_encoding(const Csv *csv);
uint64_t csv_bytes_read(const Csv *csv);
uint64_t csv_bytes_total(const Csv *csv); /* 0 where it is not known */
void csv_close(Csv *csv);

#endif

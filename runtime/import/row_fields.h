/* A row of the file on its way into the table: cells become values, values the fields of a record. */
#ifndef CIBLE_IMPORT_ROW_FIELDS_H
#define CIBLE_IMPORT_ROW_FIELDS_H

#include "runtime/data/calendar.h"
#include "runtime/import/import_parts.h"
#include "runtime/pages/record_write.h"

/* One cell as its column wants it; an unknown value where it holds nothing. False where it does not fit. */
bool cell_value(const ImportPart *part, Str cell, Value *out);

/* Room for the fields of a row, one for each column of the table, and for the texts of dates. */
typedef struct RowScratch {
  Field *fields;
  char (*texts)[DATETIME_TEXT];
} RowScratch;

bool row_scratch_init(RowScratch *scratch, const Import *im);
void row_scratch_free(RowScratch *scratch, const Import *im);

/* Adds the row (a value a column of the file that is in the table) as SQLite would store it. 0 or an errno. */
int row_record(const Import *im, const Value *values, RowScratch *scratch, RowRun *run);

#endif

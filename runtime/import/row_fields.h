/* A row of the file on its way into the table: cells become values, values the fields of a record. */
#ifndef CIBLE_IMPORT_ROW_FIELDS_H
#define CIBLE_IMPORT_ROW_FIELDS_H

#include "runtime/data/calendar.h"
#include "runtime/import/import_parts.h"
#include "runtime/pages/record_write.h"

/* One cell as its column wants it; an unknown value where it holds nothing. A date that stands as it is stored stays a text. False where
 * it does not fit. *fits: the set of the readings that it fits, where that was known on the way; else 0. */
bool cell_value(const ImportPart *part, Str cell, Value *out, uint32_t *fits);

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

/* Rejects: a file beside the CSV file that is read, of the rows that could not be taken: line, reason, and the row as it stands, so
 * that it can be mended and given again. There is none as long as nothing is rejected. */
#ifndef CIBLE_IMPORT_REJECTS_H
#define CIBLE_IMPORT_REJECTS_H

#include "runtime/base/output.h"
#include "runtime/csv/csv.h"

typedef struct Rejects {
  const Alloc *alloc;
  const char *wanted;         /* its name; NULL: FILE.rejects.csv, or beside the database where that cannot be */
  const char *file, *database;
  Arena *arena;               /* of the path */
  Str path;                   /* empty: nothing was rejected */
  Output *output;
} Rejects;

/* `rest`: reason and row, as rejects_rest writes them. */
Status rejects_add(Rejects *rejects, uint64_t line, Str rest, DiagList *diags) MUST_CHECK;
void rejects_rest(Buf *out, Str reason, Str row);
/* Shows the file under its name; nothing where there is none. */
Status rejects_commit(Rejects *rejects, DiagList *diags) MUST_CHECK;
/* Removes what was written, also what rejects_commit has shown. */
void rejects_withdraw(Rejects *rejects);
/* Forgets what was not committed. */
void rejects_abandon(Rejects *rejects);

/* Is the row whole, with so many cells? Why not, else; in `room` where that is no constant. */
const char *rejects_defect(const Csv *csv, const CsvRow *row, uint32_t cells, char *room, size_t size);

#endif

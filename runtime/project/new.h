/* New: a starter project: a schema, a rule file with tests, and a README whose commands work. */
#ifndef CIBLE_PROJECT_NEW_H
#define CIBLE_PROJECT_NEW_H

#include "runtime/base/diag.h"
#include "runtime/base/status.h"

typedef struct NewJob {
  const Alloc *alloc;
  const char *folder;   /* must not be there, or be empty */
  const char *database; /* the schema is read from it; NULL: a small sample with a CSV file to import */
  const int *cancel;    /* may be NULL */
  Str (*lay_out)(void *user, Str rules); /* puts rules into the one layout; what it gives lives until the call ends. NULL: they stay */
  void *lay_out_user;
} NewJob;

enum { NEW_FILES_MOST = 4 };

/* All files or none. *files: their names, ending with NULL, in static memory. */
Status project_new(const NewJob *job, DiagList *diags, const char *const **files) MUST_CHECK;

#endif

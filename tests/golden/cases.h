/* A golden case: a text file of sections, "--- NAME" on a line of its own and then the section's text. What stands before the
 * first section says what the case is for. */
#ifndef CIBLE_TESTS_GOLDEN_CASES_H
#define CIBLE_TESTS_GOLDEN_CASES_H

#include "runtime/base/arena.h"
#include "runtime/base/buf.h"

enum { SECTIONS_MOST = 24 };

typedef struct Section {
  Str name;     /* "source", "tree", "file schema.cible" */
  Str text;     /* as it stands in the file */
  bool decoded; /* "source escaped": \n \r \t \xNN are decoded, and its own line ends are not part of it */
} Section;

typedef struct Case {
  const char *path;
  Str about; /* the text before the first section */
  Section sections[SECTIONS_MOST];
  int count;
} Case;

/* Reads the file; false (with a line on stderr) where it cannot. All texts are in `arena`. */
bool case_read(Case *c, const char *path, Arena *arena);
/* Writes the file anew with the texts of `actual` in place of those of its expected sections. */
bool case_write(const Case *c, const Str *actual);
/* NULL where there is none. */
const Section *case_section(const Case *c, const char *name);
/* The text of a source, decoded where it is marked so. */
Str case_source(const Section *section, Arena *arena);

#endif

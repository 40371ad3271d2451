/* What a program says of itself beside its code: records and their fields, params, sources. */
#ifndef CIBLE_LANG_LOWER_TABLES_H
#define CIBLE_LANG_LOWER_TABLES_H

#include "lang/lower/lowering.h"

/* The subject first, then the related records, each behind the one that it is of, then the look-ups; each with all its declared
 * fields. Fills l->table and l->first_column. */
void lower_tables(Lowering *l);
void lower_params(Lowering *l);
/* All files, so that spans mean the same in the program as in the compilation. */
void lower_sources(Lowering *l);

#endif

/* Suggesting how a table is declared. */
#ifndef CIBLE_PROFILE_SUGGEST_H
#define CIBLE_PROFILE_SUGGEST_H

#include "runtime/profile/tally.h"

/* Fills kind, labels, optional and unreadable of the tally's column. Labels go to `arena`. */
void suggest_kind(Tally *tally, uint64_t rows, Arena *arena);
/* The declaration of the table, into table->record. */
void suggest_record(ProfileTable *table, Arena *arena);

#endif

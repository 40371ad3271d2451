/* What a new project is written from, for this folder. */
#ifndef CIBLE_PROJECT_NEW_PARTS_H
#define CIBLE_PROJECT_NEW_PARTS_H

#include "runtime/base/buf.h"
#include "runtime/base/catalog.h"
#include "runtime/profile/profile.h"

extern const char new_sample_schema[], new_sample_rules[], new_sample_csv[], new_sample_readme[];

/* A rule file that fits the table: it compiles, and its tests pass. `arena` is for what must be made on the way. */
void new_write_rules(Buf *out, const ProfileTable *table, Arena *arena);
/* The README of a project that is read from a database, whose path is shown as it is. */
void new_write_readme(Buf *out, const ProfileTable *table, const char *database, Language language);

#endif

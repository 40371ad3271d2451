/* DatabaseBuild: a new database file, table by table, without SQLite: rows at the speed of copying.
 *
 * The file is nobody's yet: no locks, no journal; its caller gives a descriptor of an empty file, fsyncs and renames it. Tables
 * are built one after the other. Functions give 0 or an errno (ENOMEM, ENOSPC, EFBIG, EEXIST: a key comes twice …), after which
 * the file is only good to be thrown away. */
#ifndef CIBLE_PAGES_DATABASE_BUILD_H
#define CIBLE_PAGES_DATABASE_BUILD_H

#include "runtime/pages/record_write.h"

typedef struct DatabaseBuild DatabaseBuild;

/* A table, as sqlite_schema tells it. */
typedef struct BuiltTable {
  Str name;
  Str sql;   /* CREATE TABLE … , whose columns are the rows' fields */
  Str index; /* the automatic index of a text key (`sqlite_autoindex_NAME_1`); empty: the key is the rowid */
  uint32_t key_field; /* that text's; texts come in any order: they are kept and sorted at the end */
  bool any_order;     /* rows by key come in any order: they are all kept and sorted at the end; else by rising keys (or EINVAL) */
} BuiltTable;

int database_build_new(const Alloc *alloc, int fd, DatabaseBuild **out);
/* The names and texts are copied. */
int database_table_begin(DatabaseBuild *build, const BuiltTable *table);
/* The next rows, in a run that is `by_key` just where the table has no index. It may be left empty: where any_order is set, its
 * memory is taken. */
int database_table_add(DatabaseBuild *build, RowRun *run);
int database_table_end(DatabaseBuild *build);
/* Writes page 1: the file is whole. */
int database_build_finish(DatabaseBuild *build, uint32_t application_id, uint32_t user_version);
/* After EEXIST: the key, as text; valid until the builder is freed. */
Str database_build_twice(const DatabaseBuild *build);
void database_build_free(DatabaseBuild *build);

/* The file's header, for the beginning of page 1. */
void database_header(uint8_t *first_page, uint32_t pages, uint32_t application_id, uint32_t user_version);

#endif

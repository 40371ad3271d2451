/* SPDX-License-Identifier: MIT */
#include "runtime/pages/database_build.h"

#include <errno.h>
#include <stdio.h>

#include "runtime/base/arena.h"
#include "runtime/pages/run_pile.h"

enum { SCHEMA_FIELDS = 5, SCHEMA_FORMAT = 4, UTF_8 = 1, WRITTEN_BY = 3040001 /* the SQLite version whose format it is */ };

struct DatabaseBuild {
  const Alloc *alloc;
  PageFile file;
  Arena texts;
  RowRun schema;
  BuiltTable table;   /* the one that is being built */
  TreeBuild rows, entries;
  RunPile pile;       /* rows in any order, or the entries of the index, which are sorted at the end */
  RowRun numbered;    /* rows of a text key, with their numbers */
  RowRun entries_added;
  uint64_t count;     /* rows so far */
  int64_t last_key;
  Str twice;
};

int database_build_new(const Alloc *alloc, int fd, DatabaseBuild **out) {
  DatabaseBuild *build = MEM_NEW(alloc, DatabaseBuild);
  *out = build;
  if (!build) return ENOMEM;
  build->alloc = alloc;
  arena_init(&build->texts, alloc);
  row_run_init(&build->schema, alloc, true);
  row_run_init(&build->numbered, alloc, true);
  row_run_init(&build->entries_added, alloc, false);
  run_pile_init(&build->pile, alloc);
  int error = page_file_open(&build->file, alloc, fd);
  tree_begin(&build->rows, &build->file, false);
  tree_begin(&build->entries, &build->file, true);
  return error;
}

void database_build_free(DatabaseBuild *build) {
  if (!build) return;
  tree_free(&build->rows);
  tree_free(&build->entries);
  run_pile_free(&build->pile);
  row_run_free(&build->entries_added);
  row_run_free(&build->numbered);
  row_run_free(&build->schema);
  arena_free(&build->texts);
  page_file_close(&build->file);
  mem_free(build->alloc, build, sizeof *build);
}

Str database_build_twice(const DatabaseBuild *build) { return build->twice; }

/* ---- a table ---- */

int database_table_begin(DatabaseBuild *build, const BuiltTable *table) {
  build->table = *table;
  build->table.name = arena_str(&build->texts, table->name);
  build->table.sql = arena_str(&build->texts, table->sql);
  build->table.index = table->index.n ? arena_str(&build->texts, table->index) : STR("");
  build->count = 0;
  return build->texts.failed ? ENOMEM : 0;
}

static int key_twice(DatabaseBuild *build, int64_t key) {
  build->twice = arena_format(&build->texts, "%lld", (long long)key);
  return EEXIST;
}

/* What is wrong with a run that is not in order: a key twice, or an order that was not promised. */
static int disorder(DatabaseBuild *build, const RowRun *run) {
  const uint8_t *cell = (const uint8_t *)run->cells.p;
  int64_t last = build->last_key;
  for (uint32_t i = 0; i < run->count; cell += run->sizes[i++]) {
    uint64_t bytes, key;
    varint_read(varint_read(cell, &bytes), &key);
    if ((i || build->count) && (int64_t)key == last) return key_twice(build, last);
    last = (int64_t)key;
  }
  return EINVAL;
}

static int add_by_key(DatabaseBuild *build, RowRun *run) {
  if (build->table.any_order) return run_pile_take(&build->pile, run);
  if (!run->ascending || (build->count && run->first <= build->last_key)) return disorder(build, run);
  build->last_key = run->last;
  return tree_add(&build->rows, (const uint8_t *)run->cells.p, run->sizes, run->count);
}

/* The entries of these rows in the index: texts and numbers. */
static int make_entries(DatabaseBuild *build, const RowRun *run) {
  const uint8_t *cell = (const uint8_t *)run->cells.p;
  row_run_clear(&build->entries_added);
  for (uint32_t i = 0; i < run->count; cell += run->sizes[i++]) {
    uint64_t bytes;
    Str text = record_text(varint_read(cell, &bytes), build->table.key_field);
    Field fields[] = {field_text(text), field_integer((int64_t)(build->count + i + 1))};
    int error = row_run_add(&build->entries_added, 0, fields, 2);
    if (error) return error;
  }
  return 0;
}

static int add_by_text(DatabaseBuild *build, const RowRun *run) {
  const RowRun *rows = &build->numbered;
  int error = make_entries(build, run);
  if (!error) error = run_pile_take(&build->pile, &build->entries_added);
  if (!error) error = row_run_number(&build->numbered, run, (int64_t)build->count + 1);
  return error ? error : tree_add(&build->rows, (const uint8_t *)rows->cells.p, rows->sizes, rows->count);
}

int database_table_add(DatabaseBuild *build, RowRun *run) {
  uint32_t count = run->count;
  if (!count) return 0;
  int error = build->table.index.n ? add_by_text(build, run) : add_by_key(build, run);
  build->count += count;
  return error;
}

/* A row of sqlite_schema. */
static int add_schema(DatabaseBuild *build, Str type, Str name, uint32_t root, Str sql) {
  Field fields[SCHEMA_FIELDS] = {field_text(type), field_text(name), field_text(build->table.name), field_integer(root),
                                 sql.n ? field_text(sql) : field_null()};
  return row_run_add(&build->schema, build->schema.count + 1, fields, SCHEMA_FIELDS);
}

/* The rest of a tree, which is then ready for the next table. */
static int end_tree(DatabaseBuild *build, TreeBuild *tree, uint32_t *root) {
  int error = tree_end(tree, root);
  bool is_index = tree->is_index;
  tree_free(tree);
  tree_begin(tree, &build->file, is_index);
  return error;
}

static int build_pile(DatabaseBuild *build, TreeBuild *tree) {
  const uint8_t *twice = NULL;
  uint64_t bytes, key;
  int error = run_pile_build(&build->pile, tree, &twice);
  if (twice && tree->is_index) build->twice = arena_str(&build->texts, record_text(varint_read(twice, &bytes), 0));
  if (twice && !tree->is_index) {
    varint_read(varint_read(twice, &bytes), &key);
    error = key_twice(build, (int64_t)key);
  }
  run_pile_free(&build->pile);
  return error;
}

int database_table_end(DatabaseBuild *build) {
  const BuiltTable *table = &build->table;
  uint32_t root;
  int error = build_pile(build, table->index.n ? &build->entries : &build->rows);
  if (!error) error = end_tree(build, &build->rows, &root);
  if (!error) error = add_schema(build, STR("table"), table->name, root, table->sql);
  if (error || !table->index.n) return error;
  error = end_tree(build, &build->entries, &root);
  return error ? error : add_schema(build, STR("index"), table->index, root, STR(""));
}

/* ---- the file ---- */

void database_header(uint8_t *p, uint32_t pages, uint32_t application_id, uint32_t user_version) {
  static const uint8_t fractions[] = {64, 32, 32};
  memcpy(p, FILE_MAGIC, sizeof FILE_MAGIC);
  put_be16(p + FILE_AT_PAGE_SIZE, BUILT_PAGE_SIZE);
  p[FILE_AT_WRITE_VERSION] = p[FILE_AT_READ_VERSION] = 1;
  memcpy(p + FILE_AT_PAYLOAD_FRACTIONS, fractions, sizeof fractions);
  put_be32(p + FILE_AT_CHANGE_COUNTER, 1);
  put_be32(p + FILE_AT_PAGES, pages);
  put_be32(p + FILE_AT_SCHEMA_COOKIE, 1);
  put_be32(p + FILE_AT_SCHEMA_FORMAT, SCHEMA_FORMAT);
  put_be32(p + FILE_AT_ENCODING, UTF_8);
  put_be32(p + FILE_AT_USER_VERSION, user_version);
  put_be32(p + FILE_AT_APPLICATION_ID, application_id);
  put_be32(p + FILE_AT_VALID_FOR, 1);
  put_be32(p + FILE_AT_SQLITE_VERSION, WRITTEN_BY);
}

int database_build_finish(DatabaseBuild *build, uint32_t application_id, uint32_t user_version) {
  uint8_t first_page[BUILT_PAGE_SIZE];
  int error = tree_add(&build->rows, (const uint8_t *)build->schema.cells.p, build->schema.sizes, build->schema.count);
  if (!error) error = tree_end_first(&build->rows, first_page);
  if (error) return error;
  database_header(first_page, page_file_pages(&build->file), application_id, user_version);
  return page_file_finish(&build->file, first_page);
}

/* SPDX-License-Identifier: MIT
 * Results as a table of a SQLite database, named as the subject, the key its primary key.
 *
 * The table is built in a file of its own, page by page (runtime/pages). Where there is no database yet, that file becomes it;
 * else SQLite copies the table into the user's database. */
#include "runtime/sink/sink_sqlite.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

static Status built(SqliteSink *sink, int error, DiagList *diags) {
  if (!error) return STATUS_OK;
  if (error == ENOMEM) return STATUS_NO_MEMORY;
  if (error != EEXIST) return output_fault(diags, sink->config.path, error);
  Str key = database_build_twice(sink->build);
  Str why = arena_format(&sink->arena, "the key %.*s comes twice", (int)(key.n < 100 ? key.n : 100), key.p);
  diag_add(diags, DIAG_OUTPUT_FAULT, (Span){0}, sink->config.path, why.p);
  return STATUS_IO;
}

/* ---- rows ---- */

static void *new_rows(void *self) { return made_rows_new(&((SqliteSink *)self)->shape); }

static void free_rows(void *self, void *made) { made_rows_free(&((SqliteSink *)self)->shape, made); }

static Status make_rows(void *self, void *rows, const Vector *key, const Vector *const *columns, const Mask *lanes, uint32_t n) {
  MadeRows *made = rows;
  if (!made->error) made->error = made_rows_add(&((SqliteSink *)self)->shape, made, key, columns, lanes, n);
  return made->error == ENOMEM ? STATUS_NO_MEMORY : STATUS_OK; /* what else is wrong is told when its turn comes */
}

static Status take_rows(void *self, void *rows) {
  SqliteSink *sink = self;
  MadeRows *made = rows;
  int error = made->error;
  if (!error) error = database_table_add(sink->build, &made->run);
  row_run_clear(&made->run);
  return built(sink, error, sink->diags);
}

static Status write_rows(void *self, const Vector *key, const Vector *const *columns, const Mask *lanes, uint32_t n) {
  SqliteSink *sink = self;
  Status status = make_rows(sink, sink->made, key, columns, lanes, n);
  return status == STATUS_OK ? take_rows(sink, sink->made) : status;
}

/* ---- the end ---- */

static void sqlite_abandon(Sink *base) {
  SqliteSink *sink = (SqliteSink *)base;
  sqlite3_close(sink->db);
  database_build_free(sink->build);
  output_abandon(sink->output);
  if (sink->made) made_rows_free(&sink->shape, sink->made);
  arena_free(&sink->arena);
  mem_free(sink->config.alloc, sink, sizeof *sink);
}

static Status sqlite_finish(Sink *base, DiagList *diags) {
  SqliteSink *sink = (SqliteSink *)base;
  int error = database_table_end(sink->build);
  if (!error) error = database_build_finish(sink->build, SINK_APPLICATION_ID, (uint32_t)sink->mark);
  Status status = built(sink, error, diags);
  if (status == STATUS_OK && sink->is_new) {
    status = output_commit(sink->output, diags);
    sink->output = NULL;
  } else if (status == STATUS_OK) {
    status = sqlite_sink_merge(sink, diags);
  }
  sqlite_abandon(base);
  return status;
}

/* ---- opening ---- */

/* A file that is empty is as good as none. */
static Status open_output(SqliteSink *sink, DiagList *diags) {
  struct stat old;
  const char *path = sink->config.path;
  if (!path || strcmp(path, "-") == 0) {
    diag_add(diags, DIAG_OUTPUT_NO_STREAM, (Span){0});
    return STATUS_USAGE;
  }
  sink->is_new = stat(path, &old) != 0 || !S_ISREG(old.st_mode) || old.st_size == 0;
  if (!sink->is_new) {
    Status status = sqlite_sink_open_old(sink, diags);
    return status == STATUS_OK ? output_scratch(sink->config.alloc, path, diags, &sink->output) : status;
  }
  Status status = output_open(sink->config.alloc, path, -1, diags, &sink->output);
  if (status == STATUS_OK && !output_temporary(sink->output)) status = output_fault(diags, path, EISDIR); /* a device */
  return status;
}

static Status open_sink(SqliteSink *sink, DiagList *diags) {
  const SinkConfig *config = &sink->config;
  BuiltTable table;
  sink->table = config->program->has_subject ? config->program->tables[0].name : STR("results");
  if (!row_shape_init(&sink->shape, config, &sink->arena)) return STATUS_NO_MEMORY;
  sink->made = made_rows_new(&sink->shape);
  if (!sink->made) return STATUS_NO_MEMORY;
  Status status = open_output(sink, diags);
  if (status == STATUS_OK) status = sqlite_sink_describe(sink, &table, diags);
  if (status != STATUS_OK) return status;
  int error = database_build_new(config->alloc, output_descriptor(sink->output), &sink->build);
  if (!error) error = database_table_begin(sink->build, &table);
  return built(sink, error, diags);
}

Status sink_sqlite_open(const SinkConfig *config, DiagList *diags, Sink **out) {
  static const SinkOps ops = {sqlite_finish, sqlite_abandon};
  static const RowMaker maker = {new_rows, free_rows, make_rows, take_rows};
  SqliteSink *sink = MEM_NEW(config->alloc, SqliteSink);
  if (!sink) return STATUS_NO_MEMORY;
  sink->base = (Sink){.ops = &ops, .rows = {.self = sink, .rows = write_rows, .maker = &maker}};
  sink->config = *config;
  sink->diags = diags;
  arena_init(&sink->arena, config->alloc);
  Status status = open_sink(sink, diags);
  if (status == STATUS_OK) *out = &sink->base;
  else sqlite_abandon(&sink->base);
  return status;
}

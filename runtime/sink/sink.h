/* Sinks: where the rows of a run are written. A sink is opened with its columns, handed to exec_rows as a RowSink, and then
 * finished (its file appears) or abandoned (nothing does).
 *
 * Tables in a database that is there already are written when the sink is finished, in one transaction; where that database is
 * also the one that is read, the store must be closed before sink_finish, as a reader keeps writers from committing. */
#ifndef CIBLE_EXEC_SINK_H
#define CIBLE_EXEC_SINK_H

#include "runtime/base/buf.h"
#include "runtime/exec/exec.h"

typedef enum SinkFormat { SINK_TABLE, SINK_CSV, SINK_JSONL, SINK_SQLITE } SinkFormat;

typedef struct SinkConfig {
  const Alloc *alloc;
  const Program *program;
  const uint32_t *columns; /* defs, as in RowJob */
  uint32_t column_count;
  SinkFormat format;
  const char *path;     /* NULL or "-": descriptor fd (not for SQLITE) */
  int fd;
  uint32_t width;       /* of the terminal, for TABLE; 0: as wide as needed */
  bool hold;            /* the run may yet stop at a fault (--strict): standard output gets nothing before sink_finish */
  bool any_order;       /* rows come in another order than the key's */
  const char *database; /* the database that is read, or NULL: its subject's table is never written to */
  const int *cancel;    /* as in ExecJob: asked while text goes to a terminal; may be NULL */
} SinkConfig;

typedef struct Sink {
  const struct SinkOps *ops;
  RowSink rows; /* for exec_rows */
} Sink;

Status sink_open(const SinkConfig *config, DiagList *diags, Sink **out) MUST_CHECK;
/* Makes the output last; the sink is freed, whatever the outcome. */
Status sink_finish(Sink *sink, DiagList *diags) MUST_CHECK;
/* Nothing is left of it; NULL will do. */
void sink_abandon(Sink *sink);

/* ---- for the writers themselves ---- */

typedef struct SinkOps {
  Status (*finish)(Sink *sink, DiagList *diags);
  void (*abandon)(Sink *sink);
} SinkOps;

/* The name, kind and labels of an output column: 0 is the key, 1 .. column_count the defs. */
typedef struct SinkColumn {
  Str name;
  Kind kind;
  const Labels *labels;
} SinkColumn;
SinkColumn sink_column(const SinkConfig *config, uint32_t column);

Status sink_lines_open(const SinkConfig *config, DiagList *diags, Sink **out) MUST_CHECK;
Status sink_table_open(const SinkConfig *config, DiagList *diags, Sink **out) MUST_CHECK;
Status sink_sqlite_open(const SinkConfig *config, DiagList *diags, Sink **out) MUST_CHECK;

#endif

/* SPDX-License-Identifier: MIT
 * Rows and bytes into files for the public interface. */
#include "lang/engine/engine_run.h"

#include <unistd.h>

#include "runtime/base/output.h"
#include "runtime/sink/sink.h"

CibleStatus cible_write_rows(Cible *cible, const CibleProgram *p, const CibleRun *run, const CibleRows *rows, CibleFormat format,
                             const char *path, int fd, int width) {
  Running running;
  RowJob job;
  Status status = engine_run_begin(cible, p, run, true, &running);
  if (status == STATUS_OK) status = engine_row_job(cible, rows, &job);
  if (status != STATUS_OK) return engine_run_end(cible, &running, status);
  SinkConfig config = {.alloc = &cible->alloc, .program = p->program, .columns = job.columns, .column_count = job.column_count,
                       .format = (SinkFormat)format, .path = path, .fd = fd, .width = width > 0 ? (uint32_t)width : 0,
                       .hold = run->strict || run->max_faults, .database = run->database};
  Sink *sink = NULL;
  status = sink_open(&config, &cible->diags, &sink);
  if (status == STATUS_OK) status = engine_run_rows(cible, &running, &job, &sink->rows);
  /* Results may go into the database that was read: its readers must be gone before. */
  engine_run_close(&running);
  if (status == STATUS_OK) status = sink_finish(sink, &cible->diags);
  else sink_abandon(sink);
  return engine_run_end(cible, &running, status);
}

CibleStatus cible_write_file(Cible *cible, const char *path, const void *bytes, size_t length) {
  engine_begin(cible);
  Output *output;
  Status status = output_open(&cible->alloc, path, STDOUT_FILENO, &cible->diags, &output);
  if (status != STATUS_OK) return engine_end(cible, status);
  status = output_write(output, bytes, length, &cible->diags);
  if (status == STATUS_OK) status = output_commit(output, &cible->diags);
  else output_abandon(output);
  return engine_end(cible, status);
}

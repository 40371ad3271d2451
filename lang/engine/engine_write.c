/* SPDX-License-Identifier: MIT
 * Rows and bytecode into files for the public interface. */
#include "lang/engine/engine_run.h"

#include <unistd.h>

#include "runtime/base/output.h"
#include "runtime/code/image.h"
#include "runtime/sink/sink.h"

Status engine_spare_inputs(Cible *cible, const Program *program, const char *path, const char *database) {
  if (!path || strcmp(path, "-") == 0) return STATUS_OK;
  bool input = database && output_is_same_file(path, database);
  for (uint32_t i = 0; i < program->sources.count; i++) input |= output_is_same_file(path, program->sources.files[i]->name.p);
  for (uint32_t i = 0; i < program->table_count; i++)
    input |= program->tables[i].csv && output_is_same_file(path, program->tables[i].source.p);
  if (!input) return STATUS_OK;
  diag_add(&cible->diags, DIAG_OUTPUT_OVER_SOURCE, (Span){0, 0}, path);
  return STATUS_USAGE;
}

CibleStatus cible_write_rows(Cible *cible, const CibleProgram *p, const CibleRun *run, const CibleRows *rows, CibleFormat format,
                             const char *path, int fd, int width) {
  Running running;
  RowJob job;
  Status status = engine_run_begin(cible, p, run, true, &running);
  if (status == STATUS_OK) status = engine_spare_inputs(cible, p->program, path, format == CIBLE_SQLITE ? NULL : run->database);
  if (status == STATUS_OK) status = engine_row_job(cible, p->program, rows, &job);
  if (status != STATUS_OK) return engine_run_end(cible, &running, status);
  SinkConfig config = {.alloc = running.job.alloc, .program = p->program, .columns = job.columns, .column_count = job.column_count,
                       .format = (SinkFormat)format, .path = path, .fd = fd, .width = width > 0 ? (uint32_t)width : 0,
                       .hold = run->strict || run->max_faults, .any_order = job.order != PROGRAM_NONE, .database = run->database, .cancel = running.job.cancel};
  Sink *sink = NULL;
  status = sink_open(&config, &cible->diags, &sink);
  if (status == STATUS_OK) status = engine_run_rows(cible, &running, &job, &sink->rows);
  /* Results may go into the database that was read: its readers must be gone before. */
  engine_meter_tables(cible, &running);
  status = engine_keep_filed(cible, &running, status);
  engine_run_close(&running);
  const Phase before = stopwatch_turn(job_watch(&running.job), PHASE_WRITE);
  if (status == STATUS_OK) status = sink_finish(sink, &cible->diags);
  else sink_abandon(sink);
  stopwatch_turn(job_watch(&running.job), before);
  return engine_run_end(cible, &running, status);
}

static Status write_image(Cible *cible, const CibleProgram *p, const char *path, size_t *length) {
  Buf image;
  buf_init(&image, &cible->alloc);
  image_write(p->program, &image);
  *length = image.n;
  Output *output = NULL;
  Status status = image.failed ? STATUS_NO_MEMORY : output_open(&cible->alloc, path, STDOUT_FILENO, &cible->diags, &output);
  if (status == STATUS_OK) {
    status = output_write(output, image.p, image.n, &cible->diags);
    if (status == STATUS_OK) status = output_commit(output, &cible->diags);
    else output_abandon(output);
  }
  buf_free(&image);
  return status;
}

CibleStatus cible_program_write(Cible *cible, const CibleProgram *p, const char *path, size_t *length) {
  *length = 0;
  engine_begin(cible);
  Status status = engine_spare_inputs(cible, p->program, path, NULL);
  return engine_end(cible, status == STATUS_OK ? write_image(cible, p, path, length) : status);
}

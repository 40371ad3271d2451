/* Runs behind the public interface: the parts that rows, counts, summaries and writers share. */
#ifndef CIBLE_LANG_ENGINE_RUN_H
#define CIBLE_LANG_ENGINE_RUN_H

#include "lang/engine/engine.h"

/* A run under way: its store (NULL once closed), and the job that exec takes. */
typedef struct Running {
  Store *store;
  Snapshot *snapshot; /* the run's own, for columns from a cache file; may be NULL */
  bool released;      /* the database may have changed meanwhile */
  const char *results_path, *database; /* where its results are kept then; what it was opened with */
  ExecJob job;
  CibleStats *stats; /* being made, where they are asked for */
} Running;

/* Is there such a definition, and where `condition` is set, is it one? STATUS_USAGE and a message else. */
Status engine_hold_index(Cible *cible, const Program *program, size_t index, bool condition);
/* Forgets the last run; sets clock, threads and limits of this one. */
Status engine_run_set(Cible *cible, const Program *program, const CibleRun *run, Running *running);
/* What a run's store is opened with; STATUS_NO and a message where the program has no records. */
Status engine_store_config(Cible *cible, const Program *program, const CibleRun *run, const Running *running, StoreConfig *out);
/* Opens a run's database: from what is kept between runs, where something is. */
Status engine_open_kept(Cible *cible, const StoreConfig *config, const char *database, Running *running);
/* What earlier runs over the same state have computed, for the job of a run whose store is open. */
void engine_find_results(Cible *cible, const Program *program, Running *running);
/* The same in files, for a run whose columns come from one. */
void engine_find_filed(Cible *cible, const Program *program, Running *running);
/* Behind a run: notes what it has taken from a file, and writes there what it is to keep; its store may be closed then. The status, or that
 * of writing. */
Status engine_keep_filed(Cible *cible, Running *running, Status status) MUST_CHECK;
/* The same, and opens the run's database. */
Status engine_run_begin(Cible *cible, const CibleProgram *p, const CibleRun *run, bool key_order, Running *running);
/* Opens the database for a program whose compilation is still at hand: messages and sources of the call stay.
 * `metered`: with statistics and the limit of memory, where the run asks for them; it must be ended by engine_run_end. */
Status engine_run_open(Cible *cible, const Program *program, const CibleRun *run, bool key_order, bool metered, Running *running);
/* CibleRows as exec takes it. */
Status engine_row_job(Cible *cible, const Program *program, const CibleRows *rows, RowJob *job);
Status engine_run_rows(Cible *cible, Running *running, const RowJob *job, RowSink *sink);
void engine_run_close(Running *running);
/* Closes, and keeps what the run said. */
CibleStatus engine_run_end(Cible *cible, Running *running, Status status);

/* Refuses to write over what the program was read from, or what it reads: `database` too, where it is not NULL. */
Status engine_spare_inputs(Cible *cible, const Program *program, const char *path, const char *database) MUST_CHECK;

/* A sink that gives each row to a function of the public interface. */
typedef struct RowTaker {
  const Program *program;
  const CibleRows *rows;
  const char *key; /* the only one wanted, or NULL */
  CibleRowFunction row;
  void *user;
  Arena arena; /* of one row */
  CibleValue *values;
} RowTaker;
Status row_taker_init(RowTaker *taker, Cible *cible, const Program *program, const CibleRows *rows, CibleRowFunction row, void *user);
Status row_taker_rows(void *taker, const Vector *key, const Vector *const *columns, const Mask *lanes, uint32_t n);

/* The meter of a run that asks for statistics, or has a limit of memory: begun before its database is opened. */
Status engine_meter_begin(Cible *cible, const CibleRun *run, Running *running) MUST_CHECK;
/* Notes how each table was read, before the store is closed. */
void engine_meter_tables(Cible *cible, Running *running);
/* Keeps the statistics; the status, or STATUS_STOPPED with a message where it was the limit that has ended the run. */
Status engine_meter_end(Cible *cible, Running *running, Status status) MUST_CHECK;

/* Keeps a summary's measures as cible_measure gives them: those of `defs` alone, or (NULL) all. */
void engine_take_measures(Cible *cible, const Program *program, const MeasureTable *tables, const uint32_t *defs, uint32_t def_count);

#endif

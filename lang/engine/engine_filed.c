/* SPDX-License-Identifier: MIT
 * Results in files: what runs over columns of a file have computed, for the runs of later processes (decision 13). */
#include <sys/stat.h>

#include "lang/engine/engine_run.h"
#include "runtime/snapshot/cache_folder.h"

/* A file has at most so many bytes: an eighth of what the folder of a user may have. */
enum { RESULTS_FILE_MOST = 1 << 29 };

int cible_run_recalled(const Cible *cible) { return cible->run_recalled; }

void cible_keep_results(Cible *cible, int keep, uint64_t most, int gives_way) {
  cible->keeps_results = keep > 0;
  cible->no_results = keep < 0;
  cible->gives_way = gives_way != 0;
  cible->folder_most = most;
}

/* ---- before a run ---- */

/* By what the table's blocks are: the same where they are. */
static uint64_t layout_of(const SnapshotTable *table) {
  return filed_sum(table->counts, table->block_count * sizeof *table->counts) | 1;
}

/* Of the records that the run scans: nothing else in the file's state can have changed. NULL where they are of an earlier one. */
static const KeptAge *lay_out(Cible *cible, const Program *program, const Running *running, KeptResults *results) {
  KeptAge *ages = ARENA_ARRAY(&cible->results, KeptAge, program->table_count + 1);
  for (uint32_t i = 0; ages && i < program->table_count; i++) {
    if (program->tables[i].role == TABLE_LOOKUP || !program_needs(program, i)) continue;
    const SnapshotTable *table = snapshot_table(running->snapshot, &program->tables[i]);
    if (!table || !table->laid_out || !store_state_equal(&table->state, snapshot_state(running->snapshot))) return NULL;
    ages[i] = (KeptAge){.layout = layout_of(table), .keys = 1, .values = 1};
    if (!kept_results_lay_out(results, ages[i].layout, table->counts, table->block_count)) return NULL;
  }
  return ages;
}

static Str state_of(const Running *running) {
  return (Str){(const char *)snapshot_state(running->snapshot), sizeof(StoreState)};
}

void engine_find_filed(Cible *cible, const Program *program, Running *running) {
  KeptResults *results = running->results_path && !cible->no_results ? snapshot_results(running->snapshot) : NULL;
  if (!results) return;
  running->job.ages = lay_out(cible, program, running, results);
  if (!running->job.ages) return;
  kept_results_set_file(results, kept_file_open(kept_results_alloc(results), running->results_path, state_of(running)));
  kept_results_begin(results, cible->keeps_results ? RESULTS_FILE_MOST : 0);
  running->job.kept = results;
  /* All columns come from a file: whoever is about to write need not wait. */
  running->released = cible->keeps_results && cible->gives_way && store_release(running->store);
}

/* ---- behind it ---- */

/* Reading the database is at an end: a file takes long to write. Another process may have written one meanwhile: what that has stays. */
static Status write_results(Cible *cible, Running *running) {
  size_t gone;
  StoreState now;
  const bool same = !running->released || (store_state(running->store, &now) && store_state_equal(&now, snapshot_state(running->snapshot)));
  store_close(running->store);
  running->store = NULL;
  if (!same) return STATUS_OK; /* nobody would ask for them any more */
  kept_results_set_file(running->job.kept, kept_file_open(kept_results_alloc(running->job.kept), running->results_path, state_of(running)));
  Status status = kept_results_write(running->job.kept, running->results_path, state_of(running), running->database, RESULTS_FILE_MOST, &cible->diags);
  if (status == STATUS_OK && cible->folder_most) status = cache_trim(&cible->results, cible->cache, cible->folder_most, &gone);
  return status;
}

/* A part of the columns was damaged, and has been read from the database: which may have changed since, where it has been released. */
static bool met_damage(const Running *running) { return running->snapshot && snapshot_is_damaged(running->snapshot); }

Status engine_keep_filed(Cible *cible, Running *running, Status status) {
  if (met_damage(running)) {
    cible->run_cached = false;
    cible->run_outdated = true;
    return status;
  }
  if (!running->store || !running->results_path) return status;
  cible->run_recalled = !running->job.kept || kept_results_answered(running->job.kept);
  if (status != STATUS_OK || !running->job.kept) return status;
  if (cible->keeps_results) return cible->run_recalled ? status : write_results(cible, running);
  cache_touch(running->results_path);
  return status;
}

/* SPDX-License-Identifier: MIT
 * What is kept between runs: columns in memory, and in files for later processes. */
#include <errno.h>

#include "lang/engine/engine_run.h"
#include "runtime/base/output.h"
#include "runtime/snapshot/cache_file.h"
#include "runtime/snapshot/cache_folder.h"
#include "runtime/snapshot/store_snapshot.h"

/* ---- in memory ---- */

enum { RESULTS_MOST = 1 << 30 /* bytes of results, where no limit is given */ };

CibleStatus cible_keep(Cible *cible, size_t most) {
  cible_keep_nothing(cible);
  cible->snapshot = snapshot_new(&cible->alloc, most);
  return cible->snapshot ? CIBLE_OK : CIBLE_NO_MEMORY;
}

size_t cible_kept(const Cible *cible) {
  return cible->snapshot ? snapshot_bytes(cible->snapshot) + snapshot_results_bytes(cible->snapshot) : 0;
}

void cible_keep_nothing(Cible *cible) {
  snapshot_free(cible->snapshot);
  cible->snapshot = NULL;
}

int cible_run_cached(const Cible *cible) { return cible->run_cached; }
int cible_run_outdated(const Cible *cible) { return cible->run_outdated; }

/* ---- a run ---- */

static void forget_cache(Cible *cible) {
  if (cible->cache) mem_free(&cible->alloc, cible->cache, strlen(cible->cache) + 1);
  cible->cache = NULL;
}

void engine_forget_kept(Cible *cible) {
  cible_keep_nothing(cible);
  forget_cache(cible);
  arena_free(&cible->listed);
}

/* Is there nothing that the run reads from the database and that could be kept? */
static bool reads_kept(Store *store, const Program *program) {
  for (uint32_t i = 0; i < program->table_count; i++)
    if (!strcmp(store_reader(store, i), "pages")) return false;
  return true;
}

Status engine_open_kept(Cible *cible, const StoreConfig *config, const char *database, Running *running) {
  StoreConfig wanted = *config;
  /* Columns from a file lie in memory: a run that has a limit of it reads the database. */
  bool limited = config->alloc == &cible->counted && cible->memory.limit;
  bool filed = cible->cache && database && !limited;
  const char *path = filed ? cache_path(&cible->results, cible->cache, database, CACHE_COLUMNS) : NULL;
  bool keeps = (cible->snapshot || path) && !config->only_key;
  cible->run_cached = cible->run_outdated = cible->run_recalled = false;
  if (keeps && !cible->snapshot) running->snapshot = snapshot_new(config->alloc, 0);
  if (keeps && !cible->snapshot && !running->snapshot) return STATUS_NO_MEMORY;
  wanted.key_order |= keeps; /* so that rows come as they came before */
  Status status = store_open_sqlite(&wanted, database, &cible->diags, &running->store);
  if (status == STATUS_OK && keeps) {
    SnapshotUse use = {.snapshot = cible->snapshot ? cible->snapshot : running->snapshot, .builds = cible->snapshot != NULL, .cache = path,
                       .outdated = &cible->run_outdated};
    status = store_open_snapshot(&wanted, running->store, &use, &cible->diags, &running->store);
  }
  cible->run_cached = status == STATUS_OK && !cible->run_outdated && reads_kept(running->store, config->program);
  if ((cible->run_cached || cible->run_outdated) && path) cache_touch(path);
  running->database = database;
  if (cible->run_cached && running->snapshot) running->results_path = cache_path(&cible->results, cible->cache, database, CACHE_RESULTS);
  return status;
}

/* Results are of the rows of this state alone where all of them come from the snapshot. */
static bool is_of_snapshot(Store *store, const Program *program) {
  for (uint32_t i = 0; i < program->table_count; i++) {
    const ProgramTable *table = &program->tables[i];
    bool scanned = table->role != TABLE_LOOKUP && program_needs(program, i);
    if (scanned && strcmp(store_reader(store, i), "snapshot") != 0) return false;
  }
  return true;
}

/* The ages of the records that the run scans. */
static const KeptAge *find_ages(Cible *cible, const Program *program) {
  KeptAge *ages = ARENA_ARRAY(&cible->results, KeptAge, program->table_count + 1);
  for (uint32_t i = 0; ages && i < program->table_count; i++) {
    if (program->tables[i].role == TABLE_LOOKUP || !program_needs(program, i)) continue;
    const SnapshotTable *table = snapshot_table(cible->snapshot, &program->tables[i]);
    if (!table) return NULL;
    ages[i] = table->age;
  }
  return ages;
}

void engine_find_results(Cible *cible, const Program *program, Running *running) {
  if (!running->store || !is_of_snapshot(running->store, program)) return;
  if (!cible->snapshot) {
    engine_find_filed(cible, program, running);
    return;
  }
  KeptResults *kept = snapshot_results(cible->snapshot);
  if (!kept) return;
  const size_t most = snapshot_most(cible->snapshot), columns = snapshot_bytes(cible->snapshot);
  running->job.ages = find_ages(cible, program);
  if (!running->job.ages) return;
  kept_results_begin(kept, most == SIZE_MAX ? RESULTS_MOST : most > columns ? most - columns : 0);
  running->job.kept = kept;
}

/* ---- in files ---- */

CibleStatus cible_use_cache(Cible *cible, const char *folder) {
  forget_cache(cible);
  if (!folder) return CIBLE_OK;
  cible->cache = mem_new(&cible->alloc, strlen(folder) + 1);
  if (!cible->cache) return CIBLE_NO_MEMORY;
  memcpy(cible->cache, folder, strlen(folder) + 1);
  return CIBLE_OK;
}

/* Reads what the program uses into a snapshot of its own, with what the file has already, and writes the file anew. */
static Status fill_file(Cible *cible, const Program *program, const char *database, const char *path, bool gives_way) {
  StoreConfig config = {.alloc = &cible->alloc, .program = program, .threads = 2, .key_order = true, .cancel = &cible->cancel,
                        .gives_way = gives_way};
  SnapshotUse use = {.snapshot = snapshot_new(&cible->alloc, 0), .builds = true, .cache = path};
  Store *store = NULL;
  Status status = use.snapshot ? store_open_sqlite(&config, database, &cible->diags, &store) : STATUS_NO_MEMORY;
  if (status == STATUS_OK) status = store_open_snapshot(&config, store, &use, &cible->diags, &store);
  if (store) store_close(store); /* its transaction ends: a file takes long to write */
  if (status == STATUS_OK && snapshot_tables(use.snapshot)) {
    snapshot_load_all(use.snapshot);
    status = cache_write(use.snapshot, path, database, &cible->diags);
  }
  snapshot_free(use.snapshot);
  return status;
}

CibleStatus cible_cache_fill(Cible *cible, const CibleProgram *program, const char *database, const char *folder, uint64_t most,
                              int gives_way) {
  engine_begin(cible);
  arena_free(&cible->listed);
  if (!cache_make_folder(folder)) return engine_end(cible, output_fault(&cible->diags, folder, errno));
  const char *path = database ? cache_path(&cible->listed, folder, database, CACHE_COLUMNS) : NULL;
  Status status = STATUS_OK;
  if (database && !path) {
    diag_add(&cible->diags, DIAG_DB_MISSING, (Span){0, 0}, database);
    status = STATUS_IO;
  }
  size_t gone;
  if (status == STATUS_OK) status = fill_file(cible, program->program, database, path, gives_way);
  if (status == STATUS_OK && most && cache_trim(&cible->listed, folder, most, &gone) == STATUS_NO_MEMORY) status = STATUS_NO_MEMORY;
  return engine_end(cible, status);
}

CibleStatus cible_cache_list(Cible *cible, const char *folder, const CibleCacheFile **files, size_t *count) {
  engine_begin(cible);
  arena_free(&cible->listed);
  CacheEntry *entries;
  Status status = cache_list(&cible->listed, folder, &entries, count);
  CibleCacheFile *out = ARENA_ARRAY(&cible->listed, CibleCacheFile, *count + 1);
  *files = out;
  if (!out) status = STATUS_NO_MEMORY;
  if (status == STATUS_IO) output_fault(&cible->diags, folder, errno);
  for (size_t i = 0; status == STATUS_OK && i < *count; i++)
    out[i] = (CibleCacheFile){entries[i].path, entries[i].database, entries[i].bytes, entries[i].used, entries[i].kind == CACHE_RESULTS};
  return engine_end(cible, status);
}

CibleStatus cible_cache_clear(Cible *cible, const char *folder, size_t *count) {
  engine_begin(cible);
  arena_free(&cible->listed);
  Status status = cache_trim(&cible->listed, folder, 0, count);
  if (status == STATUS_IO) output_fault(&cible->diags, folder, errno);
  return engine_end(cible, status);
}

/* SPDX-License-Identifier: MIT
 * Threads take the parts of the table in turn, and make blocks of their batches; the caller then lays the blocks of all parts one
 * behind the other. */
#include "runtime/snapshot/snapshot_build.h"

#include <pthread.h>

#include "runtime/base/threads.h"
#include "runtime/snapshot/mixed_column.h"

/* What one part has given: block b of missing column c stands at b * count + c. */
typedef struct PartBlocks {
  ColumnBlock **blocks;
  uint32_t batches, size;
} PartBlocks;

typedef struct Build {
  Snapshot *snapshot;
  const StoreConfig *config;
  Store *store; /* that is read */
  const MissingColumn *missing;
  uint32_t count;
  SnapshotColumn **columns;
  PartBlocks *parts;
  uint32_t part_count;
  uint32_t next;  /* atomic: the part that the next free thread takes */
  uint64_t bytes; /* atomic: of blocks so far */
  bool stop;      /* atomic */
  pthread_mutex_t dictionaries;
  /* Of a table whose blocks are made anew: */
  SnapshotTable *old; /* whose columns these are; else NULL */
  const Patch *patch;
  Mask *changed;
  bool keys_changed;  /* atomic */
  bool drops;         /* it has columns that will not be left */
} Build;

/* One thread: its cursor, and the codes of its cursor's dictionaries in those of the snapshot. */
typedef struct Builder {
  Build *build;
  Cursor *cursor;
  Arena said;
  DiagList diags;
  int32_t **codes; /* by missing column; -1: not asked yet */
  uint32_t *code_counts;
  Status status;
  BlockRoom room; /* for blocks that may stay */
  bool is_caller;
} Builder;

/* ---- in the threads ---- */

static bool widen_codes(Builder *builder, uint32_t c, uint32_t count) {
  const Alloc *alloc = builder->build->config->alloc;
  uint32_t old = builder->code_counts[c], size = count + count / 2 + 64;
  if (count <= old) return true;
  int32_t *codes = mem_resize(alloc, builder->codes[c], old * sizeof *codes, size * sizeof *codes);
  if (!codes) return false;
  for (uint32_t i = old; i < size; i++) codes[i] = -1;
  builder->codes[c] = codes;
  builder->code_counts[c] = size;
  return true;
}

/* A text of which only whether it is known is kept: every lane has the empty text's code. */
static bool lay_bare(Builder *builder, uint32_t c, BatchColumn *column, uint32_t n, int32_t *out) {
  Build *build = builder->build;
  pthread_mutex_lock(&build->dictionaries);
  int32_t code = dict_code(&build->columns[c]->dict, STR(""));
  pthread_mutex_unlock(&build->dictionaries);
  for (uint32_t i = 0; i < n; i++) out[i] = code;
  column->vec.dict = &build->columns[c]->dict;
  return code >= 0;
}

/* The codes of a batch's texts in the snapshot's dictionary. */
static bool translate(Builder *builder, uint32_t c, const Vector *vec, uint32_t n, int32_t *out) {
  Build *build = builder->build;
  if (!widen_codes(builder, c, vec->dict->count)) return false;
  int32_t *codes = builder->codes[c];
  for (uint32_t i = 0; i < n; i++) {
    int32_t code = vector_known(vec, i) ? vec->i32[i] : 0;
    if (codes[code] < 0) {
      pthread_mutex_lock(&build->dictionaries);
      codes[code] = dict_code(&build->columns[c]->dict, dict_text(vec->dict, code));
      pthread_mutex_unlock(&build->dictionaries);
      if (codes[code] < 0) return false;
    }
    out[i] = codes[code];
  }
  return true;
}

static bool grow_part(const Build *build, PartBlocks *part) {
  if (part->batches < part->size) return true;
  uint32_t size = part->size ? part->size * 2 : 8;
  size_t row = build->count * sizeof *part->blocks;
  ColumnBlock **blocks = mem_resize(build->config->alloc, part->blocks, part->size * row, size * row);
  if (!blocks) return false;
  memset(blocks + (size_t)part->size * build->count, 0, (size - part->size) * row);
  part->blocks = blocks;
  part->size = size;
  return true;
}

/* ---- blocks that stay ---- */

/* Which of the batch's records are not what the kept block has at their places. Codes of both are of the batch's dictionary, which
 * begins with that of the kept blocks; where only these have codes, their dictionary may be growing meanwhile. */
static bool compare(Builder *builder, const SnapshotColumn *column, const ColumnBlock *old, const BatchColumn *now, const Mask *fresh,
                    Mask *changed) {
  Build *build = builder->build;
  BatchColumn was;
  bool differs = false;
  column_block_read(old, column->as.kind, now->vec.dict ? now->vec.dict : &column->dict, &builder->room, &was);
  const bool locks = was.vec.dict && !now->vec.dict && !column->as.bare;
  if (locks) pthread_mutex_lock(&build->dictionaries);
  MASK_EACH(fresh, old->count, at) {
    const uint32_t lane = (uint32_t)at;
    if (!(column->as.bare ? known_differs(&was, now, lane) : lanes_differ(&was, now, lane))) continue;
    mask_set(changed, lane);
    differs = true;
  }
  if (locks) pthread_mutex_unlock(&build->dictionaries);
  return differs;
}

/* Takes the kept block over; a copy where it lies in a segment, or another block needs it too. */
static ColumnBlock *take_old(const Build *build, SnapshotColumn *column, uint32_t number, uint32_t old) {
  const Patch *patch = build->patch;
  ColumnBlock *block = column->blocks[old];
  const bool needed = number + 1 < patch->block_count && patch->blocks[number + 1].old == PATCH_FRESH;
  if (column->segment || (needed && !patch->blocks[number].whole)) return column_block_copy(snapshot_alloc(build->snapshot), block);
  column->blocks[old] = NULL;
  return block;
}

/* The kept block, where it can stay for the batch's column; else NULL. */
static ColumnBlock *keep_block(Builder *builder, SnapshotColumn *column, uint32_t number, const BatchColumn *now, const Mask *fresh) {
  Build *build = builder->build;
  const PatchBlock *of = &build->patch->blocks[number];
  const ColumnBlock *old = of->old == PATCH_FRESH ? NULL : column->blocks[of->old];
  if (!old || old->count != of->count) return NULL;
  const bool differs = !of->whole && compare(builder, column, old, now, fresh, &build->changed[number]);
  const bool is_key = str_equal(column->as.stored, SNAPSHOT_KEY) || str_equal(column->as.stored, SNAPSHOT_OWN_KEY);
  if (differs && is_key) __atomic_store_n(&build->keys_changed, true, __ATOMIC_RELAXED);
  if (differs) return NULL;
  return take_old(build, column, number, of->old);
}

/* ---- batches ---- */

/* The records that do not stand where they stood. Where they are not compared, all of them have changed. */
static void find_fresh(const Build *build, uint32_t number, Mask *fresh) {
  const PatchBlock *of = &build->patch->blocks[number];
  const bool compares = of->old != PATCH_FRESH && build->old->counts[of->old] == of->count && !build->drops;
  patch_fresh_lanes(build->patch, number, fresh);
  if (!compares) build->changed[number] = *fresh;
}

static Status take_batch(Builder *builder, PartBlocks *part, uint32_t number, const Batch *batch) {
  Build *build = builder->build;
  int32_t codes[BATCH_SIZE];
  Mask fresh;
  if (build->patch) find_fresh(build, number, &fresh);
  if (!grow_part(build, part)) return STATUS_NO_MEMORY;
  ColumnBlock **blocks = part->blocks + (size_t)part->batches++ * build->count;
  uint64_t bytes = 0;
  for (uint32_t c = 0; c < build->count; c++) {
    BatchColumn column = missing_column_of(batch, build->missing[c].field);
    blocks[c] = build->patch ? keep_block(builder, build->columns[c], number, &column, &fresh) : NULL;
    if (blocks[c]) continue;
    bool coded = true;
    if (build->missing[c].as.bare) coded = lay_bare(builder, c, &column, batch->count, codes);
    else if (column.vec.dict) coded = translate(builder, c, &column.vec, batch->count, codes);
    if (!coded) return STATUS_NO_MEMORY;
    blocks[c] = column_block_make(snapshot_alloc(build->snapshot), &column, codes, batch->count);
    if (!blocks[c]) return STATUS_NO_MEMORY;
    bytes += column_block_size(blocks[c]);
  }
  bytes += __atomic_fetch_add(&build->bytes, bytes, __ATOMIC_RELAXED);
  return bytes > snapshot_most(build->snapshot) ? STATUS_NO : STATUS_OK;
}

static Status take_part(Builder *builder, uint32_t index) {
  Status status = cursor_part(builder->cursor, index, &builder->diags);
  while (status == STATUS_OK) {
    const Batch *batch = NULL;
    status = cursor_next(builder->cursor, &batch, &builder->diags);
    if (status != STATUS_OK || !batch) break;
    PartBlocks *part = &builder->build->parts[index];
    status = take_batch(builder, part, index * KEPT_PART_BATCHES + part->batches, batch);
  }
  return status;
}

/* Where the work is not urgent: does somebody wait for the transaction to end? Asked by the thread that opened the store. */
static bool is_in_the_way(const Builder *builder) {
  const Build *build = builder->build;
  return build->config->gives_way && builder->is_caller && store_awaited(build->store);
}

static void *builder_main(void *self) {
  Builder *builder = self;
  Build *build = builder->build;
  while (builder->status == STATUS_OK && !__atomic_load_n(&build->stop, __ATOMIC_RELAXED)) {
    uint32_t part = __atomic_fetch_add(&build->next, 1, __ATOMIC_RELAXED);
    if (part >= build->part_count) break;
    builder->status = is_in_the_way(builder) ? STATUS_STOPPED : take_part(builder, part);
  }
  if (builder->status != STATUS_OK) __atomic_store_n(&build->stop, true, __ATOMIC_RELAXED);
  return NULL;
}

/* ---- in the caller ---- */

static Status open_builder(Builder *builder, Build *build, Store *store, uint32_t table, const ColumnUse *wanted, DiagList *diags) {
  const Alloc *alloc = build->config->alloc;
  builder->build = build;
  arena_init(&builder->said, alloc);
  diag_init(&builder->diags, &builder->said);
  builder->codes = ARENA_ARRAY(&builder->said, int32_t *, build->count + 1);
  builder->code_counts = ARENA_ARRAY(&builder->said, uint32_t, build->count + 1);
  if (!builder->codes || !builder->code_counts) return STATUS_NO_MEMORY;
  return cursor_open(store, table, wanted, false, diags, &builder->cursor);
}

static void close_builder(Builder *builder) {
  const Alloc *alloc = builder->build->config->alloc;
  for (uint32_t c = 0; builder->codes && c < builder->build->count; c++)
    if (builder->codes[c]) mem_free(alloc, builder->codes[c], builder->code_counts[c] * sizeof *builder->codes[c]);
  cursor_close(builder->cursor);
  arena_free(&builder->said);
}

static Status read_all(Build *build, Store *store, uint32_t table, DiagList *diags) {
  const Alloc *alloc = build->config->alloc;
  const Program *program = build->config->program;
  uint32_t count = store_cursors(store) < build->part_count ? store_cursors(store) : build->part_count;
  Builder *builders = MEM_ARRAY(alloc, Builder, count);
  ColumnUse *wanted = MEM_ARRAY(alloc, ColumnUse, program->column_count + 1);
  Status status = builders && wanted ? STATUS_OK : STATUS_NO_MEMORY;
  for (uint32_t c = 0; wanted && c < build->count; c++) {
    const MissingColumn *missing = &build->missing[c];
    const ColumnUse use = missing->as.bare ? COLUMN_KNOWN : COLUMN_VALUES;
    if (missing->field >= SNAPSHOT_FIELD_OWN) continue;
    ColumnUse *of = &wanted[program->tables[table].first_column + missing->field];
    if (*of < use) *of = use;
  }
  uint32_t opened = 0;
  build->store = store;
  while (status == STATUS_OK && opened < count) status = open_builder(&builders[opened++], build, store, table, wanted, diags);
  if (builders) builders[0].is_caller = true;
  if (status == STATUS_OK) threads_run(count, builder_main, builders, sizeof *builders);
  for (uint32_t i = 0; i < opened; i++) {
    if (status == STATUS_OK && builders[i].status != STATUS_OK) {
      status = builders[i].status;
      for (uint32_t d = 0; d < builders[i].diags.count; d++) diag_copy(diags, builders[i].diags.items[d]);
    }
    close_builder(&builders[i]);
  }
  if (wanted) mem_free(alloc, wanted, (program->column_count + 1) * sizeof *wanted);
  if (builders) mem_free(alloc, builders, count * sizeof *builders);
  return status;
}

/* The records of each block; those of a table that has some already must be the same. */
static Status lay_out(Build *build, SnapshotTable *table) {
  uint32_t blocks = 0, at = 0;
  for (uint32_t p = 0; p < build->part_count; p++) blocks += build->parts[p].batches;
  if (table->laid_out && table->block_count != blocks) return STATUS_NO;
  bool first = !table->laid_out;
  if (first && !snapshot_lay_out(build->snapshot, table, blocks)) return STATUS_NO_MEMORY;
  for (uint32_t p = 0; p < build->part_count; p++) {
    for (uint32_t b = 0; b < build->parts[p].batches; b++, at++) {
      uint16_t count = build->parts[p].blocks[(size_t)b * build->count]->count;
      if (!first && table->counts[at] != count) return STATUS_NO;
      if (first) table->records += table->counts[at] = count;
    }
  }
  return STATUS_OK;
}

static Status add_columns(Build *build, SnapshotTable *table) {
  const Alloc *alloc = snapshot_alloc(build->snapshot);
  for (uint32_t c = 0; c < build->count; c++) {
    build->columns[c]->blocks = MEM_ARRAY(alloc, ColumnBlock *, table->block_count + 1);
    if (!build->columns[c]->blocks) return STATUS_NO_MEMORY;
  }
  for (uint32_t c = 0; c < build->count; c++) {
    uint32_t at = 0;
    for (uint32_t p = 0; p < build->part_count; p++) {
      for (uint32_t b = 0; b < build->parts[p].batches; b++) {
        ColumnBlock **block = &build->parts[p].blocks[(size_t)b * build->count + c];
        build->columns[c]->blocks[at++] = *block;
        *block = NULL;
      }
    }
    snapshot_column_add(build->snapshot, table, build->columns[c]);
    build->columns[c] = NULL;
  }
  return STATUS_OK;
}

static void free_build(Build *build, const SnapshotTable *table) {
  const Alloc *alloc = build->config->alloc;
  for (uint32_t p = 0; build->parts && p < build->part_count; p++) {
    PartBlocks *part = &build->parts[p];
    for (size_t i = 0; i < (size_t)part->batches * build->count; i++)
      column_block_free(snapshot_alloc(build->snapshot), part->blocks[i]);
    if (part->blocks) mem_free(alloc, part->blocks, (size_t)part->size * build->count * sizeof *part->blocks);
  }
  if (build->parts) mem_free(alloc, build->parts, (build->part_count + 1) * sizeof *build->parts);
  for (uint32_t c = 0; build->columns && c < build->count; c++)
    if (build->columns[c] && !build->old) snapshot_column_free(build->snapshot, build->columns[c], table->block_count);
  if (build->columns) mem_free(alloc, build->columns, (build->count + 1) * sizeof *build->columns);
  pthread_mutex_destroy(&build->dictionaries);
}

Status snapshot_build(Snapshot *snapshot, SnapshotTable *table, Store *store, const StoreConfig *config, uint32_t table_index,
                      const MissingColumn *missing, uint32_t count, DiagList *diags) {
  Build build = {.snapshot = snapshot, .config = config, .missing = missing, .count = count,
                 .part_count = store_parts(store, table_index), .bytes = snapshot_bytes(snapshot)};
  pthread_mutex_init(&build.dictionaries, NULL);
  build.columns = MEM_ARRAY(config->alloc, SnapshotColumn *, count + 1);
  build.parts = MEM_ARRAY(config->alloc, PartBlocks, build.part_count + 1);
  Status status = build.columns && build.parts ? STATUS_OK : STATUS_NO_MEMORY;
  for (uint32_t c = 0; status == STATUS_OK && c < count; c++) {
    build.columns[c] = snapshot_column_new(snapshot, &missing[c].as);
    if (!build.columns[c] || !snapshot_column_begin_dict(snapshot, build.columns[c])) status = STATUS_NO_MEMORY;
  }
  if (status == STATUS_OK) status = read_all(&build, store, table_index, diags);
  if (status == STATUS_OK) status = lay_out(&build, table);
  if (status == STATUS_OK) status = add_columns(&build, table);
  free_build(&build, table);
  return status;
}

/* ---- by a patch ---- */

static void replace_blocks(const Build *build, SnapshotColumn *column, uint32_t c, ColumnBlock **blocks) {
  const Alloc *alloc = snapshot_alloc(build->snapshot);
  uint32_t at = 0;
  for (uint32_t p = 0; p < build->part_count; p++) {
    for (uint32_t b = 0; b < build->parts[p].batches; b++) {
      ColumnBlock **block = &build->parts[p].blocks[(size_t)b * build->count + c];
      blocks[at++] = *block;
      *block = NULL;
    }
  }
  for (uint32_t i = 0; !column->segment && i < build->old->block_count; i++) column_block_free(alloc, column->blocks[i]);
  if (column->segment) mem_free(alloc, column->segment, column->segment_size + 1);
  mem_free(alloc, column->blocks, (build->old->block_count + 1) * sizeof *column->blocks);
  column->segment = NULL;
  column->blocks = blocks;
}

static bool is_left(const Build *build, const SnapshotColumn *column) {
  for (uint32_t c = 0; c < build->count; c++)
    if (build->columns[c] == column) return true;
  return false;
}

static void drop_others(const Build *build) {
  for (SnapshotColumn *column = build->old->columns, *next; column; column = next) {
    next = column->next;
    if (!is_left(build, column)) snapshot_column_drop(build->snapshot, build->old, column);
  }
}

static bool is_complete(const Build *build) {
  for (uint32_t p = 0; p < build->part_count; p++) {
    const uint32_t first = p * KEPT_PART_BATCHES, left = build->patch->block_count - first;
    if (build->parts[p].batches != (left < KEPT_PART_BATCHES ? left : KEPT_PART_BATCHES)) return false;
  }
  return true;
}

/* All that is needed is taken first, so that nothing is half done. */
static Status replace_columns(Build *build) {
  const Alloc *alloc = snapshot_alloc(build->snapshot);
  const uint32_t blocks = build->patch->block_count;
  uint16_t *counts = MEM_ARRAY(alloc, uint16_t, blocks + 1);
  uint32_t made = 0;
  ColumnBlock ***columns = MEM_ARRAY(alloc, ColumnBlock **, build->count + 1);
  while (columns && made < build->count && (columns[made] = MEM_ARRAY(alloc, ColumnBlock *, blocks + 1))) made++;
  const bool fits = counts && columns && made == build->count && is_complete(build);
  if (fits) drop_others(build);
  for (uint32_t c = 0; c < made; c++) {
    if (fits) replace_blocks(build, build->columns[c], c, columns[c]);
    else mem_free(alloc, columns[c], (blocks + 1) * sizeof *columns[c]);
  }
  if (columns) mem_free(alloc, columns, (build->count + 1) * sizeof *columns);
  if (!fits) {
    if (counts) mem_free(alloc, counts, (blocks + 1) * sizeof *counts);
    return counts && columns && made == build->count ? STATUS_NO : STATUS_NO_MEMORY;
  }
  SnapshotTable *table = build->old;
  mem_free(alloc, table->counts, (table->block_count + 1) * sizeof *table->counts);
  for (uint32_t b = 0; b < blocks; b++) counts[b] = build->patch->blocks[b].count;
  table->counts = counts;
  table->block_count = blocks;
  table->records = build->patch->records;
  snapshot_recount(build->snapshot);
  return STATUS_OK;
}

Status snapshot_rebuild(Snapshot *snapshot, SnapshotTable *table, Store *through, const StoreConfig *config, uint32_t table_index,
                        const MissingColumn *columns, uint32_t count, const Patch *patch, Mask *changed, bool *keys_changed,
                        DiagList *diags) {
  Build build = {.snapshot = snapshot, .config = config, .missing = columns, .count = count, .old = table, .patch = patch, .changed = changed,
                 .part_count = store_parts(through, table_index), .bytes = snapshot_bytes(snapshot)};
  pthread_mutex_init(&build.dictionaries, NULL);
  build.columns = MEM_ARRAY(config->alloc, SnapshotColumn *, count + 1);
  build.parts = MEM_ARRAY(config->alloc, PartBlocks, build.part_count + 1);
  Status status = build.columns && build.parts ? STATUS_OK : STATUS_NO_MEMORY;
  for (uint32_t c = 0; status == STATUS_OK && c < count; c++) build.columns[c] = snapshot_column(table, &columns[c].as);
  for (const SnapshotColumn *column = table->columns; status == STATUS_OK && column; column = column->next) build.drops |= !is_left(&build, column);
  if (status == STATUS_OK) status = read_all(&build, through, table_index, diags);
  if (status == STATUS_OK) status = replace_columns(&build);
  *keys_changed = build.keys_changed;
  free_build(&build, table);
  return status;
}

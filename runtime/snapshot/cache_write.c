/* SPDX-License-Identifier: MIT */
#include "runtime/base/output.h"
#include "runtime/snapshot/cache_file.h"

typedef struct Writing {
  Output *output;
  DiagList *diags;
  Status status;
  uint64_t at;
  Buf directory;
} Writing;

static void put(Writing *writing, const void *bytes, size_t n) {
  if (writing->status == STATUS_OK) writing->status = output_write(writing->output, bytes, n, writing->diags);
  writing->at += n;
}

/* ---- the directory ---- */

static void note(Writing *writing, const void *bytes, size_t n) { buf_add(&writing->directory, bytes, n); }
static void note_number(Writing *writing, uint64_t number) { note(writing, &number, sizeof number); }
static void note_str(Writing *writing, Str s) {
  note_number(writing, s.n);
  note(writing, s.p, s.n);
}

/* A piece of its own, at a multiple of eight. */
static void put_piece(Writing *writing, const Buf *piece) {
  static const uint8_t nothing[8];
  if (piece->failed) writing->status = STATUS_NO_MEMORY;
  note_number(writing, writing->at);
  note_number(writing, piece->n);
  note_number(writing, piece->n ? cache_sum(piece->p, piece->n) : 0);
  put(writing, piece->p, piece->n);
  put(writing, nothing, (8 - piece->n % 8) % 8);
}

static void write_dict(Writing *writing, const SnapshotColumn *column) {
  const uint32_t count = column->has_dict ? column->dict.count : 0;
  Buf texts;
  buf_init(&texts, writing->directory.alloc);
  for (uint32_t i = 0; i < count; i++) {
    const uint64_t n = column->dict.items[i].n;
    buf_add(&texts, &n, sizeof n);
    buf_add(&texts, column->dict.items[i].p, n);
  }
  put_piece(writing, &texts);
  buf_free(&texts);
}

static void note_column(Writing *writing, const SnapshotColumn *column, uint64_t at, uint64_t size) {
  const ColumnRequest *as = &column->as;
  note_str(writing, as->stored);
  note_number(writing, as->kind);
  note_number(writing, as->optional);
  note_number(writing, as->bare);
  note_number(writing, as->labels.count);
  for (uint32_t i = 0; i < as->labels.count; i++) note_str(writing, as->labels.names[i]);
  note_number(writing, at);
  note_number(writing, size);
  write_dict(writing, column);
}

/* ---- columns ---- */

/* The blocks of a column in one piece, each at a multiple of eight; the directory is told of the parts. */
static void gather_blocks(Writing *writing, Buf *out, const SnapshotColumn *column, uint32_t count) {
  for (uint32_t b = 0; b < count;) {
    const size_t began = out->n;
    for (const uint32_t end = count - b < KEPT_PART_BATCHES ? count : b + KEPT_PART_BATCHES; b < end; b++) {
      size_t size = column_block_size(column->blocks[b]);
      buf_add(out, column->blocks[b], size);
      buf_fill(out, 0, (8 - size % 8) % 8);
    }
    if (out->failed) return;
    note_number(writing, out->n - began);
    note_number(writing, cache_sum(out->p + began, out->n - began));
  }
}

static void write_column(Writing *writing, const SnapshotTable *table, const SnapshotColumn *column) {
  Buf blocks;
  buf_init(&blocks, writing->directory.alloc);
  gather_blocks(writing, &blocks, column, table->block_count);
  if (blocks.failed) writing->status = STATUS_NO_MEMORY;
  const uint64_t at = writing->at;
  put(writing, blocks.p, blocks.n);
  note_column(writing, column, at, blocks.n);
  buf_free(&blocks);
}

static uint64_t count_columns(const SnapshotTable *table) {
  uint64_t count = 0;
  for (const SnapshotColumn *column = table->columns; column; column = column->next) count += column->blocks != NULL;
  return count;
}

static void put_marks(Writing *writing, const SnapshotTable *table) {
  Buf marks;
  buf_init(&marks, writing->directory.alloc);
  if (table->marks) buf_add(&marks, table->marks, table->leaf_count * sizeof *table->marks);
  put_piece(writing, &marks);
  buf_free(&marks);
}

static void write_table(Writing *writing, const SnapshotTable *table) {
  note_str(writing, table->name);
  note_str(writing, table->key);
  note_str(writing, table->by);
  note_number(writing, table->block_count);
  note(writing, table->counts, table->block_count * sizeof *table->counts);
  note_str(writing, table->form);
  put_marks(writing, table);
  note_number(writing, count_columns(table));
  for (const SnapshotColumn *column = table->columns; column; column = column->next)
    if (column->blocks) write_column(writing, table, column);
}

/* Those of earlier states are left out. */
static bool is_written(const Snapshot *snapshot, const SnapshotTable *table) {
  return table->laid_out && store_state_equal(&table->state, snapshot_state(snapshot));
}

static void write_all(Writing *writing, const Snapshot *snapshot, const char *database) {
  CacheHeader header = {.magic = CACHE_MAGIC, .form = CACHE_FORM, .order = CACHE_ORDER, .block_header = sizeof(ColumnBlock)};
  put(writing, &header, sizeof header);
  uint64_t tables = 0;
  for (const SnapshotTable *table = snapshot_tables(snapshot); table; table = table->next) tables += is_written(snapshot, table);
  note(writing, snapshot_state(snapshot), sizeof(StoreState));
  note_str(writing, str_from(database));
  note(writing, snapshot_seed(snapshot), LEAF_SEED_BYTES);
  note_number(writing, tables);
  for (const SnapshotTable *table = snapshot_tables(snapshot); table; table = table->next)
    if (is_written(snapshot, table)) write_table(writing, table);
}

/* Behind the directory its own place again: the header was written before it was known. */
static void write_end(Writing *writing) {
  CacheHeader header = {.magic = CACHE_MAGIC, .form = CACHE_FORM, .order = CACHE_ORDER, .block_header = sizeof(ColumnBlock),
                        .directory_at = writing->at, .directory_bytes = writing->directory.n,
                        .directory_sum = cache_sum(writing->directory.p, writing->directory.n)};
  put(writing, writing->directory.p, writing->directory.n);
  put(writing, &header, sizeof header);
}

Status cache_write(const Snapshot *snapshot, const char *path, const char *database, DiagList *diags) {
  const Alloc *alloc = snapshot_alloc(snapshot);
  Writing writing = {.diags = diags};
  buf_init(&writing.directory, alloc);
  writing.status = output_open(alloc, path, -1, diags, &writing.output);
  if (writing.status == STATUS_OK) write_all(&writing, snapshot, database);
  if (writing.status == STATUS_OK && writing.directory.failed) writing.status = STATUS_NO_MEMORY;
  if (writing.status == STATUS_OK) write_end(&writing);
  if (writing.status == STATUS_OK) writing.status = output_commit(writing.output, diags);
  else output_abandon(writing.output);
  buf_free(&writing.directory);
  return writing.status;
}

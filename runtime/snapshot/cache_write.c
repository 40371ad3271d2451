/* SPDX-License-Identifier: MIT */
#include "runtime/snapshot/cache_file.h"

static void write_dict(FiledWriting *writing, const SnapshotColumn *column) {
  const uint32_t count = column->has_dict ? column->dict.count : 0;
  Buf texts;
  buf_init(&texts, writing->directory.alloc);
  for (uint32_t i = 0; i < count; i++) {
    const uint64_t n = column->dict.items[i].n;
    buf_add(&texts, &n, sizeof n);
    buf_add(&texts, column->dict.items[i].p, n);
  }
  if (texts.failed) writing->status = STATUS_NO_MEMORY;
  filed_note_place(writing, filed_put_piece(writing, texts.p, texts.n));
  buf_free(&texts);
}

static void note_column(FiledWriting *writing, const SnapshotColumn *column, uint64_t at, uint64_t size) {
  const ColumnRequest *as = &column->as;
  filed_note_str(writing, as->stored);
  filed_note_number(writing, as->kind);
  filed_note_number(writing, as->optional);
  filed_note_number(writing, as->bare);
  filed_note_number(writing, as->labels.count);
  for (uint32_t i = 0; i < as->labels.count; i++) filed_note_str(writing, as->labels.names[i]);
  filed_note_number(writing, at);
  filed_note_number(writing, size);
  write_dict(writing, column);
}

/* ---- columns ---- */

/* The blocks of a column in one piece, each at a multiple of eight; the directory is told of the parts. */
static void gather_blocks(FiledWriting *writing, Buf *out, const SnapshotColumn *column, uint32_t count) {
  for (uint32_t b = 0; b < count;) {
    const size_t began = out->n;
    for (const uint32_t end = count - b < KEPT_PART_BATCHES ? count : b + KEPT_PART_BATCHES; b < end; b++) {
      size_t size = column_block_size(column->blocks[b]);
      buf_add(out, column->blocks[b], size);
      buf_fill(out, 0, (8 - size % 8) % 8);
    }
    if (out->failed) return;
    filed_note_number(writing, out->n - began);
    filed_note_number(writing, filed_sum(out->p + began, out->n - began));
  }
}

static void write_column(FiledWriting *writing, const SnapshotTable *table, const SnapshotColumn *column) {
  Buf blocks;
  buf_init(&blocks, writing->directory.alloc);
  gather_blocks(writing, &blocks, column, table->block_count);
  if (blocks.failed) writing->status = STATUS_NO_MEMORY;
  const uint64_t at = writing->at;
  filed_put(writing, blocks.p, blocks.n);
  note_column(writing, column, at, blocks.n);
  buf_free(&blocks);
}

static uint64_t count_columns(const SnapshotTable *table) {
  uint64_t count = 0;
  for (const SnapshotColumn *column = table->columns; column; column = column->next) count += column->blocks != NULL;
  return count;
}

static void put_marks(FiledWriting *writing, const SnapshotTable *table) {
  Buf marks;
  buf_init(&marks, writing->directory.alloc);
  if (table->marks) buf_add(&marks, table->marks, table->leaf_count * sizeof *table->marks);
  if (marks.failed) writing->status = STATUS_NO_MEMORY;
  filed_note_place(writing, filed_put_piece(writing, marks.p, marks.n));
  buf_free(&marks);
}

static void write_table(FiledWriting *writing, const SnapshotTable *table) {
  filed_note_str(writing, table->name);
  filed_note_str(writing, table->key);
  filed_note_str(writing, table->by);
  filed_note_number(writing, table->block_count);
  filed_note(writing, table->counts, table->block_count * sizeof *table->counts);
  filed_note_str(writing, table->form);
  put_marks(writing, table);
  filed_note_number(writing, count_columns(table));
  for (const SnapshotColumn *column = table->columns; column; column = column->next)
    if (column->blocks) write_column(writing, table, column);
}

/* Those of earlier states are left out. */
static bool is_written(const Snapshot *snapshot, const SnapshotTable *table) {
  return table->laid_out && store_state_equal(&table->state, snapshot_state(snapshot));
}

static void write_all(FiledWriting *writing, const Snapshot *snapshot, const char *database) {
  uint64_t tables = 0;
  for (const SnapshotTable *table = snapshot_tables(snapshot); table; table = table->next) tables += is_written(snapshot, table);
  filed_note(writing, snapshot_state(snapshot), sizeof(StoreState));
  filed_note_str(writing, str_from(database));
  filed_note(writing, snapshot_seed(snapshot), LEAF_SEED_BYTES);
  filed_note_number(writing, tables);
  for (const SnapshotTable *table = snapshot_tables(snapshot); table; table = table->next)
    if (is_written(snapshot, table)) write_table(writing, table);
}

Status cache_write(const Snapshot *snapshot, const char *path, const char *database, DiagList *diags) {
  FiledWriting writing;
  filed_begin(&writing, path, &cache_form, snapshot_alloc(snapshot), diags);
  if (writing.status == STATUS_OK) write_all(&writing, snapshot, database);
  return filed_end(&writing);
}

/* SPDX-License-Identifier: MIT */
#include "runtime/snapshot/snapshot_cursor.h"

enum { PART_BLOCKS = KEPT_PART_BATCHES };

static uint32_t records_of(const SnapshotCursor *cursor, uint32_t block) {
  return cursor->patch ? cursor->patch->blocks[block].count : cursor->table->counts[block];
}

/* The kept block that is this one; UINT32_MAX where it is put together. */
static uint32_t kept_as(const SnapshotCursor *cursor, uint32_t block) {
  if (!cursor->patch) return block;
  return cursor->patch->blocks[block].whole ? cursor->patch->blocks[block].old : UINT32_MAX;
}

/* ---- columns ---- */

/* Unpacks the kept block; false where it is damaged. */
static bool read_kept(const SnapshotCursor *cursor, CursorColumn *one, uint32_t kept) {
  if (one->at == kept) return true;
  const SnapshotColumn *column = one->column;
  const ColumnBlock *block = column->blocks ? column->blocks[kept] : cache_block(cursor->snapshot, cursor->table, column, kept, &one->parts);
  one->at = UINT32_MAX;
  if (!block) return false;
  column_block_read(block, column->as.kind, &column->dict, &one->room, &one->kept);
  one->at = kept;
  return true;
}

static void put_column(SnapshotCursor *cursor, const CursorColumn *one, BatchColumn column) {
  if (one->field == SNAPSHOT_FIELD_KEY) cursor->batch.key = column.vec;
  else if (one->field == SNAPSHOT_FIELD_OWN) cursor->batch.own_key = column.vec;
  else cursor->batch.columns[one->field] = column;
}

static bool is_key(const CursorColumn *one) { return one->field >= SNAPSHOT_FIELD_OWN; }

/* The columns of a kept block, but for those that wait to be asked for. False where one is damaged. */
static bool take_kept(SnapshotCursor *cursor, uint32_t kept) {
  static const Mask none;
  for (uint32_t c = 0; c < cursor->column_count; c++) {
    CursorColumn *one = &cursor->columns[c];
    const bool waits = cursor->by_lane && !is_key(one);
    if (!one->skipped && !waits && !read_kept(cursor, one, kept)) return false;
    if (one->skipped || waits) put_column(cursor, one, (BatchColumn){.vec = store_unread(one->column->as.kind), .here = one->skipped ? NULL : &none});
    else put_column(cursor, one, one->kept);
  }
  return true;
}

/* ---- batches that are put together ---- */

/* What batches are put together in. */
static bool make_mixed(SnapshotCursor *cursor) {
  const Alloc *alloc = cursor->config->alloc;
  for (uint32_t c = 0; c < cursor->column_count; c++) {
    CursorColumn *one = &cursor->columns[c];
    const Dict *dict = one->column->has_dict ? &one->column->dict : NULL;
    if (one->mixed) continue;
    one->mixed = MEM_NEW(alloc, MixedColumn);
    if (!one->mixed || !mixed_column_init(one->mixed, one->column->as.kind, dict, alloc)) return false;
  }
  return true;
}

MUST_CHECK static bool begin_mixed(SnapshotCursor *cursor) {
  if (!make_mixed(cursor)) return false;
  for (uint32_t c = 0; c < cursor->column_count; c++)
    mixed_column_begin(cursor->columns[c].mixed);
  return true;
}

static Status add_kept(SnapshotCursor *cursor, const PatchRun *run) {
  for (uint32_t c = 0; c < cursor->column_count; c++) {
    CursorColumn *one = &cursor->columns[c];
    if (one->skipped) continue;
    if (!read_kept(cursor, one, run->block)) return STATUS_NO;
    if (!mixed_column_add(one->mixed, &one->kept, run->lane, run->count, true)) return STATUS_NO_MEMORY;
  }
  return STATUS_OK;
}

/* The next rows of the store behind. STATUS_NO where there are fewer, or as cursor_leaves. */
static Status add_rows(SnapshotCursor *cursor, uint32_t count, DiagList *diags) {
  while (count) {
    RowPiece piece;
    Status status = row_stream_take(&cursor->rows, count, &piece, diags);
    if (status == STATUS_OK && !piece.count) status = STATUS_NO;
    if (status != STATUS_OK) return status;
    for (uint32_t c = 0; c < cursor->column_count; c++) {
      const CursorColumn *one = &cursor->columns[c];
      const BatchColumn column = missing_column_of(piece.batch, one->field);
      if (!one->skipped && !mixed_column_add(one->mixed, &column, piece.lane, piece.count, false)) return STATUS_NO_MEMORY;
    }
    count -= piece.count;
  }
  return STATUS_OK;
}

/* The stream stands before that record: of the fresh ones, or of all (`patch` NULL). */
static Status seek(SnapshotCursor *cursor, const Patch *patch, uint64_t row, uint64_t end, DiagList *diags) {
  RowStream *rows = &cursor->rows;
  const bool stands = rows->begun && rows->patch == patch && rows->at == row && (!patch || row < rows->end);
  if (stands) return STATUS_OK;
  if (rows->patch != patch || !rows->begun) *rows = (RowStream){.cursor = rows->cursor, .patch = patch, .parts = cursor->parts};
  return row_stream_begin(rows, row, end, diags);
}

static bool reads_any(const SnapshotCursor *cursor) {
  for (uint32_t c = 0; c < cursor->column_count; c++)
    if (!cursor->columns[c].skipped) return true;
  return false;
}

static Status mix_runs(SnapshotCursor *cursor, const PatchBlock *block, DiagList *diags) {
  const Patch *patch = cursor->patch;
  const uint64_t end = cursor->end < patch->block_count ? patch->blocks[cursor->end].fresh : patch->fresh;
  Status status = STATUS_OK;
  if (block->fresh < end) status = seek(cursor, patch, block->fresh, end, diags);
  for (uint32_t r = block->run; r < block->run + block->run_count && status == STATUS_OK; r++) {
    const PatchRun *run = &patch->runs[r];
    status = run->block == PATCH_FRESH ? add_rows(cursor, run->count, diags) : add_kept(cursor, run);
  }
  return status;
}

static void take_mixed(SnapshotCursor *cursor) {
  for (uint32_t c = 0; c < cursor->column_count; c++) {
    const CursorColumn *one = &cursor->columns[c];
    put_column(cursor, one, one->skipped ? (BatchColumn){.vec = store_unread(one->column->as.kind)} : mixed_column_view(one->mixed));
  }
}

/* All columns of the block from the store behind. */
static Status mix_aside(SnapshotCursor *cursor, uint64_t first, uint32_t count, DiagList *diags) {
  if (!begin_mixed(cursor)) return STATUS_NO_MEMORY;
  Status status = seek(cursor, NULL, first, first + count, diags);
  if (status == STATUS_OK) status = add_rows(cursor, count, diags);
  if (status != STATUS_NO) return status;
  /* The sums are right, and yet it is of other records: somebody has forged it. */
  diag_add(diags, DIAG_DB_FAILED, (Span){0, 0}, "(kept columns)", "they are of other records; `cible cache clear` removes them");
  return STATUS_IO;
}

/* Of columns that are neither of the store's state nor sound, or leaves that are strange, the rest of the part comes from the store. */
static Status read_block(SnapshotCursor *cursor, DiagList *diags) {
  const uint32_t block = cursor->block, kept = kept_as(cursor, block);
  cursor->batch.count = records_of(cursor, block);
  cursor->is_mixed = false;
  if (!cursor->aside && kept != UINT32_MAX) {
    if (take_kept(cursor, kept)) return STATUS_OK;
    cursor->aside = true;
  }
  Status status = STATUS_OK;
  if (!begin_mixed(cursor)) return STATUS_NO_MEMORY;
  if (!cursor->aside && reads_any(cursor)) status = mix_runs(cursor, &cursor->patch->blocks[block], diags);
  cursor->aside |= status == STATUS_NO;
  if (cursor->aside) status = mix_aside(cursor, cursor->first, cursor->batch.count, diags);
  if (status == STATUS_OK) take_mixed(cursor);
  return status;
}

Status snapshot_cursor_next(Cursor *base, const Batch **batch, DiagList *diags) {
  SnapshotCursor *cursor = (SnapshotCursor *)base;
  *batch = NULL;
  if (cursor->block == cursor->end) return STATUS_OK;
  if (store_cancelled(cursor->config)) {
    diag_add(diags, DIAG_RUN_STOPPED, (Span){0});
    return STATUS_STOPPED;
  }
  cursor->diags = diags;
  Status status = read_block(cursor, diags);
  if (status != STATUS_OK) return status;
  if (cursor->is_subject) cursor->batch.own_key = cursor->batch.key;
  cursor->first += cursor->batch.count;
  cursor->block++;
  *batch = &cursor->batch;
  return STATUS_OK;
}

/* Whole blocks: a lane alone costs more to find than its block to unpack. Where one is damaged, the rows of the batch are read aside, once;
 * columns that nobody has asked for yet go on waiting: who asks for them looks at them anew. */
static Status read_column(void *self, uint32_t column, const Mask *lanes) {
  (void)lanes;
  SnapshotCursor *cursor = self;
  CursorColumn *one = cursor->columns;
  while (is_key(one) || one->field != column) one++;
  if (!cursor->aside && read_kept(cursor, one, kept_as(cursor, cursor->block - 1))) {
    put_column(cursor, one, one->kept);
    return STATUS_OK;
  }
  Status status = STATUS_OK;
  if (!cursor->is_mixed) status = mix_aside(cursor, cursor->first - cursor->batch.count, cursor->batch.count, cursor->diags);
  cursor->aside = true;
  cursor->is_mixed = status == STATUS_OK;
  if (cursor->is_mixed) put_column(cursor, one, mixed_column_view(one->mixed));
  return status;
}

void snapshot_cursor_choose(Cursor *base, const ColumnUse *columns, bool keys) {
  SnapshotCursor *cursor = (SnapshotCursor *)base;
  for (uint32_t c = 0; c < cursor->column_count; c++) {
    CursorColumn *one = &cursor->columns[c];
    one->skipped = !(is_key(one) ? keys : columns[cursor->first_column + one->field]);
  }
}

Status snapshot_cursor_part(Cursor *base, uint32_t part, DiagList *diags) {
  (void)diags;
  SnapshotCursor *cursor = (SnapshotCursor *)base;
  const uint32_t blocks = snapshot_blocks(cursor->table, cursor->patch);
  const uint32_t block = part * PART_BLOCKS < blocks ? part * PART_BLOCKS : blocks;
  if (block < cursor->block) cursor->block = 0, cursor->first = 0;
  for (; cursor->block < block; cursor->block++) cursor->first += records_of(cursor, cursor->block);
  cursor->end = block + PART_BLOCKS < blocks ? block + PART_BLOCKS : blocks;
  cursor->aside = false;
  return STATUS_OK;
}

/* ---- opening ---- */

void snapshot_cursor_close(Cursor *base) {
  SnapshotCursor *cursor = (SnapshotCursor *)base;
  const Alloc *alloc = cursor->config->alloc;
  row_stream_close(&cursor->rows);
  for (uint32_t c = 0; cursor->columns && c < cursor->column_count; c++) {
    CursorColumn *one = &cursor->columns[c];
    part_room_free(&one->parts, snapshot_alloc(cursor->snapshot));
    if (!one->mixed) continue;
    mixed_column_free(one->mixed);
    mem_free(alloc, one->mixed, sizeof *one->mixed);
  }
  if (cursor->columns) mem_free(alloc, cursor->columns, (cursor->column_count + 1) * sizeof *cursor->columns);
  if (cursor->batch.columns) mem_free(alloc, cursor->batch.columns, (cursor->field_count + 1) * sizeof *cursor->batch.columns);
  mem_free(alloc, cursor, sizeof *cursor);
}

static bool set_columns(SnapshotCursor *cursor, const CursorGround *ground, const MissingColumn *wanted, uint32_t count) {
  const Alloc *alloc = ground->config->alloc;
  const Program *program = ground->config->program;
  const ProgramTable *record = &program->tables[ground->index];
  cursor->columns = MEM_ARRAY(alloc, CursorColumn, count + 1);
  cursor->batch.columns = MEM_ARRAY(alloc, BatchColumn, record->column_count + 1);
  if (!cursor->columns || !cursor->batch.columns) return false;
  for (uint32_t f = 0; f < record->column_count; f++)
    cursor->batch.columns[f].vec = store_unread(program->columns[record->first_column + f].kind);
  cursor->batch.own_key = store_unread(record->key_kind);
  for (uint32_t c = 0; c < count; c++) {
    CursorColumn *one = &cursor->columns[c];
    one->column = snapshot_column(cursor->table, &wanted[c].as);
    one->field = wanted[c].field;
    one->at = UINT32_MAX;
  }
  return true;
}

/* Where blocks come from the file, or are of another state, the other store stands by. Of a table that is made anew dictionaries may
 * grow while it is read: they are copied before. */
static Status open_behind(SnapshotCursor *cursor, const CursorGround *ground, const ColumnUse *columns, DiagList *diags) {
  bool all_here = !ground->patch;
  for (uint32_t c = 0; c < cursor->column_count; c++) all_here &= cursor->columns[c].column->blocks != NULL;
  cursor->batch.lasting = all_here;
  if (all_here) return STATUS_OK;
  if (ground->patch && !make_mixed(cursor)) return STATUS_NO_MEMORY;
  cursor->parts = store_parts(ground->from, ground->index);
  return cursor_open(ground->from, ground->index, columns, false, diags, &cursor->rows.cursor);
}

Status snapshot_cursor_open(const CursorGround *ground, const MissingColumn *wanted, uint32_t count, const ColumnUse *columns, bool by_lane,
                            DiagList *diags, Cursor **out) {
  const ProgramTable *record = &ground->config->program->tables[ground->index];
  SnapshotCursor *cursor = MEM_NEW(ground->config->alloc, SnapshotCursor);
  if (!cursor) return STATUS_NO_MEMORY;
  *cursor = (SnapshotCursor){.base.ops = ground->ops, .config = ground->config, .snapshot = ground->snapshot, .table = ground->table,
                             .patch = ground->patch, .column_count = count, .field_count = record->column_count,
                             .first_column = record->first_column, .is_subject = record->role == TABLE_SUBJECT, .by_lane = by_lane,
                             .source = {.self = cursor, .read = read_column}};
  cursor->batch.source = &cursor->source;
  Status status = set_columns(cursor, ground, wanted, count) ? open_behind(cursor, ground, columns, diags) : STATUS_NO_MEMORY;
  if (status == STATUS_OK) *out = &cursor->base;
  else snapshot_cursor_close(&cursor->base);
  return status;
}

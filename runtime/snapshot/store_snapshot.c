/* SPDX-License-Identifier: MIT */
#include "runtime/snapshot/store_snapshot.h"

#include "runtime/snapshot/aside.h"
#include "runtime/snapshot/cache_file.h"
#include "runtime/snapshot/snapshot_build.h"
#include "runtime/store/source.h"

enum { PART_BLOCKS = KEPT_PART_BATCHES };

typedef struct SnapshotStore {
  Store base;
  Store *from;
  Snapshot *snapshot;
  bool builds; /* columns that the snapshot lacks are read and added */
  SnapshotTable **tables; /* one a program table; NULL: it is read from `from` */
} SnapshotStore;

/* One column of a cursor. */
typedef struct CursorColumn {
  const SnapshotColumn *column;
  uint32_t field; /* as MissingColumn has it */
  bool late, skipped;
  BlockRoom room;
  PartRoom parts; /* of a column that is in the file */
} CursorColumn;

typedef struct SnapshotCursor {
  Cursor base;
  const SnapshotStore *store;
  const SnapshotTable *table;
  CursorColumn *columns;
  uint32_t column_count, field_count, first_column;
  bool is_subject;
  uint32_t block, end; /* the next, and behind the last of the part */
  Batch batch;
  Aside aside;         /* in place of blocks in the file that are damaged; its cursor is NULL where all columns are in memory */
  bool is_aside;       /* the batch under way comes from there */
} SnapshotCursor;

static const StoreOps snapshot_ops;

/* ---- what a program asks of a table ---- */

static bool is_related(const Program *program, uint32_t table) { return program->tables[table].role == TABLE_RELATED; }

/* Keys as columns: that of what a row belongs to, and, where others are related to it, its own. */
static ColumnRequest key_request(const Program *program, uint32_t table) {
  const ProgramTable *record = &program->tables[table];
  Kind kind = is_related(program, table) ? program->tables[record->parent].key_kind : record->key_kind;
  return (ColumnRequest){.stored = SNAPSHOT_KEY, .kind = kind};
}

static ColumnRequest own_request(const Program *program, uint32_t table) {
  return (ColumnRequest){.stored = SNAPSHOT_OWN_KEY, .kind = program->tables[table].key_kind};
}

static ColumnRequest column_request(const ProgramColumn *column, ColumnUse use) {
  bool bare = column->kind == KIND_TEXT && use == COLUMN_KNOWN;
  return (ColumnRequest){.stored = column->stored, .kind = column->kind, .labels = column->labels, .optional = column->optional, .bare = bare};
}

static uint32_t most_requests(const Program *program, uint32_t table) { return 2 * program->tables[table].column_count + 2; }

/* All that a cursor reads, as if it were missing; the keys first. At most most_requests. For `any` cursor: of a text also whether it is
 * known, and no more. */
static uint32_t list_requests(const Program *program, uint32_t table, const ColumnUse *columns, bool any, MissingColumn *out) {
  uint32_t count = 0;
  out[count++] = (MissingColumn){key_request(program, table), SNAPSHOT_FIELD_KEY};
  if (is_related(program, table) && program_is_parent(program, table))
    out[count++] = (MissingColumn){own_request(program, table), SNAPSHOT_FIELD_OWN};
  for (uint32_t f = 0; f < program->tables[table].column_count; f++) {
    const ProgramColumn *column = &program->columns[program->tables[table].first_column + f];
    const ColumnUse use = store_wants(program, columns, program->tables[table].first_column + f);
    if (use != COLUMN_UNUSED) out[count++] = (MissingColumn){column_request(column, use), f};
    if (any && use == COLUMN_VALUES && column->kind == KIND_TEXT) out[count++] = (MissingColumn){column_request(column, COLUMN_KNOWN), f};
  }
  return count;
}

/* ---- cursors ---- */

/* The column in that block as a batch has it; false where the block is damaged. */
static bool read_column(SnapshotCursor *cursor, CursorColumn *one, uint32_t index, BatchColumn *out) {
  const SnapshotColumn *column = one->column;
  const ColumnBlock *block = column->blocks ? column->blocks[index]
                                            : cache_block(cursor->store->snapshot, cursor->table, column, index, &one->parts);
  if (block) column_block_read(block, column->as.kind, &column->dict, &one->room, out);
  return block != NULL;
}

/* A batch with its columns, but for those that are late. False where a block is damaged. */
static bool read_batch(SnapshotCursor *cursor) {
  cursor->batch.count = cursor->table->counts[cursor->block];
  for (uint32_t c = 0; c < cursor->column_count; c++) {
    CursorColumn *one = &cursor->columns[c];
    BatchColumn read = {.vec = store_unread(one->column->as.kind)};
    if (!one->late && !one->skipped && !read_column(cursor, one, cursor->block, &read)) return false;
    if (one->field == SNAPSHOT_FIELD_KEY) cursor->batch.key = read.vec;
    else if (one->field == SNAPSHOT_FIELD_OWN) cursor->batch.own_key = read.vec;
    else cursor->batch.columns[one->field] = read;
  }
  if (cursor->is_subject) cursor->batch.own_key = cursor->batch.key;
  return true;
}

static Status next_batch(Cursor *base, const Batch **batch, DiagList *diags) {
  SnapshotCursor *cursor = (SnapshotCursor *)base;
  *batch = NULL;
  if (cursor->block == cursor->end) return STATUS_OK;
  if (store_cancelled(&cursor->store->base.config)) {
    diag_add(diags, DIAG_RUN_STOPPED, (Span){0});
    return STATUS_STOPPED;
  }
  cursor->batch.lasting = !cursor->aside.cursor;
  cursor->is_aside = !read_batch(cursor);
  *batch = &cursor->batch;
  Status status = cursor->is_aside ? aside_batch(&cursor->aside, cursor->block, cursor->table->counts[cursor->block], batch, diags) : STATUS_OK;
  cursor->block++;
  return status;
}

/* Whole blocks: a lane alone costs more to find than its block to unpack. */
static Status fetch_late(Cursor *base, const uint32_t *lanes, uint32_t count, DiagList *diags) {
  (void)lanes, (void)count;
  SnapshotCursor *cursor = (SnapshotCursor *)base;
  const uint32_t block = cursor->block - 1;
  for (uint32_t c = 0; c < cursor->column_count && !cursor->is_aside; c++) {
    CursorColumn *one = &cursor->columns[c];
    BatchColumn *into = &cursor->batch.columns[one->field];
    if (!one->late || one->skipped || read_column(cursor, one, block, into)) continue;
    const Batch *whole;
    Status status = aside_batch(&cursor->aside, block, cursor->table->counts[block], &whole, diags);
    if (status != STATUS_OK) return status;
    *into = whole->columns[one->field];
  }
  return STATUS_OK;
}

static void choose(Cursor *base, const ColumnUse *columns, const bool *late, bool keys) {
  SnapshotCursor *cursor = (SnapshotCursor *)base;
  for (uint32_t c = 0; c < cursor->column_count; c++) {
    CursorColumn *one = &cursor->columns[c];
    const bool is_key = one->field >= SNAPSHOT_FIELD_OWN;
    one->skipped = !(is_key ? keys : columns[cursor->first_column + one->field]);
    one->late = !is_key && late[cursor->first_column + one->field];
  }
}

static Status begin_part(Cursor *base, uint32_t part, DiagList *diags) {
  (void)diags;
  SnapshotCursor *cursor = (SnapshotCursor *)base;
  uint32_t blocks = cursor->table->block_count;
  cursor->block = part * PART_BLOCKS < blocks ? part * PART_BLOCKS : blocks;
  cursor->end = cursor->block + PART_BLOCKS < blocks ? cursor->block + PART_BLOCKS : blocks;
  return STATUS_OK;
}

static void close_cursor(Cursor *base) {
  SnapshotCursor *cursor = (SnapshotCursor *)base;
  const Alloc *alloc = cursor->store->base.config.alloc;
  cursor_close(cursor->aside.cursor);
  for (uint32_t c = 0; cursor->columns && c < cursor->column_count; c++)
    part_room_free(&cursor->columns[c].parts, snapshot_alloc(cursor->store->snapshot));
  if (cursor->columns) mem_free(alloc, cursor->columns, (cursor->column_count + 1) * sizeof *cursor->columns);
  if (cursor->batch.columns) mem_free(alloc, cursor->batch.columns, (cursor->field_count + 1) * sizeof *cursor->batch.columns);
  mem_free(alloc, cursor, sizeof *cursor);
}

static Status make_cursor(const SnapshotStore *store, uint32_t index, const MissingColumn *wanted, uint32_t count, const bool *late,
                          Cursor **out) {
  const StoreConfig *config = &store->base.config;
  const ProgramTable *record = &config->program->tables[index];
  SnapshotCursor *cursor = MEM_NEW(config->alloc, SnapshotCursor);
  if (!cursor) return STATUS_NO_MEMORY;
  *cursor = (SnapshotCursor){.base.ops = &snapshot_ops, .store = store, .table = store->tables[index], .column_count = count,
                             .field_count = record->column_count, .first_column = record->first_column, .is_subject = record->role == TABLE_SUBJECT,
};
  cursor->columns = MEM_ARRAY(config->alloc, CursorColumn, count + 1);
  cursor->batch.columns = MEM_ARRAY(config->alloc, BatchColumn, record->column_count + 1);
  if (!cursor->columns || !cursor->batch.columns) {
    close_cursor(&cursor->base);
    return STATUS_NO_MEMORY;
  }
  for (uint32_t f = 0; f < record->column_count; f++)
    cursor->batch.columns[f].vec = store_unread(config->program->columns[record->first_column + f].kind);
  cursor->batch.own_key = store_unread(record->key_kind);
  for (uint32_t c = 0; c < count; c++) {
    CursorColumn *one = &cursor->columns[c];
    one->column = snapshot_column(cursor->table, &wanted[c].as);
    one->field = wanted[c].field;
    one->late = late && one->field < SNAPSHOT_FIELD_OWN && late[record->first_column + one->field];
  }
  *out = &cursor->base;
  return STATUS_OK;
}

/* Where blocks come from the file, the other store stands by. */
static Status open_aside(SnapshotCursor *cursor, uint32_t index, const ColumnUse *columns, DiagList *diags) {
  bool all_here = true;
  for (uint32_t c = 0; c < cursor->column_count; c++) all_here &= cursor->columns[c].column->blocks != NULL;
  if (all_here) return STATUS_OK;
  cursor->aside.parts = store_parts(cursor->store->from, index);
  return cursor_open(cursor->store->from, index, columns, NULL, diags, &cursor->aside.cursor);
}

static Status open_cursor(Store *base, uint32_t index, const ColumnUse *columns, const bool *late, DiagList *diags, Cursor **out) {
  const SnapshotStore *store = (const SnapshotStore *)base;
  const StoreConfig *config = &base->config;
  *out = NULL;
  if (!store->tables[index]) return cursor_open(store->from, index, columns, late, diags, out);
  const uint32_t most = most_requests(config->program, index);
  MissingColumn *wanted = MEM_ARRAY(config->alloc, MissingColumn, most);
  if (!wanted) return STATUS_NO_MEMORY;
  uint32_t count = list_requests(config->program, index, columns, false, wanted);
  Status status = make_cursor(store, index, wanted, count, late, out);
  if (status == STATUS_OK) status = open_aside((SnapshotCursor *)*out, index, columns, diags);
  if (status != STATUS_OK && *out) {
    close_cursor(*out);
    *out = NULL;
  }
  mem_free(config->alloc, wanted, most * sizeof *wanted);
  return status;
}

/* ---- the store ---- */

static void close_store(Store *base) {
  SnapshotStore *store = (SnapshotStore *)base;
  const StoreConfig *config = &base->config;
  store_close(store->from);
  if (store->tables) mem_free(config->alloc, store->tables, (config->program->table_count + 1) * sizeof *store->tables);
  mem_free(config->alloc, store, sizeof *store);
}

static const SnapshotTable *table_at(const SnapshotStore *store, uint32_t index) {
  return index < store->base.config.program->table_count ? store->tables[index] : NULL;
}

static const Lookup *const *lookups(Store *base) { return store_lookups(((SnapshotStore *)base)->from); }
static bool state(Store *base, StoreState *out) { return store_state(((SnapshotStore *)base)->from, out); }
static uint32_t cursors(Store *base) { return store_cursors(((SnapshotStore *)base)->from); }

static uint64_t count(Store *base, uint32_t index) {
  const SnapshotTable *table = table_at((SnapshotStore *)base, index);
  return table ? table->records : store_count(((SnapshotStore *)base)->from, index);
}

static uint32_t parts(Store *base, uint32_t index) {
  const SnapshotTable *table = table_at((SnapshotStore *)base, index);
  if (!table) return store_parts(((SnapshotStore *)base)->from, index);
  return table->block_count ? (table->block_count + PART_BLOCKS - 1) / PART_BLOCKS : 1;
}

static const char *reader(Store *base, uint32_t index) {
  return table_at((SnapshotStore *)base, index) ? "snapshot" : store_reader(((SnapshotStore *)base)->from, index);
}

static uint64_t bytes(Store *base, uint32_t index) { return store_bytes(((SnapshotStore *)base)->from, index); }

static const StoreOps snapshot_ops = {.bytes = bytes,       .close = close_store, .lookups = lookups,  .count = count,
                                      .parts = parts,       .cursors = cursors,   .reader = reader,    .state = state,      .open = open_cursor,
                                      .part = begin_part,   .next = next_batch,  .fetch = fetch_late, .choose = choose, .close_cursor = close_cursor};

/* Is the column in memory, or in the file? One that is to stay is read into memory; what is not sound is dropped then. */
static bool is_there(const SnapshotStore *store, SnapshotTable *table, const ColumnRequest *as) {
  SnapshotColumn *column = snapshot_column(table, as);
  if (!column || column->blocks || !store->builds || cache_load(store->snapshot, table, column)) return column != NULL;
  snapshot_column_drop(store->snapshot, table, column);
  return false;
}

/* Sees to it that the snapshot has all columns of the table that the program uses: which rows are in which part must be known
 * before the first is read. STATUS_NO where it cannot. */
static Status fill(SnapshotStore *store, uint32_t index, DiagList *diags) {
  const StoreConfig *config = &store->base.config;
  SnapshotTable *table = store->tables[index];
  const uint32_t most = most_requests(config->program, index);
  uint32_t missing = 0;
  MissingColumn *columns = MEM_ARRAY(config->alloc, MissingColumn, most);
  if (!columns) return STATUS_NO_MEMORY;
  uint32_t count = list_requests(config->program, index, NULL, true, columns);
  for (uint32_t i = 0; i < count; i++)
    if (!is_there(store, table, &columns[i].as)) columns[missing++] = columns[i];
  Status status = missing && !store->builds ? STATUS_NO : STATUS_OK;
  if (missing && status == STATUS_OK) snapshot_make_room(store->snapshot);
  if (missing && status == STATUS_OK) status = snapshot_build(store->snapshot, table, store->from, config, index, columns, missing, diags);
  mem_free(config->alloc, columns, most * sizeof *columns);
  return status;
}

/* Views and the like may give their rows in another order another time. */
static bool is_steady(const SnapshotStore *store, uint32_t index) {
  const Program *program = store->base.config.program;
  const ProgramTable *record = &program->tables[index];
  bool scanned = record->role != TABLE_LOOKUP && program_needs(program, index);
  return scanned && strcmp(store_reader(store->from, index), "pages") == 0;
}

static Status take_tables(SnapshotStore *store, const SnapshotUse *with, DiagList *diags) {
  const Program *program = store->base.config.program;
  StoreState now;
  store->tables = MEM_ARRAY(store->base.config.alloc, SnapshotTable *, program->table_count + 1);
  if (!store->tables) return STATUS_NO_MEMORY;
  if (!store_state(store->from, &now)) return STATUS_OK;
  if (snapshot_be_of(store->snapshot, &now) && with->cache) cache_attach(store->snapshot, with->cache);
  for (uint32_t i = 0; i < program->table_count; i++) {
    if (!is_steady(store, i)) continue;
    store->tables[i] = snapshot_table(store->snapshot, &program->tables[i]);
    Status status = store->tables[i] ? fill(store, i, diags) : STATUS_NO_MEMORY;
    if (status == STATUS_NO) store->tables[i] = NULL; /* it has no room */
    else if (status != STATUS_OK) return status;
  }
  return STATUS_OK;
}

Status store_open_snapshot(const StoreConfig *config, Store *base, const SnapshotUse *with, DiagList *diags, Store **out) {
  *out = NULL;
  SnapshotStore *store = MEM_NEW(config->alloc, SnapshotStore);
  if (!store) {
    store_close(base);
    return STATUS_NO_MEMORY;
  }
  *store = (SnapshotStore){.base = {.ops = &snapshot_ops, .config = *config}, .from = base, .snapshot = with->snapshot, .builds = with->builds};
  Status status = take_tables(store, with, diags);
  if (status == STATUS_OK) *out = &store->base;
  else close_store(&store->base);
  return status;
}

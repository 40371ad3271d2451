/* SPDX-License-Identifier: MIT */
#include "runtime/snapshot/store_snapshot.h"

#include "runtime/snapshot/cache_file.h"
#include "runtime/snapshot/snapshot_cursor.h"
#include "runtime/snapshot/snapshot_renew.h"

typedef struct SnapshotStore {
  Store base;
  Store *from;
  Snapshot *snapshot;
  bool builds; /* columns that the snapshot lacks are read and added */
  SnapshotTable **tables; /* one a program table; NULL: it is read from `from` */
  Patch *patches;         /* likewise: how a table of another state becomes one of this; without blocks where it is of this */
} SnapshotStore;

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

static const Patch *patch_of(const SnapshotStore *store, uint32_t index) {
  return store->patches[index].alloc ? &store->patches[index] : NULL;
}

static Status open_cursor(Store *base, uint32_t index, const ColumnUse *columns, bool by_lane, DiagList *diags, Cursor **out) {
  const SnapshotStore *store = (const SnapshotStore *)base;
  const StoreConfig *config = &base->config;
  *out = NULL;
  if (!store->tables[index]) return cursor_open(store->from, index, columns, by_lane, diags, out);
  const uint32_t most = most_requests(config->program, index);
  MissingColumn *wanted = MEM_ARRAY(config->alloc, MissingColumn, most);
  if (!wanted) return STATUS_NO_MEMORY;
  uint32_t count = list_requests(config->program, index, columns, false, wanted);
  const CursorGround ground = {&snapshot_ops, config, store->snapshot, store->tables[index], patch_of(store, index), store->from, index};
  Status status = snapshot_cursor_open(&ground, wanted, count, columns, by_lane, diags, out);
  mem_free(config->alloc, wanted, most * sizeof *wanted);
  return status;
}

/* ---- the store ---- */

static void close_store(Store *base) {
  SnapshotStore *store = (SnapshotStore *)base;
  const StoreConfig *config = &base->config;
  store_close(store->from);
  for (uint32_t i = 0; store->patches && i < config->program->table_count; i++)
    if (store->patches[i].alloc) patch_free(&store->patches[i]);
  if (store->patches) mem_free(config->alloc, store->patches, (config->program->table_count + 1) * sizeof *store->patches);
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
  const Patch *patch = table ? patch_of((SnapshotStore *)base, index) : NULL;
  return patch ? patch->records : table ? table->records : store_count(((SnapshotStore *)base)->from, index);
}

static uint32_t parts(Store *base, uint32_t index) {
  const SnapshotTable *table = table_at((SnapshotStore *)base, index);
  if (!table) return store_parts(((SnapshotStore *)base)->from, index);
  const uint32_t blocks = snapshot_blocks(table, patch_of((SnapshotStore *)base, index));
  return blocks ? snapshot_parts(blocks) : 1;
}

static const char *reader(Store *base, uint32_t index) {
  return table_at((SnapshotStore *)base, index) ? "snapshot" : store_reader(((SnapshotStore *)base)->from, index);
}

static bool release(Store *base) { return store_release(((SnapshotStore *)base)->from); }
static bool awaited(Store *base) { return store_awaited(((SnapshotStore *)base)->from); }

static uint64_t bytes(Store *base, uint32_t index) { return store_bytes(((SnapshotStore *)base)->from, index); }

static const StoreOps snapshot_ops = {.bytes = bytes,       .close = close_store, .lookups = lookups,  .count = count,
                                      .parts = parts,       .cursors = cursors,   .reader = reader,    .state = state,      .open = open_cursor,
                                      .part = snapshot_cursor_part, .next = snapshot_cursor_next,
                                      .choose = snapshot_cursor_choose, .close_cursor = snapshot_cursor_close, .awaited = awaited,
                                      .release = release};

/* Is the column in memory, or in the file? One that is to stay is read into memory; what is not sound is dropped then. */
static bool is_there(const SnapshotStore *store, SnapshotTable *table, const ColumnRequest *as) {
  SnapshotColumn *column = snapshot_column(table, as);
  if (!column || column->blocks) return column != NULL;
  if (store->builds ? cache_load(store->snapshot, table, column) : cache_load_dict(store->snapshot, column)) return true;
  snapshot_column_drop(store->snapshot, table, column);
  return false;
}

/* What the program uses of the table: those columns that are there, or those that are missing. */
static uint32_t sort_out(const SnapshotStore *store, uint32_t index, bool there, MissingColumn *columns) {
  uint32_t count = list_requests(store->base.config.program, index, NULL, true, columns), out = 0;
  for (uint32_t i = 0; i < count; i++)
    if (is_there(store, store->tables[index], &columns[i].as) == there) columns[out++] = columns[i];
  return out;
}

/* Reads columns that are missing. Where they do not go with those that are there, as their blocks have become others by and by, all
 * are read anew. */
static Status build(SnapshotStore *store, uint32_t index, MissingColumn *columns, uint32_t missing, DiagList *diags) {
  const StoreConfig *config = &store->base.config;
  SnapshotTable *table = store->tables[index];
  const bool beside = table->laid_out;
  snapshot_make_room(store->snapshot);
  Status status = snapshot_build(store->snapshot, table, store->from, config, index, columns, missing, diags);
  if (status != STATUS_NO || !beside) return status;
  snapshot_table_empty(store->snapshot, table);
  missing = list_requests(config->program, index, NULL, true, columns);
  return snapshot_build(store->snapshot, table, store->from, config, index, columns, missing, diags);
}

/* Is the table read by its pages indeed? STATUS_NO where it is not. */
static Status hold_pages(const SnapshotStore *store, uint32_t index) {
  StoreLeaves leaves;
  if (store_leaves(store->from, index, &leaves)) return STATUS_OK;
  return store_may_page(store->from, index) ? STATUS_NO_MEMORY : STATUS_NO; /* nobody could look for its leaves */
}

/* Sees to it that the snapshot has all columns of the table that the program uses: which rows are in which part must be known
 * before the first is read. STATUS_NO where it cannot. */
static Status fill(SnapshotStore *store, uint32_t index, DiagList *diags) {
  const StoreConfig *config = &store->base.config;
  const uint32_t most = most_requests(config->program, index);
  MissingColumn *columns = MEM_ARRAY(config->alloc, MissingColumn, most);
  if (!columns) return STATUS_NO_MEMORY;
  uint32_t missing = sort_out(store, index, false, columns);
  Status status = !missing ? STATUS_OK : store->builds ? hold_pages(store, index) : STATUS_NO;
  if (missing && status == STATUS_OK) status = build(store, index, columns, missing, diags);
  mem_free(config->alloc, columns, most * sizeof *columns);
  if (status == STATUS_OK && store->builds) status = snapshot_mark(store->snapshot, store->tables[index], store->from, config, index, diags);
  return status;
}

static uint32_t count_keys(const MissingColumn *columns, uint32_t count) {
  uint32_t keys = 0;
  for (uint32_t i = 0; i < count; i++) keys += columns[i].field >= SNAPSHOT_FIELD_OWN;
  return keys;
}

/* The table is of another state: makes it one of this, in memory; or finds out how to read it as such. */
static Status renew(SnapshotStore *store, uint32_t index, const StoreState *now, DiagList *diags) {
  const StoreConfig *config = &store->base.config;
  SnapshotTable *table = store->tables[index];
  const uint32_t most = most_requests(config->program, index);
  MissingColumn *columns = MEM_ARRAY(config->alloc, MissingColumn, most);
  if (!columns) return STATUS_NO_MEMORY;
  const uint32_t all = list_requests(config->program, index, NULL, true, columns), keys = count_keys(columns, all);
  const uint32_t count = sort_out(store, index, true, columns);
  Renewal renewal = {.snapshot = store->snapshot, .table = table, .from = store->from, .through = &store->base, .config = config, .index = index,
                     .columns = columns, .count = count};
  const bool can = count_keys(columns, count) == keys && (store->builds || count == all);
  Status status = can ? snapshot_plan(&renewal, &store->patches[index], diags) : STATUS_NO;
  if (status == STATUS_OK && store->builds) status = snapshot_renew(&renewal, &store->patches[index], now, diags);
  if ((status != STATUS_OK || store->builds) && patch_of(store, index)) patch_free(&store->patches[index]);
  if (status != STATUS_OK) snapshot_table_empty(store->snapshot, table);
  mem_free(config->alloc, columns, most * sizeof *columns);
  return status == STATUS_NO ? STATUS_OK : status;
}

/* Views and the like may give their rows in another order another time. */
static bool is_steady(const SnapshotStore *store, uint32_t index) {
  const Program *program = store->base.config.program;
  const ProgramTable *record = &program->tables[index];
  bool scanned = record->role != TABLE_LOOKUP && program_needs(program, index);
  return scanned && store_may_page(store->from, index);
}

/* Has an earlier record of the same table been planned from its old blocks? The table's marks are then those of the present state
 * already, and can be planned from no more. */
static bool is_planned(const SnapshotStore *store, uint32_t index, const SnapshotTable *table) {
  const Program *program = store->base.config.program;
  for (uint32_t i = 0; i < index; i++)
    if (patch_of(store, i) && snapshot_table(store->snapshot, &program->tables[i]) == table) return true;
  return false;
}

static Status take_table(SnapshotStore *store, uint32_t index, const StoreState *now, bool *outdated, DiagList *diags) {
  SnapshotTable *table = store->tables[index] = snapshot_table(store->snapshot, &store->base.config.program->tables[index]);
  if (!table) return STATUS_NO_MEMORY;
  if (is_planned(store, index, table)) {
    store->tables[index] = NULL; /* it is read from the database */
    return STATUS_OK;
  }
  const bool is_old = table->laid_out && !store_state_equal(&table->state, now);
  if (is_old && outdated) *outdated = true;
  if (is_old || store->builds) cache_load_marks(store->snapshot, table);
  Status status = is_old ? renew(store, index, now, diags) : STATUS_OK;
  if (!patch_of(store, index)) table->state = *now;
  if (status == STATUS_OK) status = fill(store, index, diags);
  if (status == STATUS_NO) store->tables[index] = NULL; /* it has no room */
  return status == STATUS_NO ? STATUS_OK : status;
}

static Status take_tables(SnapshotStore *store, const SnapshotUse *with, DiagList *diags) {
  const StoreConfig *config = &store->base.config;
  StoreState now;
  store->tables = MEM_ARRAY(config->alloc, SnapshotTable *, config->program->table_count + 1);
  store->patches = MEM_ARRAY(config->alloc, Patch, config->program->table_count + 1);
  if (!store->tables || !store->patches) return STATUS_NO_MEMORY;
  if (!store_state(store->from, &now)) return STATUS_OK;
  snapshot_be_of(store->snapshot, &now);
  const bool filed = !snapshot_tables(store->snapshot) && with->cache && cache_attach(store->snapshot, with->cache);
  Status status = STATUS_OK;
  for (uint32_t i = 0; i < config->program->table_count && status == STATUS_OK; i++)
    if (is_steady(store, i)) status = take_table(store, i, &now, filed ? with->outdated : NULL, diags);
  return status;
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

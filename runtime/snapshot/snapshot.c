/* SPDX-License-Identifier: MIT */
#include "runtime/snapshot/snapshot.h"

#include <sys/random.h>
#include <unistd.h>

struct Snapshot {
  Arena arena; /* names and tables */
  size_t most, bytes;
  bool any_state;
  StoreState state;
  SnapshotTable *tables;
  KeptResults *results; /* NULL: nobody has asked for them */
  int file;
  bool damaged; /* atomic: the file is, in a part that has been read */
  uint64_t ages;
  uint8_t seed[LEAF_SEED_BYTES];
};

Snapshot *snapshot_new(const Alloc *alloc, size_t most) {
  Snapshot *snapshot = MEM_NEW(alloc, Snapshot);
  if (!snapshot) return NULL;
  arena_init(&snapshot->arena, alloc);
  snapshot->most = most ? most : SIZE_MAX;
  snapshot->file = -1;
  if (getrandom(snapshot->seed, sizeof snapshot->seed, 0) == sizeof snapshot->seed) return snapshot;
  mem_free(alloc, snapshot, sizeof *snapshot);
  return NULL;
}

void snapshot_column_free(Snapshot *snapshot, SnapshotColumn *column, uint32_t block_count) {
  const Alloc *alloc = snapshot->arena.alloc;
  for (uint32_t i = 0; column->blocks && !column->segment && i < block_count; i++) column_block_free(alloc, column->blocks[i]);
  if (column->segment) mem_free(alloc, column->segment, column->segment_size + 1);
  if (column->blocks) mem_free(alloc, column->blocks, (block_count + 1) * sizeof *column->blocks);
  if (column->has_dict) dict_free(&column->dict);
  mem_free(alloc, column, sizeof *column);
}

uint64_t snapshot_new_age(Snapshot *snapshot) { return ++snapshot->ages; }

static void begin_age(Snapshot *snapshot, SnapshotTable *table) {
  const uint64_t age = snapshot_new_age(snapshot);
  table->age = (KeptAge){age, age, age};
}

static void forget_marks(Snapshot *snapshot, SnapshotTable *table) {
  if (table->marks) mem_free(snapshot->arena.alloc, table->marks, (table->leaf_count + 1) * sizeof *table->marks);
  table->marks = NULL;
}

void snapshot_table_empty(Snapshot *snapshot, SnapshotTable *table) {
  for (SnapshotColumn *column = table->columns, *next; column; column = next) {
    next = column->next;
    snapshot_column_free(snapshot, column, table->block_count);
  }
  if (table->counts) mem_free(snapshot->arena.alloc, table->counts, (table->block_count + 1) * sizeof *table->counts);
  forget_marks(snapshot, table);
  if (snapshot->results) kept_results_drop(snapshot->results, table->age.layout);
  *table = (SnapshotTable){.next = table->next, .name = table->name, .key = table->key, .by = table->by, .state = table->state};
  begin_age(snapshot, table);
  snapshot_recount(snapshot);
}

void snapshot_forget(Snapshot *snapshot) {
  for (SnapshotTable *table = snapshot->tables; table; table = table->next) snapshot_table_empty(snapshot, table);
  if (snapshot->results) kept_results_forget(snapshot->results);
  snapshot->tables = NULL;
  snapshot->bytes = 0;
  snapshot->damaged = false;
  snapshot_set_file(snapshot, -1);
  arena_free(&snapshot->arena);
}

void snapshot_free(Snapshot *snapshot) {
  if (!snapshot) return;
  const Alloc *alloc = snapshot->arena.alloc;
  snapshot_forget(snapshot);
  kept_results_free(snapshot->results);
  mem_free(alloc, snapshot, sizeof *snapshot);
}

void snapshot_be_of(Snapshot *snapshot, const StoreState *state) {
  if (snapshot->any_state && store_state_equal(&snapshot->state, state)) return;
  const bool follows = snapshot->any_state && snapshot->state.device == state->device && snapshot->state.file == state->file;
  if (!follows) snapshot_forget(snapshot);
  snapshot->state = *state;
  snapshot->any_state = true;
}

const uint8_t *snapshot_seed(const Snapshot *snapshot) { return snapshot->seed; }
void snapshot_set_seed(Snapshot *snapshot, const uint8_t seed[LEAF_SEED_BYTES]) { memcpy(snapshot->seed, seed, LEAF_SEED_BYTES); }

void snapshot_set_file(Snapshot *snapshot, int fd) {
  if (snapshot->file >= 0) close(snapshot->file);
  snapshot->file = fd;
}

int snapshot_file(const Snapshot *snapshot) { return snapshot->file; }
void snapshot_note_damage(Snapshot *snapshot) { __atomic_store_n(&snapshot->damaged, true, __ATOMIC_RELAXED); }
bool snapshot_is_damaged(const Snapshot *snapshot) { return __atomic_load_n(&snapshot->damaged, __ATOMIC_RELAXED); }

static void count_column(Snapshot *snapshot, const SnapshotTable *table, const SnapshotColumn *column) {
  for (uint32_t i = 0; column->blocks && i < table->block_count; i++)
    if (column->blocks[i]) snapshot->bytes += column_block_size(column->blocks[i]);
  if (column->has_dict) snapshot->bytes += column->dict.texts.taken;
}

void snapshot_count(Snapshot *snapshot, size_t bytes) { snapshot->bytes += bytes; }

void snapshot_recount(Snapshot *snapshot) {
  snapshot->bytes = 0;
  for (const SnapshotTable *table = snapshot->tables; table; table = table->next)
    for (const SnapshotColumn *column = table->columns; column; column = column->next) count_column(snapshot, table, column);
}

SnapshotTable *snapshot_tables(const Snapshot *snapshot) { return snapshot->tables; }
const StoreState *snapshot_state(const Snapshot *snapshot) { return &snapshot->state; }

size_t snapshot_bytes(const Snapshot *snapshot) { return snapshot->bytes; }
size_t snapshot_most(const Snapshot *snapshot) { return snapshot->most; }
const Alloc *snapshot_alloc(const Snapshot *snapshot) { return snapshot->arena.alloc; }

KeptResults *snapshot_results(Snapshot *snapshot) {
  if (!snapshot->results) snapshot->results = kept_results_new(snapshot->arena.alloc);
  return snapshot->results;
}

size_t snapshot_results_bytes(const Snapshot *snapshot) { return snapshot->results ? kept_results_bytes(snapshot->results) : 0; }

void snapshot_make_room(Snapshot *snapshot) {
  if (snapshot->results && snapshot->most != SIZE_MAX) kept_results_forget(snapshot->results);
}

/* ---- tables ---- */

SnapshotTable *snapshot_table(Snapshot *snapshot, const ProgramTable *record) {
  SnapshotTable *table = snapshot->tables;
  while (table && !(str_equal(table->name, record->source) && str_equal(table->key, record->key) && str_equal(table->by, record->by)))
    table = table->next;
  if (table) return table;
  table = ARENA_NEW(&snapshot->arena, SnapshotTable);
  if (!table) return NULL;
  table->name = arena_str(&snapshot->arena, record->source);
  table->key = arena_str(&snapshot->arena, record->key);
  table->by = arena_str(&snapshot->arena, record->by);
  if (snapshot->arena.failed) return NULL;
  begin_age(snapshot, table);
  table->next = snapshot->tables;
  return snapshot->tables = table;
}

bool snapshot_lay_out(Snapshot *snapshot, SnapshotTable *table, uint32_t blocks) {
  table->counts = MEM_ARRAY(snapshot->arena.alloc, uint16_t, blocks + 1);
  if (!table->counts) return false;
  table->block_count = blocks;
  return table->laid_out = true;
}

void snapshot_set_marks(Snapshot *snapshot, SnapshotTable *table, Str form, LeafMark *marks, uint32_t count) {
  uint64_t rows = 0;
  for (uint32_t i = 0; i < count && rows <= table->records; i++) rows += marks[i].rows;
  forget_marks(snapshot, table);
  table->marks = marks;
  table->leaf_count = count;
  if (!str_equal(table->form, form)) table->form = arena_str(&snapshot->arena, form);
  if (rows != table->records || !table->form.p) forget_marks(snapshot, table);
}

/* ---- columns ---- */

static bool same_labels(Labels a, Labels b) {
  if (a.count != b.count) return false;
  for (uint32_t i = 0; i < a.count; i++)
    if (!str_equal(a.names[i], b.names[i])) return false;
  return true;
}

static bool same_request(const ColumnRequest *a, const ColumnRequest *b) {
  return a->kind == b->kind && a->optional == b->optional && a->bare == b->bare && str_equal(a->stored, b->stored) &&
         same_labels(a->labels, b->labels);
}

SnapshotColumn *snapshot_column(const SnapshotTable *table, const ColumnRequest *as) {
  SnapshotColumn *column = table->columns;
  while (column && !same_request(&column->as, as)) column = column->next;
  return column;
}

static Labels keep_labels(Arena *arena, Labels labels) {
  Str *names = ARENA_ARRAY(arena, Str, labels.count + 1);
  for (uint32_t i = 0; names && i < labels.count; i++) names[i] = arena_str(arena, labels.names[i]);
  return (Labels){.names = names, .count = names ? labels.count : 0};
}

SnapshotColumn *snapshot_column_new(Snapshot *snapshot, const ColumnRequest *as) {
  const Alloc *alloc = snapshot->arena.alloc;
  SnapshotColumn *column = MEM_NEW(alloc, SnapshotColumn);
  if (!column) return NULL;
  column->as = *as;
  column->as.stored = arena_str(&snapshot->arena, as->stored);
  column->as.labels = keep_labels(&snapshot->arena, as->labels);
  if (!snapshot->arena.failed) return column;
  snapshot_column_free(snapshot, column, 0);
  return NULL;
}

bool snapshot_column_begin_dict(const Snapshot *snapshot, SnapshotColumn *column) {
  if (column->as.kind == KIND_TEXT && !column->has_dict) column->has_dict = dict_init(&column->dict, snapshot->arena.alloc);
  return column->has_dict || column->as.kind != KIND_TEXT;
}

Str snapshot_text(Snapshot *snapshot, Str text) { return arena_str(&snapshot->arena, text); }

FilePart *snapshot_parts_new(Snapshot *snapshot, uint32_t count) { return ARENA_ARRAY(&snapshot->arena, FilePart, count + 1); }

void snapshot_column_add(Snapshot *snapshot, SnapshotTable *table, SnapshotColumn *column) {
  count_column(snapshot, table, column);
  column->next = table->columns;
  table->columns = column;
}

void snapshot_column_drop(Snapshot *snapshot, SnapshotTable *table, SnapshotColumn *column) {
  SnapshotColumn **at = &table->columns;
  while (*at != column) at = &(*at)->next;
  *at = column->next;
  snapshot_column_free(snapshot, column, table->block_count);
  snapshot_recount(snapshot);
}

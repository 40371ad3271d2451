/* What a kind of store gives: the functions behind store.h. A store and a cursor begin with these bases. */
#ifndef CIBLE_STORE_SOURCE_H
#define CIBLE_STORE_SOURCE_H

#include "runtime/store/store.h"

typedef struct StoreOps {
  void (*close)(Store *store);
  const Lookup *const *(*lookups)(Store *store);
  uint64_t (*count)(Store *store, uint32_t table);
  uint32_t (*parts)(Store *store, uint32_t table);
  uint32_t (*cursors)(Store *store);
  const char *(*reader)(Store *store, uint32_t table);
  bool (*state)(Store *store, StoreState *out); /* NULL: it cannot be told */
  bool (*awaited)(Store *store); /* NULL: nobody can wait */
  bool (*release)(Store *store); /* NULL: there is nothing to release */
  bool (*may_page)(Store *store, uint32_t table); /* NULL: none is read by its pages */
  uint64_t (*bytes)(Store *store, uint32_t table); /* NULL: not known */
  bool (*leaves)(Store *store, uint32_t table, StoreLeaves *out); /* NULL: no table is read by its pages; then neither of … */
  Status (*pick)(Cursor *cursor, const uint64_t *wanted, uint32_t leaf, uint32_t end);
  Status (*mark)(Cursor *cursor, const LeafKey *key, uint32_t leaf, uint32_t end, LeafMark *marks);
  Status (*open)(Store *store, uint32_t table, const ColumnUse *columns, bool by_lane, DiagList *diags, Cursor **out);
  Status (*part)(Cursor *cursor, uint32_t part, DiagList *diags);
  Status (*next)(Cursor *cursor, const Batch **batch, DiagList *diags);
  void (*choose)(Cursor *cursor, const ColumnUse *columns, bool keys); /* NULL: it reads what it was opened with */
  void (*close_cursor)(Cursor *cursor);
} StoreOps;

struct Store {
  const StoreOps *ops;
  StoreConfig config;
};

struct Cursor {
  const StoreOps *ops;
};

static inline uint32_t store_batch_size(const StoreConfig *config) {
  return config->batch_size && config->batch_size < BATCH_SIZE ? config->batch_size : BATCH_SIZE;
}

static inline bool store_cancelled(const StoreConfig *config) {
  return config->cancel && __atomic_load_n(config->cancel, __ATOMIC_RELAXED);
}

/* What of that column of the program is wanted by a cursor opened with `columns`? */
static inline ColumnUse store_wants(const Program *program, const ColumnUse *columns, uint32_t column) {
  return columns ? columns[column] : program_column_use(program, column);
}

/* A vector of which no lane is known, for columns that nothing reads. */
Vector store_unread(Kind kind);

#endif

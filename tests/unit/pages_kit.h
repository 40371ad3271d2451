/* Scanning a table by its pages and by SQLite's own loop, each into one text, so that the two can be held against each other:
 * for the tests of the page reader and for its fuzz target (tests/fuzz). */
#ifndef CIBLE_TESTS_PAGES_KIT_H
#define CIBLE_TESTS_PAGES_KIT_H

#include "tests/unit/program_kit.h"

#include "runtime/base/buf.h"
#include "runtime/store/store.h"

/* How columns come: with the batch, or by lane, asked of all records or of some. Then those whose stored name begins with a, c, e …:
 * every second letter. */
typedef enum PagesLanes { LANES_WHOLE, LANES_ALL, LANES_SOME } PagesLanes;

typedef struct PagesWay {
  bool step_only;
  PagesLanes lanes;
  uint32_t batch_size; /* 0: the greatest */
} PagesWay;

/* What a scan gave: its records as text, or the code of its message. */
typedef struct PagesSeen {
  Status status;
  const char *code;
  const char *reader; /* store_reader, of the last table scanned */
  uint32_t parts;
  uint64_t records;
  Buf rows;
} PagesSeen;

static inline void pages_seen_begin(PagesSeen *seen) {
  *seen = (PagesSeen){.code = "none", .reader = ""};
  buf_init(&seen->rows, &alloc_system);
}

static inline void pages_seen_end(PagesSeen *seen) { buf_free(&seen->rows); }

/* ---- programs ---- */

/* A related record without a key of its own. */
static inline uint32_t pages_kit_related(Kit *kit, const char *name, const char *by) {
  Program *p = kit->p;
  p->tables[p->table_count] = (ProgramTable){.name = str_from(name), .source = str_from(name), .role = TABLE_RELATED,
                                             .key_kind = KIND_INTEGER, .by = str_from(by)};
  kit_place_columns(p);
  return p->table_count++;
}

static inline void pages_kit_column(Kit *kit, uint32_t table, Str stored, Kind kind, bool optional) {
  ProgramColumn *column = &kit->p->columns[kit->p->column_count++];
  *column = (ProgramColumn){.table = table, .name = stored, .stored = stored, .kind = kind, .optional = optional, .used = true};
  if (kind == KIND_CODE) column->labels = kit_labels;
}

/* For each of the names, which a blank parts: a column of every kind. The tables' columns are given in their order. */
static inline void pages_kit_columns(Kit *kit, uint32_t table, const char *names) {
  for (const char *at = names; *at;) {
    size_t n = strcspn(at, " ");
    for (int kind = 0; kind < KIND_COUNT; kind++) pages_kit_column(kit, table, (Str){at, (uint32_t)n}, (Kind)kind, kind % 2);
    at += n + (at[n] == ' ');
  }
  kit_place_columns(kit->p);
}

/* ---- values as text ---- */

static inline void pages_see_number(Buf *out, uint64_t bits) {
  char digits[16];
  size_t n = 0;
  do digits[n++] = "0123456789abcdef"[bits & 15];
  while (bits >>= 4);
  while (n) buf_char(out, digits[--n]);
}

/* A long text by its length and a sum over its bytes. */
static inline void pages_see_text(Buf *out, Str text) {
  uint64_t sum = 1469598103934665603u;
  if (text.n > 100) {
    for (uint32_t i = 0; i < text.n; i++) sum = (sum ^ (uint8_t)text.p[i]) * 1099511628211u;
    pages_see_number(out, text.n);
    buf_char(out, ':');
    pages_see_number(out, sum);
    return;
  }
  for (uint32_t i = 0; i < text.n; i++) {
    bool plain = text.p[i] >= ' ' && text.p[i] < 0x7f;
    if (plain) buf_char(out, text.p[i]);
    else buf_print(out, "\\%02x", (uint8_t)text.p[i]);
  }
}

static inline void pages_see(Buf *out, const Vector *vector, const uint8_t *faults, uint32_t lane) {
  Value value = vector_get(vector, lane);
  if (!value.known) buf_char(out, '?');
  if (faults && faults[lane]) buf_print(out, "!%s%s", fault_name((Fault)faults[lane]), value.known ? " and known" : "");
  if (!value.known) return;
  switch (kind_lane(value.kind)) {
  case LANE_BITS: pages_see_number(out, value.truth); break;
  case LANE_I32: pages_see_number(out, (uint32_t)value.i32); break;
  case LANE_I64: pages_see_number(out, (uint64_t)value.i64); break;
  case LANE_F64: {
    uint64_t bits;
    memcpy(&bits, &value.f64, sizeof bits);
    pages_see_number(out, bits);
    break;
  }
  case LANE_STR:
    buf_char(out, '\'');
    pages_see_text(out, value.str);
    break;
  }
}

/* ---- scans ---- */

/* Is that column asked for in that record, counted through the whole scan? Of some 700 records in none, a quarter, three of four or
 * all, so that what is worth reading at once changes from batch to batch. */
static inline bool pages_is_asked(const Kit *kit, PagesLanes lanes, uint32_t column, uint64_t record) {
  if (lanes != LANES_SOME || kit->p->columns[column].stored.p[0] % 2 == 0) return true;
  const uint32_t quarters[] = {0, 1, 3, 4};
  return ((uint32_t)record + column) * 2654435761u >> 30 < quarters[(record / 700 + column) % 4];
}

/* A quarter of them first, then all that are asked for. */
static inline Status pages_ask(const Kit *kit, uint32_t table, const Batch *batch, PagesLanes lanes, uint64_t first) {
  const ProgramTable *record = &kit->p->tables[table];
  for (uint32_t c = 0; c < record->column_count; c++) {
    if (lanes == LANES_WHOLE && batch->columns[c].here) return STATUS_USAGE; /* as it was not asked for */
    for (uint32_t step = 4; step; step /= 4) {
      Mask asked = {{0}};
      for (uint32_t lane = 0; lane < batch->count; lane++)
        if (lane % step == 0 && pages_is_asked(kit, lanes, record->first_column + c, first + lane)) mask_set(&asked, lane);
      if (!batch_read(batch, c, &asked)) return batch->source->failed;
    }
  }
  return STATUS_OK;
}

static inline void pages_see_batch(PagesSeen *seen, const Kit *kit, uint32_t table, const Batch *batch, PagesLanes lanes) {
  for (uint32_t lane = 0; lane < batch->count; lane++, seen->records++) {
    pages_see(&seen->rows, &batch->key, NULL, lane);
    const ProgramTable *record = &kit->p->tables[table];
    for (uint32_t c = 0; c < record->column_count; c++) {
      buf_char(&seen->rows, '|');
      if (!pages_is_asked(kit, lanes, record->first_column + c, seen->records)) continue;
      pages_see(&seen->rows, &batch->columns[c].vec, batch->columns[c].fault, lane);
    }
    buf_char(&seen->rows, '\n');
  }
}

/* One part, behind what was seen before. */
static inline Status pages_part(PagesSeen *seen, Kit *kit, uint32_t table, Cursor *cursor, uint32_t part, PagesLanes lanes) {
  const Batch *batch = NULL;
  Status status = cursor_part(cursor, part, &kit->diags);
  while (status == STATUS_OK) {
    status = cursor_next(cursor, &batch, &kit->diags);
    if (status != STATUS_OK || !batch) break;
    status = pages_ask(kit, table, batch, lanes, seen->records);
    if (status == STATUS_OK) pages_see_batch(seen, kit, table, batch, lanes);
  }
  return status;
}

static inline Status pages_table(PagesSeen *seen, Kit *kit, Store *store, uint32_t table, PagesLanes lanes) {
  Cursor *cursor = NULL;
  Status status = cursor_open(store, table, NULL, lanes != LANES_WHOLE, &kit->diags, &cursor);
  seen->reader = store_reader(store, table);
  seen->parts = store_parts(store, table);
  for (uint32_t part = 0; status == STATUS_OK && part < seen->parts; part++)
    status = pages_part(seen, kit, table, cursor, part, lanes);
  cursor_close(cursor);
  return status;
}

/* All tables of the program, one behind the other. `config` says all but the way. */
static inline void pages_scan(PagesSeen *seen, Kit *kit, const StoreConfig *config, const char *path, PagesWay way) {
  StoreConfig chosen = *config;
  Store *store = NULL;
  Buf rows = seen->rows;
  *seen = (PagesSeen){.code = "none", .reader = "", .rows = rows};
  seen->rows.n = 0;
  chosen.step_only = way.step_only;
  chosen.batch_size = way.batch_size;
  arena_reset(&kit->messages);
  diag_init(&kit->diags, &kit->messages);
  seen->status = store_open_sqlite(&chosen, path, &kit->diags, &store);
  for (uint32_t table = 0; seen->status == STATUS_OK && table < kit->p->table_count; table++) {
    buf_print(&seen->rows, "%.*s\n", STR_ARG(kit->p->tables[table].name));
    seen->status = pages_table(seen, kit, store, table, way.lanes);
  }
  store_close(store);
  if (kit->diags.count) seen->code = diag_info(kit->diags.items[0]->code)->code;
}

/* Did both refuse, or both give the same records? */
static inline bool pages_same(const PagesSeen *a, const PagesSeen *b) {
  if (a->status != STATUS_OK || b->status != STATUS_OK) return a->status != STATUS_OK && b->status != STATUS_OK;
  return a->rows.n == b->rows.n && (!a->rows.n || memcmp(a->rows.p, b->rows.p, a->rows.n) == 0);
}

/* The first line in which two scans differ: its beginning. */
static inline void pages_difference(const PagesSeen *a, const PagesSeen *b, Buf *out) {
  size_t line = 0, at = 0;
  while (at < a->rows.n && at < b->rows.n && a->rows.p[at] == b->rows.p[at])
    if (a->rows.p[at++] == '\n') line = at;
  const PagesSeen *sides[2] = {a, b};
  for (int i = 0; i < 2; i++) {
    const Buf *rows = &sides[i]->rows;
    const char *end = line < rows->n ? memchr(rows->p + line, '\n', rows->n - line) : NULL;
    buf_print(out, "\n%s: %s (%d), at byte %zu of: ", sides[i]->reader, sides[i]->code, sides[i]->status, at - line);
    if (end) buf_add(out, rows->p + line, (size_t)(end - (rows->p + line)));
  }
}

#endif

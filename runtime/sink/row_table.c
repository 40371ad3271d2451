/* SPDX-License-Identifier: MIT */
#include "runtime/sink/row_table.h"

#include "runtime/data/calendar.h"
#include "runtime/data/dict.h"
#include "runtime/data/numeric.h"

typedef struct RowVtab {
  sqlite3_vtab base;
  RowTable *rows;
} RowVtab;

typedef struct RowCursor {
  sqlite3_vtab_cursor base;
  uint32_t lane;
} RowCursor;

static int connect_table(sqlite3 *db, void *user, int argc, const char *const *argv, sqlite3_vtab **out, char **error) {
  (void)argc, (void)argv, (void)error;
  RowTable *rows = user;
  sqlite3_str *sql = sqlite3_str_new(db);
  for (uint32_t c = 0; c < rows->width; c++) sqlite3_str_appendf(sql, "%sc%u", c ? ", " : "CREATE TABLE x(", c);
  sqlite3_str_appendf(sql, ")");
  char *text = sqlite3_str_finish(sql);
  int code = text ? sqlite3_declare_vtab(db, text) : SQLITE_NOMEM;
  sqlite3_free(text);
  RowVtab *table = code == SQLITE_OK ? sqlite3_malloc(sizeof *table) : NULL;
  if (!table) return code == SQLITE_OK ? SQLITE_NOMEM : code;
  *table = (RowVtab){.rows = rows};
  *out = &table->base;
  return SQLITE_OK;
}

static int disconnect_table(sqlite3_vtab *table) {
  sqlite3_free(table);
  return SQLITE_OK;
}

static int plan(sqlite3_vtab *table, sqlite3_index_info *info) {
  (void)table;
  info->estimatedCost = BATCH_SIZE;
  return SQLITE_OK;
}

static int open_rows(sqlite3_vtab *table, sqlite3_vtab_cursor **out) {
  (void)table;
  RowCursor *cursor = sqlite3_malloc(sizeof *cursor);
  if (!cursor) return SQLITE_NOMEM;
  *cursor = (RowCursor){0};
  *out = &cursor->base;
  return SQLITE_OK;
}

static int close_rows(sqlite3_vtab_cursor *cursor) {
  sqlite3_free(cursor);
  return SQLITE_OK;
}

static const RowTable *rows_of(const sqlite3_vtab_cursor *cursor) { return ((const RowVtab *)cursor->pVtab)->rows; }

static void skip_to_row(RowCursor *cursor) {
  const RowTable *rows = rows_of(&cursor->base);
  while (cursor->lane < rows->n && !mask_get(rows->lanes, cursor->lane)) cursor->lane++;
}

static int first_row(sqlite3_vtab_cursor *base, int plan_number, const char *plan_text, int argc, sqlite3_value **argv) {
  (void)plan_number, (void)plan_text, (void)argc, (void)argv;
  RowCursor *cursor = (RowCursor *)base;
  cursor->lane = 0;
  skip_to_row(cursor);
  return SQLITE_OK;
}

static int next_row(sqlite3_vtab_cursor *base) {
  RowCursor *cursor = (RowCursor *)base;
  cursor->lane++;
  skip_to_row(cursor);
  return SQLITE_OK;
}

static int is_end(sqlite3_vtab_cursor *base) { return ((RowCursor *)base)->lane >= rows_of(base)->n; }

/* Whole amounts as INTEGER, others as the REAL nearest to the decimal, which reads back as the same amount up to fifteen digits. */
static void result_money(sqlite3_context *context, int64_t money) {
  if (money % MONEY_SCALE == 0) sqlite3_result_int64(context, money / MONEY_SCALE);
  else sqlite3_result_double(context, number_of_money(money));
}

static void result_date(sqlite3_context *context, int32_t date) {
  char text[DATE_TEXT];
  date_write(date, text);
  sqlite3_result_text(context, text, DATE_TEXT - 1, SQLITE_TRANSIENT);
}

static void result_datetime(sqlite3_context *context, int64_t datetime) {
  char text[DATETIME_TEXT];
  datetime_write(datetime, text);
  sqlite3_result_text(context, text, DATETIME_TEXT - 1, SQLITE_TRANSIENT);
}

static void result_code(sqlite3_context *context, const Labels *labels, int32_t code) {
  if (!labels || (uint32_t)code >= labels->count) return;
  sqlite3_result_text(context, labels->names[code].p, (int)labels->names[code].n, SQLITE_STATIC);
}

static void result_str(sqlite3_context *context, Str text) {
  sqlite3_result_text(context, text.p ? text.p : "", (int)text.n, SQLITE_STATIC);
}

static int give_cell(sqlite3_vtab_cursor *base, sqlite3_context *context, int column) {
  const RowTable *rows = rows_of(base);
  const Vector *v = rows->vecs[column];
  uint32_t lane = v->constant ? 0 : ((RowCursor *)base)->lane;
  if (!vector_known(v, lane)) return SQLITE_OK; /* NULL */
  switch (v->kind) {
  case KIND_BOOLEAN: sqlite3_result_int(context, mask_get(v->bits, lane)); break;
  case KIND_INTEGER: sqlite3_result_int64(context, v->i64[lane]); break;
  case KIND_NUMBER: sqlite3_result_double(context, v->f64[lane]); break;
  case KIND_MONEY: result_money(context, v->i64[lane]); break;
  case KIND_TEXT: result_str(context, v->dict ? dict_text(v->dict, v->i32[lane]) : v->str[lane]); break;
  case KIND_DATE: result_date(context, v->i32[lane]); break;
  case KIND_DATETIME: result_datetime(context, v->i64[lane]); break;
  case KIND_CODE: result_code(context, rows->labels[column], v->i32[lane]); break;
  case KIND_COUNT: break;
  }
  return SQLITE_OK;
}

static int give_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *out) {
  *out = ((RowCursor *)base)->lane;
  return SQLITE_OK;
}

int row_table_register(RowTable *rows, sqlite3 *db) {
  static const sqlite3_module module = {.xConnect = connect_table, .xDisconnect = disconnect_table, .xBestIndex = plan,
                                        .xOpen = open_rows,        .xClose = close_rows,            .xFilter = first_row,
                                        .xNext = next_row,         .xEof = is_end,                  .xColumn = give_cell,
                                        .xRowid = give_rowid};
  return sqlite3_create_module_v2(db, "cible_rows", &module, rows, NULL);
}

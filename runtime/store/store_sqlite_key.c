/* SPDX-License-Identifier: MIT
 * Keys: known, unique, an integer or a text. Where the database itself does not keep them so, one query finds out. */
#include "runtime/data/written.h"
#include "runtime/store/store_sqlite.h"

static Stored stored_of(sqlite3_value *value) {
  switch (sqlite3_value_type(value)) {
  case SQLITE_INTEGER: return (Stored){.type = STORED_INTEGER, .integer = sqlite3_value_int64(value)};
  case SQLITE_FLOAT: return (Stored){.type = STORED_REAL, .real = sqlite3_value_double(value)};
  case SQLITE_TEXT: {
    const char *p = (const char *)sqlite3_value_text(value);
    return (Stored){.type = STORED_TEXT, .text = {p ? p : "", p ? (uint32_t)sqlite3_value_bytes(value) : 0}};
  }
  case SQLITE_BLOB: return (Stored){.type = STORED_BLOB, .text = STR("")};
  default: return (Stored){.type = STORED_NULL};
  }
}

static void read_key(sqlite3_context *context, Kind kind, sqlite3_value *value) {
  const Alloc *alloc = sqlite3_user_data(context);
  Arena texts;
  arena_init(&texts, alloc);
  Value key;
  StoredAs as = {.kind = kind};
  Fault fault = stored_read(&as, stored_of(value), &texts, &key);
  if (texts.failed) sqlite3_result_error_nomem(context);
  else if (fault || !key.known) sqlite3_result_null(context);
  else if (kind == KIND_INTEGER) sqlite3_result_int64(context, key.i64);
  else sqlite3_result_text(context, key.str.p ? key.str.p : "", (int)key.str.n, SQLITE_TRANSIENT);
  arena_free(&texts);
}

static void read_integer_key(sqlite3_context *context, int count, sqlite3_value **values) {
  (void)count;
  read_key(context, KIND_INTEGER, values[0]);
}

static void read_text_key(sqlite3_context *context, int count, sqlite3_value **values) {
  (void)count;
  read_key(context, KIND_TEXT, values[0]);
}

bool sqlite_add_key_functions(sqlite3 *db, const Alloc *alloc) {
  int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;
  void *user = (void *)(uintptr_t)alloc;
  return sqlite3_create_function_v2(db, "cible_key_integer", 1, flags, user, read_integer_key, NULL, NULL, NULL) == SQLITE_OK &&
         sqlite3_create_function_v2(db, "cible_key_text", 1, flags, user, read_text_key, NULL, NULL, NULL) == SQLITE_OK;
}

void sqlite_append_key(sqlite3_str *sql, const SqliteTable *table) {
  Str key = table->record->key;
  if (table->key_trusted) sqlite3_str_appendf(sql, "\"%.*w\" COLLATE BINARY", STR_ARG(key));
  else
    sqlite3_str_appendf(sql, "cible_key_%s(\"%.*w\")", table->record->key_kind == KIND_TEXT ? "text" : "integer", STR_ARG(key));
}

/* A key or cell as messages show it, shortened. */
static Str shown(DiagList *diags, Stored stored) {
  enum { MOST = 60 };
  switch (stored.type) {
  case STORED_INTEGER: return arena_format(diags->arena, "%lld", (long long)stored.integer);
  case STORED_REAL: return arena_format(diags->arena, "%.15g", stored.real);
  case STORED_TEXT: return arena_format(diags->arena, "\"%.*s\"", (int)(stored.text.n < MOST ? stored.text.n : MOST), stored.text.p);
  case STORED_BLOB: return STR("bytes that are no text");
  case STORED_NULL: break;
  }
  return STR("nothing");
}

Status sqlite_bad_key(const SqliteTable *table, Stored stored, DiagList *diags) {
  const ProgramTable *record = table->record;
  if (stored.type == STORED_NULL) {
    diag_add(diags, DIAG_KEY_MISSING, record->span, STR_ARG(record->key), STR_ARG(table->name));
    return STATUS_NO;
  }
  Str cell = shown(diags, stored);
  diag_add(diags, DIAG_KEY_UNREADABLE, record->span, STR_ARG(record->key), STR_ARG(table->name),
           record->key_kind == KIND_TEXT ? "a text" : "an integer", STR_ARG(cell));
  return STATUS_NO;
}

Status sqlite_key_twice(const SqliteTable *table, const Value *key, DiagList *diags) {
  const ProgramTable *record = table->record;
  Str cell = shown(diags, key->kind == KIND_TEXT ? (Stored){.type = STORED_TEXT, .text = key->str}
                                                 : (Stored){.type = STORED_INTEGER, .integer = key->i64});
  diag_add(diags, DIAG_KEY_TWICE, record->span, STR_ARG(record->key), STR_ARG(table->name), STR_ARG(cell));
  return STATUS_NO;
}

/* The first row of the query goes to `found`, a key that the message names. */
static Status judge(const SqliteStore *store, const SqliteTable *table, sqlite3_stmt *stmt, bool twice, DiagList *diags) {
  int code = sqlite3_step(stmt);
  if (code == SQLITE_DONE) return STATUS_OK;
  if (code != SQLITE_ROW) return sqlite_failed(store, table->db, code, diags);
  Stored stored = column_stored(stmt, 0);
  if (!twice) return sqlite_bad_key(table, stored, diags);
  Value key = {.kind = table->record->key_kind, .known = true};
  if (key.kind == KIND_TEXT) key.str = stored.text;
  else key.i64 = stored.integer;
  return sqlite_key_twice(table, &key, diags);
}

static Status ask(const SqliteStore *store, const SqliteTable *table, bool twice, DiagList *diags) {
  sqlite3_str *sql = sqlite3_str_new(table->db);
  sqlite3_str_appendf(sql, "SELECT ");
  if (twice) {
    sqlite_append_key(sql, table);
    sqlite3_str_appendf(sql, " FROM main.\"%.*w\" GROUP BY 1 HAVING count(*) > 1 ORDER BY 1 LIMIT 1", STR_ARG(table->name));
  } else {
    sqlite3_str_appendf(sql, "\"%.*w\" FROM main.\"%.*w\" WHERE ", STR_ARG(table->record->key), STR_ARG(table->name));
    sqlite_append_key(sql, table);
    sqlite3_str_appendf(sql, " IS NULL LIMIT 1");
  }
  char *text = sqlite3_str_finish(sql);
  if (!text) return STATUS_NO_MEMORY;
  sqlite3_stmt *stmt = NULL;
  int code = sqlite3_prepare_v2(table->db, text, -1, &stmt, NULL);
  sqlite3_free(text);
  Status status = code == SQLITE_OK ? judge(store, table, stmt, twice, diags) : sqlite_failed(store, table->db, code, diags);
  sqlite3_finalize(stmt);
  return status;
}

Status sqlite_check_key(const SqliteStore *store, const SqliteTable *table, DiagList *diags) {
  if (table->key_trusted) return STATUS_OK;
  Status status = ask(store, table, false, diags);
  return status == STATUS_OK ? ask(store, table, true, diags) : status;
}

Status sqlite_find_bad_key(const SqliteStore *store, const SqliteTable *table, sqlite3 *db, DiagList *diags) {
  SqliteTable asked = *table;
  asked.key_trusted = false;
  asked.db = db;
  Status status = ask(store, &asked, false, diags);
  return status == STATUS_OK ? sqlite_failed(store, db, SQLITE_CORRUPT, diags) : status;
}

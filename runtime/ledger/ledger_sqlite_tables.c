/* SPDX-License-Identifier: MIT
 * The ledger's tables: what they are made as, and whether those that are there are so. */
#include "runtime/ledger/ledger_sqlite.h"

#include "runtime/ledger/ledger_names.h"

typedef struct Column {
  const char *name, *type; /* type NULL: that of the subject's key */
  bool required;
} Column;

typedef struct Table {
  int key; /* so many columns, the first ones, are the primary key */
  Column columns[18];
} Table;

/* The first ten of the contacts bear the names that the record `contacts` of rule files has. */
static const Table tables[LEDGER_TABLES] = {
    [TABLE_CONTACTS] = {3,
                         {{LEDGER_KEY, NULL, true},
                          {"campaign", "TEXT", true},
                          {"step", "INTEGER", true},
                          {"channel", "TEXT", true},
                          {"offer", "TEXT", false},
                          {"at", "TEXT", true},
                          {"cost", "NUMERIC", true},
                          {"state", "TEXT", true},
                          {"outcome", "TEXT", false},
                          {"amount", "NUMERIC", false},
                          {"follow", "INTEGER", true},
                          {"effort", "INTEGER", true},
                          {"response", "REAL", true},
                          {"value", "NUMERIC", true},
                          {"target", "TEXT", true},
                          {"team", "TEXT", false},
                          {"outcome_at", "TEXT", false}}},
    [TABLE_HELD] = {2,
                     {{"campaign", "TEXT", true},
                      {LEDGER_KEY, NULL, true},
                      {"target", "TEXT", true},
                      {"outcome", "TEXT", false},
                      {"outcome_at", "TEXT", false},
                      {"amount", "NUMERIC", false}}},
    [TABLE_SUPPRESSED] = {1, {{LEDGER_KEY, NULL, true}, {"since", "TEXT", false}, {"why", "TEXT", false}}},
};

static const char *type_of(const Ledger *ledger, const Column *column) {
  if (column->type) return column->type;
  return ledger->config.key_kind == KIND_TEXT ? "TEXT" : "INTEGER";
}

static Status make_table(Ledger *ledger, LedgerTable table, DiagList *diags) {
  const Column *all = tables[table].columns;
  sqlite3_str *sql = sqlite3_str_new(ledger->db);
  sqlite3_str_appendf(sql, "CREATE TABLE main.\"%.*w\"(", STR_ARG(ledger->names[table]));
  for (const Column *c = all; c->name; c++)
    sqlite3_str_appendf(sql, "%s %s%s, ", c->name, type_of(ledger, c), c->required ? " NOT NULL" : "");
  for (int k = 0; k < tables[table].key; k++) sqlite3_str_appendf(sql, "%s%s", k ? ", " : "PRIMARY KEY(", all[k].name);
  sqlite3_str_appendf(sql, "))");
  char *text = sqlite3_str_finish(sql);
  int code = text ? sqlite3_exec(ledger->db, text, NULL, NULL, NULL) : SQLITE_NOMEM;
  sqlite3_free(text);
  ledger->there[table] = code == SQLITE_OK;
  return code == SQLITE_OK ? STATUS_OK : ledger_failed(ledger, code, diags);
}

/* ---- those that are there ---- */

static Status strange(const Ledger *ledger, LedgerTable table, Str why, DiagList *diags) {
  diag_add(diags, DIAG_LEDGER_TABLE, (Span){0}, STR_ARG(ledger->names[table]), ledger->config.path, STR_ARG(why));
  return STATUS_IO;
}

static bool same_word(const char *a, sqlite3_stmt *stmt, int column) {
  const char *b = (const char *)sqlite3_column_text(stmt, column);
  return b && sqlite3_stricmp(a, b) == 0;
}

/* Holds what PRAGMA table_info says of a column against what it should be; others are somebody's own. */
static Status hold_column(const Ledger *ledger, LedgerTable table, sqlite3_stmt *stmt, uint32_t *found, DiagList *diags) {
  const Column *all = tables[table].columns;
  int k = 0, place = sqlite3_column_int(stmt, 5);
  while (all[k].name && !same_word(all[k].name, stmt, 1)) k++;
  if (place != (all[k].name && k < tables[table].key ? k + 1 : 0))
    return strange(ledger, table, diag_phrase(diags, "it has another primary key"), diags);
  if (!all[k].name) return STATUS_OK;
  *found |= 1u << k;
  const char *type = type_of(ledger, &all[k]);
  if (same_word(type, stmt, 2)) return STATUS_OK;
  const char *other = (const char *)sqlite3_column_text(stmt, 2);
  if (!all[k].type) return strange(ledger, table, diag_phrase(diags, "its keys are `%s`, those of the rules are `%s`", other ? other : "", type), diags);
  return strange(ledger, table, diag_phrase(diags, "its column `%s` is not of the type `%s`", all[k].name, type), diags);
}

static Status hold_columns(Ledger *ledger, LedgerTable table, DiagList *diags) {
  sqlite3_stmt *stmt = NULL;
  uint32_t found = 0;
  char *sql = sqlite3_mprintf("PRAGMA main.table_info(\"%.*w\")", STR_ARG(ledger->names[table]));
  int code = sql ? sqlite3_prepare_v2(ledger->db, sql, -1, &stmt, NULL) : SQLITE_NOMEM;
  sqlite3_free(sql);
  Status status = STATUS_OK;
  while (code == SQLITE_OK && status == STATUS_OK && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
    status = hold_column(ledger, table, stmt, &found, diags);
    code = SQLITE_OK;
  }
  if (status == STATUS_OK && code != SQLITE_DONE) status = ledger_failed(ledger, code, diags);
  sqlite3_finalize(stmt);
  for (int k = 0; status == STATUS_OK && tables[table].columns[k].name; k++)
    if (!(found & 1u << k)) status = strange(ledger, table, diag_phrase(diags, "it has no column `%s`", tables[table].columns[k].name), diags);
  return status;
}

/* Is something of that name there; and is it a table with pages of its own, no view and no virtual one? */
static Status look_for_table(Ledger *ledger, LedgerTable table, bool *there, bool *plain, DiagList *diags) {
  sqlite3_stmt *stmt = NULL;
  Str name = ledger->names[table];
  *there = *plain = false;
  int code = sqlite3_prepare_v2(ledger->db, "SELECT type = 'table' AND rootpage > 0 FROM main.sqlite_schema WHERE name = ?1 COLLATE NOCASE",
                                -1, &stmt, NULL);
  if (code == SQLITE_OK) code = sqlite3_bind_text(stmt, 1, name.p, (int)name.n, SQLITE_STATIC);
  if (code == SQLITE_OK) code = sqlite3_step(stmt);
  *there = code == SQLITE_ROW;
  if (*there) *plain = sqlite3_column_int(stmt, 0);
  Status status = code == SQLITE_ROW || code == SQLITE_DONE ? STATUS_OK : ledger_failed(ledger, code, diags);
  sqlite3_finalize(stmt);
  return status;
}

Status ledger_find_tables(Ledger *ledger, DiagList *diags) {
  Status status = STATUS_OK;
  for (int t = 0; t < LEDGER_TABLES && status == STATUS_OK; t++) {
    bool plain;
    LedgerTable table = (LedgerTable)t;
    status = look_for_table(ledger, table, &ledger->there[t], &plain, diags);
    if (status != STATUS_OK) return status;
    if (!ledger->there[t]) status = ledger->config.write ? make_table(ledger, table, diags) : STATUS_OK;
    else status = plain ? hold_columns(ledger, table, diags) : strange(ledger, table, diag_phrase(diags, "it is no table"), diags);
  }
  return status;
}

/* ---- nothing else ---- */

static bool is_own(const Ledger *ledger, const char *name) {
  for (int t = 0; name && t < LEDGER_TABLES; t++)
    if (strlen(name) == ledger->names[t].n && sqlite3_strnicmp(name, ledger->names[t].p, (int)ledger->names[t].n) == 0) return true;
  return false;
}

static int authorize(void *self, int action, const char *one, const char *two, const char *database, const char *within) {
  (void)two, (void)database;
  const Ledger *ledger = self;
  if (within) return SQLITE_DENY;
  switch (action) {
  case SQLITE_SELECT: return SQLITE_OK;
  case SQLITE_FUNCTION: return two && strcmp(two, "count") == 0 ? SQLITE_OK : SQLITE_DENY;
  case SQLITE_READ: return is_own(ledger, one) ? SQLITE_OK : SQLITE_DENY;
  case SQLITE_TRANSACTION: return ledger->config.write && one && strcmp(one, "COMMIT") == 0 ? SQLITE_OK : SQLITE_DENY;
  case SQLITE_INSERT:
  case SQLITE_UPDATE:
  case SQLITE_DELETE: return ledger->config.write && is_own(ledger, one) ? SQLITE_OK : SQLITE_DENY;
  default: return SQLITE_DENY;
  }
}

void ledger_restrict(Ledger *ledger) { sqlite3_set_authorizer(ledger->db, authorize, ledger); }

/* SPDX-License-Identifier: MIT
 * The ledger's queries, each prepared once, and their arguments. */
#include "runtime/ledger/ledger_sqlite.h"

#include "runtime/data/calendar.h"
#include "runtime/data/numeric.h"

#define CONTACT_COLUMNS \
  "record, campaign, step, channel, offer, at, cost, state, outcome, amount, follow, effort, response, value, target, team, outcome_at"

/* `%w` is the name of the query's table. */
static const struct {
  LedgerTable table;
  const char *sql;
} queries[LEDGER_QUERIES] = {
    [QUERY_COUNT_CONTACTS] = {TABLE_CONTACTS, "SELECT count(*) FROM main.\"%w\""},
    [QUERY_CONTACTS] = {TABLE_CONTACTS, "SELECT " CONTACT_COLUMNS " FROM main.\"%w\""},
    [QUERY_COUNT_HELD] = {TABLE_HELD, "SELECT count(*) FROM main.\"%w\" WHERE campaign = ?1"},
    [QUERY_HELD] = {TABLE_HELD, "SELECT record, campaign, target, outcome, outcome_at, amount FROM main.\"%w\" WHERE campaign = ?1"},
    [QUERY_COUNT_SUPPRESSED] = {TABLE_SUPPRESSED, "SELECT count(*) FROM main.\"%w\""},
    [QUERY_SUPPRESSED] = {TABLE_SUPPRESSED, "SELECT record FROM main.\"%w\""},
    [QUERY_FORGET_PLANNED] = {TABLE_CONTACTS, "DELETE FROM main.\"%w\" WHERE campaign = ?1 AND state = 'planned'"},
    [QUERY_PLAN] = {TABLE_CONTACTS, "INSERT INTO main.\"%w\"(" CONTACT_COLUMNS ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, 'planned', NULL, NULL, "
                                     "?8, ?9, ?10, ?11, ?12, ?13, NULL)"},
    [QUERY_FORGET_HELD] = {TABLE_HELD, "DELETE FROM main.\"%w\" WHERE campaign = ?1 AND outcome IS NULL"},
    [QUERY_HOLD] = {TABLE_HELD, "INSERT INTO main.\"%w\"(campaign, record, target) VALUES(?1, ?2, ?3) "
                                 "ON CONFLICT(campaign, record) DO UPDATE SET target = excluded.target"},
    [QUERY_SEND] = {TABLE_CONTACTS, "UPDATE main.\"%w\" SET state = 'sent', at = ?4 WHERE record = ?1 AND campaign = ?2 AND step = ?3"},
    [QUERY_ANSWER] = {TABLE_CONTACTS, "UPDATE main.\"%w\" SET outcome = ?4, outcome_at = ?5, amount = ?6 "
                                       "WHERE record = ?1 AND campaign = ?2 AND step = ?3 AND state = 'sent'"},
    [QUERY_ANSWER_HELD] = {TABLE_HELD, "UPDATE main.\"%w\" SET outcome = ?3, outcome_at = ?4, amount = ?5 WHERE record = ?1 AND campaign = ?2"},
    [QUERY_FORGET_PLANNED_OF] = {TABLE_CONTACTS, "DELETE FROM main.\"%w\" WHERE record = ?1 AND state = 'planned'"},
    [QUERY_SUPPRESS] = {TABLE_SUPPRESSED, "INSERT INTO main.\"%w\" AS s(record, since, why) VALUES(?1, ?2, ?3) ON CONFLICT(record) "
                                           "DO UPDATE SET since = excluded.since, why = excluded.why WHERE excluded.since < s.since"},
};

sqlite3_stmt *ledger_query(Ledger *ledger, LedgerQuery query, int *code) {
  sqlite3_stmt **stmt = &ledger->queries[query];
  *code = SQLITE_OK;
  if (*stmt) return *stmt;
  char *sql = sqlite3_mprintf(queries[query].sql, ledger->names[queries[query].table].p);
  *code = sql ? sqlite3_prepare_v3(ledger->db, sql, -1, SQLITE_PREPARE_PERSISTENT, stmt, NULL) : SQLITE_NOMEM;
  sqlite3_free(sql);
  return *stmt;
}

LedgerArguments ledger_ask(Ledger *ledger, LedgerQuery query) {
  LedgerArguments arguments = {0};
  arguments.stmt = ledger_query(ledger, query, &arguments.code);
  return arguments;
}

void ledger_give_integer(LedgerArguments *to, int64_t integer) {
  if (!to->code) to->code = sqlite3_bind_int64(to->stmt, ++to->count, integer);
}

void ledger_give_number(LedgerArguments *to, double number) {
  if (!to->code) to->code = sqlite3_bind_double(to->stmt, ++to->count, number);
}

void ledger_give_nothing(LedgerArguments *to) {
  if (!to->code) to->code = sqlite3_bind_null(to->stmt, ++to->count);
}

void ledger_give_text(LedgerArguments *to, Str text) {
  if (!text.p) ledger_give_nothing(to);
  else if (!to->code) to->code = sqlite3_bind_text(to->stmt, ++to->count, text.p, (int)text.n, SQLITE_STATIC);
}

void ledger_give_key(LedgerArguments *to, const Value *key) {
  if (key->kind == KIND_TEXT) ledger_give_text(to, key->str.p ? key->str : STR(""));
  else ledger_give_integer(to, key->i64);
}

void ledger_give_date(LedgerArguments *to, int32_t day) {
  char text[DATE_TEXT];
  date_write(day, text);
  if (!to->code) to->code = sqlite3_bind_text(to->stmt, ++to->count, text, DATE_TEXT - 1, SQLITE_TRANSIENT);
}

void ledger_give_money(LedgerArguments *to, int64_t money) {
  int64_t back;
  double real = number_of_money(money);
  if (money % MONEY_SCALE == 0) ledger_give_integer(to, money / MONEY_SCALE);
  else if (money_of_number(real, &back) == FAULT_NONE && back == money) ledger_give_number(to, real);
  else if (!to->code) to->code = LEDGER_INEXACT;
}

Status ledger_change(Ledger *ledger, LedgerArguments *arguments, int64_t *changed, DiagList *diags) {
  int code = arguments->code;
  if (code == SQLITE_OK) {
    code = sqlite3_step(arguments->stmt);
    int reset = sqlite3_reset(arguments->stmt);
    if (code == SQLITE_DONE) code = reset;
  }
  if (changed) *changed = code == SQLITE_OK ? sqlite3_changes64(ledger->db) : 0;
  if (code == SQLITE_OK) return STATUS_OK;
  if (code != LEDGER_INEXACT) return ledger_failed(ledger, code, diags);
  diag_add(diags, DIAG_LEDGER_TOO_LARGE, (Span){0});
  return STATUS_IO;
}

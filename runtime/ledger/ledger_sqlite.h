/* The ledger as its own files see it: tables of a SQLite database, all within one transaction. */
#ifndef CIBLE_LEDGER_LEDGER_SQLITE_H
#define CIBLE_LEDGER_LEDGER_SQLITE_H

#include <sqlite3.h>

#include "runtime/base/map.h"
#include "runtime/data/stored.h"
#include "runtime/ledger/ledger.h"

typedef enum LedgerTable { TABLE_CONTACTS, TABLE_HELD, TABLE_SUPPRESSED, LEDGER_TABLES } LedgerTable;

/* Each is prepared once, when it is first needed. */
typedef enum LedgerQuery {
  QUERY_COUNT_CONTACTS,
  QUERY_CONTACTS,
  QUERY_COUNT_HELD,
  QUERY_HELD,
  QUERY_COUNT_SUPPRESSED,
  QUERY_SUPPRESSED,
  QUERY_FORGET_PLANNED,
  QUERY_PLAN,
  QUERY_FORGET_HELD,
  QUERY_HOLD,
  QUERY_SEND,
  QUERY_ANSWER,
  QUERY_ANSWER_HELD,
  QUERY_FORGET_PLANNED_OF,
  QUERY_SUPPRESS,
  LEDGER_QUERIES
} LedgerQuery;

struct Ledger {
  LedgerConfig config;
  Arena arena; /* all that was read */
  Map texts;   /* names and words that were read, each once: a Str of the arena */
  Arena row;   /* texts of one row */
  sqlite3 *db;
  Str names[LEDGER_TABLES];
  bool there[LEDGER_TABLES];
  sqlite3_stmt *queries[LEDGER_QUERIES];
};

/* ---- ledger_sqlite.c ---- */

/* What SQLite answered, in the user's words. */
Status ledger_failed(const Ledger *ledger, int code, DiagList *diags);

/* ---- ledger_sqlite_tables.c ---- */

/* Finds which tables are there, and holds them against what they should be; makes those that are missing where it writes. */
Status ledger_find_tables(Ledger *ledger, DiagList *diags) MUST_CHECK;
/* Allows nothing from here on but reading, and where it writes changing, the three tables. */
void ledger_restrict(Ledger *ledger);

/* ---- ledger_sqlite_query.c ---- */

/* A query, ready to be bound; NULL: *code says why. */
sqlite3_stmt *ledger_query(Ledger *ledger, LedgerQuery query, int *code);

enum { LEDGER_INEXACT = -1 }; /* no code of SQLite's */

/* Arguments of a query, one after the other; the first that fails stays in `code`. Texts are borrowed until the query has run. */
typedef struct LedgerArguments {
  sqlite3_stmt *stmt;
  int count, code;
} LedgerArguments;

LedgerArguments ledger_ask(Ledger *ledger, LedgerQuery query);
void ledger_give_key(LedgerArguments *to, const Value *key);
void ledger_give_text(LedgerArguments *to, Str text); /* p NULL: nothing */
void ledger_give_integer(LedgerArguments *to, int64_t integer);
void ledger_give_number(LedgerArguments *to, double number);
void ledger_give_date(LedgerArguments *to, int32_t day);
/* As an integer or the nearest real; where that would read back as another amount, `code` is LEDGER_INEXACT. */
void ledger_give_money(LedgerArguments *to, int64_t money);
void ledger_give_nothing(LedgerArguments *to);
/* Runs a query that changes rows; the number of them goes to *changed, which may be NULL. */
Status ledger_change(Ledger *ledger, LedgerArguments *arguments, int64_t *changed, DiagList *diags) MUST_CHECK;

#endif

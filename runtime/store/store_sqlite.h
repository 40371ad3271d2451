/* The SQLite store as its own files see it. */
#ifndef CIBLE_STORE_STORE_SQLITE_H
#define CIBLE_STORE_STORE_SQLITE_H

#include <pthread.h>

#include <sqlite3.h>

#include "runtime/pages/leaf_list.h"
#include "runtime/store/column_reader.h"
#include "runtime/store/source.h"

/* Where a record of the table's pages holds a column. */
typedef struct PageField {
  bool is_rowid;  /* nowhere: it is the rowid */
  bool real;      /* of REAL affinity */
  uint16_t place; /* in the record */
} PageField;

typedef enum LeavesFound { LEAVES_NOT_SOUGHT, LEAVES_FOUND, LEAVES_STRANGE } LeavesFound;

/* One of the program's records, held against its table. */
typedef struct SqliteTable {
  const ProgramTable *record;
  uint32_t index;     /* in the program's tables */
  sqlite3 *db;        /* borrowed: the store's main connection, or the one that holds a CSV file */
  Str name;           /* of the table, as stored; empty where the program does not need it */
  bool absent;        /* it is not there, and need not be: it has no rows */
  bool is_view, is_virtual;
  bool rowid_key;     /* the key is the table's rowid: an integer, unique, in the order of the file */
  bool key_trusted;   /* the database itself keeps the key unique, known, and of its kind */
  bool is_parent;     /* a related record whose own key is asked for */
  /* How it is scanned (store_sqlite_parts.c): */
  Str rowid;          /* a name for the rowid, in whose order and by whose ranges; empty: by stepping through it all */
  const Str *primary; /* without a rowid: the columns of the primary key */
  uint32_t primary_count;
  int64_t first_row, last_row; /* rowids */
  uint64_t span;      /* rowids a part */
  uint32_t parts;
  uint64_t count;     /* rows, where it is known */
  /* Read by its pages (store_sqlite_pages.c): */
  const char *why_step; /* why not; NULL where it is, as far as is known without looking for its leaves */
  uint32_t root;        /* page */
  LeavesFound found;    /* whether anybody has looked for them yet, under the store's lock … */
  LeafList leaves;      /* … and what was found */
  Str form;             /* as StoreLeaves has it */
  const PageField *page_fields; /* of key, own key, then each of the record's columns */
  uint64_t bytes;       /* of its pages, read by cursors that are closed */
} SqliteTable;

typedef struct SqliteCursor SqliteCursor;

typedef struct SqliteStore {
  Store base;
  Arena arena;
  const char *path;     /* as messages say it */
  SqliteTable *tables;  /* one a program table */
  sqlite3 *main;        /* holds the read transaction; NULL where no record needs a database */
  sqlite3 **csv;        /* one a program table, NULL where it is not read from a CSV file */
  sqlite3 **more;       /* further connections for cursors, which see the same state */
  uint32_t more_count;
  bool wal;             /* the file is in WAL mode */
  bool share;           /* further connections would see the same state, and the file's pages are that state */
  pthread_mutex_t seeking; /* for leaves */
  SqliteCursor *open;   /* the cursors that are, each with a connection of its own */
  Lookup *lookups;      /* one a program table, without rows where it is not used */
  const Lookup **lookup_list;
} SqliteStore;

/* ---- store_sqlite_open.c ---- */

/* A connection with every guard up (quality.md, "Opening a database"). `views` says whether views may be read. */
Status sqlite_open_guarded(const SqliteStore *store, bool views, DiagList *diags, sqlite3 **out) MUST_CHECK;
/* A private database for rows that come from elsewhere; it goes with its connection. */
Status sqlite_open_private(const SqliteStore *store, DiagList *diags, sqlite3 **out) MUST_CHECK;
/* Begins the read transaction: from here on the connection sees one state. */
Status sqlite_begin_read(const SqliteStore *store, sqlite3 *db, DiagList *diags) MUST_CHECK;
/* Allows nothing from here on but reading the program's tables. */
void sqlite_restrict(SqliteStore *store, sqlite3 *db);
/* What SQLite answered, in the user's words. */
Status sqlite_failed(const SqliteStore *store, sqlite3 *db, int code, DiagList *diags);

/* ---- store_sqlite_schema.c ---- */

/* SQLite compares names by ASCII letters without case. */
static inline bool sqlite_same_name(Str a, Str b) { return a.n == b.n && sqlite3_strnicmp(a.p, b.p, (int)a.n) == 0; }
/* Does the type of a column hold that word? By such words SQLite finds a column's affinity (sqlite.org/datatype3.html, 3.1). */
bool sqlite_type_has(Str type, const char *word);

/* Does the program name a view? Needs a connection that can read the schema. */
Status sqlite_names_view(const SqliteStore *store, sqlite3 *db, bool *out, DiagList *diags) MUST_CHECK;
/* Finds the record's table and columns; messages for what is missing, and STATUS_NO. An optional table may be absent. */
Status sqlite_hold(SqliteStore *store, SqliteTable *table, DiagList *diags) MUST_CHECK;

/* ---- store_sqlite_key.c ---- */

/* Makes the SQL function that reads a key as the program will: cible_key_integer(x), cible_key_text(x); NULL where it cannot. */
bool sqlite_add_key_functions(sqlite3 *db, const Alloc *alloc);
/* The key, or the key as it is read where its order in the table may be another: for ORDER BY and WHERE. */
void sqlite_append_key(sqlite3_str *sql, const SqliteTable *table);
/* Refuses a table whose key is not known and unique. */
Status sqlite_check_key(const SqliteStore *store, const SqliteTable *table, DiagList *diags) MUST_CHECK;
/* Tells of a key that the database was trusted with and that cannot be read, by that connection. */
Status sqlite_find_bad_key(const SqliteStore *store, const SqliteTable *table, sqlite3 *db, DiagList *diags) MUST_CHECK;
Status sqlite_bad_key(const SqliteTable *table, Stored stored, DiagList *diags);
Status sqlite_key_twice(const SqliteTable *table, const Value *key, DiagList *diags);

/* ---- store_sqlite_parts.c ---- */

/* Prepares a query whose first argument is the table's name. */
int sqlite_prepare_of(const SqliteTable *table, const char *sql, sqlite3_stmt **stmt);

/* Finds out in which order the rows of a subject or related record are read, and cuts them into parts. */
Status sqlite_cut(SqliteStore *store, SqliteTable *table, DiagList *diags) MUST_CHECK;
/* [ORDER BY …], the same whatever a scan reads. */
void sqlite_append_order(sqlite3_str *sql, const SqliteStore *store, const SqliteTable *table);
/* The rowids of a part. */
void sqlite_part_rows(const SqliteTable *table, uint32_t part, int64_t *first, int64_t *last);

/* ---- store_sqlite_pages.c: which tables can be read by their pages ---- */

/* Finds out whether the table can, but for what its pages say, and prepares it. */
Status sqlite_pages_find(SqliteStore *store, SqliteTable *table, DiagList *diags) MUST_CHECK;
/* Its leaves, which are looked for when first somebody asks, in any thread: nobody does of a table that is read from elsewhere.
 * PAGES_STRANGE: it is not read by its pages after all. */
PageStatus sqlite_find_leaves(const SqliteStore *store, uint32_t table, const PageSource *file);
/* Is there nothing in the database's WAL? To be asked once the connection's read transaction has begun: then the file itself is
 * the state that it sees, and no checkpoint can write to it before its end. */
bool sqlite_wal_is_empty(sqlite3 *db);
/* The state of the file that the main connection reads. */
bool sqlite_state(const SqliteStore *store, StoreState *out);
/* As store_awaited. */
bool sqlite_is_awaited(const SqliteStore *store);
/* The database file, read by the connection's own file. */
PageStatus sqlite_page_source(sqlite3 *db, PageSource *out);

/* ---- store_sqlite_scan.c: rows of one table as batches ---- */

typedef struct SqliteScan {
  const SqliteStore *store;
  const SqliteTable *table;
  sqlite3 *db;
  sqlite3_stmt *stmt;
  Arena texts;
  ColumnReader key;      /* of a related record: the key of what it belongs to */
  ColumnReader own_key;  /* of a related record whose own key is asked for */
  ColumnReader *readers; /* of the wanted columns, in the order of the statement: behind the keys */
  uint32_t *fields;      /* which of the table's columns each is */
  uint32_t reader_count;
  Batch batch;
  bool by_lane;          /* columns come as they are asked for: only by pages */
  BatchSource source;
  DiagList *diags;       /* of the batch under way */
  uint32_t lane;         /* records of the batch so far */
  bool done;
  /* Collecting (store_sqlite_collect.c): */
  sqlite3_stmt *collect; /* NULL: this table is only stepped through */
  uint32_t most;         /* records that it may put into the batch */
  bool sparse;           /* rowids have such gaps that stepping is faster; for the rest of the part */
  int64_t next, last;    /* rowids of the part not yet collected */
  bool rows_left;
  struct PageScan *pages; /* store_sqlite_page_scan.c; NULL: the table is not read by its pages */
  bool paging;            /* this part is read by them, so far */
  bool picking;           /* leaves of their own in place of a part */
} SqliteScan;

/* The scan must be zeroed; sqlite_scan_close it whatever the outcome. `columns` and `by_lane` as in cursor_open. */
Status sqlite_scan_open(SqliteScan *scan, const SqliteStore *store, const SqliteTable *table, const ColumnUse *columns, bool by_lane,
                        sqlite3 *db, DiagList *diags) MUST_CHECK;
/* Begins again; for a table cut into parts, with this one. */
Status sqlite_scan_part(SqliteScan *scan, uint32_t part, DiagList *diags) MUST_CHECK;
/* As cursor_leaves. */
Status sqlite_scan_leaves(SqliteScan *scan, const uint64_t *wanted, uint32_t leaf, uint32_t end) MUST_CHECK;
Status sqlite_scan_next(SqliteScan *scan, const Batch **batch, DiagList *diags) MUST_CHECK;
void sqlite_scan_close(SqliteScan *scan);
/* key[, own key][, column …] */
void sqlite_append_columns(sqlite3_str *sql, const SqliteScan *scan);

/* ---- store_sqlite_collect.c: the rows of a range of rowids in one call ---- */

/* Prepares the scan for it where it can be done. */
Status sqlite_collect_open(SqliteScan *scan, DiagList *diags) MUST_CHECK;
void sqlite_collect_part(SqliteScan *scan, int64_t first, int64_t last);
/* Fills the batch from `next` on, up to `most` records; SQLITE_OK, or what SQLite answered. May leave the scan sparse. */
int sqlite_collect(SqliteScan *scan, uint32_t most);
/* Takes one row; `values` are those of sqlite_append_columns. */
void sqlite_scan_row(SqliteScan *scan, sqlite3_value **values);

/* ---- store_sqlite_page_scan.c: the same rows by the table's pages ---- */

Status sqlite_page_scan_open(SqliteScan *scan) MUST_CHECK;
void sqlite_page_scan_close(SqliteScan *scan);
/* PAGES_STRANGE: the table is not read by its pages. */
PageStatus sqlite_page_scan_part(SqliteScan *scan, int64_t first, int64_t last);
PageStatus sqlite_page_scan_leaves(SqliteScan *scan, const uint64_t *wanted, uint32_t leaf, uint32_t end);
/* Fills the batch, or finds the part done. PAGES_STRANGE: the batch is worth nothing, and the rest of the part, if it is not done,
 * begins with rowid *from. */
PageStatus sqlite_page_scan_next(SqliteScan *scan, int64_t *from);
/* By lane: the lanes in which that reader's column is here; NULL: all. */
const Mask *sqlite_page_scan_here(const SqliteScan *scan, uint32_t reader);
/* Those of `lanes` that are missing, which the caller reads. */
void sqlite_page_scan_want(SqliteScan *scan, uint32_t reader, const Mask *lanes, Mask *missing);
/* PAGES_STRANGE: they cannot be read, and none of them has been. */
PageStatus sqlite_page_scan_read(SqliteScan *scan, uint32_t reader, const Mask *missing);
int64_t sqlite_page_scan_rowid(const SqliteScan *scan, uint32_t lane);
/* Bytes of pages read so far. */
uint64_t sqlite_page_scan_bytes(const SqliteScan *scan);

/* ---- store_sqlite_lookup.c ---- */

Status sqlite_load_lookup(SqliteStore *store, const SqliteTable *table, Lookup *lookup, DiagList *diags) MUST_CHECK;

/* ---- store_csv.c ---- */

/* Reads the record's file into a private database of one table, with a TEXT column for each declared field. */
Status sqlite_load_csv(SqliteStore *store, SqliteTable *table, DiagList *diags) MUST_CHECK;

#endif

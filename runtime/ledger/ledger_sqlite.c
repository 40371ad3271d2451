/* SPDX-License-Identifier: MIT
 * The ledger's connection: opened with every guard up, one transaction from opening to commit, what goes wrong in the user's words. */
#include "runtime/ledger/ledger_sqlite.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/base/output.h"
#include "runtime/ledger/ledger_names.h"

enum { BUSY_MILLISECONDS = 5000, BUSY_PAUSE = 20, STEPS_BETWEEN_LOOKS = 20000 };

static bool is_cancelled(const Ledger *ledger) {
  return ledger->config.cancel && __atomic_load_n(ledger->config.cancel, __ATOMIC_RELAXED);
}

static Status stopped(DiagList *diags) {
  diag_add(diags, DIAG_RUN_STOPPED, (Span){0});
  return STATUS_STOPPED;
}

static Status told(DiagList *diags, DiagCode code, const char *path) {
  diag_add(diags, code, (Span){0}, path);
  return STATUS_IO;
}

Status ledger_failed(const Ledger *ledger, int code, DiagList *diags) {
  const char *path = ledger->config.path, *said = ledger->db ? sqlite3_errmsg(ledger->db) : sqlite3_errstr(code);
  bool write = ledger->config.write;
  int error = ledger->db ? sqlite3_system_errno(ledger->db) : 0;
  switch (code & 0xff) {
  case SQLITE_NOMEM: return STATUS_NO_MEMORY;
  case SQLITE_INTERRUPT: return stopped(diags);
  case SQLITE_BUSY:
  case SQLITE_LOCKED: return is_cancelled(ledger) ? stopped(diags) : told(diags, DIAG_DB_LOCKED, path);
  case SQLITE_NOTADB: return told(diags, DIAG_DB_NO_DATABASE_FILE, path);
  case SQLITE_FULL: return output_fault(diags, path, ENOSPC);
  case SQLITE_PERM:
  case SQLITE_READONLY: return write ? output_fault(diags, path, EACCES) : told(diags, DIAG_DB_UNFINISHED, path);
  case SQLITE_IOERR:
    if (code == SQLITE_IOERR_NOMEM) return STATUS_NO_MEMORY;
    if (code == SQLITE_IOERR_SHORT_READ) said = "it is cut short";
    else if (write && error) return output_fault(diags, path, error);
    break;
  case SQLITE_CANTOPEN:
    if (write && error) return output_fault(diags, path, error);
    break;
  default: break;
  }
  bool damaged = (code & 0xff) == SQLITE_CORRUPT || code == SQLITE_IOERR_SHORT_READ;
  diag_add(diags, damaged ? DIAG_DB_DAMAGED : write ? DIAG_OUTPUT_FAULT : DIAG_DB_FAILED, (Span){0}, path, said);
  return STATUS_IO;
}

/* ---- opening ---- */

/* Asked of the system first, as SQLite says no more than "unable to open database file", and would wait for ever on a FIFO. */
static Status look_at_file(const LedgerConfig *config, DiagList *diags) {
  struct stat file;
  const char *path = config->path;
  if (stat(path, &file) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return told(diags, DIAG_DB_MISSING, path);
    if (errno == EACCES) return told(diags, DIAG_DB_PERMISSION, path);
    diag_add(diags, DIAG_DB_FAILED, (Span){0}, path, strerrordesc_np(errno));
    return STATUS_IO;
  }
  if (!S_ISREG(file.st_mode)) return told(diags, DIAG_DB_FOLDER, path);
  if (access(path, R_OK) != 0) return told(diags, DIAG_DB_PERMISSION, path);
  if (file.st_size == 0) return told(diags, DIAG_DB_EMPTY, path);
  return config->write && access(path, W_OK) != 0 ? output_fault(diags, path, errno) : STATUS_OK;
}

static int look_for_cancel(void *ledger) { return is_cancelled(ledger); }

static int wait_while_busy(void *ledger, int times) {
  if (is_cancelled(ledger) || times >= BUSY_MILLISECONDS / BUSY_PAUSE) return 0;
  sqlite3_sleep(BUSY_PAUSE);
  return 1;
}

/* What is written stays in memory until the commit, so that a plan that is large does not lock readers out before; what is
 * committed survives a power cut (EXTRA: the folder too is on disk when the journal is gone). */
static int guard(Ledger *ledger) {
  static const int guards[][2] = {
      {SQLITE_DBCONFIG_DEFENSIVE, 1},       {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0}, {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
      {SQLITE_DBCONFIG_DQS_DML, 0},         {SQLITE_DBCONFIG_DQS_DDL, 0},        {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
      {SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0}, {SQLITE_DBCONFIG_ENABLE_VIEW, 0},    {SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0},
  };
  int code = SQLITE_OK;
  for (size_t i = 0; i < sizeof guards / sizeof *guards && code == SQLITE_OK; i++)
    code = sqlite3_db_config(ledger->db, guards[i][0], guards[i][1], NULL);
  if (code == SQLITE_OK) code = sqlite3_busy_handler(ledger->db, wait_while_busy, ledger);
  sqlite3_progress_handler(ledger->db, STEPS_BETWEEN_LOOKS, look_for_cancel, ledger);
  const char *settings = ledger->config.write
                             ? "PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA synchronous=EXTRA; PRAGMA cache_spill=OFF"
                             : "PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA query_only=ON";
  return code == SQLITE_OK ? sqlite3_exec(ledger->db, settings, NULL, NULL, NULL) : code;
}

static int connect(Ledger *ledger) {
  const char *path = ledger->config.path;
  /* "./" before the path: `:memory:` and `file:…` are names of files like others. */
  char *name = sqlite3_mprintf("%s%s", path[0] == '/' ? "" : "./", path);
  if (!name) return SQLITE_NOMEM;
  int flags = ledger->config.write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
  int code = sqlite3_open_v2(name, &ledger->db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
  sqlite3_free(name);
  if (code == SQLITE_OK) code = guard(ledger);
  if (code != SQLITE_OK) return code;
  const char *begin = ledger->config.write ? "BEGIN IMMEDIATE" : "BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1";
  return sqlite3_exec(ledger->db, begin, NULL, NULL, NULL);
}

static Str name_table(Arena *arena, const char *which, Str source) { return arena_format(arena, "%s%.*s", which, STR_ARG(source)); }

Str ledger_contacts_table(Arena *arena, Str source) { return name_table(arena, LEDGER_CONTACTS, source); }

static bool name_tables(Ledger *ledger) {
  static const char *const names[LEDGER_TABLES] = {LEDGER_CONTACTS, LEDGER_HELD, LEDGER_SUPPRESSED};
  for (int t = 0; t < LEDGER_TABLES; t++) ledger->names[t] = name_table(&ledger->arena, names[t], ledger->config.source);
  return !ledger->arena.failed;
}

static Status open_ledger(Ledger *ledger, DiagList *diags) {
  Status status = look_at_file(&ledger->config, diags);
  if (status != STATUS_OK) return status;
  if (!name_tables(ledger)) return STATUS_NO_MEMORY;
  int code = connect(ledger);
  if (code != SQLITE_OK) return ledger_failed(ledger, code, diags);
  status = ledger_find_tables(ledger, diags);
  if (status == STATUS_OK) ledger_restrict(ledger);
  return status;
}

Status ledger_open(const LedgerConfig *config, DiagList *diags, Ledger **out) {
  *out = NULL;
  Ledger *ledger = MEM_NEW(config->alloc, Ledger);
  if (!ledger) return STATUS_NO_MEMORY;
  ledger->config = *config;
  arena_init(&ledger->arena, config->alloc);
  arena_init(&ledger->row, config->alloc);
  map_init(&ledger->texts, config->alloc);
  Status status = open_ledger(ledger, diags);
  if (status == STATUS_OK) *out = ledger;
  else ledger_close(ledger);
  return status;
}

Status ledger_commit(Ledger *ledger, DiagList *diags) {
  int code = sqlite3_exec(ledger->db, "COMMIT", NULL, NULL, NULL);
  return code == SQLITE_OK ? STATUS_OK : ledger_failed(ledger, code, diags);
}

void ledger_close(Ledger *ledger) {
  if (!ledger) return;
  for (int i = 0; i < LEDGER_QUERIES; i++) sqlite3_finalize(ledger->queries[i]);
  sqlite3_close(ledger->db);
  map_free(&ledger->texts);
  arena_free(&ledger->row);
  arena_free(&ledger->arena);
  mem_free(ledger->config.alloc, ledger, sizeof *ledger);
}

/* SPDX-License-Identifier: MIT
 * Questions to the loaded table: which records may be one and the same, and which columns could be its key. What was followed while
 * a table was built answers most of them; else SQLite sorts, on disk what does not fit in memory. */
#include "runtime/import/import_parts.h"

#include <sqlite3.h>

#include "runtime/import/likeness.h"

enum { NAMES_MOST = LIKE_NAMES_MOST, PROBE_ROWS = 2000 };

/* cible_same(role, text): NULL where that says nothing. */
static void sql_same(sqlite3_context *context, int count, sqlite3_value **args) {
  (void)count;
  char out[SAME_MOST];
  const char *p = (const char *)sqlite3_value_text(args[1]);
  if (!p) return;
  uint32_t n = same_text((Role)sqlite3_value_int(args[0]), (Str){p, (uint32_t)sqlite3_value_bytes(args[1])}, out);
  if (n) sqlite3_result_text(context, out, (int)n, SQLITE_TRANSIENT);
}

static Status prepare(Import *im, sqlite3_str *made, sqlite3_stmt **out) {
  char *sql = sqlite3_str_finish(made);
  if (!sql) return import_no_memory(im->diags);
  int rc = sqlite3_prepare_v2(table_connection(im->table), sql, -1, out, NULL);
  sqlite3_free(sql);
  return rc ? table_asked_fault(im) : STATUS_OK;
}

static Str column_text(Import *im, sqlite3_stmt *stmt, int at) {
  const char *p = (const char *)sqlite3_column_text(stmt, at);
  return arena_str(&im->report->arena, p ? (Str){p, (uint32_t)sqlite3_column_bytes(stmt, at)} : STR(""));
}

/* The columns of a role that hold texts; at most NAMES_MOST. */
static uint32_t columns_of(const Import *im, Role role, const char **names) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < im->count && n < NAMES_MOST; i++) {
    const ImportColumn *info = im->parts[i].info;
    if (im->parts[i].role == role && im->parts[i].in_table && info->kind == KIND_TEXT && (int32_t)i != im->key)
      names[n++] = info->name.p;
  }
  return n;
}

/* What a group of doubles has in common, as SQL; names of columns only quoted. False where the file has no such columns. */
static bool append_common(const Import *im, sqlite3_str *sql, Role role, bool with_postcode) {
  const char *names[NAMES_MOST], *codes[NAMES_MOST];
  uint32_t n = columns_of(im, role, names);
  if (n == 0 || (with_postcode && columns_of(im, ROLE_POSTCODE, codes) == 0)) return false;
  if (role != ROLE_NAME) n = 1;
  for (uint32_t i = 0; i < n; i++)
    sqlite3_str_appendf(sql, n > 1 ? "%sifnull(cible_same(%d, \"%w\"), '')" : "%scible_same(%d, \"%w\")", i ? "||' '||" : "",
                        (int)role, names[i]);
  if (with_postcode) sqlite3_str_appendf(sql, "||' '||cible_same(%d, \"%w\")", (int)ROLE_POSTCODE, codes[0]);
  return true;
}

static Status gather(Import *im, sqlite3_stmt *stmt, ImportDoubles *found) {
  int rc;
  while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
    uint64_t count = (uint64_t)sqlite3_column_int64(stmt, 1);
    found->groups++;
    found->records += count;
    if (found->example_count == IMPORT_EXAMPLES) continue;
    uint32_t i = found->example_count++;
    found->examples[i].shown = column_text(im, stmt, 0);
    found->examples[i].first = column_text(im, stmt, 2);
    found->examples[i].last = column_text(im, stmt, 3);
    found->examples[i].count = count;
  }
  return rc == SQLITE_DONE ? STATUS_OK : table_asked_fault(im);
}

static Status find_doubles(Import *im, Role role, bool with_postcode, const char *by) {
  sqlite3_str *sql = sqlite3_str_new(table_connection(im->table));
  sqlite3_stmt *stmt = NULL;
  sqlite3_str_appendall(sql, "SELECT common, count(*) AS n, min(k), max(k) FROM (SELECT ");
  if (!append_common(im, sql, role, with_postcode)) {
    sqlite3_free(sqlite3_str_finish(sql));
    return STATUS_OK;
  }
  sqlite3_str_appendf(sql, " AS common, \"%w\" AS k FROM \"%w\") WHERE trim(common) <> '' GROUP BY common HAVING n > 1"
                           " ORDER BY n DESC, common",
                      im->report->key.p, im->job->table);
  Status status = prepare(im, sql, &stmt);
  ImportDoubles *found = &im->report->doubles[im->report->doubles_count];
  if (!status) status = gather(im, stmt, found);
  sqlite3_finalize(stmt);
  found->by = by;
  if (found->groups) im->report->doubles_count++;
  return status;
}

Status import_doubles(Import *im) {
  if (im->likeness) return import_doubles_built(im);
  int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;
  if (sqlite3_create_function(table_connection(im->table), "cible_same", 2, flags, NULL, sql_same, NULL, NULL)) return table_asked_fault(im);
  Status status = find_doubles(im, ROLE_NAME, true, "name and postcode");
  if (!status) status = find_doubles(im, ROLE_EMAIL, false, "e-mail");
  if (!status) status = find_doubles(im, ROLE_PHONE, false, "phone");
  if (!status) status = find_doubles(im, ROLE_SIRET, false, "SIRET");
  if (!status) status = find_doubles(im, ROLE_SIREN, false, "SIREN");
  return im->report->arena.failed ? import_no_memory(im->diags) : status;
}

/* ---- which column could be the key ---- */

static Status is_unique(Import *im, const char *name, const char *rows, bool *out) {
  sqlite3_str *sql = sqlite3_str_new(table_connection(im->table));
  sqlite3_stmt *stmt = NULL;
  sqlite3_str_appendf(sql, "SELECT count(*) = count(DISTINCT c) FROM (SELECT \"%w\" AS c FROM \"%w\" %s)", name, im->job->table, rows);
  Status status = prepare(im, sql, &stmt);
  if (!status && sqlite3_step(stmt) != SQLITE_ROW) status = table_asked_fault(im);
  if (!status) *out = sqlite3_column_int(stmt, 0) != 0;
  sqlite3_finalize(stmt);
  return status;
}

Status import_candidates(Import *im) {
  ImportReport *report = im->report;
  for (uint32_t i = 0; i < im->count && report->candidate_count < IMPORT_CANDIDATES; i++) {
    const ImportColumn *info = im->parts[i].info;
    if (!import_may_be_key(im, i)) continue;
    bool followed, unique = false;
    Status status = import_unique_built(im, i, &followed, &unique);
    char probe[32];
    sqlite3_snprintf(sizeof probe, probe, "LIMIT %d", PROBE_ROWS);
    if (!status && !followed) status = is_unique(im, info->name.p, probe, &unique);
    if (!status && !followed && unique) status = is_unique(im, info->name.p, "", &unique);
    if (status) return status;
    if (unique) report->candidates[report->candidate_count++] = info->name;
  }
  return STATUS_OK;
}

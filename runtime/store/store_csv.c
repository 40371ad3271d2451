/* SPDX-License-Identifier: MIT
 * Records `from csv`: the file's rows go to a private database of one table, which is then scanned like any other. An empty
 * cell is unknown, `""` the empty text. A file with a row that is not as it should be is refused with that row's line. */
#include "runtime/csv/csv.h"
#include "runtime/store/store_sqlite.h"

typedef struct CsvLoad {
  SqliteStore *store;
  SqliteTable *table;
  Str path;          /* as messages say it */
  Str *wanted;       /* stored names, each once: the keys' and the fields' */
  uint32_t *cells;   /* where each stands in a row */
  uint32_t count;    /* of these two */
  uint32_t header;   /* cells of the header line */
  sqlite3_stmt *insert;
} CsvLoad;

static void want(CsvLoad *load, Str name) {
  for (uint32_t i = 0; i < load->count; i++)
    if (sqlite_same_name(load->wanted[i], name)) return;
  load->wanted[load->count++] = name;
}

static bool list_wanted(CsvLoad *load) {
  const Program *program = load->store->base.config.program;
  Arena *arena = &load->store->arena;
  const ProgramTable *record = load->table->record;
  load->wanted = ARENA_ARRAY(arena, Str, record->column_count + 2);
  load->cells = ARENA_ARRAY(arena, uint32_t, record->column_count + 2);
  if (!load->wanted || !load->cells) return false;
  if (record->key.n) want(load, record->key);
  if (record->by.n) want(load, record->by);
  for (uint32_t i = 0; i < record->column_count; i++) want(load, program->columns[record->first_column + i].stored);
  return true;
}

static Span place_of(const CsvLoad *load, Str stored) {
  const ProgramTable *record = load->table->record;
  const ProgramColumn *columns = load->store->base.config.program->columns + record->first_column;
  for (uint32_t i = 0; i < record->column_count; i++)
    if (sqlite_same_name(columns[i].stored, stored)) return columns[i].span;
  return record->span;
}

static void no_column(const CsvLoad *load, const CsvRow *header, Str name, DiagList *diags) {
  Diag *diag = diag_add(diags, DIAG_CSV_NO_COLUMN, place_of(load, name), STR_ARG(load->path), STR_ARG(name));
  unsigned limit = name.n < 4 ? 1 : name.n / 3;
  Str nearest = {0};
  for (uint32_t i = 0; i < header->count && limit; i++) {
    unsigned distance = str_distance(name, header->cells[i], limit);
    if (distance > limit) continue;
    nearest = header->cells[i];
    limit = distance - 1;
  }
  if (nearest.p) diag_label(diags, diag, "did you mean `%.*s`?", STR_ARG(nearest));
}

/* Finds the wanted columns in the header line: by their very name, else without regard to case. */
static Status read_header(CsvLoad *load, const CsvRow *header, DiagList *diags) {
  Status status = STATUS_OK;
  load->header = header->count;
  for (uint32_t w = 0; w < load->count; w++) {
    uint32_t exact = 0, alike = 0, at = 0;
    for (uint32_t i = 0; i < header->count; i++) {
      bool is_exact = str_equal(header->cells[i], load->wanted[w]);
      if (is_exact || (!exact && sqlite_same_name(header->cells[i], load->wanted[w]))) at = i;
      exact += is_exact;
      alike += sqlite_same_name(header->cells[i], load->wanted[w]);
    }
    load->cells[w] = at;
    if (!alike) no_column(load, header, load->wanted[w], diags);
    if (exact > 1 || (!exact && alike > 1))
      diag_add(diags, DIAG_CSV_COLUMN_TWICE, place_of(load, load->wanted[w]), STR_ARG(load->path), STR_ARG(load->wanted[w]));
    if (!alike || exact > 1 || (!exact && alike > 1)) status = STATUS_NO;
  }
  return status;
}

static int make_table(CsvLoad *load) {
  sqlite3 *db = load->table->db;
  sqlite3_str *make = sqlite3_str_new(db), *insert = sqlite3_str_new(db);
  sqlite3_str_appendf(make, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN; CREATE TABLE main.\"%.*w\"(",
                      STR_ARG(load->table->name));
  sqlite3_str_appendf(insert, "INSERT INTO main.\"%.*w\" VALUES(", STR_ARG(load->table->name));
  for (uint32_t i = 0; i < load->count; i++) {
    sqlite3_str_appendf(make, "%s\"%.*w\" TEXT", i ? ", " : "", STR_ARG(load->wanted[i]));
    sqlite3_str_appendf(insert, "%s?", i ? ", " : "");
  }
  sqlite3_str_appendf(make, ")");
  sqlite3_str_appendf(insert, ")");
  char *make_sql = sqlite3_str_finish(make), *insert_sql = sqlite3_str_finish(insert);
  int code = make_sql && insert_sql ? sqlite3_exec(db, make_sql, NULL, NULL, NULL) : SQLITE_NOMEM;
  if (code == SQLITE_OK) code = sqlite3_prepare_v2(db, insert_sql, -1, &load->insert, NULL);
  sqlite3_free(make_sql);
  sqlite3_free(insert_sql);
  return code;
}

static const char *defect_text(const CsvLoad *load, const CsvRow *row) {
  switch (row->defect) {
  case CSV_GOOD: break;
  case CSV_QUOTE_OPEN: return "a quotation mark is never closed";
  case CSV_QUOTE_WITHIN: return "a quotation mark stands within a cell";
  case CSV_NOT_TEXT: return "it holds bytes that are no text";
  case CSV_LINE_TOO_LONG: return "it is too long";
  case CSV_TOO_MANY_CELLS: return "it has too many cells";
  }
  if (row->count < load->header) return "it has fewer cells than the header line";
  return row->count > load->header ? "it has more cells than the header line" : NULL;
}

static Status add_row(CsvLoad *load, const CsvRow *row, DiagList *diags) {
  const char *defect = defect_text(load, row);
  if (defect) {
    diag_add(diags, DIAG_CSV_ROW, load->table->record->span, STR_ARG(load->path), (unsigned long long)row->line, defect);
    return STATUS_IO;
  }
  int code = SQLITE_OK;
  for (uint32_t i = 0; i < load->count && code == SQLITE_OK; i++) {
    Str cell = row->cells[load->cells[i]];
    bool known = cell.n || row->quoted[load->cells[i]];
    code = known ? sqlite3_bind_text(load->insert, (int)i + 1, cell.n ? cell.p : "", (int)cell.n, SQLITE_STATIC)
                 : sqlite3_bind_null(load->insert, (int)i + 1);
  }
  if (code == SQLITE_OK) code = sqlite3_step(load->insert);
  if (code == SQLITE_DONE) code = sqlite3_reset(load->insert);
  return code == SQLITE_OK ? STATUS_OK : sqlite_failed(load->store, load->table->db, code, diags);
}

static Status read_rows(CsvLoad *load, Csv *csv, DiagList *diags) {
  const CsvRow *row = NULL;
  Status status = csv_next(csv, &row, diags);
  if (status != STATUS_OK) return status;
  if (!row) {
    diag_add(diags, DIAG_CSV_NO_HEADER, load->table->record->span, STR_ARG(load->path));
    return STATUS_IO;
  }
  status = read_header(load, row, diags);
  if (status != STATUS_OK) return status;
  int code = make_table(load);
  if (code != SQLITE_OK) return sqlite_failed(load->store, load->table->db, code, diags);
  for (;;) {
    status = csv_next(csv, &row, diags);
    if (status != STATUS_OK || !row) break;
    status = add_row(load, row, diags);
    if (status != STATUS_OK) break;
  }
  return status;
}

Status sqlite_load_csv(SqliteStore *store, SqliteTable *table, DiagList *diags) {
  CsvLoad load = {.store = store, .table = table, .path = arena_str(&store->arena, table->record->source)};
  table->name = STR("rows");
  if (!load.path.p || !list_wanted(&load)) return STATUS_NO_MEMORY;
  Status status = sqlite_open_private(store, diags, &table->db);
  store->csv[table->index] = table->db;
  if (status != STATUS_OK) return status;
  Csv *csv = NULL;
  CsvOptions options = {0};
  status = csv_open(store->base.config.alloc, load.path.p, &options, diags, &csv);
  if (status == STATUS_OK) status = read_rows(&load, csv, diags);
  sqlite3_finalize(load.insert);
  csv_close(csv);
  if (status != STATUS_OK) return status;
  int code = sqlite3_exec(table->db, "COMMIT; PRAGMA query_only=ON", NULL, NULL, NULL);
  return code == SQLITE_OK ? STATUS_OK : sqlite_failed(store, table->db, code, diags);
}

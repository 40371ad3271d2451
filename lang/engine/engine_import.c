/* SPDX-License-Identifier: MIT
 * Reading prospect files for the public interface. */
#include "lang/engine/engine.h"

#include "runtime/base/catalog.h"
#include "runtime/import/import.h"

/* Why a column has its type, in the user's words; empty where it speaks for itself. */
static const char *why_text(Cible *cible, const ImportColumn *column) {
  Arena *arena = &cible->results;
  Language in = cible->language;
  switch (column->why) {
  case IMPORT_FOUND: return "";
  case IMPORT_EMPTY: return catalog_translate(in, "no cell holds anything");
  case IMPORT_BROKEN:
    return arena_format(arena, catalog_translate(in, "text, not %s, because of `%.*s` in line %llu"), kind_name(column->guess), STR_ARG(column->cell),
                        (unsigned long long)column->line).p;
  case IMPORT_AMBIGUOUS:
    return arena_format(arena, catalog_translate(in, "text, because `%.*s` in line %llu can be read in two ways"), STR_ARG(column->cell),
                        (unsigned long long)column->line).p;
  case IMPORT_IDENTIFIER: return catalog_translate(in, "text, so that its zeros stay");
  case IMPORT_KEY: return catalog_translate(in, "text, because a key is an integer or a text");
  case IMPORT_GIVEN: return catalog_translate(in, "as asked");
  }
  return "";
}

/* The columns that are in the table; how many is said in *count. */
static CibleImportColumn *take_columns(Cible *cible, const ImportReport *from, size_t *count) {
  CibleImportColumn *columns = ARENA_ARRAY(&cible->results, CibleImportColumn, from->column_count + 1);
  *count = 0;
  for (uint32_t i = 0; columns && i < from->column_count; i++) {
    const ImportColumn *c = &from->columns[i];
    if (c->left_out) continue;
    columns[(*count)++] = (CibleImportColumn){.name = engine_keep(cible, c->name), .header = engine_keep(cible, c->header), .type = (CibleType)c->kind,
                                     .form = c->form ? c->form : "", .why = why_text(cible, c), .known = c->known,
                                     .empty = c->empty};
  }
  return columns;
}

static CibleImportDoubles *take_doubles(Cible *cible, const ImportReport *from) {
  CibleImportDoubles *doubles = ARENA_ARRAY(&cible->results, CibleImportDoubles, from->doubles_count + 1);
  for (uint32_t i = 0; doubles && i < from->doubles_count; i++) {
    const ImportDoubles *d = &from->doubles[i];
    doubles[i] = (CibleImportDoubles){.by = d->by, .groups = d->groups, .records = d->records};
    if (!d->example_count) continue;
    doubles[i].example = engine_keep(cible, d->examples[0].shown);
    doubles[i].first_key = engine_keep(cible, d->examples[0].first);
    doubles[i].last_key = engine_keep(cible, d->examples[0].last);
  }
  return doubles;
}

static CibleImportReport *take_report(Cible *cible, const ImportReport *from) {
  CibleImportReport *report = ARENA_NEW(&cible->results, CibleImportReport);
  const char **candidates = ARENA_ARRAY(&cible->results, const char *, IMPORT_CANDIDATES);
  if (!report || !candidates) return NULL;
  size_t column_count;
  CibleImportColumn *columns = take_columns(cible, from, &column_count);
  for (uint32_t i = 0; i < from->candidate_count; i++) candidates[i] = engine_keep(cible, from->candidates[i]);
  *report = (CibleImportReport){.encoding = engine_keep(cible, str_from(from->encoding ? from->encoding : "")),
                                .delimiter = from->delimiter, .header_like_data = from->header_like_data,
                                .columns = columns, .column_count = column_count,
                                .rows = from->rows, .rejected = from->rejected, .added = from->added,
                                .changed = from->changed, .same = from->same,
                                .rejects = from->rejects.n ? engine_keep(cible, from->rejects) : NULL, .key = engine_keep(cible, from->key),
                                .key_made = from->key_made, .candidates = candidates, .candidate_count = from->candidate_count,
                                .doubles = take_doubles(cible, from), .doubles_count = from->doubles_count,
                                .new_database = from->new_database, .seconds = from->seconds};
  return report;
}

/* The kind of a type's name; KIND_COUNT where there is none. */
static Kind kind_named(const char *name) {
  for (int kind = 0; kind < KIND_CODE; kind++)
    if (strcmp(kind_name((Kind)kind), name) == 0) return (Kind)kind;
  return KIND_COUNT;
}

static Status set_import(Cible *cible, const CibleImport *import, ImportJob *job) {
  ImportRename *renames = ARENA_ARRAY(&cible->results, ImportRename, import->rename_count + 1);
  ImportType *types = ARENA_ARRAY(&cible->results, ImportType, import->type_count + 1);
  if (!renames || !types) return STATUS_NO_MEMORY;
  for (size_t i = 0; i < import->rename_count; i++) renames[i] = (ImportRename){import->renames[i].value, import->renames[i].name};
  for (size_t i = 0; i < import->type_count; i++) {
    types[i] = (ImportType){import->types[i].name, kind_named(import->types[i].value)};
    if (types[i].kind != KIND_COUNT) continue;
    diag_add(&cible->diags, DIAG_IMPORT_TYPE_NAME, (Span){0, 0}, import->types[i].value);
    return STATUS_USAGE;
  }
  *job = (ImportJob){.alloc = &cible->alloc, .file = import->file, .database = import->database, .table = import->table,
                     .key = import->key, .csv = {import->delimiter, import->encoding}, .renames = renames,
                     .rename_count = (uint32_t)import->rename_count, .types = types, .type_count = (uint32_t)import->type_count,
                     .update = import->update != 0, .cancel = &cible->cancel, .threads = import->threads, .progress = import->progress,
                     .progress_user = import->progress_user};
  return STATUS_OK;
}

CibleStatus cible_import(Cible *cible, const CibleImport *import, const CibleImportReport **report) {
  *report = NULL;
  engine_begin(cible);
  engine_forget_run(cible);
  ImportJob job;
  Status status = set_import(cible, import, &job);
  if (status != STATUS_OK) return engine_end(cible, status);
  ImportReport found;
  status = import_run(&job, &cible->diags, &found);
  if (status == STATUS_OK) *report = take_report(cible, &found);
  import_report_free(&found);
  return engine_end(cible, status);
}

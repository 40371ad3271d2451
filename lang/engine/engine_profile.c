/* SPDX-License-Identifier: MIT
 * Describing databases, and new projects, for the public interface. */
#include "lang/engine/engine.h"

#include "lang/format/format.h"
#include "runtime/profile/profile.h"
#include "runtime/project/new.h"

/* Rules that were made for somebody, in the one layout: then `cible fmt` leaves them as they are. */
static Str lay_out(void *user, Str rules) {
  Cible *cible = user;
  DiagList unheard;
  diag_init(&unheard, &cible->said);
  const SourceFile *file = source_add(&cible->sources, STR("(made)"), arena_str(&cible->said, rules));
  if (!file) return rules;
  Buf made;
  buf_init(&made, &cible->alloc);
  Str out = format_source(&cible->said, file, &unheard, &made) == STATUS_OK ? arena_str(&cible->said, buf_view(&made)) : rules;
  buf_free(&made);
  return out.p ? out : rules;
}

static const char *reads(const ProfileColumn *from) {
  bool whole = from->integers && !from->reals && !from->texts;
  switch (from->kind) {
  case KIND_BOOLEAN:
  case KIND_MONEY:
  case KIND_DATE:
  case KIND_DATETIME: return kind_name(from->kind);
  case KIND_CODE: return "one of";
  case KIND_INTEGER: return whole ? "" : kind_name(from->kind);
  case KIND_NUMBER: return from->texts ? kind_name(from->kind) : "";
  default: return "";
  }
}

static CibleColumnProfile take_column(Cible *cible, const ProfileColumn *from) {
  CibleTopValue *top = ARENA_ARRAY(&cible->results, CibleTopValue, PROFILE_TOP);
  for (uint32_t i = 0; top && i < from->top_count; i++) top[i] = (CibleTopValue){engine_keep(cible, from->top[i].value), from->top[i].count};
  return (CibleColumnProfile){.name = engine_keep(cible, from->name), .declared = engine_keep(cible, from->declared),
                              .integers = from->integers, .reals = from->reals, .texts = from->texts, .blobs = from->blobs,
                              .nulls = from->nulls, .blanks = from->blanks, .distinct = from->distinct, .more = from->more,
                              .least = engine_keep(cible, from->least), .greatest = engine_keep(cible, from->greatest), .mean = from->mean,
                              .reads = reads(from), .top = top, .top_count = top ? from->top_count : 0};
}

static CibleTableProfile take_table(Cible *cible, const ProfileTable *from) {
  CibleColumnProfile *columns = ARENA_ARRAY(&cible->results, CibleColumnProfile, from->column_count + 1);
  for (uint32_t i = 0; columns && i < from->column_count; i++) columns[i] = take_column(cible, &from->columns[i]);
  return (CibleTableProfile){.name = engine_keep(cible, from->name), .rows = from->rows, .columns = columns,
                             .column_count = columns ? from->column_count : 0, .record = engine_keep(cible, lay_out(cible, from->record))};
}

CibleStatus cible_profile(Cible *cible, const char *database, const char *table, const CibleTableProfile **tables, size_t *count) {
  *tables = NULL;
  *count = 0;
  engine_begin(cible);
  engine_forget_run(cible);
  ProfileJob job = {.alloc = &cible->alloc, .database = database, .table = table, .cancel = &cible->cancel};
  Profile profile;
  Status status = profile_run(&job, &cible->diags, &profile);
  CibleTableProfile *out = ARENA_ARRAY(&cible->results, CibleTableProfile, profile.count + 1);
  for (uint32_t i = 0; status == STATUS_OK && out && i < profile.count; i++) out[i] = take_table(cible, &profile.tables[i]);
  if (status == STATUS_OK && out) *tables = out, *count = profile.count;
  profile_free(&profile);
  return engine_end(cible, status);
}

CibleStatus cible_new_project(Cible *cible, const char *folder, const char *database, const char *const **files) {
  engine_begin(cible);
  engine_forget_run(cible);
  NewJob job = {.alloc = &cible->alloc, .folder = folder, .database = database, .cancel = &cible->cancel, .lay_out = lay_out,
                .lay_out_user = cible};
  return engine_end(cible, project_new(&job, &cible->diags, files));
}

/* SPDX-License-Identifier: MIT */
#include "runtime/import/row_fields.h"

#include "runtime/cell/glance.h"
#include "runtime/data/numeric.h"

bool cell_value(const ImportPart *part, Str cell, Value *out, uint32_t *fits) {
  Kind kind = part->info->kind;
  int32_t date;
  *fits = 0;
  *out = (Value){.kind = kind, .known = !cell_is_empty(cell)};
  if (!out->known) return true;
  switch (kind) {
  case KIND_TEXT: out->str = cell; return true;
  case KIND_INTEGER:
    if (glance_integer(cell, &out->i64, fits)) return true;
    break;
  case KIND_NUMBER:
    if ((part->given || part->reading == READING_POINT) && glance_number(cell, &out->f64, fits)) return true;
    break;
  case KIND_DATE:
    if ((!part->given && part->reading != READING_DATE) || !glance_date(cell, &date, fits)) break;
    *out = (Value){.kind = KIND_TEXT, .known = true, .str = cell};
    return true;
  case KIND_BOOLEAN:
  case KIND_MONEY:
  case KIND_DATETIME:
  case KIND_CODE:
  case KIND_COUNT: break;
  }
  uint32_t readings = part->given ? part->possible : 1u << part->reading;
  for (; readings; readings &= readings - 1)
    if (reading_read((Reading)__builtin_ctz(readings), cell, out) != FIT_NO) return true;
  return false;
}

/* As SQLite stores it in a column of that declared type: a DECIMAL without a fraction is an integer there. */
static Field value_field(const Value *value, char *room) {
  if (!value->known) return field_null();
  switch (value->kind) {
  case KIND_BOOLEAN: return field_integer(value->truth);
  case KIND_INTEGER: return field_integer(value->i64);
  case KIND_NUMBER: return field_real(value->f64);
  case KIND_MONEY:
    if (value->i64 % MONEY_SCALE == 0) return field_integer(value->i64 / MONEY_SCALE);
    return field_real(number_of_money(value->i64));
  case KIND_TEXT: return field_text(value->str);
  case KIND_DATE: date_write(value->i32, room); return field_text((Str){room, DATE_TEXT - 1});
  case KIND_DATETIME: datetime_write(value->i64, room); return field_text((Str){room, DATETIME_TEXT - 1});
  case KIND_CODE:
  case KIND_COUNT: break;
  }
  return field_null();
}

bool row_scratch_init(RowScratch *scratch, const Import *im) {
  scratch->fields = MEM_ARRAY(im->job->alloc, Field, im->count + 1);
  scratch->texts = mem_new(im->job->alloc, (im->count + 1) * sizeof *scratch->texts);
  return scratch->fields && scratch->texts;
}

void row_scratch_free(RowScratch *scratch, const Import *im) {
  if (scratch->fields) mem_free(im->job->alloc, scratch->fields, sizeof(Field) * (im->count + 1));
  if (scratch->texts) mem_free(im->job->alloc, scratch->texts, (im->count + 1) * sizeof *scratch->texts);
}

int row_record(const Import *im, const Value *values, RowScratch *scratch, RowRun *run) {
  uint32_t n = 0, at = 0;
  int64_t key = 0;
  if (im->key < 0) scratch->fields[n++] = field_null();
  for (uint32_t i = 0; i < im->count; i++) {
    if (!im->parts[i].in_table) continue;
    const Value *value = &values[at++];
    bool is_rowid = (int32_t)i == im->key && value->kind == KIND_INTEGER;
    if (is_rowid) key = value->i64;
    scratch->fields[n] = is_rowid ? field_null() : value_field(value, scratch->texts[n]);
    n++;
  }
  return row_run_add(run, key, scratch->fields, n);
}

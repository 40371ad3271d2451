/* SPDX-License-Identifier: MIT
 * From what a column holds to its type, and from the columns to a `record` that compiles and reads every stored value. */
#include "runtime/profile/suggest.h"

#include "runtime/base/utf8.h"
#include "runtime/cell/words.h"

enum { LABEL_MOST = 60, ROWS_A_LABEL = 3, NAME_WIDTH_MOST = 32 };

static const char *const reserved[] = {"and",   "or",   "not",   "in", "is",      "if",       "then",    "else",   "true",  "false",
                                       "unknown", "when", "where", "of", "default", "contains", "matches", "column", "today", "now"};

bool profile_plain_name(Str name) {
  if (name.n == 0) return false;
  for (uint32_t i = 0; i < name.n; i++) {
    char c = name.p[i];
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    if (!letter && !(i && c >= '0' && c <= '9')) return false;
  }
  for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
    if (str_is(name, reserved[i])) return false;
  return true;
}

void profile_write_name(Buf *out, Str name) {
  bool plain = profile_plain_name(name);
  if (!plain) buf_char(out, '`');
  buf_str(out, name);
  if (!plain) buf_char(out, '`');
}

void profile_write_text(Buf *out, Str text) {
  buf_char(out, '"');
  for (uint32_t i = 0; i < text.n; i++) {
    unsigned char c = (unsigned char)text.p[i];
    if (c == '"' || c == '\\') buf_char(out, '\\');
    if (c == '\n') buf_text(out, "\\n");
    else if (c == '\t') buf_text(out, "\\t");
    else if (c < 32 || c == 127) buf_print(out, "\\u{%X}", c);
    else buf_char(out, (char)c);
  }
  buf_char(out, '"');
}

/* ---- types ---- */

static bool declared_as(const ProfileColumn *info, const char *word) { return info->declared.n && strcasestr(info->declared.p, word); }

static bool possible(const Tally *tally, Kind kind) { return tally->possible >> kind & 1; }

/* Identifiers are texts, though they look like numbers: functions on them take texts. */
static bool is_identifier(const ProfileColumn *info) {
  Role role = role_of_name(info->name);
  return role == ROLE_SIREN || role == ROLE_SIRET || role == ROLE_PHONE || role == ROLE_POSTCODE || role == ROLE_CODE;
}

static Kind empty_kind(const ProfileColumn *info) {
  if (declared_as(info, "BOOL")) return KIND_BOOLEAN;
  if (declared_as(info, "INT")) return KIND_INTEGER;
  if (declared_as(info, "DECIMAL") || declared_as(info, "MONEY")) return KIND_MONEY;
  if (declared_as(info, "REAL") || declared_as(info, "DOUB") || declared_as(info, "FLOA")) return KIND_NUMBER;
  if (declared_as(info, "DATETIME") || declared_as(info, "TIMESTAMP")) return KIND_DATETIME;
  return declared_as(info, "DATE") ? KIND_DATE : KIND_TEXT;
}

/* The kind that reads all, or the one that reads the most. */
static Kind best_kind(const Tally *tally) {
  const ProfileColumn *info = tally->info;
  bool numbers = info->texts == 0 || !tally->padded_numbers;
  if (info->integers + info->reals + info->texts + info->blobs == 0) return empty_kind(info);
  if (possible(tally, KIND_BOOLEAN) && (declared_as(info, "BOOL") || !tally->bare_truths)) return KIND_BOOLEAN;
  if (possible(tally, KIND_TEXT) && is_identifier(info)) return KIND_TEXT;
  if (possible(tally, KIND_MONEY) && (declared_as(info, "DECIMAL") || declared_as(info, "MONEY"))) return KIND_MONEY;
  if (possible(tally, KIND_INTEGER) && info->reals == 0 && numbers) return KIND_INTEGER;
  if (possible(tally, KIND_NUMBER) && numbers) return KIND_NUMBER;
  if (possible(tally, KIND_DATETIME)) return tally->times ? KIND_DATETIME : KIND_DATE;
  if (possible(tally, KIND_TEXT)) return KIND_TEXT;
  bool rather_numbers = info->texts == 0 && tally->failed[KIND_NUMBER] <= tally->failed[KIND_TEXT];
  return rather_numbers ? KIND_NUMBER : KIND_TEXT;
}

/* An address is no label, even where the same one comes again and again. */
static bool is_address(const ProfileColumn *info) { return role_of_name(info->name) == ROLE_EMAIL; }

/* Few texts that come again and again are a closed list. */
static void suggest_labels(Tally *tally, Arena *arena) {
  ProfileColumn *info = tally->info;
  if (info->more || tally->list_count == 0 || tally->list_count > PROFILE_LABELS_MOST || info->integers) return;
  if (info->texts < (uint64_t)tally->list_count * ROWS_A_LABEL) return;
  for (uint32_t i = 0; i < tally->list_count; i++)
    if (tally->list[i]->value.n > LABEL_MOST) return;
  for (uint32_t i = 0; i < tally->list_count; i++) {
    uint32_t at = i;
    for (; at && str_compare(info->labels[at - 1], tally->list[i]->value) > 0; at--) info->labels[at] = info->labels[at - 1];
    info->labels[at] = arena_str(arena, tally->list[i]->value);
  }
  info->label_count = tally->list_count;
  info->kind = KIND_CODE;
}

void suggest_kind(Tally *tally, uint64_t rows, Arena *arena) {
  ProfileColumn *info = tally->info;
  info->kind = best_kind(tally);
  info->unreadable = tally->failed[info->kind];
  info->optional = info->nulls > 0 || info->blanks > 0 || rows == 0;
  if (info->kind == KIND_TEXT && info->unreadable == 0 && !is_identifier(info) && !is_address(info))
    suggest_labels(tally, arena);
}

/* ---- the declaration ---- */

/* Can the name stand between backquotes, and does it come back as it was? */
static bool can_be_name(Str name, Arena *arena) {
  Str composed;
  for (uint32_t i = 0; i < name.n; i++)
    if (name.p[i] == '`' || (unsigned char)name.p[i] < 32 || name.p[i] == 127) return false;
  return name.n && utf8_nfc(name, arena, &composed) && str_equal(name, composed);
}

void profile_write_field(Buf *out, const ProfileTable *table, uint32_t i, Arena *arena) {
  Str name = table->columns[i].name;
  if (can_be_name(name, arena)) profile_write_name(out, name);
  else buf_print(out, "column_%u", i + 1);
}

/* How wide the field's name is written. */
static uint32_t name_width(const ProfileTable *table, uint32_t i, Arena *arena) {
  Buf name;
  buf_init(&name, arena->alloc);
  profile_write_field(&name, table, i, arena);
  uint32_t width = name.failed ? 0 : utf8_width(buf_view(&name));
  buf_free(&name);
  return width;
}

static void write_type(Buf *out, const ProfileColumn *column) {
  if (column->kind == KIND_CODE) {
    buf_text(out, "one of (");
    for (uint32_t i = 0; i < column->label_count; i++) {
      if (i) buf_text(out, ", ");
      profile_write_text(out, column->labels[i]);
    }
    buf_char(out, ')');
  } else buf_text(out, kind_name(column->kind));
  if (column->optional) buf_char(out, '?');
}

static void write_field(Buf *out, const ProfileTable *table, uint32_t i, uint32_t width, Arena *arena) {
  const ProfileColumn *column = &table->columns[i];
  uint32_t taken = name_width(table, i, arena);
  buf_text(out, "  ");
  profile_write_field(out, table, i, arena);
  buf_fill(out, ' ', taken < width ? width - taken : 1);
  write_type(out, column);
  if (!can_be_name(column->name, arena)) {
    buf_text(out, " column ");
    profile_write_text(out, column->name);
  }
  if (column->unreadable) buf_print(out, column->unreadable == 1 ? "  # %llu value cannot be read so" : "  # %llu values cannot be read so", (unsigned long long)column->unreadable);
  buf_char(out, '\n');
}

/* The record's name: the table's, made plain, and none that a column has. */
static void write_record_name(Buf *out, const ProfileTable *table) {
  size_t from = out->n;
  for (uint32_t i = 0; i < table->name.n; i++) {
    char c = table->name.p[i];
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_', digit = c >= '0' && c <= '9';
    if (digit && i == 0) buf_char(out, '_');
    if (letter || digit) buf_char(out, c);
    else if (out->n > from && out->p[out->n - 1] != '_') buf_char(out, '_');
  }
  if (out->n == from || (out->n == from + 1 && out->p[from] == '_')) buf_text(out, "records");
  if (out->failed) return;
  Str name = {out->p + from, (uint32_t)(out->n - from)};
  bool taken = !profile_plain_name(name);
  for (uint32_t i = 0; i < table->column_count; i++) taken |= str_equal(table->columns[i].name, name);
  if (taken) buf_text(out, "_records");
}

void suggest_record(ProfileTable *table, Arena *arena) {
  Buf out;
  uint32_t width = 0;
  buf_init(&out, arena->alloc);
  for (uint32_t i = 0; i < table->column_count; i++) {
    uint32_t own = name_width(table, i, arena);
    if (own > width && own < NAME_WIDTH_MOST) width = own;
  }
  if (table->key < 0) buf_text(&out, "# No column is known and unique in every row. Rules run over records with a key.\n");
  buf_text(&out, "record ");
  write_record_name(&out, table);
  buf_text(&out, " from ");
  profile_write_text(&out, table->name);
  if (table->key >= 0) {
    buf_text(&out, " key ");
    profile_write_field(&out, table, (uint32_t)table->key, arena);
  }
  buf_text(&out, " {\n");
  for (uint32_t i = 0; i < table->column_count; i++) write_field(&out, table, i, width + 2, arena);
  buf_text(&out, "}\n");
  table->record = arena_str(arena, (Str){buf_z(&out), (uint32_t)out.n});
  if (out.failed) arena->failed = true;
  buf_free(&out);
}

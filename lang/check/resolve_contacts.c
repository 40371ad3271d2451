/* SPDX-License-Identifier: MIT
 * `contacts`: the related record that every program has, unless it declares one of that name. */
#include "lang/check/checker.h"

#include "runtime/ledger/ledger_names.h"

static const struct {
  const char *name;
  TypeKind kind;
  bool optional;
} fields[] = {
    {"campaign", TYPE_TEXT, false}, {"step", TYPE_INTEGER, false}, {"channel", TYPE_TEXT, false},
    {"offer", TYPE_TEXT, true},     {"at", TYPE_DATE, false},      {"cost", TYPE_MONEY, false},
    {"state", TYPE_ONE_OF, false},  {"outcome", TYPE_TEXT, true},  {"amount", TYPE_MONEY, true},
};
enum { FIELDS = sizeof fields / sizeof *fields };

static const Type *state_type(Checker *c) {
  static const Str states[] = {{"planned", 7}, {"sent", 4}};
  static const Labels labels = {states, 2};
  Type *type = ARENA_NEW(c->arena, Type);
  if (!type) return type_of_kind(TYPE_ERROR, false);
  *type = (Type){.kind = TYPE_ONE_OF, .labels = &labels};
  return type;
}

static Symbol *new_symbol(Checker *c, SymbolKind kind, const char *name) {
  Symbol *symbol = ARENA_NEW(c->arena, Symbol);
  if (symbol) *symbol = (Symbol){.kind = kind, .name = str_from(name), .state = CHECK_DONE};
  return symbol;
}

static bool add_field(Checker *c, Record *record, size_t i) {
  Symbol *field = new_symbol(c, SYM_COLUMN, fields[i].name);
  if (!field) return false;
  field->type = fields[i].kind == TYPE_ONE_OF ? state_type(c) : type_of_kind(fields[i].kind, fields[i].optional);
  field->column.record = record;
  field->column.field = record->field_count;
  record->stored[record->field_count] = field->name;
  record->fields[record->field_count++] = field;
  return true;
}

/* Named after the subject's table: two programs about different records do not see each other's. */
static Str contacts_table(Checker *c, const Record *subject) {
  if (!subject) return STR(LEDGER_CONTACTS);
  return arena_format(c->arena, LEDGER_CONTACTS "%.*s", STR_ARG(subject->csv ? subject->symbol->name : subject->source));
}

void resolve_contacts(Checker *c) {
  Record *subject = c->out->subject;
  if ((!subject && !c->out->library) || find_record(c, STR("contacts"))) return;
  Record *record = ARENA_NEW(c->arena, Record);
  if (!record) return;
  *record = (Record){.symbol = new_symbol(c, SYM_RECORD, "contacts"), .role = RECORD_RELATED, .source = contacts_table(c, subject),
                     .key_kind = KIND_TEXT, .key_field = UINT32_MAX, .of = subject ? subject->symbol->name : STR(""), .by = STR(LEDGER_KEY),
                     .parent = subject, .fields = ARENA_ARRAY(c->arena, Symbol *, FIELDS), .stored = ARENA_ARRAY(c->arena, Str, FIELDS),
                     .implicit = true};
  if (!record->symbol || !record->fields || !record->stored) return;
  record->symbol->record = record;
  for (size_t i = 0; i < FIELDS; i++)
    if (!add_field(c, record, i)) return;
  c->out->records[c->out->record_count++] = record;
}

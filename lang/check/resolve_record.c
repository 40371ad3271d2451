/* SPDX-License-Identifier: MIT
 * Records: their fields and types, which one is the subject, what belongs to it and what is looked up. */
#include "lang/check/checker.h"

static const struct {
  const char *name;
  TypeKind kind;
} type_words[] = {
    {"boolean", TYPE_BOOLEAN}, {"integer", TYPE_INTEGER}, {"number", TYPE_NUMBER},     {"money", TYPE_MONEY},
    {"text", TYPE_TEXT},       {"date", TYPE_DATE},       {"datetime", TYPE_DATETIME}, {"duration", TYPE_DURATION},
};

static const Type *one_of_type(Checker *c, const AstNode *node) {
  const AstNode *texts = node->kid[TYPE_TEXTS];
  if (!resolve_count(c, texts->span, "the number of texts", texts->count, LABELS_MOST)) return type_of_kind(TYPE_ERROR, false);
  Type *type = ARENA_NEW(c->arena, Type);
  Labels *labels = ARENA_NEW(c->arena, Labels);
  Str *names = ARENA_ARRAY(c->arena, Str, texts->count + 1);
  if (!type || !labels || !names) return type_of_kind(TYPE_ERROR, false);
  *labels = (Labels){names, 0};
  for (uint32_t i = 0; i < texts->count; i++) {
    Str text = texts->kid[i]->text;
    if (labels_find(labels, text) >= 0) {
      Str what = arena_format(c->arena, "`\"%.*s\"`", STR_ARG(text));
      diag_add(c->diags, DIAG_TWICE, texts->kid[i]->span, STR_ARG(what));
    } else {
      names[labels->count++] = text;
    }
  }
  *type = (Type){.kind = TYPE_ONE_OF, .optional = node->op == 1, .labels = labels};
  return type;
}

const Type *resolve_type(Checker *c, const AstNode *node, const char *where) {
  const AstNode *base = node->kid[TYPE_BASE];
  if (!base) return one_of_type(c, node);
  enum { COUNT = sizeof type_words / sizeof *type_words };
  const char *words[COUNT];
  for (size_t i = 0; i < COUNT; i++) {
    words[i] = type_words[i].name;
    if (base->kind != AST_NAME || !str_is(base->text, words[i])) continue;
    if (type_words[i].kind != TYPE_DURATION || node->op != 1) return type_of_kind(type_words[i].kind, node->op == 1);
    diag_add(c->diags, DIAG_NOT_FOR_PARAMETER, node->span, STR_ARG(STR("`duration?`")), where);
    return type_of_kind(TYPE_ERROR, false);
  }
  Str name = base->kind == AST_NAME ? base->text : source_text(c->out->sources, base->span);
  if (str_is(name, "segment")) {
    diag_add(c->diags, DIAG_NOT_FOR_PARAMETER, base->span, STR_ARG(STR("`segment`")), where);
    return type_of_kind(TYPE_ERROR, false);
  }
  Diag *diag = diag_add(c->diags, DIAG_UNKNOWN_TYPE, base->span, STR_ARG(name));
  static const char *const others[][2] = {{"string", "text"},    {"varchar", "text"},   {"char", "text"},     {"int", "integer"},
                                          {"bigint", "integer"}, {"float", "number"},   {"double", "number"}, {"real", "number"},
                                          {"decimal", "money"},  {"numeric", "number"}, {"bool", "boolean"},  {"timestamp", "datetime"}};
  for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
    if (!str_is(name, others[i][0])) continue;
    diag_label(c->diags, diag, "did you mean `%s`?", others[i][1]);
    return type_of_kind(TYPE_ERROR, false);
  }
  suggest_words(c, diag, name, words, COUNT);
  return type_of_kind(TYPE_ERROR, false);
}

Str resolve_path(Checker *c, Span span, Str path) {
  const SourceFile *file = source_of(c->out->sources, span);
  if (!file || !path.n || path.p[0] == '/' || str_is(path, "-")) return path;
  uint32_t folder = file->name.n;
  while (folder > 0 && file->name.p[folder - 1] != '/') folder--;
  return folder ? arena_format(c->arena, "%.*s%.*s", (int)folder, file->name.p, STR_ARG(path)) : path;
}

/* ---- fields ---- */

static void resolve_field(Checker *c, Record *record, const AstNode *node) {
  const AstNode *name = node->kid[FIELD_NAME], *stored = node->kid[FIELD_STORED];
  Symbol *first = find_field(record, name->text);
  if (first) {
    Diag *diag = diag_add(c->diags, DIAG_NAME_TAKEN, name->span, STR_ARG(name->text));
    diag_note(c->diags, diag, first->span, "first given here");
    return;
  }
  Symbol *field = symbol_new(c, SYM_COLUMN, name, node->kid[FIELD_TITLE], node);
  if (!field) return;
  field->type = resolve_type(c, node->kid[FIELD_TYPE], "a column");
  if (field->type->kind == TYPE_DURATION) {
    diag_add(c->diags, DIAG_NOT_FOR_PARAMETER, node->kid[FIELD_TYPE]->span, STR_ARG(STR("`duration`")), "a column");
    field->type = type_of_kind(TYPE_ERROR, false);
  }
  field->state = CHECK_DONE;
  field->column.record = record;
  field->column.field = record->field_count;
  record->stored[record->field_count] = stored ? stored->text : name->text;
  record->fields[record->field_count++] = field;
}

/* The stored column that a name after `key` or `by` means. */
static Str stored_name(const Record *record, Str name) {
  const Symbol *field = find_field(record, name);
  return field ? record->stored[field->column.field] : name;
}

static void resolve_key(Checker *c, Record *record, const AstNode *key) {
  record->key_kind = KIND_TEXT;
  record->key_field = UINT32_MAX;
  if (!key) return;
  record->key = stored_name(record, key->text);
  const Symbol *field = find_field(record, key->text);
  if (!field) return;
  record->key_field = field->column.field;
  if (field->type->kind == TYPE_INTEGER) record->key_kind = KIND_INTEGER;
  if (field->type->kind == TYPE_INTEGER || field->type->kind == TYPE_TEXT || type_is_error(field->type)) return;
  Str type = name_of(c, field->type);
  Diag *diag = diag_add(c->diags, DIAG_KEY_TYPE, key->span, STR_ARG(key->text), STR_ARG(type));
  diag_note(c->diags, diag, field->span, "declared here");
}

static Record *resolve_record(Checker *c, const AstNode *decl) {
  Record *record = ARENA_NEW(c->arena, Record);
  if (!record) return NULL;
  const AstNode *source = decl->kid[RECORD_SOURCE], *fields = decl->kid[RECORD_FIELDS];
  uint32_t count = fields ? fields->count : 0;
  if (!resolve_count(c, decl->kid[RECORD_NAME]->span, "the number of columns", count, FIELDS_MOST)) count = FIELDS_MOST;
  record->symbol = symbol_new(c, SYM_RECORD, decl->kid[RECORD_NAME], decl->kid[RECORD_TITLE], decl);
  record->fields = ARENA_ARRAY(c->arena, Symbol *, count + 1);
  record->stored = ARENA_ARRAY(c->arena, Str, count + 1);
  if (!record->symbol || !record->fields || !record->stored) return NULL;
  record->symbol->record = record;
  record->symbol->state = CHECK_DONE;
  record->csv = source->kind == AST_CSV;
  record->source = record->csv ? resolve_path(c, source->span, source->kid[CSV_PATH]->text) : source->text;
  for (uint32_t i = 0; i < count; i++) resolve_field(c, record, fields->kid[i]);
  resolve_key(c, record, decl->kid[RECORD_KEY]);
  record->role = RECORD_LOOKUP;
  if (decl->kid[RECORD_OF]) {
    record->role = RECORD_RELATED;
    record->of = decl->kid[RECORD_OF]->text;
    record->by = stored_name(record, decl->kid[RECORD_BY]->text);
  }
  return record;
}

/* ---- the subject ---- */

static const AstNode *of_name(const Record *record) { return record->symbol->decl->kid[RECORD_OF]; }

static void say_related(Checker *c, const Record *record, const char *why) {
  diag_add(c->diags, DIAG_RELATED_WITHOUT_SUBJECT, of_name(record)->span, STR_ARG(record->symbol->name),
           STR_ARG(record->of), why);
}

/* Whether its rows can be found from those of its parent. */
static void check_parent(Checker *c, Record *record) {
  Record *parent = find_record(c, record->of);
  if (parent->role == RECORD_RELATED && !parent->key.p) {
    Str name = record->symbol->name, of = parent->symbol->name;
    Diag *diag = diag_add(c->diags, DIAG_KEYLESS, parent->symbol->span, STR_ARG(of));
    diag_note(c->diags, diag, of_name(record)->span, "the rows of `%.*s` belong to it by its key", STR_ARG(name));
    diag_help(c->diags, diag, "write `record %.*s from … key COLUMN of %.*s by …`", STR_ARG(of), STR_ARG(parent->of));
    return;
  }
  const AstNode *by = record->symbol->decl->kid[RECORD_BY];
  const Symbol *held = find_field(record, by->text);
  const Symbol *key = parent->key_field != UINT32_MAX ? parent->fields[parent->key_field] : NULL;
  if (held && key && !type_is_error(held->type) && !type_is_error(key->type) &&
      (held->type->kind == TYPE_INTEGER) != (key->type->kind == TYPE_INTEGER)) {
    Str has = name_of(c, held->type), wants = name_of(c, type_optional(key->type, false, c->arena));
    Str why = diag_phrase(c->diags, "`%.*s` is %.*s, and the key of `%.*s` is %.*s", STR_ARG(held->name), STR_ARG(has),
                           STR_ARG(parent->symbol->name), STR_ARG(wants));
    say_related(c, record, why.p);
    return;
  }
  record->parent = parent;
}

static void say_two(Checker *c, const Record *a, const Record *b) {
  Diag *diag = diag_add(c->diags, DIAG_WHICH_SUBJECT, b->symbol->span, STR_ARG(a->symbol->name), STR_ARG(b->symbol->name));
  diag_note(c->diags, diag, a->symbol->span, "the other one");
  diag_help(c->diags, diag, "write `subject record %.*s …` for the one that the rules are about", STR_ARG(a->symbol->name));
}

/* The record that `record` belongs to in the end; NULL where the chain leads nowhere or round. */
static Record *root_of(Checker *c, Record *record) {
  for (uint32_t steps = 0; record && steps <= c->out->record_count; steps++) {
    if (record->role != RECORD_RELATED) return record;
    record = find_record(c, record->of);
  }
  return NULL;
}

/* The one declared `subject record`, else the one that others are `of`, else the only one with a key. */
static Record *find_subject(Checker *c) {
  Record *declared = NULL, *owner = NULL, *keyed = NULL;
  bool told = false;
  for (uint32_t i = 0; i < c->out->record_count; i++) {
    Record *record = c->out->records[i], *root = root_of(c, record);
    if (record->symbol->decl->op == 1) {
      if (declared) say_two(c, declared, record), told = true;
      else declared = record;
    }
    if (record->role == RECORD_RELATED && root && !declared) {
      if (owner && owner != root && !told) say_two(c, owner, root), told = true;
      if (!owner) owner = root;
    }
  }
  if (declared || owner) return declared ? declared : owner;
  for (uint32_t i = 0; i < c->out->record_count; i++) {
    Record *record = c->out->records[i];
    if (record->role == RECORD_RELATED || !record->key.p) continue;
    if (keyed && !told) say_two(c, keyed, record), told = true;
    if (!keyed) keyed = record;
  }
  return keyed;
}

/* `two`: it is told already that two records could be the subject. */
static void check_role(Checker *c, Record *record, bool two) {
  if (record->role == RECORD_RELATED) {
    Record *root = root_of(c, record);
    if (record == c->out->subject) say_related(c, record, "it is the subject itself");
    else if (!find_record(c, record->of)) say_related(c, record, "there is no record of that name");
    else if (!root) say_related(c, record, "they belong to each other");
    else if (!two && c->out->subject && root != c->out->subject) say_related(c, record, "that is not the subject");
    else if (root == c->out->subject) check_parent(c, record);
    return;
  }
  if (!record->key.p) {
    Diag *diag = diag_add(c->diags, DIAG_KEYLESS, record->symbol->span, STR_ARG(record->symbol->name));
    diag_help(c->diags, diag, "write `record %.*s from … key COLUMN { … }`, or `of SUBJECT by COLUMN` for rows that belong to one",
              STR_ARG(record->symbol->name));
  }
}

void resolve_records(Checker *c) {
  const AstNode *tree = c->input->tree;
  uint32_t count = 0;
  for (uint32_t i = 0; i < tree->count; i++) count += tree->kid[i]->kind == AST_RECORD;
  c->out->records = ARENA_ARRAY(c->arena, Record *, count + 2);
  if (!c->out->records) return;
  for (uint32_t i = 0; i < tree->count; i++) {
    if (tree->kid[i]->kind != AST_RECORD) continue;
    Record *record = resolve_record(c, tree->kid[i]);
    if (!record) return;
    c->out->records[c->out->record_count++] = record;
  }
  uint32_t errors = c->diags->errors;
  c->out->subject = find_subject(c);
  bool two = c->diags->errors > errors;
  if (c->out->subject && c->out->subject->role != RECORD_RELATED) c->out->subject->role = RECORD_SUBJECT;
  for (uint32_t i = 0; i < count; i++) check_role(c, c->out->records[i], two);
  resolve_contacts(c);
}

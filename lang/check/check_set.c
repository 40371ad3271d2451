/* SPDX-License-Identifier: MIT
 * Sets of records: what stands behind `of`, and whose values names are inside. */
#include "lang/check/checker.h"

/* ---- what is at hand ---- */

View view_enter(Checker *c, AtHand at_hand, const Record *row) {
  View outer = {c->at_hand, c->row, c->best_by, c->test};
  c->at_hand = at_hand;
  c->row = row;
  c->best_by = NULL;
  c->test = NULL;
  return outer;
}

void view_leave(Checker *c, View outer) {
  c->at_hand = outer.at_hand;
  c->row = outer.row;
  c->best_by = outer.best_by;
  c->test = outer.test;
}

const Record *row_parent(const Checker *c, Str name) {
  const Record *record = c->row;
  for (; record && record->role == RECORD_RELATED; record = record->parent)
    if (str_equal(record->symbol->name, name)) return record;
  return NULL;
}

const Record *related_with(const Checker *c, Str column) {
  for (uint32_t i = 0; i < c->out->record_count; i++) {
    const Record *record = c->out->records[i];
    if (record->role == RECORD_RELATED && !record->implicit && find_field(record, column)) return record;
  }
  return NULL;
}

/* ---- which set ---- */

const Record *set_row(const Symbol *set) {
  return set->kind == SYM_RECORD && set->record->role == RECORD_RELATED ? set->record : NULL;
}

Str set_example(const Checker *c) {
  for (uint32_t i = 0; i < c->out->record_count; i++)
    if (c->out->records[i]->role == RECORD_RELATED && !c->out->records[i]->implicit) return c->out->records[i]->symbol->name;
  return c->out->subject ? c->out->subject->symbol->name : STR("SET");
}

static Symbol *not_records(Checker *c, const AstNode *node, const char *why) {
  Str text = source_text(c->out->sources, node->span);
  Diag *diag = diag_add(c->diags, DIAG_NOT_RECORDS, node->span, STR_ARG(text), why);
  const Record *subject = c->out->subject;
  if (subject) {
    Str name = subject->symbol->name, example = set_example(c);
    if (str_equal(name, example)) diag_help(c->diags, diag, "a set is `%.*s`, a record that is `of` it, or a segment", STR_ARG(name));
    else
      diag_help(c->diags, diag, "a set is a record that is `of` another, such as `%.*s`, or `%.*s`, or a segment", STR_ARG(example),
                STR_ARG(name));
  }
  return NULL;
}

static Symbol *unrelated(Checker *c, const AstNode *node, const Record *record) {
  if (record->role == RECORD_RELATED) return NULL; /* told where it is declared */
  Str subject = c->out->subject ? c->out->subject->symbol->name : diag_phrase(c->diags, "the subject");
  Str why = diag_phrase(c->diags, "its rows belong to no record of `%.*s`", STR_ARG(subject));
  Str name = record->symbol->name;
  Diag *diag = diag_add(c->diags, DIAG_NOT_RECORDS, node->span, STR_ARG(name), why.p);
  diag_note(c->diags, diag, record->symbol->span, "a record that is looked up by its key");
  diag_help(c->diags, diag, "where they do, declare `record %.*s … of %.*s by COLUMN`", STR_ARG(name), STR_ARG(subject));
  return NULL;
}

static Symbol *unknown_set(Checker *c, const AstNode *node) {
  Diag *diag = diag_add(c->diags, DIAG_UNKNOWN_THING, node->span, "record or segment", STR_ARG(node->text));
  suggest_set(c, diag, node->text, false);
  return NULL;
}

/* `count(amount > 100)`: the condition without its set. */
static Symbol *bare_condition(Checker *c, const AstNode *node) {
  Str text = source_text(c->out->sources, node->span), example = set_example(c);
  Diag *diag = diag_add(c->diags, DIAG_NOT_RECORDS, node->span, STR_ARG(text), "it is a condition");
  diag_help(c->diags, diag, "say of which records: `%.*s where %.*s`", STR_ARG(example), STR_ARG(text));
  return NULL;
}

static Symbol *set_of(Checker *c, AstNode *node) {
  switch (node->kind) {
  case AST_NAME: {
    Symbol *symbol = find_here(c, node->text);
    const Record *contacts = symbol ? NULL : find_record(c, node->text); /* the one record that modules know */
    if (contacts) symbol = contacts->symbol;
    if (!symbol) return unknown_set(c, node);
    if (symbol->kind != SYM_SEGMENT) return symbol;
    break;
  }
  case AST_DOT:
  case AST_CALL:
    break;
  case AST_COMPARE:
  case AST_AND:
  case AST_OR:
  case AST_NOT:
  case AST_IN:
  case AST_IS:
  case AST_IS_KNOWN:
  case AST_WITHIN:
    return bare_condition(c, node);
  default:
    return not_records(c, node, "it is a value");
  }
  if (type_is_error(check_expr(c, node))) return NULL;
  return node->symbol ? node->symbol : not_records(c, node, "it is a value");
}

Symbol *check_set(Checker *c, AstNode *node) {
  View outer = view_enter(c, AT_SUBJECT, NULL);
  Symbol *set = set_of(c, node);
  view_leave(c, outer);
  if (!set) return NULL;
  set->used = true;
  node->symbol = set;
  if (set->kind == SYM_SEGMENT && !c->out->subject && !c->out->library) return not_records(c, node, "no record is declared that it is about");
  if (set->kind == SYM_RECORD && set->record != c->out->subject && !(set->record->role == RECORD_RELATED && (set->record->parent || set->record->implicit)))
    return unrelated(c, node, set->record);
  if (set->kind != SYM_SEGMENT && set->kind != SYM_RECORD) {
    Str why = arena_format(c->arena, "it is %s", symbol_kind_name(set));
    return not_records(c, node, why.p);
  }
  return set;
}

bool set_allowed(Checker *c, AstNode *node) {
  if (!c->current || c->current->kind != SYM_LET || !c->current->let.function || c->current->template) return true;
  Str text = source_text(c->out->sources, node->span);
  Diag *diag = diag_add(c->diags, DIAG_FUNCTION_SEES, node->span, STR_ARG(text));
  diag_help(c->diags, diag, "give it as a parameter: `let %.*s(…, x: TYPE)`", STR_ARG(c->current->name));
  return false;
}

/* SPDX-License-Identifier: MIT
 * Measures: numbers and tables about all records, and what they are grouped by. */
#include "lang/check/checker.h"

enum { KEYS_MOST = 64 /* of a group; a segment of `segments (…)` is one */ };

Symbol *measure_dimension(const AstNode *dimension, const Record *rows) {
  Symbol *own = rows && dimension->kind == AST_NAME ? find_field(rows, dimension->text) : NULL;
  return own ? own : dimension->symbol;
}

static void add_side(const Checker *c, Sides *sides, const Record *row) {
  for (uint32_t i = 0; i < sides->count; i++)
    if (sides->rows[i] == row) return;
  if (sides->count < c->out->record_count) sides->rows[sides->count++] = row;
}

/* Of a measure that another names: it is grouped as that one is. */
static void add_sides(const Checker *c, Sides *sides, const Sides *of) {
  sides->subject = sides->subject || of->subject;
  for (uint32_t i = 0; i < of->count; i++) add_side(c, sides, of->rows[i]);
}

/* Aggregates within an aggregate are of one record, and not grouped. */
static void find_sides(const Checker *c, const AstNode *node, Sides *sides) {
  if (!node) return;
  if (node->kind == AST_NAME && node->symbol && node->symbol->kind == SYM_MEASURE) add_sides(c, sides, &node->symbol->measure);
  if (node->kind != AST_AGGREGATE) {
    for (uint32_t i = 0; i < node->count; i++) find_sides(c, node->kid[i], sides);
    return;
  }
  const Record *row = node->symbol ? set_row(node->symbol) : NULL;
  if (row) add_side(c, sides, row);
  else sides->subject = true;
}

/* ---- a dimension ---- */

static void not_a_dimension(Checker *c, const AstNode *node, const char *why, const char *help) {
  Str text = source_text(c->out->sources, node->span);
  Diag *diag = diag_add(c->diags, DIAG_DIMENSION, node->span, STR_ARG(text), why);
  if (help) diag_help(c->diags, diag, "%s", help);
}

static bool is_grouping(const Type *type) {
  return type->kind == TYPE_LABEL || type->kind == TYPE_BOOLEAN || type->kind == TYPE_INTEGER || type_is_text(type);
}

/* Is the name a column of another side, so that only this one lacks it? */
static const Record *other_side(const Sides *sides, const AstNode *node) {
  for (uint32_t i = 0; node->kind == AST_NAME && i < sides->count; i++)
    if (find_field(sides->rows[i], node->text)) return sides->rows[i];
  return NULL;
}

static bool lacks(Checker *c, const AstNode *node, const Record *row) {
  return node->kind == AST_NAME && !find_name(c, node->text) && !(row && find_field(row, node->text));
}

/* Its type beside the aggregates over `row` (NULL: over the subject and segments); NULL after a message. */
static const Type *check_beside(Checker *c, AstNode *node, const Sides *sides, const Record *row) {
  const Record *other = other_side(sides, node);
  if (lacks(c, node, row) && other) {
    Str has = other->symbol->name, rows = row ? row->symbol->name : subject_name(c);
    Str why = diag_phrase(c->diags, "it is a column of `%.*s`, and the measure is about `%.*s` too, which has none of that name",
                           STR_ARG(has), STR_ARG(rows));
    not_a_dimension(c, node, why.p, "make two measures of it, or group by what both have");
    return NULL;
  }
  View outer = view_enter(c, row ? AT_RELATED : AT_SUBJECT, row);
  const Type *type = check_expr(c, node);
  view_leave(c, outer);
  if (type_is_error(type)) return NULL;
  SymbolKind kind = node->symbol ? node->symbol->kind : SYM_PARAM;
  if (kind == SYM_PARAM || kind == SYM_MEASURE || kind == SYM_FORMAL) {
    not_a_dimension(c, node, "it is the same for every record", NULL);
    return NULL;
  }
  if (is_grouping(type)) return type;
  Str name = name_of(c, type_optional(type, false, c->arena));
  Str why = arena_format(c->arena, "it is %.*s", STR_ARG(name));
  not_a_dimension(c, node, why.p, "make classes of it: `classify NAME by … { LABEL from … LABEL otherwise }`");
  return NULL;
}

static bool same_type(const Type *a, const Type *b) {
  if (a->kind != b->kind) return false;
  if (a->kind == TYPE_ONE_OF) return labels_same(a->labels, b->labels);
  return a->kind != TYPE_LABEL || a->owner == b->owner;
}

static void check_dimension(Checker *c, AstNode *node, const Sides *sides) {
  const Type *first = NULL;
  for (uint32_t i = 0; i < sides->count + sides->subject; i++) {
    const Type *type = check_beside(c, node, sides, i < sides->count ? sides->rows[i] : NULL);
    if (!type) {
      fail(node);
      return;
    }
    if (!first) first = type;
    if (same_type(first, type)) continue;
    Str a = name_of(c, first), b = name_of(c, type);
    Str why = diag_phrase(c->diags, "it is %.*s beside one part of the measure and %.*s beside another", STR_ARG(a), STR_ARG(b));
    not_a_dimension(c, node, why.p, NULL);
    fail(node);
    return;
  }
  Symbol *program = node->kind == AST_NAME ? find_name(c, node->text) : NULL;
  if (program && of_a_record(program)) node->symbol = program;
}

/* `segments (a, b)` */
static bool is_segments(const AstNode *node) {
  const AstNode *callee = node->kind == AST_CALL ? node->kid[CALL_CALLEE] : NULL;
  return callee && callee->kind == AST_NAME && str_is(callee->text, "segments");
}

static void check_segments(Checker *c, AstNode *node) {
  AstNode *args = node->kid[CALL_ARGS];
  for (uint32_t i = 0; i < args->count; i++) {
    const Symbol *set = check_set(c, args->kid[i]);
    if (set && set->kind != SYM_SEGMENT) not_a_dimension(c, args->kid[i], "within `segments (…)` stand segments", NULL);
    for (uint32_t k = 0; set && k < i; k++)
      if (args->kid[k]->symbol == set) {
        Str what = arena_format(c->arena, "`%.*s`", STR_ARG(set->name));
        diag_add(c->diags, DIAG_TWICE, args->kid[i]->span, STR_ARG(what));
        break;
      }
  }
}

static void check_dimensions(Checker *c, const Sides *sides, AstNode *list) {
  if (!sides->count && !sides->subject) {
    not_a_dimension(c, list, "the measure holds nothing that is counted or added up", NULL);
    return;
  }
  uint32_t keys = 0;
  for (uint32_t i = 0; i < list->count; i++) keys += is_segments(list->kid[i]) ? list->kid[i]->kid[CALL_ARGS]->count : 1;
  if (!resolve_count(c, list->span, "the number of dimensions", keys, KEYS_MOST)) return;
  for (uint32_t i = 0; i < list->count; i++) {
    AstNode *node = list->kid[i];
    if (is_segments(node)) check_segments(c, node);
    else check_dimension(c, node, sides);
    for (uint32_t k = 0; k < i; k++)
      if (lint_same(list->kid[k], node)) {
        Str what = arena_format(c->arena, "`%.*s`", STR_ARG(source_text(c->out->sources, node->span)));
        diag_add(c->diags, DIAG_TWICE, node->span, STR_ARG(what));
        break;
      }
  }
}

/* ---- a measure ---- */

void check_measure(Checker *c, Symbol *measure) {
  AstNode *value = measure->decl->kid[MEASURE_VALUE], *by = measure->decl->kid[MEASURE_BY];
  measure->type = type_of_kind(TYPE_ERROR, false);
  View outer = view_enter(c, AT_NONE, NULL);
  const Type *type = check_expr(c, value);
  view_leave(c, outer);
  if (type_is_error(type)) return;
  if (type->kind == TYPE_DURATION) {
    say_wrong_type(c, value, "a measure", "a value");
    return;
  }
  if (type->kind == TYPE_UNKNOWN) adapt(c, value, type_of_kind(TYPE_BOOLEAN, true));
  measure->measure.rows = ARENA_ARRAY(c->arena, const Record *, c->out->record_count + 1);
  if (!measure->measure.rows) return;
  find_sides(c, value, &measure->measure);
  if (by) check_dimensions(c, &measure->measure, by);
  measure->type = value->type;
}

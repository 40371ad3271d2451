/* SPDX-License-Identifier: MIT */
#include "lang/check/type.h"

#include "lang/check/symbol.h"
#include "runtime/base/buf.h"

bool labels_same(const Labels *a, const Labels *b) {
  if (a == b) return true;
  if (!a || !b || a->count != b->count) return false;
  for (uint32_t i = 0; i < a->count; i++)
    if (!str_equal(a->names[i], b->names[i])) return false;
  return true;
}

int32_t labels_find(const Labels *labels, Str name) {
  for (uint32_t i = 0; labels && i < labels->count; i++)
    if (str_equal(labels->names[i], name)) return (int32_t)i;
  return -1;
}

const Type *type_of_kind(TypeKind kind, bool optional) {
#define PAIR(kind) {{kind, false, NULL, NULL}, {kind, true, NULL, NULL}}
  static const Type types[][2] = {
      PAIR(TYPE_ERROR), PAIR(TYPE_BOOLEAN), PAIR(TYPE_INTEGER),  PAIR(TYPE_NUMBER),
      PAIR(TYPE_MONEY), PAIR(TYPE_TEXT),    PAIR(TYPE_DATE),     PAIR(TYPE_DATETIME),
      PAIR(TYPE_ERROR), PAIR(TYPE_ERROR),   PAIR(TYPE_DURATION), PAIR(TYPE_UNKNOWN),
  };
#undef PAIR
  return &types[kind][optional];
}

const Type *type_optional(const Type *type, bool optional, Arena *arena) {
  if (type->optional == optional) return type;
  if (!type->labels && type->kind != TYPE_LABEL) return type_of_kind(type->kind, optional);
  Type *copy = ARENA_NEW(arena, Type);
  if (!copy) return type;
  *copy = *type;
  copy->optional = optional;
  return copy;
}

bool type_is_ordered(const Type *type) {
  switch (type->kind) {
  case TYPE_ERROR:
  case TYPE_INTEGER:
  case TYPE_NUMBER:
  case TYPE_MONEY:
  case TYPE_TEXT:
  case TYPE_DATE:
  case TYPE_DATETIME:
  case TYPE_UNKNOWN:
    return true;
  case TYPE_BOOLEAN:
  case TYPE_ONE_OF:
  case TYPE_LABEL:
  case TYPE_DURATION:
    return false;
  }
  return false;
}

Kind type_value_kind(const Type *type) {
  switch (type->kind) {
  case TYPE_INTEGER:
    return KIND_INTEGER;
  case TYPE_NUMBER:
    return KIND_NUMBER;
  case TYPE_MONEY:
    return KIND_MONEY;
  case TYPE_TEXT:
    return KIND_TEXT;
  case TYPE_DATE:
    return KIND_DATE;
  case TYPE_DATETIME:
    return KIND_DATETIME;
  case TYPE_ONE_OF:
  case TYPE_LABEL:
    return KIND_CODE;
  case TYPE_ERROR:
  case TYPE_BOOLEAN:
  case TYPE_DURATION:
  case TYPE_UNKNOWN:
    return KIND_BOOLEAN;
  }
  return KIND_BOOLEAN;
}

enum { NAMED_LABELS_MOST = 4 }; /* of a long list the message shows the first ones */

static Str one_of_name(const Type *type, Arena *arena) {
  Str text = STR("one of (");
  for (uint32_t i = 0; i < type->labels->count; i++) {
    const char *comma = i ? ", " : "";
    if (i == NAMED_LABELS_MOST) {
      text = arena_format(arena, "%.*s, …", STR_ARG(text));
      break;
    }
    text = arena_format(arena, "%.*s%s\"%.*s\"", STR_ARG(text), comma, STR_ARG(type->labels->names[i]));
  }
  return arena_format(arena, "%.*s)%s", STR_ARG(text), type->optional ? "?" : "");
}

Str type_name(const Type *type, Arena *arena) {
  static const char *const names[] = {"anything", "boolean",  "integer", "number", "money",    "text",
                                      "date",     "datetime", "one of",  "label",  "duration", "unknown"};
  if (type->kind == TYPE_ONE_OF && type->labels) return one_of_name(type, arena);
  if (type->kind == TYPE_LABEL && type->owner)
    return arena_format(arena, "a label of `%.*s`", STR_ARG(type->owner->name));
  bool marked = type->optional && type->kind != TYPE_UNKNOWN && type->kind != TYPE_ERROR;
  return marked ? arena_format(arena, "%s?", names[type->kind]) : str_from(names[type->kind]);
}

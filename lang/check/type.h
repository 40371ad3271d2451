/* Types of the language, and what the checker knows beside a Kind: lists of labels, durations, the bare `unknown`. */
#ifndef CIBLE_LANG_TYPE_H
#define CIBLE_LANG_TYPE_H

#include "runtime/base/arena.h"
#include "runtime/data/duration.h"
#include "runtime/data/value.h"

typedef enum TypeKind {
  TYPE_ERROR, /* a message has been given: everything fits it, so that one mistake gives one message */
  TYPE_BOOLEAN,
  TYPE_INTEGER,
  TYPE_NUMBER,
  TYPE_MONEY,
  TYPE_TEXT,
  TYPE_DATE,
  TYPE_DATETIME,
  TYPE_ONE_OF,   /* labels: its texts */
  TYPE_LABEL,    /* labels: of the classification or choice `owner` */
  TYPE_DURATION, /* constants only */
  TYPE_UNKNOWN,  /* the literal `unknown` before it meets a type */
} TypeKind;

struct Symbol;

typedef struct Type {
  TypeKind kind;
  bool optional;              /* may be unknown by design: a `?` column and what is made of it. For messages and warnings only. */
  const Labels *labels;       /* ONE_OF, LABEL */
  const struct Symbol *owner; /* LABEL */
} Type;

/* The same texts in the same order: codes may be compared as they are. */
bool labels_same(const Labels *a, const Labels *b);
/* The code of a label, or -1. */
int32_t labels_find(const Labels *labels, Str name);
/* A type without labels: static. */
const Type *type_of_kind(TypeKind kind, bool optional);
/* The same type, marked (or not) as one that may be unknown. `type` itself where memory is out. */
const Type *type_optional(const Type *type, bool optional, Arena *arena);
static inline bool type_is(const Type *type, TypeKind kind) { return type->kind == kind; }
static inline bool type_is_error(const Type *type) { return type->kind == TYPE_ERROR; }
/* Integer or number. */
static inline bool type_is_numeric(const Type *type) { return type->kind == TYPE_INTEGER || type->kind == TYPE_NUMBER; }
/* Text, or `one of`, which is a text wherever a text is wanted. */
static inline bool type_is_text(const Type *type) { return type->kind == TYPE_TEXT || type->kind == TYPE_ONE_OF; }
static inline bool type_is_day(const Type *type) { return type->kind == TYPE_DATE || type->kind == TYPE_DATETIME; }
/* Has `<`: integers, numbers, money, dates, datetimes, texts. */
bool type_is_ordered(const Type *type);

/* The kind of the values of a type: ONE_OF and LABEL are CODE. For ERROR, DURATION and UNKNOWN: BOOLEAN. */
Kind type_value_kind(const Type *type);
/* "integer?", "one of (\"a\", \"b\")", "a label of `temperature`": static or in the arena. */
Str type_name(const Type *type, Arena *arena);

#endif

/* Types of the language, and what the checker knows beside a Kind: lists of labels, durations, the bare `unknown`. */
#ifndef CIBLE_LANG_TYPE_H
#define CIBLE_LANG_TYPE_H

#include "runtime/base/arena.h"
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

/* A stretch of time as written: months (months, years), or seconds (minutes, hours), or days (days, weeks). */
typedef enum DurationUnit { DURATION_SECONDS, DURATION_DAYS, DURATION_MONTHS } DurationUnit;
typedef struct Duration {
  DurationUnit unit;
  int64_t count;
} Duration;

/* The kind of the values of a type: ONE_OF and LABEL are CODE. For ERROR, DURATION and UNKNOWN: BOOLEAN. */
Kind type_value_kind(const Type *type);
/* "integer?", "one of (\"a\", \"b\")", "a label of `temperature`": static or in the arena. */
Str type_name(const Type *type, Arena *arena);

#endif

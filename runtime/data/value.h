/* Kinds, and Value: one scalar of the language. */
#ifndef CIBLE_DATA_VALUE_H
#define CIBLE_DATA_VALUE_H

#include "runtime/base/str.h"

typedef enum Kind {
#define KIND(id, name, lane) KIND_##id,
#include "runtime/data/kind.def"
#undef KIND
  KIND_COUNT
} Kind;

/* How a vector keeps a kind. */
typedef enum Lane { LANE_BITS, LANE_I32, LANE_I64, LANE_F64, LANE_STR } Lane;

static inline Lane kind_lane(Kind kind) {
  static const Lane lanes[KIND_COUNT] = {
#define KIND(id, name, lane) LANE_##lane,
#include "runtime/data/kind.def"
#undef KIND
  };
  return lanes[kind];
}

static inline const char *kind_name(Kind kind) {
  static const char *const names[KIND_COUNT] = {
#define KIND(id, name, lane) name,
#include "runtime/data/kind.def"
#undef KIND
  };
  return names[kind];
}

/* The labels of a classification or choice, or the texts of a `one of`, in declared order. */
typedef struct Labels {
  const Str *names;
  uint32_t count;
} Labels;

enum { MONEY_SCALE = 10000, DATE_MIN = -719162, DATE_MAX = 2932896 }; /* 0001-01-01, 9999-12-31 */
#define DATETIME_MIN ((int64_t)DATE_MIN * 86400)
#define DATETIME_MAX ((int64_t)DATE_MAX * 86400 + 86399)

typedef struct Value {
  Kind kind;
  bool known;
  union {
    bool truth;   /* BOOLEAN */
    int64_t i64;  /* INTEGER, MONEY, DATETIME */
    double f64;   /* NUMBER: finite, never -0.0 */
    int32_t i32;  /* DATE, CODE */
    Str str;      /* TEXT: borrowed */
  };
} Value;

#endif

/* The functions of sets, from aggregates.def. */
#ifndef CIBLE_CODE_AGGREGATE_H
#define CIBLE_CODE_AGGREGATE_H

#include "runtime/base/str.h"

typedef enum Aggregate {
#define AGG(id, name, kept, doc) AGG_##id,
#include "runtime/code/aggregates.def"
#undef AGG
  AGG_COUNT_OF_ALL
} Aggregate;

typedef enum AggregateKept { KEPT_TALLY, KEPT_BEST, KEPT_BAG, KEPT_ORDER } AggregateKept;

typedef struct AggregateInfo {
  const char *name;
  AggregateKept kept;
  const char *doc;
} AggregateInfo;

const AggregateInfo *aggregate_info(Aggregate function);
/* False where no function of sets has that name. */
bool aggregate_find(Str name, Aggregate *out);

#endif

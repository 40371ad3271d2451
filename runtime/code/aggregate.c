/* SPDX-License-Identifier: MIT */
#include "runtime/code/aggregate.h"

static const AggregateInfo infos[AGG_COUNT_OF_ALL] = {
#define AGG(id, name, kept, doc) {name, KEPT_##kept, doc},
#include "runtime/code/aggregates.def"
#undef AGG
};

const AggregateInfo *aggregate_info(Aggregate function) { return &infos[function]; }

bool aggregate_find(Str name, Aggregate *out) {
  for (int i = 0; i < AGG_COUNT_OF_ALL; i++) {
    if (!str_is(name, infos[i].name)) continue;
    *out = (Aggregate)i;
    return true;
  }
  return false;
}

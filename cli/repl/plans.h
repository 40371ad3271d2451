/* Plans of campaigns as they were last told, to say what moved. */
#ifndef CIBLE_CLI_REPL_PLANS_H
#define CIBLE_CLI_REPL_PLANS_H

#include "cli/cli.h"

typedef struct PlanSums {
  uint64_t contacts;
  int64_t cost; /* 1/10 000 */
  double responses, gain; /* gain: 1/10 000 */
} PlanSums;

typedef struct PlanSeen {
  char *campaign;
  PlanSums sums;
} PlanSeen;

typedef struct Plans {
  PlanSeen *items;
  size_t count;
} Plans;

void plans_forget(Plans *plans);
PlanSums plan_sums(const CiblePlan *plan);
/* Keeps the plan's sums, and gives those that were kept before; false: there were none. */
bool plans_keep(Plans *plans, const CiblePlan *plan, PlanSums *before);
/* Prints what moved, a line each; false, with nothing printed, where nothing did. */
bool plan_print_move(const PlanSums *was, const PlanSums *is);

#endif

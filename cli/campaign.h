/* What the commands about campaigns share. */
#ifndef CIBLE_CLI_CAMPAIGN_H
#define CIBLE_CLI_CAMPAIGN_H

#include "cli/call.h"

/* The name of the campaign: the second word of at most `most`; NULL with a message where it is not so. */
const char *campaign_words(const Options *options, size_t most);
/* A plan as a calendar with its sums; `database`: where it was written. */
void print_plan(const CiblePlan *plan, const char *database);
/* The same as one JSON object. */
void print_plan_json(Cible *cible, const CiblePlan *plan);
void print_evaluation_json(Cible *cible, const CibleEvaluation *evaluation);

#endif

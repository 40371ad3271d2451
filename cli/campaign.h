/* What the commands about campaigns share. */
#ifndef CIBLE_CLI_CAMPAIGN_H
#define CIBLE_CLI_CAMPAIGN_H

#include "cli/call.h"

/* The name of the campaign: the second word of at most `most`; NULL with a message where it is not so. */
const char *campaign_words(Cible *cible, const Options *options, size_t most);
/* A plan as a calendar with its sums; `database`: where it was written. */
void print_plan(const CiblePlan *plan, const char *database);
/* The same as one JSON object. */
void print_plan_json(Cible *cible, const CiblePlan *plan);
void print_evaluation_json(Cible *cible, const CibleEvaluation *evaluation);
/* "76.4, for an objective of 40 clients (191 %)", and the line's end. */
void print_expected(const CiblePlan *plan);
/* Its members alone, from "campaign" on. */
void print_plan_members(const CiblePlan *plan);
/* What came of an export, as text or as one JSON object. */
void print_export(FILE *out, const CibleExport *list, const char *path);
void print_export_json(FILE *out, Cible *cible, const CibleExport *list);
/* A brief as Markdown, or as one JSON object. */
void print_brief(const CibleBrief *brief, const char *database);
void print_brief_json(Cible *cible, const CibleBrief *brief);

#endif

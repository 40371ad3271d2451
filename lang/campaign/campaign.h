/* Campaigns behind the public interface: what a declaration says, as its planner needs it; what the program must say of each record;
 * and what came of that. Extras are definitions that are asked for beside the program's own: number N is definition first + N. */
#ifndef CIBLE_LANG_CAMPAIGN_H
#define CIBLE_LANG_CAMPAIGN_H

#include "lang/engine/engine_run.h"
#include "runtime/ledger/ledger.h"
#include "runtime/assign/assign.h"

/* ---- model.c: the declaration ---- */

enum { ASK_NONE = UINT32_MAX, OPTIONS_MOST = 64 /* channels, or offers, of one campaign */ };

/* Extras about one channel or offer. */
typedef struct OptionAsk {
  const Symbol *symbol;
  uint32_t available; /* BOOLEAN, on the day of the contact */
  uint32_t cost, response, minutes, best; /* ASK_NONE where it has none */
} OptionAsk;

typedef struct PreferAsk {
  uint32_t when; /* BOOLEAN; ASK_NONE: always */
  uint32_t option;
} PreferAsk;

/* A choice, or one channel or offer alone. */
typedef struct ChoiceAsk {
  OptionAsk *options;
  uint32_t count, choices; /* of them the choice's own, first */
  PreferAsk *prefers;
  uint32_t prefer_count;
  bool compared, highest; /* by lowest E, by highest E */
} ChoiceAsk;

typedef struct CampaignModel {
  PlanCampaign plan;
  const Symbol *symbol;
  uint32_t *targets;  /* BOOLEAN */
  uint32_t *excludes; /* BOOLEAN, on the day of the contact */
  uint32_t exclude_count;
  uint32_t value;     /* MONEY */
  ChoiceAsk channels, offers;
  uint32_t *follows;  /* by follow up: INTEGER, the last step whose contact is to be followed; ASK_NONE: every one */
  uint32_t extra_size; /* room among the program's extras */
} CampaignModel;

/* The campaign of that name; NULL after a message. */
const Symbol *campaign_find(Cible *cible, const Checked *checked, const char *name);
/* Asks for all that it needs as extras of the checked program. STATUS_NO after a message. */
Status campaign_model(Cible *cible, Checked *checked, const Symbol *campaign, CampaignModel *out) MUST_CHECK;

/* One thing more that is asked of the program: its number, ASK_NONE where memory is out (sticky in the checked program's arena). */
uint32_t campaign_ask(CampaignModel *model, Checked *checked, Extra extra);

/* A review's program and one of its campaigns, lowered. */
typedef struct CampaignCall {
  Cible *cible;
  const CibleReview *review;
  Checked *checked;
  CampaignModel model;
  Program *program;
  uint32_t first; /* definition of the first extra */
  Str source;     /* the subject's table */
  int32_t today;
  int64_t now;
} CampaignCall;
/* Compiles the review's rules; `name` is the campaign. campaign_close it whatever the outcome. */
Status campaign_open(Cible *cible, const CibleReview *review, const char *name, CampaignCall *out) MUST_CHECK;
/* The same in two steps, for callers that ask more of the program between them. */
Status campaign_check(Cible *cible, const CibleReview *review, const char *name, CampaignCall *out) MUST_CHECK;
Status campaign_lower(CampaignCall *call) MUST_CHECK;
void campaign_close(CampaignCall *call);

#endif

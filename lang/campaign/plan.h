/* A plan under way: from the ledger and a survey to contacts. */
#ifndef CIBLE_LANG_CAMPAIGN_PLAN_H
#define CIBLE_LANG_CAMPAIGN_PLAN_H

#include "lang/campaign/ways.h"

typedef struct PlanRun {
  const CampaignCall *call;
  Running *running;
  Arena arena;
  Calendar calendar;
  bool keeps;               /* columns are kept for this plan alone */
  SurveyWish wish;
  Survey survey;
  Book book;
  Room room;
  Candidates candidates;
  Assignment assignment;
  double bound;             /* on the gain of first contacts */
  const LedgerHeld *held;   /* by earlier plans */
  uint32_t held_count;
  bool *barred;             /* by item: held back or suppressed */
  bool *control;            /* by item: it could be contacted, and is held back */
  int64_t *due;             /* by item and follow up: the step to be followed; 0: none */
  uint64_t refused[REFUSAL_COUNT], lacking[LACK_HOURS + 1];
  uint64_t follows_left_out;
} PlanRun;

/* Has somebody cancelled? Then it is told. */
bool plan_stopped(const PlanRun *plan);

/* ---- follow.c ---- */
/* The first day on which a contact of that day may be followed; false where there is none. */
bool follow_day(int32_t day, const Duration *after, int32_t *out);
/* Follow ups of contacts that were made: before all first contacts, as they are due. */
Status plan_follow_sent(PlanRun *plan) MUST_CHECK;
/* Follow ups of what is planned, as far as their condition does not wait for what comes back. */
Status plan_follow_planned(PlanRun *plan) MUST_CHECK;

/* ---- plan_publish.c ---- */
/* What the public interface gives out, among the handle's results; NULL where memory is out. */
const CiblePlan *plan_publish(const PlanRun *plan, bool written);

#endif

/* An evaluation under way: a campaign's contacts and what came back of them, added up. */
#ifndef CIBLE_LANG_EVALUATE_H
#define CIBLE_LANG_EVALUATE_H

#include "lang/campaign/campaign.h"

/* What an outcome means, as in stdlib/std/campaign.cible. */
bool outcome_is_signed(Str outcome);   /* a contract */
bool outcome_is_positive(Str outcome); /* a response that is more than a no; so is a contract */

/* Figures of a group: of its contacts, and of the records that they are of. */
typedef struct Tally {
  uint64_t contacts, answered, positive, contracts;
  uint64_t records, responded, won; /* each once */
  int64_t cost, sales;
  double expected; /* responses */
  bool too_large;  /* no amount is as large as its cost or sales */
} Tally;

/* The contacts of one record: what they add to the figures of a group. */
void tally_contact(Tally *tally, const LedgerContact *contact);
void tally_record(Tally *tally, bool responded, bool won);

typedef struct Evaluation {
  const CampaignCall *call;
  Arena arena;
  const LedgerContact *contacts; /* of this campaign, by key */
  uint32_t count;
  const LedgerHeld *held;
  uint32_t held_count;
  Tally all;
  Tally *by_channel, *by_target, *by_offer;
  Tally **by_class;       /* by classification: its labels, and behind them unknown */
  const uint32_t *classes; /* definitions */
  uint32_t class_count;
  uint64_t held_compared, held_responded, held_won;
  int64_t held_sales;
  uint64_t planned;       /* contacts that nobody has sent yet */
} Evaluation;

/* ---- evaluate_publish.c ---- */
const CibleEvaluation *evaluation_publish(const Evaluation *evaluation);

#endif

/* Ways: from what a survey has seen, the candidates of a campaign and the ways in which each may be contacted. */
#ifndef CIBLE_LANG_WAYS_H
#define CIBLE_LANG_WAYS_H

#include "lang/campaign/book.h"

/* Why a record of a target is no candidate. */
typedef enum Refusal {
  REFUSAL_NONE,
  REFUSAL_HELD,       /* it could be contacted, and is in the control group */
  REFUSAL_SUPPRESSED, /* nobody may contact it */
  REFUSAL_CONTACTED,  /* this campaign has done so */
  REFUSAL_CLOSED,     /* no channel (or offer) may be used on any day */
  REFUSAL_UNKNOWN,    /* cost, response or value is not known */
  REFUSAL_LIMITED,    /* on all days that are left it has been contacted too often */
  REFUSAL_COUNT
} Refusal;

typedef struct WaysMaker {
  const CampaignModel *model;
  const Calendar *calendar;
  const Survey *survey;
  const Book *book;
  const Value *suppressed; /* ascending */
  uint32_t suppressed_count;
  Way *ways;         /* of one candidate */
  uint64_t *bits;    /* their periods */
  uint32_t way_count, way_size;
} WaysMaker;

bool ways_init(WaysMaker *maker, Arena *arena);
/* Is nobody to contact it? */
bool ways_suppressed(const WaysMaker *maker, const Surveyed *item);
/* Adds the item to the candidates, or says why not. False where memory is out. */
bool ways_add(WaysMaker *maker, uint32_t item, Candidates *candidates, Refusal *refusal);

#endif

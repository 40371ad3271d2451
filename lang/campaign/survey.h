/* Survey: what the program says of every record that a campaign may contact, or has contacted: its target, what a response is worth,
 * what each channel and offer costs and brings, and on which days each may be used. In key order. */
#ifndef CIBLE_LANG_SURVEY_H
#define CIBLE_LANG_SURVEY_H

#include "lang/campaign/campaign.h"

enum { NO_WISH = UINT8_MAX, UNKNOWN_AMOUNT = -1, SURVEY_BLOCK = 1024 };

/* Of a channel or offer. */
typedef struct OptionFigures {
  int64_t cost, effort; /* UNKNOWN_AMOUNT: not known, or negative; effort in microseconds */
  double response;      /* negative: not known */
} OptionFigures;

/* The options of one choice, for one record. */
typedef struct OptionsSeen {
  OptionFigures *figures;
  uint64_t *open;    /* Survey.words an option: the periods on whose day it may be used */
  uint8_t *wish;     /* options as they are wished, those preferred first; then NO_WISH */
  uint8_t preferred; /* how many of them are preferred */
} OptionsSeen;

typedef struct Surveyed {
  Value key;
  uint32_t row;    /* which of the subject's records, in key order */
  uint32_t target; /* PLAN_NONE: in none; it is here because it was contacted */
  int64_t value;   /* of a response; only where valued */
  bool valued;
  bool held;       /* chance puts it into the control group */
  OptionsSeen channels, offers;
} Surveyed;

typedef struct Survey {
  Arena arena;
  uint32_t words;     /* of 64 periods */
  Surveyed **blocks;  /* of SURVEY_BLOCK */
  uint32_t count, block_size;
  uint64_t *members;  /* by target: records in it, and in none before */
  uint64_t records;
} Survey;
static inline Surveyed *survey_at(const Survey *survey, uint32_t i) { return &survey->blocks[i / SURVEY_BLOCK][i % SURVEY_BLOCK]; }

typedef struct SurveyWish {
  const CampaignCall *call;
  const Calendar *calendar;
  const Value *contacted; /* keys, ascending, that are looked at whether in a target or not; one may stand there several times */
  uint32_t contacted_count;
} SurveyWish;

/* Looks at all records in one pass over them; where availability hangs on the day, in one more for each period to come. */
Status survey_make(Cible *cible, const SurveyWish *wish, Running *running, Survey *out) MUST_CHECK;
/* Finds anew when each may be contacted, once there are more contacts to see. */
Status survey_again(Cible *cible, const SurveyWish *wish, Running *running, Survey *survey) MUST_CHECK;
void survey_free(Survey *survey);
/* Does it hold on that period's day? */
static inline bool survey_open(const Survey *survey, const OptionsSeen *seen, uint32_t option, uint32_t period) {
  return seen->open[(size_t)option * survey->words + period / 64] >> (period % 64) & 1;
}

/* Is the record held back, for comparison? `salt` is the campaign's control_salt (p NULL: memory is out). */
Str control_salt(const PlanCampaign *campaign, Arena *arena);
bool control_holds(const PlanCampaign *campaign, Str salt, const Value *key);

/* Does availability hang on the day, so that the records are read once a period? */
bool survey_daily(const CampaignCall *call, Arena *arena);
/* Does any of the definitions hang on `today` or `now`? */
bool defs_use_clock(const Program *program, const uint32_t *defs, uint32_t count, Arena *arena);

#endif

/* Book: the contacts of a campaign under way: those that stand (made, or planned by other campaigns), and those that the plan adds. */
#ifndef CIBLE_LANG_BOOK_H
#define CIBLE_LANG_BOOK_H

#include "lang/campaign/survey.h"

/* A contact that the plan adds. */
typedef struct Planned {
  uint32_t item; /* of the survey */
  uint32_t channel, offer; /* offer: PLAN_NONE: none */
  uint32_t period;
  int32_t at;
  int64_t cost, effort;
  double response;
  int64_t step, follow; /* as in LedgerContact */
  uint32_t before;      /* the one planned before it for this record, or PLAN_NONE */
} Planned;

typedef struct Book {
  const CampaignModel *model;
  Arena arena;
  Arena shown;       /* the rows of `tables` */
  const LedgerContact *standing; /* by key; without what an earlier plan of this campaign planned */
  uint32_t standing_count;
  const Survey *survey;
  uint32_t *first;   /* by item: its first standing contact, if it has one */
  uint32_t *latest;  /* by item: its planned contact that was added last; PLAN_NONE */
  Arena grown;       /* what is planned: the run's memory, which may be limited */
  Planned *planned;
  uint32_t planned_count, planned_size;
  MemoryRows *tables; /* the rows of the record `contacts`, for the program; NULL where it reads none */
  uint32_t table;     /* its number */
} Book;

/* Takes over what the ledger has, but what this campaign planned itself. False where memory is out. */
bool book_init(Book *book, Cible *cible, const CampaignCall *call, const LedgerContact *contacts, uint32_t count);
void book_free(Book *book);
/* The keys of all standing contacts, ascending; in the book's arena, NULL where memory is out. */
const Value *book_keys(Book *book);
/* When the survey is made: which contacts are whose. */
bool book_join(Book *book, const Survey *survey);
/* Does the program read contacts? Then its store is covered by one that gives the book's. */
Status book_cover(Book *book, const CampaignCall *call, Running *running) MUST_CHECK;
/* Writes the contacts planned so far to where the program reads them. */
bool book_show(Book *book, const CampaignCall *call);

/* The first day of the time in which a contact on `day` counts others; false where that is before all days. */
bool limit_first_day(const PlanLimit *limit, int32_t day, int32_t *out);

bool book_add(Book *book, const Planned *planned);
/* Is it of this campaign? */
bool book_is_own(const Book *book, const LedgerContact *contact);
/* May the record be contacted once more on that day? Fewer than N contacts in the time before it, and none of those that stand later
 * is put over its limit either. */
bool book_allows(const Book *book, uint32_t item, int32_t day);

/* The last contact of the campaign with a record. */
typedef struct LastContact {
  int64_t step;  /* 0: there was none */
  uint32_t channel, offer; /* PLAN_NONE: the campaign has none of that name any more; or none */
  int32_t at;
  bool sent;
} LastContact;
LastContact book_last(const Book *book, uint32_t item);
/* How many follow ups of that number (from 1) there are. */
int64_t book_followed(const Book *book, uint32_t item, int64_t follow);

#endif

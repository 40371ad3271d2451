/* List: the contacts of a campaign by one channel on one day, as they are handed to those who make them. What had been planned is asked
 * again as of that day; who may no longer be contacted is left out. All memory is the compilation's arena, where nothing else is said. */
#ifndef CIBLE_LANG_LIST_H
#define CIBLE_LANG_LIST_H

#include "lang/campaign/campaign.h"
#include "runtime/base/output.h"

/* ---- message.c: texts written out for a contact ---- */

typedef struct Message {
  Str text; /* p NULL: there is none */
  const Placeholder *places;
  uint32_t count;
  uint32_t *extras; /* by place; ASK_NONE: a param that is a time, which stands there as it is written */
} Message;

/* What the program says of one record. */
typedef struct RowSeen {
  const uint32_t *place; /* by extra: 1 + its column; 0: not asked for */
  const Program *program;
  uint32_t first; /* definition of the first extra */
  const Vector *const *columns;
  uint32_t lane;
} RowSeen;
Value row_value(const RowSeen *row, uint32_t extra);
static inline bool row_holds(const RowSeen *row, uint32_t extra) {
  Value value = row_value(row, extra);
  return value.known && value.truth;
}
static inline const Labels *row_labels(const RowSeen *row, uint32_t extra) { return &row->program->defs[row->first + extra].labels; }

bool message_ask(CampaignCall *call, const Wording *wording, Message *out);
/* What is unknown is left empty: false. `one_line`: without line ends and other control characters. */
bool message_write(Buf *out, const Message *message, const RowSeen *row, bool one_line);

/* ---- list_ask.c: what the program is asked ---- */

typedef struct ListAsk {
  CampaignCall *call;
  uint32_t channel; /* among the model's */
  Str *names;       /* of what the channel exports … */
  uint32_t *exports; /* … extras */
  uint32_t export_count;
  Message subject, message;
  Message *offers;   /* by offer */
  bool offers_speak; /* some of them have a message */
  uint32_t *defs;    /* the columns of the pass */
  uint32_t *place;   /* by extra: 1 + its column */
  uint32_t def_count;
} ListAsk;
/* STATUS_NO after a message where the campaign has no such channel. Between campaign_check and campaign_lower. */
Status list_ask(CampaignCall *call, const char *channel, ListAsk *out) MUST_CHECK;
/* Once the program is lowered; false where memory is out. */
bool list_lower(ListAsk *ask);

/* ---- list_write.c: the file ---- */

typedef struct ListWriter {
  const ListAsk *ask;
  Output *output;
  Buf row, cell;
  bool json, raw, shown;
  uint32_t column; /* of the row under way */
  const char **names;
  uint32_t name_count;
} ListWriter;
/* list_writer_free it whatever the outcome; until output_commit nothing is there. `wish->path` NULL or "-": descriptor fd. */
Status list_writer_open(Cible *cible, const ListAsk *ask, const CibleExportWish *wish, ListWriter *out) MUST_CHECK;
/* `blank`: in a text something was unknown. */
Status list_writer_row(ListWriter *writer, const LedgerContact *contact, const RowSeen *row, bool *blank, DiagList *diags) MUST_CHECK;
void list_writer_free(ListWriter *writer);
/* Would a spreadsheet take the text for a formula? */
bool is_formula(Str text);

/* ---- list_take.c: whose contacts they are ---- */

typedef struct List {
  const ListAsk *ask;
  int32_t day;
  PlanPeriod period;
  const LedgerContact *contacts; /* of all campaigns, by key */
  uint32_t contact_count;
  const Value *suppressed; /* ascending */
  uint32_t suppressed_count;
  const LedgerHeld *held; /* by key */
  uint32_t held_count;
  uint32_t *listed; /* among the contacts, ascending */
  bool *asked;      /* by listed: its record was met … */
  bool *taken;      /* … and may be contacted */
  uint32_t listed_count, next;
  Str salt;
  ListWriter *writer; /* NULL: nothing is written */
  DiagList *diags;
  uint64_t planned;   /* contacts of the campaign, in all */
  uint64_t overdue, count, again, blank;
  uint64_t left[CIBLE_OUT_COUNT];
} List;
/* Which contacts are meant. False where memory is out. */
bool list_find(List *list, Arena *arena);
/* Asks all of them again, in one pass over their records, and writes those that may be made. */
Status list_take(List *list, Cible *cible, Running *running) MUST_CHECK;

#endif

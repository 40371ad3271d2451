/* Ledger: the contacts of all campaigns, planned and made, kept in the database beside the records that they are of. The tables are
 * named after the subject's table: `cible_contacts_companies`, which the record `contacts` of rule files reads; `cible_held_companies`,
 * those that a campaign holds back; `cible_suppressed_companies`, those that nobody may contact any more.
 *
 * A ledger that is opened for writing holds the database's one place for writers until it is closed, so that nothing that was read
 * changes before it is written; what is done with it is one transaction. It is opened before the records are read: after a power cut
 * only a writer can put a database right. Money in 1/10 000, work in microseconds. */
#ifndef CIBLE_LEDGER_LEDGER_H
#define CIBLE_LEDGER_LEDGER_H

#include "runtime/base/arena.h"
#include "runtime/base/diag.h"
#include "runtime/base/status.h"
#include "runtime/data/value.h"

typedef struct Ledger Ledger;

typedef struct LedgerConfig {
  const Alloc *alloc;
  const char *path;
  Str source;    /* the subject's table */
  Kind key_kind; /* INTEGER or TEXT */
  bool write;    /* the tables are made where they are not there */
  const int *cancel;
} LedgerConfig;

Status ledger_open(const LedgerConfig *config, DiagList *diags, Ledger **out) MUST_CHECK;
/* Makes what was written last, for good; then it is only closed. Readers of the database in this process must be closed. */
Status ledger_commit(Ledger *ledger, DiagList *diags) MUST_CHECK;
/* What was not committed has not been. NULL will do. */
void ledger_close(Ledger *ledger);

enum { LEDGER_STEP_MOST = 1000000 };

typedef struct LedgerContact {
  Value key;         /* known */
  Str campaign, channel, offer; /* offer.p NULL: none */
  int64_t step;      /* 1 is the first of a record in a campaign */
  int64_t follow;    /* 0: no follow up; else 1 + which of the campaign's */
  int32_t at;
  int64_t cost, effort;
  double response;   /* expected */
  int64_t value;     /* of a response, expected */
  Str target, team;  /* team may be empty */
  bool sent;         /* else planned */
  bool answered;     /* it has an outcome */
  Str outcome;
  int32_t outcome_at;
  bool paid;         /* it has an amount */
  int64_t amount;
} LedgerContact;

/* One held back. */
typedef struct LedgerHeld {
  Value key;
  Str target;
  bool answered;
  Str outcome;
  int32_t outcome_at;
  bool paid;
  int64_t amount;
} LedgerHeld;

/* a <=> b of keys of one kind: integers by value, texts by bytes. */
int ledger_key_order(const Value *a, const Value *b);
/* Of items that begin with their key and stand by it, the first whose key is no less. Records come in the order of the database, which
 * of texts may be another (it compares what is stored, before it is brought to NFC): they are looked for, not walked along with. */
uint32_t ledger_find(const void *items, uint32_t count, size_t size, const Value *key);
bool ledger_has(const void *items, uint32_t count, size_t size, const Value *key);

/* All contacts of all campaigns, by key, date, campaign, step. In the ledger's own memory, until it is closed. A cell that no ledger
 * writes (another program has been there) is an error that names it. */
Status ledger_contacts(Ledger *ledger, const LedgerContact **out, uint32_t *count, DiagList *diags) MUST_CHECK;
/* Those that the campaign holds back, by key. */
Status ledger_held(Ledger *ledger, Str campaign, const LedgerHeld **out, uint32_t *count, DiagList *diags) MUST_CHECK;
/* The keys of all who may not be contacted, ascending. */
Status ledger_suppressed(Ledger *ledger, const Value **out, uint32_t *count, DiagList *diags) MUST_CHECK;

/* The campaign's planned contacts are these and no others; what was sent stays. Quickest by key. */
Status ledger_plan(Ledger *ledger, Str campaign, const LedgerContact *contacts, uint32_t count, DiagList *diags) MUST_CHECK;
/* Those it holds back are these. One that has an outcome already stays, whether it is among them or not: nothing that came back is
 * ever lost. */
Status ledger_hold(Ledger *ledger, Str campaign, const LedgerHeld *held, uint32_t count, DiagList *diags) MUST_CHECK;
/* The contact (campaign, key, step) is sent, on that day. */
Status ledger_send(Ledger *ledger, const LedgerContact *contact, int32_t day, DiagList *diags) MUST_CHECK;
/* What came back of the contact (campaign, key, step), which has been sent, as it stands in it. */
Status ledger_answer(Ledger *ledger, const LedgerContact *contact, DiagList *diags) MUST_CHECK;
/* Likewise of one held back. */
Status ledger_answer_held(Ledger *ledger, Str campaign, const LedgerHeld *held, DiagList *diags) MUST_CHECK;
/* Nobody may contact them from here on: what any campaign has planned of them goes; the earliest day stays. */
Status ledger_suppress(Ledger *ledger, const Value *key, int32_t since, Str why, DiagList *diags) MUST_CHECK;

#endif

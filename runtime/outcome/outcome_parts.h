/* The parts of an outcome run, for runtime/outcome alone. */
#ifndef CIBLE_OUTCOME_OUTCOME_PARTS_H
#define CIBLE_OUTCOME_OUTCOME_PARTS_H

#include "runtime/import/rejects.h"
#include "runtime/ledger/ledger.h"
#include "runtime/outcome/outcome.h"

enum { SLOT_NONE = UINT32_MAX, DOUBTED_MOST = 8 };

/* One line of the file. Texts in the report's arena. */
typedef struct OutcomeLine {
  uint64_t line;
  Value key;       /* known, or the line is rejected */
  int32_t date;
  bool dated;      /* the date is one, and not in the future */
  bool ends;       /* it says: contact me no more */
  bool paid;
  int64_t amount;
  Str outcome;
  Str reason;      /* p set: it is rejected, for this reason … */
  Str row;         /* … as it stands in the file; kept as long as it may be */
  uint32_t slot;   /* what it is about: contacts, then those held back; SLOT_NONE */
} OutcomeLine;

typedef struct Outcomes {
  const OutcomeJob *job;
  DiagList *diags;
  OutcomeReport *report;
  Csv *csv;
  Ledger *ledger;
  Buf lines;       /* of OutcomeLine */
  uint32_t count;
  const LedgerContact *contacts;
  const LedgerHeld *held;
  const Value *suppressed;
  uint32_t contact_count, held_count, suppressed_count;
  Str doubted[DOUBTED_MOST]; /* outcomes that all but say a known one, folded: those that were told */
  uint32_t doubted_count;
} Outcomes;
static inline OutcomeLine *outcome_line(const Outcomes *all, uint32_t i) { return (OutcomeLine *)(void *)all->lines.p + i; }

/* ---- outcome_lines.c: from the file to lines ---- */
Status outcomes_read(Outcomes *all) MUST_CHECK;

/* ---- outcome_match.c: lines held against the ledger ---- */
/* Finds what each line is about; rejects those that are about nothing. */
Status outcomes_match(Outcomes *all) MUST_CHECK;
/* Writes what they say into the ledger. */
Status outcomes_store(Outcomes *all) MUST_CHECK;
/* The keys of those whom nobody may contact any more. */
Status outcomes_suppress(Outcomes *all) MUST_CHECK;

#endif

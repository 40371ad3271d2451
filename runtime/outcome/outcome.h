/* Outcome: what came back of a campaign, from a CSV file into the ledger. Each line says of one record what it answered, and when;
 * it belongs to the last contact that was made with the record by that day, or to a record that the campaign holds back. Lines that
 * cannot be so go to a file of their own with the reason; all others are stored at once. Running again changes nothing.
 *
 * Whoever objects, or unsubscribes, is not to be contacted any more, whatever else is wrong with the line that says so. */
#ifndef CIBLE_OUTCOME_OUTCOME_H
#define CIBLE_OUTCOME_OUTCOME_H

#include "runtime/base/diag.h"
#include "runtime/base/status.h"
#include "runtime/csv/csv.h"
#include "runtime/data/value.h"

typedef struct OutcomeJob {
  const Alloc *alloc;
  const char *file;       /* "-": standard input */
  const char *database;
  CsvOptions csv;
  Str campaign, source;   /* the subject's table */
  Str key, stored_key;    /* the names of the key's column, in the rules and in the table; `key` will do too */
  Kind key_kind;
  int32_t from, today;    /* the campaign's first day */
  const char *rejects;    /* the file for lines that are not taken; NULL: as runtime/import/rejects.h has it */
  const int *cancel;
  /* Which of these keys, ascending and each once, has the subject's table? The database's readers are closed when it returns. */
  Status (*find)(void *user, const Value *keys, uint32_t count, bool *there);
  void *user;
} OutcomeJob;

typedef struct OutcomeReport {
  Arena arena;            /* owns all texts */
  const char *encoding;
  char delimiter;
  uint64_t lines;         /* read, without the header */
  uint64_t added;         /* contacts (and records held back) that had no outcome */
  uint64_t changed;       /* that had an older or another one */
  uint64_t known;         /* nothing new in it */
  uint64_t older;         /* a newer one stands there */
  uint64_t replaced;      /* another line of the file says something newer of the same contact */
  uint64_t held;          /* of added and changed: records that the campaign holds back */
  uint64_t suppressed;    /* records that nobody may contact any more, from here on */
  uint64_t rejected;
  Str rejects;            /* the file of rejected lines; empty where there are none */
} OutcomeReport;

/* Free the report with outcome_report_free, whatever the status. */
Status outcome_run(const OutcomeJob *job, DiagList *diags, OutcomeReport *report) MUST_CHECK;
void outcome_report_free(OutcomeReport *report);

#endif

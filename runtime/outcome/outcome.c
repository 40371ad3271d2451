/* SPDX-License-Identifier: MIT
 * Outcomes from beginning to end. Nothing is kept before the last step: rejects and ledger change together, or neither. */
#include "runtime/outcome/outcome.h"

#include "runtime/outcome/outcome_parts.h"

static Status open_ledger(Outcomes *all) {
  const OutcomeJob *job = all->job;
  LedgerConfig config = {.alloc = job->alloc, .path = job->database, .source = job->source, .key_kind = job->key_kind, .write = true, .cancel = job->cancel};
  Status status = ledger_open(&config, all->diags, &all->ledger);
  if (status == STATUS_OK) status = ledger_contacts(all->ledger, &all->contacts, &all->contact_count, all->diags);
  if (status == STATUS_OK) status = ledger_held(all->ledger, job->campaign, &all->held, &all->held_count, all->diags);
  if (status == STATUS_OK) status = ledger_suppressed(all->ledger, &all->suppressed, &all->suppressed_count, all->diags);
  return status;
}

static Status stopped(const Outcomes *all) {
  if (!all->job->cancel || !__atomic_load_n(all->job->cancel, __ATOMIC_RELAXED)) return STATUS_OK;
  diag_add(all->diags, DIAG_RUN_STOPPED, (Span){0, 0});
  return STATUS_STOPPED;
}

/* ---- what is rejected ---- */

static Status write_rejects(Outcomes *all, Rejects *rejects) {
  Buf rest;
  Status status = STATUS_OK;
  buf_init(&rest, all->job->alloc);
  for (uint32_t i = 0; i < all->count && status == STATUS_OK; i++) {
    const OutcomeLine *line = outcome_line(all, i);
    if (!line->reason.p) continue;
    rest.n = 0;
    rejects_rest(&rest, line->reason, line->row);
    status = rest.failed ? STATUS_NO_MEMORY : rejects_add(rejects, line->line, buf_view(&rest), all->diags);
  }
  buf_free(&rest);
  return status;
}

/* A file of which nothing can be used is most often another one, or a call with other words. */
static Status hold_rejected(Outcomes *all) {
  const OutcomeLine *first = NULL;
  bool used = false;
  for (uint32_t i = 0; i < all->count; i++) {
    const OutcomeLine *line = outcome_line(all, i);
    all->report->rejected += line->reason.p != NULL;
    used |= !line->reason.p || (line->ends && line->key.known);
    if (line->reason.p && !first) first = line;
  }
  if (used || !first) return STATUS_OK;
  diag_add(all->diags, DIAG_OUTCOME_NO_LINES, (Span){0, 0}, all->job->file, (unsigned long long)all->count, (unsigned long long)first->line,
           STR_ARG(first->reason));
  return STATUS_NO;
}

/* The rejects come first: where the machine stops between the two, no line is lost, and running again is safe. */
static Status keep(Outcomes *all, Rejects *rejects) {
  Status status = stopped(all);
  if (status == STATUS_OK) status = write_rejects(all, rejects);
  if (status == STATUS_OK) status = rejects_commit(rejects, all->diags);
  if (status != STATUS_OK) return status;
  status = ledger_commit(all->ledger, all->diags);
  if (status == STATUS_OK) all->report->rejects = rejects->path;
  else rejects_withdraw(rejects);
  return status;
}

static Status run(Outcomes *all) {
  const OutcomeJob *job = all->job;
  Rejects rejects = {.alloc = job->alloc, .wanted = job->rejects, .file = job->file, .database = job->database, .arena = &all->report->arena};
  Status status = open_ledger(all);
  if (status == STATUS_OK) status = csv_open(job->alloc, job->file, &job->csv, all->diags, &all->csv);
  if (status != STATUS_OK) return status;
  all->report->delimiter = csv_delimiter(all->csv);
  all->report->encoding = arena_str(&all->report->arena, str_from(csv_encoding(all->csv))).p;
  status = outcomes_read(all);
  if (status == STATUS_OK) status = outcomes_match(all);
  if (status == STATUS_OK) status = hold_rejected(all);
  if (status == STATUS_OK) status = outcomes_store(all);
  if (status == STATUS_OK) status = outcomes_suppress(all);
  all->report->lines = all->count;
  if (status == STATUS_OK && (all->report->arena.failed || all->diags->arena->failed)) status = STATUS_NO_MEMORY;
  if (status == STATUS_OK) status = keep(all, &rejects);
  rejects_abandon(&rejects);
  return status;
}

Status outcome_run(const OutcomeJob *job, DiagList *diags, OutcomeReport *report) {
  Outcomes all = {.job = job, .diags = diags, .report = report};
  *report = (OutcomeReport){0};
  arena_init(&report->arena, job->alloc);
  buf_init(&all.lines, job->alloc);
  Status status = run(&all);
  ledger_close(all.ledger);
  csv_close(all.csv);
  buf_free(&all.lines);
  return status;
}

void outcome_report_free(OutcomeReport *report) { arena_free(&report->arena); }

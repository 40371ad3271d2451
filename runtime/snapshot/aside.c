/* SPDX-License-Identifier: MIT */
#include "runtime/snapshot/aside.h"

/* The next batch, from whatever part; NULL behind the last. */
static Status go_on(Aside *aside, DiagList *diags) {
  aside->held = NULL;
  while (aside->in_part || aside->part < aside->parts) {
    Status status = aside->in_part ? STATUS_OK : cursor_part(aside->cursor, aside->part, diags);
    if (status == STATUS_OK) status = cursor_next(aside->cursor, &aside->held, diags);
    if (status != STATUS_OK || aside->held) {
      aside->in_part = true;
      aside->next++;
      return status;
    }
    aside->in_part = false;
    aside->part++;
  }
  return STATUS_OK;
}

Status aside_batch(Aside *aside, uint32_t number, uint32_t count, const Batch **batch, DiagList *diags) {
  if (number + 1 < aside->next) *aside = (Aside){.cursor = aside->cursor, .parts = aside->parts};
  while (aside->next <= number) {
    Status status = go_on(aside, diags);
    if (status != STATUS_OK) return status;
    if (!aside->held) break;
  }
  *batch = aside->held;
  if (aside->held && aside->held->count == count) return STATUS_OK;
  /* The sums are right, and yet it is of other records: somebody has forged it. */
  diag_add(diags, DIAG_DB_FAILED, (Span){0, 0}, "(kept columns)", "they are of other records; `cible cache clear` removes them");
  return STATUS_IO;
}

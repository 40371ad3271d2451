/* A pass: one table, read once for all slots of a level. */
#ifndef CIBLE_EXEC_STAGE_PASS_H
#define CIBLE_EXEC_STAGE_PASS_H

#include "runtime/exec/feed.h"

/* `index`: the records are numbered, and found by their keys from then on. */
typedef struct StagePass {
  Stages *stages;
  uint32_t unit;
  bool index;
  Feed **feeds;
  uint32_t feed_count;
  uint32_t *strand_of; /* by feed: those of different strands are taken in beside one another */
  uint32_t part;       /* that is taken in now */
} StagePass;

/* Reads the unit's table, or only what earlier passes have kept of it, and finishes the slots of its feeds. */
Status stage_pass_run(StagePass *pass, const ExecJob *job, DiagList *diags, ExecReport *report) MUST_CHECK;

#endif

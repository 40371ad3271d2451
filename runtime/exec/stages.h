/* Stages: the slots that a run needs, made level by level, each pass reading one table once (decision 5). What they leave behind
 * is what the last run, over the subject, begins with. */
#ifndef CIBLE_EXEC_STAGES_H
#define CIBLE_EXEC_STAGES_H

#include "runtime/code/need.h"
#include "runtime/exec/workers.h"
#include "runtime/group/group_map.h"
#include "runtime/group/key_index.h"
#include "runtime/data/slot_values.h"

/* What is known of the records of a unit once it has been read. */
typedef struct UnitState {
  bool needed;      /* some slot needs its ordinals, or its index */
  bool indexed;     /* rows of other units find it by its key */
  bool read;        /* has been, once, and its records are numbered */
  bool looked_at;   /* some pass has read it: its rows without a subject are counted */
  bool borrowed;    /* all of this is another's, from an earlier run */
  uint32_t count;   /* records */
  uint32_t *bases;  /* by part: the ordinal of its first record */
  uint32_t parts;
  KeyIndex *index;
  uint32_t up_size;
  uint32_t *up;     /* by ordinal: its parent's ordinal; NULL but for a related record that others are related to */
  uint64_t orphans; /* rows without a subject */
} UnitState;

typedef struct Stages {
  const ExecJob *job;
  Arena arena;
  bool any;                 /* there is a slot to be made */
  bool done;                /* all are */
  UnitState *units;
  SlotValues *values;       /* one a slot */
  const SlotValues **made;  /* for VmConfig: NULL where it is not made */
  const SlotValues **kept;  /* by block: its result for each record, where a slot needed it of all; for VmConfig */
  bool *is_kept;            /* likewise, for Need */
  KeptKeys *keys;           /* where results are kept between runs; else NULL … */
  Arena key_arena;          /* … in here */
  bool *at_hand;            /* by slot: an earlier run has made it */
  bool *met_faults;         /* by block: in some pass; for Pass */
  bool *faulted;            /* by slot: its making itself has met a fault */
  SlotValues *spare;        /* by slot: what is kept and is no slot itself */
  GroupMap **groups;        /* one a measure, of its dimensions; NULL without */
} Stages;

/* The definitions that a run gives out. */
typedef struct Asked {
  const uint32_t *defs;
  uint32_t count;
} Asked;
/* All that these and the job's condition come down to. */
void need_asked(Need *need, const ExecJob *job, const Asked *asked);

/* An empty report, into which passes add. */
void report_begin(const ExecJob *job, ExecReport *report);
/* Makes what the definitions asked for come down to; faults go to `report`, which has been begun. stages_free whatever is returned. */
Status stages_make(Stages *stages, const ExecJob *job, const uint32_t *defs, uint32_t def_count, DiagList *diags,
                   ExecReport *report) MUST_CHECK;
void stages_free(Stages *stages);
/* All of a run over the subject: begins the report, makes what the definitions need, and reads the subject by `task`. */
Status stages_run(const ExecJob *job, const uint32_t *defs, uint32_t def_count, const Task *task, DiagList *diags,
                  ExecReport *report) MUST_CHECK;
/* Does a pass over the subject that needs just this come from what is kept of each record, so that nothing is to be read? */
static inline bool stages_can_recall(const Stages *stages, const Need *need) {
  return stages->any && stages->units[0].read && need_is_of_slots(need);
}
/* Has the last run anything to do with ordinals? */
static inline bool stages_any(const Stages *stages) { return stages && stages->any; }

#endif

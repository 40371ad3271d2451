/* Slots that earlier runs have made, and those of this one for later runs (runtime/kept). */
#ifndef CIBLE_EXEC_STAGES_KEPT_H
#define CIBLE_EXEC_STAGES_KEPT_H

#include "runtime/exec/stages.h"

/* Makes the program's keys, where results are kept. Where memory is out, nothing is kept. */
void stages_find_keys(Stages *stages);
/* Tells those who keep results what is asked. */
void stages_ask(Stages *stages, const Asked *asked);
/* Of all slots that a run comes down to (`need`), takes those that are kept, with what is known of the records of their units; what is
 * needed beside them is in `need` then. */
void stages_take_kept(Stages *stages, Need *need, const Asked *asked);
/* Gives slots and units to those who keep them, where no fault was met in their making. Behind a run that has gone well. */
void stages_keep(Stages *stages);

#endif

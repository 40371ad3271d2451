/* Room: what is left of a campaign's budget, of its channels' capacities and of its teams' hours. Nothing is ever taken that is not
 * there. */
#ifndef CIBLE_PLAN_ROOM_H
#define CIBLE_PLAN_ROOM_H

#include "runtime/plan/calendar.h"

typedef enum RoomLack { LACK_NONE, LACK_BUDGET, LACK_CAPACITY, LACK_HOURS } RoomLack;

typedef struct RoomSource {
  bool bounded;
  Windows windows;
  int64_t *left;  /* by window; below 0 where more was made than there is room for */
} RoomSource;

typedef struct Room {
  const PlanCampaign *campaign;
  bool budgeted;
  int64_t budget;       /* left */
  RoomSource *channels; /* by channel */
  RoomSource *teams;    /* by team */
} Room;

/* All of it: the budget less the fixed cost. False where memory is out. */
bool room_make(const PlanCampaign *campaign, const Calendar *calendar, Arena *arena, Room *out);
/* A contact that stands already, of this campaign (`own`: it takes from the budget) or another; channel and team as far as this
 * campaign has them, else PLAN_NONE. */
void room_charge(Room *room, uint32_t channel, uint32_t team, int32_t day, int64_t cost, int64_t effort, bool own);
/* What is missing for one more contact in the period; LACK_NONE: nothing. */
RoomLack room_lacks(const Room *room, uint32_t channel, uint32_t period, int64_t cost, int64_t effort);
/* Takes it; there must be room. */
void room_take(Room *room, uint32_t channel, uint32_t period, int64_t cost, int64_t effort);
/* Gives back what was taken. */
void room_give(Room *room, uint32_t channel, uint32_t period, int64_t cost, int64_t effort);

/* What is left in a room of its own; campaign and windows are shared. False where memory is out. */
bool room_copy(const Room *room, Arena *arena, Room *out);
/* As much is left as in `from`, a copy of it. */
void room_become(Room *room, const Room *from);

#endif

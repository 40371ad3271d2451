/* SPDX-License-Identifier: MIT */
#include "runtime/plan/room.h"

static bool source_make(const PlanCampaign *campaign, const Calendar *calendar, const PlanCapacity *capacity, Arena *arena,
                        RoomSource *out) {
  out->bounded = capacity->bounded;
  if (!capacity->bounded) return true;
  if (!windows_make(campaign, calendar, capacity, arena, &out->windows)) return false;
  out->left = ARENA_ARRAY(arena, int64_t, out->windows.count);
  if (!out->left) return false;
  for (uint32_t i = 0; i < out->windows.count; i++) out->left[i] = out->windows.amount[i];
  return true;
}

bool room_make(const PlanCampaign *campaign, const Calendar *calendar, Arena *arena, Room *out) {
  *out = (Room){
      .campaign = campaign,
      .budgeted = campaign->budgeted,
      .budget = campaign->budgeted ? campaign->budget - campaign->fixed_cost : 0,
      .channels = ARENA_ARRAY(arena, RoomSource, campaign->channel_count),
      .teams = ARENA_ARRAY(arena, RoomSource, campaign->team_count),
  };
  if (!out->channels || !out->teams) return false;
  for (uint32_t i = 0; i < campaign->channel_count; i++)
    if (!source_make(campaign, calendar, &campaign->channels[i].capacity, arena, &out->channels[i])) return false;
  for (uint32_t i = 0; i < campaign->team_count; i++)
    if (!source_make(campaign, calendar, &campaign->teams[i].work, arena, &out->teams[i])) return false;
  return true;
}

/* What stands may be more than there ever was: it is kept from going round. */
static void lower(int64_t *left, int64_t by) {
  if (__builtin_sub_overflow(*left, by, left)) *left = INT64_MIN;
}

static void source_charge(const Room *room, RoomSource *source, int32_t day, int64_t amount) {
  if (!source->bounded) return;
  const uint32_t window = windows_find(&source->windows, room->campaign, day);
  if (window != PLAN_NONE) lower(&source->left[window], amount);
}

void room_charge(Room *room, uint32_t channel, uint32_t team, int32_t day, int64_t cost, int64_t effort, bool own) {
  if (own && room->budgeted) lower(&room->budget, cost);
  if (channel != PLAN_NONE) source_charge(room, &room->channels[channel], day, 1);
  if (team != PLAN_NONE) source_charge(room, &room->teams[team], day, effort);
}

/* What is left for a period; INT64_MAX: there is no end to it. */
static int64_t left(const RoomSource *source, uint32_t period) {
  return source->bounded ? source->left[source->windows.of_period[period]] : INT64_MAX;
}

RoomLack room_lacks(const Room *room, uint32_t channel, uint32_t period, int64_t cost, int64_t effort) {
  if (room->budgeted && cost > room->budget) return LACK_BUDGET;
  if (left(&room->channels[channel], period) < 1) return LACK_CAPACITY;
  const uint32_t team = room->campaign->channels[channel].team;
  return team != PLAN_NONE && effort > left(&room->teams[team], period) ? LACK_HOURS : LACK_NONE;
}

/* What is left of everything that a contact takes from is less by so many contacts. */
static void change(Room *room, uint32_t channel, uint32_t period, int64_t contacts, int64_t cost, int64_t effort) {
  RoomSource *source = &room->channels[channel];
  if (room->budgeted) room->budget -= cost;
  if (source->bounded) source->left[source->windows.of_period[period]] -= contacts;
  const uint32_t team = room->campaign->channels[channel].team;
  if (team == PLAN_NONE || !room->teams[team].bounded) return;
  source = &room->teams[team];
  source->left[source->windows.of_period[period]] -= effort;
}

void room_take(Room *room, uint32_t channel, uint32_t period, int64_t cost, int64_t effort) {
  change(room, channel, period, 1, cost, effort);
}

void room_give(Room *room, uint32_t channel, uint32_t period, int64_t cost, int64_t effort) {
  change(room, channel, period, -1, -cost, -effort);
}

static bool sources_copy(const RoomSource *sources, uint32_t count, Arena *arena, RoomSource **out) {
  *out = ARENA_ARRAY(arena, RoomSource, count);
  for (uint32_t i = 0; *out && i < count; i++) {
    RoomSource *copy = &(*out)[i];
    *copy = sources[i];
    if (!copy->bounded) continue;
    copy->left = ARENA_ARRAY(arena, int64_t, copy->windows.count);
    if (!copy->left) return false;
    memcpy(copy->left, sources[i].left, copy->windows.count * sizeof *copy->left);
  }
  return *out;
}

bool room_copy(const Room *room, Arena *arena, Room *out) {
  *out = *room;
  return sources_copy(room->channels, room->campaign->channel_count, arena, &out->channels) &&
         sources_copy(room->teams, room->campaign->team_count, arena, &out->teams);
}

static void sources_become(RoomSource *sources, uint32_t count, const RoomSource *from) {
  for (uint32_t i = 0; i < count; i++)
    if (sources[i].bounded) memcpy(sources[i].left, from[i].left, sources[i].windows.count * sizeof *sources[i].left);
}

void room_become(Room *room, const Room *from) {
  room->budget = from->budget;
  sources_become(room->channels, room->campaign->channel_count, from->channels);
  sources_become(room->teams, room->campaign->team_count, from->teams);
}

/* SPDX-License-Identifier: MIT */
#include "lang/campaign/ways.h"

bool ways_init(WaysMaker *maker, Arena *arena) {
  const CampaignModel *model = maker->model;
  maker->way_size = model->channels.choices * (model->offers.count ? model->offers.count : 1);
  maker->ways = ARENA_ARRAY(arena, Way, maker->way_size);
  maker->bits = ARENA_ARRAY(arena, uint64_t, (size_t)maker->way_size * maker->survey->words);
  return maker->ways && maker->bits;
}

bool ways_suppressed(const WaysMaker *maker, const Surveyed *item) {
  return ledger_has(maker->suppressed, maker->suppressed_count, sizeof item->key, &item->key);
}

/* The offer that the record's choice makes on that day; PLAN_NONE: none. */
static uint32_t offer_on(const WaysMaker *maker, const Surveyed *item, uint32_t period) {
  for (uint32_t i = 0; i < maker->model->offers.count && item->offers.wish[i] != NO_WISH; i++)
    if (survey_open(maker->survey, &item->offers, item->offers.wish[i], period)) return item->offers.wish[i];
  return PLAN_NONE;
}

/* On the day by that channel, and offer where the campaign makes offers. */
static Refusal put(WaysMaker *maker, const Surveyed *item, uint32_t channel, uint32_t offer, uint32_t period) {
  const OptionFigures *figures = &item->channels.figures[channel];
  const OptionFigures *with = offer == PLAN_NONE ? NULL : &item->offers.figures[offer];
  if (!item->valued || figures->cost < 0 || figures->effort < 0 || !(figures->response >= 0) || (with && !(with->response >= 0)))
    return REFUSAL_UNKNOWN;
  uint32_t w = 0;
  uint16_t mark = offer == PLAN_NONE ? UINT16_MAX : (uint16_t)offer;
  while (w < maker->way_count && (maker->ways[w].channel != channel || maker->ways[w].offer != mark)) w++;
  if (w == maker->way_count) {
    maker->ways[maker->way_count++] = (Way){.cost = figures->cost, .effort = figures->effort, .channel = (uint16_t)channel, .offer = mark,
                                            .response = with ? figures->response * with->response : figures->response};
    memset(maker->bits + (size_t)w * maker->survey->words, 0, maker->survey->words * sizeof *maker->bits);
  }
  maker->bits[(size_t)w * maker->survey->words + period / 64] |= (uint64_t)1 << (period % 64);
  return REFUSAL_NONE;
}

/* The ways of one day: of the record's own choice one at the most; with `assign best`, what is preferred, else all that it compares
 * (without `by`, the first). */
static Refusal take_day(WaysMaker *maker, uint32_t index, uint32_t period) {
  const Surveyed *item = survey_at(maker->survey, index);
  const uint32_t offers = maker->model->offers.count, offer = offers ? offer_on(maker, item, period) : PLAN_NONE;
  if (offers && offer == PLAN_NONE) return REFUSAL_CLOSED;
  Refusal refusal = REFUSAL_CLOSED;
  for (uint32_t i = 0; i < maker->model->channels.choices && item->channels.wish[i] != NO_WISH; i++) {
    uint32_t channel = item->channels.wish[i];
    if (!survey_open(maker->survey, &item->channels, channel, period)) continue;
    if (!book_allows(maker->book, index, maker->calendar->periods[period].day)) return REFUSAL_LIMITED;
    Refusal put_so = put(maker, item, channel, offer, period);
    if (put_so == REFUSAL_NONE || refusal != REFUSAL_NONE) refusal = put_so;
    if (!maker->model->plan.best || !maker->model->channels.compared || i < item->channels.preferred) break;
  }
  return refusal;
}

static Refusal refuse(WaysMaker *maker, uint32_t index) {
  const Surveyed *item = survey_at(maker->survey, index);
  if (ways_suppressed(maker, item)) return REFUSAL_SUPPRESSED;
  return book_last(maker->book, index).step > 0 ? REFUSAL_CONTACTED : REFUSAL_NONE;
}

bool ways_add(WaysMaker *maker, uint32_t index, Candidates *candidates, Refusal *refusal) {
  const Surveyed *item = survey_at(maker->survey, index);
  *refusal = refuse(maker, index);
  if (*refusal != REFUSAL_NONE) return true;
  maker->way_count = 0;
  *refusal = REFUSAL_CLOSED;
  for (uint32_t p = maker->calendar->first; p < maker->calendar->count; p++) {
    Refusal day = take_day(maker, index, p);
    if (day > *refusal) *refusal = day; /* what was missing on the best of its days */
  }
  if (!maker->way_count) return true;
  *refusal = item->held ? REFUSAL_HELD : REFUSAL_NONE;
  if (item->held) return true;
  if (!candidates_add(candidates, item->value, item->row, item->target)) return false;
  for (uint32_t w = 0; w < maker->way_count; w++) {
    maker->ways[w].periods = period_set(&candidates->sets, maker->bits + (size_t)w * maker->survey->words);
    if (maker->ways[w].periods == PLAN_NONE || !candidates_add_way(candidates, &maker->ways[w])) return false;
  }
  return true;
}

/* SPDX-License-Identifier: MIT */
#include "lang/campaign/book.h"

#include "lang/lower/pool.h"
#include "runtime/data/calendar.h"

/* ---- what stands ---- */

bool book_is_own(const Book *book, const LedgerContact *contact) { return str_equal(contact->campaign, book->model->plan.name); }

bool book_init(Book *book, Cible *cible, const CampaignCall *call, const LedgerContact *contacts, uint32_t count) {
  *book = (Book){.model = &call->model};
  arena_init(&book->arena, &cible->alloc);
  LedgerContact *standing = ARENA_ARRAY(&book->arena, LedgerContact, count + 1);
  if (!standing) return false;
  for (uint32_t i = 0; i < count; i++)
    if (contacts[i].sent || !book_is_own(book, &contacts[i])) standing[book->standing_count++] = contacts[i];
  book->standing = standing;
  return true;
}

void book_free(Book *book) {
  if (book->shown.alloc) arena_free(&book->shown);
  if (book->grown.alloc) arena_free(&book->grown);
  arena_free(&book->arena);
}

const Value *book_keys(Book *book) {
  Value *keys = ARENA_ARRAY(&book->arena, Value, book->standing_count + 1);
  for (uint32_t i = 0; keys && i < book->standing_count; i++) keys[i] = book->standing[i].key;
  return keys;
}

bool book_join(Book *book, const Survey *survey) {
  book->survey = survey;
  arena_init(&book->grown, survey->arena.alloc);
  book->first = ARENA_ARRAY(&book->arena, uint32_t, survey->count + 1);
  book->latest = ARENA_ARRAY(&book->arena, uint32_t, survey->count + 1);
  if (!book->first || !book->latest) return false;
  for (uint32_t i = 0; i < survey->count; i++) {
    book->first[i] = ledger_find(book->standing, book->standing_count, sizeof *book->standing, &survey_at(survey, i)->key);
    book->latest[i] = PLAN_NONE;
  }
  return true;
}

/* The standing contacts of an item are those of its key from its first on. */
static bool stands(const Book *book, uint32_t item, uint32_t at) {
  return at < book->standing_count && ledger_key_order(&book->standing[at].key, &survey_at(book->survey, item)->key) == 0;
}

bool book_add(Book *book, const Planned *planned) {
  Planned *items = arena_grow(&book->grown, book->planned, book->planned_count, &book->planned_size, sizeof *items);
  if (!items) return false;
  book->planned = items;
  items[book->planned_count] = *planned;
  items[book->planned_count].before = book->latest[planned->item];
  book->latest[planned->item] = book->planned_count++;
  return true;
}

/* ---- limits ---- */

bool limit_first_day(const PlanLimit *limit, int32_t day, int32_t *out) {
  if (limit->per.unit == DURATION_MONTHS) return date_add_months(day, -limit->per.count, out);
  int64_t first = (int64_t)day - limit->per.count;
  *out = first < INT32_MIN ? INT32_MIN : (int32_t)first;
  return true;
}

/* Contacts of the record within the days. */
static int64_t count_within(const Book *book, uint32_t item, int32_t from, int32_t to) {
  int64_t count = 0;
  for (uint32_t i = book->first[item]; stands(book, item, i); i++) count += book->standing[i].at >= from && book->standing[i].at <= to;
  for (uint32_t p = book->latest[item]; p != PLAN_NONE; p = book->planned[p].before)
    count += book->planned[p].at >= from && book->planned[p].at <= to;
  return count;
}

/* Would a contact on `day` put the one that stands on `other` over the limit? */
static bool disturbs(const Book *book, const PlanLimit *limit, uint32_t item, int32_t day, int32_t other) {
  int32_t from;
  if (other < day || !limit_first_day(limit, other, &from) || day < from) return false;
  return count_within(book, item, from, other) + 1 > limit->count;
}

static bool limit_allows(const Book *book, const PlanLimit *limit, uint32_t item, int32_t day) {
  int32_t from;
  if (!limit_first_day(limit, day, &from)) from = INT32_MIN;
  if (count_within(book, item, from, day) >= limit->count) return false;
  for (uint32_t i = book->first[item]; stands(book, item, i); i++)
    if (disturbs(book, limit, item, day, book->standing[i].at)) return false;
  for (uint32_t p = book->latest[item]; p != PLAN_NONE; p = book->planned[p].before)
    if (disturbs(book, limit, item, day, book->planned[p].at)) return false;
  return true;
}

bool book_allows(const Book *book, uint32_t item, int32_t day) {
  for (uint32_t i = 0; i < book->model->plan.limit_count; i++)
    if (!limit_allows(book, &book->model->plan.limits[i], item, day)) return false;
  return true;
}

/* ---- what is followed ---- */

static uint32_t offer_named(const PlanCampaign *plan, Str name) {
  for (uint32_t i = 0; name.p && i < plan->offer_count; i++)
    if (str_equal(plan->offers[i].name, name)) return i;
  return PLAN_NONE;
}

LastContact book_last(const Book *book, uint32_t item) {
  LastContact last = {.channel = PLAN_NONE, .offer = PLAN_NONE};
  const PlanCampaign *plan = &book->model->plan;
  for (uint32_t i = book->first[item]; stands(book, item, i); i++) {
    const LedgerContact *contact = &book->standing[i];
    if (!book_is_own(book, contact) || contact->step <= last.step) continue;
    last = (LastContact){contact->step, plan_channel(plan, contact->channel), offer_named(plan, contact->offer), contact->at, true};
  }
  for (uint32_t p = book->latest[item]; p != PLAN_NONE; p = book->planned[p].before) {
    const Planned *planned = &book->planned[p];
    if (planned->step > last.step) last = (LastContact){planned->step, planned->channel, planned->offer, planned->at, false};
  }
  return last;
}

int64_t book_followed(const Book *book, uint32_t item, int64_t follow) {
  int64_t count = 0;
  for (uint32_t i = book->first[item]; stands(book, item, i); i++)
    count += book_is_own(book, &book->standing[i]) && book->standing[i].follow == follow;
  for (uint32_t p = book->latest[item]; p != PLAN_NONE; p = book->planned[p].before) count += book->planned[p].follow == follow;
  return count;
}

/* SPDX-License-Identifier: MIT
 * Which contacts a list has: those planned for the period and those made on the day, as far as all rules still let them be. */
#include "lang/handout/list.h"

#include "lang/campaign/plan.h"

/* ---- which are meant ---- */

static bool is_of(const List *list, const LedgerContact *contact) {
  const CampaignModel *model = &list->ask->call->model;
  return str_equal(contact->campaign, model->plan.name) && str_equal(contact->channel, model->plan.channels[list->ask->channel].name);
}

static bool is_due(const List *list, const LedgerContact *contact) {
  if (contact->sent) return contact->at == list->day;
  return contact->at >= list->period.first && contact->at <= list->period.last;
}

bool list_find(List *list, Arena *arena) {
  list->listed = ARENA_ARRAY(arena, uint32_t, list->contact_count + 1);
  if (!list->listed) return false;
  for (uint32_t i = 0; i < list->contact_count; i++) {
    const LedgerContact *contact = &list->contacts[i];
    list->planned += str_equal(contact->campaign, list->ask->call->model.plan.name);
    if (!is_of(list, contact)) continue;
    if (is_due(list, contact)) list->listed[list->listed_count++] = i;
    else list->overdue += !contact->sent && contact->at < list->period.first;
  }
  list->asked = ARENA_ARRAY(arena, bool, list->listed_count + 1);
  list->taken = ARENA_ARRAY(arena, bool, list->listed_count + 1);
  list->salt = control_salt(&list->ask->call->model.plan, arena);
  return list->asked && list->taken && list->salt.p;
}

/* ---- may it be made ---- */

static bool is_suppressed(const List *list, const Value *key) {
  return ledger_has(list->suppressed, list->suppressed_count, sizeof *key, key);
}

/* When it was planned, or by what the campaign says now. */
static bool is_held(const List *list, const Value *key) {
  if (ledger_has(list->held, list->held_count, sizeof *list->held, key)) return true;
  return control_holds(&list->ask->call->model.plan, list->salt, key);
}

/* The first contact of the record. */
static uint32_t first_of(const List *list, uint32_t at) {
  while (at && ledger_key_order(&list->contacts[at - 1].key, &list->contacts[at].key) == 0) at--;
  return at;
}

static bool is_same(const List *list, uint32_t at, uint32_t other) {
  return other < list->contact_count && ledger_key_order(&list->contacts[at].key, &list->contacts[other].key) == 0;
}

/* A follow up: of a contact that was made, long enough ago, and that still calls for it. */
static bool may_follow(const List *list, const RowSeen *row, uint32_t at) {
  const CampaignModel *model = &list->ask->call->model;
  const LedgerContact *contact = &list->contacts[at], *before = NULL;
  if (contact->follow <= 0) return true;
  if ((uint64_t)contact->follow > model->plan.follow_count) return false;
  for (uint32_t i = first_of(list, at); is_same(list, at, i); i++) {
    const LedgerContact *other = &list->contacts[i];
    if (str_equal(other->campaign, contact->campaign) && other->step == contact->step - 1) before = other;
  }
  int32_t first;
  uint32_t follow = (uint32_t)contact->follow - 1;
  if (!before || !before->sent || !follow_day(before->at, &model->plan.follows[follow].after, &first) || list->day < first) return false;
  if (model->follows[follow] == ASK_NONE) return true;
  Value step = row_value(row, model->follows[follow]);
  return step.known && step.i64 == before->step;
}

static bool is_excluded(const List *list, const RowSeen *row) {
  const CampaignModel *model = &list->ask->call->model;
  for (uint32_t i = 0; i < model->exclude_count; i++) {
    Value out = row_value(row, model->excludes[i]);
    if (!out.known || out.truth) return true;
  }
  return false;
}

static uint32_t offer_of(const List *list, const LedgerContact *contact) {
  const PlanCampaign *plan = &list->ask->call->model.plan;
  uint32_t i = 0;
  while (i < plan->offer_count && !(contact->offer.p && str_equal(plan->offers[i].name, contact->offer))) i++;
  return i;
}

/* A campaign that makes offers makes one with every contact; one that makes none any more cannot make the one that was planned. */
static bool may_offer(const List *list, const RowSeen *row, const LedgerContact *contact) {
  const CampaignModel *model = &list->ask->call->model;
  if (!contact->offer.p) return model->offers.count == 0;
  uint32_t offer = offer_of(list, contact);
  return offer < model->offers.count && row_holds(row, model->offers.options[offer].available);
}

/* The others of the record count, whenever the one that is asked had been planned. */
static bool is_limited(const List *list, uint32_t at) {
  const PlanCampaign *plan = &list->ask->call->model.plan;
  for (uint32_t l = 0; l < plan->limit_count; l++) {
    int32_t from;
    int64_t count = 0;
    if (!limit_first_day(&plan->limits[l], list->day, &from)) from = INT32_MIN;
    for (uint32_t i = first_of(list, at); is_same(list, at, i); i++)
      count += i != at && list->contacts[i].at >= from && list->contacts[i].at <= list->day;
    if (count >= plan->limits[l].count) return true;
  }
  return false;
}

/* CIBLE_OUT_COUNT: there is no reason. */
static CibleExportReason refuse(List *list, const RowSeen *row, uint32_t at) {
  const LedgerContact *contact = &list->contacts[at];
  const CampaignModel *model = &list->ask->call->model;
  if (is_suppressed(list, &contact->key)) return CIBLE_OUT_SUPPRESSED;
  if (is_held(list, &contact->key)) return CIBLE_OUT_HELD;
  if (!may_follow(list, row, at)) return CIBLE_OUT_FOLLOW;
  if (!row_holds(row, model->channels.options[list->ask->channel].available)) return CIBLE_OUT_CHANNEL;
  if (is_excluded(list, row)) return CIBLE_OUT_EXCLUDED;
  if (!may_offer(list, row, contact)) return CIBLE_OUT_OFFER;
  return is_limited(list, at) ? CIBLE_OUT_LIMITED : CIBLE_OUT_COUNT;
}

/* ---- the pass ---- */

static Status take(List *list, const RowSeen *row) {
  uint32_t at = list->listed[list->next];
  CibleExportReason reason = refuse(list, row, at);
  list->asked[list->next] = true;
  if (reason != CIBLE_OUT_COUNT) {
    list->left[reason]++;
    return STATUS_OK;
  }
  list->taken[list->next] = true;
  list->count++;
  list->again += list->contacts[at].sent;
  if (!list->writer) return STATUS_OK;
  bool blank = false;
  Status status = list_writer_row(list->writer, &list->contacts[at], row, &blank, list->diags);
  list->blank += blank;
  return status;
}

/* The first of the list that is of this record, or of a greater key. */
static uint32_t find_listed(const List *list, const Value *key) {
  uint32_t low = 0, high = list->listed_count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (ledger_key_order(&list->contacts[list->listed[middle]].key, key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

static Status take_rows(void *self, const Vector *keys, const Vector *const *columns, const Mask *lanes, uint32_t n) {
  List *list = self;
  const CampaignCall *call = list->ask->call;
  Status status = STATUS_OK;
  MASK_EACH(lanes, n, lane) {
    RowSeen row = {list->ask->place, call->program, call->first, columns, (uint32_t)lane};
    Value key = vector_get(keys, (uint32_t)lane);
    for (list->next = find_listed(list, &key); status == STATUS_OK && list->next < list->listed_count; list->next++) {
      if (ledger_key_order(&list->contacts[list->listed[list->next]].key, &key) != 0) break;
      status = take(list, &row);
    }
    if (status != STATUS_OK) return status;
  }
  return STATUS_OK;
}

/* What the program sees of contacts: all but those that it is asked about. */
static bool others(const List *list, Arena *arena, Book *book) {
  LedgerContact *standing = ARENA_ARRAY(arena, LedgerContact, list->contact_count + 1);
  uint32_t next = 0;
  for (uint32_t i = 0; standing && i < list->contact_count; i++) {
    if (next < list->listed_count && list->listed[next] == i) next++;
    else standing[book->standing_count++] = list->contacts[i];
  }
  book->standing = standing;
  return standing != NULL;
}

static Status pass(List *list, Cible *cible, Running *running, Arena *arena) {
  Value *keys = ARENA_ARRAY(arena, Value, list->listed_count + 1);
  if (!keys) return STATUS_NO_MEMORY;
  for (uint32_t i = 0; i < list->listed_count; i++) keys[i] = list->contacts[list->listed[i]].key;
  RowJob rows = {.columns = list->ask->defs, .column_count = list->ask->def_count, .order = PROGRAM_NONE, .keys = keys,
                 .key_count = list->listed_count, .keys_ascending = true};
  RowSink sink = {.self = list, .rows = take_rows};
  return engine_run_rows(cible, running, &rows, &sink);
}

Status list_take(List *list, Cible *cible, Running *running) {
  Book book = {.model = &list->ask->call->model};
  arena_init(&book.arena, &cible->alloc);
  Status status = others(list, &book.arena, &book) ? book_cover(&book, list->ask->call, running) : STATUS_NO_MEMORY;
  if (status == STATUS_OK && list->listed_count) status = pass(list, cible, running, &book.arena);
  book_free(&book);
  for (uint32_t i = 0; i < list->listed_count; i++) list->left[CIBLE_OUT_GONE] += !list->asked[i];
  return status;
}

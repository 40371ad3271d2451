/* SPDX-License-Identifier: MIT
 * Lines held against the ledger: which contact each is about, and what is new in it. */
#include <stdlib.h>

#include "runtime/data/calendar.h"
#include "runtime/outcome/outcome_parts.h"

/* ---- what a line is about ---- */

/* The first contact of the record, or the place where it would stand. */
static uint32_t first_contact(const Outcomes *all, const Value *key) {
  uint32_t from = 0, to = all->contact_count;
  while (from < to) {
    uint32_t middle = from + (to - from) / 2;
    if (ledger_key_order(&all->contacts[middle].key, key) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}

static uint32_t find_held(const Outcomes *all, const Value *key) {
  uint32_t from = 0, to = all->held_count;
  while (from < to) {
    uint32_t middle = from + (to - from) / 2;
    int order = ledger_key_order(&all->held[middle].key, key);
    if (order == 0) return middle;
    if (order < 0) from = middle + 1;
    else to = middle;
  }
  return SLOT_NONE;
}

/* What the ledger knows of a record, where a line finds no contact. */
typedef struct Trace {
  bool there;                   /* some campaign has to do with it */
  const LedgerContact *planned; /* by this campaign, but not made */
  const LedgerContact *later;   /* made by it, after the line's day: the first */
} Trace;

/* The last contact that the campaign has made with the record by that day. */
static uint32_t find_contact(const Outcomes *all, const OutcomeLine *line, Trace *trace) {
  uint32_t found = SLOT_NONE;
  *trace = (Trace){0};
  for (uint32_t i = first_contact(all, &line->key); i < all->contact_count; i++) {
    const LedgerContact *contact = &all->contacts[i];
    if (ledger_key_order(&contact->key, &line->key) != 0) break;
    trace->there = true;
    if (!str_equal(contact->campaign, all->job->campaign)) continue;
    if (!contact->sent) trace->planned = contact;
    else if (contact->at <= line->date) found = i;
    else if (!trace->later) trace->later = contact;
  }
  return found;
}

static void reject(Outcomes *all, OutcomeLine *line, Str reason) { line->reason = arena_str(&all->report->arena, reason); }

static Str day(Arena *arena, int32_t date) {
  char text[DATE_TEXT];
  date_write(date, text);
  return arena_str(arena, (Str){text, DATE_TEXT - 1});
}

/* Finds what it is about; a record of which the ledger knows nothing is left without a slot and without a reason. */
static void match(Outcomes *all, OutcomeLine *line) {
  Trace trace;
  DiagList *diags = all->diags;
  line->slot = find_contact(all, line, &trace);
  if (line->slot != SLOT_NONE) return;
  uint32_t held = find_held(all, &line->key);
  if (trace.later) {
    Str at = day(diags->arena, trace.later->at);
    reject(all, line, diag_phrase(diags, "it is before the record was contacted, on %.*s", STR_ARG(at)));
  } else if (held != SLOT_NONE && line->date < all->job->from) {
    Str from = day(diags->arena, all->job->from);
    reject(all, line, diag_phrase(diags, "it is before the campaign, which begins on %.*s", STR_ARG(from)));
  } else if (held != SLOT_NONE) {
    line->slot = all->contact_count + held;
  } else if (trace.planned) {
    reject(all, line, diag_phrase(diags, "the contact is planned, but has not been made"));
  } else if (trace.there) {
    reject(all, line, diag_phrase(diags, "the campaign has not contacted this record"));
  }
}

/* ---- records of which the ledger knows nothing ---- */

static int by_key(const void *a, const void *b) { return ledger_key_order(a, b); }

/* Is the line to be looked up among the records? An objection is, whatever is wrong with it. */
static bool is_unknown(const Outcomes *all, const OutcomeLine *line) {
  Trace trace;
  if (!line->key.known || line->slot != SLOT_NONE || (line->reason.p && !line->ends)) return false;
  find_contact(all, line, &trace);
  return !trace.there && find_held(all, &line->key) == SLOT_NONE;
}

static uint32_t gather_unknown(const Outcomes *all, Value *keys) {
  uint32_t n = 0, distinct = 0;
  for (uint32_t i = 0; i < all->count; i++)
    if (is_unknown(all, outcome_line(all, i))) keys[n++] = outcome_line(all, i)->key;
  qsort(keys, n, sizeof *keys, by_key);
  for (uint32_t i = 0; i < n; i++)
    if (!distinct || ledger_key_order(&keys[i], &keys[distinct - 1]) != 0) keys[distinct++] = keys[i];
  return distinct;
}

static void settle_unknown(Outcomes *all, OutcomeLine *line, bool there) {
  if (!there) line->ends = false;
  if (line->reason.p) return;
  if (there) reject(all, line, diag_phrase(all->diags, "the campaign has not contacted this record"));
  else reject(all, line, diag_phrase(all->diags, "there is no record with this key"));
}

static Status look_up(Outcomes *all) {
  Arena *arena = &all->report->arena;
  Value *keys = ARENA_ARRAY(arena, Value, all->count + 1);
  uint32_t n = keys ? gather_unknown(all, keys) : 0;
  bool *there = ARENA_ARRAY(arena, bool, n + 1);
  if (!keys || !there) return STATUS_NO_MEMORY;
  if (!n) return STATUS_OK;
  Status status = all->job->find(all->job->user, keys, n, there);
  for (uint32_t i = 0; i < all->count && status == STATUS_OK; i++) {
    OutcomeLine *line = outcome_line(all, i);
    if (!is_unknown(all, line)) continue;
    const Value *key = bsearch(&line->key, keys, n, sizeof *keys, by_key);
    settle_unknown(all, line, key && there[key - keys]);
  }
  return status;
}

Status outcomes_match(Outcomes *all) {
  for (uint32_t i = 0; i < all->count; i++) {
    OutcomeLine *line = outcome_line(all, i);
    if (!line->reason.p) match(all, line);
  }
  Status status = look_up(all);
  return status == STATUS_OK && all->report->arena.failed ? STATUS_NO_MEMORY : status;
}

/* ---- what is new ---- */

static bool says_same(const OutcomeLine *a, const OutcomeLine *b) {
  return str_equal(a->outcome, b->outcome) && a->paid == b->paid && a->amount == b->amount;
}

/* The line that counts of each slot: the newest, of one day the last. */
static void choose_lines(Outcomes *all, uint32_t *chosen) {
  for (uint32_t i = 0; i < all->count; i++) {
    const OutcomeLine *line = outcome_line(all, i);
    if (line->slot == SLOT_NONE) continue;
    uint32_t *before = &chosen[line->slot];
    const OutcomeLine *other = *before ? outcome_line(all, *before - 1) : NULL;
    if (other) all->report->replaced++;
    if (other && other->date == line->date && !says_same(other, line))
      diag_add(all->diags, DIAG_OUTCOME_TWICE, (Span){0, 0}, (unsigned long long)other->line, (unsigned long long)line->line);
    if (!other || other->date <= line->date) *before = i + 1;
  }
}

/* What stands in the ledger of a slot. */
typedef struct Answer {
  bool answered, paid;
  Str outcome;
  int32_t at;
  int64_t amount;
} Answer;

static bool is_same(const Answer *old, const OutcomeLine *line) {
  return old->at == line->date && str_equal(old->outcome, line->outcome) && old->paid == line->paid && old->amount == line->amount;
}

/* Is there something to be written? Counts what it is. */
static bool is_news(OutcomeReport *report, const OutcomeLine *line, const Answer *old) {
  bool older = old->answered && old->at > line->date, known = old->answered && is_same(old, line);
  uint64_t *count = !old->answered ? &report->added : older ? &report->older : known ? &report->known : &report->changed;
  ++*count;
  return !older && !known;
}

static Status store_contact(Outcomes *all, const OutcomeLine *line) {
  LedgerContact contact = all->contacts[line->slot];
  Answer old = {contact.answered, contact.paid, contact.outcome, contact.outcome_at, contact.amount};
  if (!is_news(all->report, line, &old)) return STATUS_OK;
  contact.answered = true;
  contact.outcome = line->outcome;
  contact.outcome_at = line->date;
  contact.paid = line->paid;
  contact.amount = line->amount;
  return ledger_answer(all->ledger, &contact, all->diags);
}

static Status store_held(Outcomes *all, const OutcomeLine *line) {
  LedgerHeld held = all->held[line->slot - all->contact_count];
  Answer old = {held.answered, held.paid, held.outcome, held.outcome_at, held.amount};
  if (!is_news(all->report, line, &old)) return STATUS_OK;
  all->report->held++;
  held.answered = true;
  held.outcome = line->outcome;
  held.outcome_at = line->date;
  held.paid = line->paid;
  held.amount = line->amount;
  return ledger_answer_held(all->ledger, all->job->campaign, &held, all->diags);
}

Status outcomes_store(Outcomes *all) {
  uint32_t slots = all->contact_count + all->held_count;
  uint32_t *chosen = ARENA_ARRAY(&all->report->arena, uint32_t, (size_t)slots + 1); /* 1 + which line; 0: none */
  Status status = chosen ? STATUS_OK : STATUS_NO_MEMORY;
  if (chosen) choose_lines(all, chosen);
  for (uint32_t slot = 0; slot < slots && status == STATUS_OK; slot++) {
    if (!chosen[slot]) continue;
    const OutcomeLine *line = outcome_line(all, chosen[slot] - 1);
    status = slot < all->contact_count ? store_contact(all, line) : store_held(all, line);
  }
  return status;
}

/* ---- those who want to hear no more ---- */

static bool is_suppressed(const Outcomes *all, const Value *key) {
  return all->suppressed_count && bsearch(key, all->suppressed, all->suppressed_count, sizeof *key, by_key);
}

/* Those who say so in a line that has no date do so today. */
static int32_t since(const Outcomes *all, const OutcomeLine *line) { return line->dated ? line->date : all->job->today; }

static int by_key_and_day(const void *one, const void *other) {
  const OutcomeLine *const *a = one, *const *b = other;
  int order = ledger_key_order(&(*a)->key, &(*b)->key);
  if (order == 0) order = ((*a)->line > (*b)->line) - ((*a)->line < (*b)->line);
  return order;
}

Status outcomes_suppress(Outcomes *all) {
  const OutcomeLine **ending = ARENA_ARRAY(&all->report->arena, const OutcomeLine *, all->count + 1);
  uint32_t n = 0;
  if (!ending) return STATUS_NO_MEMORY;
  for (uint32_t i = 0; i < all->count; i++) {
    const OutcomeLine *line = outcome_line(all, i);
    if (line->ends && line->key.known) ending[n++] = line;
  }
  qsort(ending, n, sizeof *ending, by_key_and_day);
  Status status = STATUS_OK;
  for (uint32_t i = 0; i < n && status == STATUS_OK; i++) {
    const OutcomeLine *line = ending[i];
    bool first = i == 0 || ledger_key_order(&line->key, &ending[i - 1]->key) != 0;
    if (first && !is_suppressed(all, &line->key)) all->report->suppressed++;
    status = ledger_suppress(all->ledger, &line->key, since(all, line), line->outcome, all->diags);
  }
  return status;
}

/* SPDX-License-Identifier: MIT
 * The book's contacts as rows of the record `contacts`, for a program that reads them. */
#include "lang/campaign/book.h"

enum { STATE_PLANNED, STATE_SENT };

static Value whole(int64_t number) { return (Value){.kind = KIND_INTEGER, .known = true, .i64 = number}; }
static Value amount(int64_t money) { return (Value){.kind = KIND_MONEY, .known = true, .i64 = money}; }
static Value text(Str s) { return (Value){.kind = KIND_TEXT, .known = s.p != NULL, .str = s}; }
static Value day(int32_t date) { return (Value){.kind = KIND_DATE, .known = true, .i32 = date}; }
static Value state(bool sent) { return (Value){.kind = KIND_CODE, .known = true, .i32 = sent ? STATE_SENT : STATE_PLANNED}; }

static Value field_of(const LedgerContact *c, Str name) {
  if (str_is(name, "campaign")) return text(c->campaign);
  if (str_is(name, "step")) return whole(c->step);
  if (str_is(name, "channel")) return text(c->channel);
  if (str_is(name, "offer")) return text(c->offer);
  if (str_is(name, "at")) return day(c->at);
  if (str_is(name, "cost")) return amount(c->cost);
  if (str_is(name, "state")) return state(c->sent);
  if (str_is(name, "outcome")) return c->answered ? text(c->outcome) : (Value){.kind = KIND_TEXT};
  return c->paid ? amount(c->amount) : (Value){.kind = KIND_MONEY};
}

static void put(const Program *program, const ProgramTable *table, const LedgerContact *contact, Value *row) {
  for (uint32_t i = 0; i < table->column_count; i++) row[i] = field_of(contact, program->columns[table->first_column + i].name);
}

static LedgerContact as_contact(const Book *book, const Planned *planned) {
  const PlanCampaign *plan = &book->model->plan;
  return (LedgerContact){.key = survey_at(book->survey, planned->item)->key,
                         .campaign = plan->name,
                         .channel = plan->channels[planned->channel].name,
                         .offer = planned->offer == PLAN_NONE ? (Str){0} : plan->offers[planned->offer].name,
                         .step = planned->step,
                         .at = planned->at,
                         .cost = planned->cost};
}

bool book_show(Book *book, const CampaignCall *call) {
  if (!book->tables) return true;
  const ProgramTable *table = &call->program->tables[book->table];
  uint32_t count = book->standing_count + book->planned_count;
  if (book->shown.alloc) arena_free(&book->shown);
  arena_init(&book->shown, book->arena.alloc);
  Value *keys = ARENA_ARRAY(&book->shown, Value, count + 1);
  Value *rows = ARENA_ARRAY(&book->shown, Value, (size_t)(count + 1) * table->column_count);
  if (!keys || !rows) return false;
  for (uint32_t i = 0; i < count; i++) {
    LedgerContact planned;
    const LedgerContact *contact = i < book->standing_count ? &book->standing[i] : &planned;
    if (i >= book->standing_count) planned = as_contact(book, &book->planned[i - book->standing_count]);
    keys[i] = contact->key;
    put(call->program, table, contact, rows + (size_t)i * table->column_count);
  }
  book->tables[book->table] = (MemoryRows){.count = count, .keys = keys, .rows = rows};
  return true;
}

/* The number of the record `contacts` that every program has; PROGRAM_NONE where it reads none, or has one of its own. */
static uint32_t contacts_table(const Program *program) {
  for (uint32_t i = 0; i < program->table_count; i++)
    if (program->tables[i].role == TABLE_RELATED && program->tables[i].optional && program_reads(program, i)) return i;
  return PROGRAM_NONE;
}

Status book_cover(Book *book, const CampaignCall *call, Running *running) {
  book->table = contacts_table(call->program);
  if (book->table == PROGRAM_NONE) return STATUS_OK;
  book->tables = ARENA_ARRAY(&book->arena, MemoryRows, call->program->table_count + 1);
  if (!book->tables || !book_show(book, call)) return STATUS_NO_MEMORY;
  StoreConfig config = {.alloc = running->job.alloc, .program = call->program, .threads = running->job.threads, .cancel = running->job.cancel};
  Store *over, *both;
  Status status = store_open_memory(&config, book->tables, NULL, &over);
  if (status != STATUS_OK) return status;
  status = store_open_overlay(running->store, book->table, over, &both);
  if (status != STATUS_OK) {
    store_close(over);
    return status;
  }
  running->store = running->job.store = both;
  running->job.kept = NULL; /* results of the database's own contacts are none of these */
  return STATUS_OK;
}

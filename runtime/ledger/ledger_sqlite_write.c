/* SPDX-License-Identifier: MIT
 * What is written into the ledger. */
#include "runtime/ledger/ledger_sqlite.h"

/* ---- plans ---- */

static Status forget(Ledger *ledger, LedgerQuery query, Str campaign, DiagList *diags) {
  LedgerArguments to = ledger_ask(ledger, query);
  ledger_give_text(&to, campaign);
  return ledger_change(ledger, &to, NULL, diags);
}

static Status plan_contact(Ledger *ledger, Str campaign, const LedgerContact *contact, DiagList *diags) {
  LedgerArguments to = ledger_ask(ledger, QUERY_PLAN);
  ledger_give_key(&to, &contact->key);
  ledger_give_text(&to, campaign);
  ledger_give_integer(&to, contact->step);
  ledger_give_text(&to, contact->channel);
  ledger_give_text(&to, contact->offer);
  ledger_give_date(&to, contact->at);
  ledger_give_money(&to, contact->cost);
  ledger_give_integer(&to, contact->follow);
  ledger_give_integer(&to, contact->effort);
  ledger_give_number(&to, contact->response);
  ledger_give_money(&to, contact->value);
  ledger_give_text(&to, contact->target);
  ledger_give_text(&to, contact->team.n ? contact->team : (Str){0});
  return ledger_change(ledger, &to, NULL, diags);
}

Status ledger_plan(Ledger *ledger, Str campaign, const LedgerContact *contacts, uint32_t count, DiagList *diags) {
  Status status = forget(ledger, QUERY_FORGET_PLANNED, campaign, diags);
  for (uint32_t i = 0; i < count && status == STATUS_OK; i++) status = plan_contact(ledger, campaign, &contacts[i], diags);
  return status;
}

Status ledger_hold(Ledger *ledger, Str campaign, const LedgerHeld *held, uint32_t count, DiagList *diags) {
  Status status = forget(ledger, QUERY_FORGET_HELD, campaign, diags);
  for (uint32_t i = 0; i < count && status == STATUS_OK; i++) {
    LedgerArguments to = ledger_ask(ledger, QUERY_HOLD);
    ledger_give_text(&to, campaign);
    ledger_give_key(&to, &held[i].key);
    ledger_give_text(&to, held[i].target);
    status = ledger_change(ledger, &to, NULL, diags);
  }
  return status;
}

/* ---- what came of them ---- */

/* A change that must meet its row. */
static Status change_one(Ledger *ledger, LedgerArguments *to, DiagList *diags) {
  int64_t changed;
  Status status = ledger_change(ledger, to, &changed, diags);
  if (status != STATUS_OK || changed == 1) return status;
  diag_add(diags, DIAG_LEDGER_NO_CONTACT, (Span){0}, ledger->config.path);
  return STATUS_IO;
}

static LedgerArguments ask_of_contact(Ledger *ledger, LedgerQuery query, const LedgerContact *contact) {
  LedgerArguments to = ledger_ask(ledger, query);
  ledger_give_key(&to, &contact->key);
  ledger_give_text(&to, contact->campaign);
  ledger_give_integer(&to, contact->step);
  return to;
}

static void give_answer(LedgerArguments *to, bool answered, Str outcome, int32_t at, bool paid, int64_t amount) {
  ledger_give_text(to, answered ? outcome : (Str){0});
  if (answered) ledger_give_date(to, at);
  else ledger_give_nothing(to);
  if (answered && paid) ledger_give_money(to, amount);
  else ledger_give_nothing(to);
}

Status ledger_send(Ledger *ledger, const LedgerContact *contact, int32_t day, DiagList *diags) {
  LedgerArguments to = ask_of_contact(ledger, QUERY_SEND, contact);
  ledger_give_date(&to, day);
  return change_one(ledger, &to, diags);
}

Status ledger_answer(Ledger *ledger, const LedgerContact *contact, DiagList *diags) {
  LedgerArguments to = ask_of_contact(ledger, QUERY_ANSWER, contact);
  give_answer(&to, contact->answered, contact->outcome, contact->outcome_at, contact->paid, contact->amount);
  return change_one(ledger, &to, diags);
}

Status ledger_answer_held(Ledger *ledger, Str campaign, const LedgerHeld *held, DiagList *diags) {
  LedgerArguments to = ledger_ask(ledger, QUERY_ANSWER_HELD);
  ledger_give_key(&to, &held->key);
  ledger_give_text(&to, campaign);
  give_answer(&to, held->answered, held->outcome, held->outcome_at, held->paid, held->amount);
  return change_one(ledger, &to, diags);
}

Status ledger_suppress(Ledger *ledger, const Value *key, int32_t since, Str why, DiagList *diags) {
  LedgerArguments planned = ledger_ask(ledger, QUERY_FORGET_PLANNED_OF);
  ledger_give_key(&planned, key);
  Status status = ledger_change(ledger, &planned, NULL, diags);
  if (status != STATUS_OK) return status;
  LedgerArguments to = ledger_ask(ledger, QUERY_SUPPRESS);
  ledger_give_key(&to, key);
  ledger_give_date(&to, since);
  ledger_give_text(&to, why);
  return ledger_change(ledger, &to, NULL, diags);
}

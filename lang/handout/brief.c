/* SPDX-License-Identifier: MIT
 * cible_brief: a campaign in the words of its rules, with a dry run of its plan. */
#include "lang/campaign/campaign.h"
#include "lang/explain/why.h"
#include "runtime/data/calendar.h"

typedef struct Briefer {
  Cible *cible;
  CampaignCall call;
  WhyPlan words; /* puts spans of the rules on one line */
  CibleBrief *out;
} Briefer;

/* ---- clauses ---- */

static const char *const clause_words[] = {
    [CLAUSE_COST] = "cost",         [CLAUSE_FIXED_COST] = "fixed cost", [CLAUSE_RESPONSE] = "response", [CLAUSE_TEAM] = "team",
    [CLAUSE_EXPORT] = "export",     [CLAUSE_SUBJECT] = "subject",       [CLAUSE_MESSAGE] = "message",   [CLAUSE_PRICE] = "price",
    [CLAUSE_MARGIN] = "margin",     [CLAUSE_INTERNAL] = "internal",     [CLAUSE_EXTERNAL] = "external", [CLAUSE_TARGET] = "target",
    [CLAUSE_CHANNEL] = "channel",   [CLAUSE_OFFER] = "offer",           [CLAUSE_BUDGET] = "budget",     [CLAUSE_GAIN] = "value",
    [CLAUSE_CONTROL] = "control",   [CLAUSE_ASSIGN_BEST] = "assign best"};

static const char *word_of(const AstNode *item) { return item->kind == AST_CLAUSE ? clause_words[item->op] : ast_word(item->kind); }

static CibleBriefClause clause_of(Briefer *b, const AstNode *item) {
  const AstNode *reason = item->kid[item->count - 1]; /* the last part of every clause; NULL where it has none */
  Span span = {item->span.from, reason ? reason->span.from : item->span.to};
  return (CibleBriefClause){word_of(item), engine_keep(b->cible, why_words(&b->words, span)),
                            reason ? engine_keep(b->cible, reason->text) : ""};
}

static void take_clauses(Briefer *b, const AstNode *items, CibleBriefPart *out) {
  uint32_t count = items ? items->count : 0;
  CibleBriefClause *clauses = ARENA_ARRAY(&b->cible->results, CibleBriefClause, count + 1);
  for (uint32_t i = 0; clauses && i < count; i++) clauses[out->clause_count++] = clause_of(b, items->kid[i]);
  out->clauses = clauses;
}

/* `segment smes when C` */
static void take_condition(Briefer *b, const AstNode *condition, CibleBriefPart *out) {
  CibleBriefClause *clause = ARENA_NEW(&b->cible->results, CibleBriefClause);
  Str text = arena_format(&b->cible->results, "when %.*s", STR_ARG(why_words(&b->words, condition->span)));
  if (!clause || !text.p) return;
  *clause = (CibleBriefClause){"when", text.p, ""};
  out->clauses = clause;
  out->clause_count = 1;
}

/* ---- declarations ---- */

static const AstNode *items_of(const AstNode *decl) {
  switch (decl->kind) {
  case AST_SEGMENT: return decl->kid[SEGMENT_CRITERIA];
  case AST_CHANNEL: return decl->kid[CHANNEL_ITEMS];
  case AST_OFFER: return decl->kid[OFFER_ITEMS];
  case AST_TEAM: return decl->kid[TEAM_ITEMS];
  case AST_CHOOSE: return decl->kid[CHOOSE_ITEMS];
  case AST_CAMPAIGN: return decl->kid[CAMPAIGN_ITEMS];
  default: return NULL;
  }
}

static const char *wording_of(Briefer *b, const Wording *wording) {
  return wording->text ? engine_keep(b->cible, wording->text->text) : NULL;
}

static CibleBriefPart part_of(Briefer *b, const Symbol *symbol) {
  Cible *cible = b->cible;
  CibleBriefPart out = {.name = engine_keep(cible, symbol->name), .title = engine_keep(cible, symbol->title), .exports = ""};
  const AstNode *decl = symbol->decl;
  if (!decl) return out;
  if (decl->kind == AST_SEGMENT && decl->kid[SEGMENT_WHEN]) take_condition(b, decl->kid[SEGMENT_WHEN], &out);
  else take_clauses(b, items_of(decl), &out);
  if (symbol->kind != SYM_CHANNEL && symbol->kind != SYM_OFFER) return out;
  out.subject = wording_of(b, &symbol->service.subject);
  out.message = wording_of(b, &symbol->service.message);
  const AstNode *exports = symbol->service.exports;
  if (exports) out.exports = engine_keep(cible, why_words(&b->words, exports->span));
  return out;
}

static const CibleBriefPart *one(Briefer *b, const Symbol *symbol) {
  CibleBriefPart *out = ARENA_NEW(&b->cible->results, CibleBriefPart);
  if (out) *out = part_of(b, symbol);
  return out;
}

static const CibleBriefPart *options_of(Briefer *b, const ChoiceAsk *choice, size_t *count) {
  CibleBriefPart *out = ARENA_ARRAY(&b->cible->results, CibleBriefPart, choice->count + 1);
  for (uint32_t i = 0; out && i < choice->count; i++) out[i] = part_of(b, choice->options[i].symbol);
  *count = choice->count;
  return out;
}

/* In the order of the plan's. */
static void take_teams(Briefer *b) {
  const CampaignModel *model = &b->call.model;
  CibleBriefPart *out = ARENA_ARRAY(&b->cible->results, CibleBriefPart, model->plan.team_count + 1);
  for (uint32_t t = 0; out && t < model->plan.team_count; t++) {
    for (uint32_t i = 0; i < model->channels.count; i++)
      if (model->plan.channels[i].team == t) out[t] = part_of(b, model->channels.options[i].symbol->service.team);
  }
  b->out->teams = out;
  b->out->team_count = model->plan.team_count;
}

static void take_targets(Briefer *b, const AstNode *value) {
  uint32_t count = value->kind == AST_LIST ? value->count : 1;
  CibleBriefPart *out = ARENA_ARRAY(&b->cible->results, CibleBriefPart, count);
  for (uint32_t i = 0; out && i < count; i++) {
    const AstNode *target = value->kind == AST_LIST ? value->kid[i] : value;
    out[i] = part_of(b, target->symbol);
    out[i].name = engine_keep(b->cible, why_words(&b->words, target->span));
  }
  b->out->targets = out;
  b->out->target_count = count;
}

static void take_campaign(Briefer *b) {
  const Symbol *campaign = b->call.model.symbol;
  const AstNode *items = items_of(campaign->decl);
  b->out->campaign = part_of(b, campaign);
  b->out->control = b->call.model.plan.control;
  for (uint32_t i = 0; i < items->count; i++) {
    const AstNode *item = items->kid[i];
    if (item->kind != AST_CLAUSE) continue;
    const AstNode *value = item->kid[CLAUSE_VALUE];
    if (item->op == CLAUSE_TARGET) take_targets(b, value);
    if (item->op == CLAUSE_CHANNEL && value->symbol->kind == SYM_CHOOSE) b->out->choice = one(b, value->symbol);
    if (item->op == CLAUSE_OFFER && value->symbol->kind == SYM_CHOOSE) b->out->offer_choice = one(b, value->symbol);
  }
  b->out->channels = options_of(b, &b->call.model.channels, &b->out->channel_count);
  b->out->offers = options_of(b, &b->call.model.offers, &b->out->offer_count);
  take_teams(b);
}

/* ---- what is stored ---- */

static void add_stored(CibleBriefStored *out, const LedgerContact *contact, int32_t days[2]) {
  out->answered += contact->answered;
  if (contact->sent) {
    out->sent++;
    out->sent_cost += contact->cost;
    out->sent_responses += contact->response;
    out->sent_value += contact->response * (double)contact->value;
    return;
  }
  if (!out->planned || contact->at < days[0]) days[0] = contact->at;
  if (!out->planned || contact->at > days[1]) days[1] = contact->at;
  out->planned++;
  out->planned_cost += contact->cost;
  out->planned_responses += contact->response;
}

static const char *day_text(Cible *cible, int32_t day) {
  char text[DATE_TEXT];
  date_write(day, text);
  return engine_keep(cible, str_from(text));
}

static Status take_stored(Briefer *b) {
  Cible *cible = b->cible;
  const CampaignCall *call = &b->call;
  LedgerConfig config = {.alloc = &cible->alloc, .path = call->review->run->database, .source = call->source,
                         .key_kind = call->checked->subject->key_kind, .cancel = &cible->cancel};
  const LedgerContact *contacts;
  uint32_t count;
  Ledger *ledger = NULL;
  int32_t days[2] = {0, 0};
  Status status = ledger_open(&config, &cible->diags, &ledger);
  if (status == STATUS_OK) status = ledger_contacts(ledger, &contacts, &count, &cible->diags);
  for (uint32_t i = 0; status == STATUS_OK && i < count; i++)
    if (str_equal(contacts[i].campaign, call->model.plan.name)) add_stored(&b->out->stored, &contacts[i], days);
  ledger_close(ledger);
  if (status != STATUS_OK || !b->out->stored.planned) return status;
  b->out->stored.first = day_text(cible, days[0]);
  b->out->stored.last = day_text(cible, days[1]);
  return STATUS_OK;
}

/* ---- the whole ---- */

static Status brief(Briefer *b, const CibleReview *review, const char *campaign, const CiblePlan *plan) {
  Status status = campaign_check(b->cible, review, campaign, &b->call);
  if (status != STATUS_OK) return status;
  b->out = ARENA_NEW(&b->cible->results, CibleBrief);
  if (!b->out || !why_plan_init(&b->words, b->call.checked, b->cible->language)) return STATUS_NO_MEMORY;
  b->out->plan = plan;
  take_campaign(b);
  if (b->cible->results.failed || b->call.checked->arena->failed) return STATUS_NO_MEMORY;
  return take_stored(b);
}

CibleStatus cible_brief(Cible *cible, const CibleReview *review, const char *campaign, const CibleBrief **out) {
  *out = NULL;
  const CiblePlan *plan;
  CibleStatus planned = cible_plan(cible, review, campaign, 1, &plan);
  if (planned != CIBLE_OK) return planned;
  engine_begin(cible); /* the plan, and what its run said, stay among the results */
  Briefer b = {.cible = cible};
  Status status = brief(&b, review, campaign, plan);
  if (status == STATUS_OK && cible->results.failed) status = STATUS_NO_MEMORY;
  if (status == STATUS_OK) *out = b.out;
  campaign_close(&b.call);
  return engine_end(cible, status);
}

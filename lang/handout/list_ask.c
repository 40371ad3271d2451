/* SPDX-License-Identifier: MIT
 * What the program is asked for a list: may the contact be made, and what is handed out of its record. */
#include "lang/handout/list.h"

#include "lang/check/literal.h"

/* ---- the channel ---- */

static const Symbol *declared(const Checked *checked, Str name) {
  for (uint32_t i = 0; i < checked->symbol_count; i++) {
    const Symbol *symbol = checked->symbols[i];
    if (symbol->kind == SYM_CHANNEL && !symbol->unlisted && str_equal(symbol->name, name)) return symbol;
  }
  return NULL;
}

/* "`email`, `phone`" */
static Str channels_of(const CampaignModel *model, Arena *arena) {
  Str list = {0};
  for (uint32_t i = 0; i < model->channels.count; i++) {
    Str name = model->channels.options[i].symbol->name;
    list = i ? arena_format(arena, "%.*s, `%.*s`", STR_ARG(list), STR_ARG(name)) : arena_format(arena, "`%.*s`", STR_ARG(name));
  }
  return list;
}

static Status no_channel(CampaignCall *call, Str wanted) {
  const CampaignModel *model = &call->model;
  DiagList *diags = &call->cible->diags;
  Diag *diag = diag_add(diags, DIAG_EXPORT_CHANNEL, (Span){0, 0}, STR_ARG(model->plan.name), STR_ARG(wanted));
  unsigned least = wanted.n / 3 + 2;
  Str nearest = {0};
  for (uint32_t i = 0; i < model->channels.count; i++) {
    Str name = model->channels.options[i].symbol->name;
    unsigned distance = str_distance(wanted, name, least - 1);
    if (distance >= least) continue;
    least = distance;
    nearest = name;
  }
  Str all = channels_of(model, call->checked->arena);
  if (declared(call->checked, wanted)) diag_help(diags, diag, "the rules have such a channel, but the campaign goes by %.*s", STR_ARG(all));
  else if (nearest.p) diag_help(diags, diag, "did you mean `%.*s`?", STR_ARG(nearest));
  else diag_help(diags, diag, "it goes by %.*s", STR_ARG(all));
  return STATUS_USAGE;
}

static Status find_channel(ListAsk *ask, const char *name) {
  const ChoiceAsk *channels = &ask->call->model.channels;
  for (uint32_t i = 0; i < channels->count; i++) {
    if (!str_is(channels->options[i].symbol->name, name)) continue;
    ask->channel = i;
    return STATUS_OK;
  }
  return no_channel(ask->call, str_from(name));
}

/* ---- what is asked ---- */

/* The key is the first column of every list already. */
static bool is_key(const Record *subject, const AstNode *node) {
  const AstNode *bare = ast_bare(node);
  return bare->kind == AST_NAME && subject->key_field != UINT32_MAX && bare->symbol == subject->fields[subject->key_field];
}

static void ask_export(ListAsk *ask, AstNode *node) {
  const Checked *checked = ask->call->checked;
  if (is_key(checked->subject, node)) return;
  ask->names[ask->export_count] = node->kind == AST_NAME ? node->text : source_text(checked->sources, node->span);
  ask->exports[ask->export_count++] = campaign_ask(&ask->call->model, ask->call->checked, (Extra){.expr = node});
}

static bool ask_exports(ListAsk *ask, const AstNode *exports) {
  Arena *arena = ask->call->checked->arena;
  bool list = exports && exports->kind == AST_LIST;
  uint32_t count = list ? exports->count : exports ? 1 : 0;
  ask->names = ARENA_ARRAY(arena, Str, count + 1);
  ask->exports = ARENA_ARRAY(arena, uint32_t, count + 1);
  if (!ask->names || !ask->exports) return false;
  for (uint32_t i = 0; i < count; i++) ask_export(ask, list ? exports->kid[i] : (AstNode *)exports);
  return true;
}

static bool ask_offers(ListAsk *ask) {
  const ChoiceAsk *offers = &ask->call->model.offers;
  ask->offers = ARENA_ARRAY(ask->call->checked->arena, Message, offers->count + 1);
  for (uint32_t i = 0; ask->offers && i < offers->count; i++) {
    if (!message_ask(ask->call, &offers->options[i].symbol->service.message, &ask->offers[i])) return false;
    ask->offers_speak |= ask->offers[i].text.p != NULL;
  }
  return ask->offers != NULL;
}

Status list_ask(CampaignCall *call, const char *channel, ListAsk *out) {
  *out = (ListAsk){.call = call};
  Status status = find_channel(out, channel);
  if (status != STATUS_OK) return status;
  const Service *service = &call->model.channels.options[out->channel].symbol->service;
  bool good = ask_exports(out, service->exports) && message_ask(call, &service->subject, &out->subject) &&
              message_ask(call, &service->message, &out->message) && ask_offers(out);
  return good && !call->checked->arena->failed ? STATUS_OK : STATUS_NO_MEMORY;
}

/* ---- the columns of the pass ---- */

static void add(ListAsk *ask, uint32_t extra) {
  if (extra == ASK_NONE || ask->place[extra]) return;
  ask->defs[ask->def_count++] = ask->call->first + extra;
  ask->place[extra] = ask->def_count;
}

static void add_message(ListAsk *ask, const Message *message) {
  for (uint32_t i = 0; i < message->count; i++) add(ask, message->extras[i]);
}

bool list_lower(ListAsk *ask) {
  const CampaignModel *model = &ask->call->model;
  Arena *arena = ask->call->checked->arena;
  uint32_t extras = ask->call->checked->extra_count;
  ask->defs = ARENA_ARRAY(arena, uint32_t, extras + 1);
  ask->place = ARENA_ARRAY(arena, uint32_t, extras + 1);
  if (!ask->defs || !ask->place) return false;
  add(ask, model->channels.options[ask->channel].available);
  for (uint32_t i = 0; i < model->exclude_count; i++) add(ask, model->excludes[i]);
  for (uint32_t i = 0; i < model->plan.follow_count; i++) add(ask, model->follows[i]);
  for (uint32_t i = 0; i < model->offers.count; i++) add(ask, model->offers.options[i].available);
  for (uint32_t i = 0; i < ask->export_count; i++) add(ask, ask->exports[i]);
  add_message(ask, &ask->subject);
  add_message(ask, &ask->message);
  for (uint32_t i = 0; i < model->offers.count; i++) add_message(ask, &ask->offers[i]);
  return true;
}

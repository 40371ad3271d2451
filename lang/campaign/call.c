/* SPDX-License-Identifier: MIT
 * The rules of a call about a campaign: compiled, with what is asked of them. */
#include "lang/campaign/campaign.h"

#include "lang/lower/lower.h"
#include "runtime/data/calendar.h"

/* The campaigns of the program, the one nearest to what was asked for first. */
static void suggest(Cible *cible, Diag *diag, const Checked *checked, Str wanted) {
  Str nearest = {0}, only = {0};
  unsigned least = wanted.n / 3 + 1, count = 0;
  for (uint32_t i = 0; i < checked->symbol_count; i++) {
    const Symbol *symbol = checked->symbols[i];
    if (symbol->kind != SYM_CAMPAIGN || symbol->unlisted) continue;
    only = symbol->name;
    count++;
    unsigned distance = str_distance(wanted, symbol->name, least);
    if (distance > least || (nearest.p && distance >= least)) continue;
    nearest = symbol->name;
    least = distance;
  }
  if (nearest.p) diag_help(&cible->diags, diag, "did you mean `%.*s`?", STR_ARG(nearest));
  else if (count == 1) diag_help(&cible->diags, diag, "its only campaign is `%.*s`", STR_ARG(only));
  else if (!count) diag_help(&cible->diags, diag, "it declares no campaign: `campaign %.*s { target …  channel …  value …  from … to … by week }`", STR_ARG(wanted));
}

const Symbol *campaign_find(Cible *cible, const Checked *checked, const char *name) {
  Str wanted = str_from(name);
  for (uint32_t i = 0; i < checked->symbol_count; i++) {
    const Symbol *symbol = checked->symbols[i];
    if (symbol->kind == SYM_CAMPAIGN && !symbol->unlisted && str_equal(symbol->name, wanted)) return symbol;
  }
  suggest(cible, diag_add(&cible->diags, DIAG_NO_CAMPAIGN, (Span){0, 0}, STR_ARG(wanted)), checked, wanted);
  return NULL;
}

static Status check(Cible *cible, const CibleReview *review, Compilation *out) {
  CibleCompileOptions options = review->options ? *review->options : (CibleCompileOptions){0};
  options.expressions = NULL;
  options.expression_count = 0;
  options.quiet_unused = 1;
  Str text = {review->text, review->length > SOURCE_MOST ? SOURCE_MOST + 1 : (uint32_t)review->length};
  Status status = engine_check(cible, review->path, text, &options, out);
  if (status != STATUS_OK || out->checked->subject) return status;
  diag_add(&cible->diags, DIAG_NO_SUBJECT, (Span){0, 0}, review->path);
  return STATUS_NO;
}

CibleStatus cible_campaigns(Cible *cible, const CibleReview *review, const char *const **names, size_t *count) {
  *names = NULL;
  *count = 0;
  engine_begin(cible);
  Compilation c;
  Status status = check(cible, review, &c);
  const char **found = status == STATUS_OK ? ARENA_ARRAY(&cible->results, const char *, c.checked->symbol_count + 1) : NULL;
  for (uint32_t i = 0; found && i < c.checked->symbol_count; i++) {
    const Symbol *symbol = c.checked->symbols[i];
    if (symbol->kind == SYM_CAMPAIGN && !symbol->unlisted) found[(*count)++] = engine_keep(cible, symbol->name);
  }
  *names = found;
  return engine_end(cible, status == STATUS_OK && !found ? STATUS_NO_MEMORY : status);
}

/* Contacts are kept beside the records that they are of. */
static Status hold_subject(Cible *cible, const Checked *checked, const char *database) {
  const Symbol *subject = checked->subject->symbol;
  if (!checked->subject->csv && database) return STATUS_OK;
  diag_add(&cible->diags, checked->subject->csv ? DIAG_CAMPAIGN_CSV : DIAG_DB_NOT_GIVEN, subject->span, STR_ARG(subject->name));
  return checked->subject->csv ? STATUS_NO : STATUS_USAGE;
}

Status campaign_check(Cible *cible, const CibleReview *review, const char *name, CampaignCall *out) {
  *out = (CampaignCall){.cible = cible, .review = review};
  Compilation c;
  Status status = check(cible, review, &c);
  if (status == STATUS_OK) status = hold_subject(cible, c.checked, review->run->database);
  const Symbol *campaign = status == STATUS_OK ? campaign_find(cible, c.checked, name) : NULL;
  if (status == STATUS_OK && !campaign) status = STATUS_USAGE;
  if (status == STATUS_OK) status = campaign_model(cible, c.checked, campaign, &out->model);
  if (status != STATUS_OK) return status;
  out->checked = c.checked;
  out->source = c.checked->subject->source;
  status = engine_clock(cible, review->run, &out->today, &out->now);
  if (status == STATUS_OK) date_write(out->today, cible->today);
  return status;
}

Status campaign_lower(CampaignCall *call) {
  Cible *cible = call->cible;
  call->program = lower_program(call->checked, &cible->alloc, &cible->diags);
  if (!call->program) return cible->diags.errors ? STATUS_NO : STATUS_NO_MEMORY;
  while (call->first < call->program->def_count && call->program->defs[call->first].kind != DEF_EXPR) call->first++;
  return STATUS_OK;
}

Status campaign_open(Cible *cible, const CibleReview *review, const char *name, CampaignCall *out) {
  Status status = campaign_check(cible, review, name, out);
  return status == STATUS_OK ? campaign_lower(out) : status;
}

void campaign_close(CampaignCall *call) {
  program_free(call->program);
  call->program = NULL;
}

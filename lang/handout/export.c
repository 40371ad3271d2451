/* SPDX-License-Identifier: MIT
 * cible_export. The file is there, whole, before its contacts are marked sent: who is stopped between the two has a list whose
 * contacts are still planned, and the same call makes the same list again. */
#include "lang/handout/list.h"

#include "runtime/data/calendar.h"

const char *cible_export_reason(CibleExportReason reason) {
  static const char *const reasons[CIBLE_OUT_COUNT] = {
      [CIBLE_OUT_SUPPRESSED] = N_("on the suppression list"),
      [CIBLE_OUT_HELD] = N_("in the control group"),
      [CIBLE_OUT_FOLLOW] = N_("what they follow was not made, not long enough ago, or calls for no follow up"),
      [CIBLE_OUT_CHANNEL] = N_("the channel may not be used for them (any more)"),
      [CIBLE_OUT_EXCLUDED] = N_("excluded by the campaign"),
      [CIBLE_OUT_OFFER] = N_("the offer may not be made to them (any more)"),
      [CIBLE_OUT_LIMITED] = N_("contacted too often"),
      [CIBLE_OUT_GONE] = N_("no longer in the file"),
  };
  return reason < CIBLE_OUT_COUNT ? reasons[reason] : "";
}

/* ---- the day ---- */

static Status find_day(Cible *cible, CampaignCall *call, const char *on) {
  int32_t day;
  if (!on) return STATUS_OK;
  if (!date_parse(str_from(on), &day)) return engine_bad_date(cible, on);
  call->now += ((int64_t)day - call->today) * 86400; /* the time of day stays */
  call->today = day;
  return STATUS_OK;
}

static const char *day_text(Cible *cible, int32_t day) {
  char text[DATE_TEXT];
  date_write(day, text);
  return engine_keep(cible, str_from(text));
}

static Status find_period(List *list, Cible *cible, const CampaignCall *call, Arena *arena) {
  const CampaignModel *model = &call->model;
  Calendar calendar;
  if (!calendar_make(&model->plan, list->day, arena, &calendar)) {
    if (arena->failed) return STATUS_NO_MEMORY;
    diag_add(&cible->diags, DIAG_CAMPAIGN_LONG, model->symbol->span, STR_ARG(model->plan.name), (unsigned)PERIODS_MOST);
    return STATUS_NO;
  }
  uint32_t period = calendar_period(&calendar, list->day);
  if (period != PLAN_NONE) {
    list->period = calendar.periods[period];
    return STATUS_OK;
  }
  Diag *diag = diag_add(&cible->diags, DIAG_EXPORT_OUTSIDE, model->symbol->span, day_text(cible, list->day), STR_ARG(model->plan.name),
                        day_text(cible, model->plan.from), day_text(cible, model->plan.to));
  diag_help(&cible->diags, diag, "`--on DATE` makes the list of another day");
  return STATUS_USAGE;
}

/* ---- the ledger ---- */

static Status read_ledger(List *list, Ledger *ledger, const CampaignCall *call, Arena *arena) {
  Cible *cible = call->cible;
  Status status = ledger_contacts(ledger, &list->contacts, &list->contact_count, &cible->diags);
  if (status == STATUS_OK) status = ledger_suppressed(ledger, &list->suppressed, &list->suppressed_count, &cible->diags);
  if (status == STATUS_OK) status = ledger_held(ledger, call->model.plan.name, &list->held, &list->held_count, &cible->diags);
  if (status != STATUS_OK) return status;
  if (!list_find(list, arena)) return STATUS_NO_MEMORY;
  if (list->planned) return STATUS_OK;
  Str name = call->model.plan.name;
  const char *database = call->review->run->database;
  Diag *diag = diag_add(&cible->diags, DIAG_EXPORT_NO_PLAN, call->model.symbol->span, STR_ARG(name), database);
  diag_help(&cible->diags, diag, "`cible plan %s %.*s --db %s` makes one", call->review->path, STR_ARG(name), database);
  return STATUS_NO;
}

static Status send(const List *list, Ledger *ledger, DiagList *diags) {
  Status status = STATUS_OK;
  for (uint32_t i = 0; i < list->listed_count && status == STATUS_OK; i++) {
    const LedgerContact *contact = &list->contacts[list->listed[i]];
    if (list->taken[i] && !contact->sent) status = ledger_send(ledger, contact, list->day, diags);
  }
  return status;
}

/* All that can fail before the file is there has been done. */
static Status finish(const List *list, Ledger *ledger, ListWriter *writer, const CibleExportWish *wish, DiagList *diags) {
  Status status = send(list, ledger, diags);
  if (status != STATUS_OK) return status;
  status = output_commit(writer->output, diags);
  writer->output = NULL;
  if (status != STATUS_OK || list->count == list->again) return status;
  status = ledger_commit(ledger, diags);
  if (status != STATUS_OK) diag_add(diags, DIAG_EXPORT_UNMARKED, (Span){0, 0}, wish->path ? wish->path : "-");
  return status;
}

/* ---- the whole ---- */

static const CibleExport *publish(const List *list, const ListWriter *writer, Cible *cible) {
  const CampaignModel *model = &list->ask->call->model;
  CibleExport *out = ARENA_NEW(&cible->results, CibleExport);
  const char **columns = ARENA_ARRAY(&cible->results, const char *, writer->name_count + 1);
  if (!out || !columns) return NULL;
  for (uint32_t i = 0; i < writer->name_count; i++) columns[i] = engine_keep(cible, str_from(writer->names[i]));
  *out = (CibleExport){.campaign = engine_keep(cible, model->plan.name),
                       .title = engine_keep(cible, model->plan.title),
                       .channel = engine_keep(cible, model->plan.channels[list->ask->channel].name),
                       .on = cible->today,
                       .first = day_text(cible, list->period.first),
                       .last = day_text(cible, list->period.last),
                       .contacts = list->count,
                       .again = list->again,
                       .overdue = list->overdue,
                       .blank = list->blank,
                       .columns = columns,
                       .column_count = writer->name_count,
                       .written = writer->output == NULL && list->writer != NULL};
  memcpy(out->left, list->left, sizeof out->left);
  return cible->results.failed ? NULL : out;
}

typedef struct Exporting {
  CampaignCall call;
  ListAsk ask;
  List list;
  ListWriter writer;
  Ledger *ledger;
  Running running;
  Arena arena;
} Exporting;

/* From here on the program's day is the list's. */
static Status open_run(Exporting *e, Cible *cible) {
  Status status = engine_run_open(cible, e->call.program, e->call.review->run, true, true, &e->running);
  e->running.job.today = e->call.today;
  e->running.job.now = e->call.now;
  date_write(e->call.today, cible->today);
  return status;
}

static Status prepare(Exporting *e, Cible *cible, const CibleReview *review, const char *campaign, const CibleExportWish *wish) {
  Status status = campaign_check(cible, review, campaign, &e->call);
  if (status == STATUS_OK) status = find_day(cible, &e->call, wish->on);
  if (status == STATUS_OK) status = list_ask(&e->call, wish->channel, &e->ask);
  if (status == STATUS_OK) status = campaign_lower(&e->call);
  if (status == STATUS_OK && !list_lower(&e->ask)) status = STATUS_NO_MEMORY;
  e->list = (List){.ask = &e->ask, .day = e->call.today, .diags = &cible->diags};
  return status == STATUS_OK ? find_period(&e->list, cible, &e->call, &e->arena) : status;
}

static Status export(Exporting *e, Cible *cible, const CibleExportWish *wish) {
  const CampaignCall *call = &e->call;
  LedgerConfig config = {.alloc = &cible->alloc, .path = call->review->run->database, .source = call->source,
                         .key_kind = call->checked->subject->key_kind, .write = !wish->dry_run, .cancel = &cible->cancel};
  Status status = engine_spare_inputs(cible, call->program, wish->dry_run ? NULL : wish->path, call->review->run->database);
  if (status == STATUS_OK) status = ledger_open(&config, &cible->diags, &e->ledger);
  if (status == STATUS_OK) status = read_ledger(&e->list, e->ledger, call, &e->arena);
  if (status == STATUS_OK) status = open_run(e, cible);
  if (status == STATUS_OK) status = list_writer_open(cible, &e->ask, wish, &e->writer);
  if (!wish->dry_run) e->list.writer = &e->writer;
  if (status == STATUS_OK) status = list_take(&e->list, cible, &e->running);
  engine_meter_tables(cible, &e->running);
  engine_run_close(&e->running); /* readers keep a writer from committing */
  return status == STATUS_OK && !wish->dry_run ? finish(&e->list, e->ledger, &e->writer, wish, &cible->diags) : status;
}

CibleStatus cible_export(Cible *cible, const CibleReview *review, const char *campaign, const CibleExportWish *wish,
                         const CibleExport **out) {
  *out = NULL;
  engine_begin(cible);
  engine_forget_run(cible);
  Exporting e = {.ledger = NULL};
  arena_init(&e.arena, &cible->alloc);
  Status status = prepare(&e, cible, review, campaign, wish);
  if (status == STATUS_OK) status = export(&e, cible, wish);
  if (status == STATUS_OK) *out = publish(&e.list, &e.writer, cible);
  if (status == STATUS_OK && !*out) status = STATUS_NO_MEMORY;
  list_writer_free(&e.writer);
  ledger_close(e.ledger);
  arena_free(&e.arena);
  CibleStatus ended = engine_run_end(cible, &e.running, status);
  campaign_close(&e.call);
  return ended;
}

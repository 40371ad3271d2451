/* SPDX-License-Identifier: MIT
 * The passes of a survey: over all records as of today, and of the options' availability as of each day. */
#include "lang/campaign/survey.h"

#include <math.h>

#include "runtime/data/numeric.h"
#include "stdlib/functions.h"

/* ---- what is asked ---- */

/* A definition asked for, and in which column of a pass it comes. */
typedef struct Columns {
  uint32_t *defs;  /* by column */
  uint32_t *place; /* by extra: 1 + its column */
  uint32_t count;
} Columns;

typedef struct Surveyor {
  const SurveyWish *wish;
  const CampaignModel *model;
  Survey *out;
  Columns first, daily;
  uint64_t row;      /* of the pass under way */
  uint32_t item;     /* of the daily pass: the next one */
  uint32_t from, to; /* the periods that the daily pass is for */
  bool clocked;      /* availability hangs on the day */
  Str salt;          /* of the control group */
} Surveyor;

static void add_column(const CampaignCall *call, Columns *columns, uint32_t extra) {
  if (extra == ASK_NONE || columns->place[extra]) return;
  columns->defs[columns->count++] = call->first + extra;
  columns->place[extra] = columns->count;
}

static void add_availability(const CampaignCall *call, Columns *columns) {
  const CampaignModel *model = &call->model;
  for (uint32_t i = 0; i < model->exclude_count; i++) add_column(call, columns, model->excludes[i]);
  for (uint32_t i = 0; i < model->channels.count; i++) add_column(call, columns, model->channels.options[i].available);
  for (uint32_t i = 0; i < model->offers.count; i++) add_column(call, columns, model->offers.options[i].available);
}

static void add_choice(const CampaignCall *call, Columns *columns, const ChoiceAsk *choice) {
  for (uint32_t i = 0; i < choice->count; i++) {
    const OptionAsk *option = &choice->options[i];
    add_column(call, columns, option->cost);
    add_column(call, columns, option->response);
    add_column(call, columns, option->minutes);
    add_column(call, columns, option->best);
  }
  for (uint32_t i = 0; i < choice->prefer_count; i++) add_column(call, columns, choice->prefers[i].when);
}

static bool columns_init(const CampaignCall *call, Columns *columns, Arena *arena) {
  *columns = (Columns){.defs = ARENA_ARRAY(arena, uint32_t, call->checked->extra_count + 1),
                       .place = ARENA_ARRAY(arena, uint32_t, call->checked->extra_count + 1)};
  return columns->defs && columns->place;
}

bool survey_daily(const CampaignCall *call, Arena *arena) {
  Columns columns;
  if (!columns_init(call, &columns, arena)) return true;
  add_availability(call, &columns);
  return defs_use_clock(call->program, columns.defs, columns.count, arena);
}

static bool list_columns(Surveyor *s) {
  const CampaignCall *call = s->wish->call;
  Arena *arena = &s->out->arena;
  if (!columns_init(call, &s->first, arena) || !columns_init(call, &s->daily, arena)) return false;
  add_availability(call, &s->daily);
  s->clocked = survey_daily(call, arena);
  for (uint32_t i = 0; i < s->model->plan.target_count; i++) add_column(call, &s->first, s->model->targets[i]);
  add_column(call, &s->first, s->model->value);
  add_choice(call, &s->first, &s->model->channels);
  add_choice(call, &s->first, &s->model->offers);
  add_availability(call, &s->first); /* where it hangs on the day too: so that faults in it are told once, as of today */
  return true;
}

/* ---- one record ---- */

typedef struct At {
  const Columns *columns;
  const Vector *const *vectors;
  uint32_t lane;
} At;

static Value value_of(const At *at, uint32_t extra) {
  if (extra == ASK_NONE) return (Value){0};
  return vector_get(at->vectors[at->columns->place[extra] - 1], at->lane);
}

static bool holds(const At *at, uint32_t extra) {
  Value value = value_of(at, extra);
  return value.known && value.truth;
}

static int64_t effort_of(const At *at, const OptionAsk *option) {
  if (option->minutes == ASK_NONE) return 0;
  Value minutes = value_of(at, option->minutes);
  if (!minutes.known || !(minutes.f64 >= 0) || minutes.f64 > 1e11) return UNKNOWN_AMOUNT;
  double micro = minutes.f64 * 60e6, near = nearbyint(micro);
  return (int64_t)(fabs(micro - near) < 1e-3 ? near : ceil(micro));
}

static OptionFigures figures_of(const At *at, const OptionAsk *option) {
  Value cost = value_of(at, option->cost), response = value_of(at, option->response);
  bool free = option->cost == ASK_NONE; /* an offer */
  return (OptionFigures){.cost = free ? 0 : cost.known && cost.i64 >= 0 ? cost.i64 : UNKNOWN_AMOUNT,
                         .effort = effort_of(at, option),
                         .response = response.known ? response.f64 : -1};
}

static double number_of(const Value *value) { return value->kind == KIND_NUMBER ? value->f64 : (double)value->i64; }

static bool is_better(const Value *a, const Value *b, bool highest) {
  bool whole = a->kind != KIND_NUMBER && b->kind != KIND_NUMBER;
  double x = number_of(a), y = number_of(b);
  int order = whole ? (a->i64 > b->i64) - (a->i64 < b->i64) : (x > y) - (x < y);
  return highest ? order > 0 : order < 0;
}

static bool is_wished(const OptionsSeen *seen, uint32_t count, uint32_t option) {
  for (uint32_t i = 0; i < count; i++)
    if (seen->wish[i] == option) return true;
  return false;
}

/* Preferences that hold, in their order; then the options by E, the earlier of equal ones first. */
static void take_wishes(const At *at, const ChoiceAsk *choice, OptionsSeen *seen) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < choice->prefer_count; i++) {
    const PreferAsk *prefer = &choice->prefers[i];
    if ((prefer->when == ASK_NONE || holds(at, prefer->when)) && !is_wished(seen, count, prefer->option))
      seen->wish[count++] = (uint8_t)prefer->option;
  }
  seen->preferred = (uint8_t)count;
  Value best[OPTIONS_MOST];
  for (uint32_t i = 0; i < choice->choices; i++) {
    if (choice->compared) best[i] = value_of(at, choice->options[i].best);
    if (is_wished(seen, seen->preferred, i) || (choice->compared && !best[i].known)) continue;
    uint32_t place = count++;
    for (; choice->compared && place > seen->preferred && is_better(&best[i], &best[seen->wish[place - 1]], choice->highest); place--)
      seen->wish[place] = seen->wish[place - 1];
    seen->wish[place] = (uint8_t)i;
  }
  if (count < choice->count) seen->wish[count] = NO_WISH;
}

static void take_options(const At *at, const ChoiceAsk *choice, OptionsSeen *seen) {
  for (uint32_t i = 0; i < choice->count; i++) seen->figures[i] = figures_of(at, &choice->options[i]);
  take_wishes(at, choice, seen);
}

/* In which of the periods it may be contacted by each option. */
static void take_open(const Surveyor *s, const At *at, Surveyed *item, uint32_t from, uint32_t to) {
  const uint32_t words = s->out->words;
  for (uint32_t i = 0; i < s->model->exclude_count; i++) {
    Value out = value_of(at, s->model->excludes[i]);
    if (!out.known || out.truth) return;
  }
  for (uint32_t p = from; p < to; p++) {
    uint64_t bit = (uint64_t)1 << (p % 64);
    for (uint32_t i = 0; i < s->model->channels.count; i++)
      if (holds(at, s->model->channels.options[i].available)) item->channels.open[(size_t)i * words + p / 64] |= bit;
    for (uint32_t i = 0; i < s->model->offers.count; i++)
      if (holds(at, s->model->offers.options[i].available)) item->offers.open[(size_t)i * words + p / 64] |= bit;
  }
}

/* ---- room ---- */

static void make_options(Survey *survey, uint32_t options, OptionsSeen *seen) {
  seen->figures = ARENA_ARRAY(&survey->arena, OptionFigures, options);
  seen->open = ARENA_ARRAY(&survey->arena, uint64_t, (size_t)options * survey->words);
  seen->wish = (uint8_t *)arena_bytes(&survey->arena, options + 1);
}

static Surveyed *new_item(Surveyor *s) {
  Survey *survey = s->out;
  uint32_t block = survey->count / SURVEY_BLOCK;
  if (survey->count % SURVEY_BLOCK == 0) {
    if (block == survey->block_size) {
      uint32_t size = block * 2 + 16;
      Surveyed **blocks = ARENA_ARRAY(&survey->arena, Surveyed *, size);
      if (!blocks) return NULL;
      if (block) memcpy(blocks, survey->blocks, block * sizeof *blocks);
      survey->blocks = blocks;
      survey->block_size = size;
    }
    survey->blocks[block] = ARENA_ARRAY(&survey->arena, Surveyed, SURVEY_BLOCK);
    if (!survey->blocks[block]) return NULL;
  }
  Surveyed *item = survey_at(survey, survey->count);
  make_options(survey, s->model->channels.count, &item->channels);
  make_options(survey, s->model->offers.count, &item->offers);
  if (survey->arena.failed) return NULL;
  survey->count++;
  return item;
}

/* ---- the pass as of today ---- */

static uint32_t target_of(const Surveyor *s, const At *at) {
  for (uint32_t i = 0; i < s->model->plan.target_count; i++)
    if (holds(at, s->model->targets[i])) return i;
  return PLAN_NONE;
}

static bool is_contacted(const Surveyor *s, const Value *key) {
  return ledger_has(s->wish->contacted, s->wish->contacted_count, sizeof *key, key);
}

Str control_salt(const PlanCampaign *campaign, Arena *arena) { return arena_format(arena, "campaign %.*s", STR_ARG(campaign->name)); }

bool control_holds(const PlanCampaign *campaign, Str salt, const Value *key) {
  char digits[NUMBER_TEXT];
  if (!(campaign->control > 0)) return false;
  Str text = key->kind == KIND_TEXT ? key->str : (Str){digits, integer_write(key->i64, digits)};
  return hash_percent(salt, text) < campaign->control * 100;
}

static Status take_first(void *self, const Vector *keys, const Vector *const *columns, const Mask *lanes, uint32_t n) {
  Surveyor *s = self;
  MASK_EACH(lanes, n, lane) {
    At at = {&s->first, columns, (uint32_t)lane};
    Value key = vector_get(keys, (uint32_t)lane);
    uint64_t row = s->row++;
    uint32_t target = target_of(s, &at);
    bool contacted = is_contacted(s, &key);
    if (target != PLAN_NONE) s->out->members[target]++;
    if (target == PLAN_NONE && !contacted) continue;
    Surveyed *item = new_item(s);
    if (!item) return STATUS_NO_MEMORY;
    Value value = value_of(&at, s->model->value);
    item->key = key;
    if (key.kind == KIND_TEXT) item->key.str = arena_str(&s->out->arena, key.str);
    item->row = (uint32_t)row;
    item->target = target;
    item->valued = value.known;
    item->value = value.known ? value.i64 : 0;
    item->held = control_holds(&s->model->plan, s->salt, &key);
    take_options(&at, &s->model->channels, &item->channels);
    take_options(&at, &s->model->offers, &item->offers);
    if (!s->clocked) take_open(s, &at, item, s->wish->calendar->first, s->wish->calendar->count);
    if (s->out->arena.failed) return STATUS_NO_MEMORY;
  }
  return STATUS_OK;
}

/* ---- the passes as of each day ---- */

static Status take_day(void *self, const Vector *keys, const Vector *const *columns, const Mask *lanes, uint32_t n) {
  Surveyor *s = self;
  (void)keys;
  MASK_EACH(lanes, n, lane) {
    uint64_t row = s->row++;
    if (s->item >= s->out->count || survey_at(s->out, s->item)->row != row) continue;
    At at = {&s->daily, columns, (uint32_t)lane};
    take_open(s, &at, survey_at(s->out, s->item++), s->from, s->to);
  }
  return STATUS_OK;
}

/* As of the first of the periods; the time of day stays that of the run. */
static Status run_day(Cible *cible, Surveyor *s, const Running *running, uint32_t from, uint32_t to) {
  ExecJob job = running->job;
  int32_t day = s->wish->calendar->periods[from].day;
  job.now += ((int64_t)day - job.today) * 86400;
  job.today = day;
  s->row = 0;
  s->item = 0;
  s->from = from;
  s->to = to;
  RowJob rows = {.columns = s->daily.defs, .column_count = s->daily.count, .order = PROGRAM_NONE};
  RowSink sink = {.self = s, .rows = take_day};
  ExecReport report = {0};
  Status status = exec_rows(&job, &rows, &sink, &cible->diags, &report);
  exec_report_free(&report);
  return status;
}

/* Each period by itself, where availability hangs on the day; else all at once. */
static Status run_days(Cible *cible, Surveyor *s, const Running *running) {
  Status status = STATUS_OK;
  const uint32_t count = s->wish->calendar->count;
  if (!s->clocked) return run_day(cible, s, running, s->wish->calendar->first, count);
  for (uint32_t p = s->wish->calendar->first; status == STATUS_OK && p < count; p++) status = run_day(cible, s, running, p, p + 1);
  return status;
}

Status survey_again(Cible *cible, const SurveyWish *wish, Running *running, Survey *survey) {
  Surveyor s = {.wish = wish, .model = &wish->call->model, .out = survey};
  if (!list_columns(&s)) return STATUS_NO_MEMORY;
  for (uint32_t i = 0; i < survey->count; i++) {
    Surveyed *item = survey_at(survey, i);
    memset(item->channels.open, 0, (size_t)s.model->channels.count * survey->words * sizeof *item->channels.open);
    memset(item->offers.open, 0, (size_t)s.model->offers.count * survey->words * sizeof *item->offers.open);
  }
  return run_days(cible, &s, running);
}

Status survey_make(Cible *cible, const SurveyWish *wish, Running *running, Survey *out) {
  const CampaignModel *model = &wish->call->model;
  *out = (Survey){.words = (wish->calendar->count + 63) / 64};
  arena_init(&out->arena, running->job.alloc);
  Surveyor s = {.wish = wish, .model = model, .out = out};
  out->members = ARENA_ARRAY(&out->arena, uint64_t, model->plan.target_count + 1);
  s.salt = control_salt(&model->plan, &out->arena);
  if (!out->members || !s.salt.p || !list_columns(&s)) return STATUS_NO_MEMORY;
  RowJob rows = {.columns = s.first.defs, .column_count = s.first.count, .order = PROGRAM_NONE};
  RowSink sink = {.self = &s, .rows = take_first};
  Status status = engine_run_rows(cible, running, &rows, &sink);
  out->records = s.row;
  return status == STATUS_OK && s.clocked ? run_days(cible, &s, running) : status;
}

void survey_free(Survey *survey) { arena_free(&survey->arena); }

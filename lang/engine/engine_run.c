/* SPDX-License-Identifier: MIT
 * Runs behind the public interface: the clock, setting up, what a run said. */
#include "lang/engine/engine_run.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "runtime/data/calendar.h"
#include "runtime/data/written.h"
#include "runtime/data/zone.h"
#include "stdlib/functions.h"

/* ---- the clock ---- */

/* `01/03/2027`, `1.3.2027`: a day whose year stands last. */
static bool day_first(const char *text, char date[DATE_TEXT]) {
  int day, month, year, end = 0, n = 0;
  int32_t found;
  bool whole = sscanf(text, "%2d%*1[/.-]%2d%*1[/.-]%4d%n", &day, &month, &year, &end) == 3 && end && !text[end];
  if (whole) n = snprintf(date, DATE_TEXT, "%04d-%02d-%02d", year, month, day);
  return n == DATE_TEXT - 1 && date_parse(str_from(date), &found);
}

Status engine_bad_date(Cible *cible, const char *text) {
  char date[DATE_TEXT];
  Diag *diag = diag_add(&cible->diags, DIAG_RUN_CLOCK, (Span){0, 0}, text, "date");
  if (!day_first(text, date)) memcpy(date, "2027-03-01", DATE_TEXT);
  diag_help(&cible->diags, diag, "a date has four digits for the year, two each for month and day: `%.*s`", DATE_TEXT - 1, date);
  return STATUS_USAGE;
}

static Status bad_datetime(Cible *cible, const char *text) {
  diag_add(&cible->diags, DIAG_RUN_CLOCK, (Span){0, 0}, text, "date and time");
  return STATUS_USAGE;
}

Status engine_clock(Cible *cible, const CibleRun *run, int32_t *today, int64_t *now) {
  *now = (int64_t)time(NULL);
  if (run->now && !datetime_parse(str_from(run->now), now)) return bad_datetime(cible, run->now);
  *today = date_of_datetime(*now);
  if (!run->today) return STATUS_OK;
  if (!date_parse(str_from(run->today), today)) return engine_bad_date(cible, run->today);
  if (!run->now) *now = (int64_t)*today * 86400;
  return STATUS_OK;
}

/* ---- setting up ---- */

/* Messages of a run point into the program's sources, which may go before the messages do: they are copied. */
static bool take_sources(Cible *cible, const Program *program) {
  for (uint32_t i = 0; i < program->sources.count; i++)
    if (!source_add(&cible->sources, program->sources.files[i]->name, program->sources.files[i]->text)) return false;
  return true;
}

static bool uses_zones(const Program *program) {
  for (uint32_t i = 0; i < program->code_count; i++)
    if (program->code[i].op == OP_FN && strcmp(fn_table.items[program->code[i].imm].name, "in_zone") == 0) return true;
  return false;
}

static unsigned thread_count(const CibleRun *run) {
  if (run->threads) return run->threads < 256 ? run->threads : 256;
  long cores = sysconf(_SC_NPROCESSORS_ONLN);
  return cores < 1 ? 1 : cores < 64 ? (unsigned)cores : 64;
}

static Status set_job(Cible *cible, const Program *program, const CibleRun *run, ExecJob *job) {
  *job = (ExecJob){.alloc = &cible->alloc, .program = program, .functions = &fn_table, .threads = thread_count(run),
                   .ticks = !run->now && !run->today, .strict = run->strict != 0, .max_faults = run->max_faults,
                   .where = run->where < 0 ? PROGRAM_NONE : (uint32_t)run->where, .cancel = &cible->cancel,
                   .progress = run->progress, .progress_user = run->progress_user};
  cible->threads = job->threads;
  Status status = engine_clock(cible, run, &job->today, &job->now);
  if (status != STATUS_OK) return status;
  date_write(job->today, cible->today);
  if (uses_zones(program)) {
    Str version = zone_version(&cible->results);
    snprintf(cible->zones, sizeof cible->zones, "%.*s", STR_ARG(version));
  }
  return STATUS_OK;
}

Status engine_hold_index(Cible *cible, const Program *program, size_t index, bool condition) {
  const ProgramDef *def = index < program->def_count ? &program->defs[index] : NULL; /* what sets are made from is of other records */
  if (def && !def->unit && def->kind != DEF_MEASURE && (!condition || def->value == KIND_BOOLEAN)) return STATUS_OK;
  diag_add(&cible->diags, DIAG_NO_DEFINITION, (Span){0, 0}, condition ? "condition" : "definition", index);
  return STATUS_USAGE;
}

Status engine_run_set(Cible *cible, const Program *program, const CibleRun *run, Running *running) {
  *running = (Running){0};
  engine_begin(cible);
  engine_forget_run(cible);
  if (!take_sources(cible, program)) return STATUS_NO_MEMORY;
  Status status = run->where < 0 ? STATUS_OK : engine_hold_index(cible, program, (size_t)run->where, true);
  return status == STATUS_OK ? set_job(cible, program, run, &running->job) : status;
}

Status engine_store_config(Cible *cible, const Program *program, const CibleRun *run, const Running *running, StoreConfig *out) {
  *out = (StoreConfig){.alloc = running->job.alloc, .program = program, .threads = running->job.threads, .cancel = &cible->cancel,
                       .only_key = program->slot_count ? NULL : run->key};
  if (program->has_subject) return STATUS_OK;
  diag_add(&cible->diags, DIAG_NO_SUBJECT, (Span){0, 0}, program->sources.count ? program->sources.files[0]->name.p : "this program");
  return STATUS_NO;
}

static Status open_store(Cible *cible, const Program *program, const CibleRun *run, bool key_order, Running *running) {
  StoreConfig config;
  Status status = engine_store_config(cible, program, run, running, &config);
  if (status != STATUS_OK) return status;
  config.key_order = key_order;
  const Phase before = stopwatch_turn(job_watch(&running->job), PHASE_OPEN);
  status = engine_open_kept(cible, &config, run->database, running);
  stopwatch_turn(job_watch(&running->job), before);
  running->job.store = running->store;
  if (status == STATUS_OK) engine_find_results(cible, program, running);
  return status;
}

Status engine_run_begin(Cible *cible, const CibleProgram *p, const CibleRun *run, bool key_order, Running *running) {
  Status status = engine_run_set(cible, p->program, run, running);
  if (status == STATUS_OK) status = engine_meter_begin(cible, run, running);
  return status == STATUS_OK ? open_store(cible, p->program, run, key_order, running) : status;
}

Status engine_run_open(Cible *cible, const Program *program, const CibleRun *run, bool key_order, bool metered, Running *running) {
  *running = (Running){0};
  Status status = set_job(cible, program, run, &running->job);
  if (status == STATUS_OK && metered) status = engine_meter_begin(cible, run, running);
  return status == STATUS_OK ? open_store(cible, program, run, key_order, running) : status;
}

static const char *key_list(Arena *arena, const FaultRow *row) {
  Buf text;
  buf_init(&text, arena->alloc);
  for (uint32_t i = 0; i < row->key_count; i++) {
    if (i) buf_text(&text, ", ");
    value_write(&text, &row->keys[i], NULL);
  }
  Str kept = arena_str(arena, buf_view(&text));
  buf_free(&text);
  return kept.p ? kept.p : "";
}

static void take_faults(Cible *cible) {
  const FaultTable *table = &cible->report.faults;
  CibleFault *faults = ARENA_ARRAY(&cible->results, CibleFault, table->count + 1);
  for (uint32_t i = 0; faults && i < table->count; i++) {
    const FaultRow *row = table->rows[i];
    Place place = source_place(&cible->sources, row->place.from);
    bool placed = row->place.to && place.file;
    faults[i] = (CibleFault){.file = placed ? arena_str(&cible->results, place.file->name).p : NULL, /* which outlives the sources */
                             .line = (int)place.line, .column = (int)place.column,
                             .source = arena_str(&cible->results, source_text(&cible->sources, row->place)).p,
                             .kind = fault_name(row->kind), .count = row->count, .keys = key_list(&cible->results, row)};
  }
  cible->faults = faults;
  cible->fault_count = faults ? table->count : 0;
}

void engine_run_close(Running *running) {
  if (running->store) store_close(running->store);
  running->store = NULL;
  snapshot_free(running->snapshot);
  running->snapshot = NULL;
}

/* While the program is at hand: its names are copied. */
static void take_orphans(Cible *cible, const Program *p) {
  CibleOrphans *out = ARENA_ARRAY(&cible->results, CibleOrphans, p->table_count + 1);
  for (uint32_t i = 0; out && i < p->table_count; i++) {
    if (!cible->report.orphans || !cible->report.orphans[i]) continue;
    out[cible->orphans_count++] = (CibleOrphans){.record = arena_str(&cible->results, p->tables[i].name).p,
                                                 .of = arena_str(&cible->results, p->tables[p->tables[i].parent].name).p,
                                                 .count = cible->report.orphans[i]};
  }
  cible->orphans = out;
}

CibleStatus engine_run_end(Cible *cible, Running *running, Status status) {
  if (cible->has_report && running->job.program) take_orphans(cible, running->job.program);
  engine_meter_tables(cible, running);
  status = engine_keep_filed(cible, running, status);
  engine_run_close(running);
  if (cible->has_report) take_faults(cible);
  return engine_end(cible, engine_meter_end(cible, running, status));
}

/* ---- what the run said ---- */

uint64_t cible_run_records(const Cible *cible) { return cible->has_report ? cible->report.records : 0; }
double cible_run_seconds(const Cible *cible) { return cible->has_report ? cible->report.seconds : 0; }
unsigned cible_run_threads(const Cible *cible) { return cible->threads; }
const char *cible_run_today(const Cible *cible) { return cible->today; }
const char *cible_run_zones(const Cible *cible) { return cible->zones[0] ? cible->zones : NULL; }
size_t cible_fault_count(const Cible *cible) { return cible->fault_count; }
CibleFault cible_fault(const Cible *cible, size_t index) { return cible->faults[index]; }
size_t cible_orphans_count(const Cible *cible) { return cible->orphans_count; }
CibleOrphans cible_orphans(const Cible *cible, size_t index) { return cible->orphans[index]; }

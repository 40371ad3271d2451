/* SPDX-License-Identifier: MIT
 * Where the time of a run went, for the public interface. */
#include "lang/engine/engine_run.h"

#include <stdio.h>
#include <stdlib.h>

enum { SHOWN_MOST = 40 /* bytes shown of a part without a name */ };

Status engine_meter_begin(Cible *cible, const CibleRun *run, Running *running) {
  if (!run->stats && !run->memory_limit) return STATUS_OK;
  alloc_count_begin(&cible->memory, cible->alloc, run->memory_limit);
  cible->counted = alloc_counted(&cible->memory);
  running->job.alloc = &cible->counted;
  if (!run->stats) return STATUS_OK;
  running->stats = ARENA_NEW(&cible->results, CibleStats);
  running->job.stats = exec_stats_new(&cible->alloc, running->job.program);
  return running->stats && running->job.stats ? STATUS_OK : STATUS_NO_MEMORY;
}

/* One line, cut where a character begins. */
static const char *source_line(Cible *cible, const Program *p, Span span) {
  Str text = source_text(&p->sources, span);
  Buf line;
  buf_init(&line, &cible->alloc);
  uint32_t n = 0;
  while (n < text.n && text.p[n] != '\n' && (n < SHOWN_MOST || ((unsigned char)text.p[n] & 0xC0) == 0x80)) n++;
  buf_add(&line, text.p, n);
  if (n < text.n) buf_text(&line, "…");
  const char *kept = engine_keep(cible, buf_view(&line));
  buf_free(&line);
  return kept;
}

static int longest_first(const void *a, const void *b) {
  const CibleDefinitionStats *x = a, *y = b;
  return (x->seconds < y->seconds) - (x->seconds > y->seconds);
}

/* Every block that has computed something. */
static void take_definitions(Cible *cible, const Program *p, const ExecStats *from, CibleStats *to) {
  CibleDefinitionStats *list = ARENA_ARRAY(&cible->results, CibleDefinitionStats, p->block_count + 1);
  for (uint32_t b = 1; list && b < p->block_count; b++) {
    const ProgramBlock *block = &p->blocks[b];
    if (!from->counts[b].lanes) continue;
    Place place = source_place(&p->sources, block->span.from);
    bool placed = block->span.to && place.file;
    list[to->definition_count++] =
        (CibleDefinitionStats){.name = block->name.n ? engine_keep(cible, block->name) : NULL,
                               .source = placed ? source_line(cible, p, block->span) : NULL,
                               .file = placed ? engine_keep(cible, place.file->name) : NULL, .line = placed ? (int)place.line : 0,
                               .seconds = (double)from->blocks[b] / 1e9, .records = from->counts[b].lanes};
  }
  if (list) qsort(list, to->definition_count, sizeof *list, longest_first);
  to->definitions = list;
}

/* `reader` as store_reader says it: the path, and behind a colon why by no faster one. */
static void take_reader(Cible *cible, const char *reader, CibleTableStats *told) {
  const char *why = strstr(reader, ": ");
  told->path = engine_keep(cible, why ? (Str){reader, (uint32_t)(why - reader)} : str_from(reader));
  told->why = why ? engine_keep(cible, str_from(why + 2)) : NULL;
}

void engine_meter_tables(Cible *cible, Running *running) {
  const Program *p = running->job.program;
  CibleStats *to = running->stats;
  if (!to || !running->store || to->tables) return;
  CibleTableStats *list = ARENA_ARRAY(&cible->results, CibleTableStats, p->table_count + 1);
  for (uint32_t t = 0; list && t < p->table_count; t++) {
    const TableStats *from = &running->job.stats->tables[t];
    if (!from->passes) continue;
    CibleTableStats *told = &list[to->table_count++];
    *told = (CibleTableStats){.record = engine_keep(cible, p->tables[t].name), .records = from->records, .passes = from->passes,
                              .bytes = store_bytes(running->store, t)};
    take_reader(cible, store_reader(running->store, t), told);
    for (uint32_t c = 0; c < p->column_count; c++) told->columns += from->columns[c];
  }
  to->tables = list;
}

static void take_phases(Cible *cible, ExecStats *from, CibleStats *to) {
  const uint64_t *spent = from->spent;
  stopwatch_turn(&from->caller, PHASE_OTHER);
  exec_stats_add_watch(from, &from->caller);
  to->seconds = (double)(from->caller.since - from->began) / 1e9;
  to->threads = cible->threads;
  to->opening = (double)spent[PHASE_OPEN] / 1e9;
  to->reading = (double)spent[PHASE_READ] / 1e9;
  to->computing = (double)spent[PHASE_COMPUTE] / 1e9;
  to->collecting = (double)spent[PHASE_COLLECT] / 1e9;
  to->writing = (double)spent[PHASE_WRITE] / 1e9;
  to->waiting = (double)spent[PHASE_WAIT] / 1e9;
  to->other = (double)spent[PHASE_OTHER] / 1e9;
  to->memory = cible->memory.most;
}

Status engine_meter_end(Cible *cible, Running *running, Status status) {
  ExecStats *from = running->job.stats;
  if (from && running->stats) {
    take_phases(cible, from, running->stats);
    take_definitions(cible, running->job.program, from, running->stats);
    cible->stats = running->stats;
  }
  exec_stats_free(from);
  running->job.stats = NULL;
  if (status == STATUS_OK || !cible->memory.refused) return status;
  char megabytes[32];
  snprintf(megabytes, sizeof megabytes, "%.6g", (double)cible->memory.limit / 1e6);
  diag_add(&cible->diags, DIAG_MEMORY_LIMIT, (Span){0, 0}, megabytes);
  return STATUS_STOPPED;
}

const CibleStats *cible_run_stats(const Cible *cible) { return cible->stats; }

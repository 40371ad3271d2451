/* SPDX-License-Identifier: MIT */
#include "runtime/exec/stats.h"

ExecStats *exec_stats_new(const Alloc *alloc, const Program *program) {
  ExecStats *stats = MEM_NEW(alloc, ExecStats);
  if (!stats) return NULL;
  arena_init(&stats->arena, alloc);
  stats->block_count = program->block_count;
  stats->blocks = ARENA_ARRAY(&stats->arena, uint64_t, program->block_count + 1);
  stats->counts = ARENA_ARRAY(&stats->arena, VmBlockCount, program->block_count + 1);
  stats->tables = ARENA_ARRAY(&stats->arena, TableStats, program->table_count + 1);
  for (uint32_t i = 0; stats->tables && i < program->table_count; i++)
    stats->tables[i].columns = ARENA_ARRAY(&stats->arena, bool, program->column_count + 1);
  if (stats->arena.failed) {
    exec_stats_free(stats);
    return NULL;
  }
  stopwatch_begin(&stats->caller, PHASE_OTHER);
  stats->began = stats->caller.since;
  return stats;
}

void exec_stats_free(ExecStats *stats) {
  if (!stats) return;
  const Alloc *alloc = stats->arena.alloc;
  arena_free(&stats->arena);
  mem_free(alloc, stats, sizeof *stats);
}

void exec_stats_add_vm(ExecStats *stats, const Vm *vm) {
  const uint64_t *spent = vm_spent(vm);
  stats->spent[PHASE_READ] += vm_read_time(vm);
  stats->spent[PHASE_COMPUTE] -= vm_read_time(vm); /* may pass below 0, until all watches are added */
  const VmBlockCount *counts = vm_block_counts(vm);
  for (uint32_t i = 0; spent && i < stats->block_count; i++) {
    stats->blocks[i] += spent[i];
    stats->counts[i].entries += counts[i].entries;
    stats->counts[i].lanes += counts[i].lanes;
  }
}

void exec_stats_add_watch(ExecStats *stats, const Stopwatch *watch) {
  for (Phase p = 0; p < PHASE_COUNT; p++) stats->spent[p] += watch->spent[p];
}

void exec_stats_add_pass(ExecStats *stats, const Program *program, uint32_t table, const ColumnUse *columns, uint64_t records) {
  TableStats *told = &stats->tables[table];
  told->passes++;
  told->records = records;
  for (uint32_t c = 0; c < program->column_count; c++)
    told->columns[c] |= program->columns[c].table == table && (columns ? columns[c] != COLUMN_UNUSED : program->columns[c].used);
}

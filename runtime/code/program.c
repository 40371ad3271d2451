/* SPDX-License-Identifier: MIT */
#include "runtime/code/program.h"

Program *program_new(const Alloc *alloc) {
  Program *program = MEM_NEW(alloc, Program);
  if (!program) return NULL;
  arena_init(&program->arena, alloc);
  source_map_init(&program->sources, &program->arena);
  return program;
}

void program_free(Program *program) {
  if (!program) return;
  const Alloc *alloc = program->arena.alloc;
  arena_free(&program->arena);
  mem_free(alloc, program, sizeof *program);
}

uint32_t program_def(const Program *program, Str name) {
  for (uint32_t i = 0; i < program->def_count; i++)
    if (str_equal(program->defs[i].name, name)) return i;
  return PROGRAM_NONE;
}

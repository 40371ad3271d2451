/* SPDX-License-Identifier: MIT */
/* reformat FILE… [--random N [--seed S]]: rule files, the sources of golden cases (*.case) and N random programs, numbered from S,
 * against the promises of the formatter. The last line is `N passed, N failed`; the exit code is 1 where something failed. */
#include <stdio.h>
#include <stdlib.h>

#include "tests/format/reformat.h"
#include "tests/golden/cases.h"
#include "tests/naive/gen.h"

static Str read_text(const char *path, Arena *arena) {
  FILE *file = fopen(path, "rb");
  if (!file) return (Str){0};
  Buf text;
  buf_init(&text, &alloc_system);
  size_t more = 0;
  char *room;
  while ((room = buf_room(&text, 65536)) && (more = fread(room, 1, 65536, file)) > 0) text.n += more;
  fclose(file);
  Str kept = arena_str(arena, text.n ? buf_view(&text) : STR(""));
  buf_free(&text);
  return kept;
}

static bool hold_file(const char *path) {
  Arena arena;
  Case c;
  arena_init(&arena, &alloc_system);
  bool is_case = strlen(path) > 5 && strcmp(path + strlen(path) - 5, ".case") == 0, good;
  if (is_case) {
    good = case_read(&c, path, &arena);
    const Section *source = good ? case_section(&c, "source") : NULL;
    if (source) good = reformat_holds("case.cible", case_source(source, &arena), 1);
  } else {
    Str text = read_text(path, &arena);
    good = text.p && reformat_holds(path, text, 1);
    if (!text.p) printf("FAILED  %s cannot be read\n", path);
  }
  arena_free(&arena);
  return good;
}

static bool hold_random(uint64_t seed) {
  Arena arena;
  Gen g;
  char name[64];
  arena_init(&arena, &alloc_system);
  snprintf(name, sizeof name, "random %llu", (unsigned long long)seed);
  gen_init(&g, seed, seed % 2 == 0, &arena);
  gen_program(&g);
  bool good = reformat_holds(name, str_from(gen_text(&g, NULL)), seed);
  gen_free(&g);
  arena_free(&arena);
  return good;
}

int main(int argc, char **argv) {
  uint32_t programs = 0, count = 0, failed = 0;
  uint64_t seed = 1;
  for (int i = 1; i < argc; i++) {
    bool more = i + 1 < argc;
    if (!strcmp(argv[i], "--random") && more) programs = (uint32_t)strtoul(argv[++i], NULL, 10);
    else if (!strcmp(argv[i], "--seed") && more) seed = strtoull(argv[++i], NULL, 10);
    else failed += !hold_file(argv[i]), count++;
  }
  for (uint32_t i = 0; i < programs; i++) failed += !hold_random(seed + i);
  count += programs;
  printf("%u passed, %u failed\n", count - failed, failed);
  return failed > 0 || count == 0;
}

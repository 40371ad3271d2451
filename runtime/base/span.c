/* SPDX-License-Identifier: MIT */
#include "runtime/base/span.h"

enum { MARK_EVERY = 1024 };

/* At byte MARK_EVERY * i: the line, and where it starts. */
typedef struct SourceMark {
  uint32_t line, start;
} SourceMark;

/* A line ends at LF, CR LF, or a lone CR. */
static bool ends_line(Str text, uint32_t at) {
  return text.p[at] == '\n' || (text.p[at] == '\r' && (at + 1 == text.n || text.p[at + 1] != '\n'));
}

static bool mark_lines(SourceFile *file, Arena *arena) {
  SourceMark at = {1, 0};
  file->marks = ARENA_ARRAY(arena, SourceMark, file->text.n / MARK_EVERY + 1);
  if (!file->marks) return false;
  for (uint32_t i = 0; i <= file->text.n; i++) {
    if (i % MARK_EVERY == 0) file->marks[i / MARK_EVERY] = at;
    if (i < file->text.n && ends_line(file->text, i)) at = (SourceMark){at.line + 1, i + 1};
  }
  return true;
}

void source_map_init(SourceMap *map, Arena *arena) { *map = (SourceMap){.arena = arena}; }

const SourceFile *source_add(SourceMap *map, Str name, Str text) {
  if (map->count == map->size) {
    uint32_t size = map->size ? map->size * 2 : 8;
    SourceFile **files = ARENA_ARRAY(map->arena, SourceFile *, size);
    if (!files) return NULL;
    if (map->count) memcpy(files, map->files, map->count * sizeof *files);
    map->files = files;
    map->size = size;
  }
  SourceFile *file = ARENA_NEW(map->arena, SourceFile);
  if (!file) return NULL;
  const SourceFile *last = map->count ? map->files[map->count - 1] : NULL;
  *file = (SourceFile){.name = arena_str(map->arena, name), .text = arena_str(map->arena, text),
                       .base = last ? last->base + last->text.n + 1 : 1};
  if (map->arena->failed || !mark_lines(file, map->arena)) return NULL;
  map->files[map->count++] = file;
  return file;
}

static const SourceFile *file_at(const SourceMap *map, uint32_t offset) {
  for (uint32_t i = map->count; i-- > 0;)
    if (offset >= map->files[i]->base) return map->files[i];
  return NULL;
}

const SourceFile *source_of(const SourceMap *map, Span span) { return span.to ? file_at(map, span.from) : NULL; }

Place source_place(const SourceMap *map, uint32_t offset) {
  const SourceFile *file = file_at(map, offset);
  if (!file) return (Place){0};
  uint32_t at = offset - file->base, column = 1;
  if (at > file->text.n) at = file->text.n;
  uint32_t line = file->marks[at / MARK_EVERY].line, start = file->marks[at / MARK_EVERY].start;
  for (uint32_t i = at / MARK_EVERY * MARK_EVERY; i < at; i++)
    if (ends_line(file->text, i)) line++, start = i + 1;
  for (uint32_t i = start; i < at; i++) column += ((unsigned char)file->text.p[i] & 0xC0) != 0x80;
  uint32_t end = start;
  while (end < file->text.n && file->text.p[end] != '\n' && file->text.p[end] != '\r') end++;
  return (Place){file, line, column, {file->text.p + start, end - start}};
}

Str source_text(const SourceMap *map, Span span) {
  const SourceFile *file = source_of(map, span);
  if (!file) return STR("");
  uint32_t from = span.from - file->base, to = span.to - file->base;
  if (from > file->text.n) from = file->text.n;
  if (to > file->text.n) to = file->text.n;
  return to > from ? (Str){file->text.p + from, to - from} : STR("");
}

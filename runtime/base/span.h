/* Spans and the source map. All files of a program share one space of byte offsets: file i takes base_i .. base_i + n_i,
 * so that a span is two offsets wherever it stands: in a token, a node, a symbol, an instruction. */
#ifndef CIBLE_BASE_SPAN_H
#define CIBLE_BASE_SPAN_H

#include "runtime/base/arena.h"

typedef struct Span {
  uint32_t from, to; /* `to` is the first byte behind; 0..0 is "no place" */
} Span;

typedef struct SourceFile {
  Str name; /* as it is shown: the path as the user gave it */
  Str text;
  uint32_t base;
  struct SourceMark *marks; /* the line at every so many bytes: places of a large file are found without reading all of it */
} SourceFile;

typedef struct SourceMap {
  Arena *arena; /* owns names and texts */
  SourceFile **files;
  uint32_t count, size;
} SourceMap;

/* A place as a person says it; lines and columns from 1, columns in code points. */
typedef struct Place {
  const SourceFile *file; /* NULL for "no place" */
  uint32_t line, column;
  Str text; /* the whole line, without its end */
} Place;

void source_map_init(SourceMap *map, Arena *arena);
/* Copies the name and the text; the first file's base is 1. NULL where memory is out. */
const SourceFile *source_add(SourceMap *map, Str name, Str text);
const SourceFile *source_of(const SourceMap *map, Span span);
Place source_place(const SourceMap *map, uint32_t offset);
/* The bytes of a span, in its file. */
Str source_text(const SourceMap *map, Span span);

static inline Span span_join(Span a, Span b) {
  if (!a.to) return b;
  if (!b.to) return a;
  return (Span){a.from < b.from ? a.from : b.from, a.to > b.to ? a.to : b.to};
}

#endif

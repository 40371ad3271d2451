/* SPDX-License-Identifier: MIT
 * Reading and rewriting the files of golden cases. */
#include "tests/golden/cases.h"

#include <stdio.h>
#include <stdlib.h>

static bool read_whole(const char *path, Arena *arena, Str *text) {
  FILE *file = fopen(path, "rb");
  if (!file) return false;
  Buf buf;
  buf_init(&buf, &alloc_system);
  char piece[4096];
  for (size_t n; (n = fread(piece, 1, sizeof piece, file)) > 0;) buf_add(&buf, piece, n);
  bool good = !ferror(file) && !buf.failed;
  fclose(file);
  *text = arena_str(arena, buf.n ? buf_view(&buf) : STR(""));
  buf_free(&buf);
  return good;
}

static bool starts_section(Str text, uint32_t at) {
  return text.n - at > 4 && memcmp(text.p + at, "--- ", 4) == 0 && (at == 0 || text.p[at - 1] == '\n');
}

static uint32_t line_end(Str text, uint32_t at) {
  while (at < text.n && text.p[at] != '\n') at++;
  return at;
}

static uint32_t next_section(Str text, uint32_t at) {
  while (at < text.n && !starts_section(text, at)) at = line_end(text, at) + 1;
  return at < text.n ? at : text.n;
}

bool case_read(Case *c, const char *path, Arena *arena) {
  Str text;
  *c = (Case){.path = path};
  if (!read_whole(path, arena, &text)) {
    fprintf(stderr, "%s: cannot be read\n", path);
    return false;
  }
  uint32_t at = next_section(text, 0);
  c->about = (Str){text.p, at};
  while (at < text.n && c->count < SECTIONS_MOST) {
    uint32_t name = at + 4, end = line_end(text, at), body = end < text.n ? end + 1 : end,
             next = next_section(text, body);
    Section *section = &c->sections[c->count++];
    *section = (Section){{text.p + name, end - name}, {text.p + body, next - body}, false};
    static const char ESCAPED[] = " escaped";
    uint32_t n = sizeof ESCAPED - 1;
    if (section->name.n > n && memcmp(section->name.p + section->name.n - n, ESCAPED, n) == 0)
      section->decoded = true;
    at = next;
  }
  return true;
}

static bool is_named(const Section *section, const char *name) {
  size_t n = strlen(name);
  if (section->name.n < n || memcmp(section->name.p, name, n) != 0) return false;
  return section->name.n == n || (section->decoded && section->name.n == n + 8);
}

const Section *case_section(const Case *c, const char *name) {
  for (int i = 0; i < c->count; i++)
    if (is_named(&c->sections[i], name)) return &c->sections[i];
  return NULL;
}

static char decode(const char **p) {
  char c = *(*p)++;
  if (c != 'x') return c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c;
  char digits[3] = {(*p)[0], (*p)[1], 0};
  *p += 2;
  return (char)strtol(digits, NULL, 16);
}

Str case_source(const Section *section, Arena *arena) {
  if (!section->decoded) return section->text;
  Str copy = arena_str(arena, section->text);
  char *out = (char *)copy.p;
  uint32_t n = 0;
  for (const char *p = copy.p; *p;) {
    char c = *p++;
    if (c == '\\' && *p)
      out[n++] = decode(&p);
    else if (c != '\n')
      out[n++] = c;
  }
  return (Str){out, n};
}

bool case_write(const Case *c, const Str *actual) {
  FILE *file = fopen(c->path, "wb");
  if (!file) return false;
  fwrite(c->about.p, 1, c->about.n, file);
  for (int i = 0; i < c->count; i++) {
    const Section *section = &c->sections[i];
    Str text = actual[i].p ? actual[i] : section->text;
    fprintf(file, "--- %.*s\n", STR_ARG(section->name));
    fwrite(text.p, 1, text.n, file);
  }
  return fclose(file) == 0;
}

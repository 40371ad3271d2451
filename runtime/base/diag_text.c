/* SPDX-License-Identifier: MIT */
#include "runtime/base/diag_text.h"

#include <stdint.h>
#include <stdio.h>

#include "runtime/base/buf.h"

enum { TEXT_MOST = 600 /* bytes of a message: names in it may be as long as a rule file */ };

/* The length of the text, or, where it is too long, of as many whole characters as fit. */
static uint32_t cut(const char *p, uint32_t n) {
  if (n <= TEXT_MOST) return n;
  n = TEXT_MOST;
  while (n && ((unsigned char)p[n] & 0xC0) == 0x80) n--;
  return n;
}

/* The arguments as they are read one after another; passed as a pointer to what walks them. */
typedef struct Args {
  va_list list;
} Args;

/* One conversion, `spec` with its `%` and NUL: of the kinds that the formats of messages have. */
static void put(Buf *out, Language language, const char *spec, bool quoted, Args *args) {
  size_t n = strlen(spec);
  char kind = spec[n - 1];
  if (strcmp(spec, "%.*s") == 0) {
    int length = va_arg(args->list, int);
    buf_add(out, va_arg(args->list, const char *), (size_t)length);
  } else if (kind == 's') {
    const char *text = va_arg(args->list, const char *);
    buf_text(out, quoted ? text : catalog_translate(language, text));
  } else if (kind == 'c') buf_char(out, (char)va_arg(args->list, int));
  else if (n > 2 && spec[n - 2] == 'z') buf_print(out, spec, va_arg(args->list, size_t));
  else if (n > 2 && spec[n - 2] == 'l') buf_print(out, spec, va_arg(args->list, long long));
  else buf_print(out, spec, va_arg(args->list, int));
}

static void walk(Buf *out, Language language, const char *format, Args *args) {
  bool quoted = false; /* an odd number of backquotes stands before */
  for (const char *p = catalog_translate(language, format); *p;) {
    size_t plain = strcspn(p, "%");
    for (size_t i = 0; i < plain; i++) quoted = quoted != (p[i] == '`');
    if (plain) buf_add(out, p, plain);
    p += plain;
    if (p[0] == '%' && p[1] == '%') buf_char(out, '%'), p += 2;
    else if (*p) {
      char spec[12] = {0};
      size_t n = 1 + strcspn(p + 1, "scduX");
      if (n + 1 >= sizeof spec || !p[n]) return;
      memcpy(spec, p, n + 1);
      put(out, language, spec, quoted, args);
      p += n + 1;
    }
  }
}

Str diag_format(Arena *arena, Language language, const char *format, va_list args) {
  static const char more[] = "…";
  Buf out;
  Args copy;
  buf_init(&out, arena->alloc);
  va_copy(copy.list, args);
  walk(&out, language, format, &copy);
  va_end(copy.list);
  Str text = out.failed ? STR("") : (Str){buf_z(&out), (uint32_t)out.n};
  uint32_t kept = cut(text.p, text.n);
  Str result = kept < text.n ? arena_format(arena, "%.*s%s", (int)kept, text.p, more) : arena_str(arena, text);
  if (out.failed) arena->failed = true;
  buf_free(&out);
  return result.p ? result : STR("");
}

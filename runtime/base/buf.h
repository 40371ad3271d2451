/* Buf: a growing byte buffer for all output that is put together in memory. Running out is sticky (`failed`). */
#ifndef CIBLE_BASE_BUF_H
#define CIBLE_BASE_BUF_H

#include "runtime/base/alloc.h"
#include "runtime/base/str.h"

#include <stdarg.h>

typedef struct Buf {
  const Alloc *alloc;
  char *p;
  size_t n, size;
  bool failed;
} Buf;

void buf_init(Buf *buf, const Alloc *alloc);
void buf_free(Buf *buf);
/* Room for `more` bytes behind p + n; NULL where memory is out. The caller adds what it wrote to n. */
char *buf_room(Buf *buf, size_t more);
void buf_add(Buf *buf, const void *bytes, size_t n);
void buf_char(Buf *buf, char c);
void buf_fill(Buf *buf, char c, size_t times);
void buf_text(Buf *buf, const char *z);
void buf_str(Buf *buf, Str s);
void buf_print(Buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_vprint(Buf *buf, const char *format, va_list args);
/* The contents with a NUL behind; "" where memory is out. Valid until the next change. */
const char *buf_z(Buf *buf);
static inline Str buf_view(const Buf *buf) { return (Str){buf->p, (uint32_t)buf->n}; }

#endif

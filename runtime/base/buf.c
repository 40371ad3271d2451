/* SPDX-License-Identifier: MIT */
#include "runtime/base/buf.h"

#include <stdio.h>

void buf_init(Buf *buf, const Alloc *alloc) { *buf = (Buf){.alloc = alloc}; }

void buf_free(Buf *buf) {
  mem_free(buf->alloc, buf->p, buf->size);
  buf_init(buf, buf->alloc);
}

char *buf_room(Buf *buf, size_t more) {
  if (buf->failed || more > SIZE_MAX / 4) {
    buf->failed = true;
    return NULL;
  }
  if (buf->size - buf->n < more) {
    size_t size = buf->size ? buf->size * 2 : 256;
    while (size - buf->n < more) size *= 2;
    char *p = mem_resize(buf->alloc, buf->p, buf->size, size);
    if (!p) {
      buf->failed = true;
      return NULL;
    }
    buf->p = p;
    buf->size = size;
  }
  return buf->p + buf->n;
}

void buf_add(Buf *buf, const void *bytes, size_t n) {
  char *p = buf_room(buf, n);
  if (!p || !n) return;
  memcpy(p, bytes, n);
  buf->n += n;
}

void buf_char(Buf *buf, char c) { buf_add(buf, &c, 1); }

void buf_fill(Buf *buf, char c, size_t times) {
  char *p = buf_room(buf, times);
  if (!p) return;
  memset(p, c, times);
  buf->n += times;
}

void buf_text(Buf *buf, const char *z) { buf_add(buf, z, strlen(z)); }

void buf_str(Buf *buf, Str s) { buf_add(buf, s.p, s.n); }

void buf_vprint(Buf *buf, const char *format, va_list args) {
  va_list again;
  va_copy(again, args);
  int n = vsnprintf(NULL, 0, format, args);
  char *p = n < 0 ? NULL : buf_room(buf, (size_t)n + 1);
  if (p) {
    vsnprintf(p, (size_t)n + 1, format, again);
    buf->n += (size_t)n;
  }
  va_end(again);
}

void buf_print(Buf *buf, const char *format, ...) {
  va_list args;
  va_start(args, format);
  buf_vprint(buf, format, args);
  va_end(args);
}

const char *buf_z(Buf *buf) {
  char *p = buf_room(buf, 1);
  if (!p) return "";
  *p = 0;
  return buf->p;
}

/* SPDX-License-Identifier: MIT
 * A line diff by Myers' greedy algorithm (An O(ND) Difference Algorithm and Its Variations, 1986), in the middle that is left when equal
 * lines at both ends are set aside. Where more than EDITS_MOST lines differ, all of the middle is told as changed. */
#include "lang/format/line_diff.h"

enum { EDITS_MOST = 1000, CONTEXT = 3 };

typedef struct Lines {
  Str *line; /* with their ends */
  uint32_t count;
  bool *kept; /* the line stands in both texts */
} Lines;

typedef struct Diff {
  Arena *arena;
  Lines before, after;
  uint32_t head, tail; /* equal lines at the ends */
} Diff;

static bool cut_lines(Arena *arena, Str text, Lines *lines) {
  uint32_t count = 1;
  for (uint32_t i = 0; i < text.n; i++) count += text.p[i] == '\n';
  lines->line = ARENA_ARRAY(arena, Str, count);
  lines->kept = ARENA_ARRAY(arena, bool, count);
  if (!lines->line || !lines->kept) return false;
  for (uint32_t from = 0; from < text.n;) {
    const char *end = memchr(text.p + from, '\n', text.n - from);
    uint32_t n = end ? (uint32_t)(end - text.p) + 1 - from : text.n - from;
    lines->line[lines->count++] = (Str){text.p + from, n};
    from += n;
  }
  return true;
}

static void set_ends_aside(Diff *d) {
  uint32_t a = d->before.count, b = d->after.count;
  while (d->head < a && d->head < b && str_equal(d->before.line[d->head], d->after.line[d->head])) d->head++;
  while (d->tail < a - d->head && d->tail < b - d->head && str_equal(d->before.line[a - 1 - d->tail], d->after.line[b - 1 - d->tail]))
    d->tail++;
  for (uint32_t i = 0; i < d->head; i++) d->before.kept[i] = d->after.kept[i] = true;
  for (uint32_t i = 1; i <= d->tail; i++) d->before.kept[a - i] = d->after.kept[b - i] = true;
}

/* ---- Myers: reach[k] is how far the best path of some edits has come in `before`, on the diagonal k = x - y ---- */

static int32_t step(const int32_t *reach, int32_t edits, int32_t k) {
  return k == -edits || (k != edits && reach[k - 1] < reach[k + 1]) ? reach[k + 1] : reach[k - 1] + 1;
}

/* Follows equal lines from x on. */
static int32_t slide(const Diff *d, int32_t x, int32_t k, int32_t n, int32_t m) {
  const Str *a = d->before.line + d->head, *b = d->after.line + d->head;
  while (x < n && x - k < m && str_equal(a[x], b[x - k])) x++;
  return x;
}

/* Back from the end, edit by edit; `trace[e]` is reach before edit e. */
static void mark_kept(Diff *d, int32_t *const *trace, int32_t edits, int32_t x, int32_t y) {
  for (int32_t e = edits; e >= 0; e--) {
    const int32_t *reach = trace[e] + e + 1;
    int32_t k = x - y, start = e ? step(reach, e, k) : 0;
    while (x > start && y > start - k) {
      x--, y--;
      d->before.kept[d->head + (uint32_t)x] = d->after.kept[d->head + (uint32_t)y] = true;
    }
    if (e == 0) return;
    bool down = k == -e || (k != e && reach[k - 1] < reach[k + 1]);
    if (down) y--;
    else x--;
  }
}

static void find_kept(Diff *d) {
  int32_t n = (int32_t)(d->before.count - d->head - d->tail), m = (int32_t)(d->after.count - d->head - d->tail);
  int32_t **trace = ARENA_ARRAY(d->arena, int32_t *, EDITS_MOST + 1);
  int32_t *all = ARENA_ARRAY(d->arena, int32_t, 2 * EDITS_MOST + 5), *reach = all ? all + EDITS_MOST + 2 : NULL;
  if (!trace || !all) return;
  for (int32_t e = 0; e <= EDITS_MOST; e++) {
    trace[e] = ARENA_ARRAY(d->arena, int32_t, 2 * e + 3);
    if (!trace[e]) return;
    memcpy(trace[e], reach - e - 1, sizeof(int32_t) * (size_t)(2 * e + 3));
    for (int32_t k = -e; k <= e; k += 2) {
      reach[k] = slide(d, e ? step(reach, e, k) : 0, k, n, m);
      if (reach[k] < n || reach[k] - k < m) continue;
      mark_kept(d, trace, e, n, m);
      return;
    }
  }
}

/* ---- writing ---- */

static void write_line(Buf *out, char sign, Str line) {
  buf_char(out, sign);
  buf_str(out, line);
  if (!line.n || line.p[line.n - 1] != '\n') buf_text(out, "\n\\ No newline at end of file\n");
}

/* Where a change ends: behind it `a` and `b` are past more than twice CONTEXT kept lines, or at the end. */
typedef struct Hunk {
  uint32_t a, b, a_end, b_end;
} Hunk;

static Hunk find_hunk(const Diff *d, uint32_t a, uint32_t b) {
  uint32_t back = a < CONTEXT ? a : CONTEXT;
  Hunk hunk = {a - back, b - back, a, b};
  for (uint32_t kept = 0; a < d->before.count || b < d->after.count;) {
    bool both = a < d->before.count && d->before.kept[a] && b < d->after.count && d->after.kept[b];
    if (both && ++kept > 2 * CONTEXT) break;
    if (both) {
      a++, b++;
      continue;
    }
    kept = 0;
    while (a < d->before.count && !d->before.kept[a]) a++;
    while (b < d->after.count && !d->after.kept[b]) b++;
    hunk.a_end = a, hunk.b_end = b;
  }
  uint32_t left = d->before.count - hunk.a_end;
  hunk.a_end += left < CONTEXT ? left : CONTEXT;
  hunk.b_end += left < CONTEXT ? left : CONTEXT;
  return hunk;
}

static void write_hunk(const Diff *d, Hunk hunk, Buf *out) {
  uint32_t a = hunk.a, b = hunk.b, n = hunk.a_end - a, m = hunk.b_end - b;
  buf_print(out, "@@ -%u,%u +%u,%u @@\n", a + (n > 0), n, b + (m > 0), m);
  while (a < hunk.a_end || b < hunk.b_end) {
    while (a < hunk.a_end && !d->before.kept[a]) write_line(out, '-', d->before.line[a++]);
    while (b < hunk.b_end && !d->after.kept[b]) write_line(out, '+', d->after.line[b++]);
    for (; a < hunk.a_end && d->before.kept[a] && b < hunk.b_end && d->after.kept[b]; a++, b++) write_line(out, ' ', d->before.line[a]);
  }
}

void line_diff(Arena *arena, const char *name, Str before, Str after, Buf *out) {
  if (str_equal(before, after)) return;
  Diff d = {.arena = arena};
  if (!cut_lines(arena, before, &d.before) || !cut_lines(arena, after, &d.after)) return;
  set_ends_aside(&d);
  find_kept(&d);
  buf_print(out, "--- %s\n+++ %s\n", name, name);
  for (uint32_t a = 0, b = 0; a < d.before.count || b < d.after.count;) {
    if (a < d.before.count && d.before.kept[a] && b < d.after.count && d.after.kept[b]) {
      a++, b++;
      continue;
    }
    Hunk hunk = find_hunk(&d, a, b);
    write_hunk(&d, hunk, out);
    a = hunk.a_end, b = hunk.b_end;
  }
}

/* SPDX-License-Identifier: MIT
 * Alignment: parts of neighbouring lines under one another, as in a table. A line whose part stands too far from the others', or which
 * would become too long, goes on without. */
#include "lang/format/layout.h"

enum { SPREAD_MOST = 32, END_MOST = FORMAT_WIDTH + 1 };

typedef struct Line {
  const AlignRow *row;
  uint32_t pad; /* blanks added so far */
  bool out;     /* no longer aligned */
} Line;

static uint32_t column_of(const Layout *l, const Line *line, uint32_t token) {
  return l->gaps[line->row->first].indent + l->starts[token] - l->starts[line->row->first] + line->pad;
}

static uint32_t end_of(const Layout *l, const Line *line) {
  return column_of(l, line, line->row->last) + layout_width(l, line->row->last, line->row->last);
}

/* The column under which most stand without more than SPREAD_MOST blanks; `at[i]` counts the lines whose part starts at i. */
static uint32_t best_column(const uint32_t at[END_MOST + 1]) {
  uint32_t best = 0, most = 0, sum = 0;
  for (uint32_t i = 0; i <= END_MOST; i++) {
    sum += at[i];
    if (i > SPREAD_MOST) sum -= at[i - SPREAD_MOST - 1];
    if (at[i] && sum >= most) best = i, most = sum;
  }
  return best;
}

static uint32_t choose(const Layout *l, const Line *lines, uint32_t count, int column) {
  uint32_t at[END_MOST + 1] = {0}, best, fitting = 0;
  for (uint32_t i = 0; i < count; i++)
    if (!lines[i].out && lines[i].row->cell[column]) at[column_of(l, &lines[i], lines[i].row->cell[column])]++;
  best = best_column(at);
  for (uint32_t i = 0; i < count; i++) {
    if (lines[i].out || !lines[i].row->cell[column]) continue;
    uint32_t here = column_of(l, &lines[i], lines[i].row->cell[column]);
    if (here <= best && best - here <= SPREAD_MOST && end_of(l, &lines[i]) + best - here <= FORMAT_WIDTH && here > fitting)
      fitting = here;
  }
  return fitting;
}

static void align_column(Layout *l, Line *lines, uint32_t count, int column) {
  uint32_t goal = choose(l, lines, count, column);
  for (uint32_t i = 0; i < count; i++) {
    uint32_t token = lines[i].row->cell[column];
    if (lines[i].out || !token) continue;
    uint32_t here = column_of(l, &lines[i], token);
    if (here > goal || goal - here > SPREAD_MOST || end_of(l, &lines[i]) + goal - here > FORMAT_WIDTH) {
      lines[i].out = true;
      continue;
    }
    layout_gap(l, token)->pad = (uint16_t)(goal - here);
    lines[i].pad += goal - here;
  }
}

/* The gap that holds the comment behind a clause of one line; NULL where there is none. */
static Gap *comment_behind(Layout *l, const Line *line) {
  Gap *gap = layout_gap(l, line->row->last + 1);
  return !line->row->more && gap->count && !l->comments[gap->first].own_line ? gap : NULL;
}

static void align_comments(Layout *l, Line *lines, uint32_t count) {
  uint32_t at[END_MOST + 1] = {0};
  for (uint32_t i = 0; i < count; i++)
    if (comment_behind(l, &lines[i])) at[end_of(l, &lines[i])]++;
  uint32_t goal = best_column(at);
  for (uint32_t i = 0; i < count; i++) {
    uint32_t end = end_of(l, &lines[i]);
    Gap *gap = comment_behind(l, &lines[i]);
    if (gap && end <= goal && goal - end <= SPREAD_MOST) gap->pad = (uint16_t)(goal - end);
  }
}

void layout_align(Layout *l, const AlignRow *rows, uint32_t count) {
  if (count < 2) return;
  Line *lines = ARENA_ARRAY(l->arena, Line, count);
  if (!lines) return;
  for (uint32_t i = 0; i < count; i++) lines[i].row = &rows[i];
  for (int column = 1; column < ALIGN_COLUMNS; column++) align_column(l, lines, count, column);
  align_comments(l, lines, count);
}

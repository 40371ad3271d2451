/* SPDX-License-Identifier: MIT
 * Where the line under way stands, and what still fits on it. */
#include "lang/format/layout.h"

/* The token that starts at the offset, or the last one before it. */
static uint32_t token_at(const Layout *l, uint32_t offset) {
  uint32_t lo = 0, hi = l->count - 1;
  while (lo < hi) {
    uint32_t half = lo + (hi - lo + 1) / 2;
    if (l->tokens[half].span.from <= offset) lo = half;
    else hi = half - 1;
  }
  return lo;
}

uint32_t layout_first(const Layout *l, const AstNode *node) { return token_at(l, node->span.from); }

uint32_t layout_last(const Layout *l, const AstNode *node) {
  return token_at(l, node->span.to > node->span.from ? node->span.to - 1 : node->span.from);
}

uint32_t layout_column(const Layout *l, uint32_t token) { return layout_indent(l) + l->starts[token] - l->starts[l->line]; }

uint32_t layout_width(const Layout *l, uint32_t first, uint32_t last) { return l->ends[last] - l->starts[first]; }

bool layout_whole(const Layout *l, uint32_t first, uint32_t last) { return l->stops[first] == l->stops[last]; }

bool layout_fits(const Layout *l, uint32_t first, uint32_t last, uint32_t tail) {
  return layout_whole(l, first, last) && layout_column(l, first) + layout_width(l, first, last) + tail <= FORMAT_WIDTH;
}

void layout_line(Layout *l, uint32_t token, uint32_t indent) {
  Gap *gap = layout_gap(l, token);
  gap->line = true;
  gap->indent = gap->inner = (uint16_t)indent;
  l->line = token;
}

bool layout_pass(Layout *l, uint32_t token, uint32_t indent) {
  if (layout_gap(l, token)->count == 0) return false;
  layout_line(l, token, indent);
  return true;
}

/* SPDX-License-Identifier: MIT
 * A comparison for a terminal. */
#include "lang/compare/diff_words.h"

#include "runtime/base/utf8.h"

enum { FIGURE = 11, STATES_MOST = 64 };

static void show(Buf *out, const char *text) { utf8_show(out, str_from(text)); }

static uint32_t shown_width(const Alloc *alloc, const char *text) {
  Buf shown;
  buf_init(&shown, alloc);
  show(&shown, text);
  uint32_t width = utf8_width(buf_view(&shown));
  buf_free(&shown);
  return width;
}

static void padded(Buf *out, const char *text, uint32_t width, bool right) {
  uint32_t own = shown_width(out->alloc, text), gap = own < width ? width - own : 0;
  if (right) buf_fill(out, ' ', gap);
  show(out, text);
  if (!right) buf_fill(out, ' ', gap);
}

static void figure(Buf *out, uint64_t count, uint32_t width) {
  Buf text;
  buf_init(&text, out->alloc);
  diff_count(&text, count);
  buf_fill(out, ' ', text.n < width ? width - text.n : 1);
  buf_str(out, buf_view(&text));
  buf_free(&text);
}

/* From the rows' states to the columns'. */
static void put_matrix(Buf *out, const CibleDifference *item, const char **rows, size_t row_count, const char **columns, size_t column_count) {
  uint32_t name = 4, widths[STATES_MOST];
  for (size_t i = 0; i < row_count; i++) {
    uint32_t width = shown_width(out->alloc, rows[i]);
    if (width > name) name = width;
  }
  buf_text(out, "    ");
  padded(out, "from", name, false);
  for (size_t i = 0; i < column_count; i++) {
    widths[i] = shown_width(out->alloc, columns[i]) + 2;
    if (widths[i] < FIGURE) widths[i] = FIGURE;
    padded(out, columns[i], widths[i], true);
  }
  buf_text(out, "  to\n");
  for (size_t r = 0; r < row_count; r++) {
    buf_text(out, "    ");
    padded(out, rows[r], name, false);
    for (size_t c = 0; c < column_count; c++) {
      uint64_t count = diff_flow(item, rows[r], columns[c]);
      if (count) figure(out, count, widths[c]);
      else padded(out, "·", widths[c], true);
    }
    buf_char(out, '\n');
  }
}

static void put_flows(Buf *out, const CibleDifference *item) {
  const char **states = mem_new(out->alloc, 2 * (item->flow_count + 1) * sizeof *states);
  if (!states) {
    out->failed = true;
    return;
  }
  const char **columns = states + item->flow_count + 1;
  size_t row_count = diff_states(item, true, states), column_count = diff_states(item, false, columns);
  if (column_count <= STATES_MOST) put_matrix(out, item, states, row_count, columns, column_count);
  mem_free(out->alloc, states, 2 * (item->flow_count + 1) * sizeof *states);
}

static void put_mover(Buf *out, const CibleMover *mover) {
  buf_text(out, "      ");
  show(out, mover->key);
  if (mover->change_count) buf_text(out, mover->in_old ? "  old rules: wanted " : "  new rules: want ");
  for (size_t i = 0; i < mover->change_count; i++) {
    if (i) buf_text(out, "  and  ");
    why_write_change(out, &mover->changes[i]);
  }
  buf_char(out, '\n');
}

static void put_movers(Buf *out, const CibleDifference *item) {
  for (size_t i = 0; i < item->flow_count; i++) {
    const CibleFlow *flow = &item->flows[i];
    if (!flow->moved) continue;
    buf_text(out, "    ");
    show(out, flow->from);
    buf_text(out, " → ");
    show(out, flow->to);
    buf_text(out, ": ");
    diff_count(out, flow->records);
    buf_text(out, flow->records > flow->mover_count ? ", such as\n" : "\n");
    for (size_t k = 0; k < flow->mover_count; k++) put_mover(out, &flow->movers[k]);
  }
}

static void put_item(Buf *out, const CibleDifference *item) {
  buf_print(out, "\n%s ", diff_kind(item->kind));
  show(out, item->name);
  buf_text(out, ": ");
  diff_headline(out, item);
  buf_char(out, '\n');
  if (item->kind == CIBLE_CHOOSE && item->compared) {
    buf_text(out, "    ");
    diff_costs(out, item);
    buf_char(out, '\n');
  }
  if (item->compared && item->flow_count && item->kind != CIBLE_SEGMENT) put_flows(out, item);
  put_movers(out, item);
}

static void put_head(Buf *out, const CibleDiff *diff) {
  show(out, diff->old_name);
  buf_text(out, " → ");
  show(out, diff->new_name);
  buf_print(out, ", on %s: ", diff->today);
  diff_count(out, diff->both + diff->only_old + diff->only_new);
  buf_text(out, " records");
  if (diff->only_old) buf_text(out, ", "), diff_count(out, diff->only_old), buf_text(out, " only in the old version");
  if (diff->only_new) buf_text(out, ", "), diff_count(out, diff->only_new), buf_text(out, " only in the new version");
  buf_char(out, '\n');
  for (size_t i = 0; i < diff->param_count; i++) {
    const CibleParamChange *param = &diff->params[i];
    buf_text(out, "param ");
    show(out, param->name);
    buf_text(out, ": ");
    show(out, param->before ? param->before : "none");
    buf_text(out, " → ");
    show(out, param->after ? param->after : "none");
    buf_char(out, '\n');
  }
}

void diff_write_text(Buf *out, const CibleDiff *diff) {
  put_head(out, diff);
  for (size_t i = 0; i < diff->count; i++)
    if (diff_is_told(&diff->items[i])) put_item(out, &diff->items[i]);
  buf_char(out, '\n');
  if (!diff->moved) buf_text(out, "nothing moves: ");
  diff_count(out, diff->count - diff->moved);
  buf_print(out, diff->moved ? " of %zu definitions stay as they are\n" : " definitions stay as they are\n", diff->count);
}

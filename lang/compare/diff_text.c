/* SPDX-License-Identifier: MIT
 * A comparison for a terminal. */
#include "lang/compare/diff_words.h"

#include "runtime/base/utf8.h"

enum { FIGURE = 11, STATES_MOST = 64, WIDTH_LEAST = 20, INDENT_MOST = 8 };

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

/* From the rows' states to the columns'; nothing where the terminal is too narrow: the flows stand below it one by one. */
static void put_matrix(const DiffText *t, const CibleDifference *item, const char **rows, size_t row_count, const char **columns, size_t column_count) {
  uint32_t name = shown_width(t->out->alloc, diff_say(t, "from")), widths[STATES_MOST], all = 8;
  for (size_t i = 0; i < row_count; i++) {
    uint32_t width = shown_width(t->out->alloc, rows[i]);
    if (width > name) name = width;
  }
  for (size_t i = 0; i < column_count; i++) {
    widths[i] = shown_width(t->out->alloc, columns[i]) + 2;
    if (widths[i] < FIGURE) widths[i] = FIGURE;
    all += widths[i];
  }
  if (t->width && name + all > t->width) return;
  buf_text(t->out, "    ");
  padded(t->out, diff_say(t, "from"), name, false);
  for (size_t i = 0; i < column_count; i++) padded(t->out, columns[i], widths[i], true);
  buf_print(t->out, "  %s\n", diff_say(t, "to"));
  for (size_t r = 0; r < row_count; r++) {
    buf_text(t->out, "    ");
    padded(t->out, rows[r], name, false);
    for (size_t c = 0; c < column_count; c++) {
      uint64_t count = diff_flow(item, rows[r], columns[c]);
      if (count) figure(t->out, count, widths[c]);
      else padded(t->out, "·", widths[c], true);
    }
    buf_char(t->out, '\n');
  }
}

static void put_flows(const DiffText *t, const CibleDifference *item) {
  const char **states = mem_new(t->out->alloc, 2 * (item->flow_count + 1) * sizeof *states);
  if (!states) {
    t->out->failed = true;
    return;
  }
  const char **columns = states + item->flow_count + 1;
  size_t row_count = diff_states(item, true, states), column_count = diff_states(item, false, columns);
  if (column_count <= STATES_MOST) put_matrix(t, item, states, row_count, columns, column_count);
  mem_free(t->out->alloc, states, 2 * (item->flow_count + 1) * sizeof *states);
}

static void put_mover(const DiffText *t, const CibleMover *mover) {
  buf_text(t->out, "      ");
  show(t->out, mover->key);
  if (mover->change_count) buf_text(t->out, mover->in_old ? diff_say(t, "  old rules: wanted ") : diff_say(t, "  new rules: want "));
  for (size_t i = 0; i < mover->change_count; i++) {
    if (i) buf_text(t->out, diff_say(t, "  and  "));
    why_write_change(t->out, &mover->changes[i], t->language);
  }
  buf_char(t->out, '\n');
}

static void put_movers(const DiffText *t, const CibleDifference *item) {
  for (size_t i = 0; i < item->flow_count; i++) {
    const CibleFlow *flow = &item->flows[i];
    if (!flow->moved) continue;
    buf_text(t->out, "    ");
    show(t->out, diff_state(t, item, flow->from));
    buf_text(t->out, " → ");
    show(t->out, diff_state(t, item, flow->to));
    buf_text(t->out, diff_say(t, ": "));
    diff_count(t->out, flow->records);
    buf_text(t->out, flow->records > flow->mover_count ? diff_say(t, ", such as") : "");
    buf_char(t->out, '\n');
    for (size_t k = 0; k < flow->mover_count; k++) put_mover(t, &flow->movers[k]);
  }
}

static void put_item(const DiffText *t, const CibleDifference *item) {
  buf_print(t->out, "\n%s ", diff_kind(item->kind));
  show(t->out, item->name);
  buf_text(t->out, diff_say(t, ": "));
  diff_headline(t, item);
  buf_char(t->out, '\n');
  if (item->kind == CIBLE_CHOOSE && item->compared) {
    buf_text(t->out, "    ");
    diff_costs(t, item);
    buf_char(t->out, '\n');
  }
  if (item->compared && item->flow_count && item->kind != CIBLE_SEGMENT) put_flows(t, item);
  put_movers(t, item);
}

static void put_head(const DiffText *t, const CibleDiff *diff) {
  show(t->out, diff->old_name);
  buf_text(t->out, " → ");
  show(t->out, diff->new_name);
  buf_print(t->out, diff_say(t, ", on %s: "), diff->today);
  diff_count(t->out, diff->both + diff->only_old + diff->only_new);
  buf_text(t->out, diff_say(t, " records"));
  if (diff->only_old) buf_text(t->out, ", "), diff_count(t->out, diff->only_old), buf_text(t->out, diff_say(t, " only in the old version"));
  if (diff->only_new) buf_text(t->out, ", "), diff_count(t->out, diff->only_new), buf_text(t->out, diff_say(t, " only in the new version"));
  buf_char(t->out, '\n');
  for (size_t i = 0; i < diff->param_count; i++) {
    const CibleParamChange *param = &diff->params[i];
    buf_text(t->out, "param ");
    show(t->out, param->name);
    buf_text(t->out, diff_say(t, ": "));
    show(t->out, param->before ? param->before : diff_say(t, "none"));
    buf_text(t->out, " → ");
    show(t->out, param->after ? param->after : diff_say(t, "none"));
    buf_char(t->out, '\n');
  }
  for (size_t i = 0; i < diff->clause_count; i++) {
    const CibleClauseChange *clause = &diff->clauses[i];
    show(t->out, clause->name);
    buf_text(t->out, diff_say(t, ": "));
    if (!clause->before) buf_text(t->out, diff_say(t, "new: "));
    else if (!clause->after) buf_text(t->out, diff_say(t, "gone: "));
    if (clause->before) why_write_words(t->out, clause->before, t->language);
    if (clause->before && clause->after) buf_text(t->out, " → ");
    if (clause->after) why_write_words(t->out, clause->after, t->language);
    buf_char(t->out, '\n');
  }
}

static void write_all(const DiffText *t, const CibleDiff *diff) {
  put_head(t, diff);
  for (size_t i = 0; i < diff->count; i++)
    if (diff_is_told(&diff->items[i])) put_item(t, &diff->items[i]);
  buf_char(t->out, '\n');
  if (!diff->moved) buf_text(t->out, diff_say(t, "nothing moves: "));
  diff_count(t->out, diff->count - diff->moved);
  if (diff->moved) buf_print(t->out, diff_say(t, " of %zu definitions stay as they are"), diff->count);
  else buf_text(t->out, diff_say(t, " definitions stay as they are"));
  buf_char(t->out, '\n');
}

/* Lines that are too long go on below, a little further in. */
static void put_cut(Buf *out, Str line, uint32_t width) {
  uint32_t blanks = 0;
  while (blanks < line.n && line.p[blanks] == ' ') blanks++;
  uint32_t before = blanks < INDENT_MOST ? blanks : INDENT_MOST, further = before + 2;
  line = (Str){line.p + blanks, line.n - blanks};
  if (!line.n) buf_char(out, '\n');
  for (; line.n; before = further) {
    uint32_t n = why_fitting(line, width - before);
    buf_fill(out, ' ', before);
    buf_str(out, (Str){line.p, n});
    buf_char(out, '\n');
    while (n < line.n && line.p[n] == ' ') n++;
    line = (Str){line.p + n, line.n - n};
  }
}

void diff_write_text(const DiffText *t, const CibleDiff *diff) {
  Buf whole;
  buf_init(&whole, t->out->alloc);
  DiffText inner = {&whole, t->language, t->width && t->width < WIDTH_LEAST ? WIDTH_LEAST : t->width};
  write_all(&inner, diff);
  Str left = buf_view(&whole);
  for (uint32_t n; inner.width && left.n; left = (Str){left.p + n + 1, left.n - n - 1}) {
    for (n = 0; left.p[n] != '\n'; n++) continue;
    put_cut(t->out, (Str){left.p, n}, inner.width);
  }
  if (!inner.width) buf_str(t->out, left);
  if (whole.failed) t->out->failed = true;
  buf_free(&whole);
}

/* SPDX-License-Identifier: MIT
 * A comparison as Markdown, for a pull request. Names and values stand in code spans. */
#include "lang/compare/diff_words.h"

#include "runtime/base/utf8.h"

static void code(Buf *out, const char *text) { why_write_code(out, str_from(text)); }

/* Within a table a bar would end the cell, in a code span too. */
static void cell(Buf *out, const char *text) {
  Buf span;
  buf_init(&span, out->alloc);
  code(&span, text);
  for (size_t i = 0; i < span.n; i++) {
    if (span.p[i] == '|') buf_char(out, '\\');
    buf_char(out, span.p[i]);
  }
  buf_free(&span);
}

static void matrix(Buf *out, const CibleDifference *item) {
  size_t bytes = 2 * (item->flow_count + 1) * sizeof(const char *);
  const char **rows = mem_new(out->alloc, bytes), **columns = rows ? rows + item->flow_count + 1 : NULL;
  if (!rows) {
    out->failed = true;
    return;
  }
  size_t row_count = diff_states(item, true, rows), column_count = diff_states(item, false, columns);
  buf_text(out, "\n| from \\ to |");
  for (size_t i = 0; i < column_count; i++) buf_char(out, ' '), cell(out, columns[i]), buf_text(out, " |");
  buf_text(out, "\n|---|");
  for (size_t i = 0; i < column_count; i++) buf_text(out, "--:|");
  for (size_t r = 0; r < row_count; r++) {
    buf_text(out, "\n| ");
    cell(out, rows[r]);
    buf_text(out, " |");
    for (size_t c = 0; c < column_count; c++) {
      uint64_t count = diff_flow(item, rows[r], columns[c]);
      bool stays = strcmp(rows[r], columns[c]) == 0;
      buf_char(out, ' ');
      if (count && !stays) buf_text(out, "**");
      if (count) diff_count(out, count);
      if (count && !stays) buf_text(out, "**");
      buf_text(out, count ? " |" : "|");
    }
  }
  buf_char(out, '\n');
  mem_free(out->alloc, rows, bytes);
}

static void movers(Buf *out, const CibleFlow *flow) {
  buf_text(out, "\n- ");
  code(out, flow->from);
  buf_text(out, " → ");
  code(out, flow->to);
  buf_text(out, ": ");
  diff_count(out, flow->records);
  buf_text(out, flow->records > flow->mover_count ? ", such as\n" : "\n");
  for (size_t i = 0; i < flow->mover_count; i++) {
    const CibleMover *mover = &flow->movers[i];
    buf_text(out, "  - ");
    code(out, mover->key);
    if (mover->change_count) buf_text(out, mover->in_old ? ", the old rules wanted " : ", the new rules want ");
    for (size_t k = 0; k < mover->change_count; k++) {
      Buf change;
      buf_init(&change, out->alloc);
      why_write_change(&change, &mover->changes[k]);
      if (k) buf_text(out, " and ");
      why_write_code(out, buf_view(&change));
      buf_free(&change);
    }
    buf_char(out, '\n');
  }
}

static void definition(Buf *out, const CibleDifference *item) {
  buf_print(out, "\n### %s ", diff_kind(item->kind));
  code(out, item->name);
  buf_text(out, "\n\n");
  diff_headline(out, item);
  buf_char(out, '\n');
  if (item->kind == CIBLE_CHOOSE && item->compared) {
    buf_char(out, '\n');
    diff_costs(out, item);
    buf_char(out, '\n');
  }
  if (item->compared && item->flow_count && item->kind != CIBLE_SEGMENT) matrix(out, item);
  for (size_t i = 0; i < item->flow_count; i++)
    if (item->flows[i].moved) movers(out, &item->flows[i]);
}

static void overview(Buf *out, const CibleDiff *diff) {
  buf_text(out, "\n| definition | what moves |\n|---|---|\n");
  for (size_t i = 0; i < diff->count; i++) {
    const CibleDifference *item = &diff->items[i];
    if (!diff_is_told(item)) continue;
    buf_print(out, "| %s ", diff_kind(item->kind));
    cell(out, item->name);
    buf_text(out, " | ");
    diff_headline(out, item);
    buf_text(out, " |\n");
  }
}

void diff_write_markdown(Buf *out, const CibleDiff *diff) {
  buf_text(out, "## ");
  code(out, diff->old_name);
  buf_text(out, " → ");
  code(out, diff->new_name);
  buf_print(out, "\n\nOn %s, over ", diff->today);
  diff_count(out, diff->both + diff->only_old + diff->only_new);
  buf_text(out, " records");
  if (diff->only_old) buf_text(out, ", "), diff_count(out, diff->only_old), buf_text(out, " only in the old version");
  if (diff->only_new) buf_text(out, ", "), diff_count(out, diff->only_new), buf_text(out, " only in the new version");
  buf_text(out, ".\n");
  for (size_t i = 0; i < diff->param_count; i++) {
    const CibleParamChange *param = &diff->params[i];
    buf_text(out, i ? "- param " : "\n- param ");
    code(out, param->name);
    buf_text(out, ": ");
    code(out, param->before ? param->before : "none");
    buf_text(out, " → ");
    code(out, param->after ? param->after : "none");
    buf_char(out, '\n');
  }
  if (!diff->moved) buf_text(out, "\nNothing moves.\n");
  else overview(out, diff);
  for (size_t i = 0; i < diff->count; i++)
    if (diff_is_told(&diff->items[i]) && diff->items[i].compared) definition(out, &diff->items[i]);
}

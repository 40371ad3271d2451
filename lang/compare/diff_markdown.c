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

static void matrix(const DiffText *t, const CibleDifference *item) {
  size_t bytes = 2 * (item->flow_count + 1) * sizeof(const char *);
  const char **rows = mem_new(t->out->alloc, bytes), **columns = rows ? rows + item->flow_count + 1 : NULL;
  if (!rows) {
    t->out->failed = true;
    return;
  }
  size_t row_count = diff_states(item, true, rows), column_count = diff_states(item, false, columns);
  buf_text(t->out, "\n| "), buf_text(t->out, diff_say(t, "from \\ to")), buf_text(t->out, " |");
  for (size_t i = 0; i < column_count; i++) buf_char(t->out, ' '), cell(t->out, columns[i]), buf_text(t->out, " |");
  buf_text(t->out, "\n|---|");
  for (size_t i = 0; i < column_count; i++) buf_text(t->out, "--:|");
  for (size_t r = 0; r < row_count; r++) {
    buf_text(t->out, "\n| ");
    cell(t->out, rows[r]);
    buf_text(t->out, " |");
    for (size_t c = 0; c < column_count; c++) {
      uint64_t count = diff_flow(item, rows[r], columns[c]);
      bool stays = strcmp(rows[r], columns[c]) == 0;
      buf_char(t->out, ' ');
      if (count && !stays) buf_text(t->out, "**");
      if (count) diff_count(t->out, count);
      if (count && !stays) buf_text(t->out, "**");
      buf_text(t->out, count ? " |" : "|");
    }
  }
  buf_char(t->out, '\n');
  mem_free(t->out->alloc, rows, bytes);
}

static void movers(const DiffText *t, const CibleDifference *item, const CibleFlow *flow) {
  buf_text(t->out, "\n- ");
  code(t->out, diff_state(t, item, flow->from));
  buf_text(t->out, " → ");
  code(t->out, diff_state(t, item, flow->to));
  buf_text(t->out, diff_say(t, ": "));
  diff_count(t->out, flow->records);
  buf_text(t->out, flow->records > flow->mover_count ? diff_say(t, ", such as") : "");
  buf_char(t->out, '\n');
  for (size_t i = 0; i < flow->mover_count; i++) {
    const CibleMover *mover = &flow->movers[i];
    buf_text(t->out, "  - ");
    code(t->out, mover->key);
    if (mover->change_count) buf_text(t->out, mover->in_old ? diff_say(t, ", the old rules wanted ") : diff_say(t, ", the new rules want "));
    for (size_t k = 0; k < mover->change_count; k++) {
      Buf change;
      buf_init(&change, t->out->alloc);
      why_write_change(&change, &mover->changes[k], t->language);
      if (k) buf_text(t->out, diff_say(t, " and "));
      why_write_code(t->out, buf_view(&change));
      buf_free(&change);
    }
    buf_char(t->out, '\n');
  }
}

static void definition(const DiffText *t, const CibleDifference *item) {
  buf_print(t->out, "\n### %s ", diff_kind(item->kind));
  code(t->out, item->name);
  buf_text(t->out, "\n\n");
  diff_headline(t, item);
  buf_char(t->out, '\n');
  if (item->kind == CIBLE_CHOOSE && item->compared) {
    buf_char(t->out, '\n');
    diff_costs(t, item);
    buf_char(t->out, '\n');
  }
  if (item->compared && item->flow_count && item->kind != CIBLE_SEGMENT) matrix(t, item);
  for (size_t i = 0; i < item->flow_count; i++)
    if (item->flows[i].moved) movers(t, item, &item->flows[i]);
}

static void overview(const DiffText *t, const CibleDiff *diff) {
  buf_print(t->out, "\n| %s | %s |\n|---|---|\n", diff_say(t, "definition"), diff_say(t, "what moves"));
  for (size_t i = 0; i < diff->count; i++) {
    const CibleDifference *item = &diff->items[i];
    if (!diff_is_told(item)) continue;
    buf_print(t->out, "| %s ", diff_kind(item->kind));
    cell(t->out, item->name);
    buf_text(t->out, " | ");
    diff_headline(t, item);
    buf_text(t->out, " |\n");
  }
}

void diff_write_markdown(const DiffText *t, const CibleDiff *diff) {
  buf_text(t->out, "## ");
  code(t->out, diff->old_name);
  buf_text(t->out, " → ");
  code(t->out, diff->new_name);
  buf_text(t->out, "\n\n");
  buf_print(t->out, diff_say(t, "On %s, over "), diff->today);
  diff_count(t->out, diff->both + diff->only_old + diff->only_new);
  buf_text(t->out, diff_say(t, " records"));
  if (diff->only_old) buf_text(t->out, ", "), diff_count(t->out, diff->only_old), buf_text(t->out, diff_say(t, " only in the old version"));
  if (diff->only_new) buf_text(t->out, ", "), diff_count(t->out, diff->only_new), buf_text(t->out, diff_say(t, " only in the new version"));
  buf_text(t->out, ".\n");
  for (size_t i = 0; i < diff->param_count; i++) {
    const CibleParamChange *param = &diff->params[i];
    buf_text(t->out, i ? "- param " : "\n- param ");
    code(t->out, param->name);
    buf_text(t->out, diff_say(t, ": "));
    code(t->out, param->before ? param->before : diff_say(t, "none"));
    buf_text(t->out, " → ");
    code(t->out, param->after ? param->after : diff_say(t, "none"));
    buf_char(t->out, '\n');
  }
  for (size_t i = 0; i < diff->clause_count; i++) {
    const CibleClauseChange *clause = &diff->clauses[i];
    buf_text(t->out, i || diff->param_count ? "- " : "\n- ");
    code(t->out, clause->name);
    buf_text(t->out, diff_say(t, ": "));
    if (!clause->before) buf_text(t->out, diff_say(t, "new: "));
    else if (!clause->after) buf_text(t->out, diff_say(t, "gone: "));
    if (clause->before) code(t->out, clause->before);
    if (clause->before && clause->after) buf_text(t->out, " → ");
    if (clause->after) code(t->out, clause->after);
    buf_char(t->out, '\n');
  }
  if (!diff->moved) buf_print(t->out, "\n%s\n", diff_say(t, "Nothing moves."));
  else overview(t, diff);
  for (size_t i = 0; i < diff->count; i++)
    if (diff_is_told(&diff->items[i]) && diff->items[i].compared) definition(t, &diff->items[i]);
}

/* SPDX-License-Identifier: MIT
 * The list as a file: CSV, or JSON lines. In CSV a cell that a spreadsheet would take for a formula gets an apostrophe before it, and
 * control characters but tabs and line ends become blanks, unless the list is wanted raw. */
#include "lang/handout/list.h"

#include <unistd.h>

#include "runtime/base/utf8.h"
#include "runtime/data/written.h"

/* ---- formulas ---- */

enum { PHONE_LEAST = 8, PHONE_MOST = 15, FULL_WIDTH = 0xFEE0 /* from `=` to `＝` */ };

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static uint32_t digits_at(Str text, uint32_t from) {
  uint32_t n = from;
  while (n < text.n && is_digit(text.p[n])) n++;
  return n - from;
}

/* `-12`, `+1.5`, `-1e21` */
static bool is_number(Str text) {
  uint32_t at = 1, n = digits_at(text, at);
  if (!n) return false;
  at += n;
  if (at < text.n && text.p[at] == '.') {
    n = digits_at(text, ++at);
    if (!n) return false;
    at += n;
  }
  if (at < text.n && (text.p[at] | 32) == 'e') {
    at++;
    if (at < text.n && (text.p[at] == '+' || text.p[at] == '-')) at++;
    n = digits_at(text, at);
    if (!n) return false;
    at += n;
  }
  return at == text.n;
}

/* `+33 1 23 45 67 89`: a sign, then 8 to 15 digits with blanks, dots, hyphens and brackets between. */
static bool is_phone(Str text) {
  uint32_t digits = 0;
  if (text.p[0] != '+') return false;
  for (uint32_t i = 1; i < text.n; i++) {
    if (is_digit(text.p[i])) digits++;
    else if (!memchr(" .-()", text.p[i], 5)) return false;
  }
  return digits >= PHONE_LEAST && digits <= PHONE_MOST;
}

bool is_formula(Str text) {
  uint32_t point;
  if (!text.n) return false;
  utf8_next(text, 0, &point);
  if (point > FULL_WIDTH) point -= FULL_WIDTH;
  switch (point) {
  case '=':
  case '@':
  case '\t':
  case '\r':
  case '\n': return true;
  case '+':
  case '-': return !is_number(text) && !is_phone(text);
  default: return false;
  }
}

/* ---- cells ---- */

static void add_tame(Buf *out, Str text) {
  if (is_formula(text)) buf_char(out, '\'');
  for (uint32_t i = 0, from = 0; i <= text.n; i++) {
    uint8_t c = i < text.n ? (uint8_t)text.p[i] : 0;
    if (i < text.n && (c >= 0x20 || c == '\t' || c == '\n' || c == '\r') && c != 0x7F) continue;
    buf_add(out, text.p + from, i - from);
    if (i < text.n) buf_char(out, ' ');
    from = i + 1;
  }
}

/* Whatever comes out on a terminal must not act there. */
static void add_cell(ListWriter *w, Str text) {
  Buf tame, shown;
  buf_init(&tame, w->row.alloc);
  buf_init(&shown, w->row.alloc);
  if (!w->raw) add_tame(&tame, text), text = buf_view(&tame);
  if (w->shown) utf8_show(&shown, text), text = buf_view(&shown);
  w->row.failed |= tame.failed || shown.failed;
  if (!w->row.failed) text_write_csv(&w->row, text);
  buf_free(&shown);
  buf_free(&tame);
}

/* What stands before a cell. */
static void next_cell(ListWriter *w) {
  if (w->json) {
    buf_char(&w->row, w->column ? ',' : '{');
    text_write_json(&w->row, str_from(w->names[w->column]));
    buf_char(&w->row, ':');
  } else if (w->column) {
    buf_char(&w->row, ',');
  }
  w->column++;
}

static void put_text(ListWriter *w, Str text) {
  next_cell(w);
  if (!text.p) buf_text(&w->row, w->json ? "null" : "");
  else if (w->json) text_write_json(&w->row, text);
  else add_cell(w, text);
}

static void put_value(ListWriter *w, const Value *value, const Labels *labels) {
  if (value->known && value->kind == KIND_TEXT) {
    put_text(w, value->str.p ? value->str : STR(""));
  } else if (value->known && value->kind == KIND_CODE && labels && (uint32_t)value->i32 < labels->count) {
    put_text(w, labels->names[value->i32]); /* of a `one of`: any text */
  } else {
    next_cell(w);
    if (w->json) value_write_json(&w->row, value, labels);
    else value_write_csv(&w->row, value, labels);
  }
}

static void put_message(ListWriter *w, const Message *message, const RowSeen *row, bool one_line, bool *blank) {
  w->cell.n = 0;
  if (message->text.p && !message_write(&w->cell, message, row, one_line)) *blank = true;
  w->row.failed |= w->cell.failed;
  Str text = w->cell.n ? buf_view(&w->cell) : STR("");
  if (!w->row.failed) put_text(w, message->text.p ? text : (Str){0});
}

static Status end_row(ListWriter *w, DiagList *diags) {
  buf_text(&w->row, w->json ? "}\n" : "\r\n");
  if (w->row.failed) return STATUS_NO_MEMORY;
  Status status = output_write(w->output, w->row.p, w->row.n, diags);
  w->row.n = 0;
  w->column = 0;
  return status;
}

Status list_writer_row(ListWriter *w, const LedgerContact *contact, const RowSeen *row, bool *blank, DiagList *diags) {
  const ListAsk *ask = w->ask;
  const PlanCampaign *plan = &ask->call->model.plan;
  put_value(w, &contact->key, NULL);
  for (uint32_t i = 0; i < ask->export_count; i++) {
    Value value = row_value(row, ask->exports[i]);
    put_value(w, &value, row_labels(row, ask->exports[i]));
  }
  if (ask->subject.text.p) put_message(w, &ask->subject, row, true, blank);
  if (ask->message.text.p) put_message(w, &ask->message, row, false, blank);
  if (plan->offer_count) put_text(w, contact->offer);
  for (uint32_t i = 0; ask->offers_speak && i < plan->offer_count; i++)
    if (str_equal(plan->offers[i].name, contact->offer)) put_message(w, &ask->offers[i], row, false, blank);
  return end_row(w, diags);
}

/* ---- the file ---- */

static void name_column(ListWriter *w, Str name) { w->names[w->name_count++] = arena_str(w->ask->call->checked->arena, name).p; }

static Str key_name(const Record *subject) {
  return subject->key_field != UINT32_MAX ? subject->fields[subject->key_field]->name : subject->key;
}

static bool name_columns(ListWriter *w) {
  enum { TEXTS = 4 };
  const ListAsk *ask = w->ask;
  Arena *arena = ask->call->checked->arena;
  w->names = ARENA_ARRAY(arena, const char *, 1 + ask->export_count + TEXTS);
  if (!w->names) return false;
  name_column(w, key_name(ask->call->checked->subject));
  for (uint32_t i = 0; i < ask->export_count; i++) name_column(w, ask->names[i]);
  if (ask->subject.text.p) name_column(w, STR("subject"));
  if (ask->message.text.p) name_column(w, STR("message"));
  if (ask->call->model.plan.offer_count) name_column(w, STR("offer"));
  if (ask->offers_speak) name_column(w, STR("offer_message"));
  return !arena->failed;
}

static Status write_header(ListWriter *w, DiagList *diags) {
  if (w->json) return STATUS_OK;
  for (uint32_t i = 0; i < w->name_count; i++) put_text(w, str_from(w->names[i]));
  return end_row(w, diags);
}

Status list_writer_open(Cible *cible, const ListAsk *ask, const CibleExportWish *wish, ListWriter *out) {
  bool direct = !wish->path || strcmp(wish->path, "-") == 0;
  *out = (ListWriter){.ask = ask, .json = wish->format == CIBLE_JSONL, .raw = wish->raw != 0};
  buf_init(&out->row, &cible->alloc);
  buf_init(&out->cell, &cible->alloc);
  out->shown = !out->json && direct && isatty(wish->fd) == 1;
  if (!name_columns(out)) return STATUS_NO_MEMORY;
  if (wish->dry_run) return STATUS_OK;
  Status status = output_open(&cible->alloc, wish->path, wish->fd, &cible->diags, &out->output);
  if (status == STATUS_OK) status = output_hold(out->output, &cible->diags);
  return status == STATUS_OK ? write_header(out, &cible->diags) : status;
}

void list_writer_free(ListWriter *w) {
  output_abandon(w->output);
  w->output = NULL;
  buf_free(&w->row);
  buf_free(&w->cell);
}

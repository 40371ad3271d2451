/* SPDX-License-Identifier: MIT
 * Texts written out for a contact: `{name}` replaced by what the program says of the record. */
#include "lang/handout/list.h"

#include "runtime/base/utf8.h"
#include "runtime/data/written.h"

Value row_value(const RowSeen *row, uint32_t extra) {
  if (extra == ASK_NONE || !row->place[extra]) return (Value){0};
  return vector_get(row->columns[row->place[extra] - 1], row->lane);
}

bool message_ask(CampaignCall *call, const Wording *wording, Message *out) {
  Arena *arena = call->checked->arena;
  *out = (Message){0};
  if (!wording->text) return true;
  *out = (Message){.text = wording->text->text, .places = wording->places, .count = wording->count};
  if (!out->text.p) out->text = STR("");
  out->extras = ARENA_ARRAY(arena, uint32_t, wording->count + 1);
  for (uint32_t i = 0; out->extras && i < wording->count; i++) {
    AstNode *name = wording->places[i].name;
    out->extras[i] = name->type->kind == TYPE_DURATION ? ASK_NONE : campaign_ask(&call->model, call->checked, (Extra){.expr = name});
  }
  return !arena->failed;
}

/* A header of a mail ends where its line does: what follows must not become one. */
static bool ends_lines(uint32_t point) {
  return point < 0x20 || (point >= 0x7F && point < 0xA0) || point == 0x2028 || point == 0x2029;
}

static void add(Buf *out, Str text, bool one_line) {
  uint32_t point, n;
  for (uint32_t i = 0, from = 0; i <= text.n; i += n) {
    n = i < text.n ? utf8_next(text, i, &point) : 1;
    if (i < text.n && !(one_line && ends_lines(point))) continue;
    buf_add(out, text.p + from, i - from);
    if (i < text.n) buf_char(out, ' ');
    from = i + n;
  }
}

/* The rule file's own words, from one place to the next. */
static void add_own(Buf *out, Str text, bool one_line) {
  for (uint32_t i = 0, from = 0; i <= text.n; i++) {
    if (i < text.n && text.p[i] != '{') continue;
    bool brace = i < text.n;
    add(out, (Str){text.p + from, i + brace - from}, one_line);
    i += brace; /* the second of `{{` */
    from = i + 1;
  }
}

static bool add_value(Buf *out, const Message *message, uint32_t place, const RowSeen *row, bool one_line) {
  const Symbol *symbol = message->places[place].name->symbol;
  uint32_t extra = message->extras[place];
  if (extra == ASK_NONE) {
    if (symbol->kind == SYM_PARAM) add(out, symbol->param.text, one_line);
    return true;
  }
  Value value = row_value(row, extra);
  Buf written;
  buf_init(&written, out->alloc);
  value_write(&written, &value, row_labels(row, extra));
  if (!written.failed && written.n) add(out, buf_view(&written), one_line);
  out->failed |= written.failed;
  buf_free(&written);
  return value.known;
}

bool message_write(Buf *out, const Message *message, const RowSeen *row, bool one_line) {
  bool whole = true;
  uint32_t from = 0;
  for (uint32_t i = 0; i < message->count; i++) {
    const Placeholder *place = &message->places[i];
    add_own(out, (Str){message->text.p + from, place->from - from}, one_line);
    whole &= add_value(out, message, i, row, one_line);
    from = place->to;
  }
  add_own(out, (Str){message->text.p + from, message->text.n - from}, one_line);
  return whole;
}

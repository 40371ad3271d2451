/* SPDX-License-Identifier: MIT
 * Explanations as one JSON object, with stable keys. */
#include "lang/review/review.h"

#include "runtime/data/numeric.h"
#include "runtime/data/written.h"

static void text_member(Buf *out, const char *name, const char *text) {
  buf_print(out, "\"%s\": ", name);
  text_write_json(out, str_from(text));
}

/* Members after the first. */
static void more_text(Buf *out, const char *name, const char *text) {
  if (!text || !text[0]) return;
  buf_text(out, ", ");
  text_member(out, name, text);
}

static void place_members(Buf *out, const char *file, int line, int column) {
  if (!file) return;
  more_text(out, "file", file);
  buf_print(out, ", \"line\": %d, \"column\": %d", line, column);
}

static void number_member(Buf *out, const char *name, double number) {
  char digits[NUMBER_TEXT];
  buf_print(out, ", \"%s\": ", name);
  buf_str(out, (Str){digits, number_write(number, digits)});
}

static void write_value(Buf *out, const CibleValue *value) {
  bool bare = value->type == CIBLE_BOOLEAN || value->type == CIBLE_INTEGER || value->type == CIBLE_NUMBER || value->type == CIBLE_MONEY;
  Str text = {value->text, (uint32_t)value->length};
  if (!value->known) buf_text(out, "null");
  else if (bare) buf_str(out, text);
  else text_write_json(out, text);
}

static void write_change(Buf *out, const CibleChange *change) {
  buf_char(out, '{');
  text_member(out, "text", change->text);
  if (strcmp(change->wish, change->text) != 0) more_text(out, "wish", change->wish);
  more_text(out, "wanted", change->wanted);
  more_text(out, "is", change->is);
  more_text(out, "has", change->has);
  more_text(out, "gap", change->gap);
  more_text(out, "term", change->term);
  if (change->relative >= 0) number_member(out, "relative", change->relative);
  place_members(out, change->file, change->line, change->column);
  buf_char(out, '}');
}

static void write_ways(Buf *out, const CibleWhy *why) {
  if (!why->way_count) return;
  buf_text(out, ", \"ways\": [");
  for (size_t i = 0; i < why->way_count; i++) {
    const CibleWay *way = &why->ways[i];
    buf_text(out, i ? ", {" : "{");
    text_member(out, "to", way->to);
    buf_text(out, ", \"changes\": [");
    for (size_t k = 0; k < way->change_count; k++) {
      if (k) buf_text(out, ", ");
      write_change(out, &way->changes[k]);
    }
    buf_text(out, "]}");
  }
  buf_char(out, ']');
}

static void write_why(Buf *out, const CibleWhy *why) {
  static const char *const kinds[] = {"definition", "clause", "option", "condition", "value"};
  buf_print(out, "{\"kind\": \"%s\"", kinds[why->kind]);
  more_text(out, "word", why->word);
  buf_text(out, ", ");
  text_member(out, "text", why->text);
  more_text(out, "title", why->title);
  if (why->valued) {
    buf_text(out, ", \"value\": ");
    write_value(out, &why->value);
  }
  if (why->scored) number_member(out, "points", why->points);
  if (why->decides) buf_text(out, ", \"decides\": true");
  if (why->refuses) buf_text(out, ", \"refuses\": true");
  if (why->repeated) buf_text(out, ", \"repeated\": true");
  more_text(out, "note", why->note);
  place_members(out, why->file, why->line, why->column);
  if (why->part_count) {
    buf_text(out, ", \"parts\": [");
    for (size_t i = 0; i < why->part_count; i++) {
      if (i) buf_text(out, ", ");
      write_why(out, &why->parts[i]);
    }
    buf_char(out, ']');
  }
  write_ways(out, why);
  buf_char(out, '}');
}

void why_write_json(Buf *out, const CibleExplanation *explanation) {
  buf_char(out, '{');
  text_member(out, "record", explanation->record);
  more_text(out, "key", explanation->key);
  more_text(out, "today", explanation->today);
  more_text(out, "unknown", explanation->unknown);
  buf_text(out, ", \"parts\": [");
  for (size_t i = 0; i < explanation->part_count; i++) {
    if (i) buf_text(out, ", ");
    write_why(out, &explanation->parts[i]);
  }
  buf_text(out, "]}");
}

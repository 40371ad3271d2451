/* SPDX-License-Identifier: MIT
 * A comparison as one JSON object, with stable keys. */
#include "lang/compare/diff_words.h"

#include "runtime/data/numeric.h"
#include "runtime/data/written.h"

static void text(Buf *out, const char *name, const char *value) {
  buf_print(out, "\"%s\": ", name);
  if (value) text_write_json(out, str_from(value));
  else buf_text(out, "null");
}

static void count(Buf *out, const char *name, uint64_t value) { buf_print(out, ", \"%s\": %llu", name, (unsigned long long)value); }

static void number(Buf *out, const char *name, double value) {
  char digits[NUMBER_TEXT];
  buf_print(out, ", \"%s\": ", name);
  buf_str(out, (Str){digits, number_write(value, digits)});
}

static void side(Buf *out, const char *name, const CibleDifference *item, const CibleDiffSide *value) {
  buf_print(out, ", \"%s\": ", name);
  if (!value->there) {
    buf_text(out, "null");
    return;
  }
  buf_print(out, "{\"known\": %llu", (unsigned long long)value->known);
  bool sized = item->kind == CIBLE_SEGMENT || item->kind == CIBLE_CHOOSE || (item->kind == CIBLE_LET && item->flow_count);
  if (sized) count(out, "size", value->size);
  if (value->summed) number(out, "mean", value->mean);
  if (item->kind == CIBLE_CHOOSE) {
    number(out, "cost", value->cost);
    number(out, "responses", value->responses);
  }
  buf_char(out, '}');
}

static void mover(Buf *out, const CibleMover *one) {
  buf_char(out, '{');
  text(out, "key", one->key);
  if (one->change_count) {
    buf_print(out, ", \"rules\": \"%s\", \"changes\": [", one->in_old ? "old" : "new");
    for (size_t i = 0; i < one->change_count; i++) {
      const CibleChange *change = &one->changes[i];
      buf_text(out, i ? ", {" : "{");
      text(out, "text", change->text);
      buf_text(out, ", "), text(out, "wanted", change->wanted);
      buf_text(out, ", "), text(out, "is", change->is);
      buf_text(out, ", "), text(out, "has", change->has);
      buf_text(out, ", "), text(out, "gap", change->gap);
      if (change->file) {
        buf_text(out, ", "), text(out, "file", change->file);
        buf_print(out, ", \"line\": %d, \"column\": %d", change->line, change->column);
      }
      buf_char(out, '}');
    }
    buf_char(out, ']');
  }
  buf_char(out, '}');
}

static void flows(Buf *out, const CibleDifference *item) {
  buf_text(out, ", \"flows\": [");
  for (size_t i = 0; i < item->flow_count; i++) {
    const CibleFlow *flow = &item->flows[i];
    buf_text(out, i ? ", {" : "{");
    text(out, "from", flow->from);
    buf_text(out, ", "), text(out, "to", flow->to);
    count(out, "records", flow->records);
    if (flow->mover_count) buf_text(out, ", \"examples\": [");
    for (size_t k = 0; k < flow->mover_count; k++) {
      if (k) buf_text(out, ", ");
      mover(out, &flow->movers[k]);
    }
    buf_text(out, flow->mover_count ? "]}" : "}");
  }
  buf_char(out, ']');
}

static void definition(Buf *out, const CibleDifference *item) {
  buf_char(out, '{');
  text(out, "name", item->name);
  buf_print(out, ", \"kind\": \"%s\", \"compared\": %s", diff_kind(item->kind), item->compared ? "true" : "false");
  count(out, "moved", item->moved);
  if (item->before.summed && item->after.summed) {
    count(out, "higher", item->higher);
    count(out, "lower", item->lower);
  }
  side(out, "old", item, &item->before);
  side(out, "new", item, &item->after);
  if (item->flow_count) flows(out, item);
  buf_char(out, '}');
}

void diff_write_json(Buf *out, const CibleDiff *diff) {
  buf_text(out, "{\"ok\": true, ");
  text(out, "old", diff->old_name);
  buf_text(out, ", "), text(out, "new", diff->new_name);
  buf_text(out, ", "), text(out, "today", diff->today);
  count(out, "records", diff->both);
  count(out, "only_old", diff->only_old);
  count(out, "only_new", diff->only_new);
  count(out, "moved", diff->moved);
  buf_text(out, ", \"params\": [");
  for (size_t i = 0; i < diff->param_count; i++) {
    buf_text(out, i ? ", {" : "{");
    text(out, "name", diff->params[i].name);
    buf_text(out, ", "), text(out, "old", diff->params[i].before);
    buf_text(out, ", "), text(out, "new", diff->params[i].after);
    buf_char(out, '}');
  }
  buf_text(out, "], \"clauses\": [");
  for (size_t i = 0; i < diff->clause_count; i++) {
    buf_text(out, i ? ", {" : "{");
    text(out, "name", diff->clauses[i].name);
    buf_text(out, ", "), text(out, "old", diff->clauses[i].before);
    buf_text(out, ", "), text(out, "new", diff->clauses[i].after);
    buf_char(out, '}');
  }
  buf_text(out, "], \"definitions\": [");
  for (size_t i = 0; i < diff->count; i++) {
    if (i) buf_text(out, ", ");
    definition(out, &diff->items[i]);
  }
  buf_text(out, "]}\n");
}

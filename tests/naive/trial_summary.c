/* SPDX-License-Identifier: MIT
 * Summaries: how many records have each value, and measures. */
#include "tests/naive/trial_parts.h"

#include "runtime/data/written.h"

/* ---- figures ---- */

typedef struct Tally {
  uint64_t known, truths, label; /* label: of the first */
} Tally;

static Tally tally_of(const Answer *naive, uint32_t column) {
  Tally t = {0};
  for (uint32_t row = 0; row < naive->rows; row++) {
    const Value *v = &naive->values[(size_t)row * naive->width + column];
    t.known += v->known;
    t.truths += v->known && v->kind == KIND_BOOLEAN && v->truth;
    t.label += v->known && v->kind == KIND_CODE && v->i32 == 0;
  }
  return t;
}

static bool same_figures(const Bench *b, const Ask *ask, const Answer *naive, const DefFigures *figures) {
  for (uint32_t d = 0; d < ask->def_count; d++) {
    const ProgramDef *def = &ask->program->defs[ask->defs[d]];
    if (def->kind > DEF_CHOOSE) continue;
    const DefFigures *f = &figures[ask->defs[d]];
    Tally t = tally_of(naive, d);
    bool good = f->known == t.known && f->unknown == naive->rows - t.known && (def->value != KIND_BOOLEAN || f->truths == t.truths) &&
                (def->value != KIND_CODE || f->labels[0] == t.label);
    if (good) continue;
    buf_print(b->said, "figures of %.*s: naive %llu known, %llu true, %llu of the first label; machine %llu, %llu, %llu\n",
              STR_ARG(def->name), (unsigned long long)t.known, (unsigned long long)t.truths, (unsigned long long)t.label,
              (unsigned long long)f->known, (unsigned long long)f->truths, (unsigned long long)(f->labels ? f->labels[0] : 0));
    return false;
  }
  return true;
}

/* ---- measures ---- */

static void say_group(Buf *said, const ProgramMeasure *measure, const Value *keys) {
  for (uint32_t d = 0; d < measure->dimension_count; d++) {
    buf_text(said, d ? ", " : " at ");
    value_write_json(said, &keys[d], &measure->dimensions[d].labels);
  }
}

static bool same_measure(const Bench *b, const ProgramMeasure *measure, const MeasureRows *naive, const MeasureTable *machine) {
  if (naive->rows != machine->rows) {
    buf_print(b->said, "%.*s: naive %u rows, machine %u\n", STR_ARG(measure->name), naive->rows, machine->rows);
    return false;
  }
  for (uint32_t r = 0; r < naive->rows; r++) {
    const Value *keys = machine->keys + (size_t)r * measure->dimension_count;
    bool same = true;
    for (uint32_t d = 0; d < measure->dimension_count; d++) same = same && same_value(&naive->groups[r].keys[d], &keys[d]);
    if (same && same_value(&naive->values[r], &machine->values[r])) continue;
    buf_print(b->said, "%.*s, row %u%s", STR_ARG(measure->name), r, same ? "" : " has another group:");
    say_group(b->said, measure, keys);
    buf_char(b->said, '\n');
    const Labels *labels = &b->program->program->defs[measure->def].labels;
    say_value(b->said, "naive  ", &naive->values[r], labels);
    say_value(b->said, "machine", &machine->values[r], labels);
    return false;
  }
  return true;
}

static Verdict compare_measures(const Bench *b, const Summary *summary) {
  const Program *p = b->program->program;
  Naive n;
  naive_init(&n, b->compiled.checked, &b->world, (Arena *)&b->arena, b->today, b->now);
  for (uint32_t i = 0; i < p->measure_count; i++) {
    const Symbol *symbol = map_get(&b->compiled.checked->program.names, p->measures[i].name);
    if (!symbol) continue; /* a module's */
    MeasureRows rows = eval_measure(&n, symbol);
    if (n.lost) {
      buf_print(b->said, "lost at: %s\n", n.lost_at);
      return VERDICT_LOST;
    }
    if (!same_measure(b, &p->measures[i], &rows, &summary->measures[i])) return VERDICT_DIFFERENT;
  }
  return VERDICT_SAME;
}

Verdict compare_summary(const Bench *b, Ask ask, const Answer *naive) {
  static const uint32_t ways[][2] = {{2048, 1}, {3, 2}};
  Verdict verdict = VERDICT_SAME;
  for (int i = 0; i < 2 && verdict == VERDICT_SAME; i++) {
    ExecReport report;
    Summary summary;
    const char *why = "";
    ask.batch_size = ways[i][0];
    ask.threads = ways[i][1];
    if (!machine_summary(&ask, (Arena *)&b->arena, &report, &summary, &why)) {
      buf_print(b->said, "the summary stops: %s\n", why);
      return VERDICT_DIFFERENT;
    }
    verdict = same_figures(b, &ask, naive, summary.figures) ? compare_measures(b, &summary) : VERDICT_DIFFERENT;
    exec_report_free(&report);
    if (verdict == VERDICT_DIFFERENT) say_ask(b, &ask);
  }
  return verdict;
}

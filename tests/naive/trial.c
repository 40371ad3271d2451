/* SPDX-License-Identifier: MIT */
#include "tests/naive/trial_parts.h"

#include <math.h>
#include <stdlib.h>

#include "examples/data/random.h"
#include "lang/lower/lower.h"
#include "runtime/data/calendar.h"
#include "runtime/data/written.h"

/* ---- the naive side ---- */

const Symbol *symbol_of(const Bench *b, const ProgramDef *def) { return map_get(&b->compiled.checked->program.names, def->name); }

/* The part of a choice that a definition is; PART_WHOLE of all others. */
static Part part_of(const Bench *b, uint32_t def, const Symbol **choose) {
  const Program *p = b->program->program;
  for (uint32_t i = 0; i < p->def_count; i++) {
    if (p->defs[i].kind != DEF_CHOOSE || (p->defs[i].cost != def && p->defs[i].response != def)) continue;
    *choose = symbol_of(b, &p->defs[i]);
    return p->defs[i].cost == def ? PART_COST : PART_RESPONSE;
  }
  return PART_WHOLE;
}

static Value naive_value(const Bench *b, const Here *h, uint32_t def) {
  const ProgramDef *d = &b->program->program->defs[def];
  const Symbol *symbol = NULL;
  Part part = d->kind == DEF_PART ? part_of(b, def, &symbol) : PART_WHOLE;
  if (part != PART_WHOLE) return eval_choice_part(h, symbol, part);
  symbol = symbol_of(b, d);
  return symbol ? eval_symbol(h, symbol) : naive_lost(h->n, "a definition without a symbol");
}

static void naive_faults(const Naive *n, Arena *arena, Answer *out) {
  FaultLine *all = ARENA_ARRAY(arena, FaultLine, n->marks.count + 1);
  for (uint32_t i = 0; i < n->marks.count; i++) all[i] = (FaultLine){n->marks.items[i].place, n->marks.items[i].kind, 1};
  if (n->marks.count) qsort(all, n->marks.count, sizeof *all, fault_line_order);
  out->faults = all;
  for (uint32_t i = 0; i < n->marks.count; i++) {
    FaultLine *last = out->fault_count ? &all[out->fault_count - 1] : NULL;
    if (last && fault_line_order(last, &all[i]) == 0) last->count++;
    else all[out->fault_count++] = all[i];
  }
}

static bool naive_answer(const Bench *b, const Ask *ask, Answer *out, const char **lost) {
  Naive n;
  Arena *arena = (Arena *)&b->arena;
  naive_init(&n, b->compiled.checked, &b->world, arena, b->today, b->now);
  const Table *table = world_table(&b->world, b->compiled.checked->subject);
  *out = (Answer){.width = ask->def_count, .keys = ARENA_ARRAY(arena, Value, table->count + 1)};
  out->values = ARENA_ARRAY(arena, Value, (size_t)table->count * ask->def_count + 1);
  for (uint32_t row = 0; row < table->count; row++) {
    Here h = {.n = &n, .table = table, .row = row};
    if (ask->where != PROGRAM_NONE && !is_true(naive_value(b, &h, ask->where))) continue;
    for (uint32_t d = 0; d < ask->def_count; d++)
      out->values[(size_t)out->rows * ask->def_count + d] = naive_value(b, &h, ask->defs[d]);
    out->keys[out->rows++] = table->keys[row];
  }
  naive_faults(&n, arena, out);
  *lost = n.lost_at;
  return !n.lost;
}

/* ---- comparing ---- */

static bool near(double a, double b) { return a == b || fabs(a - b) <= 1e-12 * fmax(fabs(a), fabs(b)); }

bool same_value(const Value *a, const Value *b) {
  if (a->known != b->known) return false;
  if (!a->known) return true;
  if (a->kind != b->kind) return false;
  return a->kind == KIND_NUMBER ? near(a->f64, b->f64) : compare_values(a, b) == 0;
}

void say_value(Buf *said, const char *who, const Value *v, const Labels *labels) {
  buf_print(said, "  %s: ", who);
  if (!v->known) buf_text(said, "unknown");
  else if (v->kind == KIND_NUMBER) {
    value_write(said, v, labels);
    buf_print(said, " (%a)", v->f64);
  } else value_write_json(said, v, labels);
  buf_char(said, '\n');
}

/* Which question it was. */
void say_ask(const Bench *b, const Ask *ask) {
  buf_print(b->said, "asked in batches of %u, by %u threads", ask->batch_size, ask->threads);
  if (ask->def_count == 1) buf_print(b->said, ", %.*s alone", STR_ARG(ask->program->defs[ask->defs[0]].name));
  if (ask->where != PROGRAM_NONE) buf_print(b->said, ", where %.*s", STR_ARG(ask->program->defs[ask->where].name));
  buf_char(b->said, '\n');
}

static bool compare_rows(const Bench *b, const Ask *ask, const Answer *naive, const Answer *machine) {
  if (naive->rows != machine->rows) {
    buf_print(b->said, "%u records here, %u there\n", naive->rows, machine->rows);
    return false;
  }
  for (uint32_t row = 0; row < naive->rows; row++)
    if (compare_values(&naive->keys[row], &machine->keys[row]) != 0) {
      buf_print(b->said, "record %u has another key\n", row);
      return false;
    }
  for (uint32_t d = 0; d < ask->def_count; d++)
    for (uint32_t row = 0; row < naive->rows; row++) {
      size_t at = (size_t)row * naive->width + d;
      if (same_value(&naive->values[at], &machine->values[at])) continue;
      const ProgramDef *def = &ask->program->defs[ask->defs[d]];
      buf_print(b->said, "%.*s of record ", STR_ARG(def->name));
      value_write(b->said, &naive->keys[row], NULL);
      buf_char(b->said, '\n');
      say_value(b->said, "naive  ", &naive->values[at], &def->labels);
      say_value(b->said, "machine", &machine->values[at], &def->labels);
      return false;
    }
  return true;
}

static void say_fault(const Bench *b, const FaultLine *line, uint64_t naive, uint64_t machine) {
  Place place = source_place(&b->cible->sources, line->place.from);
  Str text = source_text(&b->cible->sources, line->place);
  buf_print(b->said, "%s at line %u, column %u (`%.*s`)\n  naive  : %llu records\n  machine: %llu records\n", fault_name(line->kind),
            place.line, place.column, STR_ARG(text), (unsigned long long)naive, (unsigned long long)machine);
}

/* What an aggregate is made from, the machine computes for all rows at once, also for records that turn out not to need it: where a
 * program has sets, its faults may be more than those of the text; and what hangs on the subject alone counts for the subject, not
 * for each of its rows. So only the places must be there. */
static bool compare_faults(const Bench *b, const Answer *naive, const Answer *machine) {
  bool sets = b->program->program->slot_count > 0;
  uint32_t i = 0, k = 0;
  bool same = true;
  while (i < naive->fault_count || k < machine->fault_count) {
    const FaultLine *x = i < naive->fault_count ? &naive->faults[i] : NULL, *y = k < machine->fault_count ? &machine->faults[k] : NULL;
    int order = !x ? 1 : !y ? -1 : fault_line_order(x, y);
    bool good = order == 0 ? x->count == y->count || sets : sets && order > 0;
    if (good) {
      i += order <= 0;
      k++;
      continue;
    }
    say_fault(b, order <= 0 ? x : y, order <= 0 ? x->count : 0, order >= 0 ? y->count : 0);
    same = false;
    i += order <= 0;
    k += order >= 0;
  }
  return same;
}

static Verdict compare(const Bench *b, const Ask *ask, const Answer *naive) {
  Answer machine;
  const char *why = "";
  if (!machine_answer(ask, (Arena *)&b->arena, &machine, &why)) {
    say_ask(b, ask);
    buf_print(b->said, "the machine stops: %s\n", why);
    return VERDICT_DIFFERENT;
  }
  if (compare_rows(b, ask, naive, &machine) && compare_faults(b, naive, &machine)) return VERDICT_SAME;
  say_ask(b, ask);
  return VERDICT_DIFFERENT;
}

/* ---- a whole trial ---- */

static uint32_t *definitions(Bench *b, uint32_t *count) {
  const Program *p = b->program->program;
  uint32_t *defs = ARENA_ARRAY(&b->arena, uint32_t, p->def_count + 1);
  *count = 0;
  for (uint32_t i = 0; i < p->def_count; i++) {
    const Symbol *choose;
    DefKind kind = p->defs[i].kind;
    if (kind == DEF_PART ? part_of(b, i, &choose) != PART_WHOLE : kind <= DEF_CHOOSE) defs[(*count)++] = i;
  }
  return defs;
}

static Verdict ask_naive(const Bench *b, const Ask *ask, Answer *naive) {
  const char *lost = NULL;
  if (naive_answer(b, ask, naive, &lost)) return VERDICT_SAME;
  buf_print(b->said, "lost at: %s\n", lost ? lost : "?");
  return VERDICT_LOST;
}

/* All definitions at once, however the machine cuts its batches. */
static Verdict ask_all(Bench *b, Ask ask, uint32_t where) {
  static const uint32_t ways[][2] = {{2048, 1}, {1, 1}, {3, 2}};
  Answer naive;
  ask.where = where;
  Verdict verdict = ask_naive(b, &ask, &naive);
  if (verdict == VERDICT_SAME && where == PROGRAM_NONE) verdict = compare_summary(b, ask, &naive);
  for (int i = 0; i < 3 && verdict == VERDICT_SAME; i++) {
    ask.batch_size = ways[i][0];
    ask.threads = ways[i][1];
    ask.program = i == 1 ? b->loaded->program : b->program->program;
    verdict = compare(b, &ask, &naive);
  }
  return verdict;
}

/* Some of them alone: what nobody asks for may not leave a fault. */
static Verdict ask_some(Bench *b, Ask ask) {
  enum { SOME = 3 };
  Random random = {b->trial->seed};
  const uint32_t *all = ask.defs;
  uint32_t count = ask.def_count;
  for (uint32_t i = 0; i < (b->trial->each ? count : SOME); i++) {
    uint32_t one = all[b->trial->each ? i : random_below(&random, count)];
    Answer naive;
    ask.defs = &one;
    ask.def_count = 1;
    ask.where = PROGRAM_NONE;
    ask.batch_size = 2048;
    ask.threads = 1;
    Verdict verdict = ask_naive(b, &ask, &naive);
    if (verdict == VERDICT_SAME) verdict = compare(b, &ask, &naive);
    if (verdict != VERDICT_SAME) return verdict;
  }
  return VERDICT_SAME;
}

static void say_errors(Buf *said, const Cible *cible) {
  for (size_t i = 0; i < cible_message_count(cible); i++) {
    CibleMessage m = cible_message(cible, i);
    if (m.is_error) buf_print(said, "%s, line %d, column %d: %s\n", m.code, m.line, m.column, m.text);
  }
}

/* What the checker passes must compile. */
static Verdict compile(Bench *b) {
  const Trial *t = b->trial;
  const CibleCompileOptions options = {.quiet_unused = 1};
  Str text = {t->text, t->text ? (uint32_t)strlen(t->text) : 0};
  engine_begin(b->cible);
  if (engine_check(b->cible, t->name, text, &options, &b->compiled) != STATUS_OK) {
    say_errors(b->said, b->cible);
    return VERDICT_REFUSED;
  }
  CibleStatus status = t->text ? cible_compile_text(b->again, t->name, t->text, text.n, &options, &b->program)
                               : cible_compile_file(b->again, t->name, &options, &b->program);
  void *bytes = NULL;
  size_t length = 0;
  if (status == CIBLE_OK) status = cible_program_save(b->again, b->program, &bytes, &length);
  if (status == CIBLE_OK) status = cible_program_load(b->again, bytes, length, &b->loaded);
  cible_free_bytes(b->again, bytes, length);
  if (status == CIBLE_OK) return VERDICT_SAME;
  say_errors(b->said, b->again);
  return VERDICT_DIFFERENT;
}

/* The first condition among the definitions, from that one on; PROGRAM_NONE where there is none. */
static uint32_t condition(const Program *p, const uint32_t *defs, uint32_t count, uint32_t from) {
  for (uint32_t i = 0; i < count; i++)
    if (p->defs[defs[(from + i) % count]].value == KIND_BOOLEAN) return defs[(from + i) % count];
  return PROGRAM_NONE;
}

static Verdict run(Bench *b) {
  enum { CONDITIONS = 2 };
  const Trial *t = b->trial;
  Verdict compiled = compile(b);
  if (compiled != VERDICT_SAME) return compiled;
  if (!b->compiled.checked->subject) return VERDICT_SAME;
  const char *why = "";
  if (!world_read(&b->world, b->compiled.checked, t->db, &b->arena, &why)) {
    buf_print(b->said, "rows: %s\n", why);
    return VERDICT_LOST;
  }
  Ask ask = {.program = b->program->program, .db = t->db, .today = b->today, .now = b->now};
  ask.defs = definitions(b, &ask.def_count);
  if (!ask.def_count) return VERDICT_SAME;
  Verdict verdict = ask_all(b, ask, PROGRAM_NONE);
  Random random = {t->seed ^ 0x5eed};
  for (uint32_t i = 0; t->seed && verdict == VERDICT_SAME && i < (t->each ? ask.def_count : CONDITIONS); i++) {
    uint32_t where = condition(ask.program, ask.defs, ask.def_count, t->each ? i : random_below(&random, ask.def_count));
    if (where != PROGRAM_NONE) verdict = ask_all(b, ask, where);
  }
  return verdict == VERDICT_SAME && t->seed ? ask_some(b, ask) : verdict;
}

Verdict trial_run(const Trial *trial, Buf *said) {
  Bench b = {.trial = trial, .said = said};
  Verdict verdict = VERDICT_REFUSED;
  arena_init(&b.arena, &alloc_system);
  bool good = datetime_parse(str_from(trial->now), &b.now);
  Value now = {.kind = KIND_DATETIME, .known = true, .i64 = b.now};
  b.today = day_of(&now);
  if (good && cible_open(NULL, &b.cible) == CIBLE_OK && cible_open(NULL, &b.again) == CIBLE_OK) verdict = run(&b);
  cible_program_free(b.program);
  cible_program_free(b.loaded);
  cible_close(b.cible);
  cible_close(b.again);
  arena_free(&b.arena);
  return verdict;
}

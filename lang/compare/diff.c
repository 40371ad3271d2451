/* SPDX-License-Identifier: MIT
 * Two versions of a program compared, for the public interface. */
#include "lang/compare/compare.h"

#include "runtime/data/written.h"

typedef struct Diff {
  Cible *cible, *inner; /* the caller's handle, and one for the old version */
  const CibleReview *before, *after;
  CibleProgram *old_program, *new_program;
  Arena arena; /* what outlives runs */
  TallyList tallies;
  MoverList movers;
} Diff;

/* ---- both versions ---- */

static Status compile_version(Diff *d, const CibleReview *review, CibleProgram **out) {
  CibleCompileOptions options = review->options ? *review->options : (CibleCompileOptions){0};
  options.quiet_unused = 1;
  CibleStatus status = review->text ? cible_compile_text(d->cible, review->path, review->text, review->length, &options, out)
                                    : cible_compile_file(d->cible, review->path, &options, out);
  return (Status)status;
}

static Status same_keys(Diff *d) {
  const Program *old = d->old_program->program, *new = d->new_program->program;
  if (!old->has_subject || !new->has_subject) {
    diag_add(&d->cible->diags, DIAG_NO_SUBJECT, (Span){0, 0}, old->has_subject ? d->after->path : d->before->path);
    return STATUS_NO;
  }
  const ProgramTable *a = &old->tables[0], *b = &new->tables[0];
  if (a->key_kind == b->key_kind) return STATUS_OK;
  diag_add(&d->cible->diags, DIAG_DIFF_KEYS, (Span){0, 0}, STR_ARG(a->name), kind_name(a->key_kind), STR_ARG(b->name), kind_name(b->key_kind));
  return STATUS_NO;
}

static Status run_both(Diff *d) {
  if (!tally_make(&d->tallies, d->old_program->program, d->new_program->program, &d->arena)) return STATUS_NO_MEMORY;
  CibleRun run = *d->after->run;
  run.where = -1;
  run.key = NULL;
  PairRun pair = {.old_handle = d->inner, .new_handle = d->cible, .old_program = d->old_program, .new_program = d->new_program,
                  .run = &run, .old_columns = d->tallies.old_columns, .new_columns = d->tallies.new_columns,
                  .old_count = d->tallies.old_count, .new_count = d->tallies.new_count, .take = tally_take, .user = &d->tallies};
  return pair_rows(&pair);
}

/* Bytecode has no words, and of very large programs not all can be asked for: then the keys stand alone. */
static Status explain_movers(Diff *d) {
  CibleReview before = *d->before, after = *d->after;
  before.run = after.run;
  Status status = movers_explain(d->inner, &d->tallies, &before, &after, &d->arena, &d->movers);
  return status == STATUS_USAGE || status == STATUS_NO ? STATUS_OK : status;
}

/* ---- publishing, all among the caller's results ---- */

static const char *keep(Diff *d, Str s) { return engine_keep(d->cible, s); }

static CibleChange copy_change(Diff *d, const CibleChange *from) {
  CibleChange out = *from;
  out.text = keep(d, str_from(from->text));
  out.has = keep(d, str_from(from->has));
  out.gap = keep(d, str_from(from->gap));
  out.wish = keep(d, str_from(from->wish));
  out.term = keep(d, str_from(from->term));
  if (from->file) out.file = keep(d, str_from(from->file));
  return out;
}

static CibleMover publish_mover(Diff *d, const Value *key, const Mover *mover) {
  CibleMover out = {.key = engine_value(key, NULL, &d->cible->results).text, .in_old = mover && mover->in_old};
  CibleChange *changes = mover ? ARENA_ARRAY(&d->cible->results, CibleChange, mover->change_count + 1) : NULL;
  for (size_t i = 0; changes && i < mover->change_count; i++) changes[i] = copy_change(d, &mover->changes[i]);
  out.changes = changes;
  out.change_count = changes ? mover->change_count : 0;
  return out;
}

static const Mover *find_mover(const Diff *d, const Tally *tally, const Value *key) {
  for (uint32_t i = 0; i < d->movers.count; i++) {
    const Mover *mover = &d->movers.items[i];
    bool same = key->kind == KIND_TEXT ? str_equal(mover->key.str, key->str) : mover->key.i64 == key->i64;
    if (mover->tally == tally && same) return mover;
  }
  return NULL;
}

static void publish_flows(Diff *d, const Tally *tally, CibleDifference *out) {
  uint32_t all = tally->old_states * tally->new_states;
  CibleFlow *flows = ARENA_ARRAY(&d->cible->results, CibleFlow, all + 1);
  for (uint32_t i = 0; flows && tally->cells && i < all; i++) {
    const Cell *cell = &tally->cells[i];
    if (!cell->records) continue;
    Str from = tally_state(tally, true, i / tally->new_states), to = tally_state(tally, false, i % tally->new_states);
    CibleMover *movers = ARENA_ARRAY(&d->cible->results, CibleMover, cell->key_count + 1);
    if (!movers) return;
    for (uint32_t k = 0; k < cell->key_count; k++) movers[k] = publish_mover(d, &cell->keys[k], find_mover(d, tally, &cell->keys[k]));
    flows[out->flow_count++] = (CibleFlow){.from = keep(d, from), .to = keep(d, to), .moved = !str_equal(from, to),
                                           .records = cell->records, .movers = movers, .mover_count = cell->key_count};
  }
  out->flows = flows;
}

static CibleDiffSide publish_side(TallySide *side) {
  CibleDiffSide out = {.there = side->def != NULL, .records = side->records, .known = side->known, .size = side->size};
  if (!side->def) return out;
  Kind kind = side->def->value;
  out.summed = side->known && (kind == KIND_INTEGER || kind == KIND_NUMBER || kind == KIND_MONEY);
  if (out.summed) out.mean = exact_mean(&side->sum, side->known);
  out.cost = (double)side->costs / MONEY_SCALE;
  if (side->def->kind == DEF_CHOOSE) out.responses = exact_mean(&side->responses, 1);
  return out;
}

static CibleDefinitionKind kind_of(const Tally *tally) {
  switch ((tally->new_side.def ? tally->new_side.def : tally->old_side.def)->kind) {
  case DEF_SEGMENT: return CIBLE_SEGMENT;
  case DEF_SCORE: return CIBLE_SCORE;
  case DEF_CLASSIFY: return CIBLE_CLASSIFY;
  case DEF_CHOOSE: return CIBLE_CHOOSE;
  default: return CIBLE_LET;
  }
}

static CibleDifference publish_item(Diff *d, Tally *tally) {
  CibleDifference out = {.name = keep(d, tally->name), .kind = kind_of(tally), .before = publish_side(&tally->old_side),
                         .after = publish_side(&tally->new_side), .compared = tally->compared, .moved = tally->moved,
                         .higher = tally->higher, .lower = tally->lower};
  publish_flows(d, tally, &out);
  return out;
}

static const ProgramParam *param_named(const Program *program, Str name) {
  for (uint32_t i = 0; i < program->param_count; i++)
    if (str_equal(program->params[i].name, name)) return &program->params[i];
  return NULL;
}

static void publish_params(Diff *d, CibleDiff *out) {
  const Program *old = d->old_program->program, *new = d->new_program->program;
  CibleParamChange *params = ARENA_ARRAY(&d->cible->results, CibleParamChange, old->param_count + new->param_count + 1);
  for (uint32_t i = 0; params && i < new->param_count; i++) {
    const ProgramParam *after = &new->params[i], *before = param_named(old, after->name);
    if (before && str_equal(before->text, after->text)) continue;
    params[out->param_count++] = (CibleParamChange){keep(d, after->name), before ? keep(d, before->text) : NULL, keep(d, after->text)};
  }
  for (uint32_t i = 0; params && i < old->param_count; i++)
    if (!param_named(new, old->params[i].name))
      params[out->param_count++] = (CibleParamChange){keep(d, old->params[i].name), keep(d, old->params[i].text), NULL};
  out->params = params;
}

static const CibleDiff *publish(Diff *d) {
  CibleDiff *out = ARENA_NEW(&d->cible->results, CibleDiff);
  CibleDifference *items = ARENA_ARRAY(&d->cible->results, CibleDifference, d->tallies.count + 1);
  if (!out || !items) return NULL;
  *out = (CibleDiff){.old_name = keep(d, str_from(d->before->path)), .new_name = keep(d, str_from(d->after->path)),
                     .today = keep(d, str_from(d->cible->today)), .both = d->tallies.both, .only_old = d->tallies.only_old,
                     .only_new = d->tallies.only_new, .items = items, .count = d->tallies.count};
  publish_params(d, out);
  if (!clauses_compare(d->cible, d->before, d->after, &d->arena, &out->clauses, &out->clause_count)) return NULL;
  for (uint32_t i = 0; i < d->tallies.count; i++) {
    items[i] = publish_item(d, &d->tallies.items[i]);
    out->moved += items[i].moved || !items[i].compared;
  }
  return d->cible->results.failed ? NULL : out;
}

static Status compare(Diff *d, const CibleDiff **out) {
  Status status = compile_version(d, d->before, &d->old_program);
  if (status == STATUS_OK) status = compile_version(d, d->after, &d->new_program);
  if (status == STATUS_OK) status = same_keys(d);
  if (status == STATUS_OK) status = run_both(d);
  if (status == STATUS_OK) status = explain_movers(d);
  if (status != STATUS_OK) return status;
  *out = publish(d);
  return *out ? STATUS_OK : STATUS_NO_MEMORY;
}

CibleStatus cible_diff(Cible *cible, const CibleReview *before, const CibleReview *after, const CibleDiff **diff) {
  *diff = NULL;
  engine_begin(cible);
  engine_forget_run(cible);
  Diff d = {.cible = cible, .before = before, .after = after};
  CibleConfig config = {cible->alloc.fn, cible->alloc.user};
  arena_init(&d.arena, &cible->alloc);
  Status status = (Status)cible_open(&config, &d.inner);
  if (status == STATUS_OK) d.inner->language = cible->language;
  if (status == STATUS_OK) status = compare(&d, diff);
  cible_program_free(d.old_program);
  cible_program_free(d.new_program);
  cible_close(d.inner);
  arena_free(&d.arena);
  return engine_end(cible, status);
}

const char *cible_diff_text(Cible *cible, const CibleDiff *diff, CibleForm form) {
  cible->text.n = 0;
  DiffText telling = {&cible->text, cible->language, cible->width};
  switch (form) {
  case CIBLE_FORM_TEXT: diff_write_text(&telling, diff); break;
  case CIBLE_FORM_JSON: diff_write_json(&cible->text, diff); break;
  case CIBLE_FORM_MARKDOWN: diff_write_markdown(&telling, diff); break;
  }
  return buf_z(&cible->text);
}

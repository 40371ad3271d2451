/* SPDX-License-Identifier: MIT
 * Why some records moved: the clauses that kept them, in the old rules, from what they are in the new ones. */
#include "lang/compare/compare.h"

/* ---- whom to look at ---- */

static bool can_be_told(Str state) { return !str_is(state, "absent"); }

static void add_cell(MoverList *list, const Tally *tally, uint32_t from, uint32_t to) {
  const Cell *cell = &tally->cells[from * tally->new_states + to];
  Str before = tally_state(tally, true, from), after = tally_state(tally, false, to);
  for (uint32_t k = 0; k < cell->key_count && list->count < EXPLAINED_MOST; k++)
    list->items[list->count++] = (Mover){.key = cell->keys[k], .tally = tally, .from = before, .to = after,
                                         .explained = !can_be_told(before) || !can_be_told(after)};
}

static bool collect(const TallyList *tallies, Arena *arena, MoverList *list) {
  *list = (MoverList){.items = ARENA_ARRAY(arena, Mover, EXPLAINED_MOST + 1)};
  for (uint32_t i = 0; list->items && i < tallies->count; i++) {
    const Tally *tally = &tallies->items[i];
    for (uint32_t cell = 0; tally->cells && cell < tally->old_states * tally->new_states; cell++)
      add_cell(list, tally, cell / tally->new_states, cell % tally->new_states);
  }
  return list->items != NULL;
}

/* ---- one version ---- */

typedef struct Telling {
  Explainer explainer;
  MoverList *list;
  bool in_old;
  Arena *arena;
} Telling;

static WhyNode *root_named(const WhyPlan *plan, Str name) {
  for (uint32_t i = 0; i < plan->root_count; i++)
    if (plan->roots[i]->symbol && str_equal(plan->roots[i]->symbol->name, name)) return plan->roots[i];
  return NULL;
}

/* The way to what the record is in the other version. */
static const WhyWay *way_of(WhyPlan *plan, WhyNode *node, Str state) {
  if (node->form == WHY_CLASSES || node->form == WHY_CHOICE) {
    int32_t code = labels_find(node->symbol->type->labels, state);
    return code < 0 ? NULL : why_way_label(plan, node, (uint32_t)code);
  }
  if (str_is(state, "unknown")) return NULL;
  bool in = str_is(state, "in") || str_is(state, "true");
  return why_way(plan, node, in ? WANT_TRUE : WANT_NOT_TRUE);
}

/* What a segment lost is told by what would bring it back, in the new rules. */
static bool is_for(const Mover *mover, bool in_old) {
  bool lost = str_is(mover->to, "out") || str_is(mover->to, "false") || str_is(mover->to, "unknown");
  return in_old ? !lost : true;
}

static void tell(Telling *telling, Mover *mover) {
  WhyPlan *plan = &telling->explainer.plan;
  WhyNode *node = root_named(plan, mover->tally->name);
  const WhyWay *way = node ? way_of(plan, node, telling->in_old ? mover->to : mover->from) : NULL;
  if (!way || !why_changes(plan, way, telling->arena, &mover->changes, &mover->change_count)) return;
  mover->explained = true;
  mover->in_old = telling->in_old;
}

static bool same_key(const Value *a, const Value *b) {
  return a->kind == KIND_TEXT ? str_equal(a->str, b->str) : a->i64 == b->i64;
}

static Status take_row(void *user, const Value *key, const Value *values) {
  Telling *telling = user;
  why_fill(&telling->explainer.plan, values);
  for (uint32_t i = 0; i < telling->list->count; i++) {
    Mover *mover = &telling->list->items[i];
    if (!mover->explained && is_for(mover, telling->in_old) && same_key(&mover->key, key)) tell(telling, mover);
  }
  return telling->arena->failed ? STATUS_NO_MEMORY : STATUS_OK;
}

/* What is left to be told, of one version: nothing is read where nothing is. */
static uint32_t keys_left(const MoverList *list, bool in_old, Value *keys) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < list->count; i++) {
    const Mover *mover = &list->items[i];
    bool known = mover->explained || !is_for(mover, in_old);
    for (uint32_t k = 0; k < count && !known; k++) known = same_key(&keys[k], &mover->key);
    if (!known) keys[count++] = mover->key;
  }
  return count;
}

static Status tell_version(Cible *handle, MoverList *list, const CibleReview *review, bool in_old, Arena *arena) {
  Value keys[EXPLAINED_MOST];
  const char **names = ARENA_ARRAY(arena, const char *, list->count + 1);
  uint32_t key_count = keys_left(list, in_old, keys), name_count = 0;
  if (!key_count) return STATUS_OK;
  if (!names) return STATUS_NO_MEMORY;
  for (uint32_t i = 0; i < list->count; i++) {
    if (i && list->items[i].tally == list->items[i - 1].tally) continue;
    names[name_count++] = arena_format(arena, "`%.*s`", STR_ARG(list->items[i].tally->name)).p;
  }
  Telling telling = {.list = list, .in_old = in_old, .arena = arena};
  CibleReview about = *review;
  about.names = names;
  about.name_count = name_count;
  CibleRun run = *review->run;
  run.key = NULL;
  engine_begin(handle);
  engine_forget_run(handle);
  Status status = explainer_make(handle, &about, &telling.explainer);
  if (status == STATUS_OK) status = explainer_lower(&telling.explainer);
  if (status == STATUS_OK) status = explainer_rows(&telling.explainer, &run, keys, key_count, take_row, &telling);
  explainer_free(&telling.explainer);
  return status;
}

Status movers_explain(Cible *handle, const TallyList *tallies, const CibleReview *old_review, const CibleReview *new_review,
                      Arena *arena, MoverList *out) {
  if (!collect(tallies, arena, out)) return STATUS_NO_MEMORY;
  Status status = tell_version(handle, out, old_review, true, arena);
  return status == STATUS_OK ? tell_version(handle, out, new_review, false, arena) : status;
}

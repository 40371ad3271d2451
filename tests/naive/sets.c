/* SPDX-License-Identifier: MIT
 * Which rows a set has, and aggregates over them. */
#include "tests/naive/sets.h"

#include <math.h>
#include <stdlib.h>

#include "runtime/data/calendar.h"

/* ---- members ---- */

static void add_member(Members *members, Member member, Arena *arena) {
  if (members->count == members->size) {
    uint32_t size = members->size ? members->size * 2 : 16;
    Member *items = ARENA_ARRAY(arena, Member, size);
    if (members->count) memcpy(items, members->items, members->count * sizeof *items);
    members->items = items;
    members->size = size;
  }
  members->items[members->count++] = member;
}

/* The record of the subject that a row belongs to. */
static uint32_t subject_row(const Table *table, uint32_t row) {
  for (; table->owner; table = table->parent) row = table->owner[row];
  return row;
}

static bool counts(const Here *there, const SetOf *set, const Value *key, const Group *group, Member *member) {
  if (set->set && set->set->kind == SYM_SEGMENT && !is_true(eval_symbol(there, set->set))) return false;
  if (key) {
    Value own = eval(there, set->per);
    if (!own.known || compare_values(&own, key) != 0) return false;
  }
  if (group && !in_group(there, group)) return false;
  if (set->where && !is_true(eval(there, set->where))) return false;
  *member = (Member){.table = there->table, .row = there->row};
  if (set->value) member->value = eval(there, set->value);
  if (set->by) member->by = eval(there, set->by);
  return (!set->value || member->value.known) && (!set->by || member->by.known);
}

Members members_of(const Here *h, const SetOf *set) {
  Naive *n = h->n;
  Members members = {0};
  bool related = set->set && set->set->kind == SYM_RECORD && set->set->record->role == RECORD_RELATED;
  const Table *table = world_table(n->world, related ? set->set->record : n->checked->subject);
  Value key = {0};
  if (set->per) {
    key = eval(h, set->per);
    if (!key.known) return members;
  }
  for (uint32_t row = 0; row < table->count; row++) {
    if (related && h->table && subject_row(table, row) != h->row) continue;
    Here there = {.n = n, .table = table, .row = row, .frame = h->frame};
    Member member;
    if (counts(&there, set, set->per ? &key : NULL, h->group, &member)) add_member(&members, member, n->arena);
  }
  return members;
}

int64_t member_self(const Members *members, const Here *h) {
  for (uint32_t i = 0; i < members->count; i++)
    if (members->items[i].table == h->table && members->items[i].row == h->row) return i;
  return -1;
}

/* ---- sums and means ---- */

static __int128 whole_sum(const Members *members) {
  __int128 sum = 0;
  for (uint32_t i = 0; i < members->count; i++) sum += members->items[i].value.i64;
  return sum;
}

static Value exact_sum(const Here *h, const AstNode *node, const Members *members) {
  __int128 sum = whole_sum(members);
  Kind kind = kind_of(node);
  if (sum > INT64_MAX || sum < INT64_MIN) return fault_at(h, node->span, FAULT_OVERFLOW, kind);
  return (Value){.kind = kind, .known = true, .i64 = (int64_t)sum};
}

/* Exactly, as a list of doubles that do not overlap, then rounded once (Shewchuk). */
static double number_sum(const Members *members, Arena *arena) {
  double *parts = ARENA_ARRAY(arena, double, members->count + 1), sum = 0;
  uint32_t count = 0;
  for (uint32_t i = 0; i < members->count; i++) {
    const Value *v = &members->items[i].value;
    double x = v->kind == KIND_NUMBER ? v->f64 : (double)v->i64;
    uint32_t kept = 0;
    for (uint32_t k = 0; k < count; k++) {
      double y = parts[k];
      if (fabs(x) < fabs(y)) {
        double larger = y;
        y = x;
        x = larger;
      }
      double high = x + y, low = y - (high - x);
      if (low != 0) parts[kept++] = low;
      x = high;
    }
    parts[kept++] = x;
    count = kept;
  }
  for (uint32_t i = count; i-- > 0;) sum += parts[i];
  return sum;
}

static Value average(const Here *h, const AstNode *node, const Members *members) {
  if (!members->count) return unknown_of(kind_of(node));
  Value out = {.kind = KIND_MONEY, .known = true};
  switch (members->items[0].value.kind) {
    case KIND_NUMBER: return number_of(h, node, number_sum(members, h->n->arena) / members->count);
    case KIND_INTEGER: return number_of(h, node, (double)whole_sum(members) / members->count);
    default: exact_ratio(whole_sum(members), members->count, &out.i64); return out;
  }
}

/* ---- by order ---- */

static int by_value(const void *a, const void *b) { return compare_values(&((const Member *)a)->value, &((const Member *)b)->value); }

static int by_by(const void *a, const void *b) {
  int order = compare_values(&((const Member *)a)->by, &((const Member *)b)->by);
  return order ? order : by_value(a, b);
}

static Value extreme(const AstNode *node, const Members *members, int (*order)(const void *, const void *), bool last) {
  if (!members->count) return unknown_of(kind_of(node));
  const Member *best = &members->items[0];
  for (uint32_t i = 1; i < members->count; i++) {
    int c = order(&members->items[i], best);
    if (last ? c > 0 : c < 0) best = &members->items[i];
  }
  return best->value;
}

static Value count_distinct(const Members *members) {
  int64_t count = 0;
  for (uint32_t i = 0; i < members->count; i++) {
    bool seen = false;
    for (uint32_t k = 0; k < i && !seen; k++) seen = compare_values(&members->items[k].value, &members->items[i].value) == 0;
    count += !seen;
  }
  return integer_of(count);
}

/* Position 1 + p(n - 1), linear between neighbours. */
static Value quantile(const Here *h, const AstNode *node, Members *members, double p) {
  if (!members->count) return unknown_of(kind_of(node));
  qsort(members->items, members->count, sizeof *members->items, by_value);
  double at = p * (members->count - 1);
  uint32_t low = (uint32_t)floor(at), high = low + 1 < members->count ? low + 1 : low;
  const Value *a = &members->items[low].value, *b = &members->items[high].value;
  if (a->kind != KIND_NUMBER) {
    __float128 value = (__float128)a->i64 + ((__float128)b->i64 - a->i64) * (__float128)(at - low);
    if (a->kind == KIND_INTEGER) return number_of(h, node, (double)value);
    Value out = {.kind = KIND_MONEY, .known = true};
    exact_ratio((__int128)(value * 0x1p32Q), (__int128)1 << 32, &out.i64);
    return out;
  }
  return number_of(h, node, a->f64 + (b->f64 - a->f64) * (at - low));
}

Value set_tally(const Here *h, const AstNode *node, const Members *members) {
  Members own = *members;
  bool number = kind_of(node) == KIND_NUMBER;
  switch ((Aggregate)node->op) {
    case AGG_COUNT: return integer_of(members->count);
    case AGG_EXISTS: return truth_of(members->count > 0);
    case AGG_SUM: return number ? number_of(h, node, number_sum(members, h->n->arena)) : exact_sum(h, node, members);
    case AGG_AVERAGE: return average(h, node, members);
    case AGG_MIN: return extreme(node, members, by_value, false);
    case AGG_MAX: return extreme(node, members, by_value, true);
    case AGG_FIRST: return extreme(node, members, by_by, false);
    case AGG_LAST: return extreme(node, members, by_by, true);
    case AGG_COUNT_DISTINCT: return count_distinct(members);
    case AGG_MEDIAN: return quantile(h, node, &own, 0.5);
    case AGG_QUANTILE: return quantile(h, node, &own, node->kid[AGGREGATE_ARGS]->kid[0]->constant->f64);
    default: return naive_lost(h->n, "a function of sets");
  }
}

/* ---- all together ---- */

static bool orders(Aggregate function) { return aggregate_info(function)->kept == KEPT_ORDER; }

/* Seen from the record of the subject, whatever row it stands beside. */
static Here seen_from(const Here *h) {
  Here there = *h;
  there.option = NULL;
  while (there.table && there.table->owner) {
    there.row = there.table->owner[there.row];
    there.table = there.table->parent;
  }
  return there;
}

Value eval_aggregate(const Here *h, const AstNode *node) {
  SetOf set = {.set = node->symbol, .value = node->kid[AGGREGATE_VALUE], .where = node->kid[AGGREGATE_WHERE],
               .by = node->kid[AGGREGATE_BY], .per = node->kid[AGGREGATE_PER]};
  Here there = seen_from(h);
  bool related = node->symbol->kind == SYM_RECORD && node->symbol->record->role == RECORD_RELATED;
  Here key = there;
  if (!related && !set.per && !orders((Aggregate)node->op)) key.table = NULL, key.row = 0; /* one value for all */
  Memo one = {0}, *memo = h->group ? &one : memo_for(&key, node, PART_WHOLE);
  bool loud = !h->n->silent;
  if (memo->loud || (memo->done && !loud)) return memo->value;
  Members members = members_of(&there, &set);
  if (set.per && members.count) key.table = NULL, key.row = 1 + members.items[0].row; /* one value for all of the group */
  memo->value = orders((Aggregate)node->op) ? set_order(&there, node, &members) : set_tally(&key, node, &members);
  memo->done = true;
  memo->loud = loud;
  return memo->value;
}

/* ---- sequences ---- */

typedef struct Sequence {
  const Here *h; /* the record of the subject */
  const AstNode *node;
  const Table *table;
  bool *chosen;
} Sequence;

static Value time_of(const Sequence *s, uint32_t row) {
  Here there = {.n = s->h->n, .table = s->table, .row = row, .frame = s->h->frame};
  return eval(&there, s->node->kid[SEQUENCE_BY]);
}

static bool meets(const Sequence *s, uint32_t row, const AstNode *step) {
  Here there = {.n = s->h->n, .table = s->table, .row = row, .frame = s->h->frame};
  return is_true(eval(&there, step->kid[STEP_COND]));
}

/* The last moment of a step's time; false where it has none, or where that lies beyond the calendar. */
static bool end_of(const AstNode *step, const Value *from, Value *end) {
  Duration within;
  if (!step->kid[STEP_WITHIN] || !duration_of(step->kid[STEP_WITHIN], &within)) return false;
  *end = *from;
  return from->kind == KIND_DATE ? shift_date(from->i32, within, 1, &end->i32) : shift_datetime(from->i64, within, 1, &end->i64);
}

/* Does a row that is not chosen meet the step, from the last chosen one to the end? */
static bool step_broken(const Sequence *s, const AstNode *step, const Value *last) {
  Value end;
  bool ends = end_of(step, last, &end);
  if (step->kid[STEP_WITHIN] && (!ends || day_of(&end) >= s->h->n->today)) return true;
  for (uint32_t row = 0; row < s->table->count; row++) {
    if (s->chosen[row] || subject_row(s->table, row) != s->h->row) continue;
    Value at = time_of(s, row);
    if (!at.known || compare_values(&at, last) < 0 || (ends && compare_values(&at, &end) > 0)) continue;
    if (meets(s, row, step)) return true;
  }
  return false;
}

static bool goes_on(const Sequence *s, uint32_t number, const Value *last) {
  const AstNode *steps = s->node->kid[SEQUENCE_STEPS];
  if (number == steps->count) return true;
  const AstNode *step = steps->kid[number];
  if (step->op == 1) return !step_broken(s, step, last) && goes_on(s, number + 1, last);
  Value end;
  bool ends = last && end_of(step, last, &end);
  for (uint32_t row = 0; row < s->table->count; row++) {
    if (s->chosen[row] || subject_row(s->table, row) != s->h->row) continue;
    Value at = time_of(s, row);
    if (!at.known || (last && compare_values(&at, last) < 0) || (ends && compare_values(&at, &end) > 0)) continue;
    if (!meets(s, row, step)) continue;
    s->chosen[row] = true;
    bool good = goes_on(s, number + 1, &at);
    s->chosen[row] = false;
    if (good) return true;
  }
  return false;
}

Value eval_sequence(const Here *h, const AstNode *node) {
  Here there = seen_from(h);
  Memo *memo = memo_for(&there, node, PART_WHOLE);
  bool loud = !h->n->silent;
  if (memo->loud || (memo->done && !loud)) return memo->value;
  Sequence s = {.h = &there, .node = node, .table = world_table(h->n->world, node->symbol->record)};
  s.chosen = ARENA_ARRAY(h->n->arena, bool, s.table->count + 1);
  memo->value = truth_of(goes_on(&s, 0, NULL));
  memo->done = true;
  memo->loud = loud;
  return memo->value;
}

/* SPDX-License-Identifier: MIT
 * Values, faults, what is remembered, and the expressions that are neither arithmetic, comparisons, functions nor sets. */
#include "tests/naive/naive.h"

#include <math.h>
#include <stdlib.h>

/* ---- values ---- */

Value unknown_of(Kind kind) { return (Value){.kind = kind}; }
Value truth_of(bool truth) { return (Value){.kind = KIND_BOOLEAN, .known = true, .truth = truth}; }
Value integer_of(int64_t integer) { return (Value){.kind = KIND_INTEGER, .known = true, .i64 = integer}; }
Value text_of(Str text) { return (Value){.kind = KIND_TEXT, .known = true, .str = text}; }
bool is_true(Value v) { return v.known && v.truth; }
bool is_false(Value v) { return v.known && !v.truth; }

Value number_of(const Here *h, const AstNode *node, double number) {
  if (!isfinite(number)) return fault_at(h, node->span, FAULT_OUT_OF_RANGE, KIND_NUMBER);
  return (Value){.kind = KIND_NUMBER, .known = true, .f64 = number == 0 ? 0 : number};
}

Kind kind_of(const AstNode *node) { return type_value_kind(node->type); }

Value naive_lost(Naive *n, const char *what) {
  if (!n->lost) n->lost_at = what;
  n->lost = true;
  return unknown_of(KIND_BOOLEAN);
}

/* ---- faults ---- */

static uint64_t mix(uint64_t a, uint64_t b) { return (a ^ b) * 0x9E3779B97F4A7C15u ^ (a >> 29); }

static uint64_t mark_hash(const Mark *m) {
  return mix(mix(mix(m->place.from, m->place.to), m->kind), mix((uintptr_t)m->table, m->row));
}

static bool same_mark(const Mark *a, const Mark *b) {
  return a->place.from == b->place.from && a->place.to == b->place.to && a->kind == b->kind && a->table == b->table && a->row == b->row;
}

static void grow_marks(Marks *marks, Arena *arena) {
  uint32_t size = marks->size ? marks->size * 2 : 256;
  Mark *items = ARENA_ARRAY(arena, Mark, size);
  if (marks->count) memcpy(items, marks->items, marks->count * sizeof *items);
  marks->items = items;
  marks->slots = ARENA_ARRAY(arena, uint32_t, (size_t)size * 2);
  marks->size = size;
  for (uint32_t i = 0; i < marks->count; i++) {
    uint64_t at = mark_hash(&items[i]) % (size * 2);
    while (marks->slots[at]) at = (at + 1) % (size * 2);
    marks->slots[at] = i + 1;
  }
}

static void count_mark(Naive *n, Mark mark) {
  Marks *marks = &n->marks;
  if (marks->count == marks->size) grow_marks(marks, n->arena);
  uint64_t at = mark_hash(&mark) % (marks->size * 2);
  for (; marks->slots[at]; at = (at + 1) % (marks->size * 2))
    if (same_mark(&marks->items[marks->slots[at] - 1], &mark)) return;
  marks->items[marks->count++] = mark;
  marks->slots[at] = marks->count;
}

Value fault_at(const Here *h, Span place, Fault fault, Kind kind) {
  if (!h->n->silent) count_mark(h->n, (Mark){.place = place, .kind = fault, .table = h->table, .row = h->row});
  return unknown_of(kind);
}

/* ---- what is remembered ---- */

static uint64_t memo_hash(const Memo *m) {
  return mix(mix((uintptr_t)m->of >> 4, m->part), mix(mix((uintptr_t)m->frame >> 4, (uintptr_t)m->table >> 4), m->row));
}

static void grow_memos(Naive *n) {
  uint32_t size = n->memo_size ? n->memo_size * 2 : 1024;
  Memo **memos = ARENA_ARRAY(n->arena, Memo *, size);
  for (uint32_t i = 0; i < n->memo_size; i++) {
    if (!n->memos[i]) continue;
    uint64_t at = memo_hash(n->memos[i]) % size;
    while (memos[at]) at = (at + 1) % size;
    memos[at] = n->memos[i];
  }
  n->memos = memos;
  n->memo_size = size;
}

Memo *memo_for(const Here *h, const void *of, uint32_t part) {
  Naive *n = h->n;
  if (n->memo_count * 2 >= n->memo_size) grow_memos(n);
  Memo wanted = {.of = of, .part = part, .frame = h->frame, .table = h->table, .row = h->row};
  uint64_t at = memo_hash(&wanted) % n->memo_size;
  for (; n->memos[at]; at = (at + 1) % n->memo_size) {
    Memo *m = n->memos[at];
    if (m->of == of && m->part == part && m->frame == h->frame && m->table == h->table && m->row == h->row) return m;
  }
  Memo *made = ARENA_NEW(n->arena, Memo);
  *made = wanted;
  n->memos[at] = made;
  n->memo_count++;
  return made;
}

void naive_init(Naive *n, const Checked *checked, const World *world, Arena *arena, int32_t today, int64_t now) {
  *n = (Naive){.checked = checked, .world = world, .arena = arena, .today = today, .now = now};
}

/* ---- names ---- */

static Value eval_column(const Here *h, const Symbol *symbol) {
  const Table *table = h->table;
  uint32_t row = h->row;
  for (; table && table->record != symbol->column.record; table = table->parent) {
    if (!table->owner) return naive_lost(h->n, "a column of a record that is not at hand");
    row = table->owner[row];
  }
  if (!table) return naive_lost(h->n, "a column where no record is at hand");
  size_t cell = (size_t)row * table->record->field_count + symbol->column.field;
  if (!table->faults[cell]) return table->cells[cell];
  Here there = {.n = h->n, .table = table, .row = row};
  return fault_at(&there, symbol->span, table->faults[cell], table->cells[cell].kind);
}

static Value eval_argument(const Here *h, const Symbol *formal) {
  if (!h->frame) return naive_lost(h->n, "a parameter without its argument");
  Argument *argument = &h->frame->arguments[formal->ordinal];
  bool loud = !h->n->silent;
  if (!argument->done || (loud && !argument->loud)) {
    argument->value = eval_as(&argument->at, argument->node, type_value_kind(formal->type));
    argument->done = true;
    argument->loud = loud;
  }
  return argument->value;
}

/* A definition of the subject is asked for the subject's record, also from a row that belongs to it. */
static Here at_subject(const Here *h) {
  Here there = {.n = h->n, .table = h->table, .row = h->row};
  if (!there.table) return there; /* a measure's */
  while (there.table->owner) {
    there.row = there.table->owner[there.row];
    there.table = there.table->parent;
  }
  return there;
}

static Value compute_symbol(const Here *h, const Symbol *symbol) {
  switch (symbol->kind) {
    case SYM_LET: {
      const AstNode *value = symbol->decl->kid[LET_VALUE];
      return convert(h, value, eval(h, value), value->type, type_value_kind(symbol->type));
    }
    case SYM_SEGMENT: return eval_segment(h, symbol);
    case SYM_SCORE: return eval_score(h, symbol);
    case SYM_CLASSIFY: return eval_classify(h, symbol);
    case SYM_CHOOSE: return eval_choose(h, symbol);
    case SYM_MEASURE: return eval(h, symbol->decl->kid[MEASURE_VALUE]);
    default: return naive_lost(h->n, "a name that is no value");
  }
}

Value eval_symbol(const Here *h, const Symbol *symbol) {
  if (symbol->kind == SYM_COLUMN) return eval_column(h, symbol);
  if (symbol->kind == SYM_FORMAL) return eval_argument(h, symbol);
  if (symbol->kind == SYM_PARAM) return symbol->param.value;
  Here there = at_subject(h);
  if (symbol->kind == SYM_MEASURE) there.table = NULL, there.row = 0;
  Memo *memo = memo_for(&there, symbol, PART_WHOLE);
  bool loud = !h->n->silent;
  if (memo->loud || (memo->done && !loud)) return memo->value;
  memo->value = compute_symbol(&there, symbol);
  memo->loud = loud;
  memo->done = true;
  return memo->value;
}

/* A let of values is written out with its arguments, and so is an instance whose arguments hang on the row at hand; any other
 * instance is a definition like those that have names. */
static Value call_definition(const Here *h, const AstNode *node) {
  const Symbol *let = node->symbol;
  if (let->origin && !let->inlined) return eval_symbol(h, let);
  const AstNode *args = node->kid[CALL_ARGS];
  uint32_t count = args ? args->count : 0;
  Frame *frame = ARENA_NEW(h->n->arena, Frame);
  frame->of = let;
  frame->arguments = ARENA_ARRAY(h->n->arena, Argument, count + 1);
  for (uint32_t i = 0; i < count; i++) frame->arguments[i] = (Argument){.node = args->kid[i], .at = *h};
  Here inside = *h;
  inside.frame = frame;
  inside.option = NULL;
  return compute_symbol(&inside, let);
}

/* `companies[siren].staff` */
static Value eval_look_up(const Here *h, const AstNode *node) {
  const AstNode *index = node->kid[DOT_LEFT];
  const Table *table = world_table(h->n->world, index->symbol->record);
  Value key = eval_as(h, index->kid[INDEX_KEY], table->record->key_kind);
  if (!key.known) return unknown_of(kind_of(node));
  int64_t row = table_find(table, &key);
  if (row < 0) return unknown_of(kind_of(node));
  size_t cell = (size_t)row * table->record->field_count + node->symbol->column.field;
  if (table->faults[cell]) return fault_at(h, node->symbol->span, table->faults[cell], kind_of(node));
  return table->cells[cell];
}

static Value eval_name(const Here *h, const AstNode *node) {
  const Symbol *symbol = node->symbol;
  if (!symbol) return naive_lost(h->n, "a name without a symbol");
  Part part;
  if (h->option && symbol->kind == SYM_CHOOSE && node->kind == AST_NAME && part_named(node->text, &part) &&
      !str_equal(symbol->name, node->text))
    return eval_option_part(h, h->option, part);
  return eval_symbol(h, symbol);
}

static Value eval_dot(const Here *h, const AstNode *node) {
  const AstNode *left = node->kid[DOT_LEFT];
  if (left->kind == AST_INDEX) return eval_look_up(h, node);
  Part part;
  if (node->symbol && node->symbol->kind == SYM_CHOOSE && left->symbol == node->symbol && part_named(node->kid[DOT_NAME]->text, &part))
    return eval_choice_part(h, node->symbol, part);
  return node->symbol ? eval_symbol(h, node->symbol) : naive_lost(h->n, "a path without a symbol");
}

/* ---- logic ---- */

/* Kleene's, the right one only where the left does not decide. */
static Value eval_and_or(const Here *h, const AstNode *node, bool decides) {
  Value left = eval(h, node->kid[0]);
  if (left.known && left.truth == decides) return left;
  Value right = eval(h, node->kid[1]);
  if (right.known && right.truth == decides) return right;
  return left.known && right.known ? truth_of(!decides) : unknown_of(KIND_BOOLEAN);
}

static Value eval_if(const Here *h, const AstNode *node) {
  bool yes = is_true(eval(h, node->kid[IF_COND]));
  return eval_as(h, node->kid[yes ? IF_THEN : IF_ELSE], kind_of(node));
}

static Value eval_default(const Here *h, const AstNode *node) {
  Value value = eval_as(h, node->kid[DEFAULT_VALUE], kind_of(node));
  return value.known ? value : eval_as(h, node->kid[DEFAULT_ELSE], kind_of(node));
}

static Value eval_at_least(const Here *h, const AstNode *node) {
  Value wanted = eval(h, node->kid[AT_LEAST_COUNT]);
  const AstNode *conditions = node->kid[AT_LEAST_CONDS];
  int64_t sure = 0, possible = 0;
  for (uint32_t i = 0; i < conditions->count; i++) {
    Value v = eval(h, conditions->kid[i]);
    sure += is_true(v);
    possible += !is_false(v);
  }
  if (sure >= wanted.i64) return truth_of(true);
  return possible < wanted.i64 ? truth_of(false) : unknown_of(KIND_BOOLEAN);
}

static Value eval_is(const Here *h, const AstNode *node) {
  Value value = eval(h, node->kid[IS_VALUE]);
  const AstNode *labels = node->kid[IS_LABELS];
  if (!value.known) return unknown_of(KIND_BOOLEAN);
  bool found = false;
  if (labels->kind == AST_LIST)
    for (uint32_t i = 0; i < labels->count; i++) found |= labels->kid[i]->constant->i32 == value.i32;
  else found = labels->constant->i32 == value.i32;
  return truth_of(found != (node->op == 1));
}

/* ---- all together ---- */

Value convert(const Here *h, const AstNode *node, Value value, const Type *from, Kind kind) {
  if (value.kind == kind) return value;
  if (!value.known) return unknown_of(kind);
  if (value.kind == KIND_INTEGER && kind == KIND_NUMBER) return number_of(h, node, (double)value.i64);
  if (value.kind == KIND_CODE && kind == KIND_TEXT && from && from->labels) return text_of(from->labels->names[value.i32]);
  return naive_lost(h->n, "a conversion that the language does not have");
}

Value eval_as(const Here *h, const AstNode *node, Kind kind) { return convert(h, node, eval(h, node), node->type, kind); }

static bool is_literal(const AstNode *node) {
  switch (node->kind) {
    case AST_NUMBER: case AST_PERCENT: case AST_STRING: case AST_DATE: case AST_DATETIME: case AST_TRUE: case AST_FALSE:
      return true;
    case AST_NEG: case AST_BRACKETS: return literal_is_number(node);
    default: return false;
  }
}

static Value eval_literal(const Here *h, const AstNode *node) {
  if (node->kind == AST_TRUE || node->kind == AST_FALSE) return truth_of(node->kind == AST_TRUE);
  if (node->constant) return *node->constant;
  return naive_lost(h->n, "a literal without a value");
}

Value eval(const Here *h, const AstNode *node) {
  if (is_literal(node)) return eval_literal(h, node);
  switch (node->kind) {
    case AST_UNKNOWN: return unknown_of(kind_of(node));
    case AST_TODAY: return (Value){.kind = KIND_DATE, .known = true, .i32 = h->n->today};
    case AST_NOW: return (Value){.kind = KIND_DATETIME, .known = true, .i64 = h->n->now};
    case AST_NAME: return eval_name(h, node);
    case AST_DOT: return eval_dot(h, node);
    case AST_BRACKETS: return eval(h, node->kid[BRACKETS_INNER]);
    case AST_IF: return eval_if(h, node);
    case AST_OR: return eval_and_or(h, node, true);
    case AST_AND: return eval_and_or(h, node, false);
    case AST_NOT: {
      Value v = eval(h, node->kid[NOT_OPERAND]);
      return v.known ? truth_of(!v.truth) : v;
    }
    case AST_COMPARE: return eval_compare(h, node);
    case AST_MATCHES: return eval_matches(h, node);
    case AST_AFFIX: return eval_affix(h, node);
    case AST_IN: return eval_in(h, node);
    case AST_IS: return eval_is(h, node);
    case AST_IS_KNOWN: return truth_of(eval(h, node->kid[IS_KNOWN_VALUE]).known != (node->op == 1));
    case AST_WITHIN: return eval_within(h, node);
    case AST_DEFAULT: return eval_default(h, node);
    case AST_ARITH: return eval_arith(h, node);
    case AST_NEG: return eval_neg(h, node);
    case AST_SINCE: return eval_since(h, node);
    case AST_AT_LEAST: return eval_at_least(h, node);
    case AST_CALL: return node->symbol ? call_definition(h, node) : eval_function(h, node);
    case AST_AGGREGATE: return eval_aggregate(h, node);
    case AST_SEQUENCE: return eval_sequence(h, node);
    default: return naive_lost(h->n, ast_word(node->kind));
  }
}

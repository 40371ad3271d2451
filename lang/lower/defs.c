/* SPDX-License-Identifier: MIT */
#include "lang/lower/defs.h"

static void add_def(Lowering *l, DefList *list, ProgramDef def, const Type *type, IrNode *node) {
  DefDraft *items = arena_grow(&l->arena, list->items, list->count, &list->size, sizeof *items);
  if (!items) return;
  list->items = items;
  /* What needs no computing of its own still needs a block to be asked for. */
  l->ir.unit = def.unit;
  if (node && ir_is_given(node))
    node = ir_op1(&l->ir, IR_COPY, (Kind)node->kind, def.kind == DEF_COLUMN ? COPY_LISTED : COPY_VALUE, node->span, node);
  l->ir.unit = 0;
  if (node) {
    node->root = true;
    def.value = (Kind)node->kind;
  }
  def.name = pool_str(&l->pool, def.name);
  def.title = pool_str(&l->pool, def.title);
  if (type && type->labels && def.value == KIND_CODE) def.labels = pool_copy_labels(&l->pool, type->labels);
  items[list->count++] = (DefDraft){def, node};
}

static double constant_number(Lowering *l, const AstNode *node) {
  IrNode *number = node ? lower_as(l, node, KIND_NUMBER) : NULL;
  return number && number->constant && ir_value(&l->ir, number)->known ? ir_value(&l->ir, number)->f64 : 0;
}

static DefKind def_kind(const Symbol *symbol) {
  return symbol->kind == SYM_SEGMENT    ? DEF_SEGMENT
         : symbol->kind == SYM_SCORE    ? DEF_SCORE
         : symbol->kind == SYM_CLASSIFY ? DEF_CLASSIFY
         : symbol->kind == SYM_CHOOSE   ? DEF_CHOOSE
                                        : DEF_LET;
}

/* Is it a result of a run? Not what is a module's, nor, of a module on its own, what would need records. */
static bool is_listed(const Lowering *l, const Symbol *symbol) {
  return symbol_is_definition(symbol) && !symbol->unlisted && l->values[symbol->ordinal];
}

static void list_declarations(Lowering *l, DefList *list) {
  for (uint32_t i = 0; i < l->checked->symbol_count; i++) {
    const Symbol *symbol = l->checked->symbols[i];
    if (!is_listed(l, symbol)) continue;
    ProgramDef def = {.kind = def_kind(symbol), .name = symbol->name, .title = symbol->title, .span = symbol->span,
                      .cost = PROGRAM_NONE, .response = PROGRAM_NONE};
    if (symbol->kind == SYM_SCORE) {
      bool points = symbol->decl->kid[SCORE_LO] != NULL;
      def.lo = constant_number(l, symbol->decl->kid[SCORE_LO]);
      def.hi = points ? constant_number(l, symbol->decl->kid[SCORE_HI]) : 1;
    }
    add_def(l, list, def, symbol->type, l->values[symbol->ordinal]);
  }
}

/* What an option costs, brings, takes or is compared by, for explanations and plans. */
static IrNode *lower_extra_part(Lowering *l, const Extra *extra) {
  if (extra->part == EXTRA_BEST) return lower_best(l, extra->expr, extra->option);
  if (extra->part == EXTRA_MINUTES) return lower_minutes(l, extra->option);
  if (extra->part == EXTRA_AVAILABLE) return lower_available(l, extra->option, extra->choice);
  OptionParts parts;
  lower_option_parts(l, extra->option, &parts);
  return extra->part == EXTRA_COST       ? parts.cost
         : extra->part == EXTRA_RESPONSE ? parts.response
         : extra->part == EXTRA_PRICE    ? parts.price
                                         : parts.margin;
}

static void list_extras(Lowering *l, DefList *list) {
  for (uint32_t i = 0; i < l->checked->extra_count; i++) {
    const Extra *extra = &l->checked->extras[i];
    if (extra->option) {
      ProgramDef part = {.kind = DEF_EXPR, .name = extra->text, .span = extra->option->span, .cost = PROGRAM_NONE, .response = PROGRAM_NONE};
      add_def(l, list, part, NULL, lower_extra_part(l, extra));
      continue;
    }
    bool money = extra->part == EXTRA_MONEY;
    Kind kind = extra->condition ? KIND_BOOLEAN : money ? KIND_MONEY : type_value_kind(extra->expr->type);
    ProgramDef def = {.kind = DEF_EXPR, .name = extra->text, .span = extra->expr->span, .cost = PROGRAM_NONE, .response = PROGRAM_NONE};
    add_def(l, list, def, money ? NULL : extra->expr->type, lower_as(l, extra->expr, kind));
  }
}

static uint32_t add_part(Lowering *l, DefList *list, const Symbol *choice, ChoicePart part) {
  ProgramDef def = {.kind = DEF_PART, .span = choice->span, .cost = PROGRAM_NONE, .response = PROGRAM_NONE};
  def.name = arena_format(&l->arena, "%.*s.%s", STR_ARG(choice->name), part == PART_COST ? "cost" : "response");
  add_def(l, list, def, NULL, lower_part(l, choice, part));
  return list->count - 1;
}

/* The declarations are the first of the list. */
static void list_parts(Lowering *l, DefList *list) {
  uint32_t at = 0;
  for (uint32_t i = 0; i < l->checked->symbol_count; i++) {
    const Symbol *symbol = l->checked->symbols[i];
    if (!is_listed(l, symbol)) continue;
    if (symbol->kind == SYM_CHOOSE) {
      uint32_t cost = add_part(l, list, symbol, PART_COST), response = add_part(l, list, symbol, PART_RESPONSE);
      if (l->arena.failed) return;
      list->items[at].def.cost = cost;
      list->items[at].def.response = response;
    }
    at++;
  }
}

static void see(const IrNode *node, bool *seen) {
  if (node) seen[node->id] = true;
}

static void see_inputs(const SlotDraft *draft, bool *seen) {
  see(draft->value, seen);
  see(draft->where, seen);
  see(draft->by, seen);
  for (uint32_t i = 0; i < draft->slot.key_count; i++) see(draft->keys[i], seen);
  for (uint32_t i = 0; i < draft->slot.step_count; i++) see(draft->conditions[i], seen);
}

/* The columns that the definitions so far come down to. */
static bool *columns_read(Lowering *l, const DefList *list) {
  bool *read = ARENA_ARRAY(&l->arena, bool, l->program->column_count + 1);
  bool *seen = ARENA_ARRAY(&l->arena, bool, l->ir.count + 1);
  if (!read || !seen) return NULL;
  for (uint32_t i = 0; i < list->count; i++)
    if (list->items[i].node) seen[list->items[i].node->id] = true;
  for (uint32_t id = l->ir.count; id-- > 0;) {
    const IrNode *node = l->ir.nodes[id];
    if (!seen[id]) continue;
    if (node->op == IR_COLUMN) read[node->imm] = true;
    if (node->op == IR_SLOT) see_inputs(&l->slots[node->imm], seen);
    for (uint32_t k = 0; k < node->count; k++) seen[node->in[k]->id] = true;
  }
  return read;
}

/* The subject's columns that something reads, before all else; the other rows move up, and with them what points at them. */
static void list_columns(Lowering *l, DefList *list) {
  bool *read = columns_read(l, list);
  DefList whole = {0};
  for (uint32_t i = 0; read && i < l->program->column_count; i++) {
    const ProgramColumn *column = &l->program->columns[i];
    if (column->table != 0 || !l->program->has_subject || !read[i]) continue;
    ProgramDef def = {.kind = DEF_COLUMN, .name = column->name, .title = column->title, .span = column->span,
                      .cost = PROGRAM_NONE, .response = PROGRAM_NONE};
    add_def(l, &whole, def, &(Type){.labels = &column->labels}, ir_column(&l->ir, i));
  }
  uint32_t shift = whole.count;
  for (uint32_t i = 0; i < list->count; i++) {
    DefDraft draft = list->items[i];
    if (draft.def.cost != PROGRAM_NONE) draft.def.cost += shift;
    if (draft.def.response != PROGRAM_NONE) draft.def.response += shift;
    DefDraft *items = arena_grow(&l->arena, whole.items, whole.count, &whole.size, sizeof *items);
    if (!items) return;
    whole.items = items;
    items[whole.count++] = draft;
  }
  *list = whole;
}

static void list_measures(Lowering *l, DefList *list) {
  Program *p = l->program;
  uint32_t size = 0;
  for (uint32_t i = 0; i < l->checked->symbol_count; i++) {
    const Symbol *symbol = l->checked->symbols[i];
    if (symbol->kind != SYM_MEASURE || symbol->unlisted || l->checked->library) continue; /* a module's own are no results */
    ProgramMeasure *measures = arena_grow(&p->arena, p->measures, p->measure_count, &size, sizeof *measures);
    if (!measures) return;
    p->measures = measures;
    ProgramMeasure *measure = &measures[p->measure_count];
    IrNode *node = lower_measure(l, symbol, p->measure_count++, measure);
    measure->def = list->count;
    ProgramDef def = {.kind = DEF_MEASURE, .unit = measure->unit, .name = symbol->name, .title = symbol->title,
                      .span = symbol->span, .cost = PROGRAM_NONE, .response = PROGRAM_NONE};
    add_def(l, list, def, symbol->type, node);
  }
}

/* The definition by which a pass over the rows of `unit` asks for the node. */
static uint32_t input_of(Lowering *l, DefList *list, IrNode *node, uint32_t unit) {
  if (!node) return PROGRAM_NONE;
  if (node->input != PROGRAM_NONE && node->input_unit == unit) return node->input;
  node->input = list->count;
  node->input_unit = unit;
  add_def(l, list, (ProgramDef){.kind = DEF_INPUT, .unit = unit, .span = node->span, .cost = PROGRAM_NONE, .response = PROGRAM_NONE},
          NULL, node);
  return node->input;
}

static bool list_inputs(Lowering *l, DefList *list) {
  for (uint32_t i = 0; i < l->slot_count; i++) {
    SlotDraft *draft = &l->slots[i];
    ProgramSlot *slot = &draft->slot;
    uint32_t *keys = ARENA_ARRAY(&l->arena, uint32_t, slot->key_count + 1);
    ProgramStep *steps = ARENA_ARRAY(&l->arena, ProgramStep, slot->step_count + 1);
    if (!keys || !steps) return false;
    slot->value = input_of(l, list, draft->value, slot->rows);
    slot->where = input_of(l, list, draft->where, slot->rows);
    slot->by = input_of(l, list, draft->by, slot->rows);
    for (uint32_t k = 0; k < slot->key_count; k++) keys[k] = input_of(l, list, draft->keys[k], slot->rows);
    for (uint32_t k = 0; k < slot->step_count; k++) {
      steps[k] = slot->steps[k];
      steps[k].condition = input_of(l, list, draft->conditions[k], slot->rows);
    }
    slot->keys = keys;
    slot->steps = steps;
  }
  return true;
}

bool defs_list(Lowering *l, DefList *list) {
  list_declarations(l, list);
  list_extras(l, list);
  list_parts(l, list);
  list_columns(l, list);
  list_measures(l, list);
  if (!list_inputs(l, list)) return false;
  for (uint32_t i = 0; i < list->count; i++)
    if (!list->items[i].node) return false;
  return !l->arena.failed && !l->ir.too_large && !l->ir.too_deep;
}

bool defs_write(Lowering *l, const DefList *list) {
  Program *p = l->program;
  p->defs = ARENA_ARRAY(&p->arena, ProgramDef, list->count + 1);
  if (!p->defs) return false;
  for (uint32_t i = 0; i < list->count; i++) {
    ProgramDef *def = &p->defs[p->def_count++];
    *def = list->items[i].def;
    def->block = list->items[i].node->block;
    ProgramBlock *block = &p->blocks[def->block];
    if (!block->name.n) block->name = def->name;
  }
  return true;
}

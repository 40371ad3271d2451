/* SPDX-License-Identifier: MIT */
#include "lang/lower/lower.h"

#include "lang/emit/emit.h"
#include "lang/lower/lower_tables.h"
#include "runtime/code/verify.h"
#include "stdlib/functions.h"

/* A definition to be: its row in the program, and the node of its value. */
typedef struct DefDraft {
  ProgramDef def;
  IrNode *node;
} DefDraft;

typedef struct DefList {
  DefDraft *items;
  uint32_t count, size;
} DefList;

static void add_def(Lowering *l, DefList *list, ProgramDef def, const Type *type, IrNode *node) {
  DefDraft *items = arena_grow(&l->arena, list->items, list->count, &list->size, sizeof *items);
  if (!items) return;
  list->items = items;
  /* What needs no computing of its own still needs a block to be asked for. */
  if (node && (node->op == IR_COLUMN || node->invariant))
    node = ir_op1(&l->ir, IR_COPY, (Kind)node->kind, def.kind == DEF_COLUMN ? COPY_LISTED : COPY_VALUE, node->span, node);
  if (node) {
    node->root = true;
    def.value = (Kind)node->kind;
  }
  def.name = pool_str(&l->pool, def.name);
  def.title = pool_str(&l->pool, def.title);
  if (type && type->labels && def.value == KIND_CODE) def.labels = pool_copy_labels(&l->pool, type->labels);
  items[list->count++] = (DefDraft){def, node};
}

IrNode *lower_definition(Lowering *l, const Symbol *symbol) {
  switch (symbol->kind) {
    case SYM_LET: return lower_as(l, symbol->decl->kid[LET_VALUE], type_value_kind(symbol->type));
    case SYM_SEGMENT: return lower_segment(l, symbol->decl);
    case SYM_SCORE: return lower_score(l, symbol->decl);
    case SYM_CLASSIFY: return lower_classify(l, symbol);
    case SYM_CHOOSE: return lower_choose(l, symbol);
    case SYM_COLUMN:
    case SYM_RECORD:
    case SYM_PARAM:
    case SYM_LIST:
    case SYM_MEASURE:
    case SYM_CHANNEL:
    case SYM_OFFER:
    case SYM_TEAM:
    case SYM_CAMPAIGN:
    case SYM_FORMAL: return NULL;
  }
  return NULL;
}

enum { RECHECK_MOST = 16 };

/* From here on a definition is what others hang on. One that is no record's is made in the prologue; but where it can fault,
 * each use looks again for its faults, so that a long chain of such is rather computed as others are. */
static void settle_root(IrNode *node) {
  if (node->op == IR_COLUMN || node->constant || node->op == IR_CLOCK) return;
  node->root = true;
  if (node->run_faults && node->chain > RECHECK_MOST) node->invariant = false;
}

/* In the order of use, so that each value is there when it is named. */
static bool lower_definitions(Lowering *l) {
  const Symbol **order = lower_order_of(l);
  if (!order) return false;
  for (; *order; order++) {
    if (!symbol_is_definition(*order)) continue;
    IrNode *node = lower_definition(l, *order);
    if (!node) return false;
    if (!(*order)->unlisted || (*order)->kind != SYM_LET) settle_root(node); /* an argument is part of what it is given to */
    l->values[(*order)->ordinal] = node;
  }
  return true;
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

static void list_declarations(Lowering *l, DefList *list) {
  for (uint32_t i = 0; i < l->checked->symbol_count; i++) {
    const Symbol *symbol = l->checked->symbols[i];
    if (!symbol_is_definition(symbol) || symbol->unlisted) continue;
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

static void list_extras(Lowering *l, DefList *list) {
  for (uint32_t i = 0; i < l->checked->extra_count; i++) {
    const Extra *extra = &l->checked->extras[i];
    Kind kind = extra->condition ? KIND_BOOLEAN : type_value_kind(extra->expr->type);
    ProgramDef def = {.kind = DEF_EXPR, .name = extra->text, .span = extra->expr->span, .cost = PROGRAM_NONE, .response = PROGRAM_NONE};
    add_def(l, list, def, extra->expr->type, lower_as(l, extra->expr, kind));
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
    if (!symbol_is_definition(symbol) || symbol->unlisted) continue;
    if (symbol->kind == SYM_CHOOSE) {
      uint32_t cost = add_part(l, list, symbol, PART_COST), response = add_part(l, list, symbol, PART_RESPONSE);
      if (l->arena.failed) return;
      list->items[at].def.cost = cost;
      list->items[at].def.response = response;
    }
    at++;
  }
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

static bool lower_defs(Lowering *l, DefList *list) {
  if (!lower_definitions(l)) return false;
  list_declarations(l, list);
  list_extras(l, list);
  list_parts(l, list);
  list_columns(l, list);
  for (uint32_t i = 0; i < list->count; i++)
    if (!list->items[i].node) return false;
  return !l->arena.failed && !l->ir.too_large && !l->ir.too_deep;
}

static bool write_defs(Lowering *l, const DefList *list) {
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

static bool build(Lowering *l, DiagList *diags) {
  const Checked *checked = l->checked;
  l->values = ARENA_ARRAY(&l->arena, IrNode *, checked->symbol_count + 1);
  l->first_column = ARENA_ARRAY(&l->arena, uint32_t, checked->record_count + 1);
  l->table = ARENA_ARRAY(&l->arena, uint32_t, checked->record_count + 1);
  if (l->arena.failed) return false;
  lower_sources(l);
  lower_tables(l);
  lower_params(l);
  DefList list = {0};
  if (l->program->arena.failed || !lower_defs(l, &list)) return false;
  IrNode **roots = ARENA_ARRAY(&l->arena, IrNode *, list.count + 1);
  if (!roots) return false;
  for (uint32_t i = 0; i < list.count; i++) roots[i] = list.items[i].node;
  homes_find(&l->ir, roots, list.count);
  return emit_program(l, diags) && write_defs(l, &list);
}

/* Why there is no program, where nothing has said so yet. */
static void say_why(const Lowering *l, DiagList *diags, uint32_t errors) {
  if (diags->errors > errors) return;
  if (l->ir.too_large) diag_add(diags, DIAG_CODE_TOO_LARGE, (Span){0, 0}, (unsigned)CODE_MOST);
  else if (l->ir.too_deep) diag_add(diags, DIAG_WRITTEN_OUT_TOO_DEEP, l->ir.too_deep_at, (unsigned)IR_DEPTH_MOST);
  else if (l->arena.failed || l->program->arena.failed) diag_add(diags, DIAG_NO_MEMORY, (Span){0, 0});
  else diag_add(diags, DIAG_PROGRAM_REFUSED, (Span){0, 0}, "an expression could not be translated");
}

Program *lower_program(const Checked *checked, const Alloc *alloc, DiagList *diags) {
  Lowering l = {.checked = checked, .program = program_new(alloc)};
  uint32_t errors = diags->errors;
  if (!l.program) {
    diag_add(diags, DIAG_NO_MEMORY, (Span){0, 0});
    return NULL;
  }
  l.pool = (Pool){.program = l.program, .functions = &fn_table};
  arena_init(&l.arena, alloc);
  ir_init(&l.ir, &l.arena, &l.pool);
  bool good = build(&l, diags) && !l.program->arena.failed && verify_program(l.program, &fn_table, diags) == STATUS_OK;
  if (!good) {
    say_why(&l, diags, errors);
    program_free(l.program);
    l.program = NULL;
  }
  arena_free(&l.arena);
  return l.program;
}

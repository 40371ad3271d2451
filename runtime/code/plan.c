/* SPDX-License-Identifier: MIT */
#include "runtime/code/plan.h"

#include "runtime/code/need.h"

enum { SHOWN_MOST = 60 /* bytes of a slot's text */ };

typedef struct Plan {
  const Program *program;
  Buf *out;
  Language language;
  Arena arena;
  Need all;          /* what everything comes down to */
  uint32_t passes;
  uint64_t bits;     /* a record of the subject, of what is kept between passes */
} Plan;

static const char *plan_say(const Plan *plan, const char *english) __attribute__((format_arg(2)));
static const char *plan_say(const Plan *plan, const char *english) { return catalog_translate(plan->language, english); }

static void need_everything(Plan *plan, bool inputs) {
  const Program *p = plan->program;
  for (uint32_t i = 0; i < p->def_count; i++) {
    DefKind kind = p->defs[i].kind;
    if (kind != DEF_INPUT && kind != DEF_COLUMN) need_def(&plan->all, i);
  }
  need_follow(&plan->all, inputs);
}

static Str unit_name(const Program *p, uint32_t unit) {
  const ProgramUnit *u = &p->units[unit];
  return u->kind == UNIT_GROUPS ? p->measures[u->index].name : u->index < p->table_count ? p->tables[u->index].name : STR("");
}

static void put_columns(Plan *plan, const Need *need, uint32_t table) {
  const Program *p = plan->program;
  bool first = true;
  for (uint32_t i = 0; i < p->column_count; i++) {
    if (!need->columns[i] || p->columns[i].table != table) continue;
    buf_print(plan->out, "%s%.*s", first ? "" : ", ", STR_ARG(p->columns[i].name));
    first = false;
  }
  if (first) buf_text(plan->out, plan_say(plan, "the key alone"));
}

static uint32_t count_code(const Program *p, const Need *need) {
  uint32_t count = 0;
  for (uint32_t b = 1; b < p->block_count; b++)
    if (need->blocks[b]) count += p->blocks[b].count;
  return count;
}

static void put_count(Plan *plan, uint32_t count) {
  buf_print(plan->out, count == 1 ? plan_say(plan, "; %u instruction\n") : plan_say(plan, "; %u instructions\n"), count);
}

/* One line of the source, cut where it is long. */
static void put_source(Plan *plan, Span span) {
  Str text = source_text(&plan->program->sources, span);
  uint32_t shown = 0;
  bool blank = false;
  for (uint32_t i = 0; i < text.n && shown < SHOWN_MOST; i++) {
    bool is_blank = text.p[i] == ' ' || text.p[i] == '\n' || text.p[i] == '\t';
    if (is_blank && blank) continue;
    buf_char(plan->out, is_blank ? ' ' : text.p[i]);
    blank = is_blank;
    shown++;
  }
  if (shown == SHOWN_MOST) {
    while (plan->out->n && ((unsigned char)plan->out->p[plan->out->n - 1] & 0xC0) == 0x80) plan->out->n--;
    buf_text(plan->out, "…");
  }
}

static uint32_t lane_bits(Kind kind) {
  switch (kind_lane(kind)) {
  case LANE_BITS: return 1;
  case LANE_I32: return 32;
  case LANE_I64:
  case LANE_F64: return 64;
  case LANE_STR: return 128;
  }
  return 0;
}

static void put_slot(Plan *plan, const ProgramSlot *slot) {
  static const char *const verbs[] = {[SLOT_KEEP] = N_("        keeps   "), [SLOT_AGGREGATE] = N_("        makes   "),
                                      [SLOT_CUT] = N_("        cuts    "), [SLOT_SEQUENCE] = N_("        follows ")};
  buf_text(plan->out, catalog_translate(plan->language, verbs[slot->kind]));
  put_source(plan, slot->span);
  if (slot->owner != PROGRAM_NONE && slot->owner != slot->rows) {
    Str owner = unit_name(plan->program, slot->owner);
    bool groups = plan->program->units[slot->owner].kind == UNIT_GROUPS;
    buf_print(plan->out, groups ? plan_say(plan, "   for each of the groups of %.*s") : plan_say(plan, "   for each of %.*s"), STR_ARG(owner));
  }
  buf_char(plan->out, '\n');
  if (slot->owner == 0) plan->bits += lane_bits(slot->value_kind) + 1;
}

static bool put_pass(Plan *plan, uint32_t level, uint32_t unit) {
  const Program *p = plan->program;
  Need need;
  bool any = false;
  if (!need_init(&need, p, &plan->arena)) return false;
  for (uint32_t i = 0; i < p->slot_count; i++) {
    const ProgramSlot *slot = &p->slots[i];
    if (!plan->all.slots[i] || slot->level != level || slot->rows != unit) continue;
    any = true;
    need_slot(&need, slot);
  }
  if (!any) return true;
  need_follow(&need, false);
  Str name = unit_name(p, unit);
  buf_print(plan->out, plan_say(plan, "  %2u  reads %.*s: "), ++plan->passes, STR_ARG(name));
  put_columns(plan, &need, p->units[unit].index);
  put_count(plan, count_code(p, &need));
  for (uint32_t i = 0; i < p->slot_count; i++)
    if (plan->all.slots[i] && p->slots[i].level == level && p->slots[i].rows == unit) put_slot(plan, &p->slots[i]);
  return true;
}

/* The subject is read once before its related records, so that their rows find it, unless a pass of the first level does. */
static bool needs_index(const Plan *plan) {
  bool related = false;
  for (uint32_t i = 0; i < plan->program->slot_count; i++) {
    if (!plan->all.slots[i]) continue;
    if (plan->program->slots[i].rows != 0) related = true;
    else if (plan->program->slots[i].level == 0) return false;
  }
  return related;
}

static bool put_last(Plan *plan) {
  const Program *p = plan->program;
  Plan last = *plan;
  if (!need_init(&last.all, p, &plan->arena)) return false;
  need_everything(&last, false);
  buf_print(plan->out, plan_say(plan, "  %2u  reads %.*s: "), ++plan->passes, STR_ARG(p->tables[0].name));
  put_columns(plan, &last.all, 0);
  put_count(plan, count_code(p, &last.all));
  buf_text(plan->out, plan_say(plan, "        gives every definition\n"));
  return true;
}

void plan_write(const Program *program, Language language, Buf *out) {
  Plan plan = {.program = program, .out = out, .language = language};
  if (!program->has_subject) {
    buf_text(out, plan_say(&plan, "There is no record to read.\n"));
    return;
  }
  arena_init(&plan.arena, program->arena.alloc);
  bool good = need_init(&plan.all, program, &plan.arena);
  if (good) need_everything(&plan, true);
  uint32_t levels = 0;
  for (uint32_t i = 0; good && i < program->slot_count; i++)
    if (plan.all.slots[i] && program->slots[i].level >= levels) levels = program->slots[i].level + 1;
  buf_text(out, plan_say(&plan, "Passes\n"));
  if (good && needs_index(&plan))
    buf_print(out, plan_say(&plan, "  %2u  reads %.*s: the key alone\n        numbers the records\n"), ++plan.passes,
              STR_ARG(program->tables[0].name));
  for (uint32_t level = 0; level < levels && good; level++)
    for (uint32_t unit = 0; unit < program->unit_count && good; unit++)
      if (program->units[unit].kind == UNIT_RECORDS) good = put_pass(&plan, level, unit);
  good = good && put_last(&plan);
  buf_print(out, plan_say(&plan, "Kept between passes: %llu bytes a record of %.*s\n"), (unsigned long long)((plan.bits + 7) / 8),
            STR_ARG(program->tables[0].name));
  arena_free(&plan.arena);
  if (!good) out->failed = true;
}

/* SPDX-License-Identifier: MIT */
#include "runtime/vm/scalar.h"

#include <float.h>
#include <math.h>

#include "runtime/code/stack_need.h"
#include "runtime/vm/set_index.h"

enum { IS_FALSE = 1, IS_TRUE = 2, IS_UNKNOWN = 4 };

/* What is no instruction: the end of a block; a truth that is a constant. */
typedef enum StepOp { STEP_LEAVE = OP_COUNT, STEP_TRUTH, STEP_COUNT } StepOp;

/* An instruction with its operands at hand. What does nothing here (END, TOUCH …) has none. An instruction that gives a truth does the
 * work of a WHERE behind it that asks for this truth; and where that skips the other operand of an AND or OR, it has settled this one's
 * result too, and goes on behind it: most of a rule's instructions are such. (Where it goes on is a branch, never computed: what is
 * guessed well costs nothing, an address that depends on a result costs the whole way through memory.) */
typedef struct Step {
  uint16_t op;     /* an opcode, or a StepOp */
  uint8_t leaving; /* the truths, as bits, by which it goes on at `to` and not behind itself */
  uint32_t imm, jump; /* `jump`: the instruction at `to` */
  Value *dst;
  const Value *a, *b, *c;
  const struct Step *to;
  Value *settled; /* NULL: nothing */
} Step;

/* What answers for a definition. */
typedef struct Asked {
  uint64_t *done; /* its block's */
  const Step *first;
  const Value *result;
} Asked;

struct Scalar {
  const Alloc *alloc;
  const Program *program;
  Arena arena;
  Value *regs;
  uint32_t *columns; /* by column: its register; PROGRAM_NONE */
  uint64_t *done;    /* by block: the record for which it was computed last */
  uint64_t record;
  const Step **frames; /* where to go on in the blocks under way */
  Step *steps;
  uint32_t *firsts;    /* by block: its first step */
  Asked *asked;        /* by definition */
  SetIndex **sets;     /* by set, NULL until met */
};

/* Registers that hold one value for all lanes; all others are unknown. */
static void take_constants(Scalar *s, const Vm *vm) {
  for (uint32_t i = 0; i < s->program->reg_count; i++) {
    const ProgramReg *from = &s->program->regs[i];
    s->regs[i] = (Value){.kind = from->kind};
    if (from->role == REG_CONSTANT || from->role == REG_CLOCK || from->role == REG_PROLOGUE)
      s->regs[i] = vector_get(&vm->regs[i].vec, 0);
    if (from->role == REG_COLUMN) s->columns[from->index] = i;
  }
}

static bool does_nothing(const Instr *instr) {
  return instr->op == OP_TOUCH || instr->op == OP_END || instr->op == OP_QUIET || instr->op == OP_LOUD;
}

static Value *reg_of(Scalar *s, uint32_t reg) { return &s->regs[reg < s->program->reg_count ? reg : 0]; }

/* The truths that a WHERE does not select; 0: another instruction. */
static uint8_t leaving(uint16_t op) {
  switch (op) {
  case OP_WHERE_TRUE: return IS_FALSE | IS_UNKNOWN;
  case OP_WHERE_NOT_TRUE: return IS_TRUE;
  case OP_WHERE_FALSE: return IS_TRUE | IS_UNKNOWN;
  case OP_WHERE_NOT_FALSE: return IS_FALSE;
  default: return 0;
  }
}

/* Whether the truth that `step` gives is asked for by the WHERE next to it: nothing else leads there, for a jump ends behind an END. */
static bool is_asked(const Instr *step, const Instr *where) {
  const Operand gives = opcode_info((Opcode)step->op)->dst;
  return leaving(where->op) && (gives == OPERAND_B || gives == OPERAND_RWB) && where->a == step->dst;
}

/* `places`: by instruction, the step that it is, or that comes next. */
static uint32_t make_steps(Scalar *s, uint32_t *places) {
  const Program *p = s->program;
  uint32_t count = 0;
  for (uint32_t b = 0; b < p->block_count; b++) {
    const uint32_t first = p->blocks[b].first;
    s->firsts[b] = count;
    for (uint32_t i = first; i < first + p->blocks[b].count; i++) {
      const Instr *instr = &p->code[i];
      places[i] = count;
      if (does_nothing(instr)) continue;
      if (i > first && is_asked(instr - 1, instr)) {
        s->steps[count - 1].leaving = leaving(instr->op);
        s->steps[count - 1].jump = instr->imm;
        continue;
      }
      s->steps[count++] = (Step){.op = instr->op, .imm = instr->imm, .jump = instr->imm, .dst = reg_of(s, instr->dst), .a = reg_of(s, instr->a),
                                 .b = reg_of(s, instr->b), .c = reg_of(s, instr->c)};
    }
    s->steps[count++].op = STEP_LEAVE;
  }
  return count;
}

/* Over an AND or OR that the truth by which the step leaves has settled; one only, for it sets no more than one. */
static void skip_settled(Step *step) {
  const Step *waiting = step->to;
  const bool is_settled = (waiting->op == OP_OR && step->leaving == IS_TRUE) || (waiting->op == OP_AND && step->leaving == IS_FALSE);
  if (!is_settled || (waiting->a != step->dst && waiting->b != step->dst)) return;
  const bool leaves_too = waiting->leaving & step->leaving;
  if (leaves_too && waiting->settled) return;
  step->settled = waiting->dst;
  step->to = leaves_too ? waiting->to : waiting + 1;
}

/* Most segments begin with one and end with another. */
static void fix_truth(const Scalar *s, Step *step) {
  const ProgramReg *from = &s->program->regs[step->a - s->regs];
  if (step->op != OP_COPY_B || step->leaving || from->role != REG_CONSTANT || !s->program->constants[from->index].known) return;
  step->op = STEP_TRUTH;
  step->imm = s->program->constants[from->index].truth;
}

/* From the last to the first: steps go forward. */
static void link_steps(Scalar *s, const uint32_t *places, uint32_t count) {
  for (uint32_t i = count; i-- > 0;) {
    Step *step = &s->steps[i];
    if (step->op >= OP_COUNT) continue;
    if (step->op == OP_CALL) step->to = &s->steps[s->firsts[step->imm]];
    else if (step->leaving || opcode_info((Opcode)step->op)->imm == IMM_JUMP) step->to = &s->steps[places[step->jump]];
    if (step->leaving) skip_settled(step);
    fix_truth(s, step);
  }
}

static bool make_parts(Scalar *s) {
  const Program *p = s->program;
  StackNeed need;
  if (!stack_need(p, s->alloc, &need)) return false;
  s->regs = ARENA_ARRAY(&s->arena, Value, p->reg_count + 1);
  s->columns = ARENA_ARRAY(&s->arena, uint32_t, p->column_count + 1);
  s->done = ARENA_ARRAY(&s->arena, uint64_t, p->block_count + 1);
  s->sets = ARENA_ARRAY(&s->arena, SetIndex *, p->set_count + 1);
  s->frames = ARENA_ARRAY(&s->arena, const Step *, need.frames + 1);
  s->steps = ARENA_ARRAY(&s->arena, Step, (size_t)p->code_count + p->block_count + 1);
  s->firsts = ARENA_ARRAY(&s->arena, uint32_t, p->block_count + 1);
  s->asked = ARENA_ARRAY(&s->arena, Asked, p->def_count + 1);
  uint32_t *places = ARENA_ARRAY(&s->arena, uint32_t, p->code_count + 1);
  if (s->arena.failed) return false;
  link_steps(s, places, make_steps(s, places));
  for (uint32_t d = 0; d < p->def_count; d++) {
    const uint32_t block = p->defs[d].block;
    s->asked[d] = (Asked){&s->done[block], &s->steps[s->firsts[block]], &s->regs[p->blocks[block].result]};
  }
  return true;
}

Scalar *scalar_new(const Alloc *alloc, const Program *program, const Vm *vm) {
  Scalar *s = MEM_NEW(alloc, Scalar);
  if (!s) return NULL;
  s->alloc = alloc;
  s->program = program;
  s->record = 1;
  arena_init(&s->arena, alloc);
  if (!make_parts(s)) {
    scalar_free(s);
    return NULL;
  }
  for (uint32_t i = 0; i < program->column_count; i++) s->columns[i] = PROGRAM_NONE;
  take_constants(s, vm);
  return s;
}

void scalar_free(Scalar *s) {
  if (!s) return;
  arena_free(&s->arena);
  mem_free(s->alloc, s, sizeof *s);
}

Value *scalar_column(Scalar *s, uint32_t column) {
  return s->columns[column] == PROGRAM_NONE ? NULL : &s->regs[s->columns[column]];
}

void scalar_begin(Scalar *s) { s->record++; }

/* NULL where memory is out. */
static const SetIndex *set_of(Scalar *s, uint32_t set) {
  if (s->sets[set]) return s->sets[set];
  SetIndex *index = ARENA_NEW(&s->arena, SetIndex);
  if (!index || !set_index_make(index, &s->program->sets[set], &s->arena)) return NULL;
  return s->sets[set] = index;
}

static bool set_has(const SetIndex *set, const Value *value) {
  switch (kind_lane(value->kind)) {
  case LANE_BITS: return false;
  case LANE_I32: return set->bits ? set_has_bit(set->bits, set->least, set->span, value->i32) : set_has_int(set, value->i32);
  case LANE_I64: return set->bits ? set_has_bit(set->bits, set->least, set->span, value->i64) : set_has_int(set, value->i64);
  case LANE_F64: return set_has_number(set, value->f64);
  case LANE_STR: return set_has_text(set, value->str);
  }
  return false;
}

static inline double held(double x, double lo, double hi) {
  const double r = x > hi ? hi : x;
  return r < lo ? lo : r;
}

/* dst = EXPR of a and b, known where both are. */
#define UNARY(MEMBER, EXPR)                                                                                            \
  dst->known = a->known;                                                                                               \
  if (a->known) dst->MEMBER = (EXPR);                                                                                  \
  break
#define BINARY(MEMBER, EXPR)                                                                                           \
  dst->known = a->known && b->known;                                                                                   \
  if (dst->known) dst->MEMBER = (EXPR);                                                                                \
  break
/* The same where FAULTY says whether it is a fault: then all is left to the VM. */
#define CHECKED(FAULTY)                                                                                                \
  dst->known = a->known && b->known;                                                                                   \
  if (dst->known && (FAULTY)) return false;                                                                            \
  break
/* dst is a truth. */
#define TRUTH(KNOWN, HOLDS)                                                                                            \
  known = (KNOWN);                                                                                                     \
  truth = known && (HOLDS);                                                                                            \
  goto decided
#define COMPARED(HOLDS) TRUTH(a->known && b->known, HOLDS)
#define FINITE(EXPR) !(fabs(dst->f64 = (EXPR)) <= DBL_MAX)
#define SET(MEMBER, FROM)                                                                                              \
  dst->known = (FROM)->known;                                                                                          \
  dst->MEMBER = (FROM)->MEMBER;                                                                                        \
  break
#define PICKED (a->known && a->truth ? b : at->c)
/* Goes on behind the matching END where the lane would not be selected. */
#define WHERE(HOLDS)                                                                                                   \
  if (HOLDS) at++;                                                                                                     \
  else at = at->to;                                                                                                    \
  continue
#define KEEP(MEMBER, OPERATOR)                                                                                         \
  if (b->known && (!a->known || b->MEMBER OPERATOR a->MEMBER)) {                                                       \
    Value *best = (Value *)a;                                                                                          \
    best->MEMBER = b->MEMBER;                                                                                          \
    dst->i32 = (int32_t)at->imm;                                                                                       \
    dst->known = best->known = true;                                                                                   \
  }                                                                                                                    \
  break

/* Computes a block, from its first step, with all that it calls; false where it gives up. */
static bool run(Scalar *s, const Step *at) {
  const Step **frame = s->frames;
  for (;;) {
    Value *dst = at->dst;
    const Value *a = at->a, *b = at->b;
    bool known, truth;
    if (at->op >= STEP_COUNT) __builtin_unreachable(); /* no need to look again */
    switch ((uint32_t)at->op) {
    case STEP_LEAVE:
      if (frame == s->frames) return true;
      at = *--frame;
      break;
    case OP_CALL:
      if (s->done[at->imm] == s->record) break;
      s->done[at->imm] = s->record;
      *frame++ = at;
      at = at->to;
      continue;
    case OP_WHERE_TRUE: WHERE(a->known && a->truth);
    case OP_WHERE_NOT_TRUE: WHERE(!a->known || !a->truth);
    case OP_WHERE_FALSE: WHERE(a->known && !a->truth);
    case OP_WHERE_NOT_FALSE: WHERE(!a->known || a->truth);
    case OP_WHERE_KNOWN: WHERE(a->known);
    case OP_WHERE_UNKNOWN: WHERE(!a->known);
    case OP_COPY_B: TRUTH(a->known, a->truth);
    case OP_COPY_D: SET(i32, a);
    case OP_COPY_I: SET(i64, a);
    case OP_COPY_F: SET(f64, a);
    case OP_COPY_T: SET(str, a);
    case OP_PICK_B:
      b = PICKED;
      TRUTH(b->known, b->truth);
    case OP_PICK_D:
      b = PICKED;
      SET(i32, b);
    case OP_PICK_I:
      b = PICKED;
      SET(i64, b);
    case OP_PICK_F:
      b = PICKED;
      SET(f64, b);
    case OP_ADD_I: CHECKED(__builtin_add_overflow(a->i64, b->i64, &dst->i64));
    case OP_SUB_I: CHECKED(__builtin_sub_overflow(a->i64, b->i64, &dst->i64));
    case OP_MUL_I: CHECKED(__builtin_mul_overflow(a->i64, b->i64, &dst->i64));
    case OP_ADD_F: CHECKED(FINITE(a->f64 + b->f64));
    case OP_SUB_F: CHECKED(FINITE(a->f64 - b->f64));
    case OP_MUL_F: CHECKED(FINITE(a->f64 * b->f64 + 0.0));
    case OP_DIV_F: CHECKED(b->f64 == 0 || FINITE(a->f64 / b->f64 + 0.0));
    case OP_NEG_F: UNARY(f64, 0.0 - a->f64);
    case OP_NUM_I: UNARY(f64, (double)a->i64);
    case OP_NUM_B: UNARY(f64, a->truth);
    case OP_HOLD_F: {
      const bool known = a->known && b->known && at->c->known;
      if (known) dst->f64 = held(a->f64, b->f64, at->c->f64);
      dst->known = known;
      break;
    }
    case OP_DAYS_BETWEEN: BINARY(i64, (int64_t)b->i32 - a->i32);
    case OP_EQ_B: COMPARED(a->truth == b->truth);
    case OP_EQ_D: COMPARED(a->i32 == b->i32);
    case OP_EQ_I: COMPARED(a->i64 == b->i64);
    case OP_EQ_F: COMPARED(a->f64 == b->f64);
    case OP_EQ_T: COMPARED(str_equal(a->str, b->str));
    case OP_NE_B: COMPARED(a->truth != b->truth);
    case OP_NE_D: COMPARED(a->i32 != b->i32);
    case OP_NE_I: COMPARED(a->i64 != b->i64);
    case OP_NE_F: COMPARED(a->f64 != b->f64);
    case OP_NE_T: COMPARED(!str_equal(a->str, b->str));
    case OP_LT_D: COMPARED(a->i32 < b->i32);
    case OP_LT_I: COMPARED(a->i64 < b->i64);
    case OP_LT_F: COMPARED(a->f64 < b->f64);
    case OP_LT_T: COMPARED(str_compare(a->str, b->str) < 0);
    case OP_LE_D: COMPARED(a->i32 <= b->i32);
    case OP_LE_I: COMPARED(a->i64 <= b->i64);
    case OP_LE_F: COMPARED(a->f64 <= b->f64);
    case OP_LE_T: COMPARED(str_compare(a->str, b->str) <= 0);
    case OP_IN_D:
    case OP_IN_I:
    case OP_IN_F:
    case OP_IN_T: {
      const SetIndex *set = set_of(s, at->imm);
      if (!set) return false;
      TRUTH(a->known, set_has(set, a));
    }
    case OP_KNOWN: TRUTH(true, a->known);
    case OP_AND:
      truth = a->known & a->truth & b->known & b->truth;
      known = truth | (a->known & !a->truth) | (b->known & !b->truth);
      goto decided;
    case OP_OR:
      truth = (a->known & a->truth) | (b->known & b->truth);
      known = truth | (a->known & b->known);
      goto decided;
    case OP_NOT: TRUTH(a->known, !a->truth);
    case OP_ACC_ADD:
      if (a->known) dst->f64 = held(dst->f64 + a->f64, -DBL_MAX, DBL_MAX);
      break;
    case OP_ACC_SUB:
      if (a->known) dst->f64 = held(dst->f64 - a->f64, -DBL_MAX, DBL_MAX);
      break;
    case OP_KEEP_LOWEST_F: KEEP(f64, <);
    case OP_KEEP_LOWEST_I: KEEP(i64, <);
    case OP_KEEP_HIGHEST_F: KEEP(f64, >);
    case OP_KEEP_HIGHEST_I: KEEP(i64, >);
    case STEP_TRUTH:
      dst->known = true;
      dst->truth = at->imm;
      break;
    default: return false; /* the others are the VM's alone */
    }
    at++;
    continue;
  decided:
    dst->known = known;
    dst->truth = truth;
    if (at->leaving & (known ? IS_FALSE + truth : IS_UNKNOWN)) {
      if (at->settled) {
        at->settled->known = true;
        at->settled->truth = truth;
      }
      at = at->to;
    } else at++;
  }
}

const Value *scalar_need(Scalar *s, uint32_t def) {
  const Asked *asked = &s->asked[def];
  if (*asked->done == s->record) return asked->result;
  *asked->done = s->record;
  if (run(s, asked->first)) return asked->result;
  scalar_begin(s); /* what is half computed is not to be read */
  return NULL;
}

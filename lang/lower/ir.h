/* The graph between the checked tree and bytecode. A node is an operation on other nodes; equal nodes are one node (hash-consed),
 * so that what is written twice is computed once. Nodes whose own operation can report a fault are one only where they stand at
 * one place, because a fault counts once a record and place; a column's faults belong to its field, so that reads are merged.
 *
 * Every node is of one unit, the one whose records it is computed for; what hangs on constants and the clock only is of any, and
 * so of none. Values cross from one unit to another by slots alone.
 *
 * Operands always have lower ids than what uses them: ascending ids are a sound order of computing. */
#ifndef CIBLE_LANG_IR_H
#define CIBLE_LANG_IR_H

#include "lang/lower/pool.h"
#include "runtime/base/diag.h"

/* Operations: an Opcode (plain: operands in a, b, c, d), or one of these. */
typedef enum IrOp {
  IR_CONSTANT = OP_COUNT, /* imm: in values */
  IR_CLOCK,               /* imm: a Clock */
  IR_COLUMN,              /* imm: in the program's columns */
  IR_SLOT,                /* imm: in the slots under construction */
  IR_AND,                 /* the right one only where the left is not false */
  IR_OR,
  IR_IF,                  /* condition, then, else */
  IR_DEFAULT,             /* the right one only where the left is unknown */
  IR_AT_LEAST,            /* imm of the conditions */
  IR_ALL,                 /* every condition true; mark 1: false. Never unknown */
  IR_CASES,               /* the first that holds: mark = code * 2 + unless; imm: the code of `otherwise` */
  IR_SCORE,               /* steps: mark = IrStep + 256 * argument */
  IR_WEIGHTED,            /* LO, HI - LO, HI, then pairs of a term held within 0..1 and its weight */
  IR_CHOOSE,              /* steps likewise; imm: how many options there are */
  IR_PART,                /* the choice, then one value for each of its options */
  IR_COPY,                /* the operand itself: gives a definition that is a bare column or constant a block; imm: IrCopy */
} IrOp;

/* LISTED: what makes a column a definition; it alone does not make the program read the column. */
typedef enum IrCopy { COPY_VALUE, COPY_LISTED } IrCopy;

/* Steps of a score and of a choice; each takes one operand. */
typedef enum IrStep {
  STEP_ADD,        /* the operand is added where it is known */
  STEP_SUBTRACT,
  STEP_WHEN,       /* what follows up to STEP_DONE only where the operand is true */
  STEP_DONE,       /* operand without meaning */
  STEP_GROUP,      /* what follows is summed on its own (operand without meaning) … */
  STEP_GROUP_LO,   /* … held within this … */
  STEP_GROUP_HI,   /* … and this, and added */
  STEP_HALVE,      /* argument: days; operand: the date */
  STEP_LO,         /* the sum is held within this … */
  STEP_HI,         /* … and this: the end of a score in points */
  STEP_LOGISTIC,   /* the end of a probability; argument: the function */
  STEP_PREFER,     /* argument: option; operand: its availability; taken where nothing is yet taken */
  STEP_PREFER_IF,  /* operand: the condition of the STEP_PREFER that follows */
  STEP_FIRST,      /* argument: option; operand: its availability; taken where nothing is yet taken */
  STEP_OPTION,     /* argument: option; operand: its availability … */
  STEP_LOWEST,     /* … argument: option; operand: its E, the lowest is kept */
  STEP_HIGHEST,
} IrStep;

typedef struct IrNode IrNode;
struct IrNode {
  uint16_t op; /* Opcode or IrOp */
  uint8_t kind; /* Kind */
  bool faults;    /* its own operation can report a fault */
  bool constant;  /* IR_CONSTANT */
  bool invariant; /* hangs on constants and the clock only */
  bool root; /* root: a definition's value, so that it has a block of its own */
  bool is_term; /* what a score adds up, apart from its weight: a block of its own where computing it takes more than asking for it */
  bool deep_faults; /* something in it can report a fault: columns too */
  bool run_faults;  /* as deep_faults, but columns apart: what makes an invariant worth a second look */
  uint32_t id, imm, count, hash;
  uint32_t unit;  /* PROGRAM_NONE: of any */
  uint32_t level; /* above the levels of the slots that it hangs on; 0: of none */
  uint32_t depth; /* within its definition */
  uint32_t chain; /* through definitions, of what is invariant and can fault */
  IrNode **in;
  const uint32_t *marks; /* one an operand, or NULL */
  Span span;
  IrNode *same; /* next in the hash slot */
  /* Found out by homes.c: */
  bool live, block_wanted;
  bool early; /* an invariant that something not invariant uses: the prologue computes it */
  uint32_t users, last_user, cost;
  IrNode *home;   /* the block node in which it is computed; itself where it has a block */
  /* Set by emit.c: */
  uint32_t block; /* in the program; PROGRAM_NONE */
  uint32_t reg;   /* the register that holds it in the selection under way, or REG_NONE */
  uint32_t early_reg;
  uint32_t input, input_unit; /* the definition by which slots ask for it, for rows of that unit; PROGRAM_NONE */
};

/* Levels of one definition once the lets with parameters that it uses are written out. */
enum { REG_NONE = UINT32_MAX, IR_DEPTH_MOST = 300 };

typedef struct Ir {
  Arena *arena;
  Pool *pool;
  IrNode **nodes;  /* by id */
  uint32_t count, size;
  uint32_t unit;   /* of what is made now */
  uint32_t term_count; /* nodes that are terms */
  Value *values; /* of the constants */
  uint32_t value_count, value_size;
  IrNode **slots;
  uint32_t slot_count;
  bool too_large, too_deep;
  Span too_deep_at;
} Ir;

void ir_init(Ir *ir, Arena *arena, Pool *pool);

/* All of these give a node, simplified and folded where its operands are constants. Never NULL while arena->failed,
 * too_large and too_deep are unset; NULL operands give NULL, so that a chain of calls needs one check at its end. */
IrNode *ir_constant(Ir *ir, Value value);
IrNode *ir_unknown(Ir *ir, Kind kind);
IrNode *ir_truth(Ir *ir, bool truth);
IrNode *ir_integer(Ir *ir, int64_t integer);
IrNode *ir_number(Ir *ir, double number);
IrNode *ir_code(Ir *ir, uint32_t code);
IrNode *ir_clock(Ir *ir, Clock clock);
IrNode *ir_column(Ir *ir, uint32_t column);
/* A slot read in the unit under way; `level` is the slot's own. */
IrNode *ir_slot(Ir *ir, uint32_t slot, Kind kind, uint32_t level, Span span);
IrNode *ir_make(Ir *ir, uint32_t op, Kind kind, uint32_t imm, Span span, uint32_t count, IrNode *const *in,
                const uint32_t *marks);
IrNode *ir_op1(Ir *ir, uint32_t op, Kind kind, uint32_t imm, Span span, IrNode *a);
IrNode *ir_op2(Ir *ir, uint32_t op, Kind kind, uint32_t imm, Span span, IrNode *a, IrNode *b);
IrNode *ir_op3(Ir *ir, uint32_t op, Kind kind, uint32_t imm, Span span, IrNode *a, IrNode *b, IrNode *c);
/* FIND and FETCH: they hang on a look-up record. */
static inline bool ir_op_reads_table(uint32_t op) { return op >= OP_FIND_I && op <= OP_FETCH_T; }
/* What is there without computing: columns, slots, constants, the clock, and what the prologue has made. */
static inline bool ir_is_given(const IrNode *node) {
  return node->op == IR_COLUMN || node->op == IR_SLOT || node->invariant;
}
/* The value of a constant node. */
const Value *ir_value(const Ir *ir, const IrNode *node);
static inline bool ir_is_truth(const Ir *ir, const IrNode *node, bool truth) {
  return node->constant && ir_value(ir, node)->known && ir_value(ir, node)->truth == truth;
}

/* A growing list of nodes with marks: the operands of a composite while it is built. */
typedef struct IrList {
  IrNode **in;
  uint32_t *marks;
  uint32_t count, size;
} IrList;
void ir_push(Ir *ir, IrList *list, IrNode *node, uint32_t mark);

/* Which nodes get blocks, and where the others are computed. */
void homes_find(Ir *ir, IrNode *const *roots, uint32_t count);

#endif

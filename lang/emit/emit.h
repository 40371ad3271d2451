/* Emitting: nodes -> instructions, block by block. Inside a block a value, once computed, is at hand for the selection under
 * way and those within it; when a selection ends, what was computed in it is forgotten. Private to emit*.c and regs.c. */
#ifndef CIBLE_LANG_EMIT_H
#define CIBLE_LANG_EMIT_H

#include "lang/lower/lowering.h"

/* Registers while blocks are emitted: those of the program by their number, temporaries of the block from here. */
#define TEMP_FIRST 0x80000000u

/* An instruction whose registers are not yet assigned; jumps are relative to the block. */
typedef struct Draft {
  uint16_t op;
  uint32_t dst, a, b, c, d, imm;
  Span span;
} Draft;

/* A call, and how many temporaries of each kind the caller holds over it. */
typedef struct CallSite {
  uint32_t block;
  uint32_t held[KIND_COUNT];
} CallSite;

typedef struct BlockDraft {
  IrNode *node; /* NULL: the prologue */
  Draft *code;
  uint32_t count, size;
  Kind *temps; /* kinds of its temporaries */
  uint32_t *slots; /* … and where they lie among those of their kind */
  uint32_t temp_count, temp_size;
  uint32_t used[KIND_COUNT], base[KIND_COUNT]; /* how many slots it needs, and from where */
  CallSite *calls;
  uint32_t call_count, call_size;
} BlockDraft;

typedef struct Emitter {
  Lowering *l;
  Arena *arena;
  Program *program;
  BlockDraft *blocks;
  uint32_t block_count;
  BlockDraft *block; /* the one under way */
  IrNode **known;    /* nodes whose `reg` is to be forgotten, the latest last */
  uint32_t known_count, known_size;
  uint32_t narrow, recheck; /* open selections; >0: invariants are computed again for their faults */
  uint32_t reg_size;
  uint32_t *column_regs, *slot_regs, clock_regs[2];
  bool too_narrow;
} Emitter;

/* ---- emit.c ---- */
uint32_t emit_reg(Emitter *e, Kind kind, RegRole role, uint32_t index); /* a register of the program */
uint32_t emit_temp(Emitter *e, Kind kind);
uint32_t emit_clock(Emitter *e, Clock clock);
uint32_t emit_value(Emitter *e, Value value); /* a constant */
uint32_t emit_truth(Emitter *e, bool truth);
void emit_draft(Emitter *e, Draft draft);
void emit_copy(Emitter *e, Kind kind, uint32_t dst, uint32_t from, Span span);
/* Opens a selection; what emit_end takes to close it. */
uint32_t emit_where(Emitter *e, Opcode op, uint32_t reg, Span span);
void emit_end(Emitter *e, uint32_t where, Span span);
/* What is computed from here on is forgotten at emit_forget(mark). */
uint32_t emit_mark(const Emitter *e);
void emit_forget(Emitter *e, uint32_t mark);
/* ---- emit_expr.c ---- */
/* The register that holds the node in the selection under way. */
uint32_t emit_node(Emitter *e, IrNode *node);
/* Has the node in `dst`, a register that only selected lanes are written of. */
void emit_into(Emitter *e, IrNode *node, uint32_t dst);
/* Computes the node here; into `dst`, or (REG_NONE) into a register of its own. */
uint32_t emit_compute(Emitter *e, IrNode *node, uint32_t dst);
/* ---- emit_logic.c; what gives a register gives one that it has computed ---- */
uint32_t emit_logic(Emitter *e, IrNode *node);
uint32_t emit_at_least(Emitter *e, IrNode *node);
/* An `if` whose branches are free: both are at hand, and each record picks. Else REG_NONE, and only the condition is computed. */
uint32_t emit_pick(Emitter *e, IrNode *node);
void emit_if(Emitter *e, IrNode *node, uint32_t dst);
void emit_default(Emitter *e, IrNode *node, uint32_t dst);
void emit_all(Emitter *e, IrNode *node, uint32_t dst);
void emit_cases(Emitter *e, IrNode *node, uint32_t dst);
/* Can it be computed here, in more lanes than need it, at next to no cost and without a fault? */
bool emit_is_free(const IrNode *node);
/* ---- emit_score.c, emit_choose.c ---- */
uint32_t emit_score(Emitter *e, IrNode *node);
void emit_weighted(Emitter *e, IrNode *node, uint32_t dst);
void emit_choose(Emitter *e, IrNode *node, uint32_t dst);
void emit_part(Emitter *e, IrNode *node, uint32_t dst);
/* ---- regs.c ---- */
/* Places the temporaries of the block under way. */
void regs_place(Emitter *e);
/* Lays the blocks' temporaries over each other and adds them to the program's registers; *first is where each kind begins. */
void regs_overlay(Emitter *e, uint32_t first[KIND_COUNT]);

/* All blocks of the live nodes; false where a limit is passed (told) or memory is out. */
bool emit_program(Lowering *l, DiagList *diags);

#endif

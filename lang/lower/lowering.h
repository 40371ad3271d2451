/* What the files of the lowering share: the state of one lowering, and how each part of the tree becomes nodes.
 * Functions that give a node give NULL where memory is out or a limit is passed, and take NULL for operands: the end of the
 * phase looks once. */
#ifndef CIBLE_LANG_LOWERING_H
#define CIBLE_LANG_LOWERING_H

#include "lang/lower/ir.h"
#include "lang/check/symbol.h"

/* The arguments of the let with parameters whose body is being written out. */
typedef struct Bound {
  IrNode **args;
  const AstNode **trees;      /* for durations, which are no values … */
  const struct Bound *outside; /* … and where these stand */
} Bound;

/* What `cost response price margin` mean in the E of a choice: the option's own. */
typedef struct OptionParts {
  IrNode *cost, *response, *price, *margin;
} OptionParts;

/* A slot under construction: the nodes of its inputs, all of unit slot.rows; defs.c makes them definitions, and writes their
 * numbers into `slot`. */
typedef struct SlotDraft {
  ProgramSlot slot;
  IrNode *value, *where, *by; /* NULL: none */
  IrNode **keys;              /* slot.key_count */
  IrNode **conditions;        /* one a step */
} SlotDraft;

enum { WRITTEN_OUT_MOST = 1 << 20 /* far over what CODE_MOST instructions come from */ };

typedef struct Lowering {
  const Checked *checked; /* NULL while a constant is folded */
  Program *program;
  Pool pool;
  Arena arena; /* of this lowering */
  Ir ir;
  const Bound *bound;       /* NULL outside of such a body */
  const OptionParts *parts; /* NULL outside of an E */
  uint32_t depth;
  uint32_t written_out;   /* expressions lowered so far: lets that call each other twice double it at each step */
  IrNode **values;        /* of the definitions lowered so far, by ordinal of their symbols */
  uint32_t *first_column; /* in the program, by index of the record */
  uint32_t *table;        /* likewise; PROGRAM_NONE of a record that is left out */
  SlotDraft *slots;
  uint32_t slot_count, slot_size, unit_size;
  const Symbol *measure; /* whose value is lowered: no record is at hand; NULL else, and within its aggregates */
} Lowering;

/* ---- lower_expr.c ---- */
IrNode *lower_expr(Lowering *l, const AstNode *node);
/* The value as another kind: integers as numbers, codes as texts, money where a clause wants it. */
IrNode *lower_as(Lowering *l, const AstNode *node, Kind kind);
/* ---- lower_convert.c ---- */
/* `labels` are those of a CODE, on whichever side it is. */
IrNode *lower_convert(Lowering *l, IrNode *node, Kind kind, const Labels *labels, Span span);
/* The overload of a scalar function that takes just these; its operands must not be NULL. */
IrNode *lower_fn(Lowering *l, const char *name, Span span, uint32_t count, IrNode *const *args);
/* A constant as another kind; false where it has no such value. */
bool lower_value_as(const Value *value, Kind kind, const Labels *labels, Value *out);
/* ---- lower_arith.c ---- */
IrNode *lower_arith(Lowering *l, const AstNode *node);
IrNode *lower_neg(Lowering *l, const AstNode *node);
IrNode *lower_since(Lowering *l, const AstNode *node);
IrNode *lower_within(Lowering *l, const AstNode *node);
bool lower_duration(Lowering *l, const AstNode *node, Duration *out);
/* The date, or the day of a datetime. */
IrNode *lower_day(Lowering *l, const AstNode *node);
/* ---- lower_compare.c ---- */
IrNode *lower_compare(Lowering *l, const AstNode *node);
IrNode *lower_equal(Lowering *l, IrNode *left, const Type *left_type, IrNode *right, const Type *right_type, Span span);
/* left <= right, or left < right */
IrNode *lower_order(Lowering *l, bool or_equal, IrNode *left, IrNode *right, Span span);
/* ---- lower_member.c ---- */
IrNode *lower_in(Lowering *l, const AstNode *node);
IrNode *lower_is(Lowering *l, const AstNode *node);
IrNode *lower_affix(Lowering *l, const AstNode *node);
IrNode *lower_matches(Lowering *l, const AstNode *node);
/* ---- lower_call.c ---- */
IrNode *lower_call(Lowering *l, const AstNode *node);
IrNode *lower_dot(Lowering *l, const AstNode *node);
/* ---- lower.c ---- */
/* The value of a let, segment, score, classification or choice, from its body. */
IrNode *lower_definition(Lowering *l, const Symbol *symbol);
/* ---- lower_score.c, lower_classify.c, lower_option.c, lower_choose.c ---- */
IrNode *lower_segment(Lowering *l, const AstNode *decl);
IrNode *lower_score(Lowering *l, const AstNode *decl);
IrNode *lower_classify(Lowering *l, const Symbol *symbol);
IrNode *lower_choose(Lowering *l, const Symbol *symbol);
/* `contact.cost` and `contact.response`. */
typedef enum ChoicePart { PART_COST, PART_RESPONSE } ChoicePart;
IrNode *lower_part(Lowering *l, const Symbol *choice, ChoicePart part);
/* Every `require` true, every `exclude` false, and no forbid of the choice (may be NULL) that names the option. */
IrNode *lower_available(Lowering *l, const Symbol *option, const AstNode *choice);
/* How long a contact takes, in minutes, a NUMBER; unknown where the option has no effort. */
IrNode *lower_minutes(Lowering *l, const Symbol *option);
void lower_option_parts(Lowering *l, const Symbol *option, OptionParts *out);
/* E of an option, as an integer, a number or money: what a choice compares; of a date its days. */
IrNode *lower_best(Lowering *l, const AstNode *value, const Symbol *option);
/* ---- lower_order.c ---- */
/* The declarations, each after those that it uses; NULL where memory is out. */
const Symbol **lower_order_of(Lowering *l);
/* Has a value for each record: lets without parameters, segments, scores, classifications, choices. */
bool symbol_is_definition(const Symbol *symbol);

/* ---- lang/slots, which the files here call back: what needs a whole table before one value is known ---- */
/* The units of the program's records, and which table is of which. */
bool units_list(Lowering *l);
/* The value of a node of a unit above, in the unit under way; nodes of that unit or of none are as they are. */
IrNode *slot_cross(Lowering *l, IrNode *node);
/* Gives the program its slots. */
bool slots_write(Lowering *l);
/* `sum(amount of orders where …)` */
IrNode *lower_aggregate(Lowering *l, const AstNode *node);
IrNode *lower_sequence(Lowering *l, const AstNode *node);
/* A classification by rank or share. */
IrNode *lower_cut(Lowering *l, const Symbol *symbol);
/* A measure without dimensions, named in an expression. */
IrNode *lower_measure_value(Lowering *l, const Symbol *measure);
/* The node of a measure's value, in a unit of its own; all of `out` but the definition. NULL where memory is out. */
IrNode *lower_measure(Lowering *l, const Symbol *measure, uint32_t index, ProgramMeasure *out);

#endif

/* What the files of the smallest changes share: sets of changes, and what is joined or chosen of them. */
#ifndef CIBLE_LANG_FLIP_H
#define CIBLE_LANG_FLIP_H

#include "lang/explain/why.h"

extern const WhyFlip flip_none;       /* nothing has to change */
extern const WhyFlip flip_impossible; /* nothing that is known would do it */

/* ---- way.c ---- */
/* Is it one test, wherever it stands? */
bool way_same_leaf(const WhyNode *a, const WhyNode *b);
/* The way without one of its changes; NULL where memory is out. */
const WhyWay *way_without(WhyPlan *plan, const WhyWay *way, uint32_t change);
/* The way with nothing left open: true and false instead of not false and not true. */
const WhyWay *way_firm(WhyPlan *plan, const WhyWay *way);
/* Changes less, or as many that are nearer. */
bool way_is_less(const WhyWay *a, const WhyWay *b);
/* All that a way of `a` and all that a way of `b` changes; what both change counts once. */
const WhyFlip *flip_both(WhyPlan *plan, const WhyFlip *a, const WhyFlip *b);
/* The ways of either. */
const WhyFlip *flip_either(WhyPlan *plan, const WhyFlip *a, const WhyFlip *b);
const WhyFlip *flip_leaf(WhyPlan *plan, const WhyNode *leaf, WhyWant want);

/* ---- flip.c, flip_label.c ---- */
/* What would make the condition, or definition, as wanted. */
const WhyFlip *flip_to(WhyPlan *plan, WhyNode *node, WhyWant want);
/* What would give the definition this label. */
const WhyFlip *flip_label(WhyPlan *plan, WhyNode *definition, uint32_t code);
/* Is the value so? */
bool flip_is_so(const Value *value, WhyWant want);
/* Every criterion met; one of them not met. */
const WhyFlip *flip_criteria(WhyPlan *plan, const WhyNode *parent);
const WhyFlip *flip_one_criterion(WhyPlan *plan, const WhyNode *parent);
/* Is the label one of those that an `is` test names? */
bool flip_names_label(const WhyNode *test, uint32_t code);
/* The class by rank or share that a record with this E is in, or would be in were it ranked: the place of its case. */
uint32_t flip_ranked_case(const WhyNode *definition);
WhyNode *flip_option(const WhyNode *choice, uint32_t code);

/* ---- moves.c ---- */
/* A quantity, and what it would be. */
typedef struct Moved {
  const Symbol *symbol;
  double from, least, most, value;
  bool known, past_least, past_most;
} Moved;

typedef enum Supposition {
  SUPPOSE_NEAR, /* quantities are moved no further than they must */
  SUPPOSE_FAR,  /* … as far as they can be */
  SUPPOSE_OPEN, /* what is to be not true, or not false, is unknown */
} Supposition;

typedef struct Moves {
  const WhyPlan *plan;
  const WhyWay *way;
  Supposition how;
  Moved moved[WHY_CHANGES_MOST];
  uint32_t count;
} Moves;

/* False where the changes contradict each other. */
bool moves_take(Moves *moves, const WhyPlan *plan, const WhyWay *way, Supposition how);
/* The column or definition that a side of a test is; NULL: neither. */
const Symbol *moves_quantity(const WhyNode *side);
const Moved *moves_of(const Moves *moves, const Symbol *symbol);
bool moves_leaves_unknown(const Moves *moves, const WhyChange *change);
/* Of a test that is not changed itself; sets *truth and returns whether it is known. */
bool moves_truth(const Moves *moves, const WhyNode *test, bool *truth);

/* ---- suppose.c ---- */
/* Would the changes make the node as wanted, or (WANT_COUNT) give the definition this label? All that hangs on them is looked at
 * again. */
bool suppose(WhyPlan *plan, WhyNode *node, WhyWant want, uint32_t code, const WhyWay *way, Supposition how);

#endif

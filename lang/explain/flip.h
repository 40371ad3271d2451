/* What the files of the smallest changes share. A way is a tree of leaves, so that ways are joined without being copied. */
#ifndef CIBLE_LANG_FLIP_H
#define CIBLE_LANG_FLIP_H

#include "lang/explain/why.h"

extern const WhyFlip flip_none;       /* nothing has to change */
extern const WhyFlip flip_impossible; /* nothing that is known would do it */

/* All that `a` and all that `b` changes. */
const WhyFlip *flip_both(WhyPlan *plan, const WhyFlip *a, const WhyFlip *b);
/* Whichever changes less; of as many changes the nearer, else the first. */
const WhyFlip *flip_less(const WhyFlip *a, const WhyFlip *b);
const WhyFlip *flip_leaf(WhyPlan *plan, const WhyNode *leaf, WhyWant want);
/* A way for each of the nodes, all or the cheapest of them. */
const WhyFlip *flip_each(WhyPlan *plan, const WhyNode *parent, WhyWant want);
const WhyFlip *flip_any(WhyPlan *plan, const WhyNode *parent, WhyWant want);
/* Every criterion met; one of them not met. */
const WhyFlip *flip_criteria(WhyPlan *plan, const WhyNode *parent);
const WhyFlip *flip_one_criterion(WhyPlan *plan, const WhyNode *parent);

#endif

/* SPDX-License-Identifier: MIT
 * Aggregates, sequences, ranks and cuts. */
#include "tests/naive/naive.h"
Value eval_aggregate(const Here *h, const AstNode *node) { (void)node; return naive_lost(h->n, "aggregate"); }
Value eval_sequence(const Here *h, const AstNode *node) { (void)node; return naive_lost(h->n, "sequence"); }
Value eval_cut(const Here *h, const Symbol *s) { (void)s; return naive_lost(h->n, "cut"); }

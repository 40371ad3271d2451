/* The scalar functions once more, each from the text of the language. */
#ifndef CIBLE_TESTS_NAIVE_FUNCTIONS_H
#define CIBLE_TESTS_NAIVE_FUNCTIONS_H

#include "stdlib/functions.h"
#include "tests/naive/naive.h"

/* One call: the arguments as the overload takes them, all known. */
typedef struct Call {
  const Here *h;
  const AstNode *node;
  FnId fn;
  const FnInfo *info;
  uint32_t count;
  Value a[FN_ARGS_MOST];
} Call;

static inline Value call_fault(const Call *c, Fault fault) { return fault_at(c->h, c->node->span, fault, c->info->result); }
static inline Value call_unknown(const Call *c) { return unknown_of(c->info->result); }
/* An integer, amount or datetime; a fault where it does not fit. */
Value call_whole(const Call *c, __int128 value);

/* Each gives false where the function is none of its. */
bool call_number(const Call *c, Value *out);
bool call_text(const Call *c, Value *out);
bool call_date(const Call *c, Value *out);
bool call_convert(const Call *c, Value *out);
bool call_trade(const Call *c, Value *out);

#endif

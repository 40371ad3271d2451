/* A key under way: the SHA-256 of what is mixed in, each with its length, so that no two ways of mixing give the same bytes. */
#ifndef CIBLE_KEPT_KEPT_MIX_H
#define CIBLE_KEPT_KEPT_MIX_H

#include <sys/types.h>

#include <sha2.h>

#include "runtime/data/value.h"
#include "runtime/kept/kept_key.h"

typedef struct KeptMix {
  SHA2_CTX sum;
  bool unkeyed; /* something without a key went in: the whole has none */
} KeptMix;

/* `what`: the sort of thing that the key is of. */
void mix_begin(KeptMix *mix, const char *what);
/* Of all zeroes where something without a key went in. */
KeptKey mix_end(KeptMix *mix);
void mix_number(KeptMix *mix, uint64_t number);
void mix_bytes(KeptMix *mix, const void *bytes, size_t n);
void mix_str(KeptMix *mix, Str text);
void mix_value(KeptMix *mix, const Value *value);
void mix_labels(KeptMix *mix, Labels labels);
void mix_key(KeptMix *mix, const KeptKey *key);

#endif

/* SPDX-License-Identifier: MIT
 * hash_percent: a share of 100 that hangs on nothing but a value and a salt, so that samples are fair and stay the same. */
#include "stdlib/functions.h"
#include "stdlib/kernels.h"

#include <md5.h>

#include "runtime/data/numeric.h"

/* MD5 of `salt:x`; its first 13 hex digits, which a double holds exactly, over 16^13. */
double hash_percent(Str salt, Str x) {
  MD5_CTX context;
  uint8_t digest[MD5_DIGEST_LENGTH];
  MD5Init(&context);
  if (salt.n) MD5Update(&context, (const uint8_t *)salt.p, salt.n);
  MD5Update(&context, (const uint8_t *)":", 1);
  if (x.n) MD5Update(&context, (const uint8_t *)x.p, x.n);
  MD5Final(digest, &context);
  uint64_t first = 0;
  for (int i = 0; i < 7; i++) first = first << 8 | digest[i];
  return (double)(first >> 4) / 4503599627370496.0 * 100;
}

void fn_hash_percent_text(FnCall *call) {
  EACH_LANE(call, i) call->f64[i] = hash_percent(fn_str(call, 1, i), fn_str(call, 0, i));
}

void fn_hash_percent_integer(FnCall *call) {
  char digits[NUMBER_TEXT];
  EACH_LANE(call, i) {
    Str x = {digits, integer_write(fn_i64(call, 0, i), digits)};
    call->f64[i] = hash_percent(fn_str(call, 1, i), x);
  }
}

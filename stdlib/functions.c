/* SPDX-License-Identifier: MIT */
#include "stdlib/functions.h"

#include <math.h>

#include "stdlib/kernels.h"

#define ARGS_1(a) 1, {KIND_##a}
#define ARGS_2(a, b) 2, {KIND_##a, KIND_##b}
#define ARGS_3(a, b, c) 3, {KIND_##a, KIND_##b, KIND_##c}
#define ARGS_4(a, b, c, d) 4, {KIND_##a, KIND_##b, KIND_##c, KIND_##d}
#define ARGS_PICK(a, b, c, d, chosen, ...) chosen
#define ARGS(...) ARGS_PICK(__VA_ARGS__, ARGS_4, ARGS_3, ARGS_2, ARGS_1, )(__VA_ARGS__)

static const FnInfo infos[FN_COUNT] = {
#define FN(id, name, result, args, flags, cost, kernel, parameters, doc, example)                                      \
  {name, KIND_##result, args, flags, cost, kernel, parameters, doc, example},
#include "stdlib/functions.def"
#undef FN
};

const FnTable fn_table = {infos, FN_COUNT};

int fn_find(Str name) {
  for (int i = 0; i < FN_COUNT; i++)
    if (str_is(name, infos[i].name)) return i;
  return -1;
}

void give_text(FnCall *call, uint32_t lane, Str text) {
  enum { TEXT_MOST = 1 << 20 };
  call->str[lane] = text;
  if (text.n <= TEXT_MOST) return;
  call->str[lane] = STR("");
  fn_fault(call, lane, FAULT_OVERFLOW);
}

void give_number(FnCall *call, uint32_t lane, double number) {
  call->f64[lane] = isfinite(number) ? number + 0.0 : 0;
  if (!isfinite(number)) fn_fault(call, lane, FAULT_OUT_OF_RANGE);
}

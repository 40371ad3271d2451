/* SPDX-License-Identifier: MIT */
#include "runtime/data/fn.h"

#include "runtime/data/dict.h"

Str fn_str(const FnCall *call, int arg, uint32_t lane) {
  const Vector *v = call->args[arg];
  lane = fn_lane(v, lane);
  return v->dict ? dict_text(v->dict, v->i32[lane]) : v->str[lane];
}

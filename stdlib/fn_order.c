/* SPDX-License-Identifier: MIT
 * least, greatest and clamp, the same for each lane type. */
#include "stdlib/kernels.h"

#define ORDER_KERNELS(lane, T)                                                                                  \
  void fn_least_##lane(FnCall *call) {                                                                                 \
    EACH_LANE(call, i) {                                                                                               \
      T a = fn_##lane(call, 0, i), b = fn_##lane(call, 1, i);                                                          \
      call->lane[i] = b < a ? b : a;                                                                                  \
    }                                                                                                                  \
  }                                                                                                                    \
                                                                                                                       \
  void fn_greatest_##lane(FnCall *call) {                                                                              \
    EACH_LANE(call, i) {                                                                                               \
      T a = fn_##lane(call, 0, i), b = fn_##lane(call, 1, i);                                                          \
      call->lane[i] = b > a ? b : a;                                                                                  \
    }                                                                                                                  \
  }                                                                                                                    \
                                                                                                                       \
  void fn_clamp_##lane(FnCall *call) {                                                                                 \
    EACH_LANE(call, i) {                                                                                               \
      T x = fn_##lane(call, 0, i), low = fn_##lane(call, 1, i), high = fn_##lane(call, 2, i);                          \
      T held = x > high ? high : x;                                                                                    \
      call->lane[i] = held < low ? low : held;                                                                        \
    }                                                                                                                  \
  }

ORDER_KERNELS(i32, int32_t)
ORDER_KERNELS(i64, int64_t)
ORDER_KERNELS(f64, double)

void fn_least_str(FnCall *call) {
  EACH_LANE(call, i) {
    Str a = fn_str(call, 0, i), b = fn_str(call, 1, i);
    call->str[i] = str_compare(b, a) < 0 ? b : a;
  }
}

void fn_greatest_str(FnCall *call) {
  EACH_LANE(call, i) {
    Str a = fn_str(call, 0, i), b = fn_str(call, 1, i);
    call->str[i] = str_compare(b, a) > 0 ? b : a;
  }
}

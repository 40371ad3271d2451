/* SPDX-License-Identifier: MIT */
#include "stdlib/modules.h"

const StdModule *std_module_find(Str name) {
  for (uint32_t i = 0; i < std_module_count; i++)
    if (str_is(name, std_modules[i].name)) return &std_modules[i];
  return NULL;
}

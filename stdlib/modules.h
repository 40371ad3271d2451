/* The standard library's own modules: the files of stdlib/std, made part of the program when it is built. */
#ifndef CIBLE_STDLIB_MODULES_H
#define CIBLE_STDLIB_MODULES_H

#include "runtime/base/str.h"

typedef struct StdModule {
  const char *name; /* "abc": reached as `use "std/abc"` */
  const char *text;
  uint32_t length;
} StdModule;

/* By name, ascending; made by stdlib/embed.sh. */
extern const StdModule std_modules[];
extern const uint32_t std_module_count;

/* NULL where there is none of that name. */
const StdModule *std_module_find(Str name);

#endif

/* SPDX-License-Identifier: MIT
 * A result that another build of the engine has computed may not be what this one computes: a function may have been mended since. So
 * results in files are of the very sources that the engine was made from, and of the libraries that its functions call. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "runtime/kept/kept_file.h"

#include <pcre2.h>
#include <utf8proc.h>
#if defined(__GLIBC__)
#include <gnu/libc-version.h>
#endif

#include "made_from.h"

Str kept_maker(Arena *arena) {
  const char *c_library = "";
  char regex[64] = "";
#if defined(__GLIBC__)
  c_library = gnu_get_libc_version();
#endif
  pcre2_config(PCRE2_CONFIG_VERSION, regex);
  return arena_format(arena, "%s %s %s %s", MADE_FROM, c_library, regex, utf8proc_version());
}

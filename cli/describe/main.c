/* SPDX-License-Identifier: MIT */
/* describe bash | zsh | fish | man1 [LANGUAGE] | man5 PAGE: to standard output. */
#include "cli/describe/describe.h"

#include <string.h>

int main(int argc, char **argv) {
  const char *what = argc > 1 ? argv[1] : "";
  bool good = true;
  if (strcmp(what, "bash") == 0) describe_bash();
  else if (strcmp(what, "zsh") == 0) describe_zsh();
  else if (strcmp(what, "fish") == 0) describe_fish();
  else if (strcmp(what, "man1") == 0) describe_man1(argc > 2 ? argv[2] : "en");
  else if (strcmp(what, "man5") == 0 && argc > 2) good = describe_man5(argv[2]);
  else {
    fputs("usage: describe bash | zsh | fish | man1 [LANGUAGE] | man5 PAGE\n", stderr);
    return 2;
  }
  return good && fflush(stdout) == 0 && !ferror(stdout) ? 0 : 3;
}

/* SPDX-License-Identifier: MIT
 * Texts of the lists as roff. */
#include "cli/describe/describe.h"

#include <string.h>

#include "include/cible.h"

/* Backquotes put words in bold; a hyphen is one to be typed; a line end within a text is a blank. */
void put_roff(const char *text) {
  bool bold = false;
  if (*text == '.' || *text == '\'') fputs("\\&", stdout);
  for (; *text; text++) {
    switch (*text) {
    case '\\': fputs("\\e", stdout); break;
    case '-': fputs("\\-", stdout); break;
    case '^': fputs("\\(ha", stdout); break;
    case '~': fputs("\\(ti", stdout); break;
    case '"': fputs("\\(dq", stdout); break;
    case '\n': putchar(' '); break;
    case '`':
      bold = !bold;
      fputs(bold ? "\\fB" : "\\fR", stdout);
      break;
    default: putchar(*text);
    }
  }
}

void put_heading(const char *name, const char *section, const char *about) {
  printf(".TH %s %s \"\" \"Cible %s\" \"%s\"\n", name, section, CIBLE_VERSION, about);
}

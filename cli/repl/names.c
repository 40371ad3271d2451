/* SPDX-License-Identifier: MIT */
#include "cli/repl/names.h"

#include <stdlib.h>
#include <string.h>

bool names_add(Names *names, const char *name) {
  if (names->count == names->size) {
    size_t size = names->size ? names->size * 2 : 16;
    char **items = realloc(names->items, size * sizeof *items);
    if (!items) return false;
    names->items = items;
    names->size = size;
  }
  char *copy = strdup(name);
  if (copy) names->items[names->count++] = copy;
  return copy != NULL;
}

bool names_have(const Names *names, const char *name) {
  for (size_t i = 0; i < names->count; i++)
    if (strcmp(names->items[i], name) == 0) return true;
  return false;
}

void names_free(Names *names) {
  for (size_t i = 0; i < names->count; i++) free(names->items[i]);
  free(names->items);
  *names = (Names){0};
}

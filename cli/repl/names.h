/* A list of names, which it owns. */
#ifndef CIBLE_CLI_REPL_NAMES_H
#define CIBLE_CLI_REPL_NAMES_H

#include <stdbool.h>
#include <stddef.h>

typedef struct Names {
  char **items;
  size_t count, size;
} Names;

bool names_add(Names *names, const char *name);
bool names_have(const Names *names, const char *name);
void names_free(Names *names);

#endif

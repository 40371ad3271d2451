/* The rule files that a call means: files by their names, and of folders all that is in them. */
#ifndef CIBLE_CLI_FILES_H
#define CIBLE_CLI_FILES_H

#include <stddef.h>

typedef struct Files {
  char **paths; /* owned; files_free */
  size_t count, size;
} Files;

/* Each word of a call: a folder stands for the files *.cible in it and below, in the order of their names, hidden ones and symbolic
 * links left out; anything else for itself, be it there or not. 0 where memory is out. */
int files_find(const char *const *words, size_t count, Files *files);
void files_free(Files *files);

#endif

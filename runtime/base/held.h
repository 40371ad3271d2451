/* Held files: temporary files beside what they will become. Each is held by its process, by a lock that ends with it, so that
 * those that a killed process left behind are known, and removed. */
#ifndef CIBLE_BASE_HELD_H
#define CIBLE_BASE_HELD_H

#include <stddef.h>

/* Makes a new file BEFORE, 16 digits, BEHIND, and writes its name to `path`; held as long as the descriptor is open. -1: errno. */
int held_file_make(const char *before, const char *behind, char *path, size_t size);
/* Removes the files of such names that nobody holds, each with its journal. */
void held_file_sweep(const char *before, const char *behind);
/* A file without a name, for what need not stay; -1: errno. */
int nameless_file(void);

#endif

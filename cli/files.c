/* SPDX-License-Identifier: MIT
 * Finding rule files in folders. */
#include "cli/files.h"

#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int add(Files *files, const char *path) {
  if (files->count == files->size) {
    size_t size = files->size ? files->size * 2 : 16;
    char **paths = realloc(files->paths, size * sizeof *paths);
    if (!paths) return 0;
    files->paths = paths;
    files->size = size;
  }
  return (files->paths[files->count] = strdup(path)) ? (files->count++, 1) : 0;
}

static int by_name(const FTSENT **a, const FTSENT **b) { return strcmp((*a)->fts_name, (*b)->fts_name); }

static int is_rule_file(const FTSENT *entry) {
  size_t n = entry->fts_namelen;
  return entry->fts_info == FTS_F && entry->fts_name[0] != '.' && n > 6 && strcmp(entry->fts_name + n - 6, ".cible") == 0;
}

/* `examples/` and `examples` name the same files. */
static int add_folder(Files *files, const char *folder) {
  size_t n = strlen(folder);
  char *plain = strndup(folder, n > 1 && folder[n - 1] == '/' ? n - 1 : n), *roots[] = {plain, NULL};
  FTS *walk = plain ? fts_open(roots, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, by_name) : NULL;
  int good = walk != NULL;
  for (FTSENT *entry; good && (entry = fts_read(walk));) {
    if (entry->fts_info == FTS_D && entry->fts_level > 0 && entry->fts_name[0] == '.') fts_set(walk, entry, FTS_SKIP);
    else if (is_rule_file(entry)) good = add(files, entry->fts_path);
  }
  if (walk) fts_close(walk);
  free(plain);
  return good;
}

int files_find(const char *const *words, size_t count, Files *files) {
  *files = (Files){0};
  int good = 1;
  for (size_t i = 0; i < count && good; i++) {
    struct stat info;
    good = stat(words[i], &info) == 0 && S_ISDIR(info.st_mode) ? add_folder(files, words[i]) : add(files, words[i]);
  }
  if (!good) files_free(files);
  return good;
}

void files_free(Files *files) {
  for (size_t i = 0; i < files->count; i++) free(files->paths[i]);
  free(files->paths);
  *files = (Files){0};
}

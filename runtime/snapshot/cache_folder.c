/* SPDX-License-Identifier: MIT */
#include "runtime/snapshot/cache_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/filed/sum.h"
#include "runtime/kept/kept_file.h"
#include "runtime/snapshot/cache_file.h"

static const char *const endings[CACHE_KINDS] = {".snapshot", ".results"};

const char *cache_path(Arena *arena, const char *folder, const char *database, CacheKind kind) {
  char real[PATH_MAX];
  if (!folder || !realpath(database, real)) return NULL;
  Str path = arena_format(arena, "%s/%016llx%s", folder, (unsigned long long)filed_sum(real, strlen(real)), endings[kind]);
  return arena->failed ? NULL : path.p;
}

bool cache_make_folder(const char *folder) {
  char path[PATH_MAX];
  if (snprintf(path, sizeof path, "%s", folder) >= (int)sizeof path) return false;
  for (char *p = path + 1; *p; p++) {
    if (*p != '/') continue;
    *p = 0;
    if (mkdir(path, 0700) != 0 && errno != EEXIST) return false;
    *p = '/';
  }
  return mkdir(path, 0700) == 0 || errno == EEXIST;
}

void cache_touch(const char *path) {
  struct timespec now[2] = {{.tv_nsec = UTIME_NOW}, {.tv_nsec = UTIME_NOW}};
  (void)!utimensat(AT_FDCWD, path, now, 0);
}

/* ---- what is there ---- */

typedef struct Entries {
  Arena *arena;
  CacheEntry *items;
  size_t count, size;
} Entries;

static bool add(Entries *entries, CacheEntry entry) {
  if (entries->count == entries->size) {
    size_t size = entries->size ? entries->size * 2 : 16;
    CacheEntry *items = ARENA_ARRAY(entries->arena, CacheEntry, size);
    if (!items) return false;
    if (entries->count) memcpy(items, entries->items, entries->count * sizeof *items);
    entries->items = items;
    entries->size = size;
  }
  entries->items[entries->count++] = entry;
  return true;
}

/* CACHE_KINDS: none of ours. */
static CacheKind kind_of(const char *name) {
  if (strspn(name, "0123456789abcdef") != 16) return CACHE_KINDS;
  CacheKind kind = CACHE_COLUMNS;
  while (kind < CACHE_KINDS && strcmp(name + 16, endings[kind]) != 0) kind++;
  return kind;
}

static int by_use(const void *a, const void *b) {
  const CacheEntry *one = a, *other = b;
  return one->used != other->used ? (one->used < other->used) - (one->used > other->used) : strcmp(one->path, other->path);
}

Status cache_list(Arena *arena, const char *folder, CacheEntry **entries, size_t *count) {
  Entries found = {.arena = arena};
  DIR *dir = opendir(folder);
  *entries = NULL;
  *count = 0;
  if (!dir) return errno == ENOENT ? STATUS_OK : STATUS_IO;
  for (const struct dirent *file; (file = readdir(dir));) {
    struct stat is;
    const CacheKind kind = kind_of(file->d_name);
    if (kind == CACHE_KINDS) continue;
    const char *path = arena_format(arena, "%s/%s", folder, file->d_name).p;
    if (arena->failed || lstat(path, &is) != 0 || !S_ISREG(is.st_mode)) continue;
    CacheEntry entry = {.kind = kind, .path = path, .bytes = (uint64_t)is.st_size, .used = is.st_mtim.tv_sec};
    entry.database = kind == CACHE_RESULTS ? kept_file_database(arena, path) : cache_database(arena, path);
    if (!add(&found, entry)) break;
  }
  closedir(dir);
  if (found.count) qsort(found.items, found.count, sizeof *found.items, by_use);
  *entries = found.items;
  *count = found.count;
  return arena->failed ? STATUS_NO_MEMORY : STATUS_OK;
}

Status cache_trim(Arena *arena, const char *folder, uint64_t most, size_t *gone) {
  CacheEntry *entries;
  size_t count;
  uint64_t bytes = 0;
  *gone = 0;
  Status status = cache_list(arena, folder, &entries, &count);
  for (size_t i = 0; status == STATUS_OK && i < count; i++) {
    bytes += entries[i].bytes;
    if (most && bytes <= most) continue;
    if (unlink(entries[i].path) == 0) ++*gone;
    else if (errno != ENOENT) status = STATUS_IO;
  }
  return status;
}

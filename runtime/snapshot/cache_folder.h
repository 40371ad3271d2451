/* The folder of cache files: two a database, of columns and of results, named by its path; the ones used longest ago go first. */
#ifndef CIBLE_SNAPSHOT_CACHE_FOLDER_H
#define CIBLE_SNAPSHOT_CACHE_FOLDER_H

#include "runtime/base/arena.h"
#include "runtime/base/status.h"

typedef enum CacheKind { CACHE_COLUMNS, CACHE_RESULTS, CACHE_KINDS } CacheKind;

/* Where the columns, or the results, of that database are kept; NULL where the database is not there, or memory is out. */
const char *cache_path(Arena *arena, const char *folder, const char *database, CacheKind kind);
/* Makes the folder, for its owner alone, and those above it. */
bool cache_make_folder(const char *folder);
/* The file is of use: the last to go. */
void cache_touch(const char *path);

typedef struct CacheEntry {
  CacheKind kind;
  const char *path;
  const char *database; /* as it was named; NULL: the file is not sound, or of another form */
  uint64_t bytes;
  int64_t used;         /* seconds since 1970 */
} CacheEntry;

/* The folder's cache files, the one used last first, in `arena`. A folder that is not there has none. STATUS_IO: it cannot be read. */
Status cache_list(Arena *arena, const char *folder, CacheEntry **entries, size_t *count) MUST_CHECK;
/* Removes the ones used longest ago until all together take at most `most` bytes (0: all); gives how many went. */
Status cache_trim(Arena *arena, const char *folder, uint64_t most, size_t *gone) MUST_CHECK;

#endif

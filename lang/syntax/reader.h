/* How the text of a rule file is fetched, and how its path is written. */
#ifndef CIBLE_LANG_READER_H
#define CIBLE_LANG_READER_H

#include "lang/syntax/parse.h"
#include "runtime/base/status.h"

/* So that an embedder or a test needs no file. Gives STATUS_OK and the text in `arena`, or STATUS_IO and in *why a short reason
 * ("there is no such file", "it is a folder"). */
typedef struct Reader {
  void *user;
  Status (*read)(void *user, const char *path, Arena *arena, Str *text, const char **why);
} Reader;
extern const Reader reader_files;

/* One spelling for one path: without `.`, `..` within, doubled slashes. A path that does not begin with `/` is taken from
 * `folder` on. */
Str path_plain(Arena *arena, Str folder, Str path);
/* What stands before the last name, its `/` included; empty where there is none. */
Str path_folder(Str path);

#endif

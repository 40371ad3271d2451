/* Reading a rule file and all that it includes, each file once, into one PROGRAM node. */
#ifndef CIBLE_LANG_MODULE_H
#define CIBLE_LANG_MODULE_H

#include "lang/syntax/parse.h"
#include "runtime/base/status.h"

/* How text is fetched, so that an embedder, a test or the library's own modules need no file. Gives STATUS_OK and the text in
 * `arena`, or STATUS_IO and in *why a short reason ("no such file", "it is a folder"). */
typedef struct Reader {
  void *user;
  Status (*read)(void *user, const char *path, Arena *arena, Str *text, const char **why);
} Reader;
extern const Reader reader_files;

/* `path` is shown in messages as given; includes are taken relative to the file that names them. */
AstNode *module_load(Arena *arena, SourceMap *sources, const Reader *reader, const char *path, DiagList *diags);
/* The same for a text in memory, named `name`; includes are relative to `name`'s folder. */
AstNode *module_load_text(Arena *arena, SourceMap *sources, const Reader *reader, const char *name, Str text, DiagList *diags);

#endif

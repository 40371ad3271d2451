/* Reading a rule file and all that it includes, each file once, into one PROGRAM node; and the modules that it uses, each use a
 * PROGRAM of its own below its USE. */
#ifndef CIBLE_LANG_MODULE_H
#define CIBLE_LANG_MODULE_H

#include "lang/syntax/reader.h"

/* `path` is shown in messages as given; includes are taken relative to the file that names them. */
AstNode *module_load(Arena *arena, SourceMap *sources, const Reader *reader, const char *path, DiagList *diags);
/* The same for a text in memory, named `name`; includes are relative to `name`'s folder. */
AstNode *module_load_text(Arena *arena, SourceMap *sources, const Reader *reader, const char *name, Str text, DiagList *diags);

#endif

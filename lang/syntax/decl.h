/* The names of declarations, of which no two of one space may be the same. */
#ifndef CIBLE_LANG_DECL_H
#define CIBLE_LANG_DECL_H

#include "lang/syntax/ast.h"

/* The name by which the rest of the program calls it (of a test its title, of an include its file), and the space that it is in: "name",
 * "service", "module", "test", "include"; NULL in p where it has none. */
Str decl_name(const AstNode *decl, const char **space);

/* The list of clauses between the braces of a declaration, group or test; NULL where it has none. */
const AstNode *decl_block(const AstNode *node);

/* Takes out of the program what an included file declares and the first file of the map declares too. False where memory is out. */
bool decl_shadow(Arena *arena, const SourceMap *sources, AstNode *program);

#endif

/* What a change of the rules moves: of all that hangs on what was changed, the figures before and after. */
#ifndef CIBLE_CLI_REPL_MOVES_H
#define CIBLE_CLI_REPL_MOVES_H

#include "cli/repl/names.h"
#include "cli/repl/repl.h"

/* The rules are the new ones, `old` the program before (NULL: there was none). `names`, to which others are added, were changed; the
 * first `named` of them are told also where they did not move; with `everything` all figures are held against those of before. */
int moves_tell(Repl *repl, const CibleProgram *old, Names *names, size_t named, bool everything);
/* Marks the declarations that hang on those that are marked. */
void moves_spread(const CibleDeclaration *all, size_t count, bool *marked);

#endif

/* What is given to definitions with parameters. Private to the checker. */
#ifndef CIBLE_LANG_ARGUMENTS_H
#define CIBLE_LANG_ARGUMENTS_H

#include "lang/check/checker.h"

/* Are there as many, and of the types wanted? Adapts them; false after a message. `args` are checked, or NULL: no brackets. */
bool arguments_fit(Checker *c, const AstNode *use, const Symbol *origin, AstNode *args);
/* Does one hang on a row, a parameter or an option's part, whose value is at hand only where the use stands? */
bool arguments_hang(const AstNode *args);
/* The related record whose rows they hang on; NULL where they hang on none. */
const Record *arguments_row(const AstNode *args);
/* What each parameter stands for; NULL where memory is out. `inlined`: values are given where the body is written out. */
Symbol **arguments_bind(Checker *c, const Symbol *origin, AstNode *args, bool inlined);
bool arguments_same(const Symbol *instance, Symbol *const *bound);
/* Makes definitions of those that need computing; false where memory is out. */
bool arguments_keep(Checker *c, const Symbol *instance);

#endif

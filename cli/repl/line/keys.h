/* Keys: what is typed at the terminal, for libedit, and the signals that come meanwhile.
 *
 * libedit's own handling of signals is left off: it redraws in the handler, and does not survive a line that takes more rows than
 * the window has. Signals are let in while a key is waited for, and nowhere else. */
#ifndef CIBLE_CLI_REPL_LINE_KEYS_H
#define CIBLE_CLI_REPL_LINE_KEYS_H

#include <histedit.h>

/* The editor reads its keys here from now on. */
void keys_use(EditLine *line);
/* Around the editing of a line: signals wait for the next key; an interrupt is Ctrl-C as a key. */
void keys_begin(EditLine *line);
void keys_end(void);

#endif

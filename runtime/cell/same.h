/* Same: what two texts have in common where they mean the same person or firm. */
#ifndef CIBLE_CELL_SAME_H
#define CIBLE_CELL_SAME_H

#include "runtime/cell/words.h"

enum { SAME_MOST = 256 };

/* Letters and digits of a name or postcode, folded; the digits of a phone number, as they are dialled at home; an e-mail without
 * blanks. Bytes written; 0: the text says nothing. */
uint32_t same_text(Role role, Str text, char out[SAME_MOST]);

#endif

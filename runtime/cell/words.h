/* Words in the names of columns: what a header line says about its column. */
#ifndef CIBLE_CELL_WORDS_H
#define CIBLE_CELL_WORDS_H

#include "runtime/base/str.h"

typedef enum Role { ROLE_NONE, ROLE_NAME, ROLE_POSTCODE, ROLE_EMAIL, ROLE_PHONE, ROLE_SIREN, ROLE_SIRET, ROLE_CODE } Role;

/* By the words of the name (`codePostal`, `Code postal`, `code_postal` have the same two). */
Role role_of_name(Str name);
/* A number of this role is a name made of digits: its leading zeros count, sums of it mean nothing. */
bool role_is_identifier(Role role);

/* Case and marks folded, as much as `room` bytes hold; the bytes written. */
uint32_t fold_text(Str text, char *out, uint32_t room);

#endif

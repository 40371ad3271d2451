/* What text and Markdown of a comparison say alike. */
#ifndef CIBLE_LANG_DIFF_WORDS_H
#define CIBLE_LANG_DIFF_WORDS_H

#include "lang/compare/compare.h"

void diff_count(Buf *out, uint64_t count); /* 12 345 */
void diff_number(Buf *out, double number);
/* " (+173)"; nothing where they are equal. */
void diff_change(Buf *out, uint64_t before, uint64_t after);
const char *diff_kind(CibleDefinitionKind kind);
/* Is there anything to be said of it? */
bool diff_is_told(const CibleDifference *item);
/* What happens to the definition, in a line. */
void diff_headline(const DiffText *t, const CibleDifference *item);
/* Of a choice: contacts, cost and expected responses before and after. */
void diff_costs(const DiffText *t, const CibleDifference *item);
/* "in" and "out" of a segment in the language; all others are the rules' own words. */
const char *diff_state(const DiffText *t, const CibleDifference *item, const char *state);
uint64_t diff_flow(const CibleDifference *item, const char *from, const char *to);
/* The states that records come from (or go to), in `states`, which has room for as many as there are flows. */
size_t diff_states(const CibleDifference *item, bool from, const char **states);

#endif

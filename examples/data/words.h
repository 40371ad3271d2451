/* The words of the generated data: French surnames, first names, towns, trades. */
#ifndef CIBLE_EXAMPLES_WORDS_H
#define CIBLE_EXAMPLES_WORDS_H

#include <stdint.h>

typedef struct Town {
  const char *name, *postcode, *departement, *region;
  double latitude, longitude;
  uint32_t weight; /* in proportion to its firms */
} Town;

/* A trade: its NAF code, what it is, the word that its firms put into their names, how many there are, and an index of potential. */
typedef struct Trade {
  const char *code, *label, *word;
  uint32_t weight;
  int potential;
} Trade;

extern const Town words_towns[];
extern const uint32_t words_town_count;
extern const Trade words_trades[];
extern const uint32_t words_trade_count;
extern const char *const words_surnames[];
extern const uint32_t words_surname_count;
extern const char *const words_first_names[];
extern const uint32_t words_first_name_count;

/* Lower case without accents, blanks or hyphens, for e-mail addresses and domains. `size` bytes at most, ended by NUL. */
void words_plain(const char *text, char *out, uint32_t size);

#endif

/* SPDX-License-Identifier: MIT */
/* Private people, in a table whose names are French, with accents and blanks: for the examples of selling to consumers. */
#include "examples/data/generate.h"
#include "examples/data/words.h"

#include <stdio.h>

static bool insert_person(Generator *g, Random *r, int64_t id) {
  static const char *const homes[] = {"seul", "couple", "famille", "retraité"};
  const Town *town = &words_towns[random_below(r, words_town_count)];
  const char *first_name = words_first_names[random_below(r, words_first_name_count)];
  const char *surname = words_surnames[random_skewed(r, words_surname_count)];
  char first[32], last[32], email[96], phone[16], born[11], seen[11];
  words_plain(first_name, first, sizeof first);
  words_plain(surname, last, sizeof last);
  snprintf(email, sizeof email, "%s.%s%u@courriel.example", first, last, random_below(r, 100));
  snprintf(phone, sizeof phone, "0%u%08u", 6 + random_below(r, 2), random_below(r, 100000000));
  generate_integer(g, id);
  generate_text(g, first_name);
  generate_text(g, surname);
  generate_text(g, random_percent(r, 15) ? NULL : generate_day(random_within(r, -12000, 14000), born));
  generate_text(g, town->postcode);
  generate_text(g, town->name);
  generate_text(g, town->region);
  generate_text(g, homes[random_below(r, 4)]);
  random_percent(r, 35) ? generate_null(g) : generate_integer(g, random_size(r, 26000, 0.5, 0) / 10 * 10);
  generate_text(g, random_percent(r, 25) ? NULL : email);
  generate_text(g, random_percent(r, 30) ? NULL : phone);
  random_percent(r, 20) ? generate_null(g) : generate_integer(g, random_percent(r, 55));
  generate_text(g, random_percent(r, 50) ? NULL : generate_day(REFERENCE_DAY - 1 - random_below(r, 1500), seen));
  return generate_row(g);
}

bool generate_people(Generator *g) {
  if (!generate_sql(g, "CREATE TABLE particuliers(\"numéro\" INTEGER PRIMARY KEY, \"prénom\" TEXT, nom TEXT, \"date de naissance\" TEXT, "
                       "\"code postal\" TEXT, ville TEXT, \"région\" TEXT, foyer TEXT, revenu INTEGER, courriel TEXT, "
                       "\"téléphone\" TEXT, \"accord courriel\" INTEGER, \"dernier achat\" TEXT)") ||
      !generate_begin(g, "INSERT INTO particuliers VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)"))
    return false;
  bool good = true;
  for (int64_t id = 1; id <= g->records / 2 && good; id++) {
    Random r = random_row(g->seed, TABLE_PEOPLE, (uint64_t)id);
    good = insert_person(g, &r, id);
  }
  generate_end(g);
  return good;
}

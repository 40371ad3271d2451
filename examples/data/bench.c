/* SPDX-License-Identifier: MIT */
/* The bench's tables: prospects and interactions, as bench/README.md describes them. */
#include "examples/data/generate.h"
#include "examples/data/words.h"

#include <stdio.h>

enum { SECTOR_COUNT = 700 };

/* The codes that the workloads name, spread over the first, common, ones. */
static const char *const named_sectors[] = {"58.23Z", "91.34B", "44.11Z", "73.11Z", "04.11Z", "20.16A",
                                            "49.11Z", "73.16A", "10.12B", "36.28A", "03.11Z", "90.34B"};
static const char *const regions[] = {
    "Ile-de-France", "Auvergne-Rhone-Alpes", "Hauts-de-France", "Grand Est", "Nouvelle-Aquitaine", "Occitanie",
    "Provence-Alpes-Cote d'Azur", "Pays de la Loire", "Bretagne", "Normandie", "Bourgogne-Franche-Comte", "Centre-Val de Loire",
    "La Reunion", "Guadeloupe", "Martinique", "Corse", "Guyane", "Mayotte"};

static void make_sectors(char sectors[SECTOR_COUNT][7]) {
  for (uint32_t i = 0; i < SECTOR_COUNT; i++) {
    if (i % 4 == 1 && i / 4 < 12) snprintf(sectors[i], 7, "%s", named_sectors[i / 4]);
    else snprintf(sectors[i], 7, "%02u.%02u%c", 1 + i * 7 % 89, 40 + i / 12 % 60, "ABCZ"[i % 4]);
  }
}

static bool insert_prospect(Generator *g, Random *r, int64_t id, char sectors[SECTOR_COUNT][7]) {
  char name[48], postcode[8], founded[11], met[11], email[64], phone[16];
  const char *surname = words_surnames[random_skewed(r, words_surname_count)];
  snprintf(name, sizeof name, "%s %s %u", words_trades[random_below(r, words_trade_count)].word, surname, random_below(r, 10000));
  snprintf(postcode, sizeof postcode, "%05u", 1000 + random_below(r, 95000));
  uint32_t s = random_below(r, 100);
  int64_t staff = random_size(r, 17, 1.4, 0);
  generate_integer(g, id);
  generate_text(g, name);
  generate_text(g, sectors[random_skewed(r, SECTOR_COUNT)]);
  generate_text(g, regions[random_skewed(r, 18)]);
  generate_text(g, postcode);
  generate_integer(g, staff);
  double revenue = (double)((staff + 1) * random_size(r, 9000000, 0.8, 100000)) / 100;
  random_percent(r, 5) ? generate_null(g) : generate_real(g, revenue);
  generate_text(g, generate_day(random_within(r, 4748, BENCH_DAY - 1), founded));
  generate_text(g, s < 50 ? "suspect" : s < 68 ? "lead" : s < 80 ? "prospect" : s < 94 ? "client" : "former");
  generate_text(g, random_percent(r, 40) ? NULL : generate_day(BENCH_DAY - 1 - random_below(r, 730), met));
  snprintf(email, sizeof email, "contact%u@firme%u.example", random_below(r, 100), random_below(r, 1000000));
  generate_text(g, random_percent(r, 50) ? NULL : email);
  snprintf(phone, sizeof phone, "0%u%08u", 1 + random_below(r, 7), random_below(r, 100000000));
  generate_text(g, random_percent(r, 20) ? NULL : phone);
  generate_integer(g, random_percent(r, 45));
  generate_integer(g, random_percent(r, 30));
  int64_t opens = random_percent(r, 50) ? 0 : random_within(r, 1, 24);
  generate_integer(g, opens);
  generate_integer(g, opens ? random_within(r, 0, opens) / 3 : 0);
  int64_t orders = s >= 80 ? 1 + random_skewed(r, 12) : 0;
  double amount = (double)(orders * random_size(r, 120000, 0.9, 1000)) / 100;
  generate_integer(g, orders);
  generate_real(g, amount);
  generate_real(g, floor(amount * (double)random_within(r, 5, 110)) / 100);
  generate_integer(g, random_percent(r, 18));
  return generate_row(g);
}

static bool fill_prospects(Generator *g) {
  static char sectors[SECTOR_COUNT][7];
  make_sectors(sectors);
  if (!generate_sql(g, "CREATE TABLE prospects(id INTEGER PRIMARY KEY, name TEXT, sector TEXT, region TEXT, postcode TEXT, "
                       "headcount INTEGER, revenue REAL, founded TEXT, status TEXT, last_contact TEXT, email TEXT, phone TEXT, "
                       "consent_email INTEGER, consent_phone INTEGER, opens INTEGER, clicks INTEGER, orders INTEGER, "
                       "order_amount REAL, charges REAL, competitor_client INTEGER)") ||
      !generate_begin(g, "INSERT INTO prospects VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"))
    return false;
  bool good = true;
  for (int64_t id = 1; id <= g->records && good; id++) {
    Random r = random_row(g->seed, TABLE_BENCH, (uint64_t)id);
    good = insert_prospect(g, &r, id, sectors);
  }
  generate_end(g);
  return good;
}

bool generate_bench(Generator *g) {
  static const char *const kinds[] = {"email_sent", "email_open", "email_click", "call", "meeting", "quote", "order", "complaint"};
  static const char *const outcomes[] = {"none", "positive", "negative", "later"};
  if (!fill_prospects(g) ||
      !generate_sql(g, "CREATE TABLE interactions(id INTEGER PRIMARY KEY, prospect_id INTEGER, at TEXT, kind TEXT, outcome TEXT, amount REAL)") ||
      !generate_begin(g, "INSERT INTO interactions VALUES(?,?,?,?,?,?)"))
    return false;
  bool good = true;
  for (int64_t id = 1; id <= g->records * 2 && good; id++) {
    Random r = random_row(g->seed, TABLE_BENCH_INTERACTIONS, (uint64_t)id);
    char at[11];
    uint32_t kind = random_skewed(&r, 8);
    generate_integer(g, id);
    generate_integer(g, 1 + random_below(&r, (uint32_t)g->records));
    generate_text(g, generate_day(BENCH_DAY - 1 - random_below(&r, 1095), at));
    generate_text(g, kinds[kind]);
    generate_text(g, outcomes[random_below(&r, 4)]);
    kind == 5 || kind == 6 ? generate_real(g, (double)random_size(&r, 80000, 1.0, 1000) / 100) : generate_null(g);
    good = generate_row(g);
  }
  generate_end(g);
  return good && generate_sql(g, "CREATE INDEX interactions_prospect ON interactions(prospect_id)");
}

/* SPDX-License-Identifier: MIT */
/* The examples' firms: companies with their orders and interactions, and the two look-up tables sectors and departements. */
#include "examples/data/generate.h"
#include "examples/data/words.h"

#include <stdio.h>
#include <string.h>

typedef struct Firm {
  const Town *town;
  const Trade *trade;
  const char *surname, *status;
  bool client;
  int64_t staff, founded;
  char name[96], siren[10], postcode[6], contact[64], email[128], phone[24];
} Firm;

static const Town *pick_town(Random *r) {
  uint32_t total = 0, i = 0;
  for (uint32_t t = 0; t < words_town_count; t++) total += words_towns[t].weight;
  uint32_t at = random_below(r, total);
  while (at >= words_towns[i].weight) at -= words_towns[i++].weight;
  return &words_towns[i];
}

static const Trade *pick_trade(Random *r) {
  uint32_t total = 0, i = 0;
  for (uint32_t t = 0; t < words_trade_count; t++) total += words_trades[t].weight;
  uint32_t at = random_below(r, total);
  while (at >= words_trades[i].weight) at -= words_trades[i++].weight;
  return &words_trades[i];
}

/* "de Lyon", "d'Arras", "du Mans", "de La Rochelle". */
static void make_place(const char *town, char *out, size_t size) {
  bool vowel = strchr("AEIOU", town[0]) || !strncmp(town, "É", 2) || !strncmp(town, "Î", 2);
  if (!strncmp(town, "Le ", 3)) snprintf(out, size, "du %s", town + 3);
  else snprintf(out, size, vowel ? "d'%s" : "de %s", town);
}

/* Eight digits and the ninth that makes Luhn's sum a multiple of ten. */
static void make_siren(Random *r, char *out) {
  uint32_t sum = 0, digits = 30000000 + random_below(r, 69000000);
  for (int i = 7; i >= 0; i--, digits /= 10) {
    out[i] = (char)('0' + digits % 10);
    uint32_t d = digits % 10 * (i % 2 ? 2 : 1);
    sum += d > 9 ? d - 9 : d;
  }
  out[8] = (char)('0' + (10 - sum % 10) % 10);
  out[9] = 0;
}

static void make_name(Random *r, Firm *f) {
  static const char *const forms[] = {"SARL", "SAS", "SA", "EURL", "SCOP"};
  const char *other = words_surnames[random_below(r, words_surname_count)];
  char place[40];
  make_place(f->town->name, place, sizeof place);
  switch (random_below(r, 5)) {
  case 0: snprintf(f->name, sizeof f->name, "%s %s", f->trade->word, f->surname); break;
  case 1: snprintf(f->name, sizeof f->name, "%s %s %s", forms[random_below(r, 5)], f->surname, f->trade->word); break;
  case 2: snprintf(f->name, sizeof f->name, "%s & Fils", f->surname); break;
  case 3: snprintf(f->name, sizeof f->name, "%s %s et %s", f->trade->word, f->surname, other); break;
  case 4: snprintf(f->name, sizeof f->name, "%s %s", f->trade->word, place); break;
  }
}

static void make_contact(Random *r, Firm *f) {
  char first[32], last[32], host[64];
  const char *first_name = words_first_names[random_below(r, words_first_name_count)];
  snprintf(f->contact, sizeof f->contact, "%s %s", first_name, f->surname);
  words_plain(first_name, first, sizeof first);
  words_plain(f->surname, last, sizeof last);
  words_plain(f->trade->word, host, sizeof host);
  snprintf(f->email, sizeof f->email, random_percent(r, 1) ? "%s.%s(at)%s.example" : "%s.%s@%s-%s.example", first, last, last, host);
  uint32_t a = random_below(r, 100), b = random_below(r, 100), c = random_below(r, 100), d = random_below(r, 100);
  uint32_t zone = random_percent(r, 35) ? 6 + random_below(r, 2) : 1 + random_below(r, 5);
  snprintf(f->phone, sizeof f->phone, random_percent(r, 40) ? "+33%u%02u%02u%02u%02u" : "0%u %02u %02u %02u %02u", zone, a, b, c, d);
}

static void make_firm(Random *r, Firm *f) {
  memset(f, 0, sizeof *f);
  f->town = pick_town(r);
  f->trade = pick_trade(r);
  f->surname = words_surnames[random_skewed(r, words_surname_count)];
  uint32_t s = random_below(r, 100);
  f->status = s < 50 ? "suspect" : s < 68 ? "lead" : s < 80 ? "prospect" : s < 94 ? "client" : "former";
  f->client = s >= 80;
  f->staff = random_size(r, 12, 1.5, 0);
  f->founded = random_within(r, -9000, REFERENCE_DAY - 60);
  make_siren(r, f->siren);
  make_name(r, f);
  make_contact(r, f);
}

static bool insert_firm(Generator *g, Random *r, int64_t id, const Firm *f) {
  char day[11], contact[11];
  generate_integer(g, id);
  generate_text(g, f->siren);
  generate_text(g, f->name);
  generate_text(g, f->trade->code);
  generate_text(g, f->town->region);
  generate_text(g, f->town->departement);
  generate_text(g, f->town->postcode);
  generate_text(g, f->town->name);
  if (random_percent(r, 0.05)) generate_text(g, "n.c."); /* a value that no reader takes for a number: a fault */
  else if (random_percent(r, 6)) generate_null(g);
  else generate_integer(g, f->staff);
  int64_t revenue = (f->staff + 1) * random_size(r, 90000, 0.7, 1000) / 100 * 100;
  random_percent(r, 12) ? generate_null(g) : generate_integer(g, revenue);
  generate_text(g, random_percent(r, 4) ? NULL : generate_day(f->founded, day));
  generate_text(g, f->status);
  int64_t met = REFERENCE_DAY - 1 - random_size(r, 220, 1.1, 0);
  generate_text(g, random_percent(r, f->client ? 5 : 45) ? NULL : generate_day(met, contact));
  generate_text(g, random_percent(r, 30) ? NULL : f->contact);
  generate_text(g, random_percent(r, 40) ? NULL : f->email);
  generate_text(g, random_percent(r, 20) ? NULL : f->phone);
  generate_integer(g, random_percent(r, f->client ? 75 : 45));
  random_percent(r, 10) ? generate_null(g) : generate_integer(g, random_percent(r, f->client ? 65 : 35));
  int64_t opens = random_percent(r, 55) ? 0 : random_within(r, 1, 12);
  generate_integer(g, opens);
  generate_integer(g, opens ? random_within(r, 0, opens) / 2 : 0);
  random_percent(r, 25) ? generate_null(g) : generate_integer(g, random_percent(r, 30));
  generate_real(g, f->town->latitude + (double)random_within(r, -300, 300) / 10000);
  generate_real(g, f->town->longitude + (double)random_within(r, -300, 300) / 10000);
  return generate_row(g);
}

static bool fill_companies(Generator *g) {
  if (!generate_sql(g, "CREATE TABLE companies(id INTEGER PRIMARY KEY, siren TEXT, name TEXT, sector TEXT, region TEXT, "
                       "departement TEXT, postcode TEXT, town TEXT, staff INTEGER, revenue INTEGER, founded TEXT, status TEXT, "
                       "last_contact TEXT, contact_name TEXT, email TEXT, phone TEXT, consent_email INTEGER, "
                       "consent_phone INTEGER, opens INTEGER, clicks INTEGER, is_competitor_client INTEGER, latitude REAL, "
                       "longitude REAL, order_count INTEGER DEFAULT 0, order_amount REAL DEFAULT 0, charges REAL DEFAULT 0)") ||
      !generate_begin(g, "INSERT INTO companies VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,0,0,0)"))
    return false;
  bool good = true;
  for (int64_t id = 1; id <= g->records && good; id++) {
    Random r = random_row(g->seed, TABLE_COMPANIES, (uint64_t)id);
    Firm f;
    make_firm(&r, &f);
    good = insert_firm(g, &r, id, &f);
  }
  generate_end(g);
  return good;
}

static bool insert_order(Generator *g, Random *r, int64_t *id, int64_t company) {
  static const char *const products[] = {"Abonnement", "Formation", "Matériel", "Maintenance", "Étude"};
  char day[11];
  int64_t cents = random_size(r, 90000, 1.0, 500);
  generate_integer(g, ++*id);
  generate_integer(g, company);
  generate_text(g, generate_day(REFERENCE_DAY - 1 - random_below(r, 1800), day));
  generate_text(g, products[random_skewed(r, 5)]);
  generate_real(g, (double)cents / 100);
  generate_real(g, (double)(cents * random_within(r, 20, 112) / 100) / 100);
  return generate_row(g);
}

/* Clients and former clients have orders; their sums also stand in the company's own row. */
static bool fill_orders(Generator *g) {
  if (!generate_sql(g, "CREATE TABLE orders(id INTEGER PRIMARY KEY, company_id INTEGER, at TEXT, product TEXT, amount REAL, charges REAL)") ||
      !generate_begin(g, "INSERT INTO orders VALUES(?,?,?,?,?,?)"))
    return false;
  bool good = true;
  int64_t order = 0;
  for (int64_t id = 1; id <= g->records && good; id++) {
    Random r = random_row(g->seed, TABLE_COMPANIES, (uint64_t)id), own = random_row(g->seed, TABLE_ORDERS, (uint64_t)id);
    Firm f;
    make_firm(&r, &f);
    uint32_t count = f.client ? 1 + random_skewed(&own, 15) : 0;
    while (count-- && good) good = insert_order(g, &own, &order, id);
  }
  generate_end(g);
  return good && generate_sql(g, "CREATE INDEX orders_company ON orders(company_id);"
                                 "UPDATE companies SET (order_count, order_amount, charges) = (SELECT count(*), "
                                 "coalesce(round(sum(amount), 2), 0), coalesce(round(sum(charges), 2), 0) FROM orders "
                                 "WHERE company_id = companies.id) WHERE status IN ('client', 'former')");
}

static bool fill_interactions(Generator *g) {
  static const char *const kinds[] = {"email", "open", "click", "call", "visit", "quote", "order", "complaint"};
  static const char *const outcomes[] = {"no answer", "call back", "interested", "refused"};
  if (!generate_sql(g, "CREATE TABLE interactions(id INTEGER PRIMARY KEY, company_id INTEGER, at TEXT, kind TEXT, outcome TEXT)") ||
      !generate_begin(g, "INSERT INTO interactions VALUES(?,?,?,?,?)"))
    return false;
  bool good = true;
  char at[20] = {0};
  for (int64_t id = 1; id <= g->records * 2 && good; id++) {
    Random r = random_row(g->seed, TABLE_INTERACTIONS, (uint64_t)id);
    generate_integer(g, id);
    generate_integer(g, 1 + random_below(&r, (uint32_t)g->records));
    generate_day(REFERENCE_DAY - 1 - random_below(&r, 900), at);
    uint32_t minute = random_below(&r, 600);
    snprintf(at + 10, sizeof at - 10, "T%02u:%02u", 8 + minute / 60, minute % 60);
    generate_text(g, at);
    generate_text(g, kinds[random_skewed(&r, 8)]);
    generate_text(g, random_percent(&r, 60) ? NULL : outcomes[random_below(&r, 4)]);
    good = generate_row(g);
  }
  generate_end(g);
  return good;
}

static bool fill_sectors(Generator *g) {
  if (!generate_sql(g, "CREATE TABLE sectors(code TEXT PRIMARY KEY, label TEXT, potential INTEGER)") ||
      !generate_begin(g, "INSERT INTO sectors VALUES(?,?,?)"))
    return false;
  bool good = true;
  for (uint32_t i = 0; i < words_trade_count && good; i++) {
    generate_text(g, words_trades[i].code);
    generate_text(g, words_trades[i].label);
    generate_integer(g, words_trades[i].potential);
    good = generate_row(g);
  }
  generate_end(g);
  return good;
}

bool generate_companies(Generator *g) {
  return fill_companies(g) && fill_orders(g) && fill_interactions(g) && fill_sectors(g);
}

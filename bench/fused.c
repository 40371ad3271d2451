/* SPDX-License-Identifier: MIT
 * One loop over the records, texts told by their code where a column has a dictionary: as a C programmer would write it who knows
 * these rules and no others. */
#include "bench/fused.h"

#include <float.h>
#include <stdlib.h>

#include "runtime/base/hot.h"
#include "runtime/data/dict.h"

/* The columns of bench/schema.cible, in no order that matters. */
#define COLUMNS                                                                                                        \
  COLUMN(sector) COLUMN(region) COLUMN(postcode) COLUMN(headcount) COLUMN(revenue) COLUMN(founded) COLUMN(status)      \
  COLUMN(last_contact) COLUMN(email) COLUMN(phone) COLUMN(consent_email) COLUMN(consent_phone) COLUMN(opens)           \
  COLUMN(clicks) COLUMN(orders) COLUMN(order_amount) COLUMN(charges) COLUMN(competitor_client)

typedef enum ColumnName {
#define COLUMN(name) AT_##name,
  COLUMNS
#undef COLUMN
  PLACES
} ColumnName;

enum { LEAD = 1, PROSPECT, CLIENT, FORMER };
enum { DAY_2018_01_01 = 17532, DAY_2020_01_01 = 18262, DAY_2025_07_01 = 20270 };

struct Fused {
  const Columns *columns;
  int32_t today;
  uint32_t at[PLACES];
  uint8_t *sectors, *regions, *visited; /* by code: is the text in the list? */
};

/* A batch's columns, each by its own type. */
typedef struct Lanes {
  const int32_t *sector, *region, *founded, *status, *last_contact;
  const int64_t *headcount, *opens, *clicks, *orders;
  const double *revenue, *order_amount, *charges;
  const Mask *consent_email, *consent_phone, *competitor_client;
  const Mask *revenue_known, *last_contact_known, *email_known, *phone_known, *postcode_known;
  const Vector *phone;
} Lanes;

static uint8_t *answers(const Dict *dict, const char *const *list) {
  uint8_t *all = calloc(dict->count + 1, 1);
  for (uint32_t i = 0; all && i < dict->count; i++)
    for (const char *const *name = list; *name; name++) all[i] |= str_equal(dict->items[i], str_from(*name));
  return all;
}

static const Vector *vector_at(const Fused *f, const Batch *batch, ColumnName name) { return &batch->columns[f->at[name]].vec; }

static bool find_columns(Fused *f, const Program *p) {
  static const char *const names[] = {
#define COLUMN(name) #name,
      COLUMNS
#undef COLUMN
  };
  uint32_t found = 0;
  for (uint32_t place = 0; place < PLACES; place++)
    for (uint32_t c = 0; c < p->tables[0].column_count; c++)
      if (str_equal(p->columns[p->tables[0].first_column + c].name, str_from(names[place]))) {
        f->at[place] = c;
        found++;
      }
  return found == PLACES;
}

Fused *fused_new(const Program *program, const Columns *columns, int32_t today) {
  static const char *const sectors[] = {"58.23Z", "91.34B", "44.11Z", "73.11Z", "04.11Z", "20.16A", "49.11Z",
                                        "73.16A", "10.12B", "36.28A", "03.11Z", "90.34B", NULL};
  static const char *const regions[] = {"Ile-de-France", "Auvergne-Rhone-Alpes", "Hauts-de-France", "Grand Est", NULL};
  static const char *const visited[] = {"Ile-de-France", "Hauts-de-France", "Grand Est", NULL};
  Fused *f = calloc(1, sizeof *f);
  if (!f || !columns->count || !find_columns(f, program)) {
    free(f);
    return NULL;
  }
  f->columns = columns;
  f->today = today;
  const Dict *sector = vector_at(f, columns->batches, AT_sector)->dict, *region = vector_at(f, columns->batches, AT_region)->dict;
  if (sector) f->sectors = answers(sector, sectors);
  if (region) f->regions = answers(region, regions);
  if (region) f->visited = answers(region, visited);
  if (f->sectors && f->regions && f->visited) return f;
  fused_free(f);
  return NULL;
}

void fused_free(Fused *f) {
  if (!f) return;
  free(f->sectors);
  free(f->regions);
  free(f->visited);
  free(f);
}

static Lanes lanes_of(const Fused *f, const Batch *batch) {
  static const Mask all = {{[0 ... MASK_WORDS - 1] = ~(uint64_t)0}};
#define VALUES(name) vector_at(f, batch, AT_##name)->data
#define KNOWN(name) (vector_at(f, batch, AT_##name)->valid ? vector_at(f, batch, AT_##name)->valid : &all)
  return (Lanes){
      .sector = VALUES(sector), .region = VALUES(region), .founded = VALUES(founded), .status = VALUES(status),
      .last_contact = VALUES(last_contact), .headcount = VALUES(headcount), .opens = VALUES(opens), .clicks = VALUES(clicks),
      .orders = VALUES(orders), .revenue = VALUES(revenue), .order_amount = VALUES(order_amount), .charges = VALUES(charges),
      .consent_email = VALUES(consent_email), .consent_phone = VALUES(consent_phone),
      .competitor_client = VALUES(competitor_client), .revenue_known = KNOWN(revenue), .last_contact_known = KNOWN(last_contact),
      .email_known = KNOWN(email), .phone_known = KNOWN(phone), .postcode_known = KNOWN(postcode),
      .phone = vector_at(f, batch, AT_phone)};
#undef VALUES
#undef KNOWN
}

/* Tests are put together without branches: which of them settles the matter is not foreseen by any processor. */
static inline unsigned segments_of(const Fused *f, const Lanes *l, uint32_t i) {
  const int32_t status = l->status[i], founded = l->founded[i], contact = l->last_contact[i];
  const int64_t staff = l->headcount[i];
  const double revenue = l->revenue[i];
  const unsigned has_revenue = mask_get(l->revenue_known, i), has_contact = mask_get(l->last_contact_known, i);
  const unsigned conquest = f->sectors[l->sector[i]] & (staff >= 20) & (staff <= 249) & f->regions[l->region[i]] & has_revenue &
                            (revenue >= 2000000);
  const unsigned asleep = (status == CLIENT) & has_contact & (contact < DAY_2025_07_01) & (l->orders[i] >= 2) &
                          !mask_get(l->competitor_client, i);
  const unsigned young = (founded >= DAY_2020_01_01) & (staff >= 10) & has_revenue & (revenue > 500000);
  const unsigned warm_leads = ((status == LEAD) | (status == PROSPECT)) & (l->opens[i] >= 5) & (l->clicks[i] >= 1) & has_contact &
                              (contact >= DAY_2025_07_01);
  const unsigned win_back = (status == FORMER) & (l->order_amount[i] > 2000) &
                            (mask_get(l->email_known, i) | mask_get(l->phone_known, i)) & (founded < DAY_2018_01_01);
  return conquest | asleep << 1 | young << 2 | warm_leads << 3 | win_back << 4;
}

static inline double held(double x, double least, double most) {
  double r = x > most ? most : x;
  return r < least ? least : r;
}

static inline double score_of(const Fused *f, const Lanes *l, uint32_t i) {
  double score = 15 * held((double)l->headcount[i] / 250, 0, 1);
  if (mask_get(l->revenue_known, i)) score += 15 * held(l->revenue[i] / 10000000, 0, 1);
  score += 10 * held((double)l->opens[i] / 20, 0, 1);
  score += 20 * held((double)l->clicks[i] / 5, 0, 1);
  score += 15 * held((double)l->orders[i] / 10, 0, 1);
  score += 15 * held((l->order_amount[i] - l->charges[i]) / 20000, -1, 1);
  if (mask_get(l->last_contact_known, i)) score += 10 * held(1 - (double)(f->today - l->last_contact[i]) / 365, 0, 1);
  if (mask_get(l->competitor_client, i)) score -= 10;
  return held(score, -25, 100);
}

static inline bool is_mobile(const Lanes *l, uint32_t i) {
  Str phone = l->phone->dict ? dict_text(l->phone->dict, l->phone->i32[i]) : l->phone->str[i];
  return phone.n >= 2 && phone.p[0] == '0' && (phone.p[1] == '6' || phone.p[1] == '7');
}

enum { EMAIL, SMS, PHONE, POST, VISIT, NO_CHANNEL };

typedef struct Choice {
  double ratio; /* DBL_MAX where no channel is open */
  unsigned channel;
} Choice;

static inline void offer(Choice *best, unsigned channel, double ratio) {
  if (ratio < best->ratio) *best = (Choice){ratio, channel};
}

/* The lowest cost over response of the channels that are open. */
static inline Choice choice_of(const Fused *f, const Lanes *l, uint32_t i, double score) {
  const double appeal = (score > 0 ? score : 0) / 100;
  Choice best = {DBL_MAX, NO_CHANNEL};
  if (mask_get(l->email_known, i) && mask_get(l->consent_email, i))
    offer(&best, EMAIL, 0.05 / held(0.0005 + 0.010 * held((double)l->opens[i] / 20, -DBL_MAX, 1), 0, 1));
  if (mask_get(l->phone_known, i) && mask_get(l->consent_phone, i)) {
    if (is_mobile(l, i)) offer(&best, SMS, 0.12 / held(0.004 + 0.004 * held((double)l->clicks[i] / 5, -DBL_MAX, 1), 0, 1));
    offer(&best, PHONE, 4 / held(0.03 + 0.25 * appeal, 0, 1));
  }
  if (mask_get(l->postcode_known, i)) offer(&best, POST, 1.10 / held(0.015 + (l->status[i] == CLIENT ? 0.02 : 0), 0, 1));
  if (l->headcount[i] >= 50 && f->visited[l->region[i]]) offer(&best, VISIT, 15 / held(0.10 + 0.5 * appeal, 0, 1));
  return best;
}

static inline unsigned band_of(double score) { return score >= 50 ? 0 : score >= 30 ? 1 : score >= 15 ? 2 : 3; }

HOT Sums fused_w1(const Fused *f) {
  Sums sums = {0};
  for (uint32_t b = 0; b < f->columns->count; b++) {
    const Batch *batch = &f->columns->batches[b];
    const Lanes lanes = lanes_of(f, batch);
    for (uint32_t i = 0; i < batch->count; i++) {
      const unsigned segments = segments_of(f, &lanes, i);
      if (!segments) continue;
      const double score = score_of(f, &lanes, i);
      const Choice choice = choice_of(f, &lanes, i, score);
      sums.rows++;
      sums.marks += mark_of(segments, band_of(score), choice.channel);
      sums.score += score;
      if (choice.channel != NO_CHANNEL) sums.ratio += choice.ratio;
    }
  }
  return sums;
}

HOT Sums fused_w4(const Fused *f) {
  Sums sums = {0};
  for (uint32_t b = 0; b < f->columns->count; b++) {
    const Batch *batch = &f->columns->batches[b];
    const Lanes lanes = lanes_of(f, batch);
    for (uint32_t i = 0; i < batch->count; i++) sums.rows += (unsigned)__builtin_popcount(segments_of(f, &lanes, i));
  }
  return sums;
}

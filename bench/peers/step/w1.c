/* SPDX-License-Identifier: MIT
 * W1: segments, score, band and the cheapest channel of the members, into a table. */
#include "bench/peers/step/step.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Behind those of the segments. */
enum { ID = SEGMENT_COLUMN_COUNT, CHARGES, CONSENT_EMAIL, CONSENT_PHONE, POSTCODE };

enum { TODAY = 20454 /* 2026-01-01 */ };

typedef struct Member {
  int64_t id;
  int segments;
  double score, ratio;
  const char *band, *channel;
} Member;

typedef struct Members {
  Member *list;
  size_t count, size;
} Members;

static double held(double x, double least, double most) { return x < least ? least : x > most ? most : x; }

static int digits(const char *text, int n) {
  int value = 0;
  for (int i = 0; i < n; i++) value = value * 10 + text[i] - '0';
  return value;
}

/* Days from 1970-01-01 of YYYY-MM-DD. */
static int day_of(const char *date) {
  int y = digits(date, 4), m = digits(date + 5, 2), d = digits(date + 8, 2);
  y -= m <= 2;
  int era = y / 400, year = y % 400, day = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
  return era * 146097 + year * 365 + year / 4 - year / 100 + day - 719468;
}

static double score_of(sqlite3_stmt *row) {
  const char *last = text_of(row, LAST_CONTACT);
  return 15 * held(sqlite3_column_int(row, HEADCOUNT) / 250.0, 0, 1) + 15 * held(sqlite3_column_double(row, REVENUE) / 10000000.0, 0, 1) +
         10 * held(sqlite3_column_int(row, OPENS) / 20.0, 0, 1) + 20 * held(sqlite3_column_int(row, CLICKS) / 5.0, 0, 1) +
         15 * held(sqlite3_column_int(row, ORDERS) / 10.0, 0, 1) +
         15 * held((sqlite3_column_double(row, ORDER_AMOUNT) - sqlite3_column_double(row, CHARGES)) / 20000, -1, 1) +
         10 * (last ? held(1 - (TODAY - day_of(last)) / 365.0, 0, 1) : 0) - 10 * sqlite3_column_int(row, COMPETITOR_CLIENT);
}

static void offer(Member *member, const char *channel, double cost, double response) {
  if (cost / response >= member->ratio) return;
  member->ratio = cost / response;
  member->channel = channel;
}

static bool is_visited(sqlite3_stmt *row) {
  if (sqlite3_column_int(row, HEADCOUNT) < 50) return false;
  const char *region = text_of(row, REGION);
  return !strcmp(region, "Ile-de-France") || !strcmp(region, "Hauts-de-France") || !strcmp(region, "Grand Est");
}

static void choose_channel(Member *member, sqlite3_stmt *row) {
  double appeal = fmax(0, member->score) / 100;
  const char *phone = sqlite3_column_int(row, CONSENT_PHONE) ? text_of(row, PHONE) : NULL;
  member->ratio = INFINITY;
  if (sqlite3_column_int(row, CONSENT_EMAIL) && is_known(row, EMAIL))
    offer(member, "email", 0.05, 0.0005 + 0.010 * fmin(1, sqlite3_column_int(row, OPENS) / 20.0));
  if (phone && phone[0] == '0' && (phone[1] == '6' || phone[1] == '7'))
    offer(member, "sms", 0.12, 0.004 + 0.004 * fmin(1, sqlite3_column_int(row, CLICKS) / 5.0));
  if (phone) offer(member, "phone", 4, 0.03 + 0.25 * appeal);
  if (is_known(row, POSTCODE)) offer(member, "post", 1.1, 0.015 + (strcmp(text_of(row, STATUS), "client") ? 0 : 0.02));
  if (is_visited(row)) offer(member, "visit", 15, 0.10 + 0.5 * appeal);
}

static void add_row(void *state, sqlite3_stmt *row) {
  Members *members = state;
  int segments = segments_of(row);
  if (!segments) return;
  if (members->count == members->size) {
    members->size = members->size ? members->size * 2 : 65536;
    members->list = realloc(members->list, members->size * sizeof *members->list);
    if (!members->list) abort();
  }
  Member member = {.id = sqlite3_column_int64(row, ID), .segments = segments, .score = score_of(row)};
  member.band = member.score >= 50 ? "hot" : member.score >= 30 ? "warm" : member.score >= 15 ? "cool" : "cold";
  choose_channel(&member, row);
  members->list[members->count++] = member;
}

static bool write_members(sqlite3 *db, sqlite3_stmt *insert, const Members *members) {
  bool good = true;
  for (size_t i = 0; i < members->count && good; i++) {
    const Member *m = &members->list[i];
    sqlite3_bind_int64(insert, 1, m->id);
    sqlite3_bind_int(insert, 2, m->segments);
    sqlite3_bind_double(insert, 3, m->score);
    sqlite3_bind_text(insert, 4, m->band, -1, SQLITE_STATIC);
    sqlite3_bind_text(insert, 5, m->channel, -1, SQLITE_STATIC);
    sqlite3_bind_double(insert, 6, m->ratio);
    good = sqlite3_step(insert) == SQLITE_DONE;
    sqlite3_reset(insert);
  }
  if (!good) fprintf(stderr, "bench-step: %s\n", sqlite3_errmsg(db));
  return good;
}

bool w1_step(const char *path, unsigned threads, const char *out) {
  Members found[THREADS_MOST] = {0};
  Scan scan = {path, "prospects",
               "SELECT " SEGMENT_COLUMNS ", id, charges, consent_email, consent_phone, postcode FROM prospects WHERE id BETWEEN ?1 AND ?2",
               threads, add_row, found, sizeof *found};
  sqlite3 *db = NULL;
  sqlite3_stmt *insert = NULL;
  bool good = out && scan_run(&scan) && sqlite3_open(out, &db) == SQLITE_OK &&
              sqlite3_exec(db, "PRAGMA synchronous=off; BEGIN; DROP TABLE IF EXISTS result;"
                               "CREATE TABLE result(id INTEGER PRIMARY KEY,segs INTEGER,score REAL,band TEXT,channel TEXT,ratio REAL)",
                           NULL, NULL, NULL) == SQLITE_OK &&
              sqlite3_prepare_v2(db, "INSERT INTO result VALUES(?,?,?,?,?,?)", -1, &insert, NULL) == SQLITE_OK;
  for (unsigned t = 0; t < threads; t++) {
    good = good && write_members(db, insert, &found[t]);
    free(found[t].list);
  }
  sqlite3_finalize(insert);
  good = good && sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
  sqlite3_close(db);
  return good;
}

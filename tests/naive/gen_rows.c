/* SPDX-License-Identifier: MIT
 * Rows full of unknowns, of values at the edges of their types, and of stored values that cannot be read. */
#include "tests/naive/gen.h"

#include <stdio.h>

#define DRAW(r, table) (table)[random_below((r), sizeof(table) / sizeof *(table))]

static const char *const integers[] = {"0", "1", "2", "3", "5", "10", "-1", "-7", "40", "100", "365", "9223372036854775807", "-9223372036854775808",
                                       "'12'", "7.0", "' 8 '", "4611686018427387904", "2027", "12", "6"};
static const char *const numbers[] = {"0", "0.5", "1.5", "2.25", "-3.75", "100", "0.1", "1e-7", "48.85", "2.35", "-0.0", "2.675", "'1.25'", "1e15",
                                      "-1e15", "1e-300", "10", "33", "0.30000000000000004"};
static const char *const amounts[] = {"0", "1", "12.5", "99.99", "-40", "0.0001", "-0.0005", "1000000", "922337203685477.5807", "'-922337203685477.5808'",
                                      "'922337203685477.5807'", "2.675", "1234.5678", "50000", "'10.25'", "0.00005", "33"};
static const char *const texts[] = {"'a'", "'b'", "''", "'  '", "'é'", "'e\xCC\x81'", "'Éclair'", "'straße'", "'ŒUVRE'", "'mid'", "'lo'", "'12'", "'-7'",
                                    "'2.50'", "' 42 '", "'jo@example.fr'", "'A.B@Sub.Example.COM'", "'+33 1 23 45 67 89'", "'732829320'",
                                    "'73282932000074'", "'35600000000048'", "'2027-03-01'", "'2024-02-29'", "'2027-02-30'", "'2027-03-01T09:30'",
                                    "'abc def'", "'x\xCC\x80y'", "'\xF0\x9F\x98\x80z'", "'k1'", "'ÿ'", "5", "'\xEF\xAC\x81n'", "'a lo b'"};
static const char *const days[] = {"'2027-03-01'", "'2027-02-28'", "'2027-02-01'", "'2026-03-01'", "'2026-02-28'", "'2024-02-29'", "'0001-01-01'",
                                   "'9999-12-31'", "'1969-12-31'", "'2027-03-15'", "'2027-01-31T23:59'", "'2000-01-01'", "' 2026-12-31 '", "'2027-05-30'"};
static const char *const times[] = {"'2027-03-01T09:30'", "'2027-03-01 09:29:59'", "'2027-02-28T23:59:59.9'", "'0001-01-01T00:00'", "'9999-12-31T23:59:59'",
                                    "'1969-12-31T23:59:59'", "'2027-03-28T01:00Z'", "'2026-10-25T02:30+02:00'", "'2027-02-01'", "'2026-03-01T00:00'"};
static const char *const truths[] = {"0", "1", "'true'", "'false'", "1", "0", "' 1 '"};
static const char *const levels[] = {"'lo'", "'mid'", "'hi'", "'lo'"};
static const char *const keys[] = {"'k1'", "'k2'", "'k3'", "'lo'", "'none'", "'é'"};
static const char *const bad[] = {"'x'", "2.5", "'1,5'", "x'00'", "'2027-13-01'", "9e99"};

typedef enum Fill { INTEGERS, NUMBERS, AMOUNTS, TEXTS, DAYS, TIMES, TRUTHS, LEVELS, KEYS } Fill;

static const char *draw(Random *r, Fill what) {
  switch (what) {
    case INTEGERS: return DRAW(r, integers);
    case NUMBERS: return DRAW(r, numbers);
    case AMOUNTS: return DRAW(r, amounts);
    case TEXTS: return DRAW(r, texts);
    case DAYS: return DRAW(r, days);
    case TIMES: return DRAW(r, times);
    case TRUTHS: return DRAW(r, truths);
    case LEVELS: return DRAW(r, levels);
    case KEYS: return DRAW(r, keys);
  }
  return "NULL";
}

static void cell(Buf *out, Random *r, Fill what) {
  buf_text(out, ", ");
  if (random_percent(r, 14)) buf_text(out, "NULL");
  else if (random_percent(r, 4)) buf_text(out, DRAW(r, bad));
  else buf_text(out, draw(r, what));
}

static void row(Buf *out, Random *r, const char *table, const char *key, const Fill *fills, uint32_t count) {
  buf_print(out, "INSERT INTO %s VALUES (%s", table, key);
  for (uint32_t i = 0; i < count; i++) cell(out, r, fills[i]);
  buf_text(out, ");\n");
}

/* Rows of the related records; some are nobody's. */
static void related_rows(Buf *out, Random *r) {
  static const Fill orders[] = {DAYS, TEXTS, LEVELS, AMOUNTS, INTEGERS, NUMBERS, TRUTHS}, events[] = {TIMES, TEXTS, INTEGERS, AMOUNTS},
                    lines[] = {INTEGERS, AMOUNTS, TEXTS};
  static const char *const nobody[] = {"NULL", "9999", "'x'", "-10"};
  char key[64];
  buf_text(out, "CREATE TABLE o(p_id, oat, what, kind, amount, qty, x, flag);\n"
                "CREATE TABLE e(eid INTEGER PRIMARY KEY, p_id, at, topic, ev, em);\nCREATE TABLE ln(e_id, q, price, part);\n");
  for (uint32_t i = 0, count = random_below(r, 90); i < count; i++) {
    snprintf(key, sizeof key, "%d", (int)random_skewed(r, 30) * 3 - 9);
    row(out, r, "o", random_percent(r, 6) ? DRAW(r, nobody) : key, orders, sizeof orders / sizeof *orders);
  }
  for (uint32_t i = 0, count = random_below(r, 80); i < count; i++) {
    snprintf(key, sizeof key, "%d, %d", (int)i * 7 - 30, (int)random_skewed(r, 30) * 3 - 9);
    row(out, r, "e", key, events, sizeof events / sizeof *events);
  }
  for (uint32_t i = 0, count = random_below(r, 80); i < count; i++) {
    snprintf(key, sizeof key, "%d", (int)random_below(r, 80) * 7 - 30);
    row(out, r, "ln", random_percent(r, 6) ? DRAW(r, nobody) : key, lines, sizeof lines / sizeof *lines);
  }
}

const char *gen_rows(uint64_t seed, Arena *arena) {
  static const Fill subject[] = {INTEGERS, INTEGERS, INTEGERS, NUMBERS, NUMBERS, NUMBERS, AMOUNTS, AMOUNTS, AMOUNTS, TEXTS, TEXTS, TEXTS,
                                 DAYS, DAYS, DAYS, TIMES, TIMES, TRUTHS, TRUTHS, TRUTHS, LEVELS, LEVELS, KEYS};
  static const Fill looked_up[] = {INTEGERS, AMOUNTS, TEXTS, DAYS};
  Random r = random_row(seed, 1, 0);
  Buf out;
  buf_init(&out, &alloc_system);
  buf_text(&out, "BEGIN; CREATE TABLE p(id INTEGER PRIMARY KEY, i1, i2, i3, n1, n2, n3, m1, m2, m3, t1, t2, t3, d1, d2, d3, z1, z2, b1, b2, b3,"
                 " s1, s2, k);\nCREATE TABLE look(code TEXT, li, lm, lt, ld);\n");
  for (uint32_t i = 0, count = 20 + random_below(&r, 40); i < count; i++) {
    char key[24];
    snprintf(key, sizeof key, "%d", (int)i * 3 - 9);
    row(&out, &r, "p", key, subject, sizeof subject / sizeof *subject);
  }
  static const char *const codes[] = {"'k1'", "'k2'", "'lo'", "'é'", "'mid'"};
  for (int i = 0; i < 5; i++) row(&out, &r, "look", codes[i], looked_up, 4);
  related_rows(&out, &r);
  buf_text(&out, "COMMIT;\n");
  const char *kept = arena_str(arena, buf_view(&out)).p;
  buf_free(&out);
  return kept;
}

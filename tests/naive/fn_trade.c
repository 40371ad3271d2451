/* SPDX-License-Identifier: MIT
 * Distances, samples, addresses and numbers of firms. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "tests/naive/functions.h"

#include <math.h>
#include <md5.h>
#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>

static bool fits(Str text, const char *pattern) {
  int error;
  size_t offset;
  pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED, PCRE2_DOLLAR_ENDONLY, &error, &offset, NULL);
  pcre2_match_data *match = pcre2_match_data_create_from_pattern(code, NULL);
  int found = pcre2_match(code, (PCRE2_SPTR)(text.n ? text.p : ""), text.n, 0, 0, match, NULL);
  pcre2_match_data_free(match);
  pcre2_code_free(code);
  return found >= 0;
}

/* ASCII, no quoted names, no bare host, and not longer than mail systems take. */
static bool is_address(Str text) {
  return fits(text, "^(?=.{1,254}$)(?=[^@]{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
                    "@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])$");
}

static Value email_domain(const Call *c) {
  Str text = c->a[0].str;
  if (!is_address(text)) return call_unknown(c);
  const char *at = memchr(text.p, '@', text.n);
  Str domain = {at + 1, (uint32_t)(text.p + text.n - at - 1)};
  char *lower = arena_bytes(c->h->n->arena, domain.n + 1);
  for (uint32_t i = 0; i < domain.n; i++) lower[i] = domain.p[i] >= 'A' && domain.p[i] <= 'Z' ? (char)(domain.p[i] + 32) : domain.p[i];
  return text_of((Str){lower, domain.n});
}

static Value distance(const Call *c) {
  long double rad = acosl(-1) / 180, lat1 = c->a[0].f64 * rad, lat2 = c->a[2].f64 * rad;
  long double dlat = (c->a[2].f64 - (long double)c->a[0].f64) * rad, dlon = (c->a[3].f64 - (long double)c->a[1].f64) * rad;
  long double s = sinl(dlat / 2), t = sinl(dlon / 2), x = s * s + cosl(lat1) * cosl(lat2) * t * t;
  return number_of(c->h, c->node, (double)(2 * 6371.0088L * asinl(sqrtl(x > 1 ? 1 : x))));
}

/* MD5 of `salt:x`, its first 13 hex digits over 2^52, times 100. */
static Value percent_of_hash(const Call *c) {
  char number[32], hex[14] = {0};
  Str x = c->a[0].str;
  if (c->a[0].kind == KIND_INTEGER) {
    snprintf(number, sizeof number, "%lld", (long long)c->a[0].i64);
    x = str_from(number);
  }
  MD5_CTX md5;
  uint8_t digest[16];
  MD5Init(&md5);
  MD5Update(&md5, (const uint8_t *)c->a[1].str.p, c->a[1].str.n);
  MD5Update(&md5, (const uint8_t *)":", 1);
  MD5Update(&md5, (const uint8_t *)x.p, x.n);
  MD5Final(digest, &md5);
  for (int i = 0; i < 13; i++) hex[i] = "0123456789abcdef"[i % 2 ? digest[i / 2] & 15 : digest[i / 2] >> 4];
  return number_of(c->h, c->node, (double)strtoull(hex, NULL, 16) / 0x1p52 * 100);
}

static int luhn(Str digits) {
  int sum = 0;
  for (uint32_t i = 0; i < digits.n; i++) {
    int d = digits.p[digits.n - 1 - i] - '0';
    if (i % 2) d = d * 2 > 9 ? d * 2 - 9 : d * 2;
    sum += d;
  }
  return sum % 10;
}

/* La Poste's own establishments: the plain sum of the digits is a multiple of 5. */
static bool is_siret(Str t) {
  if (!fits(t, "^[0-9]{14}$")) return false;
  if (luhn(t) == 0 && luhn((Str){t.p, 9}) == 0) return true;
  int sum = 0;
  for (uint32_t i = 0; i < t.n; i++) sum += t.p[i] - '0';
  return memcmp(t.p, "356000000", 9) == 0 && sum % 5 == 0;
}

static bool is_phone(Str t) {
  char bare[64];
  uint32_t n = 0;
  for (uint32_t i = 0; i < t.n; i++) {
    if (t.p[i] == ' ' || t.p[i] == '.' || t.p[i] == '-') continue;
    if (n == sizeof bare) return false;
    bare[n++] = t.p[i];
  }
  return fits((Str){bare, n}, "^(\\+[0-9]{8,15}|0[0-9]{9})$");
}

bool call_trade(const Call *c, Value *out) {
  Str text = c->a[0].str;
  switch (c->fn) {
    case FN_DISTANCE_KM: *out = distance(c); return true;
    case FN_HASH_PERCENT_INTEGER: case FN_HASH_PERCENT_TEXT: *out = percent_of_hash(c); return true;
    case FN_EMAIL_DOMAIN: *out = email_domain(c); return true;
    case FN_VALID_EMAIL: *out = truth_of(is_address(text)); return true;
    case FN_VALID_PHONE: *out = truth_of(is_phone(text)); return true;
    case FN_VALID_SIREN: *out = truth_of(fits(text, "^[0-9]{9}$") && luhn(text) == 0); return true;
    case FN_VALID_SIRET: *out = truth_of(is_siret(text)); return true;
    default: return false;
  }
}

/* SPDX-License-Identifier: MIT */
#include "runtime/cell/same.h"

/* Which characters count. */
typedef enum Wanted { WANT_LETTERS, WANT_DIGITS, WANT_VISIBLE } Wanted;

static Wanted wanted_of(Role role) {
  if (role == ROLE_PHONE || role == ROLE_SIREN || role == ROLE_SIRET) return WANT_DIGITS;
  return role == ROLE_EMAIL ? WANT_VISIBLE : WANT_LETTERS;
}

static inline bool counts(Wanted wanted, uint32_t c) {
  bool digit = c - '0' < 10u, letter = (c | 32) - 'a' < 26u || c >= 128;
  return wanted == WANT_DIGITS ? digit : wanted == WANT_LETTERS ? digit | letter : c > ' ';
}

/* The bytes of the character at p that is not ASCII; what is cut off or no character counts one. */
static uint32_t character_bytes(Str s) {
  unsigned char c = (unsigned char)s.p[0];
  uint32_t n = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC0 ? 2 : 1;
  return n <= s.n ? n : 1;
}

/* +33 1 … and 0033 1 … are 01 … */
static uint32_t dial_at_home(char *out, uint32_t n) {
  uint32_t country = n == 13 && memcmp(out, "0033", 4) == 0 ? 4 : n == 11 && memcmp(out, "33", 2) == 0 ? 2 : 0;
  if (!country) return n;
  memmove(out + 1, out + country, n - country);
  out[0] = '0';
  return n - country + 1;
}

/* The ASCII at the start of the text, at most `most` bytes; how many there are, and in *n those that count, more. */
static inline uint32_t same_ascii(Wanted wanted, Str text, uint32_t most, char *out, uint32_t *n) {
  uint32_t i = 0, k = *n;
  if (most > text.n) most = text.n;
  for (; i < most && (signed char)text.p[i] >= 0; i++) {
    uint32_t c = (uint8_t)text.p[i];
    out[k] = (char)(c | (c - 'A' < 26u) << 5);
    k += counts(wanted, c);
  }
  *n = k;
  return i;
}

static uint32_t same_plain(Wanted wanted, Str text, uint32_t most, char *out, uint32_t *n) {
  switch (wanted) {
  case WANT_LETTERS: return same_ascii(WANT_LETTERS, text, most, out, n);
  case WANT_DIGITS: return same_ascii(WANT_DIGITS, text, most, out, n);
  case WANT_VISIBLE: return same_ascii(WANT_VISIBLE, text, most, out, n);
  }
  return 0;
}

/* Of a long text the first SAME_MOST bytes, folded, are looked at. */
uint32_t same_text(Role role, Str text, char out[SAME_MOST]) {
  Wanted wanted = wanted_of(role);
  uint32_t n = 0;
  for (uint32_t i = 0, seen = 0; i < text.n && seen < SAME_MOST;) {
    uint32_t plain = same_plain(wanted, (Str){text.p + i, text.n - i}, SAME_MOST - seen, out, &n);
    i += plain;
    seen += plain;
    if (i == text.n || seen == SAME_MOST) break;
    char folded[SAME_MOST];
    uint32_t bytes = character_bytes((Str){text.p + i, text.n - i});
    uint32_t more = fold_text((Str){text.p + i, bytes}, folded, SAME_MOST - seen);
    for (uint32_t k = 0; k < more; k++)
      if (counts(wanted, (uint8_t)folded[k])) out[n++] = folded[k];
    seen += more;
    i += bytes;
  }
  return role == ROLE_PHONE ? dial_at_home(out, n) : n;
}

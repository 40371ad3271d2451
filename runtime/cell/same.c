/* SPDX-License-Identifier: MIT */
#include "runtime/cell/same.h"

/* Which characters count. */
typedef enum Wanted { WANT_LETTERS, WANT_DIGITS, WANT_VISIBLE } Wanted;

static Wanted wanted_of(Role role) {
  if (role == ROLE_PHONE || role == ROLE_SIREN || role == ROLE_SIRET) return WANT_DIGITS;
  return role == ROLE_EMAIL ? WANT_VISIBLE : WANT_LETTERS;
}

static bool counts(Wanted wanted, unsigned char c) {
  bool digit = c >= '0' && c <= '9';
  switch (wanted) {
  case WANT_LETTERS: return digit || (c >= 'a' && c <= 'z') || c >= 128;
  case WANT_DIGITS: return digit;
  case WANT_VISIBLE: return c > ' ';
  }
  return false;
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

/* Of a long text the first SAME_MOST bytes, folded, are looked at. */
uint32_t same_text(Role role, Str text, char out[SAME_MOST]) {
  Wanted wanted = wanted_of(role);
  uint32_t n = 0;
  for (uint32_t i = 0, seen = 0; i < text.n && seen < SAME_MOST;) {
    unsigned char c = (unsigned char)text.p[i];
    if (c < 128) {
      c |= (c >= 'A' && c <= 'Z') << 5;
      out[n] = (char)c;
      n += counts(wanted, c);
      seen++;
      i++;
      continue;
    }
    char folded[SAME_MOST];
    uint32_t bytes = character_bytes((Str){text.p + i, text.n - i});
    uint32_t more = fold_text((Str){text.p + i, bytes}, folded, SAME_MOST - seen);
    for (uint32_t k = 0; k < more; k++)
      if (counts(wanted, (unsigned char)folded[k])) out[n++] = folded[k];
    seen += more;
    i += bytes;
  }
  return role == ROLE_PHONE ? dial_at_home(out, n) : n;
}

/* SPDX-License-Identifier: MIT
 * How people and firms are reached and known: e-mail addresses, phone numbers, SIREN and SIRET. */
#include "stdlib/kernels.h"

#include "runtime/base/utf8.h"

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool is_alnum(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/* ---- e-mail ----
 * What mail systems take everywhere: ASCII, no quoted names, no bare host. An accent in an address is nearly always a slip. */

enum { ADDRESS_MOST = 254, LOCAL_MOST = 64, LABEL_MOST = 63 };

static bool local_holds(Str local) {
  if (local.n == 0 || local.n > LOCAL_MOST) return false;
  char last = '.';
  for (uint32_t i = 0; i < local.n; i++) {
    char c = local.p[i];
    bool allowed = c == '.' ? last != '.' : is_alnum(c) || (c && strchr("!#$%&'*+/=?^_`{|}~-", c));
    if (!allowed) return false;
    last = c;
  }
  return last != '.';
}

static bool label_holds(Str label) {
  if (label.n == 0 || label.n > LABEL_MOST || label.p[0] == '-' || label.p[label.n - 1] == '-') return false;
  for (uint32_t i = 0; i < label.n; i++)
    if (!is_alnum(label.p[i]) && label.p[i] != '-') return false;
  return true;
}

/* At least two labels; the last, the country's or kind's, is no number. */
static bool domain_holds(Str domain) {
  uint32_t labels = 0;
  Str label = {domain.p, 0};
  for (uint32_t i = 0; i <= domain.n; i++) {
    if (i < domain.n && domain.p[i] != '.') continue;
    label = (Str){label.p, (uint32_t)(domain.p + i - label.p)};
    if (!label_holds(label)) return false;
    labels++;
    if (i < domain.n) label.p = domain.p + i + 1;
  }
  return labels >= 2 && label.n >= 2 && !is_digit(label.p[0]);
}

/* What stands behind the @; p is NULL where the address is not valid. */
static Str domain_of(Str address) {
  const char *at = address.n && address.n <= ADDRESS_MOST ? memchr(address.p, '@', address.n) : NULL;
  if (!at) return (Str){NULL, 0};
  Str local = {address.p, (uint32_t)(at - address.p)}, domain = {at + 1, address.n - local.n - 1};
  return local_holds(local) && domain_holds(domain) ? domain : (Str){NULL, 0};
}

void fn_valid_email(FnCall *call) {
  EACH_LANE(call, i) {
    if (domain_of(fn_str(call, 0, i)).p) mask_set(call->bits, i);
  }
}

void fn_email_domain(FnCall *call) {
  EACH_LANE(call, i) {
    Str domain = domain_of(fn_str(call, 0, i));
    call->str[i] = STR("");
    if (!domain.p || !utf8_lower(domain, call->texts, &call->str[i])) fn_unknown(call, i);
  }
}

/* ---- phone ---- */

/* A blank, dot or hyphen at the start: its bytes, else 0. */
static uint32_t separator(Str text) {
  if (text.p[0] == '.' || text.p[0] == '-') return 1;
  uint32_t point, n = utf8_next(text, 0, &point);
  return utf8_trim((Str){text.p, n}).n == 0 ? n : 0;
}

static bool phone_holds(Str text) {
  uint32_t digits = 0;
  bool plus = false, zero = false;
  while (text.n) {
    uint32_t skip = separator(text);
    if (!skip) {
      skip = 1;
      if (is_digit(*text.p)) {
        if (digits++ == 0) zero = *text.p == '0';
      } else if (*text.p == '+' && !plus && digits == 0) {
        plus = true;
      } else {
        return false;
      }
    }
    text = (Str){text.p + skip, text.n - skip};
  }
  return plus ? digits >= 8 && digits <= 15 : zero && digits == 10;
}

void fn_valid_phone(FnCall *call) {
  EACH_LANE(call, i) {
    if (phone_holds(fn_str(call, 0, i))) mask_set(call->bits, i);
  }
}

/* ---- SIREN and SIRET ---- */

enum { SIREN = 9, SIRET = 14 };

static bool all_digits(Str text) {
  for (uint32_t i = 0; i < text.n; i++)
    if (!is_digit(text.p[i])) return false;
  return true;
}

/* Luhn: every second digit from the right is doubled, its own digits added; the sum ends in 0. */
static bool luhn_holds(Str digits) {
  uint32_t sum = 0;
  for (uint32_t i = 0; i < digits.n; i++) {
    uint32_t digit = (uint32_t)(digits.p[digits.n - 1 - i] - '0');
    sum += i % 2 ? digit * 2 - (digit > 4 ? 9 : 0) : digit;
  }
  return sum % 10 == 0;
}

/* La Poste has more places than Luhn leaves it: the digits of their numbers add up to a multiple of 5. */
static bool is_la_poste(Str digits) {
  uint32_t sum = 0;
  if (memcmp(digits.p, "356000000", SIREN) != 0) return false;
  for (uint32_t i = 0; i < digits.n; i++) sum += (uint32_t)(digits.p[i] - '0');
  return sum % 5 == 0;
}

void fn_valid_siren(FnCall *call) {
  EACH_LANE(call, i) {
    Str text = fn_str(call, 0, i);
    if (text.n == SIREN && all_digits(text) && luhn_holds(text)) mask_set(call->bits, i);
  }
}

void fn_valid_siret(FnCall *call) {
  EACH_LANE(call, i) {
    Str text = fn_str(call, 0, i);
    bool holds = text.n == SIRET && all_digits(text) && (luhn_holds(text) || is_la_poste(text));
    if (holds) mask_set(call->bits, i);
  }
}

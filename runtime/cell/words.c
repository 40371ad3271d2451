/* SPDX-License-Identifier: MIT */
#include "runtime/cell/words.h"

#include <ctype.h>
#include <utf8proc.h>

enum { NAME_ROOM = 256 };

static const struct {
  const char *word;
  Role role;
} words[] = {
    {"siret", ROLE_SIRET},       {"siren", ROLE_SIREN},         {"email", ROLE_EMAIL},       {"mail", ROLE_EMAIL},
    {"courriel", ROLE_EMAIL},    {"phone", ROLE_PHONE},         {"tel", ROLE_PHONE},         {"telephone", ROLE_PHONE},
    {"mobile", ROLE_PHONE},      {"portable", ROLE_PHONE},      {"postcode", ROLE_POSTCODE}, {"postal", ROLE_POSTCODE},
    {"zip", ROLE_POSTCODE},      {"zipcode", ROLE_POSTCODE},    {"cp", ROLE_POSTCODE},       {"fax", ROLE_CODE},
    {"nic", ROLE_CODE},          {"tva", ROLE_CODE},            {"vat", ROLE_CODE},          {"insee", ROLE_CODE},
    {"naf", ROLE_CODE},          {"ape", ROLE_CODE},            {"iban", ROLE_CODE},         {"name", ROLE_NAME},
    {"nom", ROLE_NAME},          {"prenom", ROLE_NAME},         {"firstname", ROLE_NAME},    {"lastname", ROLE_NAME},
    {"raison", ROLE_NAME},       {"denomination", ROLE_NAME},   {"company", ROLE_NAME},      {"societe", ROLE_NAME},
    {"entreprise", ROLE_NAME},
};

static uint32_t put(char *out, uint32_t room, utf8proc_int32_t c) {
  utf8proc_uint8_t bytes[4];
  if (c == 0x153 || c == 0xE6) { /* œ æ: no marks to fold, but written so */
    if (room < 2) return 0;
    memcpy(out, c == 0x153 ? "oe" : "ae", 2);
    return 2;
  }
  utf8proc_ssize_t n = utf8proc_encode_char(c, bytes);
  if (n <= 0 || (uint32_t)n > room) return 0;
  memcpy(out, bytes, (size_t)n);
  return (uint32_t)n;
}

uint32_t fold_text(Str text, char *out, uint32_t room) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < text.n && n < room;) {
    if ((unsigned char)text.p[i] < 128) {
      out[n++] = (char)tolower((unsigned char)text.p[i++]);
      continue;
    }
    utf8proc_int32_t c, folded[16];
    utf8proc_ssize_t step = utf8proc_iterate((const utf8proc_uint8_t *)text.p + i, (utf8proc_ssize_t)(text.n - i), &c);
    if (step <= 0) break;
    i += (uint32_t)step;
    int boundary = 0;
    utf8proc_ssize_t parts = utf8proc_decompose_char(
        c, folded, 16, UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK | UTF8PROC_STABLE, &boundary);
    for (utf8proc_ssize_t k = 0; k < parts && k < 16; k++) n += put(out + n, room - n, folded[k]);
  }
  return n;
}

static Role role_of_word(Str word) {
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (str_is(word, words[i].word)) return words[i].role;
  return ROLE_NONE;
}

/* The name with a blank where a capital begins a word within. */
static uint32_t part_words(Str name, char *out, uint32_t room) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < name.n && n + 2 <= room; i++) {
    if (i && isupper((unsigned char)name.p[i]) && islower((unsigned char)name.p[i - 1])) out[n++] = ' ';
    out[n++] = name.p[i];
  }
  return n;
}

Role role_of_name(Str name) {
  char parted[NAME_ROOM], folded[NAME_ROOM];
  uint32_t n = fold_text((Str){parted, part_words(name, parted, NAME_ROOM)}, folded, NAME_ROOM);
  Role found = ROLE_NONE;
  for (uint32_t i = 0; i < n;) {
    uint32_t from = i;
    while (i < n && (isalnum((unsigned char)folded[i]) || (unsigned char)folded[i] >= 128)) i++;
    Role role = role_of_word((Str){folded + from, i - from});
    /* What a column is beats what it belongs to: `company phone` is a phone. */
    if (role && (found == ROLE_NONE || found == ROLE_NAME)) found = role;
    if (i == from) i++;
  }
  return found;
}

bool role_is_identifier(Role role) { return role != ROLE_NONE && role != ROLE_NAME && role != ROLE_EMAIL; }

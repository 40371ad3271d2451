/* SPDX-License-Identifier: MIT
 * Decoding a CSV file to UTF-8, by iconv. Bytes without a meaning become CSV_NO_TEXT, which no UTF-8 has, so that the row
 * in which they stand is known to be bad and the rows around it are read. */
#include "runtime/csv/csv_parts.h"

#include <ctype.h>
#include <errno.h>
#include <strings.h>

/* iconv takes options behind slashes and names of files: only plain names go there. */
static bool plain_name(const char *name) {
  size_t n = strlen(name);
  if (n == 0 || n >= CSV_NAME_MOST) return false;
  for (size_t i = 0; i < n; i++)
    if (!isalnum((unsigned char)name[i]) && !strchr("-_.:+()", name[i])) return false;
  return true;
}

static bool is_utf8(const char *name) { return strcasecmp(name, "utf-8") == 0 || strcasecmp(name, "utf8") == 0; }

static uint32_t unit_of(const char *name) {
  if (strncasecmp(name, "utf-16", 6) == 0 || strncasecmp(name, "utf16", 5) == 0 || strncasecmp(name, "ucs-2", 5) == 0) return 2;
  if (strncasecmp(name, "utf-32", 6) == 0 || strncasecmp(name, "utf32", 5) == 0 || strncasecmp(name, "ucs-4", 5) == 0) return 4;
  return 1;
}

bool csv_decoder_open(CsvDecoder *decoder, const char *name, uint32_t mark) {
  decoder->opened = decoder->ended = false;
  decoder->held = 0;
  decoder->mark = mark;
  decoder->unit = 1;
  if (!plain_name(name)) return false;
  decoder->direct = is_utf8(name);
  strcpy(decoder->name, decoder->direct ? "UTF-8" : name);
  if (decoder->direct) return true;
  decoder->unit = unit_of(name);
  decoder->iconv = iconv_open("UTF-8", name);
  decoder->opened = decoder->iconv != (iconv_t)-1;
  return decoder->opened;
}

void csv_decoder_close(CsvDecoder *decoder) {
  if (decoder->opened) iconv_close(decoder->iconv);
  decoder->opened = false;
}

bool csv_decoder_rewind(CsvDecoder *decoder, CsvInput *input) {
  decoder->held = 0;
  decoder->ended = false;
  if (decoder->opened) iconv(decoder->iconv, NULL, NULL, NULL, NULL);
  return csv_input_seek(input, decoder->mark);
}

/* Decodes what is held; stops where it is used up, cut in the middle of a character, or `out` is full. */
static size_t decode_held(CsvDecoder *decoder, char *out, size_t room) {
  char *in = decoder->bytes, *to = out;
  size_t left = decoder->held;
  while (left) {
    if (iconv(decoder->iconv, &in, &left, &to, &room) != (size_t)-1) break;
    if (errno == E2BIG || (errno == EINVAL && !decoder->ended)) break;
    if (room == 0) break;
    size_t skip = left < decoder->unit ? left : decoder->unit;
    in += skip;
    left -= skip;
    *to++ = (char)CSV_NO_TEXT;
    room--;
  }
  memmove(decoder->bytes, in, left);
  decoder->held = left;
  return (size_t)(to - out);
}

ssize_t csv_decoder_read(CsvDecoder *decoder, CsvInput *input, char *out, size_t room) {
  if (decoder->direct) return csv_input_read(input, out, room);
  for (;;) {
    if (!decoder->ended && decoder->held < sizeof decoder->bytes) {
      ssize_t n = csv_input_read(input, decoder->bytes + decoder->held, sizeof decoder->bytes - decoder->held);
      if (n < 0) return -1;
      decoder->ended = n == 0;
      decoder->held += (size_t)n;
    }
    size_t made = decode_held(decoder, out, room);
    if (made || decoder->ended) return (ssize_t)made;
  }
}

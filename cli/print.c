/* SPDX-License-Identifier: MIT
 * Numbers, shares and texts on a terminal. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

void print_count(FILE *out, uint64_t count, int width) {
  char digits[24], text[40];
  int n = snprintf(digits, sizeof digits, "%llu", (unsigned long long)count), at = 0;
  for (int i = 0; i < n; i++) {
    if (i && (n - i) % 3 == 0) text[at++] = ' ';
    text[at++] = digits[i];
  }
  text[at] = 0;
  fprintf(out, "%*s", width, text);
}

/* A column that is too narrow still keeps a blank before it. */
static void print_column(FILE *out, const char *text, int width) {
  fprintf(out, "%s%*s", width && (int)strlen(text) >= width ? " " : "", width, text);
}

void print_decimal(FILE *out, double number, int decimals, int width) {
  char text[400], grouped[540];
  int n = snprintf(text, sizeof text, "%.*f", decimals, number), at = 0, point = n - (decimals ? decimals + 1 : 0);
  for (int i = 0; i < n; i++) {
    if (i > 0 && i < point && text[i - 1] != '-' && (point - i) % 3 == 0) grouped[at++] = ' ';
    grouped[at++] = text[i];
  }
  grouped[at] = 0;
  print_column(out, grouped, width);
}

void print_money(FILE *out, int64_t money, int width) {
  uint64_t size = money < 0 ? 0 - (uint64_t)money : (uint64_t)money;
  char text[32], grouped[48];
  int n = snprintf(text, sizeof text, "%s%llu", money < 0 ? "-" : "", (unsigned long long)(size / 10000)), at = 0;
  for (int i = 0; i < n; i++) {
    if (i > 0 && text[i - 1] != '-' && (n - i) % 3 == 0) grouped[at++] = ' ';
    grouped[at++] = text[i];
  }
  unsigned rest = (unsigned)(size % 10000);
  int digits = rest % 100 == 0 ? 2 : rest % 10 == 0 ? 3 : 4;
  snprintf(grouped + at, sizeof grouped - (size_t)at, ".%0*u", digits, digits == 2 ? rest / 100 : digits == 3 ? rest / 10 : rest);
  print_column(out, grouped, width);
}

/* Rounded half up to a tenth, in whole numbers: the same everywhere. All but all is not 100 %, and a few are not none. */
void print_share(FILE *out, uint64_t part, uint64_t whole, int width) {
  if (!whole) {
    fprintf(out, "%*s", width + 2, "–"); /* the dash has three bytes */
    return;
  }
  char text[32];
  unsigned __int128 tenths = ((unsigned __int128)part * 2000 + whole) / ((unsigned __int128)whole * 2);
  if (tenths >= 1000 && part < whole) tenths = 999;
  if (tenths == 0 && part) snprintf(text, sizeof text, "< 0.1 %%");
  else snprintf(text, sizeof text, "%u.%u %%", (unsigned)(tenths / 10), (unsigned)(tenths % 10));
  fprintf(out, "%*s", width, text);
}

void print_share_bar(FILE *out, uint64_t part, uint64_t whole) {
  enum { BAR_WIDTH = 20 };
  static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  if (!whole || !part) return;
  uint64_t n = (uint64_t)((unsigned __int128)part * BAR_WIDTH * 8 / whole);
  fputs("  ", out);
  for (uint64_t i = 0; i < n / 8; i++) fputs("█", out);
  fputs(n ? eighths[n % 8] : "▏", out);
}

/* Decodes one code point; a byte that is none stands for itself, shown as one. */
static utf8proc_ssize_t next_point(const char *text, utf8proc_int32_t *point) {
  utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)text, -1, point);
  if (n > 0) return n;
  *point = 0xFFFD;
  return 1;
}

/* Control characters, and those that turn the direction of writing, could play tricks on a terminal. */
static bool is_hidden(utf8proc_int32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069);
}

static int show_point(char *out, const char *text, utf8proc_ssize_t n, utf8proc_int32_t point) {
  if (is_hidden(point)) return sprintf(out, "\\u{%x}", (unsigned)point);
  memcpy(out, text, (size_t)n);
  out[n] = 0;
  return utf8proc_charwidth(point);
}

int text_columns(const char *text) {
  int columns = 0;
  char shown[16];
  utf8proc_int32_t point;
  for (utf8proc_ssize_t n; *text; text += n) {
    n = next_point(text, &point);
    columns += show_point(shown, text, n, point);
  }
  return columns;
}

int wide_enough(int width, const char *text, int most) {
  int columns = text_columns(text) + 2;
  return columns > most ? (width > most ? width : most) : columns > width ? columns : width;
}

void print_padded(FILE *out, const char *text, int width) {
  char shown[16];
  utf8proc_int32_t point;
  int columns = 0;
  for (utf8proc_ssize_t n; *text; text += n) {
    n = next_point(text, &point);
    columns += show_point(shown, text, n, point);
    fputs(shown, out);
  }
  if (columns < width) fprintf(out, "%*s", width - columns, "");
}

void print_cut(FILE *out, const char *text, int width) {
  if (text_columns(text) <= width) {
    print_padded(out, text, width);
    return;
  }
  char shown[16];
  utf8proc_int32_t point;
  int columns = 0;
  for (utf8proc_ssize_t n; *text; text += n) {
    n = next_point(text, &point);
    int more = show_point(shown, text, n, point);
    if (columns + more >= width) break;
    fputs(shown, out);
    columns += more;
  }
  if (width > 0) fputs("…", out);
  if (columns + 1 < width) fprintf(out, "%*s", width - columns - 1, "");
}

/* How many bytes of the text fit: whole words, or where the first is too long, a part of it. */
static size_t fitting(const char *text, int room) {
  size_t at = 0, word = 0;
  char shown[16];
  utf8proc_int32_t point;
  for (int columns = 0; text[at];) {
    utf8proc_ssize_t n = next_point(text + at, &point);
    columns += show_point(shown, text + at, n, point);
    if (columns > room) return word ? word : at ? at : (size_t)n;
    if (point == ' ') word = at;
    at += (size_t)n;
  }
  return at;
}

void print_wrapped(FILE *out, const char *text, int width, int indent) {
  for (int before = 0; *text || !before; before = indent) {
    size_t n = width ? fitting(text, width > before ? width - before : 1) : strlen(text);
    char *line = strndup(text, n);
    fprintf(out, "%*s", before, "");
    if (line) print_padded(out, line, 0);
    free(line);
    fputc('\n', out);
    text += n + strspn(text + n, " ");
    if (!*text) return;
  }
}

void print_aligned(FILE *out, const char *text, int width) {
  int columns = text_columns(text);
  fprintf(out, "%*s%s", columns < width ? width - columns : 0, "", text);
}

void print_json_text(FILE *out, const char *text) {
  utf8proc_int32_t point;
  fputc('"', out);
  for (utf8proc_ssize_t n; *text; text += n) {
    n = next_point(text, &point);
    if (point == '"' || point == '\\') fprintf(out, "\\%c", (int)point);
    else if (point == '\n') fputs("\\n", out);
    else if (point == '\t') fputs("\\t", out);
    else if (is_hidden(point)) fprintf(out, "\\u%04x", (unsigned)point);
    else if (point == 0xFFFD) fputs("\xEF\xBF\xBD", out);
    else fwrite(text, 1, (size_t)n, out);
  }
  fputc('"', out);
}

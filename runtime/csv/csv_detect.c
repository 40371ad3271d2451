/* SPDX-License-Identifier: MIT
 * What a CSV file is written in: its encoding (byte order mark, UTF-8 by its own shape, else uchardet, with CP1252 where that
 * has little to go by) and its delimiter. */
#include "runtime/csv/csv_parts.h"

enum {
  MARKED_HEAD = 4096,    /* bytes looked at for UTF-16 without a mark */
  SURE_OF_UTF8 = 1000,   /* so many characters of two bytes and more, none broken: no need to look further */
  SURE_OF_OTHER = 64,    /* so many broken ones, more than good ones */
  FEW_HIGH = 32,         /* uchardet guesses wildly on fewer bytes above 127 */
  UCHARDET_BYTES = 1 << 18,
  GUESS_ROWS = 100,      /* looked at for the delimiter */
};

uint32_t csv_mark(const char *p, size_t n, const char **name) {
  static const struct {
    const char *bytes;
    uint32_t n;
    const char *name;
  } marks[] = {{"\xEF\xBB\xBF", 3, "UTF-8"}, {"\xFF\xFE\0\0", 4, "UTF-32LE"}, {"\0\0\xFE\xFF", 4, "UTF-32BE"},
               {"\xFF\xFE", 2, "UTF-16LE"}, {"\xFE\xFF", 2, "UTF-16BE"}};
  for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
    if (n < marks[i].n || memcmp(p, marks[i].bytes, marks[i].n) != 0) continue;
    *name = marks[i].name;
    return marks[i].n;
  }
  return 0;
}

/* UTF-16 without a mark: of plain text every other byte is 0. NULL where it is not. */
static const char *zeros_say(const char *p, size_t n) {
  size_t zeros[2] = {0, 0};
  if (n > MARKED_HEAD) n = MARKED_HEAD;
  for (size_t i = 0; i < n; i++) zeros[i & 1] += p[i] == 0;
  if (zeros[1] * 3 > n && zeros[0] == 0) return "UTF-16LE";
  if (zeros[0] * 3 > n && zeros[1] == 0) return "UTF-16BE";
  return NULL;
}

/* How UTF-8 a run of bytes is; characters may be cut between blocks. */
typedef struct Shape {
  uint64_t good, broken, high; /* characters of two bytes and more; bytes that fit none; bytes above 127 */
  bool c1;                     /* bytes 0x80-0x9F: letters in CP1252, control characters in ISO 8859 */
  uint32_t need;               /* bytes that the character still wants … */
  unsigned char lo, hi;        /* … the next of them between these */
} Shape;

static void begin_character(Shape *s, unsigned char c) {
  s->lo = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80;
  s->hi = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
  s->need = c >= 0xC2 && c <= 0xDF ? 1 : c >= 0xE0 && c <= 0xEF ? 2 : c >= 0xF0 && c <= 0xF4 ? 3 : 0;
  if (!s->need) s->broken++;
}

static void shape_byte(Shape *s, unsigned char c) {
  s->high += c > 127;
  s->c1 |= c >= 0x80 && c <= 0x9F;
  if (s->need && c >= s->lo && c <= s->hi) {
    s->lo = 0x80;
    s->hi = 0xBF;
    if (--s->need == 0) s->good++;
    return;
  }
  if (s->need) {
    s->broken++;
    s->need = 0;
  }
  if (c > 127) begin_character(s, c);
}

static void shape_bytes(Shape *s, const char *p, size_t n) {
  for (size_t i = 0; i < n;) {
    uint64_t eight;
    if (!s->need && i + 8 <= n && (memcpy(&eight, p + i, 8), (eight & 0x8080808080808080u) == 0)) i += 8;
    else shape_byte(s, (unsigned char)p[i++]);
  }
}

static bool latin(const char *name) {
  return strcmp(name, "ISO-8859-1") == 0 || strcmp(name, "WINDOWS-1252") == 0 || strcmp(name, "ISO-8859-15") == 0;
}

/* What is not UTF-8: uchardet's word from `offset` on, where it has enough to go by. */
static bool ask_uchardet(CsvInput *input, char *room, size_t size, uint64_t offset, const Shape *shape, CsvGuess *out) {
  strcpy(out->name, "CP1252");
  if (shape->high < FEW_HIGH) return true;
  if (!csv_input_seek(input, offset)) return false;
  CsvCharset charset;
  if (!csv_charset_open(&charset)) return true;
  ssize_t n = 0;
  for (size_t fed = 0; fed < UCHARDET_BYTES && (n = csv_input_read(input, room, size)) > 0; fed += (size_t)n)
    if (!csv_charset_feed(&charset, room, (size_t)n)) break;
  const char *name = csv_charset_name(&charset);
  bool wanted = *name && strlen(name) < CSV_NAME_MOST && strcmp(name, "UTF-8") != 0 && strcmp(name, "ASCII") != 0;
  /* ISO 8859-1 is CP1252 without its letters in 0x80-0x9F; -15 has control characters there, which no list of firms holds. */
  if (wanted && (!latin(name) || (strcmp(name, "ISO-8859-15") == 0 && !shape->c1))) strcpy(out->name, name);
  csv_charset_close(&charset);
  iconv_t known = iconv_open("UTF-8", out->name);
  if (known == (iconv_t)-1) strcpy(out->name, "CP1252");
  else iconv_close(known);
  return n >= 0;
}

bool csv_guess_encoding(CsvInput *input, char *room, size_t size, CsvGuess *out) {
  *out = (CsvGuess){.name = "UTF-8"};
  if (!csv_input_seek(input, 0)) return false;
  Shape shape = {.need = 0};
  uint64_t at = 0, first_broken = 0;
  ssize_t n;
  for (; (n = csv_input_read(input, room, size)) > 0; at += (uint64_t)n) {
    const char *name = NULL;
    if (at == 0 && (out->mark = csv_mark(room, (size_t)n, &name)) == 0) name = zeros_say(room, (size_t)n);
    if (name) {
      strcpy(out->name, name);
      return true;
    }
    bool sound = shape.broken == 0;
    shape_bytes(&shape, room, (size_t)n);
    if (sound && shape.broken) first_broken = at;
    if (shape.broken == 0 && shape.good >= SURE_OF_UTF8) return true;
    if (shape.broken >= SURE_OF_OTHER && shape.broken > shape.good) break;
  }
  if (n < 0) return false;
  if (n == 0 && shape.need) shape.broken++;
  /* A few broken bytes among many whole characters: UTF-8 with bad rows, which will be rejected. */
  if (shape.broken == 0 || shape.good > shape.broken) return true;
  return ask_uchardet(input, room, size, first_broken, &shape, out);
}

/* The share of rows, in thousandths, that have as many cells as the first; *cells is that count. */
static uint32_t evenness(CsvScan *scan, const char *p, size_t n, bool last, uint32_t *cells) {
  uint32_t rows = 0, same = 0;
  *cells = 0;
  while (n && rows < GUESS_ROWS && csv_scan_row(scan, p, n, last)) {
    p += scan->used;
    n -= scan->used;
    if (scan->raw == 0) continue;
    if (rows++ == 0) *cells = scan->count;
    same += scan->count == *cells && scan->defect == CSV_GOOD;
  }
  return rows ? same * 1000 / rows : 0;
}

/* Columns aligned by blanks: every row has a run of them within, and as many cells as the others. */
static bool aligned(CsvScan *scan, const char *p, size_t n, bool last) {
  uint32_t rows = 0, cells = 0;
  csv_scan_delimiter(scan, ' ');
  for (; n && rows < GUESS_ROWS && csv_scan_row(scan, p, n, last); rows += scan->raw > 0) {
    bool run = false;
    for (size_t i = 2; i < scan->raw; i++) run |= p[i - 2] != ' ' && p[i - 1] == ' ' && p[i] == ' ';
    if (scan->raw && cells == 0) cells = scan->count;
    if (scan->raw && (!run || scan->count != cells || scan->defect)) return false;
    p += scan->used;
    n -= scan->used;
  }
  return rows > 1 && cells > 1;
}

char csv_guess_delimiter(CsvScan *scan, const char *p, size_t n, bool last) {
  enum { EVEN = 900 };
  char best = ',';
  uint32_t best_even = 0, best_cells = 1;
  for (const char *d = ";\t|,"; *d; d++) {
    uint32_t cells;
    csv_scan_delimiter(scan, *d);
    uint32_t even = evenness(scan, p, n, last, &cells);
    if (cells < 2) continue;
    bool better = (even >= EVEN) != (best_even >= EVEN) ? even > best_even
                  : even >= EVEN                        ? cells > best_cells
                                                        : even > best_even;
    if (!better) continue;
    best = *d;
    best_even = even;
    best_cells = cells;
  }
  if (best_cells == 1 && aligned(scan, p, n, last)) best = ' ';
  csv_scan_delimiter(scan, best);
  return best;
}

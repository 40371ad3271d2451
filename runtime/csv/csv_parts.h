/* The parts of the CSV reader, for csv*.c alone: the file's bytes, their decoding to UTF-8, the scan of one row, and what is
 * found out about a file before it is read. */
#ifndef CIBLE_STORE_CSV_PARTS_H
#define CIBLE_STORE_CSV_PARTS_H

#include "runtime/csv/csv.h"

#include <iconv.h>
#include <sys/types.h>
#include <time.h>

/* ---- the file: always one that can be read twice (what cannot be is copied to a file without a name) ---- */

typedef struct CsvInput {
  int fd;
  uint64_t size, read;
  struct timespec changed; /* when it was last written, as opening saw it */
} CsvInput;

Status csv_input_open(CsvInput *input, const char *path, DiagList *diags) MUST_CHECK;
void csv_input_close(CsvInput *input);
bool csv_input_seek(CsvInput *input, uint64_t offset) MUST_CHECK;
/* The bytes read, 0 at the end, -1 where reading fails (errno). */
ssize_t csv_input_read(CsvInput *input, void *out, size_t room) MUST_CHECK;
/* Has it been written since it was opened? */
bool csv_input_changed(const CsvInput *input);

/* ---- decoding ---- */

enum { CSV_NAME_MOST = 40, CSV_DECODE_ROOM = 1 << 16 };

typedef struct CsvDecoder {
  char name[CSV_NAME_MOST];
  bool direct; /* the file is UTF-8 already */
  uint32_t mark;        /* bytes of the byte order mark */
  uint32_t unit;        /* bytes that are skipped where they have no meaning: 1, 2 for UTF-16, 4 for UTF-32 */
  iconv_t iconv;
  bool opened, ended;
  size_t held; /* bytes of `bytes` still to decode */
  char bytes[CSV_DECODE_ROOM];
} CsvDecoder;

/* A byte that no UTF-8 has: stands where the file's bytes have no meaning in its encoding. */
enum { CSV_NO_TEXT = 0xFF };

/* `mark`: length of the byte order mark. False where iconv does not know the encoding. */
bool csv_decoder_open(CsvDecoder *decoder, const char *name, uint32_t mark) MUST_CHECK;
void csv_decoder_close(CsvDecoder *decoder);
/* Back to the start, behind the byte order mark. */
bool csv_decoder_rewind(CsvDecoder *decoder, CsvInput *input) MUST_CHECK;
/* UTF-8 bytes written to out, 0 at the end, -1 where reading fails. `room` is at least 16. */
ssize_t csv_decoder_read(CsvDecoder *decoder, CsvInput *input, char *out, size_t room) MUST_CHECK;

/* ---- uchardet, loaded when it is needed ---- */

struct uchardet;
typedef struct CsvCharset {
  void *library;
  struct uchardet *detector;
  struct uchardet *(*make)(void);
  int (*feed)(struct uchardet *, const char *, size_t);
  void (*end)(struct uchardet *);
  const char *(*name)(struct uchardet *);
  void (*drop)(struct uchardet *);
} CsvCharset;

/* False where it is not there. */
bool csv_charset_open(CsvCharset *charset) MUST_CHECK;
void csv_charset_close(CsvCharset *charset);
/* False where it wants no more. */
bool csv_charset_feed(CsvCharset *charset, const char *p, size_t n) MUST_CHECK;
/* Of all that it was fed; empty where it does not know. Lives until it is closed. */
const char *csv_charset_name(CsvCharset *charset);

/* ---- one row ---- */

typedef struct CsvScan {
  Str *cells;     /* CSV_COLUMNS_MOST */
  bool *quoted;
  char *unquoted; /* room for the texts of cells with doubled quotes: as large as the window */
  bool stop[256]; /* delimiter and line ends */
  char delimiter;
  /* the row found */
  uint32_t count;
  size_t raw, used; /* its bytes without and with its line end */
  uint32_t lines;   /* line ends in `used` */
  CsvDefect defect;
} CsvScan;

void csv_scan_delimiter(CsvScan *scan, char delimiter);
/* The row at the start of the window; false where it may go on behind it, which is never so with `last`. A row with a quote
 * that goes wrong ends with its first line, so that one slip of a hand does not swallow the lines behind it. */
bool csv_scan_row(CsvScan *scan, const char *p, size_t n, bool last);
/* The first line of the window as a row with that defect; false where the window holds no line end and is not the last. */
bool csv_scan_cut(CsvScan *scan, const char *p, size_t n, bool last, CsvDefect defect);

/* ---- the rows of a stretch of text ---- */

enum {
  CSV_WINDOW = CSV_LINE_MOST + (1 << 16),
  CSV_LOOK = CSV_WINDOW - 16, /* so far behind its beginning is looked for a row's end */
};

typedef struct CsvWindow {
  const Alloc *alloc;
  CsvScan scan;
  char *text;
  size_t size;       /* room at `text` */
  size_t start, end; /* what is still to be read stands between them */
  bool last;         /* nothing comes behind `end` */
  bool skipping;     /* within a line that is too long and has been told */
  uint64_t line;     /* of the next row */
  CsvRow row;
  Buf mended;        /* what is shown of a row that is not text */
  Str cells[CSV_COLUMNS_MOST];
  bool quoted[CSV_COLUMNS_MOST];
} CsvWindow;

typedef enum CsvStep {
  CSV_STEP_ROW,
  CSV_STEP_MORE, /* start..end holds no whole row */
  CSV_STEP_END,
  CSV_STEP_NO_MEMORY,
} CsvStep;

bool csv_window_open(CsvWindow *window, const Alloc *alloc, size_t size) MUST_CHECK;
void csv_window_close(CsvWindow *window);
/* The next row, in window->row; lines without any character are passed over. What is a row does not hang on how much text stands
 * behind it, once there are CSV_LOOK bytes or a whole row. */
CsvStep csv_window_next(CsvWindow *window);

/* ---- the reader ---- */

struct Csv {
  const Alloc *alloc;
  CsvInput input;
  CsvDecoder decoder;
  CsvWindow window; /* slides over the file */
  Buf left;         /* behind the last row of a block: the beginning of the next block's first */
};

enum { CSV_READ_LEAST = 16 };

/* Reads on behind text[*end], as long as `size` leaves CSV_READ_LEAST bytes; *last: the file has ended. 0 or an errno. */
int csv_fill(Csv *csv, char *text, size_t size, size_t *end, bool *last) MUST_CHECK;

/* ---- finding out ---- */

typedef struct CsvGuess {
  char name[CSV_NAME_MOST];
  uint32_t mark;
} CsvGuess;

/* Looks through the file; false where reading fails. */
bool csv_guess_encoding(CsvInput *input, char *room, size_t size, CsvGuess *out) MUST_CHECK;
/* Length of the byte order mark at `p`, 0 where there is none; *name is what it stands for. */
uint32_t csv_mark(const char *p, size_t n, const char **name);
/* Among , ; tab | by how evenly the window's first rows are cut. */
char csv_guess_delimiter(CsvScan *scan, const char *p, size_t n, bool last);

#endif

/* Filed: a file of pieces of bytes, with a directory that says where they are.
 *
 *   header | pieces … | directory | header again, which knows now where the directory is
 *
 * The directory and each piece have a sum; nothing is taken on trust. A file appears whole or not at all. Files are this machine's own:
 * numbers are as it keeps them. */
#ifndef CIBLE_FILED_FILED_H
#define CIBLE_FILED_FILED_H

#include "runtime/base/alloc.h"
#include "runtime/base/output.h"
#include "runtime/filed/sum.h"

enum { FILED_MAGIC_BYTES = 16, FILED_PIECE_MOST = 1 << 30 /* bytes */ };

/* A kind of file. */
typedef struct FiledForm {
  char magic[FILED_MAGIC_BYTES];
  uint32_t form, order, unit, reserved; /* order: FILED_ORDER as this machine keeps it; unit: the size of what pieces are made of */
} FiledForm;
enum { FILED_ORDER = 0x01020304 };

typedef struct FiledHeader {
  FiledForm form;
  uint64_t directory_at, directory_bytes, directory_sum;
} FiledHeader;

typedef struct FiledPiece {
  uint64_t at, bytes, sum; /* without bytes: there is none */
} FiledPiece;

/* ---- reading ---- */

/* -1: it cannot be opened. */
int filed_open(const char *path);
/* The directory of an open file of that form, to be freed with one byte more; NULL where it is not sound, or memory is out. */
uint8_t *filed_directory(int fd, const FiledForm *form, const Alloc *alloc, size_t *n);
bool filed_read(int fd, uint64_t at, void *to, size_t n);
/* Reads a piece, and holds it to its sum. */
bool filed_read_piece(int fd, const FiledPiece *piece, void *to);
/* The same with one byte more, to be freed; NULL where it is not sound, or memory is out. */
uint8_t *filed_take_piece(int fd, const FiledPiece *piece, const Alloc *alloc);

/* Bytes that are looked through, from the first to the last. Once something does not fit, all that is taken is empty. */
typedef struct FiledReading {
  const uint8_t *p, *end;
  bool failed;
} FiledReading;
const uint8_t *filed_take(FiledReading *reading, uint64_t n);
uint64_t filed_take_number(FiledReading *reading, uint64_t most);
Str filed_take_str(FiledReading *reading);
FiledPiece filed_take_place(FiledReading *reading);

/* ---- writing ---- */

typedef struct FiledWriting {
  Output *output;
  DiagList *diags;
  Status status;
  uint64_t at;   /* the next byte's */
  Buf directory; /* so far */
  FiledForm form;
} FiledWriting;

/* Begins a file that is to appear under that name. It must be ended. */
void filed_begin(FiledWriting *writing, const char *path, const FiledForm *form, const Alloc *alloc, DiagList *diags);
/* All is there: writes the directory, or, after anything has failed, leaves nothing behind. */
Status filed_end(FiledWriting *writing) MUST_CHECK;
void filed_put(FiledWriting *writing, const void *bytes, size_t n);
/* A piece of its own, which the next begins behind, at a multiple of eight. */
FiledPiece filed_put_piece(FiledWriting *writing, const void *bytes, size_t n);
void filed_note(FiledWriting *writing, const void *bytes, size_t n);
void filed_note_number(FiledWriting *writing, uint64_t number);
void filed_note_str(FiledWriting *writing, Str s);
void filed_note_place(FiledWriting *writing, FiledPiece piece);

#endif

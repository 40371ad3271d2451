/* Images: a program as bytes (`.cibc`), the same on every machine: little-endian, a magic number, a version, sections with
 * lengths, a checksum. Reading checks every length against what is left; the verifier runs on the result. */
#ifndef CIBLE_CODE_IMAGE_H
#define CIBLE_CODE_IMAGE_H

#include "runtime/base/buf.h"
#include "runtime/base/diag.h"
#include "runtime/base/status.h"
#include "runtime/code/program.h"

void image_write(const Program *program, Buf *out);
bool image_is(Str bytes);
/* A new program, not yet verified; STATUS_NO and a message where the bytes are no image. */
Status image_read(const Alloc *alloc, Str bytes, DiagList *diags, Program **out) MUST_CHECK;

#endif

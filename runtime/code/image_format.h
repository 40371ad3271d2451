/* What image_write.c and image_read.c agree on. */
#ifndef CIBLE_CODE_IMAGE_FORMAT_H
#define CIBLE_CODE_IMAGE_FORMAT_H

#include "runtime/base/str.h"

/* 0 magic (8), 8 version (4), 12 length of the body (8), 20 checksum of the body (8), 28 body */
#define IMAGE_MAGIC "\x7f" "CIBLE\r\n"
enum { IMAGE_MAGIC_SIZE = 8, IMAGE_VERSION = 2, IMAGE_LENGTH_AT = 12, IMAGE_CHECKSUM_AT = 20, IMAGE_HEADER_SIZE = 28 };

/* FNV-1a of 64 bits: finds accidents. Whoever means harm meets the verifier. */
static inline uint64_t image_checksum(Str body) {
  uint64_t hash = 0xcbf29ce484222325ull;
  for (uint32_t i = 0; i < body.n; i++) hash = (hash ^ (unsigned char)body.p[i]) * 0x100000001b3ull;
  return hash;
}

#endif

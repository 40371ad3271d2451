/* Facts of the SQLite file format (sqlite.org/fileformat2.html), for those who read its pages and those who build them.
 *
 * A file is pages of one size, numbered from 1. The first begins with the header of the file; its b-tree page, the root of
 * sqlite_schema, comes behind. Numbers are big-endian throughout.
 *
 *   leaf of a table    | 13, free block, cells, content, fragments | pointer ... | free | content ... |
 *     its cell         | varint payload bytes | varint rowid | payload, as far as it is local | overflow page, if there is one |
 *   interior page      | 5, as above, the rightmost child | pointer ... | free | (child, varint greatest rowid below it) ... |
 *   of an index        | 10 and 2: payload in both, no rowid before it; a cell of an interior page begins with its child |
 *   payload            | varint header bytes | varint serial type ... | value ... |
 *   overflow page      | the next one, or 0 | payload ... |
 *
 * `usable` is the page's size less the bytes reserved at its end. */
#ifndef CIBLE_PAGES_PAGE_FORMAT_H
#define CIBLE_PAGES_PAGE_FORMAT_H

#include <stdint.h>
#include <string.h>

enum {
  PAGE_SIZE_LEAST = 512,
  PAGE_SIZE_MOST = 65536,
  VARINT_MOST = 9,         /* bytes */
  LOCK_BYTE = 0x40000000,  /* the page that holds this byte of the file is never used */
  OVERFLOW_HEAD = 4,       /* bytes of the next page's number */
  CHILD_BYTES = 4,
  CELL_POINTER_BYTES = 2,
  CELL_BYTES_LEAST = 4     /* a smaller cell would leave no room for a free block */
};

/* The header of the file, at the beginning of page 1. */
enum {
  FILE_HEADER_BYTES = 100,
  FILE_AT_PAGE_SIZE = 16, /* 2 bytes; 1: 65536 */
  FILE_AT_WRITE_VERSION = 18,
  FILE_AT_READ_VERSION = 19, /* 1: rollback journal, 2: WAL */
  FILE_AT_RESERVED = 20,
  FILE_AT_PAYLOAD_FRACTIONS = 21, /* 64, 32, 32 */
  FILE_AT_CHANGE_COUNTER = 24,
  FILE_AT_PAGES = 28, /* valid where the change counter equals the one at FILE_AT_VALID_FOR */
  FILE_AT_FREELIST = 32,
  FILE_AT_FREE_PAGES = 36,
  FILE_AT_SCHEMA_COOKIE = 40,
  FILE_AT_SCHEMA_FORMAT = 44,
  FILE_AT_LARGEST_ROOT = 52, /* not 0: auto-vacuum, with pages of pointers */
  FILE_AT_ENCODING = 56,     /* 1: UTF-8, 2 and 3: UTF-16 */
  FILE_AT_USER_VERSION = 60,
  FILE_AT_APPLICATION_ID = 68,
  FILE_AT_VALID_FOR = 92,
  FILE_AT_SQLITE_VERSION = 96
};
#define FILE_MAGIC "SQLite format 3" /* with its NUL: 16 bytes */

/* The header of a b-tree page, behind that of the file on page 1. */
enum {
  PAGE_INDEX_INTERIOR = 2,
  PAGE_TABLE_INTERIOR = 5,
  PAGE_INDEX_LEAF = 10,
  PAGE_TABLE_LEAF = 13,
  PAGE_AT_TYPE = 0,
  PAGE_AT_FREE_BLOCK = 1,
  PAGE_AT_CELLS = 3,
  PAGE_AT_CONTENT = 5, /* where the content begins; 0: 65536 */
  PAGE_AT_FRAGMENTS = 7,
  PAGE_AT_RIGHT = 8, /* of an interior page: its last child */
  PAGE_LEAF_HEAD = 8,
  PAGE_INTERIOR_HEAD = 12
};

/* Serial types: from SERIAL_BLOB on, even ones are blobs of (type - 12) / 2 bytes, odd ones texts of (type - 13) / 2. */
enum {
  SERIAL_NULL = 0,
  SERIAL_INT_8 = 1,
  SERIAL_INT_16 = 2,
  SERIAL_INT_24 = 3,
  SERIAL_INT_32 = 4,
  SERIAL_INT_48 = 5,
  SERIAL_INT_64 = 6,
  SERIAL_REAL = 7,
  SERIAL_ZERO = 8, /* the integers 0 and 1, without a byte */
  SERIAL_ONE = 9,
  SERIAL_BLOB = 12,
  SERIAL_TEXT = 13
};

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "words are turned round on their way to the file");

/* How much of a payload stands in the cell of a table's leaf, or of an index; the rest is in overflow pages. */
static inline uint32_t payload_split(uint32_t usable, uint64_t payload, uint32_t most) {
  uint32_t least = (usable - 12) * 32 / 255 - 23;
  if (payload <= most) return (uint32_t)payload;
  uint32_t fitting = least + (uint32_t)((payload - least) % (usable - OVERFLOW_HEAD));
  return fitting <= most ? fitting : least;
}
static inline uint32_t table_local_most(uint32_t usable) { return usable - 35; }
static inline uint32_t index_local_most(uint32_t usable) { return (usable - 12) * 64 / 255 - 23; }

/* Cells on one page: each takes at least CELL_BYTES_LEAST and a pointer. */
static inline uint32_t page_cells_most(uint32_t page_size) { return (page_size - PAGE_LEAF_HEAD) / (CELL_BYTES_LEAST + CELL_POINTER_BYTES); }

static inline uint32_t lock_page(uint32_t page_size) { return LOCK_BYTE / page_size + 1; }

static inline uint16_t get_be16(const uint8_t *p) { return (uint16_t)(p[0] << 8 | p[1]); }

static inline uint32_t get_be32(const uint8_t *p) {
  uint32_t bits;
  memcpy(&bits, p, sizeof bits);
  return __builtin_bswap32(bits);
}

static inline uint64_t get_be64(const uint8_t *p) {
  uint64_t bits;
  memcpy(&bits, p, sizeof bits);
  return __builtin_bswap64(bits);
}

static inline void put_be16(uint8_t *p, uint32_t value) {
  uint16_t bits = __builtin_bswap16((uint16_t)value);
  memcpy(p, &bits, sizeof bits);
}

static inline void put_be32(uint8_t *p, uint32_t value) {
  uint32_t bits = __builtin_bswap32(value);
  memcpy(p, &bits, sizeof bits);
}

static inline void put_be64(uint8_t *p, uint64_t value) {
  uint64_t bits = __builtin_bswap64(value);
  memcpy(p, &bits, sizeof bits);
}

#endif

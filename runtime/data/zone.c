/* SPDX-License-Identifier: MIT
 * Reader of TZif files, version 2 and later (RFC 8536). The file is the system's, yet each count is checked against its size. */
#include "runtime/data/zone.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "runtime/data/zone_rule.h"

#define ZONE_FOLDER "/usr/share/zoneinfo/"
enum { NAME_MOST = 64, FILE_MOST = 1 << 18, HEAD = 44, OFFSET_MOST = 26 * 3600 };

struct Zone {
  const uint8_t *times;   /* count of 8 bytes, big-endian: from when the next entry of `kinds` holds */
  const uint8_t *kinds;   /* a byte each: which of `types` */
  const uint8_t *types;   /* type_count of 6 bytes: the offset, is it summer time, its name */
  uint32_t count;
  bool has_rule; /* for what comes after the last entry */
  ZoneRule rule;
};

static uint32_t read_32(const uint8_t *p) { return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3]; }

static int64_t read_64(const uint8_t *p) { return (int64_t)((uint64_t)read_32(p) << 32 | read_32(p + 4)); }

/* Names are IANA's: parts that begin with a capital, so that neither `..` nor the folder's other files are reached. */
static bool name_allowed(Str name) {
  if (name.n == 0 || name.n > NAME_MOST) return false;
  for (uint32_t i = 0; i < name.n; i++) {
    char c = name.p[i];
    bool capital = c >= 'A' && c <= 'Z', first = i == 0 || name.p[i - 1] == '/';
    bool other = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '+' || c == '-' || c == '/';
    if (!capital && (first || !other)) return false;
  }
  return name.p[name.n - 1] != '/';
}

/* The file's bytes, at most FILE_MOST; p is NULL where it cannot be read. */
static Str read_whole(const char *path, Arena *arena) {
  Str none = {NULL, 0};
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (file < 0) return none;
  off_t size = lseek(file, 0, SEEK_END);
  char *bytes = size > 0 && size <= FILE_MOST && lseek(file, 0, SEEK_SET) == 0 ? arena_bytes(arena, (size_t)size) : NULL;
  uint32_t n = 0;
  while (bytes && n < size) {
    ssize_t got = read(file, bytes + n, (size_t)size - n);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    n += (uint32_t)got;
  }
  close(file);
  return bytes && n == size ? (Str){bytes, n} : none;
}

/* The counts of a block's head. */
typedef struct Counts {
  uint32_t utc, standard, leaps, times, types, chars;
} Counts;

static bool read_head(const uint8_t *p, size_t left, Counts *out) {
  if (left < HEAD || memcmp(p, "TZif", 4) != 0 || p[4] < '2') return false;
  *out = (Counts){read_32(p + 20), read_32(p + 24), read_32(p + 28), read_32(p + 32), read_32(p + 36), read_32(p + 40)};
  return out->utc <= FILE_MOST && out->standard <= FILE_MOST && out->leaps <= FILE_MOST && out->times <= FILE_MOST &&
         out->types <= FILE_MOST && out->chars <= FILE_MOST;
}

static size_t block_size(const Counts *c, size_t time_size) {
  return c->times * (time_size + 1) + (size_t)c->types * 6 + c->chars + c->leaps * (time_size + 4) + c->standard + c->utc;
}

static bool types_hold(const Zone *zone, uint32_t type_count) {
  for (uint32_t i = 0; i < type_count; i++) {
    int32_t offset = (int32_t)read_32(zone->types + (size_t)i * 6);
    if (offset < -OFFSET_MOST || offset > OFFSET_MOST) return false;
  }
  for (uint32_t i = 0; i < zone->count; i++)
    if (zone->kinds[i] >= type_count) return false;
  return type_count > 0;
}

/* The rule stands between two line ends behind the block; an empty one says nothing. */
static bool read_rule(Zone *zone, const uint8_t *p, const uint8_t *end) {
  if (end - p < 2 || p[0] != '\n') return false;
  const uint8_t *close = memchr(p + 1, '\n', (size_t)(end - p - 1));
  if (!close) return false;
  Str text = {(const char *)p + 1, (uint32_t)(close - p - 1)};
  zone->has_rule = text.n > 0;
  return !zone->has_rule || zone_rule_parse(text, &zone->rule);
}

static bool read_table(Zone *zone, Str bytes) {
  const uint8_t *p = (const uint8_t *)bytes.p, *end = p + bytes.n;
  Counts c;
  /* The first block, with times of 4 bytes, is for old readers. */
  if (!read_head(p, bytes.n, &c) || HEAD + block_size(&c, 4) > bytes.n) return false;
  p += HEAD + block_size(&c, 4);
  if (!read_head(p, (size_t)(end - p), &c) || HEAD + block_size(&c, 8) > (size_t)(end - p)) return false;
  p += HEAD;
  zone->count = c.times;
  zone->times = p;
  zone->kinds = zone->times + (size_t)c.times * 8;
  zone->types = zone->kinds + c.times;
  return c.leaps == 0 && types_hold(zone, c.types) && read_rule(zone, p + block_size(&c, 8), end);
}

const Zone *zone_open(Str name, Arena *arena) {
  if (!name_allowed(name)) return NULL;
  char path[sizeof ZONE_FOLDER + NAME_MOST] = ZONE_FOLDER;
  memcpy(path + sizeof ZONE_FOLDER - 1, name.p, name.n);
  Str bytes = read_whole(path, arena);
  Zone *zone = bytes.p ? ARENA_NEW(arena, Zone) : NULL;
  return zone && read_table(zone, bytes) ? zone : NULL;
}

bool zone_exists(Str name) {
  Arena arena;
  arena_init(&arena, &alloc_system);
  bool exists = zone_open(name, &arena) != NULL;
  arena_free(&arena);
  return exists;
}

static int32_t type_offset(const Zone *zone, uint32_t type) { return (int32_t)read_32(zone->types + (size_t)type * 6); }

int64_t zone_local(const Zone *zone, int64_t datetime) {
  uint32_t low = 0, high = zone->count; /* entries before `low` have begun, those from `high` have not */
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    if (read_64(zone->times + (size_t)middle * 8) <= datetime) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == zone->count && zone->has_rule) return datetime + zone_rule_offset(&zone->rule, datetime);
  return datetime + type_offset(zone, low ? zone->kinds[low - 1] : 0);
}

/* The first word behind `prefix` in the file's first line. */
static Str first_word(const char *path, Str prefix, Arena *arena) {
  char head[64];
  int file = open(path, O_RDONLY | O_CLOEXEC);
  ssize_t n = file < 0 ? 0 : read(file, head, sizeof head);
  if (file >= 0) close(file);
  if (n < (ssize_t)prefix.n || memcmp(head, prefix.p, prefix.n) != 0) return STR("");
  uint32_t from = prefix.n, to = from;
  while (to < (uint32_t)n && (uint8_t)head[to] > ' ' && (uint8_t)head[to] < 0x7F) to++;
  return arena_str(arena, (Str){head + from, to - from});
}

Str zone_version(Arena *arena) {
  Str version = first_word(ZONE_FOLDER "tzdata.zi", STR("# version "), arena);
  return version.n ? version : first_word(ZONE_FOLDER "+VERSION", STR(""), arena);
}

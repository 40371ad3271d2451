/* SPDX-License-Identifier: MIT */
#include "runtime/profile/tally.h"

#include <math.h>

#include "runtime/base/utf8.h"
#include "runtime/data/calendar.h"
#include "runtime/data/numeric.h"
#include "runtime/cell/reading.h"

enum { VALUE_MOST = 1024, SHOWN_MOST = 80 };

static const Kind kinds[] = {KIND_BOOLEAN, KIND_INTEGER, KIND_NUMBER, KIND_MONEY, KIND_TEXT, KIND_DATE, KIND_DATETIME};
enum { KINDS = sizeof kinds / sizeof *kinds };

void tally_init(Tally *tally, const Alloc *alloc, ProfileColumn *info, size_t bytes_most) {
  *tally = (Tally){.info = info, .bytes_most = bytes_most};
  arena_init(&tally->values, alloc);
  arena_init(&tally->scratch, alloc);
  map_init(&tally->map, alloc);
  buf_init(&tally->least_text, alloc);
  buf_init(&tally->greatest_text, alloc);
  for (int i = 0; i < KINDS; i++) tally->possible |= 1u << kinds[i];
}

void tally_free(Tally *tally) {
  const Alloc *alloc = tally->values.alloc;
  if (!alloc) return;
  map_free(&tally->map);
  mem_free(alloc, tally->list, sizeof(TallyValue *) * tally->list_size);
  buf_free(&tally->least_text);
  buf_free(&tally->greatest_text);
  arena_free(&tally->scratch);
  arena_free(&tally->values);
}

/* The text by which a value is told from others and shown; NFC, and cut where it is very long. */
static Str written(Tally *tally, Stored stored) {
  char *room;
  switch (stored.type) {
  case STORED_INTEGER:
    room = arena_bytes(&tally->scratch, NUMBER_TEXT);
    return room ? (Str){room, integer_write(stored.integer, room)} : STR("");
  case STORED_REAL:
    room = arena_bytes(&tally->scratch, NUMBER_TEXT);
    if (!isfinite(stored.real)) return stored.real > 0 ? STR("Inf") : STR("-Inf"); /* as SQLite shows it */
    return room ? (Str){room, number_write(stored.real, room)} : STR("");
  case STORED_TEXT: {
    Str text = stored.text;
    if (text.n > VALUE_MOST) {
      text.n = VALUE_MOST;
      while (text.n && ((unsigned char)text.p[text.n] & 0xC0) == 0x80) text.n--;
    }
    return utf8_nfc(text, &tally->scratch, &text) ? text : STR("");
  }
  case STORED_BLOB:
  case STORED_NULL: break;
  }
  return STR("");
}

static bool grow_list(Tally *tally) {
  if (tally->list_count < tally->list_size) return true;
  uint32_t size = tally->list_size ? tally->list_size * 2 : 16;
  TallyValue **list =
      mem_resize(tally->values.alloc, tally->list, sizeof *list * tally->list_size, sizeof *list * size);
  if (!list) return false;
  tally->list = list;
  tally->list_size = size;
  return true;
}

static bool count_distinct(Tally *tally, Str value) {
  TallyValue *known = map_get(&tally->map, value);
  if (known) {
    known->count++;
    return true;
  }
  if (tally->list_count == PROFILE_DISTINCT_MOST || tally->values.taken > tally->bytes_most) {
    tally->info->more = true;
    return true;
  }
  known = ARENA_NEW(&tally->values, TallyValue);
  if (!known) return false;
  *known = (TallyValue){arena_str(&tally->values, value), 1};
  if (!known->value.p || !grow_list(tally) || !map_put(&tally->map, known->value, known)) return false;
  tally->list[tally->list_count++] = known;
  return true;
}

static void count_number(Tally *tally, Stored stored) {
  bool whole = stored.type == STORED_INTEGER;
  double x = whole ? (double)stored.integer : stored.real;
  if (isfinite(x)) { /* an infinite one is no value of any type */
    bool first = tally->finite++ == 0;
    if (first || x < tally->least) tally->least = x;
    if (first || x > tally->greatest) tally->greatest = x;
    tally->sum += x;
  }
  if (whole) {
    bool first_whole = tally->info->integers == 0;
    if (first_whole || stored.integer < tally->least_integer) tally->least_integer = stored.integer;
    if (first_whole || stored.integer > tally->greatest_integer) tally->greatest_integer = stored.integer;
    tally->info->integers++;
  } else tally->info->reals++;
}

static void keep_text(Buf *buf, Str text) {
  buf->n = 0;
  buf_str(buf, text);
}

static void count_text(Tally *tally, Str text) {
  Value value;
  int32_t day;
  bool first = tally->info->texts++ == 0;
  if (first || str_compare(text, buf_view(&tally->least_text)) < 0) keep_text(&tally->least_text, text);
  if (first || str_compare(text, buf_view(&tally->greatest_text)) > 0) keep_text(&tally->greatest_text, text);
  Str bare = cell_trim(text);
  if (tally->possible & (1u << KIND_NUMBER) && !reading_read(READING_POINT, bare, &value)) tally->padded_numbers = true;
  if (tally->possible & (1u << KIND_DATETIME) && !date_parse(bare, &day)) tally->times = true;
}

static void try_kinds(Tally *tally, Stored stored) {
  for (int i = 0; i < KINDS; i++) {
    StoredAs as = {.kind = kinds[i], .optional = true};
    Value value;
    if (stored_read(&as, stored, &tally->scratch, &value) == FAULT_NONE) continue;
    tally->failed[kinds[i]]++;
    tally->possible &= ~(1u << kinds[i]);
  }
}

bool tally_add(Tally *tally, Stored stored) {
  ProfileColumn *info = tally->info;
  if (stored.type == STORED_NULL) {
    info->nulls++;
    return true;
  }
  if (stored.type == STORED_TEXT && cell_trim(stored.text).n == 0) {
    info->blanks++;
    return true;
  }
  arena_reset(&tally->scratch);
  Str value = written(tally, stored);
  if (stored.type == STORED_TEXT) count_text(tally, value);
  else if (stored.type == STORED_BLOB) info->blobs++;
  else count_number(tally, stored);
  try_kinds(tally, stored);
  tally->bare_truths |= value.n == 1 && (*value.p == '0' || *value.p == '1');
  if (stored.type != STORED_BLOB && !count_distinct(tally, value)) return false;
  return !tally->scratch.failed && !tally->least_text.failed && !tally->greatest_text.failed;
}

static Str shown(Arena *arena, Str s) {
  if (s.n > SHOWN_MOST) {
    s.n = SHOWN_MOST;
    while (s.n && ((unsigned char)s.p[s.n] & 0xC0) == 0x80) s.n--;
  }
  return arena_str(arena, s);
}

static Str number_shown(Arena *arena, double x) {
  char room[NUMBER_TEXT];
  return arena_str(arena, (Str){room, number_write(x, room)});
}

/* The most frequent values, the first met first among equals. */
static void find_top(Tally *tally, Arena *arena) {
  ProfileColumn *info = tally->info;
  for (uint32_t i = 0; i < tally->list_count; i++) {
    TallyValue *value = tally->list[i];
    uint32_t at = info->top_count;
    while (at && info->top[at - 1].count < value->count) at--;
    if (at == PROFILE_TOP) continue;
    uint32_t moved = info->top_count - at - (info->top_count == PROFILE_TOP);
    memmove(&info->top[at + 1], &info->top[at], moved * sizeof *info->top);
    info->top[at] = (ProfileTop){value->value, value->count};
    if (info->top_count < PROFILE_TOP) info->top_count++;
  }
  for (uint32_t i = 0; i < info->top_count; i++) info->top[i].value = shown(arena, info->top[i].value);
}

void tally_end(Tally *tally, Arena *arena) {
  ProfileColumn *info = tally->info;
  info->distinct = tally->list_count;
  find_top(tally, arena);
  if (tally->finite) {
    char room[NUMBER_TEXT];
    info->mean = tally->sum / (double)tally->finite;
    if (info->reals == 0) {
      info->least = arena_str(arena, (Str){room, integer_write(tally->least_integer, room)});
      info->greatest = arena_str(arena, (Str){room, integer_write(tally->greatest_integer, room)});
    } else {
      info->least = number_shown(arena, tally->least);
      info->greatest = number_shown(arena, tally->greatest);
    }
  } else if (info->texts) {
    info->least = shown(arena, buf_view(&tally->least_text));
    info->greatest = shown(arena, buf_view(&tally->greatest_text));
  }
}

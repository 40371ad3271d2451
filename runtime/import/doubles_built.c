/* SPDX-License-Identifier: MIT
 * Probable doubles of a table that was built: which rows have a twin is known from loading; the table is only asked for what the
 * examples look like. */
#include <sqlite3.h>
#include <stdio.h>

#include "runtime/import/likeness.h"

typedef struct Search {
  Import *im;
  const Tracker *tracker;
  ImportDoubles *found;
  sqlite3_stmt *row; /* the key, and what is told by, of the row with a number */
  bool text_key;
  Status status;
} Search;

/* The row with that number is the statement's; its texts. */
static bool find_row(Search *search, int64_t number, Str *texts) {
  sqlite3_stmt *row = search->row;
  uint32_t count = search->tracker->name_count + (search->tracker->postcode >= 0);
  sqlite3_reset(row);
  sqlite3_bind_int64(row, 1, number);
  if (sqlite3_step(row) != SQLITE_ROW) {
    search->status = table_asked_fault(search->im);
    return false;
  }
  for (uint32_t i = 0; i < count; i++) {
    const char *p = (const char *)sqlite3_column_text(row, (int)i + 1);
    texts[i] = (Str){p ? p : "", p ? (uint32_t)sqlite3_column_bytes(row, (int)i + 1) : 0};
  }
  return true;
}

static Str key_of_row(Search *search) {
  const char *p = (const char *)sqlite3_column_text(search->row, 0);
  return (Str){p ? p : "", p ? (uint32_t)sqlite3_column_bytes(search->row, 0) : 0};
}

/* The least and the greatest key of a group; numbers are keys where these are no texts. */
static bool find_ends(Search *search, const Twin *things, size_t count, Str *first, Str *last) {
  Arena *arena = &search->im->report->arena;
  if (!search->text_key) {
    *first = arena_format(arena, "%lld", (long long)things[0].number);
    *last = arena_format(arena, "%lld", (long long)things[count - 1].number);
    return true;
  }
  Str texts[LIKE_NAMES_MOST + 1];
  for (size_t i = 0; i < count; i++) {
    if (!find_row(search, things[i].number, texts)) return false;
    Str key = key_of_row(search);
    if (i == 0 || str_compare(key, *first) < 0) *first = arena_str(arena, key);
    if (i == 0 || str_compare(key, *last) > 0) *last = arena_str(arena, key);
  }
  return true;
}

/* The largest groups are shown, of equal ones the first by their text. */
static int take_group(void *user, const Twin *things, size_t count) {
  Search *search = user;
  ImportDoubles *found = search->found;
  uint32_t n = found->example_count, at = n;
  char room[LIKE_TEXT_MOST];
  Str texts[LIKE_NAMES_MOST + 1], text;
  found->groups++;
  found->records += count;
  if (n == IMPORT_EXAMPLES && count < found->examples[n - 1].count) return 0;
  search->status = import_stopped(search->im);
  if (search->status || !find_row(search, things[0].number, texts) || !like_text(search->tracker, texts, room, &text)) return 1;
  while (at && (count > found->examples[at - 1].count ||
                (count == found->examples[at - 1].count && str_compare(text, found->examples[at - 1].shown) < 0)))
    at--;
  if (at == IMPORT_EXAMPLES) return 0;
  if (n < IMPORT_EXAMPLES) found->example_count = ++n;
  for (uint32_t i = n - 1; i > at; i--) found->examples[i] = found->examples[i - 1];
  found->examples[at].count = count;
  found->examples[at].shown = arena_str(&search->im->report->arena, text);
  return find_ends(search, things, count, &found->examples[at].first, &found->examples[at].last) ? 0 : 1;
}

static Status prepare_row(Search *search) {
  Import *im = search->im;
  const Tracker *tracker = search->tracker;
  sqlite3_str *sql = sqlite3_str_new(table_connection(im->table));
  sqlite3_str_appendf(sql, "SELECT \"%w\"", im->report->key.p);
  for (uint32_t i = 0; i < tracker->name_count; i++) sqlite3_str_appendf(sql, ", \"%w\"", im->parts[tracker->names[i]].info->name.p);
  if (tracker->postcode >= 0) sqlite3_str_appendf(sql, ", \"%w\"", im->parts[tracker->postcode].info->name.p);
  const char *number = search->text_key ? import_rowid(im) : im->report->key.p;
  sqlite3_str_appendf(sql, " FROM \"%w\" WHERE \"%w\" = ?1", im->job->table, number);
  char *text = sqlite3_str_finish(sql);
  if (!text) return import_no_memory(im->diags);
  int rc = sqlite3_prepare_v2(table_connection(im->table), text, -1, &search->row, NULL);
  sqlite3_free(text);
  return rc ? table_asked_fault(im) : STATUS_OK;
}

static Status search_doubles(Import *im, const Tracker *tracker) {
  ImportDoubles *found = &im->report->doubles[im->report->doubles_count];
  Search search = {.im = im, .tracker = tracker, .found = found};
  search.text_key = im->key >= 0 && im->parts[im->key].info->kind == KIND_TEXT;
  found->by = tracker->by;
  Status status = prepare_row(&search);
  int answer = status ? 0 : twins_each(tracker->twins, take_group, &search);
  sqlite3_finalize(search.row);
  if (status) return status;
  if (answer < 0) return import_system_fault(im, -answer);
  if (found->groups) im->report->doubles_count++;
  return answer ? search.status : STATUS_OK;
}

Status import_doubles_built(Import *im) {
  Status status = STATUS_OK;
  for (uint32_t i = 0; i < im->likeness->count && !status; i++)
    if (im->likeness->trackers[i].by) status = search_doubles(im, &im->likeness->trackers[i]);
  return status;
}

static int any(void *user, const Twin *things, size_t count) {
  (void)user, (void)things, (void)count;
  return 1;
}

Status import_unique_built(Import *im, uint32_t column, bool *followed, bool *unique) {
  *followed = false;
  for (uint32_t i = 0; im->likeness && i < im->likeness->count; i++) {
    Tracker *tracker = &im->likeness->trackers[i];
    if (tracker->by || tracker->names[0] != column) continue;
    int answer = tracker->dead ? 1 : twins_each(tracker->twins, any, NULL);
    *followed = true;
    *unique = answer == 0;
    return answer < 0 ? import_system_fault(im, -answer) : STATUS_OK;
  }
  return STATUS_OK;
}

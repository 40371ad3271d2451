/* SPDX-License-Identifier: MIT */
#include "runtime/import/likeness.h"

enum {
  PROBE_ROWS = 2000,
  COLUMNS_MOST = 32 /* columns that are followed: the others are asked for when the table is there */
};

/* ---- what is followed ---- */

static bool is_texts(const Import *im, uint32_t i) {
  return im->parts[i].in_table && im->parts[i].info->kind == KIND_TEXT && (int32_t)i != im->key;
}

static int32_t first_of(const Import *im, Role role) {
  for (uint32_t i = 0; i < im->count; i++)
    if (im->parts[i].role == role && is_texts(im, i)) return (int32_t)i;
  return -1;
}

static bool follow(Likeness *likeness, Tracker tracker) {
  tracker.twins = twins_new(likeness->im->job->alloc);
  likeness->trackers[likeness->count++] = tracker;
  return tracker.twins != NULL;
}

static bool follow_role(Likeness *likeness, Role role, const char *by) {
  const Import *im = likeness->im;
  Tracker tracker = {.by = by, .role = role, .postcode = role == ROLE_NAME ? first_of(im, ROLE_POSTCODE) : -1};
  uint32_t most = role == ROLE_NAME ? LIKE_NAMES_MOST : 1;
  for (uint32_t i = 0; i < im->count && tracker.name_count < most; i++)
    if (im->parts[i].role == role && is_texts(im, i)) tracker.names[tracker.name_count++] = i;
  if (!tracker.name_count || (role == ROLE_NAME && tracker.postcode < 0)) return true;
  return follow(likeness, tracker);
}

static bool follow_columns(Likeness *likeness) {
  const Import *im = likeness->im;
  uint32_t n = 0;
  for (uint32_t i = 0; i < im->count && n < COLUMNS_MOST; i++) {
    if (!import_may_be_key(im, i)) continue;
    n++;
    if (!follow(likeness, (Tracker){.names = {i}, .name_count = 1, .postcode = -1})) return false;
  }
  return true;
}

Likeness *likeness_new(const Import *im) {
  const Alloc *alloc = im->job->alloc;
  Likeness *likeness = MEM_NEW(alloc, Likeness);
  if (!likeness) return NULL;
  likeness->im = im;
  likeness->room = IMPORT_DOUBLES_MOST + COLUMNS_MOST;
  likeness->seeds[0] = str_seed();
  likeness->seeds[1] = ~likeness->seeds[0];
  likeness->trackers = MEM_ARRAY(alloc, Tracker, likeness->room);
  likeness->value_of = MEM_ARRAY(alloc, uint32_t, im->count);
  bool good = likeness->trackers && likeness->value_of;
  for (uint32_t i = 0, n = 0; good && i < im->count; i++) likeness->value_of[i] = im->parts[i].in_table ? n++ : 0;
  good = good && follow_role(likeness, ROLE_NAME, "name and postcode") && follow_role(likeness, ROLE_EMAIL, "e-mail") &&
         follow_role(likeness, ROLE_PHONE, "phone") && follow_role(likeness, ROLE_SIRET, "SIRET") &&
         follow_role(likeness, ROLE_SIREN, "SIREN") && (im->key >= 0 || follow_columns(likeness));
  if (good) return likeness;
  likeness_free(likeness);
  return NULL;
}

void likeness_free(Likeness *likeness) {
  if (!likeness) return;
  const Alloc *alloc = likeness->im->job->alloc;
  for (uint32_t i = 0; likeness->trackers && i < likeness->count; i++) twins_free(likeness->trackers[i].twins);
  if (likeness->trackers) mem_free(alloc, likeness->trackers, likeness->room * sizeof(Tracker));
  if (likeness->value_of) mem_free(alloc, likeness->value_of, likeness->im->count * sizeof(uint32_t));
  mem_free(alloc, likeness, sizeof *likeness);
}

/* ---- a block ---- */

bool like_part_init(LikePart *part, const Likeness *likeness) {
  part->found = MEM_ARRAY(likeness->im->job->alloc, Buf, likeness->count + 1);
  for (uint32_t i = 0; part->found && i < likeness->count; i++) buf_init(&part->found[i], likeness->im->job->alloc);
  return part->found != NULL;
}

void like_part_clear(LikePart *part, const Likeness *likeness) {
  for (uint32_t i = 0; i < likeness->count; i++) part->found[i].n = 0;
}

void like_part_free(LikePart *part, const Likeness *likeness) {
  if (!part->found) return;
  for (uint32_t i = 0; i < likeness->count; i++) buf_free(&part->found[i]);
  mem_free(likeness->im->job->alloc, part->found, (likeness->count + 1) * sizeof(Buf));
}

/* One name that says nothing leaves nothing; of several each may. */
bool like_text(const Tracker *tracker, const Str *texts, char *room, Str *out) {
  uint32_t n = 0, said = 0;
  for (uint32_t i = 0; i < tracker->name_count; i++) {
    if (i) room[n++] = ' ';
    uint32_t bytes = same_text(tracker->role, texts[i], room + n);
    if (bytes == 0 && tracker->name_count == 1) return false;
    said += bytes;
    n += bytes;
  }
  if (tracker->postcode >= 0) {
    room[n++] = ' ';
    uint32_t bytes = same_text(ROLE_POSTCODE, texts[tracker->name_count], room + n);
    if (bytes == 0) return false;
    said += bytes;
    n += bytes;
  }
  *out = (Str){room, n};
  return said > 0;
}

static bool is_known(const Value *value, Str *out) {
  *out = value->known ? value->str : STR("");
  return value->known;
}

/* False where the row has nothing of the kind. */
static bool print_of(const Likeness *likeness, const Tracker *tracker, const Value *values, int64_t number, Twin *out) {
  char room[LIKE_TEXT_MOST];
  Str texts[LIKE_NAMES_MOST + 1], text;
  if (!tracker->by) {
    const Value *value = &values[likeness->value_of[tracker->names[0]]];
    text = value->kind == KIND_TEXT ? value->str : (Str){(const char *)&value->i64, sizeof value->i64};
    *out = twin_of(text, likeness->seeds, number);
    return true;
  }
  for (uint32_t i = 0; i < tracker->name_count; i++) is_known(&values[likeness->value_of[tracker->names[i]]], &texts[i]);
  if (tracker->postcode >= 0 && !is_known(&values[likeness->value_of[tracker->postcode]], &texts[tracker->name_count])) return false;
  if (!like_text(tracker, texts, room, &text)) return false;
  *out = twin_of(text, likeness->seeds, number);
  return true;
}

bool like_row(LikePart *part, const Likeness *likeness, const Value *values, int64_t number) {
  for (uint32_t i = 0; i < likeness->count; i++) {
    const Tracker *tracker = &likeness->trackers[i];
    Twin twin;
    if (__atomic_load_n(&tracker->dead, __ATOMIC_RELAXED) || !print_of(likeness, tracker, values, number, &twin)) continue;
    buf_add(&part->found[i], &twin, sizeof twin);
    if (part->found[i].failed) return false;
  }
  return true;
}

/* ---- block after block ---- */

static int any(void *user, const Twin *things, size_t count) {
  (void)user, (void)things, (void)count;
  return 1;
}

/* Most columns that are no key show it soon. */
static int probe(Tracker *tracker) {
  tracker->probed = true;
  int answer = twins_each(tracker->twins, any, NULL);
  if (answer == 1) __atomic_store_n(&tracker->dead, true, __ATOMIC_RELAXED);
  return answer < 0 ? -answer : 0;
}

int likeness_add(Likeness *likeness, LikePart *part, int64_t before) {
  int error = 0;
  for (uint32_t i = 0; i < likeness->count && !error; i++) {
    Tracker *tracker = &likeness->trackers[i];
    Twin *found = (Twin *)part->found[i].p;
    size_t count = part->found[i].n / sizeof(Twin);
    if (tracker->dead) continue;
    for (size_t k = 0; before && k < count; k++) found[k].number += before;
    error = twins_add(tracker->twins, found, count);
    if (!error && !tracker->by && !tracker->probed && twins_count(tracker->twins) >= PROBE_ROWS) error = probe(tracker);
  }
  return error;
}

/* SPDX-License-Identifier: MIT */
#include "runtime/base/diag.h"

#include <stdlib.h>
#include <strings.h>

#include "runtime/base/diag_text.h"

static const DiagInfo infos[DIAG_COUNT] = {
    {"", SEVERITY_ERROR, "", ""},
#define DIAG(id, code, severity, format, explanation) {code, SEVERITY_##severity, format, explanation},
#include "runtime/base/diag.def"
#undef DIAG
};

static const DiagExample examples[DIAG_COUNT] = {
#define EXAMPLE(id, place, wrong, right) [DIAG_##id] = {EXAMPLE_##place, wrong, right},
#include "runtime/base/diag_example.def"
#undef EXAMPLE
};

const DiagInfo *diag_info(DiagCode code) { return &infos[code < DIAG_COUNT ? code : 0]; }

const DiagExample *diag_example(DiagCode code) { return &examples[code < DIAG_COUNT ? code : 0]; }

DiagCode diag_find(const char *code) {
  for (int i = 1; i < DIAG_COUNT; i++)
    if (strcasecmp(infos[i].code, code) == 0) return (DiagCode)i;
  return DIAG_NONE;
}

void diag_init(DiagList *list, Arena *arena) { *list = (DiagList){.arena = arena}; }

static bool make_room(DiagList *list) {
  if (list->count < list->size) return true;
  uint32_t size = list->size ? list->size * 2 : 16;
  Diag **items = ARENA_ARRAY(list->arena, Diag *, size);
  if (!items) return false;
  if (list->count) memcpy(items, list->items, list->count * sizeof *items);
  list->items = items;
  list->size = size;
  return true;
}

/* Only what is told takes a place in the list. */
static Diag *store(DiagList *list, DiagCode code) {
  bool error = infos[code].severity == SEVERITY_ERROR;
  uint32_t *count = error ? &list->errors : &list->warnings;
  if (++*count - (error ? list->repeated : 0) > DIAG_MOST) {
    if (error) list->left_out++;
    return NULL;
  }
  Diag *diag = ARENA_NEW(list->arena, Diag);
  if (!diag || !make_room(list)) return NULL;
  return list->items[list->count++] = diag;
}

void diag_repeat(DiagList *list) {
  list->errors++;
  list->repeated++;
}

void diag_settle(DiagList *list) {
  list->errors -= list->repeated;
  list->repeated = 0;
}

Diag *diag_add(DiagList *list, DiagCode code, Span span, ...) {
  Diag *diag = store(list, code);
  if (!diag) return memset(&list->unseen, 0, sizeof list->unseen);
  diag->code = code;
  diag->span = span;
  va_list args;
  va_start(args, span);
  diag->text = diag_format(list->arena, list->language, infos[code].format, args);
  va_end(args);
  return diag;
}

void diag_copy(DiagList *list, const Diag *from) {
  Diag *to = store(list, from->code);
  if (!to) return;
  *to = (Diag){.code = from->code, .span = from->span, .text = arena_str(list->arena, from->text)};
  if (from->label.n) to->label = arena_str(list->arena, from->label);
  if (from->help.n) to->help = arena_str(list->arena, from->help);
  DiagNote **end = &to->notes;
  for (const DiagNote *note = from->notes; note; note = note->next) {
    DiagNote *copy = ARENA_NEW(list->arena, DiagNote);
    if (!copy) return;
    *copy = (DiagNote){NULL, note->span, arena_str(list->arena, note->text)};
    *end = copy;
    end = &copy->next;
  }
}

void diag_label(DiagList *list, Diag *diag, const char *format, ...) {
  va_list args;
  va_start(args, format);
  diag->label = diag_format(list->arena, list->language, format, args);
  va_end(args);
}

void diag_help(DiagList *list, Diag *diag, const char *format, ...) {
  va_list args;
  va_start(args, format);
  diag->help = diag_format(list->arena, list->language, format, args);
  va_end(args);
}

Str diag_phrase(DiagList *list, const char *format, ...) {
  va_list args;
  va_start(args, format);
  Str text = diag_format(list->arena, list->language, format, args);
  va_end(args);
  return text;
}

void diag_help_text(DiagList *list, Diag *diag, const char *text) {
  diag_help(list, diag, *text == '`' ? "write %s" : "%s", text);
}

void diag_note(DiagList *list, Diag *diag, Span span, const char *format, ...) {
  DiagNote *note = ARENA_NEW(list->arena, DiagNote);
  if (!note) return;
  va_list args;
  va_start(args, format);
  *note = (DiagNote){NULL, span, diag_format(list->arena, list->language, format, args)};
  va_end(args);
  DiagNote **end = &diag->notes;
  while (*end) end = &(*end)->next;
  *end = note;
}

static int by_place(const void *pa, const void *pb) {
  const Diag *a = *(Diag *const *)pa, *b = *(Diag *const *)pb;
  if (a->span.from != b->span.from) return a->span.from < b->span.from ? -1 : 1;
  if (a->span.to != b->span.to) return a->span.to < b->span.to ? -1 : 1;
  return (a->code > b->code) - (a->code < b->code);
}

static void count_down(DiagList *list, const Diag *diag) {
  if (diag_info(diag->code)->severity == SEVERITY_ERROR) list->errors--;
  else list->warnings--;
}

void diag_sort(DiagList *list) {
  if (list->count < 2) return;
  qsort(list->items, list->count, sizeof *list->items, by_place);
  uint32_t kept = 1;
  for (uint32_t i = 1; i < list->count; i++) {
    if (list->items[i]->span.to && by_place(&list->items[i], &list->items[kept - 1]) == 0) count_down(list, list->items[i]);
    else list->items[kept++] = list->items[i];
  }
  list->count = kept;
}

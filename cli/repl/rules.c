/* SPDX-License-Identifier: MIT */
#include "cli/repl/rules.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MOST = (1 << 20) + 1 /* one byte more than a rule file may have: the library says so */ };

bool rules_empty(Rules *rules) {
  *rules = (Rules){.text = strdup(""), .loaded = strdup("")};
  return rules->text && rules->loaded;
}

static int unreadable(const char *path) {
  if (errno == EINTR) return complain(MESSAGE_RUN_STOPPED, NULL), CIBLE_STOPPED; /* Ctrl-C, while a pipe had nothing to give */
  complain(MESSAGE_FILE_UNREADABLE, NULL, (int)strlen(path), path, errno == EISDIR ? tr("it is a folder") : strerror(errno));
  return CIBLE_IO;
}

int rules_read(Rules *rules, const char *path) {
  *rules = (Rules){0};
  struct stat info;
  FILE *file = fopen(path, "rb");
  if (!file) return unreadable(path);
  if (fstat(fileno(file), &info) == 0 && S_ISDIR(info.st_mode)) {
    fclose(file);
    errno = EISDIR;
    return unreadable(path);
  }
  char *text = calloc(1, FILE_MOST + 1);
  size_t length = text ? fread(text, 1, FILE_MOST, file) : 0;
  int failed = ferror(file) ? errno : 0;
  fclose(file);
  *rules = (Rules){.text = text, .length = length, .path = strdup(path), .loaded = text ? strndup(text, length) : NULL};
  errno = failed;
  int code = failed ? unreadable(path) : 0;
  if (!code && (!text || !rules->path || !rules->loaded)) {
    complain(MESSAGE_NO_MEMORY, NULL);
    code = CIBLE_STOPPED;
  }
  if (code) rules_free(rules);
  return code;
}

bool rules_copy(const Rules *rules, Rules *out) {
  *out = (Rules){.length = rules->length};
  out->text = malloc(rules->length + 1);
  out->path = rules->path ? strdup(rules->path) : NULL;
  out->loaded = strdup(rules->loaded);
  if (out->text && out->loaded && (out->path || !rules->path)) {
    memcpy(out->text, rules->text, rules->length + 1);
    return true;
  }
  rules_free(out);
  return false;
}

void rules_free(Rules *rules) {
  for (Rules *before = rules->before, *next; before; before = next) {
    next = before->before;
    before->before = NULL;
    rules_free(before);
    free(before);
  }
  rules_rest(rules);
  free(rules->text);
  free(rules->path);
  free(rules->loaded);
  *rules = (Rules){0};
}

const char *rules_name(const Rules *rules) { return rules->path ? rules->path : "(rules)"; }

/* ---- declarations ---- */

void rules_rest(Rules *rules) {
  if (rules->reader) cible_close(rules->reader);
  rules->reader = NULL;
  rules->outline = NULL;
  rules->outline_count = 0;
}

static const CibleDeclaration no_declaration;

bool rules_outline(Rules *rules, const CibleDeclaration **all, size_t *count) {
  if (!rules->outline) {
    rules_rest(rules);
    bool good = cible_open(NULL, &rules->reader) == CIBLE_OK && cible_outline(rules->reader, rules_name(rules), rules->text, rules->length,
                                                                             1, &rules->outline, &rules->outline_count) != CIBLE_NO_MEMORY;
    if (!good) rules_rest(rules);
    else if (!rules->outline) rules->outline = &no_declaration; /* it could not be read at all */
  }
  *all = rules->outline;
  *count = rules->outline_count;
  return rules->outline != NULL;
}

const CibleDeclaration *rules_find(Rules *rules, const char *name) {
  const CibleDeclaration *all;
  size_t count;
  if (!rules_outline(rules, &all, &count)) return NULL;
  for (size_t i = 0; i < count; i++)
    if (strcmp(all[i].name, name) == 0) return &all[i];
  return NULL;
}

static bool is_same(const CibleDeclaration *a, const CibleDeclaration *b) {
  return strcmp(a->space, b->space) == 0 && strcmp(a->name, b->name) == 0;
}

const CibleDeclaration *rules_match(Rules *rules, const CibleDeclaration *as) {
  const CibleDeclaration *all;
  size_t count;
  if (!rules_outline(rules, &all, &count)) return NULL;
  for (size_t i = 0; i < count; i++)
    if (is_same(&all[i], as)) return &all[i];
  return NULL;
}

bool rules_differ(const Rules *a, const CibleDeclaration *x, const Rules *b, const CibleDeclaration *y) {
  if (!x->here && !y->here) return false;
  size_t n = x->to - x->from;
  return !x->here || !y->here || y->to - y->from != n || memcmp(a->text + x->from, b->text + y->from, n) != 0;
}

/* ---- putting in what was typed ---- */

static size_t line_begin(const char *text, size_t at) {
  while (at && text[at - 1] != '\n') at--;
  return at;
}

static bool is_blank(const char *text, size_t from, size_t to) {
  while (from < to && strchr(" \t\r", text[from])) from++;
  return from == to;
}

void rules_widen(const char *text, size_t length, size_t *from, size_t *to) {
  size_t line = line_begin(text, *from);
  for (bool whole = is_blank(text, line, *from); whole && line;) {
    size_t above = line_begin(text, line - 1), first = above + strspn(text + above, " \t");
    whole = text[first] == '#';
    if (whole) *from = line = above;
  }
  size_t behind = *to;
  while (behind < length && strchr(" \t", text[behind])) behind++;
  if (behind < length && text[behind] == '#') *to = behind + strcspn(text + behind, "\r\n");
}

/* A part of what was typed, and the part of the rules whose place it takes; `old_from` is behind all of them where it takes none's. */
typedef struct Change {
  size_t old_from, old_to, from, to;
} Change;

static int compare_changes(const void *a, const void *b) {
  const Change *x = a, *y = b;
  return x->old_from != y->old_from ? (x->old_from > y->old_from) - (x->old_from < y->old_from) : (x->from > y->from) - (x->from < y->from);
}

/* Comments that were typed take the place of those that stood there; where none were, these stay. */
static Change change_of(const Rules *rules, const char *typed, const CibleDeclaration *declaration, bool *replaced) {
  Change change = {rules->length, rules->length, declaration->from, declaration->to};
  rules_widen(typed, strlen(typed), &change.from, &change.to);
  *replaced = false;
  for (size_t i = 0; i < rules->outline_count; i++) {
    const CibleDeclaration *old = &rules->outline[i];
    if (!is_same(old, declaration)) continue;
    *replaced = true;
    if (!old->here) continue;
    size_t from = old->from, to = old->to;
    rules_widen(rules->text, rules->length, &from, &to);
    change.old_from = change.from < declaration->from ? from : old->from;
    change.old_to = change.to > declaration->to ? to : old->to;
  }
  return change;
}

static void write_changes(FILE *out, const Rules *rules, const char *typed, const Change *changes, size_t count) {
  size_t at = 0;
  bool open = rules->length && rules->text[rules->length - 1] != '\n', empty = !rules->length;
  for (size_t i = 0; i < count; i++) {
    const Change *c = &changes[i];
    bool last = c->old_from == rules->length;
    fwrite(rules->text + at, 1, c->old_from - at, out);
    at = c->old_to;
    if (last) fputs(empty ? "" : open ? "\n\n" : "\n", out);
    fwrite(typed + c->from, 1, c->to - c->from, out);
    if (!last) continue;
    fputc('\n', out);
    empty = open = false;
  }
  fwrite(rules->text + at, 1, rules->length - at, out);
}

/* In the order of the places that they take. */
static size_t find_changes(const Rules *rules, const char *typed, const CibleDeclaration *declarations, size_t count, bool *replaced,
                           Change *changes) {
  size_t used = 0;
  for (size_t i = 0; i < count; i++) {
    bool again = false; /* the last of a name counts */
    for (size_t k = i + 1; k < count; k++) again |= is_same(&declarations[i], &declarations[k]);
    Change change = change_of(rules, typed, &declarations[i], &replaced[i]);
    if (!again) changes[used++] = change;
  }
  qsort(changes, used, sizeof *changes, compare_changes);
  return used;
}

bool rules_put(Rules *rules, const char *typed, const CibleDeclaration *declarations, size_t count, bool *replaced, Rules *out) {
  const CibleDeclaration *all;
  size_t all_count;
  Change *changes = calloc(count + 1, sizeof *changes);
  char *text = NULL;
  size_t length = 0;
  bool good = changes && rules_outline(rules, &all, &all_count) && rules_copy(rules, out);
  FILE *file = good ? open_memstream(&text, &length) : NULL;
  if (file) write_changes(file, rules, typed, changes, find_changes(rules, typed, declarations, count, replaced, changes));
  free(changes);
  bool written = file && !ferror(file);
  if (file && fclose(file) != 0) written = false;
  if (!written) {
    free(text);
    if (good) rules_free(out);
    return false;
  }
  free(out->text);
  out->text = text;
  out->length = length;
  return true;
}

/* ---- to a file ---- */

static int unwritable(const char *path) {
  complain(MESSAGE_OUTPUT_FAULT, NULL, path, strerror(errno));
  return CIBLE_IO;
}

/* By its first bytes. */
static bool is_database(const char *path) {
  static const char begins[] = "SQLite format 3";
  char bytes[sizeof begins] = "";
  FILE *file = fopen(path, "rb");
  bool is = file && fread(bytes, 1, sizeof bytes, file) == sizeof bytes && memcmp(bytes, begins, sizeof bytes) == 0;
  if (file) fclose(file);
  return is;
}

int rules_write(const Rules *rules, const char *path) {
  struct stat info;
  bool special = stat(path, &info) == 0 && !S_ISREG(info.st_mode);
  if (!special && is_database(path)) return complain(MESSAGE_OUTPUT_OVER_DATABASE, NULL, path), CIBLE_IO;
  char *beside = malloc(strlen(path) + 8);
  if (!beside) return unwritable(path);
  sprintf(beside, "%s.XXXXXX", path);
  int fd = special ? -1 : mkstemp(beside);
  if (special) errno = S_ISDIR(info.st_mode) ? EISDIR : EINVAL;
  FILE *file = fd < 0 ? NULL : fdopen(fd, "wb");
  bool good = file && fwrite(rules->text, 1, rules->length, file) == rules->length;
  if (file && fchmod(fd, stat(path, &info) == 0 ? info.st_mode & 0777 : 0644) != 0) good = false;
  if (file && fclose(file) != 0) good = false;
  good = good && rename(beside, path) == 0;
  int code = good ? 0 : unwritable(path);
  if (!good && fd >= 0) unlink(beside);
  free(beside);
  return code;
}

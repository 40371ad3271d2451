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

static int unreadable(const char *path, const char *why) {
  complain(MESSAGE_FILE_UNREADABLE, NULL, (int)strlen(path), path, why);
  return CIBLE_IO;
}

int rules_read(Rules *rules, const char *path) {
  *rules = (Rules){0};
  struct stat info;
  FILE *file = fopen(path, "rb");
  if (!file) return unreadable(path, strerror(errno));
  if (fstat(fileno(file), &info) == 0 && S_ISDIR(info.st_mode)) {
    fclose(file);
    return unreadable(path, strerror(EISDIR));
  }
  char *text = calloc(1, FILE_MOST + 1);
  size_t length = text ? fread(text, 1, FILE_MOST, file) : 0;
  int failed = ferror(file) ? errno : 0;
  fclose(file);
  *rules = (Rules){.text = text, .length = length, .path = strdup(path), .loaded = text ? strndup(text, length) : NULL};
  int code = failed ? unreadable(path, strerror(failed)) : 0;
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
  free(rules->text);
  free(rules->path);
  free(rules->loaded);
  *rules = (Rules){0};
}

const char *rules_name(const Rules *rules) { return rules->path ? rules->path : "(rules)"; }

static bool splice(Rules *rules, size_t from, size_t to, const char *text, size_t length) {
  char *whole = malloc(rules->length - (to - from) + length + 1);
  if (!whole) return false;
  memcpy(whole, rules->text, from);
  memcpy(whole + from, text, length);
  memcpy(whole + from + length, rules->text + to, rules->length - to + 1);
  rules->length = rules->length - (to - from) + length;
  free(rules->text);
  rules->text = whole;
  return true;
}

static bool append(Rules *rules, const char *text, size_t length) {
  bool open = rules->length && rules->text[rules->length - 1] != '\n';
  if (open && !splice(rules, rules->length, rules->length, "\n", 1)) return false;
  if (rules->length && !splice(rules, rules->length, rules->length, "\n", 1)) return false;
  return splice(rules, rules->length, rules->length, text, length) && splice(rules, rules->length, rules->length, "\n", 1);
}

bool rules_put(Rules *rules, Cible *cible, const char *text, const CibleDeclaration *declaration, bool *replaced) {
  const CibleDeclaration *all;
  size_t count, length = declaration->to - declaration->from;
  const char *from = text + declaration->from;
  *replaced = false;
  if (!rules_outline(rules, cible, &all, &count)) return false;
  for (size_t i = 0; i < count; i++) {
    if (strcmp(all[i].space, declaration->space) != 0 || strcmp(all[i].name, declaration->name) != 0) continue;
    *replaced = true;
    if (all[i].here) return splice(rules, all[i].from, all[i].to, from, length);
  }
  return append(rules, from, length);
}

bool rules_outline(const Rules *rules, Cible *cible, const CibleDeclaration **all, size_t *count) {
  return cible_outline(cible, rules_name(rules), rules->text, rules->length, 1, all, count) != CIBLE_NO_MEMORY;
}

bool rules_find(const Rules *rules, Cible *cible, const char *name, CibleDeclaration *out) {
  const CibleDeclaration *all;
  size_t count;
  if (!rules_outline(rules, cible, &all, &count)) return false;
  for (size_t i = 0; i < count; i++) {
    if (strcmp(all[i].name, name) != 0) continue;
    *out = all[i];
    return true;
  }
  return false;
}

static int unwritable(const char *path) {
  complain(MESSAGE_OUTPUT_FAILED, path, strerror(errno));
  return CIBLE_IO;
}

int rules_write(const Rules *rules, const char *path) {
  struct stat info;
  bool special = stat(path, &info) == 0 && !S_ISREG(info.st_mode);
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

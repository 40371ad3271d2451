/* SPDX-License-Identifier: MIT */
#include "cli/repl/line/history.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINES_MOST = 2000, BYTES_MOST = 1 << 20 /* of the file, until it is cut to the last lines */ };

/* ---- the file ---- */

/* $XDG_DATA_HOME/cible/history, else ~/.local/share/cible/history. */
static void find_file(Past *past) {
  const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
  int n = data && *data == '/' ? snprintf(past->path, sizeof past->path, "%s/cible/history", data)
          : home && *home      ? snprintf(past->path, sizeof past->path, "%s/.local/share/cible/history", home)
                               : -1;
  if (n < 0 || (size_t)n >= sizeof past->path) past->path[0] = 0;
  for (char *slash = past->path[0] ? strchr(past->path + 1, '/') : NULL; slash; slash = strchr(slash + 1, '/')) {
    *slash = 0;
    (void)mkdir(past->path, 0700);
    *slash = '/';
  }
}

/* Nobody else reads it. What is no file of its own, such as a pipe, would stop the session. */
static FILE *open_file(const Past *past, int flags) {
  struct stat info;
  int fd = past->path[0] ? open(past->path, O_RDWR | O_CREAT | O_NONBLOCK | flags, 0600) : -1;
  bool good = fd >= 0 && fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && fchmod(fd, 0600) == 0;
  FILE *file = good ? fdopen(fd, flags & O_APPEND ? "a+" : "r+") : NULL;
  if (!file && fd >= 0) close(fd);
  return file;
}

static void cut_file(Past *past) {
  HistEvent event;
  FILE *file = open_file(past, O_TRUNC);
  if (!file) return;
  history(past->lines, &event, H_SAVE_FP, file);
  fclose(file);
}

void past_open(Past *past) {
  HistEvent event;
  struct stat info;
  *past = (Past){.lines = history_init()};
  if (!past->lines) return;
  history(past->lines, &event, H_SETSIZE, LINES_MOST);
  history(past->lines, &event, H_SETUNIQUE, 1);
  find_file(past);
  FILE *file = open_file(past, 0);
  if (!file) return;
  fclose(file);
  history(past->lines, &event, H_LOAD, past->path);
  if (stat(past->path, &info) == 0 && info.st_size > BYTES_MOST) cut_file(past);
}

static void append(const Past *past, const char *line) {
  HistEvent event;
  FILE *file = open_file(past, O_APPEND);
  History *one = file ? history_init() : NULL;
  if (one) {
    fseek(file, 0, SEEK_END); /* a file that has lines has its head already */
    history(one, &event, H_SETSIZE, 1);
    history(one, &event, H_ENTER, line);
    history(one, &event, H_SAVE_FP, file);
    history_end(one);
  }
  if (file) fclose(file);
}

/* ---- lines ---- */

/* A comment ends with its line. */
static bool has_comment(const char *text) {
  char quote = 0;
  for (const char *c = text; *c; c++) {
    if (quote && *c == '\\' && c[1]) c++;
    else if (quote) quote = *c == quote || *c == '\n' ? 0 : quote;
    else if (*c == '"' || *c == '`') quote = *c;
    else if (*c == '#') return true;
  }
  return false;
}

/* "a {\n  b\n}" is "a { b }": line ends and the blanks around them are one blank. */
static void join_lines(char *text) {
  char *to = text;
  for (const char *from = text; *from;) {
    size_t blanks = strspn(from, " \t\r\n");
    bool end = memchr(from, '\n', blanks) != NULL;
    if (end && to != text && from[blanks]) *to++ = ' ';
    for (size_t i = 0; !end && i < blanks; i++) *to++ = from[i];
    from += blanks;
    while (*from && !strchr(" \t\r\n", *from)) *to++ = *from++;
  }
  *to = 0;
}

static void add_line(Past *past, const char *line) {
  HistEvent event, last;
  if (!line[strspn(line, " \t\r\n")]) return;
  bool same = history(past->lines, &last, H_FIRST) >= 0 && strcmp(last.str, line) == 0;
  if (!same && history(past->lines, &event, H_ENTER, line) >= 0) append(past, line);
}

void past_add(Past *past, const char *text) {
  char *copy = past->lines ? strdup(text) : NULL;
  if (!copy) return;
  if (!has_comment(copy)) join_lines(copy);
  for (char *line = strtok(copy, "\n"); line; line = strtok(NULL, "\n")) add_line(past, line);
  free(copy);
}

void past_close(Past *past) {
  if (past->lines) history_end(past->lines);
  past->lines = NULL;
}

/* SPDX-License-Identifier: MIT */
#include "runtime/base/held.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/base/str.h"

enum { NAME_TRIES = 100, DIGITS = 16 };

/* Is the descriptor's file still the one of that name? Who sweeps may have been between making and holding. */
static bool is_there(int fd, const char *path) {
  struct stat open, named;
  return fstat(fd, &open) == 0 && lstat(path, &named) == 0 && open.st_ino == named.st_ino && open.st_dev == named.st_dev;
}

int held_file_make(const char *before, const char *behind, char *path, size_t size) {
  for (int i = 0; i < NAME_TRIES; i++) {
    int n = snprintf(path, size, "%s%016llx%s", before, (unsigned long long)str_seed() + (unsigned)i, behind);
    errno = ENAMETOOLONG;
    if (n < 0 || (size_t)n >= size) break;
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0 && errno != EEXIST) break;
    if (fd < 0) continue;
    /* Where the file system has no such locks nobody sweeps either. */
    if (flock(fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
      if (is_there(fd, path)) return fd;
    close(fd);
  }
  if (size) *path = 0;
  return -1;
}

/* Is it `before`, digits as held_file_make writes them, and `behind`? */
static bool is_named(const char *name, const char *before, const char *behind) {
  size_t n = strlen(before);
  return strncmp(name, before, n) == 0 && strspn(name + n, "0123456789abcdef") == DIGITS && strcmp(name + n + DIGITS, behind) == 0;
}

static void remove_unheld(int folder, const char *name) {
  int fd = openat(folder, name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  struct stat open, named;
  if (fd < 0) return;
  bool ours = fstat(fd, &open) == 0 && S_ISREG(open.st_mode) && flock(fd, LOCK_EX | LOCK_NB) == 0;
  /* It may have got its own name meanwhile, and another this one. */
  if (ours && fstatat(folder, name, &named, AT_SYMLINK_NOFOLLOW) == 0 && named.st_ino == open.st_ino) {
    char journal[NAME_MAX + 16];
    unlinkat(folder, name, 0);
    snprintf(journal, sizeof journal, "%s-journal", name);
    unlinkat(folder, journal, 0);
  }
  close(fd);
}

void held_file_sweep(const char *before, const char *behind) {
  char path[PATH_MAX];
  const char *slash = strrchr(before, '/'), *name = slash ? slash + 1 : before;
  int n = slash ? snprintf(path, sizeof path, "%.*s", (int)(slash - before) + 1, before) : snprintf(path, sizeof path, ".");
  DIR *folder = n > 0 && (size_t)n < sizeof path ? opendir(path) : NULL;
  if (!folder) return;
  for (struct dirent *entry; (entry = readdir(folder));)
    if (is_named(entry->d_name, name, behind)) remove_unheld(dirfd(folder), entry->d_name);
  closedir(folder);
}

int nameless_file(void) {
  static const char *const folders[] = {"/var/tmp/cible-XXXXXX", "/tmp/cible-XXXXXX"};
  for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
    char name[32];
    strcpy(name, folders[i]);
    int fd = mkostemp(name, O_CLOEXEC);
    if (fd < 0) continue;
    unlink(name);
    return fd;
  }
  return -1;
}

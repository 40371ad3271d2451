/* SPDX-License-Identifier: MIT */
#include "cli/repl/line/keys.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

enum {
  CTRL_C = 3,
  COLUMNS_LEAST = 8, /* libedit needs room for a prompt */
  SPARE_ROWS = 4,    /* below the line's last row: the prompt, and what a key adds */
};

static const int signals[] = {SIGINT, SIGWINCH, SIGCONT, SIGTERM, SIGHUP};
enum { SIGNALS = sizeof signals / sizeof *signals };

/* What came while a key was waited for, one flag a signal; handlers run nowhere else. */
static volatile sig_atomic_t came[SIGNALS];
static struct sigaction before[SIGNALS];
static sigset_t outside; /* the mask that holds while a key is waited for */

static void on_signal(int number) {
  for (int i = 0; i < SIGNALS; i++)
    if (signals[i] == number) came[i] = 1;
}

static bool take(int number) {
  for (int i = 0; i < SIGNALS; i++) {
    if (signals[i] != number || !came[i]) continue;
    came[i] = number == SIGTERM || number == SIGHUP; /* what is over stays so, for the lines that go on too */
    return true;
  }
  return false;
}

static void set_size(EditLine *line, const char *what, int size) {
  char number[16];
  snprintf(number, sizeof number, "%d", size);
  el_set(line, EL_SETTC, what, number, NULL);
}

/* The editor is told of at least as many rows as its line takes; of a lower window the first rows are then out of sight. */
static void fit_window(EditLine *line) {
  struct winsize window;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) != 0) return;
  const LineInfo *info = el_line(line);
  int columns = window.ws_col < COLUMNS_LEAST ? COLUMNS_LEAST : window.ws_col;
  int taken = (int)((info->lastchar - info->buffer) * 2) / columns + SPARE_ROWS; /* no letter is wider than two columns */
  set_size(line, "co", columns);
  set_size(line, "li", window.ws_row > taken ? window.ws_row : taken);
}

/* Does what the signals ask for; gives a key that stands for one, 0: none, or -1: it is over. */
static int obey(EditLine *line) {
  if (take(SIGTERM) || take(SIGHUP)) return -1;
  bool again = take(SIGCONT);
  if (again) el_set(line, EL_PREP_TERM, 1);
  if (take(SIGWINCH) || again) {
    fit_window(line);
    el_set(line, EL_REFRESH);
  }
  return take(SIGINT) ? CTRL_C : 0;
}

/* One byte; a key instead where a signal stands for it. 0: the end. */
static int read_byte(EditLine *line, unsigned char *byte, int *key) {
  for (;;) {
    *key = obey(line);
    if (*key) return *key > 0;
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    if (ppoll(&input, 1, NULL, &outside) < 0) {
      if (errno != EINTR) return 0;
      continue;
    }
    ssize_t n = read(STDIN_FILENO, byte, 1);
    if (n > 0) return 1;
    if (n == 0 || (errno != EINTR && errno != EAGAIN)) return 0;
  }
}

/* For EL_GETCFN: a letter, of as many bytes as it has; bytes that are none are passed over. */
static int read_letter(EditLine *line, wchar_t *out) {
  mbstate_t state = {0};
  for (;;) {
    unsigned char byte;
    int key;
    if (!read_byte(line, &byte, &key)) return 0;
    if (key) return *out = (wchar_t)key, 1;
    bool begun = !mbsinit(&state);
    size_t n = mbrtowc(out, (const char *)&byte, 1, &state);
    if (n == (size_t)-1) state = (mbstate_t){0};
    if (n == (size_t)-1 && begun) n = mbrtowc(out, (const char *)&byte, 1, &state); /* what was begun is none, but this may be one */
    if (n == (size_t)-1) state = (mbstate_t){0};
    if (n == 0) *out = L'\0';
    if (n == 0 || n == 1) return 1;
  }
}

void keys_use(EditLine *line) {
  el_set(line, EL_SIGNAL, 0);
  el_set(line, EL_GETCFN, read_letter);
}

void keys_begin(EditLine *line) {
  sigset_t held;
  sigemptyset(&held);
  for (int i = 0; i < SIGNALS; i++) {
    sigaddset(&held, signals[i]);
    if (signals[i] != SIGTERM && signals[i] != SIGHUP) came[i] = 0;
  }
  sigprocmask(SIG_BLOCK, &held, &outside);
  for (int i = 0; i < SIGNALS; i++) {
    struct sigaction note = {.sa_handler = on_signal};
    sigaction(signals[i], &note, &before[i]);
  }
  fit_window(line);
}

void keys_end(void) {
  for (int i = 0; i < SIGNALS; i++) sigaction(signals[i], &before[i], NULL);
  sigprocmask(SIG_SETMASK, &outside, NULL);
}

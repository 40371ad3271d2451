/* SPDX-License-Identifier: MIT
 * terminal CIBLE: `cible repl` at a pseudo-terminal: keys are typed, words completed, an evaluation is interrupted, the window resized.
 * In a folder with rules.cible and firms.db, slow.cible and many.db, large.cible; XDG_DATA_HOME is to be set. Prints "N passed, M failed".
 * terminal CIBLE --time RULES TYPED SHOWN [ENTERED]: how many milliseconds pass between Tab behind TYPED and SHOWN, the median of several;
 * each time ENTERED, a definition, is entered before. */
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { WAIT_MS = 20000, SEEN_MOST = 1 << 20 };

typedef struct Session {
  pid_t child;
  int fd;
  char seen[SEEN_MOST]; /* all that came */
  size_t length;
  size_t typed, at; /* how much of it came before the last keys, and before what is waited for */
} Session;

static int passed, failed;

static void note(int good, const char *what) {
  if (good) passed++;
  else {
    failed++;
    printf("FAIL  %s\n", what);
  }
}

static void begin_with(Session *s, const char *cible, const char *term, const char *rules, const char *database) {
  struct winsize window = {.ws_row = 24, .ws_col = 80};
  s->length = s->typed = s->at = 0;
  s->child = forkpty(&s->fd, NULL, NULL, &window);
  if (s->child != 0) return;
  signal(SIGINT, SIG_DFL); /* whoever started the tests may have it ignored */
  setenv("TERM", term, 1);
  execlp(cible, cible, "repl", rules, database ? "--db" : NULL, database, (char *)NULL);
  _exit(127);
}

static void begin(Session *s, const char *cible, const char *term) { begin_with(s, cible, term, "rules.cible", "firms.db"); }

/* Reads until the text has come, behind what was waited for before; false where it does not. */
static int wait_for(Session *s, const char *text) {
  for (;;) {
    s->seen[s->length] = 0;
    const char *found = strstr(s->seen + s->at, text);
    if (found) {
      s->at = (size_t)(found - s->seen) + strlen(text);
      return 1;
    }
    struct pollfd ready = {.fd = s->fd, .events = POLLIN};
    if (s->length + 1 >= SEEN_MOST || poll(&ready, 1, WAIT_MS) <= 0) return 0;
    ssize_t n = read(s->fd, s->seen + s->length, SEEN_MOST - 1 - s->length);
    if (n <= 0) return 0;
    s->length += (size_t)n;
  }
}

/* Until a line is edited: keys that come before are taken by the terminal's own rules, and Ctrl-D or Ctrl-C are lost. */
static void wait_for_editing(const Session *s) {
  struct termios modes;
  for (int ms = 0; ms < WAIT_MS && tcgetattr(s->fd, &modes) == 0 && (modes.c_lflag & ICANON); ms++) usleep(1000);
}

static void keys(Session *s, const char *text) {
  wait_for_editing(s);
  s->typed = s->at = s->length;
  if (write(s->fd, text, strlen(text)) < 0) note(0, "a key can be typed");
}

static void expect(Session *s, const char *typed, const char *text, const char *what) {
  keys(s, typed);
  int good = wait_for(s, text);
  note(good, what);
  if (!good) printf("      %s\n", s->seen + s->typed);
}

/* Typed from an empty line: the prompt is waited for. */
static void at_prompt(Session *s, const char *typed, const char *text, const char *what) {
  expect(s, typed, text, what);
  note(wait_for(s, "cible> "), "the prompt comes back");
}

static void end(Session *s, const char *typed) {
  int status = -1;
  keys(s, typed);
  while (wait_for(s, "\n")) continue; /* until it closes its end, or says nothing for long */
  struct pollfd open = {.fd = s->fd, .events = POLLIN};
  if (poll(&open, 1, 0) == 0) kill(s->child, SIGKILL);
  waitpid(s->child, &status, 0);
  close(s->fd);
  note(WIFEXITED(status) && WEXITSTATUS(status) == 0, "it ends well");
}

/* Is no line of what was seen longer than that? Letters are counted, not bytes. */
static int fits(const char *text, int columns) {
  int at = 0;
  for (; *text; text++) {
    if (*text == '\n' || *text == '\r') at = 0;
    else if (((unsigned char)*text & 0xC0) != 0x80 && ++at > columns) return 0;
  }
  return 1;
}

static void type_and_complete(Session *s) {
  note(wait_for(s, "cible> "), "it begins with a prompt");
  at_prompt(s, "1 + 1\r", "2 : integer", "an expression is answered");
  at_prompt(s, "larg\t\r", "true or false", "Tab completes a name");
  at_prompt(s, "count(companies where band is bi\t)\r", "2 : integer", "Tab completes a label");
  at_prompt(s, "count(companies where status = \"cl\t)\r", " : integer", "Tab completes a text of a column");
  at_prompt(s, ":tab\t\r", "companies", "Tab completes a command");
  at_prompt(s, "count(companies where companies.sta\tff > 3)\r", " : integer", "two columns of a record begin alike");
  expect(s, "companies.s\t", "staff", "and are listed");
  note(wait_for(s, "status") && !strstr(s->seen + s->typed, "segment"), "they alone");
  expect(s, "\x03", "cible> ", "Ctrl-C clears the line");
  at_prompt(s, "contact.resp\t > 0.01\r", "true or false", "Tab completes a part of a choice");
  expect(s, "abc", "abc", "letters are shown");
  expect(s, "\x03", "cible> ", "Ctrl-C clears the line");
}

static void continue_and_clear(Session *s) {
  expect(s, "(1 +\r", "...> ", "an open bracket goes on");
  at_prompt(s, "2)\r", "3 : integer", "and is closed");
  expect(s, "(1 +\r", "...> ", "an open bracket goes on");
  expect(s, "\x03", "cible> ", "Ctrl-C forgets what stands before too");
  at_prompt(s, "3 + 3\r", "6 : integer", "a new line begins");
  at_prompt(s, "nosuch\r", "E012", "an error is told");
}

static double now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* What fits by context; names that need backquotes. */
static void complete_contexts(Session *s, const char *cible) {
  begin_with(s, cible, "xterm", "campaign.cible", "firms.db");
  note(wait_for(s, "cible> "), "a session with a campaign begins");
  expect(s, ":plan \t", "spring ", "the only campaign");
  expect(s, "\x03", "cible> ", "Ctrl-C clears the line");
  expect(s, ":pla sp\t", "ring ", "behind a command that is shortened");
  expect(s, "\x03", "cible> ", "Ctrl-C clears the line");
  expect(s, "abs(\t", "abs(x)  x without its sign", "what a function takes");
  expect(s, "\x03", "cible> ", "Ctrl-C clears the line");
  at_prompt(s, "roun\t2.5)\r", "3 : number", "a function with its bracket");
  at_prompt(s, ":plot staff by ban\t\r", "band is small", "a classification behind `by`");
  at_prompt(s, ":set lea\t20\r", "large: 3", "a param with its sign");
  at_prompt(s, ":schema comp\t\r", "one of (", "a record");
  at_prompt(s, "too\t\r", "true or false", "a name that needs backquotes, without them");
  at_prompt(s, "`too b\t\r", "true or false", "and with them");
  expect(s, ":load campa\t", "ign.cible", "a file");
  expect(s, "\x03", "cible> ", "Ctrl-C clears the line");
  expect(s, "count(large) + rea\t", "chable ", "a name");
  note(!strstr(s->seen + s->typed, "require"), "no word of clauses in an expression");
  expect(s, "\x03", "cible> ", "Ctrl-C clears the line");
  end(s, "\x04");
}

/* Brackets left open at Ctrl-D, texts left open at the line's end; definitions of several lines in the history. */
static void leave_open(Session *s, const char *cible) {
  begin(s, cible, "xterm");
  note(wait_for(s, "cible> "), "a session begins");
  expect(s, "(1 +\r", "...> ", "an open bracket goes on");
  at_prompt(s, "\x04", "E003", "Ctrl-D leaves the bracket, not the session");
  at_prompt(s, "\"abc\r", "E101", "a text ends on its line");
  expect(s, "segment tall {\r", "...> ", "a definition goes on");
  expect(s, "  require staff > 3\r", "...> ", "and on");
  at_prompt(s, "}\r", "defined segment tall", "until it is whole");
  expect(s, "\x10", "segment tall { require staff > 3 }", "Ctrl-P shows it as one line");
  at_prompt(s, "\r", "redefined segment tall", "which can be entered again");
  end(s, "\x04");
}

/* Ctrl-C while a pipe has nothing to give. */
static void interrupt_commands(Session *s, const char *cible) {
  begin(s, cible, "xterm");
  note(wait_for(s, "cible> "), "a session begins");
  keys(s, ":load pipe\r");
  usleep(300 * 1000);
  if (write(s->fd, "\x03", 1) != 1) note(0, "Ctrl-C can be typed");
  note(wait_for(s, "E350"), "Ctrl-C stops a load from a pipe without a writer");
  note(wait_for(s, "cible> "), "and the prompt comes back");
  at_prompt(s, ":show least\r", "least = 10", "the rules are those of before");
  end(s, "\x04");
}

/* Two sessions at a time: neither loses what the other was told. */
static void history_of_two(Session *s, const char *cible) {
  static Session other;
  begin(s, cible, "xterm");
  note(wait_for(s, "cible> "), "a session begins");
  begin(&other, cible, "xterm");
  note(wait_for(&other, "cible> "), "and another");
  at_prompt(&other, "11 + 1\r", "12 : integer", "the other answers");
  at_prompt(s, "22 + 2\r", "24 : integer", "the first answers");
  end(s, "\x04");
  end(&other, "\x04");
  begin(s, cible, "xterm");
  note(wait_for(s, "cible> "), "a third begins");
  expect(s, "\x10", "22 + 2", "it knows the line of the first");
  expect(s, "\x10", "11 + 1", "and of the other");
  expect(s, "\x03", "cible> ", "Ctrl-C clears it");
  end(s, "\x04");
}

/* Ctrl-C while all records are asked for what takes many seconds: that stops, and nothing else. */
static void interrupt(Session *s, const char *cible) {
  begin_with(s, cible, "xterm", "slow.cible", "many.db");
  note(wait_for(s, "cible> "), "a session over many records begins");
  expect(s, "slow\r", "of each record", "what takes long is begun");
  usleep(200 * 1000);
  double from = now_ms();
  s->typed = s->at = s->length;
  if (write(s->fd, "\x03", 1) != 1) note(0, "Ctrl-C can be typed");
  note(wait_for(s, "E350"), "Ctrl-C stops the evaluation");
  note(wait_for(s, "cible> "), "and the prompt comes back");
  note(now_ms() - from < 5000, "at once");
  at_prompt(s, "1 + 1\r", "2 : integer", "the session goes on");
  at_prompt(s, "count(companies)\r", " : integer", "over the records too");
  expect(s, ":top 200000 by id\r", "199990", "many rows begin to come");
  if (write(s->fd, "\x03", 1) != 1) note(0, "Ctrl-C can be typed");
  note(wait_for(s, "E350"), "Ctrl-C stops rows that are on their way");
  note(!strstr(s->seen + s->typed, "\n    17 "), "long before the last");
  note(wait_for(s, "cible> "), "and the prompt comes back");
  end(s, "\x04");
}

static void complete_large(Session *s, const char *cible) {
  begin_with(s, cible, "xterm", "large.cible", NULL);
  note(wait_for(s, "cible> "), "a session with 2 000 columns begins");
  at_prompt(s, ":type column_1998\t + 1\r", "integer", "Tab completes one of many columns");
  expect(s, "column_19\t", "column_1999", "and lists those that begin alike");
  expect(s, "\x03", "cible> ", "Ctrl-C clears the line");
  at_prompt(s, "segment mine when column_7 > 1\r", "defined segment mine", "another name is given");
  at_prompt(s, ":show min\t\r", "column_7 > 1", "which Tab completes from then on");
  end(s, "\x04");
}

static void resize(Session *s) {
  struct winsize window = {.ws_row = 24, .ws_col = 20};
  ioctl(s->fd, TIOCSWINSZ, &window);
  at_prompt(s, ":top 3 by name\r", "\xE2\x94\x80", "a table in 20 columns");
  const char *rows = strchr(s->seen + s->typed, '\n');
  note(rows && fits(rows, 20), "no line is longer than the window");
}

/* A window that gets lower or narrower than what stands in the line; then an interrupt that no key sent, and a word of goodbye. */
static void squeeze(Session *s, const char *cible) {
  static const struct winsize windows[] = {{.ws_row = 2, .ws_col = 80}, {.ws_row = 1, .ws_col = 80}, {.ws_row = 24, .ws_col = 10},
                                           {.ws_row = 1, .ws_col = 1},  {.ws_row = 0, .ws_col = 0},  {.ws_row = 24, .ws_col = 80}};
  char line[601];
  memset(line, 'x', sizeof line - 1);
  line[sizeof line - 1] = 0;
  begin(s, cible, "xterm");
  note(wait_for(s, "cible> "), "a session begins in a window that will shrink");
  keys(s, line);
  for (size_t i = 0; i < sizeof windows / sizeof *windows; i++) {
    wait_for_editing(s);
    ioctl(s->fd, TIOCSWINSZ, &windows[i]);
    usleep(20 * 1000);
    keys(s, "y");
  }
  expect(s, "\x03", "cible> ", "a line longer than the window survives every size");
  at_prompt(s, "20 + 1\r", "21 : integer", "and the session goes on");
  keys(s, "1234");
  s->typed = s->at = s->length;
  kill(s->child, SIGINT);
  note(wait_for(s, "cible> "), "an interrupt from elsewhere clears the line");
  at_prompt(s, "21 + 1\r", "22 : integer", "and the session goes on after it");
  at_prompt(s, "\"\xC3\xA9t\xC3\xA9\"\r", "\xC3\xA9t\xC3\xA9", "letters of more than one byte are read");
  int status = -1;
  kill(s->child, SIGTERM);
  note(waitpid(s->child, &status, 0) == s->child && WIFEXITED(status), "a session that is told to end leaves in order");
  close(s->fd);
}

/* ---- how long Tab takes ---- */

static int compare_times(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Milliseconds, or -1 where it does not come. */
static double time_completion(Session *s, const char *typed, const char *shown, const char *entered) {
  enum { TIMES = 9 };
  double times[TIMES];
  for (int i = 0; i < TIMES; i++) {
    if (entered) {
      keys(s, entered);
      keys(s, "\r");
      if (!wait_for(s, "cible> ")) return -1;
    }
    keys(s, typed);
    if (!wait_for(s, typed)) return -1;
    double from = now_ms();
    keys(s, "\t");
    if (!wait_for(s, shown)) return -1;
    times[i] = now_ms() - from;
    keys(s, "\x03");
    if (!wait_for(s, "cible> ")) return -1;
  }
  qsort(times, TIMES, sizeof *times, compare_times);
  return times[TIMES / 2];
}

static int print_time(Session *s, const char *cible, const char *rules, const char *typed, const char *shown, const char *entered) {
  begin_with(s, cible, "xterm", rules, NULL);
  double time = wait_for(s, "cible> ") ? time_completion(s, typed, shown, entered) : -1;
  if (time >= 0) printf("%.1f\n", time);
  keys(s, "\x04");
  close(s->fd);
  waitpid(s->child, NULL, 0);
  return time < 0;
}

/* ---- commands whose answers fit the window ---- */

/* All that the command says on standard output at a terminal of so many columns; what goes to standard error is left out. */
static const char *answer(Session *s, int columns, char *const *words) {
  struct winsize window = {.ws_row = 24, .ws_col = (unsigned short)columns};
  s->length = s->at = 0;
  s->child = forkpty(&s->fd, NULL, NULL, &window);
  if (s->child == 0) {
    if (!freopen("/dev/null", "w", stderr)) _exit(126);
    setenv("NO_COLOR", "1", 1);
    execv(words[0], words);
    _exit(127);
  }
  (void)wait_for(s, "\x01"); /* which never comes: until it ends */
  close(s->fd);
  waitpid(s->child, NULL, 0);
  s->seen[s->length] = 0;
  return s->seen;
}

static void answers_fit(Session *s, char *cible) {
  char *const calls[][9] = {
      {cible, "count", "rules.cible", "--db", "firms.db", "--funnel", "reachable", NULL},
      {cible, "count", "rules.cible", "--db", "firms.db", "--funnel", "picky", NULL},
      {cible, "segments", "rules.cible", "--db", "firms.db", "--value", "revenue", NULL},
      {cible, "segments", "rules.cible", "--db", "firms.db", NULL},
      {cible, "help", NULL},
      {cible, "help", "export", NULL},
      {cible, "diff", "rules.cible", "new.cible", "--db", "firms.db", NULL},
      {cible, "explain", "rules.cible", "--db", "firms.db", "--key", "2", NULL},
      {cible, "test", "new.cible", NULL},
  };
  static const char *const shown[] = {"in the segment", "in the segment", "in none", "in none", "segmentation", "suppression", "6 records", "contact", "staff = 10"};
  static const int widths[] = {20, 40, 72, 80, 120};
  for (size_t c = 0; c < sizeof calls / sizeof *calls; c++)
    for (size_t w = 0; w < sizeof widths / sizeof *widths; w++) {
      char what[64];
      const char *said = answer(s, widths[w], calls[c]);
      snprintf(what, sizeof what, "%s fits %d columns", calls[c][1], widths[w]);
      /* The deepest words of an explanation keep 16 columns. */
      int most = widths[w] < 40 && c > 6 ? widths[w] + 20 : widths[w];
      int good = fits(said, most) && (widths[w] < 40 || strstr(said, shown[c]));
      note(good, what);
      if (!good) printf("%s\n", said);
    }
}

static void history_is_kept(Session *s, const char *cible) {
  char path[4096];
  struct stat info;
  snprintf(path, sizeof path, "%s/cible/history", getenv("XDG_DATA_HOME"));
  note(stat(path, &info) == 0 && (info.st_mode & 0777) == 0600, "the history is kept, for the user alone");
  begin(s, cible, "xterm");
  note(wait_for(s, "cible> "), "a second session begins");
  expect(s, "\x10", ":top 3 by name", "Ctrl-P shows the last line of the first");
  expect(s, "\x03", "cible> ", "Ctrl-C clears it");
  end(s, "\x04");
}

int main(int argc, char **argv) {
  static Session s;
  if (argc < 2 || !getenv("XDG_DATA_HOME")) return 2;
  if (argc >= 6 && strcmp(argv[2], "--time") == 0) return print_time(&s, argv[1], argv[3], argv[4], argv[5], argc > 6 ? argv[6] : NULL);
  begin(&s, argv[1], "xterm");
  type_and_complete(&s);
  continue_and_clear(&s);
  resize(&s);
  end(&s, "\x04");
  history_is_kept(&s, argv[1]);
  squeeze(&s, argv[1]);
  complete_contexts(&s, argv[1]);
  leave_open(&s, argv[1]);
  history_of_two(&s, argv[1]);
  interrupt(&s, argv[1]);
  interrupt_commands(&s, argv[1]);
  answers_fit(&s, argv[1]);
  complete_large(&s, argv[1]);
  begin(&s, argv[1], "dumb");
  note(wait_for(&s, "cible> "), "a dumb terminal has a prompt");
  at_prompt(&s, "nosuch\r", "E012", "and shows errors");
  note(!strstr(s.seen + s.typed, "\033[3"), "without colours");
  end(&s, ":quit\r");
  printf("%d passed, %d failed\n", passed, failed);
  return failed != 0;
}

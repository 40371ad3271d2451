/* SPDX-License-Identifier: MIT
 * bench-watch TIMES COMMAND…: runs the command and adds a line to the file TIMES: the seconds that passed, the seconds of
 * processor, and the most memory of its own that it held, in kilobytes. Pages of files are not counted: they are the system's. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { LOOK_NANOSECONDS = 5000000 };

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static long own_kilobytes(pid_t pid) {
  char path[64], line[128];
  long kilobytes = 0;
  snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
  FILE *status = fopen(path, "r");
  while (status && fgets(line, sizeof line, status))
    if (sscanf(line, "RssAnon: %ld", &kilobytes) == 1) break;
  if (status) fclose(status);
  return kilobytes;
}

/* Wakes at once when the child ends, and now and then to look at its memory. */
static long watch(pid_t pid, const sigset_t *child, int *code) {
  const struct timespec look = {0, LOOK_NANOSECONDS};
  long most = 0;
  for (;;) {
    pid_t ended = waitpid(pid, code, WNOHANG);
    if (ended == pid || (ended < 0 && errno != EINTR)) return most;
    long kilobytes = own_kilobytes(pid);
    if (kilobytes > most) most = kilobytes;
    sigtimedwait(child, NULL, &look);
  }
}

int main(int argc, char **argv) {
  if (argc < 3) {
    fputs("usage: bench-watch TIMES COMMAND...\n", stderr);
    return 2;
  }
  sigset_t child, old;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  sigprocmask(SIG_BLOCK, &child, &old);
  double began = now();
  pid_t pid = fork();
  if (pid == 0) {
    sigprocmask(SIG_SETMASK, &old, NULL);
    execvp(argv[2], argv + 2);
    perror(argv[2]);
    _exit(127);
  }
  int code = 0;
  long most = pid > 0 ? watch(pid, &child, &code) : 0;
  double seconds = now() - began;
  struct rusage used;
  getrusage(RUSAGE_CHILDREN, &used);
  double processor = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
  FILE *times = fopen(argv[1], "a");
  if (!times || pid < 0) return 3;
  fprintf(times, "%.6f %.6f %ld\n", seconds, processor, most);
  fclose(times);
  return WIFEXITED(code) ? WEXITSTATUS(code) : 1;
}

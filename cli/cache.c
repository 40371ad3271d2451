/* SPDX-License-Identifier: MIT
 * The folder of kept columns and results as the commands use it: before a run to read from, after it to fill. */
#include "cli/cli.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#define SLOW 1.0 /* seconds: runs that take longer are worth a file … */
#define RENEWED 0.1 /* … such as have one of which records have changed since … */
#define ANSWERED 0.1 /* … and, for their results, such as have all columns from one */
#define MOST ((uint64_t)4 << 30)

bool cache_folder(char *out, size_t size) {
  const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
  int n = 0;
  if (cache && cache[0] == '/') n = snprintf(out, size, "%s/cible", cache);
  else if (home && home[0] == '/') n = snprintf(out, size, "%s/.cache/cible", home);
  return n > 0 && (size_t)n < size;
}

void cache_use(Cible *cible, const Options *options) {
  char folder[4096];
  if (options->value[OPTION_NO_CACHE] || !cache_folder(folder, sizeof folder)) return;
  if (options->value[OPTION_NO_RESULTS]) cible_keep_results(cible, -1, 0, 0);
  if (cible_use_cache(cible, folder) != CIBLE_OK) return; /* without memory for its name it goes without */
}

/* Out of the way: no terminal, no group of the caller's, whatever processor time is left, and no descriptor open that somebody may
 * wait for the end of. */
static void step_back(void) {
  setsid();
  setpriority(PRIO_PROCESS, 0, 19);
  int nothing = open("/dev/null", O_RDWR);
  for (int fd = 0; fd < 3 && nothing >= 0; fd++) dup2(nothing, fd);
  closefrom(3);
}

/* What is lacking: columns first, as results are of what is computed from them. */
static CibleStatus fill(Cible *cible, const CibleProgram *program, const CibleRun *run, const Options *options, const char *folder,
                        const Again *again) {
  CibleStatus status = cible_run_cached(cible) ? CIBLE_OK : cible_cache_fill(cible, program, run->database, folder, MOST, 1);
  CibleRun same = *run;
  same.progress = NULL;
  same.stats = 0;
  if (options->value[OPTION_NO_RESULTS]) return status;
  cible_keep_results(cible, 1, MOST, 1);
  return status == CIBLE_OK ? again->ask(cible, program, &same, again->self) : status;
}

void cache_fill_behind(Cible *cible, const CibleProgram *program, const CibleRun *run, const Options *options, const Again *again) {
  char folder[4096];
  const double least = cible_run_outdated(cible) ? RENEWED : cible_run_cached(cible) ? ANSWERED : SLOW;
  const bool lacks = !cible_run_cached(cible) || (!cible_run_recalled(cible) && !options->value[OPTION_NO_RESULTS]);
  if (options->value[OPTION_NO_CACHE] || run->key || run->memory_limit || !lacks || cible_run_seconds(cible) < least) return;
  if (!cache_folder(folder, sizeof folder)) return;
  fflush(NULL);
  if (fork() != 0) return;
  step_back();
  _exit(fill(cible, program, run, options, folder, again) == CIBLE_OK ? 0 : 1);
}

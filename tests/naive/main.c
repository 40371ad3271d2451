/* SPDX-License-Identifier: MIT */
/* naive FILE --db DB [--now TIME]: a rule file over a database, by the machine and by the second evaluator.
 * naive --random N [--seed S] [--folder DIR] [--sets] [--show]: N random programs, numbered from S.
 * naive --kept N [--seed S] [--folder DIR] [--sets]: N of them, by runs that keep what they have computed and by runs that do not.
 * naive --filed N [--seed S] [--folder DIR] [--sets]: the same, where what is kept is kept in files.
 * The last line is `N passed, N failed`; the exit code is 1 where something failed. */
#include <stdio.h>
#include <stdlib.h>

#include "tests/naive/campaign.h"
#include "tests/naive/kept.h"
#include "tests/naive/trial.h"

static uint32_t run_file(const char *file, const char *db, const char *now) {
  static const char *const words[] = {"same", "DIFFERS", "REFUSED", "LOST"};
  Buf said;
  buf_init(&said, &alloc_system);
  Verdict verdict = trial_run(&(Trial){.name = file, .db = db, .now = now, .seed = 1}, &said);
  if (verdict != VERDICT_SAME) printf("%s: %s\n%s\n", words[verdict], file, buf_z(&said));
  buf_free(&said);
  return verdict != VERDICT_SAME;
}

int main(int argc, char **argv) {
  const char *db = NULL, *now = "2027-03-01T09:30";
  const char *files[256];
  Campaign campaign = {.seed = 1, .folder = "/tmp"};
  uint32_t count = 0, failed = 0, kept = 0, filed = 0;
  for (int i = 1; i < argc; i++) {
    bool more = i + 1 < argc;
    if (!strcmp(argv[i], "--db") && more) db = argv[++i];
    else if (!strcmp(argv[i], "--now") && more) now = argv[++i];
    else if (!strcmp(argv[i], "--random") && more) campaign.programs = (uint32_t)strtoul(argv[++i], NULL, 10);
    else if (!strcmp(argv[i], "--kept") && more) kept = (uint32_t)strtoul(argv[++i], NULL, 10);
    else if (!strcmp(argv[i], "--filed") && more) filed = (uint32_t)strtoul(argv[++i], NULL, 10);
    else if (!strcmp(argv[i], "--seed") && more) campaign.seed = strtoull(argv[++i], NULL, 10);
    else if (!strcmp(argv[i], "--folder") && more) campaign.folder = argv[++i];
    else if (!strcmp(argv[i], "--sets")) campaign.sets = true;
    else if (!strcmp(argv[i], "--show")) campaign.show = true;
    else if (count < 256) files[count++] = argv[i];
  }
  if ((count > 0) != (db != NULL) || (!count && !campaign.programs && !kept && !filed)) {
    fputs("usage: naive FILE … --db DB [--now TIME] | naive --random N [--seed S] [--folder DIR] [--sets] [--show] | naive --kept N … | naive --filed N …\n", stderr);
    return 2;
  }
  for (uint32_t i = 0; i < count; i++) failed += run_file(files[i], db, now);
  failed += campaign_run(&campaign);
  failed += kept_run(kept, campaign.seed, campaign.sets, false, campaign.folder);
  failed += kept_run(filed, campaign.seed, campaign.sets, true, campaign.folder);
  count += campaign.programs + kept + filed;
  printf("%u passed, %u failed\n", count - failed, failed);
  return failed > 0;
}

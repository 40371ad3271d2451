/* SPDX-License-Identifier: MIT
 * cible new DIR [--from DB] */
#include "cli/call.h"

int cmd_new(Cible *cible, const Options *options) {
  if (options->word_count != 1) {
    if (options->word_count) complain(MESSAGE_EXTRA_WORD, NULL, "new", options->words[1]);
    else complain(MESSAGE_MISSING_WORD, NULL, "new", tr("a folder"));
    return CIBLE_USAGE;
  }
  const char *folder = options->words[0];
  const char *const *files;
  int code = finish(cible, cible_new_project(cible, folder, options->value[OPTION_FROM], &files), options);
  if (code) return finish_json(cible, code, options);
  bool json = options->value[OPTION_JSON] != NULL;
  if (json) {
    fputs("{\"ok\": true, \"folder\": ", stdout);
    print_json_text(stdout, folder);
    fputs(", \"files\": [", stdout);
  }
  for (size_t i = 0; files[i]; i++) {
    if (json) {
      fputs(i ? ", " : "", stdout);
      print_json_text(stdout, files[i]);
      continue;
    }
    print_padded(stdout, folder, 0);
    printf("/%s\n", files[i]);
  }
  if (json) puts("]}");
  else puts(tr("README.md there says how to go on."));
  return 0;
}

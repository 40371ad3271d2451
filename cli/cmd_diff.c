/* SPDX-License-Identifier: MIT
 * cible diff OLD NEW */
#include "cli/call.h"

/* Params that the settings name must be there in both versions. */
static int diff_versions(Cible *cible, const Options *options, const CibleCompileOptions *compile) {
  CibleRun run;
  if (!options_run(options, &run)) return CIBLE_USAGE;
  CibleReview before = {.path = options->words[0], .options = compile, .run = &run};
  CibleReview after = {.path = options->words[1], .options = compile, .run = &run};
  const CibleDiff *diff;
  int code = finish(cible, cible_diff(cible, &before, &after, &diff), options);
  if (code != 0) return code;
  CibleForm form = options->value[OPTION_JSON]       ? CIBLE_FORM_JSON
                   : options->value[OPTION_MARKDOWN] ? CIBLE_FORM_MARKDOWN
                                                     : CIBLE_FORM_TEXT;
  size_t moved = diff->moved;
  fputs(cible_diff_text(cible, diff, form), stdout);
  if (!options->value[OPTION_JSON]) say_run(cible);
  return moved && options->value[OPTION_EXIT_CODE] ? -CIBLE_NO : CIBLE_OK;
}

int cmd_diff(Cible *cible, const Options *options) {
  if (options->word_count != 2) {
    if (options->word_count < 2) complain(MESSAGE_MISSING_WORD, NULL, "diff", "two rule files, the old and the new");
    else complain(MESSAGE_EXTRA_WORD, NULL, "diff", options->words[2]);
    return CIBLE_USAGE;
  }
  CibleSetting *settings;
  size_t setting_count;
  if (!options_settings(options, &settings, &setting_count)) return CIBLE_USAGE;
  CibleCompileOptions compile = {.settings = settings, .setting_count = setting_count};
  int code = diff_versions(cible, options, &compile);
  settings_free(settings, setting_count);
  return code < 0 ? -code : finish_json(cible, code, options);
}

/* SPDX-License-Identifier: MIT
 * cible explain FILE --key K [NAME…] */
#include "cli/call.h"

static int print_explanation(Cible *cible, const Options *options, const CibleExplanation *explanation) {
  CibleForm form = options->value[OPTION_JSON]       ? CIBLE_FORM_JSON
                   : options->value[OPTION_MARKDOWN] ? CIBLE_FORM_MARKDOWN
                                                     : CIBLE_FORM_TEXT;
  fputs(cible_explanation_text(cible, explanation, form, terminal_width(), use_color(stdout)), stdout);
  return CIBLE_OK;
}

int cmd_explain(Cible *cible, const Options *options) {
  if (options->word_count == 0) {
    complain(MESSAGE_MISSING_WORD, NULL, "explain", "a file");
    return CIBLE_USAGE;
  }
  CibleRun run;
  CibleSetting *settings;
  size_t setting_count;
  if (!options_run(options, &run) || !options_settings(options, &settings, &setting_count)) return CIBLE_USAGE;
  run.key = options->value[OPTION_KEY];
  CibleCompileOptions compile = {.settings = settings, .setting_count = setting_count};
  CibleReview explain = {.path = options->words[0], .options = &compile, .run = &run, .names = options->words + 1,
                          .name_count = options->word_count - 1};
  const CibleExplanation *explanation;
  int code = run.key ? finish(cible, cible_explain(cible, &explain, &explanation), options) : CIBLE_USAGE;
  if (!run.key) complain(MESSAGE_MISSING_WORD, "name the record with `--key K`", "explain", "the key of a record");
  else if (code == 0) code = print_explanation(cible, options, explanation);
  settings_free(settings, setting_count);
  return finish_json(cible, code, options);
}

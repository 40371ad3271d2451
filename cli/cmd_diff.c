/* SPDX-License-Identifier: MIT
 * cible diff OLD NEW */
#include "cli/call.h"

static int print_diff(Cible *cible, const Options *options, const CibleDiff *diff) {
  bool moved = diff->moved > 0;
  cible_set_width(cible, (unsigned)terminal_width());
  fputs(cible_diff_text(cible, diff, answer_form(options)), stdout);
  if (!options->value[OPTION_JSON]) say_run(cible);
  return moved && options->value[OPTION_EXIT_CODE] ? CIBLE_NO : CIBLE_OK;
}

int cmd_diff(Cible *cible, const Options *options) {
  if (options->word_count != 2) {
    if (options->word_count < 2) complain(MESSAGE_MISSING_WORD, NULL, "diff", tr("two rule files, the old and the new"));
    else complain(MESSAGE_EXTRA_WORD, NULL, "diff", options->words[2]);
    return CIBLE_USAGE;
  }
  ReviewCall call;
  int code = review_open(options, options->words[0], &call);
  if (code != 0) return code;
  CibleReview after = call.review;
  after.path = options->words[1];
  const CibleDiff *diff;
  code = finish(cible, cible_diff(cible, &call.review, &after, &diff), options);
  code = code == 0 ? print_diff(cible, options, diff) : finish_json(cible, code, options);
  review_close(&call);
  return code;
}

/* SPDX-License-Identifier: MIT
 * cible explain FILE --key K [NAME…] */
#include "cli/call.h"

static void print_answer(Cible *cible, const CibleExplanation *explanation, CibleForm form) {
  const char *text = cible_explanation_text(cible, explanation, form, terminal_width(), use_color(stdout));
  if (form == CIBLE_FORM_JSON) printf("{\"ok\": true, %s\n", text + 1);
  else fputs(text, stdout);
}

int cmd_explain(Cible *cible, const Options *options) {
  if (options->word_count == 0) {
    complain(MESSAGE_MISSING_WORD, NULL, "explain", tr("a file"));
    return CIBLE_USAGE;
  }
  if (!options->value[OPTION_KEY]) {
    complain(MESSAGE_MISSING_WORD, "name the record with `--key K`", "explain", tr("the key of a record"));
    return finish_json(cible, CIBLE_USAGE, options);
  }
  ReviewCall call;
  int code = review_open(options, options->words[0], &call);
  if (code != 0) return code;
  call.run.key = options->value[OPTION_KEY];
  call.review.names = options->words + 1;
  call.review.name_count = options->word_count - 1;
  const CibleExplanation *explanation;
  code = finish(cible, cible_explain(cible, &call.review, &explanation), options);
  if (code == 0) print_answer(cible, explanation, answer_form(options));
  review_close(&call);
  return finish_json(cible, code, options);
}

/* SPDX-License-Identifier: MIT
 * cible plan FILE CAMPAIGN */
#include "cli/campaign.h"

const char *campaign_words(const Options *options, size_t most) {
  if (options->word_count >= 2 && options->word_count <= most) return options->words[1];
  const char *missing = options->word_count == 0 ? tr("a file") : options->word_count == 1 ? tr("a campaign") : NULL;
  if (missing) complain(MESSAGE_MISSING_WORD, NULL, options->command, missing);
  else complain(MESSAGE_EXTRA_WORD, NULL, options->command, options->words[most]);
  return NULL;
}

int cmd_plan(Cible *cible, const Options *options) {
  const char *campaign = campaign_words(options, 2);
  if (!campaign) return finish_json(cible, CIBLE_USAGE, options);
  ReviewCall call;
  int code = review_open(options, options->words[0], &call);
  if (code != 0) return code;
  const CiblePlan *plan;
  code = finish(cible, cible_plan(cible, &call.review, campaign, options->value[OPTION_DRY_RUN] != NULL, &plan), options);
  end_progress();
  if (code == 0 && options->value[OPTION_JSON]) print_plan_json(cible, plan);
  else if (code == 0) print_plan(plan, call.run.database);
  if (!options->value[OPTION_JSON] && cible_run_records(cible)) say_run(cible);
  review_close(&call);
  return finish_json(cible, code, options);
}

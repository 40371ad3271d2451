/* SPDX-License-Identifier: MIT
 * cible brief FILE CAMPAIGN */
#include "cli/campaign.h"

int cmd_brief(Cible *cible, const Options *options) {
  const char *campaign = campaign_words(cible, options, 2);
  if (!campaign) return finish_json(cible, CIBLE_USAGE, options);
  ReviewCall call;
  int code = review_open(options, options->words[0], &call);
  if (code != 0) return code;
  const CibleBrief *brief;
  code = finish(cible, cible_brief(cible, &call.review, campaign, &brief), options);
  if (code == 0 && options->value[OPTION_JSON]) print_brief_json(cible, brief);
  else if (code == 0) print_brief(brief, call.run.database);
  if (!options->value[OPTION_JSON] && cible_run_records(cible)) say_run(cible);
  review_close(&call);
  return finish_json(cible, code, options);
}

/* SPDX-License-Identifier: MIT
 * cible plan FILE CAMPAIGN */
#include "cli/campaign.h"

#include <stdlib.h>

/* What could stand there: "its campaigns are `spring`, `autumn`"; for free, NULL where nothing can be said. */
static char *campaigns_of(Cible *cible, const Options *options) {
  ReviewCall call;
  if (review_open(options, options->words[0], &call) != 0) return NULL;
  const char *const *names;
  size_t count, size;
  char *said = NULL;
  FILE *out = cible_campaigns(cible, &call.review, &names, &count) == CIBLE_OK && count ? open_memstream(&said, &size) : NULL;
  if (out) {
    fputs(count == 1 ? tr("its only campaign is ") : tr("its campaigns are "), out);
    for (size_t i = 0; i < count; i++) fprintf(out, "%s`%s`", i ? ", " : "", names[i]);
    fclose(out);
  }
  review_close(&call);
  return said;
}

const char *campaign_words(Cible *cible, const Options *options, size_t most) {
  if (options->word_count >= 2 && options->word_count <= most) return options->words[1];
  char *help = options->word_count == 1 ? campaigns_of(cible, options) : NULL;
  if (options->word_count < 2) complain(MESSAGE_MISSING_WORD, help, options->command, options->word_count ? tr("a campaign") : tr("a file"));
  else complain(MESSAGE_EXTRA_WORD, NULL, options->command, options->words[most]);
  free(help);
  return NULL;
}

int cmd_plan(Cible *cible, const Options *options) {
  const char *campaign = campaign_words(cible, options, 2);
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

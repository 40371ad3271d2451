/* SPDX-License-Identifier: MIT
 * What outcomes mean. The words are those of stdlib/std/campaign.cible; a test holds the two against each other. */
#include "lang/campaign/evaluate.h"

static const char *const contracts[] = {"order", "contract"};
static const char *const positives[] = {"quote", "meeting", "call back", "information", "interested"};

static bool is_one_of(Str outcome, const char *const *words, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (str_is(outcome, words[i])) return true;
  return false;
}

bool outcome_is_signed(Str outcome) { return is_one_of(outcome, contracts, sizeof contracts / sizeof *contracts); }

bool outcome_is_positive(Str outcome) {
  return outcome_is_signed(outcome) || is_one_of(outcome, positives, sizeof positives / sizeof *positives);
}

/* SPDX-License-Identifier: MIT
 * A brief as one JSON object. */
#include "cli/campaign.h"

static const double MONEY = 10000;

static void member(const char *name, const char *text) {
  printf(", \"%s\": ", name);
  if (text) print_json_text(stdout, text);
  else fputs("null", stdout);
}

static void print_part(const CibleBriefPart *part) {
  fputs("{\"name\": ", stdout);
  print_json_text(stdout, part->name);
  member("title", part->title);
  if (part->subject) member("subject", part->subject);
  if (part->message) member("message", part->message);
  if (*part->exports) member("export", part->exports);
  fputs(", \"clauses\": [", stdout);
  for (size_t i = 0; i < part->clause_count; i++) {
    fputs(i ? ", {\"word\": " : "{\"word\": ", stdout);
    print_json_text(stdout, part->clauses[i].word);
    member("text", part->clauses[i].text);
    member("reason", part->clauses[i].reason);
    putchar('}');
  }
  fputs("]}", stdout);
}

static void print_parts(const char *name, const CibleBriefPart *parts, size_t count) {
  printf(", \"%s\": [", name);
  for (size_t i = 0; i < count; i++) {
    if (i) fputs(", ", stdout);
    print_part(&parts[i]);
  }
  putchar(']');
}

static void print_choice(const char *name, const CibleBriefPart *choice) {
  printf(", \"%s\": ", name);
  if (choice) print_part(choice);
  else fputs("null", stdout);
}

static void print_stored(const CibleBriefStored *has) {
  printf(", \"stored\": {\"planned\": %llu, \"sent\": %llu, \"answered\": %llu", (unsigned long long)has->planned,
         (unsigned long long)has->sent, (unsigned long long)has->answered);
  member("from", has->first);
  member("to", has->last);
  json_money("planned_cost", has->planned_cost);
  json_money("sent_cost", has->sent_cost);
  json_number("planned_responses", has->planned_responses);
  json_number("sent_responses", has->sent_responses);
  json_number("sent_value", has->sent_value / MONEY);
  putchar('}');
}

void print_brief_json(Cible *cible, const CibleBrief *brief) {
  fputs("{\"ok\": true, \"campaign\": ", stdout);
  print_part(&brief->campaign);
  print_parts("targets", brief->targets, brief->target_count);
  print_parts("channels", brief->channels, brief->channel_count);
  print_parts("offers", brief->offers, brief->offer_count);
  print_parts("teams", brief->teams, brief->team_count);
  print_choice("choice", brief->choice);
  print_choice("offer_choice", brief->offer_choice);
  print_stored(&brief->stored);
  fputs(", \"plan\": {", stdout);
  print_plan_members(brief->plan);
  fputs("}, ", stdout);
  print_json_faults(cible, stdout);
  fputs(", ", stdout);
  print_json_messages(cible, stdout);
  puts("}");
}

/* SPDX-License-Identifier: MIT
 * A brief as Markdown: who, what, where, when, how, why, how much. */
#include "cli/campaign.h"

#include <string.h>

static const double MONEY = 10000;

/* ---- words ---- */

/* What would be a mark of Markdown is none; what ends a line does not. */
static void text(const char *words) {
  for (const char *p = words; *p; p++) {
    if ((unsigned char)*p < 0x20 || *p == 0x7F) {
      putchar(' ');
      continue;
    }
    if (strchr("\\`*_[]<>|#", *p)) putchar('\\');
    putchar(*p);
  }
}

/* A code span: between more backquotes than it has in a row. In a table a bar would end the cell. */
static void code(const char *words, bool cell) {
  size_t most = 0, row = 0;
  for (const char *p = words; *p; p++) {
    row = *p == '`' ? row + 1 : 0;
    if (row > most) most = row;
  }
  for (size_t i = 0; i <= most; i++) putchar('`');
  if (most) putchar(' ');
  for (const char *p = words; *p; p++) {
    if (cell && *p == '|') putchar('\\');
    putchar((unsigned char)*p < 0x20 ? ' ' : *p);
  }
  if (most) putchar(' ');
  for (size_t i = 0; i <= most; i++) putchar('`');
}

/* "Software SMEs (`smes`)" */
static void named(const char *name, const char *title, bool cell) {
  if (*title) text(title), fputs(" (", stdout);
  code(name, cell);
  if (*title) putchar(')');
}

static void colon(void) { fputs(tr(": "), stdout); }

static void planned(uint64_t contacts) {
  fputs(tr(", contacts planned: "), stdout);
  print_count(stdout, contacts, 0);
  putchar('\n');
}

static void head(const char *title) { printf("\n## %s\n", title); }

static void part_head(const CibleBriefPart *part) {
  fputs("\n**", stdout);
  text(*part->title ? part->title : part->name);
  fputs("**", stdout);
  if (*part->title) fputs(" (", stdout), code(part->name, false), putchar(')');
}

static bool is_among(const char *word, const char *const *words) {
  while (*words && strcmp(*words, word) != 0) words++;
  return *words != NULL;
}

/* The clauses that these words open, a line each; how many there were. */
static size_t clauses(const CibleBriefPart *part, const char *const *words) {
  size_t count = 0;
  for (size_t i = 0; i < part->clause_count; i++) {
    const CibleBriefClause *clause = &part->clauses[i];
    if (!is_among(clause->word, words)) continue;
    fputs(count++ ? "- " : "\n- ", stdout);
    code(clause->text, false);
    if (*clause->reason) fputs(" — ", stdout), text(clause->reason);
    putchar('\n');
  }
  return count;
}

/* A text that is written to people, as it stands in the rules. */
static void quote(const char *words) {
  fputs("\n> ", stdout);
  for (const char *p = words; *p; p++) {
    char letter[2] = {*p, 0};
    if (*p == '\n') fputs(p[1] ? "  \n> " : "", stdout);
    else text(letter);
  }
  putchar('\n');
}

static const char *const criteria[] = {"require", "exclude", "when", NULL};

/* ---- who ---- */

static void left(const CiblePlan *plan) {
  bool any = false;
  for (int i = 0; i < CIBLE_LEFT_COUNT; i++) {
    if (!plan->left[i]) continue;
    if (!any) printf("\n%s\n\n", tr("In a target, and not contacted:"));
    any = true;
    printf("- %s", tr(cible_plan_reason((CiblePlanReason)i)));
    colon();
    print_count(stdout, plan->left[i], 0);
    putchar('\n');
  }
}

static void who(const CibleBrief *brief) {
  static const char *const excluded[] = {"exclude", NULL}, *const of_team[] = {"internal", "external", "people", "cost", NULL};
  const CiblePlan *plan = brief->plan;
  head(tr("Who"));
  printf("\n| %s | %s | %s | %s |\n|---|--:|--:|--:|\n", tr("target"), tr("records"), tr("can be contacted"), tr("contacts planned"));
  for (size_t i = 0; i < plan->target_count; i++) {
    const CiblePlanPart *part = &plan->targets[i];
    fputs("| ", stdout);
    named(part->name, part->title, true);
    const uint64_t counts[] = {part->members, part->candidates, part->contacts};
    for (int c = 0; c < 3; c++) fputs(" | ", stdout), print_count(stdout, counts[c], 0);
    puts(" |");
  }
  for (size_t i = 0; i < brief->target_count; i++) {
    part_head(&brief->targets[i]);
    putchar('\n');
    clauses(&brief->targets[i], criteria);
  }
  bool out = false;
  for (size_t i = 0; i < brief->campaign.clause_count; i++) out |= strcmp(brief->campaign.clauses[i].word, "exclude") == 0;
  if (out) printf("\n%s\n", tr("Left out of the campaign:")), clauses(&brief->campaign, excluded);
  if (brief->control > 0) {
    printf("\n%s ", tr("Held back, so that there is something to compare with:"));
    print_decimal(stdout, brief->control * 100, 1, 0);
    fputs(" % (", stdout);
    print_count(stdout, plan->left[CIBLE_LEFT_HELD], 0);
    fputs(")\n", stdout);
  }
  left(plan);
  for (size_t i = 0; i < brief->team_count; i++) {
    part_head(&brief->teams[i]);
    puts(tr(": the team"));
    clauses(&brief->teams[i], of_team);
  }
}

/* ---- what ---- */

static void what(const CibleBrief *brief) {
  static const char *const goal[] = {"objective", NULL}, *const of_offer[] = {"require", "exclude", "price", "margin", "response", NULL},
                    *const of_choice[] = {"forbid", "prefer", "by", NULL};
  head(tr("What"));
  clauses(&brief->campaign, goal);
  for (size_t i = 0; i < brief->offer_count; i++) {
    part_head(&brief->offers[i]);
    fputs(tr(": an offer"), stdout);
    planned(brief->plan->offers[i].contacts);
    clauses(&brief->offers[i], of_offer);
    if (brief->offers[i].message) quote(brief->offers[i].message);
  }
  if (brief->offer_choice) {
    part_head(brief->offer_choice);
    puts(tr(": which offer is made"));
    clauses(brief->offer_choice, of_choice);
  }
  for (size_t i = 0; i < brief->channel_count; i++) {
    const CibleBriefPart *channel = &brief->channels[i];
    if (!channel->message && !channel->subject) continue;
    part_head(channel);
    puts(tr(": the message"));
    if (channel->subject) quote(channel->subject);
    if (channel->message) quote(channel->message);
  }
}

/* ---- where ---- */

static void where(const CibleBrief *brief) {
  head(tr("Where"));
  for (size_t i = 0; i < brief->channel_count; i++) {
    const CibleBriefPart *channel = &brief->channels[i];
    part_head(channel);
    planned(brief->plan->channels[i].contacts);
    if (!clauses(channel, criteria)) printf("\n- %s\n", tr("it may be used for everybody"));
    if (*channel->exports) {
      printf("- %s ", tr("the list of contacts has"));
      code(channel->exports, false);
      putchar('\n');
    }
  }
}

/* ---- when ---- */

static void period_row(const CiblePlan *plan, const CiblePlanPeriod *period) {
  printf("| %s … %s | ", period->first, period->last);
  print_count(stdout, period->contacts, 0);
  for (size_t c = 0; c < plan->channel_count; c++) fputs(" | ", stdout), print_count(stdout, period->by_channel[c], 0);
  for (size_t t = 0; t < plan->team_count; t++) {
    fputs(" | ", stdout);
    print_decimal(stdout, period->by_team[t].used / 60, 1, 0);
    if (period->by_team[t].there < 0) continue;
    fputs(" / ", stdout);
    print_decimal(stdout, period->by_team[t].there / 60, 0, 0);
  }
  fputs(" | ", stdout);
  print_money(stdout, period->cost, 0);
  puts(" |");
}

static void when(const CibleBrief *brief) {
  static const char *const rules[] = {"limit", "follow up", NULL};
  const CiblePlan *plan = brief->plan;
  head(tr("When"));
  putchar('\n');
  printf(tr("From %s to %s, by %s.\n"), plan->from, plan->to, tr(plan->by));
  clauses(&brief->campaign, rules);
  printf("\n| %s | %s |", tr("period"), tr("contacts"));
  for (size_t c = 0; c < plan->channel_count; c++) putchar(' '), code(plan->channels[c].name, true), fputs(" |", stdout);
  for (size_t t = 0; t < plan->team_count; t++) putchar(' '), code(plan->teams[t], true), fputs(tr(", hours |"), stdout);
  printf(" %s |\n|---|--:|", tr("cost"));
  for (size_t i = 0; i < plan->channel_count + plan->team_count; i++) fputs("--:|", stdout);
  puts("--:|");
  for (size_t i = 0; i < plan->period_count; i++) period_row(plan, &plan->periods[i]);
}

/* ---- how ---- */

static void how(const CibleBrief *brief) {
  static const char *const of_choice[] = {"forbid", "prefer", "by", NULL}, *const best[] = {"assign best", NULL},
                    *const of_channel[] = {"cost", "effort", "team", "response", "capacity", NULL};
  const CiblePlan *plan = brief->plan;
  head(tr("How"));
  if (brief->choice) {
    part_head(brief->choice);
    puts(tr(": by which channel each is contacted"));
    clauses(brief->choice, of_choice);
  }
  clauses(&brief->campaign, best);
  printf("\n| %s | %s | %s | %s | %s |\n|---|--:|--:|--:|--:|\n", tr("channel"), tr("contacts"), tr("cost of a contact"), tr("minutes each"),
         tr("expected response"));
  for (size_t i = 0; i < plan->channel_count; i++) {
    const CiblePlanPart *part = &plan->channels[i];
    fputs("| ", stdout);
    named(part->name, part->title, true);
    fputs(" | ", stdout);
    print_count(stdout, part->contacts, 0);
    fputs(" | ", stdout);
    if (part->contacts) print_decimal(stdout, (double)part->cost / MONEY / (double)part->contacts, 2, 0);
    fputs(" | ", stdout);
    if (part->contacts && part->team) print_decimal(stdout, part->minutes / (double)part->contacts, 1, 0);
    fputs(" | ", stdout);
    if (part->contacts) print_decimal(stdout, part->responses / (double)part->contacts * 100, 2, 0), fputs(" %", stdout);
    puts(" |");
  }
  for (size_t i = 0; i < brief->channel_count; i++) {
    part_head(&brief->channels[i]);
    putchar('\n');
    clauses(&brief->channels[i], of_channel);
  }
}

/* ---- why ---- */

static void reasons(const CibleBriefPart *part) {
  for (size_t i = 0; i < part->clause_count; i++) {
    if (!*part->clauses[i].reason) continue;
    fputs("- ", stdout);
    text(part->clauses[i].reason);
    fputs(" — ", stdout);
    code(part->clauses[i].text, false);
    fputs(" (", stdout);
    code(part->name, false);
    puts(")");
  }
}

static void all_reasons(const CibleBriefPart *parts, size_t count) {
  for (size_t i = 0; i < count; i++) reasons(&parts[i]);
}

static void why(const CibleBrief *brief) {
  static const char *const worth[] = {"value", NULL};
  head(tr("Why"));
  clauses(&brief->campaign, worth);
  printf("- %s", tr("expected responses"));
  colon();
  print_expected(brief->plan);
  reasons(&brief->campaign);
  all_reasons(brief->targets, brief->target_count);
  all_reasons(brief->channels, brief->channel_count);
  all_reasons(brief->offers, brief->offer_count);
  if (brief->choice) reasons(brief->choice);
  if (brief->offer_choice) reasons(brief->offer_choice);
  all_reasons(brief->teams, brief->team_count);
}

/* ---- how much ---- */

static void amount(const char *what, double money) {
  printf("| %s | ", what);
  print_decimal(stdout, money, 2, 0);
  puts(" |");
}

static void how_much(const CibleBrief *brief) {
  const CiblePlan *plan = brief->plan;
  double contacts = (double)(plan->cost + plan->sent_cost) / MONEY, once = (double)plan->fixed_cost / MONEY, cost = contacts + once;
  double responses = plan->responses + plan->sent_responses, value = (plan->value + brief->stored.sent_value) / MONEY;
  head(tr("How much"));
  puts("\n| | |\n|---|--:|");
  if (plan->budgeted) amount(tr("budget"), (double)plan->budget / MONEY);
  amount(tr("cost of all contacts"), contacts);
  if (once > 0) amount(tr("fixed cost"), once);
  if (plan->budgeted) amount(tr("left of the budget"), (double)plan->budget / MONEY - cost);
  printf("| %s | ", tr("expected responses"));
  print_decimal(stdout, responses, 1, 0);
  puts(" |");
  amount(tr("what they are worth"), value);
  if (responses > 0) amount(tr("cost of a response"), cost / responses);
  if (value > 0) {
    printf("| %s | ", tr("cost / value of the responses"));
    print_decimal(stdout, cost / value * 100, 1, 0);
    puts(" % |");
  }
  amount(tr("expected gain, all costs paid"), value - cost);
}

/* ---- the whole ---- */

static void stored(const CibleBriefStored *has, const char *database) {
  putchar('\n');
  if (!has->planned && !has->sent) {
    fputs(tr("These are the figures of a plan as it would be made now; none is stored in "), stdout);
    code(database, false);
    puts(".");
    return;
  }
  fputs(tr("These are the figures of a plan as it would be made now. In "), stdout);
  code(database, false);
  fputs(tr(" are stored: "), stdout);
  print_count(stdout, has->planned, 0);
  fputs(tr(" contacts planned"), stdout);
  if (has->planned) printf(" (%s … %s)", has->first, has->last);
  fputs(", ", stdout);
  print_count(stdout, has->sent, 0);
  fputs(tr(" made, of them "), stdout);
  print_count(stdout, has->answered, 0);
  puts(tr(" with an outcome."));
}

void print_brief(const CibleBrief *brief, const char *database) {
  fputs("# ", stdout);
  text(*brief->campaign.title ? brief->campaign.title : brief->campaign.name);
  putchar('\n');
  putchar('\n');
  fputs(tr("Brief of the campaign "), stdout);
  code(brief->campaign.name, false);
  printf(tr(", as of %s.\n"), brief->plan->today);
  who(brief);
  what(brief);
  where(brief);
  when(brief);
  how(brief);
  why(brief);
  how_much(brief);
  stored(&brief->stored, database);
}

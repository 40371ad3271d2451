/* SPDX-License-Identifier: MIT
 * cible segments FILE [NAME…] */
#include "cli/call.h"

#include <string.h>

enum { COMBINATIONS_SHOWN = 20, OVERLAPS_SHOWN = 20, NAME_LEAST = 14 };

static int name_width(const CibleSegments *segments) {
  int widest = NAME_LEAST;
  for (size_t i = 0; i < segments->count; i++) {
    int columns = text_columns(segments->items[i].name);
    if (columns > widest) widest = columns;
  }
  return widest;
}

/* A sum or a mean: two decimals, grouped as counts are. */
static void print_amount(double amount, int width) {
  char text[64], grouped[96];
  int n = snprintf(text, sizeof text, "%.2f", amount), at = 0, point = n - 3;
  for (int i = 0; i < n; i++) {
    if (i > 0 && i < point && text[i - 1] != '-' && (point - i) % 3 == 0) grouped[at++] = ' ';
    grouped[at++] = text[i];
  }
  grouped[at] = 0;
  printf("%*s", width, grouped);
}

static void print_percent(double share, int width) {
  if (share < 0) printf("%*s", width + 2, "–"); /* the dash has three bytes */
  else printf("%*.1f %%", width - 2, share * 100);
}

static void print_head(const CibleSegments *segments, int width) {
  static const struct { const char *name; int width; } heads[] = {{N_("records"), 12}, {N_("share"), 10}, {N_("only here"), 12},
                                                                 {N_("value"), 18},   {N_("share"), 10}, {N_("a head"), 14},
                                                                 {N_("spread"), 10}};
  for (size_t i = 0; i < (segments->value ? 7 : 3); i++) print_aligned(stdout, tr(heads[i].name), heads[i].width + (i ? 0 : width));
  putchar('\n');
}

static void print_size(const CibleSegments *segments, const CibleSegmentSize *item, int width) {
  print_padded(stdout, item->name, width);
  print_count(stdout, item->records, 12);
  print_share(stdout, item->records, segments->records, 10);
  print_count(stdout, item->only, 12);
  if (segments->value) {
    print_amount(item->value, 18);
    print_percent(segments->total > 0 ? item->value / segments->total : -1, 10);
    if (item->valued) print_amount(item->mean, 14);
    else printf("%16s", "–");
    print_percent(item->within, 10);
  }
  putchar('\n');
}

static void print_none(const CibleSegments *segments, int width) {
  print_padded(stdout, tr("in none"), width);
  print_count(stdout, segments->records - segments->covered, 12);
  print_share(stdout, segments->records - segments->covered, segments->records, 10);
  putchar('\n');
  print_padded(stdout, tr("all"), width);
  print_count(stdout, segments->records, 12);
  if (segments->value) {
    printf("%22s", "");
    print_amount(segments->total, 18);
    printf("%10s", "");
    print_amount(segments->mean, 14);
  }
  putchar('\n');
}

static void print_overlaps(const CibleSegments *segments) {
  if (!segments->overlap_count) return;
  printf("\n%s\n", tr("Overlaps: records in both, and as a share of the smaller"));
  for (size_t i = 0; i < segments->overlap_count && i < OVERLAPS_SHOWN; i++) {
    const CibleOverlap *overlap = &segments->overlaps[i];
    const CibleSegmentSize *a = &segments->items[overlap->first], *b = &segments->items[overlap->second];
    print_count(stdout, overlap->records, 12);
    print_share(stdout, overlap->records, a->records < b->records ? a->records : b->records, 9);
    fputs("  ", stdout);
    print_padded(stdout, a->name, 0);
    fputs(" & ", stdout);
    print_padded(stdout, b->name, 0);
    putchar('\n');
  }
  if (segments->overlap_count > OVERLAPS_SHOWN) {
    fputs("              ", stdout);
    printf(tr("and %zu more pairs\n"), segments->overlap_count - OVERLAPS_SHOWN);
  }
}

static void print_combinations(const CibleSegments *segments) {
  if (segments->combination_count) printf("\n%s\n", tr("Combinations: records in just these"));
  uint64_t others = segments->other_records;
  for (size_t i = 0; i < segments->combination_count; i++) {
    const CibleCombination *combination = &segments->combinations[i];
    if (i >= COMBINATIONS_SHOWN) {
      others += combination->records;
      continue;
    }
    print_count(stdout, combination->records, 12);
    print_share(stdout, combination->records, segments->records, 9);
    fputs("  ", stdout);
    for (size_t k = 0; k < combination->segment_count; k++) {
      if (k) fputs(" & ", stdout);
      print_padded(stdout, segments->items[combination->segments[k]].name, 0);
    }
    puts(combination->segment_count ? "" : tr("in none"));
  }
  if (!others) return;
  print_count(stdout, others, 12);
  print_share(stdout, others, segments->records, 9);
  printf("  %s\n", tr("in others"));
}

static void print_remarks(const CibleSegments *segments) {
  if (segments->remark_count) printf("\n%s\n", tr("Remarks (the rules stand in docs/craft.md, D7)"));
  for (size_t i = 0; i < segments->remark_count; i++) {
    const CibleRemark *remark = &segments->remarks[i];
    fputs("  ", stdout);
    print_padded(stdout, tr(remark->word), 10);
    if (remark->segment >= 0) print_padded(stdout, segments->items[remark->segment].name, 0);
    if (remark->other >= 0) fputs(", ", stdout), print_padded(stdout, segments->items[remark->other].name, 0);
    printf("%s%s\n", remark->segment >= 0 ? tr(": ") : "", remark->text);
  }
}

static void print_text(const CibleSegments *segments) {
  int width = name_width(segments);
  print_head(segments, width);
  for (size_t i = 0; i < segments->count; i++) print_size(segments, &segments->items[i], width);
  print_none(segments, width);
  if (segments->value && segments->between >= 0) {
    printf("\n%s", tr("Homogeneity of "));
    print_padded(stdout, segments->value, 0);
    printf(tr(": %.1f %% of its variance lies between the combinations (eta²), %.1f %% within\n"), segments->between * 100,
           (1 - segments->between) * 100);
  }
  print_overlaps(segments);
  print_combinations(segments);
  print_remarks(segments);
}

int cmd_segments(Cible *cible, const Options *options) {
  if (options->word_count == 0) {
    complain(MESSAGE_MISSING_WORD, NULL, "segments", tr("a file"));
    return CIBLE_USAGE;
  }
  ReviewCall call;
  int code = review_open(options, options->words[0], &call);
  if (code != 0) return code;
  call.review.names = options->words + 1;
  call.review.name_count = options->word_count - 1;
  const CibleSegments *segments;
  code = finish(cible, cible_segments(cible, &call.review, options->value[OPTION_VALUE_OF], &segments), options);
  if (code == 0 && options->value[OPTION_JSON]) print_segments_json(cible, segments);
  else if (code == 0) print_text(segments);
  if (!options->value[OPTION_JSON] && cible_run_records(cible)) say_run(cible);
  review_close(&call);
  return finish_json(cible, code, options);
}

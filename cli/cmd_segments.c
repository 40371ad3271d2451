/* SPDX-License-Identifier: MIT
 * cible segments FILE [NAME…] */
#include "cli/call.h"

#include <stdlib.h>
#include <string.h>

enum { COMBINATIONS_SHOWN = 20, OVERLAPS_SHOWN = 20, NAME_LEAST = 14, NAME_CUT = 6, WORD_WIDTH = 10, NARROW = 40 };

/* The columns behind the name. Those from VALUE on are of `--value` alone; what does not fit the window is left out, from the right. */
typedef enum Column { RECORDS, SHARE, ONLY, VALUE, VALUE_SHARE, MEAN, SPREAD, COLUMN_COUNT } Column;
static const struct {
  const char *name;
  int width;
} columns[COLUMN_COUNT] = {{N_("records"), 12}, {N_("share"), 10}, {N_("only here"), 12}, {N_("value"), 18},
                           {N_("share"), 10},   {N_("a head"), 14}, {N_("spread"), 10}};

typedef struct Layout {
  int window; /* 0: any width */
  int name, count; /* columns of the terminal for names, and how many of the above are shown */
} Layout;

static Layout choose_layout(const CibleSegments *segments) {
  Layout layout = {.window = terminal_width(), .name = NAME_LEAST, .count = segments->value ? COLUMN_COUNT : VALUE};
  for (size_t i = 0; i < segments->count; i++) {
    int wide = text_columns(segments->items[i].name);
    if (wide > layout.name) layout.name = wide;
  }
  if (!layout.window) return layout;
  int numbers = 0;
  for (int i = 0; i < layout.count; i++) numbers += columns[i].width;
  for (; layout.count > 1 && NAME_LEAST + numbers > layout.window; layout.count--) numbers -= columns[layout.count - 1].width;
  if (layout.name + numbers > layout.window) layout.name = layout.window - numbers;
  if (layout.name < NAME_CUT) layout.name = NAME_CUT;
  return layout;
}

static void print_percent(double share, int width) {
  if (share < 0) print_aligned(stdout, "–", width);
  else printf("%*.1f %%", width - 2, share * 100);
}

static void print_head(const Layout *layout) {
  for (int i = 0; i < layout->count; i++) print_aligned(stdout, tr(columns[i].name), columns[i].width + (i ? 0 : layout->name));
  putchar('\n');
}

static void print_cell(const CibleSegments *segments, const CibleSegmentSize *item, Column column) {
  int width = columns[column].width;
  switch (column) {
  case RECORDS:
    print_count(stdout, item->records, width);
    break;
  case SHARE:
    print_share(stdout, item->records, segments->records, width);
    break;
  case ONLY:
    print_count(stdout, item->only, width);
    break;
  case VALUE:
    print_decimal(stdout, item->value, 2, width);
    break;
  case VALUE_SHARE:
    print_percent(segments->total > 0 ? item->value / segments->total : -1, width);
    break;
  case MEAN:
    if (item->valued) print_decimal(stdout, item->mean, 2, width);
    else print_aligned(stdout, "–", width);
    break;
  case SPREAD:
    print_percent(item->within, width);
    break;
  case COLUMN_COUNT:
    break;
  }
}

static void print_size(const CibleSegments *segments, const CibleSegmentSize *item, const Layout *layout) {
  print_cut(stdout, item->name, layout->name);
  for (int i = 0; i < layout->count; i++) print_cell(segments, item, (Column)i);
  putchar('\n');
}

static void print_none(const CibleSegments *segments, const Layout *layout) {
  CibleSegmentSize none = {.records = segments->records - segments->covered};
  print_cut(stdout, tr("in none"), layout->name);
  for (int i = RECORDS; i <= SHARE && i < layout->count; i++) print_cell(segments, &none, (Column)i);
  putchar('\n');
  CibleSegmentSize all = {.records = segments->records, .value = segments->total, .mean = segments->mean, .valued = 1};
  print_cut(stdout, tr("all"), layout->name);
  int skipped = 0;
  for (int i = 0; i < layout->count; i++) {
    bool shown = i == RECORDS || i == VALUE || i == MEAN;
    if (shown) printf("%*s", skipped, "");
    if (shown) print_cell(segments, &all, (Column)i);
    skipped = shown ? 0 : skipped + columns[i].width;
  }
  putchar('\n');
}

/* A count, its share, and the names of segments joined; in a narrow window on several lines. */
static void print_joined(const CibleSegments *segments, uint64_t records, uint64_t of, const size_t *names, size_t count, const char *other,
                         int window) {
  char *line = NULL;
  size_t size;
  FILE *out = open_memstream(&line, &size);
  if (!out) return;
  bool narrow = window && window < NARROW;
  print_count(out, records, narrow ? 0 : 12);
  if (narrow) fputs("  ", out);
  print_share(out, records, of, narrow ? 0 : 9);
  fputs("  ", out);
  for (size_t k = 0; k < count; k++) fprintf(out, "%s%s", k ? " & " : "", segments->items[names[k]].name);
  if (!count) fputs(other, out);
  if (fclose(out) == 0) print_wrapped(stdout, line, window, narrow ? 2 : 23);
  free(line);
}

static void print_overlaps(const CibleSegments *segments, int window) {
  if (!segments->overlap_count) return;
  putchar('\n');
  print_wrapped(stdout, tr("Overlaps: records in both, and as a share of the smaller"), window, 2);
  for (size_t i = 0; i < segments->overlap_count && i < OVERLAPS_SHOWN; i++) {
    const CibleOverlap *overlap = &segments->overlaps[i];
    const CibleSegmentSize *a = &segments->items[overlap->first], *b = &segments->items[overlap->second];
    const size_t pair[2] = {overlap->first, overlap->second};
    print_joined(segments, overlap->records, a->records < b->records ? a->records : b->records, pair, 2, "", window);
  }
  if (segments->overlap_count > OVERLAPS_SHOWN) {
    if (!window || window >= NARROW) fputs("              ", stdout);
    printf(tr("and %zu more pairs\n"), segments->overlap_count - OVERLAPS_SHOWN);
  }
}

static void print_combinations(const CibleSegments *segments, int window) {
  if (segments->combination_count) {
    putchar('\n');
    print_wrapped(stdout, tr("Combinations: records in just these"), window, 2);
  }
  uint64_t others = segments->other_records;
  for (size_t i = 0; i < segments->combination_count; i++) {
    const CibleCombination *combination = &segments->combinations[i];
    if (i >= COMBINATIONS_SHOWN) others += combination->records;
    else print_joined(segments, combination->records, segments->records, combination->segments, combination->segment_count, tr("in none"), window);
  }
  if (others) print_joined(segments, others, segments->records, NULL, 0, tr("in others"), window);
}

static void print_remark(const CibleSegments *segments, const CibleRemark *remark, int window) {
  char *line = NULL;
  int blanks = WORD_WIDTH - text_columns(tr(remark->word));
  const char *first = remark->segment >= 0 ? segments->items[remark->segment].name : "";
  const char *second = remark->other >= 0 ? segments->items[remark->other].name : "";
  if (asprintf(&line, "  %s%*s%s%s%s%s%s", tr(remark->word), blanks > 1 ? blanks : 1, "", first, *second ? ", " : "", second,
               *first ? tr(": ") : "", remark->text) < 0)
    return;
  print_wrapped(stdout, line, window, window && window < NARROW ? 4 : 2 + WORD_WIDTH);
  free(line);
}

static void print_remarks(const CibleSegments *segments, int window) {
  if (!segments->remark_count) return;
  putchar('\n');
  print_wrapped(stdout, tr("Remarks (the rules stand in docs/craft.md, D7)"), window, 2);
  for (size_t i = 0; i < segments->remark_count; i++) print_remark(segments, &segments->remarks[i], window);
}

static void print_homogeneity(const CibleSegments *segments, int window) {
  if (!segments->value || segments->between < 0) return;
  char *line = NULL, *said = NULL;
  if (asprintf(&said, tr(": %.1f %% of its variance lies between the combinations (eta²), %.1f %% within\n"), segments->between * 100,
               (1 - segments->between) * 100) < 0)
    return;
  said[strcspn(said, "\n")] = 0;
  if (asprintf(&line, "%s%s%s", tr("Homogeneity of "), segments->value, said) >= 0) {
    putchar('\n');
    print_wrapped(stdout, line, window, 2);
    free(line);
  }
  free(said);
}

static void print_text(const CibleSegments *segments) {
  Layout layout = choose_layout(segments);
  print_head(&layout);
  for (size_t i = 0; i < segments->count; i++) print_size(segments, &segments->items[i], &layout);
  print_none(segments, &layout);
  print_homogeneity(segments, layout.window);
  print_overlaps(segments, layout.window);
  print_combinations(segments, layout.window);
  print_remarks(segments, layout.window);
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

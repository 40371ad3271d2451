/* SPDX-License-Identifier: MIT
 * What `cible segments` says, as JSON. */
#include "cli/call.h"

static void print_share_member(const char *name, double share) {
  if (share < 0) printf(", \"%s\": null", name);
  else json_number(name, share);
}

static void print_size(const CibleSegments *segments, const CibleSegmentSize *item) {
  fputs("{\"name\": ", stdout);
  print_json_text(stdout, item->name);
  printf(", \"records\": %llu, \"only\": %llu", (unsigned long long)item->records, (unsigned long long)item->only);
  if (segments->value) {
    printf(", \"valued\": %llu", (unsigned long long)item->valued);
    json_number("value", item->value);
    print_share_member("value_share", segments->total > 0 ? item->value / segments->total : -1);
    json_number("mean", item->mean);
    print_share_member("within", item->within);
  }
  putchar('}');
}

static void print_overlaps(const CibleSegments *segments) {
  fputs("], \"overlaps\": [", stdout);
  for (size_t i = 0; i < segments->overlap_count; i++) {
    const CibleOverlap *overlap = &segments->overlaps[i];
    fputs(i ? ", {\"segments\": [" : "{\"segments\": [", stdout);
    print_json_text(stdout, segments->items[overlap->first].name);
    fputs(", ", stdout);
    print_json_text(stdout, segments->items[overlap->second].name);
    printf("], \"records\": %llu}", (unsigned long long)overlap->records);
  }
}

static void print_combinations(const CibleSegments *segments) {
  fputs("], \"combinations\": [", stdout);
  for (size_t i = 0; i < segments->combination_count; i++) {
    const CibleCombination *combination = &segments->combinations[i];
    fputs(i ? ", {\"segments\": [" : "{\"segments\": [", stdout);
    for (size_t k = 0; k < combination->segment_count; k++) {
      if (k) fputs(", ", stdout);
      print_json_text(stdout, segments->items[combination->segments[k]].name);
    }
    printf("], \"records\": %llu", (unsigned long long)combination->records);
    if (segments->value) json_number("value", combination->value);
    putchar('}');
  }
}

static void print_remarks(const CibleSegments *segments) {
  for (size_t i = 0; i < segments->remark_count; i++) {
    const CibleRemark *remark = &segments->remarks[i];
    printf("%s{\"kind\": \"%s\"", i ? ", " : "", remark->word);
    if (remark->segment >= 0) fputs(", \"segment\": ", stdout), print_json_text(stdout, segments->items[remark->segment].name);
    if (remark->other >= 0) fputs(", \"other\": ", stdout), print_json_text(stdout, segments->items[remark->other].name);
    fputs(", \"text\": ", stdout);
    print_json_text(stdout, remark->text);
    putchar('}');
  }
}

void print_segments_json(Cible *cible, const CibleSegments *segments) {
  printf("{\"ok\": true, \"records\": %llu, \"covered\": %llu", (unsigned long long)segments->records, (unsigned long long)segments->covered);
  if (segments->value) {
    fputs(", \"value\": ", stdout);
    print_json_text(stdout, segments->value);
    printf(", \"valued\": %llu", (unsigned long long)segments->valued);
    json_number("total", segments->total);
    json_number("mean", segments->mean);
    print_share_member("between", segments->between);
  }
  fputs(", \"segments\": [", stdout);
  for (size_t i = 0; i < segments->count; i++) {
    if (i) fputs(", ", stdout);
    print_size(segments, &segments->items[i]);
  }
  print_overlaps(segments);
  print_combinations(segments);
  printf("], \"other_records\": %llu, \"remarks\": [", (unsigned long long)segments->other_records);
  print_remarks(segments);
  fputs("], ", stdout);
  print_json_faults(cible, stdout);
  puts("}");
}

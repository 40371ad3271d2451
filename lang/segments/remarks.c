/* SPDX-License-Identifier: MIT
 * What there is to remark on a segmentation: the rules of the craft (docs/craft.md, D7) as bounds. */
#include "lang/segments/portfolio.h"

#include "runtime/base/catalog.h"

enum { REMARKS_MOST = 200 };

static const double SMALL_SHARE = 0.01, NICHE_SHARE = 0.05, NICHE_TIMES = 2, TWIN_SHARE = 0.9, UNCOVERED_SHARE = 0.5;

typedef struct Remarks {
  CibleSegments *out;
  CibleRemark *items;
  Arena *arena;
  Language language;
} Remarks;

static void remark(Remarks *r, CibleRemarkKind kind, const char *word, long segment, long other, const char *text) {
  if (r->out->remark_count == REMARKS_MOST) return;
  r->items[r->out->remark_count++] = (CibleRemark){kind, word, segment, other, catalog_translate(r->language, text)};
}

/* Small, but worth it: then that is no fault, it is a niche. */
static bool is_niche(const CibleSegments *s, const CibleSegmentSize *segment) {
  return s->value && segment->valued && (double)segment->records <= NICHE_SHARE * (double)s->records && s->mean > 0 &&
         segment->mean >= NICHE_TIMES * s->mean;
}

static bool is_small(const CibleSegments *s, const CibleSegmentSize *segment) {
  return segment->records < CIBLE_SEGMENT_LEAST || (double)segment->records < SMALL_SHARE * (double)s->records;
}

/* By their variance, and against the mean too: where values are high they also lie farther apart. */
static bool is_mixed(const CibleSegments *s, const CibleSegmentSize *segment) {
  double times = s->mean > 0 ? segment->mean / s->mean : 0;
  return segment->within > 1 && (times <= 0 || segment->within > times * times);
}

static void on_segment(Remarks *r, const CibleSegments *s, size_t i) {
  const CibleSegmentSize *segment = &s->items[i];
  if (!segment->records) {
    remark(r, CIBLE_REMARK_EMPTY, "empty", (long)i, -1, "no record is in it");
    return;
  }
  if (is_niche(s, segment))
    remark(r, CIBLE_REMARK_NICHE, "niche", (long)i, -1,
           arena_format(r->arena, catalog_translate(r->language, "few records, each worth %.1f times the mean of all"), segment->mean / s->mean).p);
  else if (is_small(s, segment))
    remark(r, CIBLE_REMARK_SMALL, "small", (long)i, -1,
           segment->records < CIBLE_SEGMENT_LEAST
             ? catalog_translate(r->language, "under 30 records: too few for its response to be told from chance")
             : catalog_translate(r->language, "under a hundredth of the records: a plan of its own costs more than it reaches"));
  if (is_mixed(s, segment))
    remark(r, CIBLE_REMARK_MIXED, "mixed", (long)i, -1, "its records differ in value more than those of the whole file do");
}

static void on_overlap(Remarks *r, const CibleSegments *s, const CibleOverlap *overlap) {
  uint64_t a = s->items[overlap->first].records, b = s->items[overlap->second].records, both = overlap->records;
  bool twins = (double)both >= TWIN_SHARE * (double)(a + b - both);
  if (a == b && both == a) remark(r, CIBLE_REMARK_TWIN, "twin", (long)overlap->first, (long)overlap->second, "they hold the same records");
  else if (twins) remark(r, CIBLE_REMARK_TWIN, "twin", (long)overlap->first, (long)overlap->second, "nine of ten records are in both");
  else if (both == a || both == b) {
    bool first = both == a;
    remark(r, CIBLE_REMARK_WITHIN, "within", (long)(first ? overlap->first : overlap->second),
           (long)(first ? overlap->second : overlap->first), "every record of it is in the other");
  }
}

void portfolio_remarks(CibleSegments *out, Language language, Arena *arena) {
  Remarks r = {out, ARENA_ARRAY(arena, CibleRemark, REMARKS_MOST), arena, language};
  if (!r.items) return;
  out->remarks = r.items;
  if (!out->records) return;
  if (out->count > CIBLE_SEGMENTS_MOST)
    remark(&r, CIBLE_REMARK_MANY, "many", -1, -1, "more than 10 segments: each costs its own message, offer and follow-up");
  for (size_t i = 0; i < out->count; i++) on_segment(&r, out, i);
  for (size_t i = 0; i < out->overlap_count; i++) on_overlap(&r, out, &out->overlaps[i]);
  if ((double)(out->records - out->covered) > UNCOVERED_SHARE * (double)out->records)
    remark(&r, CIBLE_REMARK_UNCOVERED, "uncovered", -1, -1, "more than half of the records are in no segment");
}

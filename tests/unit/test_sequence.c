/* SPDX-License-Identifier: MIT */
#include "tests/unit/failing.h"
#include "tests/unit/group_kit.h"

#include "runtime/data/calendar.h"
#include "runtime/group/sequence.h"

enum { ROWS_MOST = 64, STEPS_MOST = 8, DAY = 86400 };

/* One owner's rows and what is asked of them. */
typedef struct Case {
  Kind time;
  uint32_t row_count, step_count;
  int64_t times[ROWS_MOST];
  bool met[STEPS_MOST][ROWS_MOST];
  ProgramStep steps[STEPS_MOST];
  int32_t today;
} Case;

/* ---- the same by trying all choices (durations in days and seconds only) ---- */

static int64_t end_of(const Case *c, int64_t time, Duration within) {
  return time + within.count * (c->time == KIND_DATETIME && within.unit == DURATION_DAYS ? DAY : 1);
}

static bool no_holds(const Case *c, uint32_t step, int64_t last, uint64_t chosen) {
  const ProgramStep *no = &c->steps[step];
  int64_t end = no->timed ? end_of(c, last, no->within) : INT64_MAX;
  for (uint32_t r = 0; r < c->row_count; r++)
    if (!(chosen >> r & 1) && c->met[step][r] && c->times[r] >= last && c->times[r] <= end) return false;
  return !no->timed || (c->time == KIND_DATE ? end : date_of_datetime(end)) < c->today;
}

static bool follows(const Case *c, uint32_t step, int64_t last, uint64_t chosen) {
  if (step == c->step_count) return true;
  const ProgramStep *s = &c->steps[step];
  if (s->no) return no_holds(c, step, last, chosen) && follows(c, step + 1, last, chosen);
  for (uint32_t r = 0; r < c->row_count; r++) {
    if (chosen >> r & 1 || !c->met[step][r]) continue;
    if (chosen && c->times[r] < last) continue;
    if (chosen && s->timed && c->times[r] > end_of(c, last, s->within)) continue;
    if (follows(c, step + 1, c->times[r], chosen | (uint64_t)1 << r)) return true;
  }
  return false;
}

/* ---- the sequence itself ---- */

static KitVector time_kit, met_kits[STEPS_MOST];

/* Adds a case's rows for one owner, `cut` of them a call. */
static bool add_case(Sequence *sequence, const Case *c, uint32_t owner, uint32_t cut) {
  for (uint32_t from = 0; from < c->row_count; from += cut) {
    uint32_t n = c->row_count - from < cut ? c->row_count - from : cut, ordinals[ROWS_MOST];
    Value times[ROWS_MOST], mets[ROWS_MOST];
    const Vector *conditions[STEPS_MOST];
    for (uint32_t i = 0; i < n; i++) {
      ordinals[i] = owner;
      times[i] = (Value){.kind = c->time, .known = true};
      if (c->time == KIND_DATE) times[i].i32 = (int32_t)c->times[from + i];
      else times[i].i64 = c->times[from + i];
    }
    for (uint32_t s = 0; s < c->step_count; s++) {
      for (uint32_t i = 0; i < n; i++)
        mets[i] = (Value){.kind = KIND_BOOLEAN, .known = c->met[s][from + i] || i % 2, .truth = c->met[s][from + i]};
      conditions[s] = kit_vector(&met_kits[s], KIND_BOOLEAN, mets, n);
    }
    if (!sequence_add(sequence, ordinals, kit_vector(&time_kit, c->time, times, n), conditions, NULL, n)) return false;
  }
  return true;
}

static bool holds(const Case *c) {
  Sequence *sequence = sequence_new(&alloc_system, c->steps, c->step_count, c->time);
  ck_assert(add_case(sequence, c, 0, ROWS_MOST));
  SlotValues out;
  ck_assert(sequence_finish(sequence, 1, c->today, &out));
  bool truth = slot_truth(&out, 0);
  slot_free(&out);
  sequence_free(sequence);
  return truth;
}

static void random_case(Case *c, Kind time, uint32_t rows, uint64_t *seed) {
  *c = (Case){.time = time, .row_count = kit_below(seed, rows + 1), .step_count = 1 + kit_below(seed, 5)};
  int64_t unit = time == KIND_DATE ? 1 : DAY / 2;
  uint32_t span = 1 + kit_below(seed, 6), often = 2 + kit_below(seed, 2);
  c->today = (int32_t)kit_below(seed, 8);
  for (uint32_t r = 0; r < c->row_count; r++) c->times[r] = kit_below(seed, span) * unit;
  for (uint32_t s = 0; s < c->step_count; s++) {
    ProgramStep *step = &c->steps[s];
    step->no = s > 0 && kit_below(seed, 3) == 0;
    step->timed = kit_below(seed, 2);
    step->within = (Duration){DURATION_DAYS, kit_below(seed, 4)};
    if (time == KIND_DATETIME && kit_below(seed, 2)) step->within = (Duration){DURATION_SECONDS, kit_below(seed, 5) * unit};
    for (uint32_t r = 0; r < c->row_count; r++) c->met[s][r] = kit_below(seed, step->no ? 5 : often) == 0;
  }
}

START_TEST(every_choice_was_tried) {
  uint64_t seed = 1 + (uint64_t)_i;
  uint32_t truths = 0;
  for (int i = 0; i < 8000; i++) {
    static Case c;
    random_case(&c, _i % 2 ? KIND_DATETIME : KIND_DATE, 7, &seed);
    bool wanted = follows(&c, 0, 0, 0);
    truths += wanted;
    ck_assert_msg(holds(&c) == wanted, "case %d of seed %d: %d is wanted", i, _i, wanted);
  }
  ck_assert(truths > 800 && truths < 7200); /* both answers are common */
}
END_TEST

START_TEST(owners_do_not_mix) {
  enum { OWNERS = 200 };
  static Case cases[OWNERS];
  static const uint32_t cuts[] = {1, 2, ROWS_MOST};
  uint64_t seed = 77;
  for (uint32_t o = 0; o < OWNERS; o++) {
    random_case(&cases[o], KIND_DATE, 6, &seed);
    memcpy(cases[o].steps, cases[0].steps, sizeof cases[0].steps);
    cases[o].step_count = cases[0].step_count = 3;
    cases[o].today = 5;
  }
  for (int c = 0; c < 3; c++) {
    Sequence *sequence = sequence_new(&alloc_system, cases[0].steps, 3, KIND_DATE);
    for (uint32_t o = OWNERS; o-- > 0;) ck_assert(add_case(sequence, &cases[o], o, cuts[c]));
    SlotValues out;
    ck_assert(sequence_finish(sequence, OWNERS, 5, &out));
    for (uint32_t o = 0; o < OWNERS; o++) {
      ck_assert(slot_known(&out, o));
      ck_assert(slot_truth(&out, o) == follows(&cases[o], 0, 0, 0));
    }
    slot_free(&out);
    sequence_free(sequence);
  }
}
END_TEST

/* A step that the rows named in `who` (bits) meet. */
static void step(Case *c, bool no, bool timed, Duration within, uint64_t who) {
  uint32_t s = c->step_count++;
  c->steps[s] = (ProgramStep){.no = no, .timed = timed, .within = within};
  for (uint32_t r = 0; r < ROWS_MOST; r++) c->met[s][r] = who >> r & 1;
}
static Case dated(uint32_t rows, const int32_t *dates, int32_t today) {
  Case c = {.time = KIND_DATE, .row_count = rows, .today = today};
  for (uint32_t r = 0; r < rows; r++) c.times[r] = dates[r];
  return c;
}
#define DATES(...) sizeof((int32_t[]){__VA_ARGS__}) / sizeof(int32_t), (int32_t[]){__VA_ARGS__}
static const Duration none, month = {DURATION_MONTHS, 1};

static int32_t on(int32_t year, uint32_t m, uint32_t day) { return date_of_civil((Civil){year, m, day}); }

START_TEST(months_keep_their_ends) {
  for (int late = 0; late < 2; late++) {
    Case c = dated(DATES(on(2027, 1, 31), on(2027, late ? 3 : 2, late ? 1 : 28)), on(2027, 6, 1));
    step(&c, false, false, none, 1);
    step(&c, false, true, month, 2);
    ck_assert(holds(&c) == !late);
  }
}
END_TEST

/* A month behind 30 January 12:00 is later than one behind 31 January 8:00. */
START_TEST(an_earlier_row_may_reach_further) {
  Case c = {.time = KIND_DATETIME, .row_count = 3, .today = on(2027, 6, 1)};
  c.times[0] = (int64_t)on(2027, 1, 30) * DAY + 12 * 3600;
  c.times[1] = (int64_t)on(2027, 1, 31) * DAY + 8 * 3600;
  c.times[2] = (int64_t)on(2027, 2, 28) * DAY + 10 * 3600;
  step(&c, false, false, none, 1 | 2);
  step(&c, false, true, month, 4);
  ck_assert(holds(&c));
  c.times[2] += 3 * 3600;
  ck_assert(!holds(&c));
}
END_TEST

START_TEST(a_no_waits_until_its_time_is_over) {
  Duration days = {DURATION_DAYS, 60};
  for (int32_t today = 159; today < 163; today++) {
    Case c = dated(DATES(100), today);
    step(&c, false, false, none, 1);
    step(&c, true, true, days, 0);
    ck_assert(holds(&c) == (today > 160));
  }
  Case ever = dated(DATES(100), 0); /* without a time: none so far */
  step(&ever, false, false, none, 1);
  step(&ever, true, false, none, 0);
  ck_assert(holds(&ever));
}
END_TEST

START_TEST(a_no_asks_for_rows_of_the_same_day_too) {
  Case c = dated(DATES(100, 100), 1000);
  step(&c, false, false, none, 1);
  step(&c, true, false, none, 2);
  ck_assert(!holds(&c));
  c.met[1][0] = true, c.met[1][1] = false; /* the chosen row itself is none of the others */
  ck_assert(holds(&c));
}
END_TEST

START_TEST(a_later_choice_is_still_a_further_row) {
  Case c = dated(DATES(100, 110, 140), 1000);
  step(&c, false, false, none, 1);
  step(&c, true, true, (Duration){DURATION_DAYS, 30}, 2);
  step(&c, false, false, none, 2);
  ck_assert(!holds(&c));
  c.met[1][1] = c.met[2][1] = false, c.met[1][2] = c.met[2][2] = true;
  ck_assert(holds(&c));
}
END_TEST

START_TEST(the_end_of_the_calendar_bounds_nothing) {
  Case c = dated(DATES(DATE_MAX - 5, DATE_MAX), DATE_MAX);
  step(&c, false, false, none, 1);
  step(&c, false, true, month, 2);
  ck_assert(holds(&c));
  step(&c, true, true, month, 0);
  ck_assert(!holds(&c)); /* its time is never over */
}
END_TEST

/* As many rows of one day as steps, most steps taking either of two: only a matching finds who takes which. */
START_TEST(rows_of_one_day_are_matched) {
  enum { N = SEQUENCE_STEPS_MOST };
  static ProgramStep steps[N];
  static KitVector mets[N], time;
  for (int broken = 0; broken < 2; broken++) {
    const Vector *conditions[N];
    Value times[N], met[N];
    for (uint32_t r = 0; r < N; r++) times[r] = (Value){.kind = KIND_DATE, .known = true, .i32 = 9};
    for (uint32_t s = 0; s < N; s++) {
      for (uint32_t r = 0; r < N; r++) /* step s takes row s or s + 1, the last one row 0 alone */
        met[r] = (Value){.kind = KIND_BOOLEAN, .known = true, .truth = s == N - 1 ? r == 0 : r == s || r == s + 1};
      if (broken && s == 5) met[6].truth = false;
      conditions[s] = kit_vector(&mets[s], KIND_BOOLEAN, met, N);
    }
    Sequence *sequence = sequence_new(&alloc_system, steps, N, KIND_DATE);
    ck_assert(sequence_add(sequence, NULL, kit_vector(&time, KIND_DATE, times, N), conditions, NULL, N));
    SlotValues out;
    ck_assert(sequence_finish(sequence, 1, 100, &out));
    ck_assert(slot_truth(&out, 0) == !broken);
    slot_free(&out);
    sequence_free(sequence);
  }
}
END_TEST

START_TEST(rows_without_time_or_owner_are_left_out) {
  ProgramStep one = {0};
  Value times[] = {kit_unknown(KIND_DATE), {.kind = KIND_DATE, .known = true, .i32 = 4}, {.kind = KIND_DATE, .known = true, .i32 = 4}};
  uint32_t ordinals[] = {0, ORDINAL_NONE, 2};
  Mask lanes, met;
  mask_first(&lanes, 2);
  mask_first(&met, 3);
  Vector all = {.kind = KIND_BOOLEAN, .bits = &met};
  const Vector *conditions[] = {&all};
  Sequence *sequence = sequence_new(&alloc_system, &one, 1, KIND_DATE);
  ck_assert(sequence_add(sequence, ordinals, kit_vector(&time_kit, KIND_DATE, times, 3), conditions, &lanes, 3));
  SlotValues out;
  ck_assert(sequence_finish(sequence, 3, 100, &out));
  for (uint32_t o = 0; o < 3; o++) ck_assert(slot_known(&out, o) && !slot_truth(&out, o));
  slot_free(&out);
  sequence_free(sequence);
}
END_TEST

START_TEST(out_of_memory_is_told) {
  static Case c;
  uint64_t seed = 3;
  do random_case(&c, KIND_DATE, 60, &seed);
  while (c.row_count < 50);
  for (long before = 0;; before++) {
    Failing failing = {.before = before};
    Alloc alloc = failing_alloc(&failing);
    SlotValues out = {0};
    Sequence *sequence = sequence_new(&alloc, c.steps, c.step_count, c.time);
    bool done = sequence != NULL;
    for (uint32_t o = 0; done && o < 20; o++) done = add_case(sequence, &c, o, 10);
    done = done && sequence_finish(sequence, 20, 5, &out);
    slot_free(&out);
    sequence_free(sequence);
    ck_assert(done != failing.failed);
    if (done) break;
  }
}
END_TEST

Suite *suite_sequence(void) {
  Suite *suite = suite_create("sequence");
  TCase *tc = tcase_create("sequence");
  tcase_add_loop_test(tc, every_choice_was_tried, 0, 6);
  tcase_add_test(tc, owners_do_not_mix);
  tcase_add_test(tc, months_keep_their_ends);
  tcase_add_test(tc, an_earlier_row_may_reach_further);
  tcase_add_test(tc, a_no_waits_until_its_time_is_over);
  tcase_add_test(tc, a_no_asks_for_rows_of_the_same_day_too);
  tcase_add_test(tc, a_later_choice_is_still_a_further_row);
  tcase_add_test(tc, the_end_of_the_calendar_bounds_nothing);
  tcase_add_test(tc, rows_of_one_day_are_matched);
  tcase_add_test(tc, rows_without_time_or_owner_are_left_out);
  tcase_add_test(tc, out_of_memory_is_told);
  suite_add_tcase(suite, tc);
  return suite;
}

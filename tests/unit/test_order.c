/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "tests/unit/failing.h"
#include "tests/unit/group_kit.h"

#include "runtime/group/order.h"
#include "runtime/group/radix.h"

enum { MOST = 300, GROUPS = 5 };

/* A population, as its makers know it. */
typedef struct People {
  Kind kind;
  uint32_t count;
  Value values[MOST];
  bool members[MOST];
  uint32_t groups[MOST];
  SlotValues value_slot, member_slot;
  OrderInput input;
  Order order;
} People;
static People people;

static void keep(const Alloc *alloc, SlotValues *slot, Kind kind, const Value *values, uint32_t n) {
  static KitVector kit;
  slot_init(slot, alloc, kind);
  ck_assert(slot_append(slot, kit_vector(&kit, kind, values, n), NULL, n));
}

static void gather_people(Kind kind, uint32_t count, bool among, bool per, uint64_t seed) {
  people = (People){.kind = kind, .count = count};
  Value members[MOST];
  for (uint32_t i = 0; i < count; i++) {
    people.values[i] = kit_value(&seed, kind, 8);
    people.members[i] = !among || kit_below(&seed, 4) != 0;
    people.groups[i] = !per ? 0 : kit_below(&seed, 10) == 0 ? ORDINAL_NONE : kit_below(&seed, GROUPS);
    members[i] = (Value){.kind = KIND_BOOLEAN, .known = i % 2 || people.members[i], .truth = people.members[i]};
  }
  keep(&alloc_system, &people.value_slot, kind, people.values, count);
  keep(&alloc_system, &people.member_slot, KIND_BOOLEAN, members, count);
  people.input = (OrderInput){.values = &people.value_slot, .members = among ? &people.member_slot : NULL,
                              .groups = per ? people.groups : NULL};
  ck_assert(order_make(&people.order, &alloc_system, &people.input));
}

static void let_people_go(void) {
  order_free(&people.order);
  slot_free(&people.value_slot);
  slot_free(&people.member_slot);
}

/* ---- the same by counting, one record at a time ---- */

static bool takes_part(uint32_t i) { return people.members[i] && people.groups[i] != ORDINAL_NONE; }
static bool is_rival(uint32_t i, uint32_t of) {
  return takes_part(i) && people.values[i].known && people.groups[i] == people.groups[of];
}
static bool is_above(uint32_t i, uint32_t of) {
  int c = kit_compare(people.values[i], people.values[of]);
  return c > 0 || (c == 0 && i < of);
}

typedef struct Standing {
  bool ranked;
  uint32_t known, greater, lower, above;
  __int128 held, total; /* of integers: by those above; by all; negative ones as 0 */
} Standing;

static Standing standing_of(uint32_t of) {
  Standing s = {.ranked = takes_part(of) && people.values[of].known};
  for (uint32_t i = 0; s.ranked && i < people.count; i++) {
    if (!is_rival(i, of)) continue;
    int c = kit_compare(people.values[i], people.values[of]);
    int64_t x = kind_lane(people.kind) == LANE_I64 && people.values[i].i64 > 0 ? people.values[i].i64 : 0;
    s.known++;
    s.greater += c > 0;
    s.lower += c < 0;
    s.above += is_above(i, of);
    s.total += x;
    if (is_above(i, of)) s.held += x;
  }
  return s;
}

static void check_ranks(void) {
  SlotValues ranks, shares;
  ck_assert(order_rank(&people.order, &ranks) && order_percent_rank(&people.order, &shares));
  ck_assert_uint_eq(ranks.count, people.count);
  for (uint32_t i = 0; i < people.count; i++) {
    Standing s = standing_of(i);
    Value rank = slot_get(&ranks, i), share = slot_get(&shares, i);
    ck_assert(rank.known == s.ranked && share.known == s.ranked);
    if (!s.ranked) continue;
    ck_assert_int_eq(rank.i64, s.greater + 1);
    ck_assert_double_eq(share.f64, s.known == 1 ? 1 : (double)s.lower / (s.known - 1));
  }
  slot_free(&ranks);
  slot_free(&shares);
}

START_TEST(ranks_are_counted) {
  static const Kind kinds[] = {KIND_INTEGER, KIND_NUMBER, KIND_MONEY, KIND_TEXT, KIND_DATE, KIND_DATETIME};
  static const uint32_t counts[] = {0, 1, 2, 40, MOST};
  for (uint32_t c = 0; c < sizeof counts / sizeof *counts; c++) {
    for (int way = 0; way < 4; way++) {
      gather_people(kinds[_i], counts[c], way & 1, way & 2, c + 10);
      check_ranks();
      let_people_go();
    }
  }
}
END_TEST

START_TEST(running_shares_are_exact) {
  for (int way = 0; way < 4; way++) {
    gather_people(_i ? KIND_MONEY : KIND_INTEGER, MOST, way & 1, way & 2, 5);
    SlotValues out;
    ck_assert(order_running_share(&people.order, &out));
    for (uint32_t i = 0; i < people.count; i++) {
      Standing s = standing_of(i);
      Value share = slot_get(&out, i);
      ck_assert(share.known == (s.ranked && s.total > 0));
      if (!share.known) continue;
      int64_t own = people.values[i].i64 > 0 ? people.values[i].i64 : 0;
      ck_assert_double_eq(share.f64, (double)(s.held + own) / (double)s.total);
    }
    slot_free(&out);
    let_people_go();
  }
}
END_TEST

/* Population of just these values. */
static void gather_values(const Value *values, uint32_t count) {
  people = (People){.kind = values[0].kind, .count = count};
  keep(&alloc_system, &people.value_slot, people.kind, values, count);
  memcpy(people.values, values, count * sizeof *values);
  for (uint32_t i = 0; i < count; i++) people.members[i] = true;
  people.input = (OrderInput){.values = &people.value_slot};
  ck_assert(order_make(&people.order, &alloc_system, &people.input));
}

START_TEST(shares_of_numbers_and_of_nothing) {
  Value tenths[11];
  for (int i = 0; i < 11; i++) tenths[i] = kit_number(i == 3 ? -5 : 0.1);
  gather_values(tenths, 11);
  SlotValues out;
  ck_assert(order_running_share(&people.order, &out));
  ck_assert_double_eq(slot_get(&out, 0).f64, 0.1);
  ck_assert_double_eq(slot_get(&out, 10).f64, 1);
  ck_assert_double_eq(slot_get(&out, 3).f64, 1); /* counts as 0 */
  slot_free(&out);
  let_people_go();
  Value none[] = {kit_money(0), kit_money(-3)};
  gather_values(none, 2);
  ck_assert(order_running_share(&people.order, &out));
  ck_assert(!slot_get(&out, 0).known && !slot_get(&out, 1).known);
  slot_free(&out);
  let_people_go();
  Value most[] = {kit_int(INT64_MAX), kit_int(INT64_MAX), kit_int(INT64_MAX), kit_int(INT64_MAX)};
  gather_values(most, 4);
  ck_assert(order_running_share(&people.order, &out));
  for (int i = 0; i < 4; i++) ck_assert_double_eq(slot_get(&out, (uint32_t)i).f64, (i + 1) / 4.0);
  slot_free(&out);
  let_people_go();
}
END_TEST

/* ---- cuts ---- */

#define SHARE(code, digits, places) {.size = SIZE_SHARE, .label = code, .share = {digits, places}}
#define COUNT(code, number) {.size = SIZE_COUNT, .label = code, .count = number}
#define REST(code) {.size = SIZE_REST, .label = code}

/* What shares up to and with class c come to, in 1/1000 (all the tests' shares are whole ones of these), and the counts. */
static void cut_sums(const ProgramCut *cuts, uint32_t c, __int128 *thousandths, int64_t *counts) {
  *thousandths = 0, *counts = 0;
  for (uint32_t k = 0; k <= c; k++) {
    __int128 share = cuts[k].share.mantissa;
    for (uint32_t s = cuts[k].share.scale; s < 3; s++) share *= 10;
    if (cuts[k].size == SIZE_SHARE) *thousandths += share;
    if (cuts[k].size == SIZE_COUNT) *counts += cuts[k].count;
  }
}

static Value slow_cut(uint32_t i, const ProgramCut *cuts, uint32_t count, bool by_share) {
  Value label = {.kind = KIND_CODE, .known = takes_part(i), .i32 = (int32_t)cuts[count - 1].label};
  Standing s = standing_of(i);
  if (!s.ranked || (by_share && people.values[i].i64 < 0)) return label;
  for (uint32_t c = 0; c + 1 < count; c++) {
    __int128 thousandths;
    int64_t counts;
    cut_sums(cuts, c, &thousandths, &counts);
    bool in = by_share ? s.held * 1000 < thousandths * s.total
                       : s.above < counts + (int64_t)((thousandths * s.known + 999) / 1000);
    if (!in) continue;
    label.i32 = (int32_t)cuts[c].label;
    break;
  }
  return label;
}

static void check_cut(const ProgramCut *cuts, uint32_t count, bool by_share) {
  SlotValues out;
  ck_assert(order_cut(&people.order, cuts, count, by_share, &out));
  ck_assert_uint_eq(out.count, people.count);
  for (uint32_t i = 0; i < people.count; i++) ck_assert(kit_same(slot_get(&out, i), slow_cut(i, cuts, count, by_share)));
  slot_free(&out);
}

START_TEST(cuts_are_exact) {
  static const ProgramCut shares[] = {SHARE(2, 5, 2), SHARE(0, 15, 2), REST(1)};
  static const ProgramCut fine[] = {SHARE(0, 333, 3), SHARE(1, 1, 3), SHARE(0, 0, 0), SHARE(3, 500, 3), REST(2)};
  static const ProgramCut all[] = {SHARE(0, 8, 1), SHARE(1, 2, 1), REST(2)};
  static const ProgramCut counts[] = {COUNT(0, 3), COUNT(1, 0), COUNT(2, 50), REST(3)};
  static const ProgramCut mixed[] = {SHARE(0, 5, 2), COUNT(1, 2), SHARE(2, 20, 2), REST(3)};
  static const Kind kinds[] = {KIND_INTEGER, KIND_MONEY, KIND_DATETIME, KIND_TEXT};
  static const uint32_t sizes[] = {0, 1, 7, 100, MOST};
  for (uint32_t n = 0; n < sizeof sizes / sizeof *sizes; n++) {
    for (int way = 0; way < 4; way++) {
      gather_people(kinds[_i], sizes[n], way & 1, way & 2, n * 4 + 1);
      check_cut(shares, 3, false);
      check_cut(fine, 5, false);
      check_cut(all, 3, false);
      check_cut(counts, 4, false);
      check_cut(mixed, 4, false);
      for (int i = 0; i < 3 && kinds[_i] != KIND_TEXT; i++)
        check_cut(i == 0 ? shares : i == 1 ? fine : all, i == 1 ? 5 : 3, true);
      let_people_go();
    }
  }
}
END_TEST

/* How many records have a label. */
static uint32_t labelled(const ProgramCut *cuts, uint32_t count, bool by_share, int32_t label) {
  SlotValues out;
  ck_assert(order_cut(&people.order, cuts, count, by_share, &out));
  uint32_t n = 0;
  for (uint32_t i = 0; i < people.count; i++) n += slot_get(&out, i).known && slot_get(&out, i).i32 == label;
  slot_free(&out);
  return n;
}

START_TEST(five_percent_of_a_hundred_is_five) {
  Value values[100];
  for (int i = 0; i < 100; i++) values[i] = kit_money(1 + i % 3);
  gather_values(values, 100);
  ck_assert_uint_eq(labelled((ProgramCut[]){SHARE(0, 5, 2), REST(1)}, 2, false, 0), 5);
  ck_assert_uint_eq(labelled((ProgramCut[]){SHARE(0, 7, 2), REST(1)}, 2, false, 0), 7);
  ck_assert_uint_eq(labelled((ProgramCut[]){SHARE(0, 29, 2), SHARE(1, 28, 2), REST(2)}, 3, false, 1), 28);
  ck_assert_uint_eq(labelled((ProgramCut[]){SHARE(0, INT64_C(50000000000000001), 18), REST(1)}, 2, false, 0), 6);
  ck_assert_uint_eq(labelled((ProgramCut[]){SHARE(0, INT64_C(1000000000000000000), 18), REST(1)}, 2, false, 0), 100);
  let_people_go();
}
END_TEST

START_TEST(the_one_that_crosses_is_in) {
  Value values[] = {kit_money(40), kit_money(40), kit_money(15), kit_money(5), kit_money(-9), kit_unknown(KIND_MONEY)};
  gather_values(values, 6);
  ProgramCut at[] = {SHARE(0, 80, 2), REST(1)}, above[] = {SHARE(0, INT64_C(800000000000000001), 18), REST(1)};
  ck_assert_uint_eq(labelled(at, 2, true, 0), 2);
  ck_assert_uint_eq(labelled(above, 2, true, 0), 3);
  ck_assert_uint_eq(labelled((ProgramCut[]){SHARE(0, 1, 0), REST(1)}, 2, true, 1), 2); /* the negative and the unknown */
  let_people_go();
  for (int i = 0; i < 6; i++) values[i] = i == 5 ? kit_unknown(KIND_NUMBER) : kit_number((double)values[i].i64 / 100);
  gather_values(values, 6);
  ck_assert_uint_eq(labelled(at, 2, true, 0), 2);
  ck_assert_uint_eq(labelled((ProgramCut[]){SHARE(0, 1, 0), REST(1)}, 2, true, 1), 2);
  let_people_go();
  Value most[8]; /* a total beyond 64 bits */
  for (int i = 0; i < 8; i++) most[i] = kit_int(INT64_MAX - i);
  gather_values(most, 8);
  ck_assert_uint_eq(labelled((ProgramCut[]){SHARE(0, 5, 1), REST(1)}, 2, true, 0), 4);
  ck_assert_uint_eq(labelled((ProgramCut[]){SHARE(0, 625, 3), REST(1)}, 2, true, 0), 5);
  let_people_go();
}
END_TEST

/* ---- sorting ---- */

START_TEST(radix_sorts_and_is_stable) {
  static uint64_t keys[70000], room[70000];
  static uint32_t with[70000], room_with[70000];
  static const uint32_t sizes[] = {0, 1, 2, 32, 33, 256, 1024, 1025, 5000, 70000};
  uint64_t seed = 9;
  for (uint32_t n = 0; n < sizeof sizes / sizeof *sizes; n++) {
    for (int bits = 1; bits <= 64; bits += 9) {
      uint64_t sum = 0;
      for (uint32_t i = 0; i < sizes[n]; i++) keys[i] = kit_random(&seed) >> (64 - bits) << (64 - bits) / 2, with[i] = i, sum += keys[i];
      radix_sort(keys, with, sizes[n], room, room_with);
      for (uint32_t i = 0; i < sizes[n]; i++) sum -= keys[i];
      ck_assert_uint_eq(sum, 0);
      for (uint32_t i = 1; i < sizes[n]; i++)
        ck_assert(keys[i - 1] < keys[i] || (keys[i - 1] == keys[i] && with[i - 1] < with[i]));
      for (uint32_t i = 0; i < sizes[n]; i++) keys[i] = kit_random(&seed);
      radix_sort(keys, NULL, sizes[n], room, NULL);
      for (uint32_t i = 1; i < sizes[n]; i++) ck_assert(keys[i - 1] <= keys[i]);
    }
  }
}
END_TEST

/* ---- in several threads ---- */

START_TEST(radix_sorts_alike_in_threads) {
  enum { N = 300000 };
  static uint64_t given[N], keys[2][N], room[N];
  static uint32_t with[2][N], room_with[N];
  static const int shifts[] = {0, 8, 40, 60, 63};
  uint64_t seed = 10;
  for (uint32_t s = 0; s < sizeof shifts / sizeof *shifts; s++) {
    for (uint32_t i = 0; i < N; i++) /* most are equal, or differ in low bits alone; some stand far apart */
      given[i] = kit_below(&seed, 3) ? UINT64_C(1) << 62 : kit_random(&seed) >> shifts[s];
    for (uint32_t threads = 1; threads < 30; threads += 9) {
      const int to = threads > 1;
      memcpy(keys[to], given, sizeof given);
      for (uint32_t i = 0; i < N; i++) with[to][i] = i;
      radix_sort_shared(threads, keys[to], with[to], N, room, room_with);
      if (!to) continue;
      ck_assert_int_eq(memcmp(keys[0], keys[1], sizeof keys[0]), 0);
      ck_assert_int_eq(memcmp(with[0], with[1], sizeof with[0]), 0);
    }
  }
}
END_TEST

enum { CROWD = 200000, RESULTS = 6 };

/* A population of many: some unknown, many equal, some outside, in groups of very unequal sizes. */
typedef struct Crowd {
  SlotValues values, members;
  uint32_t groups[CROWD];
} Crowd;

static void gather_crowd(Crowd *crowd, Kind kind, uint64_t seed) {
  slot_init(&crowd->values, &alloc_system, kind);
  slot_init(&crowd->members, &alloc_system, KIND_BOOLEAN);
  ck_assert(slot_extend(&crowd->values, CROWD) && slot_extend(&crowd->members, CROWD));
  for (uint32_t i = 0; i < CROWD; i++) {
    Value value = kit_value(&seed, kind, kit_below(&seed, 2) ? 8 : 1000000);
    const Value member = {.kind = KIND_BOOLEAN, .known = true, .truth = kit_below(&seed, 5) != 0};
    crowd->groups[i] = kit_below(&seed, 20) == 0 ? ORDINAL_NONE : kit_below(&seed, 2) ? 3 : kit_below(&seed, 40000);
    ck_assert(slot_set(&crowd->values, i, &value) && slot_set(&crowd->members, i, &member));
  }
}

static void expect_alike(const SlotValues *a, const SlotValues *b) {
  ck_assert_uint_eq(a->count, b->count);
  ck_assert(!a->known == !b->known);
  if (a->known) ck_assert_int_eq(memcmp(a->known, b->known, (a->count + 63) / 64 * 8), 0);
  const size_t width = kind_lane(a->kind) == LANE_I32 ? 4 : 8;
  ck_assert_int_eq(memcmp(a->data, b->data, a->count * width), 0);
}

static void rank_crowd(const Crowd *crowd, bool among, bool per, uint32_t threads, SlotValues out[RESULTS]) {
  static const ProgramCut by_rank[] = {SHARE(0, 5, 2), COUNT(1, 700), REST(2)}, by_share[] = {SHARE(0, 5, 1), SHARE(1, 3, 1), REST(2)};
  const bool is_text = crowd->values.kind == KIND_TEXT;
  OrderInput input = {.values = &crowd->values, .members = among ? &crowd->members : NULL, .groups = per ? crowd->groups : NULL,
                      .threads = threads};
  Order order;
  ck_assert(order_make(&order, &alloc_system, &input));
  ck_assert(order_rank(&order, &out[0]) && order_percent_rank(&order, &out[1]) && order_cut(&order, by_rank, 3, false, &out[2]));
  if (!is_text) ck_assert(order_running_share(&order, &out[3]) && order_cut(&order, by_share, 3, true, &out[4]));
  order_free(&order);
  input.cuts = by_rank, input.cut_count = 3;
  ck_assert(order_make(&order, &alloc_system, &input) && order_cut(&order, by_rank, 3, false, &out[5]));
  expect_alike(&out[2], &out[5]);
  order_free(&order);
}

START_TEST(threads_do_not_show) {
  static const Kind kinds[] = {KIND_INTEGER, KIND_NUMBER, KIND_MONEY, KIND_DATE, KIND_TEXT};
  static Crowd crowd;
  const Kind kind = kinds[_i / 4];
  const bool among = _i & 1, per = _i & 2;
  gather_crowd(&crowd, kind, (uint64_t)_i + 1);
  SlotValues alone[RESULTS] = {{0}}, shared[RESULTS] = {{0}};
  rank_crowd(&crowd, among, per, 1, alone);
  for (uint32_t threads = 2; threads < 8; threads += 3) {
    rank_crowd(&crowd, among, per, threads, shared);
    for (int r = 0; r < RESULTS && alone[r].alloc; r++) expect_alike(&alone[r], &shared[r]);
    for (int r = 0; r < RESULTS; r++) slot_free(&shared[r]);
  }
  for (int r = 0; r < RESULTS; r++) slot_free(&alone[r]);
  slot_free(&crowd.values);
  slot_free(&crowd.members);
}
END_TEST

static bool whole_life(const Alloc *alloc) {
  static const ProgramCut cuts[] = {SHARE(0, 1, 1), REST(1)};
  SlotValues out[4] = {{0}};
  Order order;
  bool done = order_make(&order, alloc, &people.input) && order_rank(&order, &out[0]) && order_percent_rank(&order, &out[1]) &&
              order_running_share(&order, &out[2]) && order_cut(&order, cuts, 2, true, &out[3]);
  for (int i = 0; i < 4; i++) slot_free(&out[i]);
  order_free(&order);
  return done;
}

START_TEST(out_of_memory_is_told) {
  gather_people(KIND_MONEY, MOST, true, true, 2);
  for (long before = 0;; before++) {
    Failing failing = {.before = before};
    Alloc alloc = failing_alloc(&failing);
    bool done = whole_life(&alloc);
    ck_assert(done != failing.failed);
    if (done) break;
  }
  let_people_go();
}
END_TEST

Suite *suite_order(void) {
  Suite *suite = suite_create("order");
  TCase *tc = tcase_create("order");
  tcase_add_loop_test(tc, ranks_are_counted, 0, 6);
  tcase_add_loop_test(tc, running_shares_are_exact, 0, 2);
  tcase_add_test(tc, shares_of_numbers_and_of_nothing);
  tcase_add_loop_test(tc, cuts_are_exact, 0, 4);
  tcase_add_test(tc, five_percent_of_a_hundred_is_five);
  tcase_add_test(tc, the_one_that_crosses_is_in);
  tcase_add_test(tc, radix_sorts_and_is_stable);
  tcase_add_test(tc, radix_sorts_alike_in_threads);
  tcase_add_loop_test(tc, threads_do_not_show, 0, 20);
  tcase_add_test(tc, out_of_memory_is_told);
  suite_add_tcase(suite, tc);
  return suite;
}

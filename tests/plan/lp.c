/* SPDX-License-Identifier: MIT
 * Plans held against linear programs solved by GLPK: the bound is no lower than the optimum of the program, and near it; so is the best
 * plan. Every period is a column of its own there: nothing is taken together. */
#include <check.h>
#include <glpk.h>

#include "tests/unit/plan_kit.h"

enum { CASES = 12 };

typedef struct Program {
  glp_prob *lp;
  int budget;               /* row, 1 and up */
  int *contact, *effort;    /* the first row of each channel, of each team; 0 without end */
} Program;

static int add_row(glp_prob *lp, double most) {
  const int row = glp_add_rows(lp, 1);
  if (most > 0) glp_set_row_bnds(lp, row, GLP_UP, 0, most);
  else glp_set_row_bnds(lp, row, GLP_FX, 0, 0);
  return row;
}

static int add_source(glp_prob *lp, const RoomSource *source) {
  int first = 0;
  for (uint32_t window = 0; source->bounded && window < source->windows.count; window++) {
    const int row = add_row(lp, (double)source->left[window]);
    if (window == 0) first = row;
  }
  return first;
}

static Program program_rows(const PlanKit *kit) {
  Program program = {.lp = glp_create_prob(),
                     .contact = calloc(KIT_CHANNELS, sizeof(int)),
                     .effort = calloc(KIT_TEAMS, sizeof(int))};
  glp_set_obj_dir(program.lp, GLP_MAX);
  if (kit->room.budgeted) program.budget = add_row(program.lp, (double)kit->room.budget);
  for (uint32_t i = 0; i < kit->campaign.channel_count; i++) program.contact[i] = add_source(program.lp, &kit->room.channels[i]);
  for (uint32_t i = 0; i < kit->campaign.team_count; i++) program.effort[i] = add_source(program.lp, &kit->room.teams[i]);
  return program;
}

static void add_column(const PlanKit *kit, const Program *program, int row, const Way *way, double gain, uint32_t period) {
  int rows[5] = {0, row}, count = 1;
  double uses[5] = {0, 1};
  const uint32_t team = kit->channels[way->channel].team;
  if (program->budget && way->cost) rows[++count] = program->budget, uses[count] = (double)way->cost;
  if (program->contact[way->channel]) {
    rows[++count] = program->contact[way->channel] + (int)kit->room.channels[way->channel].windows.of_period[period];
    uses[count] = 1;
  }
  if (team != PLAN_NONE && program->effort[team] && way->effort) {
    rows[++count] = program->effort[team] + (int)kit->room.teams[team].windows.of_period[period];
    uses[count] = (double)way->effort;
  }
  const int column = glp_add_cols(program->lp, 1);
  glp_set_col_bnds(program->lp, column, GLP_LO, 0, 0);
  glp_set_obj_coef(program->lp, column, gain);
  glp_set_mat_col(program->lp, column, count, rows, uses);
}

static double optimum(const PlanKit *kit) {
  Program program = program_rows(kit);
  for (uint32_t i = 0; i < kit->candidates.count; i++) {
    const Candidate *candidate = &kit->candidates.items[i];
    const int row = add_row(program.lp, 1);
    for (uint32_t k = candidate->first_way; k < candidate->first_way + candidate->way_count; k++) {
      const Way *way = &kit->candidates.ways[k];
      const double gain = way_gain(way, candidate->value);
      uint32_t period = 0;
      for (; gain > 0 && (period = period_set_next(&kit->candidates.sets, way->periods, period)) != PLAN_NONE; period++)
        add_column(kit, &program, row, way, gain, period);
    }
  }
  glp_smcp settings;
  glp_init_smcp(&settings);
  settings.msg_lev = GLP_MSG_ERR;
  settings.presolve = GLP_ON;
  const int failed = glp_simplex(program.lp, &settings);
  ck_assert_int_eq(failed, 0);
  ck_assert_int_eq(glp_get_status(program.lp), GLP_OPT);
  const double most = glp_get_obj_val(program.lp);
  glp_delete_prob(program.lp);
  glp_free_env();
  free(program.contact);
  free(program.effort);
  return most;
}

START_TEST(the_bound_and_the_best_are_near_the_optimum) {
  PlanKit kit;
  const PlanShape shape = {.seed = 100 + (uint64_t)_i,
                           .candidates = 800,
                           .channels = 2 + _i % 2,
                           .teams = _i % 3,
                           .days = 30 + 3 * (uint32_t)_i,
                           .by = _i % 4 == 0 ? PLAN_DAY : PLAN_WEEK,
                           .tightness = 0.2 + 0.05 * _i,
                           .whole_sets = _i % 5 == 0,
                           .odd = _i % 2,
                           .best = true};
  kit_make(&kit, &shape);
  Room room = kit_room(&kit);
  Assignment assignment;
  double bound;
  ck_assert_int_eq(assign_bound(&kit.candidates, &kit.calendar, &room, &bound), STATUS_OK);
  ck_assert_int_eq(assign_best(&kit.candidates, &kit.calendar, &room, &assignment), STATUS_OK);
  const double most = optimum(&kit);
  ck_assert_double_ge(bound, most * (1 - 1e-7)); /* the solver's own tolerance */
  ck_assert_double_le(bound, most * 1.001);
  ck_assert_double_ge(assignment.gain, most * 0.998);
  ck_assert_double_le(assignment.gain, most * (1 + 1e-7));
  assignment_free(&assignment);
  kit_free(&kit);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("lp");
  TCase *tcase = tcase_create("lp");
  tcase_set_timeout(tcase, 60);
  tcase_add_loop_test(tcase, the_bound_and_the_best_are_near_the_optimum, 0, CASES);
  suite_add_tcase(suite, tcase);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  const int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* SPDX-License-Identifier: MIT
 * The dual with barriers: of each option its reduced cost r = u + use . worth - gain is kept above 0 by -t log r, and so are u of each
 * block and the worths. Blocks have nothing but the worths in common: for given worths each block's u is the solution of one equation
 * in one unknown, so that Newton's method is needed for the worths alone. t goes down until the dual does no more. */
#include "runtime/assign/choice_lp.h"

#include <math.h>

enum { LEVELS_MOST = 24, STEPS_MOST = 12, TRIES_MOST = 8 };

/* A level that lowers the dual by less, as a part of it, is the last: the next one would by a tenth of that. */
static const double ENOUGH = 5e-5;
/* What is taken less of an option does not matter to the direction. */
static const double NEGLIGIBLE = 1e-7;

typedef struct Solver {
  const ChoiceLp *lp;
  uint32_t n;                 /* rows, and one for no row */
  double middle;              /* the average gain */
  double t;                   /* the weight of the barriers */
  double *worth, *trial;
  double *slope, *new_slope;  /* of the barrier dual at them */
  double *direction, *v;
  double *matrix;             /* n * n, the lower half: second derivatives, then their Cholesky factor */
  double *slack, *x, *u;      /* of the options: what they use, by worth, less gain; how much of them is taken; of the blocks */
  uint32_t *touched, touched_count; /* rows in v that are not 0 */
} Solver;

static double used(const ChoiceUse *use, const double *by_row) {
  return use->amount[0] * by_row[use->row[0]] + use->amount[1] * by_row[use->row[1]] + use->amount[2] * by_row[use->row[2]];
}

double choice_lp_dual(const ChoiceLp *lp, const double *worth) {
  double dual = 0;
  for (uint32_t row = 0; row < lp->rows; row++) dual += worth[row];
  for (uint32_t i = 0; i < lp->blocks; i++) {
    double best = 0;
    for (uint32_t o = lp->first[i]; o < lp->first[i + 1]; o++) best = fmax(best, lp->gain[o] - used(&lp->use[o], worth));
    dual += best;
  }
  return dual;
}

/* u at which t / u + the sum of t / (u + slack) is 1. Its inverse is nearly a straight line, and concave: Newton's steps come to it from
 * below. */
static double block_level(const double *slack, uint32_t count, double t) {
  double u = 0;
  for (uint32_t o = 0; o < count; o++) u = fmax(u, -slack[o]);
  u += t;
  for (int i = 0; i < 20; i++) {
    double sum = t / u, squares = sum * sum;
    for (uint32_t o = 0; o < count; o++) {
      const double x = t / (u + slack[o]);
      sum += x;
      squares += x * x;
    }
    const double change = (sum - 1) * sum * t / squares;
    if (change <= 1e-9 * t) break;
    u += change;
  }
  return u;
}

/* The slope of the barrier dual at these worths: what is left of each row, less what its barrier holds free. */
static void measure(Solver *solver, const double *worth, double *slope) {
  const ChoiceLp *lp = solver->lp;
  for (uint32_t row = 0; row < lp->rows; row++) slope[row] = 1 - solver->t / worth[row];
  for (uint32_t i = 0; i < lp->blocks; i++) {
    const uint32_t first = lp->first[i], end = lp->first[i + 1];
    for (uint32_t o = first; o < end; o++) solver->slack[o] = used(&lp->use[o], worth) - lp->gain[o];
    const double u = solver->u[i] = block_level(solver->slack + first, end - first, solver->t);
    for (uint32_t o = first; o < end; o++) {
      const double x = solver->x[o] = solver->t / (u + solver->slack[o]);
      const ChoiceUse *use = &lp->use[o];
      for (int k = 0; k < CHOICE_USES; k++) slope[use->row[k]] -= x * use->amount[k];
    }
  }
  slope[lp->rows] = 0;
}

/* Adds to v; a row that it comes to for the first time is noted. */
static void note(Solver *solver, uint32_t row, double amount) {
  if (solver->v[row] == 0) solver->touched[solver->touched_count++] = row;
  solver->v[row] += amount;
}

/* Adds to the matrix, in whichever half; what the options use goes to v. The weights of the options that count, and of u. */
static double add_options(Solver *solver, uint32_t i) {
  const ChoiceLp *lp = solver->lp;
  const double inverse = 1 / solver->t, s = solver->t / solver->u[i];
  double sum = s * s * inverse;
  for (uint32_t o = lp->first[i]; o < lp->first[i + 1]; o++) {
    const double x = solver->x[o], weight = x * x * inverse;
    const ChoiceUse *use = &lp->use[o];
    if (x < NEGLIGIBLE) continue;
    sum += weight;
    for (int j = 0; j < CHOICE_USES; j++) {
      if (use->amount[j] == 0) continue;
      double *out = solver->matrix + use->row[j] * solver->n;
      const double amount = weight * use->amount[j];
      note(solver, use->row[j], amount);
      for (int k = 0; k <= j; k++) out[use->row[k]] += amount * use->amount[k];
    }
  }
  return sum;
}

/* Second derivatives: of each option, less what its block's u takes back. */
static void assemble(Solver *solver) {
  const ChoiceLp *lp = solver->lp;
  const uint32_t n = solver->n;
  memset(solver->matrix, 0, (size_t)n * n * sizeof *solver->matrix);
  for (uint32_t row = 0; row < lp->rows; row++) solver->matrix[row * n + row] = solver->t / (solver->worth[row] * solver->worth[row]);
  for (uint32_t i = 0; i < lp->blocks; i++) {
    const double inverse = 1 / add_options(solver, i);
    for (uint32_t j = 0; j < solver->touched_count; j++) {
      const double part = solver->v[solver->touched[j]] * inverse;
      double *out = solver->matrix + solver->touched[j] * n;
      for (uint32_t k = 0; k <= j; k++) out[solver->touched[k]] -= part * solver->v[solver->touched[k]];
    }
    for (uint32_t j = 0; j < solver->touched_count; j++) solver->v[solver->touched[j]] = 0;
    solver->touched_count = 0;
  }
  for (uint32_t row = 0; row < lp->rows; row++)
    for (uint32_t k = 0; k < row; k++) solver->matrix[row * n + k] += solver->matrix[k * n + row];
}

/* Cholesky. What is left of a row that the others determine, but for rounding, is held where it is. */
static void factor(Solver *solver) {
  const uint32_t rows = solver->lp->rows, n = solver->n;
  double *m = solver->matrix;
  for (uint32_t j = 0; j < rows; j++) {
    const double whole = m[j * n + j];
    for (uint32_t k = 0; k <= j; k++) {
      double sum = m[j * n + k];
      for (uint32_t i = 0; i < k; i++) sum -= m[j * n + i] * m[k * n + i];
      if (k < j) m[j * n + k] = sum / m[k * n + k];
      else m[j * n + j] = sum > 1e-13 * whole ? sqrt(sum) : 1e100;
    }
  }
}

/* The direction in which Newton's method goes; how steep it is, < 0. */
static double direct(Solver *solver) {
  const uint32_t rows = solver->lp->rows, n = solver->n;
  const double *m = solver->matrix;
  double *x = solver->direction, steep = 0;
  assemble(solver);
  factor(solver);
  for (uint32_t j = 0; j < rows; j++) {
    x[j] = -solver->slope[j];
    for (uint32_t k = 0; k < j; k++) x[j] -= m[j * n + k] * x[k];
    x[j] /= m[j * n + j];
  }
  for (uint32_t j = rows; j-- > 0;) {
    for (uint32_t k = j + 1; k < rows; k++) x[j] -= m[k * n + j] * x[k];
    x[j] /= m[j * n + j];
  }
  for (uint32_t j = 0; j < rows; j++) steep += solver->slope[j] * x[j];
  return steep;
}

/* Goes on in the direction until it rises no longer much. */
static void go(Solver *solver, double steep) {
  const uint32_t rows = solver->lp->rows;
  double far = 1;
  for (uint32_t row = 0; row < rows; row++)
    if (solver->worth[row] + far * solver->direction[row] < 0.1 * solver->worth[row])
      far = -0.9 * solver->worth[row] / solver->direction[row];
  for (int i = 0; i < TRIES_MOST; i++) {
    double rises = 0;
    for (uint32_t row = 0; row < rows; row++) solver->trial[row] = solver->worth[row] + far * solver->direction[row];
    measure(solver, solver->trial, solver->new_slope);
    for (uint32_t row = 0; row < rows; row++) rises += solver->new_slope[row] * solver->direction[row];
    if (rises <= -0.5 * steep) break;
    far *= fmax(0.1, -steep / (rises - steep));
  }
  memcpy(solver->worth, solver->trial, rows * sizeof *solver->worth);
  memcpy(solver->slope, solver->new_slope, solver->n * sizeof *solver->slope);
}

static bool solver_make(Solver *solver, const ChoiceLp *lp, Arena *arena) {
  const uint32_t n = lp->rows + 1;
  double *room = ARENA_ARRAY(arena, double, 6 * (size_t)n);
  *solver = (Solver){
      .lp = lp,
      .n = n,
      .matrix = ARENA_ARRAY(arena, double, (size_t)n * n),
      .slack = ARENA_ARRAY(arena, double, lp->first[lp->blocks]),
      .x = ARENA_ARRAY(arena, double, lp->first[lp->blocks]),
      .touched = ARENA_ARRAY(arena, uint32_t, n),
      .u = ARENA_ARRAY(arena, double, lp->blocks),
  };
  if (!room || !solver->matrix || !solver->slack || !solver->x || !solver->u || !solver->touched) return false;
  double **each[] = {&solver->worth, &solver->trial, &solver->slope, &solver->new_slope, &solver->direction, &solver->v};
  for (size_t i = 0; i < sizeof each / sizeof *each; i++) *each[i] = room + i * n;
  return true;
}

/* The weight of barriers at first; and the worths, which are not below it, as on the way along the barriers. */
static void start(Solver *solver, const double *worth) {
  const ChoiceLp *lp = solver->lp;
  double all = 0, most = 0;
  for (uint32_t i = 0; i < lp->first[lp->blocks]; i++) all += lp->gain[i];
  for (uint32_t row = 0; row < lp->rows; row++) most = fmax(most, worth[row]);
  solver->middle = all / lp->first[lp->blocks];
  solver->t = (most > 0 ? 0.002 : 0.1) * solver->middle;
  for (uint32_t row = 0; row < lp->rows; row++)
    solver->worth[row] = most > 0 ? fmax(worth[row], solver->t) : solver->middle * lp->blocks / (2.0 * lp->rows);
}

bool choice_lp_solve(const ChoiceLp *lp, Arena *arena, double *worth) {
  if (!lp->rows || !lp->first[lp->blocks]) return true;
  Solver solver;
  if (!solver_make(&solver, lp, arena)) return false;
  double least = choice_lp_dual(lp, worth), before = INFINITY;
  start(&solver, worth);
  for (int level = 0; level < LEVELS_MOST; level++) {
    measure(&solver, solver.worth, solver.slope);
    for (int i = 0; i < STEPS_MOST; i++) {
      const double steep = direct(&solver);
      if (-steep < 0.3 * solver.t) break;
      go(&solver, steep);
    }
    const double dual = choice_lp_dual(lp, solver.worth);
    if (dual < least) {
      least = dual;
      memcpy(worth, solver.worth, lp->rows * sizeof *worth);
    }
    if (solver.t < 0.01 * solver.middle && before - dual < ENOUGH * least) break;
    before = dual;
    solver.t *= 0.1;
  }
  return true;
}

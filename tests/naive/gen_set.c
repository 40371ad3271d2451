/* SPDX-License-Identifier: MIT
 * Aggregates, sequences, classifications by rank and share, measures. `o` and `e` are of the subject, `ln` is of `e`. */
#include "tests/naive/gen.h"

static const char *const booleans[] = {
    "exists(@1o where $B~)", "exists(@2e where $B~)", "exists(@3ln where $B~)", "count(@1o where $B~) > $s", "exists(p where $B)",
    "sequence(@2e by at where $B then $B within $u~)", "sequence(@2e by at where $B then no $B within $u~)",
    "sequence(@1o by oat where $B then $B then $B~)", "sequence(@1o by oat where $B then no $B then $B within $u~)",
    "sequence(@2e by at where $B then $B within $h then no $B~)", "count($G per $T) > 1", "sum(@1amount of o~) > $m", NULL};
static const char *const integers[] = {
    "count(@1o where $B~)", "count(o)", "count(@2e where $B~)", "count(ln)", "count(@3ln where $B~)", "sum(@1$I of o~)", "sum(@2$I of e where $B~)",
    "sum(@3$I of ln~)", "min(@1$I of o~)", "max(@2$I of e~)", "first(@1$I of o by $D~)", "last(@2$I of e by $Z where $B~)",
    "last(@1qty of o by oat~)", "count_distinct(@1$T of o~)", "count_distinct(@2$I of e where $B~)", "count_distinct(@1kind of o~)",
    "count($G where $B)", "count(p)", "count($G per $T)", "sum($I of $G)", "max($I of $G per $T)", "rank($N of $G)", "rank($M of p)",
    "rank($I of $G per $T)", "rank($D of $G)", "count_distinct($T of $G)", "sum(q of ln where price > 1)", NULL};
static const char *const numbers[] = {
    "sum(@1$N of o~)", "average(@1$I of o~)", "average(@1$N of o where $B~)", "median(@2$I of e~)", "median(@1x of o~)",
    "quantile(@1$N of o, 0.9~)", "quantile(@1$I of o where $B, 25%~)", "min(@1$N of o~)", "max(@1$N of o~)", "first(@1$N of o by $D~)",
    "percent_rank($N of $G)", "percent_rank($M of p)", "running_share($M of $G)", "running_share($I of p)", "average($N of $G)",
    "median($I of $G)", "quantile($N of p where $B, 0.1)", "average($I of $G per $T)", "sum($N of $G)", "last(@1$N of o by $M~)", NULL};
static const char *const amounts[] = {
    "sum(@1$M of o~)", "sum(@1amount of o where $B~)", "sum(@2$M of e~)", "sum(@3$M of ln~)", "average(@1$M of o~)", "median(@1$M of o~)",
    "quantile(@1amount of o, 0.75~)", "min(@1$M of o~)", "max(@2$M of e~)", "first(@1$M of o by $D~)", "last(@2$M of e by $Z~)",
    "sum($M of $G)", "average($M of p)", "median($M of $G)", "sum($M of $G per $T)", "max($M of $G)", NULL};
static const char *const texts[] = {"min(@1$T of o~)", "max(@2$T of e~)", "first(@1$T of o by $D~)", "last(@2$T of e by $Z~)", "max($T of $G)",
                                    "min(@3part of ln where $B~)", NULL};
static const char *const dates[] = {"min(@1$D of o~)", "max(@1oat of o where $B~)", "last(@1$D of o by $M~)", "max($D of $G)", NULL};
static const char *const times[] = {"min(@2$Z of e~)", "max(@2at of e where $B~)", "first(@2$Z of e by $I~)", NULL};

const char *const *gen_set_forms(Ty ty) {
  static const char *const *const all[] = {booleans, integers, numbers, amounts, texts, dates, times};
  return all[ty];
}

static const Ty measured[] = {TY_INT, TY_NUM, TY_MONEY};

void gen_cut(Gen *g) {
  GenName *n = gen_name(g, TY_LABEL, "k");
  bool share = gen_percent(g, 45);
  n->labels = 2 + gen_below(g, 3);
  buf_print(&g->out, "classify %s", n->name);
  gen_formals(g, n);
  buf_print(&g->out, " by %s of ", share ? "share" : "rank");
  gen_expr(g, measured[gen_below(g, 3)], 2);
  if (gen_percent(g, 50)) gen_template(g, " among $G", 1);
  if (gen_percent(g, 30)) gen_template(g, " per $T", 1);
  buf_text(&g->out, " {\n");
  for (uint32_t i = 0; i + 1 < n->labels; i++) {
    buf_print(&g->out, "  L%u %s ", i, i ? "next" : share ? "first" : "top");
    if (!share && gen_percent(g, 40)) buf_print(&g->out, "%u\n", 1 + gen_below(g, 8));
    else buf_print(&g->out, gen_percent(g, 50) ? "%u%%\n" : "%u.7%%\n", 1 + gen_below(g, i ? 20 : 40));
  }
  buf_print(&g->out, "  L%u rest\n}", n->labels - 1);
}

void gen_measure(Gen *g) {
  static const char *const values[] = {"sum(@1$M of o~)", "count(o)", "count(p)", "sum(@1$M of o~) / count(p)", "average(@2$I of e~)",
                                       "count(@1o where $B~) / count(p where $B)", "sum(@1amount of o~) / sum(@2em of e~)",
                                       "max($N of $G)", "median(@1$I of o where $B~)", "count_distinct(@2$T of e~)", "sum($I of p)",
                                       "sum(@3price of ln~)"};
  static const char *const dimensions[] = {"s2", "kind", "b1", "what", "t1", "i2", "flag"};
  GenName *n = gen_name(g, TY_COUNT, "me");
  buf_print(&g->out, "measure %s = ", n->name);
  g->in_set++;
  gen_template(g, values[gen_below(g, sizeof values / sizeof *values)], 2);
  g->in_set--;
  for (uint32_t i = 0, count = gen_below(g, 3); i < count; i++) {
    const GenName *label = gen_pick(g, TY_LABEL);
    buf_text(&g->out, i ? ", " : " by ");
    if (label && gen_percent(g, 50)) gen_say_name(g, label, 1);
    else buf_text(&g->out, dimensions[gen_below(g, sizeof dimensions / sizeof *dimensions)]);
  }
}

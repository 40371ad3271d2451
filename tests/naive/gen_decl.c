/* SPDX-License-Identifier: MIT
 * Declarations: each is drawn, held against the checker, and kept where it is taken. */
#include "tests/naive/gen.h"

#include <stdio.h>

#include "lang/engine/engine.h"

static const char schema[] =
    "subject record p from \"p\" key id {\n"
    "  id integer  i1 integer?  i2 integer  i3 integer?  n1 number?  n2 number  n3 number?  m1 money?  m2 money  m3 money?\n"
    "  t1 text?  t2 text  t3 text?  d1 date?  d2 date  d3 date?  z1 datetime?  z2 datetime  b1 boolean?  b2 boolean  b3 boolean?\n"
    "  s1 one of (\"lo\", \"mid\", \"hi\")?  s2 one of (\"hi\", \"lo\", \"mid\")  k text?\n"
    "}\n"
    "record look from \"look\" key code { code text  li integer?  lm money  lt text?  ld date? }\n";
static const char related_schema[] =
    "record o from \"o\" of p by p_id {\n"
    "  oat date?  what text?  kind one of (\"lo\", \"mid\", \"hi\")  amount money?  qty integer  x number?  flag boolean?\n"
    "}\n"
    "record e from \"e\" key eid of p by p_id { eid integer  at datetime?  topic text  ev integer?  em money }\n"
    "record ln from \"ln\" of e by e_id { q integer?  price money?  part text }\n";

static const struct { const char *name; Ty ty; int record; } columns[] = {
    {"id", TY_INT, 0},   {"i1", TY_INT, 0},   {"i2", TY_INT, 0},    {"i3", TY_INT, 0},    {"n1", TY_NUM, 0},   {"n2", TY_NUM, 0},   {"n3", TY_NUM, 0},
    {"m1", TY_MONEY, 0}, {"m2", TY_MONEY, 0}, {"m3", TY_MONEY, 0},  {"t1", TY_TEXT, 0},   {"t2", TY_TEXT, 0},  {"t3", TY_TEXT, 0},  {"d1", TY_DATE, 0},
    {"d2", TY_DATE, 0},  {"d3", TY_DATE, 0},  {"z1", TY_TIME, 0},   {"z2", TY_TIME, 0},   {"b1", TY_BOOL, 0},  {"b2", TY_BOOL, 0},  {"b3", TY_BOOL, 0},
    {"s1", TY_ONE_OF, 0}, {"s2", TY_ONE_OF, 0}, {"k", TY_TEXT, 0},
    {"oat", TY_DATE, 1}, {"what", TY_TEXT, 1}, {"kind", TY_ONE_OF, 1}, {"amount", TY_MONEY, 1}, {"qty", TY_INT, 1}, {"x", TY_NUM, 1},
    {"flag", TY_BOOL, 1}, {"eid", TY_INT, 2}, {"at", TY_TIME, 2}, {"topic", TY_TEXT, 2}, {"ev", TY_INT, 2}, {"em", TY_MONEY, 2},
    {"q", TY_INT, 3}, {"price", TY_MONEY, 3}, {"part", TY_TEXT, 3}};

void gen_init(Gen *g, uint64_t seed, bool sets, Arena *arena) {
  *g = (Gen){.random = random_row(seed, 2, 0), .arena = arena, .sets = sets};
  buf_init(&g->out, &alloc_system);
  for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
    if (columns[i].record && !sets) continue;
    GenName *n = &g->names[g->name_count++];
    *n = (GenName){.ty = columns[i].ty, .record = columns[i].record};
    snprintf(n->name, sizeof n->name, "%s", columns[i].name);
  }
}

void gen_free(Gen *g) { buf_free(&g->out); }

const char *gen_text(Gen *g, const bool *alive) {
  Buf text;
  buf_init(&text, &alloc_system);
  buf_text(&text, schema);
  if (g->sets) buf_text(&text, related_schema);
  for (uint32_t i = 0; i < g->decl_count; i++)
    if (!alive || alive[i]) buf_text(&text, g->decls[i]);
  const char *kept = arena_str(g->arena, buf_view(&text)).p;
  buf_free(&text);
  return kept;
}

GenName *gen_name(Gen *g, Ty ty, const char *prefix) {
  GenName *n = &g->names[g->name_count];
  *n = (GenName){.ty = ty};
  snprintf(n->name, sizeof n->name, "%s%u", prefix, g->serial++);
  return n;
}

static const char *const type_words[] = {"boolean", "integer", "number", "money", "text", "date", "datetime"};

/* ---- patterns ---- */

void gen_formals(Gen *g, GenName *n) {
  if (!gen_percent(g, 20)) return;
  n->function = true;
  n->formal_count = g->formal_count = 1 + gen_below(g, 3);
  for (uint32_t i = 0; i < n->formal_count; i++) {
    bool segment = gen_percent(g, 15);
    n->formals[i] = segment ? TY_SEGMENT : (Ty)gen_below(g, 7);
    g->formals[i] = (GenName){.ty = segment ? TY_BOOL : n->formals[i], .segment = segment};
    snprintf(g->formals[i].name, sizeof g->formals[i].name, "x%u", i);
    buf_print(&g->out, "%sx%u: %s", i ? ", " : "(", i, segment ? "segment" : type_words[n->formals[i]]);
  }
  buf_char(&g->out, ')');
  g->in_pattern = true;
}

void gen_formals_end(Gen *g) {
  g->in_pattern = false;
  g->formal_count = 0;
}

/* A pattern with a name of its own. */
void gen_instance(Gen *g) {
  const GenName *found[GEN_NAMES];
  uint32_t count = 0;
  for (uint32_t i = 0; i < g->name_count; i++)
    if (g->names[i].function && !g->names[i].everywhere) found[count++] = &g->names[i];
  const GenName *pattern = count ? found[gen_below(g, count)] : NULL;
  if (!pattern) return;
  GenName *n = gen_name(g, pattern->ty, "i");
  n->labels = pattern->labels;
  n->segment = pattern->segment;
  buf_print(&g->out, "%s %s = ", n->segment ? "segment" : n->ty == TY_LABEL ? "classify" : "score", n->name);
  gen_say_name(g, pattern, 2);
}

/* ---- the kinds of declaration ---- */

static void gen_param(Gen *g) {
  Ty ty = (Ty)(TY_INT + gen_below(g, 6));
  GenName *n = gen_name(g, ty, "p");
  n->everywhere = true;
  buf_print(&g->out, "param %s: %s = ", n->name, type_words[ty]);
  gen_literal(g, ty);
}

static void gen_list(Gen *g) {
  Ty ty = (Ty[]){TY_INT, TY_TEXT, TY_TEXT, TY_DATE, TY_NUM}[gen_below(g, 5)];
  GenName *n = gen_name(g, TY_LIST, "ls");
  n->of = ty;
  n->everywhere = true;
  buf_print(&g->out, "list %s = (", n->name);
  for (uint32_t i = 0, count = 1 + gen_below(g, 5); i < count; i++) {
    if (i) buf_text(&g->out, ", ");
    gen_literal(g, ty);
  }
  buf_char(&g->out, ')');
}

static void gen_let(Gen *g) {
  Ty ty = (Ty)gen_below(g, 7);
  GenName *n = gen_name(g, ty, "v");
  buf_print(&g->out, "let %s = ", n->name);
  gen_expr(g, ty, 2 + (int)gen_below(g, 4));
}

static void gen_function(Gen *g) {
  Ty ty = (Ty)gen_below(g, 7);
  GenName *n = gen_name(g, ty, "f");
  n->function = n->everywhere = true;
  n->formal_count = 1 + gen_below(g, 3);
  buf_print(&g->out, "let %s(", n->name);
  for (uint32_t i = 0; i < n->formal_count; i++) {
    n->formals[i] = (Ty)gen_below(g, 7);
    g->formals[i] = (GenName){.ty = n->formals[i]};
    snprintf(g->formals[i].name, sizeof g->formals[i].name, "x%u", i);
    buf_print(&g->out, "%sx%u: %s", i ? ", " : "", i, type_words[n->formals[i]]);
  }
  g->formal_count = n->formal_count;
  g->in_function = true;
  buf_print(&g->out, "): %s = ", type_words[ty]);
  gen_expr(g, ty, 2 + (int)gen_below(g, 2));
  g->in_function = false;
}

static void gen_criteria(Gen *g, uint32_t most) {
  for (uint32_t i = 0, count = gen_below(g, most + 1); i < count; i++)
    gen_template(g, gen_percent(g, 60) ? "  require $B\n" : gen_percent(g, 50) ? "  exclude $B\n" : "  exclude ($B) default false\n", 3);
}

static void gen_segment(Gen *g) {
  GenName *n = gen_name(g, TY_BOOL, "g");
  n->segment = true;
  buf_print(&g->out, "segment %s", n->name);
  gen_formals(g, n);
  buf_char(&g->out, ' ');
  if (gen_percent(g, 40)) {
    gen_template(g, "when $B", 4);
    return;
  }
  gen_template(g, "{\n  require $B\n", 3);
  gen_criteria(g, 3);
  buf_char(&g->out, '}');
}

static void gen_term(Gen *g, bool grouped) {
  static const char *const terms[] = {"  add $N\n", "  add $n when $B\n", "  add 10 when $B\n", "  subtract $N when $B\n", "  subtract $I\n",
                                      "  add $s * scaled($N, 0, 10)\n", "  halve every 30 days since $D\n", "  halve every 2 weeks since $Z\n"};
  gen_template(g, terms[gen_below(g, 8)], 2);
  (void)grouped;
}

static void gen_points(Gen *g) {
  if (gen_percent(g, 70)) gen_template(g, "  base $I\n", 2);
  for (uint32_t i = 0, count = 1 + gen_below(g, 5); i < count; i++) {
    if (!gen_percent(g, 20)) {
      gen_term(g, false);
      continue;
    }
    buf_print(&g->out, "  group \"G\" up to %u {\n", 5 + gen_below(g, 40));
    for (uint32_t k = 0, inner = 1 + gen_below(g, 3); k < inner; k++) gen_term(g, true);
    buf_text(&g->out, "  }\n");
  }
}

static void gen_score(Gen *g) {
  GenName *n = gen_name(g, TY_NUM, "sc");
  uint32_t form = gen_below(g, 4);
  buf_print(&g->out, "score %s", n->name);
  gen_formals(g, n);
  if (form < 2) {
    buf_print(&g->out, " from %d to %u {\n", (int)gen_below(g, 20) - 10, 20 + gen_below(g, 100));
    gen_points(g);
  } else if (form == 2) {
    buf_text(&g->out, " from 0 to 100 {\n");
    for (uint32_t i = 0, count = 1 + gen_below(g, 4); i < count; i++)
      gen_template(g, gen_percent(g, 50) ? "  weight $s for $B\n" : "  weight 0.5 for scaled($N, $i, $I)\n", 2);
  } else {
    buf_text(&g->out, " as probability {\n");
    gen_template(g, "  base $n\n  add $n when $B\n  subtract scaled($N, 0, 10)\n  add $N\n", 2);
  }
  buf_char(&g->out, '}');
}

static void gen_cases(Gen *g, uint32_t labels) {
  for (uint32_t i = 0; i + 1 < labels; i++) {
    buf_print(&g->out, "  L%u ", i);
    gen_template(g, gen_percent(g, 75) ? "when $B\n" : "unless $B\n", 3);
  }
}

static void gen_thresholds(Gen *g, uint32_t labels) {
  int bound = 50 + (int)gen_below(g, 60);
  for (uint32_t i = 0; i + 1 < labels; i++) {
    bound -= 1 + (int)gen_below(g, 30);
    buf_print(&g->out, "  L%u ", i);
    if (gen_percent(g, 20)) gen_template(g, "when $B\n", 2);
    else buf_print(&g->out, "from %d\n", bound);
  }
}

static bool gen_matrix(Gen *g, const char *name, uint32_t labels) {
  const GenName *a = gen_pick(g, TY_LABEL), *b = gen_pick(g, TY_LABEL);
  if (!a || !b || a == b || a->function || b->function) return false;
  buf_print(&g->out, "classify %s by %s, %s {\n", name, a->name, b->name);
  for (uint32_t i = 0; i + 1 < labels && i < a->labels; i++) {
    if (gen_percent(g, 50)) buf_print(&g->out, "  L%u for L%u, L%u\n", i, i, gen_below(g, b->labels));
    else buf_print(&g->out, "  L%u for L%u, (L0, L%u)\n", i, i, 1 + gen_below(g, b->labels - 1));
  }
  return true;
}

static void gen_classify(Gen *g) {
  GenName *n = gen_name(g, TY_LABEL, "c");
  n->labels = 2 + gen_below(g, 3);
  uint32_t form = gen_below(g, 3);
  if (form == 2 && !gen_matrix(g, n->name, n->labels)) form = 0;
  if (form == 1) {
    buf_print(&g->out, "classify %s", n->name);
    gen_formals(g, n);
    buf_text(&g->out, " by ");
    gen_expr(g, (Ty)(TY_INT + gen_below(g, 3)), 2);
    buf_text(&g->out, " {\n");
    gen_thresholds(g, n->labels);
  } else if (form == 0) {
    buf_print(&g->out, "classify %s", n->name);
    gen_formals(g, n);
    buf_text(&g->out, " {\n");
    gen_cases(g, n->labels);
  }
  buf_print(&g->out, "  L%u otherwise\n}", n->labels - 1);
}

/* ---- choices: the options go with their choice ---- */

static void gen_channel(Gen *g, const char *name, const char *team) {
  static const char *const costs[] = {"  cost $m\n", "  cost $M\n", "  cost abs($I)\n", "  cost $N\n", ""};
  static const char *const efforts[] = {"  effort 12 minutes\n", "  effort 1 hour\n", "  effort (2 + $s) minutes\n", "  effort clamp($I, 0, 600) minutes\n",
                                        "  effort clamp($N, 0, $n) minutes\n"};
  buf_print(&g->out, "channel %s {\n", name);
  gen_criteria(g, 2);
  gen_template(g, costs[gen_below(g, 5)], 2);
  if (gen_percent(g, 60)) {
    gen_template(g, efforts[gen_below(g, 5)], 2);
    buf_print(&g->out, "  team %s\n", team);
  }
  if (gen_percent(g, 80)) gen_template(g, gen_percent(g, 50) ? "  response 0.4% + 2% * $N\n" : "  response 4%\n", 2);
  buf_text(&g->out, "}\n");
}

static void gen_offer(Gen *g, const char *name) {
  buf_print(&g->out, "offer %s {\n", name);
  gen_criteria(g, 2);
  if (gen_percent(g, 70)) gen_template(g, gen_percent(g, 50) ? "  price $M\n" : "  price 250\n", 2);
  if (gen_percent(g, 70)) gen_template(g, gen_percent(g, 50) ? "  margin $N\n" : "  margin 80.5\n", 2);
  if (gen_percent(g, 80)) gen_template(g, gen_percent(g, 50) ? "  response $N / 100\n" : "  response 9%\n", 2);
  buf_text(&g->out, "}\n");
}

static void gen_best(Gen *g, bool channels) {
  static const char *const costs[] = {"cost / response", "cost", "response", "cost * $N", "response + $N", "(cost default 1) * response"};
  static const char *const gains[] = {"margin * response", "margin - price", "margin", "response * $N", "price / 3"};
  buf_print(&g->out, "  by %s ", gen_percent(g, 50) ? "lowest" : "highest");
  gen_template(g, channels ? costs[gen_below(g, 6)] : gains[gen_below(g, 5)], 1);
  buf_char(&g->out, '\n');
}

static void gen_choose(Gen *g) {
  GenName *n = gen_name(g, TY_CHOICE, "ch");
  uint32_t serial = g->serial++, count = n->labels = 2 + gen_below(g, 3);
  bool channels = gen_percent(g, 60);
  char option[40], team[24];
  snprintf(team, sizeof team, "team%u", serial);
  if (channels) buf_print(&g->out, "team %s { %s people 3 at 35 hours per week  cost %u.%02u per hour }\n", team,
                          gen_percent(g, 50) ? "internal" : "external", 10 + gen_below(g, 50), gen_below(g, 100));
  for (uint32_t i = 0; i < count; i++) {
    snprintf(option, sizeof option, "o%u_%u", serial, i);
    if (channels) gen_channel(g, option, team);
    else gen_offer(g, option);
  }
  buf_print(&g->out, "choose %s among ", n->name);
  for (uint32_t i = 0; i < count; i++) buf_print(&g->out, "%so%u_%u", i ? ", " : "", serial, i);
  buf_text(&g->out, " {\n");
  if (gen_percent(g, 50)) {
    buf_print(&g->out, "  forbid o%u_%u%s when ", serial, gen_below(g, count), "");
    gen_expr(g, TY_BOOL, 2);
    buf_char(&g->out, '\n');
  }
  if (gen_percent(g, 50)) {
    buf_print(&g->out, "  prefer o%u_%u", serial, gen_below(g, count));
    gen_template(g, gen_percent(g, 80) ? " when $B\n" : "\n", 2);
  }
  if (gen_percent(g, 80)) gen_best(g, channels);
  buf_char(&g->out, '}');
}

/* ---- a whole program ---- */

/* Does the program so far, with this declaration, check? */
static bool fits(Gen *g, Cible *cible) {
  const char *before = gen_text(g, NULL);
  Buf text;
  buf_init(&text, &alloc_system);
  buf_text(&text, before);
  buf_str(&text, buf_view(&g->out));
  const CibleCompileOptions options = {.quiet_unused = 1};
  Compilation compiled;
  engine_begin(cible);
  bool good = engine_check(cible, "random", buf_view(&text), &options, &compiled) == STATUS_OK;
  buf_free(&text);
  return good;
}

static void (*const kinds[])(Gen *) = {gen_param, gen_list, gen_function, gen_let, gen_let, gen_let, gen_let, gen_segment, gen_segment,
                                       gen_score, gen_score, gen_classify, gen_classify, gen_choose, gen_instance,
                                       gen_cut, gen_cut, gen_measure};

void gen_program(Gen *g) {
  enum { TRIES = 40, KINDS = sizeof kinds / sizeof *kinds, SET_KINDS = 3 };
  Cible *cible = NULL;
  if (cible_open(NULL, &cible) != CIBLE_OK) return;
  for (uint32_t i = 0; i < TRIES && g->name_count < GEN_NAMES && g->decl_count < GEN_DECLS; i++) {
    g->out.n = 0;
    kinds[i < 4 ? i : gen_below(g, g->sets ? KINDS : KINDS - SET_KINDS)](g);
    gen_formals_end(g);
    buf_char(&g->out, '\n');
    if (g->out.n == 1 || !fits(g, cible)) continue;
    g->decls[g->decl_count++] = arena_str(g->arena, buf_view(&g->out)).p;
    g->name_count++;
  }
  cible_close(cible);
}

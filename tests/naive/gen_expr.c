/* SPDX-License-Identifier: MIT
 * Expressions: for each type the forms that give it, drawn and filled in. */
#include "tests/naive/gen.h"

#include <stdio.h>

uint32_t gen_below(Gen *g, uint32_t n) { return random_below(&g->random, n); }
bool gen_percent(Gen *g, uint32_t percent) { return gen_below(g, 100) < percent; }

/* ---- forms ---- */

static const char *const booleans[] = {
    "$B and $B", "$B or $B", "not $B", "$B and $B and $B", "$B or $B or $B", "$I = $I", "$I != $I", "$I < $I", "$I <= $I", "$N > $N",
    "$N >= $I", "$I < $N", "$M > $M", "$M <= $m", "$m != $M", "$T = $T", "$T < $T", "$T != $t", "$D < $D", "$D >= $d", "$D = $D",
    "$Z <= $Z", "$Z > $z", "$B = $B", "$I in $s..$i", "$I in $I..$I", "$N in $n..$I", "$M in $m..$M", "$D in $D..$D", "$T in $T..$T",
    "$I in ($i, $I, $i)", "$N not in ($n, $I)", "$M in ($m, $M)", "$T in ($t, $T, $t)", "$D not in ($d, $D)", "$I not in $s..$I",
    "$T contains $t", "$T contains ($t, $T)", "$T starts with $t", "$T starts with ($t, $t)", "$T ends with $T", "$T ends with ($t, $t)",
    "$T matches \"$r\"", "$D within last $u", "$D within next $u", "$Z within last $u", "$I is known", "$N is unknown", "$M is known",
    "$T is unknown", "$D is known", "$B is unknown", "at least $s of ($B, $B, $B)", "at least 1 of ($B, $B)", "$L", "$L", "$O", "$O",
    "$B default true", "$B default false", "(if $B then $B else $B)", "(if $B then $B else unknown)", "valid_email($T)", "valid_phone($T)",
    "valid_siren($T)", "valid_siret($T)", "(($I / $I) default 0) > $n", "$Y", "$I - $I = $I", "$M / $I > $m"};

static const char *const integers[] = {
    "$I + $I", "$I - $I", "$I * $I", "-$I", "div($I, $I)", "mod($I, $I)", "abs($I)", "round($I)", "round($I, $j)", "floor($I)", "ceil($I)",
    "least($I, $I)", "greatest($I, $I, $I)", "clamp($I, $I, $I)", "length($T)", "year($D)", "quarter($Z)", "month($D)", "day($Z)",
    "weekday($D)", "weekday($Z)", "hour($Z)", "minute($Z)", "days since $D", "days since $Z", "months since $D", "years since $D",
    "years since $Z", "days until $D", "integer($N)", "integer($M)", "integer($T)", "integer($B)", "$D - $D", "$Z - $Z",
    "(if $B then $I else $I)", "(if $B then $I else unknown)", "($I default $I)", "$I + $i", "$I * $s", "months since $Z", "look[$T].li", "look[k].li"};

static const char *const numbers[] = {
    "$I / $I", "$N + $N", "$N - $I", "$N * $N", "$I * $N", "$N / $N", "$N / $I", "-$N", "abs($N)", "round($N)", "round($N, $j)",
    "floor($N)", "ceil($N)", "least($N, $I)", "greatest($N, $N)", "clamp($N, $n, $I)", "scaled($N, $n, $I)", "scaled($M, $m, $M)",
    "scaled($I, $i, $i)", "sqrt($N)", "ln($N)", "exp($N)", "power($N, $n)", "power($N, $s)", "logistic($N)", "number($T)", "number($M)",
    "number($I)", "number($B)", "$M / $M", "hash_percent($I, \"$w\")", "hash_percent($T, \"$w\")", "round(distance_km(clamp($N, 40, 50), clamp($I, -5, 9), 48.85, 2.35), 3)",
    "(if $B then $N else $I)", "(if $B then $I else $n)", "($N default $I)", "($I default $n)", "$N * 12%", "$S", "$C.response"};

static const char *const amounts[] = {
    "$M + $M", "$M - $m", "$m + $M", "$M * $I", "$I * $M", "$M * $n", "$n * $M", "$M * $N", "$M / $I", "$M / $n", "$M / $N", "-$M",
    "$M * 12.5%", "$M / 3", "$M * -0.00005", "abs($M)", "round($M)", "round($M, $j)", "floor($M)", "ceil($M)", "least($M, $m)",
    "greatest($M, $M)", "clamp($M, $m, $M)", "money($I)", "money($N)", "money($T)", "(if $B then $M else $m)", "(if $B then $m else $M)",
    "($M default $m)", "($M default $M)", "$C.cost", "$M * (1 / 3)", "$N * $M", "look[k].lm"};

static const char *const texts[] = {
    "$T + $T", "$T + $t", "lower($T)", "upper($T)", "trim($T)", "fold($T)", "substring($T, $j)", "substring($T, $j, $s)", "left($T, $s)",
    "right($T, $j)", "replace($T, $t, $t)", "replace($T, $T, \"\")", "text($I)", "text($N)", "text($M)", "text($D)", "text($Z)", "text($B)",
    "(if $B then $T else $t)", "(if $B then $T else unknown)", "($T default $t)", "($T default $T)", "email_domain($T)", "least($T, $T)",
    "greatest($T, $t)", "$P", "look[k].lt", "look[$P].lt"};

static const char *const dates[] = {
    "$D + $u", "$D - $u", "date($Z)", "date($T)", "date($I, $s, $s)", "date(year($D), month($D), $s)", "least($D, $D)", "greatest($D, $d)",
    "clamp($D, $d, $D)", "(if $B then $D else $D)", "($D default $d)", "($D default today)", "date($D)", "look[k].ld"};

static const char *const times[] = {
    "$Z + $h", "$Z - $h", "$Z + $u", "$Z - $u", "datetime($D)", "datetime($T)", "datetime($D, $s, $i)", "in_zone($Z, \"$o\")", "least($Z, $Z)",
    "greatest($Z, $z)", "clamp($Z, $z, $Z)", "(if $B then $Z else $Z)", "($Z default now)"};

static const struct { const char *const *items; uint32_t count; } forms[] = {
#define FORMS(table) {table, sizeof table / sizeof *table}
    FORMS(booleans), FORMS(integers), FORMS(numbers), FORMS(amounts), FORMS(texts), FORMS(dates), FORMS(times)};

/* ---- literals ---- */

#define DRAW(g, table) (table)[gen_below((g), sizeof(table) / sizeof *(table))]

static void literal_integer(Gen *g) {
  static const char *const rare[] = {"9_223_372_036_854_775_807", "-9_223_372_036_854_775_807", "4_611_686_018_427_387_904", "-1",
                                     "1_000_000_007", "3_037_000_500", "0"};
  if (gen_percent(g, 12)) buf_text(&g->out, DRAW(g, rare));
  else buf_print(&g->out, "%u", gen_below(g, gen_percent(g, 50) ? 5 : 400));
}

void gen_literal(Gen *g, Ty ty) {
  static const char *const numbers[] = {"0.5", "2.5", "-0.25", "1e3", "12%", "0.1", "-1.75", "100.0", "0.3", "1e-4", "33.3", "0.0", "1e300", "2.675"};
  static const char *const amounts[] = {"0", "1", "12.5", "-3", "0.0001", "100", "-0.0005", "99.99", "1_000_000", "922_337_203_685_477", "2.5", "33"};
  static const char *const words[] = {"", "a", "b", "é", "Éclair", "e\\u{301}", "straße", "ŒUVRE", " lo ", "12", "-7", "2.50", "mid", "lo", "a b",
                                      "jo@example.fr", "+33 1 23 45 67 89", "732829320", "2027-02-29", "2024-02-29", "2027-03-01T09:30",
                                      "ﬁn", "x\\u{300}", "\\u{1F600}", "Z", "ÿ", "k1", "z"};
  static const char *const days[] = {"0001-01-01", "9999-12-31", "2027-03-01", "2024-02-29", "2026-12-31", "1969-12-31", "2027-01-31",
                                     "2026-08-30", "2027-02-28", "2000-01-01"};
  static const char *const times[] = {"0001-01-01T00:00", "9999-12-31T23:59:59", "2027-03-01T09:30", "1969-12-31T23:59:59", "2027-03-28T01:00",
                                      "2026-10-25T00:59:59", "2027-02-28T23:00"};
  switch (ty) {
    case TY_BOOL: buf_text(&g->out, gen_percent(g, 20) ? "unknown" : gen_percent(g, 50) ? "true" : "false"); break;
    case TY_INT: literal_integer(g); break;
    case TY_NUM: buf_text(&g->out, DRAW(g, numbers)); break;
    case TY_MONEY: buf_text(&g->out, DRAW(g, amounts)); break;
    case TY_DATE: buf_text(&g->out, DRAW(g, days)); break;
    case TY_TIME: buf_text(&g->out, DRAW(g, times)); break;
    default: buf_print(&g->out, "\"%s\"", DRAW(g, words)); break;
  }
}

/* ---- names ---- */

static bool in_scope(const Gen *g, const GenName *n) {
  return (!g->in_function || n->everywhere) && (n->record == 0 || n->record == g->in_record);
}

const GenName *gen_pick(Gen *g, Ty ty) {
  const GenName *found[GEN_NAMES];
  uint32_t count = 0;
  for (uint32_t i = 0; i < g->name_count; i++) {
    if (g->names[i].ty != ty || !in_scope(g, &g->names[i])) continue;
    if (g->in_record && !g->names[i].record && gen_percent(g, 70)) continue; /* rather the row's own */
    found[count++] = &g->names[i];
  }
  for (uint32_t i = 0; (g->in_function || g->in_pattern) && i < g->formal_count; i++)
    if (g->formals[i].ty == ty) found[count++] = &g->formals[i], found[count++] = &g->formals[i];
  return count ? found[gen_below(g, count)] : NULL;
}

static void say_segment(Gen *g, bool subject);

void gen_say_name(Gen *g, const GenName *n, int depth) {
  buf_text(&g->out, n->name);
  for (uint32_t i = 0; n->function && i < n->formal_count; i++) {
    buf_text(&g->out, i ? ", " : "(");
    if (n->formals[i] == TY_SEGMENT) say_segment(g, false);
    else gen_expr(g, n->formals[i], depth - 1);
  }
  if (n->function) buf_char(&g->out, ')');
}

static void label_test(Gen *g, int depth) {
  const GenName *n = gen_pick(g, gen_percent(g, 25) ? TY_CHOICE : TY_LABEL);
  if (!n) {
    buf_text(&g->out, "true");
    return;
  }
  const char *prefix = n->ty == TY_CHOICE ? "opt" : "L";
  uint32_t a = gen_below(g, n->labels), b = gen_below(g, n->labels);
  bool choice_off = n->ty == TY_CHOICE; /* its labels are options' names, which the choice keeps beside `none` */
  gen_say_name(g, n, depth);
  switch (gen_below(g, 4)) {
    case 0: buf_print(&g->out, choice_off ? " is none" : " is not %s%u", prefix, a); break;
    case 1:
      if (a != b && !choice_off) buf_print(&g->out, " is one of (%s%u, %s%u)", prefix, a, prefix, b);
      else buf_print(&g->out, choice_off ? " is not none" : " is %s%u", prefix, a);
      break;
    default: buf_print(&g->out, choice_off ? " is not none" : " is %s%u", prefix, a); break;
  }
}

static void one_of_test(Gen *g, int depth) {
  static const char *const texts[] = {"lo", "mid", "hi"};
  const GenName *n = gen_pick(g, TY_ONE_OF), *other = gen_pick(g, TY_ONE_OF);
  if (!n) buf_text(&g->out, "unknown");
  else switch (gen_below(g, 5)) {
      case 0: buf_print(&g->out, "%s = %s", n->name, other ? other->name : n->name); break;
      case 1: buf_print(&g->out, "%s in (\"%s\", \"%s\")", n->name, DRAW(g, texts), DRAW(g, texts)); break;
      case 2:
        buf_print(&g->out, "%s = ", n->name);
        gen_expr(g, TY_TEXT, depth < 1 ? 1 : depth);
        break;
      case 3: buf_print(&g->out, "(%s default \"%s\") != \"%s\"", n->name, DRAW(g, texts), DRAW(g, texts)); break;
      default: buf_print(&g->out, "%s %s \"%s\"", n->name, gen_percent(g, 50) ? "=" : "!=", DRAW(g, texts)); break;
    }
}

static void list_test(Gen *g, int depth) {
  const GenName *n = gen_pick(g, TY_LIST);
  if (!n) {
    buf_text(&g->out, "false");
    return;
  }
  gen_expr(g, n->of, depth - 1);
  if (n->of == TY_TEXT && gen_percent(g, 30)) buf_print(&g->out, gen_percent(g, 50) ? " contains %s" : " starts with %s", n->name);
  else buf_print(&g->out, gen_percent(g, 70) ? " in %s" : " not in %s", n->name);
}

/* A segment, or where `subject` is set, rather the subject itself at times. */
static void say_segment(Gen *g, bool subject) {
  const GenName *found[GEN_NAMES + 3];
  uint32_t count = 0;
  for (uint32_t i = 0; i < g->name_count; i++)
    if (g->names[i].segment && !g->names[i].function) found[count++] = &g->names[i];
  for (uint32_t i = 0; g->in_pattern && i < g->formal_count; i++)
    if (g->formals[i].segment) found[count++] = &g->formals[i];
  if (!subject && !count) buf_text(&g->out, "nothing"); /* such a declaration is left out */
  else buf_text(&g->out, count && (!subject || gen_percent(g, 60)) ? found[gen_below(g, count)]->name : "p");
}

/* ---- filling in ---- */

static void fill(Gen *g, char what, int depth) {
  static const char *const spans[] = {"1 day", "30 days", "2 weeks", "1 month", "12 months", "1 year", "400 years", "3 months", "90 days"};
  static const char *const hours[] = {"5 minutes", "1 hour", "36 hours", "90 minutes", "2 days", "1 month"};
  static const char *const patterns[] = {"^a", "[0-9]{2}", "é$", "(lo|mid)", "^$", ".+b", "\\\\d+", "[[:upper:]]"};
  static const char *const zones[] = {"Europe/Paris", "America/New_York", "Asia/Kolkata", "UTC"};
  static const char *const salts[] = {"spring", "été"};
  const char *letter = strchr(gen_letters, what);
  if (letter) {
    gen_expr(g, (Ty)(letter - gen_letters), depth - 1);
    return;
  }
  const GenName *n;
  switch (what) {
    case 'G': say_segment(g, true); break;
    case 'i': gen_literal(g, TY_INT); break;
    case 'n': gen_literal(g, TY_NUM); break;
    case 'm': gen_literal(g, TY_MONEY); break;
    case 't': gen_literal(g, TY_TEXT); break;
    case 'd': gen_literal(g, TY_DATE); break;
    case 'z': gen_literal(g, TY_TIME); break;
    case 's': buf_print(&g->out, "%u", 1 + gen_below(g, 3)); break;
    case 'j': buf_print(&g->out, "%d", (int)gen_below(g, 8) - 3); break;
    case 'u': buf_text(&g->out, DRAW(g, spans)); break;
    case 'h': buf_text(&g->out, DRAW(g, hours)); break;
    case 'r': buf_text(&g->out, DRAW(g, patterns)); break;
    case 'o': buf_text(&g->out, DRAW(g, zones)); break;
    case 'w': buf_text(&g->out, DRAW(g, salts)); break;
    case 'L': label_test(g, depth); break;
    case 'O': one_of_test(g, depth - 1); break;
    case 'Y': list_test(g, depth); break;
    case 'S': gen_expr(g, TY_NUM, 0); break;
    case 'P':
      n = gen_pick(g, TY_ONE_OF);
      buf_text(&g->out, n ? n->name : "\"\"");
      break;
    case 'C':
      n = gen_pick(g, TY_CHOICE);
      buf_text(&g->out, n ? n->name : "nothing"); /* such a declaration is left out */
      break;
    default: break;
  }
}

void gen_template(Gen *g, const char *text, int depth) {
  int record = g->in_record;
  for (; *text; text++) {
    if (*text == '$') fill(g, *++text, depth);
    else if (*text == '@') g->in_record = *++text - '0';
    else if (*text == '~') g->in_record = record;
    else buf_char(&g->out, *text);
  }
}

static void leaf(Gen *g, Ty ty, int depth) {
  const GenName *n = gen_percent(g, 85) ? gen_pick(g, ty) : NULL;
  if (n && n->function && depth < 1) n = NULL;
  if (n) gen_say_name(g, n, depth);
  else if (ty == TY_DATE && gen_percent(g, 20)) buf_text(&g->out, "today");
  else if (ty == TY_MONEY) {
    buf_text(&g->out, "money(");
    gen_literal(g, gen_percent(g, 50) ? TY_INT : TY_MONEY);
    buf_char(&g->out, ')');
  } else gen_literal(g, ty);
}

static bool set_form(Gen *g, Ty ty, int depth) {
  if (!g->sets || g->in_function || !gen_percent(g, g->in_set ? 4 : 25)) return false;
  const char *const *all = gen_set_forms(ty);
  uint32_t count = 0;
  while (all[count]) count++;
  if (!count) return false;
  int record = g->in_record;
  g->in_record = 0;
  g->in_set++;
  gen_template(g, all[gen_below(g, count)], depth < 2 ? depth : 2);
  g->in_set--;
  g->in_record = record;
  return true;
}

void gen_expr(Gen *g, Ty ty, int depth) {
  if (depth <= 0 || gen_percent(g, 12)) {
    leaf(g, ty, depth);
    return;
  }
  buf_char(&g->out, '(');
  if (!set_form(g, ty, depth)) gen_template(g, forms[ty].items[gen_below(g, forms[ty].count)], depth);
  buf_char(&g->out, ')');
}

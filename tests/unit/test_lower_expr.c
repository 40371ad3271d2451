/* SPDX-License-Identifier: MIT
 * Every operator of the language, compiled and run over one record: values, unknowns, faults. */
#include "tests/unit/lower_rig.h"

static const RigCase arithmetic[] = {
    {"a + b", "a=2 b=3", "5", 0},
    {"a - b", "a=2 b=3", "-1", 0},
    {"a * b", "a=2 b=3", "6", 0},
    {"a / b", "a=3 b=2", "1.5", 0},
    {"a / b", "a=3 b=0", "?", 1},
    {"a + b", "a=2", "?", 0},
    {"a + b", "a=9223372036854775807 b=1", "?", 1},
    {"a - b", "a=-9223372036854775807 b=2", "?", 1},
    {"a * b", "a=4611686018427387904 b=2", "?", 1},
    {"-a", "a=3", "-3", 0},
    {"-x", "x=0.5", "-0.5", 0},
    {"-m", "m=1.5", "-1.50", 0},
    {"a + x", "a=2 x=0.5", "2.5", 0},
    {"x * a", "a=2 x=0.5", "1", 0},
    {"x / y", "x=1 y=4", "0.25", 0},
    {"x / y", "x=1 y=0", "?", 1},
    {"x * y", "x=1e200 y=1e200", "?", 1},
    {"2 + 3 * 4", "a=1", "14", 0},
    {"1 / 0", "a=1", "?", 1},
    {"a + 1 / 0", "a=1", "?", 1},
    {"m + 1", "m=2.5", "3.50", 0},
    {"m - 0.25", "m=2.5", "2.25", 0},
    {"m * 3", "m=2.5", "7.50", 0},
    {"m * a", "m=2.5 a=2", "5.00", 0},
    {"a * m", "m=2.5 a=2", "5.00", 0},
    {"m / 3", "m=1", "0.3333", 0},
    {"m / a", "m=1 a=3", "0.3333", 0},
    {"m / a", "m=1 a=0", "?", 1},
    {"m * 0.5", "m=0.0001", "0.00", 0},
    {"m * 0.5", "m=0.0003", "0.0002", 0},
    {"m * 1.15", "m=0.01", "0.0115", 0},
    {"m * 20%", "m=10", "2.00", 0},
    {"m * (-20%)", "m=10", "-2.00", 0},
    {"0.1 * m", "m=3", "0.30", 0},
    {"m / 0.3", "m=1", "3.3333", 0},
    {"m / 1e-20", "m=1", "?", 1},
    {"m * x", "m=10 x=0.125", "1.25", 0},
    {"m / x", "m=10 x=4", "2.50", 0},
    {"m / x", "m=10 x=0", "?", 1},
    {"m / m", "m=10", "1", 0},
    {"(m + 1) / m", "m=4", "1.25", 0},
    {"m * 9", "m=900000000000000", "?", 1},
    {"t + u", "t=ab u=cd", "abcd", 0},
    {"t + \"!\"", "t=ab", "ab!", 0},
    {"t + u", "t=ab", "?", 0},
};

static const RigCase dates[] = {
    {"d - e", "d=2027-03-01 e=2027-02-01", "28", 0},
    {"d + 1 month", "d=2027-01-31", "2027-02-28", 0},
    {"d - 1 month", "d=2027-03-31", "2027-02-28", 0},
    {"d + 2 weeks", "d=2027-01-31", "2027-02-14", 0},
    {"d + 10 days", "d=9999-12-30", "?", 1},
    {"d - 1 year", "d=0001-06-01", "?", 1},
    {"z + 90 minutes", "z=2027-01-01T23:00", "2027-01-02T00:30:00", 0},
    {"z - 1 day", "z=2027-01-01T23:00", "2026-12-31T23:00:00", 0},
    {"z + 1 month", "z=2027-01-31T23:00", "2027-02-28T23:00:00", 0},
    {"z - z", "z=2027-01-31T23:00", "0", 0},
    {"today", "a=1", "2026-11-24", 0},
    {"now", "a=1", "2026-11-24T09:59:00", 0},
    {"days since d", "d=2026-11-20", "4", 0},
    {"days until d", "d=2026-11-30", "6", 0},
    {"months since d", "d=2026-10-25", "0", 0},
    {"months since d", "d=2026-10-24", "1", 0},
    {"months since d", "d=2027-01-24", "-2", 0},
    {"years since d", "d=2020-11-25", "5", 0},
    {"years since d", "d=2020-11-24", "6", 0},
    {"years since d", "d=2029-11-24", "-3", 0},
    {"days since z", "z=2026-11-23T23:59", "1", 0},
    {"days since d", "a=1", "?", 0},
    {"d within last 12 months", "d=2025-11-24", "false", 0},
    {"d within last 12 months", "d=2025-11-25", "true", 0},
    {"d within last 12 months", "d=2026-11-24", "true", 0},
    {"d within last 12 months", "d=2026-11-25", "false", 0},
    {"d within last 12 months", "a=1", "?", 0},
    {"d within next 30 days", "d=2026-11-24", "true", 0},
    {"d within next 30 days", "d=2026-12-23", "true", 0},
    {"d within next 30 days", "d=2026-12-24", "false", 0},
    {"d within next 30 days", "d=2026-11-23", "false", 0},
    {"z within last 1 day", "z=2026-11-24T23:00", "true", 0},
    {"z within last 1 day", "z=2026-11-23T23:00", "false", 0},
    {"d within last 5000 years", "d=2026-01-01", "?", 1},
    {"d + 1 month > today", "d=2026-11-01", "true", 0},
};

static const RigCase comparing[] = {
    {"a = b", "a=1 b=1", "true", 0},
    {"a != b", "a=1 b=1", "false", 0},
    {"a < b", "a=1 b=2", "true", 0},
    {"a > b", "a=1 b=2", "false", 0},
    {"a <= b", "a=2 b=2", "true", 0},
    {"a >= b", "a=1 b=2", "false", 0},
    {"a = b", "a=1", "?", 0},
    {"a = x", "a=1 x=1", "true", 0},
    {"a < 1.5", "a=1", "true", 0},
    {"x >= 1", "x=1", "true", 0},
    {"m > 2", "m=2.5", "true", 0},
    {"m = 2.5", "m=2.5", "true", 0},
    {"2.5 = m", "m=2.5", "true", 0},
    {"d < 2027-01-01", "d=2026-12-31", "true", 0},
    {"z >= 2027-01-01T00:00", "z=2026-12-31T23:59", "false", 0},
    {"t < u", "t=a u=b", "true", 0},
    {"t > u", "t=a u=b", "false", 0},
    {"t = \"ab\"", "t=ab", "true", 0},
    {"t != \"ab\"", "t=ab", "false", 0},
    {"s = \"mid\"", "s=mid", "true", 0},
    {"s != \"mid\"", "s=mid", "false", 0},
    {"\"hi\" = s", "s=mid", "false", 0},
    {"s = t", "s=mid t=mid", "true", 0},
    {"s = t", "s=mid t=x", "false", 0},
    {"s in (\"lo\", \"hi\")", "s=hi", "true", 0},
    {"s in (\"lo\", \"hi\")", "s=mid", "false", 0},
    {"s not in (\"lo\", \"hi\")", "s=mid", "true", 0},
    {"s + \"!\"", "s=mid", "mid!", 0},
    {"s", "s=mid", "mid", 0},
    {"f = g", "f=true g=true", "true", 0},
    {"f != g", "f=true g=true", "false", 0},
    {"a in 1..3", "a=1", "true", 0},
    {"a in 1..3", "a=3", "true", 0},
    {"a in 1..3", "a=4", "false", 0},
    {"a in 1..3", "b=4", "?", 0},
    {"a in b..3", "a=4", "false", 0},
    {"a not in 1..3", "a=4", "true", 0},
    {"x in 1..2", "x=1.5", "true", 0},
    {"m in 1..2.5", "m=2.5", "true", 0},
    {"a in (1, 2)", "a=2", "true", 0},
    {"a in (1, 2)", "a=3", "false", 0},
    {"a in (1)", "a=1", "true", 0},
    {"a in (b, 2)", "a=2", "true", 0},
    {"a in (b, 2)", "a=3", "?", 0},
    {"a in (1.5, 2)", "a=2", "true", 0},
    {"x in (1, 2)", "x=2", "true", 0},
    {"m in (1, 2.5)", "m=2.5", "true", 0},
    {"t in (\"a\", \"b\")", "t=b", "true", 0},
    {"t not in (\"a\", \"b\")", "t=c", "true", 0},
    {"t in (\"a\", \"b\")", "a=1", "?", 0},
    {"d in (2027-01-01, 2027-02-01)", "d=2027-02-01", "true", 0},
    {"t in cities", "t=Lyon", "true", 0},
    {"t in cities", "t=Metz", "false", 0},
    {"s in grades", "s=hi", "true", 0},
    {"s in grades", "s=mid", "false", 0},
    {"a in sizes", "a=20", "true", 0},
    {"x in sizes", "x=20", "true", 0},
    {"t contains \"b\"", "t=abc", "true", 0},
    {"t contains u", "t=abc u=bc", "true", 0},
    {"t contains (\"x\", \"c\")", "t=abc", "true", 0},
    {"t contains (u, \"c\")", "t=abc", "true", 0},
    {"t contains (u, \"x\")", "t=abc", "?", 0},
    {"t contains cities", "t=NearParis", "true", 0},
    {"t starts with \"ab\"", "t=abc", "true", 0},
    {"t starts with (\"b\", \"c\")", "t=abc", "false", 0},
    {"t ends with \"bc\"", "t=abc", "true", 0},
    {"t ends with (\"x\", \"c\")", "t=abc", "true", 0},
    {"t matches \"^a.c$\"", "t=abc", "true", 0},
    {"t matches \"^b\"", "t=abc", "false", 0},
    {"s contains \"i\"", "s=mid", "true", 0},
    {"a is known", "a=1", "true", 0},
    {"a is unknown", "a=1", "false", 0},
    {"a is unknown", "b=1", "true", 0},
    {"a default 7", "b=1", "7", 0},
    {"a default 7", "a=1", "1", 0},
    {"a default b default 9", "k=1", "9", 0},
    {"(a / b) default 0", "a=1 b=0", "0", 1},
    {"m default 5", "k=1", "5.00", 0},
    {"a default x", "x=0.5", "0.5", 0},
    {"a = unknown", "a=1", "?", 0},
    {"unknown", "a=1", "?", 0},
};

static const RigCase logic[] = {
    {"if f then a else b", "f=true a=1 b=2", "1", 0},
    {"if f then a else b", "f=false a=1 b=2", "2", 0},
    {"if f then a else b", "a=1 b=2", "2", 0},
    {"if f then a else 7", "f=false", "7", 0},
    {"if f then 1 else 2.5", "f=true", "1", 0},
    {"if f then m else 2", "f=false m=1", "2.00", 0},
    {"if f then s else \"hi\"", "f=false", "hi", 0},
    {"if f then s else \"other\"", "f=true s=mid", "mid", 0},
    {"if f then \"x\" else unknown", "f=false", "?", 0},
    {"if f then 1 else if g then 2 else 3", "f=false g=true", "2", 0},
    {"not f", "f=true", "false", 0},
    {"not f", "a=1", "?", 0},
    {"at least 2 of (f, g, h)", "f=true g=true", "true", 0},
    {"at least 2 of (f, g, h)", "f=true g=false h=false", "false", 0},
    {"at least 2 of (f, g, h)", "f=true g=false", "?", 0},
    {"at least 2 of (f, true, h)", "f=true", "true", 0},
    /* short circuit, by what is counted */
    {"a > 0 and 1 / b > 0", "a=0 b=0", "false", 0},
    {"a > 0 and 1 / b > 0", "a=1 b=0", "?", 1},
    {"a > 0 and 1 / b > 0", "b=0", "?", 1},
    {"a > 0 or 1 / b > 0", "a=1 b=0", "true", 0},
    {"a > 0 or 1 / b > 0", "a=0 b=0", "?", 1},
    {"1 / b > 0 and a > 0", "a=0 b=0", "false", 1},
    {"f and (g and 1 / b > 0)", "f=true g=false b=0", "false", 0},
    {"f and g and 1 / b > 0", "f=true g=false b=0", "false", 0},
    {"f or g or 1 / b > 0", "f=false g=true b=0", "true", 0},
    {"if a > 0 then 1 / b else 0", "a=0 b=0", "0", 0},
    {"if a > 0 then 1 / b else 0", "a=1 b=0", "?", 1},
    {"if a > 0 then 0 else 1 / b", "b=0", "?", 1},
    {"x default (1 / b)", "x=1 b=0", "1", 0},
    {"x default (1 / b)", "b=0", "?", 1},
    {"at least 1 of (f, 1 / b > 0)", "f=true b=0", "true", 1},
    {"a in (1, b / 0)", "a=1 b=1", "true", 0},
    {"x in (1, b / 0)", "x=2 b=1", "?", 1},
    /* stored values: only where they are needed */
    {"n > 1", "n=!", "?", 1},
    {"f and n > 1", "f=false n=!", "false", 0},
    {"f and n > 1", "f=true n=!", "?", 1},
    {"f or n > 1", "f=true n=!", "true", 0},
    {"if f then n else k", "f=false n=! k=3", "3", 0},
    {"n + n", "n=!", "?", 1},
    {"n + k", "n=! k=!", "?", 2},
    {"n is unknown", "n=!", "true", 1},
    {"n default 3", "n=!", "3", 1},
    {"a default n", "a=1 n=!", "1", 0},
    /* one place counts once, two places twice */
    {"1 / b > 0 or 1 / b < 0", "b=0", "?", 2},
    {"inverse(b) + inverse(b)", "b=0", "?", 1},
    {"inverse(b) + inverse(k)", "b=0 k=0", "?", 1},
};

static const RigCase functions[] = {
    {"abs(a)", "a=-3", "3", 0},
    {"round(x, 2)", "x=2.675", "2.68", 0},
    {"least(a, b, 7)", "a=5 b=3", "3", 0},
    {"greatest(a, 2.5, b, 1)", "a=1 b=2", "2.5", 0},
    {"least(m, 3)", "m=5", "3.00", 0},
    {"clamp(a, 0, 10)", "a=11", "10", 0},
    {"scaled(m, 0, 100)", "m=50", "0.5", 0},
    {"scaled(m, 10, 20)", "m=12.5", "0.25", 0},
    {"scaled(m, 10, 20)", "m=922337203685477", "1", 0},
    {"scaled(m, 10, 20)", "m=-922337203685477", "?", 1},
    {"scaled(x, 10, 20)", "x=12.5", "0.25", 0},
    {"scaled(x, 20, 10)", "x=12.5", "0.75", 0},
    {"scaled(x, 0, 10)", "x=-5", "0", 0},
    {"scaled(x, 10, 20)", "x=25", "1", 0},
    {"scaled(x, 0, 0.1)", "x=1e308", "?", 1},
    {"scaled(x, 1, 1)", "x=1", "?", 1},
    {"scaled(x, y, 1)", "x=0.5 y=0", "0.5", 0},
    {"scaled(x, 0, 1)", "a=1", "?", 0},
    {"clamp(x, 0, y)", "x=5 y=2.5", "2.5", 0},
    {"clamp(x, 3, 2)", "x=2.5", "3", 0},
    {"clamp(m, 0, 2)", "m=2.5", "2.00", 0},
    {"length(s)", "s=mid", "3", 0},
    {"upper(t)", "t=abc", "ABC", 0},
    {"money(a)", "a=3", "3.00", 0},
    {"number(t)", "t=x", "?", 1},
    {"text(d)", "d=2027-01-01", "2027-01-01", 0},
    {"date(a, 2, 30)", "a=2027", "?", 1},
    {"sqrt(x)", "x=-1", "?", 1},
    {"square(a) + square(b)", "a=3 b=4", "25", 0},
    {"ramp(a, 10)", "a=5", "0.5", 0},
    {"ramp(a, 10)", "a=50", "1", 0},
    {"twice(x + 1)", "x=1", "4", 0},
    {"paid(3)", "a=1", "3.00", 0},
    {"least_size * 2", "a=1", "20", 0},
    {"m * rate", "m=10", "1.25", 0},
    {"d + term", "d=2027-01-31", "2027-02-28", 0},
    {"length(\"abc\") + 1", "a=1", "4", 0},
    {"p.a + 1", "a=1", "2", 0},
};

static const char declarations[] =
    "list cities = (\"Paris\", \"Lyon\")\nlist grades = (\"lo\", \"hi\", \"top\")\nlist sizes = (10, 20)\n"
    "param least_size = 10\nparam rate = 0.125\nparam term = 1 month\n"
    "let square(v: integer): integer = v * v\n"
    "let inverse(v: integer): number = 1 / v\n"
    "let ramp(v: number, top: number): number = clamp(v / top, 0, 1)\n"
    "let twice(v: number): number = v + v\n"
    "let paid(v: money): money = v\n";

#define TABLE_TEST(name)                                                                                               \
  START_TEST(expr_##name) { rig_case(declarations, &name[_i]); }                                                       \
  END_TEST
TABLE_TEST(arithmetic)
TABLE_TEST(dates)
TABLE_TEST(comparing)
TABLE_TEST(logic)
TABLE_TEST(functions)

/* Kleene's tables, both operands computed from columns. */
START_TEST(unknown_tables) {
  static const char *const cells[] = {"true", "false", "?"};
  static const char *const ands[] = {"true", "false", "?", "false", "false", "false", "?", "false", "?"};
  static const char *const ors[] = {"true", "true", "true", "true", "false", "?", "true", "?", "?"};
  int left = _i / 3, right = _i % 3;
  char row[64];
  snprintf(row, sizeof row, "k=1%s%s%s%s", left < 2 ? " f=" : "", left < 2 ? cells[left] : "", right < 2 ? " g=" : "",
           right < 2 ? cells[right] : "");
  rig_case("", &(RigCase){"f and g", row, ands[_i], 0});
  rig_case("", &(RigCase){"f or g", row, ors[_i], 0});
}
END_TEST

#define ADD_TABLE(name) tcase_add_loop_test(tests, expr_##name, 0, (int)(sizeof name / sizeof *name))

Suite *suite_lower_expr(void) {
  Suite *suite = suite_create("lower_expr");
  TCase *tests = tcase_create("operators");
  tcase_set_timeout(tests, 60);
  ADD_TABLE(arithmetic);
  ADD_TABLE(dates);
  ADD_TABLE(comparing);
  ADD_TABLE(logic);
  ADD_TABLE(functions);
  tcase_add_loop_test(tests, unknown_tables, 0, 9);
  suite_add_tcase(suite, tests);
  return suite;
}

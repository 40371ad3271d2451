/* SPDX-License-Identifier: MIT
 * Types of expressions, and every message about them. Each row is `let x = …` over the kit's schema. */
#include <stdio.h>

#include "tests/unit/check_kit.h"

typedef struct TypeCase {
  const char *expr, *type;
} TypeCase;

static const TypeCase types[] = {
    {"12", "integer"},
    {"-9223372036854775808", "integer"},
    {"1.5", "number"},
    {"1e6", "number"},
    {"12%", "number"},
    {"\"a\"", "text"},
    {"2027-03-01", "date"},
    {"2027-03-01T09:30", "datetime"},
    {"true", "boolean"},
    {"unknown", "boolean?"},
    {"today", "date"},
    {"now", "datetime"},
    {"staff", "integer?"},
    {"status", "one of (\"suspect\", \"client\")"},
    {"prospects.staff", "integer?"},
    {"staff + 1", "integer?"},
    {"opens * 2", "integer"},
    {"opens / 2", "number"},
    {"opens + 0.5", "number"},
    {"revenue + 5", "money?"},
    {"5 - revenue", "money?"},
    {"revenue + -0.0001", "money?"},
    {"revenue * 2", "money?"},
    {"1.5 * revenue", "money?"},
    {"revenue / 3", "money?"},
    {"revenue / revenue", "number?"},
    {"revenue + (if consent then 5 else 2.5)", "money?"},
    {"-revenue", "money?"},
    {"-(staff)", "integer?"},
    {"founded - today", "integer?"},
    {"seen - now", "integer?"},
    {"founded + 12 months", "date?"},
    {"now - 3 hours", "datetime"},
    {"name + sector", "text"},
    {"name + status", "text"},
    {"name + unknown", "text?"},
    {"days since founded", "integer?"},
    {"months since now", "integer"},
    {"years since today", "integer"},
    {"days until founded", "integer?"},
    {"staff > 3", "boolean?"},
    {"revenue > 1000", "boolean?"},
    {"status = \"client\"", "boolean"},
    {"name = status", "boolean"},
    {"status = size", "boolean?"},
    {"ratio >= opens", "boolean"},
    {"staff in 1..9", "boolean?"},
    {"opens in (1, 2.5)", "boolean"},
    {"opens in (1)", "boolean"},
    {"revenue in 0..1_000_000", "boolean?"},
    {"status in (\"client\", \"suspect\")", "boolean"},
    {"staff not in (1, 2)", "boolean?"},
    {"name contains \"x\"", "boolean"},
    {"email ends with (\".fr\", \".be\")", "boolean?"},
    {"status starts with \"s\"", "boolean"},
    {"name matches \"^[A-Z]+$\"", "boolean"},
    {"founded within last 12 months", "boolean?"},
    {"seen within next 2 weeks", "boolean?"},
    {"email is known", "boolean"},
    {"email is unknown", "boolean"},
    {"staff default 0", "integer"},
    {"staff default unknown", "integer?"},
    {"staff default 0.5", "number"},
    {"revenue default 0", "money"},
    {"(size default \"small\") = \"big\"", "boolean"},
    {"size default \"none\"", "text"},
    {"size default \"small\"", "one of (\"small\", \"big\")"},
    {"if consent then 1 else 2.5", "number"},
    {"if consent then revenue else if optin then 5 else 0", "money?"},
    {"if consent then unknown else 5", "integer?"},
    {"if optin then \"a\" else name", "text"},
    {"consent and optin", "boolean?"},
    {"not consent", "boolean"},
    {"at least 2 of (consent, optin, staff > 3)", "boolean?"},
    {"firms[siren].staff", "integer?"},
    {"firms[siren].turnover + 5", "money?"},
    {"zones[opens].label", "text?"},
    {"abs(-3)", "integer"},
    {"abs(revenue)", "money?"},
    {"round(2.5)", "number"},
    {"least(1, 2)", "integer"},
    {"least(1, 2, 2.5)", "number"},
    {"greatest(revenue, 5, 6)", "money?"},
    {"scaled(revenue, 0, 5_000_000)", "number?"},
    {"clamp(staff, 0, 10)", "integer?"},
    {"length(status)", "integer"},
    {"text(status)", "text"},
    {"money(opens)", "money"},
    {"email_domain(name)", "text?"},
    {"date(\"2027-03-01\")", "date"},
    {"date(seen)", "date?"},
    {"in_zone(now, \"Europe/Paris\")", "datetime"},
    {"hash_percent(id, \"salt\")", "number"},
    {"hash_percent(name, \"a\" + \"b\")", "number"},
    {"year(founded)", "integer?"},
    {"(upper(name) = \"A\") default false", "boolean"},
};

START_TEST(type_of_expression) {
  const TypeCase *row = &types[_i];
  Kit kit;
  char text[512];
  snprintf(text, sizeof text, "let x = %s\n", row->expr);
  kit_check(&kit, KIT_SCHEMA, text, NULL);
  Buf all;
  buf_init(&all, &alloc_system);
  render_all(&kit.diags, &kit.sources, (RenderStyle){false}, &all);
  ck_assert_msg(kit.checked != NULL, "%s\n%s", row->expr, buf_z(&all));
  const Symbol *x = map_get(&kit.checked->names, STR("x"));
  Str name = type_name(x->type, &kit.arena);
  ck_assert_msg(str_is(name, row->type), "%s: wanted %s, is %.*s", row->expr, row->type, STR_ARG(name));
  buf_free(&all);
  kit_end(&kit);
}
END_TEST

static const CheckCase errors[] = {
    {"stafff", "E012", "did you mean `staff` (integer?, from companies.staff)?"},
    {"xyzzy", "E012", "there is no column or name `xyzzy`"},
    {"stafff + stafff", "E012 E012", NULL},
    {"stafff > 3 and not (stafff = 2)", "E012 E012", NULL},
    {"9223372036854775808", "E038", NULL},
    {"1e999", "E038", NULL},
    {"revenue + 99999999999999999999", "E038", NULL},
    {"revenue + 1.23456", "E025", "more than four decimals"},
    {"revenue > 1.23456", "E025", NULL},
    {"revenue default 0.00001", "E025", NULL},
    {"revenue * revenue", "E022", "money? * money? makes no sense"},
    {"5 / revenue", "E022", NULL},
    {"revenue + opens", "E022", "`money(…)` makes an amount"},
    {"revenue + ratio", "E022", NULL},
    {"name - name", "E022", NULL},
    {"name + 5", "E022", "`text(…)` writes a value out"},
    {"founded + 1", "E022", "a date goes with a duration"},
    {"founded + founded", "E022", NULL},
    {"founded - now", "E022", NULL},
    {"30 days + founded", "E022", NULL},
    {"founded + 3 hours", "E037", "a date has no clock"},
    {"consent * 2", "E022", NULL},
    {"-name", "E024", NULL},
    {"days since name", "E024", "a date or a datetime"},
    {"name within last 3 days", "E024", NULL},
    {"founded within last 3 hours", "E037", "whole days count here"},
    {"founded within last opens", "E037", "a duration"},
    {"staff = \"x\"", "E020", NULL},
    {"founded > now", "E020", "`date(t)` is the day of a datetime"},
    {"founded = \"2027-03-01\"", "E020", NULL},
    {"revenue > opens", "E020", NULL},
    {"revenue in (1, opens)", "E020", NULL},
    {"status = \"clietn\"", "E027", "did you mean `client`?"},
    {"status in (\"client\", \"x\")", "E027", NULL},
    {"\"lead\" != status", "E027", NULL},
    {"status < \"client\"", "E026", "has no order"},
    {"consent > optin", "E026", NULL},
    {"status in \"a\"..\"b\"", "E026", NULL},
    {"staff in 9..1", "E028", "write `1..9`"},
    {"founded in 2027-03-01..2027-02-01", "E028", NULL},
    {"staff in opens", "E029", "for one value write `staff = opens`"},
    {"staff in firms", "E013", NULL},
    {"staff and consent", "E023", "a condition is wanted here"},
    {"not name", "E023", NULL},
    {"if staff then 1 else 2", "E023", "`staff is known`"},
    {"if consent then 1 else name", "E021", NULL},
    {"name default 3", "E021", NULL},
    {"if consent then revenue else opens", "E021", "`money(…)`"},
    {"name contains 3", "E024", NULL},
    {"staff starts with \"x\"", "E024", "`text(…)` writes"},
    {"name matches name", "E034", NULL},
    {"name matches \"(a\"", "E030", "a `)` is missing"},
    {"name matches \"(a)\\\\1\"", "E030", "refers back"},
    {"name matches \"a(?=b)\"", "E030", "looks around"},
    {"at least 0 of (consent, optin)", "E036", NULL},
    {"at least 3 of (consent, optin)", "E036", "must be from 1 to 2"},
    {"at least opens of (consent, optin)", "E034", NULL},
    {"at least 1 of (consent, staff)", "E023", NULL},
    {"staff is hot", "E032", "write `staff = hot`"},
    {"status is client", "E032", "write `status = \"client\"`"},
    {"firms", "E013", "is a record"},
    {"firms[siren]", "E013", "a whole row"},
    {"firms[siren].stafff", "E046", "did you mean `staff`"},
    {"firms[opens].staff", "E024", NULL},
    {"firms.staff", "E045", "write `firms[KEY].staff`"},
    {"orders[id].amount", "E045", "several to one"},
    {"orders.amount", "E045", NULL},
    {"prospects[id].name", "E045", "it is the subject itself"},
    {"frims[siren].staff", "E019", NULL},
    {"opens[siren].staff", "E045", "it is no record"},
    {"prospects.stafff", "E046", "did you mean `staff`"},
    {"name.length", "E046", NULL},
    {"zones[opens].label + zones[name].label", "E024", NULL},
    {"absolute(3)", "E014", NULL},
    {"abz(3)", "E014", "did you mean `abs`?"},
    {"staff(3)", "E015", "is a column"},
    {"abs()", "E016", NULL},
    {"abs(1, 2)", "E016", "takes 1 value, not 2"},
    {"least(1)", "E016", "two or more values"},
    {"abs(name)", "E017", "it takes abs(integer)"},
    {"least(1, name)", "E017", NULL},
    {"abs(3 days)", "E017", NULL},
    {"scaled(revenue, 0, opens)", "E017", NULL},
    {"scaled(revenue, 0, 0.00001)", "E025", NULL},
    {"hash_percent(id, name)", "E018", NULL},
    {"in_zone(now, name)", "E018", NULL},
    {"in_zone(now, \"Europe/Pariss\")", "E086", "there is no time zone `Europe/Pariss`"},
    {"30 days", "E051", "a `param` may be a duration"},
    {"count(orders)", "E099", NULL},
    {"sum(amount of orders where at > today)", "E099", NULL},
    {"count(orders) > 3 and stafff > 3", "E099 E012", NULL},
    {"sequence(orders by at where amount > 3 then amount > 5)", "E099", NULL},
    {"control(spring)", "E099", NULL},
    {"abs(sum(amount of orders))", "E099", NULL},
};

START_TEST(error_of_expression) {
  char text[512];
  snprintf(text, sizeof text, "let x = %s\n", errors[_i].text);
  kit_case(KIT_SCHEMA, &(CheckCase){text, errors[_i].codes, errors[_i].says}, NULL);
}
END_TEST

Suite *suite_check_expr(void) {
  Suite *suite = suite_create("check_expr");
  TCase *tcase = tcase_create("all");
  tcase_add_loop_test(tcase, type_of_expression, 0, sizeof types / sizeof *types);
  tcase_add_loop_test(tcase, error_of_expression, 0, sizeof errors / sizeof *errors);
  suite_add_tcase(suite, tcase);
  return suite;
}

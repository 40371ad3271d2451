/* SPDX-License-Identifier: MIT
 * Sets of records: functions of sets, sequences, ranks and shares, measures, rows that tests give, and what is left on the tree. */
#include <math.h>
#include <stdio.h>

#include "tests/unit/check_kit.h"

#define SCHEMA                                                                                                              \
  "record prospects from \"companies\" key id {\n id integer\n name text\n sector text\n staff integer?\n revenue money?\n" \
  " amount money\n ratio number\n founded date?\n status one of (\"suspect\", \"client\")\n optin boolean?\n}\n"            \
  "record orders from \"orders\" key no of prospects by pid {\n no integer\n at date\n product text\n amount money\n"        \
  " weight number\n kind one of (\"web\", \"shop\")\n paid boolean?\n}\n"                                                   \
  "record lines from \"lines\" of orders by oid { qty integer price money }\n"                                              \
  "record visits from \"visits\" of prospects by pid { at datetime product text stars number }\n"                           \
  "record firms from \"firms\" key siren { siren text turnover money }\n"                                                   \
  "segment clients when status = \"client\"\n"

/* ---- the types of results ---- */

static const struct {
  const char *expression, *type;
} types[] = {
    {"count(orders)", "integer"},
    {"count(orders where paid)", "integer"},
    {"count(prospects)", "integer"},
    {"count(clients)", "integer"},
    {"count(contacts)", "integer"},
    {"count(clients where revenue > 3)", "integer"},
    {"exists(lines where qty > 3)", "boolean"},
    {"sum(price of lines)", "money"},
    {"sum(qty of lines)", "integer"},
    {"sum(revenue of prospects)", "money"},
    {"sum(orders.weight of orders where at within last 3 months)", "number"},
    {"sum(price * qty of lines)", "money"},
    {"average(qty of lines)", "number?"},
    {"average(price of lines)", "money?"},
    {"median(price of lines)", "money?"},
    {"quantile(qty of lines, 0.9)", "number?"},
    {"quantile(price of lines, 1) default 3", "money"},
    {"min(at of orders)", "date?"},
    {"max(at of visits)", "datetime?"},
    {"min(product of orders)", "text?"},
    {"count_distinct(kind of orders)", "integer"},
    {"count_distinct(paid of orders)", "integer"},
    {"first(kind of orders by at)", "one of (\"web\", \"shop\")?"},
    {"last(paid of orders by orders.amount)", "boolean?"},
    {"last(price of lines by qty where qty > 0)", "money?"},
    {"rank(ratio of prospects)", "integer?"},
    {"rank(name of clients per sector)", "integer?"},
    {"percent_rank(revenue of clients)", "number?"},
    {"running_share(revenue of prospects per sector where staff > 3)", "number?"},
    {"count(prospects per fold(name)) > 1", "boolean"},
    {"sum(orders.amount of orders where orders.amount > average(orders.amount of orders))", "money"},
    {"sum(qty of lines where orders.at > 2027-01-01 and prospects.amount > price)", "integer"},
    {"average(count(orders) of prospects)", "number?"},
    {"sum(cost of contacts where state = \"sent\" and offer is unknown)", "money"},
    {"first(channel of contacts by at)", "text?"},
    {"sequence(orders by at where paid then kind = \"web\" within 30 days then no paid within 2 months)", "boolean"},
    {"sequence(visits by at where stars > 3 then stars < 2 within 90 minutes)", "boolean"},
};

START_TEST(type_of_result) {
  char text[512];
  snprintf(text, sizeof text, "let x = %s\n", types[_i].expression);
  Kit kit;
  kit_check(&kit, SCHEMA, text, NULL);
  ck_assert_msg(kit.checked != NULL, "%s: %s", text, buf_z(&kit.told));
  const Symbol *x = map_get(&kit.checked->program.names, STR("x"));
  Str name = type_name(x->type, &kit.arena);
  ck_assert_msg(str_is(name, types[_i].type), "%s is %.*s", text, STR_ARG(name));
  kit_end(&kit);
}
END_TEST

/* ---- functions of sets ---- */

static const CheckCase functions[] = {
    {"let x = count(firms)", "E039", "its rows belong to no record of `prospects`"},
    {"let x = sum(turnover of firms)", "E039", "declare `record firms … of prospects by COLUMN`"},
    {"let x = count(ordes)", "E019", "did you mean `orders`?"},
    {"let x = count(client)", "E019", "did you mean `clients`?"},
    {"let x = count(staff)", "E039", "it is a column"},
    {"let x = count(staff > 3)", "E039", "say of which records: `orders where staff > 3`"},
    {"let x = count(3)", "E039", "it is a value"},
    {"let x = count()", "E058", "write `count(orders)`"},
    {"let x = sum()", "E058", "write `sum(EXPRESSION of orders)`"},
    {"let x = sum(qty)", "E058", "write `sum(qty of lines)`"},
    {"let x = sum(revenue)", "E058", "write `sum(revenue of prospects)`"},
    {"let x = sum(revenue where staff > 3)", "E058", "does not say of which records"},
    {"let x = min(1, 2)", "E058", "`least(…)`"},
    {"let x = max(1, 2)", "E058", "`greatest(…)`"},
    {"let x = sum(1, 2)", "E058", "added with `+`"},
    {"let x = count(price of lines)", "E058", "`count(lines where price is known)`"},
    {"let x = exists(paid of orders)", "E058", "`exists(orders where paid)`"},
    {"let x = sum(paid of orders)", "E017", "`count(orders where paid)`"},
    {"let x = sum(product of orders)", "E017", "it takes integers, numbers and money"},
    {"let x = average(at of orders)", "E017", NULL},
    {"let x = min(kind of orders)", "E017", "`text(kind)`"},
    {"let x = max(paid of orders)", "E017", NULL},
    {"let x = sum(3 days of orders)", "E017", NULL},
    {"let x = sum(unknown of orders)", "E017", NULL},
    {"let x = first(kind of orders)", "E058", "write `first(kind of orders by at)`"},
    {"let x = first(kind of orders by kind)", "E024", "a date, a number or another value with an order"},
    {"let x = sum(qty of lines by qty)", "E058", "takes no `by`"},
    {"let x = sum(qty of lines per qty)", "E058", "takes no `per` over `lines`"},
    {"let x = quantile(qty of lines)", "E058", "write `quantile(qty of lines, 0.9)`"},
    {"let x = quantile(qty of lines, 2)", "E035", "from 0 to 1"},
    {"let x = quantile(qty of lines, qty)", "E012", NULL},
    {"let x = quantile(qty of lines, ratio)", "E034", NULL},
    {"param p = 0.5 let x = quantile(qty of lines, p)", "", NULL},
    {"let x = quantile(qty of lines, 0.5, 0.9)", "E058", NULL},
    {"let x = sum(qty of lines, 0.5)", "E058", "takes nothing behind a comma"},
    {"let x = rank(qty of lines)", "E058", "is a place among the records of `prospects`"},
    {"let x = rank(status of prospects)", "E017", NULL},
    {"let x = running_share(name of prospects)", "E017", NULL},
    {"let x = fold(product of orders)", "E054", "`fold` is no function of a set"},
    {"let x = summ(qty of lines)", "E054", "did you mean `sum`?"},
    {"let x = control(spring)", "E019", "no campaign `spring`"},
    {"let f(a: integer) = a * count(orders)", "E052", "does not see `count(orders)`"},
    {"let f(a: integer) = if sequence(orders by at where paid) then a else 0", "E052", NULL},
    {"let count = count(orders) let sum = sum(qty of lines) + count let abs = abs(sum)", "", NULL},
    {"let x = at", "E012", "a column of `orders`, several to one"},
    {"let x = sum(qty of lines where at > 2027-01-01)", "E012", "did you mean `orders.at`?"},
    {"let x = sum(orders.qty of lines)", "E046", "`orders` has no column `qty`"},
    {"let x = sum(visits.stars of lines)", "E045", NULL},
    {"let x = orders.at", "E045", NULL},
    {"let x = sum(qtty of lines)", "E012", "did you mean `qty`"},
    {"let x = sum(lines.qty of lines where prospects.staff > 3 and prospects.clients)", "", NULL},
    {"let x = sum(prospects.stafff of lines)", "E046", NULL},
    {"let x = sum(amount of orders)", "W14", "write `orders.amount` or `prospects.amount`"},
    {"# allow W14\nlet x = sum(amount of orders)", "", NULL},
    {"let stars = 3 let x = sum(stars of visits)", "W14", "a let has that name too"},
    {"param stars = 3 let x = sum(stars of visits)", "W14", "write `visits.stars` for the column"},
    {"let x = sum(amount of prospects)", "", NULL},
    {"let x = sum(ratio of lines)", "", NULL},
    {"let x = sum(firms[product].turnover of visits)", "", NULL},
    {"segment s when count(orders where true) > 3", "W04", NULL},
    {"segment s when count(orders) >= 0", "W04", "always true"},
    {"segment s when count(orders) < 0", "W04", "always false"},
    {"segment s when count(orders) > 0", "", NULL},
    {"segment s when exists(orders) is known", "W04", NULL},
    {"segment s { require optin exclude min(at of orders) > 2027-01-01 }", "W05", NULL},
    {"segment s { require optin exclude exists(orders) }", "", NULL},
    {"channel mail { require optin cost 1 } choose k among mail { by lowest cost - sum(cost of contacts) }", "", NULL},
    {"channel mail { require optin } choose k among mail { by lowest sum(amount of prospects where cost > 1) }", "E012", NULL},
};

START_TEST(function_of_set) { kit_case(SCHEMA, &functions[_i], NULL); }
END_TEST

/* ---- sequences ---- */

static const CheckCase sequences[] = {
    {"let x = sequence(orders)", "E058", "write `sequence(orders by DATE where"},
    {"let x = count(orders by at where paid)", "E058", "takes no `by` here"},
    {"let x = fold(orders by at where paid)", "E054", NULL},
    {"let x = sequence(prospects by founded where true)", "E058", "is about the rows of one record of `prospects`"},
    {"let x = sequence(clients by founded where optin)", "E058", NULL},
    {"let x = sequence(orders by product where paid)", "E024", "a date or a datetime"},
    {"let x = sequence(orders by at where paid then product)", "E023", NULL},
    {"let x = sequence(orders by at where paid then paid within 3 hours)", "E037", "in days or longer"},
    {"let x = sequence(orders by at where paid then paid within (3))", "E001", NULL},
    {"param d = 30 days let x = sequence(orders by at where paid then paid within d)", "", NULL},
    {"param d = 30 let x = sequence(orders by at where paid then paid within d)", "E037", NULL},
    {"param d = 3 hours let x = sequence(orders by at where paid then paid within d)", "E037", NULL},
    {"let x = sequence(orders by at where 1 = 1 then paid)", "W04", NULL},
};

START_TEST(sequence) { kit_case(SCHEMA, &sequences[_i], NULL); }
END_TEST

/* ---- by rank, by share ---- */

static const CheckCase rankings[] = {
    {"classify k by rank of amount { a top 5% b next 15% c rest }", "", NULL},
    {"classify k by rank of amount among clients per sector { a top 500 b next 10 c next 5% a rest }", "", NULL},
    {"classify k by rank of name { a top 5% b rest }", "", NULL},
    {"classify k by share of amount { a first 80% b next 20% c rest }", "", NULL},
    {"param p = 5% param n = 10 classify k by rank of amount { a top p b next 2 * p c next n d rest }", "", NULL},
    {"classify k by rank of amount { a rest }", "", NULL},
    {"classify k by rank of amount { a next 5% b rest }", "E067", "`next` stands here where `top` should"},
    {"classify k by rank of amount { a top 5% b top 5% c rest }", "E067", "`top` stands here where `next` should"},
    {"classify k by rank of amount { a first 5% b rest }", "E067", "`first` goes with `by share of`"},
    {"classify k by share of amount { a top 5% b rest }", "E067", "`top` goes with `by rank of`"},
    {"classify k by rank of amount { a top 60% b next 50% c rest }", "E068", "110 % together"},
    {"classify k by share of amount { a first 33.3% b next 33.3% c next 33.4% d rest }", "", NULL},
    {"classify k by share of amount { a first 33.3% b next 33.3% c next 33.41% d rest }", "E068", "100.01 % together"},
    {"param p = 60% classify k by share of amount { a first p b next p c rest }", "E068", "120 % together"},
    {"classify k by share of amount { a first 5 b rest }", "E069", "a share is written `20%`"},
    {"param n = 5 classify k by share of amount { a first n b rest }", "E069", NULL},
    {"classify k by rank of amount { a top 110% b rest }", "E035", "from 0 % to 100 %"},
    {"classify k by rank of amount { a top -5% b rest }", "E035", NULL},
    {"classify k by rank of amount { a top -5 b rest }", "E035", "0 or more"},
    {"classify k by rank of amount { a top 2.5 b rest }", "E035", NULL},
    {"classify k by rank of amount { a top ratio b rest }", "E034", NULL},
    {"classify k by rank of amount { a top staff b rest }", "E034", NULL},
    {"classify k by rank of amount { a top name b rest }", "E024", "a share such as 5%, or a number of records"},
    {"classify k by rank of amount { a top 5% }", "E060", "end with `LABEL rest`"},
    {"classify k by rank of amount { }", "E060", NULL},
    {"classify k by rank of amount { a top 5% b rest c next 5% }", "E061", "nothing may stand behind `rest`"},
    {"classify k by rank of amount { a top 5% b otherwise }", "E064", "the last class is `LABEL rest`"},
    {"classify k by rank of amount { a when optin b rest }", "E064", "`when` does not go with a classification by rank"},
    {"classify k by amount { a top 5% b otherwise }", "E064", "`top` does not go with a classification by thresholds"},
    {"classify k { a when optin b rest }", "E060 E064", NULL},
    {"classify k by rank of status { a top 5% b rest }", "E024", "`text(…)` ranks it"},
    {"classify k by share of name { a first 5% b rest }", "E024", "a number or money"},
    {"classify k by rank of amount among orders { a top 5% b rest }", "E039", NULL},
    {"classify k by rank of amount among prospects { a top 5% b rest }", "", NULL},
    {"classify k by rank of amount among client { a top 5% b rest }", "E019", "did you mean `clients`?"},
    {"classify k by rank of amount per 3 days { a top 5% b rest }", "E024", NULL},
    {"classify k by rank of amountt { a top 5% b rest }", "E012", NULL},
    {"classify k by rank of amount { a top 5% b rest } segment s when k is c", "E031", "its labels are a, b"},
    {"classify k by rank of amount { a top 5% b rest } segment s { require optin exclude k is a }", "", NULL},
    {"classify k by rank of amount among clients { a top 5% b rest } segment s { require optin exclude k is a }", "W05", NULL},
};

START_TEST(ranking) { kit_case(SCHEMA, &rankings[_i], NULL); }
END_TEST

/* ---- measures ---- */

static const CheckCase measures[] = {
    {"measure m = sum(cost of contacts) / sum(contacts.amount of contacts)", "", NULL},
    {"measure m = sum(price of lines) by product", "E012", "did you mean `orders.product`?"},
    {"measure m = sum(price of lines) by orders.product", "", NULL},
    {"measure m = sum(prospects.revenue of orders) by product, prospects.sector, clients", "", NULL},
    {"measure m = sum(revenue of prospects) / count(clients) by sector, segments (clients), staff", "", NULL},
    {"measure m = count(orders) / count(visits) by product", "", NULL},
    {"measure m = count(orders) / count(visits) by product, paid", "E071", "which has none of that name"},
    {"measure m = count(orders) / count(prospects) by product", "E071", "the measure is about `prospects` too"},
    {"measure m = count(orders) / count(prospects) by sector", "", NULL},
    {"measure m = 1 + 2", "", NULL},
    {"measure m = 1 by sector", "E071", "holds nothing that is counted or added up"},
    {"measure m = revenue", "E059", "added up it is `sum(revenue of prospects)`"},
    {"measure m = qty", "E059", "added up it is `sum(qty of lines)`"},
    {"measure m = clients", "E059", "counted by `count(clients)`"},
    {"measure m = prospects.amount", "E059", NULL},
    {"measure m = nothing", "E012", NULL},
    {"measure m = rank(amount of prospects)", "E059", NULL},
    {"measure m = count(prospects per sector)", "E059", NULL},
    {"measure m = if sequence(orders by at where paid) then 1 else 0", "E059", NULL},
    {"measure m = sum(qty of lines by orders.product)", "E058", "stands behind the bracket"},
    {"measure m = sum(count(orders) of prospects)", "", NULL},
    {"measure m = average(rank(amount of prospects) of prospects)", "", NULL},
    {"measure m = 3 days", "E024", NULL},
    {"measure m = count(prospects) by revenue", "E071", "it is money"},
    {"measure m = count(prospects) by founded", "E071", "it is date"},
    {"score v from 0 to 10 { base 1 } measure m = count(prospects) by v", "E071", "it is number"},
    {"param p = 3 measure m = count(prospects) by p", "E071", "the same for every record"},
    {"measure m = count(prospects) by sectr", "E012", "did you mean `sector`"},
    {"measure m = count(prospects) by sector, sector", "E047", NULL},
    {"measure m = count(prospects) by segments (clients, clients)", "E047", NULL},
    {"measure m = count(prospects) by segments (sector)", "E039", NULL},
    {"measure m = count(prospects) by segments (prospects)", "E071", NULL},
    {"measure m = count(prospects) measure n = m / 2", "", NULL},
    {"measure m = count(prospects) measure n = count(clients) / m by sector", "", NULL},
    {"measure m = count(prospects) measure n = count(orders) / m by product", "E071", "the measure is about `prospects` too"},
    {"measure m = count(visits) measure k = m + 1 measure n = k / 2 by product", "", NULL},
    {"measure m = count(prospects) by sector measure n = m / 2", "E013", "only a measure without `by` is one value"},
    {"measure m = count(prospects) let x = m", "E013", "is a measure about all records"},
    {"measure m = count(prospects) measure n = count(prospects where amount > m)", "E013", NULL},
    {"measure m = count(prospects) measure m = 3", "E010", NULL},
    {"measure m = count(prospects) let m = 3", "E010", "to a measure"},
};

START_TEST(measure) { kit_case(SCHEMA, &measures[_i], NULL); }
END_TEST

/* ---- what hangs on itself ---- */

static const CheckCase cycles[] = {
    {"let x = sum(x of prospects)", "E011", "x → x"},
    {"let x = count(prospects where x > 1)", "E011", NULL},
    {"let x = sum(qty of lines where prospects.x > 1)", "E011", NULL},
    {"let x = sum(amount of prospects per x)", "E011", NULL},
    {"let v = sum(w of orders) let w = count(big) segment big when k is a classify k by rank of v { a top 5% b rest }", "E011", "v → w → big → k → v"},
    {"classify k by rank of amount among s { a top 5% b rest } segment s when k is a", "E011", "k → s → k"},
    {"classify k by rank of amount per s { a top 5% b rest } segment s when k is a", "E011", NULL},
    {"let x = sequence(orders by at where s) segment s when x", "E011", NULL},
    {"measure m = n + 1 measure n = m", "E011", "m → n → m"},
    {"measure m = sum(x of prospects) let x = 1", "", NULL},
    {"let at = count(orders where orders.at > 2027-01-01) segment s when at > 1", "", NULL},
    {"# allow W14\nlet stars = sum(stars of visits)", "", NULL},
    {"let stars = sum(visits.stars of visits) let y = stars", "", NULL},
    {"let a = sum(qty of lines where b > 1) let b = sum(amount of prospects)", "", NULL},
};

START_TEST(cycle) { kit_case(SCHEMA, &cycles[_i], NULL); }
END_TEST

/* ---- what only sets use is used ---- */

static const CheckCase used[] = {
    {"param p = 5 segment s when count(orders where orders.amount > money(p)) > 1", "", NULL},
    {"param p = 5% classify k by rank of amount { a top p b rest }", "", NULL},
    {"param p = 5 days segment s when sequence(orders by at where paid then paid within p)", "", NULL},
    {"param p = 0.5 segment s when quantile(qty of lines, p) > 1", "", NULL},
    {"list l = (\"a\", \"b\") segment s when exists(orders where product in l)", "", NULL},
    {"let v = sum(qty of lines) classify k by rank of v { a top 5% b rest }", "", NULL},
    {"let v = sum(qty of lines) measure m = sum(v of prospects) segment s when optin", "", NULL},
    {"let v = staff > 3 measure m = count(prospects) by v segment s when optin", "", NULL},
    {"let v = sector segment s when count(prospects per v) > 1", "", NULL},
    {"let v = sum(qty of lines) segment s when optin", "W03", "the let `v`"},
};

START_TEST(used_name) {
  CheckInput input = {0};
  CheckCase row = used[_i];
  char text[512];
  snprintf(text, sizeof text, "%s segment firm when firms[name].turnover > 0", row.text);
  row.text = text;
  kit_case(SCHEMA, &row, &input);
}
END_TEST

/* ---- contacts ---- */

static const CheckCase contacts[] = {
    {"record a from \"a\" key id { } let x = count(contacts where state = \"sent\" and at within last 30 days)", "", NULL},
    {"record a from \"a\" key id { } let x = count(contacts where state = \"snt\")", "E027", "did you mean `\"sent\"`?"},
    {"record a from \"a\" key id { } let contacts = 3 let x = contacts", "", NULL},
    {"record a from \"a\" key id { contacts integer } let x = contacts", "", NULL},
    {"record a from \"a\" key id { } record contacts from \"c\" of a by aid { mood text } let x = first(mood of contacts by mood)", "", NULL},
    {"record a from \"a\" key id { } record contacts from \"c\" of a by aid { mood text } let x = sum(cost of contacts)", "E012", NULL},
    {"let x = count(contacts)", "E019", NULL},
    {"record a from \"a\" key id { } let x = contact", "E012", NULL},
    {"record a from \"a\" key id { } let x = cost", "E012", NULL},
};

START_TEST(contact) { kit_case("", &contacts[_i], NULL); }
END_TEST

START_TEST(contacts_of_no_declaration) {
  Kit kit;
  kit_check(&kit, "", "record a from \"a\" key id { }", NULL);
  ck_assert(kit.checked->record_count == 2 && kit.checked->records[1]->implicit && !kit.checked->records[1]->symbol->used);
  ck_assert(kit.checked->records[1]->parent == kit.checked->subject && kit.checked->records[1]->field_count == 9);
  kit_end(&kit);
}
END_TEST

/* ---- tests ---- */

#define PLAN "let n = count(orders) classify k by rank of amount { a top 50% b rest } measure total = sum(amount of prospects) measure by_sector = count(prospects) by sector "

static const CheckCase tests[] = {
    {PLAN "test \"t\" { given { orders = [ { at = 2027-01-03, amount = 120 }, { at = 2027-01-04 } ] } expect n = 2 }", "", NULL},
    {PLAN "test \"t\" { given { orders = [] } expect n = 0 }", "", NULL},
    {PLAN "test \"t\" { given { orders = [ { at = 2027-01-03, lines = [ { qty = 3 }, { } ] } ] } expect n = 1 }", "", NULL},
    {PLAN "test \"t\" { given { contacts = [ { at = 2027-01-03, state = \"sent\", offer = unknown } ] } expect n = 0 }", "", NULL},
    {PLAN "test \"t\" { given { contacts = [ { } ] } expect n = 0 }", "E081", "the test must give `at`"},
    {PLAN "test \"t\" { given { orders = [ { amount = 120 } ] } expect n = 1 }", "E081", "declared here"},
    {PLAN "test \"t\" { given { orders = [ { at = 2027-01-03, amont = 120 } ] } expect n = 1 }", "E080", "did you mean `amount`"},
    {PLAN "test \"t\" { given { orders = [ { at = 2027-01-03, amount = \"a\" } ] } expect n = 1 }", "E024", NULL},
    {PLAN "test \"t\" { given { orders = [ { at = 2027-01-03, at = 2027-01-03 } ] } expect n = 1 }", "E047", NULL},
    {PLAN "test \"t\" { given { orders = [], orders = [] } expect n = 1 }", "E047", NULL},
    {PLAN "test \"t\" { given { orders = [ { at = 2027-01-03, no = 4 }, { at = 2027-01-03, no = 4 } ] } expect n = 1 }", "E087", "the key 4 of `orders`"},
    {PLAN "test \"t\" { given a { orders = [ { at = 2027-01-03, no = 4 } ] } given b { orders = [ { at = 2027-01-03, no = 4 } ] } expect a.n = 1 }", "E087", NULL},
    {PLAN "test \"t\" { given { lines = [ { qty = 3 } ] } expect n = 1 }", "E088", "rows of `lines` stand within a record of `orders`"},
    {PLAN "test \"t\" { given { orders = 3 } expect n = 1 }", "E088", "between brackets"},
    {PLAN "test \"t\" { given { sector = [ { } ] } expect n = 1 }", "E088", "it is a column (text)"},
    {PLAN "test \"t\" { given orders { at = 2027-01-03 } expect n = 1 }", "E088", NULL},
    {PLAN "test \"t\" { given a { } given b { } expect a.k is a and not (b.k is a) and a.n = b.n }", "", NULL},
    {PLAN "test \"t\" { given a { } given b { } expect count(prospects) = 2 and average(amount of clients) is unknown and total = 0 }", "", NULL},
    {PLAN "test \"t\" { given a { } given b { } expect count(prospects where amount > 3 and clients) = 0 }", "", NULL},
    {PLAN "test \"t\" { given a { } given b { } expect count(orders) = 2 }", "E083", "let NAME = count(orders)"},
    {PLAN "test \"t\" { given a { } given b { } expect rank(amount of prospects) = 2 }", "E083", NULL},
    {PLAN "test \"t\" { given a { } given b { } expect count(prospects per sector) = 2 }", "E083", NULL},
    {PLAN "test \"t\" { given a { } given b { } expect sequence(orders by at where paid) }", "E083", NULL},
    {PLAN "test \"t\" { given a { } given b { } expect k is a }", "E083", "write `a.k`"},
    {PLAN "test \"t\" { given { } expect count(orders) = 0 and rank(amount of prospects) = 1 and total = 0 and k is a }", "", NULL},
    {PLAN "test \"t\" { given a { } expect by_sector = 1 }", "E013", NULL},
    {PLAN "test \"t\" { given { } expect sequence(orders by at where paid then no paid within 3 days) }", "E082", NULL},
    {PLAN "test \"t\" { given { } expect sequence(orders by at where paid then no paid) }", "", NULL},
    {PLAN "test \"t\" { given { } expect count(orders where at within last 3 days) = 0 }", "E082", NULL},
};

START_TEST(test_of_rows) { kit_case(SCHEMA, &tests[_i], NULL); }
END_TEST

/* ---- what lowering reads ---- */

static const AstNode *let_value(const Kit *kit, const char *name) {
  const Symbol *symbol = map_get(&kit->checked->program.names, str_from(name));
  return symbol->decl->kid[LET_VALUE];
}

static const Record *record_of(const AstNode *column) {
  ck_assert(column->symbol->kind == SYM_COLUMN);
  return column->symbol->column.record;
}

START_TEST(marks_of_aggregates) {
  Kit kit;
  kit_check(&kit, SCHEMA,
            "let a = count(clients)\nlet b = exists(orders where paid)\nlet c = sum(price + revenue of lines where orders.at > founded)\n"
            "let d = quantile(qty of lines, 0.25)\nlet e = sequence(orders by at where paid then no paid within 4 weeks)\n",
            NULL);
  ck_assert_msg(kit.checked != NULL, "%s", buf_z(&kit.told));
  const Record *lines = kit.checked->records[2], *orders = kit.checked->records[1], *subject = kit.checked->subject;
  ck_assert(lines->parent == orders && orders->parent == subject && !subject->parent);
  const AstNode *a = let_value(&kit, "a"), *b = let_value(&kit, "b"), *c = let_value(&kit, "c"), *d = let_value(&kit, "d");
  ck_assert(a->kind == AST_AGGREGATE && a->op == AGG_COUNT && a->symbol->kind == SYM_SEGMENT);
  ck_assert(a->kid[AGGREGATE_SET]->symbol == a->symbol && !a->kid[AGGREGATE_VALUE]);
  ck_assert(b->op == AGG_EXISTS && b->symbol == orders->symbol && !b->kid[AGGREGATE_VALUE]);
  ck_assert(c->op == AGG_SUM && c->symbol == lines->symbol);
  const AstNode *sum = c->kid[AGGREGATE_VALUE], *where = c->kid[AGGREGATE_WHERE];
  ck_assert(record_of(sum->kid[ARITH_LEFT]) == lines && record_of(sum->kid[ARITH_RIGHT]) == subject);
  ck_assert(record_of(where->kid[COMPARE_LEFT]) == orders && record_of(where->kid[COMPARE_RIGHT]) == subject);
  const Value *argument = d->kid[AGGREGATE_ARGS]->kid[0]->constant;
  ck_assert(d->op == AGG_QUANTILE && argument->kind == KIND_NUMBER && fabs(argument->f64 - 0.25) < 1e-12);
  const AstNode *e = let_value(&kit, "e"), *steps = e->kid[SEQUENCE_STEPS];
  ck_assert(e->kind == AST_SEQUENCE && e->symbol == orders->symbol && steps->count == 2);
  ck_assert(steps->kid[0]->op == 0 && steps->kid[1]->op == 1 && steps->kid[1]->kid[STEP_WITHIN]);
  kit_end(&kit);
}
END_TEST

START_TEST(marks_of_cuts) {
  Kit kit;
  Setting given = {STR("p"), STR("0.1")};
  CheckInput input = {.settings = &given, .setting_count = 1, .quiet_unused = true};
  kit_check(&kit, SCHEMA,
            "param p = 5%\nclassify k by rank of amount among clients { a top p b next 12.5% c next 40 a rest }\n"
            "classify s by share of amount { a first 3 * p b rest }",
            &input);
  ck_assert_msg(kit.checked != NULL, "%s", buf_z(&kit.told));
  const Symbol *k = map_get(&kit.checked->program.names, STR("k")), *s = map_get(&kit.checked->program.names, STR("s"));
  const ProgramCut *cuts = k->classify.cuts;
  ck_assert(k->classify.form == FORM_RANK && k->classify.cut_count == 4 && k->type->optional);
  ck_assert(cuts[0].size == SIZE_SHARE && cuts[0].share.mantissa == 1 && cuts[0].share.scale == 1 && cuts[0].label == 0);
  ck_assert(cuts[1].size == SIZE_SHARE && cuts[1].share.mantissa == 125 && cuts[1].share.scale == 3 && cuts[1].label == 1);
  ck_assert(cuts[2].size == SIZE_COUNT && cuts[2].count == 40 && cuts[2].label == 2);
  ck_assert(cuts[3].size == SIZE_REST && cuts[3].label == 0);
  ck_assert(k->decl->kid[CLASSIFY_BY]->kid[RANK_OF_AMONG]->symbol->kind == SYM_SEGMENT);
  ck_assert(s->classify.form == FORM_SHARE && s->classify.cut_count == 2 && !s->type->optional);
  kit_end(&kit);
}
END_TEST

START_TEST(marks_of_measures) {
  Kit kit;
  kit_check(&kit, SCHEMA, "measure m = count(orders) / count(visits) by product, sector, segments (clients)", NULL);
  ck_assert_msg(kit.checked != NULL, "%s", buf_z(&kit.told));
  const Symbol *m = map_get(&kit.checked->program.names, STR("m"));
  const AstNode *product = m->decl->kid[MEASURE_BY]->kid[0], *sector = m->decl->kid[MEASURE_BY]->kid[1];
  const Record *orders = kit.checked->records[1], *visits = kit.checked->records[3];
  ck_assert(m->type->kind == TYPE_NUMBER);
  ck_assert(measure_dimension(product, orders)->column.record == orders && measure_dimension(product, visits)->column.record == visits);
  ck_assert(measure_dimension(sector, orders) == sector->symbol && sector->symbol->column.record == kit.checked->subject);
  ck_assert(m->decl->kid[MEASURE_BY]->kid[2]->kid[CALL_ARGS]->kid[0]->symbol->kind == SYM_SEGMENT);
  kit_end(&kit);
}
END_TEST

#define LOOP(test, rows) tcase_add_loop_test(tcase, test, 0, sizeof rows / sizeof *rows)

Suite *suite_check_set(void) {
  Suite *suite = suite_create("check_set");
  TCase *tcase = tcase_create("all");
  LOOP(type_of_result, types);
  LOOP(function_of_set, functions);
  LOOP(sequence, sequences);
  LOOP(ranking, rankings);
  LOOP(measure, measures);
  LOOP(cycle, cycles);
  LOOP(used_name, used);
  LOOP(contact, contacts);
  LOOP(test_of_rows, tests);
  tcase_add_test(tcase, contacts_of_no_declaration);
  tcase_add_test(tcase, marks_of_aggregates);
  tcase_add_test(tcase, marks_of_cuts);
  tcase_add_test(tcase, marks_of_measures);
  suite_add_tcase(suite, tcase);
  return suite;
}

/* SPDX-License-Identifier: MIT
 * Whole programs: records and the subject, tests, warnings, settings, expressions that come with a call. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/unit/check_kit.h"

/* ---- records ---- */

static const CheckCase records[] = {
    {"", "", NULL},
    {"let x = 1 + 2", "", NULL},
    {"record a from \"a\" key id { id integer }", "", NULL},
    {"record a from \"a\" key id { n integer } let x = n", "", NULL},
    {"record a from \"a\" { id integer }", "E040", "write `record a from … key COLUMN"},
    {"record a from \"a\" key id { id integer } record b from \"b\" key id { id integer }", "E041", "subject record a"},
    {"subject record a from \"a\" key id { id integer } record b from \"b\" key id { n integer } let x = b[id].n", "", NULL},
    {"subject record a from \"a\" key id { } subject record b from \"b\" key id { }", "E041", NULL},
    {"subject record a from \"a\" { }", "E040", NULL},
    {"record a from \"a\" key id { id integer } record b from \"b\" of a by aid { n integer }", "", NULL},
    {"record a from \"a\" key id { } record b from \"b\" key no of a by aid { } record c from \"c\" of b by bid { }", "", NULL},
    {"record a from \"a\" key id { } record b from \"b\" of a by aid { } record c from \"c\" of b by bid { }", "E040",
     "write `record b from … key COLUMN of a by …`"},
    {"record a from \"a\" key id { id integer } record b from \"b\" of a by aid { aid text }", "E044",
     "`aid` is text, and the key of `a` is integer"},
    {"record a from \"a\" key id { } record b from \"b\" of a by aid { aid integer }", "", NULL},
    {"record a from \"a\" key id { } record b from \"b\" of x by aid { }", "E044", "there is no record of that name"},
    {"record b from \"b\" of b by aid { }", "E044", "they belong to each other"},
    {"record a from \"a\" key id { } record b from \"b\" of c by x { } record c from \"c\" of b by x { }", "E044 E044", NULL},
    {"subject record a from \"a\" key id { } record b from \"b\" key id { } record c from \"c\" of b by x { }", "E044",
     "that is not the subject"},
    {"subject record a from \"a\" of b by x { } record b from \"b\" key id { }", "E044", NULL},
    {"record a from \"a\" key id { } record c from \"c\" of a by x { } record b from \"b\" key id { } record d from \"d\" of b by x { }",
     "E041", NULL},
    {"record a from \"a\" key id { id date }", "E042", "`id` is date"},
    {"record a from \"a\" key id { id one of (\"x\", \"y\") }", "E042", NULL},
    {"record a from \"a\" key id { id integer id text }", "E010", NULL},
    {"record a from \"a\" key id { n intger }", "E043", "did you mean `integer`?"},
    {"record a from \"a\" key id { n duration }", "E051", NULL},
    {"record a from \"a\" key id { n segment }", "E051", NULL},
    {"record a from \"a\" key id { n one of (\"x\", \"x\") }", "E047", NULL},
    {"record a from \"a\" key id { n abc.x }", "E043", NULL},
    {"record a from \"a\" key id { a text } ", "E010", "to a record"},
    {"record a from csv \"a.csv\" key id { n text }", "", NULL},
    {"param p: duration? = 3 days", "E051", NULL},
    {"record a from \"a\" key id { n integer } classify t { hot when n > 1 cold otherwise } segment s when hot", "E012",
     "a label of `t`: write `t is hot`"},
};

START_TEST(record) { kit_case("", &records[_i], NULL); }
END_TEST

START_TEST(record_contents) {
  Kit kit;
  kit_check(&kit, "", "record a \"As\" from csv \"x.csv\" key no { no integer column \"order no.\" t text \"T\" }\n"
                      "record b from \"b\" of a by ano { ano integer column \"A\" }", NULL);
  ck_assert_ptr_nonnull(kit.checked);
  const Record *a = kit.checked->subject, *b = kit.checked->records[1];
  ck_assert(a->role == RECORD_SUBJECT && a->csv && str_is(a->source, "x.csv") && str_is(a->key, "order no."));
  ck_assert(a->key_kind == KIND_INTEGER && a->key_field == 0 && a->field_count == 2);
  ck_assert(str_is(a->symbol->title, "As") && str_is(a->fields[1]->title, "T"));
  ck_assert(b->role == RECORD_RELATED && str_is(b->of, "a") && str_is(b->by, "A"));
  ck_assert_ptr_nonnull(map_get(&kit.checked->program.names, STR("no")));
  ck_assert_ptr_null(map_get(&kit.checked->program.names, STR("ano")));
  ck_assert_uint_eq(kit.checked->symbols[1]->ordinal, 1);
  kit_end(&kit);
}
END_TEST

/* ---- tests ---- */

#define PLAN                                                                                                           \
  "segment adult when opens > 3\nlet age = days since founded\nclassify temp { hot when consent cold otherwise }\n"      \
  "channel mail { require consent }\nchoose contact among mail { }\n"

static const CheckCase tests[] = {
    {PLAN "test \"t\" { given { opens = 4 } expect adult }", "", NULL},
    {PLAN "test \"t\" { expect adult }", "", NULL},
    {PLAN "test \"t\" { given { opens = 4 } }", "E084", NULL},
    {PLAN "test \"t\" { given { opns = 4 } expect adult }", "E080", "did you mean `opens`"},
    {PLAN "test \"t\" { given { opens = \"x\" } expect adult }", "E024", NULL},
    {PLAN "test \"t\" { given { opens = staff } expect adult }", "E034", NULL},
    {PLAN "test \"t\" { given { opens = 2 + 3, revenue = 1000, status = \"client\", staff = unknown } expect adult }", "", NULL},
    {PLAN "test \"t\" { given { status = \"x\" } expect adult }", "E027", NULL},
    {PLAN "test \"t\" { given { revenue = 1.23456 } expect adult }", "E025", NULL},
    {PLAN "test \"t\" { given { opens = 1, opens = 2 } expect adult }", "E047", NULL},
    {PLAN "test \"t\" { given { founded = 2027-3-1 } expect adult }", "E024", "`2027-03-01`"},
    {PLAN "test \"t\" { given { opens = 4 } expect opens }", "E023", NULL},
    {PLAN "test \"t\" { given { opens = 4 } expect adlut }", "E012", "did you mean `adult`"},
    {PLAN "test \"t\" { given { founded = 2020-01-01 } expect age > 3 }", "E082", NULL},
    {PLAN "test \"t\" on 2027-01-01 { given { founded = 2020-01-01 } expect age > 3 }", "", NULL},
    {PLAN "test \"t\" on 2027-01-01T09:30 { given { founded = 2020-01-01 } expect age > 3 }", "", NULL},
    {PLAN "test \"t\" on founded { given { opens = 1 } expect adult }", "E034", NULL},
    {PLAN "test \"t\" on 3 { given { opens = 1 } expect adult }", "E024", NULL},
    {PLAN "test \"t\" { given { opens = 1 } expect today > 2020-01-01 }", "E082", NULL},
    {PLAN "test \"t\" { given a { opens = 4 } given b { opens = 1 } expect a.adult and not b.adult }", "", NULL},
    {PLAN "test \"t\" { given a { opens = 4 } given b { opens = 1 } expect a.opens > b.opens and a.temp is cold }", "", NULL},
    {PLAN "test \"t\" { given a { opens = 4 } given b { opens = 1 } expect a.contact.cost is unknown }", "", NULL},
    {PLAN "test \"t\" { given a { opens = 4 } given b { opens = 1 } expect adult }", "E083", "write `a.adult`"},
    {PLAN "test \"t\" { given a { opens = 4 } given b { opens = 1 } expect a.adlut }", "E046", NULL},
    {PLAN "test \"t\" { given a { opens = 4 } given a { opens = 1 } expect a.adult }", "E010", NULL},
    {PLAN "test \"t\" { given a { opens = 4 } given { opens = 1 } expect a.adult }", "E085", "has no name"},
    {PLAN "test \"t\" { given a { opens = 4 } expect adult and a.adult }", "", NULL},
    {PLAN "test \"t\" { given { siren = \"1\" } given firms { siren = \"1\", staff = 3 } expect firms[siren].staff = 3 }", "", NULL},
    {PLAN "test \"t\" { given firms { stff = 3 } expect true }", "E080", "did you mean `staff`"},
    {PLAN "test \"t\" { given { orders = [ { at = 2027-01-03, amount = 120 } ] } expect adult }", "", NULL},
    {PLAN "test \"t\" { given { founded = 2020-01-01 } expect adult expect age > 3 expect age > 4 }", "E082", "^^^^^^^"},
    {PLAN "test \"t\" { given a { id = 3 } given b { id = 3 } expect a.adult }", "E087", "the key 3 of `prospects` is given twice"},
    {PLAN "test \"t\" { given a { id = 3 } given b { id = 4 } expect a.adult }", "", NULL},
    {PLAN "test \"t\" { given a { id = 3 } given b { opens = 3 } expect a.adult }", "", NULL},
    {PLAN "test \"t\" { given { id = 3 } given firms { siren = \"1\", staff = 3 } given firms { siren = \"1\", staff = 4 } expect adult }", "E087", "the key \"1\" of `firms`"},
    {PLAN "test \"t\" { given { id = 3 } given firms { siren = \"1\", staff = 3 } given firms { siren = \"2\", staff = 4 } expect adult }", "", NULL},
    {PLAN "test \"t\" { given orders { amount = 120 } expect adult }", "E088", "rows of `orders` stand within a record of `prospects`"},
};

START_TEST(test_block) { kit_case(KIT_SCHEMA, &tests[_i], NULL); }
END_TEST

static const CheckCase dated[] = {
    {"record a from \"a\" key id { d date } test \"t\" { given { d = 2027-01-01 } expect d is known }", "", NULL},
    {"record a from \"a\" key id { d date } test \"t\" { given { } expect d is known }", "E081", "the test must give `d`"},
    {"record a from \"a\" key id { d date? } test \"t\" { given { } expect d is unknown }", "", NULL},
    {"test \"t\" { given { } expect true }", "E099", "no record is declared"},
    {"test \"t\" { expect 1 + 1 = 2 }", "", NULL},
};

START_TEST(test_of_dates) { kit_case("", &dated[_i], NULL); }
END_TEST

/* ---- warnings ---- */

static const CheckCase warnings[] = {
    {"segment s { require opens > 1 require opens > 2 require opens > 3 require opens > 4 }", "", NULL},
    {"segment s { require opens > 1 require opens > 2 require opens > 3 require opens > 4 exclude consent }", "W01", "has 5 criteria"},
    {"# allow W01\nsegment s { require opens > 1 require opens > 2 require opens > 3 require opens > 4 exclude consent }", "", NULL},
    {"# allow W02, W01\nsegment s { require opens > 1 require opens > 2 require opens > 3 require opens > 4 exclude consent }", "", NULL},
    {"# allow W02\nsegment s { require opens > 1 require opens > 2 require opens > 3 require opens > 4 exclude consent }", "W01", NULL},
    {"segment a when opens > 3 segment b when (opens > 3)", "W02", "the same condition as `a`"},
    {"segment a when opens > 3 segment b { require opens > 3 }", "W02", NULL},
    {"segment a { require opens > 3 exclude consent } segment b { require opens > 3 exclude consent }", "W02", NULL},
    {"segment a { require opens > 3 } segment b { exclude opens > 3 }", "", NULL},
    {"segment a when opens > 3 segment b when opens > 4", "", NULL},
    {"segment s when true", "W04", "always true"},
    {"segment s when 1 > 2", "W04", "always false"},
    {"segment s when consent or 2 > 1", "W04", NULL},
    {"segment s { require not (1 = 1) }", "W04", NULL},
    {"score v from 0 to 10 { base 1 } segment s when v > 10", "W04", "always false"},
    {"score v from 0 to 10 { base 1 } segment s when 0 <= v", "W04", "always true"},
    {"score v from 0 to 10 { base 1 } segment s when v > 5", "", NULL},
    {"score v from 0 to 10 { base 1 } segment s when v is known", "W04", NULL},
    {"score v from 0 to 10 { base 1 add 3 when 1 = 1 }", "W04", NULL},
    {"segment s when status in (\"client\", \"suspect\")", "W04", NULL},
    {"segment s when size in (\"small\", \"big\")", "", NULL},
    {"segment s when opens = opens", "W04", NULL},
    {"segment s when staff = staff", "", NULL},
    {"classify k { a when consent b otherwise } segment s when k is one of (a, b)", "W04", NULL},
    {"classify k { a when consent b otherwise } segment s when k is a", "", NULL},
    {"let x = if true then 1 else 2", "W04", NULL},
    {"param p = 3 segment s when p > 2", "", NULL},
    {"segment s { require consent exclude optin }", "W05", "`exclude optin default false`"},
    {"segment s { require consent exclude staff > 3 }", "W05", "`exclude (staff > 3) default false`"},
    {"segment s { require consent exclude (staff > 3) default false }", "", NULL},
    {"segment s { require consent\n# allow W05\nexclude optin }", "", NULL},
    {"channel a { require consent } choose c among a { forbid a when optin }", "W05", NULL},
    {"classify k { a when consent b when consent c otherwise }", "W06", "the same condition"},
    {"classify k { a when true b when consent c otherwise }", "W04 W06", "takes every record"},
    {"classify k { a when 1 > 2 b when consent c otherwise }", "W06 W04", "never lets a record in"},
    {"classify k { a unless consent b when consent c otherwise }", "", NULL},
    {"score v from 0 to 10 { base 1 } classify k by v { a from 20 b from 5 c otherwise }", "W06", "the score ends below it"},
    {"score v from 0 to 10 { base 1 } classify k by v { a from 5 b from 0 c from -1 d otherwise }", "W06 W06", NULL},
    {"score v from 0 to 10 { base 1 } classify k by v { a from 5 b from 0 c otherwise }", "W06", "`c` is never reached"},
    {"score v from 0 to 10 { base 1 } classify k by v { a from 5 b from 0 b otherwise }", "", NULL},
    {"score v from 0 to 10 { weight 1 for staff } classify k by v { a from 5 b from 0 c otherwise }", "", NULL},
    {"segment s { require email = unknown }", "W10", "write `email is unknown`"},
    {"segment s when unknown != staff", "W10", "write `staff is known`"},
    {"# allow W10\nsegment s when staff = unknown", "", NULL},
    {"test \"t\" { given { staff = unknown } expect staff = unknown }", "W10", NULL},
    {"classify k { hot when consent cold otherwise } segment hot when optin segment s when k is cold or hot", "W11", "`k is one of (cold, hot)`"},
    {"classify k { hot when consent cold otherwise } segment s when k is cold or consent", "", NULL},
    {"let x = 2027-3-1", "W12", "gives 2023"},
    {"let x = opens + (1999-12-1)", "W12", "`1999-12-01`"},
    {"let x = 2027 - 3 - 1", "", NULL},
    {"let x = 2027-13-1", "", NULL},
    {"let x = 27-3-1", "", NULL},
    {"# allow W12\nlet x = 2027-3-1", "", NULL},
    {"segment s { }", "W13", "the segment `s` has no criteria"},
    {"score v from 0 to 10 { }", "W13", "the score `v` has no clauses"},
    {"# allow W13\nsegment s { }", "", NULL},
    {"channel c { cost 1 }", "W07", "requires nothing"},
    {"channel a { require consent response 1% } channel b { require consent } choose c among a, b { by highest response }", "W09",
     "`b` has no `response`"},
};

START_TEST(warning) { kit_case(KIT_SCHEMA, &warnings[_i], NULL); }
END_TEST

static const CheckCase unused[] = {
    {"param p = 3", "W03", "nothing uses the param `p`"},
    {"# allow W03\nparam p = 3", "", NULL},
    {"  #allow W03 as agreed\nparam p = 3", "", NULL},
    {"list l = (1, 2)", "W03", "the list `l`"},
    {"let x = opens", "", NULL},
    {"let x = opens segment s when consent", "W03", "the let `x`"},
    {"let x \"Opened\" = opens segment s when consent", "", NULL}, /* a title says that it is for reports */
    {"let f(a: integer) \"Twice\" = a * 2 segment s when consent", "W03", "the let with parameters `f`"},
    {"let x = opens segment s when x > 3", "", NULL},
    {"let f(a: integer) = a", "W03", NULL},
    {"channel a { require consent }", "W03", "the channel `a`"},
    {"offer a { price 1 }", "W03", "the offer `a`"},
    {"team t { internal }", "W03", NULL},
    {"param p = 3 test \"t\" { expect p = 3 }", "", NULL},
    {"score s from 0 to 10 { base 1 }", "", NULL},
};

START_TEST(unused_name) {
  CheckInput input = {0};
  kit_case("record a from \"a\" key id { opens integer consent boolean }\n", &unused[_i], &input);
}
END_TEST

START_TEST(unused_lookup) {
  CheckInput input = {0};
  CheckCase row = {"record a from \"a\" key id { x text } record o from \"o\" of a by i { } record b from \"b\" key id { n text }", "W03",
                   "the record `b`"};
  kit_case("", &row, &input);
}
END_TEST

/* ---- settings ---- */

typedef struct SettingCase {
  const char *param, *value, *codes, *text;
} SettingCase;

static const SettingCase settings[] = {
    {"param p = 10", "20", "", "20"},
    {"param p = 10", "2_000", "", "2_000"},
    {"param p = 10", "2.5", "E049", NULL},
    {"param p = 10", "", "E049", NULL},
    {"param p = 10.5", "3", "", "3"},
    {"param p = 10%", "12%", "", "12%"},
    {"param p: money = 10", "2.5", "", "2.5"},
    {"param p: money = 10", "2.55555", "E049", NULL},
    {"param p = true", "false", "", "false"},
    {"param p = true", "no", "E049", NULL},
    {"param p = \"a\"", "any text", "", "any text"},
    {"param p = 2027-01-01", "2026-12-31", "", "2026-12-31"},
    {"param p = 2027-01-01", "2026-02-30", "E049", NULL},
    {"param p = 2027-01-01T10:00", "2026-02-03T10:00", "", "2026-02-03T10:00"},
    {"param p = 30 days", "2 weeks", "", "2 weeks"},
    {"param p = 30 days", "2", "E049", NULL},
    {"param p: one of (\"a\", \"b\") = \"a\"", "b", "", "b"},
    {"param p: one of (\"a\", \"b\") = \"a\"", "c", "E049", NULL},
    {"param p: integer? = 3", "unknown", "", "unknown"},
};

START_TEST(setting) {
  const SettingCase *row = &settings[_i];
  Setting given = {STR("p"), str_from(row->value)};
  CheckInput input = {.settings = &given, .setting_count = 1, .quiet_unused = true};
  Kit kit;
  kit_check(&kit, "", row->param, &input);
  ck_assert_msg(strcmp(buf_z(&kit.told), row->codes) == 0, "%s = %s: %s", row->param, row->value, buf_z(&kit.told));
  if (kit.checked) {
    const Symbol *p = map_get(&kit.checked->program.names, STR("p"));
    ck_assert_msg(str_is(p->param.text, row->text), "%.*s", STR_ARG(p->param.text));
  }
  kit_end(&kit);
}
END_TEST

/* Params of modules: `--set` comes before `with`. */
static const struct {
  const char *name, *value, *codes, *says;
} module_settings[] = {
    {"abc.a_share", "10%", "", NULL},
    {"abc.a_share", "much", "E049", "`much` is no number for the param `abc.a_share`"},
    {"abc.a_shar", "10%", "E050", "did you mean `abc.a_share`?"},
    {"ab.a_share", "10%", "E050", "did you mean `abc.a_share`?"},
    {"a_share", "10%", "E050", NULL},
    {"abc.by_sales", "10%", "E050", NULL},
};

START_TEST(setting_of_a_module) {
  Setting given = {str_from(module_settings[_i].name), str_from(module_settings[_i].value)};
  CheckInput input = {.settings = &given, .setting_count = 1, .quiet_unused = true};
  CheckCase row = {"use \"std/abc\" with a_share = 6% let a = abc.a_share + abc.b_share", module_settings[_i].codes, module_settings[_i].says};
  kit_case("", &row, &input);
}
END_TEST

START_TEST(setting_before_with) {
  Setting given = {STR("abc.a_share"), STR("10%")};
  CheckInput input = {.settings = &given, .setting_count = 1, .quiet_unused = true};
  Kit kit;
  kit_check(&kit, "", "use \"std/abc\" with a_share = 6%, b_share = 7%", &input);
  ck_assert_ptr_nonnull(kit.checked);
  const Namespace *abc = map_get(&kit.checked->program.modules, STR("abc"));
  const Symbol *a = map_get(&abc->names, STR("a_share")), *b = map_get(&abc->names, STR("b_share"));
  ck_assert_double_eq(a->param.value.f64, 0.1);
  ck_assert_double_eq(b->param.value.f64, 0.07);
  kit_end(&kit);
}
END_TEST

START_TEST(setting_of_nothing) {
  Setting given = {STR("min_staf"), STR("3")};
  CheckInput input = {.settings = &given, .setting_count = 1, .quiet_unused = true};
  CheckCase row = {"param min_staff = 10", "E050", "did you mean `min_staff`?"};
  kit_case("", &row, &input);
}
END_TEST

START_TEST(param_as_written_out) {
  Kit kit;
  kit_check(&kit, "", "param p: money = 10 param d = 2 weeks param n = 5%", NULL);
  ck_assert_ptr_nonnull(kit.checked);
  const Symbol *p = map_get(&kit.checked->program.names, STR("p")), *d = map_get(&kit.checked->program.names, STR("d"));
  const Symbol *n = map_get(&kit.checked->program.names, STR("n"));
  ck_assert(str_is(p->param.text, "10.00") && str_is(d->param.text, "2 weeks") && str_is(n->param.text, "0.05"));
  ck_assert(d->param.duration.unit == DURATION_DAYS && d->param.duration.count == 14);
  ck_assert(p->param.value.kind == KIND_MONEY && p->param.value.i64 == 100000);
  kit_end(&kit);
}
END_TEST

/* ---- what comes with a call; what lowering reads ---- */

static void check_extra(const char *text, bool condition, const char *codes) {
  Kit kit;
  kit_begin(&kit);
  Str schema = str_from(KIT_SCHEMA);
  kit.tree = module_load_text(&kit.arena, &kit.sources, &reader_files, "test.cible", schema, &kit.diags);
  const SourceFile *file = source_add(&kit.sources, STR("(call)"), str_from(text));
  Extra extra = {.expr = parse_source(&kit.arena, file, PARSE_EXPR, &kit.diags).tree, .text = str_from(text), .condition = condition};
  CheckInput input = {.arena = &kit.arena, .sources = &kit.sources, .tree = kit.tree, .extras = &extra, .extra_count = 1};
  input.quiet_unused = true;
  kit.checked = check_program(&input, &kit.diags);
  for (uint32_t i = 0; i < kit.diags.count; i++) buf_text(&kit.told, diag_info(kit.diags.items[i]->code)->code);
  ck_assert_msg(strcmp(buf_z(&kit.told), codes) == 0, "%s: %s", text, buf_z(&kit.told));
  kit_end(&kit);
}

START_TEST(expressions_of_the_call) {
  check_extra("opens + 1", false, "");
  check_extra("opens > 1", true, "");
  check_extra("opens", true, "E023");
  check_extra("unknown", false, "");
  check_extra("3 days", false, "E024");
  check_extra("opns", false, "E012");
}
END_TEST

static const AstNode *let_value(const Kit *kit, const char *name) {
  const Symbol *symbol = map_get(&kit->checked->program.names, str_from(name));
  return symbol->decl->kid[LET_VALUE];
}

START_TEST(marks_for_lowering) {
  Kit kit;
  kit_check(&kit, KIT_SCHEMA,
            "param p = 3\nlet a = revenue + 5\nlet b = status = \"client\"\nclassify k { x when consent y otherwise }\n"
            "let c = k is y\nlet d = least(1, 2, opens)\nlet e = firms[siren].staff\nlet f = p + 1\nlet g = -5\n",
            NULL);
  ck_assert_msg(kit.checked != NULL, "%s", buf_z(&kit.told));
  const AstNode *five = let_value(&kit, "a")->kid[ARITH_RIGHT];
  ck_assert(five->type->kind == TYPE_MONEY && five->constant->kind == KIND_MONEY && five->constant->i64 == 50000);
  const AstNode *client = let_value(&kit, "b")->kid[COMPARE_RIGHT];
  ck_assert(client->type->kind == TYPE_ONE_OF && client->constant->kind == KIND_CODE && client->constant->i32 == 1);
  const AstNode *label = let_value(&kit, "c")->kid[IS_LABELS];
  ck_assert(label->constant->i32 == 1 && label->symbol->kind == SYM_CLASSIFY);
  ck_assert(let_value(&kit, "d")->fn != 0 && let_value(&kit, "d")->type->kind == TYPE_INTEGER);
  const AstNode *dot = let_value(&kit, "e");
  ck_assert(dot->symbol->kind == SYM_COLUMN && dot->kid[DOT_LEFT]->symbol->kind == SYM_RECORD);
  ck_assert(let_value(&kit, "f")->kid[ARITH_LEFT]->constant->i64 == 3);
  ck_assert(let_value(&kit, "g")->constant->i64 == -5);
  kit_end(&kit);
}
END_TEST

/* A long chain of definitions takes no deep stack. */
START_TEST(long_chain) {
  Buf text;
  buf_init(&text, &alloc_system);
  enum { LINKS = 20000 };
  for (int i = 0; i < LINKS; i++) buf_print(&text, "let a%d = a%d + 1\n", i, i + 1);
  buf_print(&text, "let a%d = 1\n", LINKS);
  Kit kit;
  kit_check(&kit, "", buf_z(&text), NULL);
  ck_assert_msg(kit.checked != NULL, "%s", buf_z(&kit.told));
  kit_end(&kit);
  buf_free(&text);
}
END_TEST

static void repeated(const char *before, const char *format, int times, const char *after, const char *codes) {
  Buf text;
  buf_init(&text, &alloc_system);
  buf_text(&text, before);
  for (int i = 0; i < times; i++) buf_print(&text, format, i, i);
  buf_text(&text, after);
  CheckCase row = {buf_z(&text), codes, NULL};
  kit_case("", &row, NULL);
  buf_free(&text);
}

START_TEST(limits) {
  repeated("record a from \"a\" key id { ", "c%d text ", 2000, "}", "");
  repeated("record a from \"a\" key id { ", "c%d text ", 2001, "}", "E035");
  repeated("let f(a: integer", ", b%d: text", 63, ") = a", "");
  repeated("let f(a: integer", ", b%d: text", 64, ") = a", "E035");
  repeated("param p: one of (\"a\"", ", \"t%d\"", 4095, ") = \"a\"", "");
  repeated("param p: one of (\"a\"", ", \"t%d\"", 4096, ") = \"a\"", "E035");
  repeated("param p = true classify k { ", "l%d when p ", 4096, "x otherwise }", "E035");
  repeated("list l = (1", ", %d", 50000, ")", "");
}
END_TEST

/* The n-th request for memory is refused, once or for ever. */
typedef struct Scarce {
  long left;
  bool for_ever;
} Scarce;

static void *scarce_hook(void *user, void *ptr, size_t old_size, size_t new_size) {
  Scarce *scarce = user;
  if (new_size > old_size && scarce->left-- <= 0 && (scarce->for_ever || scarce->left == -1)) return NULL;
  return alloc_system.fn(alloc_system.user, ptr, old_size, new_size);
}

static const char memory_text[] =
    "list l = (1, 2 + 3)\nparam p: money = 10\nlet f(a: number) = a * 2\nlet y = f(opens) + stafff\nscore v from 0 to 10 { base 1 "
    "add 2 when opens in l }\nclassify k by v { a from 5 b otherwise }\nchannel c { require consent cost 1 message \"{name}\" }\n"
    "choose z among c { by lowest cost }\nsegment s when k is a and revenue > p\ntest \"t\" { given { opens = 4 } expect s }\n";

static bool check_with(Scarce *scarce) {
  Alloc alloc = {scarce_hook, scarce};
  Kit kit = {0};
  arena_init(&kit.arena, &alloc_system);
  source_map_init(&kit.sources, &kit.arena);
  diag_init(&kit.diags, &kit.arena);
  Str text = arena_format(&kit.arena, "%s%s", KIT_SCHEMA, memory_text);
  kit.tree = module_load_text(&kit.arena, &kit.sources, &reader_files, "t.cible", text, &kit.diags);
  Arena small;
  arena_init(&small, &alloc);
  CheckInput input = {.arena = &small, .sources = &kit.sources, .tree = kit.tree};
  kit.diags.arena = &small;
  Checked *checked = check_program(&input, &kit.diags);
  ck_assert_ptr_null(checked); /* the text holds one mistake */
  bool failed = small.failed;
  arena_free(&small);
  arena_free(&kit.arena);
  return failed;
}

START_TEST(no_memory) {
  for (int for_ever = 0; for_ever < 2; for_ever++) {
    bool failed = true;
    for (long n = 0; n < 400 && (failed || n < 40); n++) failed = check_with(&(Scarce){n, for_ever == 1});
  }
}
END_TEST

START_TEST(list_from_file) {
  char path[] = "/tmp/cible_list_XXXXXX";
  int fd = mkstemp(path);
  ck_assert_int_ge(fd, 0);
  FILE *file = fdopen(fd, "w");
  fputs("code,name\n62,a\n58,b\n62,c\n,d\n", file);
  fclose(file);
  char text[256];
  snprintf(text, sizeof text, "list l from \"%s\" column \"code\"\n", path);
  Kit kit;
  kit_check(&kit, "", text, NULL);
  ck_assert_msg(kit.checked != NULL, "%s", buf_z(&kit.told));
  const Symbol *l = map_get(&kit.checked->program.names, STR("l"));
  ck_assert_uint_eq(l->list.count, 2);
  ck_assert(str_is(l->list.items[0].str, "62") && str_is(l->list.items[1].str, "58"));
  kit_end(&kit);
  snprintf(text, sizeof text, "list l from \"%s\" column \"cod\"\n", path);
  kit_case("", &(CheckCase){text, "E053", "it has no column \"cod\""}, NULL);
  unlink(path);
}
END_TEST

Suite *suite_check_program(void) {
  Suite *suite = suite_create("check_program");
  TCase *tcase = tcase_create("all");
  tcase_add_loop_test(tcase, record, 0, sizeof records / sizeof *records);
  tcase_add_test(tcase, record_contents);
  tcase_add_loop_test(tcase, test_block, 0, sizeof tests / sizeof *tests);
  tcase_add_loop_test(tcase, test_of_dates, 0, sizeof dated / sizeof *dated);
  tcase_add_loop_test(tcase, warning, 0, sizeof warnings / sizeof *warnings);
  tcase_add_loop_test(tcase, unused_name, 0, sizeof unused / sizeof *unused);
  tcase_add_test(tcase, unused_lookup);
  tcase_add_loop_test(tcase, setting, 0, sizeof settings / sizeof *settings);
  tcase_add_test(tcase, setting_of_nothing);
  tcase_add_loop_test(tcase, setting_of_a_module, 0, sizeof module_settings / sizeof *module_settings);
  tcase_add_test(tcase, setting_before_with);
  tcase_add_test(tcase, param_as_written_out);
  tcase_add_test(tcase, expressions_of_the_call);
  tcase_add_test(tcase, marks_for_lowering);
  tcase_add_test(tcase, long_chain);
  tcase_add_test(tcase, list_from_file);
  tcase_add_test(tcase, limits);
  tcase_add_test(tcase, no_memory);
  suite_add_tcase(suite, tcase);
  return suite;
}

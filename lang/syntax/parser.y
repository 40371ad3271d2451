/* SPDX-License-Identifier: MIT
 * The grammar of sections 1 to 5 of the language: no conflict, no precedence declaration, no separator. Actions build nodes
 * and do nothing else. A new word goes into keywords.def, into the tokens below and, where it is not reserved, into `name`. */
%require "3.8"
%language "C"
%define api.pure full
%define api.prefix {cible_}
%define api.token.prefix {TOK_}
%define api.value.type union
%define api.location.type {Span}
%define parse.error custom
%define parse.lac full
%locations
%expect 0
%param {Parser *parser}
%code requires {
#include "lang/syntax/parse_state.h"
}
%code {
#include "lang/syntax/parse_glue.h"
static int yylex(CIBLE_STYPE *value, Span *span, Parser *parser);
static void yyerror(const Span *span, Parser *parser, const char *message);
}

%token END 0 "the end"
%token START_PROGRAM START_EXPR START_LINE
%token RESUME_CLAUSE RESUME_ROW RESUME_DECL
%token <AstNode *> IDENT "a name" NUMBER "a number" PERCENT "a percentage" STRING "a text in quotes" DATE "a date"
%token <AstNode *> DATETIME "a date and time" DURATION "a duration"
/* reserved words */
%token AND "and" OR "or" NOT "not" IN "in" IS "is" IF "if" THEN "then" ELSE "else" TRUE "true" FALSE "false"
%token UNKNOWN "unknown" TODAY "today" NOW "now" WHEN "when" WHERE "where" OF "of" DEFAULT "default"
%token CONTAINS "contains" MATCHES "matches" COLUMN "column"
/* operators of several words and marks, made by the lexer */
%token STARTS_WITH "starts with" ENDS_WITH "ends with" IS_KNOWN "is known" IS_UNKNOWN "is unknown" IS_NOT "is not"
%token IS_ONE_OF "is one of" IS_NOT_ONE_OF "is not one of" NOT_IN "not in" WITHIN_LAST "within last" WITHIN_NEXT "within next"
%token DAYS_SINCE "days since" MONTHS_SINCE "months since" YEARS_SINCE "years since" DAYS_UNTIL "days until"
%token AT_LEAST "at least" THEN_NO "then no" NE "!=" LE "<=" GE ">=" DOTDOT ".."
/* words that are keywords only in their place: all of them stand in `name` too */
%token <AstNode *> INCLUDE "include" USE "use" PARAM "param" LISTING "list" RECORD "record" SUBJECT "subject" LET "let"
%token <AstNode *> SEGMENT "segment" SCORE "score" CLASSIFY "classify" CHANNEL "channel" OFFER "offer" TEAM "team"
%token <AstNode *> CHOOSE "choose" CAMPAIGN "campaign" MEASURE "measure" TEST "test"
%token <AstNode *> REQUIRE "require" EXCLUDE "exclude" BASE "base" ADD "add" SUBTRACT "subtract" HALVE "halve"
%token <AstNode *> WEIGHT "weight" GROUP "group" COST "cost" FIXED "fixed" EFFORT "effort" RESPONSE "response"
%token <AstNode *> CAPACITY "capacity" EXPORT "export" MESSAGE "message" PRICE "price" MARGIN "margin" INTERNAL "internal"
%token <AstNode *> EXTERNAL "external" PEOPLE "people" FORBID "forbid" PREFER "prefer" BY "by" TARGET "target" VALUE "value"
%token <AstNode *> OBJECTIVE "objective" BUDGET "budget" FROM "from" LIMIT "limit" FOLLOW "follow" CONTROL "control"
%token <AstNode *> ASSIGN "assign" GIVEN "given" EXPECT "expect"
%token <AstNode *> AS "as" WITH "with" TO "to" KEY "key" CSV "csv" ONE "one" PROBABILITY "probability" RANK "rank"
%token <AstNode *> SHARE "share" AMONG "among" ON "on" EVERY "every" SINCE "since" FOR "for" UP "up" TOP "top" NEXT "next"
%token <AstNode *> FIRST "first" REST "rest" OTHERWISE "otherwise" UNLESS "unless" MINUTES "minutes" PER "per" AT "at"
%token <AstNode *> HOURS "hours" HOUR "hour" DAY "day" WEEK "week" MONTH "month" LOWEST "lowest" HIGHEST "highest"
%token <AstNode *> CLIENTS "clients" RESPONSES "responses" SALES "sales" CONTACTS "contacts" AFTER "after" TIMES "times"
%token <AstNode *> BEST "best" WITHIN "within"

%type <AstNode *> program decls decl as with settings setting on title why type_of type base_type strings formals
%type <AstNode *> formals_given formal source fields field stored criteria criterion terms group_terms term group when span
%type <AstNode *> ruler among per cases case case_rule parts part channel_items channel_item period offer_items offer_item
%type <AstNode *> team_items team_item choose_items choose_item campaign_items campaign_item goal by up_to
%type <AstNode *> test_items test_item row cells assign rows
%type <AstNode *> exprs expr or ors and ands not test side dflt several sum prod pre prim quorum ref
%type <AstNode *> steps step uses use paths path names name
%type <Head *> head title_name
%type <Link *> link
%type <Parts *> set
%type <int> compare affix not_in since
%%
start: START_PROGRAM program                  { parser->tree = $program; }
     | START_EXPR expr                        { parser->tree = parse_shallow(parser, $expr); }
     | START_LINE                             { parser->tree = LIST_OF(PROGRAM, @$); }
     | START_LINE expr                        { parser->tree = parse_shallow(parser, $expr); }
     | START_LINE decls                       { parser->tree = $decls; }
     ;
decls: decl                                   { $$ = parse_declared(parser, LIST_OF(PROGRAM, @$), $decl); }
     | decls[list] decl                       { $$ = parse_declared(parser, $list, $decl); }
     ;
program: %empty                               { $$ = LIST_OF(PROGRAM, @$); }
       | program[list] decl                   { $$ = parse_declared(parser, $list, $decl); }
       | program[list] error RESUME_DECL      { $$ = $list; parse_resumed(parser); yyerrok; }
       | program[list] RESUME_DECL            { $$ = $list; parse_resumed(parser); yyerrok; }
       ;
/* How a block ends. Where `}` is missing, at the next declaration. */
end: '}' | error RESUME_DECL | RESUME_DECL ;
again: error RESUME_CLAUSE                    { parse_resumed(parser); yyerrok; } ;

decl: INCLUDE STRING                          { $$ = NODE(INCLUDE, @$, $STRING); }
    | USE STRING as with                      { $$ = NODE(USE, @$, $STRING, $as, $with, NULL); }
    | PARAM title_name[head] '=' expr         { $$ = NODE(PARAM, @$, PART($head, name), PART($head, title), NULL, $expr); }
    | PARAM name STRING type_of '=' expr      { $$ = NODE(PARAM, @$, $name, $STRING, $type_of, $expr); }
    | PARAM name type_of title '=' expr       { $$ = NODE(PARAM, @$, $name, $title, $type_of, $expr); }
    | LISTING title_name[head] '=' '(' exprs ')' { $$ = NODE(LISTING, @$, PART($head, name), PART($head, title), $exprs, NULL, NULL); }
    | LISTING title_name[head] FROM STRING[file] COLUMN STRING[stored]
                                              { $$ = NODE(LISTING, @$, PART($head, name), PART($head, title), NULL, $file, $stored); }
    | RECORD title_name[head] FROM source link '{' fields end
                                              { $$ = NODE(RECORD, @$, PART($head, name), PART($head, title), $source, PART($link, key), PART($link, of), PART($link, by), $fields); }
    | SUBJECT RECORD title_name[head] FROM source link '{' fields end
                                              { $$ = NODE_OP(RECORD, 1, @$, PART($head, name), PART($head, title), $source, PART($link, key), PART($link, of), PART($link, by), $fields); }
    | LET head '=' expr                       { $$ = NODE(LET, @$, HEAD($head), NULL, $expr); }
    | LET head type_of '=' expr               { $$ = NODE(LET, @$, HEAD($head), $type_of, $expr); }
    | SEGMENT head WHEN expr                  { $$ = NODE(SEGMENT, @$, HEAD($head), $expr, NULL, NULL); }
    | SEGMENT head '=' expr                   { $$ = NODE(SEGMENT, @$, HEAD($head), NULL, $expr, NULL); }
    | SEGMENT head '{' criteria end           { $$ = NODE(SEGMENT, @$, HEAD($head), NULL, NULL, $criteria); }
    | SCORE head '=' expr                     { $$ = NODE(SCORE, @$, HEAD($head), $expr, NULL, NULL, NULL); }
    | SCORE head FROM expr[lo] TO expr[hi] '{' terms end
                                              { $$ = NODE(SCORE, @$, HEAD($head), NULL, $lo, $hi, $terms); }
    | SCORE head AS PROBABILITY '{' terms end { $$ = NODE_OP(SCORE, 1, @$, HEAD($head), NULL, NULL, NULL, $terms); }
    | CLASSIFY head '=' expr                  { $$ = NODE(CLASSIFY, @$, HEAD($head), $expr, NULL, NULL); }
    | CLASSIFY head '{' cases end             { $$ = NODE(CLASSIFY, @$, HEAD($head), NULL, NULL, $cases); }
    | CLASSIFY head BY ruler '{' cases end    { $$ = NODE(CLASSIFY, @$, HEAD($head), NULL, $ruler, $cases); }
    | CHANNEL head '=' expr                   { $$ = NODE(CHANNEL, @$, HEAD($head), $expr, NULL); }
    | CHANNEL head '{' channel_items end      { $$ = NODE(CHANNEL, @$, HEAD($head), NULL, $channel_items); }
    | OFFER head '=' expr                     { $$ = NODE(OFFER, @$, HEAD($head), $expr, NULL); }
    | OFFER head '{' offer_items end          { $$ = NODE(OFFER, @$, HEAD($head), NULL, $offer_items); }
    | TEAM title_name[head] '{' team_items end { $$ = NODE(TEAM, @$, PART($head, name), PART($head, title), $team_items); }
    | CHOOSE title_name[head] AMONG paths '{' choose_items end
                                              { $$ = NODE(CHOOSE, @$, PART($head, name), PART($head, title), $paths, $choose_items); }
    | CAMPAIGN title_name[head] '{' campaign_items end
                                              { $$ = NODE(CAMPAIGN, @$, PART($head, name), PART($head, title), $campaign_items); }
    | MEASURE title_name[head] '=' expr       { $$ = NODE(MEASURE, @$, PART($head, name), PART($head, title), $expr, NULL); }
    | MEASURE title_name[head] '=' expr BY uses { $$ = NODE(MEASURE, @$, PART($head, name), PART($head, title), $expr, $uses); }
    | TEST STRING on '{' test_items end       { $$ = NODE(TEST, @$, $STRING, $on, $test_items); }
    ;
as: %empty { $$ = NULL; } | AS name           { $$ = $name; } ;
with: %empty { $$ = NULL; } | WITH settings   { $$ = $settings; } ;
settings: setting                             { $$ = PUSH(NULL, $setting); }
        | settings[list] ',' setting          { $$ = PUSH($list, $setting); }
        ;
setting: name '=' expr                        { $$ = NODE(SET, @$, $name, $expr); } ;
on: %empty { $$ = NULL; } | ON expr           { $$ = $expr; } ;
title: %empty { $$ = NULL; } | STRING ;
why: %empty { $$ = NULL; } | STRING ;
type_of: ':' type                             { $$ = $type; } ;
type: base_type | base_type '?'               { $$ = parse_optional($base_type, @$); } ;
base_type: path                               { $$ = NODE(TYPE, @$, $path, NULL); }
         | ONE OF '(' strings ')'             { $$ = NODE(TYPE, @$, NULL, $strings); }
         ;
strings: STRING                               { $$ = PUSH(NULL, $STRING); }
       | strings[list] ',' STRING             { $$ = PUSH($list, $STRING); }
       ;
/* A title stands after the name, or after the parameters. */
title_name: name title                        { $$ = parse_head(parser, $name, $title, NULL); } ;
head: title_name
    | name '(' formals ')' title              { $$ = parse_head(parser, $name, $title, $formals); }
    | name STRING '(' formals ')'             { $$ = parse_head(parser, $name, $STRING, $formals); }
    ;
formals: %empty                               { $$ = LIST_OF(LIST, @$); } | formals_given ;
formals_given: formal                         { $$ = PUSH(NULL, $formal); }
             | formals_given[list] ',' formal { $$ = PUSH($list, $formal); }
             ;
formal: name ':' type                         { $$ = NODE(FORMAL, @$, $name, $type); } ;

source: STRING | CSV STRING                   { $$ = NODE(CSV, @$, $STRING); } ;
link: %empty                                  { $$ = parse_link(parser, NULL, NULL, NULL); }
    | KEY name                                { $$ = parse_link(parser, $name, NULL, NULL); }
    | OF name[of] BY name[by]                 { $$ = parse_link(parser, NULL, $of, $by); }
    | KEY name[key] OF name[of] BY name[by]   { $$ = parse_link(parser, $key, $of, $by); }
    | OF name[of] BY name[by] KEY name[key]   { $$ = parse_link(parser, $key, $of, $by); }
    ;
fields: %empty { $$ = LIST_OF(LIST, @$); } | fields[list] field { $$ = PUSH($list, $field); } | fields[list] again { $$ = $list; } ;
field: name type stored title                 { $$ = NODE(FIELD, @$, $name, $type, $stored, $title); } ;
stored: %empty { $$ = NULL; } | COLUMN STRING { $$ = $STRING; } ;

criteria: %empty { $$ = LIST_OF(LIST, @$); } | criteria[list] criterion { $$ = PUSH($list, $criterion); } | criteria[list] again { $$ = $list; } ;
criterion: REQUIRE expr why                   { $$ = NODE(REQUIRE, @$, $expr, $why); }
         | EXCLUDE expr why                   { $$ = NODE(EXCLUDE, @$, $expr, $why); }
         ;
terms: %empty { $$ = LIST_OF(LIST, @$); } | terms[list] term { $$ = PUSH($list, $term); } | terms[list] group { $$ = PUSH($list, $group); }
     | terms[list] again { $$ = $list; } ;
group: GROUP STRING UP TO expr '{' group_terms end { $$ = NODE(GROUP, @$, $STRING, $expr, $group_terms); } ;
group_terms: %empty { $$ = LIST_OF(LIST, @$); } | group_terms[list] term { $$ = PUSH($list, $term); } | group_terms[list] again { $$ = $list; } ;
term: BASE expr why                           { $$ = NODE(BASE, @$, $expr, $why); }
    | ADD expr when why                       { $$ = NODE(ADD, @$, $expr, $when, $why); }
    | SUBTRACT expr when why                  { $$ = NODE_OP(ADD, 1, @$, $expr, $when, $why); }
    | HALVE EVERY span SINCE expr why         { $$ = NODE(HALVE, @$, $span, $expr, $why); }
    | WEIGHT expr[weight] FOR expr[for] why   { $$ = NODE(WEIGHT, @$, $weight, $for, $why); }
    ;
when: %empty { $$ = NULL; } | WHEN expr       { $$ = $expr; } ;
span: DURATION | path ; /* a duration, or the name of one */

ruler: exprs                                  { $$ = NODE(BY, @$, $exprs); }
     | RANK OF expr among per                 { $$ = NODE(RANK_OF, @$, $expr, $among, $per); }
     | SHARE OF expr among per                { $$ = NODE_OP(RANK_OF, 1, @$, $expr, $among, $per); }
     ;
among: %empty { $$ = NULL; } | AMONG use      { $$ = $use; } ;
per: %empty { $$ = NULL; } | PER expr         { $$ = $expr; } ;
cases: %empty { $$ = LIST_OF(LIST, @$); } | cases[list] case { $$ = PUSH($list, $case); } | cases[list] again { $$ = $list; } ;
case: name title case_rule why                { $$ = NODE(CASE, @$, $name, $title, $case_rule, $why); } ;
case_rule: WHEN expr                          { $$ = NODE(CASE_WHEN, @$, $expr); }
         | UNLESS expr                        { $$ = NODE_OP(CASE_WHEN, 1, @$, $expr); }
         | FROM expr                          { $$ = NODE(CASE_FROM, @$, $expr); }
         | TOP expr                           { $$ = NODE_OP(CASE_CUT, CUT_TOP, @$, $expr); }
         | NEXT expr                          { $$ = NODE_OP(CASE_CUT, CUT_NEXT, @$, $expr); }
         | FIRST expr                         { $$ = NODE_OP(CASE_CUT, CUT_FIRST, @$, $expr); }
         | REST                               { $$ = NODE_OP(CASE_CUT, CUT_REST, @$, NULL); }
         | OTHERWISE                          { $$ = NODE_OP(CASE_CUT, CUT_OTHERWISE, @$, NULL); }
         | FOR parts                          { $$ = NODE(CASE_FOR, @$, $parts); }
         ;
parts: part { $$ = PUSH(NULL, $part); } | parts[list] ',' part { $$ = PUSH($list, $part); } ;
part: name | '(' names ')'                    { $$ = $names; } ;

channel_items: %empty { $$ = LIST_OF(LIST, @$); } | channel_items[list] channel_item { $$ = PUSH($list, $channel_item); }
             | channel_items[list] again { $$ = $list; } ;
channel_item: criterion
            | COST expr why                   { $$ = NODE_OP(CLAUSE, CLAUSE_COST, @$, $expr, $why); }
            | EFFORT expr why                 { $$ = NODE(EFFORT, @$, $expr, $why); }
            | EFFORT expr MINUTES why         { $$ = NODE_OP(EFFORT, 1, @$, $expr, $why); }
            | TEAM path why                   { $$ = NODE_OP(CLAUSE, CLAUSE_TEAM, @$, $path, $why); }
            | RESPONSE expr why               { $$ = NODE_OP(CLAUSE, CLAUSE_RESPONSE, @$, $expr, $why); }
            | CAPACITY expr PER period why    { $$ = NODE(CAPACITY, @$, $expr, $period, $why); }
            | EXPORT uses why                 { $$ = NODE_OP(CLAUSE, CLAUSE_EXPORT, @$, $uses, $why); }
            | SUBJECT STRING why              { $$ = NODE_OP(CLAUSE, CLAUSE_SUBJECT, @$, $STRING, $why); }
            | MESSAGE STRING why              { $$ = NODE_OP(CLAUSE, CLAUSE_MESSAGE, @$, $STRING, $why); }
            ;
period: DAY                                   { $$ = WORD_OF(@$, "day"); }
      | WEEK                                  { $$ = WORD_OF(@$, "week"); }
      | MONTH                                 { $$ = WORD_OF(@$, "month"); }
      ;
offer_items: %empty { $$ = LIST_OF(LIST, @$); } | offer_items[list] offer_item { $$ = PUSH($list, $offer_item); }
           | offer_items[list] again { $$ = $list; } ;
offer_item: criterion
          | PRICE expr why                    { $$ = NODE_OP(CLAUSE, CLAUSE_PRICE, @$, $expr, $why); }
          | MARGIN expr why                   { $$ = NODE_OP(CLAUSE, CLAUSE_MARGIN, @$, $expr, $why); }
          | RESPONSE expr why                 { $$ = NODE_OP(CLAUSE, CLAUSE_RESPONSE, @$, $expr, $why); }
          | MESSAGE STRING why                { $$ = NODE_OP(CLAUSE, CLAUSE_MESSAGE, @$, $STRING, $why); }
          ;
team_items: %empty { $$ = LIST_OF(LIST, @$); } | team_items[list] team_item { $$ = PUSH($list, $team_item); }
          | team_items[list] again { $$ = $list; } ;
team_item: INTERNAL why                       { $$ = NODE_OP(CLAUSE, CLAUSE_INTERNAL, @$, NULL, $why); }
         | EXTERNAL why                       { $$ = NODE_OP(CLAUSE, CLAUSE_EXTERNAL, @$, NULL, $why); }
         | PEOPLE expr[count] AT expr[time] PER WEEK why       { $$ = NODE(PEOPLE, @$, $count, $time, $why); }
         | PEOPLE expr[count] AT expr[time] HOURS PER WEEK why { $$ = NODE_OP(PEOPLE, 1, @$, $count, $time, $why); }
         | COST expr PER HOUR why             { $$ = NODE_OP(CLAUSE, CLAUSE_COST, @$, $expr, $why); }
         ;
choose_items: %empty { $$ = LIST_OF(LIST, @$); } | choose_items[list] choose_item { $$ = PUSH($list, $choose_item); }
            | choose_items[list] again { $$ = $list; } ;
choose_item: FORBID paths WHEN expr why       { $$ = NODE(FORBID, @$, $paths, $expr, $why); }
           | PREFER path when why             { $$ = NODE(PREFER, @$, $path, $when, $why); }
           | BY LOWEST expr why               { $$ = NODE(BEST_BY, @$, $expr, $why); }
           | BY HIGHEST expr why              { $$ = NODE_OP(BEST_BY, 1, @$, $expr, $why); }
           ;
campaign_items: %empty { $$ = LIST_OF(LIST, @$); } | campaign_items[list] campaign_item { $$ = PUSH($list, $campaign_item); }
              | campaign_items[list] again { $$ = $list; } ;
campaign_item: TARGET uses why                { $$ = NODE_OP(CLAUSE, CLAUSE_TARGET, @$, $uses, $why); }
             | EXCLUDE expr why               { $$ = NODE(EXCLUDE, @$, $expr, $why); }
             | CHANNEL path why               { $$ = NODE_OP(CLAUSE, CLAUSE_CHANNEL, @$, $path, $why); }
             | OFFER path why                 { $$ = NODE_OP(CLAUSE, CLAUSE_OFFER, @$, $path, $why); }
             | VALUE expr why                 { $$ = NODE_OP(CLAUSE, CLAUSE_GAIN, @$, $expr, $why); }
             | OBJECTIVE expr goal why        { $$ = NODE(OBJECTIVE, @$, $expr, $goal, $why); }
             | BUDGET expr why                { $$ = NODE_OP(CLAUSE, CLAUSE_BUDGET, @$, $expr, $why); }
             | FIXED COST expr why            { $$ = NODE_OP(CLAUSE, CLAUSE_FIXED_COST, @$, $expr, $why); }
             | FROM expr[from] TO expr[to] BY period why { $$ = NODE(PERIOD, @$, $from, $to, $period, $why); }
             | LIMIT expr CONTACTS PER span why { $$ = NODE(LIMIT, @$, $expr, $span, $why); }
             | FOLLOW UP by AFTER span up_to when why { $$ = NODE(FOLLOW_UP, @$, $by, $span, $up_to, $when, $why); }
             | CONTROL expr why               { $$ = NODE_OP(CLAUSE, CLAUSE_CONTROL, @$, $expr, $why); }
             | ASSIGN BEST why                { $$ = NODE_OP(CLAUSE, CLAUSE_ASSIGN_BEST, @$, NULL, $why); }
             ;
goal: CLIENTS                                 { $$ = WORD_OF(@$, "clients"); }
    | RESPONSES                               { $$ = WORD_OF(@$, "responses"); }
    | SALES                                   { $$ = WORD_OF(@$, "sales"); }
    ;
by: %empty { $$ = NULL; } | BY path           { $$ = $path; } ;
up_to: %empty { $$ = NULL; } | UP TO expr TIMES { $$ = $expr; } ;

test_items: %empty { $$ = LIST_OF(LIST, @$); } | test_items[list] test_item { $$ = PUSH($list, $test_item); }
          | test_items[list] again { $$ = $list; } ;
test_item: GIVEN row                          { $$ = NODE(GIVEN, @$, NULL, $row); }
         | GIVEN name row                     { $$ = NODE(GIVEN, @$, $name, $row); }
         | EXPECT expr why                    { $$ = NODE(EXPECT, @$, $expr, $why); }
         ;
row: '{' row_end                              { $$ = LIST_OF(LIST, @$); } | '{' cells row_end { $$ = $cells; } ;
row_end: '}' | row_again '}' | error RESUME_DECL | RESUME_DECL ;
row_again: error RESUME_ROW                   { parse_resumed(parser); yyerrok; } ;
cells: assign { $$ = PUSH(NULL, $assign); } | cells[list] ',' assign { $$ = PUSH($list, $assign); } ;
assign: setting
      | name '=' '[' ']'                      { $$ = NODE(SET, @$, $name, LIST_OF(LIST, @3)); }
      | name '=' '[' rows ']'                 { $$ = NODE(SET, @$, $name, $rows); }
      ;
rows: row { $$ = PUSH(NULL, $row); } | rows[list] ',' row { $$ = PUSH($list, $row); } ;

/* Expressions: the ladder of section 4, one nonterminal a rung. */
exprs: expr { $$ = PUSH(NULL, $expr); } | exprs[list] ',' expr { $$ = PUSH($list, $expr); } ;
expr: or | IF expr[cond] THEN expr[then] ELSE expr[else] { $$ = NODE(IF, @$, $cond, $then, $else); } ;
or: ors                                       { $$ = parse_chain(parser, AST_OR, $ors); } ;
ors: and { $$ = PUSH(NULL, $and); } | ors[list] OR and { $$ = PUSH($list, $and); } ;
and: ands                                     { $$ = parse_chain(parser, AST_AND, $ands); } ;
ands: not { $$ = PUSH(NULL, $not); } | ands[list] AND not { $$ = PUSH($list, $not); } ;
not: test | NOT not[operand]                  { $$ = NODE(NOT, @$, $operand); } ;
test: side
    | side[left] compare side[right]          { $$ = NODE_OP(COMPARE, $compare, @$, $left, $right); }
    | side[left] MATCHES side[right]          { $$ = NODE(MATCHES, @$, $left, $right); }
    | side affix sum                          { $$ = NODE_OP(AFFIX, $affix, @$, $side, $sum); }
    | side affix several                      { $$ = NODE_OP(AFFIX, $affix, @$, $side, $several); }
    | side not_in sum                         { $$ = NODE_OP(IN, $not_in, @$, $side, $sum); }
    | side not_in several                     { $$ = NODE_OP(IN, $not_in, @$, $side, $several); }
    | side not_in sum[lo] DOTDOT sum[hi]      { $$ = NODE_OP(IN, $not_in, @$, $side, NODE(RANGE, span_join(@lo, @hi), $lo, $hi)); }
    | side IS name                            { $$ = NODE(IS, @$, $side, $name); }
    | side IS_NOT name                        { $$ = NODE_OP(IS, 1, @$, $side, $name); }
    | side IS_ONE_OF '(' names ')'            { $$ = NODE(IS, @$, $side, $names); }
    | side IS_NOT_ONE_OF '(' names ')'        { $$ = NODE_OP(IS, 1, @$, $side, $names); }
    | side IS_KNOWN                           { $$ = NODE(IS_KNOWN, @$, $side); }
    | side IS_UNKNOWN                         { $$ = NODE_OP(IS_KNOWN, 1, @$, $side); }
    | side WITHIN_LAST span                   { $$ = NODE(WITHIN, @$, $side, $span); }
    | side WITHIN_NEXT span                   { $$ = NODE_OP(WITHIN, 1, @$, $side, $span); }
    ;
side: sum | dflt ;
dflt: pre[left] DEFAULT pre[right]            { $$ = NODE(DEFAULT, @$, $left, $right); }
    | dflt[left] DEFAULT pre[right]           { $$ = NODE(DEFAULT, @$, $left, $right); }
    ;
compare: '=' { $$ = COMPARE_EQ; } | NE { $$ = COMPARE_NE; } | '<' { $$ = COMPARE_LT; } | LE { $$ = COMPARE_LE; }
       | '>' { $$ = COMPARE_GT; } | GE { $$ = COMPARE_GE; } ;
affix: CONTAINS { $$ = AFFIX_CONTAINS; } | STARTS_WITH { $$ = AFFIX_STARTS; } | ENDS_WITH { $$ = AFFIX_ENDS; } ;
not_in: IN { $$ = 0; } | NOT_IN { $$ = 1; } ;
/* A list of one is an operand in brackets, which the checker takes for a list: `(a)` cannot be both. */
several: '(' expr ',' exprs ')'               { $$ = parse_prepend(parser, @$, $expr, $exprs); } ;
sum: prod
   | sum[left] '+' prod                       { $$ = NODE_OP(ARITH, '+', @$, $left, $prod); }
   | sum[left] '-' prod                       { $$ = NODE_OP(ARITH, '-', @$, $left, $prod); }
   ;
prod: pre
    | prod[left] '*' pre                      { $$ = NODE_OP(ARITH, '*', @$, $left, $pre); }
    | prod[left] '/' pre                      { $$ = NODE_OP(ARITH, '/', @$, $left, $pre); }
    ;
pre: prim
   | '-' pre[operand]                         { $$ = NODE(NEG, @$, $operand); }
   | since pre[operand]                       { $$ = NODE_OP(SINCE, $since, @$, $operand); }
   ;
since: DAYS_SINCE { $$ = SINCE_DAYS; } | MONTHS_SINCE { $$ = SINCE_MONTHS; } | YEARS_SINCE { $$ = SINCE_YEARS; }
     | DAYS_UNTIL { $$ = SINCE_DAYS_UNTIL; } ;
prim: NUMBER | PERCENT | STRING | DATE | DATETIME | DURATION
    | TRUE                                    { $$ = LEAF_OF(TRUE, @$, "true"); }
    | FALSE                                   { $$ = LEAF_OF(FALSE, @$, "false"); }
    | UNKNOWN                                 { $$ = LEAF_OF(UNKNOWN, @$, "unknown"); }
    | TODAY                                   { $$ = LEAF_OF(TODAY, @$, "today"); }
    | NOW                                     { $$ = LEAF_OF(NOW, @$, "now"); }
    | ref
    | '(' expr ')'                            { $$ = NODE(BRACKETS, @$, $expr); }
    | AT_LEAST quorum OF '(' exprs ')'        { $$ = NODE(AT_LEAST, @$, $quorum, $exprs); }
    ;
quorum: NUMBER | path ;
ref: name
   | ref[left] '.' name                       { $$ = NODE(DOT, @$, $left, $name); }
   | ref[left] '[' expr ']'                   { $$ = NODE(INDEX, @$, $left, $expr); }
   | ref[left] '(' ')'                        { $$ = NODE(CALL, @$, $left, LIST_OF(LIST, @3)); }
   | ref[left] '(' exprs ')'                  { $$ = NODE(CALL, @$, $left, $exprs); }
   | ref[left] '(' expr[of] WHERE expr[cond] ')'
                                              { $$ = NODE(AGGREGATE, @$, $left, $of, NULL, $cond, NULL, NULL, NULL); }
   | ref[left] '(' expr[of] PER expr[by] ')'  { $$ = NODE(AGGREGATE, @$, $left, $of, NULL, NULL, NULL, $by, NULL); }
   | ref[left] '(' expr[of] WHERE expr[cond] PER expr[by] ')'
                                              { $$ = NODE(AGGREGATE, @$, $left, $of, NULL, $cond, NULL, $by, NULL); }
   | ref[left] '(' expr[of] PER expr[by] WHERE expr[cond] ')'
                                              { $$ = NODE(AGGREGATE, @$, $left, $of, NULL, $cond, NULL, $by, NULL); }
   | ref[left] '(' expr OF set ')'            { $$ = NODE(AGGREGATE, @$, $left, $expr, PART($set, set), PART($set, where), PART($set, by), PART($set, per), PART($set, args)); }
   | ref[left] '(' expr[of] BY expr[by] WHERE steps ')'
                                              { $$ = NODE(SEQUENCE, @$, $left, $of, $by, $steps); }
   ;
set: use                                      { $$ = parse_parts(parser, $use); }
   | set[of] WHERE expr                       { $$ = $of; parse_part(parser, $of ? &$of->where : NULL, $expr, "where"); }
   | set[of] BY expr                          { $$ = $of; parse_part(parser, $of ? &$of->by : NULL, $expr, "by"); }
   | set[of] PER expr                         { $$ = $of; parse_part(parser, $of ? &$of->per : NULL, $expr, "per"); }
   | set[of] ',' expr                         { $$ = $of; parse_argument(parser, $of, $expr); }
   ;
steps: step                                   { $$ = PUSH(NULL, $step); }
     | steps[list] THEN step                  { $$ = PUSH($list, $step); }
     | steps[list] THEN_NO step               { $$ = PUSH($list, parse_op($step, 1)); }
     ;
step: expr                                    { $$ = NODE(STEP, @$, $expr, NULL); }
    | expr WITHIN span                        { $$ = NODE(STEP, @$, $expr, $span); }
    ;

uses: use { $$ = PUSH(NULL, $use); } | uses[list] ',' use { $$ = PUSH($list, $use); } ;
use: path | path '(' exprs ')'                { $$ = NODE(CALL, @$, $path, $exprs); } ;
paths: path { $$ = PUSH(NULL, $path); } | paths[list] ',' path { $$ = PUSH($list, $path); } ;
path: name | path[left] '.' name              { $$ = NODE(DOT, @$, $left, $name); } ;
names: name { $$ = PUSH(NULL, $name); } | names[list] ',' name { $$ = PUSH($list, $name); } ;
name: IDENT
    | INCLUDE | USE | PARAM | LISTING | RECORD | SUBJECT | LET | SEGMENT | SCORE | CLASSIFY | CHANNEL | OFFER | TEAM | CHOOSE
    | CAMPAIGN | MEASURE | TEST | REQUIRE | EXCLUDE | BASE | ADD | SUBTRACT | HALVE | WEIGHT | GROUP | COST | FIXED | EFFORT
    | RESPONSE | CAPACITY | EXPORT | MESSAGE | PRICE | MARGIN | INTERNAL | EXTERNAL | PEOPLE | FORBID | PREFER | BY | TARGET
    | VALUE | OBJECTIVE | BUDGET | FROM | LIMIT | FOLLOW | CONTROL | ASSIGN | GIVEN | EXPECT | AS | WITH | TO | KEY | CSV | ONE
    | PROBABILITY | RANK | SHARE | AMONG | ON | EVERY | SINCE | FOR | UP | TOP | NEXT | FIRST | REST | OTHERWISE | UNLESS
    | MINUTES | PER | AT | HOURS | HOUR | DAY | WEEK | MONTH | LOWEST | HIGHEST | CLIENTS | RESPONSES | SALES | CONTACTS
    | AFTER | TIMES | BEST | WITHIN
    ;
%%
/* What bison knows of the error, in words; parse_error.c makes the message. */
static int yyreport_syntax_error(const yypcontext_t *context, Parser *parser) {
  enum { MOST = 160 };
  yysymbol_kind_t kinds[MOST];
  Expected expected = {.count = 0};
  int count = yypcontext_expected_tokens(context, kinds, MOST);
  for (int i = 0; i < count; i++) {
    if (kinds[i] == YYSYMBOL_RESUME_CLAUSE || kinds[i] == YYSYMBOL_RESUME_ROW || kinds[i] == YYSYMBOL_RESUME_DECL) continue;
    Str word = str_from(yysymbol_name(kinds[i]));
    if (word.p[0] == '\'' && word.n == 3) word = (Str){word.p + 1, 1};
    expected.words[expected.count++] = word;
  }
  parse_complain(parser, &expected);
  return 0;
}

/* Only for a stack that is full: the nesting is too deep. */
static void yyerror(const Span *span, Parser *parser, const char *message) {
  (void)message;
  parse_complain_depth(parser, *span);
  parser->stopped = true;
}

static int yylex(CIBLE_STYPE *value, Span *span, Parser *parser) {
  static const int starts[] = {TOK_START_PROGRAM, TOK_START_EXPR, TOK_START_LINE};
  static const int resumes[] = {TOK_RESUME_CLAUSE, TOK_RESUME_ROW, TOK_RESUME_DECL};
  const Token *token = parse_next(parser, span);
  if (!parser->started) {
    parser->started = true;
    return starts[parser->start];
  }
  if (parser->stopped) return TOK_END;
  if (parser->recovering) return resumes[parser->resume];
  value->TOK_IDENT = parse_leaf(parser, token);
  return token->kind;
}

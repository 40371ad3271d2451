/* SPDX-License-Identifier: MIT
 * Channels, offers and teams: each clause once, of its type, its constants in range; the names in messages. */
#include "lang/check/checker.h"

#include "runtime/data/written.h"

bool take_clause(Checker *c, const AstNode **slot, const AstNode *clause, const char *word) {
  if (!*slot) {
    *slot = clause;
    return true;
  }
  Diag *diag = diag_add(c->diags, DIAG_CLAUSE_TWICE, clause->span, word);
  diag_note(c->diags, diag, (*slot)->span, "first given here");
  return false;
}

/* Seen so far; `team` and the like, of which only the symbol is kept. */
typedef struct Seen {
  const AstNode *cost, *response, *team, *exports, *subject, *message, *price, *margin, *effort, *capacity, *kind, *people;
} Seen;

/* ---- values ---- */

static bool negative(const Value *value) {
  if (!value->known) return false;
  return value->kind == KIND_NUMBER ? value->f64 < 0 : value->i64 < 0;
}

static void check_amount(Checker *c, AstNode *value, const char *word, bool may_be_negative) {
  Str what = arena_format(c->arena, "`%s`", word);
  Value constant;
  if (!check_money(c, value, what.p)) return;
  if (!may_be_negative && constant_of(c, value, &constant) && negative(&constant))
    diag_add(c->diags, DIAG_OUT_OF_BOUNDS, value->span, what.p, "0 or more");
}

static void check_response(Checker *c, AstNode *value) {
  Value constant;
  if (!check_number(c, value, "`response`") || !constant_of(c, value, &constant) || !constant.known) return;
  double response = constant.kind == KIND_NUMBER ? constant.f64 : (double)constant.i64;
  if ((response >= 0 && response <= 0.5) || !lint_wanted(c, DIAG_HIGH_RESPONSE, value->span)) return;
  Str text = source_text(c->out->sources, value->span);
  const char *why = response < 0 ? "below 0: it is held at 0" : response > 1 ? "above 100 %: it is held at 100 %" : "above 50 %";
  Diag *diag = diag_add(c->diags, DIAG_HIGH_RESPONSE, value->span, STR_ARG(text), why);
  if (response > 1 && response <= 100 && ast_bare(value)->kind == AST_NUMBER)
    diag_help(c->diags, diag, "write `%.*s%%`", STR_ARG(text));
}

static void check_effort(Checker *c, AstNode *effort) {
  AstNode *value = effort->kid[EFFORT_VALUE];
  Value constant;
  if (effort->op == 1) {
    if (check_number(c, value, "the minutes of `effort`") && constant_of(c, value, &constant) && negative(&constant))
      diag_add(c->diags, DIAG_OUT_OF_BOUNDS, value->span, "`effort`", "0 or more");
    return;
  }
  check_expr(c, value);
  if (type_is_error(value->type)) return;
  Duration duration;
  if (is_open(c, value) && value->type->kind == TYPE_DURATION) return;
  if (value->type->kind != TYPE_DURATION || !duration_of(value, &duration)) {
    Diag *diag = diag_add(c->diags, DIAG_DURATION_WANTED, value->span, "`effort`", "a time");
    diag_label(c->diags, diag, "write `effort … minutes`");
  } else if (duration.unit != DURATION_SECONDS) {
    diag_add(c->diags, DIAG_DURATION_WANTED, value->span, "`effort`", "in minutes or hours");
  }
}

static void check_capacity(Checker *c, AstNode *capacity) {
  AstNode *value = capacity->kid[CAPACITY_VALUE];
  Value constant;
  if (!check_constant(c, value, type_of_kind(TYPE_NUMBER, false), "`capacity`", &constant)) return;
  if (negative(&constant)) diag_add(c->diags, DIAG_OUT_OF_BOUNDS, value->span, "`capacity`", "0 or more");
}

static void check_team_name(Checker *c, Symbol *service, AstNode *name) {
  Symbol *team = find_service_path(c, name);
  if (team && team->kind == SYM_TEAM) {
    team->used = true;
    name->symbol = team;
    service->service.team = team;
    return;
  }
  if (find_module(c, name)) {
    say_no_member(c, name, "team", true);
    return;
  }
  Str text = source_text(c->out->sources, name->span);
  Diag *diag = diag_add(c->diags, DIAG_UNKNOWN_THING, name->span, "team", STR_ARG(text));
  suggest_service(c, diag, text, SYM_TEAM);
}

/* ---- channels and offers ---- */

static void check_clause(Checker *c, Symbol *service, Seen *seen, AstNode *clause) {
  AstNode *value = clause->kid[CLAUSE_VALUE];
  Service *s = &service->service;
  switch ((ClauseWord)clause->op) {
  case CLAUSE_COST:
    if (take_clause(c, &seen->cost, clause, "cost")) s->cost = value;
    check_amount(c, value, "cost", false);
    break;
  case CLAUSE_PRICE:
    if (take_clause(c, &seen->price, clause, "price")) s->price = value;
    check_amount(c, value, "price", false);
    break;
  case CLAUSE_MARGIN:
    if (take_clause(c, &seen->margin, clause, "margin")) s->margin = value;
    check_amount(c, value, "margin", true);
    break;
  case CLAUSE_RESPONSE:
    if (take_clause(c, &seen->response, clause, "response")) s->response = value;
    check_response(c, value);
    break;
  case CLAUSE_TEAM:
    take_clause(c, &seen->team, clause, "team");
    check_team_name(c, service, value);
    break;
  case CLAUSE_EXPORT:
    if (take_clause(c, &seen->exports, clause, "export")) s->exports = value;
    break;
  case CLAUSE_SUBJECT:
    if (take_clause(c, &seen->subject, clause, "subject")) s->subject.text = value;
    break;
  case CLAUSE_MESSAGE:
    if (take_clause(c, &seen->message, clause, "message")) s->message.text = value;
    break;
  default:
    break;
  }
}

void check_service(Checker *c, Symbol *service) {
  const AstNode *decl = service->decl, *items = decl->kid[service->kind == SYM_CHANNEL ? CHANNEL_ITEMS : OFFER_ITEMS];
  Seen seen = {0};
  for (uint32_t i = 0; items && i < items->count; i++) {
    AstNode *item = items->kid[i];
    if (item->kind == AST_REQUIRE || item->kind == AST_EXCLUDE) check_condition(c, item->kid[REQUIRE_COND]);
    if (item->kind == AST_CLAUSE) check_clause(c, service, &seen, item);
    if (item->kind == AST_EFFORT) {
      if (take_clause(c, &seen.effort, item, "effort")) service->service.effort = item;
      check_effort(c, item);
    }
    if (item->kind == AST_CAPACITY) {
      take_clause(c, &seen.capacity, item, "capacity");
      check_capacity(c, item);
    }
  }
}

/* ---- what they only name ---- */

/* The place in the file of the n-th `{` of a text, up to its `}`; escapes are longer there than in the text. */
static Span brace_span(const Checker *c, const AstNode *text, uint32_t n) {
  Str s = source_text(c->out->sources, text->span);
  for (uint32_t i = 1; i + 1 < s.n; i++) {
    bool escape = s.p[i] == '\\', brace = s.p[i] == '{';
    if (escape && s.p[++i] == 'u') {
      uint32_t value = 0;
      for (i += 2; i < s.n && s.p[i] != '}'; i++) value = value * 16 + (uint32_t)(s.p[i] <= '9' ? s.p[i] - '0' : (s.p[i] | 32) - 'a' + 10);
      brace = value == '{';
    }
    if (!brace || n--) continue;
    uint32_t end = i + 1;
    while (end + 1 < s.n && s.p[end] != '}' && s.p[end] != '{') end++;
    end += end + 1 < s.n && s.p[end] == '}';
    return (Span){text->span.from + i, text->span.from + end};
  }
  return text->span;
}

static bool is_value(const Symbol *symbol) {
  return symbol && !symbol->template && symbol->kind != SYM_RECORD && symbol->kind != SYM_LIST && symbol->kind != SYM_MEASURE &&
         !(symbol->kind == SYM_LET && symbol->let.function);
}

/* What stands between braces that are closed, and means something. */
static void take_placeholder(Checker *c, Wording *wording, Span place, Str name, uint32_t from) {
  AstNode *node = ast_leaf(c->arena, AST_NAME, place, name);
  if (!node) return;
  check_expr(c, node);
  wording->places[wording->count++] = (Placeholder){from, from + name.n + 2, node};
}

static uint32_t braces_of(Str s) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < s.n; i++) count += s.p[i] == '{';
  return count;
}

/* `{name}` in a text that is written out for a contact; `{{` is a brace. */
static void check_wording(Checker *c, const AstNode *text, Wording *wording) {
  Str s = text->text;
  uint32_t braces = 0;
  wording->count = 0;
  wording->places = ARENA_ARRAY(c->arena, Placeholder, braces_of(s) + 1);
  for (uint32_t i = 0; wording->places && i < s.n; i++) {
    if (s.p[i] != '{') continue;
    if (i + 1 < s.n && s.p[i + 1] == '{') {
      braces += 2;
      i++;
      continue;
    }
    Span place = brace_span(c, text, braces++);
    uint32_t end = i + 1;
    while (end < s.n && s.p[end] != '}' && s.p[end] != '{') end++;
    Str inner = {s.p + i + 1, end - i - 1};
    bool closed = end < s.n && s.p[end] == '}';
    Symbol *symbol = closed ? find_here(c, inner) : NULL;
    if (is_value(symbol)) {
      take_placeholder(c, wording, place, inner, i);
    } else if (!closed || symbol || !inner.n || memchr(inner.p, ' ', inner.n)) {
      Str shown = {s.p + i, (closed ? end + 1 : end) - i};
      Diag *diag = diag_add(c->diags, DIAG_PLACEHOLDER, place, STR_ARG(shown));
      diag_help(c->diags, diag, closed ? "`{name}` stands for a column or a definition" : "a `}` is missing; `{{` is a brace");
    } else {
      Diag *diag = diag_add(c->diags, DIAG_UNKNOWN_NAME, place, STR_ARG(inner));
      suggest_name(c, diag, inner, NULL);
    }
    i = closed ? end : end - 1; /* a `{` that ends an open one is looked at itself */
  }
}

static void check_export(Checker *c, AstNode *name) {
  const Type *type = check_expr(c, name);
  if (type->kind == TYPE_DURATION) say_wrong_type(c, name, "what is exported", "a column or a definition");
}

void check_service_late(Checker *c, Symbol *service) {
  const AstNode *decl = service->decl, *items = decl->kid[service->kind == SYM_CHANNEL ? CHANNEL_ITEMS : OFFER_ITEMS];
  for (uint32_t i = 0; items && i < items->count; i++) {
    AstNode *item = items->kid[i];
    if (item->kind != AST_CLAUSE) continue;
    AstNode *value = item->kid[CLAUSE_VALUE];
    if (item->op == CLAUSE_SUBJECT) check_wording(c, value, &service->service.subject);
    if (item->op == CLAUSE_MESSAGE) check_wording(c, value, &service->service.message);
    if (item->op != CLAUSE_EXPORT) continue;
    if (value->kind != AST_LIST) check_export(c, value);
    else
      for (uint32_t k = 0; k < value->count; k++) check_export(c, value->kid[k]);
  }
}

/* ---- teams ---- */

static void check_people(Checker *c, AstNode *people) {
  AstNode *count = people->kid[PEOPLE_COUNT], *at = people->kid[PEOPLE_AT];
  Value value;
  if (check_constant(c, count, type_of_kind(TYPE_NUMBER, false), "`people`", &value) && negative(&value))
    diag_add(c->diags, DIAG_OUT_OF_BOUNDS, count->span, "`people`", "0 or more");
  if (people->op == 1) {
    if (!check_constant(c, at, type_of_kind(TYPE_NUMBER, false), "the hours of `people`", &value)) return;
    if (negative(&value) || value.f64 > 168) diag_add(c->diags, DIAG_OUT_OF_BOUNDS, at->span, "the hours per week", "from 0 to 168");
    return;
  }
  Duration hours;
  if (!check_duration(c, at, "the time per week of `people`", &hours)) return;
  if (hours.unit != DURATION_SECONDS) diag_add(c->diags, DIAG_DURATION_WANTED, at->span, "the time per week of `people`", "in hours or minutes");
  else if (hours.count > 168 * 3600) diag_add(c->diags, DIAG_OUT_OF_BOUNDS, at->span, "the hours per week", "from 0 to 168");
}

static void check_team_clause(Checker *c, Symbol *team, Seen *seen, AstNode *clause) {
  if (clause->op != CLAUSE_COST) {
    take_clause(c, &seen->kind, clause, clause->op == CLAUSE_INTERNAL ? "internal" : "external");
    return;
  }
  AstNode *value = clause->kid[CLAUSE_VALUE];
  if (take_clause(c, &seen->cost, clause, "cost")) team->service.cost = value;
  Value constant;
  if (!check_constant(c, value, type_of_kind(TYPE_MONEY, false), "the cost of an hour", &constant)) return;
  if (!constant.known) diag_add(c->diags, DIAG_NOT_CONSTANT, value->span, "the cost of an hour");
  else if (negative(&constant)) diag_add(c->diags, DIAG_OUT_OF_BOUNDS, value->span, "the cost of an hour", "0 or more");
}

void check_team(Checker *c, Symbol *team) {
  const AstNode *items = team->decl->kid[TEAM_ITEMS];
  Seen seen = {0};
  for (uint32_t i = 0; items && i < items->count; i++) {
    AstNode *item = items->kid[i];
    if (item->kind == AST_PEOPLE) {
      take_clause(c, &seen.people, item, "people");
      check_people(c, item);
    } else if (item->kind == AST_CLAUSE) {
      check_team_clause(c, team, &seen, item);
    }
  }
}

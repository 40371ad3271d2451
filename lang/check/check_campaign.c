/* SPDX-License-Identifier: MIT
 * Campaigns: each clause once, what it names, its type and its constants. Nothing hangs on a campaign but `control(NAME)`. */
#include "lang/check/checker.h"


/* ---- what is named ---- */

static bool is_choice_among(const Symbol *symbol, SymbolKind kind) {
  return symbol && symbol->kind == SYM_CHOOSE && (!symbol->choose.count || symbol->choose.items[0]->kind == kind);
}

/* A channel or offer, or where `choices` is set a choice among such. */
static void check_way(Checker *c, AstNode *path, SymbolKind kind, bool choices) {
  Symbol *symbol = find_service_path(c, path);
  if (!symbol && path->kind == AST_NAME) symbol = find_here(c, path->text);
  if (symbol && (symbol->kind == kind || (choices && is_choice_among(symbol, kind))) && !symbol->template) {
    symbol->used = true;
    path->symbol = symbol;
    return;
  }
  Str text = source_text(c->out->sources, path->span);
  const char *what = !choices            ? "channel"
                     : kind == SYM_OFFER ? "offer, and no choice among offers,"
                                         : "channel, and no choice among channels,";
  suggest_service(c, diag_add(c->diags, DIAG_UNKNOWN_THING, path->span, what, STR_ARG(text)), text, kind);
}

static void check_target(Checker *c, AstNode *target) {
  const Type *type = check_expr(c, target);
  if (type_is_error(type)) return;
  if (type->kind != TYPE_BOOLEAN || !target->symbol || target->symbol->kind != SYM_SEGMENT)
    say_wrong_type(c, target, "`target`", "a segment");
}

static void check_targets(Checker *c, AstNode *value) {
  if (value->kind != AST_LIST) check_target(c, value);
  else
    for (uint32_t i = 0; i < value->count; i++) check_target(c, value->kid[i]);
}

/* ---- amounts and times ---- */

static void check_bounds(Checker *c, AstNode *node, TypeKind kind, const char *what, double least, double greatest, const char *wanted) {
  Value value;
  if (!check_constant(c, node, type_of_kind(kind, false), what, &value) || !value.known) return;
  double number = value.kind == KIND_NUMBER ? value.f64 : value.kind == KIND_MONEY ? (double)value.i64 / MONEY_SCALE : (double)value.i64;
  if (number < least || number > greatest) diag_add(c->diags, DIAG_OUT_OF_BOUNDS, node->span, what, wanted);
}

static void check_period(Checker *c, AstNode *period) {
  AstNode *from = period->kid[PERIOD_FROM], *to = period->kid[PERIOD_TO];
  Value first, last;
  bool dates = check_constant(c, from, type_of_kind(TYPE_DATE, false), "the first day", &first);
  dates = check_constant(c, to, type_of_kind(TYPE_DATE, false), "the last day", &last) && dates;
  if (dates && first.known && last.known && last.i32 < first.i32)
    diag_add(c->diags, DIAG_OUT_OF_BOUNDS, to->span, "the last day", "no earlier than the first");
}

static void check_days(Checker *c, AstNode *node, const char *what) {
  Duration duration;
  if (check_duration(c, node, what, &duration) && duration.unit == DURATION_SECONDS)
    diag_add(c->diags, DIAG_DURATION_WANTED, node->span, what, "in days, weeks or months");
}

static AstNode *name_node(Checker *c, const char *name, Span span) { return ast_leaf(c->arena, AST_NAME, span, str_from(name)); }

/* The last step of the campaign whose contact meets the condition: `max(step of contacts where campaign = "spring" and …)`. */
static AstNode *last_step(Checker *c, const Symbol *campaign, AstNode *when) {
  Span span = when->span;
  AstNode *here = ast_new(c->arena, AST_COMPARE, span, AST_COMPARE_SLOTS, name_node(c, "campaign", span),
                          ast_leaf(c->arena, AST_STRING, span, campaign->name));
  AstNode *where = here ? ast_new(c->arena, AST_AND, span, AST_AND_SLOTS, here, when) : NULL;
  return where ? ast_new(c->arena, AST_AGGREGATE, span, AST_AGGREGATE_SLOTS, name_node(c, "max", span), name_node(c, "step", span),
                         name_node(c, "contacts", span), where, NULL, NULL, NULL)
               : NULL;
}

/* Its condition sees the contact that is followed. For plans it is then put into `last_step`, in its place in the tree; a program
 * whose own `contacts` has no campaigns and steps cannot be planned with it. */
static void check_followed(Checker *c, const Symbol *campaign, AstNode *follow) {
  AstNode *when = follow->kid[FOLLOW_UP_WHEN];
  Record *contacts = find_record(c, STR("contacts"));
  AstNode *copy = ast_copy(c->arena, when);
  if (!copy) return;
  uint32_t before = c->diags->errors;
  View outer = view_enter(c, AT_RELATED, contacts);
  check_condition(c, copy);
  view_leave(c, outer);
  bool kept = contacts && find_field(contacts, STR("campaign")) && find_field(contacts, STR("step"));
  if (c->diags->errors > before || !kept || !c->out->subject) return;
  AstNode *step = last_step(c, campaign, when);
  if (!step) return;
  DiagList said, *heard = c->diags;
  diag_init(&said, c->arena);
  c->diags = &said; /* all was said of the copy */
  check_expr(c, step);
  c->diags = heard;
  if (!said.errors) follow->kid[FOLLOW_UP_WHEN] = step;
}

static void check_follow_up(Checker *c, const Symbol *campaign, AstNode *follow) {
  if (follow->kid[FOLLOW_UP_BY]) check_way(c, follow->kid[FOLLOW_UP_BY], SYM_CHANNEL, false);
  check_days(c, follow->kid[FOLLOW_UP_AFTER], "the time of `follow up`");
  if (follow->kid[FOLLOW_UP_TIMES])
    check_bounds(c, follow->kid[FOLLOW_UP_TIMES], TYPE_INTEGER, "`times`", 1, 1000, "from 1 to 1000");
  if (follow->kid[FOLLOW_UP_WHEN]) check_followed(c, campaign, follow);
}

/* ---- the whole ---- */

typedef struct Clauses {
  const AstNode *by_word[CLAUSE_ASSIGN_BEST + 1], *objective, *period, *limit, *follow_up;
} Clauses;

static void check_clause(Checker *c, Clauses *seen, AstNode *clause) {
  static const char *const words[] = {
      [CLAUSE_TARGET] = "target", [CLAUSE_CHANNEL] = "channel", [CLAUSE_OFFER] = "offer", [CLAUSE_GAIN] = "value",
      [CLAUSE_BUDGET] = "budget", [CLAUSE_FIXED_COST] = "fixed cost", [CLAUSE_CONTROL] = "control", [CLAUSE_ASSIGN_BEST] = "assign best"};
  AstNode *value = clause->kid[CLAUSE_VALUE];
  const char *word = clause->op <= CLAUSE_ASSIGN_BEST ? words[clause->op] : NULL;
  if (word) take_clause(c, &seen->by_word[clause->op], clause, word);
  switch ((ClauseWord)clause->op) {
  case CLAUSE_TARGET: check_targets(c, value); break;
  case CLAUSE_CHANNEL: check_way(c, value, SYM_CHANNEL, true); break;
  case CLAUSE_OFFER: check_way(c, value, SYM_OFFER, true); break;
  case CLAUSE_GAIN: check_money(c, value, "`value`"); break;
  case CLAUSE_BUDGET: check_bounds(c, value, TYPE_MONEY, "`budget`", 0, 1e15, "0 or more"); break;
  case CLAUSE_FIXED_COST: check_bounds(c, value, TYPE_MONEY, "`fixed cost`", 0, 1e15, "0 or more"); break;
  case CLAUSE_CONTROL: check_bounds(c, value, TYPE_NUMBER, "`control`", 0, 1, "from 0 % to 100 %"); break;
  default: break;
  }
}

static void check_item(Checker *c, const Symbol *campaign, Clauses *seen, AstNode *item) {
  switch (item->kind) {
  case AST_CLAUSE: check_clause(c, seen, item); break;
  case AST_EXCLUDE: check_condition(c, item->kid[EXCLUDE_COND]); break;
  case AST_OBJECTIVE:
    take_clause(c, &seen->objective, item, "objective");
    check_bounds(c, item->kid[OBJECTIVE_COUNT], TYPE_NUMBER, "`objective`", 0, 1e15, "0 or more");
    break;
  case AST_PERIOD:
    take_clause(c, &seen->period, item, "from");
    check_period(c, item);
    break;
  case AST_LIMIT:
    check_bounds(c, item->kid[LIMIT_COUNT], TYPE_INTEGER, "`limit`", 1, 1e6, "at least 1");
    check_days(c, item->kid[LIMIT_PER], "the time of `limit`");
    break;
  case AST_FOLLOW_UP: check_follow_up(c, campaign, item); break;
  default: break;
  }
}

void check_campaign(Checker *c, Symbol *campaign) {
  const AstNode *items = campaign->decl->kid[CAMPAIGN_ITEMS];
  static const struct { ClauseWord word; const char *name; } needed[] = {
      {CLAUSE_TARGET, "target"}, {CLAUSE_CHANNEL, "channel"}, {CLAUSE_GAIN, "value"}};
  Clauses seen = {0};
  campaign->used = true; /* nothing needs to name it */
  for (uint32_t i = 0; items && i < items->count; i++) check_item(c, campaign, &seen, items->kid[i]);
  for (int i = 0; i < 3; i++)
    if (!seen.by_word[needed[i].word]) diag_add(c->diags, DIAG_CAMPAIGN_LACKS, campaign->span, STR_ARG(campaign->name), needed[i].name);
  if (!seen.period) diag_add(c->diags, DIAG_CAMPAIGN_LACKS, campaign->span, STR_ARG(campaign->name), "from … to … by …");
  campaign->campaign = seen.by_word[CLAUSE_CONTROL] ? seen.by_word[CLAUSE_CONTROL]->kid[CLAUSE_VALUE] : NULL;
}

/* `control(spring)`: is this record held back from the campaign? */
const Type *check_control(Checker *c, AstNode *node) {
  AstNode *args = node->kid[CALL_ARGS], *name = args && args->count == 1 ? args->kid[0] : NULL;
  Symbol *campaign = name ? find_service_path(c, name) : NULL;
  if (!campaign || campaign->kind != SYM_CAMPAIGN) {
    Str text = source_text(c->out->sources, name ? name->span : node->span);
    Diag *diag = diag_add(c->diags, DIAG_UNKNOWN_THING, name ? name->span : node->span, "campaign", STR_ARG(text));
    suggest_service(c, diag, text, SYM_CAMPAIGN);
    return fail(node);
  }
  const Record *subject = c->out->subject;
  if (!subject || subject->key_field == UINT32_MAX) {
    diag_add(c->diags, DIAG_CONTROL_KEY, node->span);
    return fail(node);
  }
  campaign->used = subject->fields[subject->key_field]->used = true;
  node->symbol = campaign;
  return set_type(node, type_of_kind(TYPE_BOOLEAN, false));
}

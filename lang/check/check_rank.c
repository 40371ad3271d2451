/* SPDX-License-Identifier: MIT
 * Classifications by rank and by share: what records are ranked by, among whom, and where the cuts are. */
#include "lang/check/checker.h"

#include "runtime/data/numeric.h"

enum { SHARE_SCALE = 18 };
static const int64_t WHOLE = 1000000000000000000; /* 100 % in 1 / 10^SHARE_SCALE */

/* ---- the ruler ---- */

static bool check_ranked(Checker *c, AstNode *value, bool share) {
  const Type *type = check_expr(c, value);
  if (type_is_error(type)) return false;
  if (type_is_numeric(type) || type->kind == TYPE_MONEY || (!share && type_is_ordered(type))) return true;
  Diag *diag = say_wrong_type(c, value, share ? "what is shared" : "what is ranked",
                              share ? "a number or money" : "a number, money, a date or a text");
  if (type->kind == TYPE_ONE_OF && !share) diag_help(c->diags, diag, "`text(…)` ranks it by the alphabet");
  return false;
}

static bool check_among(Checker *c, AstNode *among) {
  const Symbol *set = check_set(c, among);
  if (!set) return false;
  if (!set_row(set)) return true;
  Str text = source_text(c->out->sources, among->span);
  diag_add(c->diags, DIAG_NOT_RECORDS, among->span, STR_ARG(text), "records are ranked among those of a segment");
  return false;
}

/* Whether it holds, and in *optional whether a record may be outside of it all. */
static bool check_ruler(Checker *c, AstNode *by, bool *optional) {
  AstNode *among = by->kid[RANK_OF_AMONG], *per = by->kid[RANK_OF_PER];
  bool good = check_ranked(c, by->kid[RANK_OF_EXPR], by->op == 1);
  if (among) good = check_among(c, among) && good;
  if (per) good = check_per_value(c, per) && good;
  *optional = (among && among->symbol && among->symbol->kind == SYM_SEGMENT) || (per && per->type->optional);
  return good;
}

/* ---- sizes ---- */

/* As it was written; what is computed, as its shortest written form. */
static bool exact_share(const AstNode *size, double value, ProgramDecimal *out) {
  if (literal_is_number(size)) return literal_decimal(size, &out->mantissa, &out->scale);
  char text[NUMBER_TEXT];
  uint32_t n = number_write(value, text);
  return decimal_parse((Str){text, n}, &out->mantissa, &out->scale);
}

static bool out_of_bounds(Checker *c, const AstNode *size, bool count) {
  diag_add(c->diags, DIAG_OUT_OF_BOUNDS, size->span, count ? "the number of records of a class" : "the share of a class",
           count ? "0 or more" : "from 0 % to 100 %");
  return false;
}

static bool check_count(Checker *c, AstNode *size, bool share, ProgramCut *cut) {
  Value value;
  if (share) {
    Diag *diag = diag_add(c->diags, DIAG_CUT_SIZE, size->span, STR_ARG(source_text(c->out->sources, size->span)));
    diag_help(c->diags, diag, "a share is written `20%%`");
    return false;
  }
  if (!check_constant(c, size, type_of_kind(TYPE_INTEGER, false), "the size of a class", &value)) return false;
  if (!value.known || value.i64 < 0) return out_of_bounds(c, size, true);
  cut->size = SIZE_COUNT;
  cut->count = value.i64;
  return true;
}

static bool check_share(Checker *c, AstNode *size, ProgramCut *cut) {
  Value value;
  if (!check_constant(c, size, type_of_kind(TYPE_NUMBER, false), "the size of a class", &value)) return false;
  if (!value.known || value.f64 < 0 || value.f64 > 1) return out_of_bounds(c, size, false);
  cut->size = SIZE_SHARE;
  if (exact_share(size, value.f64, &cut->share)) return true;
  diag_add(c->diags, DIAG_LITERAL_RANGE, size->span, STR_ARG(source_text(c->out->sources, size->span)));
  return false;
}

static bool check_size(Checker *c, AstNode *size, bool share, ProgramCut *cut) {
  const Type *type = check_expr(c, size);
  if (type_is_error(type)) return false;
  if (type->kind == TYPE_INTEGER) return check_count(c, size, share, cut);
  if (type->kind == TYPE_NUMBER) return check_share(c, size, cut);
  say_wrong_type(c, size, "the size of a class", share ? "a share such as 5%" : "a share such as 5%, or a number of records");
  return false;
}

/* ---- cuts ---- */

static bool check_word(Checker *c, const AstNode *rule, bool share, bool first) {
  const char *opens = share ? "first" : "top", *is = case_word(rule), *wanted = first ? opens : "next";
  bool cut = rule->kind == AST_CASE_CUT && rule->op != CUT_OTHERWISE;
  bool other = cut && rule->op == (share ? CUT_TOP : CUT_FIRST);
  if (!cut) {
    Diag *diag = diag_add(c->diags, DIAG_CASE_FORM, rule->span, is, share ? "a classification by share" : "a classification by rank");
    if (rule->kind == AST_CASE_CUT) diag_help(c->diags, diag, "the last class is `LABEL rest`");
    else diag_help(c->diags, diag, "its classes are `LABEL %s 20%%`, `LABEL next 30%%` and `LABEL rest`", opens);
    return false;
  }
  if (str_is(str_from(wanted), is)) return true;
  Diag *diag = diag_add(c->diags, DIAG_CUT_ORDER, rule->span, is, wanted);
  if (other) diag_help(c->diags, diag, share ? "`top` goes with `by rank of`" : "`first` goes with `by share of`");
  else diag_help(c->diags, diag, "`%s` stands before the first class, `next` before all others, and `rest` last", opens);
  return false;
}

typedef struct Total {
  int64_t sum; /* of the shares, in 1 / 10^SHARE_SCALE */
  bool told;
} Total;

static void add_share(Checker *c, const AstNode *rule, const ProgramCut *cut, Total *total) {
  if (cut->size != SIZE_SHARE) return;
  int64_t share = cut->share.mantissa;
  for (uint32_t i = cut->share.scale; i < SHARE_SCALE; i++) share *= 10;
  total->sum += share;
  if (total->told || total->sum <= WHOLE) return;
  total->told = true;
  char text[NUMBER_TEXT];
  uint32_t n = number_write((double)total->sum / 1e16, text);
  diag_add(c->diags, DIAG_CUT_SUM, rule->span, (int)n, text);
}

/* ---- the whole ---- */

void check_ranking(Checker *c, Symbol *classify) {
  const AstNode *decl = classify->decl, *cases = decl->kid[CLASSIFY_CASES];
  AstNode *by = decl->kid[CLASSIFY_BY];
  bool share = by->op == 1, optional = false, ended = false;
  check_ruler(c, by, &optional);
  if (type_is_error(classify->type)) return;
  ProgramCut *cuts = ARENA_ARRAY(c->arena, ProgramCut, cases->count + 1);
  if (!cuts) return;
  Total total = {0};
  for (uint32_t i = 0; i < cases->count; i++) {
    const AstNode *item = cases->kid[i];
    AstNode *rule = item->kid[CASE_RULE];
    if (ended) {
      diag_add(c->diags, DIAG_AFTER_OTHERWISE, item->span, "rest");
      return;
    }
    ProgramCut *cut = &cuts[i];
    *cut = (ProgramCut){.size = SIZE_REST, .label = (uint32_t)item->kid[CASE_LABEL]->constant->i32};
    ended = rule->kind == AST_CASE_CUT && rule->op == CUT_REST;
    if (ended || !check_word(c, rule, share, i == 0) || total.told) continue;
    if (check_size(c, rule->kid[CASE_CUT_SIZE], share, cut)) add_share(c, rule, cut, &total);
  }
  const AstNode *last = cases && cases->count ? cases->kid[cases->count - 1]->kid[CASE_RULE] : NULL;
  bool otherwise = last && last->kind == AST_CASE_CUT && last->op == CUT_OTHERWISE; /* told where it stands */
  if (!ended && !otherwise) diag_add(c->diags, DIAG_OTHERWISE_WANTED, classify->span, STR_ARG(classify->name), "rest");
  classify->classify.form = share ? FORM_SHARE : FORM_RANK;
  classify->classify.cuts = cuts;
  classify->classify.cut_count = cases->count;
  classify->type = type_optional(classify->type, optional, c->arena);
}

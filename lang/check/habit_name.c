/* SPDX-License-Identifier: MIT
 * Names that are not there, as they were meant: `last-contact`, `vrai`, `coalesce(…)`, `recency(…)` of a module. */
#include "lang/check/checker.h"
#include "lang/syntax/foreign.h"
#include "stdlib/modules.h"

/* ---- what type a name should have ---- */

void hint_type(Checker *c, const AstNode *node, const Type *type) {
  c->hinted = ast_bare(node);
  c->hint = type;
}

void hint_beside(Checker *c, const AstNode *node, const AstNode *other) {
  const AstNode *bare = ast_bare(other);
  const Type *type = bare->type && !type_is_error(bare->type) ? bare->type : NULL;
  if (!type && literal_is_number(bare)) type = type_of_kind(TYPE_NUMBER, false);
  if (!type && bare->kind == AST_STRING) type = type_of_kind(TYPE_TEXT, false);
  if (!type && bare->kind == AST_DATE) type = type_of_kind(TYPE_DATE, false);
  hint_type(c, node, type);
}

const Type *hint_for(const Checker *c, const AstNode *node) { return c->hinted == node ? c->hint : NULL; }

/* ---- names ---- */

bool habit_hyphen(Checker *c, AstNode *minus) {
  AstNode *left = minus->kid[ARITH_LEFT], *right = minus->kid[ARITH_RIGHT];
  bool names = minus->op == '-' && left->kind == AST_NAME && right->kind == AST_NAME && right->span.from == left->span.to + 1;
  if (!names || find_name(c, left->text) || find_name(c, right->text)) return false;
  Str written = source_text(c->out->sources, minus->span);
  Str meant = arena_format(c->arena, "%.*s_%.*s", STR_ARG(left->text), STR_ARG(right->text));
  Diag *diag = diag_add(c->diags, DIAG_UNKNOWN_NAME, minus->span, STR_ARG(written));
  suggest_name(c, diag, meant, NULL);
  if (find_name(c, meant)) diag_label(c->diags, diag, "did you mean `%.*s`?", STR_ARG(meant));
  fail(left);
  fail(right);
  return true;
}

bool habit_value(Checker *c, Diag *diag, Str name) {
  const char *help = foreign_help(FOREIGN_VALUE, name);
  if (help) diag_help_text(c->diags, diag, help);
  return help != NULL;
}

void habit_no_name(Checker *c, Diag *diag) {
  enum { TOLD_MOST = 8 };
  const Record *subject = c->space->use ? NULL : c->out->subject;
  if (!subject || c->columns_told) return;
  c->columns_told = true;
  Str all = STR("");
  for (uint32_t i = 0; i < subject->field_count && i < TOLD_MOST; i++)
    all = arena_format(c->arena, "%.*s%s`%.*s`", STR_ARG(all), i ? ", " : "", STR_ARG(subject->fields[i]->name));
  diag_help(c->diags, diag, "the columns of `%.*s` are %.*s%s", STR_ARG(subject->symbol->name), STR_ARG(all),
            subject->field_count > TOLD_MOST ? ", …" : "");
}

/* ---- functions of modules ---- */

/* Does the text declare a let, segment, score, classification, channel or offer of this name, with parameters? */
static bool declares(const char *text, Str name) {
  static const char *const words[] = {"let ", "segment ", "score ", "classify ", "channel ", "offer "};
  for (const char *line = text; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL)
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
      size_t n = strlen(words[i]);
      if (strncmp(line, words[i], n) == 0 && strncmp(line + n, name.p, name.n) == 0 && line[n + name.n] == '(') return true;
    }
  return false;
}

static bool help_used(Checker *c, Diag *diag, Str name) {
  const Map *modules = &c->space->modules;
  for (size_t i = 0; i < modules->size; i++) {
    const Namespace *module = modules->slots[i].key.p ? modules->slots[i].value : NULL;
    if (!module || !map_get(&module->names, name)) continue;
    diag_label(c->diags, diag, "did you mean `%.*s.%.*s`?", STR_ARG(modules->slots[i].key), STR_ARG(name));
    return true;
  }
  return false;
}

bool habit_function(Checker *c, Diag *diag, Str name) {
  if (help_used(c, diag, name)) return true;
  for (uint32_t i = 0; i < std_module_count; i++) {
    const StdModule *module = &std_modules[i];
    if (!declares(module->text, name)) continue;
    diag_help(c->diags, diag, "the standard library has it: `use \"std/%s\"`, then `%s.%.*s(…)`", module->name, module->name, STR_ARG(name));
    return true;
  }
  const char *help = foreign_help(FOREIGN_FUNCTION, name);
  if (help) diag_help_text(c->diags, diag, help);
  return help != NULL;
}

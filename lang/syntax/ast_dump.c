/* SPDX-License-Identifier: MIT
 * The tree as indented text, one node a line: its slot, its word, its op, its text, its place. */
#include "lang/syntax/ast.h"
#include "runtime/base/utf8.h"

typedef struct Dump {
  const SourceMap *sources;
  Buf *out;
} Dump;

/* "LET_NAME, LET_TITLE, …": where the names of the slots come from. */
static const char *slots_of(AstKind kind) {
  static const char *const slots[AST_KIND_COUNT] = {
#define AST(kind, word, ...) #__VA_ARGS__,
#define LEAF(kind, word) "",
#define MANY(kind, word) "",
#include "lang/syntax/ast.def"
#undef AST
#undef LEAF
#undef MANY
  };
  return slots[kind];
}

static const char *kind_id(AstKind kind) {
  static const char *const ids[AST_KIND_COUNT] = {
#define AST(kind, word, ...) #kind,
#define LEAF(kind, word) #kind,
#define MANY(kind, word) #kind,
#include "lang/syntax/ast.def"
#undef AST
#undef LEAF
#undef MANY
  };
  return ids[kind];
}

/* The slot's name, in small letters and without its node's: "value: ". */
static void dump_slot(const Dump *dump, AstKind kind, uint32_t index) {
  const char *p = slots_of(kind);
  if (!*p) return;
  for (uint32_t i = 0; i < index; i++) {
    p += strcspn(p, ",");
    p += strspn(p, ", ");
  }
  for (p += strlen(kind_id(kind)) + 1; *p && *p != ','; p++)
    buf_char(dump->out, *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p);
  buf_text(dump->out, ": ");
}

static const char *op_word(const AstNode *node) {
  static const char *const compare[] = {"=", "!=", "<", "<=", ">", ">="};
  static const char *const affix[] = {"contains", "starts with", "ends with"};
  static const char *const since[] = {"days since", "months since", "years since", "days until"};
  static const char *const cut[] = {"top", "next", "first", "rest", "otherwise"};
  static const char *const clause[] = {"cost",     "fixed cost", "response",   "team",   "export",
                                       "subject",  "message",    "price",      "margin", "internal",
                                       "external", "target",     "channel",    "offer",  "budget",
                                       "value",    "control",    "assign best"};
  switch (node->kind) {
  case AST_COMPARE: return compare[node->op];
  case AST_AFFIX: return affix[node->op];
  case AST_SINCE: return since[node->op];
  case AST_CASE_CUT: return cut[node->op];
  case AST_CLAUSE: return clause[node->op];
  case AST_ARITH: return node->op == '+' ? "+" : node->op == '-' ? "-" : node->op == '*' ? "*" : "/";
  case AST_BEST_BY: return node->op ? "highest" : "lowest";
  case AST_WITHIN: return node->op ? "next" : "last";
  case AST_RECORD: return node->op ? "subject" : NULL;
  case AST_TYPE: return node->op ? "?" : NULL;
  case AST_SCORE: return node->op ? "as probability" : NULL;
  case AST_ADD: return node->op ? "subtract" : NULL;
  case AST_RANK_OF: return node->op ? "share" : NULL;
  case AST_CASE_WHEN: return node->op ? "unless" : NULL;
  case AST_EFFORT: return node->op ? "minutes" : NULL;
  case AST_PEOPLE: return node->op ? "hours" : NULL;
  case AST_IN:
  case AST_IS:
  case AST_IS_KNOWN:
  case AST_STEP: return node->op ? "not" : NULL;
  default: return NULL;
  }
}

static void dump_node(const Dump *dump, const AstNode *node, uint32_t level) {
  buf_text(dump->out, ast_word(node->kind));
  const char *op = op_word(node);
  if (op) buf_print(dump->out, " %s", op);
  if (node->text.p) {
    buf_text(dump->out, node->kind == AST_STRING ? " \"" : " ");
    utf8_show(dump->out, node->text);
    if (node->kind == AST_STRING) buf_char(dump->out, '"');
  }
  if (dump->sources && node->span.to) {
    Place from = source_place(dump->sources, node->span.from),
          to = source_place(dump->sources, node->span.to);
    buf_print(dump->out, "  %u:%u-", from.line, from.column);
    if (to.line != from.line) buf_print(dump->out, "%u:", to.line);
    buf_print(dump->out, "%u", to.column);
  }
  buf_char(dump->out, '\n');
  for (uint32_t i = 0; i < node->count; i++) {
    if (!node->kid[i] || (node->kind == AST_USE && i == USE_TREE)) continue; /* a module is a program of its own */
    buf_fill(dump->out, ' ', 2 * (size_t)(level + 1));
    dump_slot(dump, node->kind, i);
    dump_node(dump, node->kid[i], level + 1);
  }
}

void ast_dump(const AstNode *node, const SourceMap *sources, Buf *out) {
  Dump dump = {sources, out};
  if (node) dump_node(&dump, node, 0);
}

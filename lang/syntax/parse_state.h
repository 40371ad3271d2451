/* What the parser's parts share: the tokens, where it stands, and how it goes on after an error. Private to
 * parse*.c and parser.y.
 *
 * Recovery: after a message the lexer side skips to a place to go on and answers with a RESUME token, which
 * only the `error` productions take; so bison discards nothing by guess. RESUME_DECL is answered again and
 * again until the program level has taken it, and closes every block on its way there. */
#ifndef CIBLE_LANG_PARSE_STATE_H
#define CIBLE_LANG_PARSE_STATE_H

#include "lang/syntax/ast.h"
#include "lang/syntax/lex.h"
#include "lang/syntax/parse.h"

typedef enum Resume {
  RESUME_CLAUSE, /* the next token may start a clause of the block, or closes it */
  RESUME_ROW,    /* the next token closes the row { … } of a test */
  RESUME_DECL,   /* the next token may start a declaration, or is the end */
} Resume;

typedef struct Parser {
  Arena *arena;
  DiagList *diags;
  Lex *lex;
  ParseStart start;
  bool started;
  uint32_t at;   /* the token that is read next; tokens[at - 1] was read last */
  uint32_t decl; /* the first token of the declaration under way */
  bool recovering;
  uint32_t answers; /* RESUME tokens given since the error */
  Resume resume;
  uint32_t resumed;    /* where it went on the last time; UINT32_MAX: not yet */
  uint32_t complained; /* the token of the last message; UINT32_MAX: none */
  uint32_t errors;     /* of the grammar, told or kept back */
  bool at_end;         /* the first of them was at the end */
  bool stopped;
  AstNode *tree;
} Parser;

/* The title and parameters behind a declaration's name. */
typedef struct Head {
  AstNode *name, *title, *formals;
} Head;

/* What stands behind an aggregate's set, in any order. */
typedef struct Parts {
  AstNode *set, *where, *by, *per, *args;
} Parts;

/* A record's key and link. */
typedef struct Link {
  AstNode *key, *of, *by;
} Link;

/* What could stand where the error is. */
typedef struct Expected {
  Str words[160]; /* as the grammar names them: "when", "a number" */
  int count;
} Expected;

/* parse.c: */
/* The declaration that ends before the token last read: dropped (with a message) where it is too deep. */
AstNode *parse_declared(Parser *parser, AstNode *program, AstNode *decl);
AstNode *parse_shallow(Parser *parser, AstNode *tree);
/* A chain of `and` or `or`: of few parts from the left, of many as a tree that is balanced, so that depth
 * stays small. */
AstNode *parse_chain(Parser *parser, AstKind kind, const AstNode *parts);
/* parse_error.c: */
/* Tells the error at the token last read, unless it follows from one already told. */
void parse_complain(Parser *parser, const Expected *expected);
void parse_complain_depth(Parser *parser, Span span);
void parse_complain_twice(Parser *parser, Span span, const char *word);
/* The text of the tokens from..to, both included. */
Str parse_source_between(const Parser *parser, uint32_t from, uint32_t to);
/* The first token of an operand that ends at `at`: `a`, `a.b`, `f(x)`, `(…)`, `r[k].c`, a literal. */
uint32_t parse_operand_start(const Parser *parser, uint32_t at);
/* The last token of an operand that starts at `at`. */
uint32_t parse_operand_end(const Parser *parser, uint32_t at);
/* parse_habit.c: */
/* Tells what was written from habit, with what this language writes for it; false where it is nothing known. */
bool parse_complain_habit(Parser *parser, uint32_t at, const Expected *expected);
/* parse_head.c, parse_clause.c: the same for heads of declarations, and for clauses, cases and fields. */
bool parse_complain_head(Parser *parser, uint32_t at, const Expected *expected);
bool parse_complain_clause(Parser *parser, uint32_t at, const Expected *expected);
/* `Small firms` as a name: small_firms; in the arena. */
Str parse_as_name(Parser *parser, Str text);
/* parse_foreign.c: */
/* The same for words of other languages. */
bool parse_complain_foreign(Parser *parser, uint32_t at, const Expected *expected);
/* What could stand there and is meant by a word of another language; p is NULL where nothing is. */
Str parse_meant(const Expected *expected, Str word);
/* parse_mark.c: */
/* Tells a comma that separates clauses, and a unit that is no word of the language. */
bool parse_complain_comma(Parser *parser, uint32_t at, const Expected *expected);
/* Adds the help for a sign or word that is missing or one too many; false where there is none. */
bool parse_mark_help(Parser *parser, Diag *diag, uint32_t at, const Expected *expected);
/* parse_expect.c: */
bool parse_expects(const Expected *expected, const char *word);
/* "a name, `when` or `{`", in the arena. */
Str parse_expected_text(Parser *parser, const Expected *expected);
/* The word that could stand there and is spelt much like this one; p is NULL where none is. */
Str parse_nearest(Parser *parser, const Expected *expected, Str word);
/* Says what was probably meant by the token, as the label of the message; false where nothing is near. */
bool parse_suggest(Parser *parser, Diag *diag, const Expected *expected, const Token *token);
/* Says what there is to choose from, where that helps. */
void parse_suggest_words(Parser *parser, Diag *diag, const Expected *expected, const Token *token);
/* parse_recover.c: */
/* Sets parser->at to where reading goes on after the error at the token last read. */
Resume parse_resume(Parser *parser);
/* Does a declaration start at this token? */
bool parse_starts_declaration(const Parser *parser, uint32_t at);
/* The innermost bracket still open before the token `at`, within the declaration; UINT32_MAX where none. */
uint32_t parse_open_bracket(const Parser *parser, uint32_t at, const char *kinds);
/* Does the text want more behind this token (an operator, a comma, an open bracket)? */
bool parse_wants_more(const Token *token);
/* Is it such a token, or a clause's word alone on its line? For the last token of a line. */
bool parse_breaks_off(const Token *token);
void parse_resumed(Parser *parser);

#endif

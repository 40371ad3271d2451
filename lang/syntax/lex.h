/* Tokens: what the generated lexer makes of a file, all at once, so that the parser can look back for its
 * messages and forward for a place to go on. Texts are in the arena of the compilation or static. */
#ifndef CIBLE_LANG_LEX_H
#define CIBLE_LANG_LEX_H

#include "runtime/base/diag.h"

typedef enum TokenClass {
  TOKEN_NAME,
  TOKEN_KEYWORD, /* a word of the language that may be a name elsewhere */
  TOKEN_RESERVED,
  TOKEN_OPERATOR, /* of several words, or a mark such as `<=` */
  TOKEN_NUMBER,
  TOKEN_PERCENT,
  TOKEN_TEXT,
  TOKEN_DATE,
  TOKEN_DATETIME,
  TOKEN_DURATION,
  TOKEN_END,
} TokenClass;

typedef struct Token {
  int kind; /* the generated parser's number */
  TokenClass class;
  bool first; /* on its line */
  Span span;
  Str text; /* names: NFC; literals: their value as ast.def says; else the word or mark itself */
} Token;

/* What keywords.def says of a word. */
enum { WORD_RESERVED = 1, WORD_DECL = 2, WORD_CLAUSE = 4, WORD_JOIN = 8 };

typedef struct Lex {
  Arena *arena;
  DiagList *diags;
  Str text;           /* ends in two NULs, which the scanner wants; a mark at the start is skipped */
  uint32_t base;      /* what to add to an offset in `text` to make it one of the source map */
  uint32_t start, at; /* offsets of the token under way and of the byte behind it */
  bool fresh;         /* no token on this line yet */
  bool stopped;       /* too many errors: the rest is not read */
  bool separated;     /* a `;` has been told */
  bool open;          /* the last text or name is not closed, and the text ends there */
  Token *tokens;
  uint32_t count, size;
  uint32_t errors[DIAG_MOST + 1]; /* offsets in the source map */
  uint32_t error_count;
  _Alignas(16) char pool[1024]; /* the scanner's own state, so that it never asks for memory */
  size_t pooled;
} Lex;

/* Reads all tokens; the last is TOKEN_END. False where memory is out or lex->stopped. */
bool lex_all(Lex *lex);

/* The place of a word in keywords.def; -1 where it is none of the language. */
int lex_word_index(Str word);
/* The word at that place; an empty Str behind the last. */
Str lex_word_text(int index);
/* What keywords.def says of a word: WORD_… flags; 0 where it is none of the language. */
int lex_word_flags(Str word);

/* For the scanner's actions: push a token, or what it stands for after a message. */
void lex_push(Lex *lex, int kind, TokenClass class, Str text);
void lex_name(Lex *lex, int kind, Str text);
void lex_quoted_name(Lex *lex, int kind, Str inner);
void lex_number(Lex *lex, int kind, TokenClass class, Str text);
void lex_duration(Lex *lex, int kind, Str text);
void lex_date(Lex *lex, int kind, TokenClass class, Str text);
void lex_text(Lex *lex, int kind, Str inner);
/* Of a number that runs into another script's character: how many bytes are the number, where that is no
 * letter; else 0. */
size_t lex_digits(Str text);
/* A number that runs into a word: only a message. */
void lex_runs_on(Lex *lex, Str text);
/* `10'000` */
void lex_grouped(Lex *lex, int kind, Str text);
/* A comment of another language that may have several lines, and `;`, which is told once a file: only messages. */
void lex_long_comment(Lex *lex, Str text);
void lex_separator(Lex *lex);
/* A character that starts no token: only a message. */
void lex_character(Lex *lex, Str text);
/* `text` is what the row's format wants. */
Diag *lex_complain(Lex *lex, DiagCode code, Span span, const char *text);
/* The token under way. */
Span lex_span(const Lex *lex);
/* How many bytes the first `count` words of an operator take, with what stands between them. */
size_t lex_words_end(Str text, int count);

#endif

/* Text -> tree. The generated lexer and parser stay behind these functions. */
#ifndef CIBLE_LANG_PARSE_H
#define CIBLE_LANG_PARSE_H

#include "lang/syntax/ast.h"
#include "lang/syntax/lex.h"

typedef enum ParseStart {
  PARSE_PROGRAM, /* a rule file: a PROGRAM node */
  PARSE_EXPR,    /* one expression */
  PARSE_LINE,    /* at the prompt: an expression, or a PROGRAM node of declarations (empty for an empty line) */
} ParseStart;

typedef struct ParseResult {
  AstNode *tree;   /* what could be read; NULL where nothing could or memory is out */
  bool incomplete; /* the text ended where more was wanted: the prompt goes on reading */
  const Token *tokens; /* all of the text, the last TOKEN_END, in the arena; NULL where they could not be read to the end */
  uint32_t token_count;
} ParseResult;

enum { SOURCE_MOST = 1 << 20, INCLUDE_DEPTH_MOST = 16 };

/* `file` belongs to the source map of the compilation. Errors go to `diags`; up to DIAG_MOST independent ones. */
ParseResult parse_source(Arena *arena, const SourceFile *file, ParseStart start, DiagList *diags);

/* The tokens of a file, one a line ("require  keyword  3:5"): for golden tests and `:ast`-like tools. */
void parse_dump_tokens(Arena *arena, const SourceFile *file, const SourceMap *sources, DiagList *diags, Buf *out);

#endif

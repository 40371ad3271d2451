/* Looking at tokens. Private to parse*.c. */
#ifndef CIBLE_LANG_PARSE_TOKEN_H
#define CIBLE_LANG_PARSE_TOKEN_H

#include "lang/syntax/parse_state.h"

/* Behind the last token, the last. */
static inline const Token *token_at(const Parser *parser, uint32_t at) {
  uint32_t last = parser->lex->count - 1;
  return &parser->lex->tokens[at < last ? at : last];
}

/* Is it this operator, mark or reserved word? */
static inline bool is_mark(const Token *token, const char *word) {
  return (token->class == TOKEN_OPERATOR || token->class == TOKEN_RESERVED) && str_is(token->text, word);
}

/* A name, or a word that may be one. */
static inline bool is_word(const Token *token) { return token->class == TOKEN_NAME || token->class == TOKEN_KEYWORD; }

static inline bool is_named(const Token *token, const char *word) { return is_word(token) && str_is(token->text, word); }

static inline bool is_number(const Token *token) { return token->class == TOKEN_NUMBER || token->class == TOKEN_PERCENT; }

/* The message that the token does not fit, where `wanted` should stand. */
Diag *parse_found(Parser *parser, uint32_t at, const char *wanted);

#endif

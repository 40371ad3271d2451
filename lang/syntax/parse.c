/* SPDX-License-Identifier: MIT
 * Text -> tree: checks the bytes, runs the lexer over all of them, then the parser over the tokens. */
#include "lang/syntax/parse.h"

#include "lang/syntax/parse_glue.h"
#include "parser.h"
#include "runtime/base/utf8.h"

static const char BYTE_ORDER_MARK[] = "\xEF\xBB\xBF";

/* How many bytes from `p` are whole UTF-8 sequences. */
static uint32_t valid_length(Str text) {
  uint32_t lo = 0, hi = text.n;
  while (lo < hi) {
    uint32_t half = lo + (hi - lo + 1) / 2;
    while (half < hi && ((unsigned char)text.p[half] & 0xC0) == 0x80) half++;
    if (utf8_valid((Str){text.p, half})) {
      lo = half;
      continue;
    }
    uint32_t last = half - 1;
    while (last > lo && ((unsigned char)text.p[last] & 0xC0) == 0x80) last--;
    hi = last;
  }
  return lo;
}

/* A text of another encoding gives one message, not one for each of its letters. */
static bool check_bytes(const SourceFile *file, DiagList *diags) {
  Str text = file->text;
  Span start = {file->base, file->base + (text.n ? 1 : 0)};
  if (text.n > SOURCE_MOST) {
    diag_add(diags, DIAG_SOURCE_TOO_LARGE, start);
    return false;
  }
  if (text.n >= 2 && (memcmp(text.p, "\xFF\xFE", 2) == 0 || memcmp(text.p, "\xFE\xFF", 2) == 0)) {
    diag_add(diags, DIAG_UTF16, start);
    return false;
  }
  const char *nul = text.n ? memchr(text.p, 0, text.n) : NULL;
  uint32_t good = valid_length(text);
  if (nul && (uint32_t)(nul - text.p) < good) {
    uint32_t at = file->base + (uint32_t)(nul - text.p);
    diag_add(diags, DIAG_NUL_BYTE, (Span){at, at + 1});
    return false;
  }
  if (good < text.n) {
    uint32_t at = file->base + good;
    diag_add(diags, DIAG_NOT_UTF8, (Span){at, at + 1}, (unsigned)(unsigned char)text.p[good]);
    return false;
  }
  return true;
}

/* All tokens of the file in a new Lex; NULL where memory is out. */
static Lex *read_tokens(Arena *arena, const SourceFile *file, DiagList *diags, bool *whole) {
  Lex *lex = ARENA_NEW(arena, Lex);
  char *text = arena_bytes(arena, (size_t)file->text.n + 2);
  if (!lex || !text) return NULL;
  if (file->text.n) memcpy(text, file->text.p, file->text.n);
  memset(text + file->text.n, 0, 2);
  *lex = (Lex){.arena = arena, .diags = diags, .text = {text, file->text.n + 2}, .base = file->base};
  if (file->text.n >= 3 && memcmp(text, BYTE_ORDER_MARK, 3) == 0) lex->at = 3;
  *whole = lex_all(lex);
  return lex;
}

const Token *parse_next(Parser *parser, Span *span) {
  enum { ANSWERS_MOST = 16 }; /* more than there are levels of blocks: nothing takes it, as at a prompt */
  const Token *token = &parser->lex->tokens[parser->at];
  if (!parser->started || parser->stopped) {
    *span = (Span){token->span.from, token->span.from};
    return token;
  }
  if (parser->recovering) {
    if (parser->answers == 0)
      parser->resume = parse_resume(parser);
    else if (parser->resume != RESUME_DECL)
      parser->resume = RESUME_DECL;
    if (++parser->answers > ANSWERS_MOST) parser->stopped = true;
    token = &parser->lex->tokens[parser->at];
    *span = (Span){token->span.from, token->span.from};
    return token;
  }
  *span = token->span;
  parser->at += token->class != TOKEN_END || parser->at + 1 == parser->lex->count;
  if (parser->at > parser->lex->count) parser->at = parser->lex->count;
  return token;
}

void parse_resumed(Parser *parser) {
  parser->recovering = false;
  parser->resumed = parser->at;
  if (parser->resume == RESUME_DECL) parser->decl = parser->at;
}

AstNode *parse_leaf(Parser *parser, const Token *token) {
  static const AstKind kinds[] = {AST_NAME,   AST_NAME, AST_WORD,     AST_WORD,     AST_NUMBER, AST_PERCENT,
                                  AST_STRING, AST_DATE, AST_DATETIME, AST_DURATION, AST_WORD};
  if (token->class == TOKEN_RESERVED || token->class == TOKEN_OPERATOR || token->class == TOKEN_END)
    return NULL;
  return ast_leaf(parser->arena, kinds[token->class], token->span, token->text);
}

static void run(Parser *parser) {
  if (cible_parse(parser) != 0 && parser->start != PARSE_PROGRAM) parser->tree = NULL;
}

ParseResult parse_source(Arena *arena, const SourceFile *file, ParseStart start, DiagList *diags) {
  ParseResult nothing = {0};
  bool whole = false;
  if (!check_bytes(file, diags)) return nothing;
  Lex *lex = read_tokens(arena, file, diags, &whole);
  if (lex && !whole && lex->stopped) return nothing;
  if (!lex || !whole) {
    diag_add(diags, DIAG_NO_MEMORY, (Span){0, 0});
    return nothing;
  }
  Parser parser = {.arena = arena,
                   .diags = diags,
                   .lex = lex,
                   .start = start,
                   .resumed = UINT32_MAX,
                   .complained = UINT32_MAX};
  run(&parser);
  if (arena->failed) {
    diag_add(diags, DIAG_NO_MEMORY, (Span){0, 0});
    return nothing;
  }
  bool ended = parser.errors == 1 && parser.at_end && lex->error_count == 0;
  return (ParseResult){parser.tree, ended || (lex->open && lex->error_count == 1), lex->tokens, lex->count};
}

static const char *class_name(TokenClass class) {
  static const char *const names[] = {"name", "keyword", "reserved", "operator", "number", "percentage",
                                      "text", "date",    "datetime", "duration", "end"};
  return names[class];
}

void parse_dump_tokens(Arena *arena, const SourceFile *file, const SourceMap *sources, DiagList *diags,
                       Buf *out) {
  bool whole = false;
  if (!check_bytes(file, diags)) return;
  Lex *lex = read_tokens(arena, file, diags, &whole);
  for (uint32_t i = 0; lex && i < lex->count; i++) {
    const Token *token = &lex->tokens[i];
    Place place = source_place(sources, token->span.from);
    if (token->class == TOKEN_TEXT) buf_char(out, '"');
    utf8_show(out, token->text);
    if (token->class == TOKEN_TEXT) buf_char(out, '"');
    buf_print(out, "  %s  %u:%u\n", class_name(token->class), place.line, place.column);
  }
}

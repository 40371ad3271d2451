/* Literals: their values, exactly as written. */
#ifndef CIBLE_LANG_LITERAL_H
#define CIBLE_LANG_LITERAL_H

#include "lang/syntax/ast.h"
#include "lang/check/type.h"

/* The innermost node of brackets. */
const AstNode *ast_bare(const AstNode *node);
/* A number or percentage as written, signs and brackets around it allowed. */
bool literal_is_number(const AstNode *node);
/* The exact decimal of such a literal: mantissa / 10^scale, scale 0..18 (12.5% is 125 / 10^3). False where the node is no
 * such literal, or its digits do not fit. */
bool literal_decimal(const AstNode *node, int64_t *mantissa, uint32_t *scale);
/* The duration of a DURATION leaf or of a checked name of a duration param; brackets allowed. */
bool duration_of(const AstNode *node, Duration *out);
/* "90 days" as a leaf's text holds it; also with the singular and with `_` in the number. */
bool duration_parse(Str text, Duration *out);

typedef enum LiteralFault { LITERAL_GOOD, LITERAL_NONE, LITERAL_TOO_LARGE, LITERAL_TOO_FINE } LiteralFault;

/* The value of a literal as the language types it on its own: INTEGER, NUMBER, TEXT, DATE, DATETIME, BOOLEAN. */
LiteralFault literal_value(const AstNode *node, Value *out);
/* The value of a number literal as money; TOO_FINE with more than four decimals. */
LiteralFault literal_money(const AstNode *node, Value *out);


/* Of two known values of one kind that has an order (an integer and a number may meet): < 0, 0 or > 0. */
int value_order(const Value *a, const Value *b);

#endif

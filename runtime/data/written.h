/* Writing values out (language.md, section 8). */
#ifndef CIBLE_DATA_WRITTEN_H
#define CIBLE_DATA_WRITTEN_H

#include "runtime/base/buf.h"
#include "runtime/data/vector.h"

/* The value's plain form; nothing for an unknown one. Labels by name. */
void value_write(Buf *out, const Value *value, const Labels *labels);
/* As a cell of CSV (RFC 4180: quoted where it holds a comma, a quote, a line end, or is an empty text). */
void value_write_csv(Buf *out, const Value *value, const Labels *labels);
/* As JSON: numbers and truths bare (integers and money too, in plain decimal form), unknown null, else a string. */
void value_write_json(Buf *out, const Value *value, const Labels *labels);
void text_write_csv(Buf *out, Str text);
void text_write_json(Buf *out, Str text);

#endif

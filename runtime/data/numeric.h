/* Integers, numbers and money as text, exactly and whatever the locale. */
#ifndef CIBLE_DATA_NUMERIC_H
#define CIBLE_DATA_NUMERIC_H

#include "runtime/base/str.h"
#include "runtime/data/fault.h"

/* `-12`: a sign (`-` or `+`) and digits, nothing around. FAULT_UNREADABLE where it is none, FAULT_OVERFLOW beyond 64 bits. */
Fault integer_parse(Str text, int64_t *out);
/* A decimal with a point, exponent allowed; the nearest double. FAULT_OUT_OF_RANGE where infinite. Never -0.0. */
Fault number_parse(Str text, double *out);
/* A decimal as money in 1/10 000, rounded half to even; *exact (may be NULL) says that nothing was rounded. */
Fault money_parse(Str text, int64_t *out, bool *exact);
/* By the number's shortest written form, rounded half to even to 4 places. */
Fault money_of_number(double number, int64_t *out);
Fault money_of_integer(int64_t integer, int64_t *out);
double number_of_money(int64_t money);
/* The decimal's digits as mantissa / 10^scale, scale 0..18; false where that does not fit 64 bits. */
bool decimal_parse(Str text, int64_t *mantissa, uint32_t *scale);

/* a * b / c, rounded once, half to even; false on overflow. c is not 0. */
bool muldiv_half_even(int64_t a, int64_t b, int64_t c, int64_t *out);
/* To the nearest integer, half to even; FAULT_OVERFLOW beyond 64 bits. */
Fault integer_half_even(double number, int64_t *out);
/* The number's shortest written form rounded to `places` (may be negative) half away from zero: 2.675 to 2 places is 2.68.
 * Infinite where the nearest such number is too great. */
double number_round(double number, int64_t places);
/* To the 12 significant digits that all engines agree on: for tables, where a person takes the last digits of a sum for meant. Whole
 * numbers below 1e15 stay. */
double number_short(double number);
/* The same for an integer (places below 0 count; money has 4 more of them); FAULT_OVERFLOW beyond 64 bits. */
Fault integer_round(int64_t integer, int64_t places, int64_t *out);

/* Written forms (language.md, section 8); the count of bytes written, no NUL. Buffers take NUMBER_TEXT bytes,
 * all of which may be written to. */
enum { NUMBER_TEXT = 40 };
uint32_t integer_write(int64_t integer, char *out);
uint32_t number_write(double number, char *out); /* shortest that reads back the same, as ECMAScript writes it */
uint32_t money_write(int64_t money, char *out);  /* two decimals, or up to four where needed */

#endif

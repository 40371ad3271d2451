/* Readings: the ways in which a cell can be written. A column is of a reading where every cell that holds something fits it;
 * loading then reads by that same function, so what was found cannot surprise. */
#ifndef CIBLE_CELL_READING_H
#define CIBLE_CELL_READING_H

#include "runtime/data/value.h"

/* READING(ID, KIND, "as written", needs a sure cell, function), in the order in which they are preferred. */
#define READINGS(READING)                                                                                              \
  READING(TRUE_FALSE, BOOLEAN, "true/false", false, read_true_false)                                                   \
  READING(YES_NO, BOOLEAN, "yes/no", false, read_yes_no)                                                               \
  READING(OUI_NON, BOOLEAN, "oui/non", false, read_oui_non)                                                            \
  READING(VRAI_FAUX, BOOLEAN, "vrai/faux", false, read_vrai_faux)                                                      \
  READING(INTEGER, INTEGER, "1234", false, read_integer)                                                               \
  READING(GROUPED, INTEGER, "1 234", false, read_grouped)                                                              \
  READING(POINT, NUMBER, "1234.56", false, read_point)                                                                 \
  READING(COMMA, NUMBER, "1 234,56", true, read_comma)                                                                 \
  READING(MONEY_POINT, MONEY, "1234.56 €", true, read_money_point)                                                     \
  READING(MONEY_COMMA, MONEY, "1 234,56 €", true, read_money_comma)                                                    \
  READING(DATE, DATE, "2027-12-31", false, read_date)                                                                  \
  READING(DATE_FRENCH, DATE, "31/12/2027", true, read_date_french)                                                     \
  READING(DATETIME, DATETIME, "2027-12-31 09:30", false, read_datetime)                                                \
  READING(DATETIME_FRENCH, DATETIME, "31/12/2027 09:30", true, read_datetime_french)                                              \
  READING(ZERO_ONE, BOOLEAN, "0/1", true, read_zero_one) /* never found by itself: 0 and 1 are integers */

typedef enum Reading {
#define READING(id, kind, form, sure, read) READING_##id,
  READINGS(READING)
#undef READING
  READING_TEXT, /* fits all */
  READING_COUNT = READING_TEXT
} Reading;

enum { READING_ALL = (1 << READING_COUNT) - 1 };

typedef enum Fit {
  FIT_NO,
  FIT_YES,
  FIT_SURE, /* and it can be nothing else: 31/12/2027 has its day first, 03/04/2027 may have its month first */
} Fit;

Kind reading_kind(Reading reading);
const char *reading_form(Reading reading);
/* Does a column of this reading need one cell at least that is FIT_SURE? */
bool reading_needs_sure(Reading reading);
/* The set (1 << reading) of the readings of a kind; 0 for TEXT. */
uint32_t readings_of(Kind kind);

/* Blanks (no-break ones too) around are passed over; *out is known where it fits. A cell that holds nothing else fits none. */
Fit reading_read(Reading reading, Str cell, Value *out);
/* The cell without blanks around. */
Str cell_trim(Str cell);

#endif

/* The scale of a histogram: bars between round numbers, whole numbers, years, months or days; far outliers are held in the bars at its
 * ends. */
#ifndef CIBLE_CLI_REPL_SCALE_H
#define CIBLE_CLI_REPL_SCALE_H

#include "cli/cli.h"

typedef char Written[64];

/* What is counted along the scale: of YEAR and MONTH (12 * year + month - 1) not the value itself. */
typedef enum ScaleUnit { SCALE_NUMBER, SCALE_WHOLE, SCALE_YEAR, SCALE_MONTH, SCALE_DAY, SCALE_MOMENT /* seconds */ } ScaleUnit;

typedef struct Scale {
  CibleType type;
  ScaleUnit unit;
  double lo, step; /* in units */
  int bars;        /* at most SCALE_BARS */
  bool below, above; /* the first bar holds all below too, the last one all above */
} Scale;

enum { SCALE_BARS = 12, SCALE_BINS = 20 /* of CibleFigures */ };

/* A scale for values from least to greatest, of which most lie within lo..hi; as numbers, days, or seconds. */
Scale scale_make(CibleType type, double least, double greatest, double lo, double hi);
/* The range to be asked for, so that each bar is a bin. */
CibleWanted scale_wanted(const Scale *scale, size_t definition);
/* 1, 2 or 5 times a power of ten, at least that. */
double scale_round(double least);
/* What has to be asked of a value for the scale's unit: "year(%s\n)"; NULL: the value itself. */
const char *scale_format(const Scale *scale);
void scale_write_bar(const Scale *scale, int bar, Written out);

/* "-12 345.60": two digits behind the point where there is a fraction. */
void write_number(Written out, double number);
/* A value of the type, of which multiples of `within` are known (0: all): money as money, of dates what is known of them. */
void write_value(Written out, CibleType type, double value, double within);

#endif

/* Diagnostics: every message of Cible is a row of diag.def with a code; phases add to a list, `lang/render` prints it. */
#ifndef CIBLE_BASE_DIAG_H
#define CIBLE_BASE_DIAG_H

#include "runtime/base/catalog.h"
#include "runtime/base/span.h"

#include <stdarg.h>

typedef enum DiagCode {
  DIAG_NONE,
#define DIAG(id, code, severity, format, explanation) DIAG_##id,
#include "runtime/base/diag.def"
#undef DIAG
  DIAG_COUNT
} DiagCode;

typedef enum Severity { SEVERITY_ERROR, SEVERITY_WARNING } Severity;

typedef struct DiagInfo {
  const char *code; /* "E012" */
  Severity severity;
  const char *format;      /* printf, its arguments given to diag_add */
  const char *explanation; /* for `cible help E012` */
} DiagInfo;

/* Where the texts of an example stand: see diag_example.def. */
typedef enum ExamplePlace { EXAMPLE_SCHEMA, EXAMPLE_ALONE, EXAMPLE_CALL } ExamplePlace;

typedef struct DiagExample {
  ExamplePlace place;
  const char *wrong, *right; /* what brings the message about, and the way out */
} DiagExample;

const DiagInfo *diag_info(DiagCode code);
const DiagExample *diag_example(DiagCode code);
/* In any case of its letter; DIAG_NONE where there is none of that name. */
DiagCode diag_find(const char *code);

/* A second place that belongs to a message ("first given here"). */
typedef struct DiagNote {
  struct DiagNote *next;
  Span span;
  Str text;
} DiagNote;

typedef struct Diag {
  DiagCode code;
  Span span;       /* 0..0: the message has no place in a rule file */
  Str text;        /* the formatted message */
  Str label;       /* stands behind the underline: "did you mean `staff`?"; may be empty */
  Str help;        /* a line of its own below ("= help: …"); may be empty */
  DiagNote *notes; /* in the order given */
} Diag;

enum { DIAG_MOST = 20, DIAG_COUNTED = 1000 }; /* errors told in one run; those that are counted beyond, before reading stops */

typedef struct DiagList {
  Arena *arena; /* owns all texts */
  Language language;
  Diag **items;
  uint32_t count, size;
  uint32_t errors, warnings;
  uint32_t left_out; /* errors over DIAG_MOST */
  uint32_t repeated; /* of `errors`, those for which a message stands that was told before */
  Diag unseen;       /* what diag_add gives where nothing more is kept */
} DiagList;

void diag_init(DiagList *list, Arena *arena);
/* Adds a message; its arguments follow the row's format. Never NULL: where memory is out or the list is full, a message
 * that nobody sees is given back, so that label, help and notes may be set without a check. */
Diag *diag_add(DiagList *list, DiagCode code, Span span, ...);
void diag_label(DiagList *list, Diag *diag, const char *format, ...) __attribute__((format(printf, 3, 4)));
void diag_help(DiagList *list, Diag *diag, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* The same of a text that is no format; of a piece of a rule (it begins with a backquote): "write `…`". */
void diag_help_text(DiagList *list, Diag *diag, const char *text);
/* A phrase that becomes part of a message, in its language and arena. */
Str diag_phrase(DiagList *list, const char *format, ...) __attribute__((format(printf, 2, 3)));
void diag_note(DiagList *list, Diag *diag, Span span, const char *format, ...) __attribute__((format(printf, 4, 5)));
/* An error that a message told before stands for: it counts as an error until diag_settle. */
void diag_repeat(DiagList *list);
void diag_settle(DiagList *list);
/* Adds the message of another list, its texts as they are. */
void diag_copy(DiagList *list, const Diag *from);
/* By place, errors and warnings mixed; equal ones (code and span) once. For the end of a phase. */
void diag_sort(DiagList *list);

#endif

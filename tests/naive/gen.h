/* Random programs and the rows that they run over. A program is a run of declarations, each of which may be left out where what
 * remains still checks: that is how a failing one is made small. */
#ifndef CIBLE_TESTS_NAIVE_GEN_H
#define CIBLE_TESTS_NAIVE_GEN_H

#include "examples/data/random.h"
#include "runtime/base/arena.h"
#include "runtime/base/buf.h"

/* What an expression is wanted as. */
typedef enum Ty { TY_BOOL, TY_INT, TY_NUM, TY_MONEY, TY_TEXT, TY_DATE, TY_TIME, TY_ONE_OF, TY_LABEL, TY_CHOICE, TY_LIST, TY_SEGMENT, TY_COUNT } Ty;

/* A name that an expression may use. */
typedef struct GenName {
  char name[32];
  Ty ty;
  uint32_t labels;  /* LABEL: how many, called LABEL_FORMAT with the number */
  Ty of;            /* LIST: of what */
  Ty formals[3];    /* of a function */
  uint32_t formal_count;
  bool function, everywhere; /* everywhere: also in the body of a function (params, lists, functions) */
  bool segment;
  int record; /* 0: of the subject; else of that related record, whose rows alone it is said of */
} GenName;

enum { GEN_NAMES = 200, GEN_DECLS = 160 };

typedef struct Gen {
  Random random;
  Arena *arena;
  Buf out;
  GenName names[GEN_NAMES];
  uint32_t name_count;
  GenName formals[3]; /* of the function under way */
  uint32_t formal_count;
  bool in_function;   /* sees its parameters, params, lists and functions alone */
  bool in_pattern;    /* sees its parameters beside all else */
  bool sets;     /* related records, aggregates, cuts and measures too */
  int in_record; /* whose rows the expression under way is computed for */
  int in_set;    /* aggregates that it stands in */
  const char *decls[GEN_DECLS];
  uint32_t decl_count, serial;
} Gen;

void gen_init(Gen *g, uint64_t seed, bool sets, Arena *arena);
void gen_free(Gen *g);
/* The program's text: the declarations for which `alive` (NULL: all) is set. In the arena. */
const char *gen_text(Gen *g, const bool *alive);
/* SQL that makes and fills the tables. In the arena. */
const char *gen_rows(uint64_t seed, Arena *arena);

/* Draws declarations, of which those that the checker refuses are left out. */
void gen_program(Gen *g);

/* ---- parts ---- */

uint32_t gen_below(Gen *g, uint32_t n);
bool gen_percent(Gen *g, uint32_t percent);
/* An expression of that type; depth bounds it. */
void gen_expr(Gen *g, Ty ty, int depth);
/* A text in which `$` and a letter stand for something drawn: capitals for expressions ($B $I $N $M $T $D $Z), small letters for
 * literals ($i $n $m $t $d $z), durations ($u of days, $h of minutes), patterns ($r), zones ($o), a small integer ($s). */
void gen_template(Gen *g, const char *text, int depth);
void gen_literal(Gen *g, Ty ty);
/* A name of that type in scope; NULL where there is none. */
const GenName *gen_pick(Gen *g, Ty ty);
/* As it is used: a definition with parameters with arguments. */
void gen_say_name(Gen *g, const GenName *n, int depth);
GenName *gen_name(Gen *g, Ty ty, const char *prefix);

/* The forms of aggregates that give a type; NULL at the end. `@1 … ~` is computed for rows of that related record. */
const char *const *gen_set_forms(Ty ty);
/* Parameters in brackets for the name, which becomes a pattern in whose body they are seen, until gen_formals_end. */
void gen_formals(Gen *g, GenName *n);
void gen_formals_end(Gen *g);
void gen_instance(Gen *g);
void gen_cut(Gen *g);
void gen_measure(Gen *g);
static const char *const gen_letters = "BINMTDZ"; /* a letter a type, TY_BOOL to TY_TIME */

#endif

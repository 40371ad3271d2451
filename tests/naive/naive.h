/* The second evaluator: naive and slow, one record at a time, straight over the checked tree, written from the text of the
 * language alone. It shares with the machine the tree and its types, how stored values are read and how numbers and dates are
 * written; what expressions and definitions mean it says again.
 *
 * All memory is one arena's, given back when a program is done with; the tests may run out of it and stop. */
#ifndef CIBLE_TESTS_NAIVE_H
#define CIBLE_TESTS_NAIVE_H

#include "lang/check/check.h"
#include "lang/check/literal.h"
#include "runtime/data/fault.h"

/* ---- the rows ---- */

typedef struct Table {
  const Record *record;
  uint32_t count;
  Value *keys;    /* of a record with a key: ascending */
  Value *cells;   /* count * field_count */
  Fault *faults;  /* likewise: what was stored and could not be read */
  const struct Table *parent; /* of a related record … */
  uint32_t *owner;            /* … the row there */
} Table;

typedef struct World {
  Table *tables; /* one a record of the program, in its order */
  uint32_t count;
} World;

/* Reads every table that the program names. False with a word in `why`. */
bool world_read(World *world, const Checked *checked, const char *db, Arena *arena, const char **why);
const Table *world_table(const World *world, const Record *record);
/* The row with that key, or -1. */
int64_t table_find(const Table *table, const Value *key);

/* ---- faults ---- */

/* One fault: a record and a place. */
typedef struct Mark {
  Span place;
  Fault kind;
  const Table *table; /* NULL: no record at hand */
  uint32_t row;
} Mark;

typedef struct Marks {
  Mark *items;
  uint32_t count, size;
  uint32_t *slots; /* open addressing: item + 1 */
} Marks;

/* ---- evaluating ---- */

/* What was found out once: of a definition or an aggregate, for a record. */
typedef struct Memo {
  const void *of; /* a Symbol or AstNode, and … */
  uint32_t part;  /* … which part of it */
  const void *frame;
  const Table *table;
  uint32_t row;
  bool done; /* computed, if only silently */
  bool loud; /* its faults have been counted too */
  Value value;
} Memo;

typedef struct Naive {
  const Checked *checked;
  const World *world;
  Arena *arena;
  int32_t today;
  int64_t now;
  Marks marks;
  uint32_t silent; /* > 0: faults are not counted */
  Memo **memos;    /* open addressing */
  uint32_t memo_count, memo_size;
  bool lost; /* met something that it does not know */
  const char *lost_at;
} Naive;

typedef struct Frame Frame;

/* A group of a measure: what each of its dimensions is there. Of `segments (a, b)` the value is the segment's number. */
typedef struct Group {
  const AstNode *by; /* LIST of dimensions, or NULL */
  uint32_t count;
  Value *keys;
} Group;

/* Where an expression is evaluated. */
typedef struct Here {
  Naive *n;
  const Table *table; /* NULL: no record at hand */
  uint32_t row;
  const Frame *frame;     /* arguments of the definition with parameters that this stands in */
  const Symbol *option;   /* within `by lowest E`: whose cost, response … are meant */
  const Group *group;     /* in a measure with dimensions: the group at hand */
} Here;

/* Arguments, computed where they are first asked for. */
typedef struct Argument {
  const AstNode *node;
  Here at;
  bool done, loud;
  Value value;
} Argument;

struct Frame {
  const Symbol *of;
  Argument *arguments;
};

void naive_init(Naive *n, const Checked *checked, const World *world, Arena *arena, int32_t today, int64_t now);
/* Something that this evaluator has no words for: the comparison says so. */
Value naive_lost(Naive *n, const char *what);

Value unknown_of(Kind kind);
Value truth_of(bool truth);
Value integer_of(int64_t integer);
Value text_of(Str text);
/* A number; a fault at `node` where it is not finite. */
Value number_of(const Here *h, const AstNode *node, double number);
/* A fault, counted unless it is silent; unknown of that kind. */
Value fault_at(const Here *h, Span place, Fault fault, Kind kind);
bool is_true(Value v);
bool is_false(Value v);

Kind kind_of(const AstNode *node);
/* The value of an expression. */
Value eval(const Here *h, const AstNode *node);
/* The same as another type wants it: an integer as a number, a `one of` as a text. */
Value eval_as(const Here *h, const AstNode *node, Kind kind);
Value convert(const Here *h, const AstNode *node, Value value, const Type *from, Kind kind);

/* By kind of expression. */
Value eval_arith(const Here *h, const AstNode *node);
Value eval_neg(const Here *h, const AstNode *node);
Value eval_since(const Here *h, const AstNode *node);
Value eval_within(const Here *h, const AstNode *node);
Value eval_compare(const Here *h, const AstNode *node);
Value eval_in(const Here *h, const AstNode *node);
Value eval_affix(const Here *h, const AstNode *node);
Value eval_matches(const Here *h, const AstNode *node);
Value eval_function(const Here *h, const AstNode *node);
Value eval_aggregate(const Here *h, const AstNode *node);
Value eval_sequence(const Here *h, const AstNode *node);
/* < 0, 0, > 0 of two known values of one kind. */
int compare_values(const Value *a, const Value *b);
/* Two sides brought to one kind; false where one is unknown (then `out` says of which kind). */
bool shift_date(int32_t date, Duration by, int sign, int32_t *out);
bool shift_datetime(int64_t datetime, Duration by, int sign, int64_t *out);
/* The day of a date or datetime. */
int32_t day_of(const Value *value);
/* n * a / b as integers, once, half to even; false beyond 64 bits. */
bool exact_ratio(__int128 n, __int128 over, int64_t *out);

/* ---- definitions ---- */

/* A definition's value for the record at hand, computed at most once. */
Value eval_symbol(const Here *h, const Symbol *symbol);
Value eval_segment(const Here *h, const Symbol *symbol);
Value eval_score(const Here *h, const Symbol *symbol);
Value eval_classify(const Here *h, const Symbol *symbol);
/* Of a classification by rank or share. */
Value eval_cut(const Here *h, const Symbol *symbol);
Value eval_choose(const Here *h, const Symbol *symbol);
typedef enum Part { PART_WHOLE, PART_COST, PART_RESPONSE, PART_PRICE, PART_MARGIN } Part;
/* A part of the option that was chosen; unknown of none. */
Value eval_choice_part(const Here *h, const Symbol *choose, Part part);
/* Of an option, chosen or not. */
Value eval_option_part(const Here *h, const Symbol *option, Part part);
bool part_named(Str name, Part *out);

/* ---- measures ---- */

typedef struct MeasureRows {
  uint32_t rows, width; /* width: dimensions */
  Group *groups;
  Value *values;
} MeasureRows;
/* Its rows in the order in which they are printed. */
MeasureRows eval_measure(Naive *n, const Symbol *measure);
/* Is a row one of the group's? `rows` is its record, NULL for the subject. */
bool in_group(const Here *row, const Group *group);

/* A memo's place for this record; `of` may be a symbol or a node. */
Memo *memo_for(const Here *h, const void *of, uint32_t part);

#endif

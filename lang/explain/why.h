/* Why: the rules taken apart into what a person is shown of them. A plan is made from the checked tree, before it is lowered: each
 * expression of interest becomes an extra definition of the program, so that the machine itself says its value. The same plan is
 * then filled with the values of one record after another. All memory is the plan's arena; nodes are shared (a definition has one,
 * wherever it is named), and form no circle. */
#ifndef CIBLE_LANG_WHY_H
#define CIBLE_LANG_WHY_H

#include "lang/check/symbol.h"
#include "runtime/base/catalog.h"

typedef enum WhyForm {
  /* conditions */
  WHY_TEST,     /* one that is not made of others; parts: the values it saw */
  WHY_ALL,      /* and */
  WHY_ANY,      /* or */
  WHY_NOT,
  WHY_AT_LEAST, /* `least` of the parts */
  WHY_IF,       /* condition, then, else: all conditions */
  WHY_DEFAULT,  /* a condition, and what stands for it where it is unknown */
  WHY_NAME,     /* a definition by its name: `target` */
  WHY_VALUE,    /* an expression of any type; no parts */
  /* definitions; parts: their clauses */
  WHY_LET,
  WHY_SEGMENT,
  WHY_SCORE,
  WHY_CLASSES,
  WHY_CHOICE,
  /* clauses; `condition` is their condition where they have one, and is the first part */
  WHY_REQUIRE, /* also `when` of a segment */
  WHY_EXCLUDE, /* also `forbid` */
  WHY_BASE,
  WHY_ADD,
  WHY_SUBTRACT,
  WHY_HALVE,
  WHY_WEIGHT,
  WHY_GROUP,
  WHY_CASE,    /* a class: `when`, `from`, `for`, a cut, `otherwise` */
  WHY_UNLESS,  /* a class that is taken where its condition is not true */
  WHY_PREFER,
  WHY_BEST,    /* by lowest E, by highest E */
  WHY_OPTION,  /* parts: its criteria, what the choice forbids, and its figures */
} WhyForm;

/* Figures of an option that a choice looks at, in this order. */
typedef enum OptionFigure { FIGURE_COST, FIGURE_RESPONSE, FIGURE_PRICE, FIGURE_MARGIN, FIGURE_BEST, FIGURE_COUNT } OptionFigure;

typedef struct WhyNode WhyNode;

/* What would have to be otherwise. */
typedef enum WhyWant { WANT_TRUE, WANT_FALSE, WANT_NOT_TRUE, WANT_NOT_FALSE, WANT_COUNT } WhyWant;
typedef struct WhyChange {
  const WhyNode *leaf;
  WhyWant want;
  double distance; /* 0..1: how near it is */
} WhyChange;

/* A set of changes that would do, all of them together. */
typedef struct WhyWay {
  uint32_t count;
  double distance;
  const WhyChange *changes;
} WhyWay;

enum { WHY_WAYS_MOST = 8, WHY_CHANGES_MOST = 40 /* more are no use to anybody */ };

/* Ways to one end, the least first; none: no way is known. */
typedef struct WhyFlip {
  uint32_t count;
  WhyWay ways[WHY_WAYS_MOST];
} WhyFlip;

struct WhyNode {
  WhyForm form;
  const char *word; /* what opens it in the text: "require", "or"; of a case its label; may be empty */
  Str text, title;  /* the file's own words; a title or reason */
  Span span;
  const AstNode *expr;   /* conditions and values */
  const Symbol *symbol;  /* definitions, options, and what WHY_NAME names */
  const Labels *labels;  /* of a value that is a label */
  const Value *constant; /* else `extra` */
  uint32_t extra;        /* its value's place among the extras; WHY_NONE: it has none of its own */
  uint32_t number;       /* AT_LEAST: of how many; a case: its label's code; a prefer: its option; HALVE: days */
  WhyNode **parts;
  uint32_t count, size;
  WhyNode *target;       /* NAME: the definition, NULL where it is not taken apart; an option: the one that was chosen instead; a
                            class by rank: the classification; a classification by rank: the segment that it is among, or NULL */
  WhyNode *condition;
  WhyNode *amount;       /* of a term: points, weight, or date; of an option's or classification's E */
  WhyNode *side[3];      /* of a TEST: what it compares, constants too; of a class by rank: the greatest key of those last in it,
                            and the record's own */
  WhyNode *figure[FIGURE_COUNT]; /* of an option */
  bool root;             /* asked for itself */
  bool quiet;            /* a clause whose condition saw what all of its kind see: it is told once, before them */
  /* Filled for a record: */
  Value value;
  bool scored, decides, refused;
  double points;
  double kept;           /* HALVE: by what it multiplies */
  const char *note;      /* "held at 100"; static, in the arena, or NULL */
  uint32_t round;        /* in which it was filled */
  const WhyFlip *flip[WANT_COUNT]; /* of definitions and conditions, once they are known */
  Value supposed;        /* its value in … */
  uint32_t supposition;  /* … this one */
};

enum { WHY_NONE = UINT32_MAX, WHY_DEPTH_MOST = 250, WHY_NODES_MOST = 200000 };

typedef struct WhyPlan {
  Checked *checked;
  Arena *arena;
  Language language; /* of notes */
  uint32_t extra_size, depth, node_count;
  WhyNode **definitions; /* by ordinal of their symbols; NULL: not taken apart yet */
  uint32_t *named;       /* likewise: 1 + the extra of the plain name */
  WhyNode **roots;
  uint32_t root_count, root_size;
  int32_t today;
  uint32_t round, supposition;
  const Value *values; /* of the record that the plan is filled with */
} WhyPlan;

/* ---- plan.c ---- */
/* Empty. False where memory is out. */
bool why_plan_init(WhyPlan *plan, Checked *checked, Language language);
/* A note in the plan's language. */
const char *why_say(const WhyPlan *plan, const char *english) __attribute__((format_arg(2)));
/* What was asked for by itself: a definition by its symbol, or the expression of an extra. */
bool why_plan_symbol(WhyPlan *plan, const Symbol *symbol);
bool why_plan_expression(WhyPlan *plan, AstNode *expr);

/* Does it have a value for each record, and a body of its own? Not patterns, and not what is written out where it is called. */
bool why_is_definition(const Symbol *symbol);

/* ---- shared by the files that make plans ---- */
WhyNode *why_new(WhyPlan *plan, WhyForm form, const char *word, Span span);
/* Does nothing where either is NULL. */
void why_push(WhyPlan *plan, WhyNode *parent, WhyNode *part);
/* The words of a span on one line, comments left out. */
Str why_source_words(const SourceMap *sources, Span span, Arena *arena);
Str why_words(WhyPlan *plan, Span span);
/* A value node of an expression, with its extra (or constant). */
WhyNode *why_value(WhyPlan *plan, AstNode *expr);
/* One that is none of the text: `text` names it. */
WhyNode *why_fact(WhyPlan *plan, const char *text, AstNode *expr);
WhyNode *why_option_fact(WhyPlan *plan, const char *text, ExtraPart part, const Symbol *option, AstNode *best, const Labels *labels);
/* The values that an expression is made from, as parts of `parent`. */
void why_seen(WhyPlan *plan, WhyNode *parent, AstNode *expr);
WhyNode *why_condition(WhyPlan *plan, AstNode *expr);
/* The one node of a definition; NULL where it is taken apart no further. */
WhyNode *why_definition(WhyPlan *plan, const Symbol *symbol);
void why_clause_condition(WhyPlan *plan, WhyNode *clause, AstNode *expr);
/* The criteria of a segment, channel or offer. */
void why_criteria(WhyPlan *plan, WhyNode *parent, const AstNode *items);
void why_score(WhyPlan *plan, WhyNode *node, const Symbol *symbol);
void why_classes(WhyPlan *plan, WhyNode *node, const Symbol *symbol);
void why_choice(WhyPlan *plan, WhyNode *node, const Symbol *symbol);

/* ---- fill.c ---- */
/* Takes the values of a record: one an extra, in their order; texts must outlive the plan's next filling. */
void why_fill(WhyPlan *plan, const Value *values);
void why_fill_node(WhyPlan *plan, WhyNode *node, const Value *values);
void why_fill_score(WhyPlan *plan, WhyNode *node);
void why_fill_classes(WhyPlan *plan, WhyNode *node);
void why_fill_choice(WhyPlan *plan, WhyNode *node);
/* a <=> b of known integers or texts, as keys are; false where they are none. */
bool why_order(const Value *a, const Value *b, int *order);
/* The value as a number: integers, money, dates (days), datetimes (days). */
bool why_number(const Value *value, double *out);

/* ---- matter.c ---- */
/* Has the part made the filled node what it is? Of a false `and` what is false, of a segment that does not hold what refuses. */
bool why_matters(const WhyNode *node, const WhyNode *part);

/* ---- flip.c, flip_label.c, gap.c ---- */
/* The fewest changes that would make the condition as wanted, the nearest among as many; of a filled plan. NULL: it is so already,
 * or no way is known. */
const WhyWay *why_way(WhyPlan *plan, WhyNode *node, WhyWant want);
/* The fewest that would give the definition this label. */
const WhyWay *why_way_label(WhyPlan *plan, WhyNode *definition, uint32_t code);
/* Of a class by rank: must its last one's E be passed, as reaching it would leave the record behind by its key? */
bool why_must_pass(const WhyNode *one);
/* How far a test is from what is wanted. */
typedef struct WhyGap {
  bool known;
  double size;     /* in the value's own unit; of days in days; to the nearest value that would do */
  double relative; /* of the threshold; negative: of no meaning */
  double scale;    /* of the quantity, whatever the threshold: what sizes of different ones are held against */
  bool over;       /* the value is above what is wanted */
  bool beyond;     /* it is at the threshold, which must be passed */
  bool days;
} WhyGap;
WhyGap why_gap(const WhyPlan *plan, const WhyNode *leaf, WhyWant want);
/* The days of `within last 12 months`, both of them among it; false where the span is none of days or months. */
bool why_days_within(const WhyPlan *plan, const AstNode *expr, int32_t *first, int32_t *last);
/* What a comparison would have to be: negated where false is wanted. */
CompareOp why_compare_op(const WhyNode *test, WhyWant want);

/* ---- points.c ---- */
/* What the score would be were the condition of this term true, or not; false where that cannot be said. */
bool why_score_if(const WhyNode *score, const WhyNode *term, bool given, double *out);

#endif

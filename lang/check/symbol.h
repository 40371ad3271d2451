/* Symbols: what names stand for. The checker makes them from the declarations; lowering reads them. */
#ifndef CIBLE_LANG_SYMBOL_H
#define CIBLE_LANG_SYMBOL_H

#include "lang/syntax/ast.h"
#include "lang/check/type.h"
#include "runtime/base/diag.h"
#include "runtime/base/map.h"
#include "runtime/code/program.h"

typedef enum SymbolKind {
  SYM_COLUMN, /* of a record */
  SYM_RECORD,
  SYM_PARAM,
  SYM_LIST,
  SYM_LET,
  SYM_SEGMENT,
  SYM_SCORE,
  SYM_CLASSIFY,
  SYM_CHOOSE,
  SYM_MEASURE,
  SYM_CHANNEL,
  SYM_OFFER,
  SYM_TEAM,
  SYM_CAMPAIGN,
  SYM_FORMAL, /* a parameter */
} SymbolKind;

/* The names of the program, or of one use of a module. */
typedef struct Namespace Namespace;
struct Namespace {
  Str name;              /* by which `outside` reaches it; empty: the program */
  const AstNode *tree;   /* PROGRAM */
  const AstNode *use;    /* the USE that brings it in; NULL: the program */
  Namespace *outside;        /* where that stands */
  Map names;             /* columns of the subject (the program's only), params, lists, lets, segments, scores, classifications,
                            choices, measures, records */
  Map services;          /* channels, offers, teams, campaigns */
  Map modules;           /* Scopes */
  Namespace *next;           /* in the order of the text; the program is the first */
  bool used;
};

typedef enum CheckState { CHECK_NOT_YET, CHECK_UNDER_WAY, CHECK_DONE } CheckState;

typedef struct Record Record;
typedef struct Symbol Symbol;

typedef enum ScoreForm { FORM_POINTS, FORM_WEIGHTED, FORM_PROBABILITY } ScoreForm;
typedef enum ClassifyForm { FORM_CASES, FORM_THRESHOLDS, FORM_MATRIX, FORM_RANK, FORM_SHARE } ClassifyForm;

/* What a choice is among: its labels are the options' names in this order, then `none` (code option_count). */
typedef struct Options {
  Symbol **items; /* all CHANNEL or all OFFER */
  uint32_t count;
} Options;

/* What the functions of sets of a measure are over, those of the measures that it names included. */
typedef struct Sides {
  const Record **rows; /* related records, each once */
  uint32_t count;
  bool subject; /* some are over the subject or a segment */
} Sides;

/* `{name}` in a text that is written out for a contact. */
typedef struct Placeholder {
  uint32_t from, to; /* the bytes of the text that it takes, braces included */
  AstNode *name;     /* a NAME, checked */
} Placeholder;

/* Such a text; NULL: there is none. Its other braces are doubled, `{{`. */
typedef struct Wording {
  const AstNode *text; /* the STRING */
  Placeholder *places;
  uint32_t count;
} Wording;

/* The clauses of a channel, offer or team by name; NULL where it has none. The criteria (REQUIRE, EXCLUDE) are in the
 * declaration's items, in order. */
typedef struct Service {
  const AstNode *cost, *price, *margin; /* values of type money, integer or number: the latter two go through money(x).
                                           Of a TEAM `cost` has a `constant` of kind MONEY: the cost of an hour. */
  const AstNode *response;              /* number or integer, to be held within 0..1 */
  const AstNode *effort;                /* the EFFORT node: op 1: minutes as a number; else duration_of gives SECONDS */
  const AstNode *exports;               /* an expression, or a LIST of such */
  Wording subject, message;
  Symbol *team;
} Service;

/* A definition with parameters is a pattern. A let of values alone is written out where it is called; any other is instantiated:
 * each use with other arguments has a Symbol of its own, whose `decl` is a copy in which the names of parameters stand for what
 * `bound` says: a column or definition as it is named, a SEGMENT, a PARAM where the argument is constant, else a LET of the
 * argument's expression; in an instance that is written out (`inlined`) a FORMAL. `classify class = abc.by_sales(value)` makes of
 * the declared symbol itself such an instance. */
struct Symbol {
  SymbolKind kind;
  Str name, title;
  Span span;           /* of the name where it is declared; of an unnamed instance, of its first use */
  const AstNode *decl; /* the whole declaration */
  Namespace *space;        /* whose names its body uses */
  Symbol **formals;    /* its parameters, or of an instance those of its pattern: FORMAL, or SEGMENT for `segment` */
  uint32_t formal_count;
  Symbol **bound;      /* of an instance: what each stands for; NULL: none */
  Symbol *origin;      /* of an instance: its pattern */
  const AstNode *call; /* of an instance: the CALL or name by which it was first made */
  Symbol *instances;   /* of a pattern: those without names, by `next` */
  Symbol *next;
  AstNode *pattern;    /* the declaration as it was parsed, of what is copied */
  bool copied;         /* a pattern, or what a declaration by `=` names */
  bool template;       /* a pattern that is instantiated: it has no value itself */
  bool inlined;        /* an instance that is written out at its CALL: its arguments hang on rows or parameters there */
  bool broken;         /* its body was told to be wrong: its instances are not checked */
  bool unlisted;       /* of a module, or an instance without a name: no result of a run by itself */
  const Type *type;    /* of its value: LET, SEGMENT (boolean), SCORE (number), CLASSIFY and CHOOSE (LABEL), PARAM, COLUMN,
                          FORMAL, LIST (of its items), MEASURE (of one group's value); NULL else */
  CheckState state;
  bool used;
  bool today;          /* its value hangs on `today` or `now`, itself or through what it uses */
  uint32_t ordinal;    /* in Checked.symbols; FORMAL: which parameter */
  union {
    struct { Record *record; uint32_t field; } column;
    struct { Value value; Duration duration; Str text; } param; /* duration where type is DURATION; text: as written out */
    struct { Value *items; uint32_t count; } list; /* all known, of the kind of `type`: BOOLEAN INTEGER NUMBER MONEY TEXT DATE
                                                      DATETIME, never CODE; equal ones once */
    Record *record; /* RECORD */
    struct { bool function; } let; /* declared with brackets, `let f(…)` */
    struct { ScoreForm form; double lo, hi; } score;                 /* PROBABILITY: 0 and 1 */
    /* cuts: of RANK and SHARE, one a case, in order, with its label's code. The ruler is decl's RANK_OF node. */
    struct { ClassifyForm form; const ProgramCut *cuts; uint32_t cut_count; } classify;
    Sides measure;
    Options choose;
    Service service; /* CHANNEL, OFFER, TEAM */
    const AstNode *campaign; /* CAMPAIGN: the share that it holds back, a constant NUMBER; NULL: none */
  };
};

/* A record declaration. */
typedef enum RecordRole { RECORD_SUBJECT, RECORD_RELATED, RECORD_LOOKUP } RecordRole;
struct Record {
  Symbol *symbol;
  RecordRole role;
  Str source;       /* table or CSV path (relative paths already joined to the rule file's folder) */
  bool csv;
  Str key;          /* stored column; empty: none */
  Kind key_kind;    /* INTEGER or TEXT (of an undeclared key: TEXT where the store cannot say; see `key_field`) */
  uint32_t key_field; /* in fields, or UINT32_MAX where the key is a stored column that no field declares */
  Str of, by;       /* RELATED */
  struct Record *parent; /* RELATED: the record that it is `of`, which has a key; NULL after a message */
  bool implicit;    /* `contacts` where no program declares it: it stands behind all others, its symbol has no `decl`; it is to be
                       left out of the program where its symbol is not `used` */
  Symbol **fields;  /* SYM_COLUMN */
  Str *stored;      /* the stored name of each field */
  uint32_t field_count;
};

/* What an extra gives of an option of a choice, each as the choice sees it; VALUE: the expression itself; MONEY: the same as money.
 * MINUTES: its effort, as a number (no `effort`: unknown). */
typedef enum ExtraPart {
  EXTRA_VALUE, EXTRA_MONEY, EXTRA_COST, EXTRA_RESPONSE, EXTRA_PRICE, EXTRA_MARGIN, EXTRA_BEST, EXTRA_MINUTES, EXTRA_AVAILABLE
} ExtraPart;

/* Expressions that come with a call: --select, --where, `eval`, the compared sides of a test, what an explanation shows. */
typedef struct Extra {
  AstNode *expr;   /* VALUE, MONEY; BEST: the E of `by lowest E`; NULL of the other parts */
  Str text;        /* names the definition */
  bool condition;  /* must be boolean */
  ExtraPart part;
  const Symbol *option; /* of whom; NULL: VALUE, MONEY */
  const AstNode *choice; /* AVAILABLE: the CHOOSE whose `forbid`s count; may be NULL */
} Extra;

typedef struct Setting { /* --set NAME=VALUE */
  Str name, value;
} Setting;

/* A checked program: what lowering works on. All in the compilation's arena. */
typedef struct Checked {
  Arena *arena;
  SourceMap *sources;
  const AstNode *tree;
  Symbol **symbols; /* every declaration's, in the order of the text; columns follow their record */
  uint32_t symbol_count;
  Namespace program; /* its own names; those of modules follow by `next` */
  Record *subject; /* NULL where the program has no record with a key */
  bool library;    /* no record, but definitions with parameters, measures or modules: a module on its own, whose users have the records */
  Record **records;
  uint32_t record_count;
  const AstNode **tests;
  uint32_t test_count;
  Extra *extras; /* checked, in the order given */
  uint32_t extra_count;
} Checked;

/* The expression behind `=`, of a declaration that makes a definition of another; else NULL. */
AstNode *same_of(const AstNode *decl);
/* The `by lowest E`, `by highest E` of a CHOOSE; NULL: it has none. */
const AstNode *choose_best(const AstNode *decl);
/* The option's place among them; their count where it is none of them. */
uint32_t options_place(const Options *options, const Symbol *option);
/* "min_staff"; of a module "abc.a_share". */
Str symbol_path(Arena *arena, const Symbol *symbol);

#endif

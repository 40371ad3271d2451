/* What the checker's files share: its state while a program is checked, and the entry of each part. Private to lang/check*,
 * resolve, order, adapt, lint and suggest. Every function that gives a type gives one (ERROR after a message), never NULL. */
#ifndef CIBLE_LANG_CHECKER_H
#define CIBLE_LANG_CHECKER_H

#include "lang/check/check.h"
#include "lang/check/literal.h"

/* Of one declaration; more is a message, so that no text makes the checker slow. */
enum { FIELDS_MOST = 2000, LABELS_MOST = 4096, PARAMETERS_MOST = 64 };

/* Whose values names are: a record of the subject's; a row of a related record, and its subject's; nobody's, in a measure. */
typedef enum AtHand { AT_SUBJECT, AT_RELATED, AT_NONE } AtHand;

typedef struct Unknown Unknown; /* a name that is not there and was told */

typedef struct Checker {
  const CheckInput *input;
  Arena *arena;
  DiagList *diags;
  Checked *out;
  Alloc *hook;          /* memory of the arena, for maps */
  Namespace *space;     /* whose names are looked up */
  Namespace *last_space;
  uint32_t instances, instance_depth;
  Symbol *current;      /* whose body is checked; NULL in tests and extras */
  AtHand at_hand;
  const Record *row;    /* AT_RELATED: the related record */
  Symbol *best_by;      /* the choice whose `by lowest|highest E` is checked */
  const AstNode *test;  /* whose `expect`s are checked; NULL within a set */
  bool named_givens;    /* that test gives several records, or one with a name */
  bool several_givens;
  bool today;           /* what is being checked hangs on today */
  const AstNode *hinted; /* where this is a name that is not there, one of the type `hint` was meant */
  const Type *hint;
  Unknown *unknown; /* the last of them */
  bool columns_told; /* the help of a message names the subject's columns, once */
  const AstNode *beside; /* the comparison or `matches` whose right side is checked */
} Checker;

/* ---- resolve: declarations -> symbols ---- */
bool resolve_program(Checker *c);
Symbol *symbol_new(Checker *c, SymbolKind kind, const AstNode *name, const AstNode *title, const AstNode *decl);
/* The type that a TYPE node names; ERROR after a message. `where` says what it is the type of ("a column"). */
const Type *resolve_type(Checker *c, const AstNode *node, const char *where);
/* Are there no more than `most`? Else a message: "the number of columns must be at most 2000". */
bool resolve_count(Checker *c, Span span, const char *what, uint32_t count, uint32_t most);
/* Records, their fields and roles, the subject. */
void resolve_records(Checker *c);
/* A path that a rule file names, relative to the folder of the file in which `span` lies. */
Str resolve_path(Checker *c, Span span, Str path);
/* `contacts`, where no program declares it. */
void resolve_contacts(Checker *c);
const char *symbol_kind_name(const Symbol *symbol); /* "a column", "a list" … */
/* Is it of that kind, named without its article ("classification")? Any is a "name". */
bool symbol_is_kind(const Symbol *symbol, const char *kind);
/* Has it a value for each record of the subject? */
bool of_a_record(const Symbol *symbol);
/* False after a message where no record is at hand that it would be of. */
bool has_record(Checker *c, AstNode *node, const Symbol *symbol);
bool resolve_append(Checker *c, Symbol *symbol);

/* ---- namespace: what names stand for ---- */
/* The symbol of that name among the subject's columns and the declarations. */
static inline Symbol *find_name(const Checker *c, Str name) { return map_get(&c->space->names, name); }
static inline Symbol *find_service(const Checker *c, Str name) { return map_get(&c->space->services, name); }
/* What a parameter of that name stands for in the body that is checked; NULL where there is none. */
Symbol *find_formal(const Checker *c, Str name);
/* A parameter, else the symbol of that name. */
Symbol *find_here(const Checker *c, Str name);
/* The module that stands left of the point in `abc.x`; NULL where none does. */
Namespace *find_module(const Checker *c, const AstNode *dot);
/* A NAME, or a DOT of a module: its symbol, or NULL, with no message. */
Symbol *find_path(const Checker *c, const AstNode *path);
Symbol *find_service_path(const Checker *c, const AstNode *path);
/* "`abc` has no name `x`", with the nearest. */
void say_no_member(Checker *c, const AstNode *dot, const char *what, bool service);
/* Of a module none but `contacts`. */
Record *find_record(const Checker *c, Str name);
Symbol *find_field(const Record *record, Str name);
static inline Str subject_name(const Checker *c) { return c->out->subject ? c->out->subject->symbol->name : STR("the subject"); }
/* Scopes of all that is used; the program's is there. */
void namespace_program(Checker *c);
/* Names of `with` that no param has. */
void namespace_settings(Checker *c);
/* What `with` says of a param of a module; NULL where nothing. */
AstNode *namespace_with(const Symbol *param);

/* ---- instance: definitions with parameters ---- */
/* `abc.by_sales(value)`, the callee's symbol at hand and the arguments checked. */
const Type *check_use(Checker *c, AstNode *node, Symbol *origin);
/* `classify class = abc.by_sales(value)`: makes an instance of the symbol; false after a message. */
bool check_same(Checker *c, Symbol *symbol);
/* May the node's value come from a parameter, so that only a use of the pattern under check has it? */
bool is_open(const Checker *c, const AstNode *node);
/* Adds a note to the messages since there were `before`. */
void note_since(Checker *c, uint32_t before, Span span, Str text);
/* "used here with value = revenue", of the instance that they are about. */
void note_use(Checker *c, uint32_t before, const Symbol *instance);
/* The body of a symbol, in its namespace. */
void check_body(Checker *c, Symbol *symbol);

/* ---- order: what hangs on what ---- */
/* The symbols whose bodies are to be checked, each behind those that it hangs on, and a NULL; those on a cycle are told and of
 * type ERROR. NULL where memory is out. */
Symbol **order_symbols(Checker *c);

/* ---- declarations ---- */
void check_settings(Checker *c); /* those that no param has */
void check_param(Checker *c, Symbol *param);
void check_list(Checker *c, Symbol *list);
bool read_list_file(Checker *c, Symbol *list);
void check_let(Checker *c, Symbol *let);
void check_segment(Checker *c, Symbol *segment);
void check_score(Checker *c, Symbol *score);
void check_classify(Checker *c, Symbol *classify);
void check_ranking(Checker *c, Symbol *classify); /* by rank or share, its labels given */
const char *case_word(const AstNode *rule);       /* "when", "top" … */
void check_measure(Checker *c, Symbol *measure);
void check_service(Checker *c, Symbol *service);      /* channels, offers */
void check_service_late(Checker *c, Symbol *service); /* what they only name: exports, messages */
void check_team(Checker *c, Symbol *team);
void check_choose(Checker *c, Symbol *choose);
void check_campaign(Checker *c, Symbol *campaign); /* when all that it may name is checked */
const Type *check_control(Checker *c, AstNode *call); /* `control(spring)` */
void check_tests(Checker *c);
/* A clause's slot, to be given once: false after a message. */
bool take_clause(Checker *c, const AstNode **slot, const AstNode *clause, const char *word);

/* ---- expressions ---- */
const Type *check_expr(Checker *c, AstNode *node);
/* Must be true, false or unknown. */
void check_condition(Checker *c, AstNode *node);
/* Must be an integer or a number; `what` opens the message ("`add`"). False after a message. */
bool check_number(Checker *c, AstNode *node, const char *what);
/* Must be money, an integer or a number. */
bool check_money(Checker *c, AstNode *node, const char *what);
/* A constant of the kind of `want` (an integer or a literal is brought to it); sets node->constant. False after a message. */
bool check_constant(Checker *c, AstNode *node, const Type *want, const char *what, Value *out);
/* The node's folded value; false where it is no constant. */
bool constant_of(Checker *c, AstNode *node, Value *out);
bool check_duration(Checker *c, AstNode *node, const char *what, Duration *out);

const Type *check_name(Checker *c, AstNode *node);
const Type *check_dot(Checker *c, AstNode *node);
const Type *check_call(Checker *c, AstNode *node);
/* Within a test of several records: false after a message where a value of one of them is asked for without its name. */
bool check_whose(Checker *c, const AstNode *node, bool of_record);
const Type *check_arith(Checker *c, AstNode *node);
const Type *check_neg(Checker *c, AstNode *node);
const Type *check_compare(Checker *c, AstNode *node);
const Type *check_in(Checker *c, AstNode *node);
const Type *check_affix(Checker *c, AstNode *node);
const Type *check_matches(Checker *c, AstNode *node);
const Type *check_is(Checker *c, AstNode *node);
const Type *check_since(Checker *c, AstNode *node);
const Type *check_within(Checker *c, AstNode *node);
/* A name that must be a label of `owner`'s type: sets symbol and constant. The code, or -1 after a message. */
int32_t check_label(Checker *c, AstNode *name, const Type *labels);

/* ---- sets of records ---- */
typedef struct View {
  AtHand at_hand;
  const Record *row;
  Symbol *best_by;
  const AstNode *test;
} View;
/* From here on names are of what is at hand; gives what was. */
View view_enter(Checker *c, AtHand at_hand, const Record *row);
void view_leave(Checker *c, View outer);
/* The row's record, or one that it belongs to below the subject, of that name; NULL where there is none. */
const Record *row_parent(const Checker *c, Str name);
/* The first related record that has such a column; NULL where there is none. */
const Record *related_with(const Checker *c, Str column);
/* What stands behind `of`, `among` or in `count(…)`: a RECORD (the subject or one related to it) or a SEGMENT, set as the node's
 * symbol; NULL after a message. */
Symbol *check_set(Checker *c, AstNode *node);
/* The related record whose rows a set is of; NULL for the subject and segments. */
const Record *set_row(const Symbol *set);
/* A set of this program, for a help line. */
Str set_example(const Checker *c);
/* False after a message where the place, a let with parameters, sees no records. */
bool set_allowed(Checker *c, AstNode *node);
bool check_is_aggregate(Str name); /* count, sum … sequence, control */
const Type *check_aggregate(Checker *c, AstNode *node);
const Type *check_aggregate_call(Checker *c, AstNode *node); /* a CALL whose callee is of that name */
bool check_per_value(Checker *c, AstNode *per);
const Type *check_sequence(Checker *c, AstNode *node);

/* ---- adapt: types that meet ---- */
/* Makes a literal (or `unknown`, or arms and brackets around these) of `type`; whether the node now fits it, where an integer
 * fits a number and a `one of` a text. A literal that cannot be `type` (decimals, a text not in the list) is a message, and
 * the node's type then ERROR. */
bool adapt(Checker *c, AstNode *node, const Type *type);
/* The type in which n expressions meet, each adapted to it; NULL where there is none. ERROR where one is. */
const Type *unify(Checker *c, AstNode **nodes, uint32_t count);
/* Sets type, and the constant where given, and gives the type back. */
const Type *set_type(AstNode *node, const Type *type);
const Type *set_constant(Checker *c, AstNode *node, const Type *type, Value value);
const Type *fail(AstNode *node); /* sets and gives ERROR */

/* ---- messages ---- */
/* Of a name that is not there and was told in the same namespace: counts the place with that; false where it was not. */
bool unknown_again(Checker *c, Str name, Span span);
void unknown_keep(Checker *c, Str name, Span span, Diag *diag);
/* At the end: says in those messages how often each name stands elsewhere. */
void unknown_told(Checker *c);
Diag *say_wrong_type(Checker *c, const AstNode *node, const char *what, const char *wanted);
Str name_of(Checker *c, const Type *type); /* type_name in the checker's arena */
/* Labels the message with the nearest of what is in scope, those of a fitting type first (want: may be NULL). */
void suggest_name(Checker *c, Diag *diag, Str name, const Type *want);
void suggest_service(Checker *c, Diag *diag, Str name, SymbolKind kind);
/* Of what a module gives of the kind, as symbol_is_kind takes it, and of its params. */
void suggest_member(Checker *c, Diag *diag, Str name, const Map *map, const char *kind);
void suggest_param(Checker *c, Diag *diag, Str name, const Map *map);
void suggest_field(Checker *c, Diag *diag, Str name, const Record *record);
/* Of a record that is looked up, or of a set of rows. */
void suggest_set(Checker *c, Diag *diag, Str name, bool lookup);
void suggest_label(Checker *c, Diag *diag, Str name, const Labels *labels);
void suggest_text(Checker *c, Diag *diag, Str name, const Labels *texts); /* of a `one of` */
void suggest_words(Checker *c, Diag *diag, Str name, const char *const *words, uint32_t count);
/* How far a name may be from what was meant. */
unsigned suggest_limit(Str name);
/* habit_name.c: */
/* Where the node is a name that is not there, one of this type is suggested first; NULL: of any. */
void hint_type(Checker *c, const AstNode *node, const Type *type);
/* The same of a side of a comparison or sum: of the type of the other side, checked or a literal. */
void hint_beside(Checker *c, const AstNode *node, const AstNode *other);
const Type *hint_for(const Checker *c, const AstNode *node);
/* `last-contact`, where neither name is there: tells it once; false where it is none. */
bool habit_hyphen(Checker *c, AstNode *minus);
/* Helps with a name of another language; false where it is none. */
bool habit_value(Checker *c, Diag *diag, Str name);
/* Names the columns there are, where nothing is near. */
void habit_no_name(Checker *c, Diag *diag);
/* Helps with a function that a module has, or another language. */
bool habit_function(Checker *c, Diag *diag, Str name);

/* ---- habit: what was written from habit, and what was meant ---- */
/* `x = null`: tells it. False where the comparison is none of these. */
bool habit_null(Checker *c, AstNode *compare);
/* "known" or "unknown" where an IS was likely meant as `is known`, `is unknown`; NULL else. */
const char *habit_knowing(const AstNode *is);
/* What may stand behind `in` in place of `set`: the help of the message. */
void habit_set(Checker *c, Diag *diag, const AstNode *value, const AstNode *set);
/* A number between quotes beside one without: the help of the message; false where it is none. */
bool habit_quoted(Checker *c, Diag *diag, const AstNode *value, const Type *beside);
/* A condition that is compared with a word or a number for true or false: the help of the message; false where it is none. */
bool habit_truth(Checker *c, Diag *diag, const AstNode *test, const AstNode *condition, const AstNode *with);
/* `2027-3-1`, a subtraction, as the date that was meant; empty where it is none. */
Str habit_date(const Checker *c, Arena *arena, const AstNode *node);
/* `t is cold or hot`, as it should be written, where the right side is a label of the left; empty else. */
Str habit_label(Checker *c, const AstNode *logic);
/* `a = 1 or 2`, `t is cold or hot`, before the right side is checked: tells it. False where it is none of these. */
bool habit_repeated(Checker *c, AstNode *logic);

/* ---- lint: warnings ---- */
/* False where `# allow CODE` stands on the line before, or on the one before the clause or declaration of that place. */
bool lint_wanted(const Checker *c, DiagCode code, Span span);
void lint_program(Checker *c);
typedef enum Truth { TRUTH_OPEN, TRUTH_TRUE, TRUTH_FALSE } Truth;
/* What types and literals alone show of a checked condition. */
Truth lint_truth(Checker *c, const AstNode *condition);
/* Does it hang on anything that may be set from outside, on a record, or on a function's values? */
bool lint_named(const AstNode *node);
/* `5 < x` as x sees it: `>`. */
CompareOp lint_mirrored(CompareOp op);
/* Options of a choice that are never taken, or that cost nothing by oversight. */
void lint_choose(Checker *c, const Symbol *choose);
/* Parts of an `and` or `or`, and of the clauses of a segment, that cannot be meant so. */
void lint_pairs(Checker *c, const AstNode *logic);
void lint_criteria_pairs(Checker *c, const AstNode *criteria);
bool lint_same(const AstNode *a, const AstNode *b); /* the same text but for brackets and layout */

#endif

/* What the parts of the formatter share. Every token is written, in its order; the layout decides only what stands before each: its
 * gap. First all is thought of as one line (spacing), with the widths that this takes; then those constructs that do not fit are
 * broken (layout_*), and at last neighbouring lines are aligned. Private to lang/format. */
#ifndef CIBLE_LANG_FORMAT_LAYOUT_H
#define CIBLE_LANG_FORMAT_LAYOUT_H

#include "lang/format/format.h"

typedef struct Comment {
  Str text;
  bool own_line; /* else it stands behind the token before it */
  bool blank;    /* a blank line stands before it */
} Comment;

/* What stands before a token. */
typedef struct Gap {
  uint32_t first, count; /* its comments */
  bool blank;            /* in the source, a blank line straight before the token */
  /* the plan: */
  bool joined;           /* nothing, where both stand on one line (else a blank) */
  bool line;             /* the token starts a line */
  bool group;            /* blank lines are kept here */
  bool apart;            /* a blank line is wanted here */
  bool opening, closing; /* the first thing of a block, its end: no blank line straight before */
  uint16_t indent;       /* of the token, where it starts a line */
  uint16_t inner;        /* of comments before it that have a line of their own */
  uint16_t pad;          /* blanks more than usual, before the token or before the comment behind the last one */
} Gap;

typedef struct Layout {
  Arena *arena;
  const SourceFile *file;
  const Token *tokens;
  uint32_t count; /* with TOKEN_END */
  Str *texts;     /* tokens as they are written */
  Gap *gaps;      /* gaps[i] stands before tokens[i] */
  Comment *comments;
  /* With all on one line: where a token starts and ends; and how many gaps up to it hold comments, which end a line. */
  uint32_t *starts, *ends, *stops;
  uint32_t line; /* the token that starts the line under way */
  uint32_t field_width; /* of a record's fields, the widest name that others are aligned with */
} Layout;

/* trivia.c: the gaps as they are in the source, and the texts. False where memory is out. */
bool layout_trivia(Layout *l);
/* spacing.c: which tokens stand side by side without a blank; then the widths. */
bool layout_spacing(Layout *l, const AstNode *tree);

/* layout.c: */
uint32_t layout_first(const Layout *l, const AstNode *node); /* its first token */
uint32_t layout_last(const Layout *l, const AstNode *node);
static inline Gap *layout_gap(const Layout *l, uint32_t token) { return &l->gaps[token]; }
static inline uint32_t layout_indent(const Layout *l) { return l->gaps[l->line].indent; } /* of the line under way */
/* Where the token starts, if it stands on the line under way. */
uint32_t layout_column(const Layout *l, uint32_t token);
uint32_t layout_width(const Layout *l, uint32_t first, uint32_t last);
/* May all of it stand on one line: is there no comment within? */
bool layout_whole(const Layout *l, uint32_t first, uint32_t last);
/* The same, and is there room on the line under way for it and `tail` columns behind it? */
bool layout_fits(const Layout *l, uint32_t first, uint32_t last, uint32_t tail);
/* The token starts a line. */
void layout_line(Layout *l, uint32_t token, uint32_t indent);
/* The token goes on with the line, unless comments before it end that. True where it does start a line. */
bool layout_pass(Layout *l, uint32_t token, uint32_t indent);

/* layout_expr.c: breaks an expression, a LIST without brackets or a SET whose first token has its place. `indent`: of lines that go
 * on with it. `tail`: columns that will follow on its last line. Nothing is broken that fits. */
void layout_expr(Layout *l, const AstNode *node, uint32_t indent, uint32_t tail);
/* What stands behind `=`. */
void layout_value(Layout *l, const AstNode *node, uint32_t indent, uint32_t tail);
/* The items of a list in brackets: on lines of their own, as many on each as there is room for. */
void layout_bracket(Layout *l, uint32_t open, const AstNode *list, uint32_t close);
/* The cells `{ … }` of a test's row. */
void layout_row(Layout *l, uint32_t open, const AstNode *cells, uint32_t close, uint32_t tail);

/* layout_phrase.c: a clause, a head or the inside of an aggregate is a phrase: parts, each begun by a word of its own or by a title
 * or reason, and atoms, which layout_expr knows, within them. */
typedef struct Atom {
  const AstNode *node;
  uint32_t first, last;
} Atom;
enum { COLUMN_TITLE = 1, COLUMN_RULE, COLUMN_WHY };
typedef struct Part {
  uint32_t first, last;
  int column;  /* where neighbouring clauses are aligned; 0: with what stands before */
  bool assign; /* begun by `=` */
} Part;
typedef struct Phrase {
  const AstNode *node;
  Atom *atoms;
  Part *parts;
  uint32_t atom_count, part_count;
} Phrase;
/* The tokens first..last of the node. False where memory is out. */
bool layout_phrase_read(Layout *l, const AstNode *node, uint32_t first, uint32_t last, Phrase *phrase);
/* Parts that do not fit start lines, at `indent`. With `each`, every part does. */
void layout_phrase(Layout *l, const Phrase *phrase, uint32_t indent, uint32_t tail, bool each);

/* layout_decl.c: a whole file. */
void layout_program(Layout *l, const AstNode *tree);

/* align.c: neighbouring lines whose parts stand under one another. */
enum { ALIGN_COLUMNS = 8 };
typedef struct AlignRow {
  uint32_t first, last;
  uint32_t cell[ALIGN_COLUMNS]; /* the first token of a column; 0: none. The first column needs none */
  bool more;                    /* the clause goes on with other lines */
} AlignRow;
void layout_align(Layout *l, const AlignRow *rows, uint32_t count);

/* write.c: */
void layout_write(const Layout *l, Buf *out);

#endif

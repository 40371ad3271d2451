/* What may be offered where a word begins: kept where it fits what was typed. */
#ifndef CIBLE_CLI_REPL_LINE_OFFER_H
#define CIBLE_CLI_REPL_LINE_OFFER_H

#include "cli/repl/line/complete.h"

/* What is being completed, and what has been found so far. */
typedef struct Search {
  Repl *repl;
  const char *line, *prefix; /* the prefix ends the line */
  size_t length;
  bool more;                 /* the line goes on what stands before */
  char whole[INSERT_MOST];   /* what all that fits begins with */
  size_t found;
  Completion *out;
} Search;

enum { RESERVED = 1, DECL = 2, CLAUSE = 4, JOIN = 8 };
typedef struct Keyword {
  const char *word;
  int flags;
} Keyword;
extern const Keyword offer_words[]; /* of the language */
extern const size_t offer_word_count;

bool is_letter(char c);
/* Is it one of these words, "segment record"? */
bool is_among(const char *words, const char *word);
/* A word that may fit; `behind` is shown with it in the list. */
void offer(Search *s, const char *word, const char *behind);
/* The same of a word that is written otherwise than it is called. */
void offer_as(Search *s, const char *word, const char *written, const char *behind);
/* A name of the rules, between backquotes where it needs them. */
void offer_name(Search *s, const char *name, const char *behind);
/* The declarations, kept with the rules. */
size_t offer_outline(Search *s, const CibleDeclaration **all);

/* Labels of a classification or choice; `quoted`: texts of a column. */
void offer_labels(Search *s, const char *owner, bool quoted);
/* Behind `companies.` the columns of that record, behind a choice its parts; false where it is neither. */
bool offer_members(Search *s, const char *owner, size_t length);
/* The declarations of these kinds (NULL: all but tests and includes); `bare`: a command takes them as they are. */
void offer_declared(Search *s, const char *kinds, bool bare);
void offer_columns(Search *s);
void offer_functions(Search *s);
void offer_keywords(Search *s, int flags);
/* Right behind "abs(": what it takes, in all its forms; nothing is inserted. */
bool offer_parameters(Search *s);

#endif

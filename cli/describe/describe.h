/* describe: what the program's lists say of commands, options and the language, in the forms that others want: completions for shells,
 * man pages. A program of its own, run when these are made; cible does not hold it. */
#ifndef CIBLE_CLI_DESCRIBE_H
#define CIBLE_CLI_DESCRIBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

typedef struct Command {
  const char *name, *words, *options, *line, *more;
} Command;
extern const Command commands[];
extern const size_t command_count;

typedef struct Option {
  const char *name; /* "--db", "-o" */
  bool valued, many;
  const char *value, *doc; /* value: what stands for it, "FILE" */
} Option;
extern const Option options[];
extern const size_t option_count;

/* What can be filled in at a place of a call. */
typedef enum Place {
  PLACE_ANYTHING, /* nothing to offer */
  PLACE_FILES,
  PLACE_RULES,    /* rule files and bytecode */
  PLACE_FOLDERS,
  PLACE_COMMANDS,
} Place;
Place place_of_words(const Command *command);
Place place_of_value(const Option *option);
/* The words that an option of the command takes, with blanks between; NULL where it takes any. */
const char *choices_of(const Command *command, const Option *option);
/* Help, which every command takes, too. */
bool takes_option(const Command *command, const Option *option);

/* The text with quotes for a shell of the sh family around it, or (marks "") without; `escaped`: what gets a backslash before it. */
void put_quoted(const char *text, const char *escaped);

/* Each to standard output. */
void describe_bash(void);
void describe_zsh(void);
void describe_fish(void);
void describe_man1(const char *language); /* "en", "fr" */
/* The page cible(5): the text of `page`, in which lines of the form @NAME@ stand for lists. False with a message where it cannot. */
bool describe_man5(const char *page);

/* man.c: text of the lists as roff: what is special escaped, `words` in bold; at the start of a line or not. */
void put_roff(const char *text);
void put_heading(const char *name, const char *section, const char *about);

#endif

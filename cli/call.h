/* What several commands do alike: compiling the file of the call with the expressions of the call. */
#ifndef CIBLE_CLI_CALL_H
#define CIBLE_CLI_CALL_H

#include "cli/cli.h"

/* A list of expressions; texts are owned (free with expressions_free). */
typedef struct Expressions {
  CibleExpression *items;
  size_t count, size;
} Expressions;

/* Adds a copy of text[0 .. length); false where memory is out. */
bool expressions_add(Expressions *list, const char *text, size_t length, bool condition);
/* Adds what stands between the commas of a --select that are in no brackets and in no text. */
bool expressions_split(Expressions *list, const char *select);
void expressions_free(Expressions *list);

/* Compiles `path` with --set and these expressions, messages printed. An exit code; 0 where *program is made. */
int compile_call(Cible *cible, const Options *options, const char *path, const Expressions *expressions, CibleProgram **program);
/* What `explain`, `count --funnel`, `diff` and `segments` look at: the rule file `path`, with the settings and the run of the call. */
typedef struct ReviewCall {
  CibleReview review;
  CibleRun run;
  CibleCompileOptions compile;
  CibleSetting *settings;
} ReviewCall;
/* An exit code, messages printed; 0: it is made, for review_close. The call must stay where it is. */
int review_open(const Options *options, const char *path, ReviewCall *call);
void review_close(ReviewCall *call);
/* --json, --markdown, or text. */
CibleForm answer_form(const Options *options);
/* Exactly one word that names a file; NULL with a message where it is not so. */
const char *only_file(const Options *options);
/* The messages of the last call as members of a JSON object: "messages": […]. */
void print_json_messages(Cible *cible, FILE *out);
/* The same of lines that cible_messages_json has given. */
void print_json_lines(const char *lines, FILE *out);
/* The faults of the last run likewise: "faults": […]. */
void print_json_faults(const Cible *cible, FILE *out);
void print_json_value(const CibleValue *value, FILE *out);
/* In the shortest form that reads back the same. */
void json_plain(double number);
/* `, "name": 1.25` likewise. */
void json_number(const char *name, double number);
void json_text(const char *name, const char *text);
void json_count(const char *name, uint64_t count);
void json_money(const char *name, int64_t money); /* in 1/10 000; exact, without zeros at its end */
void print_segments_json(Cible *cible, const CibleSegments *segments);
/* With --json: the answer where a command ended without its own: {"ok": false, "messages": […]}. Gives the code. */
int finish_json(Cible *cible, int code, const Options *options);

#endif

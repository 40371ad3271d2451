/* Reviews: what is said of a program by looking at it and its records: why a record is what it is, which clauses keep how many, what
 * the tests leave out, what another version would change. They stand on the engine, and behind cible.h as it does. */
#ifndef CIBLE_LANG_REVIEW_H
#define CIBLE_LANG_REVIEW_H

#include "lang/engine/engine_run.h"
#include "lang/engine/engine_test.h"
#include "lang/explain/why.h"

/* A rule file taken apart, lowered with all that its plan asks for. The compilation lives in the handle until its next call. */
typedef struct Explainer {
  Cible *cible;
  Program *program;
  WhyPlan plan;
  uint32_t first_extra; /* the definition of the first extra */
} Explainer;

/* Is it a file of bytecode? Says that it has no words of its own, and how to get at them. */
Status review_refuse_image(Cible *cible, const char *path, const char *command);
/* Checks the review's rules with these expressions; STATUS_NO with a message where they declare no record to run over. */
Status review_check(Cible *cible, const CibleReview *review, const CibleExpression *expressions, size_t count, const char *command,
                    Compilation *out);
/* The definition of the first extra. */
uint32_t review_first_extra(const Program *program);
/* Takes apart what is named (definitions and expressions), or every definition. explainer_free whatever is returned. */
Status explainer_make(Cible *cible, const CibleReview *review, Explainer *out);
/* The program, once everything that is wanted has been added to the plan. */
Status explainer_lower(Explainer *explainer);
void explainer_free(Explainer *explainer);

/* Called for each record that is found, with a value an extra; texts live until the run's end. */
typedef Status (*ExplainerRow)(void *user, const Value *key, const Value *values);
/* Reads the records with these keys. */
Status explainer_rows(Explainer *explainer, const CibleRun *run, const Value *keys, uint32_t count, ExplainerRow row, void *user);
/* A key as it was written; false where the subject has none that could be written so. */
bool explainer_key(const Explainer *explainer, const char *text, Arena *arena, Value *out);

/* The filled plan as the public interface gives it, all in `arena`. NULL where memory is out. */
CibleExplanation *why_publish(WhyPlan *plan, const Value *key, const char *today, Arena *arena);
/* Why that one node is what it is, in brief: what decides alone. `out` has its record, key and day already. False where memory is out. */
bool why_publish_brief(WhyPlan *plan, WhyNode *node, Arena *arena, CibleExplanation *out);
/* What would make of the definition, or condition, what it is not. */
void why_ways(WhyPlan *plan, WhyNode *node, CibleWhy *out, Arena *arena);
/* The changes of a way; false where it is NULL, or memory is out. */
bool why_changes(WhyPlan *plan, const WhyWay *way, Arena *arena, const CibleChange **out, size_t *count);
/* A change on one line: "staff >= 10; has 7 (3 short, 30.0 %)". */
void why_write_change(Buf *out, const CibleChange *change, Language language);
/* "revenue = 11 400.00", or with `bare` "11 400.00": what a person is shown of a value. */
void why_show_value(const WhyPlan *plan, Buf *out, const WhyNode *node, bool bare);
/* Does what a change is seen to have begin with its name: "staff = 7", "staff is unknown"? */
bool why_is_named(const char *has, Language language);
/* A text, or one of a list of texts: in rules it stands in quotes. */
bool why_is_text(const WhyNode *node);
/* Clause words for a person: of a long list of texts or numbers the first, and how many there are. */
void why_write_words(Buf *out, const char *words, Language language);
/* "false", "unknown" */
const char *why_truth(const Value *value);
/* The number with blanks between thousands, where it is money or a number of some size. */
void why_group_digits(Buf *out, Str digits);
/* Likewise, to ten digits: for people, who do not count on the last of them. */
void why_show_number(Buf *out, double number);

/* cible_test_file, watched by somebody (NULL: nobody). */
CibleStatus review_test_file(Cible *cible, const char *path, const CibleCompileOptions *options, const TestWatcher *watcher,
                             const CibleTest **tests, size_t *count);

/* ---- explanations as text: text.c, json.c, markdown.c ---- */
void why_write_text(Buf *out, const CibleExplanation *explanation, int width, bool color, Language language);
void why_write_json(Buf *out, const CibleExplanation *explanation);
void why_write_markdown(Buf *out, const CibleExplanation *explanation, Language language);
/* What a value is called: the file's own words, or of a fact that stands in none, a word of the language. */
const char *why_word(Language language, const CibleWhy *why);
/* How far the line reaches within `room` columns: to the end of a word, or, of one that is too long, to where it must be cut. */
uint32_t why_fitting(Str line, uint32_t room);
/* The value on one line: texts in quotes, unknown as `unknown`. */
void why_write_value(Buf *out, const CibleValue *value);
/* As a code span of Markdown. */
void why_write_code(Buf *out, Str text);
/* "✓", "✗", "?", "→" or the points: what stands before a line. */
const char *why_mark(const CibleWhy *why, char points[40]);
/* Is it shown behind the words of what it belongs to, not on a line of its own? */
bool why_is_inline(const CibleWhy *why);

#endif

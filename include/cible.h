/* Cible: targeting rules, compiled and run over prospect records in SQLite. The public interface, all of it.
 *
 * Ownership: what a function gives in its last parameter is the caller's and goes back through the cible_*_free of its type;
 * texts are NUL-terminated UTF-8, belong to the object that gave them and live as long as it; texts that go in are copied.
 * Threads: no global state; a handle is used by one thread at a time, different handles by as many as you like.
 * Errors: every function that can fail gives a CibleStatus; what went wrong is said by the messages of the object that failed
 * (see CibleMessages). Units: money in 1/10 000, dates in days from 1970-01-01, datetimes in seconds from then, UTC. */
#ifndef CIBLE_H
#define CIBLE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CIBLE_VERSION "0.1.0"
#define CIBLE_API __attribute__((visibility("default")))

/* The values are the exit codes of the command line. */
typedef enum CibleStatus {
  CIBLE_OK = 0,
  CIBLE_NO = 1,        /* the answer is no: errors in a rule file, a failed test */
  CIBLE_USAGE = 2,     /* the call itself is off: a name or value that does not fit */
  CIBLE_IO = 3,        /* a file or database cannot be read or written */
  CIBLE_STOPPED = 4,   /* by strict mode, a limit, or cible_cancel */
  CIBLE_NO_MEMORY = 5,
} CibleStatus;
#define CIBLE_MUST_CHECK __attribute__((warn_unused_result))

CIBLE_API const char *cible_version(void);

/* ---- 1. the handle: settings and messages ---- */

typedef struct Cible Cible;

/* NULL in place of the config, or of a member, is the default. */
typedef struct CibleConfig {
  /* Resizes ptr (NULL: new) to new_size bytes (0: free); NULL where memory is out. Default: malloc. */
  void *(*alloc)(void *user, void *ptr, size_t old_size, size_t new_size);
  void *alloc_user;
} CibleConfig;

CIBLE_API CibleStatus cible_open(const CibleConfig *config, Cible **out) CIBLE_MUST_CHECK;
CIBLE_API void cible_close(Cible *cible);
/* Stops what the handle does, from another thread or a signal handler: the call under way, or the next one that reads data,
 * ends with CIBLE_STOPPED. The handle must not be closed meanwhile. */
CIBLE_API void cible_cancel(Cible *cible);

/* From here on, columns that runs of this handle read, and what they compute, are kept in memory, and later runs take them from there,
 * as long as the database stays as it is: for those who ask again and again, with rules that change a little. Answers, faults included,
 * are the same as without. At most `most` bytes (0: no limit, but 1 GiB of results); what would pass it is read and computed each time.
 * Only tables that are read by their pages are kept. */
CIBLE_API CibleStatus cible_keep(Cible *cible, size_t most) CIBLE_MUST_CHECK;
/* Bytes that are kept now. */
CIBLE_API size_t cible_kept(const Cible *cible);
/* Gives them back, and keeps nothing more. */
CIBLE_API void cible_keep_nothing(Cible *cible);

/* The language of messages and explanations from the next call on: "en", as at first, or "fr" ("fr_FR.UTF-8" likewise). The process's
 * locale is neither asked nor changed. CIBLE_USAGE, and nothing changed, where there are no messages in it. */
CIBLE_API CibleStatus cible_set_language(Cible *cible, const char *language) CIBLE_MUST_CHECK;
/* A text of the command line in that language; itself where it is not translated. */
CIBLE_API const char *cible_translation(const char *language, const char *english);

/* Messages of the last call that made any, in the order of their places. */
typedef struct CibleMessage {
  const char *code; /* "E012", "W03" */
  int is_error;
  const char *text;
  const char *file; /* NULL where the message has no place */
  int line, column; /* from 1; columns in code points */
  int end_line, end_column; /* the column behind the last */
  const char *label, *help; /* "did you mean `staff`?"; how to mend it; "" where there is none */
} CibleMessage;
CIBLE_API size_t cible_message_count(const Cible *cible);
CIBLE_API CibleMessage cible_message(const Cible *cible, size_t index);
/* How wide the terminal is: long lines of rule files are cut around the place, those of a comparison go on below. 0, as at first: not
 * known. */
CIBLE_API void cible_set_width(Cible *cible, unsigned columns);
/* All messages as text, with the lines of the source underlined; `color` with terminal colours. */
CIBLE_API const char *cible_messages_text(Cible *cible, int color);
/* One of them. */
CIBLE_API const char *cible_message_text(Cible *cible, size_t index, int color);
/* All messages, one JSON object a line. */
CIBLE_API const char *cible_messages_json(Cible *cible);

/* The catalogue of all messages. */
typedef enum CibleExamplePlace {
  CIBLE_EXAMPLE_RULES, /* rules over the example records, examples/schema.cible */
  CIBLE_EXAMPLE_FILE,  /* a whole rule file */
  CIBLE_EXAMPLE_CALL   /* commands */
} CibleExamplePlace;
typedef struct CibleCode {
  const char *code;
  int is_error;
  const char *message; /* with `…` for what differs from case to case; empty where all does */
  const char *explanation;
  const char *example, *remedy; /* what brings the message about, and the way out */
  CibleExamplePlace example_place;
} CibleCode;
CIBLE_API size_t cible_code_count(void);
/* "E012", in any case; -1 where there is none of that name. */
CIBLE_API long cible_code_find(const char *code);
/* The texts live until the handle's next run. */
CIBLE_API CibleCode cible_code(Cible *cible, size_t index);

/* ---- 2. programs ---- */

typedef struct CibleProgram CibleProgram;

typedef struct CibleSetting {
  const char *name, *value; /* a param and its value as in a rule file ("min_staff", "20") */
} CibleSetting;

/* An expression in the program's terms that becomes one more definition of it. */
typedef struct CibleExpression {
  const char *text;
  int condition; /* non-zero: it must be true or false */
} CibleExpression;

typedef struct CibleCompileOptions {
  const CibleSetting *settings;
  size_t setting_count;
  const CibleExpression *expressions;
  size_t expression_count;
  int quiet_unused; /* no warnings of names that nothing uses */
  int shadow; /* what the rule file itself declares takes the place of what it includes under the same name, as at a prompt */
} CibleCompileOptions;

/* A rule file with all that it includes; or a file of bytecode (known by its first bytes), verified first: then `expressions`
 * may name definitions only and settings may not be given. CIBLE_NO where it has errors; warnings do not keep it from CIBLE_OK. */
CIBLE_API CibleStatus cible_compile_file(Cible *cible, const char *path, const CibleCompileOptions *options,
                                         CibleProgram **out) CIBLE_MUST_CHECK;
/* A text; `name` stands in messages, and its folder is where includes are looked for. */
CIBLE_API CibleStatus cible_compile_text(Cible *cible, const char *name, const char *text, size_t length,
                                         const CibleCompileOptions *options, CibleProgram **out) CIBLE_MUST_CHECK;
CIBLE_API void cible_program_free(CibleProgram *program);

/* Bytecode, the same bytes on every machine. The bytes are the caller's: cible_free_bytes. */
CIBLE_API CibleStatus cible_program_save(Cible *cible, const CibleProgram *program, void **bytes, size_t *length) CIBLE_MUST_CHECK;
CIBLE_API CibleStatus cible_program_load(Cible *cible, const void *bytes, size_t length, CibleProgram **out) CIBLE_MUST_CHECK;
/* The same to a file, whole or not at all (`-`: standard output), never over the program's own sources. */
CIBLE_API CibleStatus cible_program_write(Cible *cible, const CibleProgram *program, const char *path,
                                          size_t *length) CIBLE_MUST_CHECK;
CIBLE_API void cible_free_bytes(Cible *cible, void *bytes, size_t length);

/* ---- columns and results kept in files, for later processes ---- */

/* From here on, runs of this handle read columns from the file that `folder` has of their database, where it has one that is of
 * its present state; all else, and all of a run that has a memory_limit, from the database. NULL: no longer. `folder` is copied. */
CIBLE_API CibleStatus cible_use_cache(Cible *cible, const char *folder) CIBLE_MUST_CHECK;
/* Has the last run read from the database nothing that could have been kept? Then a file would gain it nothing. */
CIBLE_API int cible_run_cached(const Cible *cible);
/* Has it read from a file of which records have changed since, or of which something is damaged? Then cible_cache_fill reads those alone. */
CIBLE_API int cible_run_outdated(const Cible *cible);
/* Reads the columns that the program uses and keeps them there, beside those that are there already. The folder is made where it
 * is not there; afterwards its files take at most `most` bytes (0: no limit): the ones used longest ago go. One that
 * `gives_way` is stopped, with nothing written, as soon as another process is about to write to the database. */
CIBLE_API CibleStatus cible_cache_fill(Cible *cible, const CibleProgram *program, const char *database, const char *folder,
                                       uint64_t most, int gives_way) CIBLE_MUST_CHECK;
/* From here on, what a run of this handle computes is put into a file of that folder too, beside the columns, where the run has taken all
 * of them from there: a later run that asks for definitions of the same meaning, over the same state of the database, takes them and
 * computes nothing, with the same answer. What hangs on `now` is left out where a run does not say what time it is. `most` as above; a run
 * that `gives_way` lets go of the database once it is open. With `keep` 0 runs take such results, and put none there; below 0 they neither
 * take nor put any. */
CIBLE_API void cible_keep_results(Cible *cible, int keep, uint64_t most, int gives_way);
/* Has just that been asked before which the last run has asked, or can nothing of it be kept? Then keeping it would gain nothing. */
CIBLE_API int cible_run_recalled(const Cible *cible);
typedef struct CibleCacheFile {
  const char *path;
  const char *database; /* NULL: the file cannot be used */
  uint64_t bytes;
  int64_t used; /* when last, in seconds since 1970 */
  int results;  /* it has results, not columns */
} CibleCacheFile;
/* The folder's files, the one used last first; they live until the next call that gives a list. */
CIBLE_API CibleStatus cible_cache_list(Cible *cible, const char *folder, const CibleCacheFile **files, size_t *count) CIBLE_MUST_CHECK;
/* Removes the folder's files, and says how many there were. */
CIBLE_API CibleStatus cible_cache_clear(Cible *cible, const char *folder, size_t *count) CIBLE_MUST_CHECK;
/* The listing of the bytecode; belongs to the program. */
CIBLE_API const char *cible_program_listing(Cible *cible, CibleProgram *program);
/* Of one definition alone: what it computes itself, without the definitions that it uses. Lives until the next listing. */
CIBLE_API const char *cible_definition_listing(Cible *cible, CibleProgram *program, size_t definition);
/* Which tables a run over all definitions reads, in which order, which of their columns and for what, how many instructions that
 * takes a record, and what is kept in memory; belongs to the program. */
CIBLE_API const char *cible_program_plan(Cible *cible, CibleProgram *program);

typedef enum CibleType {
  CIBLE_BOOLEAN, CIBLE_INTEGER, CIBLE_NUMBER, CIBLE_MONEY, CIBLE_TEXT, CIBLE_DATE, CIBLE_DATETIME, CIBLE_LABEL
} CibleType;
typedef enum CibleDefinitionKind {
  CIBLE_LET, CIBLE_SEGMENT, CIBLE_SCORE, CIBLE_CLASSIFY, CIBLE_CHOOSE, CIBLE_COLUMN, CIBLE_EXPRESSION, CIBLE_PART,
  CIBLE_MEASURE /* no value of a record: cible_measure */
} CibleDefinitionKind;
typedef struct CibleDefinition {
  const char *name, *title; /* title may be empty; of an expression, the name is its text */
  CibleDefinitionKind kind;
  CibleType type;
  const char *const *labels; /* CIBLE_LABEL: their names */
  size_t label_count;
  double lo, hi; /* scores */
  size_t dimension_count; /* CIBLE_MEASURE: of its table; 0: it is one value */
} CibleDefinition;
CIBLE_API size_t cible_definition_count(const CibleProgram *program);
CIBLE_API CibleDefinition cible_definition(const CibleProgram *program, size_t index);
/* -1 where there is none of that name. */
CIBLE_API long cible_definition_find(const CibleProgram *program, const char *name);
/* The record that the program is about; NULL: it has none, and there is nothing that a run could read. */
CIBLE_API const char *cible_program_subject(const CibleProgram *program);

/* A rule file, or a text, in the one layout. */
typedef struct CibleFormatted {
  const char *text; /* in the one layout */
  size_t length;
  int changed;      /* it differs from what was there */
  const char *diff; /* with CIBLE_FORMAT_DIFF a unified diff, else empty */
} CibleFormatted;
typedef enum CibleFormatFlag {
  CIBLE_FORMAT_WRITE = 1, /* the file gets the new text, whole or not at all, where that differs; its mode is kept */
  CIBLE_FORMAT_DIFF = 2,
} CibleFormatFlag;

/* Puts a rule file into the one layout; what it includes or uses is not looked at. `flags` is 0 or a sum of CibleFormatFlag.
 * CIBLE_NO where the file has errors of grammar: they are told, and nothing is written. The texts live until the handle's next
 * call. */
CIBLE_API CibleStatus cible_format_file(Cible *cible, const char *path, unsigned flags, CibleFormatted *out) CIBLE_MUST_CHECK;
/* The same for a text, which `name` stands for in messages. CIBLE_FORMAT_WRITE does nothing. */
CIBLE_API CibleStatus cible_format_text(Cible *cible, const char *name, const char *text, size_t length, unsigned flags,
                                        CibleFormatted *out) CIBLE_MUST_CHECK;

/* ---- 3. runs ---- */

/* All members may be zero, but `where` must be -1 for "every record". */
typedef struct CibleRun {
  const char *database; /* path; NULL where the program reads none */
  const char *today;    /* "2027-03-01"; NULL: the day of `now` */
  const char *now;      /* "2027-03-01T09:30"; NULL: the system's clock, UTC */
  unsigned threads;     /* 0: the machine's cores */
  int strict;           /* the first fault ends the run with CIBLE_STOPPED */
  uint64_t max_faults;  /* more end it likewise; 0: no limit */
  uint64_t memory_limit; /* bytes: a run that would hold more ends with CIBLE_STOPPED before it takes them; 0: no limit */
  int stats;            /* where its time goes is measured, for cible_run_stats */
  long where;           /* definition of a condition: only records for which it is true; -1: all */
  const char *key;      /* only the record with this key, as written out; NULL: all */
  void (*progress)(void *user, uint64_t records, uint64_t of); /* now and then, from the calling thread; `of` 0: not known */
  void *progress_user;
} CibleRun;

/* What the last run of the handle said beside its results. */
typedef struct CibleFault {
  const char *file; /* the place in the rule file; NULL where there is none */
  int line, column;
  const char *source; /* what stands there */
  const char *kind;   /* "division by zero" */
  uint64_t count;     /* records */
  const char *keys;   /* the lowest, as text: "3, 17, 40" */
} CibleFault;
CIBLE_API uint64_t cible_run_records(const Cible *cible);
CIBLE_API double cible_run_seconds(const Cible *cible);
CIBLE_API unsigned cible_run_threads(const Cible *cible);
CIBLE_API const char *cible_run_today(const Cible *cible);
/* The version of the time zone tables, where the program uses them; else NULL. */
CIBLE_API const char *cible_run_zones(const Cible *cible);
CIBLE_API size_t cible_fault_count(const Cible *cible);
CIBLE_API CibleFault cible_fault(const Cible *cible, size_t index);
/* Related records of which the run has left out rows, because they belong to no record of the subject. */
typedef struct CibleOrphans {
  const char *record, *of; /* `orders`, of `companies` */
  uint64_t count;          /* rows, > 0 */
} CibleOrphans;
CIBLE_API size_t cible_orphans_count(const Cible *cible);
CIBLE_API CibleOrphans cible_orphans(const Cible *cible, size_t index);

/* How a table was read. */
typedef struct CibleTableStats {
  const char *record;       /* `companies` */
  const char *path;         /* "pages", "sqlite3_step", "memory" */
  const char *why;          /* why by no faster one; NULL */
  uint64_t records;         /* in one pass */
  unsigned passes, columns; /* how often it was read, and how many of its columns */
  uint64_t bytes;           /* of the file, in all; 0: not known */
} CibleTableStats;
/* What one definition took, without those that it uses. */
typedef struct CibleDefinitionStats {
  const char *name;   /* NULL: a part that is computed apart, because several use it or few records need it */
  const char *source; /* what stands in the rule file, as one line, cut where it is long; NULL as file */
  const char *file;   /* NULL: it has no place there */
  int line;
  double seconds;
  uint64_t records;   /* for which it was computed, of all passes */
} CibleDefinitionStats;
/* Where the time of the handle's last run went; phases in seconds of all its threads together. */
typedef struct CibleStats {
  double seconds; /* that passed, from opening the database to the end */
  unsigned threads;
  double opening, reading, computing;
  double collecting; /* ranks, groups, sums of related rows; sorting; putting together what threads found */
  double writing, waiting, other;
  uint64_t memory;   /* bytes held at the most, beside what SQLite takes and the pages of files */
  const CibleTableStats *tables;
  size_t table_count;
  const CibleDefinitionStats *definitions; /* the longest first */
  size_t definition_count;
} CibleStats;
/* Lives until the handle's next run. NULL where CibleRun.stats was not set, or the run read no database. */
CIBLE_API const CibleStats *cible_run_stats(const Cible *cible);

typedef struct CibleValue {
  CibleType type;
  int known;
  int64_t integer;  /* BOOLEAN 0 or 1, INTEGER, MONEY, DATE, DATETIME, LABEL (its index) */
  double number;    /* NUMBER; of INTEGER and MONEY too, as a number */
  const char *text; /* the written form of every known value */
  size_t length;
} CibleValue;

/* What rows a run gives out. */
typedef struct CibleRows {
  const size_t *columns; /* definitions, in the order wanted */
  size_t column_count;
  long order; /* a definition; -1: by key */
  int descending;
  uint64_t limit; /* 0: all */
} CibleRows;

/* Calls `row` for each record, in order, with its key and the columns; the values live until it returns. Another status than
 * CIBLE_OK ends the run with it. */
typedef CibleStatus (*CibleRowFunction)(void *user, const CibleValue *key, const CibleValue *values);
CIBLE_API CibleStatus cible_rows(Cible *cible, const CibleProgram *program, const CibleRun *run, const CibleRows *rows,
                                 CibleRowFunction row, void *user) CIBLE_MUST_CHECK;

typedef enum CibleFormat { CIBLE_TABLE, CIBLE_CSV, CIBLE_JSONL, CIBLE_SQLITE } CibleFormat;
/* Writes the rows to a file, whole or not at all; to file descriptor `fd` where path is NULL (not for SQLITE). `width` is the
 * terminal's, for TABLE; 0: as wide as needed. */
CIBLE_API CibleStatus cible_write_rows(Cible *cible, const CibleProgram *program, const CibleRun *run, const CibleRows *rows,
                                       CibleFormat format, const char *path, int fd, int width) CIBLE_MUST_CHECK;

/* For how many records each of these conditions is true. */
CIBLE_API CibleStatus cible_count(Cible *cible, const CibleProgram *program, const CibleRun *run, const size_t *definitions,
                                  size_t count, uint64_t *counts) CIBLE_MUST_CHECK;

/* Figures of one definition over all records. */
typedef struct CibleFigures {
  uint64_t known, unknown, truths;
  const uint64_t *labels;       /* LABEL: records of each */
  double least, greatest, mean; /* of numbers, integers and money; of dates and datetimes as days and seconds */
  double quartiles[3];          /* scores, and what a range was given for: to a thousandth of it */
  uint64_t bins[20];            /* likewise: LO to HI in twenty equal parts */
  const int64_t *label_costs;   /* choices: expected cost of each option, money; else NULL */
} CibleFigures;
/* `figures` has cible_definition_count members, of lets, segments, scores, classifications and choices filled in; they live
 * until the handle's next run. */
CIBLE_API CibleStatus cible_summarize(Cible *cible, const CibleProgram *program, const CibleRun *run,
                                      const CibleFigures **figures) CIBLE_MUST_CHECK;
/* The same of these definitions alone, of whatever kind; figures[i] are those of wanted[i]. Measures have none: they are worked out, and
 * told by cible_measure in the order in which they were wanted. */
typedef struct CibleWanted {
  size_t definition;
  double lo, hi; /* lo < hi: the range of bins and quartiles, of numbers, integers, money (as a number), dates and datetimes */
} CibleWanted;
CIBLE_API CibleStatus cible_figures(Cible *cible, const CibleProgram *program, const CibleRun *run, const CibleWanted *wanted,
                                    size_t count, const CibleFigures **figures) CIBLE_MUST_CHECK;

/* The measures of the handle's latest cible_summarize or cible_figures: numbers, and tables of a row for each group; they live as the figures do. */
typedef struct CibleMeasure {
  const char *name, *title;
  size_t dimension_count, row_count; /* without dimensions: one row */
  const char *const *dimensions;     /* as written */
  const CibleValue *keys;            /* row_count * dimension_count, row by row */
  const CibleValue *values;          /* one a row */
} CibleMeasure;
CIBLE_API size_t cible_measure_count(const Cible *cible);
CIBLE_API CibleMeasure cible_measure(const Cible *cible, size_t index);

/* Holds the program's records against the tables of a database: a warning where most of a column's first values cannot be read as it is
 * declared. Reads no more of them than these. */
CIBLE_API CibleStatus cible_check_database(Cible *cible, const CibleProgram *program, const char *database) CIBLE_MUST_CHECK;

/* Evaluates one expression that hangs on no record. */
CIBLE_API CibleStatus cible_evaluate(Cible *cible, const CibleProgram *program, const CibleRun *run, size_t definition,
                                     CibleValue *value) CIBLE_MUST_CHECK;
/* Several at once. What hangs on the whole population, `count(hot)`, is computed from the run's database, in as few passes as all of
 * them take together. */
CIBLE_API CibleStatus cible_evaluate_all(Cible *cible, const CibleProgram *program, const CibleRun *run, const size_t *definitions,
                                         size_t count, CibleValue *values) CIBLE_MUST_CHECK;
/* Non-zero where the definition's value hangs on the record. */
CIBLE_API int cible_definition_reads_record(const CibleProgram *program, size_t definition);

/* ---- one record at a time, from the host's own memory ---- */

/* Room for one record, and all that evaluating it needs: made once, then set field by field and asked, again and again. */
typedef struct CibleRecord CibleRecord;
/* `run` gives the clock, and the database where the program looks things up (else what is looked up is unknown); no record is read.
 * What a definition takes from other records, such as a count or a rank, is unknown. The program must outlive the record. */
CIBLE_API CibleStatus cible_record_open(Cible *cible, const CibleProgram *program, const CibleRun *run,
                                        CibleRecord **out) CIBLE_MUST_CHECK;
CIBLE_API void cible_record_free(CibleRecord *record);
/* A field of the program's subject by its name; -1 where there is none. */
CIBLE_API long cible_record_field(const CibleRecord *record, const char *name);
/* Every field is unknown, as in the beginning. */
CIBLE_API void cible_record_clear(CibleRecord *record);
/* What is given is read by the field's type as if it stood in a database: a text "2027-03-01" into a date, an integer 0 or 1 into a
 * truth. CIBLE_NO where it cannot be: then the field is unknown. CIBLE_USAGE where there is no such field. A text must stay as it is
 * until its field is set anew or the record goes: it is not copied. */
CIBLE_API CibleStatus cible_record_set_integer(CibleRecord *record, size_t field, int64_t integer);
CIBLE_API CibleStatus cible_record_set_number(CibleRecord *record, size_t field, double number);
CIBLE_API CibleStatus cible_record_set_text(CibleRecord *record, size_t field, const char *text, size_t length);
CIBLE_API CibleStatus cible_record_set_unknown(CibleRecord *record, size_t field);
/* Does the condition hold? 1 or 0; -1 where that is unknown, a fault was met, or the definition is no condition. */
CIBLE_API int cible_record_holds(CibleRecord *record, size_t definition);
/* The definition's value; its text lives until the record's next call. What faults is unknown. */
CIBLE_API CibleStatus cible_record_value(CibleRecord *record, size_t definition, CibleValue *value) CIBLE_MUST_CHECK;

/* ---- 4. the tests of a rule file ---- */

typedef struct CibleExplanation CibleExplanation; /* section 7 */
typedef struct CibleTestLine {
  const char *file;
  int line;
  const char *expect; /* the condition's own words */
  int passed;
  const char *saw; /* of a failed one: "appetence = 38; staff = 3", what it compared; else "" */
  /* Of a failed one: why it does not hold, in brief. One explanation of the condition, whose record, key and day are empty; where
   * records have names, one of each definition that it asks of each, with `given` and the name for record and key. None where the program becomes
   * too large by what would have to be asked. */
  const CibleExplanation *explanations;
  size_t explanation_count;
} CibleTestLine;
typedef struct CibleTest {
  const char *title, *file;
  int line;
  int passed;
  const CibleTestLine *lines;
  size_t line_count;
} CibleTest;
/* Compiles the file and runs its test blocks. CIBLE_NO where one fails, where there is none, or where the file has errors. The
 * tests live until the handle's next call. */
CIBLE_API CibleStatus cible_test_file(Cible *cible, const char *path, const CibleCompileOptions *options,
                                      const CibleTest **tests, size_t *count) CIBLE_MUST_CHECK;

/* Something that the tests should have seen both ways. */
typedef struct CibleCovered {
  const char *kind; /* "test" (within a condition), "clause", "segment", "class", "option" */
  const char *name; /* the definition that it stands in */
  const char *text; /* the file's own words; of a class its label, of an option its name */
  const char *file;
  int line, column;
  int met, unmet; /* some test made it true (took it); some made it not true */
} CibleCovered;
typedef struct CibleCoverage {
  const CibleCovered *items; /* in the order of their places */
  size_t count;
  size_t sides, seen; /* two of each item; those that a test has seen */
} CibleCoverage;
/* cible_test_file; and which clauses no test made both true and not true. A test counts for what its expectations come down to, and for
 * every record that it gives. The coverage is NULL where the file has errors, and lives as the tests do. */
CIBLE_API CibleStatus cible_test_coverage(Cible *cible, const char *path, const CibleCompileOptions *options,
                                          const CibleTest **tests, size_t *count, const CibleCoverage **coverage) CIBLE_MUST_CHECK;

/* ---- 5. prospect files ---- */

typedef struct CiblePair {
  const char *name, *value;
} CiblePair;

typedef struct CibleImport {
  const char *file;     /* "-": standard input */
  const char *database; /* made where it is not there */
  const char *table;
  const char *key;      /* NULL: a numbered column is made */
  char delimiter;       /* 0: found */
  const char *encoding; /* NULL: found */
  const CiblePair *renames; /* new name = name in the file */
  size_t rename_count;
  const CiblePair *types; /* column = type ("integer", "date" …): cells that do not fit are rejected */
  size_t type_count;
  int update;
  unsigned threads; /* 0: the machine's cores; what comes out is the same */
  void (*progress)(void *user, uint64_t bytes, uint64_t of); /* now and then, from the calling thread */
  void *progress_user;
} CibleImport;

typedef struct CibleImportColumn {
  const char *name, *header;
  CibleType type;
  const char *form; /* how cells are written: "1 234,56"; empty: plainly */
  const char *why;  /* why it is this type, where that is worth a word; else empty */
  uint64_t known, empty;
} CibleImportColumn;

/* Records that may be one and the same, by what they share ("e-mail"), with an example or none. */
typedef struct CibleImportDoubles {
  const char *by;
  uint64_t groups, records;
  const char *example, *first_key, *last_key;
} CibleImportDoubles;

typedef struct CibleImportReport {
  const char *encoding;
  char delimiter;
  int header_like_data;
  const CibleImportColumn *columns;
  size_t column_count;
  uint64_t rows, rejected, added, changed, same;
  const char *rejects; /* the file of rejected rows; NULL where there are none */
  const char *key;
  int key_made;
  const char *const *candidates; /* columns that could be the key */
  size_t candidate_count;
  const CibleImportDoubles *doubles;
  size_t doubles_count;
  int new_database;
  double seconds;
} CibleImportReport;

/* Reads a CSV file into a table, all of it or nothing. The report lives until the handle's next call. */
CIBLE_API CibleStatus cible_import(Cible *cible, const CibleImport *import, const CibleImportReport **report) CIBLE_MUST_CHECK;

/* ---- 6. databases and new projects ---- */

typedef struct CibleTopValue {
  const char *value;
  uint64_t count;
} CibleTopValue;

typedef struct CibleColumnProfile {
  const char *name, *declared; /* as CREATE TABLE has it */
  uint64_t integers, reals, texts, blobs, nulls, blanks; /* values by how they are stored */
  uint64_t distinct;
  int more;                    /* non-zero: at least `distinct` */
  const char *least, *greatest;
  double mean;                 /* of integers and reals */
  const CibleTopValue *top;    /* the most frequent first */
  size_t top_count;
  const char *reads; /* the type that the suggested record gives it, where it is another than it is stored as: "date"; else "" */
} CibleColumnProfile;

typedef struct CibleTableProfile {
  const char *name;
  uint64_t rows;
  const CibleColumnProfile *columns;
  size_t column_count;
  const char *record; /* a `record` declaration that reads every stored value */
} CibleTableProfile;

/* Describes a table, or where `table` is NULL all tables, of a database. The profiles live until the handle's next call. */
CIBLE_API CibleStatus cible_profile(Cible *cible, const char *database, const char *table, const CibleTableProfile **tables,
                                    size_t *count) CIBLE_MUST_CHECK;

/* Makes a starter project in the folder, for the tables of a database or (NULL) for a small sample. `files` are the names of
 * what was written, ending with NULL; they live until the handle's next call. */
CIBLE_API CibleStatus cible_new_project(Cible *cible, const char *folder, const char *database,
                                        const char *const **files) CIBLE_MUST_CHECK;

/* ---- 7. why, and how many ---- */

/* What is looked at: a rule file, with its words, and the records of a database. */
typedef struct CibleReview {
  const char *path; /* the rule file; with `text`, its name */
  const char *text; /* NULL: the file is read */
  size_t length;
  const CibleCompileOptions *options; /* settings; expressions are left out */
  const CibleRun *run;                /* database, clock, threads, limits; of an explanation the key */
  const char *const *names;           /* what it is about: definitions and expressions; none: every definition */
  size_t name_count;
  const char *where;                  /* a condition: only these records; NULL: all. Not of an explanation. */
} CibleReview;

/* A clause that would have to be otherwise. */
typedef struct CibleChange {
  const char *text;   /* the file's own words */
  const char *file;   /* NULL where it stands in no file */
  int line, column;
  const char *wish;   /* what it would have to be, in the words of rules: `text`, or its opposite: "staff < 10" */
  const char *wanted; /* likewise: "true", "false", "not true", "not false" */
  const char *is;     /* what it is: "true", "false", "unknown" */
  const char *has;    /* what it saw: "11 400.00", "staff = 7, min_staff = 10"; may be empty */
  const char *gap;    /* how far that is from what is wanted: "600 short, 5.0 %"; empty: no distance */
  double relative;    /* as a share of what is wanted; negative: of no meaning */
  const char *term;   /* of a score, what alone would be enough: "`opens >= 3` would make it 62"; may be empty */
} CibleChange;

/* The fewest changes that would make it so, the nearest among equally few. */
typedef struct CibleWay {
  const char *to; /* "in", "true", or a label */
  const CibleChange *changes;
  size_t change_count;
} CibleWay;

typedef enum CibleWhyKind {
  CIBLE_WHY_DEFINITION, /* `text` is its name */
  CIBLE_WHY_CLAUSE,
  CIBLE_WHY_OPTION,     /* of a choice */
  CIBLE_WHY_CONDITION,  /* within a clause: a test, or several joined by `word` */
  CIBLE_WHY_VALUE       /* something that was seen */
} CibleWhyKind;

typedef struct CibleWhy CibleWhy;
struct CibleWhy {
  CibleWhyKind kind;
  const char *word;  /* what opens it: "segment", "require", "add", "or"; of a class its label */
  const char *text;  /* the file's own words, on one line */
  const char *title; /* title or reason; may be empty */
  const char *file;  /* NULL where it stands in no file */
  int line, column;
  int valued;        /* it has a value: of a clause that of its condition */
  CibleValue value;
  int scored;        /* it is a term of a score, and gave `points` */
  double points;
  int decides;       /* the class that was taken, the option that was chosen, the preference that won */
  int refuses;       /* a criterion that keeps the record out, an option that cannot be taken */
  int repeated;      /* a definition that is told elsewhere in the explanation: it has no parts here */
  const char *note;  /* "held at 100; its clauses give 112"; may be empty */
  const CibleWhy *parts;
  size_t part_count;
  const CibleWay *ways; /* of what was asked for: what would make it what it is not */
  size_t way_count;
};

struct CibleExplanation {
  const char *record, *key, *today;
  const CibleWhy *parts; /* what was asked for, in that order */
  size_t part_count;
  const char *unknown; /* columns that were looked at and are unknown: "staff, revenue"; may be empty */
};

/* Why a record is what it is. CIBLE_NO where there is no record with the key (nearby keys are told), or the rules have errors. The
 * explanation lives until the handle's next call. */
CIBLE_API CibleStatus cible_explain(Cible *cible, const CibleReview *review, const CibleExplanation **explanation) CIBLE_MUST_CHECK;

typedef enum CibleForm { CIBLE_FORM_TEXT, CIBLE_FORM_JSON, CIBLE_FORM_MARKDOWN } CibleForm;

/* A clause's words for a person: of a long list the first item, and how many there are. Lives until the handle's next call. */
CIBLE_API const char *cible_short_words(Cible *cible, const char *text);

/* An explanation as text: a tree of lines no longer than `width` (0: as long as needed), in `color` or not; as one JSON object, on a
 * line without its end; as Markdown. Of a test's line the text is what stands below that. Lives until the next text of the handle. */
CIBLE_API const char *cible_explanation_text(Cible *cible, const CibleExplanation *explanation, CibleForm form, int width, int color);

/* One clause of a segment: of the records that came to it, those that it keeps, drops, and leaves in doubt (which stay out too). */
typedef struct CibleFunnelStep {
  const char *word, *text, *reason; /* "require", the file's own words, the reason or "" */
  const char *file;
  int line, column;
  uint64_t came, kept, dropped, unknown; /* in order: behind the clauses before it */
  uint64_t alone_kept, alone_dropped, alone_unknown; /* of all records */
  uint64_t only; /* records that no other clause keeps out */
} CibleFunnelStep;

typedef struct CibleFunnel {
  const char *segment, *title;
  uint64_t records, kept;
  const CibleFunnelStep *steps;
  size_t step_count;
} CibleFunnel;

/* What each clause of the segment names[0] does, in one scan. The funnel lives until the handle's next call. */
CIBLE_API CibleStatus cible_funnel(Cible *cible, const CibleReview *review, const CibleFunnel **funnel) CIBLE_MUST_CHECK;

/* ---- 8. two versions of a program ---- */

/* What a definition comes to in one version. */
typedef struct CibleDiffSide {
  int there;          /* the version has it */
  uint64_t records, known;
  uint64_t size;      /* conditions: for how many it is true; choices: for how many an option is chosen */
  int summed;         /* numbers, integers, money: there is a mean */
  double mean;
  double cost, responses; /* choices: what all contacts would cost, and bring */
} CibleDiffSide;

/* A record that moved, with the clauses that made the difference. */
typedef struct CibleMover {
  const char *key;
  int in_old; /* what the old rules would have needed to give what the new ones give; else the other way round */
  const CibleChange *changes;
  size_t change_count;
} CibleMover;

typedef struct CibleFlow {
  const char *from, *to; /* "in", "out", "true", "false", a label, "unknown", "absent": no such record in that version */
  int moved;             /* they differ */
  uint64_t records;
  const CibleMover *movers; /* a few, those with the lowest keys */
  size_t mover_count;
} CibleFlow;

typedef struct CibleDifference {
  const char *name;
  CibleDefinitionKind kind;
  CibleDiffSide before, after;
  int compared;            /* both versions have it, with values of one kind */
  uint64_t moved;          /* records whose value differs */
  uint64_t higher, lower;  /* of numbers */
  const CibleFlow *flows;  /* of conditions, classifications and choices: those that are not empty, in the order of states */
  size_t flow_count;
} CibleDifference;

typedef struct CibleParamChange {
  const char *name, *before, *after; /* NULL: that version has no such param */
} CibleParamChange;

/* A clause of what both versions declare, in the words of each; or what stands before its braces. */
typedef struct CibleClauseChange {
  const char *name;           /* of the definition */
  const char *before, *after; /* NULL: that version has no such clause */
} CibleClauseChange;

typedef struct CibleDiff {
  const char *old_name, *new_name, *today;
  uint64_t both, only_old, only_new; /* records */
  const CibleParamChange *params;    /* those that differ */
  size_t param_count;
  const CibleClauseChange *clauses;  /* likewise; none of bytecode */
  size_t clause_count;
  const CibleDifference *items;      /* every definition of either version */
  size_t count, moved;               /* of them: in how many some record moved, or that only one version has */
} CibleDiff;

/* What a change of rules would do: both versions over the records of the new one's run, in one scan each. Settings that a version has no
 * param for are an error of that version. CIBLE_NO where one has errors. The comparison lives until the handle's next call. */
CIBLE_API CibleStatus cible_diff(Cible *cible, const CibleReview *before, const CibleReview *after,
                                 const CibleDiff **diff) CIBLE_MUST_CHECK;
/* Lives until the next text of the handle. */
CIBLE_API const char *cible_diff_text(Cible *cible, const CibleDiff *diff, CibleForm form);

/* ---- 9. is the segmentation sound ---- */

typedef struct CibleSegmentSize {
  const char *name, *title;
  uint64_t records, only; /* in it; in it and no other */
  uint64_t valued;        /* with a known value */
  double value, mean;     /* their sum, and a head */
  double within;          /* their variance as a share of that of all records: 0 all alike, 1 as mixed as the file; negative: unknown */
} CibleSegmentSize;

typedef struct CibleOverlap {
  size_t first, second; /* in items */
  uint64_t records;     /* in both, > 0 */
} CibleOverlap;

/* Records that are in just these segments. */
typedef struct CibleCombination {
  const size_t *segments; /* in items; none: in no segment */
  size_t segment_count;
  uint64_t records;
  double value;
} CibleCombination;

typedef enum CibleRemarkKind {
  CIBLE_REMARK_MANY,    /* more segments than can be worked */
  CIBLE_REMARK_EMPTY,
  CIBLE_REMARK_SMALL,   /* too small to be worth a plan of its own */
  CIBLE_REMARK_NICHE,   /* small, and of high value a head: on purpose */
  CIBLE_REMARK_MIXED,   /* its members differ in value as much as the whole file does */
  CIBLE_REMARK_WITHIN,  /* all of it is in another */
  CIBLE_REMARK_TWIN,    /* all but the same as another */
  CIBLE_REMARK_UNCOVERED /* many records are in none */
} CibleRemarkKind;

typedef struct CibleRemark {
  CibleRemarkKind kind;
  const char *word; /* "small" */
  long segment, other; /* in items; -1: none */
  const char *text;
} CibleRemark;

/* The bounds of remarks; docs/craft.md says where they come from. */
enum { CIBLE_SEGMENTS_MOST = 10, CIBLE_SEGMENT_LEAST = 30 };

typedef struct CibleSegments {
  const char *value;      /* the expression; NULL: none was given */
  uint64_t records, covered, valued; /* covered: in some segment */
  double total, mean;
  double between;         /* eta squared: the share of the variance of values that lies between the combinations; negative: unknown */
  const CibleSegmentSize *items;
  size_t count;
  const CibleOverlap *overlaps; /* the largest first */
  size_t overlap_count;
  const CibleCombination *combinations; /* likewise; at most 4 096 are told apart */
  size_t combination_count;
  uint64_t other_records; /* in combinations beyond these */
  const CibleRemark *remarks;
  size_t remark_count;
} CibleSegments;

/* The segments of the program, or what the review names (any conditions), held against each other in one scan: sizes, overlaps, and
 * with `value` (a number or money; NULL: none) their shares of it and how homogeneous they are. It lives until the handle's next call. */
CIBLE_API CibleStatus cible_segments(Cible *cible, const CibleReview *review, const char *value,
                                     const CibleSegments **segments) CIBLE_MUST_CHECK;

/* ---- 10. at a prompt ---- */

typedef enum CibleTyped {
  CIBLE_TYPED_NOTHING, /* blanks and comments */
  CIBLE_TYPED_EXPRESSION,
  CIBLE_TYPED_DECLARATIONS,
  CIBLE_TYPED_UNFINISHED /* it ends where more is wanted: a bracket is open, a value is missing */
} CibleTyped;
/* What was typed; CIBLE_NO with messages, in which `name` stands, where it is none of these. */
CIBLE_API CibleStatus cible_read_typed(Cible *cible, const char *name, const char *text, size_t length, CibleTyped *typed) CIBLE_MUST_CHECK;

typedef struct CibleField {
  const char *name, *type;  /* the type as it is written: "integer?" */
  const char *const *texts; /* of `one of ("a", "b")` */
  size_t text_count;
} CibleField;

typedef struct CibleDeclaration {
  const char *word;  /* "segment", "param", "test" */
  const char *name;  /* of a test its title, of an include its file */
  const char *space; /* two declarations of one space and name cannot stand together: "name", "service", "module", "test", "include" */
  const char *file;
  int line;
  int here;          /* it stands in the text itself, not in a file that this includes */
  size_t from, to;   /* its bytes in its file */
  const size_t *uses; /* the declarations that it names, by their index */
  size_t use_count;
  const CibleField *fields; /* of a record */
  size_t field_count;
} CibleDeclaration;
/* The declarations of a rule file that is given as a text, in their order; with `includes` those of the files that it includes
 * too, but for what the text itself declares anew. What does not fit the grammar is left out, and told in messages (CIBLE_NO). They
 * live until the handle's next call, words and spaces for ever. */
CIBLE_API CibleStatus cible_outline(Cible *cible, const char *name, const char *text, size_t length, int includes,
                                    const CibleDeclaration **declarations, size_t *count) CIBLE_MUST_CHECK;

/* An expression as the grammar takes it apart, a part a line; NULL, with messages, where it is none. Until the handle's next text. */
CIBLE_API const char *cible_tree_text(Cible *cible, const char *expression);

/* ---- 11. campaigns ---- */

/* Contacts of a part of a plan: a target, a channel, an offer. Money in 1/10 000. */
typedef struct CiblePlanPart {
  const char *name, *title;
  uint64_t members;    /* of a target: records in it, and in none before it */
  uint64_t candidates; /* of a target: those that could be contacted */
  uint64_t contacts;   /* planned */
  int64_t cost;
  double responses;    /* expected */
  double value;        /* what they are worth, 1/10 000 */
  double minutes;      /* of the channel's team */
  const char *team;    /* of a channel; NULL: none */
} CiblePlanPart;

/* The people of a team, in a period. */
typedef struct CiblePlanWork {
  double used, there; /* minutes; `there` is negative where nothing bounds them */
} CiblePlanWork;

typedef struct CiblePlanPeriod {
  const char *first, *last; /* days */
  uint64_t contacts;        /* planned by this plan, and by no other */
  int64_t cost;
  double responses;
  const uint64_t *by_channel;  /* contacts of this plan */
  const CiblePlanWork *by_team; /* work of this plan; what other contacts left of the team's time when it was made */
} CiblePlanPeriod;

/* Records of the targets that are not contacted, by the reason that came last. */
typedef enum CiblePlanReason {
  CIBLE_LEFT_HELD,       /* in the control group */
  CIBLE_LEFT_SUPPRESSED, /* nobody may contact them */
  CIBLE_LEFT_CONTACTED,  /* this campaign has contacted them before */
  CIBLE_LEFT_CLOSED,     /* no channel, or no offer, may be used: consent, `forbid`, `exclude` */
  CIBLE_LEFT_UNKNOWN,    /* cost, response or value is unknown */
  CIBLE_LEFT_LIMITED,    /* `limit` */
  CIBLE_LEFT_BUDGET,
  CIBLE_LEFT_CAPACITY,
  CIBLE_LEFT_HOURS,
  CIBLE_LEFT_LOSING,     /* `assign best`: there was room, but they would earn nothing */
  CIBLE_LEFT_COUNT
} CiblePlanReason;
/* "in the control group" */
CIBLE_API const char *cible_plan_reason(CiblePlanReason reason);

typedef struct CiblePlan {
  const char *campaign, *title, *today;
  const char *from, *to, *by; /* days; "week" */
  uint64_t records;           /* of the subject */
  const CiblePlanPart *targets, *channels, *offers;
  size_t target_count, channel_count, offer_count;
  const CiblePlanPeriod *periods; /* those that have passed too */
  size_t period_count;
  const char *const *teams;
  size_t team_count;
  uint64_t left[CIBLE_LEFT_COUNT];
  uint64_t contacts, follow_ups;  /* planned; of them follow ups */
  uint64_t follow_ups_left;       /* due, and without room or leave */
  uint64_t sent;                  /* contacts of this campaign that were made before */
  int64_t sent_cost;
  double sent_responses;          /* expected of them */
  int64_t cost, fixed_cost;       /* of what is planned; once */
  int budgeted;
  int64_t budget;
  double responses, value, gain;  /* expected of what is planned; gain: value less cost, without the fixed cost */
  const char *goal;               /* "clients", "responses", "sales"; NULL: it has no objective */
  double objective;
  int best;                       /* assign best */
  double first_gain;              /* of the first contacts alone … */
  double bound;                   /* … which no plan of them can pass */
  int written;                    /* it stands in the database */
} CiblePlan;

/* The campaigns of the review's rule file, in their order; the names live until the handle's next call. */
CIBLE_API CibleStatus cible_campaigns(Cible *cible, const CibleReview *review, const char *const **names, size_t *count) CIBLE_MUST_CHECK;
/* Plans the review's campaign over the database of its run: who is contacted when and how, within budget, capacities, hours, limits
 * and consent. What an earlier plan of this campaign had planned and nobody has sent is planned anew; contacts of other campaigns and
 * those that were made count as they stand. The plan is written into the database (`cible_contacts_…`, in one transaction), unless
 * `dry_run`. CIBLE_NO where the rules have errors or the campaign is over. The plan lives until the handle's next call. */
CIBLE_API CibleStatus cible_plan(Cible *cible, const CibleReview *review, const char *campaign, int dry_run,
                                 const CiblePlan **plan) CIBLE_MUST_CHECK;

/* What came back of some contacts: each contact that was made, and each record that they are of, once. An outcome is a contract
 * ("order", "contract"), or positive ("quote", "meeting", "call back", "information", "interested", and contracts), or neither. */
typedef struct CibleResult {
  const char *name, *title;
  uint64_t contacts, answered, positive, contracts;
  uint64_t records, responded, won; /* contacted; with a positive outcome; with a contract */
  int64_t cost, sales;              /* 1/10 000; sales of contracts */
  double expected;                  /* responses that the plan expected */
} CibleResult;

typedef struct CibleResultGroup {
  const char *by; /* "channel", "target", "offer", or the name of a classification, as of today */
  const CibleResult *rows;
  size_t row_count;
} CibleResultGroup;

/* A share, or the difference of two, with its confidence interval of 95 %; NAN where there is nothing to go by. */
typedef struct CibleInterval {
  double value, low, high;
} CibleInterval;

typedef struct CibleEvaluation {
  const char *campaign, *title, *today, *from, *to;
  CibleResult all;
  int64_t fixed_cost;
  int budgeted;
  int64_t budget;
  uint64_t planned;  /* contacts that nobody has made yet */
  const char *goal;  /* as in CiblePlan */
  double objective;
  uint64_t reached;  /* of it: new clients, positive contacts, or contracts */
  const CibleResultGroup *groups;
  size_t group_count;
  uint64_t control, control_responded, control_won; /* records held back */
  int64_t control_sales;
  CibleInterval responded, won;                     /* shares of the records contacted (Wilson) … */
  CibleInterval control_responded_share, control_won_share; /* … and of those held back */
  CibleInterval more_responded, more_won;           /* the first less the second (Newcombe): what the campaign did */
} CibleEvaluation;

/* Objective against actual: the indicators of the review's campaign, of all its contacts and by channel, target, offer and class, from
 * what cible_outcome has stored; and those contacted held against those held back. It lives until the handle's next call. */
CIBLE_API CibleStatus cible_evaluate_campaign(Cible *cible, const CibleReview *review, const char *campaign,
                                              const CibleEvaluation **evaluation) CIBLE_MUST_CHECK;

/* Contacts that had been planned and are not in a list, by the first reason that there is. */
typedef enum CibleExportReason {
  CIBLE_OUT_SUPPRESSED, /* nobody may contact them */
  CIBLE_OUT_HELD,       /* in the control group */
  CIBLE_OUT_FOLLOW,     /* follow ups of what was not made, not long enough ago, or no longer calls for one */
  CIBLE_OUT_CHANNEL,    /* the channel's `require` and `exclude`, `forbid` */
  CIBLE_OUT_EXCLUDED,   /* the campaign's `exclude` */
  CIBLE_OUT_OFFER,      /* the offer's `require` and `exclude`, `forbid` */
  CIBLE_OUT_LIMITED,    /* `limit` */
  CIBLE_OUT_GONE,       /* the record is not there any more */
  CIBLE_OUT_COUNT
} CibleExportReason;
/* "on the suppression list" */
CIBLE_API const char *cible_export_reason(CibleExportReason reason);

typedef struct CibleExportWish {
  const char *channel;
  const char *on;     /* the day of the contacts, "2027-03-01"; NULL: the run's today */
  CibleFormat format; /* CIBLE_CSV, CIBLE_JSONL */
  const char *path;   /* NULL or "-": file descriptor fd */
  int fd;
  int raw;            /* CSV cells as they are, formulas too */
  int dry_run;        /* nothing is written, or marked sent */
} CibleExportWish;

typedef struct CibleExport {
  const char *campaign, *title, *channel, *on;
  const char *first, *last; /* the period */
  uint64_t contacts, again; /* in the list; of them marked sent before, by an export on the same day */
  uint64_t left[CIBLE_OUT_COUNT];
  uint64_t overdue;         /* planned for earlier periods and never sent: they are in no list, until the campaign is planned anew */
  uint64_t blank;           /* in whose subject or message something was unknown, and is left empty; of a dry run 0 */
  const char *const *columns;
  size_t column_count;
  int written;
} CibleExport;

/* The list of the campaign's contacts by one channel: those planned for the period of that day, and those that an export on the same
 * day has marked sent, so that the same call gives the same list again. May they still be contacted? The channel, the campaign, the
 * offer, limits, the suppression list are asked again as of the day. Columns: the key, what the channel exports, its subject and
 * message filled in, the offer and its message. When the file is there, whole, they are marked sent on that day. CIBLE_NO where the
 * campaign has no such channel, no plan, or does not run on that day. It lives until the handle's next call. */
CIBLE_API CibleStatus cible_export(Cible *cible, const CibleReview *review, const char *campaign, const CibleExportWish *wish,
                                   const CibleExport **list) CIBLE_MUST_CHECK;

/* A clause in the file's own words. */
typedef struct CibleBriefClause {
  const char *word;   /* what opens it: "require", "follow up", "fixed cost"; of a segment's condition "when" */
  const char *text;   /* all of it, on one line: "require staff in 10..249" */
  const char *reason; /* may be empty */
} CibleBriefClause;

/* A declaration that has a part in the campaign. */
typedef struct CibleBriefPart {
  const char *name, *title;
  const char *subject, *message; /* of channels and offers, names in braces; NULL: none */
  const char *exports;           /* of channels: "name, phone"; may be empty */
  const CibleBriefClause *clauses;
  size_t clause_count;
} CibleBriefPart;

/* What the database holds of the campaign. */
typedef struct CibleBriefStored {
  uint64_t planned, sent, answered;
  const char *first, *last; /* days of what is planned; NULL: nothing is */
  int64_t planned_cost, sent_cost;
  double planned_responses, sent_responses; /* expected */
  double sent_value;
} CibleBriefStored;

typedef struct CibleBrief {
  CibleBriefPart campaign;
  const CibleBriefPart *targets, *channels, *offers, *teams; /* targets, channels and offers as in the plan, teams too */
  const CibleBriefPart *choice, *offer_choice; /* NULL: it goes by one channel; it makes one offer, or none */
  size_t target_count, channel_count, offer_count, team_count;
  double control;        /* the share that is held back */
  const CiblePlan *plan; /* as it would be made now: a dry run */
  CibleBriefStored stored;
} CibleBrief;

/* What a campaign is, for those who decide on it and those who work it: who, what, where, when, how, why and how much, from the words
 * of the rules and a dry run of its plan. It lives until the handle's next call. */
CIBLE_API CibleStatus cible_brief(Cible *cible, const CibleReview *review, const char *campaign, const CibleBrief **brief) CIBLE_MUST_CHECK;

/* ---- 12. what came back of a campaign ---- */

/* A CSV file of results: a column for the record's key (named as that, or `key`), `date`, `outcome`, and maybe `amount`. */
typedef struct CibleOutcome {
  const char *campaign;
  const char *file;     /* "-": standard input */
  char delimiter;       /* 0: found */
  const char *encoding; /* NULL: found */
  const char *rejects;  /* the file for lines that cannot be taken; NULL: FILE.rejects.csv, or beside the database */
} CibleOutcome;

typedef struct CibleOutcomeReport {
  const char *campaign, *today, *encoding;
  char delimiter;
  uint64_t lines;      /* read, without the header */
  uint64_t added;      /* contacts, and records held back, that had no outcome before */
  uint64_t changed;    /* that had an older or another one */
  uint64_t known;      /* lines that said nothing new */
  uint64_t older;      /* lines about contacts that have a newer outcome, which stays */
  uint64_t replaced;   /* lines in whose place another line of the file counts, about the same contact */
  uint64_t held;       /* of added and changed: records that the campaign holds back */
  uint64_t suppressed; /* records that nobody may contact from here on, because they objected or unsubscribed */
  uint64_t rejected;
  const char *rejects; /* their file; NULL where there are none */
} CibleOutcomeReport;

/* What came back, into the database of the review's run: all lines that can be so, or nothing. A line belongs to the last contact that the
 * campaign has made with its record by its date, or to a record that it holds back; a newer outcome takes the place of an older one, never
 * the other way round. `objection` and `unsubscription` also keep the record out of every plan and export to come. The same file again
 * changes nothing. CIBLE_NO where no line can be used. The report lives until the handle's next call. */
CIBLE_API CibleStatus cible_outcome(Cible *cible, const CibleReview *review, const CibleOutcome *outcome,
                                    const CibleOutcomeReport **report) CIBLE_MUST_CHECK;

#ifdef __cplusplus
}
#endif

#endif

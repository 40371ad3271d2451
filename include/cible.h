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
/* Stops a run of this handle from another thread or a signal handler: it ends with CIBLE_STOPPED. */
CIBLE_API void cible_cancel(Cible *cible);

/* Messages of the last call that made any, in the order of their places. */
typedef struct CibleMessage {
  const char *code; /* "E012", "W03" */
  int is_error;
  const char *text;
  const char *file; /* NULL where the message has no place */
  int line, column; /* from 1; columns in code points */
} CibleMessage;
CIBLE_API size_t cible_message_count(const Cible *cible);
CIBLE_API CibleMessage cible_message(const Cible *cible, size_t index);
/* All messages as text, with the lines of the source underlined; `color` with terminal colours. */
CIBLE_API const char *cible_messages_text(Cible *cible, int color);
/* All messages, one JSON object a line. */
CIBLE_API const char *cible_messages_json(Cible *cible);
/* What a code means, with an example; NULL where there is no such code. */
CIBLE_API const char *cible_explain_code(const char *code);

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
CIBLE_API void cible_free_bytes(Cible *cible, void *bytes, size_t length);
/* The listing of the bytecode; belongs to the program. */
CIBLE_API const char *cible_program_listing(Cible *cible, CibleProgram *program);

typedef enum CibleType {
  CIBLE_BOOLEAN, CIBLE_INTEGER, CIBLE_NUMBER, CIBLE_MONEY, CIBLE_TEXT, CIBLE_DATE, CIBLE_DATETIME, CIBLE_LABEL
} CibleType;
typedef enum CibleDefinitionKind {
  CIBLE_LET, CIBLE_SEGMENT, CIBLE_SCORE, CIBLE_CLASSIFY, CIBLE_CHOOSE, CIBLE_COLUMN, CIBLE_EXPRESSION, CIBLE_PART
} CibleDefinitionKind;
typedef struct CibleDefinition {
  const char *name, *title; /* title may be empty; of an expression, the name is its text */
  CibleDefinitionKind kind;
  CibleType type;
  const char *const *labels; /* CIBLE_LABEL: their names */
  size_t label_count;
  double lo, hi; /* scores */
} CibleDefinition;
CIBLE_API size_t cible_definition_count(const CibleProgram *program);
CIBLE_API CibleDefinition cible_definition(const CibleProgram *program, size_t index);
/* -1 where there is none of that name. */
CIBLE_API long cible_definition_find(const CibleProgram *program, const char *name);

#ifdef __cplusplus
}
#endif

#endif

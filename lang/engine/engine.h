/* The engine: what stands behind cible.h. A Cible is the handle, with the messages and results of its last call; a CibleProgram
 * is a verified Program with what the public functions give out as NUL-terminated texts. */
#ifndef CIBLE_LANG_ENGINE_H
#define CIBLE_LANG_ENGINE_H

#include "include/cible.h"
#include "lang/check/check.h"
#include "lang/syntax/module.h"
#include "runtime/base/alloc_count.h"
#include "runtime/exec/exec.h"
#include "runtime/snapshot/snapshot.h"

struct Cible {
  Alloc alloc;
  int cancel;
  Snapshot *snapshot; /* NULL: nothing is kept between runs */
  char *cache;        /* the folder of cache files; NULL: none is used */
  bool run_outdated;  /* it read from a file of which records have changed since */
  bool run_cached;    /* the last run read nothing from the database that could have been kept */
  bool run_recalled;  /* what it asked had been asked before, or could not be kept */
  bool keeps_results, no_results, gives_way; /* cible_keep_results */
  uint64_t folder_most;
  Arena listed;       /* cible_cache_list */
  /* The last call that made messages: its arena holds sources and messages. */
  Arena said;
  SourceMap sources;
  DiagList diags;
  Language language; /* of messages */
  uint32_t width; /* columns that lines of rule files are cut to; 0: not known */
  Buf text; /* what cible_messages_text and the like gave out */
  /* The last run. */
  Arena results; /* texts of faults, figures, tests */
  ExecReport report;
  bool has_report;
  unsigned threads;
  char today[16];
  char zones[32]; /* empty: not used */
  const CibleFault *faults;
  size_t fault_count;
  const CibleOrphans *orphans;
  size_t orphans_count;
  const CibleMeasure *measures;
  size_t measure_count;
  const CibleStats *stats;
  AllocCount memory; /* of a run that asks for statistics or has a limit … */
  Alloc counted;     /* … which takes its memory here */
};

struct CibleProgram {
  Alloc alloc;
  Program *program;
  Arena arena; /* definitions and texts */
  CibleDefinition *definitions;
  const char *subject; /* NULL: it has none */
  Buf listing, plan;
};

/* Forgets the results of the last run. */
void engine_forget_run(Cible *cible);
/* Closes what is kept between runs, and forgets the folder of cache files. */
void engine_forget_kept(Cible *cible);
/* Begins a call that makes messages: forgets those of the last one. */
void engine_begin(Cible *cible);
/* Ends it: sorts the messages; `status` turned into CibleStatus (NO_MEMORY where an arena failed). */
CibleStatus engine_end(Cible *cible, Status status);
/* A copy among the results, which live until the next call; "" where memory is out. */
const char *engine_keep(Cible *cible, Str s);
/* Wraps a program (which it then owns, also where it fails). */
CibleStatus engine_wrap(Cible *cible, Program *program, CibleProgram **out);

/* A compilation with its tree still at hand: sources in cible->sources, nodes in cible->said. */
typedef struct Compilation {
  AstNode *tree;
  Extra *extras;
  size_t extra_count;
  Checked *checked;
} Compilation;
/* Reads, parses and checks; STATUS_NO with messages. `name` and `text` as in cible_compile_text where text.p is set, else
 * `name` is a path. */
Status engine_check(Cible *cible, const char *name, Str text, const CibleCompileOptions *options, Compilation *out);

/* The clock of a run, from its options or the system's; STATUS_USAGE with a message where a text is no date. */
Status engine_clock(Cible *cible, const CibleRun *run, int32_t *today, int64_t *now);
/* STATUS_USAGE, with the message that the text is no date. */
Status engine_bad_date(Cible *cible, const char *text);
/* A value as the public interface gives it; its written form is made in `arena`. */
CibleValue engine_value(const Value *value, const Labels *labels, Arena *arena);

#endif

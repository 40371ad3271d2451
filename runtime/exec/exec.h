/* Running a program over a store: threads take parts of the scan, each with its own VM; what they find is put together in the
 * order of the parts, so that neither threads nor batch size show in any result. */
#ifndef CIBLE_EXEC_EXEC_H
#define CIBLE_EXEC_EXEC_H

#include "runtime/exec/stats.h"
#include "runtime/kept/kept_results.h"
#include "runtime/store/store.h"
#include "runtime/vm/vm.h"

typedef struct ExecJob {
  const Alloc *alloc;
  const Program *program;
  const FnTable *functions;
  Store *store;
  int32_t today;
  int64_t now;
  bool ticks;          /* nobody has said what time it is: the next run has another */
  uint32_t threads;    /* 1.. */
  bool strict;         /* the first fault ends the run: STATUS_STOPPED */
  uint64_t max_faults; /* 0: no limit */
  uint32_t where;      /* a def of kind BOOLEAN: only the records where it is true; PROGRAM_NONE: all */
  const int *cancel;   /* may be NULL */
  /* Called from the thread that called exec_*, now and then; may be NULL. */
  void (*progress)(void *user, uint64_t records, uint64_t of);
  void *progress_user;
  KeptResults *kept; /* of earlier runs over the same state of the store, all of whose records are in a snapshot; NULL: none are kept */
  const KeptAge *ages; /* by table: of the records that they are of; NULL without */
  ExecStats *stats; /* where the time goes is added to it; NULL: nobody asks */
} ExecJob;

/* The stopwatch of the thread that called; NULL without. */
static inline Stopwatch *job_watch(const ExecJob *job) { return job->stats ? &job->stats->caller : NULL; }

/* Is what the run computes added to them? Not where its memory is counted: theirs is not. */
static inline bool job_keeps(const ExecJob *job) {
  return job->kept && kept_results_add(job->kept) && job->alloc == kept_results_alloc(job->kept);
}

/* What a run has to say beside its results. Free with exec_report_free. */
typedef struct ExecReport {
  uint64_t records; /* read */
  double seconds;
  FaultTable faults; /* merged, sorted */
  uint64_t *orphans; /* by table: rows that were left out because they belong to no record of the subject; NULL: none was read */
  Span stopped_at;   /* where a strict run stopped: its place */
} ExecReport;
void exec_report_free(ExecReport *report);

/* Rows in a form of the sink's own, made by the thread that computes them: what is done there need not be done one row after
 * the other by the one thread that writes. */
typedef struct RowMaker {
  void *(*made_new)(void *self); /* in any thread; NULL: memory is out */
  void (*made_free)(void *self, void *made);
  /* In the thread that called made_new: adds rows to `made`, as `rows` below would have got them. */
  Status (*make)(void *self, void *made, const Vector *key, const Vector *const *columns, const Mask *lanes, uint32_t n);
  /* In the calling thread, in the order of the rows. */
  Status (*take)(void *self, void *made);
} RowMaker;

/* Takes the rows of a run, in key order, from one thread at a time. */
typedef struct RowSink {
  void *self;
  /* `lanes` says which of the n lanes are rows; columns are the defs asked for. Not STATUS_OK: the run ends with it. */
  Status (*rows)(void *self, const Vector *key, const Vector *const *columns, const Mask *lanes, uint32_t n);
  const RowMaker *maker; /* NULL: all rows go to `rows`; else those that threads find apart may come made */
} RowSink;

/* The defs `columns` of each record for which `where` holds. With `order` (a def; PROGRAM_NONE: key order) rows come by it,
 * the highest first where `descending`, unknown last, ties by key; `limit` rows at the most (0: all). */
typedef struct RowJob {
  const uint32_t *columns;
  uint32_t column_count;
  uint32_t order;
  bool descending;
  uint64_t limit;
  const Value *keys; /* only the records with these keys, of the subject's key kind; NULL: all */
  uint32_t key_count;
  bool keys_ascending; /* integers by value, texts by bytes: many are found fast */
} RowJob;
Status exec_rows(const ExecJob *job, const RowJob *rows, RowSink *sink, DiagList *diags, ExecReport *report) MUST_CHECK;

/* For how many records each of the defs (BOOLEAN) is true. */
Status exec_count(const ExecJob *job, const uint32_t *defs, uint32_t def_count, uint64_t *counts, DiagList *diags,
                  ExecReport *report) MUST_CHECK;

/* The value of each of the defs, which hang on no record; texts in the report's own arena. The job's store may be NULL where no
 * slot is read. */
Status exec_values(const ExecJob *job, const uint32_t *defs, uint32_t def_count, Value *out, DiagList *diags,
                   ExecReport *report) MUST_CHECK;

/* Figures of one definition, for the summary. */
typedef struct DefFigures {
  uint64_t known, unknown;
  uint64_t truths;              /* BOOLEAN: how many are true */
  uint64_t *labels;             /* CODE: how many of each label */
  double least, greatest, mean; /* NUMBER, INTEGER, MONEY (as a number), DATE (days), DATETIME (seconds) */
  double quartiles[3];          /* SCORE, or with a range: exact to a thousandth of LO..HI; else of no meaning */
  uint64_t bins[20];            /* likewise: LO..HI in twenty equal parts */
  int64_t *label_costs;         /* CHOOSE: expected cost of each label, in 1/10 000 (known costs only) */
} DefFigures;

/* A measure worked out: a row for each group, by declared order of labels and values, unknown last. */
typedef struct MeasureTable {
  uint32_t rows;
  const Value *keys;   /* rows * dimensions: CODE of labels; of `segments (…)` the code of the segment */
  const Value *values; /* one a row; of a measure without dimensions there is one row */
} MeasureTable;

/* What a summary is to tell: of `defs` alone (no MEASURE among them), each with the range lo..hi where lo < hi, and these measures. */
typedef struct SummaryWish {
  const uint32_t *defs;
  const double *lo, *hi;
  uint32_t count;
  const uint32_t *measures; /* their defs */
  uint32_t measure_count;
} SummaryWish;

/* What a summary tells. In the report's own arena. */
typedef struct Summary {
  DefFigures *figures;    /* by def: of every LET, SEGMENT, SCORE, CLASSIFY, CHOOSE; else zero. With a wish: one each of its defs */
  MeasureTable *measures; /* by measure of the program; empty where it was not asked for */
} Summary;
/* `wish` may be NULL: everything, and all measures. */
Status exec_summary(const ExecJob *job, const SummaryWish *wish, DiagList *diags, ExecReport *report, Summary *out) MUST_CHECK;

#endif

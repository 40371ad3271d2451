/* Two versions of a program over the same records: each is run once, both in the order of the keys, and their rows meet. */
#ifndef CIBLE_LANG_COMPARE_H
#define CIBLE_LANG_COMPARE_H

#include "lang/review/review.h"
#include "runtime/exec/exact_sum.h"

/* The rows of both versions for one key; NULL: that version has no such record. */
typedef Status (*PairTaker)(void *user, const Value *key, const Value *old_row, const Value *new_row);

typedef struct PairRun {
  Cible *old_handle, *new_handle;
  const CibleProgram *old_program, *new_program;
  const CibleRun *run;
  const uint32_t *old_columns, *new_columns; /* definitions */
  uint32_t old_count, new_count;
  PairTaker take;
  void *user;
} PairRun;

/* Runs both, the old version in a thread of its own that is never more than some blocks ahead. Messages of both come to the new
 * handle's list. */
Status pair_rows(const PairRun *pair);

/* ---- what is counted ---- */

enum { MOVERS_MOST = 3 /* of a flow */, EXPLAINED_MOST = 200 /* records of a comparison */ };

/* Records that went one way; their keys, the lowest. */
typedef struct Cell {
  uint64_t records;
  Value keys[MOVERS_MOST];
  uint32_t key_count;
} Cell;

/* Of one version: the definition, where its values stand in the version's rows, and what they come to. */
typedef struct TallySide {
  const ProgramDef *def; /* NULL: this version has none of that name */
  uint32_t column, cost, response; /* in the row; PROGRAM_NONE: none */
  uint64_t records, known, size;
  ExactSum sum, responses;
  __int128 costs;
} TallySide;

/* A definition of either version, or of both. Values with few states have flows: from state to state; the last two states are
 * `unknown`, and `absent` where a version has no such record. */
typedef struct Tally {
  Str name;
  bool flows;
  bool compared; /* both have it, with values of one kind */
  TallySide old_side, new_side;
  uint32_t old_states, new_states;
  Cell *cells; /* old_states * new_states; NULL where there are no flows */
  uint64_t moved, higher, lower;
} Tally;

typedef struct TallyList {
  Arena *arena; /* keys that are kept */
  Tally *items;
  uint32_t count;
  uint32_t *old_columns, *new_columns, old_count, new_count;
  uint64_t both, only_old, only_new;
} TallyList;

/* Every definition of both programs, in the order of the new one, then what the old one alone has. False where memory is out. */
bool tally_make(TallyList *list, const Program *old_program, const Program *new_program, Arena *arena);
/* A PairTaker. */
Status tally_take(void *list, const Value *key, const Value *old_row, const Value *new_row);
/* "in", "out", a label, "unknown", "absent" */
Str tally_state(const Tally *tally, bool old_version, uint32_t state);

/* ---- why some moved ---- */

typedef struct Mover {
  Value key;
  const Tally *tally;
  Str from, to;
  bool explained, in_old;
  const CibleChange *changes;
  size_t change_count;
} Mover;

typedef struct MoverList {
  Mover *items;
  uint32_t count;
} MoverList;

/* The records that the tallies kept, and the changes that would have made of them in the old version what they are in the new one;
 * where the old one knows no such way, the other way round. */
Status movers_explain(Cible *handle, const TallyList *list, const CibleReview *old_review, const CibleReview *new_review,
                      Arena *arena, MoverList *out);

/* The clauses that differ of what both versions declare; none where one is bytecode. All among the handle's results. False where memory
 * is out. */
bool clauses_compare(Cible *cible, const CibleReview *before, const CibleReview *after, Arena *arena, const CibleClauseChange **out,
                     size_t *count);

/* Where a comparison is told, and in which language. */
typedef struct DiffText {
  Buf *out;
  Language language;
  uint32_t width; /* that lines of the text are cut to; 0: not known */
} DiffText;
static inline const char *diff_say(const DiffText *t, const char *english) __attribute__((format_arg(2)));
static inline const char *diff_say(const DiffText *t, const char *english) { return catalog_translate(t->language, english); }

/* ---- as text ---- */
void diff_write_text(const DiffText *t, const CibleDiff *diff);
void diff_write_json(Buf *out, const CibleDiff *diff);
void diff_write_markdown(const DiffText *t, const CibleDiff *diff);

#endif

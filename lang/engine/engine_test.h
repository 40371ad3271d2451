/* The tests of a rule file: what of them goes into the program before it is lowered, and the records that they give. */
#ifndef CIBLE_LANG_ENGINE_TEST_H
#define CIBLE_LANG_ENGINE_TEST_H

#include "lang/engine/engine.h"

/* One value that an `expect` needs from the program: its condition, a side that is shown where it fails, or, where records
 * have names, `a.x`. */
typedef struct TestNeed {
  AstNode *node;   /* as it stands in the test */
  uint32_t extra;  /* its place among the extras */
  uint32_t record; /* whose value: the index of its `given`; 0 where the test has one record or none */
  bool shown;      /* under a failing line */
} TestNeed;

typedef struct TestExpect {
  const AstNode *node; /* EXPECT */
  TestNeed *needs;     /* the condition first, where it is one record's */
  uint32_t need_count;
  bool mixed;          /* records have names: the condition is folded from the values of `a.x` */
} TestExpect;

typedef struct TestCase {
  const AstNode *node; /* TEST */
  const AstNode **records; /* its `given`s of the subject, in order */
  uint32_t record_count;
  const AstNode **rows; /* its `given`s of look-ups */
  uint32_t row_count;
  TestExpect *expects;
  uint32_t expect_count;
} TestCase;

/* Takes the tests apart and adds what they need to checked->extras. NULL where memory is out. */
TestCase *test_cases(Checked *checked);

/* The records and look-up rows of a test as a store. NULL where memory is out. The arena holds all but the look-ups' indexes,
 * which go with test_rows_free. */
typedef struct TestRows {
  MemoryRows *tables; /* one a program table */
  Lookup **lookups;   /* likewise; NULL where it is no look-up */
  uint32_t table_count;
  uint32_t *place; /* of each record in memory, which is in the order of the keys */
} TestRows;
TestRows *test_rows(Arena *arena, const Program *program, const Checked *checked, const TestCase *test);
void test_rows_free(TestRows *rows);

/* Who looks on while tests run. */
typedef struct TestWatcher {
  void *self;
  /* Adds to checked->extras what it wants to know of every record; false where memory is out. */
  bool (*ask)(void *self, Checked *checked);
  /* A record that a test gives: one value an extra, which live until it returns. */
  bool (*record)(void *self, uint32_t test, int32_t today, const Value *values);
} TestWatcher;
/* Who says why lines do not hold. Where some do not, the tests are run once more, with what it asks for; a program that becomes too
 * large by that goes without. */
typedef struct TestExplainer {
  void *self;
  /* Adds to checked->extras what it wants to know for the lines that failed; false where memory is out. */
  bool (*ask)(void *self, Cible *cible, Checked *checked, const TestCase *cases, const CibleTest *tests);
  /* A line that failed: values[r] are those of the test's record r, one an extra. */
  bool (*line)(void *self, uint32_t test, uint32_t expect, int32_t today, const Value *const *values, CibleTestLine *line);
} TestExplainer;

/* cible_test_file, watched and explained by somebody (NULL: nobody). */
CibleStatus engine_test_file(Cible *cible, const char *path, const CibleCompileOptions *options, const TestWatcher *watcher,
                             const TestExplainer *explainer, const CibleTest **tests, size_t *count);

/* ---- shared by engine_given.c and engine_related.c ---- */
const Record *test_record(const Checked *checked, Str name);
/* The value of a column in the cells of a row (NULL: none is given); what is left out is unknown where it may be, else 0, false, ""
 * or the first of its list, a key its number. */
Value test_cell(const AstNode *cells, const Record *record, uint32_t field, const ProgramColumn *column, uint32_t number, Arena *arena);
Value test_key(const Record *record, const Value *row, Kind kind, uint32_t number, Arena *arena);
/* The rows of related records; `keys` are those of the test's records, in their order. */
bool test_related(Arena *arena, const Program *program, const Checked *checked, const TestCase *test, const Value *keys,
                  MemoryRows *tables);

#endif

/* Program: what the compiler makes and the VM runs. Immutable once verified; owns all that it points at in one arena.
 *
 * A program is a set of blocks. A block is a straight run of instructions that computes one register, its result, for the
 * records selected: a let, a segment, a score, a shared subexpression. CALL computes a block in those lanes of the selection
 * where it has not been computed for this batch, so that everything is computed at most once and only where it is needed.
 * A block calls only blocks before it; block 0 is the prologue: it runs once a run (n = 1), on constants and `today`.
 *
 * Registers are typed by lane. CONSTANT and CLOCK registers hold one value for all lanes and are never written; COLUMN
 * registers stand for the batch's columns and are never written; the prologue writes PROLOGUE registers, all other
 * instructions only TEMP and RESULT. A RESULT keeps its lanes for the whole batch and is written by rw instructions alone
 * (COPY and the like); a TEMP may be shared by blocks that are never active together. */
#ifndef CIBLE_CODE_PROGRAM_H
#define CIBLE_CODE_PROGRAM_H

#include "runtime/base/span.h"
#include "runtime/code/aggregate.h"
#include "runtime/code/opcode.h"
#include "runtime/data/duration.h"
#include "runtime/data/value.h"

enum { PROGRAM_NONE = UINT32_MAX, CODE_MOST = 65536, NARROW_MOST = 512 /* nested selections in one block */, SLOTS_MOST = 4096 };

typedef struct Instr {
  uint16_t op;
  uint16_t dst, a, b, c, d; /* registers */
  uint32_t imm;
} Instr;

typedef enum RegRole { REG_TEMP, REG_RESULT, REG_PROLOGUE, REG_CONSTANT, REG_COLUMN, REG_CLOCK, REG_SLOT } RegRole;
typedef enum Clock { CLOCK_TODAY, CLOCK_NOW } Clock; /* DATE, DATETIME */

typedef struct ProgramReg {
  Kind kind;
  RegRole role;
  uint32_t index; /* CONSTANT: in constants; COLUMN: in columns; CLOCK: a Clock; RESULT: its block; SLOT: in slots */
} ProgramReg;

typedef enum TableRole { TABLE_SUBJECT, TABLE_RELATED, TABLE_LOOKUP } TableRole;

/* A record: tables[0] is the subject where has_subject is set; a related record stands behind its parent. */
typedef struct ProgramTable {
  Str name, title;
  Str source; /* table, or path of a CSV file, already taken from the rule file's folder */
  bool csv;
  TableRole role;
  bool optional;   /* RELATED: its table need not be there, then it has no rows: `contacts`, where no program declares it */
  Str key;         /* stored column; empty where the record has no key */
  Kind key_kind;   /* INTEGER or TEXT */
  uint32_t parent; /* RELATED: the table whose key … */
  Str by;          /* … this stored column holds (of the parent's key_kind) */
  uint32_t unit;   /* SUBJECT, RELATED: its unit; else PROGRAM_NONE */
  uint32_t first_column, column_count; /* in columns: the tables' stand one behind the other */
  Span span;
} ProgramTable;

/* What blocks compute on: the records of a table, or the groups of a measure (decision 5). Unit 0 is the subject's. */
typedef enum UnitKind { UNIT_RECORDS, UNIT_GROUPS } UnitKind;
typedef struct ProgramUnit {
  UnitKind kind;
  uint32_t index; /* in tables; in measures */
} ProgramUnit;

/* What of a column is asked, from the least to the most. */
typedef uint8_t ColumnUse;
enum { COLUMN_UNUSED, COLUMN_KNOWN /* only whether it is known */, COLUMN_VALUES };

/* Every declared field, whether used or not: the store is held against all, and reads the used ones. They stand in the order of
 * their tables, the subject's first. */
typedef struct ProgramColumn {
  uint32_t table;
  Str name, title;
  Str stored;
  Kind kind;
  Labels labels; /* of a `one of` (kind CODE) */
  bool optional; /* marked `?` */
  bool used;
  Span span;
} ProgramColumn;

typedef struct ProgramSet {
  Kind kind;
  const Value *items; /* all known, of that kind */
  uint32_t count;
} ProgramSet;

/* mantissa / 10^scale, exactly as a literal was written; 0 <= scale <= 18 */
typedef struct ProgramDecimal {
  int64_t mantissa;
  uint32_t scale;
} ProgramDecimal;

/* What a slot is made by. KEEP: the subject's definition `value`, for rows of other units. AGGREGATE: `function` over the rows
 * where `where` holds. CUT: the label of a classification by rank or share of `value` among the records where `where` holds.
 * SEQUENCE: whether rows can be chosen that follow its steps. */
typedef enum SlotKind { SLOT_KEEP, SLOT_AGGREGATE, SLOT_CUT, SLOT_SEQUENCE } SlotKind;

/* One class of a CUT, highest first; the last is the rest. */
typedef enum CutSize { SIZE_SHARE, SIZE_COUNT, SIZE_REST } CutSize;
typedef struct ProgramCut {
  CutSize size;
  uint32_t label;       /* code */
  int64_t count;        /* COUNT: records */
  ProgramDecimal share; /* SHARE: exactly as written, 0..1 */
} ProgramCut;

typedef struct ProgramStep {
  bool no;
  bool timed;         /* has a `within` */
  Duration within;    /* from the row chosen before */
  uint32_t condition; /* a def (BOOLEAN) of the rows' unit */
} ProgramStep;

/* A value that stands ready when a block of its owner begins: made by a pass over the rows of a unit. The defs are of unit `rows`;
 * PROGRAM_NONE where there is none. */
typedef struct ProgramSlot {
  SlotKind kind;
  Aggregate function; /* AGGREGATE */
  bool by_share;      /* CUT: by share of the total, else by rank */
  Kind value_kind;    /* of its values */
  Labels labels;      /* of CODE */
  uint32_t rows;      /* the unit whose rows it is made from */
  uint32_t owner;     /* the unit for each of whose records it has a value; PROGRAM_NONE: one value for all */
  uint32_t level;     /* above every slot that its defs use; 0: uses none */
  uint32_t value, where, by; /* defs: what is aggregated; which rows (BOOLEAN); the order of first and last, a sequence's time */
  const uint32_t *keys;      /* defs that say to which group a row belongs: the K of `per K`, a measure's dimensions */
  uint32_t key_count;
  double argument;           /* QUANTILE: 0..1 */
  const ProgramCut *cuts;
  uint32_t cut_count;
  const ProgramStep *steps;
  uint32_t step_count;
  Span span;
} ProgramSlot;

/* A number or table: `def` of the unit whose records are its groups. Of a measure without dimensions there is one group. */
typedef struct ProgramDimension {
  Str name;
  Kind kind;      /* CODE, BOOLEAN, INTEGER, TEXT */
  Labels labels;  /* CODE; of `segments (a, b)`: their names */
  bool segments;  /* takes as many keys of each slot as it has labels, all BOOLEAN; a row counts in each that is true */
} ProgramDimension;

typedef struct ProgramMeasure {
  Str name, title;
  uint32_t unit, def;
  ProgramDimension *dimensions;
  uint32_t dimension_count;
  Span span;
} ProgramMeasure;

typedef struct ProgramBlock {
  Str name; /* for the listing: of its definition, else empty */
  uint32_t unit; /* the prologue: PROGRAM_NONE */
  uint32_t first, count; /* in code */
  uint32_t result;       /* a RESULT register; PROGRAM_NONE for the prologue */
  Span span;
} ProgramBlock;

typedef enum DefKind { DEF_LET, DEF_SEGMENT, DEF_SCORE, DEF_CLASSIFY, DEF_CHOOSE, DEF_COLUMN, DEF_EXPR, DEF_PART, DEF_INPUT, DEF_MEASURE } DefKind;

/* What a run can give out: a value for each record. COLUMN: a column of the subject as itself; EXPR: an expression that was
 * given with the call (--select, --where); PART: cost or response of a choice, a test's compared value; INPUT: what a slot is made
 * from; MEASURE: its value. */
typedef struct ProgramDef {
  DefKind kind;
  uint32_t unit;
  Str name, title; /* EXPR: its text */
  Kind value;
  Labels labels; /* value CODE */
  uint32_t block;
  double lo, hi; /* SCORE: its bounds */
  uint32_t cost, response; /* CHOOSE: defs of these parts */
  Span span;
} ProgramDef;

typedef struct ProgramParam {
  Str name, title;
  Str text; /* its value as written out */
} ProgramParam;

typedef struct Program {
  Arena arena;
  SourceMap sources;
  bool has_subject;
  uint32_t table_count, column_count, reg_count, constant_count, set_count, regex_count, decimal_count, labels_count,
      block_count, code_count, def_count, param_count, unit_count, slot_count, measure_count;
  ProgramTable *tables;
  ProgramColumn *columns;
  ProgramReg *regs;
  Value *constants;
  ProgramSet *sets;
  Str *regexes;
  ProgramDecimal *decimals;
  Labels *labels;
  ProgramBlock *blocks;
  Instr *code;
  Span *spans; /* one an instruction */
  ProgramDef *defs;
  ProgramParam *params;
  ProgramUnit *units;
  ProgramSlot *slots;
  ProgramMeasure *measures;
} Program;

/* NULL where memory is out. */
Program *program_new(const Alloc *alloc);
void program_free(Program *program);
/* Does a run read the table's rows? The subject's always; of a look-up, where a column of it is used; of a related record, where
 * a column is used or a slot is made from its rows, or where this is so of a record that is related to it. */
bool program_reads(const Program *program, uint32_t table);
/* What all of the program together asks of a column. One without code is a schema, of which the caller reads all. */
ColumnUse program_column_use(const Program *program, uint32_t column);
/* Must the store have the table? Of related records only those that are read. */
bool program_needs(const Program *program, uint32_t table);
/* Are rows that a run reads related to those of this table? Then their keys are asked for. */
bool program_is_parent(const Program *program, uint32_t table);
/* The definition of that name, else PROGRAM_NONE. */
uint32_t program_def(const Program *program, Str name);
/* Has each record of unit `below` one of `above`: itself, or that to which it is related? PROGRAM_NONE is above all. */
bool program_unit_above(const Program *program, uint32_t above, uint32_t below);

#endif

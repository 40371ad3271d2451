/* A program by hand that has something of everything: for images, the listing and mutations. */
#ifndef CIBLE_TESTS_PROGRAM_SAMPLE_H
#define CIBLE_TESTS_PROGRAM_SAMPLE_H

#include "tests/unit/program_kit.h"

static inline void sample_double(FnCall *c) {
  MASK_EACH(c->lanes, c->n, i) c->i64[i] = (int64_t)((uint64_t)fn_i64(c, 0, (uint32_t)i) * 2);
}
static inline void sample_length(FnCall *c) {
  MASK_EACH(c->lanes, c->n, i) c->i64[i] = fn_str(c, 0, (uint32_t)i).n + fn_str(c, 1, (uint32_t)i).n;
}
static const FnInfo sample_functions[] = {
    {.name = "double", .result = KIND_INTEGER, .arg_count = 1, .args = {KIND_INTEGER}, .kernel = sample_double},
    {.name = "salted", .result = KIND_INTEGER, .arg_count = 2, .args = {KIND_TEXT, KIND_TEXT}, .flags = FN_CONST_2,
     .kernel = sample_length},
};
static const FnTable sample_table = {sample_functions, 2};

enum { SAMPLE_STAFF, SAMPLE_REVENUE, SAMPLE_NAME, SAMPLE_FOUNDED, SAMPLE_STATUS, SAMPLE_COLUMNS };
static const Kind sample_kinds[SAMPLE_COLUMNS] = {KIND_INTEGER, KIND_MONEY, KIND_TEXT, KIND_DATE, KIND_CODE};

/* 1: staff >= 10 and name matches; 2: a score; 3: a label; 4: a choice, its parts quiet; 5: a text; 6: the look-up's staff. */
static inline void sample_begin(Kit *k) {
  static const Value items[] = {{.kind = KIND_TEXT, .known = true, .str = {"abc", 3}},
                                {.kind = KIND_TEXT, .known = true, .str = {"été", 5}}};
  kit_begin(k);
  Program *p = k->p;
  p->tables[1] = (ProgramTable){.name = STR("firms"), .source = STR("firms.csv"), .csv = true, .role = TABLE_LOOKUP, .unit = PROGRAM_NONE, .key = STR("name"), .key_kind = KIND_TEXT};
  p->table_count = 2;
  uint16_t column[SAMPLE_COLUMNS];
  for (int i = 0; i < SAMPLE_COLUMNS; i++) column[i] = kit_column(k, sample_kinds[i]);
  uint32_t of_firm = p->column_count++;
  p->columns[of_firm] = (ProgramColumn){.table = 1, .name = STR("size"), .stored = STR("Size"), .kind = KIND_INTEGER, .used = true};
  kit_place_columns(p);
  p->sets[p->set_count++] = (ProgramSet){KIND_TEXT, items, 2};
  p->regexes[p->regex_count++] = STR("^a.*c$");
  p->decimals[p->decimal_count++] = (ProgramDecimal){35, 2};
  p->labels[p->labels_count++] = kit_labels;
  uint16_t today = kit_reg(k, KIND_DATE, REG_CLOCK, CLOCK_TODAY);
  uint16_t ten = kit_constant(k, kit_int(10)), days = kit_constant(k, kit_int(-365)), half = kit_constant(k, kit_num(0.5));
  uint16_t salt = kit_constant(k, kit_text("salt")), red = kit_constant(k, kit_code(0)), none = kit_constant(k, kit_code(3));
  uint16_t nothing = kit_constant(k, kit_unknown(KIND_NUMBER));
  uint16_t year_ago = kit_reg(k, KIND_DATE, REG_PROLOGUE, 0);
  kit_op(k, OP_ADD_DAYS, year_ago, today, days, 0);

  uint16_t big = kit_block(k, KIND_BOOLEAN), t1 = kit_temp(k, KIND_BOOLEAN), t2 = kit_temp(k, KIND_BOOLEAN);
  kit_op(k, OP_TOUCH, 0, 0, 0, SAMPLE_STAFF);
  kit_op(k, OP_LE_I, t1, ten, column[SAMPLE_STAFF], 0);
  kit_op(k, OP_COPY_B, big, t1, 0, 0);
  uint32_t where = kit_op(k, OP_WHERE_NOT_FALSE, 0, t1, 0, 0);
  kit_op(k, OP_MATCHES, t2, column[SAMPLE_NAME], 0, 0);
  kit_op(k, OP_AND, t1, t1, t2, 0);
  kit_op(k, OP_COPY_B, big, t1, 0, 0);
  kit_close(k, where);

  uint16_t score = kit_block(k, KIND_NUMBER), f = kit_temp(k, KIND_NUMBER);
  kit_op(k, OP_CALL, 0, 0, 0, 1);
  kit_op(k, OP_COPY_F, score, half, 0, 0);
  where = kit_op(k, OP_WHERE_TRUE, 0, big, 0, 0);
  kit_op(k, OP_NUM_I, f, column[SAMPLE_STAFF], 0, 0);
  kit_op(k, OP_DIV_F, f, half, f, 0);
  kit_op(k, OP_ACC_ADD, score, f, 0, 0);
  kit_close(k, where);
  kit_op(k, OP_HALVE, score, column[SAMPLE_FOUNDED], year_ago, 90);

  uint16_t label = kit_block(k, KIND_CODE);
  kit_op(k, OP_COPY_D, label, column[SAMPLE_STATUS], 0, 0);
  where = kit_op(k, OP_WHERE_UNKNOWN, 0, label, 0, 0);
  kit_op(k, OP_COPY_D, label, red, 0, 0);
  kit_close(k, where);

  uint16_t choice = kit_block(k, KIND_CODE), best = kit_temp(k, KIND_NUMBER);
  kit_op(k, OP_COPY_D, choice, none, 0, 0);
  kit_op(k, OP_COPY_F, best, nothing, 0, 0);
  kit_op(k, OP_QUIET, 0, 0, 0, 0);
  kit_op(k, OP_CALL, 0, 0, 0, 2);
  kit_op(k, OP_KEEP_LOWEST_F, choice, best, score, 1);
  kit_op(k, OP_LOUD, 0, 0, 0, 0);

  uint16_t text = kit_block(k, KIND_TEXT), t = kit_temp(k, KIND_TEXT);
  kit_op(k, OP_TEXT_OF, t, column[SAMPLE_STATUS], 0, 0);
  kit_op(k, OP_JOIN, t, t, column[SAMPLE_NAME], 0);
  kit_op(k, OP_IN_T, t1, column[SAMPLE_NAME], 0, 0);
  kit_op(k, OP_COPY_T, text, t, 0, 0);

  uint16_t size = kit_block(k, KIND_INTEGER), row = kit_temp(k, KIND_CODE), n = kit_temp(k, KIND_INTEGER);
  kit_op(k, OP_FIND_T, row, column[SAMPLE_NAME], 0, 1);
  kit_op(k, OP_FETCH_I, n, row, 0, of_firm);
  kit_op(k, OP_FN, n, n, 0, 0);
  kit_op(k, OP_COPY_I, size, n, 0, 0);
  kit_op(k, OP_FN, n, column[SAMPLE_NAME], salt, 1);
  uint16_t m = kit_temp(k, KIND_MONEY);
  kit_op(k, OP_MUL_MC, m, column[SAMPLE_REVENUE], 0, 0);
}

/* What such a program runs on. */
typedef struct SampleData {
  KitLanes lanes[SAMPLE_COLUMNS];
  int64_t keys[BATCH_SIZE];
  BatchColumn columns[SAMPLE_COLUMNS];
  Batch batch;
  Lookup lookup;
  LookupColumn lookup_columns[KIT_MOST];
} SampleData;

static inline void sample_data(SampleData *d, uint32_t n) {
  static const char *const names[] = {"abc", "ac", "x", "été", ""};
  static const int64_t sizes[] = {7, 8};
  static Str keys[2];
  for (uint32_t i = 0; i < n; i++) {
    kit_set_lane(&d->lanes[SAMPLE_STAFF], i, i % 7 == 0 ? kit_unknown(KIND_INTEGER) : kit_int((int64_t)(i % 30) - 5));
    kit_set_lane(&d->lanes[SAMPLE_REVENUE], i, (Value){.kind = KIND_MONEY, .known = true, .i64 = (int64_t)i * 100});
    kit_set_lane(&d->lanes[SAMPLE_NAME], i, kit_text(names[i % 5]));
    kit_set_lane(&d->lanes[SAMPLE_FOUNDED], i, kit_date((int32_t)i * 10));
    kit_set_lane(&d->lanes[SAMPLE_STATUS], i, i % 3 ? kit_code((int32_t)(i % 4)) : kit_unknown(KIND_CODE));
    d->keys[i] = i;
  }
  for (int c = 0; c < SAMPLE_COLUMNS; c++) d->columns[c] = kit_batch_column(&d->lanes[c], sample_kinds[c]);
  d->columns[SAMPLE_STAFF].fault = d->lanes[SAMPLE_STAFF].fault;
  d->batch = (Batch){.count = n, .key = {.kind = KIND_INTEGER, .i64 = d->keys}, .columns = d->columns};
  keys[0] = STR("abc");
  keys[1] = STR("x");
  d->lookup = (Lookup){.rows = 2, .key_kind = KIND_TEXT, .text_keys = keys, .columns = d->lookup_columns};
  d->lookup_columns[SAMPLE_COLUMNS] = (LookupColumn){.kind = KIND_INTEGER, .data = (void *)sizes};
}

#endif

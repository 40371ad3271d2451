/* SPDX-License-Identifier: MIT
 * A rule file made to measure: a segment, a score, classes and a choice over columns that the table has. What is written here
 * compiles and passes its tests whatever the names and values of the table are. */
#include "runtime/project/new_parts.h"

#include <math.h>
#include <strings.h>

#include "runtime/data/numeric.h"
#include "runtime/cell/words.h"

enum { SIGNALS_MOST = 3 };

/* A column by which records are told apart. */
typedef struct Signal {
  uint32_t column;
  double bound; /* of numbers */
} Signal;

typedef struct Rules {
  Buf *out;
  const ProfileTable *table;
  Arena *arena;
  Signal signals[SIGNALS_MOST];
  uint32_t count;
  int32_t email, phone;
  int32_t number; /* the index in signals of a number; -1: none */
  Str segment, score, classes, choice;
} Rules;

static bool is_number(const ProfileColumn *column) {
  return column->kind == KIND_INTEGER || column->kind == KIND_NUMBER || column->kind == KIND_MONEY;
}

/* Two figures of a mean are what a person would write. */
static double round_bound(const ProfileColumn *column) {
  double mean = column->mean;
  if (mean == 0) return 0;
  int64_t places = 1 - (int64_t)floor(log10(fabs(mean)));
  if (column->kind == KIND_INTEGER && places > 0) places = 0;
  if (column->kind == KIND_MONEY && places > 2) places = 2;
  return number_round(mean, places);
}

/* Numbers that only tell records apart, or are dates written as 20270301: no criterion comes from them. */
static bool is_label(const ProfileColumn *column) {
  Str name = column->name;
  bool id = name.n >= 2 && (name.n == 2 || name.p[name.n - 3] == '_') && strncasecmp(name.p + name.n - 2, "id", 2) == 0;
  bool day = column->kind == KIND_INTEGER && column->mean >= 19000101 && column->mean <= 21001231 && column->least.n == 8;
  return id || day || role_is_identifier(role_of_name(name));
}

static void take_signal(Rules *rules, uint32_t i) {
  const ProfileColumn *column = &rules->table->columns[i];
  if (is_label(column)) return;
  if (rules->count == SIGNALS_MOST || (int32_t)i == rules->table->key || column->unreadable || column->distinct < 2) return;
  if (is_number(column) && rules->number < 0 && fabs(column->mean) < 1e15) {
    rules->number = (int32_t)rules->count;
    rules->signals[rules->count++] = (Signal){i, round_bound(column)};
  } else if (column->kind == KIND_CODE || column->kind == KIND_BOOLEAN) {
    rules->signals[rules->count++] = (Signal){i, 0};
  }
}

static void find_columns(Rules *rules) {
  rules->email = rules->phone = rules->number = -1;
  for (uint32_t i = 0; i < rules->table->column_count; i++) {
    const ProfileColumn *column = &rules->table->columns[i];
    Role role = role_of_name(column->name);
    if (column->kind == KIND_TEXT && !column->unreadable) {
      if (role == ROLE_EMAIL && rules->email < 0) rules->email = (int32_t)i;
      if (role == ROLE_PHONE && rules->phone < 0) rules->phone = (int32_t)i;
    }
    take_signal(rules, i);
  }
}

/* `base`, with `_` behind as long as a column or the record bears the name. */
static Str own_name(const Rules *rules, const char *base) {
  Str name = str_from(base);
  for (bool taken = true; taken;) {
    taken = false;
    for (uint32_t i = 0; i < rules->table->column_count; i++) taken |= str_equal(rules->table->columns[i].name, name);
    char head[128];
    uint32_t n = name.n < 100 ? name.n : 100;
    memcpy(head, "record ", 7);
    memcpy(head + 7, name.p, n);
    head[7 + n] = ' ';
    head[8 + n] = 0;
    taken |= strstr(rules->table->record.p, head) != NULL;
    if (taken) name = arena_format(rules->arena, "%.*s_", STR_ARG(name));
    if (rules->arena->failed) break;
  }
  return name;
}

static void write_column(Rules *rules, uint32_t i) { profile_write_field(rules->out, rules->table, i, rules->arena); }

static void write_number(Rules *rules, double x) {
  char room[NUMBER_TEXT];
  buf_add(rules->out, room, number_write(x, room));
}

/* The value of a given by which the signal is true; `off` moves a number. */
static void write_value(Rules *rules, const Signal *signal, double off) {
  const ProfileColumn *column = &rules->table->columns[signal->column];
  if (is_number(column)) write_number(rules, signal->bound + off);
  else if (column->kind == KIND_CODE) profile_write_text(rules->out, column->top[0].value);
  else buf_text(rules->out, "true");
}

static void write_condition(Rules *rules, const Signal *signal) {
  const ProfileColumn *column = &rules->table->columns[signal->column];
  write_column(rules, signal->column);
  if (column->kind == KIND_BOOLEAN) return;
  buf_text(rules->out, is_number(column) ? " >= " : " = ");
  write_value(rules, signal, 0);
}

/* Without any column to tell records apart, the key itself must do. */
static void write_first_condition(Rules *rules) {
  uint32_t key = (uint32_t)rules->table->key;
  if (rules->count) {
    write_condition(rules, &rules->signals[0]);
  } else if (rules->table->columns[key].kind == KIND_INTEGER) {
    write_column(rules, key);
    buf_text(rules->out, " > 0");
  } else {
    buf_text(rules->out, "length(");
    write_column(rules, key);
    buf_text(rules->out, ") > 0");
  }
}

static void write_segment(Rules *rules) {
  Buf *out = rules->out;
  buf_print(out, "segment %.*s \"Who we want\" {\n  require ", STR_ARG(rules->segment));
  write_first_condition(rules);
  buf_text(out, "\n}\n\n");
}

static void write_score(Rules *rules) {
  Buf *out = rules->out;
  buf_print(out, "score %.*s from 0 to 100 {\n  base 10\n", STR_ARG(rules->score));
  uint32_t n = rules->count ? rules->count : 1;
  for (uint32_t i = 0; i < n; i++) {
    buf_print(out, "  add %u when ", 90 / n);
    if (i == 0) write_first_condition(rules);
    else write_condition(rules, &rules->signals[i]);
    buf_char(out, '\n');
  }
  buf_print(out, "}\n\nclassify %.*s by %.*s {\n  hot  from 60\n  warm from 30\n  cold otherwise\n}\n\n", STR_ARG(rules->classes),
            STR_ARG(rules->score));
}

static void write_channel(Rules *rules, const char *head, int32_t column, const char *test, const char *rest) {
  if (column < 0) return;
  buf_print(rules->out, "channel %s {\n  require %s(", head, test);
  write_column(rules, (uint32_t)column);
  buf_print(rules->out, ")\n%s}\n\n", rest);
}

static void write_channels(Rules *rules) {
  Buf *out = rules->out;
  buf_text(out, "# Ask for consent too, where the law does: require consent_email\n");
  write_channel(rules, "mailing \"E-mail\"", rules->email, "valid_email", "  cost 0.05\n  response 1%\n");
  if (rules->phone >= 0) buf_text(out, "team call_desk {\n  internal\n  people 2 at 35 hours per week\n  cost 24 per hour\n}\n\n");
  write_channel(rules, "call \"Phone\"", rules->phone, "valid_phone",
                "  cost 0.20\n  effort 12 minutes\n  team call_desk\n  response 3%\n");
  buf_print(out, "channel visit \"Meeting\" {\n  require %.*s\n  cost 40\n  response 8%%\n}\n\n", STR_ARG(rules->segment));
  buf_print(out, "choose %.*s \"How we reach them\" among %s%svisit {\n  by lowest cost / response\n}\n\n", STR_ARG(rules->choice),
            rules->email >= 0 ? "mailing, " : "", rules->phone >= 0 ? "call, " : "");
}

/* A given must say the dates that are always known, and a key that is one of the signals' own is left to itself. */
static void write_given(Rules *rules, double off) {
  Buf *out = rules->out;
  const char *comma = " ";
  buf_text(out, "  given {");
  for (uint32_t i = 0; i < rules->table->column_count; i++) {
    const ProfileColumn *column = &rules->table->columns[i];
    const Signal *signal = NULL;
    for (uint32_t s = 0; s < rules->count; s++)
      if (rules->signals[s].column == i) signal = &rules->signals[s];
    bool date = (column->kind == KIND_DATE || column->kind == KIND_DATETIME) && !column->optional;
    bool text_key = (int32_t)i == rules->table->key && column->kind == KIND_TEXT;
    if (!signal && !date && !text_key) continue;
    buf_text(out, comma);
    write_column(rules, i);
    buf_text(out, " = ");
    if (signal) write_value(rules, signal, signal == &rules->signals[0] ? off : 0);
    else buf_text(out, text_key ? "\"x\"" : column->kind == KIND_DATE ? "2027-03-01" : "2027-03-01T09:30");
    comma = ", ";
  }
  buf_text(out, " }\n");
}

static void write_tests(Rules *rules) {
  Buf *out = rules->out;
  buf_text(out, "test \"a record with every good sign is wanted, and hot\" {\n");
  write_given(rules, 0);
  buf_print(out, "  expect %.*s\n  expect %.*s is hot\n}\n", STR_ARG(rules->segment), STR_ARG(rules->classes));
  if (rules->number != 0) return;
  buf_text(out, "\ntest \"below the bound it is not\" {\n");
  write_given(rules, -1);
  buf_print(out, "  expect not %.*s\n}\n", STR_ARG(rules->segment));
}

void new_write_rules(Buf *out, const ProfileTable *table, Arena *arena) {
  Rules rules = {.out = out, .table = table, .arena = arena};
  find_columns(&rules);
  rules.segment = own_name(&rules, "wanted");
  rules.score = own_name(&rules, "interest");
  rules.classes = own_name(&rules, "temperature");
  rules.choice = own_name(&rules, "approach");
  buf_text(out, "# A beginning: the bounds are averages of the data. Change them, then: cible test rules.cible\n\n"
                "include \"schema.cible\"\n\n");
  write_segment(&rules);
  write_score(&rules);
  write_channels(&rules);
  write_tests(&rules);
}

void new_write_readme(Buf *out, const ProfileTable *table, const char *database, Language language) {
  buf_print(out, catalog_translate(language, "# A prospecting project\n\n"
                                             "- `schema.cible` says what a record of the table `%.*s` is, as read from the database.\n"
                                             "- `rules.cible` says who is contacted and how, and tests it.\n\nIn this folder:\n"),
            STR_ARG(table->name));
  buf_text(out, "\n```\ncible check rules.cible\ncible test rules.cible\n");
  static const char *const commands[] = {"cible run rules.cible --db ", "cible profile "};
  for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
    buf_text(out, commands[i]);
    buf_char(out, '\'');
    for (const char *p = database; *p; p++) {
      if (*p == '\'') buf_text(out, "'\\''");
      else buf_char(out, *p);
    }
    buf_text(out, "'\n");
  }
  buf_text(out, "```\n");
}

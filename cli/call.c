/* SPDX-License-Identifier: MIT */
#include "cli/call.h"

#include <stdlib.h>
#include <string.h>

bool expressions_add(Expressions *list, const char *text, size_t length, bool condition) {
  if (list->count == list->size) {
    size_t size = list->size ? list->size * 2 : 16;
    CibleExpression *items = realloc(list->items, size * sizeof *items);
    if (!items) return false;
    list->items = items;
    list->size = size;
  }
  while (length && strchr(" \t\n", *text)) text++, length--;
  while (length && strchr(" \t\n", text[length - 1])) length--;
  char *copy = strndup(text, length);
  if (!copy) return false;
  list->items[list->count++] = (CibleExpression){copy, condition};
  return true;
}

bool expressions_split(Expressions *list, const char *select) {
  int depth = 0;
  char quote = 0;
  const char *from = select, *at = select;
  for (; *at; at++) {
    if (quote) {
      if (*at == '\\' && at[1]) at++;
      else if (*at == quote) quote = 0;
    } else if (*at == '"' || *at == '`') quote = *at;
    else if (*at == '(' || *at == '[' || *at == '{') depth++;
    else if (*at == ')' || *at == ']' || *at == '}') depth--;
    else if (*at == ',' && depth <= 0) {
      if (!expressions_add(list, from, (size_t)(at - from), false)) return false;
      from = at + 1;
    }
  }
  return expressions_add(list, from, (size_t)(at - from), false);
}

void expressions_free(Expressions *list) {
  for (size_t i = 0; i < list->count; i++) free((char *)list->items[i].text);
  free(list->items);
  *list = (Expressions){0};
}

int compile_call(Cible *cible, const Options *options, const char *path, const Expressions *expressions, CibleProgram **program) {
  CibleSetting *settings;
  size_t setting_count;
  if (!options_settings(options, &settings, &setting_count)) return CIBLE_USAGE;
  CibleCompileOptions compile = {.settings = settings, .setting_count = setting_count,
                                 .expressions = expressions ? expressions->items : NULL,
                                 .expression_count = expressions ? expressions->count : 0};
  CibleStatus status = cible_compile_file(cible, path, &compile, program);
  settings_free(settings, setting_count);
  return finish(cible, status, options);
}

int review_open(const Options *options, const char *path, ReviewCall *call) {
  *call = (ReviewCall){0};
  size_t count;
  if (!options_run(options, &call->run) || !options_settings(options, &call->settings, &count)) return CIBLE_USAGE;
  call->compile = (CibleCompileOptions){.settings = call->settings, .setting_count = count};
  call->review = (CibleReview){.path = path, .options = &call->compile, .run = &call->run, .where = options->value[OPTION_WHERE]};
  return 0;
}

void review_close(ReviewCall *call) { settings_free(call->settings, call->compile.setting_count); }

CibleForm answer_form(const Options *options) {
  if (options->value[OPTION_JSON]) return CIBLE_FORM_JSON;
  return options->value[OPTION_MARKDOWN] ? CIBLE_FORM_MARKDOWN : CIBLE_FORM_TEXT;
}

const char *only_file(const Options *options) {
  if (options->word_count == 0) {
    complain(MESSAGE_MISSING_WORD, NULL, options->command, tr("a file"));
    return NULL;
  }
  if (options->word_count > 1) {
    complain(MESSAGE_EXTRA_WORD, NULL, options->command, options->words[1]);
    return NULL;
  }
  return options->words[0];
}

void print_json_messages(Cible *cible, FILE *out) { print_json_lines(cible_messages_json(cible), out); }

void print_json_lines(const char *line, FILE *out) {
  fputs("\"messages\": [", out);
  for (bool first = true; *line; first = false) {
    const char *end = strchr(line, '\n');
    if (!end) break;
    fprintf(out, "%s%.*s", first ? "" : ", ", (int)(end - line), line);
    line = end + 1;
  }
  fputc(']', out);
}

void print_json_faults(const Cible *cible, FILE *out) {
  fputs("\"faults\": [", out);
  for (size_t i = 0; i < cible_fault_count(cible); i++) {
    CibleFault fault = cible_fault(cible, i);
    fprintf(out, "%s{\"kind\": ", i ? ", " : "");
    print_json_text(out, fault.kind);
    fprintf(out, ", \"records\": %llu, \"file\": ", (unsigned long long)fault.count);
    if (fault.file) print_json_text(out, fault.file);
    else fputs("null", out);
    fprintf(out, ", \"line\": %d, \"column\": %d, \"source\": ", fault.line, fault.column);
    print_json_text(out, fault.source);
    fputs(", \"keys\": ", out);
    print_json_text(out, fault.keys);
    fputc('}', out);
  }
  fputc(']', out);
}

void print_json_value(const CibleValue *value, FILE *out) {
  bool bare = value->type == CIBLE_BOOLEAN || value->type == CIBLE_INTEGER || value->type == CIBLE_NUMBER || value->type == CIBLE_MONEY;
  if (!value->known) fputs("null", out);
  else if (bare) fputs(value->text, out);
  else print_json_text(out, value->text);
}

int finish_json(Cible *cible, int code, const Options *options) {
  if (code == 0 || !options->value[OPTION_JSON]) return code;
  fputs("{\"ok\": false, ", stdout);
  print_json_messages(cible, stdout);
  fputs("}\n", stdout);
  return code;
}

void json_plain(double number) {
  char text[40];
  for (int digits = 15; digits <= 17; digits++) {
    snprintf(text, sizeof text, "%.*g", digits, number);
    if (strtod(text, NULL) == number) break;
  }
  fputs(text, stdout);
}

void json_number(const char *name, double number) {
  printf(", \"%s\": ", name);
  json_plain(number);
}

void json_text(const char *name, const char *text) {
  printf(", \"%s\": ", name);
  print_json_text(stdout, text);
}

void json_count(const char *name, uint64_t count) { printf(", \"%s\": %llu", name, (unsigned long long)count); }
void json_money(const char *name, int64_t money) {
  uint64_t size = money < 0 ? 0 - (uint64_t)money : (uint64_t)money;
  char decimals[8];
  int n = snprintf(decimals, sizeof decimals, ".%04u", (unsigned)(size % 10000));
  while (n > 0 && (decimals[n - 1] == '0' || decimals[n - 1] == '.')) decimals[--n] = 0;
  printf(", \"%s\": %s%llu%s", name, money < 0 ? "-" : "", (unsigned long long)(size / 10000), decimals);
}

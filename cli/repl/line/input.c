/* SPDX-License-Identifier: MIT */
#include "cli/repl/line/input.h"

#include <stdlib.h>
#include <string.h>

/* Brackets that a line opens and does not close; those in texts, names between backquotes and comments do not count. `*torn`: a text
 * or name is not closed, which the next line cannot mend. */
static int open_brackets(const char *line, size_t length, bool *torn) {
  int depth = 0;
  char quote = 0;
  for (size_t i = 0; i < length; i++) {
    char c = line[i];
    if (quote) {
      if (c == '\\') i++;
      else if (c == quote) quote = 0;
    } else if (c == '"' || c == '`') quote = c;
    else if (c == '#') break;
    else if (c == '(' || c == '[' || c == '{') depth++;
    else if (c == ')' || c == ']' || c == '}') depth--;
  }
  *torn = quote != 0;
  return depth;
}

static bool add_line(Input *input, const char *line, size_t length) {
  if (input->length + length + 1 > input->size) {
    size_t size = (input->length + length + 1) * 2;
    char *text = realloc(input->text, size);
    if (!text) return false;
    input->text = text;
    input->size = size;
  }
  memcpy(input->text + input->length, line, length);
  input->length += length;
  input->text[input->length] = 0;
  input->depth += open_brackets(line, length, &input->torn);
  return true;
}

/* Is there more to come? While brackets are open there is; else the grammar knows. */
static bool is_unfinished(Repl *repl, const Input *input) {
  CibleTyped typed;
  if (input->text[strspn(input->text, " \t")] == ':') return false;
  if (input->torn) return false;
  if (input->depth > 0) return true;
  return cible_read_typed(repl->cible, "(prompt)", input->text, input->length, &typed) == CIBLE_OK && typed == CIBLE_TYPED_UNFINISHED;
}

static InputEnd read_line(Input *input, const char **line, size_t *length) {
  bool cleared = false;
  if (input->edit) {
    *line = edit_line(input->edit, input->length > 0, &cleared);
    *length = *line ? strlen(*line) : 0;
    return cleared ? INPUT_CLEARED : *line ? INPUT_TEXT : INPUT_ENDED;
  }
  ssize_t n = getline(&input->line, &input->line_size, stdin);
  *line = input->line;
  *length = n < 0 ? 0 : (size_t)n;
  return n < 0 ? INPUT_ENDED : INPUT_TEXT;
}

InputEnd input_next(Repl *repl, Input *input) {
  input->length = 0;
  input->depth = 0;
  input->torn = false;
  do {
    const char *line;
    size_t length;
    InputEnd end = read_line(input, &line, &length);
    if (end == INPUT_ENDED && input->length) {
      if (input->edit) putchar('\n');
      return INPUT_TEXT; /* said to be unfinished */
    }
    if (end != INPUT_TEXT) return end;
    if (!add_line(input, line, length)) return INPUT_ENDED;
  } while (is_unfinished(repl, input));
  if (input->edit) edit_keep(input->edit, input->text);
  return INPUT_TEXT;
}

void input_free(Input *input) {
  edit_close(input->edit);
  free(input->line);
  free(input->text);
  *input = (Input){0};
}

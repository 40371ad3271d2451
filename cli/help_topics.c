/* SPDX-License-Identifier: MIT
 * What the words of the language open: `cible help campaign`. A word of a clause is told with the declarations that have it. */
#include "cli/cli.h"

#include <string.h>

static const struct {
  const char *word, *line, *forms, *example;
} topics[] = {
#define TOPIC(word, line, forms, example) {#word, line, forms, example},
#include "cli/topics.def"
#undef TOPIC
};
enum { TOPIC_COUNT = sizeof topics / sizeof *topics };

static void print_lines(const char *text) {
  char line[512];
  for (const char *end; *text; text = *end ? end + 1 : end) {
    end = text + strcspn(text, "\n");
    snprintf(line, sizeof line, "  %.*s", (int)(end - text), text);
    print_wrapped(stdout, line, terminal_width(), 6);
  }
}

static void print_topic(size_t topic) {
  char head[512];
  snprintf(head, sizeof head, "%s — %s", topics[topic].word, tr(topics[topic].line));
  print_wrapped(stdout, head, terminal_width(), 2);
  putchar('\n');
  print_lines(topics[topic].forms);
  putchar('\n');
  print_wrapped(stdout, tr("Example, over the records of examples/schema.cible:"), terminal_width(), 0);
  putchar('\n');
  print_lines(topics[topic].example);
}

/* Does a line of the forms begin with the word? */
static bool has_clause(const char *forms, const char *word) {
  size_t n = strlen(word);
  for (const char *at = forms; at; at = strchr(at, '\n')) {
    at += *at == '\n';
    const char *label = strncmp(at, "LABEL ", 6) == 0 ? at + 6 : at;
    if (strncmp(label, word, n) == 0 && (label[n] == ' ' || label[n] == '\n' || !label[n])) return true;
  }
  return false;
}

bool help_topic(const char *word, bool clauses) {
  for (size_t i = 0; i < TOPIC_COUNT; i++) {
    if (strcmp(topics[i].word, word) != 0) continue;
    if (!clauses) putchar('\n'); /* behind the help of a command */
    print_topic(i);
    return true;
  }
  bool found = false;
  for (size_t i = 0; clauses && i < TOPIC_COUNT; i++) {
    if (!has_clause(topics[i].forms, word)) continue;
    if (found) putchar('\n');
    print_topic(i);
    found = true;
  }
  return found;
}

void help_topics_list(void) {
  char words[512] = "    ";
  for (size_t i = 0, n = 4; i < TOPIC_COUNT && n < sizeof words; i++)
    n += (size_t)snprintf(words + n, sizeof words - n, "%s%s", i ? " " : "", topics[i].word);
  print_wrapped(stdout, words, terminal_width(), 4);
}

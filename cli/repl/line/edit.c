/* SPDX-License-Identifier: MIT */
#include "cli/repl/line/edit.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "cli/repl/line/complete.h"
#include "cli/repl/line/history.h"
#include "cli/repl/line/keys.h"

enum { NOTED_MOST = 24 /* words of a list that are told with what is said of them; of more their names alone */ };

struct Edit {
  Repl *repl;
  EditLine *line;
  Past past;
  bool more, cleared;
};

static Edit *edit_of(EditLine *line) {
  Edit *edit = NULL;
  el_get(line, EL_CLIENTDATA, &edit);
  return edit;
}

static char *prompt(EditLine *line) {
  static char first[] = "cible> ", further[] = "  ...> ";
  return edit_of(line)->more ? further : first;
}

/* libedit counts characters where it deletes, and bytes where it tells the line. */
static int characters(const char *from, const char *to) {
  int count = 0;
  for (; from < to; from++) count += ((unsigned char)*from & 0xC0) != 0x80;
  return count;
}

static unsigned char clear_line(EditLine *line, int key) {
  (void)key;
  const LineInfo *info = el_line(line);
  int before = characters(info->buffer, info->cursor), behind = characters(info->cursor, info->lastchar);
  el_cursor(line, behind);
  el_deletestr(line, before + behind);
  edit_of(line)->cleared = true;
  return CC_NEWLINE;
}

/* ---- completion ---- */

/* "staff  column", "abs(x)  the size of a number": cut to the window. */
static void print_noted(const Completion *found, int width) {
  for (size_t i = 0; i < found->words.count; i++) {
    const char *word = found->words.items[i], *note = found->notes.items[i];
    bool close = word[strlen(word) - 1] == '(' || note[0] == '(';
    char *line = NULL;
    if (asprintf(&line, "%s%s%s", word, note[0] && !close ? "  " : "", note) < 0) return;
    if (width && text_columns(line) > width) print_cut(stdout, line, width);
    else print_padded(stdout, line, 0);
    putchar('\n');
    free(line);
  }
}

/* As many beside each other as the window has room for, down and then across. */
static void print_columns(const Completion *found, int width) {
  size_t count = found->words.count;
  int widest = 1;
  for (size_t i = 0; i < count; i++) {
    int columns = text_columns(found->words.items[i]);
    if (columns > widest) widest = columns;
  }
  size_t across = width > widest + 2 ? (size_t)width / (size_t)(widest + 2) : 1, down = (count + across - 1) / across;
  for (size_t row = 0; row < down; row++) {
    for (size_t i = row; i < count; i += down) print_padded(stdout, found->words.items[i], i + down < count ? widest + 2 : 0);
    putchar('\n');
  }
}

static void print_found(const Repl *repl, const Completion *found) {
  int width = repl_columns(repl);
  putchar('\n');
  if (found->words.count <= NOTED_MOST) print_noted(found, width);
  else print_columns(found, width ? width : 80);
  if (found->more) printf(tr("… and %zu more\n"), found->more);
  fflush(stdout);
}

static unsigned char complete_line(EditLine *line, int key) {
  (void)key;
  const LineInfo *info = el_line(line);
  Edit *edit = edit_of(line);
  Completion found;
  complete(edit->repl, info->buffer, (size_t)(info->cursor - info->buffer), edit->more, &found);
  if (found.drop) el_deletestr(line, characters(info->cursor - found.drop, info->cursor));
  bool inserted = found.insert[0] && el_insertstr(line, found.insert) == 0;
  unsigned char then = found.words.count ? CC_REDISPLAY : inserted || found.drop ? CC_REFRESH : CC_ERROR;
  if (found.words.count) print_found(edit->repl, &found);
  completion_free(&found);
  return then;
}

/* ---- the line ---- */

/* Letters of every script, whatever the environment says. */
static void take_letters(void) {
  setlocale(LC_CTYPE, "");
  if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0) setlocale(LC_CTYPE, "C.UTF-8");
}

/* The user's own ~/.editrc comes last. Ctrl-C is a key while a line is edited, and a signal while something is evaluated. */
static void set_keys(Edit *edit) {
  el_set(edit->line, EL_CLIENTDATA, edit);
  el_set(edit->line, EL_PROMPT, prompt);
  keys_use(edit->line);
  if (edit->past.lines) el_set(edit->line, EL_HIST, history, edit->past.lines);
  el_set(edit->line, EL_EDITOR, "emacs");
  el_set(edit->line, EL_ADDFN, "cible-complete", "completes names, columns, labels and commands", complete_line);
  el_set(edit->line, EL_ADDFN, "cible-clear", "clears the line", clear_line);
  el_set(edit->line, EL_BIND, "^I", "cible-complete", NULL);
  el_set(edit->line, EL_BIND, "^C", "cible-clear", NULL);
  el_set(edit->line, EL_SETTY, "-d", "-isig", NULL);
  el_source(edit->line, NULL);
}

Edit *edit_open(Repl *repl) {
  if (!repl->terminal) return NULL;
  Edit *edit = calloc(1, sizeof *edit);
  if (!edit) return NULL;
  edit->repl = repl;
  take_letters();
  setenv("TERM", "dumb", 0);
  edit->line = el_init("cible", stdin, stdout, stderr);
  if (!edit->line) return free(edit), NULL;
  past_open(&edit->past);
  set_keys(edit);
  return edit;
}

const char *edit_line(Edit *edit, bool more, bool *cleared) {
  int count = 0;
  edit->more = more;
  edit->cleared = false;
  keys_begin(edit->line);
  const char *line = el_gets(edit->line, &count);
  keys_end();
  *cleared = edit->cleared;
  return *cleared || !line || count <= 0 ? NULL : line;
}

void edit_keep(Edit *edit, const char *text) { past_add(&edit->past, text); }

void edit_close(Edit *edit) {
  if (!edit) return;
  el_end(edit->line);
  past_close(&edit->past);
  free(edit);
}

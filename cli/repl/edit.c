/* SPDX-License-Identifier: MIT */
#include "cli/repl/edit.h"

#include <fcntl.h>
#include <histedit.h>
#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/repl/complete.h"
#include "cli/repl/keys.h"

enum { HISTORY_MOST = 2000 };

struct Edit {
  Repl *repl;
  EditLine *line;
  History *history;
  char path[PATH_MAX]; /* of the history; empty: it is not kept */
  bool more, cleared;
};

/* ---- the history ---- */

/* $XDG_DATA_HOME/cible/history, else ~/.local/share/cible/history; nobody else reads it. */
static void find_history(Edit *edit) {
  const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
  int n = data && *data == '/' ? snprintf(edit->path, sizeof edit->path, "%s/cible/history", data)
          : home && *home      ? snprintf(edit->path, sizeof edit->path, "%s/.local/share/cible/history", home)
                               : -1;
  if (n < 0 || (size_t)n >= sizeof edit->path) edit->path[0] = 0;
  for (char *slash = strchr(edit->path + (n > 0), '/'); n > 0 && slash; slash = strchr(slash + 1, '/')) {
    *slash = 0;
    (void)mkdir(edit->path, 0700);
    *slash = '/';
  }
}

static void load_history(Edit *edit) {
  HistEvent event;
  history(edit->history, &event, H_SETSIZE, HISTORY_MOST);
  history(edit->history, &event, H_SETUNIQUE, 1);
  find_history(edit);
  if (edit->path[0]) history(edit->history, &event, H_LOAD, edit->path);
}

static void save_history(Edit *edit) {
  HistEvent event;
  int fd = edit->path[0] ? open(edit->path, O_WRONLY | O_CREAT, 0600) : -1;
  if (fd < 0) return;
  (void)fchmod(fd, 0600);
  close(fd);
  history(edit->history, &event, H_SAVE, edit->path);
}

/* ---- the line ---- */

static Edit *edit_of(EditLine *line) {
  Edit *edit = NULL;
  el_get(line, EL_CLIENTDATA, &edit);
  return edit;
}

static char *prompt(EditLine *line) {
  static char first[] = "cible> ", further[] = "  ...> ";
  return edit_of(line)->more ? further : first;
}

static unsigned char clear_line(EditLine *line, int key) {
  (void)key;
  const LineInfo *info = el_line(line);
  el_cursor(line, (int)(info->lastchar - info->cursor));
  el_deletestr(line, (int)(info->lastchar - info->buffer));
  edit_of(line)->cleared = true;
  return CC_NEWLINE;
}

static unsigned char complete_line(EditLine *line, int key) {
  (void)key;
  const LineInfo *info = el_line(line);
  Completion found;
  complete(edit_of(line)->repl, info->buffer, (size_t)(info->cursor - info->buffer), &found);
  bool inserted = found.insert[0] && el_insertstr(line, found.insert) == 0;
  if (!found.list[0]) return inserted ? CC_REFRESH : CC_ERROR;
  printf("\n%s", found.list);
  fflush(stdout);
  return CC_REDISPLAY;
}

/* Letters of every script, whatever the environment says. */
static void take_letters(void) {
  setlocale(LC_CTYPE, "");
  if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0) setlocale(LC_CTYPE, "C.UTF-8");
}

/* The user's own ~/.editrc comes last. Ctrl-C is a key while a line is edited, and a signal while something is evaluated;
 * an interrupt from elsewhere is taken for the key. */
static void set_keys(Edit *edit) {
  el_set(edit->line, EL_CLIENTDATA, edit);
  el_set(edit->line, EL_PROMPT, prompt);
  keys_use(edit->line);
  el_set(edit->line, EL_HIST, history, edit->history);
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
  edit->history = history_init();
  edit->line = el_init("cible", stdin, stdout, stderr);
  if (edit->history && edit->line) {
    load_history(edit);
    set_keys(edit);
    return edit;
  }
  edit_close(edit);
  return NULL;
}

const char *edit_line(Edit *edit, bool more, bool *cleared) {
  HistEvent event;
  int count = 0;
  edit->more = more;
  edit->cleared = false;
  keys_begin(edit->line);
  const char *line = el_gets(edit->line, &count);
  keys_end();
  *cleared = edit->cleared;
  if (*cleared || !line || count <= 0) return NULL;
  if (line[strspn(line, " \t\r\n")]) history(edit->history, &event, H_ENTER, line);
  return line;
}

void edit_close(Edit *edit) {
  if (!edit) return;
  if (edit->line && edit->history) save_history(edit);
  if (edit->history) history_end(edit->history);
  if (edit->line) el_end(edit->line);
  free(edit);
}

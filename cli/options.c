/* SPDX-License-Identifier: MIT
 * Taking the words of a call apart. */
#include "cli/cli.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const OptionInfo option_infos[OPTION_COUNT] = {
#define OPTION(id, name, form, value, doc) {name, OPTION_##form, value, doc},
#include "cli/options.def"
#undef OPTION
};

static int find_option(const char *name, size_t length) {
  if (length == 2 && strncmp(name, "-h", 2) == 0) return OPTION_HELP;
  for (int i = 0; i < OPTION_COUNT; i++)
    if (strlen(option_infos[i].name) == length && strncmp(option_infos[i].name, name, length) == 0) return i;
  return -1;
}

/* Is the option in the command's list? Help and version are everybody's. */
static bool takes_option(const Command *command, int id) {
  if (id == OPTION_HELP || id == OPTION_VERSION) return true;
  if (!command) return false;
  const char *name = option_infos[id].name;
  size_t n = strlen(name);
  for (const char *at = strstr(command->options, name); at; at = strstr(at + 1, name))
    if ((at == command->options || at[-1] == ' ') && (at[n] == ' ' || at[n] == 0)) return true;
  return false;
}

/* How many letters have to be changed, left out or put in, as long as there are no more than `most`; capitals and small letters are one. */
static unsigned distance(const char *a, const char *b, unsigned most) {
  enum { LONGEST = 32 };
  unsigned row[LONGEST + 1];
  size_t n = strlen(a), m = strlen(b);
  if (n > LONGEST || m > LONGEST) return most + 1;
  for (size_t k = 0; k <= m; k++) row[k] = (unsigned)k;
  for (size_t i = 1; i <= n; i++) {
    unsigned before = row[0]++;
    for (size_t k = 1; k <= m; k++) {
      unsigned swapped = before + (tolower((unsigned char)a[i - 1]) != tolower((unsigned char)b[k - 1]));
      before = row[k];
      unsigned least = row[k] < row[k - 1] ? row[k] : row[k - 1];
      row[k] = swapped < least + 1 ? swapped : least + 1;
    }
  }
  return row[m];
}

/* The option of the command that is most like the word; NULL where none is near. */
static const char *nearest_option(const Command *command, const char *word) {
  unsigned least = strlen(word) < 6 ? 2 : 3;
  const char *nearest = NULL;
  for (int i = 0; i < OPTION_COUNT; i++) {
    unsigned far = takes_option(command, i) ? distance(word, option_infos[i].name, least) : least;
    if (far >= least) continue;
    least = far;
    nearest = option_infos[i].name;
  }
  return nearest;
}

static int unknown_option(const char *command, const char *word) {
  char *help = NULL, plain[64], call[64];
  snprintf(call, sizeof call, "cible%s%s", command ? " " : "", command ? command : "");
  snprintf(plain, sizeof plain, "%.*s", (int)strcspn(word, "="), word);
  const char *nearest = nearest_option(command ? command_find(command) : NULL, plain);
  if (nearest && asprintf(&help, tr("did you mean `%s`?"), nearest) < 0) help = NULL;
  else if (!nearest && command && asprintf(&help, tr("`cible help %s` lists what it takes"), command) < 0) help = NULL;
  complain(MESSAGE_UNKNOWN_OPTION, help ? help : "`cible help` lists the commands and their options", call, word);
  free(help);
  return CIBLE_USAGE;
}

/* What stands before `=` in the settings of an option that is given many times: `min_staff`. */
static size_t set_name(const char *setting) { return strcspn(setting, "="); }

/* Whatever can have one value alone is given once: of two, either could be the one that was meant. */
static bool is_twice(const Options *options, OptionId id, const char *value) {
  const OptionInfo *info = &option_infos[id];
  if (info->form == OPTION_VALUE && options->value[id]) {
    complain(MESSAGE_OPTION_TWICE, id == OPTION_WHERE ? "join the conditions: --where 'A and B'" : NULL, info->name, options->value[id], value);
    return true;
  }
  for (size_t i = 0; info->form == OPTION_MANY && i < options->many_count; i++) {
    const char *before = options->many[i];
    size_t n = set_name(before);
    if (options->many_id[i] != id || set_name(value) != n || strncmp(before, value, n) != 0) continue;
    complain(MESSAGE_OPTION_TWICE, NULL, info->name, before, value);
    return true;
  }
  return false;
}

/* One option at argv[*i]; moves *i to its value where that is the next word. */
static int read_option(int argc, char **argv, int *i, Options *options) {
  const char *word = argv[*i];
  const char *equals = strncmp(word, "--", 2) == 0 ? strchr(word, '=') : NULL;
  int id = find_option(word, equals ? (size_t)(equals - word) : strlen(word));
  const Command *command = options->command ? command_find(options->command) : NULL;
  if (id < 0 || !takes_option(command, id)) return unknown_option(options->command, word);
  const OptionInfo *info = &option_infos[id];
  const char *value = equals ? equals + 1 : "";
  if (info->form == OPTION_FLAG && equals) {
    complain(MESSAGE_OPTION_NO_VALUE, NULL, info->name);
    return CIBLE_USAGE;
  }
  if (info->form != OPTION_FLAG && !equals) {
    if (*i + 1 >= argc) {
      complain(MESSAGE_OPTION_VALUE, NULL, info->name);
      return CIBLE_USAGE;
    }
    value = argv[++*i];
  }
  if (is_twice(options, (OptionId)id, value)) return CIBLE_USAGE;
  options->value[id] = value;
  if (info->form == OPTION_MANY) {
    options->many[options->many_count] = value;
    options->many_id[options->many_count++] = (OptionId)id;
  }
  return 0;
}

static int unknown_command(const char *word) {
  unsigned least = strlen(word) < 4 ? 2 : 3;
  const char *nearest = NULL;
  for (size_t i = 0; i < command_count; i++) {
    unsigned far = distance(word, commands[i].name, least);
    if (far >= least) continue;
    least = far;
    nearest = commands[i].name;
  }
  char *help = NULL;
  if (nearest && asprintf(&help, tr("did you mean `%s`?"), nearest) < 0) help = NULL;
  complain(MESSAGE_UNKNOWN_COMMAND, help ? help : "`cible help` lists the commands", word);
  free(help);
  return CIBLE_USAGE;
}

static int take_word(Options *options, const char *word) {
  if (options->command) {
    options->words[options->word_count++] = word;
    return 0;
  }
  if (!command_find(word)) return unknown_command(word);
  options->command = word;
  return 0;
}

/* `-` alone is standard input; `-5`, `-(a + b)` are expressions. */
static bool is_option(const char *word) { return word[0] == '-' && word[1] && !strchr("0123456789.( ", word[1]); }

int options_read(int argc, char **argv, Options *options) {
  *options = (Options){0};
  options->words = calloc((size_t)argc + 1, sizeof *options->words);
  options->many = calloc((size_t)argc + 1, sizeof *options->many);
  options->many_id = calloc((size_t)argc + 1, sizeof *options->many_id);
  if (!options->words || !options->many || !options->many_id) return CIBLE_STOPPED;
  bool ended = false;
  for (int i = 1; i < argc; i++) {
    bool option = !ended && is_option(argv[i]);
    int code = 0;
    if (option && strcmp(argv[i], "--") == 0) ended = true;
    else code = option ? read_option(argc, argv, &i, options) : take_word(options, argv[i]);
    if (code) return code;
  }
  if (options->value[OPTION_DB] && !*options->value[OPTION_DB]) {
    complain(MESSAGE_OPTION_BAD_VALUE, NULL, "", "--db", tr("the name of a file is wanted"));
    return CIBLE_USAGE;
  }
  const char *usual = getenv("CIBLE_DB");
  if (!options->value[OPTION_DB] && usual && *usual) options->value[OPTION_DB] = usual;
  return 0;
}

void options_free(Options *options) {
  free(options->words);
  free(options->many);
  free(options->many_id);
}

bool options_number(const Options *options, OptionId id, uint64_t otherwise, uint64_t *out) {
  const char *text = options->value[id];
  *out = otherwise;
  if (!text) return true;
  char *end;
  errno = 0;
  *out = strtoull(text, &end, 10);
  if (*text >= '0' && *text <= '9' && *end == 0 && errno == 0) return true;
  complain(MESSAGE_OPTION_BAD_VALUE, NULL, text, option_infos[id].name, tr("a whole number is wanted"));
  return false;
}

void settings_free(CibleSetting *settings, size_t count) {
  for (size_t i = 0; i < count; i++) free((char *)settings[i].name); /* the value is behind it, in the same text */
  free(settings);
}

bool options_settings(const Options *options, CibleSetting **settings, size_t *count) {
  *count = 0;
  *settings = calloc(options->many_count + 1, sizeof **settings);
  for (size_t i = 0; *settings && i < options->many_count; i++) {
    if (options->many_id[i] != OPTION_SET) continue;
    char *text = strdup(options->many[i]), *equals = text ? strchr(text, '=') : NULL;
    if (!equals || equals == text) {
      complain(MESSAGE_SETTING_FORM, NULL, options->many[i]);
      free(text);
      settings_free(*settings, *count);
      *settings = NULL;
      return false;
    }
    *equals = 0;
    (*settings)[(*count)++] = (CibleSetting){text, equals + 1};
  }
  return *settings != NULL;
}

bool options_size(const Options *options, OptionId id, uint64_t otherwise, uint64_t *out) {
  static const char units[] = "kmgt";
  const char *text = options->value[id];
  *out = otherwise;
  if (!text) return true;
  char *end;
  errno = 0;
  unsigned long long number = strtoull(text, &end, 10), factor = 1;
  bool good = *text >= '0' && *text <= '9' && errno == 0;
  const char *unit = good && *end ? strchr(units, *end | 0x20) : NULL;
  for (const char *u = units; unit && u <= unit; u++) factor *= 1000;
  if (unit) end++;
  if (unit && (*end == 'B' || *end == 'b')) end++;
  good = good && !*end && number && number <= UINT64_MAX / factor;
  if (good) *out = number * factor;
  else complain(MESSAGE_OPTION_BAD_VALUE, NULL, text, option_infos[id].name, tr("a size is wanted: 500M, 2G"));
  return good;
}

bool options_threads(const Options *options, unsigned *threads) {
  uint64_t given;
  if (!options_number(options, OPTION_THREADS, 0, &given)) return false;
  *threads = (unsigned)given;
  if (given <= 256 && (given || !options->value[OPTION_THREADS])) return true;
  complain(MESSAGE_OPTION_BAD_VALUE, NULL, options->value[OPTION_THREADS], "--threads", tr("1 to 256 are taken"));
  return false;
}

bool options_run(const Options *options, CibleRun *run) {
  unsigned threads;
  uint64_t faults, memory;
  if (!options_threads(options, &threads) || !options_number(options, OPTION_MAX_FAULTS, 0, &faults) ||
      !options_size(options, OPTION_MEMORY_LIMIT, 0, &memory))
    return false;
  *run = (CibleRun){.database = options->value[OPTION_DB], .today = options->value[OPTION_TODAY],
                    .now = options->value[OPTION_NOW], .threads = threads,
                    .strict = options->value[OPTION_STRICT] != NULL, .max_faults = faults, .memory_limit = memory,
                    .stats = options->value[OPTION_STATS] != NULL, .where = -1,
                    .progress = show_progress};
  return true;
}

bool options_delimiter(const Options *options, char *delimiter) {
  const char *text = options->value[OPTION_DELIMITER];
  *delimiter = 0;
  if (!text) return true;
  if (strcasecmp(text, "tab") == 0 || strcmp(text, "\\t") == 0 || strcmp(text, "\t") == 0) *delimiter = '\t';
  else if (strcasecmp(text, "blank") == 0) *delimiter = ' ';
  else if (strlen(text) == 1 && strchr(",;| ", *text)) *delimiter = *text;
  else complain(MESSAGE_OPTION_BAD_VALUE, NULL, text, "--delimiter", tr("`,` `;` `|` `tab` and `blank` are taken"));
  return *delimiter != 0;
}

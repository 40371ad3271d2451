/* SPDX-License-Identifier: MIT
 * uchardet, loaded when a file is neither marked nor UTF-8, and not before: it is written in C++, whose library takes longer to
 * load than all the rest of a command takes to run. */
#include "runtime/csv/csv_parts.h"

#include <dlfcn.h>

static bool load(CsvCharset *charset) {
  static const char *const names[] = {"uchardet_new", "uchardet_handle_data", "uchardet_data_end", "uchardet_get_charset", "uchardet_delete"};
  void *const into[] = {&charset->make, &charset->feed, &charset->end, &charset->name, &charset->drop};
  charset->library = dlopen("libuchardet.so.0", RTLD_LAZY | RTLD_LOCAL);
  for (size_t i = 0; charset->library && i < sizeof names / sizeof *names; i++) {
    void *function = dlsym(charset->library, names[i]);
    if (!function) return false;
    memcpy(into[i], &function, sizeof function); /* as POSIX has it, and C does not */
  }
  return charset->library != NULL;
}

bool csv_charset_open(CsvCharset *charset) {
  *charset = (CsvCharset){0};
  if (load(charset)) charset->detector = charset->make();
  if (charset->detector) return true;
  csv_charset_close(charset);
  return false;
}

void csv_charset_close(CsvCharset *charset) {
  if (charset->detector) charset->drop(charset->detector);
  if (charset->library) dlclose(charset->library);
}

bool csv_charset_feed(CsvCharset *charset, const char *p, size_t n) { return charset->feed(charset->detector, p, n) == 0; }

const char *csv_charset_name(CsvCharset *charset) {
  charset->end(charset->detector);
  return charset->name(charset->detector);
}

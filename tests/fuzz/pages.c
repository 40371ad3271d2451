/* SPDX-License-Identifier: MIT
 * Fuzz target of the page reader: the input is a database file with the tables of tests/unit/pages_small.h, or what is left of them.
 * By its pages and by SQLite's own loop the same records must come out, or both refuse. */
#include "tests/fuzz/target.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/unit/pages_small.h"

enum { SIZE_MOST = 1 << 20 };

/* What stays from input to input. */
static struct {
  char folder[40], path[60];
  Kit kit;
  StoreConfig config;
  PagesSeen by_pages, by_steps;
} rig;

static void clean_up(void) {
  static const char *const endings[] = {"", "-journal", "-wal", "-shm"};
  char path[80];
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
    snprintf(path, sizeof path, "%s%s", rig.path, endings[i]);
    unlink(path);
  }
  rmdir(rig.folder);
  pages_seen_end(&rig.by_pages);
  pages_seen_end(&rig.by_steps);
  kit_end(&rig.kit);
}

static void set_up(void) {
  snprintf(rig.folder, sizeof rig.folder, "/tmp/cible-fuzz-XXXXXX");
  if (!mkdtemp(rig.folder)) abort();
  snprintf(rig.path, sizeof rig.path, "%s/input.db", rig.folder);
  kit_begin(&rig.kit);
  pages_small_program(&rig.kit);
  rig.config = (StoreConfig){.alloc = &alloc_system, .program = rig.kit.p, .threads = 1, .key_order = true};
  pages_seen_begin(&rig.by_pages);
  pages_seen_begin(&rig.by_steps);
  atexit(clean_up);
}

static void write_input(const uint8_t *data, size_t size) {
  FILE *file = fopen(rig.path, "wb");
  if (!file || fwrite(data, 1, size, file) != size || fclose(file)) abort();
}

/* The input stays where the message says. */
static void complain(void) {
  Buf out;
  buf_init(&out, &alloc_system);
  pages_difference(&rig.by_pages, &rig.by_steps, &out);
  fprintf(stderr, "%s: by pages and by steps it is not the same%s\n", rig.path, buf_z(&out));
  abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (!*rig.path) set_up();
  if (size > SIZE_MOST) return 0;
  write_input(data, size);
  PagesWay way = {.lanes = size ? (PagesLanes)(data[size / 2] % 3) : LANES_WHOLE};
  pages_scan(&rig.by_pages, &rig.kit, &rig.config, rig.path, way);
  way.step_only = true;
  pages_scan(&rig.by_steps, &rig.kit, &rig.config, rig.path, way);
  if (!pages_same(&rig.by_pages, &rig.by_steps)) complain();
  return 0;
}

/* SPDX-License-Identifier: MIT
 * Runs a fuzz target without libFuzzer: the inputs as they are, then changed at random, the same way for the same seed.
 *
 *   fuzz-TARGET [--runs N] [--seed N] [FILE ...]   without files: the target's own inputs
 *   fuzz-TARGET --write FOLDER                     writes these to files, for libFuzzer */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/target.h"

enum { INPUTS_MOST = 1000, CHANGES_MOST = 6, BLOCK = 512 };

typedef struct Input {
  uint8_t *p;
  size_t n;
} Input;

typedef struct Driver {
  Input inputs[INPUTS_MOST];
  size_t count;
  uint64_t random;
  unsigned long runs;
} Driver;

static size_t below(Driver *driver, size_t most) {
  driver->random ^= driver->random << 13;
  driver->random ^= driver->random >> 7;
  driver->random ^= driver->random << 17;
  return most ? (size_t)(driver->random >> 16) % most : 0;
}

/* ---- inputs ---- */

static bool add_file(Driver *driver, const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file || driver->count == INPUTS_MOST) return false;
  fseek(file, 0, SEEK_END);
  size_t n = (size_t)ftell(file);
  rewind(file);
  uint8_t *p = malloc(n + 1);
  bool good = p && fread(p, 1, n, file) == n;
  fclose(file);
  driver->inputs[driver->count++] = (Input){p, n};
  return good;
}

static void add_seeds(Driver *driver) {
  size_t n;
  for (uint8_t *p; (p = fuzz_seed((unsigned)driver->count, &n));) driver->inputs[driver->count++] = (Input){p, n};
}

static int write_seeds(Driver *driver, const char *folder) {
  char path[4096];
  for (size_t i = 0; i < driver->count; i++) {
    snprintf(path, sizeof path, "%s/seed-%zu", folder, i);
    FILE *file = fopen(path, "wb");
    bool good = file && fwrite(driver->inputs[i].p, 1, driver->inputs[i].n, file) == driver->inputs[i].n;
    if (!good || fclose(file)) return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}

/* ---- changes ---- */

/* One byte, as programs err: an edge, a bit, one too many, one too few. */
static uint8_t another(Driver *driver, uint8_t byte) {
  static const uint8_t edges[] = {0, 1, 0x7f, 0x80, 0x81, 0xff, 2, 5, 10, 13};
  switch (below(driver, 5)) {
  case 0: return edges[below(driver, sizeof edges)];
  case 1: return byte ^ (uint8_t)(1u << below(driver, 8));
  case 2: return (uint8_t)(byte + 1);
  case 3: return (uint8_t)(byte - 1);
  default: return (uint8_t)below(driver, 256);
  }
}

/* A place, mostly where a block begins: its head says how all of it is to be read. */
static size_t place(Driver *driver, size_t n) {
  if (below(driver, 2)) return below(driver, n);
  size_t at = below(driver, n / BLOCK + 1) * BLOCK + below(driver, 24);
  return at < n ? at : below(driver, n);
}

static void change(Driver *driver, Input *input) {
  const Input *from = &driver->inputs[below(driver, driver->count)];
  size_t at = place(driver, input->n), blocks = input->n / BLOCK, source = from->n / BLOCK;
  switch (below(driver, 8)) {
  case 0:
    if (blocks && source) memcpy(input->p + below(driver, blocks) * BLOCK, from->p + below(driver, source) * BLOCK, BLOCK);
    break;
  case 1:
    if (at + 16 <= input->n) memmove(input->p + at, input->p + below(driver, input->n - 16), below(driver, 16) + 1);
    break;
  case 2:
    if (!below(driver, 4)) input->n = at + 1;
    break;
  default: input->p[at] = another(driver, input->p[at]); break;
  }
}

static void run(Driver *driver) {
  for (size_t i = 0; i < driver->count; i++) LLVMFuzzerTestOneInput(driver->inputs[i].p, driver->inputs[i].n);
  for (unsigned long i = 0; i < driver->runs; i++) {
    const Input *from = &driver->inputs[below(driver, driver->count)];
    Input input = {malloc(from->n + 1), from->n};
    if (!input.p) abort();
    memcpy(input.p, from->p, from->n);
    for (size_t left = below(driver, CHANGES_MOST) + 1; left && input.n; left--) change(driver, &input);
    LLVMFuzzerTestOneInput(input.p, input.n);
    free(input.p);
  }
  printf("%lu passed, 0 failed\n", driver->count + driver->runs);
}

int main(int count, char **arguments) {
  Driver driver = {.random = 1};
  const char *folder = NULL;
  for (int i = 1; i < count; i++) {
    const char *next = i + 1 < count ? arguments[i + 1] : "";
    bool option = !strncmp(arguments[i], "--", 2);
    if (!strcmp(arguments[i], "--runs")) driver.runs = strtoul(next, NULL, 10);
    else if (!strcmp(arguments[i], "--seed")) driver.random = strtoul(next, NULL, 10) * 2 + 1;
    else if (!strcmp(arguments[i], "--write")) folder = next;
    else if (option || !add_file(&driver, arguments[i])) {
      fprintf(stderr, "%s: cannot be read\n", arguments[i]);
      return 2;
    }
    i += option;
  }
  if (!driver.count) add_seeds(&driver);
  int code = folder ? write_seeds(&driver, folder) : EXIT_SUCCESS;
  if (!folder) run(&driver);
  for (size_t i = 0; i < driver.count; i++) free(driver.inputs[i].p);
  return code;
}

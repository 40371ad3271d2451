/* SPDX-License-Identifier: MIT
 * Texts: comparing, searching, joining. */
#include "runtime/vm/text_test.h"

#include "runtime/data/dict.h"

enum { TEXT_MOST = 1 << 20 /* bytes */ };

static bool equal(Str x, const void *y) { return str_equal(x, *(const Str *)y); }
static bool differ(Str x, const void *y) { return !str_equal(x, *(const Str *)y); }
static bool less(Str x, const void *y) { return str_compare(x, *(const Str *)y) < 0; }
static bool at_most(Str x, const void *y) { return str_compare(x, *(const Str *)y) <= 0; }
static bool greater(Str x, const void *y) { return str_compare(x, *(const Str *)y) > 0; }
static bool no_less(Str x, const void *y) { return str_compare(x, *(const Str *)y) >= 0; }

static bool contains(Str x, const void *y) {
  Str part = *(const Str *)y;
  return part.n == 0 || (x.p && part.n <= x.n && memmem(x.p, x.n, part.p, part.n));
}
static bool starts(Str x, const void *y) {
  Str part = *(const Str *)y;
  return part.n <= x.n && str_equal((Str){x.p, part.n}, part);
}
static bool ends(Str x, const void *y) {
  Str part = *(const Str *)y;
  return part.n == 0 || (x.p && part.n <= x.n && memcmp(x.p + (x.n - part.n), part.p, part.n) == 0);
}

static bool any_of(Str x, const ProgramSet *set, TextTest test) {
  for (uint32_t i = 0; i < set->count; i++)
    if (test(x, &set->items[i].str)) return true;
  return false;
}
static bool contains_any(Str x, const void *set) { return any_of(x, set, contains); }
static bool starts_any(Str x, const void *set) { return any_of(x, set, starts); }
static bool ends_any(Str x, const void *set) { return any_of(x, set, ends); }
static bool in_set(Str x, const void *index) { return set_has_text(index, x); }
/* PCRE2's working memory is a part of the expression, and its own VM's. */
static bool matches(Str x, const void *regex) { return regex && regex_found((Regex *)regex, x); }

/* `test` is a against b; `turned` the same with b against a, NULL where there is none. */
static void compare(Vm *vm, const Instr *instr, TextTest test, TextTest turned) {
  Work work;
  if (!work_begin(&work, vm, instr, 2)) return;
  TextSite *site = text_site(vm, instr);
  if (!site) return;
  if (work.b.constant) {
    Str y = text_at(&work.b, 0);
    text_test(&work, site, &work.a, test, &y);
    return;
  }
  if (work.a.constant && turned) {
    Str x = text_at(&work.a, 0);
    text_test(&work, site, &work.b, turned, &x);
    return;
  }
  Mask *out = work.dst->data;
  memset(out->words, 0, mask_words(work.n) * sizeof out->words[0]);
  const Mask *known = work.dst->vec.valid;
  WORK_EACH_KNOWN(work, known, i, {
    Str y = text_at(&work.b, i);
    if (test(text_at(&work.a, i), &y)) mask_set(out, i);
  })
}

KERNEL(EQ_T) { compare(vm, instr, equal, equal); }
KERNEL(NE_T) { compare(vm, instr, differ, differ); }
KERNEL(LT_T) { compare(vm, instr, less, greater); }
KERNEL(LE_T) { compare(vm, instr, at_most, no_less); }
KERNEL(CONTAINS) { compare(vm, instr, contains, NULL); }
KERNEL(STARTS) { compare(vm, instr, starts, NULL); }
KERNEL(ENDS) { compare(vm, instr, ends, NULL); }

static void test_set(Vm *vm, const Instr *instr, TextTest test) {
  Work work;
  if (!work_begin(&work, vm, instr, 1)) return;
  TextSite *site = text_site(vm, instr);
  if (site) text_test(&work, site, &work.a, test, &vm->program->sets[instr->imm]);
}

KERNEL(CONTAINS_SET) { test_set(vm, instr, contains_any); }
KERNEL(STARTS_SET) { test_set(vm, instr, starts_any); }
KERNEL(ENDS_SET) { test_set(vm, instr, ends_any); }

KERNEL(IN_T) {
  Work work;
  if (!work_begin(&work, vm, instr, 1)) return;
  TextSite *site = text_site(vm, instr);
  if (!site) return;
  if (!site->ready && !set_index_make(&site->set, &vm->program->sets[instr->imm], &vm->keep)) {
    vm->no_memory = true;
    return;
  }
  site->ready = true;
  text_test(&work, site, &work.a, in_set, &site->set);
}

KERNEL(MATCHES) {
  Work work;
  if (!work_begin(&work, vm, instr, 1)) return;
  TextSite *site = text_site(vm, instr);
  if (!site) return;
  if (!site->ready) site->regex = regex_compile(vm->program->regexes[instr->imm], &vm->keep);
  site->ready = true;
  vm->no_memory |= vm->keep.failed;
  text_test(&work, site, &work.a, matches, site->regex);
}

/* A text of the batch's own; over the limit it is none. */
static Str join(Vm *vm, Str a, Str b) {
  Str joined = {arena_bytes(vm->texts, (size_t)a.n + b.n), a.n + b.n};
  if (!joined.p) {
    vm->no_memory = true;
    return STR("");
  }
  if (a.n) memcpy((char *)joined.p, a.p, a.n);
  if (b.n) memcpy((char *)joined.p + a.n, b.p, b.n);
  return joined;
}

KERNEL(JOIN) {
  Work work;
  if (!work_begin(&work, vm, instr, 2)) return;
  Str *out = work.dst->data;
  work.dst->has_texts = true;
  FaultLanes faults = {0};
  bool faulted = false;
  const Mask *known = work.dst->vec.valid;
  WORK_EACH_KNOWN(work, known, i, {
    Str a = text_at(&work.a, i), b = text_at(&work.b, i);
    if ((uint64_t)a.n + b.n <= TEXT_MOST) {
      out[i] = join(vm, a, b);
    } else {
      work_fault(&faults, work_known(&work), i, FAULT_OUT_OF_RANGE);
      faulted = true;
    }
  })
  if (faulted) work_report(&work, &faults);
}

KERNEL(TEXT_OF) {
  Work work;
  if (!work_begin(&work, vm, instr, 1)) return;
  const Labels labels = vm->program->labels[instr->imm];
  Str *out = work.dst->data;
  const int32_t *a = work.a.i32;
  const uint32_t step = !work.a.constant;
  const Mask *known = work.dst->vec.valid;
  WORK_EACH_KNOWN(work, known, i, {
    uint32_t code = (uint32_t)a[i * step];
    out[i] = code < labels.count ? labels.names[code] : STR("");
  })
}

/* SPDX-License-Identifier: MIT */
#include "runtime/vm/text_test.h"

#include "runtime/data/dict.h"

TextSite *text_site(Vm *vm, const Instr *instr) { return site_new(vm, instr, sizeof(TextSite)); }

/* Room for an answer to every text of the dictionary. */
static bool grow(TextSite *site, uint32_t count, Arena *keep) {
  uint32_t size = site->size ? site->size : 64;
  while (size < count) size *= 2;
  uint8_t *answers = ARENA_ARRAY(keep, uint8_t, size);
  if (!answers) return false;
  if (site->answered) memcpy(answers, site->answers, site->answered);
  site->answers = answers;
  site->size = size;
  return true;
}

static bool answer_new_texts(Vm *vm, TextSite *site, const Dict *dict, TextTest test, const void *with) {
  if (site->dict != dict) site->answered = 0;
  site->dict = dict;
  if (dict->count > site->size && !grow(site, dict->count, &vm->keep)) {
    vm->no_memory = true;
    return false;
  }
  for (; site->answered < dict->count; site->answered++)
    site->answers[site->answered] = test(dict->items[site->answered], with);
  return true;
}

/* A code that no text has stands for text 0, which every dictionary holds. */
HOT static void by_code(Work *work, const uint8_t *answers, uint32_t count, const int32_t *codes) {
  if (count <= 32) {
    uint32_t word = 0;
    for (uint32_t k = 0; k < count; k++) word |= (uint32_t)answers[k] << k;
    const uint32_t other = answers[0];
    WORK_BITS(uint32_t, *work, work->lanes->scanned, work->dst->data, i, (uint32_t)codes[i] < count ? word >> (codes[i] & 31) & 1 : other);
  } else {
    WORK_BITS(uint32_t, *work, work->lanes->dense, work->dst->data, i, answers[(uint32_t)codes[i] < count ? codes[i] : 0]);
  }
}

void text_test(Work *work, TextSite *site, const Vector *texts, TextTest test, const void *with) {
  if (texts->dict && !texts->constant) {
    if (answer_new_texts(work->vm, site, texts->dict, test, with))
      by_code(work, site->answers, site->answered, texts->i32);
    return;
  }
  Mask *out = work->dst->data;
  memset(out->words, 0, mask_words(work->n) * sizeof out->words[0]);
  const Mask *known = work->dst->vec.valid;
  WORK_EACH_KNOWN(*work, known, i, {
    if (test(text_at(texts, i), with)) mask_set(out, i);
  })
}

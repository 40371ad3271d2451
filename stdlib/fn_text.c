/* SPDX-License-Identifier: MIT
 * Texts as wholes: length, lower, upper, trim, fold. The costly ones are computed once for each distinct text of a column. */
#include "stdlib/kernels.h"

#include "runtime/base/utf8.h"
#include "runtime/data/dict.h"

typedef bool (*TextMap)(Str text, Arena *arena, Str *out);

/* What a map made of a dictionary's texts, by code; kept at the call site for as long as the VM. */
typedef struct Memo {
  const Dict *dict; /* with its seed: which dictionary this is about */
  uint64_t seed;
  Str *items; /* p is NULL where the text has not been asked for */
  uint32_t size;
} Memo;

/* Above, a dictionary is no longer about repeated texts, and remembering costs more than it saves. */
enum { MEMO_MOST = 1 << 16 };

/* The memo with room for all of the dictionary's codes; NULL where none is kept. */
static Memo *memo_of(FnCall *call) {
  const Vector *arg = call->args[0];
  if (!arg->dict || arg->dict->count > MEMO_MOST || !call->state || !call->keep) return NULL;
  Memo *memo = *call->state;
  if (!memo) *call->state = memo = ARENA_NEW(call->keep, Memo);
  if (!memo) return NULL;
  if (memo->dict != arg->dict || memo->seed != arg->dict->seed) *memo = (Memo){.dict = arg->dict, .seed = arg->dict->seed};
  if (memo->size >= arg->dict->count) return memo;
  uint32_t size = arg->dict->count * 2;
  Str *items = ARENA_ARRAY(call->keep, Str, size);
  if (!items) return NULL;
  if (memo->size) memcpy(items, memo->items, memo->size * sizeof *items);
  memo->items = items;
  memo->size = size;
  return memo;
}

static Str mapped(TextMap map, Str text, Arena *arena) {
  Str out;
  return map(text, arena, &out) && out.p ? out : STR(""); /* an arena that has failed says so itself */
}

static void map_texts(FnCall *call, TextMap map) {
  Memo *memo = memo_of(call);
  const Vector *arg = call->args[0];
  EACH_LANE(call, i) {
    Str text = fn_str(call, 0, i);
    if (!memo) {
      give_text(call, i, mapped(map, text, call->texts));
      continue;
    }
    Str *item = &memo->items[arg->i32[fn_lane(arg, i)]];
    if (!item->p) *item = mapped(map, text, call->keep);
    give_text(call, i, *item);
  }
}

void fn_lower(FnCall *call) { map_texts(call, utf8_lower); }

void fn_upper(FnCall *call) { map_texts(call, utf8_upper); }

void fn_fold(FnCall *call) { map_texts(call, utf8_fold); }

void fn_trim(FnCall *call) {
  EACH_LANE(call, i) call->str[i] = utf8_trim(fn_str(call, 0, i));
}

void fn_length(FnCall *call) {
  EACH_LANE(call, i) call->i64[i] = utf8_length(fn_str(call, 0, i));
}

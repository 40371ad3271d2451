/* SPDX-License-Identifier: MIT
 * A name that is not there, and that stands in several places, is one mistake: it is told once, with how often it stands elsewhere. */
#include "lang/check/checker.h"

enum { PLACES_MOST = 64 };

struct Unknown {
  Unknown *next;
  Str name;
  const Namespace *space;
  Diag *diag;
  uint32_t count;               /* of `places`, the first of which is the message's own */
  uint32_t places[PLACES_MOST]; /* a copied declaration is checked several times at one place */
};

static void add_place(Unknown *unknown, Span span) {
  for (uint32_t i = 0; i < unknown->count; i++)
    if (unknown->places[i] == span.from) return;
  if (unknown->count < PLACES_MOST) unknown->places[unknown->count++] = span.from;
}

bool unknown_again(Checker *c, Str name, Span span) {
  for (Unknown *unknown = c->unknown; unknown; unknown = unknown->next) {
    if (unknown->space != c->space || !str_equal(unknown->name, name)) continue;
    add_place(unknown, span);
    diag_repeat(c->diags);
    return true;
  }
  return false;
}

void unknown_keep(Checker *c, Str name, Span span, Diag *diag) {
  if (diag == &c->diags->unseen) return;
  Unknown *unknown = ARENA_NEW(c->arena, Unknown);
  if (!unknown) return;
  *unknown = (Unknown){.next = c->unknown, .name = name, .space = c->space, .diag = diag};
  add_place(unknown, span);
  c->unknown = unknown;
}

void unknown_told(Checker *c) {
  for (const Unknown *unknown = c->unknown; unknown; unknown = unknown->next) {
    Diag *diag = unknown->diag;
    if (unknown->count == 2) diag->text = diag_phrase(c->diags, "%.*s (and once more)", STR_ARG(diag->text));
    else if (unknown->count == PLACES_MOST) diag->text = diag_phrase(c->diags, "%.*s (and very often more)", STR_ARG(diag->text));
    else if (unknown->count > 2) diag->text = diag_phrase(c->diags, "%.*s (and %u more times)", STR_ARG(diag->text), unknown->count - 1);
  }
  diag_settle(c->diags);
}

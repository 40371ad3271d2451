/* SPDX-License-Identifier: MIT
 * "Did you mean …": the nearest name that is in scope. */
#include "lang/check/checker.h"

unsigned suggest_limit(Str name) { return name.n <= 3 ? 1 : name.n <= 5 ? 2 : 3; }

typedef struct Nearest {
  Str wanted, best;
  const Symbol *symbol;
  unsigned cost; /* twice the distance, and one more where the type does not fit */
  unsigned limit;
} Nearest;

/* Only messages that are shown are worth the search. */
static bool worth_it(const Checker *c) { return c->diags->errors <= DIAG_MOST; }

static Nearest nearest_to(Str name) {
  unsigned limit = suggest_limit(name);
  return (Nearest){.wanted = name, .limit = limit, .cost = 2 * limit + 2};
}

/* Equally near ones: the first by the alphabet, so that the message hangs on nothing else. */
static void consider(Nearest *near, Str name, const Symbol *symbol, bool fits) {
  if (str_equal(name, near->wanted)) return;
  unsigned distance = str_distance(near->wanted, name, near->limit);
  if (distance > near->limit || distance >= name.n) return;
  unsigned cost = 2 * distance + !fits;
  if (cost > near->cost || (cost == near->cost && near->best.p && str_compare(name, near->best) > 0)) return;
  near->cost = cost;
  near->best = name;
  near->symbol = symbol;
}

static Str describe(Checker *c, const Symbol *symbol) {
  Str type = symbol->type && !type_is_error(symbol->type) ? name_of(c, symbol->type) : STR("");
  if (symbol->kind == SYM_COLUMN) {
    const Record *record = symbol->column.record;
    return diag_phrase(c->diags, "%.*s, from %.*s.%.*s", STR_ARG(type), STR_ARG(record->implicit ? record->symbol->name : record->source),
                        STR_ARG(record->stored[symbol->column.field]));
  }
  const char *kind = symbol_kind_name(symbol);
  bool plain = !type.n || symbol->kind == SYM_SEGMENT || symbol->kind == SYM_CLASSIFY || symbol->kind == SYM_CHOOSE;
  return plain ? diag_phrase(c->diags, "%s", kind) : diag_phrase(c->diags, "%.*s, %s", STR_ARG(type), kind);
}

static void tell(Checker *c, Diag *diag, const Nearest *near) {
  if (!near->best.p) return;
  if (!near->symbol) {
    diag_label(c->diags, diag, "did you mean `%.*s`?", STR_ARG(near->best));
    return;
  }
  Str about = describe(c, near->symbol);
  diag_label(c->diags, diag, "did you mean `%.*s` (%.*s)?", STR_ARG(near->best), STR_ARG(about));
}

static bool fits(const Type *type, const Type *want) {
  if (!want || !type || type_is_error(want) || type_is_error(type)) return true;
  if (type_is_text(want)) return type_is_text(type);
  if (type_is_numeric(want)) return type_is_numeric(type);
  return type->kind == want->kind;
}

/* A label that stands where a name should: the classification or choice that has it, the first declared; NULL where none. */
static const Symbol *label_owner(const Checker *c, Str name) {
  for (uint32_t i = 0; i < c->out->symbol_count; i++) {
    const Symbol *symbol = c->out->symbols[i];
    bool labelled = symbol->space == c->space && (symbol->kind == SYM_CLASSIFY || symbol->kind == SYM_CHOOSE) && symbol->type && symbol->type->labels;
    for (uint32_t k = 0; labelled && k < symbol->type->labels->count; k++)
      if (str_equal(symbol->type->labels->names[k], name)) return symbol;
  }
  return NULL;
}

void suggest_name(Checker *c, Diag *diag, Str name, const Type *want) {
  if (!worth_it(c)) return;
  const Symbol *owner = label_owner(c, name);
  if (owner) {
    diag_label(c->diags, diag, "a label of `%.*s`: write `%.*s is %.*s`", STR_ARG(owner->name), STR_ARG(owner->name), STR_ARG(name));
    return;
  }
  Nearest near = nearest_to(name);
  const Symbol *body = c->current;
  for (uint32_t i = 0; body && i < body->formal_count; i++)
    consider(&near, body->formals[i]->name, body->formals[i], fits(body->formals[i]->type, want));
  const Map *map = &c->space->names;
  for (size_t i = 0; i < map->size; i++) {
    const Symbol *symbol = map->slots[i].value;
    bool implicit = map->slots[i].key.p && symbol->kind == SYM_RECORD && symbol->record->implicit;
    if (map->slots[i].key.p && !implicit && symbol != c->current) consider(&near, symbol->name, symbol, fits(symbol->type, want));
  }
  if (c->space->use && map_get(&c->out->program.names, name)) {
    diag_label(c->diags, diag, "a module sees nothing of the program that uses it: make it a parameter");
    return;
  }
  for (size_t i = 0; i < c->space->modules.size; i++)
    if (c->space->modules.slots[i].key.p) consider(&near, c->space->modules.slots[i].key, NULL, true);
  for (uint32_t i = 0; c->row && i < c->row->field_count; i++)
    consider(&near, c->row->fields[i]->name, c->row->fields[i], fits(c->row->fields[i]->type, want));
  tell(c, diag, &near);
}

void suggest_service(Checker *c, Diag *diag, Str name, SymbolKind kind) {
  if (!worth_it(c)) return;
  Nearest near = nearest_to(name);
  const Map *map = &c->space->services;
  for (size_t i = 0; i < map->size; i++) {
    const Symbol *symbol = map->slots[i].value;
    if (map->slots[i].key.p && symbol->kind == kind) consider(&near, symbol->name, NULL, true);
  }
  tell(c, diag, &near);
}

void suggest_member(Checker *c, Diag *diag, Str name, const Map *map, const char *kind) {
  if (!worth_it(c)) return;
  Nearest near = nearest_to(name);
  for (size_t i = 0; i < map->size; i++)
    if (map->slots[i].key.p && symbol_is_kind(map->slots[i].value, kind)) consider(&near, map->slots[i].key, map->slots[i].value, true);
  tell(c, diag, &near);
}

void suggest_param(Checker *c, Diag *diag, Str name, const Map *map) {
  if (!worth_it(c)) return;
  Nearest near = nearest_to(name);
  for (size_t i = 0; i < map->size; i++) {
    const Symbol *symbol = map->slots[i].value;
    if (map->slots[i].key.p && symbol->kind == SYM_PARAM) consider(&near, symbol->name, symbol, true);
  }
  tell(c, diag, &near);
}

void suggest_field(Checker *c, Diag *diag, Str name, const Record *record) {
  if (!worth_it(c)) return;
  Nearest near = nearest_to(name);
  for (uint32_t i = 0; i < record->field_count; i++) consider(&near, record->fields[i]->name, record->fields[i], true);
  tell(c, diag, &near);
}

void suggest_set(Checker *c, Diag *diag, Str name, bool lookup) {
  if (!worth_it(c)) return;
  Nearest near = nearest_to(name);
  const Map *map = &c->space->names;
  for (size_t i = 0; i < map->size; i++) {
    const Symbol *symbol = map->slots[i].key.p ? map->slots[i].value : NULL;
    bool record = symbol && symbol->kind == SYM_RECORD && (symbol->record->role == RECORD_LOOKUP) == lookup;
    if (record || (symbol && symbol->kind == SYM_SEGMENT && !lookup)) consider(&near, symbol->name, NULL, true);
  }
  tell(c, diag, &near);
}

void suggest_label(Checker *c, Diag *diag, Str name, const Labels *labels) {
  if (!worth_it(c)) return;
  Nearest near = nearest_to(name);
  for (uint32_t i = 0; i < labels->count; i++) consider(&near, labels->names[i], NULL, true);
  tell(c, diag, &near);
}

void suggest_text(Checker *c, Diag *diag, Str name, const Labels *texts) {
  if (!worth_it(c)) return;
  Nearest near = nearest_to(name);
  for (uint32_t i = 0; i < texts->count; i++) consider(&near, texts->names[i], NULL, true);
  if (near.best.p) diag_label(c->diags, diag, "did you mean `\"%.*s\"`?", STR_ARG(near.best));
}

void suggest_words(Checker *c, Diag *diag, Str name, const char *const *words, uint32_t count) {
  if (!worth_it(c)) return;
  Nearest near = nearest_to(name);
  for (uint32_t i = 0; i < count; i++) consider(&near, str_from(words[i]), NULL, true);
  tell(c, diag, &near);
}

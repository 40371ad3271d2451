/* For tests of the checker: a text is parsed and checked, what was told is written as its codes, "E012 W03". */
#ifndef CIBLE_TEST_CHECK_KIT_H
#define CIBLE_TEST_CHECK_KIT_H

#include <check.h>

#include "lang/check/check.h"
#include "lang/syntax/module.h"
#include "lang/engine/render.h"

typedef struct Kit {
  Arena arena;
  SourceMap sources;
  DiagList diags;
  AstNode *tree;
  Checked *checked;
  Buf told; /* codes, and behind a line end all messages as rendered */
} Kit;

/* A subject, a look-up and a related record, with a column of each type. */
#define KIT_SCHEMA                                                                                                     \
  "record prospects from \"companies\" key id {\n id integer\n name text\n sector text\n staff integer?\n"             \
  " revenue money?\n ratio number\n founded date?\n seen datetime?\n status one of (\"suspect\", \"client\")\n"        \
  " size one of (\"small\", \"big\")?\n consent boolean\n optin boolean?\n email text?\n siren text\n opens integer\n}\n" \
  "record firms from \"firms\" key siren { siren text staff integer turnover money? }\n"                               \
  "record zones from \"zones\" key code { label text }\n"                                                              \
  "record orders from \"orders\" of prospects by pid { at date amount money }\n"

static inline void kit_end(Kit *kit) {
  buf_free(&kit->told);
  arena_free(&kit->arena);
}

static inline void kit_begin(Kit *kit) {
  *kit = (Kit){0};
  arena_init(&kit->arena, &alloc_system);
  source_map_init(&kit->sources, &kit->arena);
  diag_init(&kit->diags, &kit->arena);
  buf_init(&kit->told, &alloc_system);
}

static inline void kit_check(Kit *kit, const char *schema, const char *text, const CheckInput *more) {
  kit_begin(kit);
  Str whole = arena_format(&kit->arena, "%s%s", schema, text);
  kit->tree = module_load_text(&kit->arena, &kit->sources, &reader_files, "test.cible", whole, &kit->diags);
  ck_assert_ptr_nonnull(kit->tree);
  CheckInput input = more ? *more : (CheckInput){.quiet_unused = true};
  input.arena = &kit->arena;
  input.sources = &kit->sources;
  input.tree = kit->tree;
  if (!kit->diags.errors) kit->checked = check_program(&input, &kit->diags);
  for (uint32_t i = 0; i < kit->diags.count; i++)
    buf_print(&kit->told, "%s%s", i ? " " : "", diag_info(kit->diags.items[i]->code)->code);
}

/* One row of a table of cases. `says`: a part of the rendered messages; NULL: any. */
typedef struct CheckCase {
  const char *text, *codes, *says;
} CheckCase;

static inline void kit_case(const char *schema, const CheckCase *row, const CheckInput *more) {
  Kit kit;
  kit_check(&kit, schema, row->text, more);
  bool same = strcmp(buf_z(&kit.told), row->codes) == 0;
  Buf all;
  buf_init(&all, &alloc_system);
  render_all(&kit.diags, &kit.sources, (RenderStyle){0}, &all);
  ck_assert_msg(same, "%s\n  wanted: %s\n  told: %s\n%s", row->text, row->codes, buf_z(&kit.told), buf_z(&all));
  if (row->says) ck_assert_msg(strstr(buf_z(&all), row->says), "%s\n  is not said: %s\n%s", row->text, row->says, buf_z(&all));
  ck_assert_msg((kit.checked != NULL) == (kit.diags.errors == 0), "%s: a result with errors, or none without", row->text);
  buf_free(&all);
  kit_end(&kit);
}

#endif

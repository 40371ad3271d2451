/* SPDX-License-Identifier: MIT
 * Compiling, loading and saving programs for the public interface. */
#include "lang/engine/engine.h"

#include <stdio.h>

#include "lang/engine/engine_rest.h"
#include "lang/lower/lower.h"
#include "lang/syntax/decl.h"
#include "runtime/code/disasm.h"
#include "runtime/code/image.h"
#include "runtime/code/plan.h"
#include "runtime/code/verify.h"
#include "stdlib/functions.h"

/* ---- source -> program ---- */

static bool take_expressions(Cible *cible, const CibleCompileOptions *options, Compilation *c) {
  if (!options || !options->expression_count) return true;
  c->extras = ARENA_ARRAY(&cible->said, Extra, options->expression_count);
  if (!c->extras) return false;
  for (size_t i = 0; i < options->expression_count; i++) {
    Str text = arena_str(&cible->said, str_from(options->expressions[i].text));
    const SourceFile *file = source_add(&cible->sources, STR("(expression)"), text);
    if (!file) return false;
    AstNode *tree = parse_source(&cible->said, file, PARSE_EXPR, &cible->diags).tree;
    if (!tree) return false;
    c->extras[c->extra_count++] = (Extra){.expr = tree, .text = text, .condition = options->expressions[i].condition != 0};
  }
  return true;
}

static Setting *take_settings(Cible *cible, const CibleCompileOptions *options) {
  Setting *settings = ARENA_ARRAY(&cible->said, Setting, options->setting_count + 1);
  for (size_t i = 0; settings && i < options->setting_count; i++)
    settings[i] = (Setting){arena_str(&cible->said, str_from(options->settings[i].name)),
                            arena_str(&cible->said, str_from(options->settings[i].value))};
  return settings;
}

/* Was it the rule file itself that could not be read? (One that it includes has a place, and is an error of the rules.) */
static bool top_unreadable(const DiagList *diags) {
  for (uint32_t i = 0; i < diags->count; i++)
    if (diags->items[i]->code == DIAG_FILE_UNREADABLE && diags->items[i]->span.to == 0) return true;
  return false;
}

Status engine_check(Cible *cible, const char *name, Str text, const CibleCompileOptions *options, Compilation *out) {
  static const CibleCompileOptions none = {0};
  if (!options) options = &none;
  *out = (Compilation){0};
  Arena *arena = &cible->said;
  out->tree = text.p ? module_load_text(arena, &cible->sources, &reader_files, name, text, &cible->diags)
                     : module_load(arena, &cible->sources, &reader_files, name, &cible->diags);
  if (out->tree && options->shadow && !decl_shadow(arena, &cible->sources, out->tree)) return STATUS_NO_MEMORY;
  bool expressions = take_expressions(cible, options, out);
  Setting *settings = take_settings(cible, options);
  if (arena->failed) return STATUS_NO_MEMORY;
  if (top_unreadable(&cible->diags)) return STATUS_IO;
  if (!out->tree || !expressions) return STATUS_NO;
  CheckInput input = {.arena = arena, .sources = &cible->sources, .tree = out->tree,
                      .settings = settings, .setting_count = (uint32_t)options->setting_count,
                      .extras = out->extras, .extra_count = (uint32_t)out->extra_count,
                      .quiet_unused = options->quiet_unused != 0};
  if (cible->diags.errors) {
    engine_check_rest(&input, &cible->alloc, &cible->diags);
    return arena->failed ? STATUS_NO_MEMORY : STATUS_NO;
  }
  out->checked = check_program(&input, &cible->diags);
  if (arena->failed) return STATUS_NO_MEMORY;
  return out->checked && !cible->diags.errors ? STATUS_OK : STATUS_NO;
}

static CibleStatus compile(Cible *cible, const char *name, Str text, const CibleCompileOptions *options, CibleProgram **out) {
  Compilation c;
  Status status = engine_check(cible, name, text, options, &c);
  if (status == STATUS_OK) {
    Program *program = lower_program(c.checked, &cible->alloc, &cible->diags);
    if (program) return engine_wrap(cible, program, out);
    status = cible->diags.errors ? STATUS_NO : STATUS_NO_MEMORY;
  }
  return engine_end(cible, status);
}

/* A file that begins as bytecode does, read whole; text.p is NULL where it is none (or cannot be read: then the rule file's
 * reader says why). */
static Str read_image(Cible *cible, const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) return (Str){0};
  Buf bytes;
  buf_init(&bytes, &cible->alloc);
  size_t more = 0;
  char *room;
  while ((room = buf_room(&bytes, 65536)) && (more = fread(room, 1, 65536, file)) > 0) {
    bytes.n += more;
    if (!image_is(buf_view(&bytes))) break;
  }
  fclose(file);
  Str image = image_is(buf_view(&bytes)) ? arena_str(&cible->said, buf_view(&bytes)) : (Str){0};
  buf_free(&bytes);
  return image;
}

static Status load(Cible *cible, Str bytes, Program **program) {
  Status status = image_read(&cible->alloc, bytes, &cible->diags, program);
  if (status != STATUS_OK) return status;
  status = verify_program(*program, &fn_table, &cible->diags);
  if (status != STATUS_OK) {
    program_free(*program);
    *program = NULL;
  }
  return status;
}

/* Bytecode is finished: it takes no settings, and of expressions only the names of what is in it. */
static Status fits_image(Cible *cible, const Program *program, const CibleCompileOptions *options) {
  if (!options) return STATUS_OK;
  if (options->setting_count) {
    Diag *diag = diag_add(&cible->diags, DIAG_IMAGE_SETTING, (Span){0, 0}, options->settings[0].name);
    diag_help(&cible->diags, diag, "compile the rule file again with --set %s=%s", options->settings[0].name,
              options->settings[0].value);
    return STATUS_USAGE;
  }
  for (size_t i = 0; i < options->expression_count; i++) {
    if (program_def(program, str_from(options->expressions[i].text)) != PROGRAM_NONE) continue;
    diag_add(&cible->diags, DIAG_IMAGE_EXPRESSION, (Span){0, 0}, options->expressions[i].text);
    return STATUS_USAGE;
  }
  return STATUS_OK;
}

CibleStatus cible_compile_file(Cible *cible, const char *path, const CibleCompileOptions *options, CibleProgram **out) {
  *out = NULL;
  engine_begin(cible);
  Str image = read_image(cible, path);
  if (!image.p) return compile(cible, path, (Str){0}, options, out);
  Program *program = NULL;
  Status status = load(cible, image, &program);
  if (status == STATUS_OK) status = fits_image(cible, program, options);
  if (status == STATUS_OK) return engine_wrap(cible, program, out);
  program_free(program);
  return engine_end(cible, status);
}

CibleStatus cible_compile_text(Cible *cible, const char *name, const char *text, size_t length,
                               const CibleCompileOptions *options, CibleProgram **out) {
  *out = NULL;
  engine_begin(cible);
  if (length > SOURCE_MOST) length = SOURCE_MOST + 1; /* too long either way, and a Str holds it */
  return compile(cible, name, (Str){text, (uint32_t)length}, options, out);
}

CibleStatus cible_program_load(Cible *cible, const void *bytes, size_t length, CibleProgram **out) {
  *out = NULL;
  engine_begin(cible);
  Program *program = NULL;
  Str image = {bytes, length > UINT32_MAX ? 0 : (uint32_t)length};
  Status status = load(cible, image, &program);
  return status == STATUS_OK ? engine_wrap(cible, program, out) : engine_end(cible, status);
}

CibleStatus cible_program_save(Cible *cible, const CibleProgram *program, void **bytes, size_t *length) {
  Buf out;
  buf_init(&out, &cible->alloc);
  image_write(program->program, &out);
  *bytes = NULL;
  *length = 0;
  char *exact = out.failed ? NULL : mem_new(&cible->alloc, out.n);
  if (exact) {
    memcpy(exact, out.p, out.n);
    *bytes = exact;
    *length = out.n;
  }
  buf_free(&out);
  return exact ? CIBLE_OK : CIBLE_NO_MEMORY;
}

void cible_free_bytes(Cible *cible, void *bytes, size_t length) { mem_free(&cible->alloc, bytes, length); }

/* ---- the wrapped program ---- */

static const char *const *label_texts(CibleProgram *p, const Labels *labels) {
  const char **texts = ARENA_ARRAY(&p->arena, const char *, labels->count + 1);
  for (uint32_t i = 0; texts && i < labels->count; i++) texts[i] = arena_str(&p->arena, labels->names[i]).p;
  return texts;
}

static uint32_t dimensions_of(const Program *program, const ProgramDef *def) {
  for (uint32_t i = 0; def->kind == DEF_MEASURE && i < program->measure_count; i++)
    if (&program->defs[program->measures[i].def] == def) return program->measures[i].dimension_count;
  return 0;
}

static CibleDefinition definition(CibleProgram *p, const ProgramDef *def) {
  static const CibleDefinitionKind kinds[] = {
      [DEF_LET] = CIBLE_LET,       [DEF_SEGMENT] = CIBLE_SEGMENT, [DEF_SCORE] = CIBLE_SCORE,     [DEF_CLASSIFY] = CIBLE_CLASSIFY,
      [DEF_CHOOSE] = CIBLE_CHOOSE, [DEF_COLUMN] = CIBLE_COLUMN,   [DEF_EXPR] = CIBLE_EXPRESSION, [DEF_PART] = CIBLE_PART,
      [DEF_INPUT] = CIBLE_PART,      [DEF_MEASURE] = CIBLE_MEASURE};
  return (CibleDefinition){.name = arena_str(&p->arena, def->name).p, .title = arena_str(&p->arena, def->title).p,
                           .kind = kinds[def->kind], .type = (CibleType)def->value,
                           .labels = label_texts(p, &def->labels), .label_count = def->labels.count,
                           .lo = def->lo, .hi = def->hi, .dimension_count = dimensions_of(p->program, def)};
}

CibleStatus engine_wrap(Cible *cible, Program *program, CibleProgram **out) {
  CibleProgram *p = MEM_NEW(&cible->alloc, CibleProgram);
  if (!p) {
    program_free(program);
    return engine_end(cible, STATUS_NO_MEMORY);
  }
  p->alloc = cible->alloc;
  p->program = program;
  arena_init(&p->arena, &p->alloc);
  buf_init(&p->listing, &p->alloc);
  buf_init(&p->plan, &p->alloc);
  if (program->has_subject) p->subject = arena_str(&p->arena, program->tables[0].name).p;
  p->definitions = ARENA_ARRAY(&p->arena, CibleDefinition, program->def_count + 1);
  for (uint32_t i = 0; p->definitions && i < program->def_count; i++) p->definitions[i] = definition(p, &program->defs[i]);
  if (p->arena.failed) {
    cible_program_free(p);
    return engine_end(cible, STATUS_NO_MEMORY);
  }
  *out = p;
  return engine_end(cible, STATUS_OK);
}

void cible_program_free(CibleProgram *p) {
  if (!p) return;
  program_free(p->program);
  arena_free(&p->arena);
  buf_free(&p->listing);
  buf_free(&p->plan);
  Alloc alloc = p->alloc;
  mem_free(&alloc, p, sizeof *p);
}

const char *cible_program_plan(Cible *cible, CibleProgram *p) {
  p->plan.n = 0;
  plan_write(p->program, cible->language, &p->plan);
  return buf_z(&p->plan);
}

const char *cible_program_listing(Cible *cible, CibleProgram *p) {
  (void)cible;
  p->listing.n = 0;
  disasm_program(p->program, &fn_table, &p->listing);
  return buf_z(&p->listing);
}

const char *cible_definition_listing(Cible *cible, CibleProgram *p, size_t definition) {
  (void)cible;
  p->listing.n = 0;
  disasm_definition(p->program, &fn_table, (uint32_t)definition, &p->listing);
  return buf_z(&p->listing);
}

size_t cible_definition_count(const CibleProgram *p) { return p->program->def_count; }

CibleDefinition cible_definition(const CibleProgram *p, size_t index) { return p->definitions[index]; }

const char *cible_program_subject(const CibleProgram *p) { return p->subject; }

long cible_definition_find(const CibleProgram *p, const char *name) {
  uint32_t def = program_def(p->program, str_from(name));
  return def == PROGRAM_NONE ? -1 : (long)def;
}

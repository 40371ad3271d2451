/* SPDX-License-Identifier: MIT
 * A rule file and all that it includes, as one PROGRAM: the declarations of an included file stand in place
 * of its INCLUDE. What a `use` names is a PROGRAM of its own, held by its USE. */
#include "lang/syntax/module.h"

#include "stdlib/modules.h"

enum { MODULES_MOST = 256 /* uses of modules, by the program and by what it uses */ };

/* A file that was read. Each use of a module has a tree of its own, since the checker writes into it. */
typedef struct Text {
  struct Text *next;
  Str path; /* in one spelling; of the library "std/abc.cible" */
  bool library;
  const SourceFile *file;
  AstNode *tree;
  bool taken;
} Text;

/* The program, or a module in use: what it is made of so far. */
typedef struct Part {
  AstNode *program;
  AstNode *paths; /* LIST of the paths that it has read, in one spelling each */
  Str path;       /* of its own file */
  bool library;
  const struct Part *outside; /* that uses it */
} Part;

typedef struct Loader {
  Arena *arena;
  SourceMap *sources;
  const Reader *reader;
  DiagList *diags;
  Text *texts;
  Part *part;
  uint32_t modules;
} Loader;

/* ---- texts ---- */

static Text *find_text(const Loader *loader, Str path, bool library) {
  Text *text = loader->texts;
  while (text && !(text->library == library && str_equal(text->path, path))) text = text->next;
  return text;
}

static Text *add_text(Loader *loader, Str name, Str path, bool library, Str content) {
  const SourceFile *file = source_add(loader->sources, name, content);
  Text *text = ARENA_NEW(loader->arena, Text);
  if (!file || !text) return NULL;
  *text = (Text){.next = loader->texts, .path = path, .library = library, .file = file};
  text->tree = parse_source(loader->arena, file, PARSE_PROGRAM, loader->diags).tree;
  return loader->texts = text;
}

/* A module of the standard library, from the path "std/abc.cible". */
static const StdModule *library_module(Str path) {
  static const char folder[] = "std/", ending[] = ".cible";
  uint32_t around = sizeof folder + sizeof ending - 2;
  if (path.n <= around || memcmp(path.p, folder, sizeof folder - 1) != 0) return NULL;
  return std_module_find((Str){path.p + sizeof folder - 1, path.n - around});
}

static Status read_text(Loader *loader, Str path, bool library, Str *content, const char **why) {
  *why = "the system cannot read it";
  if (!library) return loader->reader->read(loader->reader->user, path.p, loader->arena, content, why);
  const StdModule *module = library_module(path);
  *why = "the standard library has no such file";
  if (module) *content = (Str){module->text, module->length};
  return module ? STATUS_OK : STATUS_IO;
}

/* Reads a file, unless it has been read; NULL after a message. */
static Text *text_of(Loader *loader, Str path, bool library, Span place) {
  Text *text = find_text(loader, path, library);
  if (text) return text;
  Str content = STR("");
  const char *why;
  Status status = read_text(loader, path, library, &content, &why);
  if (status == STATUS_OK) return add_text(loader, path, path, library, content);
  if (status != STATUS_NO_MEMORY) diag_add(loader->diags, DIAG_FILE_UNREADABLE, place, STR_ARG(path), why);
  return NULL;
}

/* ---- includes ---- */

static bool has_read(const Part *part, Str path) {
  for (uint32_t i = 0; part->paths && i < part->paths->count; i++)
    if (str_equal(part->paths->kid[i]->text, path)) return true;
  return false;
}

static void take_text(Loader *loader, Text *text, int level);

static void include(Loader *loader, const AstNode *node, const Text *from, int level) {
  const AstNode *named = node->kid[INCLUDE_PATH];
  if (!named) return;
  Str path = path_plain(loader->arena, path_folder(from->path), named->text);
  if (loader->arena->failed || has_read(loader->part, path)) return;
  if (level >= INCLUDE_DEPTH_MOST) {
    diag_add(loader->diags, DIAG_INCLUDE_TOO_DEEP, named->span, INCLUDE_DEPTH_MOST);
    return;
  }
  take_text(loader, text_of(loader, path, from->library, named->span), level + 1);
}

static void use(Loader *loader, AstNode *node, const Text *from);

/* Adds a file's declarations to the part under way. */
static void take_text(Loader *loader, Text *text, int level) {
  if (!text) return;
  Part *part = loader->part;
  part->paths = ast_push(loader->arena, part->paths, ast_leaf(loader->arena, AST_STRING, (Span){0, 0}, text->path));
  const AstNode *tree = text->taken ? ast_copy(loader->arena, text->tree) : text->tree;
  text->taken = true;
  for (uint32_t i = 0; tree && i < tree->count; i++) {
    AstNode *decl = tree->kid[i];
    if (decl->kind == AST_USE) use(loader, decl, text);
    if (decl->kind == AST_INCLUDE) include(loader, decl, text, level);
    else part->program = ast_push(loader->arena, part->program, decl);
  }
  if (level == 0 && tree && part->program) part->program->span = tree->span;
}

/* ---- modules ---- */

static bool begins(Str text, const char *with) {
  size_t n = strlen(with);
  return text.n >= n && memcmp(text.p, with, n) == 0;
}

/* The path of the module's file: in the library, or beside the file that uses it. */
static Str module_path(Loader *loader, Str named, const Text *from, bool *library) {
  Str ending = named.n > 6 && str_is((Str){named.p + named.n - 6, 6}, ".cible") ? STR("") : STR(".cible");
  Str whole = arena_format(loader->arena, "%.*s%.*s", STR_ARG(named), STR_ARG(ending));
  *library = begins(named, "std/") || (from->library && named.p[0] != '/');
  return begins(named, "std/") ? whole : path_plain(loader->arena, path_folder(from->path), whole);
}

/* "did you mean `std/abc`?", of the name behind `std/`. */
static void suggest_module(Loader *loader, Diag *diag, Str name) {
  const StdModule *near = NULL;
  unsigned least = name.n <= 2 ? 1 : name.n <= 5 ? 2 : 3;
  for (uint32_t i = 0; i < std_module_count; i++) {
    unsigned distance = str_distance(name, str_from(std_modules[i].name), least);
    if (distance > least || (near && distance == least)) continue;
    least = distance;
    near = &std_modules[i];
  }
  if (near) diag_label(loader->diags, diag, "did you mean `std/%s`?", near->name);
}

static bool is_module_path(Loader *loader, const AstNode *named) {
  Str path = named->text;
  if (begins(path, "std/")) {
    Str name = {path.p + 4, path.n - 4};
    if (name.n > 6 && str_is((Str){name.p + name.n - 6, 6}, ".cible")) name.n -= 6;
    if (std_module_find(name)) return true;
    suggest_module(loader, diag_add(loader->diags, DIAG_NO_STD_MODULE, named->span, STR_ARG(path)), name);
    return false;
  }
  if (begins(path, "./") || begins(path, "../") || begins(path, "/")) return true;
  Diag *diag = diag_add(loader->diags, DIAG_MODULE_PATH, named->span, STR_ARG(path));
  if (std_module_find(path)) diag_label(loader->diags, diag, "did you mean `std/%.*s`?", STR_ARG(path));
  else diag_help(loader->diags, diag, "write `use \"./%.*s\"` for a file beside this one", STR_ARG(path));
  return false;
}

/* Is it in use already, further out? Then it would use itself. */
static bool is_round(Loader *loader, Str path, bool library, const AstNode *named) {
  Str way = STR("");
  for (const Part *part = loader->part; part; part = part->outside) {
    way = arena_format(loader->arena, "`%.*s`%s%.*s", STR_ARG(part->path), way.n ? " → " : "", STR_ARG(way));
    if (part->library != library || !str_equal(part->path, path)) continue;
    diag_add(loader->diags, DIAG_USE_CYCLE, named->span, STR_ARG(way), STR_ARG(path));
    return true;
  }
  return false;
}

static void use(Loader *loader, AstNode *node, const Text *from) {
  const AstNode *named = node->kid[USE_PATH];
  if (!named || !is_module_path(loader, named)) return;
  bool library;
  Str path = module_path(loader, named->text, from, &library);
  if (loader->arena->failed || is_round(loader, path, library, named)) return;
  if (++loader->modules > MODULES_MOST) {
    if (loader->modules == MODULES_MOST + 1) diag_add(loader->diags, DIAG_TOO_MANY_MODULES, named->span, (int)MODULES_MOST);
    return;
  }
  Text *text = text_of(loader, path, library, named->span);
  Part *outside = loader->part;
  Part part = {.program = ast_new(loader->arena, AST_PROGRAM, (Span){0, 0}, 0), .path = path, .library = library, .outside = outside};
  loader->part = &part;
  take_text(loader, text, 0);
  loader->part = outside;
  node->kid[USE_TREE] = text ? part.program : NULL;
}

/* ---- from the top ---- */

static AstNode *finish(Loader *loader) {
  diag_sort(loader->diags);
  if (!loader->arena->failed) return loader->part->program;
  if (!loader->diags->errors) diag_add(loader->diags, DIAG_NO_MEMORY, (Span){0, 0});
  return NULL;
}

static Part top_part(Arena *arena, Str name) {
  return (Part){.program = ast_new(arena, AST_PROGRAM, (Span){0, 0}, 0), .path = path_plain(arena, STR(""), name)};
}

AstNode *module_load(Arena *arena, SourceMap *sources, const Reader *reader, const char *path, DiagList *diags) {
  Str name = arena_str(arena, str_from(path)), content = STR("");
  Part top = top_part(arena, name);
  Loader loader = {.arena = arena, .sources = sources, .reader = reader, .diags = diags, .part = &top};
  const char *why = "the system cannot read it";
  Status status = arena->failed ? STATUS_NO_MEMORY : reader->read(reader->user, name.p, arena, &content, &why);
  if (status == STATUS_OK) take_text(&loader, add_text(&loader, name, top.path, false, content), 0);
  else if (status != STATUS_NO_MEMORY) diag_add(diags, DIAG_FILE_UNREADABLE, (Span){0, 0}, STR_ARG(name), why);
  return finish(&loader);
}

AstNode *module_load_text(Arena *arena, SourceMap *sources, const Reader *reader, const char *name, Str text, DiagList *diags) {
  Str shown = arena_str(arena, str_from(name));
  Part top = top_part(arena, shown);
  Loader loader = {.arena = arena, .sources = sources, .reader = reader, .diags = diags, .part = &top};
  if (!arena->failed) take_text(&loader, add_text(&loader, shown, top.path, false, text), 0);
  return finish(&loader);
}

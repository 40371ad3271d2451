/* SPDX-License-Identifier: MIT
 * The handle: memory, messages, cancelling. */
#include "lang/engine/engine.h"

#include "lang/engine/render.h"
#include "runtime/data/zone.h"

const char *cible_version(void) { return CIBLE_VERSION; }

CibleStatus cible_open(const CibleConfig *config, Cible **out) {
  *out = NULL;
  Alloc alloc = alloc_system;
  if (config && config->alloc) alloc = (Alloc){config->alloc, config->alloc_user};
  Cible *cible = MEM_NEW(&alloc, Cible);
  if (!cible) return CIBLE_NO_MEMORY;
  cible->alloc = alloc;
  arena_init(&cible->said, &cible->alloc);
  arena_init(&cible->results, &cible->alloc);
  arena_init(&cible->listed, &cible->alloc);
  buf_init(&cible->text, &cible->alloc);
  source_map_init(&cible->sources, &cible->said);
  diag_init(&cible->diags, &cible->said);
  *out = cible;
  return CIBLE_OK;
}

void engine_forget_run(Cible *cible) {
  if (cible->has_report) exec_report_free(&cible->report);
  cible->has_report = false;
  cible->faults = NULL;
  cible->fault_count = 0;
  cible->orphans = NULL;
  cible->orphans_count = 0;
  cible->measures = NULL;
  cible->measure_count = 0;
  cible->stats = NULL;
  cible->memory.refused = false;
  cible->zones[0] = 0;
  arena_free(&cible->results);
}

void cible_close(Cible *cible) {
  if (!cible) return;
  engine_forget_run(cible);
  arena_free(&cible->said);
  buf_free(&cible->text);
  engine_forget_kept(cible);
  Alloc alloc = cible->alloc;
  mem_free(&alloc, cible, sizeof *cible);
}

void cible_cancel(Cible *cible) { __atomic_store_n(&cible->cancel, 1, __ATOMIC_RELAXED); }

void engine_begin(Cible *cible) {
  arena_free(&cible->said);
  source_map_init(&cible->sources, &cible->said);
  diag_init(&cible->diags, &cible->said);
  cible->diags.language = cible->language;
}

/* A wish to stop holds from the moment it is uttered until the call that it meets has ended. */
CibleStatus engine_end(Cible *cible, Status status) {
  if (status != STATUS_OK) __atomic_store_n(&cible->cancel, 0, __ATOMIC_RELAXED);
  diag_sort(&cible->diags);
  if (cible->said.failed || cible->results.failed) return CIBLE_NO_MEMORY;
  return (CibleStatus)status;
}

const char *engine_keep(Cible *cible, Str s) {
  Str kept = arena_str(&cible->results, s);
  return kept.p ? kept.p : "";
}

/* ---- messages ---- */

size_t cible_message_count(const Cible *cible) { return cible->diags.count; }

CibleMessage cible_message(const Cible *cible, size_t index) {
  const Diag *diag = cible->diags.items[index];
  const DiagInfo *info = diag_info(diag->code);
  CibleMessage message = {.code = info->code, .is_error = info->severity == SEVERITY_ERROR, .text = diag->text.p,
                          .label = diag->label.n ? diag->label.p : "", .help = diag->help.n ? diag->help.p : ""};
  if (!diag->span.to) return message;
  Place place = source_place(&cible->sources, diag->span.from);
  if (!place.file) return message;
  message.file = place.file->name.p;
  message.line = (int)place.line;
  message.column = (int)place.column;
  Place end = source_place(&cible->sources, diag->span.to);
  message.end_line = (int)end.line;
  message.end_column = (int)end.column;
  return message;
}

CibleStatus cible_set_language(Cible *cible, const char *language) {
  return catalog_language(language, &cible->language) ? CIBLE_OK : CIBLE_USAGE;
}

const char *cible_translation(const char *language, const char *english) {
  Language found;
  return catalog_language(language, &found) ? catalog_translate(found, english) : english;
}

void cible_set_width(Cible *cible, unsigned columns) { cible->width = columns; }

const char *cible_messages_text(Cible *cible, int color) {
  cible->text.n = 0;
  render_all(&cible->diags, &cible->sources, (RenderStyle){color != 0, cible->width, cible->language}, &cible->text);
  return buf_z(&cible->text);
}

const char *cible_message_text(Cible *cible, size_t index, int color) {
  cible->text.n = 0;
  render_diag(cible->diags.items[index], &cible->sources, (RenderStyle){color != 0, cible->width, cible->language}, &cible->text);
  return buf_z(&cible->text);
}

const char *cible_messages_json(Cible *cible) {
  cible->text.n = 0;
  for (uint32_t i = 0; i < cible->diags.count; i++) render_json(cible->diags.items[i], &cible->sources, &cible->text);
  return buf_z(&cible->text);
}

/* SPDX-License-Identifier: MIT
 * The catalogue of messages: what each code means, with an example. */
#include "lang/engine/engine.h"

size_t cible_code_count(void) { return DIAG_COUNT - 1; }

long cible_code_find(const char *code) { return (long)diag_find(code) - 1; }

/* A format as a headline: `…` for each conversion; empty where there is nothing else. */
static const char *headline(Cible *cible, const char *format) {
  Buf out;
  bool words = false;
  buf_init(&out, &cible->alloc);
  for (const char *p = format; *p; p++) {
    if (*p != '%') {
      buf_char(&out, *p);
      words = words || *p == ' ';
    } else if (p[1] == '%') buf_char(&out, *p++);
    else {
      buf_text(&out, "…");
      p += 1 + strcspn(p + 1, "cdsuX");
    }
  }
  const char *kept = words ? engine_keep(cible, buf_view(&out)) : "";
  buf_free(&out);
  return kept;
}

CibleCode cible_code(Cible *cible, size_t index) {
  DiagCode code = (DiagCode)(index + 1);
  const DiagInfo *info = diag_info(code);
  const DiagExample *example = diag_example(code);
  return (CibleCode){
      .code = info->code,
      .is_error = info->severity == SEVERITY_ERROR,
      .message = headline(cible, catalog_translate(cible->language, info->format)),
      .explanation = catalog_translate(cible->language, info->explanation),
      .example = example->wrong,
      .remedy = example->right,
      .example_place = (CibleExamplePlace)example->place,
  };
}
